"""What was promised after incidents, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.groups import GROUPED_BY, grouping, no_such
from hindsite.library.tables import Tables
from hindsite.postmortem.schema import ACTION_TYPES, UNKNOWN


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """Action items by state. `overdue` is None when the date they are judged by is unknown."""

    total: int
    open: int
    in_progress: int
    done: int
    dropped: int
    unknown: int
    overdue: int | None

    @property
    def unfinished(self) -> int:
        """Open or in progress."""
        return self.open + self.in_progress

    @property
    def known(self) -> int:
        """Items whose state is known."""
        return self.total - self.unknown

    @property
    def share_done(self) -> float | None:
        """Done ÷ known, 0 to 1, dropped items among the known; None where no state is known."""
        return self.done / self.known if self.known else None


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which action items are meant, beyond their incidents; empty means any.

    `status` and `type` may be "unknown". `overdue` True keeps unfinished items due before the
    reference date.
    """

    status: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ActionPlace:
    """Where an action item stands: its incident and its position there (from 0)."""

    incident_id: str
    position: int


_UNFINISHED = "status IN ('open', 'in-progress')"
_COUNTS = f"""
    count(actions.position),
    count(*) FILTER (actions.status = 'open'),
    count(*) FILTER (actions.status = 'in-progress'),
    count(*) FILTER (actions.status = 'done'),
    count(*) FILTER (actions.status = 'dropped'),
    count(actions.position) FILTER (actions.status IS NULL),
    count(*) FILTER (actions.{_UNFINISHED} AND due < ?)
"""

# What an item is grouped by itself; the other dimensions are its incident's.
_OWN = ("owner", "type")
ACTION_DIMENSIONS: tuple[str, ...] = (*_OWN, *GROUPED_BY)


def count_actions(tables: Tables, filters: Filters, as_of: date | None) -> ActionCounts:
    """Action items of the incidents meant, by state; overdue as of a date."""
    where, parameters = filters.where()
    sql = f"""
        SELECT {_COUNTS} FROM actions
        WHERE incident_id IN (SELECT id FROM incidents WHERE {where})
    """  # noqa: S608 - the condition is made of constants
    return _action_counts(tables.ask_one(sql, [as_of, *parameters]), as_of)


def count_actions_by(
    tables: Tables, dimension: str, as_of: date | None, filters: Filters = EVERYTHING
) -> dict[str, ActionCounts]:
    """The same for each group: of the items' `owner` or `type`, or of any of the incidents' own.

    Items (or incidents) without a value are the group `unknown`, the last. Groups of incidents are
    there without an action item, too; an item counts once for each service (cause, team, tag) of
    its incident. Raises HindsiteError for an unknown dimension.
    """
    where, parameters = filters.where()
    part, join = _grouped(dimension)
    sql = f"""
        SELECT {part} AS part, {_COUNTS}
        FROM (SELECT * FROM incidents WHERE {where}) AS incidents {join}
        GROUP BY part ORDER BY part = 'unknown', part
    """  # noqa: S608 - made of constants
    rows = tables.ask(sql, [as_of, *parameters])
    return {row[0]: _action_counts(row[1:], as_of) for row in rows}


def _grouped(dimension: str) -> tuple[str, str]:
    items = "JOIN actions ON actions.incident_id = incidents.id"
    if dimension in _OWN:
        return f"coalesce(actions.{dimension}, 'unknown')", items
    if dimension not in GROUPED_BY:
        raise no_such("dimension of action items", dimension, ACTION_DIMENSIONS)
    group = grouping(dimension)
    return group.part, f"{group.join} LEFT {items}"


def action_mix(tables: Tables, filters: Filters, as_of: date | None) -> dict[str, ActionCounts]:
    """Items of each type: prevent, detect, mitigate, process, unknown; every one is there."""
    found = count_actions_by(tables, "type", as_of, filters)
    return {kind: found.get(kind, _no_actions(as_of)) for kind in (*ACTION_TYPES, UNKNOWN)}


def _no_actions(as_of: date | None) -> ActionCounts:
    return _action_counts((0,) * 7, as_of)


