/**
 * Rules about a whole header. The engine's rules, in its words (hindsite.postmortem.rules): one rule, one
 * function; it yields the field, the path of the value that is wrong, and the message.
 */

import { DURATIONS, LISTS, MOMENTS } from "./header.js";
import { Refused, length, shown } from "./text.js";
import { DAY_S, locate, moved, readDate, writeDay, writeDuration } from "./times.js";

const FILE_NAME = /^[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z0-9][a-z0-9-]*\.md$/;
const EARLIER = {
  detected_at: ["started_at"],
  acknowledged_at: ["detected_at", "started_at"],
  mitigated_at: ["started_at"],
  resolved_at: ["mitigated_at", "started_at"],
};

/**
 * A header as the rules see it: what was typed, its right values, its times as instants or refusals.
 *
 * @typedef {object} Subject
 * @property {string} name  The file's name.
 * @property {import("./header.js").Typed} typed
 * @property {Map<string, any>} right
 * @property {string | null} zone
 * @property {Map<string, import("./times.js").Instant | Refused>} placed
 * @property {(path: string) => {line: number, column: number}} place
 */

/** @returns {Subject} */
export function subject(name, typed, right, place) {
  const zone = right.get("timezone") ?? null;
  const placed = new Map();
  for (const moment of MOMENTS) {
    const written = right.get(moment);
    const where = written?.offset ?? zone;
    if (!written || written.clock === null || where === null) continue;
    try {
      const at = locate(written.day, written.clock, where);
      placed.set(moment, written.offset !== null && zone !== null ? moved(at, zone) : at);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      placed.set(moment, error);
    }
  }
  return { name, typed, right, zone, placed, place };
}

/**
 * A time of the incident; null when it is unknown or cannot be placed. `at` is null for a date alone.
 * @typedef {{written: string, day: number, at: import("./times.js").Instant | null}} Moment
 * @returns {Moment | null}
 */
export function momentOf({ right, placed }, name) {
  const written = right.get(name);
  if (!written) return null;
  const at = placed.get(name);
  const isInstant = at !== undefined && !(at instanceof Refused);
  if (written.clock !== null && !isInstant) return null;
  return { written: written.text, day: written.day, at: isInstant ? at : null };
}

/** The seconds of each duration between moments, null when unknown. */
export function spans(moments, isEstimated) {
  const between = (first, last) => (first?.at && last?.at ? Math.trunc(last.at.at - first.at.at) : null);
  const {
    started_at: started,
    detected_at: detected,
    mitigated_at: mitigated,
    resolved_at: resolved,
  } = moments;
  return {
    detect: isEstimated ? null : between(started, detected),
    acknowledge: between(detected, moments.acknowledged_at),
    mitigate: between(started, mitigated),
    resolve: between(started, resolved),
    impact: between(started, mitigated ? mitigated : resolved),
  };
}

export function momentsOf(subject) {
  return Object.fromEntries(MOMENTS.map((name) => [name, momentOf(subject, name)]));
}

/** Everything that breaks a rule about more than one value. */
export function checkRules(subject) {
  const problems = [];
  for (const [rule, level, check] of RULES) {
    for (const [field, path, message, instead = []] of check(subject)) {
      problems.push({ ...subject.place(path), field, rule, level, message, path: path || field, instead });
    }
  }
  return problems;
}

/** A file is named `YYYY-MM-DD-slug.md`, in lower case, with a date that exists. */
function* fileName({ name }) {
  if (!FILE_NAME.test(name) || length(name) > 160) {
    const form = "`YYYY-MM-DD-slug.md` (lower case, a-z, 0-9 and hyphens)";
    yield ["id", "", `expected a file name as ${form}, got ${shown(name)}; rename the file`];
    return;
  }
  try {
    readDate(name.slice(0, 10));
  } catch (error) {
    yield ["id", "", `the file name's date: ${error.message}; rename the file`];
  }
}

/** The file name's date is the date written in `started_at`. */
function* fileDate(subject) {
  const started = subject.right.get("started_at");
  if (!started || !fileName(subject).next().done) return;
  const [named, day] = [subject.name.slice(0, 10), writeDay(started.day)];
  if (named === day) return;
  const hint = "correct one of them (an incident counts on the date written here)";
  yield ["started_at", "started_at", `expected the file name's date ${named}, got ${day}; ${hint}`];
}

