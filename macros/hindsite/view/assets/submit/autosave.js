/**
 * What was typed, kept in this browser: it survives a reload and a closed window until it is discarded.
 */

const VERSION = 1;
const WAIT_MS = 300;

export class Autosave {
  /** @param {string} site  The site's address: several may share a host. */
  constructor(site) {
    this.key = `hindsite.submit:${site}`;
    this.timer = 0;
    this.pending = null;
    addEventListener("pagehide", () => this.flush());
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
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      return kept?.version === VERSION ? kept.typed : null;
    } catch {
      return null; // storage is switched off, or holds something else
    }
  }

  /** Keeps it, in a moment. */
  save(typed) {
    this.pending = typed;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), WAIT_MS);
  }

  /** Keeps what waits to be kept. */
  flush() {
    clearTimeout(this.timer);
    if (this.pending === null) return;
    try {
      localStorage.setItem(this.key, JSON.stringify({ version: VERSION, typed: this.pending }));
      this.pending = null;
    } catch {
      // the page says from the start that nothing is kept
    }
  }

  discard() {
    clearTimeout(this.timer);
    this.pending = null;
    try {
      localStorage.removeItem(this.key);
    } catch {
      // nothing was kept either
    }
  }
}
