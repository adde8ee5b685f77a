"""The entries of a log, and the timeline they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hindsite.postmortem import clock
from hindsite.postmortem.rule import RefusedError

_NO_WORDS = "nothing was written"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something at a moment, in the incident's zone; `more` are the lines that belong to it.

    `text` and `more` are Markdown. `until` is the end of a span of time, in the same zone.
    """

    at: datetime
    text: str
    more: tuple[str, ...] = ()
    until: datetime | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """Entries in the order of time, and what was assumed to get there, a sentence each."""

    entries: tuple[Entry, ...]
    assumed: tuple[str, ...] = ()


def timeline(entries: Sequence[Entry], first_day: date) -> str:
    """Entries as the contract writes a timeline: clock times, a heading where the date changes."""
    return "\n".join(_lines(entries, first_day))


def _lines(entries: Sequence[Entry], day: date) -> Iterator[str]:
    for entry in entries:
        if entry.at.date() != day:
            day = entry.at.date()
            yield f"\n### {day}\n"
        first, *more = [line.strip() for line in (entry.text, *entry.more) if line.strip()] or [
            _NO_WORDS
        ]
        yield f"- {_moment(entry)}{_separator(entry, first)}{first}"
        yield from (f"  {line}" for line in more)


def _moment(entry: Entry) -> str:
    shown = f"{'~' if entry.approximate else ''}{_clock(entry.at)}"
    if entry.until is None:
        return shown
    day = f"{entry.until:%Y-%m-%d} " if entry.until.date() != entry.at.date() else ""
    return f"{shown}–{day}{_clock(entry.until)}"


def _clock(at: datetime) -> str:
    """A clock time; with its offset in the hour that a change of the clocks repeats."""
    shown = f"{at:%H:%M:%S}".removesuffix(":00") if at.second == 0 else f"{at:%H:%M:%S}"
    twice = at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()
    return f"{shown} {at.isoformat()[-6:]}" if twice else shown


def _separator(entry: Entry, text: str) -> str:
    """A dash, unless the text begins with a time: behind one it would be the end of a range."""
    try:
        read = clock.read_entry(f"{_moment(entry)} — {text}")
    except RefusedError:
        return ": "
    same = read.text == text and (read.until is None) == (entry.until is None)
    return " — " if same else ": "
