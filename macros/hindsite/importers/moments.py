"""Dates, times and lengths as people write them: `June 4, 2023, 10:00 AM (PST)`, `66 minutes`.

Only what can be read in one way is read: 3/14/2024 is a date, as a guess, 04/06/2023 is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from hindsite.postmortem import times
from hindsite.postmortem.rule import RefusedError
from hindsite.postmortem.zones import ABBREVIATIONS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_HALF = r"[AaPp]\.?[Mm]\b\.?"
_HOURS = r"\s?(?:hours|hrs?|[hH])\b"
# `UTC+2`, `GMT-04:00`: a hyphen and four digits that a zone follows are the end of a range.
_FROM_UTC = (
    r"(?:UTC|GMT)(?:\s?\+|[-\u2212])\d{1,2}(?::?[0-5]\d)?(?![\d:]|\s*(?:UTC|GMT|[AaPp]\.?[Mm]\b))"
)


def _day_form(n: int) -> str:
    """`2023-06-04`, `June 4, 2023`, `4 June 2023`, `04/Jun/23`, `6/14/2023`; names end in `n`."""
    number = rf"(?P<y{n}>\d{{4}})(?P<c{n}>[-/])(?P<m{n}>\d{{1,2}})(?P=c{n})(?P<d{n}>\d{{1,2}})"
    return (
        rf"(?:{number}(?![\d/-])"
        rf"|(?P<mm{n}>{_MONTH})\.?\s+(?P<dd{n}>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<yy{n}>\d{{4}})\b"
        rf"|(?P<ddd{n}>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mmm{n}>{_MONTH})\.?,?\s+"
        rf"(?P<yyy{n}>\d{{4}})\b"
        rf"|(?P<dddd{n}>\d{{1,2}})(?P<s{n}>[-/])(?P<mmmm{n}>{_MONTH})(?P=s{n})"
        rf"(?P<yyyy{n}>\d{{4}}|\d{{2}})(?!\d)"
        rf"|(?P<one{n}>\d{{1,2}})(?P<t{n}>[/.])(?P<other{n}>\d{{1,2}})(?P=t{n})"
        rf"(?P<yyyyy{n}>\d{{4}})(?![\d/-]|\.\d))"
    )


def _clock_form(n: int) -> str:
    """`10:05`, `10:05:30 AM`, `10am`, `10:05h`, `1005 hrs` or `10:05ish`, then perhaps a zone."""
    return (
        rf"(?:(?P<clock{n}>\d{{1,2}}:\d{{2}}(?::\d{{2}})?)(?:[.,]\d{{1,9}})?(?!:?\d)"
        rf"(?:\s*(?P<half{n}>{_HALF})|{_HOURS})?|(?P<hour{n}>\d{{1,2}})\s?(?P<part{n}>{_HALF})"
        rf"|(?P<hours{n}>\d{{4}}){_HOURS})(?P<about{n}>-?ish\b)?"
        rf"(?:\s*(?:\(\s*(?P<z{n}>{_FROM_UTC}|[A-Z]{{1,5}})\s*\)"
        rf"|(?<![A-Za-z])(?P<zz{n}>{_FROM_UTC}|[A-Z]{{1,5}}\b)"
        rf"|(?P<zzz{n}>[+-]\d{{2}}:?\d{{2}})(?![\d:])))?"
    )


_STAMP = re.compile(
    rf"(?<![\w/.-]){_day_form(1)}(?:(?:T|\s*,?\s*(?:at\s+|@\s*)?){_clock_form(1)})?"
    rf"|(?<![\w:.]){_clock_form(2)}(?:\s*,?\s+(?:on\s+)?{_day_form(2)}(?!\w))?"
)
_UNIT = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PIECE = re.compile(
    r"(\d{1,6})\s*(d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b", re.IGNORECASE
)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|approx\.?|roughly|and|total)\b|[~≈,.()]", re.IGNORECASE
)
UTC_WORDS = frozenset({"UTC", "Z", "GMT", "UCT", "ZULU"})


@dataclass(frozen=True, slots=True)
class When:
    """A date, a clock time, or both, as found in a text at `start:end`.

    `zone` is empty, `UTC`, an offset (`+02:00`), or an abbreviation as written (`PST`). `guess`
    says what the reading rests on, where there could be another; `about` is True for `10:30ish`.
    """

    day: date | None
    clock: time | None
    zone: str
    start: int
    end: int
    guess: str = ""
    about: bool = False

    @property
    def abbreviation(self) -> str:
        """The zone where it is a word that may mean several, else empty."""
        return self.zone if self.zone.isalpha() and self.zone != "UTC" else ""

    def written(self, *, utc: bool) -> str:
        """As a header has it; `utc` where the header's own zone is UTC."""
        if self.day is None or self.clock is None:
            return str(self.day or "")
        clock = f"{self.clock:%H:%M:%S}" if self.clock.second else f"{self.clock:%H:%M}"
        offset = {"UTC": "" if utc else "Z"}.get(self.zone, "" if self.abbreviation else self.zone)
        return f"{self.day} {clock}{offset}"


def whens(text: str) -> tuple[When, ...]:
    """Every date and time in a text, in order; a time beside a date is one with it."""
    return tuple(_whens(text))


def _whens(text: str) -> Iterator[When]:
    at = 0
    while (found := _STAMP.search(text, at)) is not None:
        parts = {name: value for name, value in found.groupdict().items() if value}
        at = found.end()
        try:
            day, clock = _day(parts), _clock(parts)
        except RefusedError:
            continue
        # What is no zone is read again: it may be the end of a range.
        zone, at = _zone(parts, found, dated=day is not None)
        about = any(key.startswith("about") for key in parts)
        yield When(day, clock, zone, found.start(), at, _guess(parts), about)