/** A time without an offset needs `timezone`; it is never read as UTC in silence. */
function* timeZone({ zone, typed, right }) {
  if (zone !== null || typed.timezone !== undefined) return;
  for (const name of MOMENTS) {
    const written = right.get(name);
    if (!written || written.clock === null || written.offset !== null) continue;
    const got = `expected an offset or \`timezone:\`, got ${shown(written.text)} and neither`;
    const hint = `add \`timezone: UTC\` or an Area/City name, or write ${written.text}Z`;
    yield [name, name, `${got}; ${hint}`, [`${written.text}Z`]];
  }
}

/** A time that a daylight-saving change skips or repeats is written with an offset. */
function* timeLocal({ placed }) {
  for (const [name, at] of placed) {
    if (at instanceof Refused) yield [name, name, at.message, at.instead];
  }
}

/** Started ≤ detected ≤ acknowledged, and started ≤ mitigated ≤ resolved. */
function* timeOrder(subject) {
  for (const name of Object.keys(EARLIER)) {
    const later = ordered(subject, name);
    const passed = later && passedBy(subject, name, later);
    if (!passed) continue;
    const [before, earlier] = passed;
    const where = `line ${subject.place(before).line}, ${earlier.written}`;
    const expected = `expected ${name} at or after ${before} (${where})`;
    yield [name, name, `${expected}, got ${later.written}; correct one of them`];
  }
}

/** The nearest moment that `later` should not precede and does. */
function passedBy(subject, name, later) {
  for (const before of EARLIER[name]) {
    const earlier = ordered(subject, before);
    if (!earlier) continue;
    if (isReversed(earlier, later)) return [before, earlier];
    if (earlier.at) return null; // only a date leaves open how it lies to the moments before it
  }
  return null;
}

/** A moment for its order: where the zone is wrong or missing, the wall clock still tells it. */
function ordered(subject, name) {
  const written = subject.right.get(name);
  if (subject.zone !== null || !written || written.clock === null || written.offset !== null) {
    return momentOf(subject, name);
  }
  const at = { at: written.day * DAY_S + written.clock, isOfNowhere: true };
  return { written: written.text, day: written.day, at };
}

function isReversed(earlier, later) {
  if (!earlier.at || !later.at) return later.day < earlier.day;
  if (Boolean(earlier.at.isOfNowhere) !== Boolean(later.at.isOfNowhere)) return false;
  return later.at.at < earlier.at.at;
}

/** A postmortem does not name itself. */
function* ownId({ name, typed }) {
  const id = name.replace(/\.md$/, "");
  for (const field of ["recurrence_of", "related", "aliases"]) {
    const index = (typed[field] ?? []).indexOf(id);
    if (index < 0) continue;
    const message = `expected another incident's id, got this one's ${shown(id)}; remove it`;
    yield [field, `${field}.${index}`, message];
  }
}

/** A list names a thing once; a repetition is ignored. */
function* duplicateItem({ typed }) {
  for (const name of LISTS) {
    const seen = new Set();
    for (const [index, item] of (typed[name] ?? []).entries()) {
      if (seen.has(item)) yield [name, `${name}.${index}`, `${shown(item)} stands twice; remove one`];
      seen.add(item);
    }
  }
}

/** A stated duration is within 10 % of the one computed from the times. */
function* statedDuration(subject) {
  const isEstimated = subject.right.get("started_estimated") ?? false;
  const computed = spans(momentsOf(subject), isEstimated);
  for (const key of DURATIONS) {
    const stated = subject.right.get(`stated_durations.${key}`);
    const seconds = computed[key];
    if (stated === undefined || seconds === null || seconds < 0) continue;
    const longerIsFine = isEstimated && stated > seconds && key !== "acknowledge";
    if (longerIsFine || Math.abs(stated - seconds) * 10 <= seconds) continue;
    const expected = `expected about ${writeDuration(seconds)}, as the times say`;
    const got = `got ${writeDuration(stated)}, more than 10 % away`;
    const path = `stated_durations.${key}`;
    yield [path, path, `${expected}; ${got}; check both`];
  }
}

const RULES = [
  ["file-name", "error", fileName],
  ["file-date", "error", fileDate],
  ["time-zone", "error", timeZone],
  ["time-local", "error", timeLocal],
  ["time-order", "error", timeOrder],
  ["own-id", "error", ownId],
  ["duplicate-item", "warning", duplicateItem],
  ["stated-duration", "warning", statedDuration],
];
