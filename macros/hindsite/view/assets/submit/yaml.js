/**
 * Writes the header: every value in a form that YAML reads back as the very text that was typed.
 */

import { length } from "./text.js";

/**
 * Texts that stand without quotes whatever surrounds them: they begin with a letter or digit and hold no
 * character that means something to YAML. Colons stand between digits only, as in 10:05.
 */
const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9_./+@()%-]|(?<=[0-9]):(?=[0-9])| (?=[A-Za-z0-9(@./_]))*$/;
/** What YAML would read as nothing; its other words (yes, 12, 1e3) stay text with this engine. */
const EMPTY = /^null$/i;
/** Characters that YAML refuses, or that an editor would not show. */
const ESCAPED = /["\\\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** A text as a YAML scalar on one line. */
export function scalar(text) {
  return PLAIN.test(text) && !EMPTY.test(text) ? text : quoted(text);
}

function quoted(text) {
  return `"${text.toWellFormed().replace(ESCAPED, escaped)}"`;
}

function escaped(character) {
  if (character === '"' || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0);
  const hex = (width) => code.toString(16).padStart(width, "0");
  if (code < 0x100) return `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

/**
 * Lines of a header, and where each value stands: `places` by the path of keys and positions, joined with
 * dots (`links.0.url`). Lines and columns count from 1; the header's first line is line 2 of its file.
 */
export class HeaderWriter {
  constructor() {
    /** @type {string[]} */
    this.lines = [];
    /** @type {Map<string, {line: number, column: number}>} */
    this.places = new Map();
    /** How many events YAML's parser will see: a key or text is one, a list or mapping two. */
    this.events = 6;
  }

  /** The line that is written next. */
  get #line() {
    return this.lines.length + 2;
  }

  #mark(path, column) {
    this.places.set(path, { line: this.#line, column });
  }

  /** `key: value`. */
  value(key, text, path = key, indent = "") {
    this.#mark(path, indent.length + key.length + 3);
    this.lines.push(`${indent}${key}: ${scalar(text)}`);
    this.events += 2;
  }

  /** `key: [a, b]`. */
  list(key, texts, path = key, indent = "") {
    let line = `${indent}${key}: [`;
    this.#mark(path, line.length);
    texts.forEach((text, index) => {
      if (index > 0) line += ", ";
      this.#mark(`${path}.${index}`, length(line) + 1);
      line += scalar(text);
    });
    this.lines.push(`${line}]`);
    this.events += texts.length + 3;
  }

  /** A list with one value on each line. */
  longList(key, texts) {
    this.lines.push(`${key}:`);
    texts.forEach((text, index) => {
      if (index === 0) this.#mark(key, 3);
      this.#mark(`${key}.${index}`, 5);
      this.lines.push(`  - ${scalar(text)}`);
    });
    this.events += texts.length + 3;
  }

  /** `key:`, and its pairs below, indented; a pair's value may be a mapping, which stands on one line. */
  mapping(key, pairs) {
    this.lines.push(`${key}:`);
    this.events += 3;
    this.#mark(key, 3);
    for (const [name, value] of Object.entries(pairs)) {
      if (typeof value === "string") this.value(name, value, `${key}.${name}`, "  ");
      else if (Array.isArray(value)) this.list(name, value, `${key}.${name}`, "  ");
      else this.flow(name, value, `${key}.${name}`, "  ");
    }
  }

  /** `key: {a: b, c: d}`. */
  flow(key, pairs, path = key, indent = "") {
    let line = `${indent}${key}: {`;
    this.#mark(path, line.length);
    Object.entries(pairs).forEach(([name, text], index) => {
      line += `${index > 0 ? ", " : ""}${name}: `;
      this.#mark(`${path}.${name}`, length(line) + 1);
      line += scalar(text);
    });
    this.lines.push(`${line}}`);
    this.events += 2 * Object.keys(pairs).length + 3;
  }

  /** A list of mappings, each key on a line of its own. */
  entries(key, mappings) {
    this.lines.push(`${key}:`);
    this.events += 2 * mappings.length + 3;
    mappings.forEach((pairs, index) => {
      Object.entries(pairs).forEach(([name, text], position) => {
        const indent = position === 0 ? "  - " : "    ";
        if (index === 0 && position === 0) this.#mark(key, 3);
        if (position === 0) this.#mark(`${key}.${index}`, 5);
        this.value(name, text, `${key}.${index}.${name}`, indent);
      });
    });
  }
}
