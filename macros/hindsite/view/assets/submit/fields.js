/**
 * The form's fields: drawn from the JSON Schema of the header, in the groups that people think in. What the
 * schema describes and no group has is added at the end of the folded ones.
 */

import { make } from "../explore/dom.js";
import { coded } from "./code.js";
import * as controls from "./controls.js";
import { icon } from "./icons.js";
import { FOLDED, GROUPS, HALF, NEVER_OFFERED, SAYS_NOTHING, STATUS_WORDS, TEXTS } from "./layout.js";
import { tokensControl } from "./tokens.js";
import { zoneNames } from "./zones.js";

/**
 * @typedef {object} Field
 * @property {string} path
 * @property {HTMLElement} element
 * @property {import("./controls.js").Control} control
 * @property {HTMLElement} hint
 * @property {HTMLElement} messages
 */

/**
 * Draws the fields.
 *
 * @param {any} schema  The header's JSON Schema.
 * @param {any} data  The form's data.
 * @param {() => void} changed  To be told of a change that is no input event.
 * @returns {{fields: Map<string, Field>, element: HTMLElement, fold: HTMLDetailsElement}}
 */
export function drawFields(schema, data, changed) {
  const maker = new Maker(schema, data, changed);
  const groups = GROUPS.map(([title, rows]) =>
    make(
      "fieldset",
      { class: "hs-group" },
      make("legend", {}, title),
      rows.map((row) => maker.row(row)),
    ),
  );
  const fold = maker.fold();
  groups.at(-1).append(fold);
  const text = make("fieldset", { class: "hs-group" }, make("legend", {}, "Postmortem"), maker.row(["body"]));
  const element = make("form", { class: "hs-form", novalidate: true, autocomplete: "off" }, groups, text);
  element.addEventListener("submit", (event) => event.preventDefault());
  return { fields: maker.fields, element, fold };
}

const LINKS = {
  parts: [
    { name: "title", label: "Title" },
    { name: "url", label: "Address" },
  ],
  ...{ add: "Add a link", remove: "Remove this link" },
};
const waivers = (words) => ({
  parts: [
    { name: "rule", label: "Rule", words },
    { name: "reason", label: "Reason" },
  ],
  ...{ add: "Waive a rule", remove: "Remove this waiver" },
});

class Maker {
  constructor(schema, data, changed) {
    this.schema = schema;
    this.data = data;
    this.changed = changed;
    /** @type {Map<string, Field>} */
    this.fields = new Map();
  }

  row(paths) {
    const kind = ["", " hs-row-2", " hs-row-3"][paths.length - 1];
    return make(
      "div",
      { class: `hs-row${kind}` },
      paths.map((path) => this.field(path)),
    );
  }

