from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.insight.distributions import (
    DIMENSIONS,
    METRICS,
    Distribution,
    Share,
    column_of,
    distribution,
    distributions_by,
    share_within,
    values_of,
)
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.reading import Vocabulary, read
from tests.conftest import COSTLY
from tests.insight.knowing import impact, knowing, lasting, record
from tests.library.trees import written

EVERYTHING = Filters()
MINUTES = st.lists(st.one_of(st.none(), st.integers(0, 40_000)), min_size=0, max_size=12)


def of(knowledge: Knowledge, metric: str = "resolve", clock: str = "computed") -> Distribution:
    """The figures over the whole collection."""
    return distribution(knowledge.tables, metric, EVERYTHING, clock)


def collection(minutes: Sequence[float | None]) -> Knowledge:
    """Incidents that were resolved after so many minutes."""
    return knowing(*(lasting(one, slug=f"n{n}") for n, one in enumerate(minutes)))


def test_an_empty_collection_knows_nothing() -> None:
    """Without incidents every figure is unknown, and no count is invented."""
    assert of(knowing()) == Distribution(count=0, known=0)


def test_missing_ends_are_counted_and_left_out() -> None:
    """An incident whose end is unknown counts, but is in no figure: never zero, never now."""
    figures = of(collection([10, None, 20, 60]))
    assert (figures.count, figures.known) == (4, 3)
    assert (figures.median, figures.mean, figures.total) == (1200, 1800, 5400)
    assert (figures.minimum, figures.maximum) == (600, 3600)


def test_only_unknown_ends_give_no_figure() -> None:
    """Two incidents of unknown length have no median, mean, sum or shortest."""
    assert of(collection([None, None])) == Distribution(count=2, known=0)


def test_zero_is_a_length() -> None:
    """An incident over in the same minute counts as zero seconds, which is not unknown."""
    figures = of(collection([0, 0, 6]))
    assert (figures.known, figures.median, figures.mean, figures.minimum) == (3, 0, 120, 0)


def test_ties_and_an_even_number() -> None:
    """The median of an even number of values is the mean of the middle two, ties included."""
    assert of(collection([5, 5, 5, 15])).median == 300
    assert of(collection([5, 5, 15, 15])).median == 600


def test_p90_interpolates_linearly() -> None:
    """Nine tenths of the way through 1, 2, … 10 minutes is 9.1 minutes, as spreadsheets say."""
    assert of(collection(range(1, 11))).p90 == pytest.approx(9.1 * 60)
    assert of(collection([7])).p90 == 420


def test_quartiles_interpolate_linearly() -> None:
    """A quarter and three quarters of the way through 1, 2, … 10 minutes."""
    figures = of(collection(range(1, 11)))
    assert (figures.p25, figures.p75) == (3.25 * 60, 7.75 * 60)
    assert (of(collection([7])).p25, of(collection([7])).p75) == (420, 420)


def test_the_interval_is_made_of_values() -> None:
    """From six values on the bounds are the values of the ranks; below there are none."""
    assert (of(collection([3, 1, 2, 5, 4])).low, of(collection([3, 1, 2, 5, 4])).high) == (
        None,
        None,
    )
    six = of(collection([6, 3, 1, 2, 5, 4]))
    assert (six.low, six.high) == (60, 360)
    nine = of(collection([9, 8, 7, 6, 5, 4, 3, 2, 1]))
    assert (nine.low, nine.high) == (120, 480)


def test_a_median_is_shown_from_three_values_on() -> None:
    """One or two values have a median, but not one to print."""
    assert of(collection([1, 3])).shown_median is None
    assert of(collection([1, 3, 5])).shown_median == 180


@pytest.mark.parametrize(
    ("name", "values", "mean"),
    [
        ("mitigate", ["11m", "3h 8m"], 99.5),
        ("resolve", ["20m", "4h 9m"], 134.5),
        ("impact", ["4h 12m", "33h 14m", "1h 50m", "4h 27m"], 655.75),
    ],
)
def test_published_means_of_stated_durations(name: str, values: list[str], mean: float) -> None:
    """What others published of the same stated durations comes out to the minute."""
    units = {"h": 3600, "m": 60}
    seconds = [sum(int(part[:-1]) * units[part[-1]] for part in one.split()) for one in values]
    records = [
        record("2024-01-01", slug=f"n{n}", stated_durations={name: one})
        for n, one in enumerate(seconds)
    ]
    figures = of(knowing(*records), name, "stated")
    assert figures.mean == mean * 60
    assert (figures.known, of(knowing(*records), name).known) == (len(values), 0)


