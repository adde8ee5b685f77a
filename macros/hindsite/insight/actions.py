"""What was promised after incidents, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hindsite.insight.filters import Filters
from hindsite.library.tables import Tables


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

# Dimension → the incidents of each group; those without an action item are there, too.
_GROUPS = {
    "service": "SELECT service AS part, incident_id AS id FROM incident_services",
    "year": "SELECT year AS part, id FROM incidents",
}


def count_actions(tables: Tables, filters: Filters, as_of: date | None) -> ActionCounts:
    """Action items of the incidents meant, by state; overdue as of a date."""
    where, parameters = filters.where()
    sql = f"""
        SELECT {_COUNTS} FROM actions
        WHERE incident_id IN (SELECT id FROM incidents WHERE {where})
    """  # noqa: S608 - the condition is made of constants
    return _action_counts(tables.ask_one(sql, [as_of, *parameters]), as_of)


def count_actions_by(tables: Tables, dimension: str, as_of: date | None) -> dict[str, ActionCounts]:
    """The same for each service ("service") or year ("year") that has an incident."""
    sql = f"""
        SELECT part, {_COUNTS}
        FROM ({_GROUPS[dimension]}) LEFT JOIN actions ON actions.incident_id = id
        GROUP BY part ORDER BY part
    """  # noqa: S608 - made of constants
    return {row[0]: _action_counts(row[1:], as_of) for row in tables.ask(sql, [as_of])}


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
