"""GitHub Flavored Markdown, parsed once: events with their place in the file.

The parser is pulldown-cmark (through pyromark) with GitHub's extensions on and everything else
off, so that a pull request's preview and the site agree. What is read from a body (timeline,
action items) and what is shown of it (see `rendering`) both start from a `Document`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import pyromark
from pyromark.event import Event

from hindsite.postmortem.schema import BodyLink

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)

BlockKind = Literal[
    "heading", "paragraph", "list", "table", "code", "quote", "html", "rule", "footnote"
]

_KINDS: dict[str, BlockKind] = {
    "Heading": "heading",
    "Paragraph": "paragraph",
    "List": "list",
    "Table": "table",
    "CodeBlock": "code",
    "BlockQuote": "quote",
    "HtmlBlock": "html",
    "FootnoteDefinition": "footnote",
}
_LINE_END = re.compile(b"\n")


class Token(NamedTuple):
    """One event of the parser with its byte range in the UTF-8 text; -1 where it was not asked for.

    A body has hundreds: a named tuple is made three times faster than a frozen dataclass.
    """

    event: Event
    start: int
    end: int


class Block(NamedTuple):
    """One top-level block: `tokens[first:last]` of its document, `start:end` of its bytes.

    `level` is a heading's (1 to 6), else 0. `line` is the first line, counted from 1 within the
    Markdown that was parsed (add the body's own first line for the file's); 0 without places.
    """

    kind: BlockKind
    level: int
    first: int
    last: int
    start: int
    end: int
    line: int


@dataclass(frozen=True)
class Document:
    """A parsed text: its tokens in order and its top-level blocks."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def source(self) -> bytes:
        """The text as UTF-8, which the tokens' ranges index."""
        return self.text.encode()

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *[found.end() for found in _LINE_END.finditer(self.source)]]

    def line_at(self, byte: int) -> int:
        """The line (from 1) that holds the byte at this offset; 0 for -1, which is no place."""
        return bisect_right(self._line_starts, byte) if byte >= 0 else 0

    def slice(self, start: int, end: int) -> str:
        """The source text between two byte offsets."""
        return self.source[start:end].decode()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The top-level blocks in order of their place."""
        blocks: list[Block] = []
        depth = 0
        first = 0
        for index, token in enumerate(self.tokens):
            event = token.event
            if "Start" in event:
                if depth == 0:
                    first = index
                depth += 1
            elif "End" in event:
                depth -= 1
                if depth == 0:
                    blocks.append(self._block(first, index + 1))
            elif depth == 0 and event == "Rule":
                blocks.append(self._block(index, index + 1))
        return tuple(blocks)

    def _block(self, first: int, last: int) -> Block:
        event, start, end = self.tokens[first]
        name = tag(event)
        kind = "rule" if name is None else _KINDS.get(name, "html")
        level = _level(event) if kind == "heading" else 0
        return Block(kind, level, first, last, start, end, self.line_at(start))


def tag(event: Event) -> str | None:
    """The name of the element an event starts or ends (`"Heading"`), else None."""
    if isinstance(event, str):
        return None
    inner: object = event.get("Start") or event.get("End")
    if isinstance(inner, str):
        return inner
    return str(next(iter(inner))) if isinstance(inner, dict) else None


def _level(event: Event) -> int:
    return int(event["Start"]["Heading"]["level"][1])  # type: ignore[index, typeddict-item]


def written_links(document: Document) -> Iterator[BodyLink]:
    """Find every link and image that is written as one, in their order."""
    for token in document.tokens:
        event = token.event
        value: Any = event.get("Start") if isinstance(event, dict) else None
        if isinstance(value, dict):
            for name in value.keys() & {"Link", "Image"}:
                line = document.line_at(token.start)
                yield body_link(value[name], line, is_image=name == "Image")


def body_link(link: Any, line: int, *, is_image: bool) -> BodyLink:
    """A link or image as the parser's event has it; an address of mail gets its scheme."""
    to: str = link["dest_url"]
    return BodyLink(f"mailto:{to}" if link["link_type"] == "Email" else to, is_image, line)


def parse(text: str) -> Document:
    """Parse Markdown; never fails, since every text is Markdown."""
    pairs = pyromark.events_with_range(text, options=OPTIONS, merge_text=True)
    return Document(text, tuple([Token(event, at["start"], at["end"]) for event, at in pairs]))


def parse_to_show(text: str) -> Document:
    """The same without the places of anything, in a third of the time: to be shown, not read."""
    events = pyromark.events(text, options=OPTIONS, merge_text=True)
    return Document(text, tuple([Token(event, -1, -1) for event in events]))