def test_the_two_clocks_are_never_mixed() -> None:
    """A stated duration does not fill in for a missing timestamp, nor the other way round."""
    knowledge = knowing(
        record(
            "2024-01-01 00:00", "2024-01-01 01:00", slug="both", stated_durations={"resolve": 60}
        ),
        record("2024-01-02 00:00", slug="stated", stated_durations={"resolve": 120}),
        record("2024-01-03 00:00", "2024-01-03 02:00", slug="timed"),
    )
    computed, stated = of(knowledge), of(knowledge, clock="stated")
    assert (computed.known, computed.total) == (2, 3 * 3600)
    assert (stated.known, stated.total) == (2, 180)


def test_the_equivalent_has_no_stated_clock() -> None:
    """Asking for it is an error that says why."""
    with pytest.raises(HindsiteError, match="outage_equivalent has no stated clock"):
        column_of("outage_equivalent", "stated")


@pytest.mark.parametrize(
    ("started", "resolved", "zone", "hours"),
    [
        ("2023-03-25 22:00", "2023-03-26 06:00", "Europe/Berlin", 7),
        ("2023-10-28 22:00", "2023-10-29 06:00", "Europe/Berlin", 9),
        ("2023-03-12 01:30", "2023-03-12 03:30", "America/New_York", 1),
        ("2023-11-05T01:30:00-04:00", "2023-11-05T01:30:00-05:00", "America/New_York", 1),
        ("2023-06-04 10:00", "2023-06-04 14:00", "America/Los_Angeles", 4),
        ("2023-06-04T10:00:00+05:30", "2023-06-04T10:00:00+00:00", None, 5.5),
    ],
)
def test_lengths_are_what_a_stopwatch_says(
    started: str, resolved: str, zone: str | None, hours: float
) -> None:
    """A change of the clocks, and ends with other offsets, do not stretch or shrink an incident."""
    fields = {"timezone": zone} if zone else {}
    text = written(f'"{started}"', resolved_at=f'"{resolved}"', **fields)
    read_, problems = read(f"{started[:10]}-web.md", text.encode(), Vocabulary())
    assert problems == ()
    assert read_ is not None
    assert of(knowing(read_)).total == hours * 3600


def test_dates_alone_end_no_duration() -> None:
    """A day has no minute: the incident counts, its length is unknown."""
    knowledge = knowing(
        record("2024-01-01", "2024-01-01 10:00", slug="a"),
        record("2024-01-01 10:00", "2024-01-02", slug="b"),
        record("2024-01-01 10:00", "2024-01-01 11:00", slug="c"),
    )
    assert (of(knowledge).count, of(knowledge).known) == (3, 1)


def test_users_are_affected_until_the_mitigation_else_the_resolution() -> None:
    """`impact` ends with the mitigation where there is one; the equivalent weighs it by users."""
    half = impact(users_percent=50.0)
    knowledge = knowing(
        record("2024-01-01 10:00", "2024-01-01 12:00", slug="a", mitigated="2024-01-01 11:00"),
        record("2024-01-01 10:00", "2024-01-01 12:00", slug="b", impact=half),
        record("2024-01-01 10:00", slug="c", impact=half),
    )
    values = [value for _, value in values_of(knowledge.tables, "impact", EVERYTHING)]
    assert values == [3600, 7200, None]
    equivalent = of(knowledge, "outage_equivalent")
    assert (equivalent.count, equivalent.known, equivalent.total) == (3, 1, 3600)


