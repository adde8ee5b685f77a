"""A maintainer's own query as a table or as bars; its columns say how their values are printed."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from textwrap import dedent
from typing import Any

from hindsite.errors import HindsiteError
from hindsite.insight.filters import EVERYTHING
from hindsite.insight.knowledge import Knowledge
from hindsite.library.own_queries import Answer, answer
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.evidence import source_rows, text_row, valued
from hindsite.view.panels.groups import group_href
from hindsite.view.panels.panel import Cell, Panel, PanelTable

# Columns that name an incident.
_IDS = ("id", "incident_id", "earlier_id")
_SECONDS = "_s"
# From here on thousands are set off; below, the number may be a year.
_GROUPED_FROM = 10_000
_NUMBERS = (int, float, Decimal)


def query_panel(
    knowledge: Knowledge,
    links_: Links,
    sql: str,
    limit: int,
    *,
    title: str,
    anchor: str,
    level: int = 3,
) -> Panel:
    """The rows of a query as a table: ids lead to incidents, seconds and dates are in words."""
    found = answer(knowledge.tables, sql, limit)
    numbers = [_is_number(column, place, found) for place, column in enumerate(found.columns)]
    rows = tuple(
        tuple(
            _cell(column, value, knowledge, links_, number=number)
            for column, value, number in zip(found.columns, row, numbers, strict=True)
        )
        for row in found.rows
    )
    heads = tuple(_head(column) for column in found.columns)
    table = PanelTable(heads, rows, title, stacks=True)
    return _panel(knowledge, links_, sql, found, table, title=title, anchor=anchor, level=level)


def query_bars_panel(
    knowledge: Knowledge,
    links_: Links,
    sql: str,
    limit: int,
    *,
    x: str | None,
    y: str | None,
    title: str,
    anchor: str,
    level: int = 3,
) -> Panel:
    """The rows of a query as bars: `x` names the column of labels, `y` that of lengths.

    By default these are the first column, and the first other one that holds numbers. Raises
    HindsiteError where there is no such column, or a length is below zero.
    """
    found = answer(knowledge.tables, sql, limit)
    label = _place("x", x, found) if x else 0
    length = _place("y", y, found) if y else _first_numbers(found, label)
    lengths = [_length(row[length], found.columns[length]) for row in found.rows]
    most = max((one for one in lengths if one is not None), default=0.0)
    names = found.columns[label], found.columns[length]
    rows = tuple(
        (
            _cell(names[0], row[label], knowledge, links_),
            _bar(one, most),
            _cell(names[1], row[length], knowledge, links_, number=True),
        )
        for row, one in zip(found.rows, lengths, strict=True)
    )
    table = PanelTable((_head(names[0]), "", _head(names[1])), rows, title)
    return _panel(knowledge, links_, sql, found, table, title=title, anchor=anchor, level=level)


def _panel(
    knowledge: Knowledge,
    links_: Links,
    sql: str,
    found: Answer,
    table: PanelTable,
    *,
    title: str,
    anchor: str,
    level: int,
) -> Panel:
    note = ""
    if found.more:
        note = f"The first {words.plural(len(found.rows), 'row')}; the query has more."
    return Panel(
        title=title,
        subtitle="" if found.rows else "The query has no row.",
        anchor=anchor,
        table=table if found.rows else None,
        note=note,
        disclosure=_disclosure(knowledge, links_, sql, found, anchor),
        level=level,
    )


def _disclosure(
    knowledge: Knowledge, links_: Links, sql: str, found: Answer, anchor: str
) -> Disclosure:
    named = _incidents(found, knowledge)
    count = words.plural(len(found.rows), "row")
    rows: list[DisclosureRow] = [
        text_row("Formula", "the query below, over the tables of this collection"),
        text_row("Rows", f"{count}; more are left out" if found.more else count),
        text_row("Unknown", _unknowns(found)),
        text_row("Incidents", f"{words.count(len(knowledge.counted))} in the tables"),
        *source_rows(knowledge, links_, EVERYTHING)[1:],
    ]
    return Disclosure(
        anchor,
        tuple(rows),
        valued(
            knowledge, links_, [(id_, words.iso_day(knowledge.by_id[id_].day)) for id_ in named]
        ),
        values_label=f"{words.plural(len(named), 'incident')} that the rows name" if named else "",
        queries=(dedent(sql).strip(),),
    )


def _incidents(found: Answer, knowledge: Knowledge) -> list[str]:
    places = [place for place, column in enumerate(found.columns) if column in _IDS]
    ids = (row[place] for row in found.rows for place in places)
    return list(dict.fromkeys(id_ for id_ in ids if _is_incident(id_, knowledge)))


def _is_incident(value: object, knowledge: Knowledge) -> bool:
    one = knowledge.by_id.get(value) if isinstance(value, str) else None
    return one is not None and one.status != "draft"


def _unknowns(found: Answer) -> str:
    """How many values of each column are NULL."""
    counts = {
        column: sum(row[place] is None for row in found.rows)
        for place, column in enumerate(found.columns)
    }
    told = [f"{column} in {words.plural(n, 'row')}" for column, n in counts.items() if n]
    return "; ".join(told) or "no value"


def _place(argument: str, column: str, found: Answer) -> int:
    if column in found.columns:
        return found.columns.index(column)
    raise HindsiteError(
        f"{argument} {column!r} is no column of the query; it has {', '.join(found.columns)}"
    )


def _first_numbers(found: Answer, label: int) -> int:
    for place, column in enumerate(found.columns):
        if place != label and (not found.rows or _is_number(column, place, found)):
            return place
    raise HindsiteError(
        "a chart needs a column of labels and one of numbers; the query has "
        f"{', '.join(found.columns)}, and none but the labels holds numbers"
    )


def _is_number(column: str, place: int, found: Answer) -> bool:
    """Whether a column holds numbers, and at least one."""
    values = [row[place] for row in found.rows if row[place] is not None]
    return bool(values) and all(_number(value) for value in values) and column not in _IDS


def _number(value: object) -> bool:
    return isinstance(value, (*_NUMBERS, timedelta)) and not isinstance(value, bool)


def _length(value: Any, column: str) -> float | None:
    if value is None:
        return None
    if not _number(value):
        raise HindsiteError(f"bars need numbers, and {column} holds {value!r}")
    length = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if length < 0 or not math.isfinite(length):
        raise HindsiteError(f"bars start at zero, and {column} holds {value}")
    return length


def _bar(length: float | None, most: float) -> Cell:
    if length is None:
        return Cell("")
    return Cell("", bar=100 * length / most if most else 0.0)


def _head(column: str) -> str:
    name = column.removesuffix(_SECONDS) if len(column) > len(_SECONDS) else column
    return name.replace("_", " ").capitalize()


def _cell(
    column: str, value: Any, knowledge: Knowledge, links_: Links, *, number: bool = False
) -> Cell:
    if value is None:
        return Cell("unknown", number=number, unknown=True)
    href = None
    if column in _IDS and _is_incident(value, knowledge):
        href = links_.to(links.incident(value))
    elif isinstance(value, str):
        href = group_href(column, value, knowledge, links_)
    return Cell(_words(column, value), href=href, number=number)


def _words(column: str, value: Any) -> str:
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        return str(value)
    if isinstance(value, timedelta):
        return _length_words(value.total_seconds())
    if column.endswith(_SECONDS) and _number(value):
        return _length_words(float(value))
    for kind, said in _SAID:
        if isinstance(value, kind):
            return said(value)
    return str(value)


def _length_words(seconds: float) -> str:
    return words.duration(seconds) if seconds >= 0 else f"−{words.duration(-seconds)}"


def _whole(value: int) -> str:
    return f"{value:,}" if abs(value) >= _GROUPED_FROM else str(value)


def _real(value: float | Decimal) -> str:
    """At most two decimals, or two digits that count where the number is smaller."""
    size = abs(float(value))
    if 0 < size < 0.01:
        return f"{float(value):.2g}"
    grouped = size >= _GROUPED_FROM
    text = f"{value:,.2f}" if grouped else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def _moment(value: datetime) -> str:
    return f"{words.iso_day(value)} {words.clock(value)}"


def _yes(value: bool) -> str:  # noqa: FBT001 - one of the words for values
    return "yes" if value else "no"


# The first kind that fits: a bool is an int, a datetime a date.
_SAID: Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]] = (
    (bool, _yes),
    (int, _whole),
    ((float, Decimal), _real),
    (datetime, _moment),
    (date, words.iso_day),
    (str, str),
    ((list, tuple), lambda items: ", ".join(str(item) for item in items)),
)
