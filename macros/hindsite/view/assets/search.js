/**
 * Full-text search over the whole site, for every page that needs it.
 *
 * Pagefind's own files are fetched with the first query, and of its index only the parts that hold the
 * query's words. Where the site was built without search, `available` is false and nothing is fetched.
 */
import { available, root } from "./search_place.js";
import { corrected } from "./search_suggest.js";
import { ask, sectionsOf, wordsOf } from "./search_words.js";

export { available, root };

/**
 * @typedef {{text: string, found: boolean}} Part  A run of plain text; `found` where it matches.
 * @typedef {{section: string, parts: Part[]}} Excerpt  Plain text; `section` is "" above the first heading.
 * @typedef {{id: string, score: number, excerpt: () => Promise<Excerpt>}} FoundIncident
 * @typedef {Excerpt & {href: string}} FoundSection
 * @typedef {{href: string, title: string, kind: string, meta: Record<string, string>, sections: FoundSection[]}} FoundPage
 * @typedef {{words: string[], corrected: boolean, total: number, pages: FoundPage[]}} Answer
 */

/** @type {Promise<any> | undefined} */
let engine;
/** @type {Promise<Map<string, string>> | undefined} */
let incidents;

/** Pagefind, ready; a failed start is tried again with the next query. */
function start() {
  if (!available) return Promise.reject(new Error("this site was built without search"));
  engine ??= load();
  engine.catch(() => (engine = undefined));
  return engine;
}

async function load() {
  const pagefind = await import(new URL("pagefind/pagefind.js", root).href);
  await pagefind.options({ ranking: { metaWeights: { title: 6, errors: 4, services: 2, rank: 0, kind: 0 } } });
  return pagefind;
}

/** Fetches what every query needs, so that the first one answers sooner. */
export function prepare() {
  if (available) start().then((pagefind) => pagefind.init(), () => undefined);
}

/** Which incident a result is: Pagefind knows its pages by a hash until their text is fetched. */
function incidentIds() {
  incidents ??= fetch(new URL("pagefind/incidents.json", root)).then(async (response) => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    const { pages, ids } = await response.json();
    return new Map(ids.map((id, index) => [pages[index], id]));
  });
  incidents.catch(() => (incidents = undefined));
  return incidents;
}

/** Pagefind's results, the best first. A word that stands nowhere is mended where a known one is near. */
async function results(text, least) {
  const pagefind = await start();
  const search = async (words) => (await pagefind.search(words)).results;
  const words = wordsOf(text);
  const answer = await ask(words, search, least);
  if (!answer.missing.length) return { words, corrected: false, found: answer.found };
  const mended = await Promise.all(words.map(async (word) => (answer.missing.includes(word) && (await corrected(word))) || word));
  if (mended.every((word, index) => word === words[index])) return { words, corrected: false, found: answer.found };
  const { found } = await ask(mended, search, least);
  return { words: mended, corrected: true, found };
}

/**
 * Every incident that holds all the words, the best match first; where none does, those with most of them.
 * Passages are fetched one by one.
 *
 * @param {string} text  What was typed or pasted.
 * @returns {Promise<FoundIncident[]>}
 */
export async function findIncidents(text) {
  const [{ found }, ids] = await Promise.all([results(text, 0), incidentIds()]);
  return found.flatMap((result) => {
    const id = ids.get(result.id);
    if (id === undefined) return [];
    return { id, score: result.score, excerpt: async () => sections(result, await result.data())[0] };
  });
}

/**
 * The best pages for some words, incidents and guide alike, with the sections that match best.
 *
 * @param {string} text
 * @param {number} most
 * @returns {Promise<Answer>}
 */
export async function findPages(text, most) {
  const { words, corrected, found } = await results(text, most);
  const pages = await Promise.all(found.slice(0, most).map(async (result) => page(result, await result.data())));
  return { words, corrected, total: found.length, pages };
}

/** @returns {FoundPage} */
function page(result, data) {
  const { title, kind, ...meta } = data.meta;
  return { href: address(data, ""), title, kind, meta, sections: sections(result, data) };
}

/** @returns {FoundSection[]} */
function sections(result, data) {
  return sectionsOf(result, data).map(({ title, anchor, parts }) => ({
    section: title,
    href: address(data, anchor),
    parts,
  }));
}

/** What stands in a page's head has no heading of its own to lead to. */
function address(data, anchor) {
  const path = (data.raw_url ?? data.url).replace(/^[/]/, "");
  return new URL(path + (anchor && !anchor.startsWith("hs-") ? `#${anchor}` : ""), root).href;
}
