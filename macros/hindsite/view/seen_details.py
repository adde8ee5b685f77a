"""What "have we seen this?" shows of a past incident: what ended it, and what was left undone."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from hindsite.insight.knowledge import Records
from hindsite.postmortem.rendering import plain
from hindsite.postmortem.schema import Action, Postmortem
from hindsite.view.action_rows import action_row
from hindsite.view.incident_pairs import ended_by
from hindsite.view.links import Links
from hindsite.view.rows import result_row

UNFINISHED = ("open", "in-progress")


def seen_details(incident: Postmortem, records: Records) -> str:
    """One incident as the browser lists it, as JSON; its address is made of `id`."""
    severities = records.library.project.options.severities
    row = result_row(incident, severities, Links(""))
    actions = incident.actions
    return json.dumps(
        {
            "id": incident.id,
            "title": incident.title,
            "day": row.day,
            "badge": {"word": row.badge.word, "rank": row.badge.rank, "spoken": row.badge.spoken},
            "in_review": row.in_review,
            "services": incident.services,
            "causes": incident.causes,
            "duration": row.duration,
            "at_least": row.at_least,
            "ended": ended_by(incident),
            "actions": [_action(one, records) for one in actions if one.status in UNFINISHED],
            "actions_unknown": sum(one.status is None for one in actions),
            "actions_all": len(actions),
        },
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )


def _action(action: Action, records: Records) -> dict[str, Any]:
    row = action_row(action, Markup(), records.as_of)
    return {
        "title": plain(action.title),
        "state": row.state,
        "owner": row.owner,
        "due": row.due,
        "overdue": row.overdue,
    }
