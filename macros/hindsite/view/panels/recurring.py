"""Causes that came back; and for one cause what had been promised before each return."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from markupsafe import Markup

from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.recurrence import (
    CauseHistory,
    Detection,
    cause_histories,
    chains,
)
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.view import links, words
from hindsite.view.came_back import came_back
from hindsite.view.facts import days
from hindsite.view.links import Links
from hindsite.view.models import CameBack, Disclosure, DisclosureRow, Link
from hindsite.view.panels.chains import chains_html
from hindsite.view.panels.evidence import (
    defined_row,
    incident_days,
    reasoned,
    shown_rows,
    source_rows,
    text_row,
    valued,
)
from hindsite.view.panels.groups import group_cell
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.working import query_texts
from hindsite.view.templates import render

_HEADS = ("Cause", "Incidents", "First", "Last", "Median gap", "Services", "Noticed by")
_AS_OF = "states are those at the commit; when an item changed its state is recorded nowhere"


def recurring_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """Every cause of two incidents or more, the most frequent first, and the chains."""
    with knowledge.tables.hearing() as heard:
        histories = cause_histories(knowledge.tables, filters)
        tied = chains(knowledge.tables, filters)
    again = [one for one in histories if one.count > 1]
    rows = tuple(tuple(_cells(one, knowledge, links_)) for one in again[:limit])
    note = f"{len(rows)} of {len(again)} causes that came back." if len(rows) < len(again) else ""
    return Panel(
        title=f"{len(again)} of {words.plural(len(histories), 'cause')} came back",
        subtitle="Causes of two incidents or more; an incident counts for each of its causes."
        + _only(filters),
        anchor=anchor,
        body_html=table_html(PanelTable(_HEADS, rows, "Causes that came back", stacks=True))
        + chains_html(tied, knowledge, links_),
        note=note,
        more=Link("All causes", links_.to(links.CAUSES)),
        disclosure=_disclosure(knowledge, links_, filters, (), query_texts(heard), anchor),
        level=level,
    )


def cause_panel(
    knowledge: Knowledge,
    links_: Links,
    cause: str,
    filters: Filters,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """One cause: its history, then its newest returns with what had been promised before them."""
    narrowed = replace(filters, cause=(cause,))
    with knowledge.tables.hearing() as heard:
        found = [one for one in cause_histories(knowledge.tables, narrowed) if one.cause == cause]
        back = came_back(cause, knowledge, links_, filters, limit)
        tied = chains(knowledge.tables, narrowed)
    rows = tuple(tuple(_cells(one, knowledge, links_)) for one in found)
    history = PanelTable(_HEADS, rows, f"The history of {cause}", stacks=True)
    body = table_html(history) if rows else Markup()
    body += _returns(back) + chains_html(tied, knowledge, links_)
    return Panel(
        title=history_title(cause, found[0] if found else None),
        subtitle=_returns_words(back, found) + _only(filters),
        anchor=anchor,
        body_html=body,
        note=_crossed(found[0]) if found else "",
        more=Link("The cause's page", links_.to(links.cause(cause)))
        if cause in knowledge.by_cause
        else None,
        disclosure=_disclosure(
            knowledge, links_, narrowed, (text_row("State", _AS_OF),), query_texts(heard), anchor
        ),
        level=level,
    )


def history_title(cause: str, history: CauseHistory | None) -> str:
    """Write "deploy: 19 incidents since 2009, half of them within 205 days of the one before"."""
    if history is None:
        return f"{cause}: no incident"
    title = f"{cause}: {words.plural(history.count, 'incident')} since {history.first.year:04d}"
    gaps = history.gaps
    if gaps.median is None or gaps.count < SMALLEST_FOR_MEDIAN:
        return title
    return f"{title}, half of them within {days(gaps.median)} days of the one before"


SERVICES_NAMED = 9


def _crossed(one: CauseHistory) -> str:
    """Which services it crossed, and how it was noticed."""
    named = [f"{service} {count}" for service, count in one.services[:SERVICES_NAMED]]
    if len(one.services) > SERVICES_NAMED:
        named.append(f"{words.count(len(one.services) - SERVICES_NAMED)} more")
    services = words.joined(named) or "none recorded"
    return (
        f"Services: {services}. Noticed by {words.joined([_noticed(d) for d in one.detections])}."
    )


def _noticed(one: Detection) -> str:
    if one.median_s is None or one.known < SMALLEST_FOR_MEDIAN:
        return f"{one.detected_by} {one.count}"
    return f"{one.detected_by} {one.count} (after {words.duration(one.median_s)} in the median)"


def _returns(back: CameBack | None) -> Markup:
    return Markup(render("panel_returns", view=back)) if back else Markup()  # noqa: S704 - escaped


def _returns_words(back: CameBack | None, found: Sequence[CauseHistory]) -> str:
    if back is None or not found:
        return "It has not come back."
    shown, returned = len(back.rows), max(len(back.rows), found[0].gaps.count)
    which = f"The newest {shown} of " if shown < returned else ""
    return f"{which}{words.plural(returned, 'return')}, and what was promised before."


def _only(filters: Filters) -> str:
    return f" Only {filters.words}." if filters.words else ""


def _cells(one: CauseHistory, knowledge: Knowledge, links_: Links) -> Iterable[Cell]:
    yield group_cell("cause", one.cause, knowledge, links_)
    yield Cell(words.count(one.count), number=True)
    yield Cell(words.iso_day(one.first), number=True)
    yield Cell(words.iso_day(one.last), number=True)
    yield _gap(one)
    yield Cell(words.count(len(one.services)), number=True)
    detection = one.detections[0]
    yield Cell(detection.detected_by, more=f"({detection.count} of {one.count})")


def _gap(one: CauseHistory) -> Cell:
    gaps = one.gaps
    if gaps.median is None or gaps.count < SMALLEST_FOR_MEDIAN:
        return Cell("too few", number=True, unknown=True, more=f"(n = {gaps.count})")
    unit = "day" if gaps.median == 1 else "days"
    return Cell(f"{days(gaps.median)} {unit}", number=True, more=f"(n = {gaps.count})")


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    own: tuple[DisclosureRow, ...],
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    incidents = knowledge.chosen(filters)
    without = [one for one in incidents if not one.causes]
    named = [one for one in incidents if one.causes]
    rows = (
        defined_row("Gap", "days between an incident and the one before", "gap", links_),
        text_row("Known", _known(len(named), len(without))),
        defined_row("Promises", "preventive actions of earlier incidents", "came-back", links_),
        *own,
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(named), len(without)),
    )
    return Disclosure(
        anchor,
        rows,
        valued(knowledge, links_, incident_days(named)),
        values_label=f"{words.plural(len(named), 'incident')} with a cause, newest first",
        left_out=reasoned(knowledge, links_, [(one.id, "no causes") for one in without]),
        queries=queries,
    )


def _known(named: int, without: int) -> str:
    return f"causes of {words.count(named)} of {words.plural(named + without, 'incident')}"
