/**
 * Which past incidents a text speaks of, asked of the files that the build wrote.
 *
 * First those whose error message stands in the text, word for word; then those whose message does
 * when numbers, ids, times and folders are masked; then those that share rare words with it.
 */

import { BuildFiles, newest } from "../build_files.js";
import { maskedWords, terms, words } from "./terms.js";

/** Of a longer text the rest is not read. */
export const MOST_READ = 20_000;
// Each term may ask for a file of 2 kB: these are the words most likely to be rare.
const MOST_TERMS = 48;
const FIRST_LINE_TERMS = 16;
// A message that is little but numbers, masked, stands in any text: it is found word for word or not at all.
const LEAST_LETTERS = 6;
const LEAST_SHARED = 2;
// Of a text this short one rare word is enough.
const FEW_WORDS = 3;
// A weaker match than this share of the best one is chance.
const LEAST_SHARE = 0.3;

/**
 * @typedef {object} Match
 * @property {number} number  The incident.
 * @property {string} [message]  Its error message that stands in the text.
 * @property {boolean} exact  That message stands there word for word.
 * @property {string[]} words  Rare words shared, the rarest first.
 * @property {number} score
 */

export class SeenIndex {
  constructor(folder, raw) {
    this.count = raw.incidents;
    this.starts = raw.starts;
    this.common = new Set(raw.common.split(" "));
    this.leads = new Set(raw.leads ? raw.leads.split(" ") : []);
    this.files = new BuildFiles(folder, raw.version);
  }

  /** Reads the index of a site; the browser asks whether its copy is still the newest. */
  static async load(folder) {
    return new SeenIndex(folder, await newest("index.json", folder));
  }

  /**
   * The incidents that a text speaks of, the best match first.
   *
   * @param {string} text
   * @returns {Promise<Match[]>}
   */
  async find(text) {
    const read = text.slice(0, MOST_READ);
    const [written, masked] = [words(read), maskedWords(read)];
    const pasted = { written: joined(written), masked: joined(masked) };
    const leads = new Set([...written, ...masked].filter((word) => this.leads.has(word)));
    const least = written.length <= FEW_WORDS ? 1 : LEAST_SHARED;
    const asked = chosen(read, this.common);
    const numbers = new Set([...leads, ...asked].map((word) => this.#partOf(word)).filter((part) => part >= 0));
    const parts = await Promise.all([...numbers].map((part) => this.files.get(`part-${part}`)));
    /** @type {Map<number, Match>} */
    const matches = new Map();
    for (const part of parts) this.#takeMessages(part.messages, leads, pasted, matches);
    const shared = this.#shared(parts, asked);
    for (const [number, { score, found }] of shared) {
      const match = matches.get(number);
      if (match) Object.assign(match, { score, words: found });
      else if (found.length >= least) matches.set(number, { number, exact: false, words: found, score });
    }
    return ranked([...matches.values()]);
  }

  /** What is shown of an incident. */
  details(number) {
    return this.files.get(`incidents/${number}`);
  }

  #takeMessages(messages, leads, pasted, matches) {
    for (const [message, [lead, steps]] of Object.entries(messages)) {
      if (!leads.has(lead)) continue;
      const exact = stands(words(message), pasted.written);
      if (!exact && !standsMasked(message, pasted.masked)) continue;
      for (const number of summed(steps)) {
        const before = matches.get(number);
        if (before && (before.exact > exact || (before.exact === exact && before.message.length >= message.length))) continue;
        matches.set(number, { number, message, exact, words: [], score: 0 });
      }
    }
  }

  /** The weight of what each incident shares with the text: ln(N / n) for a term that n of N have. */
  #shared(parts, asked) {
    const found = new Map();
    const known = asked.flatMap((term) => {
      const part = parts.find(({ terms: own }) => Object.hasOwn(own, term));
      return part ? [{ term, numbers: summed(part.terms[term]) }] : [];
    });
    known.sort((one, other) => one.numbers.length - other.numbers.length);
    for (const { term, numbers } of known) {
      const weight = Math.log((this.count + 1) / numbers.length);
      for (const number of numbers) {
        const own = found.get(number) ?? { score: 0, found: [] };
        own.score += weight;
        own.found.push(term);
        found.set(number, own);
      }
    }
    return found;
  }

  /** The part whose run of words holds this one; -1: it comes before all of them. */
  #partOf(word) {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The terms to ask for: those of the first line, then the longest, which are the rarest as a rule. */
function chosen(text, common) {
  const rare = (part) => [...terms(part)].filter((term) => !common.has(term));
  const first = rare(text.trimStart().split("\n", 1)[0]).slice(0, FIRST_LINE_TERMS);
  const rest = rare(text).sort((one, other) => other.length - one.length);
  return [...new Set([...first, ...rest])].slice(0, MOST_TERMS);
}

function ranked(matches) {
  const tier = ({ message, exact }) => (message ? (exact ? 0 : 1) : 2);
  const best = Math.max(0, ...matches.filter(({ message }) => !message).map(({ score }) => score));
  return matches
    .filter(({ message, score }) => message || score >= best * LEAST_SHARE)
    .sort(
      (one, other) =>
        tier(one) - tier(other) ||
        (other.message ?? "").length - (one.message ?? "").length ||
        other.score - one.score ||
        other.number - one.number,
    );
}

function joined(found) {
  return ` ${found.join(" ")} `;
}

function stands(found, pasted) {
  return found.length > 0 && pasted.includes(joined(found));
}

function standsMasked(message, pasted) {
  const masked = maskedWords(message);
  const letters = masked.join("").replaceAll("#", "").length;
  return letters >= LEAST_LETTERS && stands(masked, pasted);
}

/** Numbers from their distances: the first is whole. */
function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}
