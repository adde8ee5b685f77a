"""The tables as Parquet files: the same SQL then runs on any warehouse."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from hindsite.library.tables import Tables

# An incident that is not published must not be given away by one that came back.
_QUERIES = {
    "recurrences": "FROM recurrences WHERE earlier_id IN (SELECT id FROM incidents)",
}


def parquet_file(tables: Tables, name: str, notes: Mapping[str, str]) -> bytes:
    """The rows of one table as a Parquet file, compressed with Zstandard.

    `notes` become the file's key-value metadata: constants and hashes only. The same rows give the
    same bytes with the same version of DuckDB.
    """
    # The tables' own connection reaches no file, and stays so: this one writes and asks nothing.
    connection = duckdb.connect(
        ":memory:", config={"threads": "1", "python_enable_replacements": "false"}
    )
    try:
        with tempfile.TemporaryDirectory(prefix="hindsite-") as folder:
            file = Path(folder) / "table.parquet"
            connection.register("told", tables.stream(_QUERIES.get(name, f"FROM {name}")))
            connection.execute(_copy(file, notes))
            connection.unregister("told")
            return file.read_bytes()
    finally:
        connection.close()


def _copy(file: Path, notes: Mapping[str, str]) -> str:
    metadata = ", ".join(f"{name}: {_quoted(value)}" for name, value in notes.items())
    return (
        f"COPY (FROM told) TO {_quoted(file.as_posix())} "
        f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{metadata}}})"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
