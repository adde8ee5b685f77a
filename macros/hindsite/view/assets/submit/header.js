/**
 * The header's fields: the order they are written in, what each must be, and the problems of each by itself.
 */

import { Refused, strip } from "./text.js";
import * as values from "./values.js";
import { HeaderWriter } from "./yaml.js";

export const MOMENTS = ["started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at"];
export const DURATIONS = ["detect", "acknowledge", "mitigate", "resolve", "impact"];
export const REQUIRED = ["title", "severity", "started_at"];
export const LISTS = [
  "services",
  "teams",
  "causes",
  "recurrence_of",
  "related",
  "signatures",
  "authors",
  "tags",
  "aliases",
];
const LONGEST_HEADER = 65_536;
const MOST_VALUES = 2_000;

/**
 * What people typed: a text for each field, lists of texts, and mappings of texts; "" and [] are unknown.
 * @typedef {Record<string, any>} Typed
 */

/**
 * @typedef {{line: number, column: number, field: string, rule: string, level: "error" | "warning",
 *   message: string, path?: string, instead?: string[]}} Problem
 */

/** Rule and check of a value, by its field; the items of a list have their list's. */
const CHECKS = {
  title: ["title", values.title],
  severity: ["severity", values.severity],
  status: ["choice", (text, { statuses }) => values.choice(text, statuses)],
  started_estimated: ["boolean", values.boolean],
  ...Object.fromEntries(MOMENTS.map((name) => [name, ["time-written", values.moment]])),
  timezone: ["timezone", values.timezone],
  detected_by: ["choice", (text, { detectors }) => values.choice(text, detectors)],
  services: ["service", values.service],
  teams: ["slug", values.slug],
  causes: ["cause", values.cause],
  trigger: ["trigger", values.trigger],
  "impact.summary": ["text", values.line],
  "impact.users_percent": ["percent", values.percent],
  "impact.users": ["count", values.count],
  "impact.requests_failed": ["count", values.count],
  "impact.cost.amount": ["amount", values.amount],
  "impact.cost.currency": ["currency", values.currency],
  "impact.data_loss": ["boolean", values.boolean],
  ...Object.fromEntries(
    DURATIONS.map((name) => [`stated_durations.${name}`, ["duration-written", values.duration]]),
  ),
  recurrence_of: ["incident-id", values.incident],
  related: ["incident-id", values.incident],
  signatures: ["signature", values.signature],
  authors: ["text", values.line],
  tags: ["slug", values.slug],
  "links.title": ["text", values.line],
  "links.url": ["address", values.address],
  "waivers.rule": ["choice", (text, { house_rules }) => values.houseRule(text, house_rules)],
  "waivers.reason": ["reason", values.reason],
  aliases: ["incident-id", values.incident],
  visibility: ["choice", (text, { visibilities }) => values.choice(text, visibilities)],
};
const EXTRA = {
  string: values.signature,
  number: values.number,
  boolean: values.boolean,
  date: values.day,
  url: values.address,
  list: values.signature,
};

/** What was typed without spaces around it, and without what was left empty. */
export function cleaned(value) {
  if (typeof value === "string") return strip(value.toWellFormed()) || undefined;
  if (Array.isArray(value)) {
    const items = value.map(cleaned).filter((item) => item !== undefined);
    return items.length ? items : undefined;
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, cleaned(inner)]);
  const kept = entries.filter(([, inner]) => inner !== undefined);
  return kept.length ? Object.fromEntries(kept) : undefined;
}

/**
 * Writes a header.
 * @param {Typed} typed  As `cleaned` gives it.
 */
export function writeHeader(typed) {
  const writer = new HeaderWriter();
  const value = (name) => typed[name] !== undefined && writer.value(name, typed[name]);
  const list = (name) => typed[name] && writer.list(name, typed[name]);
  const longList = (name) => typed[name] && writer.longList(name, typed[name]);
  ["title", "severity", "status", "started_at", "started_estimated"].forEach(value);
  [...MOMENTS.slice(1), "timezone", "detected_by"].forEach(value);
  ["services", "teams", "causes"].forEach(list);
  value("trigger");
  if (typed.impact) writer.mapping("impact", ordered(typed.impact, IMPACT));
  if (typed.stated_durations) writer.flow("stated_durations", ordered(typed.stated_durations, DURATIONS));
  ["recurrence_of", "related", "signatures", "authors"].forEach(longList);
  list("tags");
  const entries = (name) =>
    typed[name] &&
    writer.entries(
      name,
      typed[name].map((entry) => ordered(entry, ENTRIES[name])),
    );
  entries("links");
  longList("aliases");
  value("visibility");
  entries("waivers");
  if (typed.extra) writer.mapping("extra", typed.extra);
  return writer;
}

/** The lists of mappings, and the keys of an entry. */
const ENTRIES = { links: ["title", "url"], waivers: ["rule", "reason"] };
const IMPACT = ["summary", "users_percent", "users", "requests_failed", "cost", "data_loss"];

