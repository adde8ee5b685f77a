"""What postmortems leave unknown: how far the figures of a team or a year can be trusted.

Asked are the fields that figures depend on. A moment is known when its clock time is: a date alone
ends no duration. A start that is an estimate is not known either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hindsite.insight.filters import Filters
from hindsite.insight.groups import grouping, no_such
from hindsite.library.tables import Tables

# Field → when it is known, asked of `incidents`.
_KNOWN = {
    "started_at": "started_at IS NOT NULL AND NOT started_estimated",
    "detected_at": "detected_at IS NOT NULL",
    "acknowledged_at": "acknowledged_at IS NOT NULL",
    "mitigated_at": "mitigated_at IS NOT NULL",
    "resolved_at": "resolved_at IS NOT NULL",
    "severity": "severity <> 'unknown'",
    "detected_by": "detected_by <> 'unknown'",
    "trigger": "trigger <> 'unknown'",
    "services": "id IN (SELECT incident_id FROM incident_services)",
    "teams": "id IN (SELECT incident_id FROM incident_teams)",
    "causes": "id IN (SELECT incident_id FROM incident_causes)",
    "impact.users_percent": "users_percent IS NOT NULL",
    "impact.users": "users IS NOT NULL",
    "impact.requests_failed": "requests_failed IS NOT NULL",
    "impact.cost": "cost_amount IS NOT NULL",
    "impact.data_loss": "data_loss IS NOT NULL",
    "timeline": "event_count > 0",
    "actions": "id IN (SELECT incident_id FROM actions)",
}
# Field of an action item → its column: these are counted over items, not over incidents.
_OF_ITEMS = {
    "actions.type": "type",
    "actions.owner": "owner",
    "actions.due": "due",
    "actions.status": "status",
}
COMPLETENESS_FIELDS: tuple[str, ...] = (*_KNOWN, *_OF_ITEMS)


@dataclass(frozen=True, slots=True)
class FieldCompleteness:
    """A field in one group (None: all together): `known` of `count`.

    `count` is of incidents, for `actions.type` and the like of the action items of the group's
    incidents, which can be 0.
    """

    group: str | None
    field: str
    known: int
    count: int

    @property
    def unknown(self) -> int:
        """How many lack it."""
        return self.count - self.known

    @property
    def share(self) -> float | None:
        """Known ÷ count, 0 to 1; None where there is nothing to count."""
        return self.known / self.count if self.count else None


_ITEMS = ", ".join(f"count({column}) AS item_{column}" for column in _OF_ITEMS.values())
_COUNTS = ", ".join(
    (
        "count(*)",
        *(f"count(*) FILTER ({condition})" for condition in _KNOWN.values()),
        "coalesce(sum(items), 0)",
        *(f"coalesce(sum(item_{column}), 0)" for column in _OF_ITEMS.values()),
    )
)
_PER_INCIDENT = f"""
    LEFT JOIN (SELECT incident_id, count(*) AS items, {_ITEMS} FROM actions GROUP BY incident_id)
      AS counted ON counted.incident_id = incidents.id
"""  # noqa: S608 - made of constants


def completeness(tables: Tables, filters: Filters) -> list[FieldCompleteness]:
    """Every field's n known of N over the incidents that the filters mean."""
    where, parameters = filters.where()
    sql = f"""
        SELECT {_COUNTS} FROM (SELECT * FROM incidents WHERE {where}) AS incidents {_PER_INCIDENT}
    """  # noqa: S608 - as above
    return list(_fields(None, tables.ask_one(sql, parameters)))


def completeness_by(tables: Tables, dimension: str, filters: Filters) -> list[FieldCompleteness]:
    """Every field's n known of N in each group: group by group in their order, then by field.

    Incidents without a value of the dimension are the group `unknown`. Raises HindsiteError for an
    unknown dimension.
    """
    group = grouping(dimension)
    where, parameters = filters.where()
    sql = f"""
        SELECT {group.part} AS part, {_COUNTS}
        FROM (SELECT * FROM incidents WHERE {where}) AS incidents {group.join} {_PER_INCIDENT}
        GROUP BY part ORDER BY {group.order}
    """  # noqa: S608 - as above
    rows = tables.ask(sql, parameters)
    return [entry for row in rows for entry in _fields(row[0], row[1:])]


def _fields(group: str | None, row: tuple[Any, ...]) -> Iterator[FieldCompleteness]:
    incidents, items = row[0], row[len(_KNOWN) + 1]
    of_incidents, of_items = row[1 : len(_KNOWN) + 1], row[len(_KNOWN) + 2 :]
    for field, known in zip(_KNOWN, of_incidents, strict=True):
        yield FieldCompleteness(group, field, known, incidents)
    for field, known in zip(_OF_ITEMS, of_items, strict=True):
        yield FieldCompleteness(group, field, known, items)


def incidents_without(tables: Tables, field: str, filters: Filters) -> list[str]:
    """The ids of the incidents that lack a field (or have an item that does), the newest first.

    `field` is one of COMPLETENESS_FIELDS; raises HindsiteError for others.
    """
    where, parameters = filters.where()
    sql = f"""
        SELECT id FROM incidents WHERE ({where}) AND {_lacking(field)} ORDER BY day DESC, id DESC
    """  # noqa: S608 - as above
    return [row[0] for row in tables.ask(sql, parameters)]


def _lacking(field: str) -> str:
    if field in _KNOWN:
        return f"NOT ({_KNOWN[field]})"
    if field in _OF_ITEMS:
        return f"id IN (SELECT incident_id FROM actions WHERE {_OF_ITEMS[field]} IS NULL)"  # noqa: S608
    raise no_such("field", field, COMPLETENESS_FIELDS)
