"""When a cause came back: what had been promised to prevent it, still open and marked done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hindsite.insight.actions import ActionPlace
from hindsite.insight.filters import EVERYTHING, Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.insight.recurrence import Return, returns
from hindsite.view import links, words
from hindsite.view.action_rows import action_title
from hindsite.view.links import Links
from hindsite.view.models import CameBack, Link, PromiseItem, PromiseList, ReturnRow

RETURNS_SHOWN = 3
ITEMS_SHOWN = 4


def came_back(
    cause: str,
    knowledge: Knowledge,
    links_: Links,
    filters: Filters = EVERYTHING,
    limit: int = RETURNS_SHOWN,
) -> CameBack | None:
    """The newest returns of a cause among the incidents meant; None where it never came back."""
    found = returns(knowledge.tables, cause, filters, limit)
    if not found:
        return None
    commit = knowledge.commit
    as_of = f"as of commit {commit.short} of {words.long_day(commit.day)}" if commit else ""
    return CameBack(tuple(_row(one, knowledge, links_) for one in found), as_of)


def _row(one: Return, knowledge: Knowledge, links_: Links) -> ReturnRow:
    after = "on the same day as" if one.days == 0 else f"{words.plural(one.days, 'day')} after"
    return ReturnRow(
        day=words.long_day(one.day),
        incident=_link(one.incident_id, knowledge, links_),
        after=after,
        previous=_link(one.previous_id, knowledge, links_),
        lists=(
            _list("Still open", one.unfinished, knowledge, links_),
            _list("Marked done", one.done, knowledge, links_),
        ),
        others=", ".join(_others(one)),
    )


def _others(one: Return) -> Iterator[str]:
    if one.dropped:
        yield f"{words.count(len(one.dropped))} dropped"
    if one.unknown:
        yield f"{words.count(len(one.unknown))} of unknown state"


def _list(
    label: str, places: Sequence[ActionPlace], knowledge: Knowledge, links_: Links
) -> PromiseList:
    """The newest promises first: those are what the readers of the last return remember."""
    shown = places[: -ITEMS_SHOWN - 1 : -1]
    items = tuple(
        PromiseItem(
            action_title(knowledge.by_id[one.incident_id].actions[one.position]),
            _link(one.incident_id, knowledge, links_),
        )
        for one in shown
    )
    left = len(places) - len(shown)
    return PromiseList(
        label, words.count(len(places)), items, f"and {words.count(left)} earlier" if left else ""
    )


def _link(id_: str, knowledge: Knowledge, links_: Links) -> Link:
    return Link(knowledge.by_id[id_].title, links_.to(links.incident(id_)))