def test_an_estimated_start_makes_lower_bounds_and_no_detection() -> None:
    """`detect` is then unknown, and what begins at the start is at least so long."""
    knowledge = knowing(
        record(
            "2024-01-01 10:00",
            "2024-01-01 12:00",
            detected="2024-01-01 10:30",
            acknowledged="2024-01-01 10:40",
            estimated=True,
            stated_durations={"resolve": 60},
        )
    )
    assert (of(knowledge, "detect").known, of(knowledge, "detect").lower_bounds) == (0, 0)
    assert (of(knowledge, "resolve").known, of(knowledge, "resolve").lower_bounds) == (1, 1)
    assert of(knowledge, "resolve", "stated").lower_bounds == 0


def test_from_the_detection_on_nothing_is_estimated() -> None:
    """`acknowledge` begins at the detection: an estimated start does not make it a lower bound."""
    knowledge = knowing(
        record(
            "2024-01-01 10:00",
            detected="2024-01-01 10:30",
            acknowledged="2024-01-01 10:40",
            estimated=True,
        )
    )
    figures = of(knowledge, "acknowledge")
    assert (figures.total, figures.lower_bounds) == (600, 0)


def test_an_incident_with_several_causes_is_in_each_group() -> None:
    """Groups of several-valued dimensions overlap; the whole still counts an incident once."""
    knowledge = knowing(
        lasting(10, slug="a", causes=("deploy", "config-change")),
        lasting(20, slug="b", causes=("deploy",)),
        lasting(30, slug="c"),
    )
    groups = distributions_by(knowledge.tables, "resolve", "cause", EVERYTHING)
    assert list(groups) == ["config-change", "deploy", "unknown"]
    assert [group.count for group in groups.values()] == [1, 2, 1]
    assert groups["deploy"].mean == 900
    assert of(knowledge).count == 3


def test_a_filtered_group_keeps_the_incidents_other_groups() -> None:
    """Filtering by one cause and grouping by cause tells what else those incidents have."""
    knowledge = knowing(
        lasting(10, slug="a", causes=("deploy", "config-change")),
        lasting(20, slug="b", causes=("load",)),
    )
    groups = distributions_by(knowledge.tables, "resolve", "cause", Filters(cause=("deploy",)))
    assert list(groups) == ["config-change", "deploy"]


def test_empty_periods_are_left_out_and_groups_are_in_order() -> None:
    """Quarters without incidents are no rows; the others come in order of time."""
    knowledge = knowing(
        lasting(10, "2024-08-01"), lasting(10, "2023-12-31"), lasting(10, "2024-01-01")
    )
    assert list(distributions_by(knowledge.tables, "resolve", "quarter", EVERYTHING)) == [
        "2023-Q4",
        "2024-Q1",
        "2024-Q3",
    ]


def test_an_incident_counts_on_the_day_that_was_written() -> None:
    """The last hour of a year in New York is that year's, whatever UTC says."""
    knowledge = knowing(record("2023-12-31 23:30", timezone="America/New_York"))
    for dimension, group in (("year", "2023"), ("quarter", "2023-Q4"), ("month", "2023-12")):
        assert list(distributions_by(knowledge.tables, "resolve", dimension, EVERYTHING)) == [group]


def test_severities_come_in_the_sites_order() -> None:
    """The most serious first, whatever the alphabet says; unknown last."""
    knowledge = knowing(
        *(lasting(1, slug=one.lower(), severity=one) for one in ("Low", "unknown", "High")),
        severities=["High", "Low"],
    )
    groups = distributions_by(knowledge.tables, "resolve", "severity", EVERYTHING)
    assert list(groups) == ["High", "Low", "unknown"]


def test_without_a_dimension_the_whole_is_the_only_group() -> None:
    """The group None holds every incident that the filters mean."""
    knowledge = collection([1, 2, None])
    assert distributions_by(knowledge.tables, "resolve", None, EVERYTHING) == {None: of(knowledge)}


def test_an_unknown_metric_or_dimension_is_refused() -> None:
    """A name that is not one of those there are never becomes part of a query."""
    tables = knowing().tables
    with pytest.raises(HindsiteError, match="no metric 'resolved'; did you mean resolve"):
        distribution(tables, "resolved", EVERYTHING)
    with pytest.raises(HindsiteError, match="no clock 'wall'"):
        distribution(tables, "resolve", EVERYTHING, "wall")
    with pytest.raises(HindsiteError, match="no dimension 'month; DROP"):
        distributions_by(tables, "resolve", "month; DROP TABLE incidents", EVERYTHING)


