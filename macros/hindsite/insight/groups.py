"""Dimensions that incidents are grouped by, and how SQL gives each incident its groups."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from hindsite.errors import HindsiteError

# Dimension → the table of its pairs, where an incident may have several values or none.
_PAIRS = {
    "service": "incident_services",
    "team": "incident_teams",
    "cause": "incident_causes",
    "tag": "incident_tags",
}
_COLUMNS = ("year", "quarter", "month", "severity", "detected_by", "trigger")
GROUPED_BY: tuple[str, ...] = (*_PAIRS, *_COLUMNS)


@dataclass(frozen=True, slots=True)
class Grouping:
    """SQL for one dimension: `part` names an incident's group, `join` follows `FROM incidents`.

    With several values an incident is in a row, and so in a group, for each of them; without any
    it is in the group `unknown`, which `order` puts last.
    """

    part: str
    join: str
    order: str = "part = 'unknown', part"


def grouping(dimension: str) -> Grouping:
    """The SQL of a dimension; raises HindsiteError for an unknown one, naming those there are."""
    if dimension in _PAIRS:
        join = f"LEFT JOIN {_PAIRS[dimension]} AS grouped ON grouped.incident_id = incidents.id"
        return Grouping(f"coalesce(grouped.{dimension}, 'unknown')", join)
    if dimension in _COLUMNS:
        return Grouping(f"incidents.{dimension}", "")
    raise no_such("dimension", dimension, GROUPED_BY)


def no_such(what: str, got: str, allowed: tuple[str, ...]) -> HindsiteError:
    """The error for a name that does not exist: `what` it should name, and those there are."""
    near = difflib.get_close_matches(got, allowed, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return HindsiteError(f"there is no {what} {got!r}; {hint}Expected one of {', '.join(allowed)}")
