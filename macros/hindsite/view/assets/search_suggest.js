/** Causes, services and typos: answered from one small file, without the index. */
import { root } from "./search_place.js";
import { matches, partsOf, plain } from "./search_words.js";

/** @typedef {{kind: "Cause" | "Service", slug: string, href: string, count: number, last: string}} Suggestion */

const MOST = 3;
// A cause or service is suggested when this much of the query is about it.
const ENOUGH = 0.6;

/** @type {Promise<{entries: any[], words: Set<string>}> | undefined} */
let file;

/** Fetches the file, once; without it there are no suggestions, and the search works all the same. */
export function load() {
  file ??= fetch(new URL("data/suggest.json", root))
    .then((response) => (response.ok ? response.json() : { causes: [], services: [], words: "" }))
    .then(({ causes, services, words }) => {
      const entries = [
        ...causes.map((cause) => entry("Cause", "causes", cause)),
        ...services.map((service) => entry("Service", "services", service)),
      ];
      const known = entries.flatMap((one) => one.words.filter((word) => word.length > 4));
      return { entries, words: new Set([...words.split(" ").filter(Boolean), ...known]) };
    })
    .catch(() => {
      file = undefined;
      return { entries: [], words: new Set() };
    });
  return file;
}

function entry(kind, folder, [slug, name, count, last, others = ""]) {
  const own = partsOf(`${slug} ${name}`).map(plain);
  const href = new URL(`${folder}/${slug}/`, root).href;
  return { kind, slug, count, last, href, own: [...new Set(own)], words: [...new Set([...own, ...partsOf(others).map(plain)])] };
}

/**
 * Causes and services that the words are about: those named most fully first, then those with most incidents.
 *
 * @param {string[]} words
 * @returns {Promise<Suggestion[]>}
 */
export async function suggest(words) {
  const { entries } = await load();
  const asked = words.flatMap(partsOf).filter((word) => word.length > 1);
  if (!asked.length) return [];
  const told = (word, one) => one.words.some((known) => matches(word, known));
  return entries
    .map((one) => ({
      ...one,
      about: asked.filter((word) => told(word, one)).length / asked.length,
      named: one.own.filter((known) => asked.some((word) => matches(word, known))).length / one.own.length,
    }))
    .filter(({ about }) => about >= ENOUGH)
    .sort((a, b) => b.about + b.named - a.about - a.named || b.count - a.count)
    .slice(0, MOST);
}

/**
 * For a word that stands nowhere the known word that is one slip away: a letter too many, too few, changed
 * or swapped with its neighbour. Long words may have two. `undefined` without one.
 */
export async function corrected(word) {
  const { words } = await load();
  const wrong = plain(word);
  if (wrong.length < 4) return undefined;
  const most = wrong.length < 8 ? 1 : 2;
  let best;
  for (const known of words) {
    const slips = distance(wrong, known, most);
    if (slips <= most && slips > 0 && (!best || slips < best.slips)) best = { known, slips };
  }
  return best?.known;
}

/** Slips from one word to another, by optimal string alignment; `most + 1` as soon as there are more. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}
