"""The library as tables, in an embedded DuckDB: what every aggregate is asked of.

The same tables and the same SQL run on any warehouse. Only incidents that count are here: a draft
is not. Times are UTC; `*_s` columns are seconds; NULL is unknown, never zero. Nothing outside the
connection can be reached from it: no file, no network, no Python variable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import duckdb

from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.schema import DURATIONS, UNKNOWN, Moment, Postmortem

Row = dict[str, Any]

INCIDENT_COLUMNS: dict[str, str] = {
    "id": "VARCHAR",
    "title": "VARCHAR",
    "severity": "VARCHAR",
    "severity_rank": "INTEGER",
    "status": "VARCHAR",
    "day": "DATE",
    "year": "VARCHAR",
    "quarter": "VARCHAR",
    "month": "VARCHAR",
    "started_at": "TIMESTAMP",
    "detected_at": "TIMESTAMP",
    "acknowledged_at": "TIMESTAMP",
    "mitigated_at": "TIMESTAMP",
    "resolved_at": "TIMESTAMP",
    "started_estimated": "BOOLEAN",
    **{f"{name}_s": "BIGINT" for name in DURATIONS},
    **{f"stated_{name}_s": "BIGINT" for name in DURATIONS},
    "outage_equivalent_s": "DOUBLE",
    "detected_by": "VARCHAR",
    "trigger": "VARCHAR",
    "users_percent": "DOUBLE",
    "users": "BIGINT",
    "requests_failed": "BIGINT",
    "cost_amount": "DOUBLE",
    "cost_currency": "VARCHAR",
    "data_loss": "BOOLEAN",
    "visibility": "VARCHAR",
}

_PAIR = "VARCHAR"
TABLES: dict[str, dict[str, str]] = {
    "incidents": INCIDENT_COLUMNS,
    "incident_services": {"incident_id": _PAIR, "service": _PAIR},
    "incident_causes": {"incident_id": _PAIR, "cause": _PAIR},
    "incident_teams": {"incident_id": _PAIR, "team": _PAIR},
    "incident_tags": {"incident_id": _PAIR, "tag": _PAIR},
    "recurrences": {"incident_id": _PAIR, "earlier_id": _PAIR},
    "timeline": {
        "incident_id": "VARCHAR",
        "position": "INTEGER",
        "at": "TIMESTAMP",
        "until": "TIMESTAMP",
        "approximate": "BOOLEAN",
        "text": "VARCHAR",
    },
    "actions": {
        "incident_id": "VARCHAR",
        "position": "INTEGER",
        "title": "VARCHAR",
        "type": "VARCHAR",
        "owner": "VARCHAR",
        "due": "DATE",
        "status": "VARCHAR",
        "ticket": "VARCHAR",
        "section": "VARCHAR",
    },
}


class Tables:
    """A connection holding the tables of one library; nothing outside it can be reached."""

    def __init__(self, postmortems: Iterable[Postmortem], severities: Sequence[str]) -> None:
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "enable_external_access": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "python_enable_replacements": "false",
                # The tables are small and asked often: threads cost more than they save.
                "threads": "1",
            },
        )
        counted = [postmortem for postmortem in postmortems if postmortem.status != "draft"]
        rows = _rows_by_table(counted, severities)
        for table, columns in TABLES.items():
            _make(self._connection, table, columns)
            _fill(self._connection, table, columns, rows[table])
        # The largest table, ten rows an incident and more, is filled when a query first names it.
        self._told_later: list[Postmortem] | None = counted
        self._connection.execute("SET lock_configuration = true")

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query, values as Python objects, NULL as None."""
        if self._told_later is not None and "timeline" in sql.lower():
            rows, self._told_later = _timeline(self._told_later), None
            _fill(self._connection, "timeline", TABLES["timeline"], rows)
        return self._connection.execute(sql, list(parameters)).fetchall()

    def ask_one(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """The only row of a query that always has one (an aggregate without groups)."""
        return self.ask(sql, parameters)[0]

    def close(self) -> None:
        """Free the memory of the tables."""
        self._connection.close()


def _make(connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f"CREATE TABLE {table} ({declared})")


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[Row]
) -> None:
    if not rows:
        return
    # One JSON parameter fills a table many times faster than one INSERT a row, and needs no Arrow.
    names = ", ".join(f'record."{name}"' for name in columns)
    connection.execute(
        f"INSERT INTO {table} SELECT {names} "  # noqa: S608 - names are the constants above
        "FROM (SELECT unnest(from_json(?, ?)) AS record)",
        [json.dumps(rows), json.dumps([columns])],
    )


