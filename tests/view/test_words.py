from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem.schema import Cost
from hindsite.view import words
from tests.view.incidents import incident

MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0m"),
        (1, "1s"),
        (20, "20s"),
        (45, "45s"),
        (59.4, "59s"),
        (59.5, "1m"),
        (89, "1m"),
        (90, "2m"),
        (21 * MINUTE + 36, "22m"),
        (25 * MINUTE, "25m"),
        (59 * MINUTE + 29, "59m"),
        (59 * MINUTE + 30, "1h 00m"),
        (HOUR, "1h 00m"),
        (HOUR + 5 * MINUTE, "1h 05m"),
        (70 * MINUTE, "1h 10m"),
        (4 * HOUR, "4h 00m"),
        (DAY - 31, "23h 59m"),
        (DAY - 30, "1d 0h"),
        (2 * DAY, "2d 0h"),
        (2 * DAY + 3 * HOUR + 29 * MINUTE, "2d 3h"),
        (2 * DAY - 29 * MINUTE, "2d 0h"),
        (13 * DAY + 16 * HOUR, "13d 16h"),
        (400 * DAY, "400d 0h"),
    ],
)
def test_duration(seconds: float, text: str) -> None:
    """The two largest units, to the nearest of the smallest one printed."""
    assert words.duration(seconds) == text


def test_duration_is_never_negative() -> None:
    """A negative length is refused, not printed."""
    with pytest.raises(ValueError, match="negative"):
        words.duration(-1)


@given(st.integers(min_value=1, max_value=1000 * DAY))
def test_duration_has_no_overfull_unit(seconds: int) -> None:
    """No count reaches the next unit: never 60s, 60m or 24h."""
    limits = {"s": 60, "m": 60, "h": 24, "d": 10**6}
    assert all(int(part[:-1]) < limits[part[-1]] for part in words.duration(seconds).split())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(70 * MINUTE, "1h 10m"), (HOUR - 1, "59m"), (DAY - 1, "23h 59m"), (2 * DAY - 1, "1d 23h")],
)
def test_at_least_rounds_down(seconds: int, text: str) -> None:
    """What is "at least" so long stays true."""
    assert words.at_least(seconds) == f"at least {text}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 minutes"),
        (20, "20 seconds"),
        (MINUTE, "1 minute"),
        (HOUR, "1 hour"),
        (70 * MINUTE, "1 hour 10 minutes"),
        (13 * DAY + 16 * HOUR, "13 days 16 hours"),
    ],
)
def test_spoken(seconds: int, text: str) -> None:
    """Units are words for a screen reader, and empty ones are not said."""
    assert words.spoken(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "start"), (90 * MINUTE, "+1h 30m"), (-11 * MINUTE, "\u221211m"), (20, "+20s")],
)
def test_offset_label(seconds: int, text: str) -> None:
    """Before the start stands a minus sign, not a hyphen."""
    assert words.offset_label(seconds) == text


def test_days() -> None:
    """Dates are written in English, without leading zeros outside lists."""
    day = date(2019, 7, 2)
    assert words.iso_day(day) == "2019-07-02"
    assert words.iso_day(date(987, 7, 2)) == "0987-07-02"
    assert words.long_day(day) == "2 Jul 2019"
    assert words.weekday_day(day) == "Tue 2 Jul 2019"
    assert words.short_day(day) == words.short_day(day, 2019) == "Tue 2 Jul"
    assert words.short_day(day, 2018) == "2 Jul 2019"


@pytest.mark.parametrize(("second", "text"), [(0, "13:42"), (10, "13:42:10")])
def test_clock(second: int, text: str) -> None:
    """Seconds show only where there are any."""
    assert words.clock(datetime(2019, 7, 2, 13, 42, second, tzinfo=ZoneInfo("UTC"))) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(-420, "UTC\u22127"), (330, "UTC+5:30"), (0, "UTC+0"), (-210, "UTC\u22123:30")],
)
def test_utc_offset_label(minutes: int, text: str) -> None:
    """Hours, and minutes only where there are any."""
    at = datetime(2019, 7, 2, tzinfo=timezone(timedelta(minutes=minutes)))
    assert words.utc_offset_label(at) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (30, "30%"),
        (0, "0%"),
        (100, "100%"),
        (0.2, "0.2%"),
        (99.99, "99.99%"),
        (100 / 3, "33.33%"),
        (0.001, "<0.01%"),
        (99.999, ">99.99%"),
    ],
)
def test_percent(number: float, text: str) -> None:
    """A share is not rounded to none or all."""
    assert words.percent(number) == text


