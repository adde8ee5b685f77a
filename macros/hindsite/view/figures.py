"""What macros print in the pages that people write: a figure with its working, and tables."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from hindsite.errors import HindsiteError
from hindsite.insight.actions import ActionFilter, count_actions, list_actions
from hindsite.insight.causes import recurring
from hindsite.insight.distributions import (
    Distribution,
    distribution,
    is_lower_bound,
    values_of,
)
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.durations import durations
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rendering import fragment
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.action_page import site_table
from hindsite.view.facts import MEASURES, interval_note, median_fact, n_words, unfinished_fact
from hindsite.view.home_page import cause_rows
from hindsite.view.incident_page import body_links
from hindsite.view.links import Links
from hindsite.view.models import (
    Disclosure,
    DisclosureRow,
    DisclosureValue,
    Fact,
    FigureView,
    Link,
    RailPart,
)
from hindsite.view.rail import rail
from hindsite.view.rows import result_list
from hindsite.view.templates import render

# What each statistic is, for the label and for the working.
STATISTICS: dict[str, tuple[str, str]] = {
    "median": ("Median", "the middle value; half of the incidents took longer"),
    "p90": ("90th percentile", "nine of ten took no longer; linear interpolation between values"),
    "total": ("Total", "the sum of the known values"),
    "mean": ("Mean", "the sum divided by the number of known values; a few long ones carry it"),
    "min": ("Shortest", "the smallest known value"),
    "max": ("Longest", "the largest known value"),
}
FORMULAS: dict[str, str] = {
    "detect": "detected_at − started_at",
    "acknowledge": "acknowledged_at − detected_at",
    "mitigate": "mitigated_at − started_at",
    "resolve": "resolved_at − started_at",
    "impact": "(mitigated_at, else resolved_at) − started_at",
    "outage_equivalent": "impact × users_percent ÷ 100",
}
SORTS: dict[str, str] = {
    "newest": "the newest first",
    "oldest": "the oldest first",
    "longest": "the longest time to resolve first, unknown last",
    "severity": "the most serious first, then the newest",
}
VALUES_SHOWN = 200


def incidents_html(
    knowledge: Knowledge, links_: Links, filters: Filters, sort: str, limit: int | None
) -> str:
    """A table of the incidents meant."""
    ordered = _sorted(knowledge.chosen(filters), sort, knowledge)
    severities = knowledge.library.project.options.severities
    active = frozenset((*filters.cause, *filters.service))
    view = result_list(
        ordered[:limit],
        severities,
        links_,
        label=f"Incidents{': ' + filters.words if filters.words else ''}",
        active=active,
        empty="No incident matches.",
    )
    return render("macro_incidents", view=view)


def _sorted(
    incidents: Sequence[Postmortem], sort: str, knowledge: Knowledge
) -> Sequence[Postmortem]:
    if sort == "oldest":
        return incidents[::-1]
    if sort == "longest":
        return sorted(incidents, key=_longest_first)
    if sort == "severity":
        order = list(knowledge.library.project.options.severities)
        rank = {word: position for position, word in enumerate(order)}
        return sorted(incidents, key=lambda one: rank.get(one.severity, len(order)))
    return incidents


def _longest_first(incident: Postmortem) -> tuple[bool, int]:
    seconds = durations(incident)["resolve"]
    return seconds is None, -(seconds or 0)


def timeline_html(knowledge: Knowledge, links_: Links, postmortem: Postmortem) -> str:
    """One incident's timeline; raises HindsiteError when it has none."""
    drawn = rail(postmortem)
    if drawn is None:
        raise HindsiteError(f"{postmortem.path} has no timeline; choose an incident that has one")
    document = parse(postmortem.body)
    resolve = body_links(postmortem, knowledge, links_)
    texts = tuple(
        Markup(fragment(event.text, resolve, document))  # noqa: S704 - sanitised by `fragment`
        for event in postmortem.timeline
    )
    return render("macro_timeline", view=RailPart(drawn, texts))


def actions_html(
    knowledge: Knowledge, links_: Links, filters: Filters, chosen: ActionFilter, limit: int | None
) -> str:
    """A table of the action items meant, each with its incident."""
    places = list_actions(knowledge.tables, filters, chosen, knowledge.as_of)
    return render("macro_actions", view=site_table(knowledge, places[:limit], links_))


def causes_html(knowledge: Knowledge, links_: Links, filters: Filters, limit: int | None) -> str:
    """The causes of the incidents meant, the most frequent first."""
    counts = recurring(knowledge.tables, "cause", filters)[:limit]
    return render("macro_causes", view=cause_rows(counts, knowledge, links_))


def figure_html(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    *,
    metric: str,
    statistic: str,
    clock: str,
    anchor: str,
) -> str:
    """One number with its n and its working; `anchor` is the disclosure's id on the page."""
    if metric == "count":
        view = _count_figure(knowledge, links_, filters, anchor)
    elif metric == "actions_open":
        counts = count_actions(knowledge.tables, filters, knowledge.as_of)
        view = FigureView(_about(unfinished_fact(counts, links_), filters))
    else:
        view = _duration_figure(knowledge, links_, filters, (metric, statistic, clock), anchor)
    return render("macro_figure", view=view)


