from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hindsite.insight.coverage import CoveredCause, coverage
from hindsite.insight.filters import EVERYTHING, Filters
from tests.conftest import COSTLY
from tests.insight.knowing import knowing, lasting


def test_each_cause_adds_the_incidents_not_met_before() -> None:
    """By hand: a 3, b 2 (one of them also a), c 1 alone; one incident names none."""
    causes = (("a",), ("a", "b"), ("a",), ("b",), ("c",), ())
    knowledge = knowing(
        *(lasting(1, f"2024-01-0{n}", causes=one) for n, one in enumerate(causes, 1))
    )
    found = coverage(knowledge.tables, EVERYTHING)
    assert found.causes == (
        CoveredCause("a", 3, 3),
        CoveredCause("b", 2, 4),
        CoveredCause("c", 1, 5),
    )
    assert (found.with_cause, found.count) == (5, 6)


def test_nothing_is_covered_where_nothing_is() -> None:
    """No incident, no cause; filters choose the incidents."""
    assert coverage(knowing().tables, EVERYTHING).causes == ()
    knowledge = knowing(
        lasting(1, "2024-01-01", causes=("a",)), lasting(1, "2023-01-01", causes=("b",))
    )
    found = coverage(knowledge.tables, Filters(year=("2023",)))
    assert (found.causes, found.count) == ((CoveredCause("b", 1, 1),), 1)


@COSTLY
@given(st.lists(st.sets(st.sampled_from("abcd")), max_size=12))
def test_the_last_cause_covers_all_that_name_any(named: list[set[str]]) -> None:
    """Covered counts never fall, and end at the incidents that name a cause."""
    knowledge = knowing(
        *(lasting(1, slug=f"n{n}", causes=tuple(sorted(one))) for n, one in enumerate(named))
    )
    found = coverage(knowledge.tables, EVERYTHING)
    covered = [one.covered for one in found.causes]
    assert covered == sorted(covered)
    assert (covered[-1] if covered else 0) == found.with_cause == sum(map(bool, named))