def _day(parts: dict[str, str]) -> date | None:
    year = next((parts[key] for key in parts if key[0] == "y"), None)
    if year is None:
        return None
    numbers = [int(parts[key]) for key in parts if key.startswith(("one", "other"))]
    if numbers:
        return times.make_date(int(year), *_month_and_day(*numbers))
    if len(year) == 2:
        year = f"20{year}"
    month = next(parts[key] for key in parts if key[0] == "m")
    day = next(parts[key] for key in parts if key[0] == "d")
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    return times.make_date(int(year), number, int(day))


def _month_and_day(one: int, other: int) -> tuple[int, int]:
    """Which of two numbers is the month; raises RefusedError where either can be."""
    if one == other or other > 12 >= one:
        return one, other
    if one > 12 >= other:
        return other, one
    raise RefusedError("either number can be the month")


def _guess(parts: dict[str, str]) -> str:
    """What the reading of a date rests on where another is thinkable."""
    if any(key.startswith("one") for key in parts):
        return "of its two numbers only one can be the month, or they are the same"
    year = next((parts[key] for key in parts if key[0] == "y"), "")
    return f"the year {year} is read as 20{year}" if len(year) == 2 else ""


def _clock(parts: dict[str, str]) -> time | None:
    written = next((parts[key] for key in parts if key.startswith(("clock", "hour"))), None)
    if written is None:
        return None
    if len(written) == 4 and written.isdigit():
        written = f"{written[:2]}:{written[2:]}"
    half = next((parts[key] for key in parts if key.startswith(("half", "part"))), "")
    hour, minute, second = (*map(int, written.split(":")), 0, 0)[:3]
    if half:
        if not 1 <= hour <= 12:
            raise RefusedError(f"there is no hour {hour} before AM or PM")
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    return times.make_clock(hour, minute, second)


def _zone(parts: dict[str, str], found: re.Match[str], *, dated: bool) -> tuple[str, int]:
    """The zone, and where the match ends: a word that is no zone is none of it."""
    name = next((key for key in parts if key[0] == "z"), None)
    if name is None:
        return "", found.end()
    word = parts[name]
    if word[0] in "+-":
        apart = found.string[found.start(name) - 1].isspace()
        # `10:05-07:00` is a range, as the contract's reader has it; a date before it settles it.
        ranged = word[0] == "-" and ":" in word and not (dated or apart)
        offset = "" if ranged else _offset(word[0], word[1:])
        return (offset, found.end()) if offset else ("", found.start(name) - apart)
    if word in UTC_WORDS:
        return "UTC", found.end()
    if word in ABBREVIATIONS:
        return word, found.end()
    if size := re.fullmatch(r"(?:UTC|GMT)\s?([-+\u2212])([\d:]+)", word):
        offset = _offset(size[1], size[2])
        return (offset, found.end()) if offset else ("UTC", found.start(name) + 3)
    return "", found.start(name)


def _offset(sign: str, digits: str) -> str:
    """An offset as a header has it, empty where no zone has it."""
    hours, minutes = _hours(digits)
    return _known(f"{'+' if sign == '+' else '-'}{hours:02}:{minutes:02}")


def _hours(digits: str) -> tuple[int, int]:
    plain = digits.replace(":", "")
    return (int(plain), 0) if len(plain) < 3 else (int(plain[:-2]), int(plain[-2:]))


def _known(offset: str) -> str:
    """An offset that some zone has, `UTC` for none; empty for any other."""
    hours, minutes = int(offset[1:3]), int(offset[4:])
    if hours == minutes == 0:
        return "UTC"
    quarters = minutes in {0, 30, 45} if offset[0] == "+" else minutes == 0 or hours in {2, 3, 9}
    most = 14 if offset[0] == "+" else 12
    return offset if quarters and minutes in {0, 30, 45} and hours <= most else ""


def span(text: str) -> tuple[When, When | None] | None:
    """The first moment with a date in a text, and the end where a range is written.

    What one side lacks, a zone or the end's date, is the other's; an end before its start is the
    next day's.
    """
    found = [one for one in whens(text) if one.day or one.clock]
    if not found or found[0].day is None:
        return None
    first = found[0]
    second = found[1] if len(found) > 1 and _is_range(text[first.end : found[1].start]) else None
    if second is None:
        return first, None
    zone = first.zone or second.zone
    first, second = replace(first, zone=zone), replace(second, zone=second.zone or zone)
    if second.day is None and first.clock and second.clock and first.day:
        later = timedelta(days=1) if second.clock < first.clock else timedelta()
        second = replace(second, day=first.day + later)
    return first, second


def clocks(text: str) -> tuple[When, When | None] | None:
    """A text's clock time without a date, and the end of the range where one is written.

    Only what the text begins with: `Bo at 11:00` is no time, it is about Bo.
    """
    text = text.lstrip("~≈( ")
    found = [one for one in whens(text) if one.clock]
    if not found or found[0].start or found[0].day is not None:
        return None
    first, second = found[0], found[1] if len(found) > 1 else None
    if second is None or not _is_range(text[first.end : second.start]):
        return first, None
    zone = first.zone or second.zone
    return replace(first, zone=zone), replace(second, zone=second.zone or zone)


def _is_range(between: str) -> bool:
    return (
        re.fullmatch(r"[\s,;)]*(?:-{1,3}|–|—|to|until|till|through|and)\s*[(]?", between)
        is not None
    )


def length(text: str) -> str | None:
    """A length of time as a header has it (`1h 6m`), or None where the text says anything else."""
    pieces = _PIECE.findall(text)
    rest = _ABOUT.sub("", _PIECE.sub("", text))
    if not pieces or rest.strip():
        return None
    return times.write_duration(sum(int(size) * _UNIT[unit[0].lower()] for size, unit in pieces))
