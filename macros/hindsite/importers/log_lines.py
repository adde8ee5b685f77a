"""How a line of a log begins: with a time, a date and a time, or a name and a time.

The form's page reads what is pasted into it by the same rules (`submit/log_lines.js`); the cases in
tests/cases/chat hold for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import zip_longest

from hindsite.importers.lines import Line
from hindsite.postmortem import times
from hindsite.postmortem.clock import Stamp
from hindsite.postmortem.rule import RefusedError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_WEEKDAY = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?\s+)?"
# 2026-03-14 and 2026/3/14; 14.03.2026, 03/14/2026 and 14-03-2026; Mar 14 and March 14, 2026;
# 14 Mar 2026 and 14/Mar/2026.
_DATE = (
    r"(?:(?P<year>[0-9]{4})(?P<line>[-/])(?P<month>[0-9]{1,2})(?P=line)(?P<day>[0-9]{1,2})"
    r"|(?P<one>[0-9]{1,2})(?P<mark>[./-])(?P<two>[0-9]{1,2})(?P=mark)(?P<end>[0-9]{4})"
    rf"|{_WEEKDAY}(?P<name>{_MONTH})\.?\s+(?P<name_day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    r"(?:,?\s+(?P<name_year>[0-9]{4}))?"
    rf"|{_WEEKDAY}(?P<of_day>[0-9]{{1,2}})[ /-](?P<of>{_MONTH})\.?"
    r"(?:,?[ /-](?P<of_year>[0-9]{4}))?)"
)
_CLOCK = (
    r"(?P<clock>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,][0-9]+)?(?![0-9:])"
    r"(?:\s?(?P<half>[AaPp])\.?[Mm]\b\.?)?"
    r"(?:\s?(?P<offset>Z\b|UTC\b|[+-][0-9]{2}:?[0-9]{2}(?![0-9])))?"
)
_STAMP = rf"(?:{_DATE}(?:T|:|,?\s+(?:at\s+)?))?{_CLOCK}"
# "[2023-06-04 10:05] text", "10:05 - text", "2023-06-04T10:05:00Z text"
_TIMED = re.compile(
    rf"(?:[-*•]\s*)?(?P<open>[\[(])?{_STAMP}[\])]?(?:\s*[-–—|:]+\s+|\s+|$)(?P<text>.*)"
)
# A chat's own heading of a message: "Ada Lovelace  10:05 AM", the words below it.
_SAID = re.compile(rf"(?P<who>\S.{{0,60}}?)(?P<gap>\s+[-–—]?\s*[\[(]?){_STAMP}[\])]?")
_ALONE = re.compile(rf"\s+{_STAMP}\s*")
_NO_NAME = re.compile(
    r"(?:.*\s)?(?:at|by|from|since|until|till|to|around|about|before|after|between|and|~|@)"
    r"|.*[:;,.!?]",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?:\s*:[\w+-]+:)+$")  # behind a name: the picture of what one is up to
_WORDS_IN_NAME = 4


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line that begins with a time: the time as written, and what stands behind it.

    `days` are the readings of its date: none, one, or two of which the first has the month first; a
    reading that the calendar lacks is None. `offset` is empty, `Z` or `±HH:MM`. `who` says the
    lines that follow; `is_name` tells that the text may be such a name. `until`, `west` and
    `approximate` are as in `clock.Entry`.
    """

    clock: time
    days: tuple[date | None, ...]
    offset: str
    who: str
    text: str
    is_name: bool = False
    until: Stamp | None = None
    west: timedelta | None = None
    approximate: bool = False


def read_lines(text: str, near: date) -> Iterator[tuple[Line, LogLine | None]]:
    """Every line that is not empty, the timed ones taken apart; `near` is a day of the incident."""
    numbered = (Line(number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1))
    lines = [line for line in numbered if line.text]
    skip = False
    for one, next_one in zip_longest(lines, lines[1:], fillvalue=Line(0, "")):
        line, below = one.text, next_one.text
        if skip:
            skip = False
            continue
        # A chat may put the time on a line of its own, further in than the name above it.
        skip = bool(_ALONE.fullmatch(below)) and is_name(line) and _timed(line, near) is None
        yield one, _timed(f"{line}  {below.strip()}" if skip else line.strip(), near)


