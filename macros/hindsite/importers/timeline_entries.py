"""One item of a timeline: its time, in a form that the contract's reader takes, and its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple

from hindsite.importers import moments
from hindsite.importers.facts import Facts
from hindsite.importers.moments import When
from hindsite.postmortem import clock
from hindsite.postmortem.rule import RefusedError

_SEPARATOR = " — "
_OPENING = re.compile(r"(?:\[[ xX]\]\s+)?(?P<marks>[*_`]{0,3})\s*(?P<bracket>\\?[\[(]?)\s*")
_AFTER = re.compile(r"\\?[\])]?[*_`]{0,3}\s*(?:[-–—:|]+(?=\s|$|[*_`\w]))?\s*")


class Made(NamedTuple):
    """An entry as it is written, and the moment it was read from.

    `bare` is True where the item has no text: the text ends with the separator.
    """

    text: str
    when: When
    bare: bool

    @property
    def dated(self) -> bool:
        """Whether it names its day, or an offset: no clock of the timeline's to follow."""
        return self.when.day is not None or self.when.zone[:1] in {"+", "-"}

    def at(self, day: date | None) -> datetime | None:
        """The moment on the clock; `day` is the one it has where it names none."""
        day = self.when.day or day
        return datetime.combine(day, self.when.clock or time()) if day else None


def entry(
    content: str, number: int, facts: Facts, on: Callable[[When], date | None]
) -> Made | None:
    """An item that begins with a time, its bullet taken off, on the source's line; else None.

    `on` gives the day of a moment that names none, where it is known.
    """
    opening = _OPENING.match(content)
    start = opening.end() if opening else 0
    approximate = re.match(r"\\?[~≈]\s*", content[start:])
    start += approximate.end() if approximate else 0
    found = [one for one in moments.whens(content[: start + 120]) if one.start == start]
    if not found or found[0].clock is None:
        return None
    when = settled(found[0], number, facts, on)
    if when.about or when.guess:
        told = f"{content[when.start : when.end]} is read as {'~' if when.about else ''}"
        facts.tell("guessed", number, "time", "section: Timeline", f"{told}{stamp(content, when)}")
    made = None if found[0].abbreviation or when.about else _as_it_is(content, when)
    if made is None:
        near = bool(approximate) or when.about
        made = _rewritten(content, when, opening, number, facts, near=near)
    return Made(made, when, made.endswith(_SEPARATOR))


def settled(when: When, number: int, facts: Facts, on: Callable[[When], date | None]) -> When:
    """A moment as it is written: without a zone's word, and west of Greenwich with its day."""
    when = replace(when, zone=when.zone or facts.general)
    facts.zone(when, number)
    if when.abbreviation:
        day = on(when)
        when = replace(facts.settled(replace(when, day=day), number, facts.day()), day=when.day)
    # The contract's reader takes `10:05 -04:00` for a range where no date stands before it.
    return replace(when, day=when.day or on(when)) if when.zone.startswith("-") else when


def _as_it_is(content: str, when: When) -> str | None:
    """The item unchanged, where the contract's reader takes it."""
    try:
        read = clock.read_entry(content)
    except RefusedError:
        return None
    same = read.start.clock == when.clock and (read.start.day is None) == (when.day is None)
    return content if read.text and same and offset_of(read.start) == when.zone else None


def offset_of(start: clock.Stamp) -> str:
    """The zone of a stamp as `When.zone` has it."""
    if start.offset is None:
        return ""
    shown = datetime(2000, 1, 1, tzinfo=start.offset).isoformat()[-6:]
    return "UTC" if shown == "+00:00" else shown


def _rewritten(
    content: str,
    when: When,
    opening: re.Match[str] | None,
    number: int,
    facts: Facts,
    *,
    near: bool,
) -> str:
    """The item in the contract's form; a range keeps its end, marks around the time go."""
    end = when.end
    until = _until(content, when)
    written = stamp(content, when)
    if until is not None:
        until = settled(until, number, facts, lambda _: when.day)
        written += f"–{stamp(content, until)}"
        end = until.end
    after = _AFTER.match(content, end)
    rest = content[after.end() :] if after else content[end:]
    marks = opening["marks"] if opening else ""
    if marks and marks not in content[end : after.end() if after else end]:
        rest = f"{marks}{rest}"
    source = content[: after.end() if after else end]
    made = f"{'~' if near else ''}{written}{_SEPARATOR}{rest.strip()}"
    if set(re.findall(r"\w+", source)) - set(re.findall(r"\w+", made)):
        facts.keep(f"time on line {number}", source.strip("*_`|:–—- "))
    return made


def _until(content: str, when: When) -> When | None:
    later = [one for one in moments.whens(content[: when.end + 60]) if one.start >= when.end]
    if not later or later[0].clock is None:
        return None
    between = content[when.end : later[0].start]
    if not re.fullmatch(r"\s*(?:-{1,2}|–|—|to)\s*", between):
        return None
    rest = content[later[0].end :]
    return replace(later[0], zone=later[0].zone or when.zone) if rest.strip() else None


def stamp(content: str, when: When) -> str:
    """A moment as a timeline has it: date in digits, clock as written, UTC or an offset."""
    day = f"{when.day} " if when.day else ""
    clocked = when.clock or time()
    second = f":{clocked.second:02}" if clocked.second else ""
    written = re.search(
        r"(?<![\d+-])\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp]\.?[Mm]\b\.?)?",
        content[when.start : when.end],
    )
    shown = written[0] if written else f"{clocked.hour:02}:{clocked.minute:02}{second}"
    return f"{day}{shown} {when.zone}".rstrip()
