"""Which causes meet which services."""

from __future__ import annotations

from hindsite.insight.causes import recurring
from hindsite.insight.filters import Filters
from hindsite.insight.recurrence import services_by_cause
from hindsite.view import links, words
from hindsite.view.charts.matrix import Cell as Circle
from hindsite.view.charts.matrix import Matrix, Total
from hindsite.view.models import Disclosure
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

_SHOWN = 9
Pairs = dict[tuple[str, str], int]


def matrix_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """The most frequent causes by the services with the most incidents."""
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        causes = [Total(one.slug, one.count) for one in recurring(tables, "cause", filters)]
        services = [Total(one.slug, one.count) for one in recurring(tables, "service", filters)]
        shared = services_by_cause(tables, filters)
    pairs = {(cause, name): n for cause, found in shared.items() for name, n in found}
    chart = Matrix(
        tuple(causes),
        tuple(services),
        {pair: Circle(n, _href(pair, filters)) for pair, n in pairs.items()},
    )
    rows = (
        defined_row("Counted", "incidents that name both", "incidents", setting.links),
        text_row("Groups", "an incident with several causes or services counts in each"),
        *source_rows(setting.knowledge, setting.links, filters),
    )
    return Panel(
        title=_title(pairs),
        subtitle="Rows: causes, columns: services, each by its number of incidents. A circle's "
        f"area and number: incidents with both.{filtered(filters)}",
        anchor=anchor,
        chart=setting.drawn(chart),
        disclosure=Disclosure(
            anchor,
            rows,
            queries=query_texts(heard),
            table_html=table_html(_table(setting, causes, services, pairs, filters)),
        ),
        level=level,
    )


def _href(pair: tuple[str, str], filters: Filters) -> str | None:
    """The list of both in Explore, where it would be the same incidents."""
    return None if filters.words else links.explore_filtered(cause=pair[0], service=pair[1])


def _title(pairs: Pairs) -> str:
    """The pair that most incidents share; the plain name where none is ahead."""
    most = max(pairs.values(), default=0)
    leading = [pair for pair, n in pairs.items() if n == most]
    if most < 2 or len(leading) > 1:
        return "Causes by service"
    cause, service = leading[0]
    return f"{cause} and {service} share the most incidents: {words.count(most)}"


def _table(
    setting: Setting, causes: list[Total], services: list[Total], pairs: Pairs, filters: Filters
) -> PanelTable:
    columns = [one.name for one in services[:_SHOWN]]
    rows = tuple(
        (
            Cell(cause.name, href=setting.links.to(links.cause(cause.name))),
            *(_cell(setting, (cause.name, name), pairs, filters) for name in columns),
        )
        for cause in causes[:_SHOWN]
    )
    return PanelTable(("Cause", *columns), rows, "Incidents by cause and service", is_map=True)


def _cell(setting: Setting, pair: tuple[str, str], pairs: Pairs, filters: Filters) -> Cell:
    href = _href(pair, filters) if pair in pairs else None
    return Cell(
        words.count(pairs.get(pair, 0)),
        href=setting.links.to(href) if href else None,
        number=True,
        unknown=pair not in pairs,
    )
