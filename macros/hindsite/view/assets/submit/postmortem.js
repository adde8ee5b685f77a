/**
 * What was typed, made into a file and read again as the engine would: its text, its times, timeline and action
 * items, and everything that is wrong with it, in order of its place.
 */

import { readActions } from "./actions.js";
import { checkFields, cleaned, writeHeader } from "./header.js";
import { checkHouse } from "./house.js";
import { foldHeading, parse, sections } from "./markdown.js";
import { checkRules, momentsOf, spans, subject } from "./rules.js";
import { counted, first, nearest, shown, trimEnd } from "./text.js";
import { readTimeline } from "./timeline.js";
import { dayOf, readDate, readTime, writeDay } from "./times.js";
import { slugged } from "./values.js";

const LONGEST_NAME = 60;
const MOST_BYTES = 500_000;
const MOST_LINES = 20_000;
const UNDATED = "undated";

/**
 * @typedef {object} Reading
 * @property {string} path  Of the file, from the repository's root.
 * @property {string} text  The whole file.
 * @property {number} headerLines  With its fences.
 * @property {import("./header.js").Problem[]} problems
 * @property {Map<string, any>} right  The header's right values by path.
 * @property {Record<string, import("./rules.js").Moment | null>} moments
 * @property {Record<string, number | null>} durations  In seconds.
 * @property {import("./markdown.js").Document} document  The body.
 * @property {import("./timeline.js").Event[]} events
 * @property {import("./actions.js").Action[]} actions
 */

/**
 * @param {import("./header.js").Typed} typed  Everything in the form; `body` and `name` are no header fields.
 * @param {any} data  The form's data.
 * @param {Set<string> | null} ids  Of the incidents there are, where they are known.
 * @returns {Reading}
 */
export function read({ body, name, ...fields }, data, ids = null) {
  const typed = cleaned(fields) ?? {};
  const writer = writeHeader(typed);
  const path = pathOf(typed, name, data, ids);
  const file = path.split("/").at(-1);
  const { right, problems } = checkFields(typed, writer, data.vocabulary);
  const place = (of) => writer.places.get(of) ?? { line: 1, column: 1 };
  const about = subject(file, typed, right, place);
  const moments = momentsOf(about);
  const markdown = `\n${tidied(body)}\n`;
  const text = `---\n${writer.lines.join("\n")}\n---\n${markdown}`;
  const bodyLine = writer.lines.length + 3;
  const document = parse(markdown);
  const found = sections(document, sectionNames(data));
  const timeline = readTimeline(document, found, bodyLine, timelineStart(about, moments));
  const actions = readActions(document, found, bodyLine, data.actions);
  const broken = [
    ...size(text),
    ...problems,
    ...checkRules(about),
    ...timeline.problems,
    ...actions.problems,
  ];
  const house = checkHouse({
    ...{ house: data.house, headings: data.sections, typed, right, places: writer.places, moments, text },
    ...{ document, sections: found, events: timeline.events, actions: actions.actions, bodyLine },
    problems: broken,
  });
  const all = [...broken, ...house, ...(ids ? checkIds(file, typed, ids, place) : [])];
  return {
    ...{ path, text, right, moments, document, bodyLine },
    headerLines: writer.lines.length + 2,
    problems: inOrder(all),
    durations: spans(moments, right.get("started_estimated") ?? false),
    events: timeline.events,
    actions: actions.actions,
  };
}

/** A body with plain line ends, and without byte order marks, which pasting brings along. */
function tidied(body) {
  return trimEnd(body.toWellFormed().replace(/\r\n?/g, "\n").replaceAll("\ufeff", ""));
}

