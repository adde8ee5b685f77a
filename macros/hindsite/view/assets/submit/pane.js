/** The pane beside the form: messages, the file in three views, acts, and incidents that are alike. */

import { make } from "../explore/dom.js";
import { plural } from "../explore/words.js";
import { requestName } from "./addresses.js";
import { Alike } from "./alike.js";
import { changesView } from "./changes.js";
import { icon } from "./icons.js";
import { Messages } from "./messages.js";
import { preview } from "./preview.js";

const TABS = [
  ["preview", "Preview"],
  ["markdown", "Markdown"],
  ["figures", "What changes in the figures"],
];
const OPENS = "Opens your Git host with the file filled in. Nothing is sent from this page before that.";
const OPENS_GITLAB =
  "Opens GitLab's page for a new file and copies the text, to be pasted there. " +
  "Nothing is sent from this page before that.";
const BY_HAND = "Add the file to the repository under this name. Nothing is sent from this page.";
const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
const HEADER_PX = 80;
const BELOW_PX = 24;

/**
 * @typedef {object} Acts
 * @property {() => void} open
 * @property {() => void} download
 * @property {() => void} copy
 * @property {() => void} discard
 * @property {(path: string) => void} goTo
 * @property {(problem: import("./header.js").Problem, value: string) => void} mend
 * @property {(id: string) => void} recur
 * @property {(other: import("./autosave.js").Other) => void} take
 * @property {(other: import("./autosave.js").Other) => void} forget
 */

export class Pane {
  /**
   * @param {any} data  The form's data.
   * @param {Acts} acts
   * @param {string} incidents  Address of the folder of the incidents' pages.
   */
  constructor(data, acts, incidents) {
    this.data = data;
    this.acts = acts;
    this.forge = data.new_file?.forge ?? "";
    this.collection = null;
    this.messages = new Messages(acts.goTo, acts.mend);
    this.alike = new Alike(data.badges, incidents, acts.recur);
    this.others = make("p", { class: "hs-others", role: "status", hidden: true });
    const parts = [this.others, this.messages.element, this.messages.status, this.#tabs(), this.#acts()];
    this.element = make("div", { class: "hs-pane" }, parts, this.alike.element);
    this.barCount = make("span", {});
    this.bar = make("div", { class: "hs-foot-bar" }, this.barCount, this.#mainAct(false));
    this.#stick();
  }

  /** The pane stays in view; one that is higher than the window stays with its lower end. */
  #stick() {
    const place = () => {
      const top = Math.min(HEADER_PX, innerHeight - this.element.offsetHeight - BELOW_PX);
      this.element.style.setProperty("--hs-pane-top", `${top}px`);
    };
    new ResizeObserver(place).observe(this.element);
    addEventListener("resize", place);
  }

  #tabs() {
    this.tab = "preview";
    this.tabs = TABS.map(([name, label]) =>
      make(
        "button",
        {
          type: "button",
          role: "tab",
          id: `hs-tab-${name}`,
          "aria-controls": "hs-tab-panel",
          onclick: () => this.#show(name),
          onkeydown: (event) => this.#tabKey(event),
        },
        label,
      ),
    );
    const panel = { class: "hs-tab-panel", role: "tabpanel", id: "hs-tab-panel", tabindex: "0" };
    this.panel = make("div", panel);
    this.#select();
    const list = { class: "hs-tabs", role: "tablist", "aria-label": "The file" };
    return make("div", {}, make("div", list, this.tabs), this.panel);
  }

