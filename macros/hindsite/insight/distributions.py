"""How long things took: one query, one answer, its n always with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args, overload

from hindsite.errors import HindsiteError
from hindsite.insight.groups import grouping, no_such
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


class Chosen(Protocol):
    """Which incidents are meant: `Filters`, or a difference of two."""

    def where(self) -> tuple[str, list[object]]:
        """A condition on the table `incidents`, and its parameters."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The values of one duration over a set of incidents, in seconds; None where there is none.

    `known` of `count` incidents have a value; the others are left out of every figure here.
    `low` and `high` bound the median with 95 % confidence (None below six values). `p25`, `p75`
    and `p90` interpolate linearly. `lower_bounds` of the values are "at least" (estimated start).
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
    p25: float | None = None
    p75: float | None = None

    @property
    def shown_median(self) -> float | None:
        """The median where it says something: from three values on."""
        return self.median if self.known >= SMALLEST_FOR_MEDIAN else None


_FIGURES = """
    count(DISTINCT id)                                   AS count,
    count(value)                                         AS known,
    median(value)                                        AS median,
    quantile_cont(value, 0.25)                           AS p25,
    quantile_cont(value, 0.75)                           AS p75,
    quantile_cont(value, 0.9)                            AS p90,
    avg(value)                                           AS mean,
    min(value)                                           AS minimum,
    max(value)                                           AS maximum,
    sum(value)                                           AS total,
    count(value) FILTER (WHERE lower_bound)              AS lower_bounds,
    list(value ORDER BY value) FILTER (value IS NOT NULL) AS ordered
"""


def column_of(metric: str, clock: str = "computed") -> str:
    """The column of `incidents` that holds a metric by a clock; raises HindsiteError for others."""
    if metric not in METRICS:
        raise no_such("metric", metric, METRICS)
    if clock not in CLOCKS:
        raise no_such("clock", clock, CLOCKS)
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
    tables: Tables, metric: str, filters: Chosen, clock: str = "computed"
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


@overload
def distributions_by(
    tables: Tables, metric: str, dimension: str, filters: Chosen, clock: str = "computed"
) -> dict[str, Distribution]: ...


@overload
def distributions_by(
    tables: Tables, metric: str, dimension: None, filters: Chosen, clock: str = "computed"
) -> dict[None, Distribution]: ...


def distributions_by(
    tables: Tables, metric: str, dimension: str | None, filters: Chosen, clock: str = "computed"
) -> dict[str, Distribution] | dict[None, Distribution]:
    """The figures for each group, in the groups' order; `dimension` None: of the whole, under None.

    Severities come in the site's order, the most serious first; incidents without a value are
    `unknown`, the last. An incident with several services, teams, causes or tags is in each of
    their groups.
    """
    if dimension is None:
        return {None: distribution(tables, metric, filters, clock)}
    where, parameters = filters.where()
    group = grouping(dimension)
    rank = "severity_rank" if dimension == "severity" else "NULL"
    sql = f"""
        WITH chosen AS (
            SELECT id, {column_of(metric, clock)} AS value,
                   {_lower_bound(metric, clock)} AS lower_bound,
                   {group.part} AS part, {rank} AS rank
            FROM incidents {group.join} WHERE {where}
        )
        SELECT part, {_FIGURES} FROM chosen
        GROUP BY part ORDER BY part = 'unknown', min(rank), part
    """  # noqa: S608 - as above
    return {row[0]: _distribution(row[1:]) for row in tables.ask(sql, parameters)}


def _distribution(row: tuple[Any, ...]) -> Distribution:
    *figures, lower_bounds, ordered = row
    count, known, median, p25, p75, p90, mean, minimum, maximum, total = figures
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
        p25=p25,
        p75=p75,
    )


def values_of(
    tables: Tables, metric: str, filters: Chosen, clock: str = "computed"
) -> list[tuple[str, float | None]]:
    """Each incident's id and value in seconds (None unknown), shortest first, unknown last."""
    where, parameters = filters.where()
    sql = f"""
        SELECT id, {column_of(metric, clock)} AS value FROM incidents WHERE {where}
        ORDER BY value NULLS LAST, id
    """  # noqa: S608 - as above
    return [(row[0], row[1]) for row in tables.ask(sql, parameters)]


def values_by(
    tables: Tables, metric: str, dimension: str, filters: Chosen, clock: str = "computed"
) -> dict[str, list[tuple[str, float]]]:
    """The known values behind `distributions_by`: for each group ids and seconds, shortest first.

    A group without a known value is left out.
    """
    where, parameters = filters.where()
    group, column = grouping(dimension), column_of(metric, clock)
    sql = f"""
        SELECT {group.part} AS part, id, {column} AS value
        FROM incidents {group.join} WHERE {column} IS NOT NULL AND ({where})
        ORDER BY value, id
    """  # noqa: S608 - as above
    found: dict[str, list[tuple[str, float]]] = {}
    for part, id_, value in tables.ask(sql, parameters):
        found.setdefault(part, []).append((id_, value))
    return found


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the known values are no longer than a limit; `known` of `count` have a value.

    `lower_bounds` of the `within` are "at least" (estimated start): they may be longer in truth.
    """

    within: int
    known: int
    count: int
    lower_bounds: int = 0

    @property
    def share(self) -> float | None:
        """The share of the known values, 0 to 1; None where none is known."""
        return self.within / self.known if self.known else None


def share_within(
    tables: Tables, metric: str, seconds: float, filters: Chosen, clock: str = "computed"
) -> Share:
    """How many incidents lasted `seconds` or less: "79 % are resolved within a day"."""
    where, parameters = filters.where()
    sql = f"""
        WITH chosen AS (
            SELECT {column_of(metric, clock)} AS value,
                   {_lower_bound(metric, clock)} AS lower_bound
            FROM incidents WHERE {where}
        ), judged AS (SELECT *, value <= ? AS within FROM chosen)
        SELECT count(*) FILTER (within), count(value), count(*),
               count(*) FILTER (within AND lower_bound)
        FROM judged
    """  # noqa: S608 - as above
    return Share(*tables.ask_one(sql, [*parameters, seconds]))
