/**
 * Keys, tokens and passwords. The engine's rule, in its words (hindsite.postmortem.house.secret); what was found
 * is never repeated.
 */

import { fieldAt } from "./places.js";
import { length } from "./text.js";

/** No key, token or password stands in a file. */
export function* secrets(subject) {
  const { house, text } = subject;
  const kinds = house.secrets
    .filter(({ near }) => near.some((mark) => text.includes(mark)))
    .map((kind) => ({ ...kind, pattern: new RegExp(kind.pattern, "g") }));
  const madeUp = new RegExp(house.made_up, "i");
  for (const [index, line] of text.split("\n").entries()) {
    for (const [column, kind] of found(line, kinds, madeUp)) {
      const place = { line: index + 1, column };
      const [field, path] = fieldAt(subject, place);
      const message = `expected no secret, got what looks like one (${kind})`;
      const hint = "revoke it where it was issued, since the history keeps it, and remove it here";
      yield [field, place, `${message}; ${hint}`, path];
    }
  }
}

/** Where secrets begin in a line, and of which kind; one place is told once. */
function* found(line, kinds, madeUp) {
  const all = kinds
    .filter(({ near }) => near.some((mark) => line.includes(mark)))
    .flatMap(({ name, pattern }) =>
      Array.from(line.matchAll(pattern), ({ 0: text, index }) => ({ name, text, index })),
    );
  const ordered = all.sort((a, b) => a.index - b.index || a.text.length - b.text.length);
  let end = 0;
  for (const { name, text, index } of ordered) {
    if (index < end || madeUp.test(text)) continue;
    end = index + text.length;
    yield [length(line.slice(0, index)) + 1, name];
  }
}
