"""The library as tables, in an embedded DuckDB: what every aggregate is asked of.

The same tables and the same SQL run on any warehouse. Only incidents that count are here: a draft
is not. Times are UTC; `*_s` columns are seconds; NULL is unknown, never zero. Nothing outside the
connection can be reached from it: no file, no network, no Python variable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import duckdb

from hindsite.library.columns import TABLES, Table
from hindsite.postmortem.durations import durations, outage_equivalent
from hindsite.postmortem.schema import DURATIONS, UNKNOWN, Moment, Postmortem

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was asked; each `?` in `sql` stands for one of the parameters, in order."""

    sql: str
    parameters: tuple[object, ...] = ()


class Tables:
    """A connection holding the tables of one library; nothing outside it can be reached."""

    def __init__(self, postmortems: Iterable[Postmortem], severities: Sequence[str]) -> None:
        self._heard: list[list[Query]] = []
        self._counted = [one for one in postmortems if one.status != "draft"]
        self._severities = severities
        self._has_timeline = False

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        """The tables, filled when something is first asked of them."""
        connection = duckdb.connect(
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
        rows = _rows_by_table(self._counted, self._severities)
        for name, table in TABLES.items():
            _make(connection, name, table)
            _fill(connection, name, table, rows[name])
        connection.execute("SET lock_configuration = true")
        return connection

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of one query, values as Python objects, NULL as None."""
        for heard in self._heard:
            heard.append(Query(sql, tuple(parameters)))
        self._await_timeline(sql)
        return self._connection.execute(sql, list(parameters)).fetchall()

    def connection_for(self, sql: str) -> duckdb.DuckDBPyConnection:
        """The connection, every table filled that the query names."""
        self._await_timeline(sql)
        return self._connection

    def _await_timeline(self, sql: str) -> None:
        # The largest table, ten rows an incident and more, waits for a query that names it.
        if not self._has_timeline and "timeline" in sql.lower():
            self._has_timeline = True
            _fill(self._connection, "timeline", TABLES["timeline"], _timeline(self._counted))

    def stream(self, sql: str) -> object:
        """The rows of a query as an Arrow stream, which another connection reads by itself.

        A capsule of Arrow's C stream interface, to be read once and before the tables are closed.
        """
        self._await_timeline(sql)
        return self._connection.sql(sql).__arrow_c_stream__()

    def ask_one(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """The only row of a query that always has one (an aggregate without groups)."""
        return self.ask(sql, parameters)[0]

    @contextmanager
    def hearing(self) -> Iterator[list[Query]]:
        """The queries asked while the context lasts: what a figure's working shows."""
        heard: list[Query] = []
        self._heard.append(heard)
        try:
            yield heard
        finally:
            self._heard.remove(heard)

    def close(self) -> None:
        """Free the memory of the tables."""
        self._connection.close()


def _make(connection: duckdb.DuckDBPyConnection, name: str, table: Table) -> None:
    declared = ", ".join(f'"{column}" {one.kind}' for column, one in table.columns.items())
    connection.execute(f"CREATE TABLE {name} ({declared})")


def _fill(connection: duckdb.DuckDBPyConnection, name: str, table: Table, rows: list[Row]) -> None:
    if not rows:
        return
    # One JSON parameter fills a table many times faster than one INSERT a row, and needs no Arrow;
    # a list for each column is shorter than an object for each row.
    lists = {column: [row[column] for row in rows] for column in table.columns}
    kinds = {column: [one.kind] for column, one in table.columns.items()}
    columns = ", ".join(f'unnest(lists."{column}")' for column in table.columns)
    connection.execute(
        f"INSERT INTO {name} SELECT {columns} "  # noqa: S608 - names are constants
        "FROM (SELECT from_json(?, ?) AS lists)",
        [json.dumps(lists), json.dumps(kinds)],
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
        "started_precision": postmortem.started.precision,
        "detected_precision": _precision(postmortem.detected),
        "acknowledged_precision": _precision(postmortem.acknowledged),
        "mitigated_precision": _precision(postmortem.mitigated),
        "resolved_precision": _precision(postmortem.resolved),
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
        "event_count": len(postmortem.timeline),
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


def _precision(moment: Moment | None) -> str | None:
    return moment.precision if moment else None


def _utc(moment: Moment | None) -> str | None:
    return _utc_text(moment.at) if moment and moment.at else None


def _utc_text(at: datetime) -> str:
    # Whole seconds, and no zone: the first 19 characters.
    return at.astimezone(UTC).isoformat()[:19]
