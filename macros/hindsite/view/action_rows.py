"""Action items as tables: columns that hold anything, what is missing said below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from hindsite.postmortem.rendering import fragment, plain
from hindsite.postmortem.schema import Action
from hindsite.view import words
from hindsite.view.models import ACTION_COLUMNS, ActionColumn, ActionRow, ActionTable, Link

RenderTitle = Callable[[Action], Markup]
_NAMES: dict[str, str] = {"state": "state", "owner": "owner", "due": "due date", "ticket": "ticket"}


def is_overdue(action: Action, as_of: date | None) -> bool:
    """Unfinished, and due before the reference date; never without one."""
    unfinished = action.status in ("open", "in-progress")
    return bool(unfinished and action.due and as_of and action.due < as_of)


def action_title(action: Action) -> Markup:
    """An action's title away from its page: its words and code, its links as text."""
    html = fragment(action.title, lambda _destination, _is_image: None)
    if html.startswith("<p"):
        return escape(plain(action.title))
    return Markup(html)  # noqa: S704 - sanitised by `fragment`


def action_row(
    action: Action, title: Markup, as_of: date | None, incident: Link | None = None
) -> ActionRow:
    """One action item; the ticket leads somewhere only when it is a web address."""
    return ActionRow(
        title_html=title,
        state=action.status,
        type=action.type,
        owner=action.owner,
        due=action.due.isoformat() if action.due else None,
        overdue=is_overdue(action, as_of),
        ticket=_ticket(action.ticket),
        incident=incident,
    )


def _ticket(ticket: str | None) -> Link | None:
    if not ticket:
        return None
    try:
        parts = urlsplit(ticket)
    except ValueError:
        return Link(ticket, "")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return Link(ticket, "")
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    return Link(name or parts.netloc, ticket)


def action_table(
    actions: Sequence[Action], title: RenderTitle, as_of: date | None, caption: str
) -> ActionTable:
    """One incident's items, in the authors' order."""
    rows = tuple(action_row(action, title(action), as_of) for action in actions)
    return ActionTable(
        rows=rows,
        columns=present_columns(rows),
        summary=_summary(actions, as_of),
        missing=_missing(rows),
        caption=caption,
    )


def present_columns(rows: Sequence[ActionRow]) -> tuple[ActionColumn, ...]:
    """The columns that any row has a value for; the state always."""
    return tuple(
        column
        for column in ACTION_COLUMNS
        if column == "state" or any(getattr(row, column) for row in rows)
    )


def _summary(actions: Sequence[Action], as_of: date | None) -> str:
    known = [action for action in actions if action.status is not None]
    if not known:
        return ""
    done = sum(action.status == "done" for action in known)
    overdue = sum(is_overdue(action, as_of) for action in known)
    parts = [f"{done} of {len(known)} done"]
    if overdue:
        parts.append(f"{overdue} past their due date")
    if len(known) < len(actions):
        parts.append(f"state unknown for another {len(actions) - len(known)}")
    return ", ".join(parts)


def _missing(rows: Sequence[ActionRow]) -> str:
    """What no item has: "No owner, due date or ticket is recorded for these 3 items"."""
    none = [
        name for column, name in _NAMES.items() if not any(getattr(row, column) for row in rows)
    ]
    if not none or not rows:
        return ""
    whom = "this item" if len(rows) == 1 else f"these {len(rows)} items"
    return f"No {words.joined(none, 'or')} is recorded for {whom}."
