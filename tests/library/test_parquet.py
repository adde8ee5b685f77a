from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from hindsite.library.columns import TABLES
from hindsite.library.parquet import parquet_file
from hindsite.library.tables import Tables
from tests.insight.knowing import action, record
from tests.view.incidents import event

NOTES = {"schema_version": "1", "generated_from": "it's"}
RECORDS = (
    record(
        "2024-03-05 10:00",
        "2024-03-05 14:00",
        timezone="America/New_York",
        title="Quotes ' \" and ü",
        services=("api", "web"),
        recurrence_of=("2024-01-01-web", "2023-01-01-internal"),
        timeline=(event("2024-03-05 10:00", text="It *broke*"),),
        actions=(action("open", due="2024-04-01"),),
    ),
    record("2024-01-01", severity="unknown"),
)


def parquet_files(tables: Tables, notes: dict[str, str]) -> dict[str, bytes]:
    """Every table's file."""
    return {name: parquet_file(tables, name, notes) for name in TABLES}


@pytest.fixture
def tables() -> Iterator[Tables]:
    """The tables of an incident of which much is known and one of which little is."""
    made = Tables(RECORDS, ("SEV1", "SEV2"))
    yield made
    made.close()


@pytest.fixture
def folder(tables: Tables, tmp_path: Path) -> Path:
    """A folder with the files."""
    for name, content in parquet_files(tables, NOTES).items():
        (tmp_path / f"{name}.parquet").write_bytes(content)
    return tmp_path


@pytest.mark.parametrize("name", TABLES)
def test_a_file_is_its_table(tables: Tables, folder: Path, name: str) -> None:
    """The same columns of the same types with the same rows in the same order."""
    with duckdb.connect() as connection:
        file = f"'{folder / name}.parquet'"
        described = connection.execute(f"DESCRIBE FROM {file}").fetchall()
        rows = connection.execute(f"FROM {file}").fetchall()
    assert [(column, kind) for column, kind, *_ in described] == [
        (column, one.kind) for column, one in TABLES[name].columns.items()
    ]
    expected = tables.ask(f"FROM {name}")
    if name == "recurrences":
        assert (len(expected), rows) == (2, [("2024-03-05-web", "2024-01-01-web")])
    else:
        assert rows == expected


def test_the_query_of_a_figure_runs_on_the_files(tables: Tables, folder: Path) -> None:
    """With a view of each file's name, the SQL of the site gives the site's answer."""
    sql = """
        SELECT service, median(resolve_s), count(resolve_s), count(*)
        FROM incident_services JOIN incidents ON incident_id = id GROUP BY ALL ORDER BY ALL
    """
    with duckdb.connect() as connection:
        for name in TABLES:
            connection.execute(f"CREATE VIEW {name} AS FROM '{folder / name}.parquet'")
        assert connection.execute(sql).fetchall() == tables.ask(sql)


def test_the_same_rows_give_the_same_bytes() -> None:
    """Nothing of the day, the machine or the connection is in a file."""
    first, second = (parquet_files(Tables(RECORDS, ("SEV1", "SEV2")), NOTES) for _ in range(2))
    assert first == second


def test_the_notes_are_in_each_file(folder: Path) -> None:
    """Which commit a file was made of can be asked of the file."""
    with duckdb.connect() as connection:
        for name in TABLES:
            found = connection.execute(
                "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?)",
                [f"{folder / name}.parquet"],
            ).fetchall()
            assert dict(found).items() >= NOTES.items()


def test_the_tables_still_reach_nothing(tables: Tables, tmp_path: Path) -> None:
    """Writing files takes another connection: the one that is asked stays locked."""
    parquet_files(tables, {})
    with pytest.raises(duckdb.Error):
        tables.ask(f"COPY incidents TO '{tmp_path / 'x.parquet'}'")


def test_an_empty_library_has_files_too(tmp_path: Path) -> None:
    """All of them, with their columns, and no row."""
    with duckdb.connect() as connection:
        for name, content in parquet_files(Tables([], ("SEV1",)), {}).items():
            file = tmp_path / f"{name}.parquet"
            file.write_bytes(content)
            found = connection.execute(f"FROM '{file}'")
            assert [one[0] for one in found.description] == list(TABLES[name].columns)
            assert found.fetchall() == []
