/**
 * A field for several words: each becomes a token with its own remove button, and a list offers the words that
 * the site knows, with what they mean.
 */

import { make } from "../explore/dom.js";
import { icon } from "./icons.js";

const MOST_OFFERED = 8;

/**
 * @typedef {{slug: string, name?: string, definition?: string, aliases?: string[]}} Word
 */

/**
 * @param {string} id
 * @param {object} how
 * @param {string} how.placeholder  "Add a cause"
 * @param {Word[]} how.words  To choose from.
 * @param {boolean} [how.isFree]  Texts with spaces and commas, as names are: only Enter ends one.
 * @param {() => void} how.changed
 * @returns {import("./controls.js").Control}
 */
export function tokensControl(id, { placeholder, words, isFree = false, changed }) {
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
  const add = (text) => {
    const parts = isFree ? [text] : text.split(/[\s,;]+/);
    const found = parts.map((part) => part.trim()).filter((part) => part && !values.includes(part));
    if (found.length) values = [...values, ...new Set(found)];
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
    if (!/[\n,]/.test(text) || isFree) return;
    event.preventDefault();
    add(text);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!words.length) return;
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" || (!isFree && [",", " ", ";"].includes(event.key))) {
      const picked = event.key === "Enter" && !list.hidden ? chosen()?.dataset.slug : null;
      event.preventDefault();
      if (picked || input.value.trim()) add(picked || input.value);
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
    value: () => [...values],
    set: (value = []) => {
      values = [...value];
      input.value = "";
      draw();
    },
    mark: (position, isWrong) => tokens.children[Number(position)]?.classList.toggle("hs-wrong", isWrong),
  };
}

/** The known words that fit what is typed; none of the field's own. */
function offers(words, typed, values) {
  const text = typed.trim().toLowerCase();
  const rank = ({ slug, name = "", aliases = [] }) => {
    if (slug.startsWith(text)) return 0;
    if (name.toLowerCase().startsWith(text) || slug.includes(`-${text}`)) return 1;
    return slug.includes(text) || aliases.some((alias) => alias.startsWith(text)) ? 2 : -1;
  };
  return words
    .filter(({ slug }) => !values.includes(slug))
    .map((word, index) => ({ word, index, at: rank(word) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .slice(0, MOST_OFFERED)
    .map(({ word }) => word);
}
