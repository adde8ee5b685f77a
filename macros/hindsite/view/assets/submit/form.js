/**
 * The form: what is typed becomes a file, which is checked by the engine's rules, kept in this browser, and shown.
 */

import { make } from "../explore/dom.js";
import { Autosave } from "./autosave.js";
import { Collection } from "./collection.js";
import { drawFields } from "./fields.js";
import { cleaned } from "./header.js";
import { fieldOf, markFields } from "./marking.js";
import { Pane } from "./pane.js";
import { watchPasting } from "./pasting.js";
import { put, replaced } from "./paths.js";
import { read, startDay } from "./postmortem.js";
import { copy, download, openForge } from "./sending.js";
import { LONGEST_TITLE } from "./values.js";
import { ownZone } from "./zones.js";

const CHECK_MS = 60;
const COPIED = "The file was copied.";
const NOT_COPIED =
  "This browser does not let the page copy: take the text from the Markdown tab, or download it.";
const BODY_HINT =
  "Headings such as Timeline and Action items are recognised. " +
  "Lines pasted under Timeline become its items. ";

export class Form {
  /**
   * @param {HTMLElement} section  The page's part, as the template has it.
   * @param {any} data  The form's data.
   * @param {any} schema  The header's JSON Schema.
   */
  constructor(section, data, schema) {
    this.section = section;
    this.data = data;
    /** @type {Collection | null} */
    this.collection = null;
    /** Fields that were left once, or filled in before: only they are told to be missing. */
    this.touched = new Set();
    this.isAsked = false;
    const { fields, element, fold } = drawFields(schema, data, () => this.changed());
    this.fields = fields;
    this.element = element;
    this.fold = fold;
    this.autosave = new Autosave(new URL("../", location.href).pathname, () => this.#tellOthers());
    this.pane = new Pane(data, this.#acts(), section.dataset.incidents);
    this.#completeBody();
    element.addEventListener("input", () => this.changed());
    element.addEventListener("change", () => this.changed());
    element.addEventListener("focusout", ({ target }) => this.#left(target));
  }

  /** @returns {import("./pane.js").Acts} */
  #acts() {
    return {
      open: () => this.open(),
      download: () => download(this.check()),
      copy: async () => {
        const isCopied = await copy(this.check().text);
        this.pane.tellHow(isCopied ? COPIED : NOT_COPIED);
      },
      discard: () => this.discard(),
      goTo: (path) => this.goTo(path),
      mend: (problem, value) => this.mend(problem, value),
      recur: (id) => this.recur(id),
      take: (other) => this.take(other),
      forget: (other) => {
        this.autosave.forget(other);
        this.#tellOthers();
      },
    };
  }

  /** Puts the form into the page, with what was typed before. */
  start() {
    const kept = this.autosave.load();
    this.#fill(kept ?? fresh());
    if (kept) this.#touchFilled();
    const asked = new URLSearchParams(location.search).get("signature");
    if (asked?.trim()) this.#addSignature(asked);
    const live = this.section.querySelector('[data-hs-part="live"]');
    live.replaceChildren(this.element, this.pane.element, this.pane.bar);
    live.hidden = false;
    this.section.querySelector('[data-hs-part="plain"]').hidden = true;
    this.pane.tellKept(this.autosave.works());
    this.#tellOthers();
    this.check();
    return this.#loadCollection();
  }

  async #loadCollection() {
    try {
      this.collection = await Collection.load(new URL(this.section.dataset.explore, location.href));
    } catch {
      return; // without the incidents there are, the file can be written all the same
    }
    this.pane.useCollection(this.collection);
    this.check();
  }

  #touchFilled() {
    for (const path of this.fields.keys()) if (this.#isFilled(path)) this.touched.add(path);
  }

  /** Says that this browser keeps other texts than the form's. */
  #tellOthers() {
    this.pane.tellOthers(this.autosave.others(this.typed()));
  }

  /** Goes on with another text that is kept. */
  take(other) {
    this.autosave.take(other);
    this.touched.clear();
    this.#fill(other.typed);
    this.#touchFilled();
    this.#tellOthers();
    this.check();
    this.#control("title").target.focus();
  }

