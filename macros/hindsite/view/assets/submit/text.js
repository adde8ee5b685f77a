/**
 * Text as the engine (Python) sees it: its white space, its lengths in characters, its idea of what can
 * be printed; and the words of messages that repeat a value or suggest another.
 */

/** Characters of a value that a message may repeat. */
const SHOWN = 60;
/** A character class: what Python counts as white space. */
export const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
/** A character class: the same on one line. */
export const BLANK = SPACE.replace("\\t-\\r", "\\t\\x0b-\\r");

const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
const SPACES = new RegExp(`[${SPACE}]+`, "g");
const UNPRINTABLE = /[\p{C}\p{Z}]/gu;
const SHORT_ESCAPES = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A rule refuses a value; the message says what is wrong, expected, got, and the remedy. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {string[]} [instead]  Values that would be right; the first is the likeliest.
   */
  constructor(message, instead = []) {
    super(message);
    this.instead = instead;
  }
}

/** @param {string} text */
export function strip(text) {
  return trimEnd(text.replace(LEADING, ""));
}

/** @param {string} text */
export function trimEnd(text) {
  // A pattern that ends with "$" is tried at every run of spaces: only the last one is looked at.
  let end = text.length;
  while (end > 0 && TRAILING.test(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The words of a text with single spaces between. */
export function joined(text) {
  return strip(text).replace(SPACES, " ");
}

/** How many characters (code points) a text has. */
export function length(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Its first characters. */
export function first(text, count) {
  return text.length <= count ? text : Array.from(text).slice(0, count).join("");
}

/** Whether a character shows as itself; of the spaces only the common one does. */
export function printable(text) {
  return text.replace(UNPRINTABLE, (found) => {
    if (found === " ") return found;
    if (found in SHORT_ESCAPES) return SHORT_ESCAPES[found];
    const code = found.codePointAt(0);
    if (code < 0x100) return `\\x${hex(code, 2)}`;
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
}

function hex(code, width) {
  return code.toString(16).padStart(width, "0");
}

/** A value in a message: quoted, on one line, at most 60 characters of it. */
export function shown(value) {
  const text = printable(value);
  return `'${length(text) <= SHOWN ? text : `${first(text, SHOWN - 1)}…`}'`;
}

/** "a, b or c". */
export function either(words) {
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** A whole number with commas: "2,000". */
export function counted(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The known word that `word` most likely means, or null. */
export function nearest(word, known) {
  const fold = (text) => text.toLowerCase().replaceAll("_", "-");
  const names = new Map(Array.from(known, (name) => [fold(name), name]));
  const folded = fold(first(word, SHOWN));
  let best = null;
  for (const candidate of names.keys()) {
    const likeness = ratio(candidate, folded);
    if (likeness >= 0.7 && (best === null || isAhead(likeness, candidate, best))) {
      best = { likeness, candidate };
    }
  }
  return best && names.get(best.candidate);
}

function isAhead(likeness, candidate, best) {
  return likeness > best.likeness || (likeness === best.likeness && candidate > best.candidate);
}

/** `did you mean …?` for a near miss, otherwise the first dozen known words. */
export function suggestion(word, known, what = "known are") {
  const words = Array.from(known);
  const near = nearest(word, words);
  if (near !== null) return `did you mean ${near}?`;
  const more = words.length > 12 ? ", …" : "";
  return words.length ? `${what} ${words.slice(0, 12).join(", ")}${more}` : "none is known";
}

/**
 * How alike two texts are, 0 to 1, by Ratcliff and Obershelp: twice the characters in common runs, by all.
 * Python's difflib does the same, and the engine asks it.
 */
function ratio(a, b) {
  const whole = a.length + b.length;
  return whole === 0 ? 1 : (2 * common(a, b)) / whole;
}

function common(a, b) {
  if (!a || !b) return 0;
  const run = longestRun(a, b);
  if (run.size === 0) return 0;
  const before = common(a.slice(0, run.inA), b.slice(0, run.inB));
  return run.size + before + common(a.slice(run.inA + run.size), b.slice(run.inB + run.size));
}

/** The longest run that both have; of equals the first in `a`, then in `b`. */
function longestRun(a, b) {
  let best = { inA: 0, inB: 0, size: 0 };
  let ends = new Array(b.length).fill(0);
  for (let i = 0; i < a.length; i++) {
    const here = new Array(b.length).fill(0);
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      here[j] = (j > 0 ? ends[j - 1] : 0) + 1;
      if (here[j] > best.size) best = { inA: i - here[j] + 1, inB: j - here[j] + 1, size: here[j] };
    }
    ends = here;
  }
  return best;
}
