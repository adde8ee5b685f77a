"""Availability of a service over a period, as far as its postmortems tell.

At any instant the share lost is the largest `users_percent` of the service's incidents that then
affect users: from the start until mitigated, else resolved. So incidents that overlap are not
counted twice. The time lost is the sum of these shares over the period, and the availability is
1 − lost ÷ length of the period. It is weighed by users, as in `outage_equivalent`, not by requests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from hindsite.insight.exclusions import reason_of
from hindsite.insight.filters import FilterError, Filters
from hindsite.library.tables import Tables

ASSUMPTIONS: tuple[str, ...] = (
    "What no postmortem tells of cost nothing: only incidents that were written up count.",
    "An incident's share of users affected holds for its whole length and for each of its "
    "services alike.",
    "Where incidents overlap they hit the same users, so the largest share counts.",
    "A user-minute at night is worth one at noon, and slow is as bad as down.",
    "The upper figure takes an unknown share of users as none, the lower one as all of them; an "
    "incident of unknown length is in neither.",
)
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in UTC, the first and the last included."""

    since: date
    until: date

    @property
    def seconds(self) -> int:
        """Its length in seconds."""
        return ((self.until - self.since).days + 1) * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Excluded:
    """An incident that a figure cannot count whole, and why.

    `in_lower`: its length is known and its share is not, so the lower figure counts it in full.
    """

    incident_id: str
    reason: str
    in_lower: bool


@dataclass(frozen=True, slots=True)
class Availability:
    """What a service lost from the start of `since` to the end of `until` (days in UTC).

    `lost_low_s` and `lost_high_s` are seconds of a full outage: unknown shares of users taken as
    none, and as all. Of the `count` incidents that fall in the period `known` have both a length
    and a share: the ids in `counted`, by day; the others are `excluded`. `lower_bounds` of them
    began before the time that is known (estimated start), so they cost at least what is counted.
    """

    service: str
    period: Period
    lost_low_s: float
    lost_high_s: float
    known: int
    count: int
    lower_bounds: int = 0
    excluded: tuple[Excluded, ...] = ()
    counted: tuple[str, ...] = ()

    @property
    def upper(self) -> float:
        """The share of the period not lost if unknown shares cost nothing, 0 to 1."""
        return 1 - self.lost_low_s / self.period.seconds

    @property
    def lower(self) -> float:
        """The share of the period not lost if unknown shares mean everyone, 0 to 1."""
        return 1 - self.lost_high_s / self.period.seconds


# The incidents that fall in the period, each once for each of its services. Overlapping ones form
# an island, whose edges cut it into pieces; the islands keep the last join small.
_LOST = """
    WITH period AS (
        SELECT CAST(? AS TIMESTAMP) AS opens, CAST(? AS TIMESTAMP) + INTERVAL 1 DAY AS closes
    ), meant AS (
        SELECT service, incidents.*, started_at + impact_s * INTERVAL 1 SECOND AS ended_at,
               coalesce(started_at, CAST(day AS TIMESTAMP)) AS placed_at
        FROM incidents JOIN incident_services ON incident_id = id WHERE {where} AND {chosen}
    ), falling AS (
        SELECT *, greatest(started_at, opens) AS begins, least(ended_at, closes) AS ends
        FROM meant, period
        WHERE placed_at < closes AND (placed_at >= opens OR ended_at > opens)
    ), ordered AS (
        SELECT service, begins, ends, users_percent, begins > max(ends) OVER (
            PARTITION BY service ORDER BY begins, ends, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS apart, id
        FROM falling WHERE ended_at IS NOT NULL AND begins < ends
    ), affecting AS (
        SELECT service, begins, ends, users_percent, count(*) FILTER (apart) OVER (
            PARTITION BY service ORDER BY begins, ends, id ROWS UNBOUNDED PRECEDING
        ) AS island
        FROM ordered
    ), edges AS (
        SELECT service, island, begins AS edge FROM affecting
        UNION SELECT service, island, ends FROM affecting
    ), pieces AS (
        SELECT service, island, edge AS begins,
               lead(edge) OVER (PARTITION BY service, island ORDER BY edge) AS ends
        FROM edges
    ), shares AS (
        SELECT p.service, epoch(p.ends) - epoch(p.begins) AS seconds,
               max(coalesce(a.users_percent, 0)) AS low, max(coalesce(a.users_percent, 100)) AS high
        FROM pieces p JOIN affecting a
          ON a.service = p.service AND a.island = p.island
         AND a.begins <= p.begins AND a.ends >= p.ends
        GROUP BY p.service, p.begins, p.ends
    ), lost AS (
        SELECT service, sum(seconds * low / 100) AS low, sum(seconds * high / 100) AS high
        FROM shares GROUP BY service
    ), counted AS (
        SELECT service, count(*) FILTER (impact_s + users_percent IS NOT NULL) AS known,
               count(*) AS n, count(impact_s) FILTER (started_estimated) AS lower_bounds,
               list({{'incident_id': id, 'reason': {reason}, 'in_lower': impact_s IS NOT NULL}}
                    ORDER BY day, id) FILTER (impact_s + users_percent IS NULL) AS excluded,
               list(id ORDER BY day, id) FILTER (impact_s + users_percent IS NOT NULL) AS whole
        FROM falling GROUP BY service
    ), services AS (SELECT DISTINCT service FROM incident_services WHERE {chosen})
    SELECT service, lost.low, lost.high, known, n, lower_bounds, excluded, whole
    FROM services LEFT JOIN counted USING (service) LEFT JOIN lost USING (service)
    ORDER BY service
"""