  #control(path) {
    return this.fields.get(path).control;
  }

  #isFilled(path) {
    return cleaned(this.#control(path).value()) !== undefined;
  }

  /** Everything in the form: a header's fields, `name` and `body`. */
  typed() {
    const typed = {};
    for (const [path, { control }] of this.fields) put(typed, path.split("."), control.value());
    // What is so without a word is left out of the file.
    if (typed.visibility === "public") delete typed.visibility;
    return typed;
  }

  #fill(typed) {
    for (const [path, { control }] of this.fields) {
      control.set(path.split(".").reduce((at, name) => at?.[name], typed));
    }
    if (!this.#isFilled("visibility")) this.#control("visibility").set("public");
    const isFolded = ([path, { element }]) => this.fold.contains(element) && path !== "visibility";
    if ([...this.fields].some((entry) => isFolded(entry) && this.#isFilled(entry[0]))) this.fold.open = true;
  }

  /** A search that found nothing may lead here with its words. */
  #addSignature(text) {
    const control = this.#control("signatures");
    const line = text.trim().replace(/\s+/g, " ");
    const lines = control.value().filter((one) => one.trim());
    if (!lines.includes(line)) control.set([...lines, line]);
  }

  #completeBody() {
    const { hint, control } = this.fields.get("body");
    const button = { type: "button", class: "hs-text-button", onclick: () => this.#insertTemplate() };
    hint.hidden = false;
    hint.append(BODY_HINT, make("button", button, "Insert the template"));
    const started = () => startDay(this.#control("started_at").value().trim() || undefined);
    watchPasting(control.target, this.data.sections.timeline, started);
  }

  #insertTemplate() {
    const control = this.#control("body");
    const before = control.value().trimEnd();
    control.set(before ? `${before}\n\n${this.data.template}` : this.data.template);
    control.target.focus();
    this.changed();
  }

  #left(target) {
    const path = target.closest?.("[data-path]")?.dataset.path;
    if (!path || this.touched.has(path)) return;
    this.touched.add(path);
    this.#soon();
  }

  /** Something was typed: it is kept, and looked at when the keys rest. */
  changed() {
    this.pane.tellHow("");
    this.autosave.save(this.typed());
    this.#soon();
  }

  #soon() {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => this.check(), CHECK_MS);
  }

  /** Reads what is typed, shows what came out, and gives it. */
  check() {
    clearTimeout(this.checking);
    const typed = this.typed();
    this.reading = read(typed, this.data, this.collection?.ids ?? null);
    const { waiting, told } = this.#told(this.reading);
    this.told = told;
    markFields(this.fields, told);
    this.#countTitle();
    this.pane.show(this.reading, told, waiting, this.#drawn(typed));
    if (this.collection) this.pane.alike.show(this.collection, cleaned(typed) ?? {});
    return this.reading;
  }

  /** The problems that are told, and the labels of fields that only wait to be filled in. */
  #told({ problems, path }) {
    const isWaiting = (one) =>
      !this.isAsked && one.rule === "required" && !this.touched.has(fieldOf(this.fields, one.path));
    const missing = new Set(problems.filter(isWaiting).map((one) => fieldOf(this.fields, one.path)));
    const label = (name) => this.fields.get(name).element.querySelector(".hs-label").firstChild.textContent;
    // Without a start there is no date to name the file by; that is told once.
    const isTwice = (one) => one.field === "id" && path.includes("/undated-");
    return {
      waiting: [...this.fields.keys()].filter((name) => missing.has(name)).map(label),
      told: problems.filter((one) => !isWaiting(one) && !isTwice(one)),
    };
  }

  /** What the preview draws: with a zone that is wrong the times are still those on the clock. */
  #drawn(typed) {
    const isZoneWrong = typed.timezone.trim() && !this.reading.right.has("timezone");
    return isZoneWrong ? read({ ...typed, timezone: "UTC" }, this.data) : this.reading;
  }

  #countTitle() {
    const { hint, control } = this.fields.get("title");
    const count = Array.from(control.value().trim()).length;
    const counted = count ? ` ${count} of ${LONGEST_TITLE} characters.` : "";
    hint.textContent = `One line a stranger would understand.${counted}`;
  }

  /** Opens the forge's page, or goes to the first error. */
  async open() {
    this.isAsked = true;
    this.autosave.flush();
    this.check();
    const order = [...this.fields.keys()];
    const place = (problem) => order.indexOf(fieldOf(this.fields, problem.path ?? problem.field));
    const errors = this.told.filter(({ level }) => level === "error");
    const [first] = errors.toSorted((a, b) => place(a) - place(b));
    if (first) this.goTo(first.path ?? first.field);
    else this.pane.tellHow(await openForge(this.data.new_file, this.reading));
  }

  discard() {
    this.autosave.discard();
    this.touched.clear();
    this.isAsked = false;
    this.fold.open = false;
    this.#fill(fresh());
    this.pane.tellHow("");
    this.pane.tellKept(true);
    this.#tellOthers();
    this.check();
    this.#control("title").target.focus();
  }

  /** Goes to the field that holds a value. */
  goTo(path) {
    const name = fieldOf(this.fields, path);
    const { element, control } = this.fields.get(name);
    if (this.fold.contains(element)) this.fold.open = true;
    const inner = path.startsWith(`${name}.`) ? control.part?.(path.slice(name.length + 1)) : null;
    element.scrollIntoView({ block: "center" });
    (inner ?? control.target).focus({ preventScroll: true });
    if (name === "body") this.#goToLine(path, control.target);
  }

  /** Selects the line of the text that a problem is on. */
  #goToLine(path, area) {
    const problem = this.told.find((one) => (one.path ?? one.field) === path);
    const line = problem ? problem.line - this.reading.bodyLine : 0;
    if (line < 1) return;
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 4);
  }

  /** Puts another value where a wrong one is. */
  mend({ path }, value) {
    const name = fieldOf(this.fields, path);
    const control = this.#control(name);
    const rest = path.slice(name.length + 1);
    control.set(rest ? replaced(control.value(), rest.split("."), value) : value);
    this.changed();
    this.check();
    control.target.focus({ preventScroll: true });
  }

  /** Marks an incident as one that this repeats, or takes the mark away. */
  recur(id) {
    const control = this.#control("recurrence_of");
    const ids = control.value();
    control.set(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]);
    this.changed();
    this.check();
  }
}

/** An empty form: the reader's own zone is a guess that can be seen. */
function fresh() {
  return { status: "in-review", timezone: ownZone() };
}
