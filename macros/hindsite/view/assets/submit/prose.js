/**
 * Markdown as elements, made one by one from the parser's tokens: no markup is ever taken from the text. What
 * is HTML there shows as text, comments are left out, pictures show as their words.
 */

import { make } from "../explore/dom.js";
import { inlineTokens } from "./markdown.js";

const SAFE = /^(?:https?:|mailto:)/i;
const COMMENT = /<!--[^]*?(?:-->|$)/g;
const TAGS = {
  paragraph: "p",
  heading: null,
  bullet_list: "ul",
  ordered_list: "ol",
  list_item: "li",
  blockquote: "blockquote",
  table: "table",
  thead: "thead",
  tbody: "tbody",
  tr: "tr",
  th: "th",
  td: "td",
  strong: "strong",
  em: "em",
  s: "del",
};

/** Blocks as elements; headings begin at level 3, since the page has its own above. */
export function proseOf(blocks) {
  return blocks.map((block) => blockElement(block.tokens)).filter(Boolean);
}

function blockElement(tokens) {
  const root = document.createDocumentFragment();
  build(root, tokens);
  return root;
}

/** The Markdown of an item of the timeline: its first line and what is nested. */
export function inlineProse(text) {
  const [line, ...nested] = text.split("\n");
  const root = document.createDocumentFragment();
  build(root, inlineTokens(line));
  const more = nested.join("\n").trim();
  if (more) root.append(make("pre", { class: "hs-nested" }, more));
  return root;
}

function build(root, tokens) {
  const open = [root];
  for (const token of tokens) {
    const here = open.at(-1);
    if (token.type === "inline") build(here, token.children);
    else if (token.nesting === 1) open.push(opened(here, token));
    else if (token.nesting === -1) {
      if (open.length > 1) open.pop();
    } else here.append(leaf(token));
  }
}

/** The element that a token opens, put into its parent; a hidden paragraph (of a tight list) has none. */
function opened(parent, token) {
  if (token.hidden) return parent;
  const element = make(tagOf(token), attributesOf(token));
  parent.append(element);
  return element;
}

function tagOf(token) {
  const name = token.type.replace(/_open$/, "");
  if (name === "heading") return `h${Math.min(6, Math.max(3, Number(token.tag[1]) + 1))}`;
  if (name === "link") return "a";
  return TAGS[name] ?? "span";
}

function attributesOf(token) {
  if (token.type !== "link_open") return {};
  const href = token.attrGet("href") ?? "";
  if (!SAFE.test(href)) return {};
  return { href, rel: "noopener noreferrer", target: "_blank", class: "hs-ul" };
}

function leaf(token) {
  const { type, content } = token;
  if (type === "text") return document.createTextNode(content);
  if (type === "softbreak") return document.createTextNode("\n");
  if (type === "hardbreak") return make("br");
  if (type === "code_inline") return make("code", {}, content);
  if (type === "fence" || type === "code_block")
    return make("pre", { tabindex: "0" }, make("code", {}, content));
  if (type === "hr") return make("hr");
  if (type === "image") return document.createTextNode(content || "picture");
  const text = content.replace(COMMENT, "");
  return type === "html_block" && text.trim()
    ? make("p", {}, text)
    : document.createTextNode(type === "html_block" ? "" : text);
}
