"""How long incidents last, as a whole and by group: every one a dot, on a log axis."""

from __future__ import annotations

from hindsite.insight.distributions import (
    Distribution,
    distribution,
    distributions_by,
    is_lower_bound,
    share_within,
    values_by,
    values_of,
)
from hindsite.insight.filters import Filters
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL
from hindsite.view import words
from hindsite.view.charts.strip import TOO_FEW, Strip, StripRow
from hindsite.view.facts import MEASURES
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.evidence import (
    clock_row,
    defined_row,
    duration_values,
    formula_row,
    known_row,
    lower_bound_rows,
    missing_durations,
    source_rows,
    text_row,
)
from hindsite.view.panels.groups import cut, group_cell, group_name, groups_shown, in_order
from hindsite.view.panels.panel import Cell, Panel, PanelTable, table_html
from hindsite.view.panels.setting import Setting, filtered, known_words
from hindsite.view.panels.working import query_texts

GROUPS = 9
VALUES = 200
_DAY, _WEEK = 86_400, 604_800
# Metric → what half of incidents are or do, and how the tail of the sentence goes on.
_FINDINGS: dict[str, tuple[str, str]] = {
    "detect": ("are noticed within {}", "within"),
    "acknowledge": ("are acknowledged within {} of detection", "within"),
    "mitigate": ("are mitigated within {}", "within"),
    "resolve": ("are resolved within {}", "within"),
    "impact": ("affect users for {} or less", "for no more than"),
    "outage_equivalent": ("cost {} of a full outage or less", "no more than"),
}


def durations_panel(
    setting: Setting,
    filters: Filters,
    *,
    anchor: str,
    metric: str = "resolve",
    by: str = "severity",
    clock: str = "computed",
    level: int = 2,
    values: int = VALUES,
) -> Panel:
    """A duration over all incidents meant and by group; `values` is how many are listed."""
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        whole = distribution(tables, metric, filters, clock)
        groups = distributions_by(tables, metric, by, filters, clock)
        ordered = in_order(by, groups, {name: one.known for name, one in groups.items()})
        shown = cut(by, ordered, GROUPS)
        dots = values_by(tables, metric, by, filters, clock)
        everything = values_of(tables, metric, filters, clock)
        title = _title(setting, metric, filters, clock, whole)
    bound = is_lower_bound(metric, clock)
    known = [(id_, value) for id_, value in everything if value is not None]
    rows = [StripRow("All", whole, setting.timed(known, at_least=bound))]
    rows += [
        StripRow(name, one, setting.timed(dots.get(name, ()), at_least=bound))
        for name, one in shown.items()
    ]
    listed, cut_rows = setting.listed(
        duration_values(setting.knowledge, metric, filters, clock), values
    )
    reasons = missing_durations(setting.knowledge, metric, filters, clock)
    left_out, more_cut = setting.left_out(reasons)
    disclosure = Disclosure(
        anchor,
        (*duration_rows(setting, metric, filters, clock, whole), *cut_rows, *more_cut),
        listed,
        values_label=f"{words.plural(whole.known, 'incident')}, shortest first",
        left_out=left_out,
        queries=query_texts(heard),
        table_html=table_html(_table(setting, by, whole, shown)),
    )
    return Panel(
        title=title,
        subtitle=_subtitle(metric, clock, whole) + filtered(filters),
        anchor=anchor,
        chart=setting.drawn(Strip(tuple(rows))),
        note=" ".join((*bounds_note(whole), groups_shown(by, len(shown), len(groups)))).strip(),
        disclosure=disclosure,
        level=level,
    )


def measure_name(metric: str, clock: str) -> str:
    """Write "Time to resolve", "Time to resolve, as stated"."""
    name = MEASURES[metric][1]
    return f"{name}, as stated" if clock == "stated" else name


