"""What incidents cost users: sums, each with the n known of N that it rests on.

Users and failed requests are the authors' counts, one for a whole incident. A sum of users counts
a person once for each incident, so it is no number of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from hindsite.insight.filters import Filters
from hindsite.insight.groups import grouping, no_such
from hindsite.library.tables import Tables

Measure = Literal["outage_equivalent", "users", "requests_failed"]
MEASURES: tuple[str, ...] = get_args(Measure)
_COLUMNS = {
    "outage_equivalent": "outage_equivalent_s",
    "users": "users",
    "requests_failed": "requests_failed",
}


@dataclass(frozen=True, slots=True)
class ImpactTotals:
    """Sums over `count` incidents. A sum over no known value is None: unknown, not zero.

    `equivalent_total_s` is the full-outage-equivalent time in seconds, known for
    `equivalent_known` incidents, `equivalent_lower_bounds` of which are "at least" (estimated
    start). `users_total` and `requests_total` rest on `users_known` and `requests_known` values.
    `data_loss_count` of the `data_loss_known` incidents lost data.
    """

    count: int
    equivalent_total_s: float | None
    equivalent_known: int
    equivalent_lower_bounds: int
    users_total: int | None
    users_known: int
    requests_total: int | None
    requests_known: int
    data_loss_count: int
    data_loss_known: int


_TOTALS = """
    count(*),
    sum(outage_equivalent_s), count(outage_equivalent_s),
    count(outage_equivalent_s) FILTER (started_estimated),
    sum(users), count(users),
    sum(requests_failed), count(requests_failed),
    count(*) FILTER (data_loss), count(data_loss)
"""


def impact_totals(tables: Tables, filters: Filters) -> ImpactTotals:
    """The sums over all incidents that the filters mean."""
    where, parameters = filters.where()
    sql = f"SELECT {_TOTALS} FROM incidents WHERE {where}"  # noqa: S608 - made of constants
    return ImpactTotals(*tables.ask_one(sql, parameters))


def impact_by(tables: Tables, dimension: str, filters: Filters) -> dict[str, ImpactTotals]:
    """The sums for each group, in the groups' order; incidents without a value are `unknown`.

    An incident of several services (causes, teams, tags) counts whole in each of their groups, so
    these groups can add up to more than `impact_totals`. Raises HindsiteError for an unknown
    dimension.
    """
    group = grouping(dimension)
    where, parameters = filters.where()
    sql = f"""
        SELECT {group.part} AS part, {_TOTALS}
        FROM (SELECT * FROM incidents WHERE {where}) AS incidents {group.join}
        GROUP BY part ORDER BY {group.order}
    """  # noqa: S608 - as above
    return {row[0]: ImpactTotals(*row[1:]) for row in tables.ask(sql, parameters)}


def impact_values(
    tables: Tables, measure: str, filters: Filters
) -> list[tuple[str, float | int | None]]:
    """Each incident's id and value behind a sum: the largest first, those left out (None) last.

    `measure` is `outage_equivalent` (seconds), `users` or `requests_failed`; raises HindsiteError
    for others.
    """
    where, parameters = filters.where()
    sql = f"""
        SELECT id, {_column(measure)} AS value FROM incidents WHERE {where}
        ORDER BY value DESC NULLS LAST, id
    """  # noqa: S608 - as above
    return [(row[0], row[1]) for row in tables.ask(sql, parameters)]


def _column(measure: str) -> str:
    if measure in _COLUMNS:
        return _COLUMNS[measure]
    raise no_such("measure of impact", measure, MEASURES)
