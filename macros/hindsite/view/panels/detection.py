"""Who noticed first, and how soon."""

from __future__ import annotations

from collections.abc import Mapping

from hindsite.insight.distributions import Distribution, distributions_by
from hindsite.insight.filters import Filters
from hindsite.postmortem.schema import DETECTORS, UNKNOWN
from hindsite.view import links, words
from hindsite.view.models import Disclosure, DisclosureRow
from hindsite.view.panels.durations import percent_of
from hindsite.view.panels.evidence import (
    defined_row,
    formula_row,
    missing_durations,
    source_rows,
    text_row,
)
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.setting import Setting, filtered
from hindsite.view.panels.working import query_texts

_NOTHING = Distribution(0, 0)


def detection_panel(setting: Setting, filters: Filters, *, anchor: str, level: int = 2) -> Panel:
    """Incidents by who noticed them, with the median time to detect; unknown is hatched."""
    tables = setting.knowledge.tables
    with tables.hearing() as heard:
        groups = distributions_by(tables, "detect", "detected_by", filters)
    reasons = missing_durations(setting.knowledge, "detect", filters, "computed")
    left_out, cut_rows = setting.left_out(reasons)
    table = PanelTable(
        ("Detected by", "Incidents", "", "", "To detect"),
        _rows(setting, filters, groups),
        "Incidents by who noticed them",
    )
    return Panel(
        title=_title(groups),
        subtitle=f"Who noticed, and the median time from start to detection.{filtered(filters)}",
        anchor=anchor,
        table=table,
        note="Hatched: nobody wrote it down. Fewer than 3 known times: no median.",
        disclosure=Disclosure(
            anchor,
            (*_working(setting, filters, groups), *cut_rows),
            left_out=left_out,
            queries=query_texts(heard),
        ),
        level=level,
    )


def _title(groups: Mapping[str, Distribution]) -> str:
    known = sum(one.count for name, one in groups.items() if name != UNKNOWN)
    if not known:
        return "Who noticed is not recorded"
    monitoring = groups.get("monitoring", _NOTHING).count
    return f"Monitoring saw {words.count(monitoring)} of {words.count(known)} first"


def _rows(
    setting: Setting, filters: Filters, groups: Mapping[str, Distribution]
) -> tuple[tuple[Cell, ...], ...]:
    """Every way there is, also one that no incident was noticed by; the most frequent first."""
    counts = {name: groups.get(name, _NOTHING) for name in DETECTORS}
    order = sorted(counts, key=lambda name: (name == UNKNOWN, -counts[name].count))
    most = max((one.count for one in counts.values()), default=0) or 1
    total = sum(one.count for one in counts.values())
    return tuple(_row(setting, filters, name, counts[name], most, total) for name in order)


def _row(
    setting: Setting, filters: Filters, name: str, figures: Distribution, most: int, total: int
) -> tuple[Cell, ...]:
    n = f"n = {words.count(figures.known)}"
    median = figures.shown_median
    unknown = name == UNKNOWN
    href = links.explore_filtered(detected_by=name) if figures.count and not filters.words else None
    return (
        Cell(name, href=setting.links.to(href) if href else None, unknown=unknown),
        Cell("", bar=round(100 * figures.count / most, 1), hatched=unknown),
        Cell(words.count(figures.count), number=True),
        Cell(percent_of(figures.count, total) if total else "", number=True, unknown=True),
        Cell(n, number=True, unknown=True)
        if median is None
        else Cell(words.duration(median), number=True, more=f"({n})"),
    )


def _working(
    setting: Setting, filters: Filters, groups: Mapping[str, Distribution]
) -> tuple[DisclosureRow, ...]:
    total = sum(one.count for one in groups.values())
    known = total - groups.get(UNKNOWN, _NOTHING).count
    timed = sum(one.known for one in groups.values())
    text = f"who noticed: {words.count(known)} of {words.plural(total, 'incident')}; "
    text += f"time to detect: {words.count(timed)}"
    return (
        defined_row("Detected by", "what the postmortem names", "detected-by", setting.links),
        formula_row("detect", "computed", setting.links),
        text_row("Known", text),
        *source_rows(setting.knowledge, setting.links, filters),
    )
