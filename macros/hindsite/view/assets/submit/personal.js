/**
 * What tells of a person: of the engine's kinds (hindsite.postmortem.house.personal) the addresses of mail and the
 * numbers of phones. What was found is never repeated.
 */

import { fieldAt } from "./places.js";
import { length } from "./text.js";

/** No mail address of a person and no phone number stands in a file. */
export function* personal(subject) {
  const { kinds, role, reserved, domains } = subject.house.personal;
  const isWhole = (pattern, text) => new RegExp(`^(?:${pattern})$`).test(text);
  const checks = {
    mail: (text) => {
      const [name, domain] = text.toLowerCase().split("@");
      const isOwn = domains.some((one) => domain === one || domain.endsWith(`.${one}`));
      return !isOwn && !isWhole(role, name.split("+")[0]) && !isWhole(reserved, domain);
    },
    phone: (text) => {
      const digits = text.replace(/[^0-9]/g, "");
      return digits.length >= 9 && digits.length <= 15 && !digits.endsWith("0000");
    },
  };
  const patterns = kinds.map((kind) => ({ ...kind, pattern: new RegExp(kind.pattern, "g") }));
  for (const [index, line] of subject.text.split("\n").entries()) {
    if (!/[@+(]/.test(line)) continue;
    for (const { check, name, instead, pattern } of patterns) {
      for (const found of line.matchAll(pattern)) {
        if (!checks[check](found[0])) continue;
        const place = { line: index + 1, column: length(line.slice(0, found.index)) + 1 };
        const [field, path] = fieldAt(subject, place);
        yield [field, place, `expected nothing that tells of a person, got ${name}; ${instead}`, path];
      }
    }
  }
}
