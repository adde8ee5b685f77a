/**
 * Explore: words, facets, chips, order and list, all of it in the address.
 *
 * The page that is built holds the list of all incidents, with pages; this takes its place once the
 * columns are there. Each view draws what it is told; this module alone knows what comes after what.
 */

import { ChangedError } from "../build_files.js";
import { Columns } from "./columns.js";
import { chips } from "./condition_view.js";
import { make } from "./dom.js";
import { ValueFacet, YearFacet } from "./facet_view.js";
import { FIRST_ROWS, ListView } from "./list_view.js";
import { match, ordered } from "./matching.js";
import { ask, prepare } from "./query.js";
import { headOf } from "./result_view.js";
import { SORTS, Selection } from "./selection.js";
import { Sheet } from "./sheet.js";

const TYPING_MS = 200;
// The facet of years stands after that of services, or last.
const YEARS_AFTER = "service";

class Explore {
  /**
   * @param {HTMLElement} section  The page's part, as the template has it.
   * @param {Columns} columns
   */
  constructor(section, columns) {
    this.section = section;
    this.columns = columns;
    this.part = (name) => section.querySelector(`[data-hs-part="${name}"]`);
    this.field = section.querySelector("input[name=q]");
    this.asked = 0; // each change outdates the answers to those before it
    this.facets = this.#facets();
    this.sheet = new Sheet(this.part("facets"), () => this.#go(this.selection.unfiltered));
    this.sort = make("select", { class: "hs-select", onchange: () => this.#go(this.selection.sorted(this.sort.value)) });
    this.part("facets").append(...this.facets.map(({ element }) => element));
    this.part("narrow").append(this.sheet.opener);
    this.part("sort").append(make("label", {}, make("span", {}, "Sort"), this.sort));
    this.list = new ListView(columns, this.part("list"), this.part("foot"), section.dataset, {
      problem: (error) => this.#complain(error),
      say: (text) => this.#say(text),
    });
    this.#listenToField();
    this.#listenToWays();
  }

  /** Facets with two options and more, fewer cannot narrow anything; and those that the address names. */
  #facets() {
    const { columns } = this;
    const named = new URLSearchParams(location.search);
    const useful = columns.facets.filter(({ codes, name }) => named.has(name) || codes.some((code) => code !== codes[0]));
    const toggle = (name, value) => this.#go(this.selection.toggled(name, value));
    const views = useful.map((facet) => new ValueFacet(facet, toggle));
    if (columns.years[0] !== columns.years[columns.count - 1]) {
      const at = useful.findIndex(({ name }) => name === YEARS_AFTER);
      const years = new YearFacet(columns, (from, to) => this.#go(this.selection.between(from, to)));
      views.splice(at < 0 ? views.length : at + 1, 0, years);
    }
    return views;
  }

  #listenToField() {
    this.field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask(0);
    });
    this.field.addEventListener("focus", () => prepare(), { once: true });
    this.field.addEventListener("input", () => this.#ask(TYPING_MS));
    this.field.addEventListener("change", () => (this.typed = false));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.field.value) return;
      event.preventDefault();
      this.field.value = "";
      this.#ask(0);
    });
  }

  #listenToWays() {
    // A line of the empty state is a link, so that it can be copied; a plain click needs no page.
    this.part("list").addEventListener("click", (event) => {
      const link = event.target.closest("a[data-hs-next]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation(); // the theme's own navigation would fetch the page
      this.refocus = () => this.#focusTools();
      const next = this.#read(link.search);
      this.field.value = next.words;
      this.#go(next);
    });
    this.popped = () => this.section.isConnected && this.#read(location.search).address !== this.selection.address && this.open();
    addEventListener("popstate", this.popped);
  }

  /** Forgets a page that is no longer shown. */
  close() {
    removeEventListener("popstate", this.popped);
    clearTimeout(this.typing);
    this.list.close();
    this.sheet.close();
  }

  #read(search) {
    return Selection.read(new URLSearchParams(search), this.columns);
  }

  /** Shows what the address says. */
  open() {
    this.selection = this.#read(location.search);
    this.field.value = this.selection.words;
    return this.#show();
  }

  /** Goes on to another selection: a new address, then what it says. */
  #go(selection, how = "push") {
    this.selection = selection;
    this.typed = false;
    history[`${how}State`](null, "", selection.address || location.pathname);
    return this.#show();
  }

  #ask(delay) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => {
      const words = this.field.value.replace(/\s+/g, " ").trim();
      if (words === this.selection.words) return;
      // What is typed in one go is one step back.
      this.#go(this.selection.asking(words), this.typed ? "replace" : "push");
      this.typed = true;
    }, delay);
  }

  /** Draws the selection; one that was overtaken while it waited is not drawn any more. */
  async #show() {
    const asked = ++this.asked;
    const { columns, selection } = this;
    const overtaken = () => asked !== this.asked;
    this.#drawChoice();
    this.part("list").setAttribute("aria-busy", "true");
    try {
      const answer = selection.words ? await this.#answer(selection.words) : null;
      if (overtaken()) return;
      const scores = answer?.scores ?? null;
      const matches = match(columns, selection, scores);
      this.#drawMatches(matches);
      const places = await ordered(columns, matches.places, selection.sort, scores);
      const rows = await columns.rows(places.subarray(0, FIRST_ROWS));
      if (overtaken()) return;
      this.list.show({ selection, places, answer }, rows);
      if (this.drawn) this.#say(this.head);
      this.drawn = true; // what is there from the start is read with the page
    } catch (error) {
      if (!overtaken()) this.#complain(error);
    } finally {
      if (!overtaken()) this.part("list").removeAttribute("aria-busy");
    }
  }

  /** The answer to words, asked once while only filters change. */
  #answer(words) {
    if (this.words !== words) {
      [this.words, this.answering] = [words, ask(this.columns, words)];
      this.answering.catch(() => (this.words = undefined));
    }
    return this.answering;
  }

  /** What is chosen; it waits for nothing. */
  #drawChoice() {
    const items = chips(this.columns, this.selection, (next, index) => this.#removed(next, index));
    this.part("chips").replaceChildren(...items);
    this.part("chips").hidden = items.length === 0;
    this.sheet.choose(this.selection.size);
    this.#drawSorts();
    this.refocus?.();
    this.refocus = undefined;
  }

  /** How many there are, of each and in all. */
  #drawMatches(matches) {
    const { columns, selection } = this;
    for (const facet of this.facets) facet.show(selection, matches);
    const { number, noun, detail } = headOf(columns, selection, matches.places);
    this.part("head").replaceChildren(make("b", {}, number), noun, make("span", { class: "hs-muted" }, detail));
    this.head = `${number}${noun}`;
    this.sheet.find(matches.places.length);
  }

  #drawSorts() {
    const { words, sort } = this.selection;
    const offered = Object.keys(SORTS).filter((name) => name !== "best" || words);
    if (this.sort.options.length !== offered.length) {
      this.sort.replaceChildren(...offered.map((name) => make("option", { value: name }, SORTS[name])));
    }
    this.sort.value = sort;
  }

  /** Removing a chip moves the focus to the next one, or, where none is left, to where one chooses. */
  #removed(next, index) {
    this.refocus = () => {
      const buttons = this.part("chips").querySelectorAll(".hs-chosen > button");
      if (index === null || !buttons.length) this.#focusTools();
      else buttons[Math.min(index, buttons.length - 1)].focus();
    };
    this.#go(next);
  }

  /** On a phone the field would bring up the keyboard. */
  #focusTools() {
    const { opener } = this.sheet;
    (opener.checkVisibility() ? opener : this.field).focus();
  }

  #say(text) {
    // The same text once more would not be read.
    const status = this.part("status");
    status.textContent = status.textContent === text ? `${text}\u00a0` : text;
  }

  #complain(error) {
    const changed = error instanceof ChangedError;
    const text = changed ? "The site was published anew. " : "This could not be loaded. ";
    const again = make("button", { type: "button", class: "hs-act-text hs-ul", onclick: () => location.reload() }, "Load the page again");
    this.part("problem").replaceChildren(text, again);
    this.part("problem").hidden = false;
  }
}

/** @type {Explore | undefined} */
let current;
/** @type {HTMLElement | null} */
let begun = null;

/** Begins on the page shown, if it is Explore and has not begun. */
async function begin() {
  const section = document.querySelector("[data-hs-explore]");
  if (section === begun) return;
  current?.close();
  [current, begun] = [undefined, section];
  if (!section) return;
  // The list of all is no answer to an address that names some.
  if (location.search) section.dataset.hsState = "opening";
  try {
    const columns = await Columns.load(new URL(section.dataset.hsExplore, document.baseURI));
    if (section !== begun) return;
    current = new Explore(section, columns);
    await current.open();
    section.dataset.hsState = "ready";
    performance.mark("explore-ready");
  } catch (error) {
    // The list that was built is still there, with its pages.
    section.dataset.hsState = "plain";
    console.warn("Explore shows the plain list:", error);
  }
}

/** With instant navigation the theme changes pages without loading any, and says so here. */
function watchPages() {
  window.document$?.subscribe(begin);
}

// The theme's script, which makes `document$`, takes longer than this page needs to begin.
begin();
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchPages);
else watchPages();
