/**
 * Rows of the list, as the pages that are built have them, and the line above it.
 */

import { make } from "./dom.js";
import { medianResolve } from "./matching.js";
import { highlighted } from "./query.js";
import { count, duration, isoDay, lowerBound, plural } from "./words.js";

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {{place: number, id: string, title: string}} Row
 */

/** The line over the list, and the same for the ear. */
export function headOf(columns, selection, places) {
  const filtered = selection.size > 0 || selection.words !== "";
  const median = medianResolve(columns, places);
  const noun = filtered ? ` of ${plural(columns.count, "incident")}` : columns.count === 1 ? " incident" : " incidents";
  const n = median && count(median.known);
  const detail = median ? `, median time to resolve ${duration(median.seconds)} (n = ${n})` : "";
  return { number: count(places.length), noun, detail };
}

/**
 * One incident of the list.
 *
 * @param {Columns} columns
 * @param {Selection} selection  Its services and causes are always among those shown, and marked.
 * @param {string[]} terms  The words to mark in the title.
 * @param {string} href
 * @param {Row} row
 */
export function rowOf(columns, selection, terms, href, { place, title }) {
  const badge = columns.badges.get(columns.valueOf("severity", place));
  return make(
    "li",
    {},
    make("time", {}, isoDay(columns.days[place])),
    make("b", { class: `hs-sev hs-sev${badge.rank}`, role: "img", "aria-label": badge.spoken }, badge.word),
    make("div", {}, make("a", { href }, marked(highlighted(title, terms))), inReview(columns, place), termsLine(columns, selection, place)),
    ...length(columns, place),
  );
}

function inReview(columns, place) {
  const waits = columns.valueOf("status", place) === "in-review";
  return waits ? [" ", make("span", { class: "hs-status hs-dashed" }, "In review")] : [];
}

/** Runs of text, those that were found marked. */
export function marked(parts) {
  return parts.map(({ text, found }) => (found ? make("mark", {}, text) : text));
}

/** What matched, led by where it was found. */
export function passageLine({ section, parts }) {
  return make("p", { class: "hs-passage" }, section && `${section}: `, marked(parts));
}

function termsLine(columns, selection, place) {
  const services = termsOf(columns, selection, "service", place);
  const causes = termsOf(columns, selection, "cause", place);
  if (!services.length && !causes.length) return null;
  const between = services.length && causes.length ? [make("i", {}, "/")] : [];
  return make("p", {}, services, between, causes);
}

/** The first few as written; one that is filtered on is always among them. */
function termsOf(columns, selection, name, place) {
  const values = columns.valuesOf(name, place);
  const shown = values.slice(0, columns.termsShown[name]);
  const hidden = values.slice(shown.length).find((value) => selection.has(name, value));
  if (hidden !== undefined) shown[shown.length - 1] = hidden;
  const nodes = shown.flatMap((value, index) => [
    index ? ", " : null,
    selection.has(name, value) ? make("b", {}, value) : value,
  ]);
  const more = values.length - shown.length;
  return more ? [...nodes, ` +${more}`] : nodes;
}

/** The mark on the scale and the words; unknown has no mark. */
function length(columns, place) {
  const seconds = columns.resolve[place];
  if (seconds < 0) return [make("em", {}, "unknown")];
  const atLeast = columns.estimated.has(place);
  const mark = make("i", { class: atLeast ? "hs-ge" : null });
  mark.style.setProperty("--x", String(percent(columns, seconds)));
  if (!atLeast) return [mark, make("span", {}, duration(seconds))];
  return [mark, make("span", {}, make("small", {}, "at least"), " ", lowerBound(seconds))];
}

/** Where a length stands on the scale, 0 to 100. */
export function percent({ shortest, longest }, seconds) {
  const bounded = Math.min(Math.max(seconds, shortest), longest);
  return Math.round((1000 * Math.log10(bounded / shortest)) / Math.log10(longest / shortest)) / 10;
}
