/**
 * A field for several words: each becomes a token with its own remove button, and a list offers the words that
 * the site knows, with what they mean.
 */

import { make } from "../explore/dom.js";
import { icon } from "./icons.js";
import { named, offers, onlyOne, slugOf } from "./known_words.js";

/**
 * What the tokens are: `slugs`, any or only those that are known; `ids`, which stay as they are typed; or
 * `names`, with commas too, so that only Enter ends one.
 * @typedef {"slugs" | "known" | "ids" | "names"} Kind
 */

/**
 * @param {string} id
 * @param {object} how
 * @param {string} how.placeholder  "Add a cause"
 * @param {import("./known_words.js").Word[]} how.words  To choose from.
 * @param {Kind} how.kind
 * @param {boolean} [how.isSingle]  Another word takes the place of the one before; the value is a text.
 * @param {() => void} how.changed
 * @returns {import("./controls.js").Control}
 */
export function tokensControl(id, { placeholder, words, kind, isSingle = false, changed }) {
  const isFree = kind === "names";
  let values = [];
  const listId = `${id}-list`;
  const tokens = make("ul", { class: "hs-token-list" });
  const input = make("input", {
    ...{ id, type: "text", autocomplete: "off", spellcheck: "false", placeholder },
    ...(words.length
      ? { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId }
      : {}),
  });
  const list = make("ul", {
    class: "hs-offers",
    id: listId,
    role: "listbox",
    "aria-label": placeholder,
    hidden: true,
  });
  const element = make("div", { class: "hs-tokens" }, tokens, input, words.length ? list : null);

  const draw = () => {
    tokens.replaceChildren(...values.map(token));
    tokens.hidden = values.length === 0;
  };
  const token = (value, index) => {
    const remove = make("button", { type: "button", "aria-label": `Remove ${value}` }, icon("close"));
    remove.addEventListener("click", () => {
      values.splice(index, 1);
      draw();
      (tokens.children[Math.min(index, values.length - 1)]?.querySelector("button") ?? input).focus();
      changed();
    });
    return make("li", { class: "hs-token", "data-position": index }, make("span", {}, value), remove);
  };
  /** What a typed word stands for; at Enter the only known word that fits is meant by its beginning. */
  const meant = (text, isEntered) => {
    const isOffered = isEntered && kind === "known";
    const known = named(words, text) ?? (isOffered ? onlyOne(words, text, values) : null);
    return known ?? (kind === "slugs" || kind === "known" ? slugOf(text) : text);
  };
  const add = (text, isEntered = false) => {
    const parts = (isFree ? [text] : text.split(/[,\n\r]/)).map((part) => part.trim()).filter(Boolean);
    const found = new Set([...values, ...parts.map((part) => meant(part, isEntered))]);
    values = isSingle ? [...found].slice(-1) : [...found];
    input.value = "";
    hide();
    draw();
    changed();
  };

  const options = () => Array.from(list.children);
  const chosen = () => list.querySelector('[aria-selected="true"]');
  const hide = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const found = offers(words, input.value, values);
    list.replaceChildren(...found.map(option));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };
  const option = (word, index) => {
    const name = word.name && word.name.toLowerCase() !== word.slug.replaceAll("-", " ") ? word.name : "";
    const item = make(
      "li",
      { role: "option", id: `${listId}-${index}`, "aria-selected": "false", "data-slug": word.slug },
      make("b", {}, word.slug),
      name && make("span", { class: "hs-muted" }, ` ${name}`),
      word.definition && make("span", { class: "hs-offer-says" }, word.definition),
    );
    // Before the field loses the focus, which would take what was typed so far.
    item.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      add(word.slug);
    });
    return item;
  };
  const choose = (step) => {
    if (list.hidden) show();
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    const next = all[at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length];
    for (const one of all) one.setAttribute("aria-selected", String(one === next));
    input.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.target !== element && event.target !== tokens) return;
    event.preventDefault();
    input.focus();
  });
  if (words.length) {
    input.addEventListener("input", show);
    input.addEventListener("focus", show);
  }
  input.addEventListener("blur", () => {
    hide();
    if (input.value.trim()) add(input.value);
  });
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!/[\n\r,]/.test(text) || isFree) return;
    event.preventDefault();
    add(input.value + text);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!words.length) return;
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" || (!isFree && event.key === ",")) {
      const isEntered = event.key === "Enter";
      const picked = isEntered && !list.hidden ? chosen()?.dataset.slug : null;
      event.preventDefault();
      if (picked || input.value.trim()) add(picked || input.value, isEntered);
    } else if (event.key === "Escape") {
      hide();
    } else if (event.key === "Backspace" && input.value === "" && values.length) {
      values.pop();
      draw();
      changed();
    }
  });
  draw();
  return {
    element,
    target: input,
    // What is still being typed is no word yet: it becomes one when the field is left.
    value: () => (isSingle ? (values[0] ?? "") : [...values]),
    set: (value) => {
      values = [value ?? []].flat().filter(Boolean);
      input.value = "";
      draw();
    },
    mark: (position, isWrong) => tokens.children[Number(position)]?.classList.toggle("hs-wrong", isWrong),
  };
}
