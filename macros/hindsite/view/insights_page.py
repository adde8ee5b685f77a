"""Insights: what the incidents add up to, every figure with its working."""

from __future__ import annotations

from dataclasses import dataclass

from hindsite.insight.filters import EVERYTHING
from hindsite.insight.knowledge import Knowledge
from hindsite.view import words
from hindsite.view.charts.drawings import Drawings
from hindsite.view.links import Links
from hindsite.view.panels.calendar import calendar_panel
from hindsite.view.panels.comeback import recurrence_panel
from hindsite.view.panels.detection import detection_panel
from hindsite.view.panels.durations import durations_panel
from hindsite.view.panels.matrix import matrix_panel
from hindsite.view.panels.outage import outage_panel
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.pareto import pareto_panel
from hindsite.view.panels.periods import periods_panel
from hindsite.view.panels.phases import phases_panel
from hindsite.view.panels.setting import Setting

# Kept small, so that the page with all its figures stays below 300 kB.
VALUES = 80
LISTED = 15
PHASES = 8


@dataclass(frozen=True, slots=True)
class InsightsView:
    """The page's panels in rows: one across the page, or two beside each other."""

    title: str
    lead: str
    rows: tuple[tuple[Panel, ...], ...] = ()


def insights_view(knowledge: Knowledge, drawings: Drawings, links_: Links) -> InsightsView:
    """Every panel over the whole collection.

    The incidents behind the durations are listed once, below the first figure: it rests on the
    same ones as the figure by quarter or year.
    """
    if not knowledge.counted:
        return InsightsView("Insights", "No postmortem is here yet.")
    setting = Setting(knowledge, links_, drawings, most_left_out=LISTED)
    everything = EVERYTHING
    return InsightsView(
        title="Insights",
        lead=_lead(knowledge),
        rows=(
            (durations_panel(setting, everything, anchor="durations", values=VALUES),),
            (
                pareto_panel(setting, everything, anchor="causes"),
                detection_panel(setting, everything, anchor="detection"),
            ),
            (periods_panel(setting, everything, anchor="periods", values=0),),
            (outage_panel(setting, everything, anchor="outage", values=LISTED),),
            (calendar_panel(setting, everything, anchor="calendar"),),
            (recurrence_panel(setting, everything, anchor="recurrence"),),
            (matrix_panel(setting, everything, anchor="matrix"),),
            (phases_panel(setting, everything, anchor="phases", rows=PHASES),),
        ),
    )


def _lead(knowledge: Knowledge) -> str:
    incidents = knowledge.counted
    first, last = (words.long_day(one.day) for one in (incidents[-1], incidents[0]))
    span = first if first == last else f"{first} to {last}"
    count = words.plural(len(incidents), "incident")
    all_of = f"All {count}" if len(incidents) > 1 else f"The {count.removeprefix('1 ')}"
    return (
        f"{all_of}, {span}. Every figure says how many incidents it rests on and links to its "
        "formula. Unknown values are left out and counted. Durations use timestamps, not stated "
        "durations."
    )
