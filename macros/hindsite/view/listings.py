"""Lists in the pages that people write: incidents, a timeline, action items, causes."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from hindsite.errors import HindsiteError
from hindsite.insight.actions import ActionFilter, count_actions, list_actions
from hindsite.insight.causes import recurring
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.durations import durations
from hindsite.postmortem.markdown import parse
from hindsite.postmortem.rendering import fragment
from hindsite.postmortem.schema import Postmortem
from hindsite.view import words
from hindsite.view.action_page import site_table
from hindsite.view.home_page import cause_rows
from hindsite.view.incident_page import body_links
from hindsite.view.links import Links
from hindsite.view.models import ActionList, Disclosure, RailPart
from hindsite.view.panels.evidence import (
    as_of_rows,
    defined_row,
    source_rows,
    states_row,
    text_row,
)
from hindsite.view.panels.working import query_texts
from hindsite.view.rail import rail
from hindsite.view.rows import result_list
from hindsite.view.templates import render

SORTS: dict[str, str] = {
    "newest": "the newest first",
    "oldest": "the oldest first",
    "longest": "the longest time to resolve first, unknown last",
    "severity": "the most serious first, then the newest",
}
_ACTIONS_ORDER = "unfinished first, then of unknown state, then finished; the newest incident first"


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
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    chosen: ActionFilter,
    limit: int | None,
    anchor: str,
) -> str:
    """A table of the action items meant, each with its incident, and how they were chosen."""
    with knowledge.tables.hearing() as heard:
        places = list_actions(knowledge.tables, filters, chosen, knowledge.as_of)
        counts = count_actions(knowledge.tables, filters, knowledge.as_of)
    shown = places[:limit]
    rows = [
        defined_row("Order", _ACTIONS_ORDER, "action-items", links_),
        text_row("Items", f"{words.count(len(shown))} of {words.plural(len(places), 'item')}"),
        states_row(counts),
        *as_of_rows(knowledge),
        *source_rows(knowledge, links_, filters),
    ]
    disclosure = Disclosure(anchor, tuple(rows), queries=query_texts(heard))
    view = ActionList(site_table(knowledge, shown, links_), disclosure)
    return render("macro_actions", view=view)


def causes_html(knowledge: Knowledge, links_: Links, filters: Filters, limit: int | None) -> str:
    """The causes of the incidents meant, the most frequent first."""
    counts = recurring(knowledge.tables, "cause", filters)[:limit]
    return render("macro_causes", view=cause_rows(counts, knowledge, links_))
