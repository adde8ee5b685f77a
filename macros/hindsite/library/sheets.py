"""The library as two sheets for spreadsheet programs: incidents and action items, flat.

An empty cell is unknown, or an empty list. Times are ISO 8601 with their offset, a date where only
the date is known; lengths are seconds. What a list holds is joined by "; ".
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hindsite.config import ExtraFieldOption
from hindsite.library.columns import TABLES, Column
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.header import MODELS
from hindsite.postmortem.schema import DURATIONS, MOMENTS, Action, Moment, Postmortem

JOINED_BY = "; "
# Without it Excel takes UTF-8 for another encoding.
BYTE_ORDER_MARK = "\ufeff"

Value = Callable[[Postmortem], object]
ActionValue = Callable[[Postmortem, Action, int], object]

# What a spreadsheet may take for a formula: at a cell's start, and after what may part cells. Some
# programs take the full-width forms for the others.
_FORMULA = re.compile(r"(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])")
_SUSPECT = frozenset("=+-@＝＋－＠ ")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet: what a cell means (`code` in backticks), its unit if any, its value.

    `value` takes an incident, or an incident, its action item and the item's position.
    """

    meaning: str
    value: Callable[..., object]
    unit: str = ""


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever a spreadsheet would take for a formula.

    Source: OWASP, CSV Injection.
    """
    # Nearly every text is none of these, and there are hundreds of thousands.
    if text[:1] not in _SUSPECT and ";" not in text and text.isprintable():
        return text
    return _FORMULA.sub(r"\1'", text)


def incidents_csv(
    postmortems: Iterable[Postmortem],
    extra_fields: Mapping[str, ExtraFieldOption],
    published: Container[str],
) -> str:
    """A line for each incident, after a line of names; `published` are the ids that may be told."""
    columns = incident_columns(extra_fields)
    values = [column.value for column in columns.values()]
    return _text(
        columns,
        ([_cell(value(one), published) for value in values] for one in postmortems),
    )


def actions_csv(postmortems: Iterable[Postmortem]) -> str:
    """A line for each action item, after a line of names, in the order of incidents and authors."""
    values = [column.value for column in ACTION_COLUMNS.values()]
    return _text(
        ACTION_COLUMNS,
        (
            [_cell(value(one, action, position)) for value in values]
            for one in postmortems
            for position, action in enumerate(one.actions)
        ),
    )


def incident_columns(extra_fields: Mapping[str, ExtraFieldOption]) -> dict[str, SheetColumn]:
    """The columns of the incidents, those of the site's own fields at the end."""
    own = {
        f"extra_{name}": SheetColumn(option.description, _extra(name))
        for name, option in extra_fields.items()
    }
    return {**INCIDENT_COLUMNS, **own}


def _text(names: Iterable[str], lines: Iterable[Sequence[object]]) -> str:
    file = io.StringIO(BYTE_ORDER_MARK, newline="")
    file.seek(0, io.SEEK_END)
    writer = csv.writer(file)
    writer.writerow(names)
    writer.writerows(lines)
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Ids:
    """Ids of other incidents, of which only the published are told."""

    ids: tuple[str, ...]


def _cell(value: object, published: Container[str] = ()) -> object:
    # The types that are met most come first.
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, _Ids):
        return JOINED_BY.join(id_ for id_ in value.ids if id_ in published)
    if isinstance(value, list | tuple):
        return JOINED_BY.join([guarded(str(one)) for one in value])
    if isinstance(value, date):
        return value.isoformat()
    return value


def _extra(name: str) -> Value:
    return lambda one: one.extra.get(name)


def _said(name: str, *path: str) -> str:
    """What the header's reference says of a field."""
    return MODELS[path].model_fields[name].description or ""


def _tabled(name: str, value: Value, table: str = "incidents") -> SheetColumn:
    """A column that means what the table's does."""
    column: Column = TABLES[table].columns[name]
    return SheetColumn(column.meaning.replace("NULL", "Empty"), value, column.unit)