def _action_counts(row: tuple[Any, ...], as_of: date | None) -> ActionCounts:
    total, open_, in_progress, done, dropped, unknown, overdue = row
    return ActionCounts(
        total=total,
        open=open_,
        in_progress=in_progress,
        done=done,
        dropped=dropped,
        unknown=unknown,
        overdue=overdue if as_of else None,
    )


def list_actions(
    tables: Tables, filters: Filters, chosen: ActionFilter, as_of: date | None
) -> list[ActionPlace]:
    """Places of action items: unfinished first, then those of unknown state, then the rest.

    Within these the newest incident's first, in the authors' order.
    """
    where, parameters = filters.where()
    conditions, more = _conditions(chosen, as_of)
    sql = f"""
        SELECT incident_id, position FROM actions JOIN incidents ON incidents.id = incident_id
        WHERE incident_id IN (SELECT id FROM incidents WHERE {where}) {conditions}
        ORDER BY CASE WHEN actions.{_UNFINISHED} THEN 0 WHEN actions.status IS NULL THEN 1
                 ELSE 2 END, day DESC, incident_id, position
    """  # noqa: S608 - as above
    return [ActionPlace(*row) for row in tables.ask(sql, [*parameters, *more])]


def _conditions(chosen: ActionFilter, as_of: date | None) -> tuple[str, list[object]]:
    parts: list[str] = []
    parameters: list[object] = []
    for column in ("status", "type", "owner"):
        if values := getattr(chosen, column):
            marks = ", ".join("?" * len(values))
            parts.append(f"AND coalesce(actions.{column}, 'unknown') IN ({marks})")
            parameters.extend(values)
    if chosen.overdue:
        parts.append(f"AND actions.{_UNFINISHED} AND due < ?")
        parameters.append(as_of)
    return " ".join(parts), parameters


# Ages in days that the buckets begin with; the last one has no end.
AGES: tuple[int, ...] = (0, 30, 90, 180, 365)


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Items of `from_days` to less than `below_days` days (None: any more), by state."""

    from_days: int
    below_days: int | None
    counts: ActionCounts


@dataclass(frozen=True, slots=True)
class AgedAction:
    """An item not finished, and its age in days."""

    place: ActionPlace
    age_days: int


# Items carry no date of their own: they are as old as their incident's day. One that is of a later
# day than the commit (not committed yet) is new.
_AGE = "greatest(CAST(? AS DATE) - day, 0)"


def count_actions_by_age(tables: Tables, filters: Filters, as_of: date) -> tuple[AgeGroup, ...]:
    """Items by age as of a date: under 30 days, to 90, to 180, to 365, more; every group is there.

    Items carry no creation date, so the age is counted from the day of the incident. The share
    done of an age is `counts.share_done`.
    """
    where, parameters = filters.where()
    begins = ", ".join(f"({days})" for days in AGES)
    sql = f"""
        WITH aged AS (
            SELECT actions.*, {_AGE} AS age
            FROM actions JOIN incidents ON id = incident_id WHERE {where}
        )
        SELECT begins, {_COUNTS}
        FROM (SELECT begins, lead(begins, 1, 1000000000) OVER (ORDER BY begins) AS below
              FROM (VALUES {begins}) AS bounds(begins))
        LEFT JOIN aged AS actions ON age >= begins AND age < below
        GROUP BY begins ORDER BY begins
    """  # noqa: S608 - as above
    rows = tables.ask(sql, [as_of, *parameters, as_of])
    return tuple(
        AgeGroup(begins, below, _action_counts(tuple(counts), as_of))
        for (begins, *counts), below in zip(rows, (*AGES[1:], None), strict=True)
    )


def unfinished_by_age(
    tables: Tables, filters: Filters, as_of: date, limit: int | None = None
) -> list[AgedAction]:
    """The items open or in progress with their age in days as of a date, the oldest first.

    `limit` is how many at most.
    """
    where, parameters = filters.where()
    sql = f"""
        SELECT incident_id, position, {_AGE} AS age
        FROM actions JOIN incidents ON id = incident_id WHERE actions.{_UNFINISHED} AND {where}
        ORDER BY age DESC, incident_id, position LIMIT ?
    """  # noqa: S608 - as above
    rows = tables.ask(sql, [as_of, *parameters, limit])
    return [AgedAction(ActionPlace(incident, position), age) for incident, position, age in rows]
