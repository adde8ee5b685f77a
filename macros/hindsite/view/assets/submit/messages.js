/** What is wrong, in a list beside the form; each message leads to its field, and mends what can be mended. */

import { make } from "../explore/dom.js";
import { plural } from "../explore/words.js";
import { coded } from "./code.js";
import { icon } from "./icons.js";

const MOST_MENDS = 2;
const REST_MS = 700;

/**
 * @typedef {import("./header.js").Problem} Problem
 */

export class Messages {
  /**
   * @param {(path: string) => void} goTo
   * @param {(problem: Problem, value: string) => void} mend
   */
  constructor(goTo, mend) {
    this.goTo = goTo;
    this.mend = mend;
    this.element = make("section", { class: "hs-told", "aria-label": "Messages" });
    this.status = make("p", { class: "hs-hidden", role: "status" });
  }

  /**
   * @param {Problem[]} problems
   * @param {string[]} waiting  Labels of what must be filled in and was not touched yet.
   * @param {string} read  What was read of the file.
   */
  show(problems, waiting, read) {
    const errors = problems.filter(({ level }) => level === "error");
    const warnings = problems.filter(({ level }) => level !== "error");
    const said = counts(errors.length, warnings.length);
    this.element.className = `hs-told ${stateOf(errors, warnings, waiting)}`;
    const list = [...errors, ...warnings].map((problem) => this.#message(problem));
    this.element.replaceChildren(
      make("p", { class: "hs-told-head" }, headOf(said, waiting, read)),
      ...(list.length ? [make("ul", {}, list)] : []),
    );
    this.#announce(said.join(", ") || "No problems", said.length > 0);
  }

  /** A count that changes with every letter is told when the typing rests; that all is well, not at first. */
  #announce(words, isWrong) {
    clearTimeout(this.announcing);
    if (this.status.textContent === words || (!this.status.textContent && !isWrong)) return;
    this.announcing = setTimeout(() => (this.status.textContent = words), REST_MS);
  }

  #message(problem) {
    const { level, field, line, message, path, instead = [] } = problem;
    const link = make(
      "button",
      { type: "button", class: "hs-field-link", onclick: () => this.goTo(path ?? field) },
      field,
    );
    const mends = instead
      .slice(0, MOST_MENDS)
      .map((value) =>
        make(
          "button",
          { type: "button", class: "hs-button hs-small", onclick: () => this.mend(problem, value) },
          `Use ${value}`,
        ),
      );
    return make(
      "li",
      { class: `hs-told-${level}` },
      icon(level),
      make(
        "span",
        { class: "hs-told-text" },
        make("span", { class: "hs-hidden" }, level === "error" ? "Error: " : "Warning: "),
        link,
        `, line ${line}: `,
        coded(message),
      ),
      mends.length > 0 && make("span", { class: "hs-mends" }, mends),
    );
  }
}

function stateOf(errors, warnings, waiting) {
  if (errors.length) return "hs-has-errors";
  if (warnings.length) return "hs-has-warnings";
  return waiting.length ? "" : "hs-is-fine";
}

function headOf([first, ...others], waiting, read) {
  if (first) {
    return [
      make("b", {}, first),
      ...others.map((words) => make("span", {}, words)),
      make("span", { class: "hs-muted hs-as-typed" }, "checked as you type"),
    ];
  }
  if (waiting.length) {
    const names = make("span", { class: "hs-muted" }, waiting.join(", "));
    return [make("b", {}, `${waiting.length} to fill in`), names];
  }
  const fine = make("span", { class: "hs-fine" }, icon("done"), "No problems");
  return [fine, make("span", { class: "hs-muted" }, read)];
}

function counts(errors, warnings) {
  return [errors && plural(errors, "error"), warnings && plural(warnings, "warning")].filter(Boolean);
}
