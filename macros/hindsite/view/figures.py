"""One number in a page that people write, with its n and how it was computed."""

from __future__ import annotations

from dataclasses import replace

from hindsite.insight.actions import count_actions
from hindsite.insight.distributions import Distribution, distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.facts import (
    MEASURES,
    incidents_fact,
    interval_note,
    median_fact,
    n_words,
    unfinished_fact,
)
from hindsite.view.links import Links
from hindsite.view.models import (
    Disclosure,
    DisclosureRow,
    Fact,
    FigureView,
)
from hindsite.view.panels.evidence import (
    as_of_rows,
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
    states_row,
    text_row,
    valued,
)
from hindsite.view.panels.working import query_texts
from hindsite.view.templates import render

# What each statistic is, for the label and for the working.
STATISTICS: dict[str, tuple[str, str]] = {
    "median": ("Median", "the middle value; half of the incidents took longer"),
    "p90": ("90th percentile", "nine of ten took no longer; linear interpolation between values"),
    "total": ("Total", "the sum of the known values"),
    "mean": ("Mean", "the sum divided by the number of known values; a few long ones carry it"),
    "min": ("Shortest", "the smallest known value"),
    "max": ("Longest", "the largest known value"),
}


def figure_html(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    *,
    metric: str,
    statistic: str,
    clock: str,
    anchor: str,
) -> str:
    """One number with its n and its working; `anchor` is the disclosure's id on the page."""
    if metric == "count":
        view = _count_figure(knowledge, links_, filters, anchor)
    elif metric == "actions_open":
        view = _actions_figure(knowledge, links_, filters, anchor)
    else:
        view = _duration_figure(knowledge, links_, filters, (metric, statistic, clock), anchor)
    return render("macro_figure", view=view)


def _about(fact: Fact, filters: Filters, label: str = "") -> Fact:
    """The fact with its filters in the label."""
    named = label or fact.label
    return replace(fact, label=f"{named}, {filters.words}" if filters.words else named)


def _count_figure(knowledge: Knowledge, links_: Links, filters: Filters, anchor: str) -> FigureView:
    with knowledge.tables.hearing() as heard:
        incidents = knowledge.chosen(filters)
    fact = incidents_fact(len(incidents), len(knowledge.counted), links_)
    formula = "the number of incidents; drafts are not counted"
    rows = (
        defined_row("Formula", formula, "incidents", links_),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(incidents)),
    )
    disclosure = Disclosure(
        anchor,
        rows,
        valued(knowledge, links_, incident_days(incidents)),
        values_label=f"{words.plural(len(incidents), 'incident')}, newest first",
        queries=query_texts(heard),
    )
    return FigureView(_about(fact, filters), disclosure)


def _actions_figure(
    knowledge: Knowledge, links_: Links, filters: Filters, anchor: str
) -> FigureView:
    with knowledge.tables.hearing() as heard:
        counts = count_actions(knowledge.tables, filters, knowledge.as_of)
    formula = "items open or in progress, of those whose state is known"
    rows = (
        defined_row("Formula", formula, "action-items", links_),
        states_row(counts),
        *as_of_rows(knowledge),
        *source_rows(knowledge, links_, filters),
    )
    with_items = [one for one in knowledge.chosen(filters) if one.actions]
    disclosure = Disclosure(
        anchor,
        (*rows, *shown_rows(len(with_items))),
        valued(knowledge, links_, [(one.id, _items(one)) for one in with_items]),
        values_label=f"{words.plural(len(with_items), 'incident')} with action items",
        queries=query_texts(heard),
    )
    return FigureView(_about(unfinished_fact(counts, links_), filters), disclosure)


def _items(incident: Postmortem) -> str:
    open_ = sum(action.status in ("open", "in-progress") for action in incident.actions)
    return f"{open_} of {words.plural(len(incident.actions), 'item')} not finished"


def _duration_figure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    asked: tuple[str, str, str],
    anchor: str,
) -> FigureView:
    metric, statistic, clock = asked
    with knowledge.tables.hearing() as heard:
        figures = distribution(knowledge.tables, metric, filters, clock)
    fact = _duration_fact(metric, statistic, figures, links_)
    name = f"{STATISTICS[statistic][0]} {MEASURES[metric][1].lower()}"
    label = fact.label if statistic == "median" else name
    if clock == "stated":
        label += ", as stated"
    values = duration_values(knowledge, metric, filters, clock)
    left_out = missing_durations(knowledge, metric, filters, clock)
    rows = (
        *_working(asked, figures, links_),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(values), len(left_out)),
    )
    disclosure = Disclosure(
        anchor,
        rows,
        valued(knowledge, links_, values),
        values_label=f"{words.plural(len(values), 'incident')}, shortest first",
        left_out=reasoned(knowledge, links_, left_out),
        queries=query_texts(heard),
    )
    return FigureView(_about(fact, filters, label), disclosure)


def _duration_fact(metric: str, statistic: str, figures: Distribution, links_: Links) -> Fact:
    if statistic == "median":
        return median_fact(metric, figures, links_)
    names = {"min": "minimum", "max": "maximum"}
    value: float | None = getattr(figures, names.get(statistic, statistic))
    href = links_.to(links.definition(MEASURES[metric][2]))
    if value is None:
        known = f"0 of {words.count(figures.count)} known"
        return Fact("", "unknown", note=known, unknown=True, definition_href=href)
    note = n_words(figures.known, figures.count)
    return Fact("", words.duration(value), note=note, definition_href=href)


def _working(
    asked: tuple[str, str, str], figures: Distribution, links_: Links
) -> list[DisclosureRow]:
    metric, statistic, clock = asked
    rows = [
        formula_row(metric, clock, links_),
        text_row("Statistic", STATISTICS[statistic][1]),
        known_row(figures.known, figures.count),
    ]
    if statistic == "median" and figures.known >= SMALLEST_FOR_MEDIAN:
        text = f"{interval_note(figures)}; from the order of the values"
        rows.append(defined_row("Interval", text, "interval", links_))
    return [*rows, *lower_bound_rows(figures.lower_bounds), clock_row(clock)]
