"""What a report of changes is made of, whatever it is written as.

The report's own words and the words of a postmortem are different types all the way to the writer:
only `Quoted` text is ever foreign, and a writer has one way to make it harmless.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quoted:
    """Text that someone wrote: a title, an id, a path, a value."""

    text: str


Words = tuple[str | Quoted, ...]
"""A line in pieces: strings are the report's own words, `Quoted` ones are not."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, `level` steps below the item it belongs to (1 or more)."""

    level: int
    words: Words


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is told, whole or not at all: its head, and the lines below it."""

    head: Words
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Items under a title; `noun` counts those that are left out for length."""

    title: str
    noun: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a branch changes: one sentence, then sections, none of them empty."""

    summary: Words
    sections: tuple[Section, ...]


def spread(pieces: list[Words] | tuple[Words, ...], between: str = ", ") -> Words:
    """Pieces in one line with something between each two."""
    found: list[str | Quoted] = []
    for place, words in enumerate(pieces):
        found.extend((between, *words) if place else words)
    return tuple(found)


def quoted(texts: tuple[str, ...] | list[str], most: int) -> Words:
    """Foreign words as a list, at most so many: `a`, `b` and 3 more."""
    shown = spread([(Quoted(text),) for text in texts[:most]])
    more = len(texts) - most
    return (*shown, f" and {more:,} more") if more > 0 else shown
