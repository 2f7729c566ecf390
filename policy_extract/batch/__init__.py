"""Runs over many documents (批处理): the kernel for any engine, local runs that survive their documents, the store, queries.

    from policy_extract import batch
    batch.run(["plans/"], "run")                      # a run folder; the same call goes on after a kill
    batch.query("run", "SELECT kind, count(*) FROM tasks GROUP BY kind")
    with open("tasks.csv", "wb") as stream:
        batch.export("run", stream, "csv")
    batch.Kernel().process(record_batches)            # for any engine that speaks Arrow

Needs the extra `batch` (pyarrow, duckdb). The wall clock is read in this room only, for the manifest.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_extract.batch.arrivals import Watching, watch
    from policy_extract.batch.inputs import Inputs
    from policy_extract.batch.kernel import Kernel
    from policy_extract.batch.local import Settings, run
    from policy_extract.batch.progress import Progress
    from policy_extract.batch.questions import connect, query
    from policy_extract.batch.schema import DATASETS, INPUT, described, schema_of
    from policy_extract.batch.shards import Shard
    from policy_extract.batch.stored import export, results

__all__ = [
    "DATASETS",
    "INPUT",
    "Inputs",
    "Kernel",
    "Progress",
    "Settings",
    "Shard",
    "Watching",
    "connect",
    "described",
    "export",
    "query",
    "results",
    "run",
    "schema_of",
    "watch",
]

_HOMES = {
    "DATASETS": "schema", "INPUT": "schema", "Inputs": "inputs", "Kernel": "kernel", "Progress": "progress", "Settings": "local",
    "connect": "questions", "export": "stored", "query": "questions", "results": "stored", "run": "local",
    "described": "schema", "schema_of": "schema", "Shard": "shards", "Watching": "arrivals", "watch": "arrivals",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
