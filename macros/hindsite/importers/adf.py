"""Atlassian's document format (ADF), in which Jira keeps its texts, as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from hindsite.importers import html_text
from hindsite.importers.html_marks import BOX
from hindsite.importers.json_source import node, refuse, texts

# What a node is in HTML; any other is a block, unless it stands in a paragraph or is a leaf of one.
_ELEMENTS = {
    "paragraph": "p",
    "bulletList": "ul",
    "orderedList": "ol",
    "listItem": "li",
    "blockquote": "blockquote",
    "panel": "blockquote",
    "table": "table",
    "tableRow": "tr",
    "tableCell": "td",
    "tableHeader": "th",
    "taskList": "ul",
    "decisionList": "ul",
    "taskItem": "li",
    "blockTaskItem": "li",
    "decisionItem": "li",
    "caption": "p",
    "expand": "div",
    "nestedExpand": "div",
    "rule": "hr",
    "hardBreak": "br",
    "codeBlock": "pre",
    "blockCard": "p",
    "embedCard": "p",
    "mediaSingle": "div",
    "mediaGroup": "div",
    "media": "p",
}
_INLINE = frozenset(
    {"status", "date", "inlineCard", "mention", "emoji", "mediaInline", "inlineExtension"}
    | {"placeholder", "text", "hardBreak"}
)
# What holds a line of text: a block in it would end the line.
_LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "span"})
_MARKS = {"strong": "strong", "em": "em", "code": "code", "strike": "del"}
# Attributes with words for people, in the order in which they are shown.
_WORDS = ("title", "text", "shortName", "alt", "url", "localizedText")


def is_document(value: object) -> bool:
    """Whether a value is a document of this format."""
    return isinstance(value, Mapping) and value.get("type") == "doc" and "content" in value


def markdown(document: Mapping[str, Any], path: str) -> str:
    """A document as Markdown; raises HindsiteError with the path of what has another form."""
    soup = BeautifulSoup("", "html.parser")
    # Without recursion: a document may be nested as deep as the JSON.
    waiting: list[tuple[object, Tag, str]] = [(document, soup, path)]
    while waiting:
        value, parent, where = waiting.pop()
        one = node(value, where)
        kind = one.text("type")
        if kind == "text":
            parent.append(_marked(one.value, where))
            continue
        element = _element(kind, one.value, where, in_line=parent.name in _LINES)
        if element is not None and element.name == "span" and element.contents:
            _apart(element, parent)
        elif element is not None:
            parent.append(element)
        below = one.items("content")
        waiting += [(inner, element or parent, at) for inner, at in reversed(below)]
    return html_text.as_text(soup)


def _apart(leaf: Tag, parent: Tag) -> None:
    """Put a leaf into a line with a space on either side: its words are no part of others."""
    parent.append(NavigableString(" "))
    parent.append(leaf)
    parent.append(NavigableString(" "))


def _element(kind: str, value: Mapping[str, Any], where: str, *, in_line: bool) -> Tag | None:
    attributes = value.get("attrs") or {}
    if not isinstance(attributes, Mapping):
        refuse(f"{where}.attrs", "an object", attributes)
    if kind == "heading":
        level = attributes.get("level")
        return Tag(name=f"h{level if isinstance(level, int) and 1 <= level <= 6 else 6}")
    words = _words(kind, attributes, where)
    if kind == "doc" or (kind in _INLINE - {"hardBreak"} and not words):
        return None
    other = "span" if in_line or kind in _INLINE else "div"
    name = _ELEMENTS.get(kind, other)
    tag = Tag(name=name)
    if kind in {"taskItem", "blockTaskItem"}:
        done = attributes.get("state") == "DONE"
        tag.append(Tag(name=BOX, attrs={"checked": "x" if done else ""}))
    if words:
        titled = name == "blockquote" or kind in {"expand", "nestedExpand"}
        tag.append(_titled(words) if titled else NavigableString(words))
    _sizes(kind, attributes, tag)
    return tag


def _words(kind: str, attributes: Mapping[str, Any], where: str) -> str:
    """The words of a node that stand in its attributes: a mention, a date, a macro's settings."""
    if kind == "date":
        stamp = str(attributes.get("timestamp", ""))
        if stamp.lstrip("-").isdigit() and len(stamp) <= 14:
            return f"{datetime.fromtimestamp(int(stamp) / 1000, UTC):%Y-%m-%d}"
        return stamp
    found = (attributes.get(key) for key in _WORDS)
    words = [one for one in found if isinstance(one, str) and one]
    words += [text for _, text in texts(attributes.get("parameters"), where)]
    return " ".join(words if kind != "emoji" else words[:1])


def _titled(words: str) -> Tag:
    paragraph, strong = Tag(name="p"), Tag(name="strong")
    strong.append(NavigableString(words))
    paragraph.append(strong)
    return paragraph


def _sizes(kind: str, attributes: Mapping[str, Any], tag: Tag) -> None:
    """Spans of cells, the first number of a list, the language of code."""
    names = {"colspan": "colspan", "rowspan": "rowspan", "order": "start"}
    for key, name in names.items():
        if isinstance(attributes.get(key), int):
            tag[name] = str(attributes[key])
    if kind == "codeBlock":
        tag["data-language"] = str(attributes.get("language") or "")


def _marked(value: Mapping[str, Any], where: str) -> Tag | NavigableString:
    """A text within its marks."""
    text = node(value, where).text("text")
    marked: Tag | NavigableString = NavigableString(text)
    for mark in node(value, where).children("marks"):
        kind = mark.text("type")
        attributes = mark.child("attrs").value
        if kind == "link":
            tag = Tag(name="a", attrs={"href": str(attributes.get("href") or "")})
        elif kind in _MARKS:
            tag = Tag(name=_MARKS[kind])
        else:
            continue
        tag.append(marked)
        marked = tag
    return marked
