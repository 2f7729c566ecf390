"""All rows of a run folder as plain values, for tests that hold two runs against each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from policy_extract.batch.schema import DATASETS


def lines_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows of one table in the order of their keys, read without the manifest as any other tool would."""
    found: list[dict[str, Any]] = []
    for path in sorted((folder / table).glob("*.parquet")):
        with path.open("rb") as file:  # opened once: a file put in its place meanwhile is another one
            found += pq.read_table(file, partitioning=None).to_pylist()
    lead = DATASETS[table].lead
    return sorted(found, key=lambda line: [line[name] for name in lead if name in ("input_id", "part", "position")])


def all_rows(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables."""
    return {table: lines_of(folder, table) for table in DATASETS}
