"""The panels with a drawing, by the names that pages call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hindsite.errors import HindsiteError
from hindsite.insight.causes import gaps_by_cause
from hindsite.insight.distributions import DIMENSIONS, distribution
from hindsite.insight.filters import Filters
from hindsite.insight.groups import GROUPED_BY
from hindsite.insight.recurrence import occurrences_by_cause
from hindsite.view.panels.ageing import ageing_panel
from hindsite.view.panels.calendar import calendar_panel
from hindsite.view.panels.comeback import recurrence_panel, returns_panel
from hindsite.view.panels.detection import detection_panel
from hindsite.view.panels.durations import durations_panel
from hindsite.view.panels.matrix import matrix_panel
from hindsite.view.panels.outage import outage_panel
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.pareto import pareto_panel
from hindsite.view.panels.periods import BOTH, periods_panel
from hindsite.view.panels.phases import phases_panel
from hindsite.view.panels.setting import Setting


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a panel; None takes the kind's own default."""

    filters: Filters
    anchor: str
    level: int = 3
    metric: str | None = None
    by: str | None = None
    clock: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of panel: how it is made, and which arguments it takes beside the filters.

    `by` are the dimensions it can be by; empty where it has none.
    """

    panel: Callable[[Setting, Wanted], Panel]
    metric: bool = False
    by: tuple[str, ...] = ()


def _durations(setting: Setting, it: Wanted) -> Panel:
    return durations_panel(
        setting,
        it.filters,
        anchor=it.anchor,
        metric=it.metric or "resolve",
        by=it.by or "severity",
        clock=it.clock or "computed",
        level=it.level,
    )


def _periods(setting: Setting, it: Wanted) -> Panel:
    return periods_panel(
        setting,
        it.filters,
        anchor=it.anchor,
        metric=it.metric or "resolve",
        by=it.by,
        clock=it.clock or "computed",
        level=it.level,
    )


def _outage(setting: Setting, it: Wanted) -> Panel:
    return outage_panel(
        setting, it.filters, anchor=it.anchor, by=it.by or "service", level=it.level
    )


def _returns(setting: Setting, it: Wanted) -> Panel:
    if len(it.filters.cause) != 1:
        raise HindsiteError('"returns" is about one cause; name it: cause="…"')
    tables, cause = setting.knowledge.tables, it.filters.cause[0]
    with tables.hearing() as heard:
        found = occurrences_by_cause(tables, it.filters).get(cause)
        resolve = distribution(tables, "resolve", it.filters)
        gaps = gaps_by_cause(tables, it.filters)
    if not found:
        return Panel("No incident", f"Only {it.filters.words}.", it.anchor, level=it.level)
    return returns_panel(
        setting,
        it.filters,
        found,
        resolve,
        gaps[cause],
        anchor=it.anchor,
        heard=heard,
        level=it.level,
    )


def _plain(panel: Callable[..., Panel]) -> Callable[[Setting, Wanted], Panel]:
    """A panel that takes filters alone."""

    def made(setting: Setting, it: Wanted) -> Panel:
        return panel(setting, it.filters, anchor=it.anchor, level=it.level)

    return made


KINDS: dict[str, Kind] = {
    "durations": Kind(_durations, metric=True, by=DIMENSIONS),
    "periods": Kind(_periods, metric=True, by=BOTH),
    "pareto": Kind(_plain(pareto_panel)),
    "detection": Kind(_plain(detection_panel)),
    "calendar": Kind(_plain(calendar_panel)),
    "matrix": Kind(_plain(matrix_panel)),
    "recurrence": Kind(_plain(recurrence_panel)),
    "returns": Kind(_returns),
    "ageing": Kind(_plain(ageing_panel)),
    "phases": Kind(_plain(phases_panel)),
    "outage": Kind(_outage, by=GROUPED_BY),
}
