"""The data files that a build publishes, as the contract says."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date, datetime
from typing import Any

from hindsite.insight.knowledge import Knowledge
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.header import header_json_schema
from hindsite.postmortem.schema import Action, Event, Impact, Moment, Postmortem
from hindsite.postmortem.vocabulary import Vocabulary

SCHEMA_VERSION = 1


def incidents_json(knowledge: Knowledge) -> str:
    """`data/incidents.json`: every counted incident, the newest first."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "generated_from": knowledge.commit.hash if knowledge.commit else None,
        "incidents": [incident_record(one, knowledge.by_id) for one in knowledge.counted],
    }
    return _text(document)


def schema_json(vocabulary: Vocabulary) -> str:
    """`data/postmortem.schema.json`: the JSON Schema of the header."""
    schema = header_json_schema(vocabulary)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _text(value: object) -> str:
    # NaN would not be JSON; nothing that is read can hold one, and this makes sure.
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def incident_record(incident: Postmortem, published: Container[str]) -> dict[str, Any]:
    """One incident as data: times in ISO 8601 with their offset, durations in seconds.

    Of the incidents that it names only the `published` are told, so that no id leads nowhere and
    no internal incident is given away.
    """
    return {
        **_what(incident),
        "impact": _impact(incident.impact),
        "stated_durations": dict(incident.stated_durations),
        "recurrence_of": [id_ for id_ in incident.recurrence_of if id_ in published],
        "related": [id_ for id_ in incident.related if id_ in published],
        **_around(incident),
        "durations": {**durations(incident), "outage_equivalent": outage_equivalent(incident)},
        "timeline": [_event(event) for event in incident.timeline],
        "actions": [_action(action) for action in incident.actions],
    }


def _what(incident: Postmortem) -> dict[str, Any]:
    return {
        "id": incident.id,
        "url": incident.url,
        "title": incident.title,
        "severity": incident.severity,
        "status": incident.status,
        "started_at": _moment(incident.started),
        "started_estimated": incident.started_estimated,
        "detected_at": _moment(incident.detected),
        "acknowledged_at": _moment(incident.acknowledged),
        "mitigated_at": _moment(incident.mitigated),
        "resolved_at": _moment(incident.resolved),
        "timezone": incident.timezone,
        "detected_by": incident.detected_by,
        "services": list(incident.services),
        "teams": list(incident.teams),
        "causes": list(incident.causes),
        "trigger": incident.trigger,
    }


def _impact(impact: Impact) -> dict[str, Any]:
    cost = impact.cost
    return {
        "summary": impact.summary,
        "users_percent": impact.users_percent,
        "users": impact.users,
        "requests_failed": impact.requests_failed,
        "cost": {"amount": cost.amount, "currency": cost.currency} if cost else None,
        "data_loss": impact.data_loss,
    }


def _around(incident: Postmortem) -> dict[str, Any]:
    return {
        "signatures": list(incident.signatures),
        "authors": list(incident.authors),
        "tags": list(incident.tags),
        "links": [{"title": link.title, "url": link.url} for link in incident.links],
        "aliases": list(incident.aliases),
        "visibility": incident.visibility,
        "extra": {name: _plain(value) for name, value in incident.extra.items()},
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _moment(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    return moment.day.isoformat() if moment.at is None else _iso(moment.at)


def _iso(at: datetime) -> str:
    return at.isoformat()


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": _iso(event.at),
        "until": _iso(event.until) if event.until else None,
        "approximate": event.approximate,
        "text": event.text,
        "line": event.line,
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "title": action.title,
        "type": action.type,
        "owner": action.owner,
        "due": action.due.isoformat() if action.due else None,
        "status": action.status,
        "ticket": action.ticket,
        "line": action.line,
        "section": action.section,
    }
