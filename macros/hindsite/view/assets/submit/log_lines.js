/**
 * How a line of a log begins: with a time, a date and a time, or a name and a time. The rules of
 * `hindsite new --from-timeline` (hindsite.importers.log_lines).
 */

import { Refused } from "./text.js";
import { makeClock, readOffset } from "./times.js";
import { DATE, readingsOf } from "./written_dates.js";

const CLOCK =
  "(?<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?(?![0-9:])" +
  "(?:\\s?(?<half>[AaPp])\\.?[Mm]\\b\\.?)?" +
  "(?:\\s?(?<offset>Z\\b|UTC\\b|[+-][0-9]{2}:?[0-9]{2}(?![0-9])))?";
const STAMP = `(?:${DATE}(?:T|:|,?\\s+(?:at\\s+)?))?${CLOCK}`;
const TIMED = new RegExp(
  `^(?:[-*•]\\s*)?(?<open>[\\[(])?${STAMP}[\\])]?(?:\\s*[-–—|:]+\\s+|\\s+|$)(?<text>.*)$`,
  "u",
);
/** A chat's own heading of a message: "Ada Lovelace  10:05 AM", the words below it. */
const SAID = new RegExp(`^(?<who>\\S.{0,60}?)(?<gap>\\s+[\\-–—]?\\s*[\\[(]?)${STAMP}[\\])]?$`, "u");
const ALONE = new RegExp(`^\\s+${STAMP}\\s*$`, "u");
const NO_NAME =
  /^(?:(?:.*\s)?(?:at|by|from|since|until|till|to|around|about|before|after|between|and|~|@)|.*[:;,.!?])$/i;
const WORDS_IN_NAME = 4;

/**
 * A line that begins with a time: its clock in seconds, and what stands behind it. `days` are the readings of
 * its date: none, one, or two of which the first has the month first; one that the calendar lacks is null.
 * `who` says the lines that follow; `isName` tells that the text may be such a name.
 * @typedef {{clock: number, days: (number | null)[], offset: string, who: string, text: string, isName: boolean}}
 *   LogLine
 */

/**
 * The lines of a log, the timed ones taken apart.
 *
 * @template Item
 * @param {string[]} lines
 * @param {number | null} near  A day of the incident, where one is known.
 * @param {(line: string) => Item | null} itemOf  A line that is a timeline's item already, as the caller has it.
 * @returns {(Item | LogLine | string)[]}
 */
export function readLines(lines, near, itemOf) {
  const read = [];
  for (let index = 0; index < lines.length; index++) {
    const [line, below = ""] = lines.slice(index, index + 2);
    // A chat may put the time on a line of its own, further in than the name above it.
    const isNamed = ALONE.test(below) && isName(line) && !timed(line, near);
    read.push(itemOf(line) ?? timed(isNamed ? `${line}  ${below.trim()}` : line.trim(), near) ?? line);
    if (isNamed) index++;
  }
  return read;
}

function timed(line, near) {
  const found = TIMED.exec(line);
  if (found) {
    const text = found.groups.text.trim();
    return logLine(found.groups, near, { who: "", text, isName: Boolean(found.groups.open) && isName(text) });
  }
  const said = SAID.exec(line);
  if (!said || NO_NAME.test(said.groups.who)) return null;
  // A sentence may end with a time, too: a single space makes no heading of one.
  if (!isName(said.groups.who) && said.groups.gap.length < 2) return null;
  return logLine(said.groups, near, { who: said.groups.who, text: "", isName: false });
}

/** Whether it can be what a chat calls somebody: one word, or a few in capitals. */
function isName(text) {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (!words.length || words.length > WORDS_IN_NAME || NO_NAME.test(text)) return false;
  return words.length === 1 || words.every((word) => !/^\p{Ll}/u.test(word));
}

function logLine(groups, near, said) {
  const days = readingsOf(groups, near);
  if (days.length && days.every((day) => day === null)) return null;
  try {
    const offset = offsetOf(groups.offset ?? "");
    if (offset.startsWith("-") && !days.length) return null; // `10:05-10:20` is a range
    return { clock: clockOf(groups.clock, groups.half), days, offset, ...said };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

function offsetOf(written) {
  if (["", "Z", "UTC"].includes(written)) return written.replace("UTC", "Z");
  const offset = `${written.slice(0, 3)}:${written.slice(-2)}`;
  readOffset(offset);
  return offset;
}

/** The seconds of a written clock time; refused where there is none such. */
export function clockOf(written, half) {
  let [hour, minute, second = 0] = written.split(":").map(Number);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) throw new Refused(`there is no hour ${hour} before AM or PM`);
    hour = (hour % 12) + (/[pP]/.test(half) ? 12 : 0);
  }
  return makeClock(hour, minute, second);
}

/**
 * How a line's date is read in this log: whether `3/8/2026` has the month first is the same in all of it.
 * A date that the calendar has in one order alone tells it, else the first that is nearer to a day in one.
 *
 * @param {LogLine[]} lines
 * @param {number | null} near
 * @returns {((line: LogLine) => number | null) | null}  Null where nothing tells.
 */
export function chosenDay(lines, near) {
  const readings = lines.map(({ days }) => days).filter((days) => days.length === 2);
  const told = readings.find((days) => days.includes(null));
  const unlike = readings.find(([one, two]) => one !== two);
  let place = 0;
  if (told) place = told[0] === null ? 1 : 0;
  else if (unlike) {
    if (near === null) return null;
    place = Math.abs(unlike[1] - near) < Math.abs(unlike[0] - near) ? 1 : 0;
  }
  return ({ days }) => (days.length < 2 ? (days[0] ?? null) : (days[place] ?? days[1 - place]));
}
