/**
 * Written times: reading them, and placing them on the world's clock. The engine's rules, in its words
 * (hindsite.postmortem.times). A day is a number of days from 1970-01-01, a clock time and an offset are
 * seconds, an instant is seconds from 1970-01-01T00:00Z with the offset of the place it is told in.
 */

import { Refused, shown } from "./text.js";
import { meanings } from "./zones.js";

export const DAY_S = 86_400;
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;
const FORM = "YYYY-MM-DD";
const EXPECTED = `\`${FORM} HH:MM[:SS]\` with nothing, \`Z\` or an offset like \`+02:00\` after it, or \`${FORM}\``;
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July", "August", "September"],
  ...["October", "November", "December"],
];
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?)?/;
const ZONE_WORD = /^[\s\x1c-\x1f\x85]([A-Za-z]{1,5})\.?$/;
const DURATION =
  /^(?=[0-9])(?:([0-9]{1,5})d)?(?:(?:^| +)([0-9]{1,6})h)?(?:(?:^| +)([0-9]{1,7})m)?(?:(?:^| +)([0-9]{1,9})s)?$/;
const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
];

/**
 * A time as a header has it; `clock` and `offset` are null where it has none.
 * @typedef {{text: string, day: number, clock: number | null, offset: number | null}} WrittenTime
 */

/**
 * An instant and the offset it is told with.
 * @typedef {{at: number, offset: number}} Instant
 */

const two = (number) => String(number).padStart(2, "0");

/** The day of a `YYYY-MM-DD` date. */
export function readDate(text) {
  const found = DATE.exec(text);
  if (!found) throw new Refused(`expected a date as \`${FORM}\`, got ${shown(text)}`);
  return makeDate(Number(found[1]), Number(found[2]), Number(found[3]));
}

/** A day of the calendar; refused when there is none such. */
export function makeDate(year, month, day) {
  if (year < FIRST_YEAR || year > LAST_YEAR) {
    const got = String(year).padStart(4, "0");
    throw new Refused(`expected a year from ${FIRST_YEAR} to ${LAST_YEAR}, got ${got}`);
  }
  if (month < 1 || month > 12) {
    throw new Refused(`there is no month ${two(month)}; months are 01 to 12`);
  }
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > days) {
    const name = `${MONTHS[month - 1]} ${year}`;
    throw new Refused(`${name} has ${days} days, got day ${two(day)}; correct the date`);
  }
  return Date.UTC(year, month - 1, day) / 1000 / DAY_S;
}

/** Seconds since midnight; refused when a part is out of its range. */
export function makeClock(hour, minute, second = 0) {
  if (hour > 23) {
    throw new Refused(`there is no hour ${hour}; hours are 00 to 23, midnight is 00:00`);
  }
  if (minute > 59) throw new Refused(`there is no minute ${minute}; minutes are 00 to 59`);
  if (second > 59) throw new Refused(`there is no second ${second}; write a leap second as 59`);
  return hour * 3600 + minute * 60 + second;
}

/** `Z` or `±HH:MM` in seconds; refused outside −12:00 to +14:00. */
export function readOffset(text) {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(4, 6));
  const size = Number(text.slice(1, 3)) * 3600 + minutes * 60;
  const offset = text[0] === "-" ? -size : size;
  if (minutes > 59 || offset < -12 * 3600 || offset > 14 * 3600) {
    throw new Refused(`expected an offset from -12:00 to +14:00, got ${shown(text)}`);
  }
  return offset;
}

/**
 * A header's time.
 * @returns {WrittenTime}
 */
export function readTime(text) {
  const found = TIME.exec(text);
  if (!found || found[0].length !== text.length) throw new Refused(refusal(text));
  const day = readDate(found[1]);
  if (found[2] === undefined) return { text, day, clock: null, offset: null };
  const clock = makeClock(Number(found[2]), Number(found[3]), Number(found[4] ?? 0));
  return { text, day, clock, offset: found[5] ? readOffset(found[5]) : null };
}

function refusal(text) {
  const general = `expected ${EXPECTED}, got ${shown(text)}`;
  const begun = TIME.exec(text);
  const word = begun?.[2] !== undefined && ZONE_WORD.exec(text.slice(begun[0].length));
  if (!word) return general;
  if (["UTC", "Z", "GMT"].includes(word[1].toUpperCase())) return `${general}; write ${begun[0]}Z`;
  const meant = meanings(word[1]).join(" or ");
  if (!meant) return general;
  const hint = `leave it out and write \`timezone:\` ${meant}`;
  return `${general}; the abbreviation ${word[1]} can mean several zones: ${hint}`;
}

