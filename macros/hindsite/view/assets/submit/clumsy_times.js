/** What a time that a header does not take as it is written may be meant as. */

import { clockOf } from "./log_lines.js";
import { Refused } from "./text.js";
import { readTime, writeClock, writeDay } from "./times.js";
import { DATE, readingsOf } from "./written_dates.js";

const CLOCK =
  "(?:(?<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?|(?<hour>[0-9]{1,2})(?=\\s?[AaPp]\\.?[Mm]))" +
  "(?:\\s?(?<half>[AaPp])\\.?[Mm]\\.?)?(?:\\s?(?<offset>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?";
const MOMENT = new RegExp(`^${DATE}(?:(?:T|,?\\s+(?:at\\s+|@\\s*)?)${CLOCK})?$`, "iu");

/**
 * The times that a text may be meant as, as a header has them: one, or two where either number of its date
 * may be the month; none where it is no time.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function meantTimes(text) {
  const found = MOMENT.exec(text.trim());
  if (!found) return [];
  const days = readingsOf(found.groups, null).filter((day) => day !== null);
  const times = days.map((day) => attempt(() => written(day, found.groups)));
  return [...new Set(times)].filter((time) => time !== null);
}

function written(day, { clock, hour, half, offset = "" }) {
  const at = clock ?? (hour && `${hour}:00`);
  const text = at === undefined ? "" : ` ${writeClock(clockOf(at, half), true)}${offsetOf(offset)}`;
  return readTime(writeDay(day) + text).text;
}

function offsetOf(written) {
  const sign = /^[+-]/.test(written);
  return sign ? `${written.slice(0, 3)}:${written.slice(-2)}` : written && "Z";
}

function attempt(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
