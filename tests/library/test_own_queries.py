from __future__ import annotations

import pytest

from hindsite.library.own_queries import Answer, QueryError, answer
from hindsite.library.tables import Tables
from tests.insight.knowing import lasting
from tests.view.incidents import event

SEVERITIES = ("SEV1", "SEV2")


@pytest.fixture(scope="module")
def tables() -> Tables:
    """Three incidents, one with a timeline."""
    told = lasting(5, "2024-01-03", "c", timeline=(event("2024-01-03 10:00"),))
    return Tables(
        [lasting(10, "2024-01-01", "a"), lasting(20, "2024-01-02", "b"), told], SEVERITIES
    )


def refused(tables: Tables, sql: str) -> str:
    """Why a query is not run, or failed."""
    with pytest.raises(QueryError) as error:
        answer(tables, sql, 10)
    return str(error.value)


def test_rows_have_names_and_are_no_more_than_asked(tables: Tables) -> None:
    """Columns as the query names them; that more rows are there is told."""
    sql = "SELECT id, resolve_s FROM incidents ORDER BY id"
    assert answer(tables, sql, 2) == Answer(
        ("id", "resolve_s"), (("2024-01-01-a", 600), ("2024-01-02-b", 1200)), more=True
    )
    assert not answer(tables, sql, 3).more


@pytest.mark.parametrize(
    "sql",
    [
        "WITH found AS (SELECT 1 AS n) SELECT n FROM found",
        "  SELECT 1;  -- and no more",
        "FROM incidents",
        "VALUES (1)",
        "SELECT '; DROP TABLE incidents'",
    ],
)
def test_one_selection_is_run(tables: Tables, sql: str) -> None:
    """In any form of SQL that only reads."""
    assert answer(tables, sql, 10).rows


def test_the_timeline_is_there_for_those_who_ask(tables: Tables) -> None:
    """The table that is filled last is filled before it is read."""
    assert answer(tables, "SELECT count(*) FROM Timeline", 1).rows == ((1,),)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("", "one statement that begins with SELECT or WITH, got 0"),
        ("SELECT 1; SELECT 2", "got 2; ask one question for each call"),
        ("SELECT 1; DROP TABLE incidents", "got 2"),
        ("DROP TABLE incidents", "expected a SELECT, got DROP"),
        ("INSERT INTO incident_tags VALUES ('a', 'b')", "expected a SELECT, got INSERT"),
        ("DELETE FROM incidents RETURNING id", "expected a SELECT, got DELETE"),
        ("CREATE TABLE t AS SELECT 1", "expected a SELECT, got CREATE"),
        ("COPY incidents TO 'x.csv'", "expected a SELECT, got COPY"),
        ("ATTACH 'x.db'", "expected a SELECT, got ATTACH"),
        ("SET threads = 8", "expected a SELECT, got SET"),
        ("PRAGMA version", "expected a SELECT, got PRAGMA"),
        ("SELECT ?", "a query takes no parameters"),
        ("SELECT $name", "a query takes no parameters"),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("SELECT * FROM '/etc/passwd'", "/etc/passwd"),
        ("SELEC 1", 'syntax error at or near "SELEC" (line 1 of the query: SELEC 1)'),
        ("SELECT id\nFROM incident", "does not exist"),
        ("SELECT nothing\nFROM incidents", "(line 1 of the query: SELECT nothing"),
        ("SELECT id,\n title sevrity x FROM incidents", "(line 2 of the query: title sevrity x"),
        ("SELECT CAST(title AS INTEGER) FROM incidents", "Could not convert"),
    ],
)
def test_everything_else_is_refused(tables: Tables, sql: str, message: str) -> None:
    """One line that says what is wrong and in which line of the query; nothing has changed."""
    told = refused(tables, sql)
    assert message in told
    assert "\n" not in told
    assert answer(tables, "SELECT count(*) FROM incidents", 1).rows == ((3,),)


@pytest.mark.parametrize(
    "sql",
    [
        "WITH gone AS MATERIALIZED (DELETE FROM incidents RETURNING id) SELECT id FROM gone",
        "WITH made AS (INSERT INTO incident_tags VALUES ('a', 'b') RETURNING *) SELECT * FROM made",
        "WITH changed AS (UPDATE incidents SET title = 'x' RETURNING id) SELECT * FROM changed",
    ],
)
def test_a_selection_that_would_write_writes_nothing(tables: Tables, sql: str) -> None:
    """DuckDB calls these selections; the transaction they run in refuses them."""
    refused(tables, sql)
    kept = "SELECT count(*), count(*) FILTER (title = 'x') FROM incidents"
    assert answer(tables, kept, 1).rows == ((3, 0),)
    assert answer(tables, "SELECT count(*) FROM incident_tags", 1).rows == ((0,),)


def test_a_query_that_takes_too_long_is_stopped(tables: Tables) -> None:
    """The error says how long it may take, and the tables can be asked again."""
    endless = """
        SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c
        WHERE a.range + b.range = c.range
    """
    with pytest.raises(QueryError, match=r"took more than 0\.2 seconds"):
        answer(tables, endless, 10, seconds=0.2)
    assert answer(tables, "SELECT count(*) FROM incidents", 1).rows == ((3,),)


def test_rows_that_are_not_shown_are_not_computed(tables: Tables) -> None:
    """A thousand million rows cost what the shown ones cost."""
    found = answer(tables, "SELECT * FROM range(1000000000)", 2)
    assert (found.rows, found.more) == (((0,), (1,)), True)


def test_a_failed_query_leaves_the_tables_as_they_were(tables: Tables) -> None:
    """The transaction of a query that fails while it runs is ended."""
    refused(tables, "SELECT CAST(title AS INTEGER) FROM incidents")
    assert tables.ask("SELECT count(*) FROM incidents") == [(3,)]
