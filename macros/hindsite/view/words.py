"""The words for times, durations and numbers: one spelling for pages, tables and figures.

Durations round to the nearest unit printed, halves up, and the units are chosen after rounding:
59m 40s is "1h 00m", never "60m". What is "at least" so long rounds down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hindsite.postmortem.schema import Cost, Postmortem
from hindsite.view.moments import milestones

# English whatever the machine's locale: the same commit gives the same page.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_MINUS = "−"


@dataclass(frozen=True, slots=True)
class When:
    """An incident head's line of time in pieces: `local`, then `zone` and `note` muted."""

    local: str  # "Sun 4 Jun 2023, 10:00 to 14:00", "Wed 1 Aug 2012"
    zone: str | None  # "UTC", "America/Los_Angeles (UTC−7)"; None: no clock time is known
    note: str | None  # "time of day unknown"; None: nothing to add
    utc: str | None  # second line: "17:00 to 21:00 UTC"; None where it would repeat the first


def duration(seconds: float) -> str:
    """Write a length in its one or two largest units: "20s", "25m", "4h 00m", "13d 16h".

    Under a minute to the second (zero is "0m"), under a day to the minute, from then on to the
    hour. A negative length is a ValueError.
    """
    return _compact(_units(seconds, half_up=0.5))


def at_least(seconds: float) -> str:
    """Write "at least 1h 10m": rounded down, so that the words stay true."""
    return f"at least {_compact(_units(seconds, half_up=0))}"


def spoken(seconds: float) -> str:
    """Write a length for the ear: "1 hour 10 minutes", "3 minutes", "13 days 16 hours"."""
    said = (plural(number, name) for name, number in _units(seconds, half_up=0.5) if number)
    return " ".join(said) or "0 minutes"


