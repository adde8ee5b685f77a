/**
 * Lines of a chat or an alert log, pasted under the timeline's heading, as the timeline's items.
 */

import { readEntry, readHeading } from "./entries.js";
import { chosenDay, readLines } from "./log_lines.js";
import { foldHeading } from "./markdown.js";
import { Refused } from "./text.js";
import { DAY_S, readDate, writeClock, writeDay } from "./times.js";

const BULLET = /^\s*(?:[-*+•]|\d{1,9}[.)](?=\s))\s*/;
const HEADING = /^#{1,6}\s/;
const WRITTEN_DATE = /[0-9]{4}-[0-9]{2}-[0-9]{2}/;

/**
 * The pasted text as items: a line that begins with a time, or with a name and a time, is one; any other
 * belongs to the one before. Null where no line begins so, where the text is items already, or where nothing
 * tells which number of a date is the month.
 *
 * @param {string} text
 * @param {number | null} [day]  Of a clock time without a date, where it is known.
 * @returns {string | null}
 */
export function timelineLines(text, day = null) {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => line.trimEnd());
  const read = readLines(lines, day, itemOf);
  const dayOf = chosenDay(read.filter(isTimed), day);
  if (!read.some(isTimed) || !dayOf) return null;
  const running = { day, clock: null };
  const written = gathered(read).flatMap(([line, below]) => {
    const [item, rest] = line ? itemLines(line, below, dayOf, running) : [[], below];
    return [...item, ...rest.map((one) => nested(one, line, running))];
  });
  return written.every((line, index) => line === lines[index]) ? null : written.join("\n");
}

const isTimed = (line) => typeof line !== "string";

/** A line that the engine reads as it is, after its bullet. */
function itemOf(line) {
  const kept = line.replace(BULLET, "");
  try {
    const { start, text } = readEntry(kept);
    if (!text) return null;
    return { kept, clock: start.clock, days: start.day === null ? [] : [start.day], offset: start.offset };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** Each timed line with those below it; those before the first stand under null. */
function gathered(read) {
  const groups = [[null, []]];
  for (const line of read) {
    if (isTimed(line)) groups.push([line, []]);
    else groups.at(-1)[1].push(line);
  }
  return groups;
}

/** The line of an item, and what is left to stand below it. */
function itemLines(line, below, dayOf, running) {
  const date = dateOf(line, dayOf, running);
  if (line.kept !== undefined) {
    const isDated = date !== null && !line.days.length && /^[0-9]/.test(line.kept);
    return [[`- ${isDated ? `${writeDay(date)} ` : ""}${line.kept}`], below];
  }
  const [words, rest] = wordsOf(line, below);
  const clock = writeClock(line.clock, true) + line.offset;
  return [[`- ${date === null ? "" : `${writeDay(date)} `}${clock} — ${words}`], rest];
}

/** What is said in an item: with the name before it, in a chat from the line below. */
function wordsOf(line, below) {
  let { who, text } = line;
  if (line.isName && /^\S/.test(below[0] ?? "")) [who, text] = [text, ""];
  const next = below.findIndex((one) => one.trim());
  let rest = below;
  if (!text && next >= 0 && !HEADING.test(below[next])) {
    text = below[next].trim();
    rest = below.slice(next + 1);
  }
  return [[who, text].filter(Boolean).join(": ") || "nothing was written", rest];
}

/** The date to write: the line's own, or the next day's where the clock jumps back by half a day. */
function dateOf(line, dayOf, running) {
  const own = dayOf(line);
  const isBack = running.clock !== null && running.clock - line.clock > DAY_S / 2;
  const isNext = own === null && !line.offset && running.day !== null && isBack;
  const date = isNext ? running.day + 1 : own;
  running.day = date ?? running.day;
  running.clock = line.offset ? null : line.clock;
  return date;
}

/** A line that has no time: it belongs to the item above, unless it is a heading. */
function nested(text, item, running) {
  if (HEADING.test(text)) {
    running.day = headingDay(text, running.day);
    running.clock = null;
    return text;
  }
  return item === null || text === "" || /^\s/.test(text) ? text : `  ${text}`;
}

function headingDay(heading, before) {
  try {
    return readHeading(heading.replace(/^#+\s+/, ""), before) ?? before;
  } catch (error) {
    if (error instanceof Refused) return before;
    throw error;
  }
}

/** The part of a body from the timeline's heading to a place within; null where that is elsewhere. */
function timelineBefore(before, headings) {
  const lines = before.split("\n");
  const above = lines.findLastIndex((line) => /^#{1,2}\s/.test(line));
  const known = headings.map(foldHeading);
  const isTimeline = lines[above]?.startsWith("## ") && known.includes(foldHeading(lines[above].slice(3)));
  return isTimeline ? lines.slice(above + 1).join("\n") : null;
}

/** The day that is written last in a timeline so far, else that of the start. */
function dayAt(timeline, startDay) {
  const written = timeline.split("\n").findLast((line) => WRITTEN_DATE.test(line) && /^[-#*|]/.test(line));
  try {
    return written ? readDate(WRITTEN_DATE.exec(written)[0]) : startDay;
  } catch {
    return startDay;
  }
}

/**
 * Lets pasted lines become items; what was typed can be taken back as any other typing.
 * @param {HTMLTextAreaElement} area
 * @param {string[]} headings  The timeline's.
 * @param {() => number | null} startDay  Of the incident, where it is known by now.
 */
export function watchPasting(area, headings, startDay) {
  area.addEventListener("paste", (event) => {
    const timeline = timelineBefore(area.value.slice(0, area.selectionStart), headings);
    if (timeline === null) return;
    const text = event.clipboardData?.getData("text") ?? "";
    const items = timelineLines(text, dayAt(timeline, startDay()));
    if (items === null) return;
    event.preventDefault();
    // The only way to put text in that the browser can undo.
    if (!document.execCommand("insertText", false, items)) {
      area.setRangeText(items, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}
