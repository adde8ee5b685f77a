"""What keeps coming back: how often, when last, with what, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.statistics import median_interval_ranks
from hindsite.library.tables import Tables


@dataclass(frozen=True, slots=True)
class CauseCount:
    """A cause (or service): its incidents, the last one's day, and every one's day in order."""

    slug: str
    count: int
    first: date
    last: date
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Days between an incident and the one before with the same cause.

    `count` gaps; `median` None without any; `low` and `high` bound it with 95 % confidence, None
    below six gaps; `latest` is the newest gap.
    """

    count: int
    median: float | None
    low: float | None
    high: float | None
    latest: int | None


@dataclass(frozen=True, slots=True)
class Promise:
    """A preventive action not finished: where it was promised, and how often it happened since."""

    incident_id: str
    position: int
    promised: date
    again: int


_LABELS = {"cause": "incident_causes", "service": "incident_services"}


def recurring(tables: Tables, kind: str, filters: Filters) -> list[CauseCount]:
    """Causes (`kind` "cause") or services ("service") with their incidents, most frequent first.

    Equal counts are ordered by the later last incident, then by name.
    """
    where, parameters = filters.where()
    sql = f"""
        SELECT {kind}, count(*), min(day), max(day), list(day ORDER BY day)
        FROM {_LABELS[kind]} JOIN incidents ON incident_id = id
        WHERE {where} GROUP BY {kind} ORDER BY count(*) DESC, max(day) DESC, {kind}
    """  # noqa: S608 - `kind` and the condition are made of constants
    return [
        CauseCount(slug, count, first, last, tuple(days))
        for slug, count, first, last, days in tables.ask(sql, parameters)
    ]


_GAPS = """
    WITH ordered AS (
        SELECT cause, day, id, day - lag(day) OVER (PARTITION BY cause ORDER BY day, id) AS gap
        FROM incident_causes JOIN incidents ON incident_id = id WHERE {where}
    )
    SELECT cause, count(gap), median(gap), list(gap ORDER BY gap) FILTER (gap IS NOT NULL),
           last(gap ORDER BY day, id)
    FROM ordered GROUP BY cause
"""


def gaps_by_cause(tables: Tables, filters: Filters = EVERYTHING) -> dict[str, Gaps]:
    """For each cause the days between its incidents that the filters mean, by their dates."""
    where, parameters = filters.where()
    found: dict[str, Gaps] = {}
    rows = tables.ask(_GAPS.format(where=where), parameters)
    for cause, count, median, ordered, latest in rows:
        ranks = median_interval_ranks(count)
        low, high = (ordered[ranks[0] - 1], ordered[ranks[1] - 1]) if ranks else (None, None)
        found[cause] = Gaps(count, median, low, high, latest)
    return found


# How often a cause came again is counted once for each of its days, not for each promise.
_PROMISES = """
    WITH days AS (
        SELECT cause, day, count(*) AS n
        FROM incident_causes JOIN incidents ON id = incident_id GROUP BY cause, day
    ), since AS (
        SELECT cause, day, CAST(sum(n) OVER (PARTITION BY cause ORDER BY day DESC) - n AS BIGINT)
               AS again
        FROM days
    )
    SELECT c.cause, a.incident_id, a.position, i.day, since.again
    FROM actions a
    JOIN incidents i ON i.id = a.incident_id
    JOIN incident_causes c ON c.incident_id = a.incident_id
    JOIN since ON since.cause = c.cause AND since.day = i.day
    WHERE a.type = 'prevent' AND a.status IN ('open', 'in-progress')
    ORDER BY c.cause, i.day, a.incident_id, a.position
"""


def promises_by_cause(tables: Tables) -> dict[str, list[Promise]]:
    """For each cause the preventive actions open or in progress, the oldest incident's first."""
    found: dict[str, list[Promise]] = {}
    for cause, incident, position, day, again in tables.ask(_PROMISES):
        found.setdefault(cause, []).append(Promise(incident, position, day, again))
    return found


_UNKNOWN_PREVENTIVE = """
    SELECT c.cause, count(*)
    FROM actions a JOIN incident_causes c ON c.incident_id = a.incident_id
    WHERE a.type = 'prevent' AND a.status IS NULL GROUP BY c.cause
"""


def unknown_preventive_by_cause(tables: Tables) -> dict[str, int]:
    """For each cause how many preventive actions have no known state."""
    return {cause: count for cause, count in tables.ask(_UNKNOWN_PREVENTIVE)}  # noqa: C416 - typed


_TOGETHER = """
    SELECT a.cause, b.cause, count(*) AS n
    FROM incident_causes a JOIN incident_causes b
      ON a.incident_id = b.incident_id AND a.cause <> b.cause
    GROUP BY a.cause, b.cause ORDER BY a.cause, n DESC, b.cause
"""


def seen_together(tables: Tables) -> dict[str, list[tuple[str, int]]]:
    """For each cause the causes it shares incidents with, and how many, the most first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for cause, other, count in tables.ask(_TOGETHER):
        found.setdefault(cause, []).append((other, count))
    return found
