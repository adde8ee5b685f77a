from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hindsite.insight.statistics import median_interval_ranks


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
