/**
 * What the build wrote for Explore, read into typed columns; an incident is its place, the newest first.
 */

import { BuildFiles, newest } from "../build_files.js";

export const UNKNOWN = "unknown";
const NO_VALUE = -1;
const MILLISECONDS_A_DAY = 86_400_000;

/**
 * A facet's values and, for each incident, which of them it has: `codes` from `starts[i]` up to
 * `starts[i + 1]` are places in `values`. An incident without any has the value "unknown".
 *
 * @typedef {object} Facet
 * @property {string} name  Its key in the address: "cause", "extra.tier".
 * @property {string} title
 * @property {boolean} several  An incident may have more than one.
 * @property {boolean} fixed  The values keep their order and stay where they find nothing.
 * @property {string[]} values
 * @property {Uint32Array} starts
 * @property {Uint32Array} codes
 */

export class Columns {
  /**
   * @param {string} folder  Address of the folder the files stand in.
   * @param {any} raw  `facets.json` as it is.
   */
  constructor(folder, raw) {
    this.count = raw.count;
    this.rowsPerFile = raw.rows_per_file;
    this.termsShown = raw.terms_shown;
    [this.shortest, this.longest] = raw.scale_s;
    this.badges = new Map(raw.badges.map((badge) => [badge.word, badge]));
    this.days = Int32Array.from(summed(raw.days));
    this.years = this.#years();
    /** @type {Facet[]} */
    this.facets = raw.facets.map((column) => facet(column, raw.count));
    this.facetNamed = new Map(this.facets.map((one) => [one.name, one]));
    /** Seconds to resolve, -1 where unknown. */
    this.resolve = seconds(raw.resolve_s);
    this.estimated = new Set(summed(raw.estimated));
    this.version = raw.version;
    this.files = new BuildFiles(folder, raw.version);
  }

  /** Reads the columns of a site; the browser asks whether its copy of them is still the newest. */
  static async load(folder) {
    return new Columns(folder, await newest("facets.json", folder));
  }

  #years() {
    const years = new Int16Array(this.count);
    let known = 0;
    let until = 0;
    // Days go down slowly: a year is looked up once for all its incidents.
    for (let i = 0, from = 0; i < this.count; i++) {
      const day = this.days[i];
      if (i === 0 || day < from || day >= until) {
        known = new Date(day * MILLISECONDS_A_DAY).getUTCFullYear();
        from = dayOf(known, 0, 1);
        until = dayOf(known + 1, 0, 1);
      }
      years[i] = known;
    }
    return years;
  }

  /** The values that an incident has of a facet, as written; none where it has none. */
  valuesOf(name, place) {
    const { starts, codes, values } = this.facetNamed.get(name);
    const found = Array.from(codes.subarray(starts[place], starts[place + 1]), (code) => values[code]);
    return found.length === 1 && found[0] === UNKNOWN ? [] : found;
  }

  /** The one value of a facet of which an incident has one. */
  valueOf(name, place) {
    const { starts, codes, values } = this.facetNamed.get(name);
    return values[codes[starts[place]]];
  }

  /** A further file of the same build, fetched once; one that failed may be asked for again. */
  file(name) {
    return this.files.get(name);
  }

  /**
   * Ids and titles of some incidents, in the order asked for.
   *
   * @param {ArrayLike<number>} places
   * @returns {Promise<{place: number, id: string, title: string}[]>}
   */
  async rows(places) {
    const wanted = Array.from(places);
    const numberOf = (place) => Math.floor(place / this.rowsPerFile);
    const numbers = [...new Set(wanted.map(numberOf))];
    const files = await Promise.all(numbers.map((number) => this.file(`rows-${number}`)));
    const fileOf = new Map(numbers.map((number, index) => [number, files[index]]));
    return wanted.map((place) => {
      const { ids, titles } = fileOf.get(numberOf(place));
      const within = place % this.rowsPerFile;
      return { place, id: ids[within], title: titles[within] };
    });
  }

  /** Where each incident stands, by its id. */
  async places() {
    const { ids } = await this.file("ids");
    this.placeOf ??= new Map(ids.map((id, place) => [id, place]));
    return this.placeOf;
  }

  /** Seconds of full-outage equivalent and affected users, -1 where unknown. */
  async impact() {
    const { outage_equivalent_s: equivalent, users } = await this.file("impact");
    this.impactRead ??= { equivalent: seconds(equivalent), users: seconds(users) };
    return this.impactRead;
  }
}

/** The day of a date, counted from 1970-01-01. */
export function dayOf(year, month, day) {
  // Date.UTC takes a year below 100 for one of the last century.
  return new Date(0).setUTCFullYear(year, month, day) / MILLISECONDS_A_DAY;
}

/** Numbers from their distances: the first is whole. */
function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

function seconds(values) {
  return Float64Array.from(values, (value) => value ?? NO_VALUE);
}

/** @returns {Facet} */
function facet({ name, title, several, fixed, values, codes, lengths }, count) {
  const starts = new Uint32Array(count + 1);
  if (!lengths) {
    for (let i = 0; i <= count; i++) starts[i] = i;
    return { name, title, several, fixed, values, starts, codes: Uint32Array.from(codes) };
  }
  const known = values.indexOf(UNKNOWN);
  const unknown = known < 0 ? values.length : known;
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + Math.max(lengths[i], 1);
  const all = new Uint32Array(starts[count]).fill(unknown);
  for (let i = 0, next = 0; i < count; i++) {
    for (let n = 0; n < lengths[i]; n++) all[starts[i] + n] = codes[next++];
  }
  const named = all.length > codes.length && known < 0 ? [...values, UNKNOWN] : values;
  return { name, title, several, fixed, values: named, starts, codes: all };
}
