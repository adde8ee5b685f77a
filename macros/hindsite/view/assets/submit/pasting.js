/**
 * Lines of a chat or an alert log, pasted under the timeline's heading, as the timeline's items.
 */

import { readEntry } from "./entries.js";
import { foldHeading } from "./markdown.js";
import { Refused, strip } from "./text.js";

const BULLET = /^\s*(?:[-*+•]|\d{1,9}[.)](?=\s))\s*/;
/** A time that is followed by a space alone, or stands in brackets, as logs have it. */
const LOGGED =
  /^[[(]?((?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ])?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?:\s?[AaPp]\.?[Mm]\b\.?)?(?:Z|\s?UTC|\s?[+-][0-9]{2}:[0-9]{2})?)[\])]?(?:\s*[-–—:|]+)?\s+(?=\S)(.*)$/;
const FRACTION = /(?<=:[0-9]{2})[.,][0-9]+/;

/**
 * The pasted text as items: a line that begins with a time is one, any other belongs to the one before.
 * Null where no line begins with a time, or the text is items already.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function timelineLines(text) {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => line.trimEnd());
  const items = [];
  let found = 0;
  let changed = false;
  for (const line of lines) {
    const bare = line.replace(BULLET, "");
    const item = itemOf(bare);
    if (item !== null) {
      found += 1;
      items.push(`- ${item}`);
      changed ||= `- ${item}` !== line;
    } else if (line === "" || found === 0) {
      items.push(line);
    } else {
      const nested = /^\s/.test(line) ? line : `  ${line}`;
      items.push(nested);
      changed ||= nested !== line;
    }
  }
  return found > 0 && changed ? items.join("\n") : null;
}

function itemOf(line) {
  try {
    if (readEntry(line).text) return line;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const logged = LOGGED.exec(line);
  if (!logged || !strip(logged[2])) return null;
  const item = `${logged[1].replace(FRACTION, "")} — ${logged[2]}`;
  try {
    readEntry(item);
    return item;
  } catch {
    return null;
  }
}

/**
 * Whether a place in a body is within a timeline.
 * @param {string} before  The body up to that place.
 * @param {string[]} headings  The timeline's.
 */
export function isInTimeline(before, headings) {
  const above = before.split("\n").findLast((line) => /^#{1,2}\s/.test(line));
  const known = headings.map(foldHeading);
  return above !== undefined && above.startsWith("## ") && known.includes(foldHeading(above.slice(3)));
}

/** Lets pasted lines become items; what was typed can be taken back as any other typing. */
export function watchPasting(area, headings) {
  area.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!isInTimeline(area.value.slice(0, area.selectionStart), headings)) return;
    const items = timelineLines(text);
    if (items === null) return;
    event.preventDefault();
    // The only way to put text in that the browser can undo.
    if (!document.execCommand("insertText", false, items)) {
      area.setRangeText(items, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}
