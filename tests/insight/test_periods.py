from __future__ import annotations

import pytest

from hindsite.insight.distributions import Distribution
from hindsite.insight.periods import finest_period


@pytest.mark.parametrize(
    ("known", "period"),
    [
        ([], "year"),
        ([3], "quarter"),
        ([2], "year"),
        ([3, 2], "quarter"),
        ([3, 2, 0], "year"),
        ([3, 9, 0, 0], "quarter"),
        ([3, 9, 0, 0, 2], "year"),
    ],
)
def test_quarters_are_shown_where_half_of_them_have_a_median(known: list[int], period: str) -> None:
    """Half of the quarters with incidents have three values or more; otherwise it is by year."""
    quarters = {f"{2020 + n}-Q1": Distribution(9, one) for n, one in enumerate(known)}
    assert finest_period(quarters) == period
