"""Questions to a run folder in SQL (查询), answered by DuckDB over the Parquet files where they stand."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from policy_extract.batch.manifest import FILE
from policy_extract.batch.schema import DATASETS, FORMAT
from policy_extract.errors import UsageError

MANIFEST_TABLES = ("inputs", "runs", "chunks")
ROWS_AT_ONCE = 10_000


def check_folder(folder: Path) -> None:
    """Raise UsageError when a folder is no run folder of this version."""
    path = folder / FILE
    if not path.is_file():
        raise UsageError(f"{folder}: no run folder (there is no {FILE}); give the folder of `policy-extract run --out`")
    try:
        base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            about = dict(base.execute("SELECT key, value FROM about"))
        finally:
            base.close()
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path}: not a manifest that can be read ({error}); give another folder") from error
    if about.get("format") != str(FORMAT):
        raise UsageError(
            f"{folder}: made by {about.get('made_by')} with tables of format {about.get('format')}, this version reads {FORMAT}; "
            "use that version"
        )


def connect(folder: Path | str, manifest: bool = True, memory: str = "") -> duckdb.DuckDBPyConnection:
    """A connection with a view for each table of a run, and with tables `inputs`, `runs`, `chunks` of its manifest.

    Raises UsageError.
    """
    folder = Path(folder)
    check_folder(folder)
    connection = duckdb.connect(":memory:")
    # Nothing may be fetched from elsewhere to answer a question.
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        connection.execute(f"SET {setting} = false")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    for name in DATASETS:
        place = str((folder / name / "*.parquet").resolve()).replace("'", "''")
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{place}')")
    if manifest:
        for name in MANIFEST_TABLES:
            _copy(connection, folder, name)
    return connection


def _copy(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Copy a table of the manifest, some rows at a time."""
    base = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)
    try:
        described = base.execute(f"PRAGMA table_info({name})").fetchall()
        kinds = {"INTEGER": pa.int64(), "REAL": pa.float64()}
        schema = pa.schema([(column[1], kinds.get(column[2], pa.string())) for column in described])
        cursor = base.execute(f"SELECT * FROM {name}")
        connection.register("found", schema.empty_table())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM found")
        while some := cursor.fetchmany(ROWS_AT_ONCE):
            columns = [pa.array(cells, part.type) for cells, part in zip(zip(*some, strict=True), schema, strict=True)]
            connection.register("found", pa.Table.from_arrays(columns, schema=schema))
            connection.execute(f"INSERT INTO {name} SELECT * FROM found")
        connection.unregister("found")
    finally:
        base.close()


def query(folder: Path | str, sql: str) -> pa.Table:
    """The answer to a question in SQL as an Arrow table. Raises UsageError with what is wrong with it."""
    asked = any(re.search(rf"\b{name}\b", sql) for name in MANIFEST_TABLES)
    connection = connect(folder, manifest=asked)
    try:
        answer: Any = connection.sql(sql)
        return pa.table({}) if answer is None else answer.to_arrow_table()
    except duckdb.Error as error:
        raise UsageError(f"the question cannot be answered: {error}") from error
    finally:
        connection.close()