  #select() {
    TABS.forEach(([name], index) => {
      this.tabs[index].setAttribute("aria-selected", String(name === this.tab));
      this.tabs[index].tabIndex = name === this.tab ? 0 : -1;
    });
    this.panel.setAttribute("aria-labelledby", `hs-tab-${this.tab}`);
  }

  #show(name) {
    this.tab = name;
    this.#select();
    this.#drawTab();
  }

  #tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = TABS.findIndex(([name]) => name === this.tab);
    const next = (at + step + TABS.length) % TABS.length;
    this.#show(TABS[next][0]);
    this.tabs[next].focus();
  }

  #acts() {
    this.note = make("p", { class: "hs-acts-note" });
    this.path = make("code", {});
    this.kept = make("p", { class: "hs-kept" });
    const download = { type: "button", class: "hs-button", onclick: this.acts.download };
    const buttons = this.forge
      ? [this.#mainAct(true), make("button", download, icon("download"), "Download .md")]
      : [this.#mainAct(true)];
    return make(
      "section",
      { class: "hs-send", "aria-label": "Send" },
      make("p", { class: "hs-buttons" }, buttons),
      this.note,
      make("p", { class: "hs-path" }, this.path),
      this.kept,
    );
  }

  /** Opens the forge's page; without a forge the file is downloaded. */
  #mainAct(hasIcon) {
    const [name, words, onclick] = this.forge
      ? ["request", `Open ${requestName(this.forge)}`, this.acts.open]
      : ["download", "Download .md", this.acts.download];
    const kind = this.forge ? "hs-button hs-primary hs-send-open" : "hs-button hs-primary";
    return make("button", { type: "button", class: kind, onclick }, hasIcon && icon(name), words);
  }

  /**
   * @param {import("./postmortem.js").Reading} reading
   * @param {import("./header.js").Problem[]} problems  Those that are told by now.
   * @param {string[]} waiting  Labels of what must be filled in and was not touched yet.
   * @param {import("./postmortem.js").Reading} drawn  What the preview shows.
   */
  show(reading, problems, waiting, drawn) {
    this.reading = reading;
    this.drawn = drawn;
    const errors = problems.filter(({ level }) => level === "error").length;
    this.messages.show(problems, waiting, readWords(reading));
    this.#drawTab();
    this.path.textContent = reading.path;
    this.#drawNote(errors, waiting.length);
    this.#drawBar(errors, waiting.length);
  }

  #drawNote(errors, missing) {
    if (this.isTellingHow) return;
    const fine = { "": BY_HAND, gitlab: OPENS_GITLAB }[this.forge] ?? OPENS;
    const first = "first; a file with errors can still be downloaded.";
    this.note.textContent = errors + missing ? `${toDo(errors, missing)} ${first}` : fine;
  }

  #drawBar(errors, missing) {
    const words = missing ? `${missing} to fill in` : "No problems";
    this.barCount.textContent = errors ? plural(errors, "error") : words;
    this.barCount.className = errors ? "hs-bar-errors" : missing ? "hs-muted" : "hs-bar-fine";
  }

  #drawTab() {
    if (!this.reading) return;
    const views = {
      preview: () => preview(this.drawn, this.data),
      markdown: () =>
        make("pre", { class: "hs-file-text", tabindex: "0" }, make("code", {}, this.reading.text)),
      figures: () => changesView(this.drawn, this.collection),
    };
    this.panel.replaceChildren(views[this.tab]());
  }

  /** Says what to do when the forge's page cannot be filled in; an empty text takes it back. */
  tellHow(words) {
    this.isTellingHow = words !== "";
    if (!words) return;
    const act = { type: "button", class: "hs-button hs-small", onclick: this.acts.copy };
    this.note.replaceChildren(
      make("span", { role: "alert" }, words),
      " ",
      make("button", act, "Copy the file"),
    );
  }

  /** What was typed is kept, and how it is discarded. */
  tellKept(isKept) {
    const discard = this.#textButton("Discard it", () => this.#askDiscard());
    if (isKept) this.kept.replaceChildren("What you type is kept in this browser. ", discard);
    else this.kept.replaceChildren("This browser keeps nothing: download the file before you leave.");
  }

  #askDiscard() {
    const yes = this.#textButton("Yes, discard", this.acts.discard, "hs-danger");
    const no = this.#textButton("Keep", () => {
      this.tellKept(true);
      this.kept.querySelector("button").focus();
    });
    this.kept.replaceChildren("Discard everything you typed? ", yes, " ", no);
    no.focus();
  }

  /**
   * Texts that are kept beside the form's, one at a time.
   * @param {import("./autosave.js").Other[]} others
   */
  tellOthers([other]) {
    this.others.hidden = !other;
    this.others.replaceChildren();
    if (!other) return;
    const title = other.typed.title?.trim();
    const which = title ? `“${title}”` : "a text without a title";
    this.others.append(
      `This browser keeps ${which} too, from another tab or an earlier visit. `,
      this.#textButton("Change over to it", () => this.acts.take(other)),
      " ",
      this.#textButton("Discard it", () => this.#askForget(other, which)),
    );
  }

  #askForget(other, which) {
    const yes = this.#textButton("Yes, discard", () => this.acts.forget(other), "hs-danger");
    const no = this.#textButton("Keep", () => this.tellOthers([other]));
    this.others.replaceChildren(`Discard ${which}? `, yes, " ", no);
    no.focus();
  }

  #textButton(words, onclick, more = "") {
    return make("button", { type: "button", class: `hs-text-button ${more}`, onclick }, words);
  }

  /** The incidents there are, once they are known. */
  useCollection(collection) {
    this.collection = collection;
    this.#drawTab();
  }
}

function readWords({ headerLines, events, actions }) {
  const parts = [
    plural(headerLines, "header line"),
    plural(events.length, "timeline event"),
    plural(actions.length, "action item"),
  ];
  return parts.join(", ");
}

/** "Two errors to mend", "Three to fill in". */
function toDo(errors, missing) {
  const number = NUMBERS[errors + missing] ?? errors + missing;
  if (!errors) return `${number} to fill in`;
  if (missing) return `${number} things to mend or fill in`;
  return `${number} ${errors === 1 ? "error" : "errors"} to mend`;
}