const formats = new Map();

/** A zone's offset from UTC, in seconds, at a moment in seconds from 1970. */
export function offsetAt(zone, at) {
  let format = formats.get(zone);
  if (!format) {
    const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" };
    const clock = { minute: "numeric", second: "numeric", hourCycle: "h23", era: "short" };
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, calendar: "gregory", ...numeric, ...clock });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at * 1000).map((part) => [part.type, part.value]));
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(+year, +month - 1, +day, +hour, +minute, +second) / 1000 - at;
}

/**
 * The instant of a wall-clock time in a zone. Refused when a daylight-saving change skips the time or
 * repeats it, naming the offsets there are to choose from.
 *
 * @param {number} day
 * @param {number} clock
 * @param {string | number} place  A zone's name, or an offset.
 * @returns {Instant}
 */
export function locate(day, clock, place) {
  const wall = day * DAY_S + clock;
  if (typeof place === "number") return { at: wall - place, offset: place };
  // The offsets a day before and after are those on both sides of a change, if there is one.
  const [before, after] = [offsetAt(place, wall - DAY_S), offsetAt(place, wall + DAY_S)];
  const fits = [...new Set([before, after])].filter((offset) => offsetAt(place, wall - offset) === offset);
  if (fits.length === 1) return { at: wall - fits[0], offset: fits[0] };
  const words = `${writeDay(day)} ${writeClock(clock)}`;
  const choices = [before, after].map((offset) => words + offsetWords(offset));
  const written = [before, after].map(
    (offset) => `${writeDay(day)} ${writeClock(clock, true)}${offsetWords(offset)}`,
  );
  const offer = choices.join(" or ");
  if (fits.length === 2) {
    const why = `${words} comes twice in ${place}, where the clock is set back`;
    throw new Refused(`${why}; say which with an offset: ${offer}`, written);
  }
  const why = `${words} does not exist in ${place}, where the clock is set forward`;
  throw new Refused(`${why}; correct it, or write it with an offset: ${offer}`, written);
}

/**
 * The same instant on another place's clock.
 * @param {Instant} instant
 * @param {string | number} place
 * @returns {Instant}
 */
export function moved({ at }, place) {
  return { at, offset: typeof place === "number" ? place : offsetAt(place, at) };
}

/** The day on the clock that an instant is told with. */
export function dayOf({ at, offset }) {
  return Math.floor((at + offset) / DAY_S);
}

/** Seconds since midnight on the clock that an instant is told with. */
export function clockOf({ at, offset }) {
  return at + offset - dayOf({ at, offset }) * DAY_S;
}

/** "2023-06-04". */
export function writeDay(day) {
  return new Date(day * DAY_S * 1000).toISOString().slice(0, 10);
}

/** "10:05"; with seconds where they are not zero and are asked for. */
export function writeClock(clock, seconds = false) {
  const minutes = `${two(Math.floor(clock / 3600))}:${two(Math.floor(clock / 60) % 60)}`;
  return seconds && clock % 60 ? `${minutes}:${two(clock % 60)}` : minutes;
}

/** An offset as a time carries it: `+02:00`, `-07:00`. */
export function offsetWords(offset) {
  const minutes = Math.round(offset / 60);
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The seconds of a written duration such as `1d 5h 47m 10s`. */
export function readDuration(text) {
  const found = DURATION.exec(text);
  if (!found) {
    const form = "(whole numbers with d, h, m, s, in this order, spaces between)";
    throw new Refused(
      `expected a duration such as \`3h 55m\` or \`1d 5h 47m 10s\` ${form}, got ${shown(text)}`,
    );
  }
  return UNITS.reduce((sum, [, size], index) => sum + Number(found[index + 1] ?? 0) * size, 0);
}

/** The written form of a duration in whole seconds, 0 or more. */
export function writeDuration(seconds) {
  let rest = seconds;
  const parts = [];
  for (const [unit, size] of UNITS) {
    if (rest < size) continue;
    parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.join(" ") || "0s";
}
