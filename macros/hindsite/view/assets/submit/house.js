/**
 * The house rules: what the site asks of its postmortems beyond the contract. The engine's rules, in its words
 * (hindsite.postmortem.house.facts); each yields the field, its place, the message, and the form's own path.
 */

import { MOMENTS } from "./header.js";
import { personal } from "./personal.js";
import { secrets } from "./secrets.js";
import { shown } from "./text.js";
import { DAY_S, clockOf, dayOf, writeClock, writeDay, writeDuration } from "./times.js";
import { blame } from "./wording.js";

const NOTHING = /^(?:\s|<!--[\s\S]*?-->)*$/;
const ENDED = ["done", "dropped"];
const TOP = { line: 1, column: 1 };
const STATED = ["mitigate", "resolve", "impact"].map((name) => `stated_durations.${name}`);

/**
 * A file as the house rules see it.
 *
 * @typedef {object} Subject
 * @property {any} house  The site's rules; see the form's data.
 * @property {Record<string, string[]>} headings  Of each section.
 * @property {import("./header.js").Typed} typed
 * @property {Map<string, any>} right
 * @property {Map<string, {line: number, column: number}>} places  Of the header's values.
 * @property {Record<string, import("./rules.js").Moment | null>} moments
 * @property {string} text  The whole file.
 * @property {import("./markdown.js").Document} document
 * @property {{name: string | null, heading: string, line: number, blocks: any[]}[]} sections
 * @property {import("./timeline.js").Event[]} events
 * @property {import("./actions.js").Action[]} actions
 * @property {number} bodyLine
 * @property {import("./header.js").Problem[]} problems  What the contract's rules found.
 */

/**
 * Everything that breaks a house rule which is on and not waived, and each waiver too many.
 * @param {Subject} subject
 * @returns {import("./header.js").Problem[]}
 */
export function checkHouse(subject) {
  const { levels } = subject.house;
  const waived = waivedRules(subject);
  const used = new Set();
  const problems = [];
  for (const [rule, check] of Object.entries(RULES)) {
    if (!levels[rule]) continue;
    for (const [field, place, message, path = field] of check(subject)) {
      if (waived.has(rule)) {
        used.add(rule);
        break;
      }
      problems.push({ ...place, field, rule, level: levels[rule], message, path });
    }
  }
  return [...problems, ...unused(subject, waived, used)];
}

function waivedRules({ typed, right }) {
  const known = (typed.waivers ?? []).map((_, index) =>
    right.has(`waivers.${index}.reason`) ? right.get(`waivers.${index}.rule`) : undefined,
  );
  return new Set(known.filter((rule) => rule !== undefined));
}

function* unused({ typed, places, house }, waived, used) {
  const seen = new Set();
  for (const [index, { rule: name }] of (typed.waivers ?? []).entries()) {
    // Not all personal data is looked for here: whether its waiver is used is told where it is.
    if (!waived.has(name) || !house.levels[name] || name === "personal-data") continue;
    const path = `waivers.${index}.rule`;
    const problem = (message) => ({
      ...places.get(path),
      ...{ field: "waivers.rule", rule: "unused-waiver", level: "warning", message, path },
    });
    if (seen.has(name)) yield problem(`${name} is waived above already; remove this entry`);
    else if (!used.has(name)) {
      const expected = `expected a rule that this file breaks, got ${name}, which it keeps`;
      yield problem(`${expected}; remove this entry`);
    }
    seen.add(name);
  }
}

/** Whether none of some fields has an error. */
function isRight({ problems }, ...fields) {
  return !problems.some(({ level, field }) => level === "error" && fields.includes(field));
}

const statusOf = ({ right }) => right.get("status") ?? "published";

/** What it is, as a message says it: "a published SEV1". */
function words(subject) {
  const status = statusOf(subject);
  return `${status.startsWith("i") ? "an" : "a"} ${status} ${subject.right.get("severity")}`;
}

/** The names of the needs that are this postmortem's, each once; "" for one without names. */
function needed(subject, needs) {
  const severity = subject.right.get("severity");
  if (severity === undefined || !isRight(subject, "severity", "status")) return new Set();
  const own = needs.filter(
    ({ severities, statuses }) => severities.includes(severity) && statuses.includes(statusOf(subject)),
  );
  return new Set(own.flatMap(({ names }) => (names.length ? names : [""])));
}

const placeOf = ({ bodyLine }, section) => ({ line: section.line + bodyLine - 1, column: 1 });

/** A postmortem has the sections that its severity and status ask for, with text in them. */
function* neededSection(subject) {
  for (const name of needed(subject, subject.house.sections)) {
    const found = subject.sections.filter((section) => section.name === name);
    if (found.some((section) => !isEmpty(section))) continue;
    const [heading] = subject.headings[name];
    const expected = `expected a section ${shown(heading)} in ${words(subject)}`;
    if (found.length) {
      yield [name, placeOf(subject, found[0]), `${expected}, got an empty one; fill it in`, "body"];
    } else {
      yield [name, TOP, `${expected}, got none; add \`## ${heading}\``, "body"];
    }
  }
}

function isEmpty({ blocks }) {
  return blocks.every(({ kind, tokens }) => kind === "html" && NOTHING.test(tokens[0].content));
}

