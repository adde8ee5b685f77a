/**
 * The grammar of a timeline item: a time, perhaps an end, a separator, then text; and dates in headings.
 * The engine's rules, in its words (hindsite.postmortem.clock).
 */

import { BLANK, Refused, SPACE, shown, strip } from "./text.js";
import { makeClock, makeDate, readDate, readOffset } from "./times.js";
import { meanings } from "./zones.js";

const SEPARATORS = "`-`, `–`, `—`, `:` or `|`";
const SHAPE = "`10:05 — what happened`";
/** What stands behind a cell of a table, as a separator behind the time of an item. */
const CELL = " | ";
/** The end of a word. */
const ENDS = "(?![\\p{L}\\p{N}_])";

const STAMP = new RegExp(
  `(?:(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T|[${BLANK}]+))?` +
    "(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2}))?(?![0-9]|:[0-9])" +
    `(?:[${BLANK}]*(?<half>[AaPp])\\.?[Mm]${ENDS}\\.?)?` +
    `(?<zone>Z${ENDS}|[${BLANK}]?UTC${ENDS}|[${BLANK}]?[+][0-9]{2}:[0-9]{2}` +
    `|[${BLANK}]?-[0-9]{2}:[0-9]{2}(?![0-9]))?`,
  "uy",
);
const OPENING = new RegExp(`\\\\?[~≈]?[${BLANK}]*([*_\`]{1,3})?\\\\?([~≈])?[${BLANK}]*`, "uy");
const SEPARATOR = new RegExp(`[${BLANK}]*\\\\?(?:-{1,3}|[–—:\\|])[${SPACE}]*`, "uy");
const RANGE = new RegExp(
  `[${BLANK}]*\\\\?(?:-{1,2}|[–—])[${BLANK}]*(?:\\\\?[~≈][${BLANK}]*)?(?=[0-9])`,
  "uy",
);
const WORD = new RegExp(`[${BLANK}]+\\(?([A-Za-z]{2,5})\\)?(?![A-Za-z])`, "uy");
const SPACE_ENDS = [new RegExp(`^[${SPACE}]`, "u"), new RegExp(`[${SPACE}]$`, "u")];
const CLOCK_AND_OFFSET = /^[0-9:]+(-[0-9]{2}:[0-9]{2})$/;
// Only these are west of Greenwich: any other `-10:20` after a time is the end of a range.
const WEST = new Set([
  ...Array.from({ length: 13 }, (_, hour) => `-${String(hour).padStart(2, "0")}:00`),
  ...["-02:30", "-03:30", "-09:30"],
]);

/**
 * A time as an item has it: the clock, perhaps a day, perhaps an offset.
 * @typedef {{clock: number, day: number | null, offset: number | null}} Stamp
 */

/**
 * An item taken apart. `west` is what the end of `10:05-07:00` would be as an offset: only the zone tells.
 * @typedef {{start: Stamp, until: Stamp | null, approximate: boolean, text: string, west: number | null}} Entry
 */