/** The file's place: the folder of its year, the date of its start, and words of its title. */
function pathOf(typed, name, { folder }, ids) {
  const day = startDay(typed.started_at);
  const date = day === null ? UNDATED : writeDay(day);
  const chosen = name?.trim();
  const words = chosen || titleSlug(typed.title ?? "") || "incident";
  let file = `${date}-${words}`;
  // A name that was not chosen makes way for one that is taken.
  for (let next = 2; !chosen && ids?.has(file); next++) file = `${date}-${words}-${next}`;
  return day === null ? `${folder}/${file}.md` : `${folder}/${date.slice(0, 4)}/${file}.md`;
}

/** The day of a written start; null where it cannot be read. */
export function startDay(text) {
  try {
    return text === undefined ? null : readTime(text).day;
  } catch {
    return null;
  }
}

/** A title's first words as a slug of a bearable length. */
function titleSlug(title) {
  const slug = slugged(title.normalize("NFKD").replace(/\p{M}/gu, ""));
  if (slug.length <= LONGEST_NAME) return slug;
  const cut = first(slug, LONGEST_NAME + 1);
  return cut.slice(0, Math.max(cut.lastIndexOf("-"), 1)).replace(/-+$/, "") || cut.slice(0, LONGEST_NAME);
}

function sectionNames({ sections: headings }) {
  return Object.fromEntries(
    Object.entries(headings).flatMap(([name, words]) => words.map((word) => [foldHeading(word), name])),
  );
}

/** The date, instant and zone that the timeline's clock times lean on. */
function timelineStart({ name, right, zone, typed }, moments) {
  const started = right.get("started_at");
  const at = moments.started_at?.at ?? null;
  const needsOwnZone = started && started.clock !== null && started.offset === null;
  const isTold = typed.timezone !== undefined || needsOwnZone;
  const day = at ? dayOf(at) : (started?.day ?? fileDay(name));
  return { day, zone, needsZone: !isTold, at };
}

function fileDay(name) {
  try {
    return readDate(name.slice(0, 10));
  } catch {
    return null;
  }
}

function size(text) {
  const problem = (message) => ({
    line: 1,
    column: 1,
    field: "file",
    rule: "file-size",
    level: "error",
    message,
    path: "body",
  });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MOST_BYTES) {
    return [
      problem(`expected at most ${counted(MOST_BYTES)} bytes, got ${counted(bytes)}; shorten the file`),
    ];
  }
  const lines = text.split("\n").length - 1;
  return lines > MOST_LINES
    ? [problem(`expected at most ${counted(MOST_LINES)} lines, got more; shorten the file`)]
    : [];
}

/** What no file can tell alone: the name is free, and the incidents it names exist. */
function checkIds(file, typed, ids, place) {
  const problems = [];
  const id = file.replace(/\.md$/, "");
  if (ids.has(id)) {
    const message =
      `the id '${id}' is taken by ${file}; expected a file name that is unique in the whole tree, ` +
      "since it is the page's address; rename this file";
    problems.push({
      line: 1,
      column: 1,
      field: "id",
      rule: "unique-id",
      level: "error",
      message,
      path: "name",
    });
  }
  for (const field of ["recurrence_of", "related"]) {
    (typed[field] ?? []).forEach((named, index) => {
      if (ids.has(named) || named === id || !/^\d{4}-\d\d-\d\d-/.test(named)) return;
      const near = nearest(named, ids);
      const hint = near ? `did you mean ${near}?` : "it is a file's name without `.md`";
      const message = `expected the id of an incident here, got ${shown(named)}; ${hint}`;
      const path = `${field}.${index}`;
      const instead = near ? [near] : [];
      problems.push({
        ...place(path),
        field,
        rule: "known-incident",
        level: "error",
        message,
        path,
        instead,
      });
    });
  }
  return problems;
}

function inOrder(problems) {
  const keys = ["line", "column", "field", "rule", "level", "message"];
  const compare = (a, b) => {
    for (const key of keys) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
    return 0;
  };
  const sorted = problems.toSorted(compare);
  return sorted.filter((one, index) => index === 0 || compare(one, sorted[index - 1]) !== 0);
}
