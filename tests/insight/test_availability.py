from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.availability import (
    DAY_SECONDS,
    Availability,
    Excluded,
    Period,
    availability,
    availability_by_service,
    period_of,
)
from hindsite.insight.filters import EVERYTHING, FilterError, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from tests.conftest import COSTLY
from tests.insight.knowing import impact, knowing, record

HOUR = 3600
DAY = date(2024, 3, 5)
THE_DAY = Filters(since=DAY, until=DAY)
AS_OF = date(2024, 6, 1)


def hit(start: str, end: str | None, percent: float | None = 100, **changes: Any) -> Postmortem:
    """An incident of `api` on the day, from one clock time to another."""
    slug = f"n{start}-{end}-{percent}".replace(":", "")
    changes = {"services": ("api",), "impact": impact(users_percent=percent), **changes}
    mitigated = f"{DAY} {end}" if end else None
    return record(f"{DAY} {start}", slug=slug, mitigated=mitigated, **changes)


def of_day(*records: Postmortem, filters: Filters = THE_DAY) -> Availability:
    """What `api` lost on the day."""
    return availability(knowing(*records).tables, "api", filters, AS_OF)


def lost(*records: Postmortem) -> tuple[float, float]:
    """The seconds lost at least and at most on the day."""
    found = of_day(*records)
    return found.lost_low_s, found.lost_high_s


def test_a_full_outage_of_an_hour_costs_an_hour() -> None:
    """A day of 86,400 s less 3,600 s; half the users cost half as much."""
    found = of_day(hit("10:00", "11:00"))
    assert (found.lost_low_s, found.lost_high_s, found.known, found.count) == (HOUR, HOUR, 1, 1)
    assert found.upper == found.lower == 1 - 3600 / 86_400
    assert lost(hit("10:00", "11:00", 50)) == (HOUR / 2, HOUR / 2)


def test_incidents_that_overlap_count_once() -> None:
    """At any instant the largest share counts: 60 min at 50 %, of which 30 at 80 %, then 30."""
    pair = (hit("10:00", "11:00", 50), hit("10:30", "11:30", 80))
    assert lost(*pair) == ((30 * 50 + 60 * 80) / 100 * 60,) * 2
    assert (
        lost(hit("10:00", "12:00", 20), hit("10:30", "11:00", 70))
        == ((90 * 20 + 30 * 70) / 100 * 60,) * 2
    )
    assert lost(hit("10:00", "11:00"), hit("10:00", "11:00", 30)) == (HOUR, HOUR)


def test_incidents_that_touch_or_lie_apart_add_up() -> None:
    """One that ends as the next begins shares no instant with it."""
    assert (
        lost(hit("10:00", "11:00"), hit("11:00", "12:00", 50), hit("13:00", "14:00"))
        == (2.5 * HOUR,) * 2
    )


def test_an_unknown_share_costs_between_nothing_and_all() -> None:
    """Two figures, and the incident named; under a known larger share it makes no difference."""
    found = of_day(hit("10:00", "11:00", None), hit("10:30", "11:30", 40))
    assert found.lost_low_s == pytest.approx(HOUR * 0.4)
    assert found.lost_high_s == pytest.approx(HOUR + 1800 * 0.4)
    assert (found.known, found.count) == (1, 2)
    assert found.excluded == (
        Excluded("2024-03-05-n1000-1100-None", "no users_percent", in_lower=True),
    )
    assert found.lower < found.upper
    assert lost(hit("10:00", "11:00", None), hit("09:00", "12:00")) == (3 * HOUR, 3 * HOUR)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (record("2024-03-05 10:00"), "no mitigated_at and no resolved_at"),
        (
            record("2024-03-05"),
            "started_at is a date without a time; no mitigated_at and no resolved_at",
        ),
        (
            record("2024-03-05 10:00", "2024-03-05 12:00", mitigated="2024-03-05"),
            "mitigated_at is a date without a time",
        ),
        (record("2024-03-05 10:00", "2024-03-05"), "resolved_at is a date without a time"),
    ],
)
def test_an_unknown_length_is_in_no_figure(made: Postmortem, reason: str) -> None:
    """It is counted in N and named with its reason; both figures are as without it."""
    full = impact(users_percent=100)
    found = of_day(replace(made, services=("api",), impact=full), hit("20:00", "21:00"))
    assert found.excluded == (Excluded("2024-03-05-web", reason, in_lower=False),)
    assert (found.lost_low_s, found.lost_high_s, found.known, found.count) == (HOUR, HOUR, 1, 2)


def test_resolution_ends_what_was_not_mitigated() -> None:
    """Without a mitigation users are affected until the resolution; with one no longer."""
    unmitigated = record("2024-03-05 10:00", "2024-03-05 12:00", services=("api",))
    assert lost(replace(unmitigated, impact=impact(users_percent=100))) == (2 * HOUR, 2 * HOUR)


