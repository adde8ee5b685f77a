from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hindsite.insight import statistics
from hindsite.insight.statistics import (
    EXACT_PAIRS,
    mann_whitney,
    mann_whitney_without,
    median_interval_ranks,
    share_longer,
)

REFERENCE = json.loads(
    (Path(__file__).parents[1] / "cases" / "mann-whitney.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize(
    ("n", "ranks"),
    [
        *((n, None) for n in range(6)),
        (6, (1, 6)),
        (7, (1, 7)),
        (8, (1, 8)),
        (9, (2, 8)),
        (10, (2, 9)),
        (11, (2, 10)),
        (12, (3, 10)),
        (15, (4, 12)),
        (20, (6, 15)),
        (25, (8, 18)),
        (50, (18, 33)),
        (100, (40, 61)),
    ],
)
def test_ranks_are_the_textbooks(n: int, ranks: tuple[int, int] | None) -> None:
    """The ranks agree with printed tables of the distribution-free interval of a median."""
    assert median_interval_ranks(n) == ranks


def covered(n: int, low: int) -> Fraction:
    """The exact chance that the interval from the low-th smallest to largest holds the median."""
    return 1 - 2 * Fraction(sum(comb(n, k) for k in range(low)), 2**n)


@settings(max_examples=60)
@given(st.integers(6, 1500))
def test_the_interval_is_the_narrowest_that_covers(n: int) -> None:
    """It covers the median in 95 % of samples or more, and one rank narrower would not."""
    ranks = median_interval_ranks(n)
    assert ranks is not None
    low, high = ranks
    assert low + high == n + 1
    assert covered(n, low) >= Fraction(95, 100) > covered(n, low + 1)


@pytest.mark.parametrize("n", [20_000, 100_000])
def test_large_collections_have_ranks_near_the_normal_approximation(n: int) -> None:
    """Neither underflow nor a shortcut in the sum moves the ranks where values are many."""
    ranks = median_interval_ranks(n)
    assert ranks is not None
    assert ranks[0] == pytest.approx(n / 2 - 1.959964 * n**0.5 / 2, abs=1.5)


@pytest.mark.parametrize("case", REFERENCE, ids=[f"{n}" for n in range(len(REFERENCE))])
def test_p_is_that_of_another_implementation(case: dict[str, Any]) -> None:
    """Small samples, tied ones and large ones agree with SciPy's figures, kept in the case file."""
    assert mann_whitney(case["first"], case["second"]) == pytest.approx(case["p"], rel=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        ([1, 2, 3], [4, 5, 6], Fraction(2, 20)),
        ([1, 2, 3, 4], [5, 6, 7, 8], Fraction(2, 70)),
        ([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], Fraction(2, 252)),
        ([1, 2, 4], [3, 5, 6], Fraction(4, 20)),
        ([7, 7, 7], [7, 7, 7, 7], 1),
        # Doubled mean ranks 3, 3, 6, 8, 10: of ten pairs {3, 3} sums to 6 and {8, 10} to 18, both
        # 6 from the mean of 12; nothing else is as far.
        ([1, 1], [2, 3, 4], Fraction(2, 10)),
        ([], [1, 2], 1),
        ([], [], 1),
        ([1], [2], 1),
    ],
)
def test_p_counts_the_ways_by_hand(
    first: list[float], second: list[float], p: Fraction | int
) -> None:
    """Without ties the whole apart is one way of all on each side; all equal says nothing."""
    assert mann_whitney(first, second) == pytest.approx(float(p))
    assert mann_whitney(second, first) == pytest.approx(float(p))


def dealt(first: Sequence[int], second: Sequence[int]) -> Fraction:
    """The definition: every way to deal the values, and how many lie at least so far apart."""

    def far(a: Sequence[int], b: Sequence[int]) -> int:
        return abs(sum((x > y) - (x < y) for x in a for y in b))

    values = [*first, *second]
    places = range(len(values))
    found = [
        far([values[n] for n in some], [values[n] for n in places if n not in some])
        for some in combinations(places, len(first))
    ]
    return Fraction(sum(one >= far(first, second) for one in found), len(found))


SMALL = st.lists(st.integers(0, 6), min_size=1, max_size=5)
LARGER = st.lists(st.integers(0, 500), min_size=1, max_size=60)


@settings(max_examples=60)
@given(SMALL, SMALL)
def test_the_exact_p_is_the_definition(first: list[int], second: list[int]) -> None:
    """With ties or without, p is the share of all deals that lie at least so far apart."""
    assert mann_whitney(first, second) == pytest.approx(float(dealt(first, second)))


@settings(max_examples=40)
@given(LARGER, LARGER)
def test_only_the_order_counts(first: list[int], second: list[int]) -> None:
    """It is a probability, the same for both directions and under any monotone change of scale."""
    p = mann_whitney(first, second)
    assert 0 <= p <= 1
    assert mann_whitney(second, first) == p
    assert mann_whitney([one**3 for one in first], [one**3 for one in second]) == p
    assert mann_whitney([-one for one in first], [-one for one in second]) == pytest.approx(p)
    assert mann_whitney(first[::-1], second) == p


@settings(max_examples=30)
@given(LARGER, LARGER)
def test_to_leave_one_out_is_to_ask_again(first: list[int], second: list[int]) -> None:
    """For each value, what p would be without it: as if it had never been there."""
    without_first, without_second = mann_whitney_without(first, second)
    assert set(without_first) == set(first)
    assert set(without_second) == set(second)
    for n, value in enumerate(first[:8]):
        assert without_first[value] == pytest.approx(
            mann_whitney(first[:n] + first[n + 1 :], second)
        )
    for n, value in enumerate(second[:8]):
        again = mann_whitney(first, second[:n] + second[n + 1 :])
        assert without_second[value] == pytest.approx(again)


@pytest.mark.parametrize(("m", "n", "off"), [(31, 32, 0.001), (5, 200, 0.004), (3, 333, 0.006)])
def test_beyond_the_exact_size_p_is_as_near_as_promised(
    monkeypatch: pytest.MonkeyPatch, m: int, n: int, off: float
) -> None:
    """At the border the approximation is off by no more than its docstring says."""
    assert m * n <= EXACT_PAIRS
    near = 0
    for step in range(m * n // 2):
        # The first sample's values move up among the second's, one pair at a time.
        full, rest = divmod(step, m)
        first = [full + (place < rest) - 0.5 + place / (2 * m) for place in range(m)]
        exact = mann_whitney(first, range(n))
        if exact < 0.03:
            continue
        if exact > 0.07:
            break
        monkeypatch.setattr(statistics, "EXACT_PAIRS", 0)
        assert mann_whitney(first, range(n)) == pytest.approx(exact, abs=off)
        monkeypatch.undo()
        near += 1
    assert near > 5


def test_large_samples_are_quick_and_exact_where_the_normal_is() -> None:
    """Thousands of values, each left out once, take one pass and not one for each."""
    first, second = range(0, 60_000, 12), range(5_000, 70_000, 13)
    without, _ = mann_whitney_without(first, second)
    assert len(without) == 5_000
    assert max(without.values()) < 1e-50


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [([1, 2], [3, 4], 0), ([3, 4], [1, 2], 1), ([1, 2], [1, 2], 0.5), ([2], [1, 3, 3], 1 / 3)],
)
def test_the_share_of_pairs_is_the_effect(
    first: list[int], second: list[int], share: float
) -> None:
    """In how many of all pairs the first is longer; equal ones count half."""
    assert share_longer(first, second) == pytest.approx(share)
    assert share_longer(first, []) is None