def _rows_by_table(
    postmortems: Sequence[Postmortem], severities: Sequence[str]
) -> dict[str, list[Row]]:
    ranks = {word: rank for rank, word in enumerate(severities, start=1)}
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for postmortem in postmortems:
        rows["incidents"].append(_incident(postmortem, ranks))
        for table, row in _details(postmortem):
            rows[table].append(row)
    return rows


def quarter_of(month: int, year: int) -> str:
    """`2024-Q3` of a month (1 to 12) and a year."""
    return f"{year:04d}-Q{(month - 1) // 3 + 1}"


def _incident(postmortem: Postmortem, ranks: dict[str, int]) -> Row:
    day = postmortem.day
    impact = postmortem.impact
    computed = durations(postmortem)
    stated = postmortem.stated_durations
    return {
        "id": postmortem.id,
        "title": postmortem.title,
        "severity": postmortem.severity,
        "severity_rank": ranks.get(postmortem.severity),
        "status": postmortem.status,
        "day": day.isoformat(),
        "year": f"{day.year:04d}",
        "quarter": quarter_of(day.month, day.year),
        "month": f"{day.year:04d}-{day.month:02d}",
        "started_at": _utc(postmortem.started),
        "detected_at": _utc(postmortem.detected),
        "acknowledged_at": _utc(postmortem.acknowledged),
        "mitigated_at": _utc(postmortem.mitigated),
        "resolved_at": _utc(postmortem.resolved),
        "started_estimated": postmortem.started_estimated,
        **{f"{name}_s": computed[name] for name in DURATIONS},
        **{f"stated_{name}_s": stated.get(name) for name in DURATIONS},  # type: ignore[call-overload]
        "outage_equivalent_s": outage_equivalent(postmortem),
        "detected_by": postmortem.detected_by,
        "trigger": postmortem.trigger or UNKNOWN,
        "users_percent": impact.users_percent,
        "users": impact.users,
        "requests_failed": impact.requests_failed,
        "cost_amount": impact.cost.amount if impact.cost else None,
        "cost_currency": impact.cost.currency if impact.cost else None,
        "data_loss": impact.data_loss,
        "visibility": postmortem.visibility,
    }


def _details(postmortem: Postmortem) -> Iterator[tuple[str, Row]]:
    own = {"incident_id": postmortem.id}
    for service in postmortem.services:
        yield "incident_services", {**own, "service": service}
    for cause in postmortem.causes:
        yield "incident_causes", {**own, "cause": cause}
    for team in postmortem.teams:
        yield "incident_teams", {**own, "team": team}
    for tag in postmortem.tags:
        yield "incident_tags", {**own, "tag": tag}
    for earlier in postmortem.recurrence_of:
        yield "recurrences", {**own, "earlier_id": earlier}
    for position, action in enumerate(postmortem.actions):
        yield (
            "actions",
            {
                **own,
                "position": position,
                "title": action.title,
                "type": action.type,
                "owner": action.owner,
                "due": action.due.isoformat() if action.due else None,
                "status": action.status,
                "ticket": action.ticket,
                "section": action.section,
            },
        )


def _timeline(postmortems: Iterable[Postmortem]) -> list[Row]:
    return [
        {
            "incident_id": postmortem.id,
            "position": position,
            "at": _utc_text(event.at),
            "until": _utc_text(event.until) if event.until else None,
            "approximate": event.approximate,
            "text": event.text,
        }
        for postmortem in postmortems
        for position, event in enumerate(postmortem.timeline)
    ]


def _utc(moment: Moment | None) -> str | None:
    return _utc_text(moment.at) if moment and moment.at else None


def _utc_text(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