def test_an_estimated_start_is_counted_and_told() -> None:
    """The time is at least this, and the figure says of how many that is so."""
    found = of_day(hit("10:00", "11:00", estimated=True), hit("12:00", "13:00"))
    assert (found.lost_low_s, found.lower_bounds) == (2 * HOUR, 1)


def test_what_reaches_over_the_edge_is_cut() -> None:
    """Incidents of the days before and after count for the hours inside, in UTC."""
    night = record(
        "2024-03-04 22:00",
        mitigated="2024-03-05 02:00",
        slug="night",
        services=("api",),
        impact=impact(users_percent=100),
    )
    # 20:30 in New York is 01:30 the next day in UTC.
    evening = record(
        "2024-03-05 18:30",
        mitigated="2024-03-05 20:30",
        slug="evening",
        timezone="America/New_York",
        services=("api",),
        impact=impact(users_percent=50),
    )
    found = of_day(night, evening)
    assert (found.lost_low_s, found.count) == (2 * HOUR + 1800 / 2, 2)
    before = of_day(
        night, evening, filters=Filters(until=date(2024, 3, 4), since=DAY.replace(day=4))
    )
    assert (before.lost_low_s, before.count) == (2 * HOUR, 1)
    quiet = of_day(night, evening, filters=Filters(since=date(2024, 3, 7), until=date(2024, 3, 8)))
    assert (quiet.upper, quiet.lower, quiet.count) == (1, 1, 0)


def test_days_of_23_hours_are_days_in_utc() -> None:
    """The clock that jumps from 02:00 to 03:00 loses no hour of the period, nor of the incident."""
    made = record(
        "2024-03-10 01:30",
        mitigated="2024-03-10 03:30",
        timezone="America/New_York",
        services=("api",),
        impact=impact(users_percent=100),
    )
    found = availability(knowing(made).tables, "api", Filters(quarter=("2024-Q1",)), AS_OF)
    assert (found.lost_low_s, found.period.seconds) == (HOUR, 91 * DAY_SECONDS)


def test_each_service_has_its_own_incidents() -> None:
    """One incident of two services costs both; one without a service costs none."""
    knowledge = knowing(
        hit("10:00", "11:00", services=("api", "web")),
        hit("12:00", "13:00", services=("web",)),
        hit("14:00", "15:00", services=()),
        record("2023-01-01 10:00", services=("old",)),
        hit("16:00", "17:00", services=("api",), status="draft"),
    )
    found = availability_by_service(knowledge.tables, THE_DAY, AS_OF)
    assert {name: (one.lost_low_s, one.count) for name, one in found.items()} == {
        "api": (HOUR, 1),
        "old": (0, 0),
        "web": (2 * HOUR, 2),
    }
    one = availability(knowledge.tables, "web", THE_DAY, AS_OF)
    assert one == found["web"]
    chosen = availability_by_service(knowledge.tables, replace(THE_DAY, service=("web",)), AS_OF)
    assert chosen == {"web": one}
    assert availability(knowledge.tables, "new", THE_DAY, AS_OF).upper == 1


def test_other_filters_choose_the_incidents() -> None:
    """What was lost to one cause alone; the length of the period stays."""
    records = (hit("10:00", "11:00", causes=("deploy",)), hit("10:00", "12:00"))
    found = of_day(*records, filters=replace(THE_DAY, cause=("deploy",)))
    assert (found.lost_low_s, found.count, found.period.seconds) == (HOUR, 1, DAY_SECONDS)


SAMPLE = knowing(
    record("2024-02-10 23:00", "2024-02-11 01:00"),
    record("2024-05-01 01:00", "2024-05-03 01:00", slug="last"),
    # In UTC it begins on the day before the one it counts in.
    record("2023-12-01 01:00", timezone="Asia/Tokyo", slug="first"),
)


