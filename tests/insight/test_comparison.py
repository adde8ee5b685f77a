from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hindsite.errors import HindsiteError
from hindsite.insight.comparison import Comparison, Hinge, compare
from hindsite.insight.distributions import distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from tests.conftest import COSTLY
from tests.insight.knowing import knowing, lasting

OLD, NEW = Filters(year=("2023",)), Filters(year=("2024",))


def two_years(old: Sequence[float | None], new: Sequence[float | None]) -> Knowledge:
    """Incidents of 2023 and of 2024 that were resolved after so many minutes."""
    return knowing(
        *(lasting(one, "2023-01-01", f"n{n}") for n, one in enumerate(old)),
        *(lasting(one, "2024-01-01", f"n{n}") for n, one in enumerate(new)),
    )


def compared(old: Sequence[float | None], new: Sequence[float | None]) -> Comparison:
    """The times to resolve of the two years against each other."""
    return compare(two_years(old, new).tables, "resolve", OLD, NEW)


def test_below_three_values_nothing_is_said() -> None:
    """Two values and many unknown ones are too few, whatever the other group has."""
    found = compared([1, 2, None, None], range(10, 30))
    assert (found.first.known, found.first.count, found.second.known) == (2, 4, 20)
    assert (found.verdict, found.p, found.difference, found.longer, found.hinge) == (
        "too few",
        None,
        None,
        None,
        None,
    )


def test_a_difference_that_chance_gives_often_is_noise() -> None:
    """Interleaved values: every second pair has the longer one in the other group."""
    found = compared([10, 30, 50, 70], [20, 40, 60, 80])
    assert found.verdict == "cannot be told from noise"
    assert found.p == pytest.approx(48 / 70)
    assert (found.difference, found.longer, found.hinge) == (-600, 6 / 16, None)


def test_a_difference_that_one_incident_makes_is_noise_and_the_incident_is_named() -> None:
    """Four against four, wholly apart, is p = 2/70; three against four is 2/35, above 0.05."""
    found = compared([1, 2, 3, 4], [10, 20, 30, 40])
    assert found.verdict == "cannot be told from noise"
    assert found.p == pytest.approx(2 / 70)
    assert found.hinge == Hinge("2023-01-01-n0", "first", 2 / 35)


def test_the_hinge_is_the_incident_that_matters_most() -> None:
    """Of several, the one without which chance is likeliest; one that is out of line is none.

    Eight values and four, with four pairs the other way round: 12 of the 495 ways are so far to
    one side. Without a long one of the four it is 11 of 165, without a short one of the eight 12
    of 330.
    """
    found = compared([1, 2, 3, 4, 5, 6, 7, 8], [4.5, 9, 10, 11])
    assert found.p == pytest.approx(24 / 495)
    assert found.verdict == "cannot be told from noise"
    assert found.hinge == Hinge("2024-01-01-n1", "second", 22 / 165)


def test_a_difference_that_stands_without_any_one_incident_is_told() -> None:
    """Five against five, wholly apart, is p = 2/252, and 2/126 without one of them."""
    found = compared([1, 2, 3, 4, 5], [10, 20, 30, 40, 50])
    assert (found.verdict, found.hinge, found.shared) == ("unlikely to be chance", None, ())
    assert found.p == pytest.approx(2 / 252)
    assert (found.difference, found.longer) == (-27 * 60, 0)


def test_incidents_of_both_groups_are_left_out_and_listed() -> None:
    """A difference is one between groups without common members."""
    knowledge = knowing(
        *(lasting(n, slug=f"a{n}", causes=("deploy",)) for n in range(1, 6)),
        *(lasting(n, slug=f"b{n}", causes=("load",)) for n in range(11, 16)),
        lasting(600, "2024-02-01", "x", causes=("deploy", "load")),
        lasting(None, "2024-02-02", "y", causes=("deploy", "load")),
    )
    found = compare(
        knowledge.tables, "resolve", Filters(cause=("deploy",)), Filters(cause=("load",))
    )
    assert found.shared == ("2024-02-02-y", "2024-02-01-x")
    assert (found.first.count, found.second.count) == (5, 5)
    assert found.verdict == "unlikely to be chance"


def test_a_group_within_the_other_has_nothing_of_its_own() -> None:
    """What is wholly contained in the other group is compared by leaving the second out."""
    knowledge = two_years(range(5), range(10, 15))
    found = compare(knowledge.tables, "resolve", NEW, Filters())
    assert (found.first.count, len(found.shared), found.verdict) == (0, 5, "too few")
    rest = compare(knowledge.tables, "resolve", NEW)
    assert (rest.first.count, rest.second.count, rest.shared) == (5, 5, ())
    assert rest.verdict == "unlikely to be chance"


def test_the_rest_are_those_that_the_filters_do_not_mean() -> None:
    """Incidents without a service are among the others of a service."""
    knowledge = knowing(
        *(lasting(n, slug=f"a{n}", services=("api", "web")) for n in range(1, 4)),
        *(lasting(n, slug=f"b{n}", services=("web",)) for n in range(4, 8)),
        *(lasting(n, slug=f"c{n}") for n in range(9, 11)),
    )
    found = compare(knowledge.tables, "resolve", Filters(service=("api",)))
    assert (found.first.count, found.second.count) == (3, 6)


def test_the_clock_is_the_same_for_both() -> None:
    """Stated durations are compared with stated durations."""
    knowledge = knowing(
        *(lasting(n, "2023-01-01", f"n{n}", stated_durations={"resolve": n}) for n in range(5)),
        *(lasting(n, "2024-01-01", f"n{n}") for n in range(5)),
    )
    found = compare(knowledge.tables, "resolve", OLD, NEW, "stated")
    assert (found.first.known, found.second.known, found.verdict) == (5, 0, "too few")


def test_one_group_is_no_comparison() -> None:
    """The same filters twice, or everything against nothing, is an error that says what to do."""
    tables = two_years([1], [2]).tables
    with pytest.raises(HindsiteError, match=r"the same filters twice \(year 2024\)"):
        compare(tables, "resolve", NEW, NEW)
    with pytest.raises(HindsiteError, match="got every incident and no second group; name a"):
        compare(tables, "resolve", Filters())


MINUTES = st.lists(st.one_of(st.none(), st.integers(0, 60)), max_size=8)


@COSTLY
@given(MINUTES, MINUTES)
def test_to_change_sides_changes_the_sign_alone(
    old: list[int | None], new: list[int | None]
) -> None:
    """The verdict and p are the same the other way round; unknown ends have no say in them."""
    tables = two_years(old, new).tables
    found, turned = compare(tables, "resolve", OLD, NEW), compare(tables, "resolve", NEW, OLD)
    assert (found.verdict, found.p) == (turned.verdict, turned.p)
    assert (found.first, found.second) == (turned.second, turned.first)
    assert found.first == distribution(tables, "resolve", OLD)
    if found.p is not None:
        assert found.difference == -(turned.difference or 0)
        assert found.longer == pytest.approx(1 - (turned.longer or 0))
    more = compared([*old, None], [*new, None])
    assert (more.verdict, more.p, more.difference) == (found.verdict, found.p, found.difference)