def _about(fact: Fact, filters: Filters, label: str = "") -> Fact:
    """The fact with its filters in the label."""
    named = label or fact.label
    return Fact(
        f"{named}, {filters.words}" if filters.words else named,
        fact.value,
        unit=fact.unit,
        note=fact.note,
        unknown=fact.unknown,
        definition_href=fact.definition_href,
    )


def _count_figure(knowledge: Knowledge, links_: Links, filters: Filters, anchor: str) -> FigureView:
    incidents = knowledge.chosen(filters)
    fact = Fact(
        "Incidents",
        words.count(len(incidents)),
        unit=f"of {words.count(len(knowledge.counted))}",
        definition_href=links_.to(links.definition("incidents")),
    )
    rows = [
        _row("Formula", "the number of incidents; drafts are not counted"),
        _row("Filters", filters.words or "none"),
        *_shown_row(len(incidents)),
    ]
    values = tuple(
        DisclosureValue(_link(one, links_), words.iso_day(one.day))
        for one in incidents[:VALUES_SHOWN]
    )
    return FigureView(_about(fact, filters), Disclosure(anchor, tuple(rows), values))


def _duration_figure(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    asked: tuple[str, str, str],
    anchor: str,
) -> FigureView:
    metric, statistic, clock = asked
    figures = distribution(knowledge.tables, metric, filters, clock)
    fact = _duration_fact(metric, statistic, figures, links_)
    name = f"{STATISTICS[statistic][0]} {MEASURES[metric][1].lower()}"
    label = fact.label if statistic == "median" else name
    if clock == "stated":
        label += ", as stated"
    values = values_of(knowledge.tables, metric, filters, clock)
    bound = is_lower_bound(metric, clock)
    shown = tuple(
        _value(id_, value, knowledge, links_, lower_bound=bound)
        for id_, value in values[:VALUES_SHOWN]
    )
    rows = tuple(_working(metric, statistic, clock, figures, filters, len(values)))
    return FigureView(_about(fact, filters, label), Disclosure(anchor, rows, shown))


def _duration_fact(metric: str, statistic: str, figures: Distribution, links_: Links) -> Fact:
    if statistic == "median":
        return median_fact(metric, figures, links_)
    names = {"min": "minimum", "max": "maximum"}
    value: float | None = getattr(figures, names.get(statistic, statistic))
    href = links_.to(links.definition(MEASURES[metric][2]))
    if value is None:
        known = f"0 of {words.count(figures.count)} known"
        return Fact("", "unknown", note=known, unknown=True, definition_href=href)
    note = n_words(figures.known, figures.count)
    return Fact("", words.duration(value), note=note, definition_href=href)


def _working(
    metric: str, statistic: str, clock: str, figures: Distribution, filters: Filters, count: int
) -> list[DisclosureRow]:
    left_out = figures.count - figures.known
    known = f"{words.count(figures.known)} of {words.plural(figures.count, 'incident')}"
    if left_out:
        others = "other is" if left_out == 1 else f"other {words.count(left_out)} are"
        known += f"; the {others} left out, never counted as zero"
    rows = [
        _row(
            "Formula", FORMULAS[metric] if clock == "computed" else "as the authors wrote it down"
        ),
        _row("Statistic", STATISTICS[statistic][1]),
        _row("Known", known),
    ]
    if statistic == "median" and figures.known >= 3:
        rows.append(_row("Interval", f"{interval_note(figures)}; from the order of the values"))
    if figures.lower_bounds:
        some = words.plural(figures.lower_bounds, "value")
        rows.append(_row("At least", f"{some} from an estimated start, taken as they are"))
    rows.append(_row("Clock", "timestamps" if clock == "computed" else "stated durations"))
    rows.append(_row("Filters", filters.words or "none"))
    rows.extend(_shown_row(count))
    return rows


def _shown_row(count: int) -> list[DisclosureRow]:
    if count <= VALUES_SHOWN:
        return []
    return [_row("Shown", f"the first {VALUES_SHOWN} of {words.count(count)} incidents")]


def _row(label: str, text: str) -> DisclosureRow:
    return DisclosureRow(label, Markup("{}").format(text))


def _value(
    id_: str, value: float | None, knowledge: Knowledge, links_: Links, *, lower_bound: bool
) -> DisclosureValue:
    incident = knowledge.by_id[id_]
    link = _link(incident, links_)
    if value is None:
        return DisclosureValue(link, "unknown", unknown=True)
    at_least = lower_bound and incident.started_estimated
    return DisclosureValue(link, (words.at_least if at_least else words.duration)(value))


def _link(incident: Postmortem, links_: Links) -> Link:
    return Link(incident.title, links_.to(links.incident(incident.id)))
