"""How few causes it takes to meet most incidents: each cause's count, and what it adds."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.insight.filters import Filters
from hindsite.library.tables import Tables


@dataclass(frozen=True, slots=True)
class CoveredCause:
    """A cause: its incidents, and how many have this cause or a more frequent one."""

    cause: str
    count: int
    covered: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The causes of `count` incidents, the most frequent first; `with_cause` of them name any."""

    causes: tuple[CoveredCause, ...]
    with_cause: int
    count: int


# Each incident is met by the first of its causes; so many it adds to those before.
_COVERAGE = """
    WITH chosen AS (SELECT id, day FROM incidents WHERE {where}),
    named AS (SELECT cause, id, day FROM incident_causes JOIN chosen ON incident_id = id),
    ranked AS (
        SELECT cause, count(*) AS n,
               row_number() OVER (ORDER BY count(*) DESC, max(day) DESC, cause) AS place
        FROM named GROUP BY cause
    ),
    met AS (SELECT id, min(place) AS place FROM named JOIN ranked USING (cause) GROUP BY id),
    added AS (SELECT place, count(*) AS n FROM met GROUP BY place)
    SELECT cause, ranked.n, sum(coalesce(added.n, 0)) OVER (ORDER BY place)
    FROM ranked LEFT JOIN added USING (place) ORDER BY place
"""


def coverage(tables: Tables, filters: Filters) -> Coverage:
    """What share of incidents the most frequent causes cover together (a Pareto ordering).

    Equal counts are ordered as in `causes.recurring`: by the later last incident, then by name.
    """
    where, parameters = filters.where()
    count, with_cause = tables.ask_one(
        f"SELECT count(*), count(*) FILTER (id IN (SELECT incident_id FROM incident_causes)) "  # noqa: S608
        f"FROM incidents WHERE {where}",
        parameters,
    )
    rows = tables.ask(_COVERAGE.format(where=where), parameters)
    causes = tuple(CoveredCause(cause, n, int(covered)) for cause, n, covered in rows)
    return Coverage(causes, with_cause, count)