/** A postmortem has the fields that its severity and status ask for; `unknown` is none. */
function* neededField(subject) {
  for (const name of needed(subject, subject.house.fields)) {
    const path = name.split(".");
    const value = path.reduce((at, key) => (typeof at === "object" ? at?.[key] : undefined), subject.typed);
    if (!isRight(subject, path[0], name) || (value !== undefined && value !== "unknown")) continue;
    const place = subject.places.get(name) ?? TOP;
    yield [name, place, `expected \`${name}:\` in ${words(subject)}, got no value; add it`];
  }
}

/** A postmortem of the severities that ask for it has an action item that prevents, owned. */
function* preventiveAction(subject) {
  if (!needed(subject, subject.house.prevented).size) return;
  const preventive = subject.actions.filter(({ type }) => type === "prevent");
  const isOwned = preventive.some(({ owner, status }) => owner && status !== "dropped");
  if (isOwned || !isRight(subject, "actions")) return;
  const expected = `expected an action item of type prevent with an owner in ${words(subject)}`;
  const got = preventive.length ? "got none that is owned" : "got none of that type";
  const hint = "add `type: prevent; owner: @team` to one, or write one";
  const section = subject.sections.find(({ name }) => name === "actions");
  yield ["actions", section ? placeOf(subject, section) : TOP, `${expected}, ${got}; ${hint}`];
}

/** An action item that is not done has an owner. */
function* actionWithoutOwner(subject) {
  for (const line of unfinished(subject, "owner"))
    yield ["actions", { line, column: 1 }, "expected an owner, got none; add `owner: @team`"];
}

/** An action item that is not done has a due date. */
function* actionWithoutDue(subject) {
  for (const line of unfinished(subject, "due"))
    yield ["actions", { line, column: 1 }, "expected a due date, got none; add `due: YYYY-MM-DD`"];
}

/** The lines of the action items that lack a value; a draft is not asked for it yet. */
function unfinished(subject, name) {
  if (!isRight(subject, "status") || statusOf(subject) === "draft") return [];
  const told = new Set(subject.problems.filter(({ field }) => field === "actions").map(({ line }) => line));
  return subject.actions
    .filter((action) => !ENDED.includes(action.status) && action[name] === null && !told.has(action.line))
    .map(({ line }) => line);
}

/** The timeline stays near the incident: not long before its start, nor long after its end. */
function* timelineSpan(subject) {
  const { house, moments, problems } = subject;
  // What the reading of the timeline has warned of already is not told again.
  const told = new Set(problems.filter(({ field }) => field === "timeline").map(({ line }) => line));
  const events = subject.events.filter(({ line }) => !told.has(line));
  if (!events.length || !isRight(subject, "timeline", ...MOMENTS, "timezone")) return;
  const started = moments.started_at;
  if (started) {
    const since = seconds(started) - house.before_s;
    const early = events.find(({ at }) => stamp(at, started) < since);
    yield* outside(early, `${long(house.before_s)}before`, "started_at");
  }
  const name = moments.resolved_at ? "resolved_at" : "mitigated_at";
  const ended = moments[name];
  if (ended) {
    const until = seconds(ended) + house.after_s + (ended.at ? 0 : DAY_S - 1);
    const late = events.find(({ at }) => stamp(at, ended) > until);
    yield* outside(late, `${long(house.after_s)}after`, name);
  }
}

const seconds = ({ at, day }) => (at ? at.at : day * DAY_S);
/** An event's seconds; against a date alone it counts as its own clock shows it. */
const stamp = (at, moment) => (moment.at ? at.at : dayOf(at) * DAY_S + clockOf(at));
const long = (allowed) => (allowed ? `more than ${writeDuration(allowed)} ` : "");

function* outside(event, where, field) {
  if (!event) return;
  const at = `${writeDay(dayOf(event.at))} ${writeClock(clockOf(event.at))}`;
  const expected = "expected the time of the incident";
  const hint = `check the date here and ${field}, or waive timeline-span if both are right`;
  const message = `${at} is ${where} ${field}; ${expected}; ${hint}`;
  yield ["timeline", { line: event.line, column: 1 }, message];
}

/** `impact.users_percent` comes with a duration: alone it enters no figure. */
function* impactWithoutDuration(subject) {
  const { right, moments, places } = subject;
  const field = "impact.users_percent";
  if (!right.has(field) || !isRight(subject, ...MOMENTS, "timezone", ...STATED)) return;
  const ended = moments.mitigated_at ?? moments.resolved_at;
  if ((moments.started_at?.at && ended?.at) || STATED.some((name) => right.has(name))) return;
  const message = "expected how long it lasted beside the share of users, got no duration";
  const hint = "add `mitigated_at` or `resolved_at` with a clock time, or `stated_durations`";
  yield [field, places.get(field), `${message}; ${hint}`];
}

const RULES = {
  "needed-section": neededSection,
  "needed-field": neededField,
  "preventive-action": preventiveAction,
  "action-without-owner": actionWithoutOwner,
  "action-without-due": actionWithoutDue,
  "timeline-span": timelineSpan,
  "impact-without-duration": impactWithoutDuration,
  "blameless-language": blame,
  secret: secrets,
  "personal-data": personal,
};