def _title(setting: Setting, metric: str, filters: Filters, clock: str, whole: Distribution) -> str:
    """What half of the incidents do, where there are enough values; else the measure's name."""
    if whole.known < SMALLEST_FOR_INTERVAL or whole.median is None:
        return measure_name(metric, clock)
    verb, tail = _FINDINGS[metric]
    which = "these incidents" if filters.words else "incidents"
    stated = ", as stated" if clock == "stated" else ""
    found = f"Half of {which} {verb.format(words.duration(whole.median))}{stated}"
    limit = _DAY if whole.median < _DAY else _WEEK
    if whole.median >= limit:
        return found
    share = share_within(setting.knowledge.tables, metric, limit, filters, clock)
    much = "all" if share.within == share.known else percent_of(share.within, share.known)
    return f"{found}; {much} {tail} a {'day' if limit == _DAY else 'week'}"


def percent_of(part: int, whole: int) -> str:
    """A whole percentage, never rounded to nothing or to all: "79%", "<1%", ">99%"."""
    if part in (0, whole):
        return "100%" if part else "0%"
    share = round(100 * part / whole)
    if share == 0:
        return "<1%"
    return ">99%" if share == 100 else f"{share}%"


def _subtitle(metric: str, clock: str, whole: Distribution) -> str:
    marks = "Each dot is an incident"
    if whole.shown_median is not None:
        marks += "; the line is the median"
    if whole.known >= SMALLEST_FOR_INTERVAL:
        marks += ", the band its 95% interval"
    known = known_words(whole.known, whole.count)
    return f"{measure_name(metric, clock)}, log scale. {marks}. {known}"


def bounds_note(whole: Distribution) -> tuple[str, ...]:
    """That some dots stand for lower bounds; nothing where none does."""
    if not whole.lower_bounds:
        return ()
    are = "value is" if whole.lower_bounds == 1 else "values are"
    return (f"{words.count(whole.lower_bounds)} {are} at least so long: the start is an estimate.",)


def duration_rows(
    setting: Setting, metric: str, filters: Filters, clock: str, whole: Distribution
) -> list[DisclosureRow]:
    """The working of a figure of durations: formula, known, median, interval, clock, data."""
    middle = "the middle value; means are not shown, a few long incidents would carry them"
    interval = "95%, from the order of the values alone; below 6 values there is none"
    return [
        formula_row(metric, clock, setting.links),
        known_row(whole.known, whole.count),
        *lower_bound_rows(whole.lower_bounds),
        defined_row("Median", middle, "median", setting.links),
        defined_row("Interval", interval, "interval", setting.links),
        _clock_row(clock),
        *source_rows(setting.knowledge, setting.links, filters),
    ]


def _clock_row(clock: str) -> DisclosureRow:
    if clock == "computed":
        return text_row("Clock", "timestamps; stated durations are never mixed in")
    return clock_row(clock)


def _table(
    setting: Setting, by: str, whole: Distribution, groups: dict[str, Distribution]
) -> PanelTable:
    rows = [(Cell("All"), *figure_cells(whole))]
    rows += [
        (group_cell(by, name, setting.knowledge, setting.links), *figure_cells(one))
        for name, one in groups.items()
    ]
    return PanelTable((group_name(by), *FIGURE_HEADS), tuple(rows), "The figure as a table")


FIGURE_HEADS = ("Known", "Median", "95% interval", "Middle half")


def figure_cells(figures: Distribution) -> tuple[Cell, ...]:
    """A group's n of N, median, interval and quartiles, in words."""
    known = Cell(f"{words.count(figures.known)} of {words.count(figures.count)}", number=True)
    median = figures.shown_median
    if median is None:
        none = Cell("too few" if figures.known else "unknown", number=True, unknown=True)
        return known, none, none, none
    return (
        known,
        Cell(words.duration(median), number=True),
        _range(figures.low, figures.high) or Cell(TOO_FEW, number=True, unknown=True),
        _range(figures.p25, figures.p75) or Cell("unknown", number=True, unknown=True),
    )


def _range(low: float | None, high: float | None) -> Cell | None:
    if low is None or high is None:
        return None
    return Cell(f"{words.duration(low)} to {words.duration(high)}", number=True)
