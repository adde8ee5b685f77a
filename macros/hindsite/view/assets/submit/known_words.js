/** Words that a field knows: which of them a typed text means, and which to offer for it. */

import { slugged } from "./values.js";

const MOST_OFFERED = 8;

/**
 * @typedef {{slug: string, name?: string, definition?: string, aliases?: string[]}} Word
 */

/** A name as a slug, or as it is where no letter of it can stand in one. */
export function slugOf(name) {
  // In capitals a sharp s is two letters, as it is in the file names of the engine.
  return slugged(name.toUpperCase().normalize("NFKD").replace(/\p{M}/gu, "")) || name;
}

/** Letters and digits alone count: "Race condition" is "race-condition". */
function fold(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * The slug of the word that has this slug or name, or an alias of it; null where there is none.
 * @param {Word[]} words
 */
export function named(words, typed) {
  const text = fold(typed);
  if (!text) return null;
  const ways = [({ slug }) => [slug], ({ name = "" }) => [name], ({ aliases = [] }) => aliases];
  for (const way of ways) {
    const found = words.find((word) => way(word).some((one) => fold(one) === text));
    if (found) return found.slug;
  }
  return null;
}

/** The slug of the only word that fits what is typed; null where none does, or several do. */
export function onlyOne(words, typed, values) {
  const found = fitting(words, typed, values);
  return found.length === 1 && fold(typed) ? found[0].slug : null;
}

/** The known words that fit what is typed, the nearest first; none of the field's own. */
export function offers(words, typed, values) {
  return fitting(words, typed, values).slice(0, MOST_OFFERED);
}

function fitting(words, typed, values) {
  const text = fold(typed);
  return words
    .filter(({ slug }) => !values.includes(slug))
    .map((word, index) => ({ word, index, at: rank(word, text) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ word }) => word);
}

function rank({ slug, name = "", aliases = [] }, text) {
  const [ownSlug, ownName] = [fold(slug), fold(name)];
  if (ownSlug.startsWith(text)) return 0;
  if (ownName.startsWith(text) || ownSlug.includes(`-${text}`)) return 1;
  return ownSlug.includes(text) || aliases.some((alias) => fold(alias).startsWith(text)) ? 2 : -1;
}
