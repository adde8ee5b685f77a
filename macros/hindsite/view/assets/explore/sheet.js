/**
 * The facets on a phone: a sheet over the whole page, with the count at its foot.
 */

import { icon, make } from "./dom.js";
import { plural } from "./words.js";

/** From here down the facets have no column of their own; the same limit stands in explore.css. */
const NARROW = "(max-width: 59.984375em)";

export class Sheet {
  /**
   * @param {HTMLElement} facets  What the sheet shows; it is in its column otherwise.
   * @param {() => void} clear
   */
  constructor(facets, clear) {
    this.facets = facets;
    this.number = make("span", {});
    this.opener = make("button", { type: "button", class: "hs-button", "aria-haspopup": "dialog", onclick: () => this.#open() }, icon("filters"), this.number);
    this.clear = make("button", { type: "button", class: "hs-act-text", onclick: () => this.#clear(clear) }, "Clear all");
    this.done = make("button", { type: "button", class: "hs-button hs-button-filled", onclick: () => this.close() });
    const close = make("button", { type: "button", class: "hs-button", "aria-label": "Close", onclick: () => this.close() }, icon("close"));
    this.body = make("div", { class: "hs-sheet-body" });
    this.dialog = make(
      "dialog",
      { class: "hs hs-sheet", "aria-labelledby": "hs-sheet-title", onclose: () => this.#putBack() },
      make("header", {}, make("h2", { id: "hs-sheet-title" }, "Filters"), this.clear, close),
      this.body,
      make("footer", {}, this.done),
    );
    this.narrow = matchMedia(NARROW);
    this.narrow.addEventListener("change", () => this.close());
  }

  #open() {
    this.facets.after(this.dialog);
    this.body.append(this.facets);
    this.dialog.showModal();
    document.documentElement.classList.add("hs-sheet-open");
  }

  /** The button goes with the last filter, and must not take the focus with it. */
  #clear(clear) {
    this.done.focus();
    clear();
  }

  /** Puts the sheet away; the browser gives the focus back to the button that opened it. */
  close() {
    if (this.dialog.open) this.dialog.close();
  }

  #putBack() {
    this.dialog.before(this.facets);
    document.documentElement.classList.remove("hs-sheet-open");
  }

  /** How many filters are chosen. */
  choose(chosen) {
    this.number.textContent = chosen ? `Filters (${chosen})` : "Filters";
    this.clear.hidden = chosen === 0;
  }

  /** How many incidents they find. */
  find(found) {
    this.done.textContent = `Show ${plural(found, "incident")}`;
  }
}
