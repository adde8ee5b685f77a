"""Which periods a collection is large enough to be shown by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from hindsite.insight.distributions import Distribution
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN

Period = Literal["quarter", "year"]


def finest_period(quarters: Mapping[str, Distribution]) -> Period:
    """The period to show first: quarters where half of them have a median to show, else years.

    `quarters` are the groups of `distributions_by(…, "quarter", …)`: a quarter without incidents is
    none of them, one whose incidents are of unknown length is.
    """
    enough = sum(group.known >= SMALLEST_FOR_MEDIAN for group in quarters.values())
    return "quarter" if quarters and 2 * enough >= len(quarters) else "year"
