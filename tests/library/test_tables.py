from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from hindsite.insight.distributions import distribution, distributions_by
from hindsite.insight.filters import Filters
from hindsite.library.columns import TABLES
from hindsite.library.tables import Tables
from hindsite.postmortem.schema import Cost
from tests.insight.knowing import action, impact, lasting, record
from tests.view.incidents import event

SEVERITIES = ("SEV1", "SEV2")
WHOLE = record(
    "2024-03-05 10:00",
    "2024-03-05 14:00",
    detected="2024-03-05 10:10",
    acknowledged="2024-03-05 10:15",
    mitigated="2024-03-05 12:00",
    timezone="America/New_York",
    title='Quotes " and \\ and \u2028 and ü',
    severity="SEV2",
    services=("api", "web"),
    causes=("deploy",),
    teams=("core",),
    tags=("peak",),
    trigger="load",
    recurrence_of=("2023-01-01-x",),
    stated_durations={"resolve": 3600, "detect": 60},
    impact=impact(
        users_percent=12.5,
        users=12_000,
        requests_failed=999_999_999_999_999,
        cost=Cost(0.1, "USD"),
        data_loss=False,
    ),
    timeline=(event("2024-03-05 10:00", "2024-03-05 10:20", about=True, text="It *broke*"),),
    actions=(action("open", "prevent", owner="@bo", due="2024-04-01", ticket="API-1"),),
)


@pytest.fixture
def tables() -> Iterator[Tables]:
    """The tables of one whole incident and one of which little is known."""
    made = Tables([WHOLE, record("2024-01-01", severity="unknown")], SEVERITIES)
    yield made
    made.close()


def row(tables: Tables, table: str, where: str = "TRUE") -> dict[str, object]:
    """The only row of a table, by column."""
    columns = TABLES[table].columns
    listed = ", ".join(f'"{column}"' for column in columns)
    (found,) = tables.ask(f"SELECT {listed} FROM {table} WHERE {where}")  # noqa: S608 - constants
    return dict(zip(columns, found, strict=True))


def test_an_incident_is_one_row_with_every_column(tables: Tables) -> None:
    """Texts as they are, times in UTC, durations in seconds, counts exact."""
    assert row(tables, "incidents", "severity = 'SEV2'") == {
        "id": "2024-03-05-web",
        "title": 'Quotes " and \\ and \u2028 and ü',
        "severity": "SEV2",
        "severity_rank": 2,
        "status": "published",
        "day": date(2024, 3, 5),
        "year": "2024",
        "quarter": "2024-Q1",
        "month": "2024-03",
        "started_at": datetime(2024, 3, 5, 15),  # noqa: DTZ001 - the column has no zone: it is UTC
        "detected_at": datetime(2024, 3, 5, 15, 10),  # noqa: DTZ001 - as above
        "acknowledged_at": datetime(2024, 3, 5, 15, 15),  # noqa: DTZ001 - as above
        "mitigated_at": datetime(2024, 3, 5, 17),  # noqa: DTZ001 - as above
        "resolved_at": datetime(2024, 3, 5, 19),  # noqa: DTZ001 - as above
        "started_precision": "time",
        "detected_precision": "time",
        "acknowledged_precision": "time",
        "mitigated_precision": "time",
        "resolved_precision": "time",
        "started_estimated": False,
        "detect_s": 600,
        "acknowledge_s": 300,
        "mitigate_s": 7200,
        "resolve_s": 14400,
        "impact_s": 7200,
        "stated_detect_s": 60,
        "stated_acknowledge_s": None,
        "stated_mitigate_s": None,
        "stated_resolve_s": 3600,
        "stated_impact_s": None,
        "outage_equivalent_s": 900.0,
        "detected_by": "monitoring",
        "trigger": "load",
        "users_percent": 12.5,
        "users": 12_000,
        "requests_failed": 999_999_999_999_999,
        "cost_amount": 0.1,
        "cost_currency": "USD",
        "data_loss": False,
        "event_count": 1,
        "visibility": "public",
    }


def test_what_is_not_known_is_null(tables: Tables) -> None:
    """Never zero and never false; only words that have `unknown` as a value say it."""
    found = row(tables, "incidents", "severity = 'unknown'")
    assert {column for column, value in found.items() if value is not None} == {
        "id",
        "title",
        "severity",
        "status",
        "day",
        "year",
        "quarter",
        "month",
        "started_precision",
        "started_estimated",
        "detected_by",
        "trigger",
        "event_count",
        "visibility",
    }
    assert (found["trigger"], found["started_precision"]) == ("unknown", "day")