def test_numbers() -> None:
    """Thousands are separated, nouns follow their number."""
    assert words.count(12_000) == "12,000"
    assert words.money(Cost(12_000, "USD")) == "USD 12,000"
    assert words.money(Cost(1234.5, "EUR")) == "EUR 1,234.50"
    assert words.plural(1, "incident") == "1 incident"
    assert words.plural(5000, "incident") == "5,000 incidents"
    assert words.plural(0, "recovery", "recoveries") == "0 recoveries"
    assert [words.joined(list(names)) for names in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_when_in_one_zone() -> None:
    """The seed's line: local times, zone with its offset, the same in UTC."""
    found = words.when(
        incident("2023-06-04 10:00", resolved="2023-06-04 14:00", timezone="America/Los_Angeles")
    )
    assert found == words.When(
        "Sun 4 Jun 2023, 10:00 to 14:00",
        "America/Los_Angeles (UTC\u22127)",
        None,
        "17:00 to 21:00 UTC",
    )


def test_when_across_days() -> None:
    """The year stands once; UTC needs no second line."""
    found = words.when(incident("2017-01-31 23:30", resolved="2017-02-01 18:00"))
    assert found == words.When("Tue 31 Jan 2017, 23:30 to Wed 1 Feb, 18:00", "UTC", None, None)


def test_when_across_years() -> None:
    """The year stands twice when it changes."""
    found = words.when(incident("2016-12-31 23:30", resolved="2017-01-01 01:00"))
    assert found.local == "Sat 31 Dec 2016, 23:30 to Sun 1 Jan 2017, 01:00"


def test_when_utc_is_another_day() -> None:
    """UTC carries its dates where they are not the local ones."""
    found = words.when(
        incident("2023-06-04 18:00", resolved="2023-06-04 19:00", timezone="America/Los_Angeles")
    )
    assert found.utc == "Mon 5 Jun, 01:00 to 02:00 UTC"


@pytest.mark.parametrize(
    ("start", "end", "zone", "utc"),
    [
        (
            "2024-03-31 01:30",
            "2024-03-31 03:30",
            "Europe/Paris (UTC+1, then UTC+2)",
            "00:30 to 01:30 UTC",
        ),
        (
            "2024-10-27 02:30+02:00",
            "2024-10-27 02:30+01:00",
            "Europe/Paris (UTC+2, then UTC+1)",
            "00:30 to 01:30 UTC",
        ),
    ],
)
def test_when_clocks_change(start: str, end: str, zone: str, utc: str) -> None:
    """In a night when the clocks change, both offsets are named."""
    found = words.when(incident(start, resolved=end, timezone="Europe/Paris"))
    assert (found.zone, found.utc) == (zone, utc)


def test_when_by_offset_alone() -> None:
    """Without a zone's name the offset is the zone."""
    found = words.when(
        incident("2023-06-04 10:00+02:00", resolved="2023-06-04 11:00+02:00", timezone=None)
    )
    assert (found.local, found.zone) == ("Sun 4 Jun 2023, 10:00 to 11:00", "UTC+2")


@pytest.mark.parametrize(
    ("resolved", "estimated", "local", "note"),
    [
        (None, False, "Sun 4 Jun 2023, from 10:00, end unknown", None),
        (None, True, "Sun 4 Jun 2023, from 10:00 or earlier, end unknown", None),
        ("2023-06-04 12:00", True, "Sun 4 Jun 2023, from 10:00 or earlier to 12:00", None),
        (
            "2023-06-05",
            False,
            "Sun 4 Jun 2023, 10:00 to Mon 5 Jun",
            "time of day of the end unknown",
        ),
    ],
)
def test_when_not_wholly_known(
    resolved: str | None, *, estimated: bool, local: str, note: str | None
) -> None:
    """What is not known is said, in words."""
    found = words.when(incident("2023-06-04 10:00", resolved=resolved, estimated=estimated))
    assert (found.local, found.note) == (local, note)


@pytest.mark.parametrize(
    ("resolved", "local", "zone", "note"),
    [
        (None, "Wed 1 Aug 2012", None, "time of day unknown"),
        ("2012-08-01", "Wed 1 Aug 2012", None, "time of day unknown"),
        ("2012-08-02", "Wed 1 Aug 2012 to Thu 2 Aug", None, "time of day unknown"),
        (
            "2012-08-02 10:00",
            "Wed 1 Aug 2012 to Thu 2 Aug, 10:00",
            "UTC",
            "time of day of the start unknown",
        ),
    ],
)
def test_when_of_a_day(resolved: str | None, local: str, zone: str | None, note: str) -> None:
    """A date alone is a date, and says so."""
    found = words.when(incident("2012-08-01", resolved=resolved))
    assert (found.local, found.zone, found.note) == (local, zone, note)
