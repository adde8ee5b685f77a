"""How long things took: one query, one answer, its n always with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from hindsite.errors import HindsiteError
from hindsite.insight.filters import Filters
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN, median_interval_ranks
from hindsite.library.tables import Tables

Metric = Literal["detect", "acknowledge", "mitigate", "resolve", "impact", "outage_equivalent"]
Clock = Literal["computed", "stated"]
Dimension = Literal[
    "year",
    "quarter",
    "month",
    "service",
    "team",
    "cause",
    "severity",
    "detected_by",
    "trigger",
    "tag",
]
METRICS: tuple[str, ...] = get_args(Metric)
CLOCKS: tuple[str, ...] = get_args(Clock)
DIMENSIONS: tuple[str, ...] = get_args(Dimension)


@dataclass(frozen=True, slots=True)
class Distribution:
    """The values of one duration over a set of incidents, in seconds; None where there is none.

    `known` of `count` incidents have a value; the others are left out of every figure here.
    `low` and `high` bound the median with 95 % confidence (None below six values). `p90`
    interpolates linearly. `lower_bounds` of the values are "at least" (estimated start).
    """

    count: int
    known: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    p90: float | None = None
    mean: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    total: float | None = None
    lower_bounds: int = 0

    @property
    def shown_median(self) -> float | None:
        """The median where it says something: from three values on."""
        return self.median if self.known >= SMALLEST_FOR_MEDIAN else None


_FIGURES = """
    count(DISTINCT id)                                   AS count,
    count(value)                                         AS known,
    median(value)                                        AS median,
    quantile_cont(value, 0.9)                            AS p90,
    avg(value)                                           AS mean,
    min(value)                                           AS minimum,
    max(value)                                           AS maximum,
    sum(value)                                           AS total,
    count(value) FILTER (WHERE lower_bound)              AS lower_bounds,
    list(value ORDER BY value) FILTER (value IS NOT NULL) AS ordered
"""

# Dimension → the table expression that gives each incident its group or groups.
_GROUPS: dict[str, str] = {
    "service": "LEFT JOIN incident_services g ON g.incident_id = id",
    "team": "LEFT JOIN incident_teams g ON g.incident_id = id",
    "cause": "LEFT JOIN incident_causes g ON g.incident_id = id",
    "tag": "LEFT JOIN incident_tags g ON g.incident_id = id",
}


def column_of(metric: str, clock: str = "computed") -> str:
    """The column of `incidents` that holds a metric by a clock; raises HindsiteError for others."""
    if clock == "computed":
        return f"{metric}_s"
    if metric == "outage_equivalent":
        raise HindsiteError("outage_equivalent has no stated clock; it is computed from the times")
    return f"stated_{metric}_s"


def is_lower_bound(metric: str, clock: str = "computed") -> bool:
    """Whether an estimated start makes this metric a lower bound: it begins at the start."""
    return clock == "computed" and metric != "acknowledge"


def _lower_bound(metric: str, clock: str) -> str:
    return "started_estimated" if is_lower_bound(metric, clock) else "false"


def distribution(
    tables: Tables, metric: str, filters: Filters, clock: str = "computed"
) -> Distribution:
    """The figures of one duration over the incidents that the filters mean."""
    where, parameters = filters.where()
    sql = f"""
        WITH chosen AS (
            SELECT id, {column_of(metric, clock)} AS value,
                   {_lower_bound(metric, clock)} AS lower_bound
            FROM incidents WHERE {where}
        )
        SELECT {_FIGURES} FROM chosen
    """  # noqa: S608 - column and condition are made of constants; values are parameters
    return _distribution(tables.ask_one(sql, parameters))


def distributions_by(
    tables: Tables, metric: str, dimension: str, filters: Filters, clock: str = "computed"
) -> dict[str, Distribution]:
    """The figures for each group, in the groups' order; incidents without a value are `unknown`.

    An incident with several services, teams, causes or tags is in each of their groups.
    """
    where, parameters = filters.where()
    group = f"g.{dimension}" if dimension in _GROUPS else dimension
    sql = f"""
        WITH chosen AS (
            SELECT id, {column_of(metric, clock)} AS value,
                   {_lower_bound(metric, clock)} AS lower_bound,
                   coalesce({group}, 'unknown') AS part
            FROM incidents {_GROUPS.get(dimension, "")} WHERE {where}
        )
        SELECT part, {_FIGURES} FROM chosen GROUP BY part ORDER BY part = 'unknown', part
    """  # noqa: S608 - as above
    return {row[0]: _distribution(row[1:]) for row in tables.ask(sql, parameters)}


def _distribution(row: tuple[Any, ...]) -> Distribution:
    *figures, lower_bounds, ordered = row
    count, known, median, p90, mean, minimum, maximum, total = figures
    ranks = median_interval_ranks(known)
    low, high = (ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else (None, None)
    return Distribution(
        count=count,
        known=known,
        median=median,
        low=low,
        high=high,
        p90=p90,
        mean=mean,
        minimum=minimum,
        maximum=maximum,
        total=total,
        lower_bounds=lower_bounds,
    )


def values_of(
    tables: Tables, metric: str, filters: Filters, clock: str = "computed"
) -> list[tuple[str, float | None]]:
    """Each incident's id and value in seconds (None unknown), shortest first, unknown last."""
    where, parameters = filters.where()
    sql = f"""
        SELECT id, {column_of(metric, clock)} AS value FROM incidents WHERE {where}
        ORDER BY value NULLS LAST, id
    """  # noqa: S608 - as above
    return [(row[0], row[1]) for row in tables.ask(sql, parameters)]
