/** Draws an answer into the list below a search field. Text is set as text; no HTML comes from data. */
import { root } from "./search_place.js";
import { marked, plain } from "./search_words.js";

/**
 * @typedef {import("./search.js").Answer} Answer
 * @typedef {import("./search_suggest.js").Suggestion} Suggestion
 */

const INCIDENTS = 6;
const GUIDES = 3;
const SECTIONS = 2;
const SERVICES = 3;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

let made = 0;

/**
 * Fill a list with what was found: error messages, causes and services, incidents, guide, and the way to
 * all of it.
 *
 * @param {HTMLElement} list  Emptied first.
 * @param {string} text  The query as one line.
 * @param {Answer} answer
 * @param {Suggestion[]} suggestions
 * @param {boolean} passages  Whether sections with their passages stand below a title.
 */
export function draw(list, text, answer, suggestions, passages) {
  const { words, pages } = answer;
  const errors = pages.flatMap((page) => verbatim(text, page).map((error) => ({ error, page })));
  const told = new Set(errors.map(({ page }) => page));
  const rest = pages.filter((page) => !told.has(page));
  const incidents = titlesFirst(rest.filter(({ kind }) => kind === "incident"), words).slice(0, INCIDENTS);
  const guides = rest.filter(({ kind }) => kind !== "incident").slice(0, GUIDES);
  const row = (page) => pageRows(page, words, passages);
  list.replaceChildren(
    ...group("Error message", errors.map(({ error, page }) => errorRow(error, page))),
    ...["Cause", "Service"].flatMap((kind) =>
      group(kind, suggestions.filter((one) => one.kind === kind).map((one) => suggestionRow(one, words))),
    ),
    ...group("Incidents", incidents.flatMap(row)),
    ...group("Guide", guides.flatMap(row)),
    allRow(text),
  );
}

/** A page's error messages that the text is, or that stand in it. */
function verbatim(text, page) {
  const squeezed = (string) => plain(string).replace(/\s+/g, " ").trim();
  const asked = squeezed(text);
  return (page.meta.errors ?? "").split("\n").filter((error) => {
    const known = squeezed(error);
    return known.length > 4 && asked.length > 4 && (known.includes(asked) || asked.includes(known));
  });
}

/** The order of the search, but a title that holds all the words comes before one that does not. */
function titlesFirst(pages, words) {
  const held = ({ title }) => {
    const found = marked(title, words).filter((part) => part.found).length;
    return found >= words.length ? 0 : 1;
  };
  return [...pages].sort((a, b) => held(a) - held(b));
}

function group(label, rows) {
  if (!rows.length) return [];
  const heading = element("p", "hs-find__group", label);
  heading.id = `hs-find-group-${made++}`;
  const box = element("div", "hs-find__rows", heading, ...rows);
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", heading.id);
  return [box];
}

function errorRow(error, page) {
  const about = element("span", "hs-find__about", `${page.title}, ${page.meta.date}`);
  return option(page.href, "hs-find__row hs-find__row--error", element("code", "", error), about);
}

function suggestionRow({ slug, href, count, last }, words) {
  const [year, month, day] = last.split("-").map(Number);
  const about = `${count} ${count === 1 ? "incident" : "incidents"}, last ${day} ${MONTHS[month - 1]} ${year}`;
  return option(href, "hs-find__row", highlighted("span", marked(slug, words)), element("span", "hs-find__about", about));
}

/** A page, and below it, where passages are shown, its best sections as rows of their own. */
function pageRows(page, words, passages) {
  const title = highlighted("span", marked(page.title, words));
  title.className = "hs-find__title";
  const inside = page.kind === "incident" ? [badge(page.meta), title, date(page.meta)] : [title];
  const rows = [option(page.href, `hs-find__row hs-find__row--${page.kind}`, ...inside)];
  if (!passages) return rows;
  if (page.meta.services) rows[0].append(services(page.meta.services));
  const told = page.sections.filter(({ parts }) => parts.some(({ found }) => found));
  return [...rows, ...told.slice(0, SECTIONS).map(sectionRow)];
}

function sectionRow({ section, href, parts }) {
  const passage = highlighted("span", parts);
  passage.className = "hs-find__passage";
  const inside = section ? [element("b", "", `${section}: `), passage] : [passage];
  return option(href, "hs-find__row hs-find__row--section", ...inside);
}

function allRow(text) {
  const href = new URL("explore/", root);
  href.searchParams.set("q", text);
  const keys = element("span", "hs-find__keys");
  for (const [key, does] of [["↑", ""], ["↓", "to move,"], ["Enter", "to open,"], ["Esc", "to close"]]) {
    keys.append(element("kbd", "", key), does ? ` ${does} ` : " ");
  }
  keys.setAttribute("aria-hidden", "true");
  return option(href.href, "hs-find__row hs-find__all", element("span", "", `Search all text for “${text}”`), keys);
}

function badge({ severity, rank }) {
  const word = element("b", `hs-sev hs-sev${Number(rank)}`, severity);
  return word;
}

function date({ date: day }) {
  return element("time", "hs-find__about", day);
}

function services(text) {
  const all = text.split(", ");
  const more = all.length > SERVICES ? ` +${all.length - SERVICES}` : "";
  return element("span", "hs-find__services", all.slice(0, SERVICES).join(", ") + more);
}

/** A row that can be chosen: a link all the same, so that it opens in a new tab as links do. */
function option(href, name, ...children) {
  const row = element("a", name, ...children);
  row.href = href;
  row.id = `hs-find-option-${made++}`;
  row.tabIndex = -1;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  return row;
}

function highlighted(tag, parts) {
  return element(tag, "", ...parts.map(({ text, found }) => (found ? element("mark", "", text) : text)));
}

function element(tag, name, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...children);
  return made;
}
