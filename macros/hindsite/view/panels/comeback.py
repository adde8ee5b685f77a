"""When causes came back: all of them on one axis, and each one's returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hindsite.insight.causes import CauseCount, Gaps, gaps_by_cause, recurring
from hindsite.insight.distributions import Distribution
from hindsite.insight.filters import Filters
from hindsite.insight.recurrence import Occurrence, occurrences_by_cause
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL, SMALLEST_FOR_MEDIAN
from hindsite.library.tables import Query
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.charts.parts import Middle
from hindsite.view.charts.recurrence import CauseRow, Recurrence, Seen
from hindsite.view.charts.returns import Return, Returns, days_words
from hindsite.view.facts import days
from hindsite.view.models import Disclosure, DisclosureRow, Link
from hindsite.view.panels.evidence import (
    defined_row,
    formula_row,
    known_row,
    lower_bound_rows,
    source_rows,
    text_row,
)
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

ROWS = 9
VALUES = 60
_NAME = 22


def recurrence_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """The most frequent causes, each incident a dot on one time axis, with the median gap."""
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        causes = recurring(tables, "cause", filters)
        gaps = gaps_by_cause(tables, filters)
        seen = occurrences_by_cause(tables, filters)
    shown = causes[:ROWS]
    rows = tuple(_strip_row(setting, one, gaps[one.slug], seen[one.slug]) for one in shown)
    years = [one.first.year for one in causes] + [one.last.year for one in causes]
    cut = len(causes) > ROWS
    return Panel(
        title=_strip_title(causes),
        subtitle="Each dot is an incident, at its start date. Right: the median number of days "
        f"between two of a cause, from {SMALLEST_FOR_MEDIAN} gaps on.{filtered(filters)}",
        anchor=anchor,
        chart=setting.drawn(Recurrence(rows, min(years), max(years))) if years else None,
        note=f"{ROWS} of {words.count(len(causes))} causes" if cut else "",
        more=Link(f"All {words.count(len(causes))}", setting.links.to(links.CAUSES))
        if cut
        else None,
        disclosure=Disclosure(
            anchor,
            (
                defined_row("Gap", _GAP, "gap", setting.links),
                *source_rows(setting.knowledge, setting.links, filters),
            ),
            queries=query_texts(heard),
            table_html=table_html(_strip_table(setting, shown, gaps)),
        ),
        level=level,
    )


_GAP = "days between an incident and the one before it with the same cause"


def _strip_title(causes: Sequence[CauseCount]) -> str:
    if not causes:
        return "When causes came back"
    again = sum(one.count > 1 for one in causes)
    return f"{words.count(again)} of {words.plural(len(causes), 'cause')} came back"


def _strip_row(
    setting: Setting, cause: CauseCount, gaps: Gaps, seen: Sequence[Occurrence]
) -> CauseRow:
    by_id = setting.knowledge.by_id
    dots = tuple(
        Seen(one.day, by_id[one.incident_id].title, links.incident(one.incident_id)) for one in seen
    )
    return CauseRow(cause.slug, dots, _between(gaps), links.cause(cause.slug))


def _between(gaps: Gaps) -> str:
    if gaps.median is None or gaps.count < SMALLEST_FOR_MEDIAN:
        return ""
    return f"{days(gaps.median)} days between"


def _strip_table(
    setting: Setting, causes: Sequence[CauseCount], gaps: Mapping[str, Gaps]
) -> PanelTable:
    rows = tuple(
        (
            Cell(one.slug, href=setting.links.to(links.cause(one.slug))),
            Cell(words.count(one.count), number=True),
            Cell(words.iso_day(one.first), number=True),
            Cell(words.iso_day(one.last), number=True),
            _gap_cell(gaps[one.slug]),
        )
        for one in causes
    )
    heads = ("Cause", "Incidents", "First", "Last", "Median gap")
    return PanelTable(heads, rows, "When causes came back")


def _gap_cell(gaps: Gaps) -> Cell:
    n = f"(n = {words.count(gaps.count)})"
    if gaps.median is None or gaps.count < SMALLEST_FOR_MEDIAN:
        return Cell("too few" if gaps.count else "none", number=True, unknown=True, more=n)
    return Cell(f"{days(gaps.median)} days", number=True, more=n)


def returns_panel(
    setting: Setting,
    filters: Filters,
    occurrences: Sequence[Occurrence],
    resolve: Distribution,
    gaps: Gaps,
    *,
    anchor: str,
    heard: Sequence[Query] = (),
    level: int = 2,
) -> Panel:
    """One cause's incidents on one time axis: time to resolve, and days since the one before.

    `occurrences` are the oldest first; `resolve` and `gaps` are the figures over the same ones.
    """
    years = setting.knowledge.counted
    chart = Returns(
        tuple(_return(setting.knowledge.by_id[one.incident_id], one) for one in occurrences),
        Middle.of(resolve),
        _middle(gaps),
        min(years[-1].day.year, occurrences[0].day.year),
        max(years[0].day.year, occurrences[-1].day.year),
    )
    newest = list(reversed(occurrences))
    listed, cut_rows = setting.listed([(o.incident_id, _said(setting, o)) for o in newest], VALUES)
    return Panel(
        title=_title(occurrences, gaps),
        subtitle=_subtitle(resolve, gaps) + filtered(filters),
        anchor=anchor,
        chart=setting.drawn(chart),
        disclosure=Disclosure(
            anchor,
            (*_working(setting, filters, resolve, gaps), *cut_rows),
            listed,
            values_label=f"{words.plural(len(occurrences), 'incident')}, newest first: days since "
            "the one before, time to resolve",
            queries=query_texts(heard),
        ),
        level=level,
    )


def _title(occurrences: Sequence[Occurrence], gaps: Gaps) -> str:
    since = f"{words.plural(len(occurrences), 'incident')} since {occurrences[0].day.year}"
    if gaps.median is None or gaps.count < SMALLEST_FOR_INTERVAL:
        return since
    return f"{since}, half of them within {days_words(gaps.median)} of the one before"


def _subtitle(resolve: Distribution, gaps: Gaps) -> str:
    text = "Each dot is an incident, at its start date. Both scales are logarithmic."
    if max(resolve.known, gaps.count) >= SMALLEST_FOR_INTERVAL:
        text += " Line and band: median and its 95% interval."
    elif max(resolve.known, gaps.count) >= SMALLEST_FOR_MEDIAN:
        text += " Line: median."
    if resolve.known < resolve.count:
        text += " Hollow: time to resolve unknown."
    return text


def _middle(gaps: Gaps) -> Middle:
    if gaps.count < SMALLEST_FOR_MEDIAN:
        return Middle()
    return Middle(gaps.median, gaps.low, gaps.high)


def _return(incident: Postmortem, one: Occurrence) -> Return:
    return Return(
        one.day,
        incident.title,
        links.incident(incident.id),
        one.resolve_s,
        one.gap_days,
        at_least=incident.started_estimated,
        name=_name(incident.id),
    )


def _name(id_: str) -> str:
    """What an incident is called beside its dot: its id without the date, cut."""
    slug = id_[len("2019-07-02-") :]
    return slug if len(slug) <= _NAME else f"{slug[: _NAME - 1].rstrip('-')}…"


def _said(setting: Setting, one: Occurrence) -> str:
    gap = "the first" if one.gap_days is None else words.plural(one.gap_days, "day")
    if one.resolve_s is None:
        return f"{gap}; unknown"
    at_least = setting.knowledge.by_id[one.incident_id].started_estimated
    return f"{gap}; {(words.at_least if at_least else words.duration)(one.resolve_s)}"


def _working(
    setting: Setting, filters: Filters, resolve: Distribution, gaps: Gaps
) -> tuple[DisclosureRow, ...]:
    return (
        formula_row("resolve", "computed", setting.links),
        known_row(resolve.known, resolve.count),
        *lower_bound_rows(resolve.lower_bounds),
        defined_row("Gap", f"{_GAP}; n = {words.count(gaps.count)}", "gap", setting.links),
        defined_row("Interval", "95%, from the order of the values", "interval", setting.links),
        text_row("Clock", "timestamps"),
        *source_rows(setting.knowledge, setting.links, filters),
    )
