/**
 * The page that the file would get: head, phases, text with its timeline as a rail. It follows the incident's
 * page in what it says, not in every detail.
 */

import { make } from "../explore/dom.js";
import { duration } from "../explore/words.js";
import { foldHeading, plainText } from "./markdown.js";
import { inlineProse, proseOf } from "./prose.js";
import { clockOf, dayOf, writeClock, writeDay } from "./times.js";

const NAMES = {
  started_at: "Started",
  detected_at: "Detected",
  acknowledged_at: "Acknowledged",
  mitigated_at: "Mitigated",
  resolved_at: "Resolved",
};
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * @param {import("./postmortem.js").Reading} reading
 * @param {any} data  The form's data.
 * @returns {HTMLElement}
 */
export function preview(reading, data) {
  return make(
    "div",
    { class: "hs-preview" },
    make(
      "h2",
      { class: "hs-preview-title" },
      reading.right.get("title") ?? make("span", { class: "hs-muted" }, "No title yet"),
    ),
    head(reading, data),
    phases(reading),
    body(reading, data),
  );
}

function head({ right, moments }, { badges }) {
  const severity = right.get("severity");
  const badge = badges.find(({ word }) => word === severity);
  const status = right.get("status");
  return make(
    "p",
    { class: "hs-preview-head" },
    badge &&
      make("b", { class: `hs-sev hs-sev${badge.rank}`, role: "img", "aria-label": badge.spoken }, badge.word),
    status &&
      status !== "published" &&
      make("span", { class: "hs-status hs-dashed" }, status === "draft" ? "Draft" : "In review"),
    make("span", {}, whenWords(moments)),
  );
}

/** "Sun 4 Jun 2023, 10:00 to 14:00". */
function whenWords({ started_at: start, mitigated_at: mitigated, resolved_at: resolved }) {
  if (!start) return "start unknown";
  const end = resolved ?? mitigated;
  const words = start.at ? `${dayWords(start.day)}, ${clock(start.at)}` : dayWords(start.day);
  if (!end) return words;
  const last = end.at ? clock(end.at) : "";
  if (end.day === start.day) return start.at && last ? `${words} to ${last}` : words;
  return `${words} to ${dayWords(end.day)}${last && `, ${last}`}`;
}

function dayWords(day) {
  const date = new Date(day * 86_400_000);
  return `${shortDay(day)} ${date.getUTCFullYear()}`;
}

