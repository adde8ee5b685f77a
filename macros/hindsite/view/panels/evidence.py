"""What a figure rests on: its formula, the incidents with a value, those left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from hindsite.insight.actions import ActionCounts
from hindsite.insight.distributions import Chosen, is_lower_bound, values_of
from hindsite.insight.exclusions import excluded
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import Postmortem
from hindsite.view import links, words
from hindsite.view.facts import MEASURES
from hindsite.view.links import Links
from hindsite.view.models import DisclosureRow, DisclosureValue, Link

FORMULAS: dict[str, str] = {
    "detect": "detected_at − started_at",
    "acknowledge": "acknowledged_at − detected_at",
    "mitigate": "mitigated_at − started_at",
    "resolve": "resolved_at − started_at",
    "impact": "(mitigated_at, else resolved_at) − started_at",
    "outage_equivalent": "impact × users_percent ÷ 100",
}
STATED = "as the authors wrote it down"
VALUES_SHOWN = 50
LEFT_OUT_SHOWN = 25


def text_row(label: str, text: str) -> DisclosureRow:
    """One line of the working, in plain words."""
    return DisclosureRow(label, Markup("{}").format(text))


def defined_row(label: str, text: str, anchor: str, links_: Links) -> DisclosureRow:
    """One line of the working that leads to a definition."""
    html = Markup('{}; <a class="hs-ul" href="{}">definition</a>')
    return DisclosureRow(label, html.format(text, links_.to(links.definition(anchor))))


def formula_row(metric: str, clock: str, links_: Links) -> DisclosureRow:
    """How one incident's value is computed, with the way to its definition."""
    if clock == "stated":
        return defined_row("Formula", STATED, "stated-durations", links_)
    return defined_row("Formula", FORMULAS[metric], MEASURES[metric][2], links_)


def clock_row(clock: str) -> DisclosureRow:
    """Which clock was read."""
    return text_row("Clock", "timestamps" if clock == "computed" else "stated durations")


def source_rows(knowledge: Knowledge, links_: Links, filters: Filters) -> list[DisclosureRow]:
    """Which incidents were asked, and where their data can be had."""
    built = f", built from {knowledge.commit.short}" if knowledge.commit else ""
    csv, json = (
        Markup('<a class="hs-ul" href="{}">{}</a>').format(links_.to(address), form)
        for form, address in (("CSV", "data/incidents.csv"), ("JSON", "data/incidents.json"))
    )
    data = Markup("{} or {} of all incidents{}").format(csv, json, built)
    return [text_row("Filters", filters.words or "none"), DisclosureRow("Data", data)]


def known_row(known: int, count: int) -> DisclosureRow:
    """Say "3 of 4 incidents; the other is left out, never counted as zero"."""
    text = f"{words.count(known)} of {words.plural(count, 'incident')}"
    if left := count - known:
        others = "other is" if left == 1 else f"other {words.count(left)} are"
        text += f"; the {others} left out, never counted as zero"
    return text_row("Known", text)


def lower_bound_rows(count: int) -> list[DisclosureRow]:
    """How many values are "at least" so long; nothing where none is."""
    if not count:
        return []
    text = f"{words.plural(count, 'value')} from an estimated start, taken as they are"
    return [text_row("At least", text)]


def states_row(counts: ActionCounts) -> DisclosureRow:
    """Of how many action items the state is known."""
    known = f"state of {words.count(counts.known)} of {words.plural(counts.total, 'item')}"
    return text_row("Known", f"{known} of these incidents")


def as_of_rows(knowledge: Knowledge) -> list[DisclosureRow]:
    """The day that "overdue" is judged by; nothing where there is no commit."""
    if knowledge.as_of is None:
        return []
    return [text_row("As of", f"{words.long_day(knowledge.as_of)}, the commit's date")]


def shown_rows(values: int, left_out: int = 0) -> list[DisclosureRow]:
    """That a list below is cut, and after how many; nothing where none is."""
    cut = [
        f"the first {most} of {words.count(count)} {what}"
        for count, most, what in (
            (values, VALUES_SHOWN, "incidents"),
            (left_out, LEFT_OUT_SHOWN, "left out"),
        )
        if count > most
    ]
    return [text_row("Shown", "; ".join(cut))] if cut else []


def incident_link(knowledge: Knowledge, links_: Links, id_: str) -> Link:
    """The way to an incident, by its title."""
    return Link(knowledge.by_id[id_].title, links_.to(links.incident(id_)))


def valued(
    knowledge: Knowledge, links_: Links, values: Iterable[tuple[str, str]]
) -> tuple[DisclosureValue, ...]:
    """Incidents with their values in words, as many as are shown."""
    return tuple(
        DisclosureValue(incident_link(knowledge, links_, id_), value)
        for id_, value in list(values)[:VALUES_SHOWN]
    )


def incident_days(incidents: Iterable[Postmortem]) -> list[tuple[str, str]]:
    """Each incident's id with its day, for figures that count incidents."""
    return [(one.id, words.iso_day(one.day)) for one in incidents]


def reasoned(
    knowledge: Knowledge, links_: Links, reasons: Sequence[tuple[str, str]]
) -> tuple[DisclosureValue, ...]:
    """Incidents left out, each with the reason, as many as are shown."""
    return tuple(
        DisclosureValue(incident_link(knowledge, links_, id_), reason, unknown=True)
        for id_, reason in reasons[:LEFT_OUT_SHOWN]
    )


def duration_values(
    knowledge: Knowledge, metric: str, chosen: Chosen, clock: str
) -> list[tuple[str, str]]:
    """Each incident's id with its duration in words, the shortest first; unknown ones are not."""
    bound = is_lower_bound(metric, clock)
    return [
        (id_, _duration(value, at_least=bound and knowledge.by_id[id_].started_estimated))
        for id_, value in values_of(knowledge.tables, metric, chosen, clock)
        if value is not None
    ]


def _duration(seconds: float, *, at_least: bool) -> str:
    return (words.at_least if at_least else words.duration)(seconds)


def missing_durations(
    knowledge: Knowledge, metric: str, chosen: Chosen, clock: str
) -> list[tuple[str, str]]:
    """Each incident without the duration, the newest first, with what it lacks."""
    return excluded(knowledge.tables, metric, chosen, clock)
