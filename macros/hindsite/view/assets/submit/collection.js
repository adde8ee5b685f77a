/**
 * The incidents there are already: which are like the one being written, and how the figures move with it.
 */

import { Columns } from "../explore/columns.js";
import { duration, isoDay } from "../explore/words.js";

const MOST = 4;
const LEAST_FOR_A_MEDIAN = 3;

export class Collection {
  /** @param {Columns} columns @param {string[]} ids @param {Map<string, number[]>} errors  Places by error. */
  constructor(columns, ids, errors) {
    this.columns = columns;
    this.ids = new Set(ids);
    this.order = ids;
    this.errors = errors;
  }

  /** Reads what the build wrote for Explore. */
  static async load(folder) {
    const columns = await Columns.load(folder);
    const [{ ids }, { at, texts }] = await Promise.all([columns.file("ids"), columns.file("signatures")]);
    const errors = new Map();
    let place = 0;
    at.forEach((step, index) => {
      place += step;
      for (const text of texts[index]) {
        const key = folded(text);
        errors.set(key, [...(errors.get(key) ?? []), place]);
      }
    });
    return new Collection(columns, ids, errors);
  }

  /**
   * The incidents with a cause, a service or an error in common; those with most in common first, then the newest.
   *
   * @param {{causes?: string[], services?: string[], signatures?: string[]}} typed
   * @returns {Promise<{id: string, title: string, day: string, severity: string, why: string[]}[]>}
   */
  async alike({ causes = [], services = [], signatures = [] }) {
    const reasons = new Map();
    const note = (place, weight, why) => {
      const found = reasons.get(place) ?? { place, weight: 0, why: [] };
      found.weight += weight;
      found.why.push(why);
      reasons.set(place, found);
    };
    for (const signature of signatures) {
      for (const place of this.errors.get(folded(signature)) ?? []) note(place, 10, "same error message");
    }
    for (const [name, values, weight] of [
      ["cause", causes, 2],
      ["service", services, 2],
    ]) {
      for (const value of values)
        for (const place of this.placesOf(name, value)) note(place, weight, `${name} ${value}`);
    }
    const best = [...reasons.values()]
      .sort((a, b) => b.weight - a.weight || a.place - b.place)
      .slice(0, MOST);
    const rows = await this.columns.rows(best.map(({ place }) => place));
    return rows.map(({ id, title, place }, index) => ({
      ...{ id, title, why: best[index].why, day: isoDay(this.columns.days[place]) },
      severity: this.columns.valueOf("severity", place),
    }));
  }

  /** The places of the incidents with a value of a facet. */
  placesOf(name, value) {
    const { starts, codes, values } = this.columns.facetNamed.get(name);
    const code = values.indexOf(value);
    const found = [];
    if (code < 0) return found;
    for (let place = 0; place < this.columns.count; place++) {
      if (codes.subarray(starts[place], starts[place + 1]).includes(code)) found.push(place);
    }
    return found;
  }

  /**
   * How the figures move when an incident is added: a row for each group that it joins.
   *
   * @param {{day: number, resolve: number | null, isEstimated: boolean, causes: string[], services: string[]}} added
   * @returns {{group: string, count: [number, number], median: [string, string], known: [number, number]}[]}
   */
  changes({ day, resolve, causes, services }) {
    const all = Array.from({ length: this.columns.count }, (_, place) => place);
    const quarter = quarterOf(day);
    const year = quarter.slice(0, 4);
    const groups = [
      ["All incidents", all],
      [quarter, all.filter((place) => quarterOf(this.columns.days[place]) === quarter)],
      [year, all.filter((place) => String(this.columns.years[place]) === year)],
      ...causes.map((cause) => [`Cause ${cause}`, this.placesOf("cause", cause)]),
      ...services.map((service) => [`Service ${service}`, this.placesOf("service", service)]),
    ];
    return groups.map(([group, places]) => {
      const before = places.map((place) => this.columns.resolve[place]).filter((seconds) => seconds >= 0);
      const after = resolve === null ? before : [...before, resolve];
      return {
        group,
        count: [places.length, places.length + 1],
        median: [medianWords(before), medianWords(after)],
        known: [before.length, after.length],
      };
    });
  }
}

/** Errors are compared by their words: case and spaces differ from log to log. */
function folded(text) {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}

/** "2023-Q2" of a day. */
export function quarterOf(day) {
  const date = new Date(day * 86_400_000);
  return `${String(date.getUTCFullYear()).padStart(4, "0")}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

function medianWords(seconds) {
  if (seconds.length === 0) return "unknown";
  if (seconds.length < LEAST_FOR_A_MEDIAN) return "too few";
  const sorted = seconds.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return duration(sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
}
