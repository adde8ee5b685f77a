/**
 * The list as a file, made in the browser: the incidents in their order, with what the columns hold.
 */

import { isoDay } from "./words.js";

/** What a spreadsheet may take for a formula, as in the sheets that the build writes. */
const FORMULA = /(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])/g;
/** Without it Excel takes UTF-8 for another encoding. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * One record an incident; durations in seconds, null unknown. Keys as in `data/incidents.csv`.
 *
 * @param {import("./columns.js").Columns} columns
 * @param {Uint32Array} places
 * @returns {Promise<Record<string, unknown>[]>}
 */
export async function records(columns, places) {
  const [rows, { equivalent, users }] = await Promise.all([columns.rows(places), columns.impact()]);
  return rows.map(({ place, id, title }) => ({
    id,
    url: `incidents/${id}/`,
    title,
    day: isoDay(columns.days[place]),
    ...Object.fromEntries(columns.facets.map((facet) => [keyOf(facet), valueOf(columns, facet, place)])),
    started_estimated: columns.estimated.has(place),
    resolve_s: known(columns.resolve[place]),
    outage_equivalent_s: known(equivalent[place]),
    users: known(users[place]),
  }));
}

const SEVERAL = { cause: "causes", service: "services", team: "teams", tag: "tags" };

function keyOf({ name }) {
  return SEVERAL[name] ?? name.replace(".", "_");
}

/** A list where an incident may have several values, else a text; null where it has none. */
function valueOf(columns, { name, several, fixed }, place) {
  if (fixed) return columns.valueOf(name, place);
  const values = columns.valuesOf(name, place);
  return several ? values : values[0] ?? null;
}

function known(seconds) {
  return seconds < 0 ? null : seconds;
}

/** JSON of the list, with the address that shows it. */
export function json(list, address, version) {
  return `${JSON.stringify({ address, version, incidents: list }, null, 1)}\n`;
}

/** CSV (RFC 4180): lists are joined with "; ", unknown is empty, and no cell is a formula. */
export function csv(list) {
  const keys = Object.keys(list[0] ?? { id: "" });
  const lines = [keys, ...list.map((record) => keys.map((key) => record[key]))];
  return BYTE_ORDER_MARK + lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  const text = Array.isArray(value) ? value.join("; ") : String(value ?? "");
  const safe = typeof value === "number" ? text : text.replace(FORMULA, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the reader as a file. */
export function save(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after this, at a time of its own.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
