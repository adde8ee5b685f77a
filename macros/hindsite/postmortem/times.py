"""Written times: reading them, and placing them on the world's clock."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from hindsite.postmortem.rule import RefusedError, shown
from hindsite.postmortem.zones import candidates

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY = "YYYY-MM-DD"
EXPECTED = f"`{DAY} HH:MM[:SS]` with nothing, `Z` or an offset like `+02:00` after it, or `{DAY}`"

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_ZONE_WORD = re.compile(r"\s([A-Za-z]{1,5})\.?")
_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_DURATION = re.compile(
    r"(?=[0-9])(?:([0-9]{1,5})d)?(?:(?:^| +)([0-9]{1,6})h)?"
    r"(?:(?:^| +)([0-9]{1,7})m)?(?:(?:^| +)([0-9]{1,9})s)?"
)


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as a header has it: a date, perhaps a clock time, perhaps an offset from UTC."""

    text: str
    day: date
    clock: time | None = None
    offset: tzinfo | None = None

    @property
    def needs_zone(self) -> bool:
        """Whether the instant depends on the header's `timezone`."""
        return self.clock is not None and self.offset is None


def read_date(text: str) -> date:
    """A `YYYY-MM-DD` date; raises `RefusedError` with the reason."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise RefusedError(f"expected a date as `{DAY}`, got {shown(text)}")
    return make_date(int(found[1]), int(found[2]), int(found[3]))


def make_date(year: int, month: int, day: int) -> date:
    """A date of the calendar; raises `RefusedError` when there is none such."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RefusedError(f"expected a year from {FIRST_YEAR} to {LAST_YEAR}, got {year:04}")
    if not 1 <= month <= 12:
        raise RefusedError(f"there is no month {month:02}; months are 01 to 12")
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        name = calendar.month_name[month]
        raise RefusedError(f"{name} {year} has {length} days, got day {day:02}; correct the date")
    return date(year, month, day)


def make_clock(hour: int, minute: int, second: int = 0) -> time:
    """A time of the day; raises `RefusedError` when a part is out of its range."""
    if hour > 23:
        raise RefusedError(f"there is no hour {hour}; hours are 00 to 23, midnight is 00:00")
    if minute > 59:
        raise RefusedError(f"there is no minute {minute}; minutes are 00 to 59")
    if second > 59:
        raise RefusedError(f"there is no second {second}; write a leap second as 59")
    return time(hour, minute, second)


def read_offset(text: str) -> tzinfo:
    """`Z` or `±HH:MM` as a time zone; raises `RefusedError` outside −12:00 to +14:00."""
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    size = timedelta(hours=hours, minutes=minutes)
    offset = -size if text[0] == "-" else size
    if minutes > 59 or not timedelta(hours=-12) <= offset <= timedelta(hours=14):
        raise RefusedError(f"expected an offset from -12:00 to +14:00, got {shown(text)}")
    return timezone(offset)


def read_time(text: str) -> WrittenTime:
    """A header's time; raises `RefusedError` saying how it is to be written."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise RefusedError(_refusal(text))
    day = read_date(found[1])
    if found[2] is None:
        return WrittenTime(text, day)
    clock = make_clock(int(found[2]), int(found[3]), int(found[4] or 0))
    return WrittenTime(text, day, clock, read_offset(found[5]) if found[5] else None)


def _refusal(text: str) -> str:
    general = f"expected {EXPECTED}, got {shown(text)}"
    begun = _TIME.match(text)
    word = _ZONE_WORD.fullmatch(text[begun.end() :]) if begun and begun[2] else None
    if begun and word:
        if word[1].upper() in {"UTC", "Z", "GMT"}:
            return f"{general}; write {begun[0]}Z"
        meant = candidates(word[1])
        if meant:
            return (
                f"{general}; the abbreviation {word[1]} can mean several zones: "
                f"leave it out and write `timezone:` {meant}"
            )
    return general


def locate(day: date, clock: time, place: tzinfo) -> datetime:
    """The instant of a wall-clock time in a zone, with the zone's offset at that moment.

    Raises `RefusedError` when a daylight-saving change skips the time or repeats it, naming the
    offsets there are to choose from.
    """
    early = datetime.combine(day, clock, place)
    before, after = early.utcoffset(), early.replace(fold=1).utcoffset()
    if before == after:
        return datetime.combine(day, clock, _bare(before))
    wall = f"{day} {clock:%H:%M}"
    first, second = (wall + offset_words(offset or timedelta()) for offset in (before, after))
    if early.astimezone(UTC).astimezone(place).replace(tzinfo=None) == early.replace(tzinfo=None):
        raise RefusedError(
            f"{wall} comes twice in {place}, where the clock is set back; "
            f"say which with an offset: {first} or {second}"
        )
    raise RefusedError(
        f"{wall} does not exist in {place}, where the clock is set forward; "
        f"correct it, or write it with an offset: {first} or {second}"
    )


def moved(at: datetime, place: tzinfo) -> datetime:
    """The same instant on another zone's clock, with that zone's offset at that moment."""
    there = at.astimezone(place)
    return there.replace(tzinfo=_bare(there.utcoffset()), fold=0)


@lru_cache(maxsize=1_000)
def _bare(offset: timedelta | None) -> timezone:
    # Python compares and subtracts two times of one zone by the clock on the wall, an hour wrong
    # across a daylight-saving change. With the bare offset it goes by the instant.
    return timezone(offset or timedelta())


def offset_words(offset: timedelta) -> str:
    """An offset from UTC as a time carries it: `+02:00`, `-07:00`."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def read_duration(text: str) -> int:
    """The seconds of a written duration such as `1d 5h 47m 10s` (a day is 24 hours)."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise RefusedError(
            "expected a duration such as `3h 55m` or `1d 5h 47m 10s` "
            f"(whole numbers with d, h, m, s, in this order, spaces between), got {shown(text)}"
        )
    return sum(
        int(number) * size for number, size in zip(found.groups("0"), _UNITS.values(), strict=True)
    )


def write_duration(seconds: int) -> str:
    """The written form of a duration in whole seconds (0 or more): `1d 5h 47m 10s`."""
    parts = []
    rest = seconds
    for unit, size in _UNITS.items():
        if rest >= size:
            parts.append(f"{rest // size}{unit}")
            rest %= size
    return " ".join(parts) or "0s"
