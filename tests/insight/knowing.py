"""Knowledge of a handful of incidents, made without files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from hindsite.config import Project, parse_options
from hindsite.insight.knowledge import Commit, Knowledge, gather
from hindsite.library.collection import Library
from hindsite.library.taxonomy import Service, Taxonomy
from hindsite.postmortem.schema import Action, ActionStatus, ActionType, Impact, Postmortem
from tests.view.incidents import incident

COMMIT = Commit("0123456789abcdef0123456789abcdef01234567", date(2024, 6, 1))


def record(
    started: str,
    resolved: str | None = None,
    slug: str = "web",
    *,
    detected: str | None = None,
    mitigated: str | None = None,
    acknowledged: str | None = None,
    estimated: bool = False,
    timezone: str | None = "UTC",
    **changes: Any,
) -> Postmortem:
    """A postmortem with these times; `changes` are fields of the record."""
    made = incident(
        started,
        detected,
        mitigated,
        resolved,
        acknowledged=acknowledged,
        estimated=estimated,
        timezone=timezone,
    )
    id_ = f"{made.day}-{slug}"
    return replace(made, **{"id": id_, "path": f"postmortems/{id_}.md", **changes})


def lasting(
    minutes: float | None, day: str = "2024-01-01", slug: str = "web", **changes: Any
) -> Any:
    """A postmortem that was resolved so many minutes after its start; None: nobody knows."""
    if minutes is None:
        return record(f"{day} 00:00", slug=slug, **changes)
    seconds = round(minutes * 60)
    days, rest = divmod(seconds, 86_400)
    first = date.fromisoformat(day)
    end = date.fromordinal(first.toordinal() + days)
    clock = f"{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}"
    return record(f"{day} 00:00", f"{end} {clock}", slug=slug, **changes)


def action(
    status: ActionStatus | None = None,
    type_: ActionType | None = None,
    title: str = "Add a lock",
    *,
    owner: str | None = None,
    due: str | None = None,
    ticket: str | None = None,
) -> Action:
    """An action item; what is not given is unknown."""
    day = date.fromisoformat(due) if due else None
    return Action(title, type_, owner, day, status, ticket, 1, "Action items")


def impact(**fields: Any) -> Impact:
    """What an incident cost, unknown but for these."""
    return Impact(**fields)


def knowing(
    *records: Postmortem,
    commit: Commit | None = COMMIT,
    taxonomy: Taxonomy | None = None,
    services: Mapping[str, Service] | None = None,
    **options: object,
) -> Knowledge:
    """The knowledge of these records in a project with these options."""
    library = Library(
        project=Project(root=Path(), options=parse_options(options)),
        taxonomy=taxonomy,
        services=services,
        postmortems=tuple(sorted(records, key=lambda one: (one.day, one.id), reverse=True)),
        attachments=(),
    )
    return gather(library, commit)