def _units(seconds: float, *, half_up: float) -> tuple[tuple[str, int], ...]:
    """Split a length: the largest unit and its count, and the next where it is told too."""
    if seconds < 0:
        message = f"a duration cannot be negative, got {seconds}"
        raise ValueError(message)
    if seconds > 0 and (whole := int(seconds + half_up)) < _MINUTE:
        return (("second", whole),)
    minutes = int(seconds / _MINUTE + half_up)
    if minutes < _HOUR // _MINUTE:
        return (("minute", minutes),)
    if minutes < _DAY // _MINUTE:
        return (("hour", minutes // 60), ("minute", minutes % 60))
    hours = int(seconds / _HOUR + half_up)
    return (("day", hours // 24), ("hour", hours % 24))


def _compact(units: tuple[tuple[str, int], ...]) -> str:
    name, number = units[0]
    if len(units) == 1:
        return f"{number}{name[0]}"
    _, rest = units[1]
    return f"{number}h {rest:02}m" if name == "hour" else f"{number}d {rest}h"


def offset_label(seconds: float) -> str:
    """Write a distance from the start: "+1h 30m", "−11m" (U+2212), "start" at zero."""
    if seconds == 0:
        return "start"
    return f"{'+' if seconds > 0 else _MINUS}{duration(abs(seconds))}"


def iso_day(day: date) -> str:
    """Write "2019-07-02", for lists and tables."""
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def long_day(day: date) -> str:
    """Write "2 Jul 2019", for text."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday_day(day: date) -> str:
    """Write "Tue 2 Jul 2019"."""
    return f"{_DAYS[day.weekday()]} {long_day(day)}"


def short_day(day: date, year: int | None = None) -> str:
    """Write "Tue 2 Jul"; "2 Jul 2020" where the year is not the `year` one is reading about."""
    if year is not None and day.year != year:
        return long_day(day)
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def clock(at: datetime) -> str:
    """Write "13:42"; "13:42:10" only when the seconds are not zero. In the zone `at` carries."""
    # Many times faster than strftime, and asked for every row of every timeline.
    minutes = f"{at.hour:02}:{at.minute:02}"
    return f"{minutes}:{at.second:02}" if at.second else minutes


def utc_offset_label(at: datetime) -> str:
    """Write how far `at`'s zone is from UTC then: "UTC−7", "UTC+5:30", "UTC+0". `at` is aware."""
    offset = at.utcoffset()
    minutes = 0 if offset is None else round(offset.total_seconds() / _MINUTE)
    sign = _MINUS if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def count(number: int) -> str:
    """Write "12,000"."""
    return f"{number:,}"


def percent(number: float) -> str:
    """Write `number` of 100, at most two decimals: "30%", "0.2%"; never rounded to 0% or 100%."""
    if 0 < number < 0.005:
        return "<0.01%"
    if 99.995 <= number < 100:
        return ">99.99%"
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


def money(cost: Cost) -> str:
    """Write "USD 12,000", "EUR 12.50": the currency's code, decimals only where there are any."""
    whole = float(cost.amount).is_integer()
    return f"{cost.currency} {cost.amount:,.0f}" if whole else f"{cost.currency} {cost.amount:,.2f}"


def plural(number: int, noun: str, nouns: str | None = None) -> str:
    """Write "1 incident", "5,000 incidents"; `nouns` where an "s" is not enough."""
    return f"{count(number)} {noun if number == 1 else nouns or noun + 's'}"


def joined(names: Sequence[str], last: str = "and") -> str:
    """List names: "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def zone_label(start: datetime, end: datetime | None, name: str | None) -> str:
    """Name the zone of a range: "UTC", "UTC+2", "America/Los_Angeles (UTC−7)".

    Where the clocks change in between, both offsets: "Europe/Paris (UTC+1, then UTC+2)".
    """
    if name == "UTC" or (name is None and not start.utcoffset()):
        return "UTC"
    offsets = [utc_offset_label(at) for at in (start, end) if at is not None]
    offset = ", then ".join(dict.fromkeys(offsets))
    return offset if name is None else f"{name} ({offset})"


def when(postmortem: Postmortem) -> When:
    """Write the line of time in the incident's head; the end is the resolution."""
    known = milestones(postmortem)
    start, end, last = known.started.at, known.resolved.at, postmortem.resolved
    if start is None:
        return _from_a_day(postmortem, end)
    note = None
    if end is not None:
        local = f"{_since(start, postmortem)} to {_until(end, start)}"
    elif last is not None:
        local = f"{_since(start, postmortem)} to {_end_day(last.day, start.date())}"
        note = "time of day of the end unknown"
    else:
        local = f"{_since(start, postmortem, word='from ')}, end unknown"
    zone = zone_label(start, end, postmortem.timezone)
    return When(local, zone, note, _in_utc(start, end))


def _since(start: datetime, postmortem: Postmortem, word: str = "") -> str:
    if postmortem.started_estimated:
        return f"{weekday_day(start.date())}, from {clock(start)} or earlier"
    return f"{weekday_day(start.date())}, {word}{clock(start)}"


def _until(end: datetime, start: datetime) -> str:
    if end.date() == start.date():
        return clock(end)
    return f"{_end_day(end.date(), start.date())}, {clock(end)}"


def _end_day(end: date, start: date) -> str:
    """Write the end's date, its year only where it is not the start's."""
    return short_day(end) if end.year == start.year else weekday_day(end)


def _from_a_day(postmortem: Postmortem, end: datetime | None) -> When:
    """Write the line where the start is a date without a clock time."""
    first, last = postmortem.started.day, postmortem.resolved
    local = weekday_day(first) + (" or earlier" if postmortem.started_estimated else "")
    if end is not None:
        text = f"{local} to {_end_day(end.date(), first)}, {clock(end)}"
        zone = zone_label(end, None, postmortem.timezone)
        return When(text, zone, "time of day of the start unknown", _in_utc(end, None))
    if last is not None and last.day != first:
        local = f"{local} to {_end_day(last.day, first)}"
    return When(local, None, "time of day unknown", None)


def _in_utc(start: datetime, end: datetime | None) -> str | None:
    """Write the range in UTC, with dates where one would not be sure of them."""
    local = [at for at in (start, end) if at is not None]
    if not any(at.utcoffset() for at in local):
        return None
    utc = [at.astimezone(UTC) for at in local]
    days = {at.date() for at in (*local, *utc)}
    first, *rest = utc
    begin = clock(first)
    if len(days) > 1:
        begin = f"{_end_day(first.date(), start.date())}, {begin}"
    return f"{' to '.join([begin, *(_until(at, first) for at in rest)])} UTC"
