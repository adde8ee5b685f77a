"""What was promised after incidents, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


def count_actions(tables: Tables, filters: Filters, as_of: date | None) -> ActionCounts:
    """Action items of the incidents meant, by state; overdue as of a date."""
    where, parameters = filters.where()
    sql = f"""
        SELECT count(*),
               count(*) FILTER (status = 'open'),
               count(*) FILTER (status = 'in-progress'),
               count(*) FILTER (status = 'done'),
               count(*) FILTER (status = 'dropped'),
               count(*) FILTER (status IS NULL),
               count(*) FILTER ({_UNFINISHED} AND due < ?)
        FROM actions WHERE incident_id IN (SELECT id FROM incidents WHERE {where})
    """  # noqa: S608 - the condition is made of constants
    *counts, overdue = tables.ask_one(sql, [as_of, *parameters])
    return ActionCounts(*counts, overdue if as_of else None)


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
        ORDER BY CASE WHEN actions.{_UNFINISHED} THEN 0 WHEN actions.status IS NULL THEN 1 ELSE 2 END,
                 day DESC, incident_id, position
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
