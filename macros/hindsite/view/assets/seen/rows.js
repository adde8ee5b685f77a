/**
 * A past incident as a row: why it is here, what ended it, what was promised and not done.
 */

import { make } from "../explore/dom.js";

const WORDS_SHOWN = 6;
const ACTIONS_SHOWN = 3;
const SERVICES_SHOWN = 2;
const CAUSES_SHOWN = 4;

/**
 * @param {import("./lookup.js").Match} match
 * @param {any} incident  Its details, as the build wrote them.
 * @param {string} address  Of its page.
 * @param {Record<string, Element>} signs  What the template prints of states: "open", "in-progress", "in-review".
 */
export function rowOf(match, incident, address, signs) {
  const { badge } = incident;
  return make(
    "li",
    {},
    make("time", {}, incident.day),
    make("b", { class: `hs-sev hs-sev${badge.rank}`, role: "img", "aria-label": badge.spoken }, badge.word),
    make(
      "div",
      {},
      make("a", { href: address }, incident.title),
      incident.in_review && [" ", signs["in-review"].cloneNode(true)],
      reason(match),
      ended(incident),
      actions(incident, signs),
      context(incident),
    ),
    duration(incident),
  );
}

function reason({ message, exact, words }) {
  if (message) {
    const label = exact ? "Error message" : "Error message, numbers aside";
    return make("p", { class: "hs-seen-why" }, `${label}: `, make("mark", {}, message));
  }
  const shown = words.slice(0, WORDS_SHOWN);
  const left = words.length - shown.length;
  const label = words.length === 1 ? "Shares the rare word " : "Shares the rare words ";
  const marked = shown.flatMap((word, index) => [index ? ", " : "", make("mark", {}, word)]);
  return make("p", { class: "hs-seen-why" }, label, marked, left > 0 && ` and ${left} more`);
}

function ended({ ended: words }) {
  const value = words ? make("span", {}, words) : make("span", { class: "hs-muted" }, "none recorded");
  return make("p", { class: "hs-seen-ended" }, make("b", {}, "Ended by"), " ", value);
}

function actions({ actions: unfinished, actions_unknown: unknown, actions_all: all }, signs) {
  const label = make("b", {}, "Not finished");
  if (unfinished.length) {
    const left = unfinished.length - ACTIONS_SHOWN;
    return [
      make("p", { class: "hs-seen-ended" }, label),
      make(
        "ul",
        { class: "hs-seen-actions" },
        unfinished.slice(0, ACTIONS_SHOWN).map((action) => actionOf(action, signs)),
        left > 0 && make("li", { class: "hs-muted" }, `and ${left} more`),
      ),
    ];
  }
  return make("p", { class: "hs-seen-ended" }, label, " ", make("span", { class: "hs-muted" }, without(unknown, all)));
}

function without(unknown, all) {
  if (all === 0) return "no action item recorded";
  if (unknown === all) return `unknown, no state is recorded for ${all === 1 ? "its one action item" : `its ${all} action items`}`;
  return unknown ? `none known, the state of ${unknown} of ${all} action items is unknown` : `none of ${all}`;
}

function actionOf({ title, state, owner, due, overdue }, signs) {
  const known = [owner, due && `due ${due}`].filter(Boolean).join(", ");
  return make(
    "li",
    {},
    signs[state].cloneNode(true),
    make("span", {}, title, known && make("span", { class: "hs-muted" }, ` ${known}`), overdue && make("span", { class: "hs-overdue" }, " overdue")),
  );
}

function context({ services, causes }) {
  const named = (all, shown) => all.slice(0, shown).join(", ") + (all.length > shown ? ` +${all.length - shown}` : "");
  if (!services.length && !causes.length) return null;
  const between = services.length > 0 && causes.length > 0 && make("i", {}, "/");
  return make("p", {}, named(services, SERVICES_SHOWN), between, named(causes, CAUSES_SHOWN));
}

function duration({ duration: words, at_least: atLeast }) {
  if (!words) return make("em", {}, "unknown");
  return make("span", {}, atLeast && [make("small", {}, "at least"), " "], words);
}
