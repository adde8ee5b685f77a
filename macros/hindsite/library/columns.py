"""The tables and their columns: the one home of each name, type, meaning and unit.

The tables are made and filled by these declarations, and the reference page prints them. NULL is
unknown, never zero; a draft is in no table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hindsite.postmortem.schema import DURATIONS, MOMENTS


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its SQL type, what a value means (`code` in backticks), and its unit if any."""

    kind: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what a row is, and its columns in order."""

    row: str
    columns: Mapping[str, Column]


_UTC = "UTC"
_SECONDS = "seconds"
_INCIDENT = Column("VARCHAR", "The incident, `id` in `incidents`.")
_MOMENTS = {
    "started_at": "When users first felt it.",
    "detected_at": "When anyone or anything noticed.",
    "acknowledged_at": "When a person took it.",
    "mitigated_at": "When users stopped feeling it.",
    "resolved_at": "When the fault itself was gone.",
}
_AT_LEAST = "At least this where `started_estimated` holds."
_SPANS = {
    "detect": "From the start until it was noticed. NULL where `started_estimated` holds.",
    "acknowledge": "From detection until a person took it.",
    "mitigate": f"From the start until users stopped feeling it. {_AT_LEAST}",
    "resolve": f"From the start until the fault was gone. {_AT_LEAST}",
    "impact": "From the start until it was mitigated, or resolved where no mitigation is "
    f"recorded. {_AT_LEAST}",
}

_INCIDENTS = {
    "id": Column("VARCHAR", "The postmortem's file name without `.md`; unique."),
    "title": Column("VARCHAR", "The title, plain text."),
    "severity": Column("VARCHAR", "One of the site's severities, or `unknown`."),
    "severity_rank": Column(
        "INTEGER", "The severity's place in the site's list, 1 the most serious; not for `unknown`."
    ),
    "status": Column("VARCHAR", "`published` or `in-review`."),
    "day": Column(
        "DATE", "The date written in `started_at`, in the incident's own zone: where it counts."
    ),
    "year": Column("VARCHAR", "The year of `day`, such as `2024`."),
    "quarter": Column("VARCHAR", "The quarter of `day`, such as `2024-Q3`."),
    "month": Column("VARCHAR", "The month of `day`, such as `2024-07`."),
    **{
        name: Column("TIMESTAMP", f"{_MOMENTS[name]} NULL where no clock time is known.", _UTC)
        for name in MOMENTS
    },
    **{
        f"{name.removesuffix('_at')}_precision": Column(
            "VARCHAR",
            f"How exactly `{name}` was written: `time`, `day` (a date alone), NULL for not at all.",
        )
        for name in MOMENTS
    },
    "started_estimated": Column(
        "BOOLEAN", "The start is not known; `started_at` is the earliest time that is."
    ),
    **{f"{name}_s": Column("BIGINT", _SPANS[name], _SECONDS) for name in DURATIONS},
    **{
        f"stated_{name}_s": Column(
            "BIGINT", f"The duration `{name}` as the authors wrote it down.", _SECONDS
        )
        for name in DURATIONS
    },
    "outage_equivalent_s": Column(
        "DOUBLE",
        "The length of a full outage that would have cost users as much: `impact_s` × "
        f"`users_percent` / 100. {_AT_LEAST}",
        _SECONDS,
    ),
    "detected_by": Column(
        "VARCHAR", "`monitoring`, `staff`, `customer`, `third-party` or `unknown`."
    ),
    "trigger": Column("VARCHAR", "What set it off, a slug, or `unknown`."),
    "users_percent": Column(
        "DOUBLE", "The share of users affected, for the whole incident.", "percent, 0 to 100"
    ),
    "users": Column("BIGINT", "How many users were affected.", "users, as the postmortem says"),
    "requests_failed": Column("BIGINT", "How many requests failed.", "requests"),
    "cost_amount": Column("DOUBLE", "What it cost.", "the currency beside it"),
    "cost_currency": Column("VARCHAR", "The currency's code of ISO 4217, such as `EUR`."),
    "data_loss": Column("BOOLEAN", "Whether data was lost."),
    "event_count": Column("INTEGER", "How many events its timeline tells; 0 for none.", "events"),
    "visibility": Column("VARCHAR", "`public` or `internal`."),
}


def _pairs(row: str, name: str, meaning: str) -> Table:
    return Table(row, {"incident_id": _INCIDENT, name: Column("VARCHAR", meaning)})


TABLES: dict[str, Table] = {
    "incidents": Table("An incident that counts: published or in review.", _INCIDENTS),
    "incident_services": _pairs("A service of an incident.", "service", "The service's slug."),
    "incident_causes": _pairs(
        "A contributing factor of an incident.", "cause", "The cause's slug in the taxonomy."
    ),
    "incident_teams": _pairs("A team of an incident.", "team", "The team's slug."),
    "incident_tags": _pairs("A tag of an incident.", "tag", "The tag's slug."),
    "recurrences": _pairs(
        "An earlier incident that an incident names as come back.",
        "earlier_id",
        "The id under `recurrence_of`; it may be of an incident that is in no table.",
    ),
    "timeline": Table(
        "An event of an incident's timeline.",
        {
            "incident_id": _INCIDENT,
            "position": Column("INTEGER", "Its place in the timeline, from 0."),
            "at": Column("TIMESTAMP", "When it happened or began.", _UTC),
            "until": Column("TIMESTAMP", "When it ended, where that is written.", _UTC),
            "approximate": Column("BOOLEAN", "The time was written with `~`."),
            "text": Column("VARCHAR", "What happened, Markdown as written, not sanitised."),
        },
    ),
    "actions": Table(
        "An action item of an incident.",
        {
            "incident_id": _INCIDENT,
            "position": Column("INTEGER", "Its place among the incident's items, from 0."),
            "title": Column("VARCHAR", "What was promised, Markdown as written, not sanitised."),
            "type": Column("VARCHAR", "`prevent`, `detect`, `mitigate`, `process`."),
            "owner": Column("VARCHAR", "Who is to do it, as written."),
            "due": Column("DATE", "The date it is due."),
            "status": Column(
                "VARCHAR",
                "`open`, `in-progress`, `done`, `dropped`: as the file says at the commit. When it "
                "changed is recorded nowhere.",
            ),
            "ticket": Column("VARCHAR", "An address or a name of the item elsewhere, as written."),
            "section": Column("VARCHAR", "The heading it stands under."),
        },
    ),
}
