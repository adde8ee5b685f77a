"""A maintainer's own SQL over the tables: one question that can only read, and not for ever.

DuckDB parses the text and says what it is: only one statement that selects is run. A common table
expression may hold a statement that writes and is still called a selection; so it runs in a
transaction that refuses to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Any

import duckdb

from hindsite.errors import HindsiteError
from hindsite.library.columns import TABLES
from hindsite.library.tables import Tables

SECONDS = 10.0
_LINE = re.compile(r"\n*LINE (\d+): ?(.*)(?:\n *\^+ *)?\s*$")


class QueryError(HindsiteError):
    """A query that is not run, or that failed; the text says why and where in the query."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of named columns, values as Python objects, NULL as None. `more`: others are left."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False


def answer(tables: Tables, sql: str, most: int, seconds: float = SECONDS) -> Answer:
    """At most so many rows of one SELECT; raises QueryError, too where it takes longer.

    Nothing is written, whatever the text; no file or network can be reached from the connection.
    """
    _check(sql)
    connection = tables.connection_for(sql)
    with _reading(connection), _limited(connection, seconds), _told(seconds):
        connection.execute(sql)
        columns = tuple(str(column[0]) for column in connection.description or ())
        # Rows are computed as they are fetched: what is not shown costs nothing.
        rows = connection.fetchmany(most + 1)
    return Answer(columns, tuple(rows[:most]), more=len(rows) > most)


def _check(sql: str) -> None:
    with _told(0):
        statements = duckdb.extract_statements(sql)
    if len(statements) != 1:
        raise QueryError(
            f"expected one statement that begins with SELECT or WITH, got {len(statements)}; "
            "ask one question for each call"
        )
    (statement,) = statements
    if statement.type is not duckdb.StatementType.SELECT:
        raise QueryError(
            f"expected a SELECT, got {statement.type.name}; a query can only read the tables "
            f"{', '.join(TABLES)}"
        )
    if statement.named_parameters:
        raise QueryError("a query takes no parameters; write the value where the placeholder is")


@contextmanager
def _reading(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("BEGIN TRANSACTION READ ONLY")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


@contextmanager
def _limited(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    timer = Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _told(seconds: float) -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException:
        raise QueryError(
            f"the query took more than {seconds:g} seconds and was stopped; ask for less"
        ) from None
    except duckdb.Error as error:
        raise QueryError(_place(str(error))) from None


def _place(message: str) -> str:
    """DuckDB's words on one line, and the line of the query that they are about."""
    found = _LINE.search(message)
    told = message[: found.start()] if found else message
    text = "; ".join(line.strip() for line in told.splitlines() if line.strip())
    return f"{text} (line {found[1]} of the query: {found[2].strip()})" if found else text
