// The words of a pasted text, read as the build reads them (hindsite.insight.terms): same rules, same order.

const MASK = "#";
const SHORTEST = 3;
const LONGEST = 40;

const WORD = /[\p{L}\p{N}_]+/gu;
const UUID = /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/g;
// Bounded, so that a long text without a slash is read once and not once a letter.
const FOLDER = /[\p{L}\p{N}_.@+~-]{1,64}[/\\]/gu;
const DIGITS = /[0-9]+/g;
const NUMBER = /^(?:[0-9]+(?:t[0-9]+|z|ns|us|ms|s|m|h|d|b|k|kb|mb|gb|tb|kib|mib|gib)?|0x[0-9a-f]+)$/;
const HEX = /^(?=.*[0-9])[0-9a-f]{6,}$/;
const MIXED = /^(?:[0-9]+[a-z]+[0-9]+[a-z]|[a-z]+[0-9]+[a-z]+[0-9])/;
const PART = /_+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

/** Every word in order, in lower case. @param {string} text @returns {string[]} */
export function words(text) {
  return text.toLowerCase().match(WORD) ?? [];
}

/** The words without what differs each time, "#" in its place. @param {string} text @returns {string[]} */
export function maskedWords(text) {
  const found = [];
  for (const word of words(text.replace(UUID, "0").replace(FOLDER, " "))) {
    const masked = isPassing(word) ? MASK : word.replace(DIGITS, MASK);
    if (masked !== MASK || found.at(-1) !== MASK) found.push(masked);
  }
  return found;
}

/** Whether a word is a number, a time or an id: another one the next time. @param {string} word */
export function isPassing(word) {
  return NUMBER.test(word) || MIXED.test(word) || HEX.test(word);
}

/** The words a text can be found by, in the order of the text. @param {string} text @returns {Set<string>} */
export function terms(text) {
  const found = new Set();
  for (const word of text.match(WORD) ?? []) {
    if (isPassing(word.toLowerCase())) continue;
    const parts = word.split(PART);
    for (const piece of parts.length > 1 ? [word, ...parts] : [word]) {
      const term = piece.toLowerCase();
      if (isTerm(term)) found.add(term);
    }
  }
  return found;
}

function isTerm(word) {
  const length = [...word].length;
  return length >= SHORTEST && length <= LONGEST && /^\p{L}/u.test(word) && !isPassing(word);
}