function matchAt(pattern, text, position) {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

/**
 * An item's Markdown as an entry; refused when no time can be read from it.
 * @returns {Entry}
 */
export function readEntry(source) {
  const opening = matchAt(OPENING, source, 0);
  let position = opening[0].length;
  const marks = opening[1] ?? "";
  let approximate = /[~≈]/.test(opening[0]);
  const begun = matchAt(STAMP, source, position);
  if (!begun) {
    const got = shown(source.endsWith(CELL) ? source.slice(0, -CELL.length) : source);
    throw new Refused(`expected a time first, as in ${SHAPE}, got ${got}`);
  }
  position = endOf(begun);
  const dash = matchAt(RANGE, source, position);
  let ended = dash && matchAt(STAMP, source, position + dash[0].length);
  if (ended && !isText(source, dash[0], ended, marks)) {
    position = endOf(ended);
    approximate ||= /[~≈]/.test(dash[0]);
  } else {
    ended = null;
  }
  const text = after(source, position, marks);
  const [start, until] = stamps(begun, ended);
  return { start, until, approximate, text, west: westOf(source.slice(begun.index, position)) };
}

/** A table cell with nothing but a time, or a range of times. */
export function readCell(source) {
  return readEntry(source + CELL);
}

function endOf(found) {
  // A `-10:20` that is no offset belongs to a range, and so does any after a time without a date.
  const end = found.index + found[0].length;
  return isOffset(found) ? end : end - found.groups.zone.length;
}

function zoneOf(found) {
  return strip(found.groups.zone ?? "");
}

function isOffset(found) {
  const zone = zoneOf(found);
  return zone.startsWith("-") ? found.groups.date !== undefined && WEST.has(zone) : true;
}

/** The offset that a range could be meant as: no date, and a hyphen without spaces. */
function westOf(written) {
  const found = CLOCK_AND_OFFSET.exec(written);
  return found && WEST.has(found[1]) ? readOffset(found[1]) : null;
}

/** Whether `10:05 — 14:00 was announced` goes on in words: a text with a time in it. */
function isText(source, dash, ended, marks) {
  let rest = source.slice(endOf(ended));
  if (marks && rest.startsWith(marks)) rest = rest.slice(marks.length);
  const spaced = SPACE_ENDS.every((end) => end.test(dash));
  return spaced && strip(rest) !== "" && !matchAt(SEPARATOR, rest, 0);
}

/** The text behind the separator; the bold marks around the time go, others stay. */
function after(source, position, marks) {
  let closed = marks === "";
  if (!closed && source.startsWith(marks, position)) {
    position += marks.length;
    closed = true;
  }
  const separator = matchAt(SEPARATOR, source, position);
  if (!separator) throw new Refused(noSeparator(source.slice(position)));
  const text = source.slice(position + separator[0].length);
  if (!closed && text.startsWith(marks)) return strip(text.slice(marks.length));
  return strip(closed ? text : marks + text);
}

function noSeparator(rest) {
  const word = matchAt(WORD, rest, 0);
  if (word && meanings(word[1]).length) {
    return (
      `the abbreviation ${word[1]} after the time can mean several zones; leave it out ` +
      "(times are in the header's `timezone`), or write a date and time with an offset"
    );
  }
  if (!strip(rest)) return `expected a separator and a text after the time, as in ${SHAPE}, got nothing`;
  return `expected ${SEPARATORS} after the time, then text, got ${shown(strip(rest))}`;
}

/** @returns {[Stamp, Stamp | null]} */
function stamps(begun, ended) {
  const half = begun.groups.half;
  if (!ended) return [stamp(begun, half), null];
  const hour = Number(begun.groups.hour);
  const isShared = half === undefined && ended.groups.half !== undefined && hour >= 1 && hour <= 12;
  const start = isShared ? sharing(begun, ended) : stamp(begun, half);
  const until = stamp(ended, ended.groups.half);
  // `17:05–17:20Z`: a range has one offset unless it names two.
  const offset = start.offset ?? until.offset;
  return [
    { ...start, offset },
    { ...until, offset: until.offset ?? offset },
  ];
}

/** The start of `11:50–12:10 PM`: in its end's half of the day unless that is too late. */
function sharing(begun, ended) {
  const same = stamp(begun, ended.groups.half);
  return same.clock <= stamp(ended, ended.groups.half).clock ? same : stamp(begun, "a");
}

/** @returns {Stamp} */
function stamp(found, half) {
  const { date, minute, second } = found.groups;
  let hour = Number(found.groups.hour);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) {
      throw new Refused(`expected an hour from 1 to 12 before AM or PM, got ${hour}`);
    }
    hour = (hour % 12) + (/[pP]/.test(half) ? 12 : 0);
  }
  const clock = makeClock(hour, Number(minute), Number(second ?? 0));
  return { clock, day: date === undefined ? null : readDate(date), offset: offsetOf(found) };
}

function offsetOf(found) {
  const zone = zoneOf(found);
  if (!zone || !isOffset(found)) return null;
  return zone === "Z" || zone === "UTC" ? 0 : readOffset(zone);
}

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);
const DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const LONGEST_HEADING = 200;
const short = (name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`;
const MONTH = `${MONTHS.map(short).join("|")}|Sept`;
const WEEKDAY = `${DAYS.map(short).join("|")}|Tues|Thur|Thurs`;
const ORDINAL = "(?<day>[0-9]{1,2})(?:st|nd|rd|th)?";
const GAP = `[${SPACE}]+`;
const YEAR = `(?:,?${GAP}(?<year>[0-9]{4}))`;
const HEADING_DATES = [
  "(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})",
  `${ORDINAL}${GAP}(?:of${GAP})?(?<month>${MONTH})\\.?${YEAR}`,
  `(?<month>${MONTH})\\.?${GAP}${ORDINAL}${YEAR}`,
].map((form) => new RegExp(`(?<![\\p{L}\\p{N}_\\-])${form}(?![\\p{L}\\p{N}_\\-])`, "iu"));
const BARE_DATES = [
  new RegExp(`^${ORDINAL}${GAP}(?:of${GAP})?(?<month>${MONTH})$`, "iu"),
  new RegExp(`^(?<month>${MONTH})\\.?${GAP}${ORDINAL}$`, "iu"),
];
const DAY_WORD = new RegExp(`(?<![\\p{L}\\p{N}_])(?:${WEEKDAY})${ENDS}`, "giu");

/**
 * The first day named in a heading, or null for other words; an impossible date is refused. A day and month
 * alone is in the year of `before`, the date so far, and `### 1 January` after a December in the next.
 */
export function readHeading(text, before) {
  const heading = text.slice(0, LONGEST_HEADING);
  const dates = HEADING_DATES.map((form) => form.exec(heading)).filter(Boolean);
  if (dates.length) {
    const { groups } = dates.reduce((a, b) => (b.index < a.index ? b : a));
    return makeDate(Number(groups.year), monthOf(groups.month), Number(groups.day));
  }
  const words = heading.replace(DAY_WORD, "").replace(/^[ ,.:;()–—-]+|[ ,.:;()–—-]+$/g, "");
  const bare = BARE_DATES.map((form) => form.exec(words)).find(Boolean);
  if (!bare || before === null) return null;
  const month = monthOf(bare.groups.month);
  const start = new Date(before * 86_400_000);
  const year = start.getUTCFullYear() + (start.getUTCMonth() === 11 && month === 1 ? 1 : 0);
  return makeDate(year, month, Number(bare.groups.day));
}

function monthOf(word) {
  if (/^[0-9]+$/.test(word)) return Number(word);
  return MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === word.slice(0, 3).toLowerCase()) + 1;
}
