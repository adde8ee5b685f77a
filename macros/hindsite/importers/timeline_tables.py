"""A timeline's table: kept as it is, but for times that the contract's reader would refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hindsite.importers import moments
from hindsite.importers.facts import Facts
from hindsite.importers.lines import Line, cells
from hindsite.importers.moments import When
from hindsite.importers.timeline_entries import offset_of, settled, stamp
from hindsite.postmortem import clock
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.zones import ABBREVIATIONS

_TIME_HEAD = re.compile(r"\b(?:time|when|timestamp|clock)\b", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([A-Z]{1,5})\)")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's rows as written, and the first date in it."""

    lines: tuple[str, ...]
    first_day: date | None


def table(rows: Sequence[Line], facts: Facts, on: Callable[[When], date | None]) -> Rows:
    """A table, its head first; `on` gives the day of a moment that names none."""
    head = cells(rows[0].text)
    at = next((i for i, cell in enumerate(head) if _TIME_HEAD.search(cell)), 0)
    title = head[at] if at < len(head) else ""
    said = IN_BRACKETS.search(title)
    in_utc = "utc" in title.casefold()
    word = said[1] if said is not None and said[1] in ABBREVIATIONS else ""
    if word and not in_utc:
        facts.words.setdefault(word, []).append(rows[0].number)
    zone = "UTC" if in_utc else word
    first: list[date] = []
    written = [_row(line, at, facts, first, zone, on) for line in rows[1:]]
    return Rows((rows[0].text, *written), first[0] if first else None)


def _row(
    line: Line,
    at: int,
    facts: Facts,
    days: list[date],
    zone: str,
    on: Callable[[When], date | None],
) -> str:
    row = cells(line.text)
    if at >= len(row) or set(row[at].strip()) <= set(":- "):
        return line.text
    found = moments.whens(row[at])
    if not found or found[0].clock is None:
        return line.text
    days += [found[0].day] if found[0].day else []
    made = [settled(replace(one, zone=one.zone or zone), line.number, facts, on) for one in found]
    rest = row[at][: found[0].start] + row[at][found[-1].end :]
    if _is_read(row[at], made, zone) or re.search(r"\w", rest) or len(found) > 2:
        return line.text
    facts.keep(f"time on line {line.number}", row[at])
    row[at] = " " + "–".join(stamp(row[at], one) for one in made) + " "
    return f"|{'|'.join(row)}|"


def _is_read(cell: str, found: Sequence[When], zone: str) -> bool:
    """Whether the contract's reader takes a cell as it is, and for the same moment."""
    try:
        read = clock.read_cell(cell.strip())
    except RefusedError:
        return False
    said = offset_of(read.start)
    return said == found[0].zone or (not said and found[0].zone == zone == "UTC")
