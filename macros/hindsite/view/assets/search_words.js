/**
 * What is done with a query's words: which are asked for, what counts as found, how a passage is cut.
 * Nothing here touches the page or the network.
 */

/** @typedef {{word: string, weight: number, found: any[]}} Asked  One word and the pages that hold it. */

const STOP = new Set(
  "a an and are as at be been by for from has have in is it not of on or that the this to was were with".split(" "),
);
const MOST_WORDS = 16;
const PASSAGE_WORDS = 22;
// Pagefind falls back to shorter and shorter beginnings of a word; this much of it must be left.
const ENOUGH = 0.6;

/** The first line that says something: a trace's own lines and fences are passed over. */
export function firstLine(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const telling = (line) => /\p{L}{3}/u.test(line) && !/^(Traceback\b|File "|at |\.\.\.|```)/.test(line);
  return (lines.find(telling) ?? lines.find(Boolean) ?? "").slice(0, 300);
}

/** A text's words as they are asked for: no quotes or brackets around them, no small words among others. */
export function wordsOf(text) {
  const all = firstLine(text)
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, ""))
    .filter(Boolean);
  const telling = all.filter((word) => !STOP.has(word.toLowerCase()));
  return [...new Set(telling.length ? telling : all)].slice(0, MOST_WORDS);
}

