/**
 * What a reader has chosen, as the address says it: words, values of facets, times, order.
 *
 * The names are those of the filters everywhere else: `cause`, `service`, `year`, `quarter`, `since`,
 * `until` and so on; fields of the site's own are `extra.tier`. Several values of one name add up.
 */

import { dayOf } from "./columns.js";

/** The times an address may name beside the facets, with what their chips say. */
export const TIMES = { year: "Year", quarter: "Quarter", since: "Since", until: "Until" };
export const SORTS = {
  newest: "Newest first",
  oldest: "Oldest first",
  longest: "Longest first",
  severity: "By severity",
  impact: "Most impact",
  best: "Best match",
};

/** @typedef {{words: string, sort: string, chosen: ReadonlyMap<string, readonly string[]>}} Fields */

export class Selection {
  /** @param {Fields} fields */
  constructor({ words, sort, chosen }) {
    this.words = words;
    this.chosen = chosen;
    const possible = sort in SORTS && (sort !== "best" || words !== "");
    this.sort = possible ? sort : words ? "best" : "newest";
  }

  /**
   * The selection of an address; what it names that is no filter is not looked at.
   *
   * @param {URLSearchParams} parameters
   * @param {import("./columns.js").Columns} columns
   */
  static read(parameters, columns) {
    const chosen = new Map();
    for (const name of [...columns.facetNamed.keys(), ...Object.keys(TIMES)]) {
      const values = parameters.getAll(name).map((value) => spelt(value.trim(), columns.facetNamed.get(name)));
      const given = [...new Set(values)].filter((value) => value !== "");
      if (given.length) chosen.set(name, given);
    }
    const words = (parameters.get("q") ?? "").replace(/\s+/g, " ").trim();
    return new Selection({ words, sort: parameters.get("sort") ?? "", chosen });
  }

  /** The query of the address that says all of this, with its "?"; nothing chosen is "". */
  get address() {
    const parameters = new URLSearchParams();
    if (this.words) parameters.set("q", this.words);
    for (const [name, values] of this.chosen) for (const value of values) parameters.append(name, value);
    if (this.sort !== (this.words ? "best" : "newest")) parameters.set("sort", this.sort);
    // A colon or a slash in a query needs no escape, and an address is read by people too.
    const query = parameters.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
    return query && `?${query}`;
  }

  /** How many values are chosen. */
  get size() {
    return [...this.chosen.values()].reduce((sum, values) => sum + values.length, 0);
  }

  has(name, value) {
    return this.chosen.get(name)?.includes(value) ?? false;
  }

  /** @param {Partial<Fields>} changes */
  #with(changes) {
    const { words, sort, chosen } = this;
    return new Selection({ words, sort, chosen, ...changes });
  }

  /** Other words; they are listed best match first until another order is chosen. */
  asking(words) {
    const started = (words === "") !== (this.words === "");
    return this.#with({ words, sort: started ? "" : this.sort });
  }

  sorted(sort) {
    return this.#with({ sort });
  }

  /** These values of a name instead of the ones chosen; none drops the name. */
  choosing(name, values) {
    const chosen = new Map(this.chosen);
    if (values.length) chosen.set(name, values);
    else chosen.delete(name);
    return this.#with({ chosen });
  }

  toggled(name, value) {
    const values = this.chosen.get(name) ?? [];
    return this.choosing(name, this.has(name, value) ? values.filter((one) => one !== value) : [...values, value]);
  }

  /** Everything within these years; null is open. */
  between(from, to) {
    let next = this;
    for (const name of Object.keys(TIMES)) next = next.choosing(name, []);
    if (from !== null && from === to) return next.choosing("year", [String(from)]);
    if (from !== null) next = next.choosing("since", [String(from)]);
    return to === null ? next : next.choosing("until", [String(to)]);
  }

  /** The same words without any filter. */
  get unfiltered() {
    return this.#with({ chosen: new Map() });
  }
}

/** A value as the collection spells it: "sev1" means SEV1. */
function spelt(value, facet) {
  if (!facet || facet.values.includes(value)) return value;
  const folded = value.toLowerCase();
  return facet.values.find((known) => known.toLowerCase() === folded) ?? value;
}

/**
 * The days that a time of the address means, first and last, from 1970-01-01; null where it is no time.
 * "2024", "2024-Q3", "2024-07" and "2024-07-02" are times.
 */
export function daysOf(text) {
  const found = /^(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?$/i.exec(text);
  if (!found) return null;
  const [year, quarter, month, day] = found.slice(1).map((part) => (part === undefined ? null : Number(part)));
  if (quarter !== null) return [dayOf(year, 3 * quarter - 3, 1), dayOf(year, 3 * quarter, 1) - 1];
  if (month === null) return [dayOf(year, 0, 1), dayOf(year + 1, 0, 1) - 1];
  const last = dayOf(year, month, 1) - dayOf(year, month - 1, 1);
  if (month < 1 || month > 12 || day === 0 || day > last) return null;
  const first = dayOf(year, month - 1, day ?? 1);
  return [first, day === null ? first + last - 1 : first];
}
