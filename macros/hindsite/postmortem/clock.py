"""The grammar of a timeline item: a time, perhaps an end, a separator, then text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta, tzinfo
from typing import NamedTuple

from hindsite.postmortem import times
from hindsite.postmortem.rule import RefusedError, shown
from hindsite.postmortem.zones import candidates

SEPARATORS = "`-`, `–`, `—`, `:` or `|`"
_SHAPE = "`10:05 — what happened`"

_STAMP = re.compile(
    r"(?:(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T|[^\S\n]+))?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?![0-9]|:[0-9])"
    r"(?:[^\S\n]*(?P<half>[AaPp])\.?[Mm]\b\.?)?"
    r"(?P<zone>Z\b|[^\S\n]?UTC\b|[^\S\n]?[+][0-9]{2}:[0-9]{2}"
    r"|[^\S\n]?-[0-9]{2}:[0-9]{2}(?![0-9]))?"
)
_OPENING = re.compile(r"\\?[~≈]?[^\S\n]*([*_`]{1,3})?\\?([~≈])?[^\S\n]*")
_SEPARATOR = re.compile(r"[^\S\n]*\\?(?:-{1,3}|[–—:|])\s*")
_RANGE = re.compile(r"[^\S\n]*\\?(?:-{1,2}|[–—])[^\S\n]*(?:\\?[~≈][^\S\n]*)?(?=[0-9])")
_CELL = " | "  # what stands behind a cell of a table, as a separator behind the time of an item
_WORD = re.compile(r"[^\S\n]+\(?([A-Za-z]{2,5})\)?(?![A-Za-z])")
_CLOCK_AND_OFFSET = re.compile(r"[0-9:]+(-[0-9]{2}:[0-9]{2})")
# Only these are west of Greenwich: any other `-10:20` after a time is the end of a range.
_WEST = frozenset({*(f"-{hour:02}:00" for hour in range(13)), "-02:30", "-03:30", "-09:30"})


class Stamp(NamedTuple):
    """A time as an item has it: the clock, perhaps a date, perhaps an offset."""

    clock: time
    day: date | None = None
    offset: tzinfo | None = None


class Entry(NamedTuple):
    """An item taken apart: its time, perhaps its end, and its text.

    `west` is what the end of `10:05-07:00` would be as an offset: only the zone can tell.
    """

    start: Stamp
    until: Stamp | None
    approximate: bool
    text: str
    west: timedelta | None = None


def read_entry(source: str) -> Entry:
    """An item's Markdown as an entry; raises `RefusedError` when no time can be read from it."""
    opening = _OPENING.match(source)
    position = opening.end() if opening else 0
    marks = opening[1] or "" if opening else ""
    approximate = "~" in source[:position] or "≈" in source[:position]
    first = _STAMP.match(source, position)
    if first is None:
        raise RefusedError(
            f"expected a time first, as in {_SHAPE}, got {shown(source.removesuffix(_CELL))}"
        )
    position = _end(first)
    ranged = _RANGE.match(source, position)
    second = _STAMP.match(source, ranged.end()) if ranged else None
    if ranged and second and not _is_text(source, ranged, second, marks):
        position = _end(second)
        approximate = approximate or "~" in ranged[0] or "≈" in ranged[0]
    else:
        second = None
    text = _after(source, position, marks)
    start, until = _stamps(first, second)
    return Entry(start, until, approximate, text, _west(source[first.start() : position]))


def _west(written: str) -> timedelta | None:
    """The offset that a range could be meant as: no date, and a hyphen without spaces."""
    found = _CLOCK_AND_OFFSET.fullmatch(written)
    if found is None or found[1] not in _WEST:
        return None
    return times.read_offset(found[1]).utcoffset(None)


def _is_text(source: str, dash: re.Match[str], second: re.Match[str], marks: str) -> bool:
    """Whether `10:05 — 14:00 was announced` goes on in words: a text with a time in it."""
    rest = source[_end(second) :].removeprefix(marks)
    spaced = dash[0][:1].isspace() and dash[0][-1:].isspace()
    return spaced and bool(rest.strip()) and not _SEPARATOR.match(rest)


def read_cell(source: str) -> Entry:
    """A table cell with nothing but a time, or a range of times."""
    return read_entry(source + _CELL)


def _end(found: re.Match[str]) -> int:
    # A `-10:20` that is no offset belongs to a range, and so does any after a time without a date.
    return found.end() if _is_offset(found) else found.start("zone")


def _is_offset(found: re.Match[str]) -> bool:
    zone = _zone(found)
    return bool(found["date"]) and zone in _WEST if zone.startswith("-") else True


def _zone(found: re.Match[str]) -> str:
    return (found["zone"] or "").strip()


