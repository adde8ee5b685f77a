/**
 * The facets: fieldsets of checkboxes with live counts, a field to find an option, years as bars.
 */

import { make } from "./dom.js";
import { UNKNOWN } from "./columns.js";
import { daysOf } from "./selection.js";
import { count, plural } from "./words.js";

const SHOWN = { cause: 8 };
const SHOWN_ELSE = 6;
const FEW = 8; // up to so many options all are shown; from one more on, a field finds one

/**
 * @typedef {import("./columns.js").Columns} Columns
 * @typedef {import("./matching.js").Matches} Matches
 * @typedef {import("./selection.js").Selection} Selection
 * @typedef {{value: string, matches: number, chosen: boolean}} Option
 */

/** One facet of values. */
export class ValueFacet {
  /**
   * @param {import("./columns.js").Facet} facet
   * @param {(name: string, value: string) => void} toggle
   */
  constructor(facet, toggle) {
    this.facet = facet;
    this.toggle = toggle;
    this.expanded = false;
    this.options = new Map();
    this.list = make("ul");
    this.more = make("button", { type: "button", class: "hs-facet-more", onclick: () => this.#expand() });
    this.none = make("p", { class: "hs-muted" }, "None in these results");
    this.element = make("fieldset", { class: "hs-facet" }, make("legend", {}, facet.title));
    if (facet.values.length > FEW) this.element.append((this.find = this.#findField()));
    this.element.append(this.none, this.list, this.more);
  }

  #findField() {
    const label = `Find a ${this.facet.title.toLowerCase()}`;
    return make("input", {
      type: "search",
      class: "hs-facet-find",
      placeholder: label,
      "aria-label": label,
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.#draw(),
      onkeydown: (event) => this.#clearFind(event),
    });
  }

  #clearFind(event) {
    if (event.key !== "Escape" || !this.find.value) return;
    event.stopPropagation(); // in the sheet, Escape would close it as well
    event.preventDefault();
    this.find.value = "";
    this.#draw();
  }

  #expand() {
    this.expanded = !this.expanded;
    this.#draw();
  }

  /**
   * @param {Selection} selection
   * @param {Matches} matches
   */
  show(selection, matches) {
    const { name, values } = this.facet;
    const counts = matches.counts.get(name);
    const strange = (selection.chosen.get(name) ?? []).filter((value) => !values.includes(value));
    this.all = [
      ...strange.map((value) => ({ value, matches: 0, chosen: true })),
      ...values.map((value, code) => ({ value, matches: counts[code], chosen: selection.has(name, value) })),
    ];
    this.#draw();
  }

  /** The options in their order: chosen ones first, then by count, what is unknown last. */
  #arranged() {
    if (this.facet.fixed) return this.all;
    const kept = this.all.length <= FEW ? this.all : this.all.filter(({ matches, chosen }) => matches || chosen);
    return [...kept].sort(
      (a, b) =>
        Number(b.chosen) - Number(a.chosen) ||
        Number(a.value === UNKNOWN) - Number(b.value === UNKNOWN) ||
        b.matches - a.matches ||
        (a.value < b.value ? -1 : 1),
    );
  }

  #draw() {
    const arranged = this.#arranged();
    const asked = this.find?.value.trim().toLowerCase() ?? "";
    const found = asked ? arranged.filter(({ value }) => value.toLowerCase().includes(asked)) : arranged;
    const chosen = found.filter((option) => option.chosen).length;
    const limit = found.length <= FEW ? FEW : Math.max(chosen, SHOWN[this.facet.name] ?? SHOWN_ELSE);
    const shown = this.expanded ? found : found.slice(0, limit);
    const nothing = !this.facet.fixed && this.all.every(({ matches, chosen: is }) => !matches && !is);
    this.#put(nothing ? [] : shown);
    this.none.hidden = !nothing && shown.length > 0;
    this.none.textContent = nothing ? "None in these results" : "No such option";
    this.more.hidden = nothing || found.length <= limit;
    this.more.textContent = this.expanded ? "Fewer" : `${count(found.length - limit)} more`;
    this.more.setAttribute("aria-label", `${this.facet.title}: ${this.more.textContent.toLowerCase()}`);
    this.more.setAttribute("aria-expanded", String(this.expanded));
    if (this.find) this.find.hidden = nothing;
  }

  /** Options keep their elements, so that the focus and a screen reader's place are kept. */
  #put(shown) {
    const items = shown.map((option) => this.#option(option));
    const same = items.length === this.list.children.length && items.every((item, i) => item === this.list.children[i]);
    if (same) return;
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.list.replaceChildren(...items);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
  }

  /** @param {Option} option */
  #option({ value, matches, chosen }) {
    let item = this.options.get(value);
    if (!item) {
      const box = make("input", { type: "checkbox", onchange: () => this.toggle(this.facet.name, value) });
      const number = make("span", { class: "hs-number" });
      item = make("li", {}, make("label", { class: "hs-option" }, box, make("span", {}, value), number));
      this.options.set(value, item);
    }
    const [box, , number] = item.firstChild.children;
    box.checked = chosen;
    box.setAttribute("aria-label", `${value}, ${plural(matches, "incident")}`);
    number.textContent = count(matches);
    item.classList.toggle("hs-nothing", matches === 0);
    return item;
  }
}