@pytest.mark.parametrize(
    ("filters", "as_of", "since", "until"),
    [
        (EVERYTHING, AS_OF, "2023-11-30", "2024-06-01"),
        (EVERYTHING, None, "2023-11-30", "2024-05-03"),
        (EVERYTHING, date(2020, 1, 1), "2023-11-30", "2023-11-30"),
        (Filters(since=date(2024, 4, 1)), None, "2024-04-01", "2024-05-03"),
        (Filters(until=date(2024, 4, 1)), AS_OF, "2023-11-30", "2024-04-01"),
        (Filters(until=date(2025, 4, 1)), AS_OF, "2023-11-30", "2024-06-01"),
        (Filters(until=date(2025, 4, 1)), None, "2023-11-30", "2025-04-01"),
        (Filters(year=("2023",)), AS_OF, "2023-01-01", "2023-12-31"),
        (Filters(year=("2024",)), AS_OF, "2024-01-01", "2024-06-01"),
        (Filters(year=("2023", "2022")), AS_OF, "2022-01-01", "2023-12-31"),
        (Filters(quarter=("2023-Q4", "2024-Q1")), AS_OF, "2023-10-01", "2024-03-31"),
        (
            Filters(year=("2023",), quarter=("2023-Q4", "2024-Q1")),
            AS_OF,
            "2023-10-01",
            "2023-12-31",
        ),
        (Filters(year=("2023",), since=date(2023, 2, 1)), AS_OF, "2023-02-01", "2023-12-31"),
    ],
)
def test_the_period_is_what_the_filters_mean(
    filters: Filters, as_of: date | None, since: str, until: str
) -> None:
    """Else from the first incident to the commit's day, and never days after that."""
    found = period_of(SAMPLE.tables, filters, as_of)
    assert found == Period(date.fromisoformat(since), date.fromisoformat(until))


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(year=("2021", "2023")), "got 2 stretches of days from year 2021 or 2023"),
        (Filters(year=("2021",), quarter=("2023-Q4",)), "got no stretches of days from year 2021"),
        (Filters(year=("2025",)), "begin on 2025-01-01 and end on 2024-06-01; nothing is known"),
        (Filters(until=date(2020, 1, 1)), "begin on 2023-11-30 and end on 2020-01-01"),
        (Filters(year=("0000",)), "year must be from 0001 on, got '0000'"),
    ],
)
def test_a_period_that_is_none_is_refused(filters: Filters, message: str) -> None:
    """Stretches with a hole, or no day at all: an error that says what came."""
    with pytest.raises(FilterError, match=message):
        period_of(SAMPLE.tables, filters, AS_OF)


def test_an_empty_collection_has_no_period_of_its_own() -> None:
    """With days given it is whole; without, an error asks for them."""
    tables = knowing().tables
    assert availability(tables, "api", THE_DAY, None).upper == 1
    with pytest.raises(FilterError, match="expected since and until"):
        period_of(tables, EVERYTHING, AS_OF)


# Minutes from the day before to the day after; a share; whether the length is known.
_SPANS = st.lists(
    st.tuples(
        st.integers(-1440, 2879),
        st.none() | st.integers(0, 4000),
        st.none() | st.sampled_from([0, 0.1, 12.5, 33.3, 100]) | st.floats(0, 100),
    ),
    max_size=9,
)
_SERVICES = ("api", "cdn", "web")
_Spans = Sequence[tuple[int, int | None, float | None]]


def made(*spans: _Spans) -> Knowledge:
    """Incidents around the day, of `api` and of a service for each further list."""
    midnight = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC)

    def at(minute: int) -> str:
        return f"{midnight + timedelta(minutes=minute):%Y-%m-%d %H:%M}"

    return knowing(
        *(
            record(
                at(begin),
                at(begin + length) if length is not None else None,
                f"{service}-{n}",
                services=(service,),
                impact=impact(users_percent=percent),
            )
            for service, listed in zip(_SERVICES, spans, strict=False)
            for n, (begin, length, percent) in enumerate(listed)
        )
    )


def lost_by_minute(spans: _Spans, unknown: float) -> float:
    """Seconds lost on the day, counted minute by minute: the definition, done the slow way."""
    return sum(
        60
        / 100
        * max(
            (
                unknown if percent is None else percent
                for begin, length, percent in spans
                if length is not None and begin <= minute < begin + length
            ),
            default=0,
        )
        for minute in range(1440)
    )


@COSTLY
@given(st.tuples(_SPANS, _SPANS, _SPANS))
def test_the_sweep_is_the_definition(spans: tuple[_Spans, ...]) -> None:
    """One query gives what counting each minute gives; the figures lie in order between 0 and 1."""
    tables = made(*spans).tables
    for service, own in zip(_SERVICES, spans, strict=True):
        found = availability(tables, service, THE_DAY, AS_OF)
        assert found.lost_low_s == pytest.approx(lost_by_minute(own, 0))
        assert found.lost_high_s == pytest.approx(lost_by_minute(own, 100))
        assert 0 <= found.lower <= found.upper <= 1
        assert 0 <= found.known == found.count - len(found.excluded)


@COSTLY
@given(_SPANS, st.integers(0, 1439), st.none() | st.sampled_from([0, 50, 100]))
def test_unknown_ends_cost_nothing(spans: _Spans, begin: int, percent: float | None) -> None:
    """One more incident of unknown length adds one to N and to those named, and no second."""
    before, after = (
        availability(made(some).tables, "api", THE_DAY, AS_OF)
        for some in (spans, [*spans, (begin, None, percent)])
    )
    assert (after.lost_low_s, after.lost_high_s) == (before.lost_low_s, before.lost_high_s)
    assert (after.count, len(after.excluded)) == (before.count + 1, len(before.excluded) + 1)


@COSTLY
@given(_SPANS)
def test_days_add_up_to_the_period(spans: _Spans) -> None:
    """What three days lost is the sum of what each of them lost."""
    tables = made(spans).tables

    def of(first: int, last: int) -> float:
        days = Filters(since=date(2024, 3, first), until=date(2024, 3, last))
        return availability(tables, "api", days, AS_OF).lost_high_s

    assert of(4, 6) == pytest.approx(of(4, 4) + of(5, 5) + of(6, 6))
