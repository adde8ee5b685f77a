/**
 * Keys, tokens and passwords. The engine's rule, in its words (hindsite.postmortem.house.secret); what was found
 * is never repeated.
 */

import { fieldAt } from "./places.js";
import { length } from "./text.js";

const LONG = /[A-Za-z0-9_]{20,}/g;
const OTHERS = /PRIVATE KEY|glpat-|:\/\/[^\s/:@]+:[^\s/@]+@/;
const MADE_UP = /example|(.)\1{5}/i;

/** No key, token or password stands in a file. */
export function* secrets(subject) {
  const kinds = subject.house.secrets.map((kind) => ({ ...kind, pattern: new RegExp(kind.pattern, "g") }));
  for (const [index, line] of subject.text.split("\n").entries()) {
    for (const [column, kind] of isSuspect(line) ? found(line, kinds) : []) {
      const place = { line: index + 1, column };
      const [field, path] = fieldAt(subject, place);
      const message = `expected no secret, got what looks like one (${kind})`;
      const hint = "revoke it where it was issued, since the history keeps it, and remove it here";
      yield [field, place, `${message}; ${hint}`, path];
    }
  }
}

function isSuspect(line) {
  return (line.match(LONG) ?? []).some((run) => !isWord(run)) || OTHERS.test(line);
}

/** A name as programs have: letters in both cases, and nothing else. */
function isWord(run) {
  return /^[A-Za-z]+$/.test(run) && run !== run.toUpperCase();
}

/** Where secrets begin in a line, and of which kind; one place is told once. */
function* found(line, kinds) {
  const all = kinds
    .filter(({ near }) => line.includes(near))
    .flatMap(({ name, pattern }) =>
      Array.from(line.matchAll(pattern), ({ 0: text, index }) => ({ name, text, index })),
    );
  const ordered = all.sort((a, b) => a.index - b.index || a.text.length - b.text.length);
  let end = 0;
  for (const { name, text, index } of ordered) {
    if (index < end || MADE_UP.test(text)) continue;
    end = index + text.length;
    yield [length(line.slice(0, index)) + 1, name];
  }
}
