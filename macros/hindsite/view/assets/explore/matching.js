/**
 * Which incidents a selection means, and what each facet would find: one pass over the columns.
 *
 * Within a facet the chosen values add up, across facets they narrow. A facet's counts are those
 * within the words and the choice of all *other* facets, so that they say what one more click gives.
 */

import { daysOf } from "./selection.js";

/** The name that all times of an address share as one condition. */
export const WHEN = "when";
const SMALLEST_FOR_MEDIAN = 3;

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {Map<number, number>} Scores  Of the incidents that hold the words, by place.
 *
 * @typedef {object} Matches
 * @property {Uint32Array} places  Those that match, the newest first.
 * @property {Map<string, Uint32Array>} counts  By facet, one for each of its values.
 * @property {Map<number, number>} years  How many would match in each year.
 */

/**
 * @param {Columns} columns
 * @param {Selection} selection
 * @param {Scores | null} scores  null without words.
 * @returns {Matches}
 */
export function match(columns, selection, scores) {
  const { count } = columns;
  const failed = new Uint8Array(count); // how many conditions an incident fails
  const failing = new Uint8Array(count); // the last of them, counted from 1
  const names = conditions(columns, selection, failed, failing);
  if (scores) for (let i = 0; i < count; i++) if (!scores.has(i)) failed[i] = 255;
  const counts = new Map(columns.facets.map((facet) => [facet.name, counted(facet, failed, failing, names)]));
  return { places: passing(failed), counts, years: countedYears(columns, failed, failing, names) };
}

/** The time in which one match is found, without counting anything. */
export function howMany(columns, selection, scores) {
  const failed = new Uint8Array(columns.count);
  conditions(columns, selection, failed, new Uint8Array(columns.count));
  let found = 0;
  for (let i = 0; i < columns.count; i++) if (!failed[i] && (!scores || scores.has(i))) found++;
  return found;
}

/** Marks what fails each condition; the conditions' names, in the order of their numbers. */
function conditions(columns, selection, failed, failing) {
  const names = [];
  for (const facet of columns.facets) {
    const wanted = selection.chosen.get(facet.name);
    if (wanted) failFacet(facet, wanted, failed, failing, names.push(facet.name));
  }
  const spans = timeSpans(selection);
  if (spans) failTimes(columns.days, spans, failed, failing, names.push(WHEN));
  return names;
}

function failFacet({ values, starts, codes }, wanted, failed, failing, number) {
  const allowed = Uint8Array.from(values, (value) => Number(wanted.includes(value)));
  for (let i = 0; i < failed.length; i++) {
    let passes = 0;
    for (let n = starts[i]; n < starts[i + 1]; n++) passes |= allowed[codes[n]];
    if (passes) continue;
    failed[i]++;
    failing[i] = number;
  }
}

/**
 * Lists of spans of days, of each of which an incident must be in one; null without times.
 * What is no time is in no span.
 */
function timeSpans({ chosen }) {
  const lists = [];
  for (const name of ["year", "quarter"]) {
    if (chosen.has(name)) lists.push(chosen.get(name).map(daysOf).filter(Boolean));
  }
  for (const text of chosen.get("since") ?? []) lists.push([daysOf(text)].filter(Boolean).map(([first]) => [first, Infinity]));
  for (const text of chosen.get("until") ?? []) lists.push([daysOf(text)].filter(Boolean).map(([, last]) => [-Infinity, last]));
  return lists.length ? lists : null;
}

function failTimes(days, lists, failed, failing, number) {
  for (let i = 0; i < failed.length; i++) {
    const day = days[i];
    if (lists.every((spans) => spans.some(([first, last]) => first <= day && day <= last))) continue;
    failed[i]++;
    failing[i] = number;
  }
}

/** How many incidents have each value, among those that fail nothing but this facet's own condition. */
function counted({ name, values, starts, codes }, failed, failing, names) {
  const counts = new Uint32Array(values.length);
  const own = names.indexOf(name) + 1;
  for (let i = 0; i < failed.length; i++) {
    if (failed[i] && !(failed[i] === 1 && failing[i] === own)) continue;
    for (let n = starts[i]; n < starts[i + 1]; n++) counts[codes[n]]++;
  }
  return counts;
}

function countedYears({ years }, failed, failing, names) {
  const own = names.indexOf(WHEN) + 1;
  const counts = new Map();
  for (let i = 0; i < failed.length; i++) {
    if (failed[i] && !(failed[i] === 1 && failing[i] === own)) continue;
    counts.set(years[i], (counts.get(years[i]) ?? 0) + 1);
  }
  return counts;
}

function passing(failed) {
  const places = new Uint32Array(failed.length);
  let found = 0;
  for (let i = 0; i < failed.length; i++) if (!failed[i]) places[found++] = i;
  return places.slice(0, found);
}

/**
 * The median time to resolve of some incidents, and how many of them have one; null below three.
 *
 * @returns {{seconds: number, known: number} | null}
 */
export function medianResolve({ resolve }, places) {
  const known = new Float64Array(places.length);
  let found = 0;
  for (const place of places) if (resolve[place] >= 0) known[found++] = resolve[place];
  if (found < SMALLEST_FOR_MEDIAN) return null;
  const sorted = known.subarray(0, found).sort();
  const middle = found >> 1;
  return { seconds: found % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, known: found };
}

/**
 * The matches in an order; where that does not decide, the newest first. Unknown comes last.
 *
 * @param {Columns} columns
 * @param {Uint32Array} places  The newest first.
 * @param {string} sort
 * @param {Scores | null} scores
 * @returns {Promise<Uint32Array>}
 */
export async function ordered(columns, places, sort, scores) {
  if (sort === "oldest") return places.slice().reverse();
  if (sort === "longest") return places.slice().sort(descending(columns.resolve));
  if (sort === "best" && scores) return places.slice().sort((a, b) => scores.get(b) - scores.get(a) || a - b);
  if (sort === "severity") {
    const { starts, codes } = columns.facetNamed.get("severity");
    return places.slice().sort((a, b) => codes[starts[a]] - codes[starts[b]] || a - b);
  }
  if (sort === "impact") {
    const { equivalent, users } = await columns.impact();
    return places.slice().sort((a, b) => equivalent[b] - equivalent[a] || users[b] - users[a] || a - b);
  }
  return places;
}

function descending(values) {
  return (a, b) => values[b] - values[a] || a - b;
}
