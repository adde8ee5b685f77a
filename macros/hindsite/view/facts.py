"""Figures as facts: the number, and what it rests on."""

from __future__ import annotations

from hindsite.insight.actions import ActionCounts
from hindsite.insight.causes import Gaps
from hindsite.insight.distributions import Distribution
from hindsite.insight.statistics import SMALLEST_FOR_INTERVAL, SMALLEST_FOR_MEDIAN
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Fact

# Metric → the label of its median, the label of one incident's value, and its definition's anchor.
MEASURES: dict[str, tuple[str, str, str]] = {
    "detect": ("Median time to detect", "Time to detect", "time-to-detect"),
    "acknowledge": ("Median time to acknowledge", "Time to acknowledge", "time-to-acknowledge"),
    "mitigate": ("Median time to mitigate", "Time to mitigate", "time-to-mitigate"),
    "resolve": ("Median time to resolve", "Time to resolve", "time-to-resolve"),
    "impact": ("Median time users were affected", "Users affected for", "users-affected-for"),
    "outage_equivalent": (
        "Median full-outage equivalent",
        "Full-outage equivalent",
        "full-outage-equivalent",
    ),
}


def n_words(known: int, count: int) -> str:
    """Write "n = 42 of 61", or "n = 8" when all are known."""
    shown = words.count(known)
    return f"n = {shown}" if known == count else f"n = {shown} of {words.count(count)}"


def median_fact(metric: str, figures: Distribution, links_: Links) -> Fact:
    """The median of a duration with its interval and n; unknown below three values."""
    label, _, anchor = MEASURES[metric]
    href = links_.to(links.definition(anchor))
    median = figures.shown_median
    if median is None:
        return Fact(label, "unknown", note=_too_few(figures), unknown=True, definition_href=href)
    return Fact(label, words.duration(median), note=interval_note(figures), definition_href=href)


def _too_few(figures: Distribution) -> str:
    known = f"{words.count(figures.known)} of {words.count(figures.count)} known"
    return known if figures.known == 0 else f"{known}, a median needs {SMALLEST_FOR_MEDIAN}"


def interval_note(figures: Distribution) -> str:
    """Write "95% interval 4h 00m to 10h 54m, n = 42 of 61", or that there are too few."""
    n = n_words(figures.known, figures.count)
    if figures.low is None or figures.high is None:
        return f"{n}, too few for an interval"
    return f"95% interval {words.duration(figures.low)} to {words.duration(figures.high)}, {n}"


def gap_fact(gaps: Gaps | None, links_: Links) -> Fact:
    """The median number of days between two incidents of a cause."""
    href = links_.to(links.definition("gap"))
    label = "Median gap between two"
    if gaps is None or gaps.median is None or gaps.count < SMALLEST_FOR_MEDIAN:
        count = gaps.count if gaps else 0
        note = words.plural(count, "gap") + f", a median needs {SMALLEST_FOR_MEDIAN}"
        return Fact(label, "unknown", note=note, unknown=True, definition_href=href)
    n = f"n = {words.plural(gaps.count, 'gap')}"
    if gaps.low is None or gaps.high is None or gaps.count < SMALLEST_FOR_INTERVAL:
        note = f"{n}, too few for an interval"
    else:
        note = f"95% interval {days(gaps.low)} to {days(gaps.high)}, {n}"
    return Fact(label, f"{days(gaps.median)} days", note=note, definition_href=href)


def days(number: float) -> str:
    """A number of days: whole, or with its half."""
    return f"{number:,.1f}".removesuffix(".0")


def unfinished_fact(counts: ActionCounts, links_: Links) -> Fact:
    """Action items open or in progress, of those whose state is known."""
    label = "Action items not finished"
    href = links_.to(links.definition("action-items"))
    unknown = f"state unknown for {'another ' if counts.known else ''}{words.count(counts.unknown)}"
    if counts.known == 0:
        note = unknown if counts.total else "no action items recorded"
        return Fact(label, "unknown", note=note, unknown=True, definition_href=href)
    parts = [unknown] if counts.unknown else []
    if counts.overdue:
        parts.insert(0, f"{words.count(counts.overdue)} past their due date")
    return Fact(
        label,
        words.count(counts.unfinished),
        unit=f"of {words.count(counts.known)}",
        note=", ".join(parts) or "the state of all is known",
        definition_href=href,
    )


def incidents_fact(count: int, total: int, links_: Links, note: str = "") -> Fact:
    """How many of all incidents."""
    return Fact(
        "Incidents",
        words.count(count),
        unit=f"of {words.count(total)}",
        note=note,
        definition_href=links_.to(links.definition("incidents")),
    )
