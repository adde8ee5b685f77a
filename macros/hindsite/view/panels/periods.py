"""How long incidents last by quarter or year; the reader chooses which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from markupsafe import Markup

from hindsite.insight.distributions import (
    Distribution,
    distribution,
    distributions_by,
    is_lower_bound,
    values_by,
)
from hindsite.insight.filters import Filters
from hindsite.insight.periods import finest_period
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL, SMALLEST_FOR_MEDIAN
from hindsite.view import words
from hindsite.view.charts.parts import Timed
from hindsite.view.charts.periods import Period, Periods
from hindsite.view.models import Cut, Disclosure
from hindsite.view.panels.durations import (
    FIGURE_HEADS,
    VALUES,
    bounds_note,
    duration_rows,
    figure_cells,
    measure_name,
)
from hindsite.view.panels.evidence import duration_values, missing_durations, text_row
from hindsite.view.panels.groups import cut, group_cell
from hindsite.view.panels.panel import Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

By = Literal["quarter", "year"]
BOTH: tuple[By, ...] = ("quarter", "year")
_LISTED_PERIODS = 24


def periods_panel(
    setting: Setting,
    filters: Filters,
    *,
    anchor: str,
    metric: str = "resolve",
    by: str | None = None,
    clock: str = "computed",
    level: int = 2,
    values: int = VALUES,
) -> Panel:
    """A duration by `by` ("year", "quarter"), or both to choose from, the finest that says much.

    The finest is the one in which half of the groups have three values or more. `values` is how
    many incidents are listed; 0 where the page lists them elsewhere.
    """
    tables = setting.knowledge.tables
    kinds = BOTH if by is None else tuple(kind for kind in BOTH if kind == by)
    with tables.hearing() as heard:
        groups = {k: distributions_by(tables, metric, k, filters, clock) for k in kinds}
    whole = distribution(tables, metric, filters, clock)
    panels = [
        _panel(setting, filters, (metric, kind, clock), groups[kind], f"{anchor}-{kind}", level)
        for kind in kinds
    ]
    listed, cut_rows = setting.listed(
        duration_values(setting.knowledge, metric, filters, clock) if values else [], values
    )
    reasons = missing_durations(setting.knowledge, metric, filters, clock) if values else []
    left_out, more_cut = setting.left_out(reasons)
    tables_html = Markup().join(table_html(_table(setting, k, groups[k])) for k in kinds)
    disclosure = Disclosure(
        anchor,
        (
            *duration_rows(setting, metric, filters, clock, whole),
            text_row("Period", "of the date that the start is written with"),
            *cut_rows,
            *more_cut,
        ),
        listed,
        values_label=f"{words.plural(whole.known, 'incident')}, shortest first" if values else "",
        left_out=left_out,
        queries=query_texts(heard),
        table_html=tables_html,
    )
    if len(panels) == 1:
        return replace(panels[0], disclosure=disclosure)
    finest = finest_period(groups["quarter"])
    return Panel(
        title=f"{measure_name(metric, clock)}, by quarter or year",
        subtitle="",
        anchor=anchor,
        disclosure=disclosure,
        level=level,
        choices=tuple(
            Cut(k.capitalize(), one.title, one.subtitle, one.anchor, one.chart, one.note)
            for k, one in zip(kinds, panels, strict=True)
        ),
        chosen=kinds.index(finest),
    )


def _panel(
    setting: Setting,
    filters: Filters,
    asked: tuple[str, By, str],
    groups: Mapping[str, Distribution],
    anchor: str,
    level: int,
) -> Panel:
    metric, by, clock = asked
    dots = values_by(setting.knowledge.tables, metric, by, filters, clock)
    bound = is_lower_bound(metric, clock)
    periods = tuple(
        _period(name, figures, setting.timed(dots.get(name, ()), at_least=bound))
        for name, figures in groups.items()
    )
    bounds = sum(figures.lower_bounds for figures in groups.values())
    return Panel(
        title=f"{measure_name(metric, clock)}, by {by}",
        subtitle=_subtitle(by, groups) + filtered(filters),
        anchor=anchor,
        chart=setting.drawn(Periods(periods, by)),
        note=" ".join(bounds_note(Distribution(0, 0, lower_bounds=bounds))),
        level=level,
    )


def _period(name: str, figures: Distribution, dots: tuple[Timed, ...]) -> Period:
    """A period by its name: "2024", "2024-Q3"."""
    year, _, quarter = name.partition("-Q")
    return Period(int(year), int(quarter) if quarter else None, figures, dots)


def _subtitle(by: By, groups: Mapping[str, Distribution]) -> str:
    parts = [f"{by.capitalize()} of start, log scale."]
    most = max((one.known for one in groups.values()), default=0)
    if most >= SMALLEST_FOR_MEDIAN:
        parts.append(f"Short line: median, from {SMALLEST_FOR_MEDIAN} values on.")
    else:
        parts.append(f"No {by} has the {SMALLEST_FOR_MEDIAN} values that a median needs.")
    if most >= SMALLEST_FOR_INTERVAL:
        parts.append(f"Band: its 95% interval, from {SMALLEST_FOR_INTERVAL} values on.")
    elif most >= SMALLEST_FOR_MEDIAN:
        need = f"the {SMALLEST_FOR_INTERVAL} values that an interval needs"
        parts.append(f"No {by} has {need}, so none is drawn.")
    parts.append(f"Below: values known, of incidents that {by} where some are unknown.")
    return " ".join(parts)


def _table(setting: Setting, by: By, groups: Mapping[str, Distribution]) -> PanelTable:
    """The newest periods, in their order."""
    rows = [
        (group_cell(by, name, setting.knowledge, setting.links), *figure_cells(figures))
        for name, figures in cut(by, groups, _LISTED_PERIODS).items()
    ]
    return PanelTable((by.capitalize(), *FIGURE_HEADS), tuple(rows), f"The figure by {by}")
