from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.counts import count_by
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.groups import GROUPED_BY
from tests.conftest import COSTLY
from tests.insight.knowing import knowing, lasting

SERVICES = st.lists(st.sampled_from(("api", "web", "cdn")), unique=True, max_size=3)
SEVERITY = st.sampled_from(("SEV1", "SEV2", "SEV3", "unknown"))


def test_severities_come_in_their_order_and_unknown_last() -> None:
    """The most serious first, whatever their words."""
    knowledge = knowing(
        lasting(1, slug="a", severity="minor"),
        lasting(1, slug="b", severity="unknown"),
        lasting(1, slug="c", severity="alarm"),
        severities=["minor", "alarm"],
    )
    assert list(count_by(knowledge.tables, "severity", EVERYTHING)) == ["minor", "alarm", "unknown"]


@COSTLY
@given(st.lists(st.tuples(SERVICES, SEVERITY), max_size=8))
def test_the_counts_of_groups_add_up(made: list[tuple[list[str], str]]) -> None:
    """One for each incident where it has one value; with several, one for each of them."""
    records = [
        lasting(1, slug=f"n{n}", services=tuple(services), severity=severity)
        for n, (services, severity) in enumerate(made)
    ]
    tables = knowing(*records).tables
    for dimension in set(GROUPED_BY) - {"service"}:
        assert sum(count_by(tables, dimension, EVERYTHING).values()) == len(records)
    by_service = count_by(tables, "service", EVERYTHING)
    assert sum(by_service.values()) == sum(max(1, len(services)) for services, _ in made)
    tables.close()


def test_filters_choose_what_is_counted() -> None:
    """An incident of two services is in both groups, also when one of them is filtered on."""
    both = lasting(1, slug="a", services=("api", "web"))
    tables = knowing(both, lasting(1, slug="b", services=("cdn",))).tables
    assert count_by(tables, "service", Filters(service=("api",))) == {"api": 1, "web": 1}
