"""Which causes meet most incidents: bars of counts, and what share they cover together."""

from __future__ import annotations

from hindsite.insight.coverage import Coverage, CoveredCause, coverage
from hindsite.insight.filters import Filters
from hindsite.view import links, words
from hindsite.view.models import Disclosure, DisclosureRow, Link
from hindsite.view.panels.durations import percent_of
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

ROWS = 9
_NAMED = 3


def pareto_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """The most frequent causes with the share of incidents that has one of them or one above."""
    with setting.knowledge.tables.hearing() as heard:
        found = coverage(setting.knowledge.tables, filters)
    total = len(found.causes)
    shown = found.causes[:ROWS]
    most = max((one.count for one in shown), default=1)
    rows = tuple(_row(setting, one, most, found.count) for one in shown)
    cut = len(shown) < total
    return Panel(
        title=_title(found),
        subtitle="Incidents with each cause; an incident may have several. Right: share of "
        f"incidents that have this cause or one above it.{filtered(filters)}",
        anchor=anchor,
        table=PanelTable(("Cause", "Incidents", "", "Covered", ""), rows, "Causes of incidents")
        if rows
        else None,
        note=f"{len(shown)} of {words.count(total)} causes" if cut else "",
        more=Link(f"All {words.count(total)}", setting.links.to(links.CAUSES)) if cut else None,
        disclosure=Disclosure(
            anchor, _working(setting, filters, found), queries=query_texts(heard)
        ),
        level=level,
    )


def _row(setting: Setting, one: CoveredCause, most: int, count: int) -> tuple[Cell, ...]:
    share = 100 * one.covered / count
    return (
        Cell(one.cause, href=setting.links.to(links.cause(one.cause))),
        Cell("", bar=round(100 * one.count / most, 1)),
        Cell(words.count(one.count), number=True),
        Cell("", dot=round(share, 1)),
        Cell(percent_of(one.covered, count), number=True, unknown=True),
    )


def _title(found: Coverage) -> str:
    """What the first three causes cover; the plain name where there are no more than three."""
    if len(found.causes) <= _NAMED:
        return "Causes of incidents"
    share = percent_of(found.causes[_NAMED - 1].covered, found.count)
    return f"Three causes touch {share} of incidents"


def _working(setting: Setting, filters: Filters, found: Coverage) -> tuple[DisclosureRow, ...]:
    covered = "incidents with this cause or a more frequent one ÷ all; each counted once"
    named = (
        f"{words.count(found.with_cause)} of {words.plural(found.count, 'incident')} name a cause"
    )
    left = found.count - found.with_cause
    if left:
        named += f"; the other {words.count(left)} count in the whole and are never covered"
    return (
        defined_row("Covered", covered, "covered-share", setting.links),
        text_row("Known", named),
        *source_rows(setting.knowledge, setting.links, filters),
    )
