/**
 * Action items, read from the lists and tables of their sections. The engine's rules, in its words
 * (hindsite.postmortem.actions); the words for columns, types and states are published with the form.
 */

import { items, table } from "./markdown.js";
import { Refused, SPACE, counted, either, joined, length, nearest, shown, strip } from "./text.js";
import { readDate } from "./times.js";
import { checkAddress } from "./values.js";

const LONGEST = 2_000;
const MOST_PAIRS = 10;
const FIELD = "actions";
const BLANK = new Set(["", "-", "–", "—", "?", "tbd", "n/a", "none", "unknown"]);
const NO_TITLES = new Set(["", "#", "id", "no", "no.", "nr", "nr.", "priority", "prio"]);
const CODE = /`+[^`]*`+/g;
const DASH = new RegExp(`(?:^|[${SPACE}]+)(?:—|–|--?)[${SPACE}]+`, "g");
const NAME = "[A-Za-z][A-Za-z _-]{0,19}";
const PAIR = new RegExp(
  `^[${SPACE}]*[*_]{0,2}(${NAME}?)[*_]{0,2}[${SPACE}]*:(?!//)(?:[*_]{1,2}(?=[${SPACE}]))?[${SPACE}]*([^]*?)[${SPACE}]*$`,
);
const LINK = /^\[([^\]]*)\]\(<?(?<url>[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?\)$/;
const AUTOLINK = /^<(?<url>[a-z]+:[^\s<>]+)>$/;
const SCHEME = new RegExp(`^[${SPACE}]*([A-Za-z][A-Za-z0-9+.-]*):(?=[^${SPACE}])`);

/**
 * @typedef {object} ActionWords
 * @property {string[]} keys
 * @property {Record<string, string[]>} columns
 * @property {Record<string, string>} types  Words by what they mean.
 * @property {Record<string, string>} statuses
 * @property {string[]} allowed_types
 * @property {string[]} allowed_statuses
 */

/**
 * @typedef {{title: string, type: string | null, owner: string | null, due: number | null,
 *   status: string | null, ticket: string | null, line: number}} Action
 */

/**
 * Every section of action items: the items in order, and what is wrong.
 * @param {ActionWords} words
 */
export function readActions(document, sections, bodyLine, words) {
  const actions = [];
  const problems = [];
  for (const section of sections) {
    if (section.name !== "actions") continue;
    for (const block of section.blocks) {
      // Within a block what its form breaks is told first, then what its values break.
      for (const written of writtenIn(document, block, bodyLine, words, problems)) {
        actions.push(action(written, words, problems));
      }
    }
  }
  return { actions, problems };
}

function problem(rule, place, message, level = "error") {
  return { ...place, field: FIELD, rule, level, message };
}

function writtenIn(document, block, bodyLine, words, problems) {
  if (block.kind === "list") {
    return items(document, block).map((item) => listItem(item, bodyLine, words, problems));
  }
  return block.kind === "table" ? tableItems(block, bodyLine, words, problems) : [];
}

function listItem(item, bodyLine, { keys }, problems) {
  const place = { line: item.line + bodyLine - 1, column: item.column };
  const { title, pairs } = tail(item.head, keys);
  const given = {};
  for (const [key, value] of pairs) {
    if (!keys.includes(key)) {
      const near = nearest(key, keys);
      const hint = near ? `did you mean ${near}?` : "remove it";
      problems.push(problem("action-key", place, `expected ${either(keys)}, got ${shown(key)}; ${hint}`));
    } else if (Object.hasOwn(given, key)) {
      problems.push(problem("action-key", place, `${shown(key)} stands twice in one item; remove one`));
    } else {
      given[key] = value;
    }
  }
  return { title, given, checked: item.checked, place };
}

/** A title and the pairs behind its dash; a dash that no pairs follow belongs to the title. */
function tail(head, keys) {
  if (length(head) > LONGEST) return { title: head, pairs: [] };
  const masked = head.replace(CODE, (code) => "`".repeat(code.length));
  for (const dash of Array.from(masked.matchAll(DASH)).slice(-MOST_PAIRS)) {
    const parts = parted(head.slice(dash.index + dash[0].length), keys);
    const pairs = parts.map((part) => PAIR.exec(part)).filter(Boolean);
    const found = pairs.map(([, key, value]) => [key.toLowerCase(), value]);
    const isTail = found.length === parts.length && found.length <= MOST_PAIRS;
    if (isTail && found.some(([key]) => keys.includes(key) || nearest(key, keys))) {
      return { title: strip(head.slice(0, dash.index)), pairs: found };
    }
  }
  return { title: strip(head), pairs: [] };
}

/** A comma parts two pairs where a key follows it: names may have commas of their own. */
function parted(text, keys) {
  const between = new RegExp(
    `;(?=[${SPACE}]*[*_]{0,2}${NAME}[*_]{0,2}[${SPACE}]*:(?!//))|;[${SPACE}]*$` +
      `|,(?=[${SPACE}]*[*_]{0,2}(?:${keys.join("|")})[*_]{0,2}[${SPACE}]*:(?!//))`,
    "i",
  );
  return text.split(between).filter((part) => strip(part) !== "");
}

function tableItems(block, bodyLine, words, problems) {
  const { head, rows } = table(block);
  const names = columnNames(head, words.columns);
  if (!names.includes("title")) return [];
  const top = { line: block.line + bodyLine - 1, column: 1 };
  head.forEach((name, index) => {
    if (names[index] !== null || name === "" || name === "#") return;
    const message =
      `expected Action, Type, Owner, Due, Status or Ticket, got the column ${shown(name)}; ` +
      "it is shown as written and not counted";
    problems.push(problem("action-column", top, message, "warning"));
  });
  return rows
    .filter(({ cells }) => cells.some(Boolean))
    .map(({ cells, line }) => {
      const { title = "", ...given } = cellsByName(names, cells);
      return { title, given, checked: null, place: { line: line + bodyLine - 1, column: 1 } };
    });
}

function cellsByName(names, cells) {
  const given = {};
  cells.forEach((cell, index) => {
    const name = names[index];
    if (name && !given[name]) given[name] = cell;
  });
  return given;
}

/** What each column holds; beside known ones the first that is not known has the titles. */
function columnNames(head, columns) {
  const known = new Map(
    Object.entries(columns).flatMap(([name, words]) => words.map((word) => [word, name])),
  );
  const words = head.map((cell) => joined(cell.toLowerCase().replace(/[*_`:]|\(s\)/g, "")));
  const names = [];
  for (const word of words) {
    const name = known.get(word) ?? known.get(word.replace(/s$/, "")) ?? null;
    names.push(names.includes(name) ? null : name);
  }
  if (!names.includes("title") && names.some(Boolean)) {
    const titles = names.findIndex((name, index) => name === null && !NO_TITLES.has(words[index]));
    if (titles >= 0) names[titles] = "title";
  }
  return names;
}

/** @returns {Action} */
function action({ title, given, checked, place }, words, problems) {
  const tell = (rule, message) => problems.push(problem(rule, place, message));
  const value = (key, rule, check) => {
    const text = strip(given[key] ?? "");
    if (BLANK.has(text.toLowerCase())) return null;
    try {
      return check(text);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      tell(rule, `${key}: ${error.message}`);
      return null;
    }
  };
  if (!title || ["[ ]", "[x]"].includes(title.toLowerCase())) {
    tell("action-title", "expected an action, got no text; write or remove it");
  }
  if (length(title) > LONGEST) {
    const got = counted(length(title));
    tell("action-title", `expected at most ${counted(LONGEST)} characters, got ${got}; shorten it`);
  }
  const status = value("status", "action-status", (text) =>
    word(text, words.statuses, words.allowed_statuses),
  );
  if (status !== null && checked !== null && checked !== (status === "done")) {
    const box = checked ? "[x] means done" : "[ ] means not done";
    tell("action-status", `status: ${box}, got the status ${shown(status)}; correct one of them`);
  }
  return {
    title,
    type: value("type", "action-type", (text) => word(text, words.types, words.allowed_types)),
    owner: value("owner", "action-key", (text) => text),
    due: value("due", "action-due", readDate),
    status: status ?? (checked === null ? null : checked ? "done" : "open"),
    ticket: value("ticket", "action-ticket", ticket),
    line: place.line,
  };
}

function word(text, words, allowed) {
  const plain = strip(text.replace(/[*_`]/g, "")).toLowerCase();
  const found = [plain, strip(text).toLowerCase()].find((one) => Object.hasOwn(words, one));
  if (found !== undefined) return words[found];
  const near = nearest(plain, Object.keys(words));
  const hint = near ? `; did you mean ${words[near]}?` : "";
  throw new Refused(`expected ${either(allowed)}, got ${shown(text)}${hint}`);
}

function ticket(text) {
  if (length(text) > LONGEST) {
    throw new Refused(`expected at most ${counted(LONGEST)} characters, got ${counted(length(text))}`);
  }
  const link = LINK.exec(text) ?? AUTOLINK.exec(text);
  const found = link ? link.groups.url : text;
  return link || found.includes("://") || SCHEME.test(found) ? checkAddress(found) : found;
}