def _moment(name: str) -> Value:
    attribute = name.removesuffix("_at")

    def value(one: Postmortem) -> str | None:
        moment: Moment | None = getattr(one, attribute)
        if moment is None:
            return None
        return moment.day.isoformat() if moment.at is None else moment.at.isoformat()

    return value


def _field(name: str) -> SheetColumn:
    """A field of the header, as it is."""
    return SheetColumn(_said(name), lambda one: getattr(one, name))


def _impact(name: str) -> SheetColumn:
    return SheetColumn(
        _said(name, "impact"),
        lambda one: getattr(one.impact, name),
        TABLES["incidents"].columns[name].unit,
    )


def _spans() -> Iterator[tuple[str, SheetColumn]]:
    for name in DURATIONS:
        yield f"{name}_s", _tabled(f"{name}_s", _span(name))
    for name in DURATIONS:
        yield f"stated_{name}_s", _tabled(f"stated_{name}_s", _stated(name))


def _span(name: str) -> Value:
    return lambda one: durations(one)[name]


def _stated(name: str) -> Value:
    def value(one: Postmortem) -> int | None:
        stated: Mapping[Any, int] = one.stated_durations
        return stated.get(name)

    return value


INCIDENT_COLUMNS: dict[str, SheetColumn] = {
    "id": _tabled("id", lambda one: one.id),
    "url": SheetColumn("The page's address below the site's root.", lambda one: one.url),
    "title": _tabled("title", lambda one: one.title),
    "severity": _tabled("severity", lambda one: one.severity),
    "status": _tabled("status", lambda one: one.status),
    **{name: SheetColumn(_said(name), _moment(name)) for name in MOMENTS},
    "started_estimated": _field("started_estimated"),
    "timezone": SheetColumn(
        "The name of the zone that times were written in.", _field("timezone").value
    ),
    **dict(_spans()),
    "outage_equivalent_s": _tabled("outage_equivalent_s", outage_equivalent),
    "detected_by": _tabled("detected_by", lambda one: one.detected_by),
    "services": _field("services"),
    "teams": _field("teams"),
    "causes": _field("causes"),
    "trigger": _field("trigger"),
    "impact_summary": SheetColumn(_said("summary", "impact"), lambda one: one.impact.summary),
    "users_percent": _impact("users_percent"),
    "users": _impact("users"),
    "requests_failed": _impact("requests_failed"),
    "cost_amount": _tabled(
        "cost_amount", lambda one: one.impact.cost.amount if one.impact.cost else None
    ),
    "cost_currency": _tabled(
        "cost_currency", lambda one: one.impact.cost.currency if one.impact.cost else None
    ),
    "data_loss": _impact("data_loss"),
    "event_count": _tabled("event_count", lambda one: len(one.timeline)),
    "recurrence_of": SheetColumn(_said("recurrence_of"), lambda one: _Ids(one.recurrence_of)),
    "related": SheetColumn(_said("related"), lambda one: _Ids(one.related)),
    "signatures": _field("signatures"),
    "authors": _field("authors"),
    "tags": _field("tags"),
    "links": SheetColumn(
        "The addresses of the sources.", lambda one: [link.url for link in one.links]
    ),
    "aliases": _field("aliases"),
    "visibility": _tabled("visibility", lambda one: one.visibility),
}


def _of_action(name: str) -> SheetColumn:
    column = TABLES["actions"].columns[name]
    return SheetColumn(column.meaning, lambda _one, action, _position: getattr(action, name))


ACTION_COLUMNS: dict[str, SheetColumn] = {
    "incident_id": SheetColumn("The incident's `id`.", lambda one, _action, _position: one.id),
    "position": SheetColumn(
        TABLES["actions"].columns["position"].meaning, lambda _one, _action, position: position
    ),
    **{
        name: _of_action(name)
        for name in ("title", "type", "owner", "due", "status", "ticket", "section")
    },
    "line": SheetColumn(
        "Its line in the postmortem's file.", lambda _one, action, _position: action.line
    ),
}
