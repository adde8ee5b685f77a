/** Incidents that are like the one being written, and the button that marks it as a recurrence of one. */

import { make } from "../explore/dom.js";

export class Alike {
  /**
   * @param {{word: string, rank: number, spoken: string}[]} badges
   * @param {string} incidents  Address of the folder of the incidents' pages.
   * @param {(id: string) => void} recur
   */
  constructor(badges, incidents, recur) {
    this.badges = badges;
    this.incidents = incidents;
    this.recur = recur;
    this.element = make("section", { class: "hs-seen-before", hidden: true });
    this.key = "";
  }

  /**
   * @param {import("./collection.js").Collection} collection
   * @param {import("./header.js").Typed} typed
   */
  async show(collection, typed) {
    const key = JSON.stringify([typed.causes, typed.services, typed.signatures, typed.recurrence_of]);
    if (key === this.key) return;
    this.key = key;
    const marked = new Set(typed.recurrence_of ?? []);
    const found = await collection.alike(typed);
    if (key !== this.key) return;
    const focused = document.activeElement?.dataset.incident;
    this.element.hidden = found.length === 0;
    this.element.replaceChildren(
      make(
        "div",
        { class: "hs-lh" },
        make("h2", {}, "Seen before?"),
        make("span", { class: "hs-detail" }, "same cause, service or error message"),
      ),
      make(
        "ol",
        { class: "hs-alike" },
        found.map((one) => this.#row(one, marked.has(one.id))),
      ),
    );
    if (focused) this.element.querySelector(`[data-incident="${CSS.escape(focused)}"]`)?.focus();
  }

  #row({ id, title, day, severity, why }, isMarked) {
    const known = this.badges.find(({ word }) => word === severity);
    const badge = known ?? { word: severity, rank: 0, spoken: severity };
    const name = make("span", { class: "hs-hidden" }, ` of ${title}`);
    return make(
      "li",
      {},
      make("time", { datetime: day }, day),
      make("b", { class: `hs-sev hs-sev${badge.rank}`, role: "img", "aria-label": badge.spoken }, badge.word),
      make(
        "div",
        {},
        make("a", { href: `${this.incidents}${id}/`, target: "_blank", class: "hs-quiet" }, title),
        make("p", {}, why.join(", ")),
      ),
      make(
        "button",
        {
          type: "button",
          class: "hs-button hs-small",
          "aria-pressed": String(isMarked),
          "data-incident": id,
          onclick: () => this.recur(id),
        },
        isMarked ? "Marked as recurrence" : "Mark as recurrence",
        name,
      ),
    );
  }
}
