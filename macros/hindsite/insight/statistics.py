"""Order statistics that make no assumption about the shape of the data."""

from __future__ import annotations

from functools import cache
from math import exp, lgamma, log, sqrt

CONFIDENCE = 0.95
# Below six values the widest interval, smallest to largest, covers the median in less than 95 %
# of samples: 1 − 2 · (1/2)^5 = 93.75 %.
SMALLEST_FOR_INTERVAL = 6
SMALLEST_FOR_MEDIAN = 3


@cache
def median_interval_ranks(n: int) -> tuple[int, int] | None:
    """Ranks (from 1) of the two values that bound the median with at least 95 % confidence.

    Distribution-free: the number of values below the median is binomial(n, 1/2), so the interval
    from the k-th smallest to the k-th largest covers the median with probability
    1 − 2 · P(X < k); the largest k that keeps it at 95 % or more is taken. None below n = 6, where
    no such interval exists. Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd edition
    (2003), section 7.1; W. J. Conover, Practical Nonparametric Statistics, 3rd edition,
    section 3.2.
    """
    if n < SMALLEST_FOR_INTERVAL:
        return None
    tail = 0.0
    # Terms more than 12 standard deviations below the middle are smaller than any rounding.
    rank = max(0, int(n / 2 - 6 * sqrt(n)))
    while True:
        tail += exp(lgamma(n + 1) - lgamma(rank + 1) - lgamma(n - rank + 1) - n * log(2))
        if 2 * tail > 1 - CONFIDENCE:
            return rank, n + 1 - rank
        rank += 1
