/**
 * Dates as people and programs write them, and the days that they may mean. The rules of
 * `hindsite new --from-timeline` (hindsite.importers.log_lines).
 */

import { Refused } from "./text.js";
import { makeDate } from "./times.js";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}";
const WEEKDAY = "(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\\s+)?";
/**
 * A regular expression's part: 2026-03-14 and 2026/3/14; 14.03.2026, 03/14/2026 and 14-03-2026; Mar 14 and
 * March 14, 2026; 14 Mar 2026 and 14/Mar/2026.
 */
export const DATE =
  "(?:(?<year>[0-9]{4})(?<line>[\\-\\/])(?<month>[0-9]{1,2})\\k<line>(?<day>[0-9]{1,2})" +
  "|(?<one>[0-9]{1,2})(?<mark>[.\\/\\-])(?<two>[0-9]{1,2})\\k<mark>(?<end>[0-9]{4})" +
  `|${WEEKDAY}(?<name>${MONTH})\\.?\\s+(?<nameDay>[0-9]{1,2})(?:st|nd|rd|th)?(?:,?\\s+(?<nameYear>[0-9]{4}))?` +
  `|${WEEKDAY}(?<ofDay>[0-9]{1,2})[ \\/\\-](?<of>${MONTH})\\.?(?:,?[ \\/\\-](?<ofYear>[0-9]{4}))?)`;

/**
 * The days that a date may mean: none where there is no date; two where either number may be the month, the
 * one with the month first; null is a day that the calendar lacks, or that no year is known for.
 *
 * @param {Record<string, string | undefined>} groups  Of a match of DATE.
 * @param {number | null} near  A day of the incident: what has no year is near to it.
 * @returns {(number | null)[]}
 */
export function readingsOf(groups, near) {
  if (groups.year) return [day(groups.year, groups.month, groups.day)];
  if (groups.one) {
    const dayFirst = day(groups.end, groups.two, groups.one);
    return groups.mark === "." ? [dayFirst] : [day(groups.end, groups.one, groups.two), dayFirst];
  }
  const name = groups.name ?? groups.of;
  if (!name) return [];
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  const number = groups.nameDay ?? groups.ofDay;
  const year = groups.nameYear ?? groups.ofYear;
  if (year) return [day(year, month, number)];
  if (near === null) return [null];
  const nearYear = new Date(near * 86_400_000).getUTCFullYear();
  const days = [-1, 0, 1].map((step) => day(nearYear + step, month, number)).filter((one) => one !== null);
  return [days.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0] ?? null];
}

function day(year, month, number) {
  try {
    return makeDate(Number(year), Number(month), Number(number));
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}
