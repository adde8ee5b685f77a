# ruff: noqa: D417 - pages never give the desk, and these docstrings are their reference
"""The macro that prints a panel with a drawing."""

from __future__ import annotations

from typing import Any

from hindsite.insight.distributions import CLOCKS, METRICS
from hindsite.view.calls.arguments import MacroError, one_of
from hindsite.view.calls.asking import Asking
from hindsite.view.panels.kinds import KINDS, Wanted
from hindsite.view.panels.panel import panel_html
from hindsite.view.panels.setting import Setting


def chart(
    desk: Asking,
    kind: str,
    metric: str | None = None,
    by: str | None = None,
    clock: str | None = None,
    **filters: Any,
) -> str:
    """A figure with its drawing, what it says in a sentence, and its working.

    Args:
        kind: `durations` (every incident a dot on a log axis, all and by group), `periods` (by
            quarter or year), `pareto` (causes and what they cover together), `detection` (who
            noticed first), `calendar` (incidents by month), `matrix` (causes by service),
            `recurrence` (when causes came back), `returns` (one cause's incidents: give
            `cause`), `ageing` (action items by age), `phases` (what the newest incidents' time
            went into) or `outage` (full-outage equivalent).
        metric: Which duration, for `durations` and `periods`: `detect`, `acknowledge`, `mitigate`,
            `resolve` (the default), `impact` or `outage_equivalent`.
        by: For `durations` a dimension (`severity` by default), for `periods` `quarter` or `year`
            (by default both, to choose from), for `outage` a dimension (`service` by default).
        clock: For `durations` and `periods`: `computed` from the times (the default), or `stated`
            as the authors wrote it down.
        filters: Any of the filters.

    Example:
        {{ chart("durations", metric="detect", by="detected_by") }}
    """
    knowledge, links = desk.asked()
    named = one_of("kind", kind, KINDS)
    found = KINDS[named]
    for name, value in (("metric", metric), ("clock", clock)):
        if value is not None and not found.metric:
            raise MacroError(f"{named} takes no {name}; durations and periods do")
    if by is not None and not found.by:
        raise MacroError(f"{named} takes no by; durations, periods and outage do")
    wanted = Wanted(
        filters=knowledge.filters(filters),
        anchor=desk.anchor(f"chart-{named}"),
        metric=None if metric is None else one_of("metric", metric, METRICS),
        by=None if by is None else one_of("by", by, found.by),
        clock=None if clock is None else one_of("clock", clock, CLOCKS),
    )
    return panel_html(found.panel(Setting(knowledge, links, desk.drawings), wanted))