/** Years: bars of what matches over pale bars of all, with two menus as the control. */
export class YearFacet {
  /**
   * @param {Columns} columns
   * @param {(from: number | null, to: number | null) => void} choose
   */
  constructor(columns, choose) {
    this.totals = new Map();
    for (const year of columns.years) this.totals.set(year, (this.totals.get(year) ?? 0) + 1);
    this.last = columns.years[0];
    this.first = columns.years[columns.count - 1];
    this.choose = choose;
    this.bars = make("div", { class: "hs-facet-years", "aria-hidden": "true" });
    this.from = this.#menu("From year");
    this.to = this.#menu("To year");
    const menus = make("div", { class: "hs-span" }, this.from, make("span", {}, "to"), this.to);
    this.element = make("fieldset", { class: "hs-facet" }, make("legend", {}, "Year"), this.bars, menus);
    this.#fillBars();
  }

  #years() {
    return Array.from({ length: this.last - this.first + 1 }, (_, index) => this.first + index);
  }

  #menu(label) {
    const options = this.#years().map((year) => make("option", { value: year }, year));
    return make("select", { class: "hs-select", "aria-label": label, onchange: () => this.#chosen(label) }, options);
  }

  #fillBars() {
    const most = Math.max(...this.totals.values());
    this.parts = this.#years().map((year) => {
      const total = this.totals.get(year) ?? 0;
      const part = make("i", {}, make("b"));
      part.style.height = `${(100 * total) / most}%`;
      this.bars.append(make("span", { title: `${year}: ${count(total)}` }, part));
      return part;
    });
  }

  /** The menu that was not touched gives way, so that the span is never empty. */
  #chosen(label) {
    let [from, to] = [Number(this.from.value), Number(this.to.value)];
    if (from > to) [from, to] = label === "From year" ? [from, from] : [to, to];
    this.choose(from === this.first && to !== from ? null : from, to === this.last && to !== from ? null : to);
  }

  /**
   * @param {Selection} selection
   * @param {Matches} matches
   */
  show(selection, matches) {
    this.#years().forEach((year, index) => {
      const found = matches.years.get(year) ?? 0;
      const total = this.totals.get(year) ?? 0;
      this.parts[index].firstChild.style.height = total ? `${(100 * found) / total}%` : "0";
    });
    const [from, to] = this.#span(selection.chosen);
    this.from.value = String(from);
    this.to.value = String(to);
  }

  /** The years that the chosen times lie in, as far as the collection goes. */
  #span(chosen) {
    const spans = ["year", "quarter"].flatMap((name) => chosen.get(name) ?? []).map(daysOf).filter(Boolean);
    const starts = [...spans, ...(chosen.get("since") ?? []).map(daysOf).filter(Boolean)].map(([first]) => yearOf(first));
    const ends = [...spans, ...(chosen.get("until") ?? []).map(daysOf).filter(Boolean)].map(([, last]) => yearOf(last));
    const inside = (year) => Math.min(Math.max(year, this.first), this.last);
    return [starts.length ? inside(Math.min(...starts)) : this.first, ends.length ? inside(Math.max(...ends)) : this.last];
  }
}

function yearOf(day) {
  return new Date(day * 86_400_000).getUTCFullYear();
}
