"""What the page of each service shows, asked once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.insight.filters import Filters
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.library.tables import Tables


@dataclass(frozen=True, slots=True)
class ServiceYear:
    """A service's incidents of a year ("2024"); `known` of them have a time to resolve.

    `median_s` is their median in seconds, None below three known values.
    """

    year: str
    count: int
    known: int
    median_s: float | None


def years_by_service(tables: Tables, filters: Filters) -> dict[str, list[ServiceYear]]:
    """For each service the years in which it had incidents, the newest first."""
    where, parameters = filters.where()
    sql = f"""
        SELECT service, year, count(*), count(resolve_s),
               CASE WHEN count(resolve_s) >= {SMALLEST_FOR_MEDIAN} THEN median(resolve_s) END
        FROM incident_services JOIN incidents ON incident_id = id
        WHERE {where} GROUP BY service, year ORDER BY service, year DESC
    """  # noqa: S608 - made of constants; values are parameters
    found: dict[str, list[ServiceYear]] = {}
    for service, *row in tables.ask(sql, parameters):
        found.setdefault(service, []).append(ServiceYear(*row))
    return found
