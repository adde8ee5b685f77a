/**
 * "Have we seen this?": a pasted text, and the past incidents it speaks of. Nothing pasted leaves the browser.
 */

import { make } from "../explore/dom.js";
import { textOf, withText } from "./address.js";
import { ChangedError } from "../build_files.js";
import { MOST_READ, SeenIndex } from "./lookup.js";
import { rowOf } from "./rows.js";

const ROWS = 10;
const LINES_SHOWN = 4;
const LEAST_LINES = 2;
const CHANGED = "The site was published anew since this page was opened. Load it again.";

class Seen {
  /** @param {HTMLElement} section  The page's part, as the template has it. */
  constructor(section) {
    this.section = section;
    this.part = (name) => section.querySelector(`[data-hs-part="${name}"]`);
    this.form = section.querySelector("form");
    this.field = section.querySelector("textarea");
    this.signs = Object.fromEntries(
      [...this.part("signs").content.children].map((sign) => [sign.dataset.hsSign, sign.firstElementChild]),
    );
    this.asked = 0; // each question outdates the answers to those before it
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.field.addEventListener("input", () => this.#grow(), { signal });
    this.field.addEventListener("keydown", (event) => this.#key(event), { signal });
    addEventListener("popstate", () => this.open(), { signal });
    addEventListener("hashchange", () => this.open(), { signal });
  }

  close() {
    this.listeners.abort();
    this.asked += 1;
  }

  /** Shows what the address asks. */
  open() {
    this.field.value = textOf(location);
    this.#grow();
    return this.#answer(this.field.value.trim());
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    const address = withText(location.href, text);
    if (address !== location.href) history.pushState(null, "", address);
    this.#answer(text);
  }

  /** Return asks, as in any search field; with Shift it starts a new line. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  /** As high as the text, wrapped lines too, up to a few; then it scrolls. */
  #grow() {
    this.field.rows = LEAST_LINES;
    while (this.field.rows < LINES_SHOWN && this.field.scrollHeight > this.field.clientHeight) this.field.rows += 1;
  }

  async #answer(text) {
    const question = ++this.asked;
    this.part("problem").hidden = true;
    if (!text) return this.#show(null);
    try {
      this.index ??= SeenIndex.load(new URL(this.section.dataset.hsSeen, document.baseURI));
      const index = await this.index;
      const matches = await index.find(text);
      const rows = await this.#rows(index, matches.slice(0, ROWS));
      if (question !== this.asked) return;
      this.#show({ text, index, matches, rows });
    } catch (error) {
      if (question === this.asked) this.#complain(error);
    }
  }

  async #rows(index, matches) {
    const details = await Promise.all(matches.map(({ number }) => index.details(number)));
    return matches.map((match, i) => rowOf(match, details[i], `${this.section.dataset.incidents}${details[i].id}/`, this.signs));
  }

  #show(answer) {
    const found = this.part("found");
    this.part("all").hidden = answer !== null;
    found.hidden = answer === null;
    found.replaceChildren();
    this.part("status").textContent = answer ? headOf(answer.matches).join("") : "";
    if (!answer) return;
    const [bold, rest] = headOf(answer.matches);
    found.append(make("p", { class: "hs-count" }, make("b", {}, bold), rest));
    if (answer.text.length > MOST_READ) {
      found.append(make("p", { class: "hs-seen-note" }, `Only the first ${MOST_READ.toLocaleString("en")} characters were read.`));
    }
    if (answer.rows.length) found.append(this.#list(answer));
    found.append(this.#ways(answer));
  }

  #list(answer) {
    const list = make("ol", { class: "hs-rows", "aria-label": "Past incidents, best match first" }, answer.rows);
    const more = make("button", { type: "button", class: "hs-seen-more" });
    const label = () => {
      const left = answer.matches.length - list.children.length;
      more.hidden = left === 0;
      more.textContent = `Show ${Math.min(left, ROWS)} more`;
    };
    more.addEventListener("click", async () => {
      const from = list.children.length;
      try {
        const rows = await this.#rows(answer.index, answer.matches.slice(from, from + ROWS));
        if (list.children.length !== from) return;
        list.append(...rows);
        label();
        rows[0].querySelector("a").focus();
      } catch (error) {
        this.#complain(error);
      }
    });
    label();
    return make("div", { class: "hs-list" }, list, more);
  }

  /** Where else to look; and where to begin when it is new. */
  #ways({ text }) {
    const { explore, form } = this.section.dataset;
    const first = text.split("\n").find((line) => line.trim()).trim();
    const search = make("a", { class: "hs-ul", href: withWords(explore, "q", first) }, "Search all text for the first line");
    return make(
      "p",
      { class: "hs-seen-ways" },
      search,
      form && [" ", make("a", { class: "hs-ul", href: withWords(form, "signature", first) }, "Start a postmortem with it")],
    );
  }

  #complain(error) {
    this.index = undefined;
    const problem = this.part("problem");
    problem.hidden = false;
    problem.textContent =
      error instanceof ChangedError ? CHANGED : "The index could not be loaded. All error messages are listed below.";
    if (!(error instanceof ChangedError)) console.warn("Have we seen this:", error);
    this.part("found").hidden = true;
    this.part("all").hidden = false;
  }
}

/** "3 past incidents" and ", 1 by its error message". */
function headOf(matches) {
  const named = matches.filter(({ message }) => message).length;
  if (!matches.length) return ["No past incident", " has its error message in this text or shares enough rare words with it."];
  const bold = matches.length === 1 ? "1 past incident" : `${matches.length} past incidents`;
  if (!named) return [bold, ", by rare words alone."];
  const by = named === matches.length ? "" : `${named} of them `;
  return [bold, `, ${by}by ${named === 1 ? "its" : "their"} error message.`];
}

function withWords(address, name, words) {
  return `${address}?${new URLSearchParams({ [name]: words })}`;
}

/** @type {Seen | undefined} */
let current;

function begin() {
  current?.close();
  const section = document.querySelector("[data-hs-seen]");
  current = section ? new Seen(section) : undefined;
  current?.open();
}

// With instant navigation the theme changes pages without loading any: it says so here.
if (window.document$) window.document$.subscribe(begin);
else begin();