def test_the_share_within_a_limit_is_of_the_known_values() -> None:
    """The limit itself is within; unknown ends are in neither part; "at least" is counted apart."""
    knowledge = knowing(
        lasting(10, slug="a"),
        lasting(60, slug="b"),
        lasting(61, slug="c"),
        lasting(None, slug="d"),
        lasting(20, slug="e", started_estimated=True),
    )
    share = share_within(knowledge.tables, "resolve", 3600, EVERYTHING)
    assert share == Share(within=3, known=4, count=5, lower_bounds=1)
    assert share.share == 0.75
    assert share_within(knowledge.tables, "resolve", 9, EVERYTHING).share == 0
    none = share_within(knowledge.tables, "resolve", 3600, EVERYTHING, "stated")
    assert (none, none.share) == (Share(0, 0, 5), None)


def test_values_are_the_figures_behind_a_figure() -> None:
    """The incidents behind a figure: shortest first, then those that are unknown."""
    assert values_of(collection([30, None, 10]).tables, "resolve", EVERYTHING) == [
        ("2024-01-01-n2", 600),
        ("2024-01-01-n0", 1800),
        ("2024-01-01-n1", None),
    ]


def test_drafts_never_count() -> None:
    """A draft is in no figure; a postmortem in review is in all."""
    knowledge = knowing(
        lasting(10, slug="a"),
        lasting(1000, slug="b", status="draft"),
        lasting(30, slug="c", status="in-review"),
    )
    assert (of(knowledge).count, of(knowledge).total) == (2, 40 * 60)


@COSTLY
@given(MINUTES, st.integers(1, 4))
def test_more_unknown_ends_change_no_figure(minutes: list[int | None], more: int) -> None:
    """Writing down incidents whose end nobody knows moves the count and nothing else."""
    before, after = of(collection(minutes)), of(collection([*minutes, *[None] * more]))
    assert after.count == before.count + more
    assert after == replace(before, count=after.count)


@COSTLY
@given(MINUTES)
def test_figures_keep_their_order(minutes: list[int | None]) -> None:
    """Shortest ≤ lower bound ≤ median ≤ upper bound ≤ longest, and the mean lies between."""
    figures = of(collection(minutes))
    if figures.known == 0:
        assert figures.median is None
        return
    assert figures.minimum is not None
    assert figures.maximum is not None
    assert figures.mean is not None
    assert figures.median is not None
    assert figures.p25 is not None
    assert figures.p75 is not None
    assert figures.minimum <= figures.p25 <= figures.median <= figures.p75 <= figures.maximum
    assert figures.minimum <= figures.mean <= figures.maximum
    if figures.low is not None and figures.high is not None:
        assert figures.minimum <= figures.low <= figures.median <= figures.high <= figures.maximum


SINGLE = [name for name in DIMENSIONS if name not in ("service", "team", "cause", "tag")]
INCIDENTS = st.lists(
    st.tuples(
        st.sampled_from(["2023-01-31", "2023-04-01", "2024-04-01", "2024-12-31"]),
        st.sampled_from(["SEV1", "SEV2", "unknown"]),
        st.sampled_from(["monitoring", "unknown"]),
        st.sampled_from(["load", None]),
        st.one_of(st.none(), st.integers(0, 600)),
    ),
    max_size=10,
)


@COSTLY
@given(INCIDENTS, st.sampled_from(METRICS))
def test_the_groups_of_a_single_valued_dimension_add_up(
    drawn: list[tuple[str, str, str, str | None, int | None]], metric: str
) -> None:
    """Counts, known counts and sums of the groups are those of the whole."""
    knowledge = knowing(
        *(
            lasting(minutes, day, f"n{n}", severity=severity, detected_by=by, trigger=trigger)
            for n, (day, severity, by, trigger, minutes) in enumerate(drawn)
        )
    )
    whole = of(knowledge, metric)
    for dimension in SINGLE:
        groups = distributions_by(knowledge.tables, metric, dimension, EVERYTHING).values()
        assert sum(group.count for group in groups) == whole.count
        assert sum(group.known for group in groups) == whole.known
        assert sum(group.total or 0 for group in groups) == (whole.total or 0)