def _timed(line: str, near: date) -> LogLine | None:
    found = _TIMED.fullmatch(line)
    if found is not None:
        text = found["text"].strip()
        return _log_line(found, near, "", text, is_name=bool(found["open"]) and is_name(text))
    found = _SAID.fullmatch(line)
    if found is None or _NO_NAME.fullmatch(_STATUS.sub("", found["who"])):
        return None
    # A sentence may end with a time, too: a single space makes no heading of one.
    if not (is_name(found["who"]) or len(found["gap"]) > 1):
        return None
    return _log_line(found, near, found["who"], "")


def is_name(text: str) -> bool:
    """Whether it can be what a chat calls somebody: one word, or a few in capitals."""
    words = _STATUS.sub("", text).split()
    if not words or len(words) > _WORDS_IN_NAME or _NO_NAME.fullmatch(" ".join(words)):
        return False
    return len(words) == 1 or all(not word[0].islower() for word in words)


def _log_line(
    found: re.Match[str], near: date, who: str, text: str, *, is_name: bool = False
) -> LogLine | None:
    clock = _clock(found["clock"], found["half"])
    days = _readings(found, near)
    if clock is None or (days and not any(days)):
        return None
    offset = _offset(found["offset"] or "")
    if offset is None or (offset.startswith("-") and not days):
        return None  # `10:05-10:20` is a range
    return LogLine(clock, days, offset, who, text, is_name)


def _offset(written: str) -> str | None:
    """The offset as the contract writes it; None where no clock on earth has it."""
    if written in {"", "Z", "UTC"}:
        return written.replace("UTC", "Z")
    offset = f"{written[:3]}:{written[-2:]}"
    try:
        times.read_offset(offset)
    except RefusedError:
        return None
    return offset


def _clock(written: str, half: str | None) -> time | None:
    hour, minute, second = (*map(int, written.split(":")), 0)[:3]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _readings(found: re.Match[str], near: date) -> tuple[date | None, ...]:
    if found["year"]:
        return (_date(found["year"], found["month"], found["day"]),)
    if found["one"]:
        day_first = _date(found["end"], found["two"], found["one"])
        if found["mark"] == ".":
            return (day_first,)
        return (_date(found["end"], found["one"], found["two"]), day_first)
    name = found["name"] or found["of"]
    if not name:
        return ()
    month = _MONTHS.index(name[:3].lower()) + 1
    day, year = found["name_day"] or found["of_day"], found["name_year"] or found["of_year"]
    if year:
        return (_date(year, month, day),)
    years = (_date(year, month, day) for year in (near.year - 1, near.year, near.year + 1))
    return (_nearest(near, [one for one in years if one]),)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return times.make_date(int(year), int(month), int(day))
    except RefusedError:
        return None


def _nearest(near: date, days: list[date]) -> date | None:
    return min(days, key=lambda day: abs(day - near), default=None)


def chosen_day(
    lines: Iterable[LogLine], near: date
) -> tuple[Callable[[LogLine], date | None], str]:
    """How a line's date is read in this log, and what was assumed for it ("" nothing).

    Whether `3/8/2026` has the month first is the same in the whole log: a date that the calendar
    has in one order alone tells it, else the first one that is nearer to `near` in one.
    """
    readings = [one.days for one in lines if len(one.days) == 2]
    place, assumed = 0, ""
    told = [days for days in readings if None in days]
    unlike = [days for days in readings if None not in days and days[0] != days[1]]
    if told:
        place = 0 if told[0][0] else 1
    elif unlike:
        first = [day for day in unlike[0] if day]
        day = _nearest(near, first)
        place = first.index(day) if day else 0
        assumed = f"{first[0]:%m/%d/%Y} is taken as {day}, the nearer to {near}"

    def choose(line: LogLine) -> date | None:
        if len(line.days) < 2:
            return line.days[0] if line.days else None
        return line.days[place] or line.days[1 - place]

    return choose, assumed
