/**
 * What is chosen, as chips to remove; and, where nothing is found, what to loosen.
 */

import { icon, make } from "./dom.js";
import { howMany } from "./matching.js";
import { TIMES } from "./selection.js";
import { joined, plural } from "./words.js";

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./selection.js").Selection} Selection
 */

/** How a name of the address is called. */
function titleOf(columns, name) {
  return TIMES[name] ?? columns.facetNamed.get(name).title;
}

/**
 * The chosen values, each with a button that removes it.
 *
 * @param {Columns} columns
 * @param {Selection} selection
 * @param {(next: Selection, index: number | null) => void} choose  Told the chip's place, null for all.
 */
export function chips(columns, selection, choose) {
  const pairs = [...selection.chosen].flatMap(([name, values]) => values.map((value) => [name, value]));
  if (!pairs.length) return [];
  const items = pairs.map(([name, value], index) => {
    const title = titleOf(columns, name);
    const remove = make(
      "button",
      { type: "button", "aria-label": `Remove ${title}: ${value}`, onclick: () => choose(selection.toggled(name, value), index) },
      icon("close"),
    );
    return make("li", { class: "hs-chip hs-chosen" }, make("span", {}, `${title}: `), make("b", {}, value), remove);
  });
  const clear = make("button", { type: "button", class: "hs-act-text", onclick: () => choose(selection.unfiltered, null) }, "Clear all");
  return [...items, make("li", {}, clear)];
}

/**
 * What stands in place of an empty list.
 *
 * @param {Columns} columns
 * @param {Selection} selection
 * @param {Map<number, number> | null} scores
 * @param {{form?: string, seen?: string}} ways  Addresses of the form and of the error search.
 */
export function emptyState(columns, selection, scores, ways) {
  const lines = loosened(columns, selection, scores).filter(({ found }) => found > 0);
  const rows = lines.map(({ text, next, found }) =>
    make(
      "li",
      {},
      make("a", { class: "hs-ul", href: next.address || "./", "data-hs-next": true }, text),
      make("span", {}, plural(found, "incident")),
    ),
  );
  return make(
    "div",
    { class: "hs-nothing-found" },
    make("h2", {}, selection.size + Number(selection.words !== "") > 1 ? "No incident matches all of this" : "No incident matches this"),
    rows.length ? [make("p", { class: "hs-muted" }, "Loosen one condition:"), make("ul", {}, rows)] : null,
    closing(selection, ways),
  );
}

function closing({ words }, { form, seen }) {
  const withWords = (address, name) => `${address}?${new URLSearchParams({ [name]: words })}`;
  const start = form && make("a", { class: "hs-ul", href: words ? withWords(form, "signature") : form }, "start a postmortem");
  return make(
    "p",
    {},
    "Not written up is not the same as never happened.",
    start && [" If this is new, ", start, words ? " with your text as its error message." : "."],
    seen && words && [" A whole stack trace or alert is better asked in ", make("a", { class: "hs-ul", href: withWords(seen, "q") }, "Have we seen this?")],
  );
}

/** Each condition that could go, with the selection that is left and what it would find. */
function loosened(columns, selection, scores) {
  const names = [...selection.chosen.keys()];
  const found = [];
  const noun = selection.words.includes(" ") ? "words" : "word";
  if (selection.words && names.length) {
    found.push({ text: `Drop the ${noun} “${selection.words}”`, next: selection.asking(""), with: null });
  }
  for (const name of names) {
    const values = joined(selection.chosen.get(name), "or");
    found.push({ text: `Drop ${titleOf(columns, name).toLowerCase()} ${values}`, next: selection.choosing(name, []), with: scores });
  }
  if (names.length > 1) {
    const text = selection.words ? `Keep the ${noun}, clear all filters` : "Clear all filters";
    found.push({ text, next: selection.unfiltered, with: scores });
  }
  return found.map(({ text, next, with: kept }) => ({ text, next, found: howMany(columns, next, kept) }));
}
