/** A search field with a list below it: the combobox pattern, with the theme's look. */
import { available, findPages, prepare } from "./search.js";
import { draw } from "./search_results.js";
import { load, suggest } from "./search_suggest.js";
import { firstLine, wordsOf } from "./search_words.js";

const PAUSE = 120; // ms without a key before a query is asked
const PAGES = 10;
const LINES = 4; // that a field for pasted blocks grows to

const attached = new WeakSet();
let boxes = 0;

/** Give a field its list, once. The field is an input or a textarea named q in a form that leads to Explore. */
export function attach(field) {
  if (attached.has(field) || !available) return;
  attached.add(field);
  new SearchBox(field).listen();
}

class SearchBox {
  /** @param {HTMLInputElement | HTMLTextAreaElement} field */
  constructor(field) {
    this.field = field;
    this.form = field.form;
    this.header = field.closest("[data-hs-find]");
    this.chosen = -1;
    this.asked = 0;
    this.timer = 0;
    this.build();
  }

  build() {
    const number = boxes++;
    this.status = made("p", { className: "hs-find__status", role: "status" });
    this.list = made("div", { className: "hs-find__list", role: "listbox", id: `hs-find-list-${number}` });
    this.list.setAttribute("aria-label", "Search results");
    this.panel = made("div", { className: "hs hs-find__panel", hidden: true });
    this.panel.append(this.status, this.list);
    (this.header ?? this.form).append(this.panel);
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.setAttribute("aria-controls", this.list.id);
    // A textarea is a textbox to a screen reader whatever else it does; an input can say that it has a list.
    if (this.field instanceof HTMLInputElement) this.field.setAttribute("role", "combobox");
    this.open(false);
  }

  listen() {
    this.field.addEventListener("input", () => this.changed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("focus", () => this.focused());
    this.field.addEventListener("paste", (event) => this.pasted(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", () => this.left());
    this.header?.querySelector("[data-hs-find-close]")?.addEventListener("click", () => this.left());
    this.header?.querySelector("[data-hs-find-clear]")?.addEventListener("click", () => this.clear());
    document.addEventListener("pointerdown", ({ target }) => {
      if (!(this.header ?? this.form).contains(target)) this.left();
    });
    this.field.addEventListener("blur", ({ relatedTarget }) => {
      if (relatedTarget && !(this.header ?? this.form).contains(relatedTarget)) this.left();
    });
    this.focused();
  }

  focused() {
    prepare();
    load();
    this.header?.setAttribute("data-open", "");
    if (this.field.value.trim()) this.changed();
  }

  /** Lines that an input would run together stay one query; a field for blocks takes them as they are. */
  pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (this.field instanceof HTMLTextAreaElement || !/\n/.test(text.trim())) return;
    event.preventDefault();
    this.field.setRangeText(firstLine(text), this.field.selectionStart, this.field.selectionEnd, "end");
    this.changed();
  }

  changed() {
    this.grow();
    const clear = this.header?.querySelector("[data-hs-find-clear]");
    if (clear) clear.hidden = !this.field.value;
    clearTimeout(this.timer);
    const asked = ++this.asked;
    if (!wordsOf(this.field.value).length) {
      this.open(false);
      return;
    }
    this.timer = setTimeout(() => this.ask(asked), PAUSE);
  }

  async ask(asked) {
    const text = firstLine(this.field.value);
    try {
      const [answer, first] = await Promise.all([findPages(text, PAGES), suggest(wordsOf(text))]);
      // A typo hides a cause as well.
      const suggestions = answer.corrected ? await suggest(answer.words) : first;
      if (asked !== this.asked) return;
      draw(this.list, text, answer, suggestions, this.header !== null);
      this.say(answer);
    } catch (error) {
      if (asked !== this.asked) return;
      this.list.replaceChildren();
      this.status.textContent = "The search could not be loaded. Press Enter to see all incidents.";
      console.warn(error);
    }
    this.choose(-1);
    this.open(document.activeElement === this.field);
  }

  say({ total, words, corrected }) {
    const count = total === 0 ? "No page matches" : `${total} matching ${total === 1 ? "page" : "pages"}`;
    this.status.textContent = corrected ? `${count}, for “${words.join(" ")}”` : count;
  }

  open(opened) {
    this.panel.hidden = !opened;
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", String(opened));
    if (!opened) this.choose(-1);
  }

  get opened() {
    return !this.panel.hidden;
  }

  options() {
    return [...this.list.querySelectorAll('[role="option"]')];
  }

  choose(index) {
    const options = this.options();
    this.chosen = options.length ? Math.max(-1, Math.min(index, options.length - 1)) : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.chosen)));
    const option = options[this.chosen];
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "Escape") this.escape(event);
    else if (key === "Enter" && !event.shiftKey) this.enter(event);
    else if (this.opened && (key === "ArrowDown" || key === "ArrowUp")) {
      const count = this.options().length;
      const step = key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      // Past either end the field itself is the next stop.
      this.choose(((this.chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (key === "ArrowDown" && !this.opened && this.list.childElementCount) {
      event.preventDefault();
      this.open(true);
    }
  }

  /** Closes, then clears, then leaves. */
  escape(event) {
    event.stopPropagation();
    event.preventDefault();
    if (this.opened) this.open(false);
    else if (this.field.value) this.clear();
    else {
      this.left();
      this.field.blur();
    }
  }

  enter(event) {
    const option = this.opened ? this.options()[this.chosen] : undefined;
    event.preventDefault();
    if (option) option.click();
    else this.form.requestSubmit();
  }

  /** What is sent to Explore is the line that was searched. */
  submit(event) {
    const text = firstLine(this.field.value);
    if (text === this.field.value) return;
    event.preventDefault();
    const address = new URL(this.form.action);
    address.searchParams.set("q", text);
    location.assign(address);
  }

  clear() {
    this.field.value = "";
    this.changed();
    this.field.focus();
  }

  left() {
    clearTimeout(this.timer);
    this.asked++;
    this.open(false);
    this.header?.removeAttribute("data-open");
  }

  grow() {
    if (!(this.field instanceof HTMLTextAreaElement)) return;
    this.field.rows = 1;
    const line = parseFloat(getComputedStyle(this.field).lineHeight);
    const padding = this.field.offsetHeight - line;
    this.field.rows = Math.max(1, Math.min(LINES, Math.round((this.field.scrollHeight - padding) / line)));
  }
}

function made(tag, { role, ...properties }) {
  const element = Object.assign(document.createElement(tag), properties);
  if (role) element.setAttribute("role", role);
  return element;
}
