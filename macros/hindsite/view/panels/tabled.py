"""A duration by groups: a row for each, with its n known of N and the figures it can carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hindsite.insight.counts import count_by
from hindsite.insight.distributions import Distribution, distribution, distributions_by
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.view import links, words
from hindsite.view.facts import MEASURES
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow, Link
from hindsite.view.panels.evidence import (
    clock_row,
    defined_row,
    duration_values,
    formula_row,
    incident_days,
    known_row,
    lower_bound_rows,
    missing_durations,
    reasoned,
    shown_rows,
    source_rows,
    text_row,
    valued,
)
from hindsite.view.panels.groups import (
    cut,
    group_cell,
    group_name,
    group_words,
    groups_shown,
    in_order,
    several_note,
)
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.working import query_texts

Asked = tuple[str, str, str]
"""Metric, dimension, clock."""


def _range(low: float | None, high: float | None) -> str | None:
    if low is None or high is None:
        return None
    return f"{words.duration(low)} to {words.duration(high)}"


def _single(value: float | None) -> str | None:
    return None if value is None else words.duration(value)


def _enough(one: Distribution, text: str | None) -> str | None:
    return text if one.known >= SMALLEST_FOR_MEDIAN else None


# Column → its head, what it says in the working, and its words for a group (None: too few).
_Column = tuple[str, str, Callable[[Distribution], str | None]]
COLUMNS: dict[str, _Column] = {
    "median": ("Median", "the middle value", lambda one: _single(one.shown_median)),
    "interval": (
        "95% interval",
        "of the median, from the order of the values; from 6 values on",
        lambda one: _range(one.low, one.high),
    ),
    "quartiles": (
        "Middle half",
        "from the first quartile to the third: a quarter of the values is below, a quarter above",
        lambda one: _enough(one, _range(one.p25, one.p75)),
    ),
    "p90": (
        "90th percentile",
        "nine of ten took no longer",
        lambda one: _enough(one, _single(one.p90)),
    ),
    "min": ("Shortest", "the smallest known value", lambda one: _single(one.minimum)),
    "max": ("Longest", "the largest known value", lambda one: _single(one.maximum)),
    "total": ("Total", "the sum of the known values", lambda one: _single(one.total)),
    "mean": (
        "Mean",
        "the sum divided by the number of known values; a few long ones carry it",
        lambda one: _single(one.mean),
    ),
}
DEFAULT_COLUMNS = ("median", "interval", "quartiles", "p90")


def tabled_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    asked: Asked,
    *,
    columns: tuple[str, ...],
    limit: int,
    anchor: str,
    level: int = 3,
) -> Panel:
    """One duration over the groups of a dimension, with a last row for all of them together.

    `columns` are of COLUMNS, in this order; `limit` is how many groups at most.
    """
    metric, by, clock = asked
    with knowledge.tables.hearing() as heard:
        groups = distributions_by(knowledge.tables, metric, by, filters, clock)
        whole = distribution(knowledge.tables, metric, filters, clock)
    sizes = {name: one.count for name, one in groups.items()}
    shown = cut(by, in_order(by, groups, sizes), limit)
    table = PanelTable(
        (group_name(by), "Known", *(COLUMNS[name][0] for name in columns)),
        (
            *(
                _row(group_cell(by, name, knowledge, links_), one, columns)
                for name, one in shown.items()
            ),
            _row(Cell("all"), whole, columns),
        ),
        label=f"{_measure(metric, clock)} by {group_words(by)}",
        stacks=True,
    )
    return Panel(
        title=_title(metric, by, clock),
        subtitle=_subtitle(filters, whole),
        anchor=anchor,
        table=table,
        note=_note(by, len(shown), len(groups)),
        disclosure=_disclosure(
            knowledge, links_, filters, asked, columns, whole, query_texts(heard), anchor
        ),
        level=level,
    )


def _measure(metric: str, clock: str) -> str:
    stated = ", as stated" if clock == "stated" else ""
    return f"{MEASURES[metric][1]}{stated}"


def _title(metric: str, by: str, clock: str) -> str:
    return f"{_measure(metric, clock)}, by {group_words(by)}"


def _subtitle(filters: Filters, whole: Distribution) -> str:
    known = f"Known for {words.count(whole.known)} of {words.plural(whole.count, 'incident')}"
    return f"{known}: {filters.words}." if filters.words else f"{known}."


def _note(by: str, shown: int, found: int) -> str:
    return " ".join(filter(None, (groups_shown(by, shown, found), several_note(by))))


def _row(name: Cell, one: Distribution, columns: tuple[str, ...]) -> tuple[Cell, ...]:
    known = f"{words.count(one.known)} of {words.count(one.count)}"
    return (
        name,
        Cell(known, number=True, unknown=not one.known),
        *(figure_cell(one, column) for column in columns),
    )


def figure_cell(one: Distribution, column: str) -> Cell:
    """One of COLUMNS for a group: in words, or why there is nothing to say."""
    text = COLUMNS[column][2](one)
    if text is None:
        return Cell("too few" if one.known else "unknown", number=True, unknown=True)
    return Cell(text, number=True)


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    asked: Asked,
    columns: tuple[str, ...],
    whole: Distribution,
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    metric, by, clock = asked
    values = duration_values(knowledge, metric, filters, clock)
    left_out = missing_durations(knowledge, metric, filters, clock)
    rows: list[DisclosureRow] = [
        formula_row(metric, clock, links_),
        known_row(whole.known, whole.count),
        *(_column_row(name, links_) for name in columns),
        *lower_bound_rows(whole.lower_bounds),
        clock_row(clock),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(values), len(left_out)),
    ]
    if note := several_note(by):
        rows.insert(1, text_row("Groups", note))
    return Disclosure(
        anchor,
        tuple(rows),
        valued(knowledge, links_, values),
        values_label=f"{words.plural(len(values), 'incident')}, shortest first",
        left_out=reasoned(knowledge, links_, left_out),
        queries=queries,
    )


_DEFINED = {
    "median": "median",
    "interval": "interval",
    "quartiles": "quartiles",
    "p90": "quartiles",
}


def _column_row(name: str, links_: Links) -> DisclosureRow:
    head, meaning, _ = COLUMNS[name]
    if name in _DEFINED:
        return defined_row(head, meaning, _DEFINED[name], links_)
    return text_row(head, meaning)


def count_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    by: str,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """How many incidents each group has, as bars; the hatched one is of those without a value."""
    with knowledge.tables.hearing() as heard:
        groups = count_by(knowledge.tables, by, filters)
        incidents = knowledge.chosen(filters)
    shown = cut(by, in_order(by, groups, groups), limit)
    named = f" ({filters.words})" if filters.words else ""
    rows = [
        defined_row(
            "Formula", "the number of incidents; drafts are not counted", "incidents", links_
        ),
        *([text_row("Groups", several_note(by))] if several_note(by) else []),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(incidents)),
    ]
    return Panel(
        title=f"Incidents, by {group_words(by)}",
        subtitle=f"{words.plural(len(incidents), 'incident')}{named}.",
        anchor=anchor,
        table=_counted(knowledge, links_, by, shown, len(incidents)),
        note=_note(by, len(shown), len(groups)),
        more=Link("All incidents", links_.to(links.EXPLORE)),
        disclosure=Disclosure(
            anchor,
            tuple(rows),
            valued(knowledge, links_, incident_days(incidents)),
            values_label=f"{words.plural(len(incidents), 'incident')}, newest first",
            queries=query_texts(heard),
        ),
        level=level,
    )


def _counted(
    knowledge: Knowledge, links_: Links, by: str, groups: Mapping[str, int], whole: int
) -> PanelTable:
    most = max(groups.values(), default=0)
    rows = (
        (
            group_cell(by, name, knowledge, links_),
            Cell("", bar=100 * count / most, hatched=name == "unknown"),
            Cell(words.count(count), number=True),
            Cell(words.percent(round(100 * count / whole)), number=True),
        )
        for name, count in groups.items()
    )
    heads = (group_name(by), "", "Incidents", "Share")
    return PanelTable(heads, tuple(rows), f"Incidents by {group_words(by)}")
