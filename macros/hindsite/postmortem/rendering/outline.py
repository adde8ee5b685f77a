"""What the parts of one document share: its headings' anchors and its footnotes' numbers."""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import pyromark

from hindsite.postmortem.markdown import OPTIONS, Document, Token

# Ids that begin like this belong to the theme, to our own page furniture or to footnotes; the
# words are globals that scripts look for, which an element of that id would stand in for.
_RESERVED = re.compile(r"_|(?:md|hs|fn|fnref)-|(?:mermaid|pagefind|hindsite)\Z")
_PREFIX = "section"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote that is referenced: its number, and its definition in `tokens[first:last]`."""

    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Outline:
    """The headings and footnotes of a document; tokens are named by their index."""

    anchors: dict[int, str]  # a heading's first token → its id on the page
    targets: dict[str, str]  # a heading's anchor on GitHub → its id on the page
    notes: tuple[Note, ...]  # in the order of their numbers
    references: dict[int, tuple[int, int]]  # a reference's token → number, which one of it (from 1)
    labels: dict[str, int]  # a footnote's label, as `normal` writes it → its number
    text: str

    @cached_property
    def definitions(self) -> dict[str, tuple[str, str]]:
        """The document's link reference definitions: `normal` label → address and title."""
        found = pyromark.reference_definitions(self.text, options=OPTIONS)
        return {
            normal(label): (link["dest"], link["title"] or "")
            for label, link in reversed(found.items())
        }


_outlines: dict[int, tuple[weakref.ref[Document], Outline]] = {}


def outline(document: Document) -> Outline:
    """Return the document's outline, made once for as long as the document lives.

    A document cannot be hashed (its events are dicts), so it is remembered by identity.
    """
    key = id(document)
    known = _outlines.get(key)
    if known is not None and known[0]() is document:
        return known[1]
    made = _outline(document)
    _outlines[key] = (weakref.ref(document, lambda _: _outlines.pop(key, None)), made)
    return made


def normal(label: str) -> str:
    """Return a label as it is compared: case folded, runs of white space as one space."""
    return " ".join(label.casefold().split())


def extent(tokens: tuple[Token, ...], first: int) -> int:
    """Return the index after the element that `tokens[first]` starts."""
    depth = 0
    index = first
    while True:
        event = tokens[index].event
        if isinstance(event, dict):
            depth += ("Start" in event) - ("End" in event)
        index += 1
        if depth == 0:
            return index


def _outline(document: Document) -> Outline:
    headings, references, definitions = _scan(document.tokens)
    anchors, targets = _anchors({at: _anchor_text(document.tokens, at) for at in headings})
    notes = _numbered(references, definitions)
    labels = {label: note.number for label, note in notes.items()}
    shown = {_BODY, *(note.first for note in notes.values())}
    numbered: dict[int, tuple[int, int]] = {}
    seen: Counter[int] = Counter()
    for reference in references:
        number = labels.get(reference.label)
        if number is not None and reference.owner in shown:
            seen[number] += 1
            numbered[reference.index] = number, seen[number]
    return Outline(anchors, targets, tuple(notes.values()), numbered, labels, document.text)


_BODY = -1  # the owner of a reference that stands in no footnote


@dataclass(frozen=True, slots=True)
class _Reference:
    index: int
    label: str
    owner: int  # the first token of the innermost definition it stands in


_Definitions = dict[str, tuple[int, int]]


def _scan(tokens: tuple[Token, ...]) -> tuple[list[int], list[_Reference], _Definitions]:
    """Where headings start, where footnotes are referenced, and what their definitions span."""
    headings: list[int] = []
    references: list[_Reference] = []
    definitions: _Definitions = {}
    opened: list[tuple[str, int]] = []
    for index, token in enumerate(tokens):
        event: Any = token.event
        if type(event) is str:
            continue
        if (started := event.get("Start")) is not None:
            if "Heading" in started:
                headings.append(index)
            elif "FootnoteDefinition" in started:
                opened.append((normal(started["FootnoteDefinition"]), index + 1))
        elif "FootnoteReference" in event:
            owner = opened[-1][1] if opened else _BODY
            references.append(_Reference(index, normal(event["FootnoteReference"]), owner))
        elif opened and event.get("End") == "FootnoteDefinition":
            label, first = opened.pop()
            definitions.setdefault(label, (first, index))
    return headings, references, definitions


def _anchor_text(tokens: tuple[Token, ...], start: int) -> str:
    """Return a heading's text as GitHub reads it for the anchor: no tags, no alt texts."""
    text: list[str] = []
    pictures = 0
    for index in count(start + 1):
        event: Any = tokens[index].event
        if type(event) is str:
            text.append(" ")
            continue
        ((kind, value),) = event.items()
        if kind in ("Text", "Code") and not pictures:
            text.append(value)
        elif kind == "Start" and "Image" in value:
            pictures += 1
        elif kind == "End":
            pictures -= value == "Image"
            if "Heading" in value:
                break
    return "".join(text)


def _anchors(texts: dict[int, str]) -> tuple[dict[int, str], dict[str, str]]:
    """Give GitHub's anchors, unique over the document, clear of ids that are not the author's."""
    anchors: dict[int, str] = {}
    targets: dict[str, str] = {}
    taken: set[str] = set()
    used: Counter[str] = Counter()
    for index, text in texts.items():
        base = _slug(text)
        slug = base
        while slug in targets:
            used[base] += 1
            slug = f"{base}-{used[base]}"
        anchor = f"{_PREFIX}-{slug}" if _RESERVED.match(slug) else slug or _PREFIX
        while anchor in taken:
            anchor += "-"
        taken.add(anchor)
        targets[slug] = anchors[index] = anchor
    return anchors, targets


def _slug(text: str) -> str:
    kept = "".join(c for c in text.strip().lower() if c in "- " or _is_word(c))
    return kept.replace(" ", "-")


def _is_word(character: str) -> bool:
    r"""Test for Ruby's `\p{Word}`: letters, marks, decimal digits, connecting punctuation."""
    if character.isascii():
        return character.isalnum() or character == "_"
    category = unicodedata.category(character)
    return category[0] in "LM" or category in ("Nd", "Pc")


def _numbered(references: list[_Reference], definitions: _Definitions) -> dict[str, Note]:
    """Assign numbers to the footnotes a reader can reach: the body's first, then their own."""
    cited: defaultdict[int, list[str]] = defaultdict(list)
    for reference in references:
        cited[reference.owner].append(reference.label)
    queue = deque(cited[_BODY])
    notes: dict[str, Note] = {}
    while queue:
        label = queue.popleft()
        if label in notes or label not in definitions:
            continue
        first, last = definitions[label]
        notes[label] = Note(len(notes) + 1, first, last)
        queue.extend(cited[first])
    return notes
