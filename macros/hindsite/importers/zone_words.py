"""What the abbreviation of a time zone says: whose clock it is, and which offset.

An abbreviation is of a zone whose clocks show it on some day of the year. Of no other zone is it
taken: it has an offset of its own where all the zones that it may mean agree on one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hindsite.postmortem.zones import ABBREVIATIONS

# Words for a zone's clock in any season.
_SEASONLESS = {
    "PT": frozenset({"PST", "PDT"}),
    "MT": frozenset({"MST", "MDT"}),
    "CT": frozenset({"CST", "CDT"}),
    "ET": frozenset({"EST", "EDT"}),
}
_YEAR = 2024  # the offsets of today's rules; a leap year has every day


def is_seasonless(word: str) -> bool:
    """Whether a word is for a clock in summer and winter alike, as PT is."""
    return word in _SEASONLESS


def belongs(word: str, zone: str) -> bool:
    """Whether a zone's clocks show an abbreviation on some day."""
    shown = _SEASONLESS.get(word, frozenset({word}))
    return zone in ABBREVIATIONS.get(word, ()) or bool(shown & _names(zone).keys())


def only_zone(words: Iterable[str]) -> str | None:
    """The one zone that every one of the words may mean, or None."""
    left: set[str] | None = None
    for word in words:
        meant = set(ABBREVIATIONS.get(word, ()))
        left = meant if left is None else left & meant
    return left.pop() if left and len(left) == 1 else None


def offset(word: str, day: date | None) -> str | None:
    """The offset that all zones agree on which a word may mean; None where they do not."""
    found = {_offset(word, zone, day) for zone in ABBREVIATIONS.get(word, ())}
    return _written(found.pop()) if len(found) == 1 else None


def in_repeated_hour(word: str, zone: str, day: date | None, clock: time | None) -> str | None:
    """The offset that a word says of a clock time which the zone's clocks show twice that day."""
    if day is None or clock is None:
        return None
    first = datetime.combine(day, clock, ZoneInfo(zone))
    second = first.replace(fold=1)
    earlier, later = first.utcoffset(), second.utcoffset()
    if earlier is None or later is None or earlier <= later:
        return None
    said = next((one for one in (first, second) if one.tzname() == word), None)
    size = said.utcoffset() if said else None
    return None if size is None else _written(size)


@cache
def _names(zone: str) -> dict[str, timedelta]:
    """What a zone's clocks show in a year, and the offset of each name."""
    at = ZoneInfo(zone)
    days = (datetime(_YEAR, 1, 1, 12, tzinfo=at) + timedelta(days=number) for number in range(366))
    return {day.tzname() or "": day.utcoffset() or timedelta() for day in days}


def _offset(word: str, zone: str, day: date | None) -> timedelta:
    """What a word means in one zone: its own offset, the day's if it has no season, or winter's."""
    names = _names(zone)
    if word in names:
        return names[word]
    if word in _SEASONLESS and day is not None:
        return datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() or timedelta()
    return min(names.values())


def _written(size: timedelta) -> str:
    minutes = int(size.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
