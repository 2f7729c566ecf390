"""Extraction on a Spark cluster (集群抽取): a data frame of texts or files in, a row an input out, and its tables.

    from policy_extract.batch import spark
    extracted = spark.extract_dataframe(frame)          # columns doc_id and text (or content), optional name, media_type, hints
    extracted.write.parquet("extracted")                # the costly step: write it once …
    spark.table(session.read.parquet("extracted"), "quantities")   # … and take the tables from there

Runs over `mapInArrow`. The patterns travel from the driver with the job; every input is worked on in a child process of the
Python worker, so that a poisonous one becomes a row with a failure. Needs pyspark 4 with this package and its dependencies
installed on the workers (docs/scale.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from policy_extract.batch.isolated import OUTPUT, Isolated
from policy_extract.batch.local import Settings
from policy_extract.batch.messages import Orders
from policy_extract.batch.packs import Shipped
from policy_extract.batch.schema import DATASETS, INPUT, described
from policy_extract.errors import UsageError

SPARK_TYPES = {
    pa.string(): "string", pa.binary(): "binary", pa.int32(): "int", pa.float64(): "double", pa.bool_(): "boolean",
    pa.date32(): "date",
}  # fmt: skip


def spark_type(kind: pa.DataType) -> str:
    """An Arrow type in the words of Spark, as `struct<start: int>`. Raises TypeError for one that no table has."""
    if kind in SPARK_TYPES:
        return SPARK_TYPES[kind]
    if pa.types.is_list(kind):
        return f"array<{spark_type(kind.value_type)}>"
    if pa.types.is_map(kind):
        return f"map<{spark_type(kind.key_type)}, {spark_type(kind.item_type)}>"
    if pa.types.is_struct(kind):
        return "struct<" + ", ".join(f"`{part.name}`: {spark_type(part.type)}" for part in kind) + ">"
    raise TypeError(f"no Spark type for {kind}; add it to SPARK_TYPES")


def output_type() -> str:
    """The columns of an extracted data frame as Spark writes a schema."""
    return ", ".join(f"`{part.name}` {spark_type(part.type)}" for part in OUTPUT)


def extract_dataframe(frame: Any, settings: Settings | None = None) -> Any:
    """A data frame with a row an input (isolated.OUTPUT) for one with the columns of schema.INPUT, of which `doc_id`, whose
    values differ, and `text` or `content` are needed. Of the settings those count that say how a document is worked on.
    Raises UsageError and PatternError.
    """
    from pyspark.sql import functions

    settings = settings or Settings()
    present = set(frame.columns)
    if "doc_id" not in present or not present & {"text", "content"}:
        raise UsageError(f"the data frame has the columns {', '.join(frame.columns)}; doc_id and text or content are needed")
    wanted = [functions.col(part.name).cast(spark_type(part.type)) for part in INPUT if part.name in present]
    memory = settings.memory * 1024 * 1024
    orders = Orders(settings.factory, [], settings.ocr, settings.standoff, settings.timeout, memory, 1)
    isolated = Isolated(orders, Shipped.of(settings.patterns))

    def process(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return isolated.process(batches)

    return frame.select(*wanted).mapInArrow(process, output_type())


def table(extracted: Any, name: str) -> Any:
    """One table of an extracted data frame, with the columns, in their order, of the same table of a local run.

    Take it from a stored data frame: from a fresh one all documents would be worked on again. Raises UsageError.
    """
    from pyspark.sql import functions

    if name not in DATASETS:
        raise UsageError(f"no table {name!r}; choose one of {', '.join(DATASETS)}")
    lines = extracted.select("input_id", functions.explode(name).alias("line"))
    return lines.select(*(_column(functions, part) for part in described(name)))


def _column(functions: Any, part: pa.Field) -> Any:
    """A column of a table, bearing its description as the comment of a column."""
    source = "input_id" if part.name == "input_id" else f"line.{part.name}"
    said = (part.metadata or {}).get(b"description", b"").decode()
    return functions.col(source).alias(part.name, metadata={"comment": said})
