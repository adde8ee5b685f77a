"""Rows of a body: the items of a list and the rows of a table, with their place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hindsite.postmortem.markdown import Block, Document, tag
from hindsite.postmortem.rule import Place

_BLOCKS = frozenset(
    {"Paragraph", "List", "CodeBlock", "BlockQuote", "Table", "Heading", "HtmlBlock"}
)


class Item(NamedTuple):
    """One item of a list.

    `text` is its Markdown without the bullet, nested lines brought to the margin; `head` its first
    paragraph on one line; `nested` whether there is more than that; `checked` a task's box.
    """

    text: str
    head: str
    nested: bool
    checked: bool | None
    place: Place


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the Markdown of its cells."""

    cells: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its header's cells and its rows."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


def place_at(document: Document, byte: int, body_line: int) -> Place:
    """The place in the file of a byte of the body."""
    source = document.source
    begin = source.rfind(b"\n", 0, byte) + 1
    return Place(document.line_at(byte) + body_line - 1, len(source[begin:byte].decode()) + 1)


def items(document: Document, block: Block, body_line: int) -> Iterator[Item]:
    """The top-level items of a list."""
    depth = 0
    first = block.first
    for index in range(block.first, block.last):
        event = document.tokens[index].event
        if "Start" in event:
            depth += 1
            if depth == 2:
                first = index
        elif "End" in event:
            depth -= 1
            if depth == 1:
                yield _item(document, first, index, body_line)


def _item(document: Document, first: int, last: int, body_line: int) -> Item:
    """The item of `tokens[first:last + 1]`."""
    tokens = document.tokens
    checked: bool | None = None
    begin: int | None = None
    end = stop = tokens[first].end
    nested = False
    for token in tokens[first + 1 : last]:
        event = token.event
        name = tag(event)
        if name in _BLOCKS or event == "Rule":
            if name != "Paragraph" or (begin is not None and "End" not in event):
                nested = True
                break
        elif isinstance(event, dict) and "TaskListMarker" in event:
            checked = bool(event["TaskListMarker"])
        else:
            begin = token.start if begin is None else begin
            end = max(token.end, begin) if begin == token.start else max(end, token.end)
    if begin is None:
        return Item("", "", nested, checked, place_at(document, tokens[first].start, body_line))
    margin = _margin(document, tokens[first].start, begin)
    text = _dedented(document.slice(begin, stop).rstrip(), margin)
    head = " ".join([line.strip() for line in document.slice(begin, end).splitlines()])
    return Item(text, head, nested, checked, place_at(document, begin, body_line))


_BULLET = re.compile(rb"(?:[-*+]|[0-9]{1,9}[.)])[ \t]*")


def _margin(document: Document, item: int, begin: int) -> int:
    """How far an item's content is indented: nested lines stand at least there."""
    line = document.source.rfind(b"\n", 0, item) + 1
    bullet = _BULLET.match(document.source, item, begin)
    return (bullet.end() if bullet else begin) - line


def _dedented(text: str, margin: int) -> str:
    if "\n" not in text:
        return text
    first, *rest = text.split("\n")
    return "\n".join([first, *(_shifted(line.expandtabs(4), margin) for line in rest)])


def _shifted(line: str, margin: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(indent, margin) :].rstrip() if line.strip() else ""


def table(document: Document, block: Block, body_line: int) -> Table:
    """A table's cells as Markdown (an escaped `|` is written out)."""
    rows: list[Row] = []
    cells: list[str] = []
    for token in document.tokens[block.first : block.last]:
        if "End" not in token.event:
            continue
        name = tag(token.event)
        if name == "TableCell":
            cells.append(document.slice(token.start, token.end).strip())
        elif name in {"TableHead", "TableRow"}:
            place = place_at(document, token.start, body_line)
            rows.append(Row(tuple(cell.replace("\\|", "|") for cell in cells), place))
            cells = []
    return Table(rows[0].cells, tuple(rows[1:]))
