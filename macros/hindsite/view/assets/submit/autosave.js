/**
 * What was typed, kept in this browser: it survives a reload and a closed window until it is discarded. Of two
 * tabs none overwrites what the other holds: a text that a tab has not seen is put aside before it writes its own.
 */

import { cleaned } from "./header.js";

const VERSION = 1;
const WAIT_MS = 300;
/** What a form has before anything is typed. */
const ITS_OWN = ["status", "timezone"];

/**
 * A text that is kept beside the form's own.
 * @typedef {{key: string, typed: import("./header.js").Typed}} Other
 */

export class Autosave {
  /**
   * @param {string} site  The site's address: several may share a host.
   * @param {() => void} othersChanged  To be told when another tab wrote, or something was put aside.
   */
  constructor(site, othersChanged) {
    this.key = `hindsite.submit:${site}`;
    this.aside = `${this.key}:aside:`;
    this.tab = newName();
    /** The kept text as this tab last read or wrote it. */
    this.seen = null;
    this.timer = 0;
    this.pending = null;
    this.othersChanged = othersChanged;
    addEventListener("pagehide", () => this.flush());
    addEventListener("storage", ({ key }) => {
      if (key === null || key === this.key || key.startsWith(this.aside)) othersChanged();
    });
  }

  /** Whether this browser keeps anything. */
  works() {
    try {
      localStorage.setItem(`${this.key}:test`, "");
      localStorage.removeItem(`${this.key}:test`);
      return true;
    } catch {
      return false;
    }
  }

  /** What was kept, or null. */
  load() {
    try {
      this.seen = localStorage.getItem(this.key);
      return parsed(this.seen)?.typed ?? null;
    } catch {
      return null; // storage is switched off
    }
  }

  /** Keeps it, in a moment; what is kept already is not written over another tab's text. */
  save(typed) {
    clearTimeout(this.timer);
    const isKept = JSON.stringify(parsed(this.seen)?.typed) === JSON.stringify(typed);
    this.pending = isKept ? null : typed;
    if (isKept) return;
    this.timer = setTimeout(() => this.flush(), WAIT_MS);
  }

  /** Keeps what waits to be kept. */
  flush() {
    clearTimeout(this.timer);
    if (this.pending === null) return;
    try {
      const isOther = this.#putAside();
      this.#keep(this.pending);
      this.pending = null;
      if (isOther) this.othersChanged();
    } catch {
      // the page says from the start that nothing is kept
    }
  }

  #keep(typed) {
    this.seen = this.#written(typed);
    localStorage.setItem(this.key, this.seen);
    localStorage.removeItem(this.aside + this.tab); // an earlier state of the same text
  }

  #written(typed) {
    return JSON.stringify({ version: VERSION, tab: this.tab, typed });
  }

  /** Puts the kept text aside if this tab has not seen it; whether it did. */
  #putAside() {
    const there = localStorage.getItem(this.key);
    if (there === this.seen || !isFilled(parsed(there))) return false;
    localStorage.setItem(this.aside + (parsed(there).tab ?? newName()), there);
    return true;
  }

  /**
   * The texts that are kept beside the form's.
   * @param {import("./header.js").Typed} typed  The form's.
   * @returns {Other[]}
   */
  others(typed) {
    try {
      const asides = Object.keys(localStorage).filter((key) => key.startsWith(this.aside));
      const kept = localStorage.getItem(this.key) === this.seen ? [] : [this.key];
      const own = JSON.stringify(typed);
      return [...kept, ...asides.sort()]
        .map((key) => ({ key, kept: parsed(localStorage.getItem(key)) }))
        .filter(({ kept }) => isFilled(kept) && JSON.stringify(kept.typed) !== own)
        .map(({ key, kept }) => ({ key, typed: kept.typed }));
    } catch {
      return [];
    }
  }

  /**
   * Changes over to another text. The form's own stays beside it, unless the other is what became of it.
   * @param {Other} other
   */
  take(other) {
    clearTimeout(this.timer);
    const { pending } = this;
    this.pending = null;
    try {
      const isMain = other.key === this.key;
      const there = localStorage.getItem(this.key);
      const own = pending ? this.#written(pending) : isMain ? null : there;
      if (!isMain) this.#putAside();
      if (own !== null && (pending || there === this.seen) && isFilled(parsed(own))) {
        localStorage.setItem(this.aside + this.tab, own);
      }
      this.tab = newName();
      this.#keep(other.typed);
      if (!isMain) localStorage.removeItem(other.key);
    } catch {
      // what could not be put aside stays where it is
    }
  }

  /** Discards a text beside the form's. @param {Other} other */
  forget({ key, typed }) {
    const text = JSON.stringify(typed);
    for (const one of [key, ...Object.keys(localStorage)]) {
      const isOther = one === this.key ? localStorage.getItem(one) !== this.seen : one.startsWith(this.aside);
      if (isOther && JSON.stringify(parsed(localStorage.getItem(one))?.typed) === text) {
        localStorage.removeItem(one);
      }
    }
  }

  /** Discards the form's text; what other tabs hold stays. */
  discard() {
    clearTimeout(this.timer);
    this.pending = null;
    try {
      if (localStorage.getItem(this.key) === this.seen) localStorage.removeItem(this.key);
      localStorage.removeItem(this.aside + this.tab);
      this.seen = null;
    } catch {
      // nothing was kept either
    }
  }
}

const newName = () => crypto.getRandomValues(new Uint32Array(2)).join("-");

/** A kept text; null where there is none, or something else. */
function parsed(text) {
  try {
    const kept = JSON.parse(text ?? "null");
    return kept?.version === VERSION ? kept : null;
  } catch {
    return null;
  }
}

/** Whether anything was typed. */
function isFilled(kept) {
  const names = Object.keys(cleaned(kept?.typed ?? {}) ?? {});
  return names.some((name) => !ITS_OWN.includes(name));
}
