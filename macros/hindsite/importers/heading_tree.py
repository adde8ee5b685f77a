"""A Markdown source's headings as a tree, and the sections they make, whatever their levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hindsite.importers import labels
from hindsite.importers.lines import Line
from hindsite.postmortem.markdown import Block, Document, parse
from hindsite.postmortem.sections import plain_text

_BOLD = re.compile(r"\s{0,3}(\*\*|__)(?P<text>[^*_\n]{1,80})\1:?\s*")
_DEEPEST = 6
# Headings that a document begins with, and no title of one.
_OPENINGS = frozenset({"what happened", "background", "introduction", "context"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the source: its level, and `lines[first:last]`, its own lines."""

    text: str
    level: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section to be: its heading, the source's line of it, and what stands below it.

    `heading` is plain text, `written` its Markdown. Headings inside it are lines of theirs, from
    level 3 down.
    """

    heading: str
    number: int
    lines: tuple[Line, ...]
    written: str


def closed(lines: Sequence[Line]) -> list[Line]:
    """The lines with a fence closed that the source leaves open: more text follows below it."""
    document = parse("\n".join(line.text for line in lines))
    last = document.blocks[-1] if document.blocks else None
    if last is None or last.kind != "code":
        return list(lines)
    opening = re.match(r"\s{0,3}(`{3,}|~{3,})", lines[last.line - 1].text)
    below = parse("\n".join([*(line.text for line in lines), "", "end"])).blocks
    if opening is None or below[-1].kind == "paragraph":
        return list(lines)
    return [*lines, Line(lines[-1].number, opening[1])]


def parts(lines: Sequence[Line]) -> tuple[Heading | None, list[Line], list[Part]]:
    """The top heading if there is one, the lines before the first section, and the sections."""
    document = parse("\n".join(line.text for line in lines))
    headings = list(_headings(document, lines))
    title = headings[0] if headings and _is_title(headings, lines[: headings[0].first]) else None
    tops = headings[1:] if title else headings
    first = tops[0].first if tops else len(lines)
    lead = list(lines[:first])
    if title:
        lead = [*lines[: title.first], *lines[title.last : first]]
    tree = _trees(tops, [*[one.first for one in tops[1:]], len(lines)])
    return title, lead, [part for one in tree for part in _flat(one, lines)]


def _headings(document: Document, lines: Sequence[Line]) -> Iterator[Heading]:
    for block in document.blocks:
        if block.kind == "heading":
            last = document.line_at(max(block.start, block.end - 1))
            last -= not document.slice(block.start, block.end).strip()
            yield Heading(plain_text(document, block), block.level, block.line - 1, last)
        elif block.kind == "paragraph" and (bold := _bold(document, block, lines)):
            yield bold


def _bold(document: Document, block: Block, lines: Sequence[Line]) -> Heading | None:
    """A paragraph that is nothing but a known heading in bold."""
    found = _BOLD.fullmatch(lines[block.line - 1].text)
    if found is None or document.line_at(block.end - 1) != block.line:
        return None
    if labels.section(found["text"]) is None:
        return None
    return Heading(found["text"].strip(" :"), _DEEPEST, block.line - 1, block.line)


def _is_title(headings: Sequence[Heading], before: Sequence[Line]) -> bool:
    """Whether the first heading is the document's; among its like, it must come before any text."""
    first = headings[0]
    if first.level != 1 or labels.section(first.text) or labels.field(first.text):
        return False
    if not any(one.level == 1 for one in headings[1:]):
        return bool(first.text)
    opening = labels.plain(first.text) not in _OPENINGS
    return opening and bool(first.text) and not any(line.text.strip() for line in before)


@dataclass(frozen=True, slots=True)
class _Tree:
    """A heading, the end of its own lines, and the headings below it."""

    heading: Heading
    end: int
    below: tuple[_Tree, ...]


def _trees(headings: Sequence[Heading], ends: Sequence[int]) -> list[_Tree]:
    """Headings by their depth, whatever levels they have."""
    trees = []
    index = 0
    while index < len(headings):
        level = headings[index].level
        after = index + 1
        while after < len(headings) and headings[after].level > level:
            after += 1
        below = _trees(headings[index + 1 : after], ends[index + 1 : after])
        trees.append(_Tree(headings[index], ends[index], tuple(below)))
        index = after
    return trees


def _flat(tree: _Tree, lines: Sequence[Line]) -> Iterator[Part]:
    """A tree as sections: a known heading below another section's becomes one of its own."""
    own = labels.section(tree.heading.text)
    names = [labels.section(one.heading.text) for one in tree.below]
    first = next((i for i, name in enumerate(names) if name and name != own), len(names))
    content = [*lines[tree.heading.last : tree.end]]
    for one in tree.below[:first]:
        content += _content(one, lines, 3)
    written = heading_text(lines[tree.heading.first : tree.heading.last])
    yield Part(tree.heading.text, lines[tree.heading.first].number, tuple(content), written)
    for one in tree.below[first:]:
        yield from _flat(one, lines)


def _content(tree: _Tree, lines: Sequence[Line], depth: int) -> Iterator[Line]:
    number = lines[tree.heading.first].number
    written = heading_text(lines[tree.heading.first : tree.heading.last])
    yield Line(number, "")
    yield Line(number, f"{'#' * min(depth, _DEEPEST)} {written}")
    yield Line(number, "")
    yield from lines[tree.heading.last : tree.end]
    for one in tree.below:
        yield from _content(one, lines, depth + 1)


def heading_text(lines: Sequence[Line]) -> str:
    """A heading's Markdown without its marks."""
    texts = [line.text.strip() for line in lines]
    if bold := _BOLD.fullmatch(texts[0]) if len(texts) == 1 else None:
        return bold["text"].strip(" :")
    if texts and re.match(r"#{1,6}(\s|$)", texts[0]):
        return re.sub(r"\s+#+$", "", texts[0].lstrip("#").strip())
    if len(texts) > 1 and re.fullmatch(r"=+|-+", texts[-1]):
        texts = texts[:-1]
    return " ".join(texts)
