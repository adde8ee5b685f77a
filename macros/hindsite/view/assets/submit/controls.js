/**
 * The controls of the form. Each is a thing with the same few parts, so that the form need not know which is
 * which: what stands in the page, what takes the focus, what was typed, and how another value is put in.
 */

import { make } from "../explore/dom.js";
import { icon } from "./icons.js";

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {HTMLElement} target  What takes the focus, and is described by hint and messages.
 * @property {boolean} [isGroup]  Several inputs: named by a legend, not by a label.
 * @property {() => any} value  A text, a list of texts, or a mapping of texts.
 * @property {(value: any) => void} set  Puts a value in; undefined empties it.
 * @property {(position: string, isWrong: boolean) => void} [mark]  Marks one of several values.
 * @property {(path: string) => HTMLElement | null} [part]  What takes the focus for a value within.
 */

/** One line of text. @returns {Control} */
export function textControl(id, attributes = {}) {
  const input = make("input", { id, type: "text", class: "hs-input", autocomplete: "off", ...attributes });
  return {
    element: input,
    target: input,
    value: () => input.value,
    set: (value) => (input.value = value ?? ""),
  };
}

/** A text of several lines that grows with it. @returns {Control} */
export function areaControl(id, attributes = {}) {
  const area = make("textarea", { id, class: "hs-input", spellcheck: "true", ...attributes });
  return { element: area, target: area, value: () => area.value, set: (value) => (area.value = value ?? "") };
}

/** A list with one text on each line. @returns {Control} */
export function linesControl(id, attributes = {}) {
  const control = areaControl(id, { rows: 1, spellcheck: "false", ...attributes });
  const grow = () =>
    (control.element.rows = Math.min(6, Math.max(1, control.element.value.split("\n").length)));
  control.element.addEventListener("input", grow);
  return {
    ...control,
    value: () => control.element.value.split("\n"),
    set: (value) => {
      control.element.value = (value ?? []).join("\n");
      grow();
    },
  };
}

/**
 * One of several words, in a menu.
 * @param {{value: string, text: string}[]} options  The first stands for nothing chosen.
 * @returns {Control}
 */
export function menuControl(id, options) {
  const select = make("select", { id, class: "hs-input" });
  const add = ({ value, text }) => select.append(make("option", { value }, text));
  options.forEach(add);
  const set = (value = "") => {
    // A word from an earlier visit may have left the taxonomy: it stays, and its message says so.
    if (!Array.from(select.options).some((option) => option.value === value)) add({ value, text: value });
    select.value = value;
  };
  return { element: select, target: select, value: () => select.value, set };
}

/**
 * One of a few words, side by side.
 * @param {{value: string, text: string}[]} options
 * @returns {Control}
 */
export function choiceControl(id, options) {
  const element = make("div", { class: "hs-pick" });
  const inputs = () => Array.from(element.querySelectorAll("input"));
  const add = ({ value, text }) => {
    const input = make("input", { type: "radio", name: id, value, id: `${id}-${inputs().length}` });
    element.append(make("label", {}, input, make("span", {}, text)));
  };
  options.forEach(add);
  const set = (value = "") => {
    if (value && !inputs().some((input) => input.value === value)) {
      add({ value, text: value[0].toUpperCase() + value.slice(1) });
    }
    for (const input of inputs()) input.checked = input.value === value;
  };
  const value = () => inputs().find((input) => input.checked)?.value ?? "";
  return { element, target: inputs()[0], isGroup: true, value, set };
}

/** Yes, or nothing. @returns {Control} */
export function boxControl(id, text) {
  const input = make("input", { id, type: "checkbox" });
  const element = make("label", { class: "hs-box" }, input, make("span", {}, text));
  const value = () => (input.checked ? "true" : "");
  return { element, target: input, isGroup: true, value, set: (on) => (input.checked = on === "true") };
}

/**
 * Several short texts under names.
 * @param {{name: string, label: string, hint?: string}[]} parts
 * @returns {Control}
 */
export function partsControl(id, parts) {
  const inputs = parts.map(({ name, label, hint }) => {
    const input = make("input", {
      type: "text",
      class: "hs-input",
      id: `${id}-${name}`,
      autocomplete: "off",
      title: hint,
    });
    return {
      name,
      input,
      element: make("label", { class: "hs-part-field" }, make("span", {}, label), input),
    };
  });
  return {
    element: make(
      "div",
      { class: "hs-parts" },
      inputs.map(({ element }) => element),
    ),
    target: inputs[0].input,
    isGroup: true,
    value: () => Object.fromEntries(inputs.map(({ name, input }) => [name, input.value])),
    set: (value = {}) => inputs.forEach(({ name, input }) => (input.value = value[name] ?? "")),
    mark: (position, isWrong) => markInput(inputs.find(({ name }) => name === position)?.input, isWrong),
    part: (position) => inputs.find(({ name }) => name === position)?.input ?? null,
  };
}

function markInput(input, isWrong) {
  if (isWrong) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

/**
 * Entries of a few parts each, a row an entry; a part with words is chosen from them.
 * @param {{parts: {name: string, label: string, words?: string[]}[], add: string, remove: string}} how
 * @param {() => void} changed
 * @returns {Control}
 */
export function entriesControl(id, { parts, add: addText, remove: removeText }, changed) {
  const rows = make("div", { class: "hs-link-rows" });
  let made = 0;
  const row = (entry = {}) => {
    const number = made++;
    const remove = make(
      "button",
      { type: "button", class: "hs-icon-button", "aria-label": removeText },
      icon("close"),
    );
    const fields = parts.map((part) => {
      const input = partInput(`${id}-${number}-${part.name}`, part, entry[part.name] ?? "");
      const label = make("span", {}, part.label);
      return make("label", { class: "hs-part-field", "data-name": part.name }, label, input);
    });
    const element = make("div", { class: "hs-link-row" }, fields, remove);
    remove.addEventListener("click", () => {
      element.remove();
      add.focus();
      changed();
    });
    return element;
  };
  const add = make("button", { type: "button", class: "hs-button hs-small", id }, addText);
  add.addEventListener("click", () => {
    rows.append(row());
    rows.lastElementChild.querySelector("input, select").focus();
  });
  const names = parts.map(({ name }) => name);
  const input = (element, name) =>
    element?.querySelector(`[data-name="${name}"] :is(input, select)`) ?? null;
  const filled = () =>
    Array.from(rows.children).filter((one) => names.some((name) => input(one, name).value.trim()));
  const part = (position) => {
    const [index, name = names[0]] = position.split(".");
    return input(filled()[Number(index)], name);
  };
  const value = () =>
    filled().map((one) => Object.fromEntries(names.map((name) => [name, input(one, name).value])));
  return {
    element: make("div", {}, rows, add),
    target: add,
    isGroup: true,
    value,
    set: (entries = []) => rows.replaceChildren(...entries.map(row)),
    mark: (position, isWrong) => markInput(part(position), isWrong),
    part,
  };
}

function partInput(id, { words }, value) {
  if (!words) return make("input", { type: "text", class: "hs-input", id, value, autocomplete: "off" });
  // A word that is none of them, as an old draft may hold, is kept, and told to be wrong.
  const offered = ["", ...words, ...(words.includes(value) || !value ? [] : [value])];
  const select = make(
    "select",
    { class: "hs-input", id },
    offered.map((word) => make("option", { value: word }, word || "Choose")),
  );
  select.value = value;
  return select;
}
