"""The timeline: events read from the lists and tables of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from hindsite.postmortem import clock, items, times
from hindsite.postmortem.clock import Entry, Stamp
from hindsite.postmortem.markdown import Document
from hindsite.postmortem.rule import Finding, Place, RefusedError, Rule, shown
from hindsite.postmortem.schema import Event
from hindsite.postmortem.sections import Section, plain_text

MAX_EVENTS = 5_000

ITEM = Rule(
    "timeline-item",
    "Each item and row of the timeline has a time that can be read, a separator, and a text.",
)
DATE = Rule("timeline-date", "A date in a level-3 heading of the timeline exists.")
ZONE = Rule(
    "timeline-zone",
    "Times of the timeline have an offset, or stand once on the clock of the header's `timezone`.",
)
ORDER = Rule(
    "timeline-order",
    "A clock time is not earlier than the one before it, nor an end than its start, "
    "unless a date says so.",
)
BACKWARDS = Rule(
    "timeline-backwards",
    "Dates and full timestamps of the timeline do not run backwards.",
    "warning",
)
LIMIT = Rule("timeline-limit", f"A timeline has at most {MAX_EVENTS:,} events.")
RULES = (ITEM, DATE, ZONE, ORDER, BACKWARDS, LIMIT)

FIELD = "timeline"
_TIME_COLUMNS = frozenset(
    {"time", "when", "timestamp", "clock", "at", "date/time", "date and time", "datetime"}
)
_DATE_COLUMNS = frozenset({"date", "day"})


@dataclass(frozen=True, slots=True)
class Start:
    """What the clock times lean on: the first item's date, and the zone (None: not known).

    `at` is the start's instant where its clock time is known, `needs_zone` False when the header's
    own zone is wrong, so that it is told once.
    """

    day: date | None
    zone: tzinfo | None
    needs_zone: bool = True
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events in order of the text, the blocks they stand in, and what is wrong."""

    events: tuple[Event, ...] = ()
    blocks: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()


class _Row(NamedTuple):
    """One item before it has an instant; `heading` is a date above it, since the row before."""

    entry: Entry
    heading: date | None
    place: Place


def read(document: Document, sections: Sequence[Section], body_line: int, start: Start) -> Timeline:
    """Read every timeline section of a body."""
    rows: list[_Row] = []
    blocks: list[int] = []
    findings: list[Finding] = []
    for section in sections:
        if section.name != "timeline":
            continue
        for found in _section_rows(document, section, body_line, start.day, blocks):
            if isinstance(found, Finding):
                findings.append(found)
            else:
                rows.append(found)
            if len(rows) + len(findings) > MAX_EVENTS:
                message = f"expected at most {MAX_EVENTS:,} events, got more; shorten the timeline"
                return Timeline(findings=(LIMIT.at(found.place, FIELD, message),))
    events = tuple(_placed(rows, start, findings))
    return Timeline(events, tuple(blocks), tuple(findings))


def _section_rows(
    document: Document, section: Section, body_line: int, day: date | None, blocks: list[int]
) -> Iterator[_Row | Finding]:
    """A section's rows and findings; adds the indices of the blocks they come from to `blocks`."""
    heading: date | None = None
    above: list[int] = []  # a date heading is the timeline's once there are rows below it
    for index in range(section.first, section.last):
        block = document.blocks[index]
        if block.kind == "heading" and block.level == 3:
            place = Place(block.line + body_line - 1, 1)
            try:
                dated = clock.read_heading(plain_text(document, block), day)
            except RefusedError as error:
                yield DATE.at(place, FIELD, str(error))
                continue
            if dated is not None:
                day = heading = dated.day
                above = [index] if dated.alone else []
        elif block.kind in {"list", "table"}:
            blocks += [*above, index]
            above = []
            for found in _rows(document, index, body_line):
                if isinstance(found, _Row):
                    yield found._replace(heading=heading) if heading else found
                    heading = None
                else:
                    yield found


def _rows(document: Document, index: int, body_line: int) -> Iterator[_Row | Finding]:
    block = document.blocks[index]
    if block.kind == "table":
        yield from _table_rows(items.table(document, block, body_line))
        return
    for item in items.items(document, block, body_line):
        yield _row(item.text, item.place)


def _row(source: str, place: Place) -> _Row | Finding:
    try:
        entry = clock.read_entry(source)
    except RefusedError as error:
        return ITEM.at(place, FIELD, str(error))
    if not entry.text:
        return ITEM.at(place, FIELD, "expected a text after the time, got none; say what happened")
    return _Row(entry, None, place)


def _table_rows(table: items.Table) -> Iterator[_Row | Finding]:
    heads = [_column(head) for head in table.head]
    dates = next((index for index, head in enumerate(heads) if head in _DATE_COLUMNS), None)
    at = next((index for index, head in enumerate(heads) if head in _TIME_COLUMNS), None)
    if at is None:
        at, dates = 0 if dates is None else dates, None
    utc = "utc" in table.head[at].lower()
    for row in table.rows:
        if not any(row.cells):
            continue
        rest = [cell for index, cell in enumerate(row.cells) if index not in (at, dates) and cell]
        moment = row.cells[at] if dates is None else f"{row.cells[dates]} {row.cells[at]}"
        yield _table_row(moment.strip(), " — ".join(rest), row.place, utc=utc)


