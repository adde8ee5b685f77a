/**
 * The list: rows, what matched in them, more of them, and the list as a file.
 */

import { emptyState } from "./condition_view.js";
import { make } from "./dom.js";
import { csv, json, records, save } from "./downloads.js";
import { terms } from "./query.js";
import { passageLine, rowOf } from "./result_view.js";
import { SORTS } from "./selection.js";
import { count } from "./words.js";

export const FIRST_ROWS = 50;
const MORE_ROWS = 100;
const PASSAGES_AHEAD = "300px";
const COPIED_MS = 2_000;
const PARTLY = "The full text could not be searched: these are matches in titles, services, causes, tags and error messages.";

/**
 * @typedef {object} Listing  What is listed.
 * @property {import("./selection.js").Selection} selection
 * @property {Uint32Array} places  All of it, in order.
 * @property {import("./query.js").Answer | null} answer  null without words.
 */

export class ListView {
  /**
   * @param {import("./columns.js").Columns} columns
   * @param {HTMLElement} part  Where the list is; its head and its `ol` are there.
   * @param {HTMLElement} foot
   * @param {{incidents: string, form?: string, seen?: string}} addresses  As the template gives them.
   * @param {{problem: (error: unknown) => void, say: (text: string) => void}} tell
   */
  constructor(columns, part, foot, addresses, tell) {
    Object.assign(this, { columns, part, foot, addresses, tell });
    this.list = part.querySelector(".hs-list");
    this.rows = part.querySelector(".hs-rows");
    this.rows.removeAttribute("start");
    this.note = make("p", { class: "hs-muted", hidden: true }, PARTLY);
    this.rest = make("div", {});
    this.list.before(this.note);
    this.list.after(this.rest);
    this.all = make("span", {});
    this.more = make("button", { type: "button", class: "hs-button", onclick: () => this.#showMore() });
    foot.hidden = true;
    foot.replaceChildren(make("div", {}, this.all, this.more), this.#downloads());
    this.passages = new IntersectionObserver((entries) => this.#fillPassages(entries), { rootMargin: PASSAGES_AHEAD });
  }

  close() {
    this.passages.disconnect();
  }

  /**
   * @param {Listing} listing
   * @param {import("./result_view.js").Row[]} rows  The first of it.
   */
  show(listing, rows) {
    this.listing = listing;
    this.shown = rows.length;
    const empty = rows.length === 0;
    const { selection, answer } = listing;
    this.passages.disconnect();
    this.rows.replaceChildren(...this.#items(rows));
    this.rows.setAttribute("aria-label", `Incidents, ${SORTS[selection.sort].toLowerCase()}`);
    this.list.hidden = empty;
    this.note.hidden = answer?.whole ?? true;
    this.part.classList.toggle("hs-bare", empty);
    this.rest.replaceChildren(...(empty ? [emptyState(this.columns, selection, answer?.scores ?? null, this.addresses)] : []));
    this.#drawFoot();
  }

  #items(rows) {
    const { selection, answer } = this.listing;
    const wanted = terms(selection.words);
    return rows.map((row) => {
      const item = rowOf(this.columns, selection, wanted, `${this.addresses.incidents}${row.id}/`, row);
      if (answer) {
        item.dataset.hsPlace = String(row.place);
        this.passages.observe(item);
      }
      return item;
    });
  }

  #drawFoot() {
    const total = this.listing.places.length;
    const left = total - this.shown;
    this.foot.hidden = total === 0;
    this.all.textContent = left ? `${count(this.shown)} of ${count(total)} shown` : `All ${count(total)} shown`;
    this.more.hidden = left === 0;
    this.more.textContent = `Show ${count(Math.min(left, MORE_ROWS))} more`;
  }

  /** Adds rows; the focus goes to the first of them. */
  async #showMore() {
    const { listing, shown } = this;
    try {
      const rows = await this.columns.rows(listing.places.subarray(shown, shown + MORE_ROWS));
      if (listing !== this.listing || shown !== this.shown) return;
      this.shown += rows.length;
      const items = this.#items(rows);
      this.rows.append(...items);
      this.#drawFoot();
      items[0].querySelector("a").focus();
    } catch (error) {
      this.tell.problem(error);
    }
  }

  /** What matched, for the rows that come into view. */
  #fillPassages(entries) {
    const { answer } = this.listing;
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !answer) continue;
      this.passages.unobserve(target);
      const shown = (passage) => passage?.parts.length && putPassage(target, passage);
      // A row without its passage is still a row.
      answer.passage(Number(target.dataset.hsPlace)).then(shown, () => undefined);
    }
  }

  #downloads() {
    const button = (text, act) => make("button", { type: "button", class: "hs-act-text hs-ul", onclick: act }, text);
    this.copy = button("Copy link", () => this.#copyLink());
    const csvButton = button("CSV", () => this.#download("text/csv", "incidents.csv", csv));
    const asJson = (list) => json(list, location.href, this.columns.version);
    const jsonButton = button("JSON", () => this.#download("application/json", "incidents.json", asJson));
    return make("p", { class: "hs-downloads" }, "This list: ", csvButton, jsonButton, this.copy);
  }

  async #download(type, name, written) {
    try {
      save(name, type, written(await records(this.columns, this.listing.places)));
    } catch (error) {
      this.tell.problem(error);
    }
  }

  async #copyLink() {
    const copied = await copyText(location.href);
    this.copy.textContent = copied ? "Copied" : "Copy it from the address bar";
    this.tell.say(this.copy.textContent);
    setTimeout(() => (this.copy.textContent = "Copy link"), COPIED_MS);
  }
}

/** What matched stands between the title and the services. */
function putPassage(item, passage) {
  const line = passageLine(passage);
  const services = item.querySelector("div > p");
  if (services) services.before(line);
  else item.querySelector("div").append(line);
}

/** Where the page has no right to the clipboard (a site without TLS), the older way. */
async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
  const area = make("textarea", { class: "hs-hidden", "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
