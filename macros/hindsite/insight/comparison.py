"""Whether one group of incidents took longer than another, or whether chance says as much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hindsite.errors import HindsiteError
from hindsite.insight.distributions import Chosen, Distribution, distribution, values_of
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.statistics import (
    SIGNIFICANCE,
    SMALLEST_FOR_MEDIAN,
    mann_whitney,
    mann_whitney_without,
    share_longer,
)
from hindsite.library.tables import Tables

Verdict = Literal["too few", "cannot be told from noise", "unlikely to be chance"]
Side = Literal["first", "second"]
_Sample = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Hinge:
    """The incident that a difference hangs on: without it p would be `p`, above 0.05.

    Of several the one that changes p the most; of incidents of equal length the first by id.
    """

    incident_id: str
    side: Side
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One duration in two groups that share no incident.

    `p` is how often chance alone would set groups of these sizes at least so far apart (two-sided
    Mann-Whitney, see `statistics.mann_whitney`). `difference` is the first median minus the second,
    in seconds. `longer` is the share of pairs in which the first group's incident took longer, an
    equal pair counting half. These are None where the verdict is `too few`: a group has fewer than
    three values.

    `cannot be told from noise`: p is above 0.05, or would be without one of the incidents, which is
    then the `hinge`. A p above 0.05 has none: that leaving something out would give a difference is
    no reason to leave it out. `shared` are the ids that both groups' filters mean, the newest
    first; they are in neither group.
    """

    first: Distribution
    second: Distribution
    verdict: Verdict
    p: float | None = None
    difference: float | None = None
    longer: float | None = None
    hinge: Hinge | None = None
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The incidents that `kept` means and `without` does not."""

    kept: Filters
    without: Filters

    def where(self) -> tuple[str, list[object]]:
        """A condition on the table `incidents`, and its parameters."""
        (kept, some), (without, more) = self.kept.where(), self.without.where()
        return f"({kept}) AND NOT ({without})", [*some, *more]


def compare(
    tables: Tables,
    metric: str,
    first: Filters,
    second: Filters | None = None,
    clock: str = "computed",
    *,
    within: Filters = EVERYTHING,
) -> Comparison:
    """Compare a duration between two groups; without a `second`, with all others `within`.

    A difference needs groups without common members: incidents that both filters mean are left out
    of both and listed. Raises HindsiteError where the filters say the same, or nothing is left to
    compare with.
    """
    _check(first, second, within)
    group, other = compared_groups(first, second, within)
    one, another = (distribution(tables, metric, chosen, clock) for chosen in (group, other))
    shared = _shared(tables, first, second) if second else ()
    if min(one.known, another.known) < SMALLEST_FOR_MEDIAN:
        return Comparison(one, another, "too few", shared=shared)
    sample, others = (_known(tables, metric, chosen, clock) for chosen in (group, other))
    return _judged(one, another, sample, others, shared)


def compared_groups(
    first: Filters, second: Filters | None, within: Filters = EVERYTHING
) -> tuple[Chosen, Chosen]:
    """The two groups that are compared, without the incidents that both filters mean."""
    if second is None:
        return first, Difference(within, first)
    return Difference(first, second), Difference(second, first)


def _shared(tables: Tables, first: Filters, second: Filters) -> tuple[str, ...]:
    (one, some), (other, more) = first.where(), second.where()
    sql = f"""
        SELECT id FROM incidents WHERE ({one}) AND ({other}) ORDER BY day DESC, id DESC
    """  # noqa: S608 - the conditions are made of constants; values are parameters
    return tuple(row[0] for row in tables.ask(sql, [*some, *more]))


def _known(tables: Tables, metric: str, chosen: Chosen, clock: str) -> _Sample:
    values = values_of(tables, metric, chosen, clock)
    return [(id_, value) for id_, value in values if value is not None]


def _judged(
    first: Distribution,
    second: Distribution,
    sample: _Sample,
    other: _Sample,
    shared: tuple[str, ...],
) -> Comparison:
    values, others = [value for _, value in sample], [value for _, value in other]
    p = mann_whitney(values, others)
    hinge = _hinge(sample, other) if p <= SIGNIFICANCE else None
    noise = p > SIGNIFICANCE or hinge is not None
    return Comparison(
        first,
        second,
        "cannot be told from noise" if noise else "unlikely to be chance",
        p=p,
        difference=_difference(first.median, second.median),
        longer=share_longer(values, others),
        hinge=hinge,
        shared=shared,
    )


def _difference(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first - second


def _hinge(sample: _Sample, other: _Sample) -> Hinge | None:
    """The incident without which the difference is gone, if there is one."""
    sides: tuple[Side, Side] = ("first", "second")
    without = mann_whitney_without([value for _, value in sample], [value for _, value in other])
    hinges = [
        Hinge(id_, side, by_value[value])
        for side, incidents, by_value in zip(sides, (sample, other), without, strict=True)
        for id_, value in incidents
        if by_value[value] > SIGNIFICANCE
    ]
    return max(hinges, key=lambda hinge: hinge.p, default=None)


def _check(first: Filters, second: Filters | None, within: Filters) -> None:
    if second is None and first == within:
        raise HindsiteError(
            "a comparison needs two groups, got every incident and no second group; "
            "name a filter, and the group is compared with all other incidents"
        )
    if first == second:
        raise HindsiteError(
            f"a comparison needs two groups, got the same filters twice "
            f"({first.words or 'every incident'}); change one of them, or leave the second out to "
            "compare with all other incidents"
        )
