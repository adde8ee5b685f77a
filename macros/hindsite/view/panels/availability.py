"""Availability of services over a period, with both bounds and what it assumes beside it."""

from __future__ import annotations

from math import ceil, floor, log10

from markupsafe import Markup

from hindsite.insight.availability import (
    ASSUMPTIONS,
    Availability,
    Excluded,
    Period,
    availability,
    availability_by_service,
    period_of,
)
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.durations import durations
from hindsite.postmortem.schema import Postmortem
from hindsite.view import words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.evidence import (
    defined_row,
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

_HEADS = ("Service", "At least", "At most", "Lost", "Known")
_MOST_DECIMALS = 6


def share_words(share: float) -> str:
    """A share of the time, 0 to 1, as "99.93%": rounded down, with two digits of what was lost.

    All of it is "100%"; at most six decimals.
    """
    lost = 100 * (1 - share)
    if lost <= 0:
        return "100%"
    decimals = min(_MOST_DECIMALS, max(2, ceil(-log10(lost)) + 1))
    scale = 10**decimals
    return f"{max(0, floor((100 - lost) * scale + 1e-6)) / scale:.{decimals}f}%"


def service_availability_panel(
    knowledge: Knowledge,
    links_: Links,
    service: str,
    filters: Filters,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """One service; the filters' days are the period, the others choose the incidents."""
    with knowledge.tables.hearing() as heard:
        one = availability(knowledge.tables, service, filters, knowledge.as_of)
    return Panel(
        title=f"{service}: {_bounds(one)} available",
        subtitle=f"{_days(one.period)}, weighed by users, as far as its postmortems tell.",
        anchor=anchor,
        body_html=table_html(_table(knowledge, links_, [one])) + _assumptions(),
        disclosure=_disclosure(knowledge, links_, filters, [one], query_texts(heard), anchor),
        level=level,
    )


def availability_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """Every service that has an incident in the period, the one that lost the most first."""
    with knowledge.tables.hearing() as heard:
        found = availability_by_service(knowledge.tables, filters, knowledge.as_of)
        period = period_of(knowledge.tables, filters, knowledge.as_of)
    meant = [one for one in found.values() if one.count]
    meant.sort(key=lambda one: (-one.lost_low_s, -one.lost_high_s, one.service))
    shown = meant[:limit]
    note = f"{len(shown)} of {words.plural(len(meant), 'service')} with incidents in the period."
    quiet = len(found) - len(meant)
    if quiet:
        note += f" {words.count(quiet)} without any lost nothing."
    return Panel(
        title="Availability by service, as far as postmortems tell",
        subtitle=f"{_days(period)}, weighed by users; the services that lost the most first.",
        anchor=anchor,
        body_html=table_html(_table(knowledge, links_, shown)) + _assumptions(),
        note=note,
        disclosure=_disclosure(knowledge, links_, filters, shown, query_texts(heard), anchor),
        level=level,
    )


def _bounds(one: Availability) -> str:
    low, high = share_words(one.lower), share_words(one.upper)
    return low if low == high else f"{low} to {high}"


def _days(period: Period) -> str:
    return f"{words.long_day(period.since)} to {words.long_day(period.until)} (UTC)"


def _table(knowledge: Knowledge, links_: Links, found: list[Availability]) -> PanelTable:
    rows = tuple(
        (
            group_cell("service", one.service, knowledge, links_),
            Cell(share_words(one.lower), number=True),
            Cell(share_words(one.upper), number=True),
            Cell(_lost(one), number=True),
            Cell(f"{words.count(one.known)} of {words.count(one.count)}", number=True),
        )
        for one in found
    )
    return PanelTable(_HEADS, rows, "Availability", stacks=True)


def _lost(one: Availability) -> str:
    low, high = words.duration(one.lost_low_s), words.duration(one.lost_high_s)
    return low if low == high else f"{low} to {high}"


def _assumptions() -> Markup:
    return Markup(render("panel_assumptions", view=ASSUMPTIONS))  # noqa: S704 - it escapes


def _disclosure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    found: list[Availability],
    queries: tuple[str, ...],
    anchor: str,
) -> Disclosure:
    excluded = {one.incident_id: one for service in found for one in service.excluded}
    reasons = [(id_, _reason(one)) for id_, one in excluded.items()]
    counted = _counted(knowledge, found)
    bounds = sum(one.lower_bounds for one in found)
    rows: list[DisclosureRow] = [
        defined_row("Formula", "1 − time lost ÷ length of the period", "availability", links_),
        text_row("Bounds", "an unknown share of users taken as everyone, and as nobody"),
        *(
            [text_row("At least", f"{words.plural(bounds, 'value')} from an estimated start")]
            if bounds
            else []
        ),
        *source_rows(knowledge, links_, filters),
        *shown_rows(len(counted), len(reasons)),
    ]
    return Disclosure(
        anchor,
        tuple(rows),
        valued(knowledge, links_, counted),
        values_label=f"{words.plural(len(counted), 'incident')} counted, the newest first",
        left_out=reasoned(knowledge, links_, reasons),
        queries=queries,
    )


def _counted(knowledge: Knowledge, found: list[Availability]) -> list[tuple[str, str]]:
    """Every incident with a length and a share of users, with both."""
    ids = {id_ for service in found for id_ in service.counted}
    incidents = sorted((knowledge.by_id[id_] for id_ in ids), key=lambda one: (one.day, one.id))
    return [(one.id, _cost(one)) for one in reversed(incidents)]


def _cost(incident: Postmortem) -> str:
    length, share = durations(incident)["impact"] or 0, incident.impact.users_percent or 0
    said = words.at_least if incident.started_estimated else words.duration
    return f"{words.percent(share)} of users, {said(length)}"


def _reason(one: Excluded) -> str:
    return f"{one.reason}; the lower bound counts it in full" if one.in_lower else one.reason
