"""Written times and durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.postmortem import times, zones
from hindsite.postmortem.rule import RefusedError

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


@given(st.integers(0, 10**9))
def test_duration_round_trip(seconds: int) -> None:
    """Every whole number of seconds can be written and read again."""
    assert times.read_duration(times.write_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1d 5h 47m 10s", 107_230), ("3h 55m", 14_100), ("90m", 5_400), ("0m", 0), ("1d  1s", 86_401)],
)
def test_duration(text: str, seconds: int) -> None:
    """A day is 24 hours; units may be left out, and a smaller one may go past the next."""
    assert times.read_duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", " ", "3h55m", "5m 3h", "1.5h", "-3h", "3 h", "3H", "4h 4h", "1w", "٣h", "4h "]
)
def test_duration_refused(text: str) -> None:
    """Anything but whole numbers with units in order is refused."""
    with pytest.raises(RefusedError, match="expected a duration"):
        times.read_duration(text)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))  # noqa: DTZ001 - wall clock
def test_time_round_trip(at: datetime) -> None:
    """A time that is written as ISO 8601 to the second is read as it was."""
    at = at.replace(microsecond=0)
    for separator in " T":
        written = times.read_time(at.isoformat(separator) + "Z")
        assert (written.day, written.clock) == (at.date(), at.time())


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - wall clock
    st.sampled_from(sorted(zones.zone_names().values())),
)
def test_locate_round_trip(at: datetime, name: str) -> None:
    """A time that is not refused is the same on the zone's clock, and the only one such."""
    at = at.replace(microsecond=0)
    zone = zones.zone(name)
    try:
        placed = times.locate(at.date(), at.time(), zone)
    except RefusedError:
        both = {at.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        assert len(both) == 2
    else:
        assert placed.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == at


def test_across_a_change() -> None:
    """Times before and after a daylight-saving change are apart by what passed, not by the wall."""
    before = times.locate(date(2023, 11, 5), time(0, 30), LOS_ANGELES)
    after = times.locate(date(2023, 11, 5), time(2, 30), LOS_ANGELES)
    assert after - before == timedelta(hours=3)


@pytest.mark.parametrize("abbreviation", sorted(zones.ABBREVIATIONS))
def test_abbreviations(abbreviation: str) -> None:
    """An abbreviation is refused, and every name it may mean is one that is accepted."""
    with pytest.raises(RefusedError, match="abbreviation"):
        zones.zone(abbreviation)
    for name in zones.ABBREVIATIONS[abbreviation]:
        assert zones.zone(name).key == name
