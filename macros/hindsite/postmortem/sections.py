"""The sections of a body, by its level-2 headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hindsite.postmortem.markdown import Block, Document
from hindsite.postmortem.schema import SectionName

HEADINGS: dict[SectionName, tuple[str, ...]] = {
    "summary": ("Summary", "Issue summary", "Overview", "TL;DR"),
    "impact": ("Impact", "Customer impact"),
    "timeline": ("Timeline",),
    "causes": (
        "Root cause",
        "Root causes",
        "Contributing factors",
        "Causes",
        "Root cause and resolution",
    ),
    "resolution": ("Resolution", "Mitigation", "Recovery"),
    "detection": ("Detection",),
    "actions": (
        "Action items",
        "Actions",
        "Follow-ups",
        "Corrective actions",
        "Corrective and preventative measures",
        "Tasks",
        "Tasks to address the issue",
    ),
    "lessons": (
        "Lessons learned",
        "Lessons",
        "What went well",
        "What went wrong",
        "Where we got lucky",
    ),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A level-2 heading and what stands below it: `document.blocks[first:last]`.

    `name` is None for a heading that the contract does not know. `heading` is its plain text, and
    `heading_block` its own index among the blocks.
    """

    name: SectionName | None
    heading: str
    heading_block: int
    first: int
    last: int


def sections(
    document: Document, aliases: Mapping[SectionName, tuple[str, ...]] | None = None
) -> tuple[Section, ...]:
    """The sections of a body in order; what stands before the first level-2 heading is in none."""
    known = {**_KNOWN, **_known(aliases)} if aliases else _KNOWN
    blocks = document.blocks
    tops = [
        index for index, block in enumerate(blocks) if block.kind == "heading" and block.level <= 2
    ]
    found = []
    for index, after in zip(tops, [*tops, len(blocks)][1:], strict=True):
        if blocks[index].level == 2:
            heading = plain_text(document, blocks[index])
            found.append(Section(known.get(_folded(heading)), heading, index, index + 1, after))
    return tuple(found)


def first_paragraph(document: Document, found: Sequence[Section], name: SectionName) -> str:
    """The first paragraph of the sections of a name, without its marks; "" without any."""
    for section in found:
        if section.name == name:
            for block in document.blocks[section.first : section.last]:
                if block.kind == "paragraph":
                    return plain_text(document, block)
    return ""


def plain_text(document: Document, block: Block) -> str:
    """The text of a block without its marks, on one line."""
    words = []
    for token in document.tokens[block.first : block.last]:
        event = token.event
        if isinstance(event, dict):
            words.append(event.get("Text") or event.get("Code") or "")
        elif event in {"SoftBreak", "HardBreak"}:
            words.append(" ")
    return " ".join("".join(map(str, words)).split())


def _known(table: Mapping[SectionName, tuple[str, ...]]) -> dict[str, SectionName]:
    return {_folded(heading): name for name, headings in table.items() for heading in headings}


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split()).rstrip(":. ")


_KNOWN = _known(HEADINGS)