def availability(
    tables: Tables, service: str, filters: Filters, as_of: date | None
) -> Availability:
    """What one service lost in the period; a service without incidents lost nothing (n = 0).

    The filters' `since`, `until`, `year` and `quarter` are the period (see `period_of`). The
    others narrow the incidents, so that the figure is what was lost to those alone.
    """
    period = period_of(tables, filters, as_of)
    found = _lost(tables, period, replace(filters, service=(service,)))
    return found.get(service) or Availability(service, period, 0, 0, 0, 0)


def availability_by_service(
    tables: Tables, filters: Filters, as_of: date | None
) -> dict[str, Availability]:
    """The same for every service that has an incident at any time, in the order of the names."""
    return _lost(tables, period_of(tables, filters, as_of), filters)


def _lost(tables: Tables, period: Period, filters: Filters) -> dict[str, Availability]:
    # Not by day: an incident that began before the period may reach into it.
    timeless = replace(filters, service=(), since=None, until=None, year=(), quarter=())
    where, parameters = timeless.where()
    marks = ", ".join("?" * len(filters.service))
    chosen = f"service IN ({marks})" if marks else "TRUE"
    sql = _LOST.format(where=where, chosen=chosen, reason=reason_of("outage_equivalent"))
    services = filters.service
    values = [period.since, period.until, *parameters, *services, *services]
    return {row[0]: _availability(period, *row) for row in tables.ask(sql, values)}


def _availability(period: Period, service: str, low: Any, high: Any, *counts: Any) -> Availability:
    known, count, lower_bounds, excluded, whole = counts
    return Availability(
        service=service,
        period=period,
        # The sum of many products may end a rounding above the whole.
        lost_low_s=min(low or 0, period.seconds),
        lost_high_s=min(high or 0, period.seconds),
        known=known or 0,
        count=count or 0,
        lower_bounds=lower_bounds or 0,
        excluded=tuple(Excluded(**one) for one in excluded or ()),
        counted=tuple(whole or ()),
    )


_SPAN = """
    SELECT min(least(day, CAST(started_at AS DATE))), max(greatest(day,
           CAST(started_at + impact_s * INTERVAL 1 SECOND AS DATE)))
    FROM incidents
"""


def period_of(tables: Tables, filters: Filters, as_of: date | None) -> Period:
    """The days that the filters mean; by default all that the collection tells of.

    That is from the first incident of the whole collection to `as_of` (the commit's day), or
    without it to the last day of an incident. Nothing is known of the days after `as_of`, so they
    are never in. Raises FilterError when no day is left, or when the days do not follow each other.
    """
    since, until = _asked(filters)
    first, last = tables.ask_one(_SPAN)
    first_day, last_day = since or first, until or as_of or last
    if first_day is None or last_day is None:
        raise FilterError(
            "since", "there is no incident to take the period from; expected since and until"
        )
    if since is None and until is None:
        return Period(first_day, max(first_day, last_day))
    last_day = min(last_day, as_of or last_day)
    if first_day > last_day:
        known = f"; nothing is known after {as_of}, the commit's day" if as_of else ""
        raise FilterError(
            "since",
            f"the period has no day: it would begin on {first_day} and end on {last_day}{known}; "
            "expected an earlier first day or a later last one",
        )
    return Period(first_day, last_day)


_Stretch = tuple[int, int]
_ALWAYS: _Stretch = (date.min.toordinal(), date.max.toordinal())


def _asked(filters: Filters) -> tuple[date | None, date | None]:
    """The first and last day the filters name; None: no limit."""
    days = (filters.since or date.min).toordinal(), (filters.until or date.max).toordinal()
    meant = [days]
    for name, values in (("year", filters.year), ("quarter", filters.quarter)):
        stretches = [_stretch(name, value) for value in values] or [_ALWAYS]
        meant = _joined(both for one in meant for both in _common(one, stretches))
    if len(meant) != 1:
        raise FilterError(
            "year" if filters.year else "quarter",
            "availability needs one unbroken period; expected days that follow each other, got "
            f"{len(meant) or 'no'} stretches of days from {filters.words}; name one of them",
        )
    first, last = (date.fromordinal(day) for day in meant[0])
    return (None if first == date.min else first, None if last == date.max else last)


def _stretch(name: str, value: str) -> _Stretch:
    year = int(value[:4])
    first, months = (1, 12) if name == "year" else (3 * int(value[-1]) - 2, 3)
    if year == 0:
        raise FilterError(name, f"{name} must be from 0001 on, got {value!r}")
    after = first + months
    last = date(year, 12, 31) if after > 12 else date(year, after, 1) - timedelta(days=1)
    return date(year, first, 1).toordinal(), last.toordinal()


def _common(one: _Stretch, others: Iterable[_Stretch]) -> list[_Stretch]:
    met = ((max(one[0], other[0]), min(one[1], other[1])) for other in others)
    return [stretch for stretch in met if stretch[0] <= stretch[1]]


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    joined: list[_Stretch] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