function shortDay(day) {
  const date = new Date(day * 86_400_000);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

const clock = (at) => writeClock(clockOf(at), true);

/** The phases between the moments that are known; null where there is no bar to draw. */
export function phasesOf({ moments }) {
  const at = (name) => moments[name]?.at?.at ?? null;
  const [start, detected, mitigated, resolved] = [
    "started_at",
    "detected_at",
    "mitigated_at",
    "resolved_at",
  ].map(at);
  const end = Math.max(resolved ?? -Infinity, mitigated ?? -Infinity);
  if (start === null || !Number.isFinite(end) || end < start) return null;
  const over = mitigated ?? resolved;
  const found = [];
  if (detected !== null && detected >= start && detected <= over) {
    found.push(["undetected", "Undetected", start, detected], ["responding", "Responding", detected, over]);
  } else {
    found.push(["hatched", "Users affected; detection time unknown", start, over]);
  }
  if (mitigated !== null && resolved !== null) found.push(["recovering", "Recovering", mitigated, resolved]);
  return { start, end, phases: found.map(([kind, label, from, to]) => ({ kind, label, from, to })) };
}

function phases(reading) {
  const found = phasesOf(reading);
  if (!found) return momentList(reading);
  const { start, end } = found;
  const whole = end - start || 1;
  const groups = groupedMoments(reading);
  const said = groups.map(({ names, at }) => `${names} ${clock(at)}`).join(", ");
  const bar = make("div", { class: "hs-bar", role: "img", "aria-label": said });
  for (const { kind, from, to } of found.phases) {
    if (to === from && end !== start) continue;
    const part = make("i", { class: `hs-${kind}` });
    part.style.left = `${(100 * (from - start)) / whole}%`;
    part.style.width = `${end === start ? 100 : (100 * (to - from)) / whole}%`;
    bar.append(part);
  }
  return make(
    "div",
    { class: "hs-phases" },
    make(
      "ul",
      { class: "hs-key-list" },
      found.phases.map(key),
      make("li", {}, total(reading), " ", make("b", {}, duration(end - start))),
    ),
    bar,
    make(
      "div",
      { class: "hs-ends" },
      endLabel(groups[0], start),
      groups.length > 1 ? endLabel(groups.at(-1), start) : null,
    ),
    make(
      "ul",
      { class: "hs-phase-rows" },
      groups.map((group, index) => phaseRow(group, found, index === groups.length - 1)),
    ),
  );
}

const total = ({ moments }) => (moments.resolved_at?.at ? "To resolve" : "To mitigate");

function key({ kind, label, from, to }) {
  return make(
    "li",
    {},
    make("i", { class: `hs-sw hs-${kind}` }),
    `${label} `,
    make("b", {}, duration(to - from)),
  );
}

/** Moments in the order of time; those of the same minute share one label. */
function groupedMoments({ moments }) {
  const known = Object.entries(NAMES)
    .map(([name, words]) => ({ words, at: moments[name]?.at }))
    .filter(({ at }) => at)
    .sort((a, b) => a.at.at - b.at.at);
  const groups = [];
  for (const { words, at } of known) {
    const last = groups.at(-1);
    if (last && Math.floor(last.at.at / 60) === Math.floor(at.at / 60))
      last.names += `, ${words.toLowerCase()}`;
    else groups.push({ names: words, at });
  }
  return groups;
}

function endLabel({ names, at }, start) {
  const after = at.at - start;
  const note = after > 0 ? `after ${duration(after)}` : shortDay(dayOf(at));
  return make("p", {}, make("b", {}, names), ` ${clock(at)}`, make("br"), note);
}

function phaseRow({ names, at }, { start, end, phases: found }, isLast) {
  const phase = found.find(({ from, to }) => from === at.at && to > from);
  const length = isLast ? end - start : phase ? phase.to - phase.from : 0;
  const label = isLast ? "in all " : phase ? `${phase.label.toLowerCase()} ` : "";
  return make(
    "li",
    {},
    make("i", { class: phase && !isLast ? `hs-sw hs-${phase.kind}` : null }),
    make("span", {}, clock(at)),
    make("span", {}, names),
    make("span", {}, label, label && make("b", {}, duration(length))),
  );
}

/** Without a start or an end there is no bar: the known moments stand as a list. */
function momentList({ moments }) {
  const rows = Object.entries(NAMES).filter(([name]) => moments[name]);
  if (!rows.length) return null;
  const words = ({ at, day }) =>
    at ? `${shortDay(day)}, ${clock(at)}` : `${dayWords(day)}, time of day unknown`;
  return make(
    "dl",
    { class: "hs-moments" },
    rows.map(([name, label]) => make("div", {}, make("dt", {}, label), make("dd", {}, words(moments[name])))),
  );
}

/** The text; the lists and tables that the timeline was read from are shown as its rail. */
function body(reading, data) {
  const { document, events } = reading;
  const headings = data.sections.timeline.map(foldHeading);
  const found = [];
  let isTimeline = false;
  let isDrawn = false;
  for (const block of document.blocks) {
    if (block.kind === "heading" && block.level <= 2)
      isTimeline = block.level === 2 && headings.includes(foldHeading(plainText(block)));
    const isRead =
      isTimeline &&
      events.length > 0 &&
      (block.kind === "list" || block.kind === "table" || (block.kind === "heading" && block.level === 3));
    if (!isRead) found.push(...proseOf([block]));
    else if (!isDrawn) {
      found.push(rail(reading));
      isDrawn = true;
    }
  }
  return make("div", { class: "hs-preview-text" }, found);
}

function rail(reading) {
  const { events } = reading;
  const start = reading.moments.started_at?.at?.at ?? null;
  const groups = groupedMoments(reading).filter(({ names }) => names !== "Acknowledged");
  const minute = (at) => Math.floor(at.at / 60);
  const spans = phasesOf(reading)?.phases ?? [];
  let day = reading.moments.started_at?.day ?? null;
  const rows = events.map((event) => {
    const group = groups.find(({ at }) => minute(at) === minute(event.at));
    if (group) groups.splice(groups.indexOf(group), 1);
    const phase = spans.find(({ from, to }) => event.at.at >= from && event.at.at < to)?.kind ?? "none";
    const isNewDay = day !== null && dayOf(event.at) !== day;
    day = dayOf(event.at);
    const offset = start === null ? null : event.at.at - start;
    return make(
      "li",
      { class: `hs-at-${phase}${group ? " hs-milestone" : ""}${isNewDay ? " hs-dated" : ""}` },
      isNewDay && make("b", { class: "hs-day" }, shortDay(day)),
      make(
        "time",
        { datetime: `${writeDay(day)}T${writeClock(clockOf(event.at), true)}` },
        `${event.approximate ? "≈ " : ""}${clock(event.at)}${event.until ? `–${clock(event.until)}` : ""}`,
      ),
      make(
        "div",
        { class: "hs-text" },
        group && make("b", {}, `${group.names}.`),
        group && " ",
        inlineProse(event.text),
      ),
      offset !== null && make("span", { class: "hs-offset" }, offsetWords(offset)),
    );
  });
  return make("ol", { class: "hs-rail" }, rows);
}

function offsetWords(seconds) {
  if (seconds === 0) return "start";
  return `${seconds > 0 ? "+" : "−"}${duration(Math.abs(seconds))}`;
}
