/** Messages at the fields themselves: which field a problem belongs to, and what it looks like there. */

import { make } from "../explore/dom.js";
import { coded } from "./code.js";
import { icon } from "./icons.js";

const MOST_SHOWN = 3;
/** The fields of what is no key of the header. */
const ELSEWHERE = { timeline: "body", actions: "body", file: "body", id: "name" };

/**
 * The path of the field that holds a value.
 * @param {Map<string, import("./fields.js").Field>} fields
 * @param {string} path
 */
export function fieldOf(fields, path) {
  let rest = path;
  while (rest && !fields.has(rest)) rest = rest.split(".").slice(0, -1).join(".");
  return rest || (ELSEWHERE[path.split(".")[0]] ?? "title");
}

/**
 * Shows problems at their fields, and only there.
 * @param {Map<string, import("./fields.js").Field>} fields
 * @param {import("./header.js").Problem[]} problems
 */
export function markFields(fields, problems) {
  for (const [path, field] of fields) {
    const own = problems.filter((problem) => fieldOf(fields, problem.path ?? problem.field) === path);
    const isWrong = own.some(({ level }) => level === "error");
    field.element.classList.toggle("hs-field-wrong", isWrong);
    const shown = own.slice(0, MOST_SHOWN).map((problem) => message(problem, path === "body"));
    field.messages.replaceChildren(...shown);
    markInvalid(field, isWrong);
    markParts(path, field, own);
  }
}

function message({ level, message: words, line }, hasLine) {
  const text = make("span", {}, hasLine ? `Line ${line}: ` : "", coded(words));
  return make("li", { class: `hs-message-${level}` }, icon(level), text);
}

function markInvalid({ element, control }, isWrong) {
  // A group of other inputs has no state of its own: its parts have.
  if (control.isGroup && element.getAttribute("role") !== "radiogroup") return;
  const target = control.isGroup ? element : control.target;
  if (isWrong) target.setAttribute("aria-invalid", "true");
  else target.removeAttribute("aria-invalid");
}

/** Marks the wrong ones of several values. */
function markParts(path, { control, element }, problems) {
  if (!control.mark) return;
  for (const marked of element.querySelectorAll(".hs-wrong, [aria-invalid]")) {
    if (marked === control.target && !control.isGroup) continue;
    marked.classList.remove("hs-wrong");
    marked.removeAttribute("aria-invalid");
  }
  for (const problem of problems) {
    const isWithin = problem.level === "error" && problem.path?.startsWith(`${path}.`);
    if (isWithin) control.mark(problem.path.slice(path.length + 1), true);
  }
}
