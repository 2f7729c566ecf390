"""Questions to a run folder in SQL (查询), answered by DuckDB over the Parquet files where they stand."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from policy_extract.batch.manifest import FILE
from policy_extract.batch.schema import DATASETS, FORMAT, INPUTS_TABLE, schema_of
from policy_extract.batch.shards import run_folders
from policy_extract.errors import UsageError

MANIFEST_TABLES = ("inputs", "runs", "chunks")
ROWS_AT_ONCE = 10_000


def check_folder(folder: Path) -> bool:
    """Raise UsageError when a folder is no run folder of this version; returns whether there is a manifest.

    Tables without one are what a job on a cluster writes.
    """
    path = folder / FILE
    if not path.is_file():
        if all((folder / name).is_dir() for name in DATASETS):
            _check_columns(folder)
            return False
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
    return True


def _check_columns(folder: Path) -> None:
    """Raise UsageError when tables without a manifest are not those of this version."""
    for name in DATASETS:
        file = next((folder / name).glob("*.parquet"), None)
        try:
            found = pq.read_schema(file).names if file is not None else []
        except (OSError, pa.ArrowException) as error:
            raise UsageError(f"{file}: cannot be read ({error}); run the job anew") from error
        if found != schema_of(name).names:
            raise UsageError(f"{folder / name}: not a table of this version; use the version that made it or run the job anew")


def connect(folder: Path | str, manifest: bool = True, memory: str = "") -> duckdb.DuckDBPyConnection:
    """A connection with a view for each table of a run, or of all its shards, and with tables `inputs`, `runs`, `chunks` of
    its manifest; what a job on a cluster wrote has no manifest, and `inputs` among the tables. Raises UsageError.
    """
    folders = run_folders(Path(folder))
    with_manifest = [path for path in folders if check_folder(path)]
    connection = duckdb.connect(":memory:")
    # Nothing may be fetched from elsewhere to answer a question.
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        connection.execute(f"SET {setting} = false")
    if memory:
        connection.execute(f"SET memory_limit = '{memory}'")
    beside = [INPUTS_TABLE] if not with_manifest and (folders[0] / INPUTS_TABLE).is_dir() else []
    for name in (*DATASETS, *beside):
        places = [str((path / name / "*.parquet").resolve()).replace("'", "''") for path in folders]
        listed = ", ".join(f"'{place}'" for place in places)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{listed}])")
    if manifest:
        for path in with_manifest:
            for name in MANIFEST_TABLES:
                _copy(connection, path, name)
    return connection


def _copy(connection: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """Copy a table of the manifest behind what is there of it, some rows at a time."""
    base = sqlite3.connect(f"file:{folder / FILE}?mode=ro", uri=True)
    try:
        described = base.execute(f"PRAGMA table_info({name})").fetchall()
        kinds = {"INTEGER": pa.int64(), "REAL": pa.float64()}
        schema = pa.schema([(column[1], kinds.get(column[2], pa.string())) for column in described])
        cursor = base.execute(f"SELECT * FROM {name}")
        connection.register("found", schema.empty_table())
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} AS SELECT * FROM found")
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
