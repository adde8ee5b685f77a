"""How many incidents each group has."""

from __future__ import annotations

from hindsite.insight.distributions import Chosen
from hindsite.insight.groups import grouping
from hindsite.library.tables import Tables


def count_by(tables: Tables, dimension: str, filters: Chosen) -> dict[str, int]:
    """The number of incidents of each group; those without a value are `unknown`, the last.

    Severities come in the site's order, other groups by name. An incident with several services,
    teams, causes or tags counts once in each of their groups.
    """
    group = grouping(dimension)
    where, parameters = filters.where()
    sql = f"""
        SELECT {group.part} AS part, count(DISTINCT id) AS incidents
        FROM incidents {group.join} WHERE {where}
        GROUP BY part
        ORDER BY part = 'unknown', min({_rank(dimension)}), part
    """  # noqa: S608 - made of constants; values are parameters
    return {row[0]: row[1] for row in tables.ask(sql, parameters)}


def _rank(dimension: str) -> str:
    return "severity_rank" if dimension == "severity" else "NULL"
