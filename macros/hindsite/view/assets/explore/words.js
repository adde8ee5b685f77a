/**
 * The words for lengths, numbers and days, spelt as on the pages that are built.
 */

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const MILLISECONDS_A_DAY = 86_400_000;
const GROUPED = new Intl.NumberFormat("en-US");

/** "12,000" */
export function count(number) {
  return GROUPED.format(number);
}

/** "1 incident", "5,000 incidents" */
export function plural(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A length in its one or two largest units, rounded to the nearest: "20s", "25m", "4h 00m", "13d 16h". */
export function duration(seconds) {
  return compact(seconds, 0.5);
}

/** The same, rounded down: what is "at least" so long stays true. */
export function lowerBound(seconds) {
  return compact(seconds, 0);
}

/** The unit is chosen after rounding: 59m 40s is "1h 00m". */
function compact(seconds, half) {
  const whole = Math.floor(seconds + half);
  if (seconds > 0 && whole < MINUTE) return `${whole}s`;
  const minutes = Math.floor(seconds / MINUTE + half);
  if (minutes < HOUR / MINUTE) return `${minutes}m`;
  if (minutes < DAY / MINUTE) return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}m`;
  const hours = Math.floor(seconds / HOUR + half);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** "2019-07-02" of a day counted from 1970-01-01. */
export function isoDay(day) {
  return new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);
}

/** "a", "a or b", "a, b or c" */
export function joined(names, last) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} ${last} ${names.at(-1)}`;
}
