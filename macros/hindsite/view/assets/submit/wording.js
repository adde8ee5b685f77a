/**
 * Blameless language. The engine's rule, in its words (hindsite.postmortem.house.wording): the patterns come with
 * the form's data, the authors' names from what is typed.
 */

import { fieldAt } from "./places.js";
import { joined, length, shown } from "./text.js";

const LONGEST_NAME = 40;
const NAME = /^\p{L}[\p{L}\p{N}_.'’-]*(?: \p{L}[\p{L}\p{N}_.'’-]*)+$/u;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A postmortem tells what happened without blame. */
export function* blame(subject) {
  const { house, right, document, bodyLine, places } = subject;
  const names = namesOf(subject);
  const listed = names.map(escaped).join("|") || "[^\\s\\S]";
  const phrases = house.phrases.map(({ pattern, instead }) => ({
    instead,
    pattern: new RegExp(pattern.replaceAll(house.names, () => listed), "gi"),
  }));
  for (const [at, said, instead] of blaming(document, phrases, house)) {
    const before = document.text.slice(0, at);
    const line = before.split("\n").length - 1;
    const column = length(before.slice(before.lastIndexOf("\n") + 1)) + 1;
    const place = { line: bodyLine + line, column };
    const [field, path] = fieldAt(subject, place);
    yield [field, place, message(said, instead), path];
  }
  for (const field of ["title", "impact.summary"]) {
    const line = { text: right.get(field) ?? "", blocks: [] };
    for (const [, said, instead] of blaming(line, phrases, house))
      yield [field, places.get(field), message(said, instead)];
  }
}

function message(said, instead) {
  return `expected words that blame nobody, got ${shown(joined(said))}; ${instead}`;
}

/** The authors' names that are a person's by their form: of two words or more, and the first. */
function namesOf({ typed, right }) {
  const authors = (typed.authors ?? []).map((_, index) => right.get(`authors.${index}`) ?? "");
  return authors
    .filter((name) => length(name) >= 3 && length(name) <= LONGEST_NAME && NAME.test(name))
    .flatMap((name) => [name, name.split(" ")[0]])
    .filter((form) => length(form) > 2);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** Where a text blames, once a place, with which words, and what to say instead. */
function* blaming(document, phrases, { accepted }) {
  const { text } = document;
  let words = null;
  const told = new Set();
  for (const { pattern, instead } of phrases) {
    for (const { 0: said, index } of text.matchAll(pattern)) {
      words ??= spoken(document);
      const plain = joined(said.toLowerCase());
      const isAccepted = accepted.some((some) => plain.includes(joined(some.toLowerCase())));
      if (told.has(index) || isAccepted || !words.startsWith(said, index)) continue;
      told.add(index);
      yield [index, said, instead];
    }
  }
}

/** A text with spaces for code and comments: neither is what an author says. */
function spoken({ text, blocks }) {
  const lines = withoutCode(text).split("\n");
  for (const { kind, tokens } of blocks) {
    if (kind !== "code") continue;
    const [start, end] = tokens[0].map;
    for (let line = start; line < end; line++) lines[line] = blank(lines[line]);
  }
  return withoutComments(lines.join("\n"));
}

function withoutComments(text) {
  let [words, done] = ["", 0];
  for (let start = text.indexOf("<!--"); start >= 0; start = text.indexOf("<!--", done)) {
    let end = text.indexOf("-->", start);
    // One that is never closed hides all that follows, but only where it begins a line.
    if (end < 0 && text.slice(text.lastIndexOf("\n", start) + 1, start).replaceAll(" ", "")) break;
    end = end < 0 ? text.length : end + 3;
    words += text.slice(done, start) + blank(text.slice(start, end));
    done = end;
  }
  return words + text.slice(done);
}

const blank = (text) => text.replace(/[^\n]/g, " ");

/** The text with spaces for code: what a program prints is not what an author says. */
function withoutCode(text) {
  const lines = text.split("\n");
  let fence = "";
  for (const [index, line] of lines.entries()) {
    const found = FENCE.exec(line);
    const bare = line.replace(/^[ \t]+|[ \t]+$/g, "");
    const isBare = bare !== "" && bare === bare[0].repeat(bare.length);
    if (fence || found) lines[index] = " ".repeat(line.length);
    if (found && !fence) fence = found[1];
    else if (fence && found && isBare && found[1].startsWith(fence)) fence = "";
  }
  return lines.join("\n").split("\n\n").map(withoutSpans).join("\n\n");
}

/** A paragraph with spaces for what stands between two rows of as many backticks. */
function withoutSpans(paragraph) {
  const rows = Array.from(paragraph.matchAll(/`+/g), ({ 0: row, index }) => ({ size: row.length, index }));
  const left = new Map();
  for (const { size } of rows) left.set(size, (left.get(size) ?? 0) + 1);
  let text = "";
  let done = 0;
  let opened = null;
  for (const row of rows) {
    left.set(row.size, left.get(row.size) - 1);
    if (opened === null) {
      if (left.get(row.size)) opened = row;
    } else if (row.size === opened.size) {
      const end = row.index + row.size;
      text += paragraph.slice(done, opened.index);
      text += blank(paragraph.slice(opened.index, end));
      [done, opened] = [end, null];
    }
  }
  return text + paragraph.slice(done);
}
