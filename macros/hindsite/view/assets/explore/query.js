/**
 * Words to incidents: the site's full-text search where there is one, else what the columns hold.
 */

/**
 * @typedef {{text: string, found: boolean}} Part
 * @typedef {{section: string, parts: Part[]}} Passage
 *
 * @typedef {object} Answer
 * @property {Map<number, number>} scores  By place; the highest is the best match.
 * @property {(place: number) => Promise<Passage | null>} passage  What matched, null for nothing to show.
 * @property {boolean} whole  Whether the full text was searched.
 */

const TITLE_WEIGHT = 4;
const PASSAGE_LENGTH = 120;
const LEAD_LENGTH = 30;

/**
 * @param {import("./columns.js").Columns} columns
 * @param {string} words  Not empty.
 * @returns {Promise<Answer>}
 */
export async function ask(columns, words) {
  const search = await fullText();
  if (search) {
    try {
      return await fromIndex(columns, await search.findIncidents(words));
    } catch (error) {
      console.warn("Explore searches without the full text:", error);
    }
  }
  return fromColumns(columns, words);
}

/** Fetches what a first query needs, before it is typed. */
export async function prepare() {
  (await fullText())?.prepare();
}

/** The full-text search; null where the site was built without it. */
async function fullText() {
  const search = await import("../search.js");
  return search.available ? search : null;
}

/** @returns {Promise<Answer>} */
async function fromIndex(columns, found) {
  const places = await columns.places();
  const scores = new Map();
  const excerpts = new Map();
  for (const { id, score, excerpt } of found) {
    const place = places.get(id);
    if (place === undefined || scores.has(place)) continue;
    scores.set(place, score);
    excerpts.set(place, excerpt);
  }
  return { scores, passage: async (place) => excerpts.get(place)(), whole: true };
}

/** Every word must be in the title, a service, a cause, a tag or an error message. @returns {Promise<Answer>} */
async function fromColumns(columns, words) {
  const wanted = terms(words);
  const everything = Array.from({ length: columns.count }, (_, place) => place);
  const [rows, signatures] = await Promise.all([columns.rows(everything), columns.file("signatures")]);
  const errors = errorsByPlace(signatures);
  const scores = new Map();
  for (const { place, title } of rows) {
    const named = ["service", "cause", "tag"].flatMap((name) => columns.valuesOf(name, place));
    const score = scoreOf(wanted, title, [...named, ...(errors.get(place) ?? [])]);
    if (score > 0) scores.set(place, score);
  }
  return { scores, passage: async (place) => errorPassage(errors.get(place) ?? [], wanted), whole: false };
}

/** The words of a query, folded. */
export function terms(words) {
  return words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function errorsByPlace({ at, texts }) {
  let place = 0;
  return new Map(at.map((step, index) => [(place += step), texts[index]]));
}

function scoreOf(wanted, title, others) {
  const head = title.toLowerCase();
  const rest = others.join("\n").toLowerCase();
  let score = 0;
  for (const term of wanted) {
    const inTitle = head.includes(term);
    if (!inTitle && !rest.includes(term)) return 0;
    score += inTitle ? TITLE_WEIGHT : 1;
  }
  return score;
}

function errorPassage(errors, wanted) {
  const text = errors.find((error) => wanted.some((term) => error.toLowerCase().includes(term)));
  if (!text) return null;
  const at = Math.min(...wanted.map((term) => text.toLowerCase().indexOf(term)).filter((index) => index >= 0));
  const from = Math.max(0, at - LEAD_LENGTH);
  const until = from + PASSAGE_LENGTH;
  const cut = `${from > 0 ? "… " : ""}${text.slice(from, until)}${until < text.length ? " …" : ""}`;
  return { section: "Error message", parts: highlighted(cut, wanted) };
}

/** A text in runs: those that a word of the query begins with are found. @returns {Part[]} */
export function highlighted(text, wanted) {
  if (!wanted.length) return [{ text, found: false }];
  const escaped = [...wanted].sort((a, b) => b.length - a.length).map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join("|")})`, "giu");
  // Splitting by a pattern with a group gives the text between and what matched, in turn.
  return text.split(pattern).flatMap((part, index) => (part ? [{ text: part, found: index % 2 === 1 }] : []));
}
