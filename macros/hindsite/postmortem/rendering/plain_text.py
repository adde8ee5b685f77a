"""Markdown → the text a reader sees, and the addresses it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hindsite.postmortem.markdown import Document, Token, body_link
from hindsite.postmortem.rendering import autolinks, raw_html
from hindsite.postmortem.schema import BodyLink


def plain_text(tokens: tuple[Token, ...]) -> str:
    """Return the tokens' text on one line; footnotes, marks and comments leave nothing."""
    return " ".join("".join(_texts(tokens)).split())


def body_links(document: Document) -> Iterator[BodyLink]:
    """Find every link and image of a document in its order, bare addresses included."""
    links = 0
    code = False
    for token in document.tokens:
        event: Any = token.event
        if isinstance(event, str):
            continue
        ((kind, value),) = event.items()
        if kind == "Start" and isinstance(value, dict):
            code = code or "CodeBlock" in value
            for name in value.keys() & {"Link", "Image"}:
                links += 1
                yield body_link(
                    value[name], document.line_at(token.start), is_image=name == "Image"
                )
        elif kind == "End":
            links -= value in ("Link", "Image")
            code = code and value != "CodeBlock"
        elif kind == "Text" and not links and not code and autolinks.may_hold_links(value):
            for _, to in autolinks.split(value):
                if to is not None:
                    yield BodyLink(to, is_image=False, line=document.line_at(token.start))


def _texts(tokens: tuple[Token, ...]) -> Iterator[str]:
    skipping = 0  # footnote definitions around this place
    for token in tokens:
        event: Any = token.event
        if isinstance(event, str):
            yield " "
            continue
        ((kind, value),) = event.items()
        if kind == "Start" and isinstance(value, dict) and "FootnoteDefinition" in value:
            skipping += 1
        elif kind == "End":
            skipping -= value == "FootnoteDefinition"
            if value not in _INLINE:
                yield " "
        elif skipping:
            continue
        elif kind in ("Text", "Code"):
            yield value
        elif kind in ("Html", "InlineHtml"):
            yield from _raw_texts(value)


_INLINE = ("Emphasis", "Strong", "Strikethrough", "Link", "Image")


def _raw_texts(raw: str) -> Iterator[str]:
    for kind, value in raw_html.parts(raw):
        if kind == "text":
            yield value
        elif value == "br":
            yield " "
