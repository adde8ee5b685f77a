"""What a year's page says before its list: when, how long, and why.

No drawing by Altair: a year's squares and its row of dots are HTML, like a service's, because a
collection of twenty years would pay two seconds of CPU for them at each first build.
"""

from __future__ import annotations

from calendar import month_abbr, monthrange
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from hindsite.insight.distributions import distribution, values_of
from hindsite.insight.filters import Filters
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.view import links, words
from hindsite.view.models import Disclosure, UnitColumn, UnitYear
from hindsite.view.panels.detection import detection_panel
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.pareto import pareto_panel
from hindsite.view.panels.service_strip import LISTED_BELOW, strip_panel
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.templates import render
from hindsite.view.unit_strip import unit_strip


def year_panels(year: str, setting: Setting, known: int) -> Iterator[tuple[Panel, ...]]:
    """The panels of a year ("2024") in rows; `known` is how many times to resolve it knows.

    What the list of a few incidents says itself is not drawn.
    """
    filters = Filters(year=(year,))
    if len(setting.knowledge.by_year[year]) < SMALLEST_FOR_MEDIAN:
        return
    yield (_months(year, setting, filters),)
    if known >= SMALLEST_FOR_MEDIAN:
        yield (_durations(setting, filters),)
    causes = pareto_panel(setting, filters, anchor="causes")
    detection = detection_panel(setting, filters, anchor="detection")
    yield tuple(
        # The page is about this year alone; each figure need not say it again.
        replace(one, subtitle=one.subtitle.removesuffix(filtered(filters)))
        for one in (causes, detection)
    )


def _durations(setting: Setting, filters: Filters) -> Panel:
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        figures = distribution(tables, "resolve", filters)
    values = values_of(tables, "resolve", filters)
    seconds = [value for _, value in values if value is not None]
    return strip_panel(setting.knowledge, setting.links, filters, figures, seconds, heard)


def _months(year: str, setting: Setting, filters: Filters) -> Panel:
    """The year's incidents as squares by month, or as bars where they are too many."""
    knowledge = setting.knowledge
    incidents = knowledge.by_year[year]
    severities = knowledge.library.project.options.severities
    strip = unit_strip(incidents, severities, setting.links)
    body = Markup()
    if strip is not None:
        months = tuple(
            UnitYear(month_abbr[number], (_leading(year, number, column, setting),))
            for number, column in enumerate(strip.years[0].columns, start=1)
        )
        shown = replace(strip, title="By month", years=months)
        body = Markup(render("months", view=shown))  # noqa: S704 - the template escapes
    rows = (
        defined_row("Counted", "one for each postmortem", "incidents", setting.links),
        text_row("Month", "of the date that the start is written with"),
        text_row("Incidents", LISTED_BELOW),
        *source_rows(knowledge, setting.links, filters),
    )
    first, last = (words.long_day(one.day) for one in (incidents[-1], incidents[0]))
    return Panel(
        title=f"{words.plural(len(incidents), 'incident')}, {first} to {last}",
        subtitle="",
        anchor="months",
        body_html=body,
        disclosure=Disclosure("months", rows),
    )


def _leading(year: str, month: int, column: UnitColumn, setting: Setting) -> UnitColumn:
    """Bars lead to their month in Explore."""
    if not column.bars:
        return column
    last = monthrange(int(year), month)[1]
    since, until = f"{year}-{month:02}-01", f"{year}-{month:02}-{last:02}"
    found = links.explore_filtered(since=since, until=until)
    return replace(column, href=setting.links.to(found))
