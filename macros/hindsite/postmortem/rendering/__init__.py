"""A postmortem's Markdown → HTML that is safe to show.

Bodies come from strangers. They are parsed once (see `markdown`), written by our own writer, which
escapes everything and copies no element, class or id from its input, and then sanitised: two
layers, each enough by itself. No template engine, raw HTML or file include is ever involved, so
`{{ … }}` is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import pyromark
from pyromark.event import BrokenLink

from hindsite.postmortem.markdown import OPTIONS, Block, Document, Token, parse_to_show
from hindsite.postmortem.rendering.addresses import ResolveLink
from hindsite.postmortem.rendering.outline import Outline, extent, normal, outline
from hindsite.postmortem.rendering.plain_text import body_links, plain_text
from hindsite.postmortem.rendering.sanitising import clean
from hindsite.postmortem.rendering.writer import Writer, reference_id
from hindsite.postmortem.schema import BodyLink

__all__ = [
    "BodyLink",
    "Heading",
    "ResolveLink",
    "footnotes",
    "fragment",
    "headings",
    "links",
    "plain",
    "render",
]

# One line that begins with a letter and holds no mark of Markdown's is a paragraph of itself.
_UNMARKED = re.compile(r"[^\W\d_][^\\`*_\[\]<>&~\x00-\x1f\x7f]*")


class Heading(NamedTuple):
    """A heading of the body: `level` as shown (2 to 6), plain `text`, `anchor`."""

    level: int
    text: str
    anchor: str


def render(document: Document, blocks: Sequence[Block], resolve: ResolveLink) -> str:
    """Return the sanitised HTML of some of a document's top-level blocks, balanced by itself.

    Anchors and the numbers of footnotes are the whole document's; see `footnotes` for their text.
    """
    writer = Writer(document.tokens, outline(document), resolve)
    for block in blocks:
        writer.write(block.first, block.last)
    return clean(writer.html())


def footnotes(
    document: Document, resolve: ResolveLink, blocks: Sequence[Block] | None = None
) -> str:
    """Return the section of the referenced footnotes, each with links back; "" without any.

    `blocks` are those that `render` shows (all, when None): links lead back to these only, since a
    `fragment` gives its references no ids.
    """
    known = outline(document)
    if not known.notes:
        return ""
    backs = _back_links(known, _shown_tokens(known, blocks))
    items: list[str] = []
    for note in known.notes:
        writer = Writer(document.tokens, known, resolve)
        writer.write(note.first, note.last)
        if note.number in backs:
            writer.append_to_last_paragraph(" ".join(backs[note.number]))
        items.append(f'<li id="fn-{note.number}">\n{writer.html()}</li>\n')
    listed = "".join(items)
    section = (
        f'<section class="footnote" aria-label="Footnotes"><hr>\n<ol>\n{listed}</ol></section>\n'
    )
    return clean(section)


def headings(document: Document) -> tuple[Heading, ...]:
    """All headings in order, with GitHub's anchors."""
    return tuple(
        _heading(document, index, anchor) for index, anchor in outline(document).anchors.items()
    )


def fragment(text: str, resolve: ResolveLink, document: Document | None = None) -> str:
    """Render a timeline entry's or an action's Markdown.

    One paragraph gives inline HTML (no `<p>`), anything else gives blocks, balanced by itself.
    Reference links and footnotes are those of `document`.
    """
    text = text.strip()
    if _UNMARKED.fullmatch(text) and "://" not in text and "www." not in text:
        return text
    known = outline(document) if document is not None else None
    tokens = _tokens(text, known)
    first, last = (1, len(tokens) - 1) if _is_one_paragraph(tokens) else (0, len(tokens))
    writer = Writer(tokens, _without_places(known), resolve, loose_notes=True)
    writer.write(first, last)
    return clean(writer.html())


def plain(text: str) -> str:
    """Return Markdown as plain text on one line (not escaped)."""
    return plain_text(parse_to_show(text).tokens)


def links(document: Document) -> tuple[BodyLink, ...]:
    """Every link and image with its destination as written and its line within the body."""
    return tuple(body_links(document))


def _heading(document: Document, first: int, anchor: str) -> Heading:
    last = extent(document.tokens, first) - 1
    event: Any = document.tokens[first].event
    level = int(event["Start"]["Heading"]["level"][1])
    return Heading(max(2, level), plain_text(document.tokens[first + 1 : last]), anchor)


def _tokens(text: str, known: Outline | None) -> tuple[Token, ...]:
    if known is None or "[" not in text:
        return parse_to_show(text).tokens
    definitions = known.definitions

    def define(broken: BrokenLink) -> tuple[str, str] | None:
        return definitions.get(normal(broken["reference"]))

    events = pyromark.events(text, options=OPTIONS, merge_text=True, broken_link_callback=define)
    return tuple([Token(event, -1, -1) for event in events])


def _is_one_paragraph(tokens: tuple[Token, ...]) -> bool:
    starts = [token.event for token in tokens[:1]]
    ends = sum(token.event == {"End": "Paragraph"} for token in tokens)
    return (
        starts == [{"Start": "Paragraph"}]
        and ends == 1
        and tokens[-1].event == {"End": "Paragraph"}
    )


def _without_places(known: Outline | None) -> Outline | None:
    """Keep the labels and anchors to link to; a fragment's own tokens have none."""
    if known is None:
        return None
    return Outline({}, known.targets, (), {}, known.labels, known.text)


def _shown_tokens(known: Outline, blocks: Sequence[Block] | None) -> set[int] | None:
    if blocks is None:
        return None
    shown = [range(block.first, block.last) for block in blocks if block.kind != "footnote"]
    shown += [range(note.first, note.last) for note in known.notes]
    return set(chain.from_iterable(shown))


def _back_links(known: Outline, shown: set[int] | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for index, (number, occurrence) in known.references.items():
        if shown is None or index in shown:
            label = f"Back to reference {number}" + (f"-{occurrence}" if occurrence > 1 else "")
            found.setdefault(number, []).append(
                f'<a class="footnote-backref" href="#{reference_id(number, occurrence)}" '
                f'aria-label="{label}">↩</a>'
            )
    return found
