"""The index of causes and a page for each: what it is, how often, with what, what was promised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from hindsite.insight.causes import CauseCount, Gaps, Promise
from hindsite.insight.filters import EVERYTHING
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.statistics import SMALLEST_FOR_MEDIAN
from hindsite.library.taxonomy import Cause
from hindsite.postmortem.schema import UNKNOWN
from hindsite.view import links, words
from hindsite.view.action_rows import action_title
from hindsite.view.came_back import came_back
from hindsite.view.cause_figures import CauseFigures
from hindsite.view.facts import gap_fact, median_fact
from hindsite.view.links import Links
from hindsite.view.models import (
    BarRow,
    CauseArea,
    CauseEntry,
    CauseIndexView,
    CauseView,
    Crumb,
    Fact,
    Link,
    PromisedRow,
    PromisedTable,
)
from hindsite.view.panels.comeback import returns_panel
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.setting import Setting
from hindsite.view.rows import pager, result_list

PROMISES_SHOWN = 8
PROMISES_MOST = 100
TOGETHER_SHOWN = 7
SERVICES_SHOWN = 7
_ORDINALS = ("", "second ", "third ", "fourth ", "fifth ")


def cause_index(figures: CauseFigures, links_: Links) -> CauseIndexView:
    """All causes by area; without a taxonomy, in one list."""
    counts = {cause.slug: cause for cause in figures.ranked}
    taxonomy = figures.knowledge.library.taxonomy
    areas = []
    if taxonomy:
        for area in taxonomy.areas:
            entries = tuple(_entry(c.slug, c.definition, counts, links_) for c in area.causes)
            areas.append(CauseArea(area.name, area.slug, area.definition, entries))
    else:
        entries = tuple(_entry(slug, "", counts, links_) for slug in figures.slugs)
        areas.append(CauseArea("All causes", "all", "", entries))
    lead = (
        "Contributing factors: what had to be there for an incident to happen, or to hurt as much "
        "as it did. An incident may have several, and none of them is the root cause."
    )
    return CauseIndexView("Causes", lead, tuple(areas))


def _entry(
    slug: str, definition: str, counts: Mapping[str, CauseCount], links_: Links
) -> CauseEntry:
    found = counts.get(slug)
    return CauseEntry(
        name=slug,
        href=links_.to(links.cause(slug)),
        definition=definition,
        count=found.count if found else 0,
        last_seen=words.long_day(found.last) if found else None,
    )


def cause_view(slug: str, figures: CauseFigures, links_: Links, page: int) -> CauseView:
    """One page of a cause; from the second page on only the list."""
    knowledge = figures.knowledge
    options = knowledge.library.project.options
    incidents = knowledge.by_cause.get(slug, ())
    size = options.page_size
    start = (page - 1) * size
    taxonomy = knowledge.library.taxonomy
    cause = taxonomy.causes.get(slug) if taxonomy else None
    first = page == 1
    return CauseView(
        title=slug,
        definition=_definition(cause),
        distinction_html=_distinction(cause, figures, links_),
        crumbs=(Crumb("Causes", links_.to(links.CAUSES)),),
        facts=_facts(slug, figures, links_) if first and incidents else (),
        panel=_panel(slug, figures, links_) if first else None,
        promised=_promised(slug, figures, links_) if first else None,
        came_back=came_back(slug, knowledge, links_) if first else None,
        together=_together(slug, figures, links_) if first else (),
        services=_services(slug, figures, links_) if first else (),
        detections=_detections(slug, figures, links_) if first else (),
        together_of=f"of {words.count(len(incidents))}",
        heading=_heading(len(incidents)),
        incidents=result_list(
            incidents[start : start + size],
            options.severities,
            links_,
            label=f"Incidents with the cause {slug}, newest first",
            start=start + 1,
            active=frozenset((slug,)),
            empty="No incident has this cause.",
        ),
        explore=_in_explore(slug, links_) if incidents else None,
        pager=pager(links.cause(slug), page, len(incidents), size, links_, "Incidents"),
        downloads=(Link("Feed", links_.to(links.atom_feed(links.cause(slug)))),),
    )


def _in_explore(slug: str, links_: Links) -> Link:
    return Link("Open in Explore", links_.to(links.explore_filtered(cause=slug)))


def _heading(count: int) -> str:
    if count == 0:
        return "Incidents"
    return "The one incident" if count == 1 else f"All {words.count(count)} incidents"


def _definition(cause: Cause | None) -> str:
    if cause is None:
        return "This cause is not in the taxonomy; it is used as written in postmortems."
    return cause.definition


def _distinction(cause: Cause | None, figures: CauseFigures, links_: Links) -> Markup:
    """What the cause is not; a slug in backticks becomes a link to its page."""
    if cause is None:
        return Markup()
    parts: list[Markup] = []
    for index, text in enumerate(re.split(r"`([^`]*)`", cause.distinction)):
        if index % 2 == 0:
            parts.append(escape(text))
        elif text in figures.slugs:
            anchor = Markup('<a href="{}">{}</a>')
            parts.append(anchor.format(links_.to(links.cause(text)), text))
        else:
            parts.append(Markup("<code>{}</code>").format(text))
    return Markup().join(parts)


def _facts(slug: str, figures: CauseFigures, links_: Links) -> tuple[Fact, ...]:
    ranked = figures.ranked
    rank = next(index for index, cause in enumerate(ranked) if cause.slug == slug)
    cause = ranked[rank]
    total = len(figures.knowledge.counted)
    share = _share(cause.count, total)
    gaps = figures.gaps.get(slug)
    return (
        Fact(
            "Incidents",
            words.count(cause.count),
            unit=f"of {words.count(total)}",
            note=f"{share}, {_rank(ranked, rank)} of {words.plural(len(ranked), 'cause')}",
            definition_href=links_.to(links.definition("incidents")),
        ),
        Fact("Last seen", words.long_day(cause.last), note=_since_before(gaps)),
        gap_fact(gaps, links_),
        median_fact("resolve", figures.resolve[slug], links_),
        _unfinished(slug, figures, links_),
    )


def _share(count: int, total: int) -> str:
    """A whole percentage, never rounded to nothing or to all."""
    whole = round(100 * count / total)
    if whole == 0:
        return "<1%"
    return ">99%" if whole == 100 and count < total else words.percent(whole)


def _rank(ranked: Sequence[CauseCount], rank: int) -> str:
    """In words: "third", "11th"; causes with as many incidents share the better place."""
    count = ranked[rank].count
    place = next(index for index, cause in enumerate(ranked) if cause.count == count)
    tied = sum(cause.count == count for cause in ranked) > 1
    if place == 0:
        name = "most frequent"
    elif place < len(_ORDINALS):
        name = _ORDINALS[place].strip()
    else:
        name = f"{place + 1}{_suffix(place + 1)}"
    return f"joint {name}" if tied else name


def _suffix(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _since_before(gaps: Gaps | None) -> str:
    if gaps is None or gaps.latest is None:
        return "the only one"
    if gaps.latest == 0:
        return "the same day as the one before"
    return f"{words.plural(gaps.latest, 'day')} after the one before"


def _unfinished(slug: str, figures: CauseFigures, links_: Links) -> Fact:
    label = "Preventive actions not finished"
    href = links_.to(links.definition("action-items"))
    unknown = figures.unknown_preventive.get(slug, 0)
    unfinished = len(figures.promises.get(slug, ()))
    note = f"state unknown for {words.count(unknown)}" if unknown else "the state of all is known"
    if unknown and unfinished == 0:
        return Fact(label, "unknown", note=note, unknown=True, definition_href=href)
    if unknown:
        note = note.replace("for ", "for another ")
    return Fact(label, words.count(unfinished), note=note, definition_href=href)


def _promised(slug: str, figures: CauseFigures, links_: Links) -> PromisedTable | None:
    promises = figures.promises.get(slug, [])
    if not promises:
        return None
    rows = tuple(_promised_row(one, figures.knowledge, links_) for one in promises[:PROMISES_MOST])
    noun = words.plural(len(promises), "preventive action")
    shown = f"{len(rows)} of {words.count(len(promises))} shown"
    return PromisedTable(
        rows,
        words=f"{noun} of incidents with this cause",
        shown=shown if len(rows) < len(promises) else "",
    )


def _promised_row(promise: Promise, knowledge: Knowledge, links_: Links) -> PromisedRow:
    incident = knowledge.by_id[promise.incident_id]
    action = incident.actions[promise.position]
    return PromisedRow(
        title_html=action_title(action),
        incident=Link(incident.title, links_.to(links.incident(incident.id))),
        promised=words.long_day(promise.promised),
        again=words.plural(promise.again, "time") if promise.again else "not since",
        state=action.status,
    )


def _together(slug: str, figures: CauseFigures, links_: Links) -> tuple[BarRow, ...]:
    pairs = figures.together.get(slug, [])[:TOGETHER_SHOWN]
    whole = max(len(figures.knowledge.by_cause.get(slug, ())), 1)
    return tuple(
        BarRow(other, links_.to(links.cause(other)), count, round(100 * count / whole, 1))
        for other, count in pairs
    )


def _panel(slug: str, figures: CauseFigures, links_: Links) -> Panel | None:
    """The figure of a cause's returns; None with fewer known times than make a median."""
    found, heard = figures.heard_occurrences
    resolve = figures.resolve.get(slug)
    if resolve is None or resolve.known < SMALLEST_FOR_MEDIAN:
        return None
    setting = Setting(figures.knowledge, links_, figures.drawings)
    return returns_panel(
        setting, EVERYTHING, found[slug], resolve, figures.gaps[slug], anchor="returns", heard=heard
    )


def _services(slug: str, figures: CauseFigures, links_: Links) -> tuple[BarRow, ...]:
    whole = max(len(figures.knowledge.by_cause.get(slug, ())), 1)
    return tuple(
        BarRow(name, links_.to(links.service(name)), count, round(100 * count / whole, 1))
        for name, count in figures.services.get(slug, [])[:SERVICES_SHOWN]
    )


def _detections(slug: str, figures: CauseFigures, links_: Links) -> tuple[BarRow, ...]:
    """How the cause's incidents were noticed, the most frequent way first, unknown last."""
    whole = max(len(figures.knowledge.by_cause.get(slug, ())), 1)
    found = figures.detections.get(slug, [])
    return tuple(
        BarRow(
            one.detected_by,
            links_.to(links.explore_filtered(cause=slug, detected_by=one.detected_by)),
            one.count,
            round(100 * one.count / whole, 1),
            hatched=one.detected_by == UNKNOWN,
        )
        for one in sorted(found, key=lambda one: one.detected_by == UNKNOWN)
    )