def _column(head: str) -> str:
    return re.sub(r"\([^()]*\)|\butc\b|[*_`:]", "", head[:80].lower()).strip()


def _table_row(moment: str, text: str, place: Place, *, utc: bool) -> _Row | Finding:
    try:
        entry = clock.read_cell(moment)
    except RefusedError as error:
        return ITEM.at(place, FIELD, str(error))
    if entry.text:
        got = shown(moment)
        return ITEM.at(place, FIELD, f"expected nothing but a time in the column, got {got}")
    if not text:
        return ITEM.at(place, FIELD, "expected a text beside the time, got none; say what happened")
    start, until = _in_utc(entry.start, utc=utc), entry.until and _in_utc(entry.until, utc=utc)
    return _Row(Entry(start, until, entry.approximate, text), None, place)


def _in_utc(stamp: Stamp, *, utc: bool) -> Stamp:
    return stamp._replace(offset=UTC) if utc and not stamp.offset else stamp


def _placed(rows: Sequence[_Row], start: Start, findings: list[Finding]) -> Iterator[Event]:
    """The rows as instants, one after the other; adds what is wrong to `findings`."""
    since = _Since(start.day, start.at)
    before: dict[bool, _Before] = {}
    told = not start.needs_zone
    for row in rows:
        stamp = row.entry.start
        written = stamp.day or row.heading
        since = _Since(written, None) if written else since
        known = bool(stamp.offset or start.zone)
        if not known and not told:
            findings.append(ZONE.at(row.place, FIELD, _NO_ZONE))
            told = True
        if since.day is None:
            continue
        try:
            # Without a zone there is no event, but the order of its clock times can still be told.
            at = _instant(stamp, since, start.zone if known else UTC)
            until = _end(row.entry, at, start.zone, known=known)
        except RefusedError as error:
            findings.append(ZONE.at(row.place, FIELD, str(error)))
            continue
        since = _Since(at.date(), at)
        findings.extend(_order(row, at, until, before.get(known), dated=written is not None))
        before[known] = (at, row.place)
        if known:
            yield Event(at, until, row.entry.approximate, row.entry.text, row.place.line)


_Before = tuple[datetime, Place]
_NO_ZONE = (
    "the clock times have no zone; expected `timezone:` in the header, got none; "
    "add `timezone: UTC` or an Area/City name"
)


class _Since(NamedTuple):
    """What a time without a date follows: a written date, or (`at`) the time before it."""

    day: date | None
    at: datetime | None

    def day_in(self, place: tzinfo) -> date | None:
        """The date on the clocks of a place: at 18:00 in California, Greenwich is a day ahead."""
        return self.at.astimezone(place).date() if self.at else self.day


def _instant(stamp: Stamp, since: _Since, zone: tzinfo | None) -> datetime:
    place = stamp.offset or zone
    day = (stamp.day or since.day_in(place)) if place else None
    if day is None or place is None:
        raise RefusedError(_NO_ZONE)
    at = times.locate(day, stamp.clock, place)
    return times.moved(at, zone) if stamp.offset and zone else at


def _end(entry: Entry, at: datetime, zone: tzinfo | None, *, known: bool) -> datetime | None:
    """The end of a range, unless it would run backwards and is the zone's offset: `10:05-07:00`."""
    if entry.until is None:
        return None
    until = _instant(entry.until, _Since(at.date(), at), zone or at.tzinfo)
    is_offset = entry.west is not None and (not known or entry.west == at.utcoffset())
    return None if until < at and is_offset else until


def _order(
    row: _Row,
    at: datetime,
    until: datetime | None,
    before: _Before | None,
    *,
    dated: bool,
) -> Iterator[Finding]:
    if until is not None and until < at:
        message = f"the end {until:%H:%M} is before the start {at:%H:%M}"
        next_day = at.date() + timedelta(days=1)
        hint = f"if it is on the next day, write {next_day} {until:%H:%M}"
        if row.entry.west is not None:
            hint += "; before an offset, write the date as well"
        yield ORDER.at(row.place, FIELD, f"{message}; expected a later end; {hint}")
    if before is None or at >= before[0]:
        return
    earlier, place = before
    where = f"{earlier:%H:%M} on line {place.line}"
    if dated:
        message = f"{at:%Y-%m-%d %H:%M} is before {earlier:%Y-%m-%d} {where}; check the dates"
        yield BACKWARDS.at(row.place, FIELD, message)
        return
    next_day = earlier.date() + timedelta(days=1)
    hint = f"if it is on the next day, put the heading `### {next_day}` above it"
    yield ORDER.at(row.place, FIELD, f"{at:%H:%M} is before {where}; expected a later time; {hint}")
