"""What came back: each cause's history, chains of recurrences, and what had been promised.

Postmortems do not record when an action item changed its state. So a state here is the one that
the files give at the commit, not the one on the day that the cause came back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hindsite.insight.actions import ActionPlace
from hindsite.insight.causes import Gaps, gaps_by_cause, recurring
from hindsite.insight.filters import Filters
from hindsite.library.tables import Tables


@dataclass(frozen=True, slots=True)
class Detection:
    """How incidents were noticed: `count` of them by `detected_by`.

    `median_s` is the median time to detect in seconds, over the `known` that have one.
    """

    detected_by: str
    count: int
    known: int
    median_s: float | None


@dataclass(frozen=True, slots=True)
class CauseHistory:
    """A cause: its incidents' count, first and last day, and the days between them.

    `services` are those it crossed with their incidents, `detections` the ways it was noticed, the
    most frequent first.
    """

    cause: str
    count: int
    first: date
    last: date
    gaps: Gaps
    services: tuple[tuple[str, int], ...]
    detections: tuple[Detection, ...]


@dataclass(frozen=True, slots=True)
class Mitigation:
    """An incident that was mitigated, and its time to mitigate in seconds (None: unknown)."""

    incident_id: str
    mitigate_s: int | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Incidents tied together by `recurrence_of`, by day; `links` are (later, earlier) ids."""

    incident_ids: tuple[str, ...]
    days: tuple[date, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Return:
    """An incident whose cause had been there before, `days` days after `previous_id`.

    The preventive action items of all incidents of the cause on earlier days, by their state as of
    the commit, the oldest incident's first: `unfinished` (open or in progress), `done`, `dropped`,
    and `unknown` (no state is written).
    """

    incident_id: str
    day: date
    previous_id: str
    days: int
    unfinished: tuple[ActionPlace, ...]
    done: tuple[ActionPlace, ...]
    dropped: tuple[ActionPlace, ...]
    unknown: tuple[ActionPlace, ...]


def cause_histories(tables: Tables, filters: Filters) -> list[CauseHistory]:
    """Each cause of the incidents that the filters mean, the most frequent first."""
    gaps = gaps_by_cause(tables, filters)
    services = services_by_cause(tables, filters)
    detections = detections_by_cause(tables, filters)
    return [
        CauseHistory(
            cause=one.slug,
            count=one.count,
            first=one.first,
            last=one.last,
            gaps=gaps[one.slug],
            services=tuple(services.get(one.slug, ())),
            detections=tuple(detections[one.slug]),
        )
        for one in recurring(tables, "cause", filters)
    ]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An incident with a cause: its day, the days since the one before, its time to resolve.

    `gap_days` None: it is the first. `resolve_s` None: unknown; it is at least so long where the
    start is an estimate.
    """

    incident_id: str
    day: date
    gap_days: int | None
    resolve_s: float | None


_OCCURRENCES = """
    SELECT cause, id, day,
           day - lag(day) OVER (PARTITION BY cause ORDER BY day, id) AS gap, resolve_s
    FROM incident_causes JOIN incidents ON incident_id = id
    WHERE {where} ORDER BY cause, day, id
"""


def occurrences_by_cause(tables: Tables, filters: Filters) -> dict[str, list[Occurrence]]:
    """For each cause its incidents that the filters mean, the oldest first."""
    where, parameters = filters.where()
    found: dict[str, list[Occurrence]] = {}
    for cause, *row in tables.ask(_OCCURRENCES.format(where=where), parameters):
        found.setdefault(cause, []).append(Occurrence(*row))
    return found


def services_by_cause(tables: Tables, filters: Filters) -> dict[str, list[tuple[str, int]]]:
    """For each cause the services of its incidents, and of how many, the most first."""
    where, parameters = filters.where()
    sql = f"""
        SELECT cause, service, count(*) AS n
        FROM incident_causes JOIN incident_services USING (incident_id)
        WHERE incident_id IN (SELECT id FROM incidents WHERE {where})
        GROUP BY cause, service ORDER BY cause, n DESC, service
    """  # noqa: S608 - the condition is made of constants
    found: dict[str, list[tuple[str, int]]] = {}
    for cause, service, count in tables.ask(sql, parameters):
        found.setdefault(cause, []).append((service, count))
    return found


def detections_by_cause(tables: Tables, filters: Filters) -> dict[str, list[Detection]]:
    """For each cause how its incidents were noticed and how soon, the most frequent way first."""
    where, parameters = filters.where()
    sql = f"""
        SELECT cause, detected_by, count(*) AS n, count(detect_s), median(detect_s)
        FROM incident_causes JOIN incidents ON incident_id = id
        WHERE {where} GROUP BY cause, detected_by ORDER BY cause, n DESC, detected_by
    """  # noqa: S608 - as above
    found: dict[str, list[Detection]] = {}
    for cause, *row in tables.ask(sql, parameters):
        found.setdefault(cause, []).append(Detection(*row))
    return found


def mitigations(tables: Tables, cause: str, filters: Filters) -> list[Mitigation]:
    """The incidents with a cause that were mitigated, the soonest first, unknown times last."""
    where, parameters = filters.where()
    sql = f"""
        SELECT id, mitigate_s FROM incident_causes JOIN incidents ON incident_id = id
        WHERE cause = ? AND mitigated_precision IS NOT NULL AND {where}
        ORDER BY mitigate_s NULLS LAST, day DESC, id
    """  # noqa: S608 - as above
    return [Mitigation(*row) for row in tables.ask(sql, [cause, *parameters])]


# Each incident's component is named by the smallest id that can be reached from it.
_CHAINS = """
    WITH RECURSIVE links AS (
        SELECT DISTINCT incident_id AS later, earlier_id AS earlier FROM recurrences
        WHERE earlier_id IN (SELECT id FROM incidents) AND earlier_id <> incident_id
    ), ties AS (
        SELECT later AS a, earlier AS b FROM links UNION SELECT earlier, later FROM links
    ), reached AS (
        SELECT a AS id, a AS other FROM ties
        UNION SELECT reached.id, ties.b FROM reached JOIN ties ON ties.a = reached.other
    ), members AS (
        SELECT id, min(other) AS chain FROM reached GROUP BY id
    ), tied AS (
        SELECT chain, list(struct_pack(later, earlier) ORDER BY later, earlier) AS links
        FROM links JOIN members ON id = later GROUP BY chain
    )
    SELECT list(id ORDER BY day, started_at NULLS FIRST, id),
           list(day ORDER BY day, started_at NULLS FIRST, id), any_value(links)
    FROM members JOIN incidents USING (id) JOIN tied USING (chain)
    GROUP BY chain HAVING bool_or({where})
    ORDER BY count(*) DESC, max(day) DESC, chain
"""


def chains(tables: Tables, filters: Filters) -> list[Chain]:
    """The chains that an incident meant by the filters is in, whole, the longest first.

    Two incidents are in one chain when `recurrence_of` leads from one to the other, over others
    and in either direction. Incidents that do not count (drafts, hidden ones) tie nothing.
    """
    where, parameters = filters.where()
    return [
        Chain(tuple(ids), tuple(days), tuple((one["later"], one["earlier"]) for one in links))
        for ids, days, links in tables.ask(_CHAINS.format(where=where), parameters)
    ]


_STATES = ("unfinished", "done", "dropped", "unknown")
_STATE = """
    CASE WHEN actions.status IN ('open', 'in-progress') THEN 'unfinished'
         ELSE coalesce(actions.status, 'unknown') END
"""
_PROMISED = f"""
    SELECT {_STATE} AS state, actions.incident_id, position
    FROM actions
    JOIN incident_causes USING (incident_id)
    JOIN incidents ON incidents.id = actions.incident_id
    WHERE cause = ? AND actions.type = 'prevent'
    ORDER BY day, started_at NULLS FIRST, id, position
"""  # noqa: S608 - made of constants


def promised(tables: Tables, cause: str) -> dict[str, tuple[ActionPlace, ...]]:
    """The preventive action items of a cause by state, the oldest incident's first.

    The states are `unfinished` (open or in progress), `done`, `dropped` and `unknown`, all there.
    """
    found: dict[str, list[ActionPlace]] = {state: [] for state in _STATES}
    for state, incident, position in tables.ask(_PROMISED, [cause]):
        found[state].append(ActionPlace(incident, position))
    return {state: tuple(places) for state, places in found.items()}


_COUNTS = ", ".join(f"count(*) FILTER ({_STATE} = '{state}') AS n_{state}" for state in _STATES)
_SUMS = ", ".join(f"CAST(coalesce(sum(n_{state}) OVER before, 0) AS INTEGER)" for state in _STATES)
# Of the same day the one that began later came back; what was promised that day is not held
# against it. The sums are how many items of each state were promised on the days before.
_RETURNS = """
    WITH promises AS (
        SELECT incident_id, {counts} FROM actions WHERE type = 'prevent' GROUP BY incident_id
    ), ordered AS (
        SELECT id, day, lag(id) OVER earlier AS previous, day - lag(day) OVER earlier AS gap,
               [{sums}] AS promised, row_number() OVER earlier AS place
        FROM incident_causes JOIN incidents ON incident_id = id
        LEFT JOIN promises ON promises.incident_id = id
        WHERE cause = ?
        WINDOW earlier AS (ORDER BY day, started_at NULLS FIRST, id),
               before AS (ORDER BY day RANGE BETWEEN UNBOUNDED PRECEDING
                                                 AND INTERVAL 1 DAY PRECEDING)
    )
    SELECT id, day, previous, gap, promised FROM ordered
    WHERE gap IS NOT NULL AND id IN (SELECT id FROM incidents WHERE {where})
    ORDER BY place DESC LIMIT ?
"""


def returns(tables: Tables, cause: str, filters: Filters, limit: int | None = None) -> list[Return]:
    """Each time a cause came back, the newest first, with what had been promised to prevent it.

    The filters choose the incidents that are listed; what was before them is looked for in the
    whole collection. `limit` is how many at most: each lists every earlier promise, so all of them
    grow with the square of the cause's incidents.
    """
    where, parameters = filters.where()
    sql = _RETURNS.format(where=where, counts=_COUNTS, sums=_SUMS)
    rows = tables.ask(sql, [cause, *parameters, limit])
    # In the order of days, what was promised before a day is the beginning of all promises.
    places = promised(tables, cause)
    return [
        Return(*row, *(places[state][:n] for state, n in zip(_STATES, counts, strict=True)))
        for *row, counts in rows
    ]
