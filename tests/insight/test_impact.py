from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.impact import ImpactTotals, impact_by, impact_totals, impact_values
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from tests.conftest import COSTLY
from tests.insight.knowing import impact, knowing, lasting, record

# 60 min × 50 % = 30 min; 20 min × 12.5 % = 2 min 30 s; the others' equivalents are unknown.
HALF = lasting(
    60,
    "2023-03-31",
    "half",
    services=("api", "web"),
    causes=("deploy",),
    teams=("core",),
    impact=impact(users_percent=50, users=1000, requests_failed=0, data_loss=False),
)
EIGHTH = lasting(
    20,
    "2024-01-01",
    "eighth",
    services=("api",),
    estimated=True,
    impact=impact(users_percent=12.5, users=3_000_000_000, data_loss=True),
)
SHARE_ONLY = lasting(None, "2024-02-01", "open", impact=impact(users_percent=100))
LENGTH_ONLY = lasting(
    600, "2024-04-01", "long", services=("web",), impact=impact(requests_failed=7)
)
DRAFT = lasting(9, "2024-05-01", "draft", status="draft", impact=impact(users=5))
SAMPLE = knowing(HALF, EIGHTH, SHARE_ONLY, LENGTH_ONLY, DRAFT)


def totals(knowledge: Knowledge) -> ImpactTotals:
    """The sums over a whole collection."""
    return impact_totals(knowledge.tables, EVERYTHING)


def test_sums_rest_on_what_is_known() -> None:
    """Each sum has its own n of N; a lower bound among the lengths is told; drafts are out."""
    assert totals(SAMPLE) == ImpactTotals(
        count=4,
        equivalent_total_s=1800 + 150,
        equivalent_known=2,
        equivalent_lower_bounds=1,
        users_total=3_000_001_000,
        users_known=2,
        requests_total=7,
        requests_known=2,
        data_loss_count=1,
        data_loss_known=2,
    )


def test_a_sum_of_nothing_known_is_unknown() -> None:
    """None, and not zero, which would say that nobody was affected."""
    bare = totals(knowing(lasting(5), lasting(None, "2024-02-01")))
    assert (bare.count, bare.equivalent_total_s, bare.users_total, bare.requests_total) == (
        2,
        None,
        None,
        None,
    )
    assert totals(knowing()).count == 0


def test_a_known_zero_is_a_value() -> None:
    """No request failed: that is a sum of 0 from one of one."""
    found = totals(knowing(HALF))
    assert (found.requests_total, found.requests_known) == (0, 1)


def test_an_incident_counts_whole_in_each_of_its_groups() -> None:
    """Two services share one incident; one without a service is in `unknown`, the last."""
    found = impact_by(SAMPLE.tables, "service", EVERYTHING)
    assert {name: (one.count, one.equivalent_total_s) for name, one in found.items()} == {
        "api": (2, 1950),
        "web": (2, 1800),
        "unknown": (1, None),
    }
    assert list(found) == ["api", "web", "unknown"]


def test_periods_are_those_of_the_written_date() -> None:
    """By year and by quarter, in order, each once."""
    years = impact_by(SAMPLE.tables, "year", EVERYTHING)
    assert {year: one.users_total for year, one in years.items()} == {
        "2023": 1000,
        "2024": 3_000_000_000,
    }
    quarters = impact_by(SAMPLE.tables, "quarter", EVERYTHING)
    assert {name: one.count for name, one in quarters.items()} == {
        "2023-Q1": 1,
        "2024-Q1": 2,
        "2024-Q2": 1,
    }


def test_filters_narrow_the_sums() -> None:
    """A filter on one dimension leaves an incident's other groups in."""
    found = impact_by(SAMPLE.tables, "cause", Filters(service=("web",)))
    assert {name: one.count for name, one in found.items()} == {"deploy": 1, "unknown": 1}


def test_the_incidents_behind_a_sum_are_named() -> None:
    """The largest first, what is left out last, all N of them."""
    assert impact_values(SAMPLE.tables, "outage_equivalent", EVERYTHING) == [
        ("2023-03-31-half", 1800),
        ("2024-01-01-eighth", 150),
        ("2024-02-01-open", None),
        ("2024-04-01-long", None),
    ]
    assert impact_values(SAMPLE.tables, "requests_failed", Filters(service=("web",))) == [
        ("2024-04-01-long", 7),
        ("2023-03-31-half", 0),
    ]


RECORDS = st.builds(
    lambda minutes, day, service, percent, users: lasting(
        minutes,
        f"202{day % 4}-0{1 + day % 9}-11",
        services=service,
        impact=impact(users_percent=percent, users=users),
    ),
    st.none() | st.integers(0, 5000),
    st.integers(0, 35),
    st.sampled_from([(), ("api",), ("web",)]),
    st.none() | st.sampled_from([0, 12.5, 50, 100]),
    st.none() | st.integers(0, 10**12),
)
COLLECTIONS = st.lists(RECORDS, max_size=8)


def collection(records: list[Postmortem]) -> Knowledge:
    """Records with ids of their own."""
    return knowing(*(replace(one, id=f"{one.id}-{n}") for n, one in enumerate(records)))


@COSTLY
@given(COLLECTIONS, st.sampled_from(["service", "team", "year", "quarter", "severity"]))
def test_the_groups_add_up_to_the_whole(records: list[Postmortem], dimension: str) -> None:
    """Where an incident has one value at most, counts and sums of the groups are the whole's."""
    knowledge = collection(records)
    whole = totals(knowledge)
    groups = impact_by(knowledge.tables, dimension, EVERYTHING).values()
    assert sum(one.count for one in groups) == whole.count
    assert sum(one.users_total or 0 for one in groups) == (whole.users_total or 0)
    assert sum(one.equivalent_known for one in groups) == whole.equivalent_known
    assert sum(one.equivalent_total_s or 0 for one in groups) == (whole.equivalent_total_s or 0)


@COSTLY
@given(COLLECTIONS)
def test_an_incident_of_which_nothing_is_known_changes_no_sum(records: list[Postmortem]) -> None:
    """It adds one to N, and nothing to any figure."""
    unknown = record("2021-05-05 10:00", slug="nobody-knows", detected="2021-05-05 10:01")
    before, after = totals(collection(records)), totals(collection([*records, unknown]))
    assert after == replace(before, count=before.count + 1)