function ordered(mapping, names) {
  return Object.fromEntries(names.filter((name) => name in mapping).map((name) => [name, mapping[name]]));
}

/**
 * The value of each field that is right, by its path (`links.0.url`), and a problem for each that is not.
 *
 * @param {Typed} typed  As `cleaned` gives it.
 * @param {HeaderWriter} writer  Of the same header.
 * @param {any} vocabulary  The site's words; see the form's data.
 * @returns {{right: Map<string, any>, problems: Problem[]}}
 */
export function checkFields(typed, writer, vocabulary) {
  const right = new Map();
  const problems = limits(writer);
  const place = (path) => nearestPlace(writer.places, path);
  const check = (path, text, [rule, read], field = path, told = path) => {
    try {
      right.set(path, read(text, vocabulary));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { message, instead } = error;
      problems.push({ ...place(told), field, rule, level: "error", message, path, instead });
    }
  };
  for (const name of REQUIRED) if (typed[name] === undefined) problems.push(missing(name, vocabulary));
  for (const [name, value] of Object.entries(typed)) {
    if (name === "extra") continue;
    if (typeof value === "string") check(name, value, CHECKS[name]);
    else if (LISTS.includes(name)) checkList(name, value, check, place, problems);
    else if (name in ENTRIES) checkEntries(name, value, check, place, problems);
    else checkMapping(name, value, check, place, problems);
  }
  checkExtra(typed.extra ?? {}, check, problems, vocabulary);
  return { right, problems };
}

function limits(writer) {
  const problem = (message) => ({
    ...{ line: 2, column: 1, field: "header", rule: "yaml-limit", level: "error", message, path: "" },
  });
  const size = writer.lines.join("\n").length;
  if (size > LONGEST_HEADER) return [problem(`expected at most 65,536 characters, got ${size}; shorten it`)];
  return writer.events > MOST_VALUES ? [problem("expected at most 2,000 keys and values; shorten it")] : [];
}

function missing(name, { meanings }) {
  const message = `expected \`${name}:\`, got no such key; add it. ${meanings[name]}`;
  const instead = name === "severity" ? ["unknown"] : [];
  return { line: 1, column: 1, field: name, rule: "required", level: "error", message, path: name, instead };
}

function checkList(name, items, check, place, problems) {
  if (items.length > values.MOST_ITEMS) {
    problems.push(tooMany(name, items, place));
    return;
  }
  items.forEach((item, index) => check(`${name}.${index}`, item, CHECKS[name], name));
}

function tooMany(name, items, place) {
  const message = `expected at most ${values.MOST_ITEMS} items, got ${items.length}`;
  return { ...place(name), field: name, rule: "list", level: "error", message, path: name };
}

function checkEntries(name, entries, check, place, problems) {
  if (entries.length > values.MOST_ITEMS) {
    problems.push(tooMany(name, entries, place));
    return;
  }
  entries.forEach((entry, index) => {
    for (const key of ENTRIES[name]) {
      const [path, field] = [`${name}.${index}.${key}`, `${name}.${key}`];
      if (entry[key] === undefined) problems.push(incomplete(path, field, place));
      else check(path, entry[key], CHECKS[field], field);
    }
  });
}

function checkMapping(name, mapping, check, place, problems) {
  for (const [key, value] of Object.entries(mapping)) {
    const path = `${name}.${key}`;
    if (typeof value === "string") {
      check(path, value, CHECKS[path]);
      continue;
    }
    for (const part of ["amount", "currency"]) {
      const inner = `${path}.${part}`;
      if (value[part] === undefined) problems.push(incomplete(inner, inner, place));
      else check(inner, value[part], CHECKS[inner]);
    }
  }
}

function incomplete(path, field, place) {
  const where = `in the entry on line ${place(path).line}`;
  const message = `expected \`${path.split(".").at(-1)}:\` ${where}, got no such key or no value; add it`;
  return { line: 1, column: 1, field, rule: "required", level: "error", message, path };
}

function checkExtra(given, check, problems, { extra_fields: declared }) {
  for (const [name, field] of Object.entries(declared)) {
    const path = `extra.${name}`;
    const value = given[name];
    if (value === undefined) {
      if (!field.required) continue;
      const message = `expected \`${name}:\` under \`extra\`, got no such key or no value; add it`;
      problems.push({ line: 1, column: 1, field: path, rule: "extra-field", level: "error", message, path });
    } else if (field.type === "list") {
      value.forEach((item, index) =>
        check(`${path}.${index}`, item, ["extra-field", EXTRA.list], path, path),
      );
    } else {
      check(path, value, ["extra-field", EXTRA[field.type]]);
    }
  }
}

/** Where a value stands, or what holds it. */
function nearestPlace(places, path) {
  let rest = path;
  while (rest && !places.has(rest)) rest = rest.split(".").slice(0, -1).join(".");
  return places.get(rest) ?? { line: 1, column: 1 };
}