  /** The folded fields: the rare ones, the site's own, and any that the schema knows and no group has. */
  fold() {
    const own = Object.keys(this.data.vocabulary.extra_fields).map((name) => [
      `extra.${name}`,
      name.replaceAll("_", " "),
    ]);
    const grouped = new Set(
      [...GROUPS.flatMap(([, rows]) => rows.flat()), ...FOLDED.map(([path]) => path)].map(
        (path) => path.split(".")[0],
      ),
    );
    const others = Object.keys(this.schema.properties)
      .filter(
        (name) => !grouped.has(name) && !NEVER_OFFERED.has(name) && kindOf(this.#described(name)) !== "other",
      )
      .map((name) => [name, name.replaceAll("_", " ")]);
    const all = [...FOLDED, ...own, ...others];
    const rows = [];
    for (const [path] of all) {
      const last = rows.at(-1);
      if (HALF.has(path) && last?.length === 1 && HALF.has(last[0])) last.push(path);
      else rows.push([path]);
    }
    const label = `${all.length} more fields: ${all.map(([, word]) => word).join(", ")}`;
    return make(
      "details",
      { class: "hs-folded" },
      make("summary", {}, icon("chevron"), make("span", {}, label)),
      rows.map((row) => this.row(row)),
    );
  }

  field(path) {
    const id = `hs-f-${path.replaceAll(".", "-")}`;
    const [label = wordsOf(path), hint = sentence(this.#described(path).description)] = TEXTS[path] ?? [];
    const control = this.#control(path, id);
    const isOptional = !SAYS_NOTHING.has(path) && !this.#isRequired(path);
    const named = [label, isOptional ? make("span", { class: "hs-optional" }, " optional") : null];
    const hintElement = make("p", { class: "hs-hint", id: `${id}-hint`, hidden: !hint }, coded(hint));
    const messages = make("ul", { class: "hs-field-messages", id: `${id}-messages` });
    const head = make(
      "div",
      { class: "hs-field-head" },
      control.isGroup
        ? make("span", { class: "hs-label", id: `${id}-label` }, named)
        : make("label", { class: "hs-label", for: id }, named),
      hintElement,
    );
    const described = `${id}-hint ${id}-messages`;
    const element = make(
      "div",
      { class: "hs-field", "data-path": path },
      head,
      make("div", { class: "hs-control" }, control.element),
      messages,
    );
    if (control.isGroup) {
      element.setAttribute("role", control.element.classList.contains("hs-pick") ? "radiogroup" : "group");
      element.setAttribute("aria-labelledby", `${id}-label`);
      element.setAttribute("aria-describedby", described);
    } else {
      control.target.setAttribute("aria-describedby", described);
      if (this.#isRequired(path)) control.target.setAttribute("aria-required", "true");
    }
    const field = { path, element, control, hint: hintElement, messages };
    this.fields.set(path, field);
    return element;
  }

  #isRequired(path) {
    const own = path.startsWith("extra.")
      ? this.data.vocabulary.extra_fields[path.slice(6)]?.required
      : false;
    return own || (this.schema.required ?? []).includes(path);
  }

  /** What the schema says of a field; a field of a mapping is looked up in the mapping's definition. */
  #described(path) {
    let at = this.schema;
    for (const name of path.split(".")) at = this.#resolved(at).properties?.[name] ?? {};
    return { ...this.#resolved(at), ...("description" in at ? { description: at.description } : {}) };
  }

  #resolved(part) {
    const one = part.anyOf?.find((form) => form.type !== "null") ?? part;
    const name = one.$ref?.split("/").at(-1);
    return name ? this.schema.$defs[name] : one;
  }

  /** @returns {import("./controls.js").Control} */
  #control(path, id) {
    const { vocabulary, causes, triggers, services, used, badges } = this.data;
    const asWords = (slugs) => slugs.map((slug) => ({ slug }));
    const tokens = (placeholder, words, kind, isSingle = false) =>
      tokensControl(id, { placeholder, words, kind, isSingle, changed: this.changed });
    /** Words of a catalogue, or any where there is none. */
    const catalogued = (placeholder, catalogue, slugs = [], isSingle = false) =>
      tokens(placeholder, catalogue ?? asWords(slugs), catalogue ? "known" : "slugs", isSingle);
    const described = this.#described(path);
    const makers = {
      severity: () =>
        controls.choiceControl(
          id,
          badges.map(({ word, rank }) => ({ value: word, text: rank > 0 ? word : "Unknown" })),
        ),
      status: () =>
        controls.choiceControl(
          id,
          described.enum.map((value) => ({ value, text: STATUS_WORDS[value] ?? value })),
        ),
      timezone: () => zoneControl(id),
      detected_by: () => controls.menuControl(id, menu(described.enum, "Not known", "unknown")),
      services: () => catalogued("Add a service", services, used.services),
      causes: () => catalogued("Add a cause", aliased(causes, vocabulary.causes), used.causes),
      teams: () => catalogued("Add a team", null, used.teams),
      tags: () => catalogued("Add a tag", null, used.tags),
      authors: () => tokens("Add a name, then Enter", [], "names"),
      recurrence_of: () => tokens("Add an incident's id", [], "ids"),
      related: () => tokens("Add an incident's id", [], "ids"),
      signatures: () => controls.linesControl(id),
      trigger: () =>
        catalogued("Choose a trigger", aliased(triggers, vocabulary.triggers), used.triggers, true),
      links: () => controls.entriesControl(id, LINKS, this.changed),
      waivers: () => controls.entriesControl(id, waivers(vocabulary.house_rules), this.changed),
      "impact.data_loss": () =>
        controls.choiceControl(
          id,
          [
            ["true", "Yes"],
            ["false", "No"],
            ["", "Unknown"],
          ].map(([value, text]) => ({ value, text })),
        ),
      "impact.cost": () => controls.partsControl(id, this.#parts(path)),
      stated_durations: () => controls.partsControl(id, this.#parts(path)),
      started_estimated: () => controls.boxControl(id, "Only the earliest time is known"),
      visibility: () =>
        controls.menuControl(
          id,
          described.enum.map((value) => ({ value, text: value })),
        ),
      body: () => controls.areaControl(id, { class: "hs-input hs-body", rows: 14, spellcheck: "true" }),
      name: () => controls.textControl(id),
    };
    if (path in makers) return makers[path]();
    const kind = path.startsWith("extra.") ? vocabulary.extra_fields[path.slice(6)].type : kindOf(described);
    if (kind === "list") return controls.linesControl(id);
    if (kind === "boolean")
      return controls.menuControl(
        id,
        [
          ["", "Not known"],
          ["true", "yes"],
          ["false", "no"],
        ].map(([value, text]) => ({ value, text })),
      );
    const isTime = path.endsWith("_at");
    return controls.textControl(id, {
      placeholder: isTime ? "YYYY-MM-DD HH:MM" : null,
      inputmode: described.type === "integer" || described.type === "number" ? "decimal" : null,
    });
  }

  #parts(path) {
    const properties = this.#described(path).properties ?? {};
    return Object.entries(properties).map(([name, { description }]) => ({
      name,
      label: wordsOf(name),
      hint: sentence(description),
    }));
  }
}

/** Words of the taxonomy with the other words for them. */
function aliased(words, terms) {
  const aliases = Object.entries(terms?.aliases ?? {});
  const others = (slug) => aliases.filter(([, meant]) => meant === slug).map(([alias]) => alias);
  return words?.map((word) => ({ ...word, aliases: others(word.slug) })) ?? null;
}

/** A menu of words in which nothing chosen is a word of its own. */
function menu(words, none, unknown) {
  return [
    { value: "", text: none },
    ...words.filter((word) => word !== unknown).map((value) => ({ value, text: value })),
  ];
}

/** A text with all zones to choose from. */
function zoneControl(id) {
  const control = controls.textControl(id, { list: `${id}-zones`, spellcheck: "false" });
  const list = make(
    "datalist",
    { id: `${id}-zones` },
    zoneNames().map((value) => make("option", { value })),
  );
  return { ...control, element: make("div", {}, control.element, list) };
}

/** What kind of control a field that this form has not heard of can have. */
function kindOf({ type, items }) {
  if (type === "array") return items?.type === "string" ? "list" : "other";
  return ["string", "number", "integer", "boolean"].includes(type) ? type : "other";
}

function wordsOf(path) {
  const words = path.split(".").at(-1).replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** A description as a hint: one sentence has no full stop. */
function sentence(description = "") {
  return description.replace(/^([^.]*)\.$/, "$1");
}
