"""Action items of all incidents: what was promised, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hindsite.insight.actions import (
    ActionCounts,
    ActionFilter,
    ActionPlace,
    count_actions,
    list_actions,
)
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import ACTION_TYPES
from hindsite.view import links, words
from hindsite.view.action_rows import action_row, action_title, present_columns
from hindsite.view.charts.drawings import Drawings
from hindsite.view.facts import unfinished_fact
from hindsite.view.links import Links
from hindsite.view.models import ActionRow, ActionsView, ActionTable, Fact, Link
from hindsite.view.panels.ageing import ageing_panel
from hindsite.view.panels.panel import Panel
from hindsite.view.panels.promised import actions_panel
from hindsite.view.panels.setting import Setting
from hindsite.view.rows import pager

NAMES_SHOWN = 100


def all_actions(knowledge: Knowledge) -> list[ActionPlace]:
    """Every action item in the order of the page: unfinished first, then unknown, then the rest."""
    return list_actions(knowledge.tables, Filters(), ActionFilter(), knowledge.as_of)


def actions_view(
    knowledge: Knowledge,
    places: Sequence[ActionPlace],
    drawings: Drawings,
    links_: Links,
    page: int,
) -> ActionsView:
    """One page of all action items."""
    size = knowledge.library.project.options.page_size
    start = (page - 1) * size
    shown = places[start : start + size]
    return ActionsView(
        title="Actions",
        lead=(
            "What was promised after incidents: unfinished items first, then those whose state is "
            "unknown, then finished and dropped ones; the newest incident first."
        ),
        facts=_facts(knowledge, links_) if page == 1 else (),
        panels=_panels(Setting(knowledge, links_, drawings)) if page == 1 and places else (),
        folded=_folded(knowledge, links_) if page == 1 and places else (),
        table=site_table(knowledge, shown, links_),
        pager=pager(links.ACTIONS, page, len(places), size, links_, "Action items"),
    )


def _panels(setting: Setting) -> tuple[tuple[Panel, ...], ...]:
    mix = actions_panel(
        setting.knowledge,
        setting.links,
        EVERYTHING,
        "type",
        len(ACTION_TYPES) + 1,
        anchor="types",
        level=2,
    )
    return (
        (ageing_panel(setting, EVERYTHING, anchor="ageing"),),
        (replace(mix, title="By type", more=None),),
    )


def _folded(knowledge: Knowledge, links_: Links) -> tuple[tuple[str, Panel], ...]:
    """Whom items belong to, in the order of the names: to find one's own, not to compare."""
    found = []
    for by in ("owner", "team"):
        panel = actions_panel(
            knowledge, links_, EVERYTHING, by, NAMES_SHOWN, anchor=f"{by}s", level=3
        )
        found.append(
            (f"By {by}", replace(panel, title=f"By {by}, in the order of the names", more=None))
        )
    return tuple(found)


def site_table(knowledge: Knowledge, places: Sequence[ActionPlace], links_: Links) -> ActionTable:
    """Action items of several incidents, each with the incident it belongs to."""
    rows = tuple(_row(place, knowledge, links_) for place in places)
    return ActionTable(rows=rows, columns=present_columns(rows), caption="Action items")


def _row(place: ActionPlace, knowledge: Knowledge, links_: Links) -> ActionRow:
    incident = knowledge.by_id[place.incident_id]
    action = incident.actions[place.position]
    link = Link(incident.title, links_.to(links.incident(incident.id)))
    return action_row(action, action_title(action), knowledge.as_of, link)


def _facts(knowledge: Knowledge, links_: Links) -> tuple[Fact, ...]:
    counts = count_actions(knowledge.tables, Filters(), knowledge.as_of)
    href = links_.to(links.definition("action-items"))
    overdue = (
        Fact("Past their due date", "unknown", note="no commit to judge by", unknown=True)
        if counts.overdue is None
        else Fact(
            "Past their due date",
            words.count(counts.overdue),
            note=f"as of {words.long_day(knowledge.as_of)}" if knowledge.as_of else "",
            definition_href=href,
        )
    )
    return (
        Fact("Action items", words.count(counts.total), definition_href=href),
        unfinished_fact(counts, links_),
        _done(counts),
        overdue,
    )


def _done(counts: ActionCounts) -> Fact:
    if counts.known == 0:
        note = "no state is recorded" if counts.total else "no action items recorded"
        return Fact("Done", "unknown", note=note, unknown=True)
    return Fact("Done", words.count(counts.done), unit=f"of {words.count(counts.known)}")