def test_details_are_rows_of_their_own(tables: Tables) -> None:
    """One row for each service, cause, team, tag, recurrence, event and action item."""
    assert tables.ask("SELECT * FROM incident_services ORDER BY service") == [
        ("2024-03-05-web", "api"),
        ("2024-03-05-web", "web"),
    ]
    for table, value in (
        ("incident_causes", "deploy"),
        ("incident_teams", "core"),
        ("incident_tags", "peak"),
        ("recurrences", "2023-01-01-x"),
    ):
        assert list(row(tables, table).values()) == ["2024-03-05-web", value]
    assert row(tables, "timeline") == {
        "incident_id": "2024-03-05-web",
        "position": 0,
        "at": datetime(2024, 3, 5, 10),  # noqa: DTZ001 - the column has no zone: it is UTC
        "until": datetime(2024, 3, 5, 10, 20),  # noqa: DTZ001 - as above
        "approximate": True,
        "text": "It *broke*",
    }
    assert row(tables, "actions") == {
        "incident_id": "2024-03-05-web",
        "position": 0,
        "title": "Add a lock",
        "type": "prevent",
        "owner": "@bo",
        "due": date(2024, 4, 1),
        "status": "open",
        "ticket": "API-1",
        "section": "Action items",
    }


def test_the_tables_are_those_declared(tables: Tables) -> None:
    """The database holds the declared tables with the declared columns and types, no others."""
    found: dict[str, dict[str, str]] = {}
    sql = """
        SELECT table_name, column_name, data_type FROM duckdb_columns()
        WHERE NOT internal ORDER BY column_index
    """
    for table, column, kind in tables.ask(sql):
        found.setdefault(table, {})[column] = kind
    assert found == {
        name: {column: one.kind for column, one in table.columns.items()}
        for name, table in TABLES.items()
    }


def test_every_column_says_what_it_holds() -> None:
    """A table without the meaning of a row, or a column without its own, cannot be asked."""
    silent = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column, one in table.columns.items()
        if not one.meaning.endswith(".") or not table.row.endswith(".")
    ]
    assert silent == []


def test_every_number_and_time_has_a_unit() -> None:
    """Seconds, percent, a currency, UTC: a number without its unit is no figure. Ranks are none."""
    ranks = {"severity_rank", "position"}
    bare = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column, one in table.columns.items()
        if one.kind in {"BIGINT", "DOUBLE", "INTEGER", "TIMESTAMP"}
        and not one.unit
        and column not in ranks
    ]
    assert bare == []


def test_drafts_are_in_no_table() -> None:
    """What a draft says is nowhere to be counted."""
    draft = record("2024-01-01", status="draft", services=("api",), actions=(action("open"),))
    tables = Tables([draft], SEVERITIES)
    assert [tables.ask_one(f"SELECT count(*) FROM {table}")[0] for table in TABLES] == [0] * len(  # noqa: S608 - constants
        TABLES
    )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM read_blob('{file}')",
        "SELECT * FROM read_json('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('{folder}/*')",
        "COPY incidents TO '{folder}/out.csv'",
        "COPY incidents FROM '{file}'",
        "EXPORT DATABASE '{folder}/out'",
        "IMPORT DATABASE '{folder}'",
        "ATTACH '{folder}/other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT * FROM outside",
        "SET enable_external_access = true",
        "SET python_enable_replacements = true",
        "RESET enable_external_access",
        "SET lock_configuration = false",
    ],
)
def test_nothing_outside_can_be_reached(tables: Tables, tmp_path: Path, sql: str) -> None:
    """No file, network, extension or Python variable, and the locks cannot be opened again."""
    outside = [WHOLE.id]
    file = tmp_path / "secret.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(duckdb.Error):
        tables.ask(sql.format(file=file.as_posix(), folder=tmp_path.as_posix()))
    assert (sorted(tmp_path.iterdir()), outside) == (before, [WHOLE.id])


def test_twenty_thousand_incidents_are_filled_and_counted() -> None:
    """Ten times what a large organisation has, in one go."""
    causes = ("deploy", "config-change", "load")
    records = [
        lasting(
            n % 600,
            f"{2005 + n % 20}-{1 + n % 12:02}-{1 + n % 28:02}",
            f"n{n}",
            causes=causes[: n % 4],
            services=(f"s{n % 300}",),
            timeline=WHOLE.timeline,
            actions=WHOLE.actions,
        )
        for n in range(20_000)
    ]
    tables = Tables(records, SEVERITIES)
    whole = distribution(tables, "resolve", Filters())
    assert (whole.count, whole.known) == (20_000, 20_000)
    years = distributions_by(tables, "resolve", "year", Filters())
    assert [group.count for group in years.values()] == [1000] * 20
    groups = distributions_by(tables, "resolve", "cause", Filters())
    assert {name: group.count for name, group in groups.items()} == {
        "deploy": 15_000,
        "config-change": 10_000,
        "load": 5_000,
        "unknown": 5_000,
    }
    tables.close()
