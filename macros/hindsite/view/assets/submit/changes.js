/** How the figures move with the incident that is being written. */

import { make } from "../explore/dom.js";

const HEADS = ["Incidents", "Median time to resolve", "Known"];

/**
 * @param {import("./postmortem.js").Reading} reading
 * @param {import("./collection.js").Collection | null} collection
 * @returns {HTMLElement}
 */
export function changesView({ right, durations, moments }, collection) {
  const note = (words) => make("p", { class: "hs-muted" }, words);
  if (!collection) return note("The figures are not at hand.");
  if (right.get("status") === "draft") return note("A draft does not count: no figure changes.");
  if (!moments.started_at) {
    return note("Figures change once the start is known: an incident counts on its date.");
  }
  const rows = collection.changes({
    day: moments.started_at.day,
    resolve: durations.resolve,
    causes: listed(right, "causes"),
    services: listed(right, "services"),
  });
  const head = [
    make("th", { scope: "col" }, make("span", { class: "hs-hidden" }, "Group")),
    ...HEADS.map((words) => make("th", { scope: "col" }, words)),
  ];
  return make(
    "table",
    { class: "hs-changes" },
    make("caption", {}, "Before, and with this incident"),
    make("thead", {}, make("tr", {}, head)),
    make("tbody", {}, rows.map(row)),
  );
}

/** The right values of a list, each once. */
function listed(right, name) {
  const values = Array.from(right).filter(([path]) => path.startsWith(`${name}.`));
  return [...new Set(values.map(([, value]) => value))];
}

function row({ group, count, median, known }) {
  const moved = ([before, after]) =>
    before === after ? String(after) : [`${before} to `, make("b", {}, String(after))];
  const cells = [count, median, known].map((pair) => make("td", {}, moved(pair)));
  return make("tr", {}, make("th", { scope: "row" }, group), cells);
}
