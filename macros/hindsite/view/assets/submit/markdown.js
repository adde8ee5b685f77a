/**
 * GitHub Flavored Markdown, parsed once: top-level blocks with their lines, the items of lists and the rows of
 * tables. What is read from a body (timeline, action items) and what is shown of it both start here.
 *
 * The engine parses with pulldown-cmark; markdown-it follows the same specification. HTML is parsed as such,
 * so that a list within a comment is no list, and is never shown as markup (see prose.js).
 */

import "../vendor/markdown-it.min.js";
import { joined, length, strip, trimEnd } from "./text.js";

const parser = globalThis.markdownit({ html: true, linkify: false });
const BULLET = /^[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]*/;
const TASK = /^\[([ xX])\](?=[ \t\v\f\n])[ \t]*/;
/** A mark that is escaped: the text begins behind the backslash. */
const ESCAPE = /^\\(?=[!-/:-@[-`{-~])/;
const KINDS = {
  heading_open: "heading",
  paragraph_open: "paragraph",
  bullet_list_open: "list",
  ordered_list_open: "list",
  table_open: "table",
  fence: "code",
  code_block: "code",
  blockquote_open: "quote",
  html_block: "html",
  hr: "rule",
};

/**
 * One top-level block: its tokens, and its first line (from 1, within the text that was parsed).
 * @typedef {{kind: string, level: number, tokens: any[], line: number}} Block
 * @typedef {{text: string, lines: string[], blocks: Block[]}} Document
 */

/**
 * One item of a list: its Markdown without the bullet, nested lines brought to the margin; its first
 * paragraph on one line; whether there is more than that; a task's box.
 * @typedef {{text: string, head: string, nested: boolean, checked: boolean | null, line: number, column: number}} Item
 */

/**
 * Parses a body; never fails, since every text is Markdown.
 * @param {string} text  Lines end with a line feed.
 * @returns {Document}
 */
export function parse(text) {
  const blocks = [];
  let tokens = [];
  for (const token of parser.parse(text, {})) {
    tokens.push(token);
    if (token.level > 0 || token.nesting > 0) continue;
    const [opening] = tokens;
    const level = opening.type === "heading_open" ? Number(opening.tag[1]) : 0;
    const line = (opening.map?.[0] ?? 0) + 1;
    blocks.push({ kind: KINDS[opening.type] ?? "html", level, tokens, line });
    tokens = [];
  }
  return { text, lines: text.split("\n"), blocks };
}

/**
 * The sections of a body: a level-2 heading and what stands below it.
 *
 * @param {Document} document
 * @param {Record<string, string>} known  Section names by folded heading.
 * @returns {{name: string | null, heading: string, line: number, blocks: Block[]}[]}
 */
export function sections(document, known) {
  const found = [];
  let section = null;
  for (const block of document.blocks) {
    if (block.kind === "heading" && block.level <= 2) {
      const heading = plainText(block);
      const folded = foldHeading(heading);
      const name = Object.hasOwn(known, folded) ? known[folded] : null;
      section = block.level === 2 ? { name, heading, line: block.line, blocks: [] } : null;
      if (section) found.push(section);
    } else {
      section?.blocks.push(block);
    }
  }
  return found;
}

/** A heading as it is compared. */
export function foldHeading(heading) {
  return joined(heading.toLowerCase()).replace(/[:. ]+$/, "");
}

/** The text of a block without its marks, on one line. */
export function plainText(block) {
  const words = [];
  for (const token of block.tokens) {
    for (const child of token.children ?? []) {
      if (child.type === "softbreak" || child.type === "hardbreak") words.push(" ");
      else if (child.type !== "html_inline") words.push(child.content);
    }
  }
  return joined(words.join(""));
}

/**
 * The top-level items of a list.
 * @param {Document} document
 * @param {Block} block
 * @returns {Item[]}
 */
export function items(document, block) {
  return itemTokens(block).map((tokens) => item(document, tokens));
}

/** The tokens of each top-level item of a list, `list_item_open` first. */
export function itemTokens(block) {
  const found = [];
  for (const token of block.tokens) {
    if (token.type === "list_item_open" && token.level === 1) found.push([]);
    if (token.level >= 1) found.at(-1)?.push(token);
  }
  return found;
}

function item(document, tokens) {
  const [opening, paragraph, inline] = tokens;
  const [start, end] = opening.map;
  const top = { line: start + 1, column: indentOf(document.lines[start]) + 1 };
  if (paragraph?.type !== "paragraph_open") {
    return { text: "", head: "", nested: tokens.length > 2, checked: null, ...top };
  }
  const at = paragraph.map[0];
  const written = document.lines[at];
  const margin = BULLET.exec(document.lines[start])?.[0].length ?? 0;
  const column = at === start ? margin : indentOf(written);
  const task = TASK.exec(`${written.slice(column)}\n`);
  const behind = column + (task?.[0].length ?? 0);
  const begin = behind + (ESCAPE.exec(written.slice(behind))?.[0].length ?? 0);
  const rest = document.lines.slice(at + 1, end).map((line) => dedented(line, margin));
  const [, ...others] = inline.content.split("\n");
  const head = strip([written.slice(begin), ...others].map(strip).join(" "));
  return {
    text: head && trimEnd([written.slice(begin), ...rest].join("\n")),
    head,
    nested: tokens.filter((token) => token.level === 2).length > 3,
    checked: task ? task[1] !== " " : null,
    ...(head ? { line: at + 1, column: length(written.slice(0, begin)) + 1 } : top),
  };
}

function indentOf(line) {
  return /^[ \t]*/.exec(line)[0].length;
}

function dedented(line, margin) {
  if (!strip(line)) return "";
  const spaced = line.replace(/\t/g, (_, at) => " ".repeat(4 - (at % 4)));
  const indent = spaced.length - spaced.trimStart().length;
  return trimEnd(spaced.slice(Math.min(indent, margin)));
}

/**
 * A table's cells as Markdown.
 * @param {Block} block
 * @returns {{head: string[], rows: {cells: string[], line: number}[]}}
 */
export function table(block) {
  const rows = [];
  for (const token of block.tokens) {
    if (token.type === "tr_open") rows.push({ cells: [], line: (token.map?.[0] ?? 0) + 1 });
    else if (token.type === "inline") rows.at(-1).cells.push(strip(token.content));
  }
  return { head: rows[0].cells, rows: rows.slice(1) };
}

/** The inline tokens of a piece of Markdown on its own. */
export function inlineTokens(text) {
  return parser.parseInline(text, {})[0]?.children ?? [];
}