/** Small letters without accents. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The parts of a compound: "OrderCache.put" → order, cache, put. */
export function partsOf(word) {
  return word
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function sharedStart(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** Whether a word of a text counts as the asked one: "certificates" and "certificate's" for "certificate". */
export function matches(asked, written) {
  const want = plain(asked).replace(/[^\p{L}\p{N}_]/gu, "");
  const least = Math.min(want.length, Math.max(3, Math.ceil(want.length * ENOUGH)));
  const whole = plain(written).replace(/[^\p{L}\p{N}_]/gu, "");
  return [whole, ...partsOf(written).map(plain)].some((part) => sharedStart(want, part) >= least);
}

/** The words of a page's text, counted as Pagefind counts them. */
function textWords(data) {
  const text = data.raw_content ?? data.content;
  return text.includes("\u200B") ? text.split("\u200B") : text.split(/[\r\n\s]+/g);
}

/**
 * Asks for all words at once; where no page holds them all, for each alone. The pages that hold most of
 * what is rare among the words come first, and one must hold half of it.
 *
 * @param {string[]} words
 * @param {(text: string) => Promise<any[]>} search  Pagefind's results for a text.
 * @param {number} least  With fewer pages than this that hold all words, those with most of them follow.
 * @returns {Promise<{found: any[], missing: string[]}>}  `missing`: words that stand nowhere.
 */
export async function ask(words, search, least = 0) {
  if (!words.length) return { found: [], missing: [] };
  const together = await search(words.join(" "));
  const real = together.length > 0 && (await allThere(words, together[0]));
  if (real && (words.length === 1 || together.length >= least)) return { found: together, missing: [] };
  const asked = words.length === 1 && !real ? await split(words, search) : await each(words, search);
  const there = new Set(asked.map(({ word }) => word));
  const missing = real ? [] : words.filter((word) => !there.has(word) && !partsOf(word).some((part) => there.has(part)));
  const first = real ? together : [];
  const known = new Set(first.map(({ id }) => id));
  return { found: [...first, ...ranked(asked).filter(({ id }) => !known.has(id))], missing };
}

async function allThere(words, result) {
  const data = await result.data();
  const written = textWords(data);
  const places = result.words.map((place) => written[place] ?? "");
  const named = result.matchedMetaFields?.length ? Object.values(data.meta) : [];
  return words.every((word) => [...places, ...named].some((text) => matches(word, text)));
}

/** @returns {Promise<Asked[]>} The words that are found, a compound that is not by its parts. */
async function each(words, search) {
  const asked = await Promise.all(words.map(async (word) => [await alone(word, search)].flat()));
  const again = words.filter((word, index) => !asked[index].length && partsOf(word).length > 1);
  return [...asked.flat(), ...(await split(again, search))];
}

async function split(words, search) {
  const parts = new Set(words.flatMap(partsOf).filter((part) => part.length > 2 && !words.includes(part)));
  return (await Promise.all([...parts].map((part) => alone(part, search)))).flat();
}

async function alone(word, search) {
  const found = await search(word);
  if (!found.length || !(await allThere([word], found[0]))) return [];
  return [{ word, weight: 1 / Math.log2(2 + found.length), found }];
}

/** Pages by the words they hold: rare words weigh more, and Pagefind's own score decides among equals. */
function ranked(asked) {
  const total = asked.reduce((sum, { weight }) => sum + weight, 0);
  const pages = new Map();
  for (const { weight, found } of asked) {
    const most = found[0]?.score || 1;
    for (const result of found) {
      const page = pages.get(result.id) ?? { ...result, held: 0, score: 0, words: [] };
      page.held += weight;
      page.score += weight * (1 + Math.min(1, result.score / most));
      page.words = [...page.words, ...result.words];
      pages.set(result.id, page);
    }
  }
  return [...pages.values()].filter(({ held }) => held * 2 >= total).sort((a, b) => b.score - a.score);
}

/**
 * The sections of a page in which something was found, the best first; without any, the page's start.
 *
 * @returns {{title: string, anchor: string, parts: {text: string, found: boolean}[]}[]}
 */
export function sectionsOf(result, data) {
  const words = textWords(data);
  const anchors = data.anchors.filter(({ id, text }) => id && text?.trim());
  const starts = [{ title: "", anchor: "", from: 0, skip: headingWords(data.meta.title ?? "") }];
  for (const { id, text, location } of [...anchors].sort((a, b) => a.location - b.location)) {
    starts.push({ title: text.trim(), anchor: id, from: location, skip: headingWords(text) });
  }
  const places = [...new Set(result.words)].filter((place) => place < words.length).sort((a, b) => a - b);
  const sections = starts.map((start, index) => {
    const to = starts[index + 1]?.from ?? words.length;
    const within = places.filter((place) => place >= start.from && place < to);
    const inside = within.filter((place) => place >= start.from + start.skip);
    const different = new Set(inside.map((place) => plain(words[place]).slice(0, 4))).size;
    // What was said once in prose says more than a list of other words for a cause.
    const said = start.anchor.startsWith("hs-") ? 0.5 : 100;
    return { ...start, to, within: inside, weight: different * said + Math.min(50, inside.length) };
  });
  const told = ({ within, anchor }) => within.length > 0 && anchor !== "hs-services";
  const hit = sections.filter(told).sort((a, b) => b.weight - a.weight);
  return (hit.length ? hit : sections.slice(0, 1)).map((section) => ({
    title: section.title,
    anchor: section.anchor,
    parts: passage(words, section),
  }));
}

function headingWords(text) {
  return text.trim().split(/\s+/).length;
}

/** About two lines around the densest place, in runs of text that matched and text that did not. */
function passage(words, { from, skip, to, within }) {
  const first = Math.min(from + skip, to);
  const best = densest(within);
  const start = Math.max(first, Math.min(best - 4, to - PASSAGE_WORDS));
  const end = Math.min(to, start + PASSAGE_WORDS);
  const found = new Set(within);
  const parts = start > first ? [{ text: "… ", found: false }] : [];
  for (let place = start; place < end; place++) {
    if (place > start) parts.push({ text: " ", found: false });
    const [, before, word, after] = unescaped(words[place]).match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
    parts.push({ text: before, found: false }, { text: word, found: found.has(place) }, { text: after, found: false });
  }
  if (end < to) parts.push({ text: " …", found: false });
  return joined(parts);
}

/** Where most matches stand within one passage's length. */
function densest(places) {
  const near = (place) => places.filter((other) => other >= place && other < place + PASSAGE_WORDS).length;
  return places.reduce((best, place) => (near(place) > near(best) ? place : best), places[0] ?? 0);
}

function joined(parts) {
  const runs = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (!part.text) continue;
    if (last && last.found === part.found) last.text += part.text;
    else runs.push({ ...part });
  }
  return runs;
}

function unescaped(word) {
  return word.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
}

/** A title in runs, the asked words marked; the beginning of a word that matches is enough. */
export function marked(text, words) {
  const parts = text.split(/([\p{L}\p{N}_]+)/u).map((part, index) => ({
    text: part,
    found: index % 2 === 1 && words.some((word) => [word, ...partsOf(word)].some((one) => matches(one, part))),
  }));
  return joined(parts);
}
