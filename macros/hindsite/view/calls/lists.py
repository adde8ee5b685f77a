# ruff: noqa: D417 - pages never give the desk, and these docstrings are their reference
"""Macros that print incidents, one incident's timeline, action items, causes."""

from __future__ import annotations

import difflib
from typing import Any

from hindsite.insight.actions import ActionFilter
from hindsite.insight.filters import Filters
from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.schema import ACTION_STATUSES, ACTION_TYPES, UNKNOWN
from hindsite.view import listings
from hindsite.view.calls.arguments import MacroError, flag, one_of, row_limit, some_of
from hindsite.view.calls.asking import Asking
from hindsite.view.panels.panel import panel_html
from hindsite.view.panels.promised import SUMMARIES, actions_panel


def incidents(desk: Asking, limit: int | None = 20, sort: str = "newest", **filters: Any) -> str:
    """A table of incidents.

    Args:
        limit: How many rows at most, 1 to 500.
        sort: `newest`, `oldest`, `longest` (time to resolve, unknown last) or `severity`.
        filters: Any of the filters.

    Example:
        {{ incidents(sort="longest", since="2020-01-01", limit=3) }}
    """
    knowledge, links = desk.asked()
    order = one_of("sort", sort, listings.SORTS)
    chosen = knowledge.filters(filters)
    return listings.incidents_html(knowledge, links, chosen, order, row_limit(limit))


def timeline(desk: Asking, id: str) -> str:  # noqa: A002 - the contract's word for it
    """The timeline of one incident.

    Args:
        id: The incident's id: its file's name without `.md`.

    Example:
        {{ timeline("2019-07-02-cloudflare-regex") }}
    """
    knowledge, links = desk.asked()
    known = [postmortem.id for postmortem in knowledge.counted]
    if id not in known:
        near = difflib.get_close_matches(str(id), known, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "it is a file's name without .md"
        raise MacroError(f"there is no incident {id!r}; {hint}")
    return listings.timeline_html(knowledge, links, knowledge.by_id[id])


def actions(
    desk: Asking,
    status: Any = None,
    type: Any = None,  # noqa: A002 - the contract's word for it
    owner: Any = None,
    overdue: bool = False,  # noqa: FBT001, FBT002 - called by keyword in pages
    limit: int | None = 50,
    by: str | None = None,
    **filters: Any,
) -> str:
    """Action items: unfinished first, then unknown, then finished; the newest first.

    With `by` they are counted instead: how many of each owner, type, team or age are not finished,
    overdue, done, dropped, and of unknown state.

    Args:
        status: `open`, `in-progress`, `done`, `dropped` or `unknown`; a list means any of them.
        type: `prevent`, `detect`, `mitigate`, `process` or `unknown`; a list means any of them.
        owner: As written in the postmortem; a list means any of them.
        overdue: `true` keeps unfinished items whose due date is past, as of the commit's date.
        limit: How many rows at most, 1 to 500.
        by: `owner`, `type`, `age`, or what incidents are grouped by: `team`, `service`, `cause`,
            `severity`, `year` and so on. It counts all items of the incidents, so `status`, `type`,
            `owner` and `overdue` are left out.
        filters: Any of the filters; they choose the incidents whose items are shown.

    Example:
        {{ actions(type="prevent", limit=3) }}
        {{ actions(by="type") }}
    """
    knowledge, links = desk.asked()
    checked = knowledge.filters(filters)
    rows = row_limit(limit)
    if by is None:
        chosen = _chosen_items(knowledge, status, type, owner, overdue)
        anchor = desk.anchor("actions")
        return listings.actions_html(knowledge, links, checked, chosen, rows, anchor)
    if (status, type, owner, overdue) != (None, None, None, False):
        raise MacroError(
            "by counts all items by their state; leave out status, type, owner and overdue, "
            "or leave out by to list the items"
        )
    dimension = one_of("by", by, SUMMARIES)
    panel = actions_panel(knowledge, links, checked, dimension, rows, anchor=desk.anchor("actions"))
    return panel_html(panel)


def _chosen_items(
    knowledge: Knowledge, status: object, kind: object, owner: object, overdue: object
) -> ActionFilter:
    if flag("overdue", overdue) and knowledge.as_of is None:
        raise MacroError("overdue needs the commit's date, and this is not a git checkout")
    return ActionFilter(
        status=some_of("status", status, (*ACTION_STATUSES, UNKNOWN)),
        type=some_of("type", kind, (*ACTION_TYPES, UNKNOWN)),
        owner=some_of("owner", owner, _owners(knowledge)),
        overdue=bool(overdue),
    )


def _owners(knowledge: Knowledge) -> list[str]:
    sql = "SELECT DISTINCT coalesce(owner, 'unknown') AS name FROM actions ORDER BY name"
    return [row[0] for row in knowledge.tables.ask(sql)]


def causes(desk: Asking, limit: int | None = None, **filters: Any) -> str:
    """The causes of incidents, the most frequent first, with when each was last seen.

    Args:
        limit: How many causes at most; all of them by default.
        filters: Any of the filters; they choose the incidents that are counted.

    Example:
        {{ causes(since="2020-01-01", limit=5) }}
    """
    knowledge, links = desk.asked()
    chosen: Filters = knowledge.filters(filters)
    return listings.causes_html(knowledge, links, chosen, row_limit(limit))
