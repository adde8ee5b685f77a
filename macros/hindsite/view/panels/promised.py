"""Action items counted: how many of each owner, type, team or age stand where."""

from __future__ import annotations

from collections.abc import Iterable

from hindsite.errors import HindsiteError
from hindsite.insight.actions import (
    ACTION_DIMENSIONS,
    ActionCounts,
    AgeGroup,
    action_mix,
    count_actions,
    count_actions_by,
    count_actions_by_age,
)
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.view import links, words
from hindsite.view.links import Links
from hindsite.view.models import Disclosure, DisclosureRow, Link
from hindsite.view.panels.evidence import (
    as_of_rows,
    defined_row,
    source_rows,
    states_row,
    text_row,
)
from hindsite.view.panels.groups import group_cell, group_name, group_words, groups_shown
from hindsite.view.panels.panel import Cell, Panel, PanelTable
from hindsite.view.panels.working import query_texts

SUMMARIES: tuple[str, ...] = ("owner", "type", "age", *ACTION_DIMENSIONS[2:])
_HEADS = ("Items", "Not finished", "Overdue", "Done", "Dropped", "State unknown")


def actions_panel(
    knowledge: Knowledge,
    links_: Links,
    filters: Filters,
    by: str,
    limit: int,
    *,
    anchor: str,
    level: int = 3,
) -> Panel:
    """Items by state for each group, in the groups' order; `by` is one of SUMMARIES.

    Raises HindsiteError where ages are asked for and there is no commit to count them to.
    """
    with knowledge.tables.hearing() as heard:
        whole = count_actions(knowledge.tables, filters, knowledge.as_of)
        groups = _groups(knowledge, filters, by)
    found = {name: counts for name, counts in groups.items() if counts.total}
    shown = dict(list(found.items())[:limit])
    rows = [(_group(by, name, knowledge, links_), *_cells(one)) for name, one in shown.items()]
    rows.append((Cell("all"), *_cells(whole)))
    table = PanelTable((group_name(by), *_HEADS), tuple(rows), f"Action items by {by}", stacks=True)
    working = _working(knowledge, links_, filters, by, whole)
    return Panel(
        title=_title(whole),
        subtitle=f"Action items by {group_words(by)}, as the postmortems say.",
        anchor=anchor,
        table=table,
        note=" ".join(_notes(by, len(shown), len(found), len(groups))),
        more=Link("All action items", links_.to(links.ACTIONS)),
        disclosure=Disclosure(anchor, working, queries=query_texts(heard)),
        level=level,
    )


def _groups(knowledge: Knowledge, filters: Filters, by: str) -> dict[str, ActionCounts]:
    if by == "type":
        return action_mix(knowledge.tables, filters, knowledge.as_of)
    if by != "age":
        return count_actions_by(knowledge.tables, by, knowledge.as_of, filters)
    if knowledge.as_of is None:
        raise HindsiteError(
            'by="age" needs the commit\'s date, and this is not a git checkout; group by '
            "something else"
        )
    ages = count_actions_by_age(knowledge.tables, filters, knowledge.as_of)
    return {_age(group): group.counts for group in ages}


def _age(group: AgeGroup) -> str:
    if group.below_days is None:
        return f"{group.from_days} days and more"
    return f"{group.from_days} to {group.below_days - 1} days"


def _group(by: str, name: str, knowledge: Knowledge, links_: Links) -> Cell:
    return Cell(name) if by == "age" else group_cell(by, name, knowledge, links_)


def _cells(counts: ActionCounts) -> Iterable[Cell]:
    yield Cell(words.count(counts.total), number=True)
    yield Cell(words.count(counts.unfinished), number=True)
    if counts.overdue is None:
        yield Cell("unknown", number=True, unknown=True)
    else:
        yield Cell(words.count(counts.overdue), number=True)
    share = counts.share_done
    done = "" if share is None else f"({words.percent(round(100 * share))} of known)"
    yield Cell(words.count(counts.done), number=True, more=done)
    yield Cell(words.count(counts.dropped), number=True)
    yield Cell(words.count(counts.unknown), number=True)


def _title(whole: ActionCounts) -> str:
    if not whole.known:
        return f"{words.plural(whole.total, 'action item')}, none with a known state"
    return (
        f"{words.count(whole.unfinished)} of {words.plural(whole.known, 'action item')} "
        "with a known state not finished"
    )


def _notes(by: str, shown: int, found: int, groups: int) -> Iterable[str]:
    if note := groups_shown(by, shown, found):
        yield note
    if groups > found:
        yield f"{words.count(groups - found)} without an action item left out."


def _working(
    knowledge: Knowledge, links_: Links, filters: Filters, by: str, whole: ActionCounts
) -> tuple[DisclosureRow, ...]:
    states = "open and in progress are not finished; done ÷ items with a known state"
    rows = [
        defined_row("Formula", states, "action-items", links_),
        states_row(whole),
    ]
    if by == "age":
        rows.append(text_row("Age", "days from the incident's date to the commit's"))
    elif by not in ("owner", "type"):
        rows.append(text_row("Groups", f"an item counts in every {by} of its incident"))
    return (*rows, *as_of_rows(knowledge), *source_rows(knowledge, links_, filters))