def _after(source: str, position: int, marks: str) -> str:
    """The text behind the separator; the bold marks around the time go, others stay."""
    closed = not marks
    if not closed and source.startswith(marks, position):
        position, closed = position + len(marks), True
    separator = _SEPARATOR.match(source, position)
    if separator is None:
        raise RefusedError(_no_separator(source[position:]))
    text = source[separator.end() :]
    if not closed and text.startswith(marks):
        text, closed = text[len(marks) :].lstrip(), True
    return (text if closed else marks + text).strip()


def _no_separator(rest: str) -> str:
    word = _WORD.match(rest)
    meant = candidates(word[1]) if word else ""
    if word and meant:
        return (
            f"the abbreviation {word[1]} after the time can mean several zones; leave it out "
            f"(times are in the header's `timezone`), or write a date and time with an offset"
        )
    if not rest.strip():
        return f"expected a separator and a text after the time, as in {_SHAPE}, got nothing"
    return f"expected {SEPARATORS} after the time, then text, got {shown(rest.strip())}"


def _stamps(first: re.Match[str], second: re.Match[str] | None) -> tuple[Stamp, Stamp | None]:
    half = first["half"]
    if second is None:
        return _stamp(first, half), None
    if half is None and second["half"] is not None and 1 <= int(first["hour"]) <= 12:
        start, until = _sharing(first, second), _stamp(second, second["half"])
    else:
        start, until = _stamp(first, half), _stamp(second, second["half"])
    # `17:05–17:20Z`: a range has one offset unless it names two.
    offset = start.offset or until.offset
    return start._replace(offset=offset), until if until.offset else until._replace(offset=offset)


def _sharing(first: re.Match[str], second: re.Match[str]) -> Stamp:
    """The start of `11:50–12:10 PM`: in its end's half of the day unless that is too late."""
    same = _stamp(first, second["half"])
    if same.clock <= _stamp(second, second["half"]).clock:
        return same
    return _stamp(first, "a")


def _stamp(found: re.Match[str], half: str | None) -> Stamp:
    hour = int(found["hour"])
    if half is not None:
        if not 1 <= hour <= 12:
            raise RefusedError(f"expected an hour from 1 to 12 before AM or PM, got {hour}")
        hour = hour % 12 + (12 if half in "pP" else 0)
    clock = times.make_clock(hour, int(found["minute"]), int(found["second"] or 0))
    day = times.read_date(found["date"]) if found["date"] else None
    return Stamp(clock, day, _offset(found))


def _offset(found: re.Match[str]) -> tzinfo | None:
    zone = _zone(found)
    if not zone or not _is_offset(found):
        return None
    return UTC if zone in {"Z", "UTC"} else times.read_offset(zone)


_MONTHS = "January February March April May June July August September October November December"
_MAX_HEADING = 200
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS.split()) + "|Sept"
_WEEKDAY = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _DAYS.split()) + "|Tues|Thur|Thurs"
_ORDINAL = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>[0-9]{4}))"
_HEADING_DATES = tuple(
    re.compile(rf"(?<![\w-]){form}(?![\w-])", re.IGNORECASE)
    for form in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
        rf"{_ORDINAL}\s+(?:of\s+)?(?P<month>{_MONTH})\.?{_YEAR}",
        rf"(?P<month>{_MONTH})\.?\s+{_ORDINAL}{_YEAR}",
    )
)
_BARE_DATES = (
    re.compile(rf"{_ORDINAL}\s+(?:of\s+)?(?P<month>{_MONTH})", re.IGNORECASE),
    re.compile(rf"(?P<month>{_MONTH})\.?\s+{_ORDINAL}", re.IGNORECASE),
)
_DAY_WORD = re.compile(rf"\b(?:{_WEEKDAY})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateHeading:
    """The date in a heading; `alone` when the heading says nothing else."""

    day: date
    alone: bool


def read_heading(text: str, before: date | None) -> DateHeading | None:
    """The first date in a heading, or None for other words; an impossible date is refused.

    A heading that is a day and month alone is in the year of `before`, the date so far, and
    `### 1 January` after a December in the next.
    """
    text = text[:_MAX_HEADING]
    dates = [found for form in _HEADING_DATES if (found := form.search(text))]
    if dates:
        first = min(dates, key=lambda match: match.start())
        day = times.make_date(int(first["year"]), _month(first["month"]), int(first["day"]))
        return DateHeading(day, not _words(text[: first.start()] + text[first.end() :]))
    bare = next((found for form in _BARE_DATES if (found := form.fullmatch(_words(text)))), None)
    if bare is None or before is None:
        return None
    month = _month(bare["month"])
    year = before.year + (before.month == 12 and month == 1)
    return DateHeading(times.make_date(year, month, int(bare["day"])), alone=True)


def _words(text: str) -> str:
    """A heading's text without the day of the week and what stands around a date."""
    return _DAY_WORD.sub("", text).strip(" ,.:;()-–—")


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTH_NUMBERS[word[:3].lower()]
