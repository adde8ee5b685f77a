"""When incidents were: a square for each, by month and year."""

from __future__ import annotations

from collections import Counter

from hindsite.insight.distributions import distributions_by
from hindsite.insight.filters import Filters
from hindsite.postmortem.schema import UNKNOWN, Postmortem
from hindsite.view import links, words
from hindsite.view.charts.calendar import Calendar, Day
from hindsite.view.models import Disclosure
from hindsite.view.panels.evidence import defined_row, source_rows, text_row
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts
from hindsite.view.rows import badge

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEARS = 40


def calendar_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """Every incident meant in its month, the most serious first."""
    knowledge = setting.knowledge
    severities = knowledge.library.project.options.severities
    incidents = knowledge.chosen(filters)
    present = {one.severity for one in incidents}
    key = tuple(badge(word, severities) for word in (*severities, UNKNOWN) if word in present)
    days = tuple(
        Day(one.day, badge(one.severity, severities).rank, one.title, links.incident(one.id))
        for one in incidents
    )
    with knowledge.tables.hearing() as heard:
        months = distributions_by(knowledge.tables, "resolve", "month", filters)
    counts = {month: figures.count for month, figures in months.items()}
    rows = (
        defined_row(
            "Counted", "one for each postmortem; drafts are not", "incidents", setting.links
        ),
        text_row("Known", f"the day of all {words.plural(len(incidents), 'incident')}"),
        *source_rows(knowledge, setting.links, filters),
    )
    return Panel(
        title=_title(incidents),
        subtitle=f"Each square is an incident, in the month of its start.{filtered(filters)}",
        anchor=anchor,
        chart=setting.drawn(Calendar(days, key)),
        disclosure=Disclosure(
            anchor,
            rows,
            queries=query_texts(heard),
            table_html=table_html(_table(setting, counts)),
        ),
        level=level,
    )


def _title(incidents: tuple[Postmortem, ...]) -> str:
    if not incidents:
        return "No incident"
    first, last = (words.long_day(one.day) for one in (incidents[-1], incidents[0]))
    span = first if first == last else f"{first} to {last}"
    return f"{words.plural(len(incidents), 'incident')}, {span}"


def _table(setting: Setting, counts: dict[str, int]) -> PanelTable:
    """Incidents by year and month, the newest year first."""
    years = sorted({month[:4] for month in counts}, reverse=True)[:_YEARS]
    totals = Counter[str]()
    for month, count in counts.items():
        totals[month[:4]] += count
    rows = tuple(
        (
            Cell(year, href=setting.links.to(links.year(year))),
            *(_month(f"{year}-{number:02}", counts) for number in range(1, 13)),
            Cell(words.count(totals[year]), number=True),
        )
        for year in years
    )
    return PanelTable(("Year", *_MONTHS, "All"), rows, "Incidents by month", is_map=True)


def _month(month: str, counts: dict[str, int]) -> Cell:
    return Cell(words.count(counts.get(month, 0)), number=True, unknown=month not in counts)
