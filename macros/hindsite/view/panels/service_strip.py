"""The durations of a service or a year as one row of dots, written as HTML.

A collection has hundreds of services and dozens of years. A drawing by Altair costs some 30 ms of
CPU for each of its two widths, so a hundred services would add six seconds to a build; this row
costs a tenth of one. It looks the same: dots on the log scale of the list below it, median and
interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hindsite.insight.distributions import Distribution
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.library.tables import Query
from hindsite.view import words
from hindsite.view.charts.packing import heaped
from hindsite.view.charts.parts import Middle
from hindsite.view.facts import interval_note
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, Scale
from hindsite.view.panels.durations import bounds_note
from hindsite.view.panels.evidence import (
    clock_row,
    formula_row,
    known_row,
    lower_bound_rows,
    source_rows,
    text_row,
)
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.working import query_texts
from hindsite.view.rows import scale, scale_percent
from hindsite.view.templates import render

LISTED_BELOW = "those in the list below"
# Dots keep their places up to here; more stand in columns of a hundredth of the width each.
MOST_DOTS = 60
_DOT, _THIN_DOT = 7.0, 3.0
_GAP = 1.0
# Heaped for a phone's width, so that no dot hides another there; on a wide screen none can.
_WIDTH = 358.0
_TALLEST = 56.0
_LEAST = 24.0


@dataclass(frozen=True, slots=True)
class ServiceStrip:
    """The row: `path` has the dots in a space 100 wide and `height` pixels high.

    `low`, `high` (the interval) and `median` are percent of the width, None where not shown.
    """

    path: str
    dot: float
    height: float
    low: float | None
    high: float | None
    median: float | None
    scale: Scale


def strip_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    figures: Distribution,
    seconds: Sequence[float],
    heard: Sequence[Query],
) -> Panel:
    """Times to resolve of the incidents meant, `heard` the queries that `figures` came from."""
    median = figures.shown_median
    rows = (
        formula_row("resolve", "computed", links_),
        known_row(figures.known, figures.count),
        *lower_bound_rows(figures.lower_bounds),
        clock_row("computed"),
        text_row("Incidents", LISTED_BELOW),
        *source_rows(knowledge, links_, filters),
    )
    marks = "Each dot is an incident" + ("; the line is the median" if median is not None else "")
    marks += ", the band its 95% interval" if figures.low is not None else ""
    name = "Time to resolve"
    return Panel(
        title=name if median is None else f"{name}: median {words.duration(median)}",
        subtitle=f"{marks}. Log scale, as in the list below; {interval_note(figures)}.",
        anchor="durations",
        body_html=service_strip(seconds, figures, scale(links_)),
        note=" ".join(bounds_note(figures)),
        disclosure=Disclosure("durations", rows, queries=query_texts(heard)),
    )


def service_strip(seconds: Sequence[float], figures: Distribution, scale: Scale) -> Markup:
    """Durations on the lists' scale, ready for a panel; what lies outside stands at its ends."""
    places = [scale_percent(value) for value in seconds]
    dot, spots = _spots(places)
    tall = max((lift for _, lift in spots), default=0.0) + dot
    height = round(max(_LEAST, tall + 8), 1)
    middle = Middle.of(figures)
    view = ServiceStrip(
        path="".join(f"M{_short(x)} {_short(height - dot / 2 - 2 - y)}h0" for x, y in spots),
        dot=dot,
        height=height,
        low=_place(middle.low),
        high=_place(middle.high),
        median=_place(middle.median),
        scale=scale,
    )
    return Markup(render("service_strip", view=view))  # noqa: S704 - the template escapes


def _place(seconds: float | None) -> float | None:
    return None if seconds is None else scale_percent(seconds)


def _spots(places: Sequence[float]) -> tuple[float, list[tuple[float, float]]]:
    """The dots' diameter, and each one's percent and lift in pixels."""
    if len(places) <= MOST_DOTS:
        lifts = heaped([place * _WIDTH / 100 for place in places], _DOT + _GAP)
        if max(lifts, default=0.0) <= _TALLEST:
            return _DOT, list(zip(places, lifts, strict=True))
    columns = Counter(round(place) for place in places)
    step = _THIN_DOT + _GAP
    # All columns shrink alike where the highest would leave its room.
    each = max(1.0, max(columns.values(), default=0) * step / _TALLEST)
    return _THIN_DOT, [
        (float(place), index * step)
        for place, count in sorted(columns.items())
        for index in range(max(1, round(count / each)))
    ]


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
