"""Extraction on a Spark cluster (集群抽取): a data frame of texts or files in, a row an input out, and its tables.

    from policy_extract.batch import spark
    spark.extract_tables(frame, "/shared/run")          # columns doc_id and text (or content), optional name, media_type, hints
    extracted = spark.extract_dataframe(frame)          # or: a row an input, for file systems that only Spark can write to
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
from policy_extract.batch.parts import ANSWER, Place, committing
from policy_extract.batch.schema import DATASETS, INPUT, INPUTS, INPUTS_TABLE, described
from policy_extract.errors import UsageError

LOCAL = "file"
"""The scheme of file systems that machines mount."""
SPARK_TYPES = {
    pa.string(): "string", pa.binary(): "binary", pa.int32(): "int", pa.int64(): "bigint",
    pa.float64(): "double", pa.bool_(): "boolean", pa.date32(): "date",
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


def schema_text(schema: pa.Schema) -> str:
    """Columns as Spark writes a schema."""
    return ", ".join(f"`{part.name}` {spark_type(part.type)}" for part in schema)


def extract_dataframe(frame: Any, settings: Settings | None = None) -> Any:
    """A data frame with a row an input (isolated.OUTPUT) for one with the columns of schema.INPUT, of which `doc_id`, whose
    values differ, and `text` or `content` are needed. Of the settings those count that say how a document is worked on.
    Raises UsageError and PatternError.
    """
    isolated = _isolated(settings or Settings())

    def process(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return isolated.process(batches)

    return _inputs(frame).mapInArrow(process, schema_text(OUTPUT))


def extract_tables(frame: Any, out: str, settings: Settings | None = None) -> dict[str, int]:
    """Work on a data frame as `extract_dataframe` does and have the workers write the tables of a local run below `out`, a folder
    that all machines see; what it held before is replaced at the end. Returns the numbers of `inputs` and of those that `failed`.
    Raises UsageError, PatternError and RunError.
    """
    inputs, isolated = _inputs(frame), _isolated(settings or Settings())
    place = Place(shared_folder(frame.sparkSession, out), frame.sparkSession.sparkContext.applicationId)

    def process(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        return isolated.write(batches, place, context.partitionId(), context.taskAttemptId())

    with committing(place) as answers:
        answers += [row.asDict(recursive=True) for row in inputs.mapInArrow(process, schema_text(ANSWER)).collect()]
    return {name: sum(answer[name] for answer in answers) for name in ("inputs", "failed")}


def shared_folder(session: Any, out: str) -> str:
    """The path, or for other file systems the address, of a folder; the settings of the cluster say what a bare path means."""
    context = session.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(out)
    whole = path.getFileSystem(context._jsc.hadoopConfiguration()).makeQualified(path)
    return str(whole.toUri().getPath() if whole.toUri().getScheme() == LOCAL else whole.toString())


def _inputs(frame: Any) -> Any:
    """The columns of schema.INPUT that a data frame has. Raises UsageError when those that are needed are missing."""
    from pyspark.sql import functions

    present = set(frame.columns)
    if "doc_id" not in present or not present & {"text", "content"}:
        raise UsageError(f"the data frame has the columns {', '.join(frame.columns)}; doc_id and text or content are needed")
    wanted = [functions.col(part.name).cast(spark_type(part.type)) for part in INPUT if part.name in present]
    return frame.select(*wanted)


def _isolated(settings: Settings) -> Isolated:
    """What travels to the workers. Raises PatternError."""
    memory = settings.memory * 1024 * 1024
    orders = Orders(settings.factory, [], settings.ocr, settings.standoff, settings.timeout, memory, 1)
    return Isolated(orders, Shipped.of(settings.patterns))


def table(extracted: Any, name: str) -> Any:
    """One table of an extracted data frame, with the columns, in their order, of the same table of a local run.

    Take it from a stored data frame: from a fresh one all documents would be worked on again. Raises UsageError.
    """
    from pyspark.sql import functions

    if name == INPUTS_TABLE:
        return _input_lines(functions, extracted)
    if name not in DATASETS:
        raise UsageError(f"no table {name!r}; choose one of {', '.join((*DATASETS, INPUTS_TABLE))}")
    lines = extracted.select("input_id", functions.explode(name).alias("line"))
    return lines.select(*(_column(functions, part) for part in described(name)))


def _input_lines(functions: Any, extracted: Any) -> Any:
    """How it went with each input (schema.INPUTS)."""
    first = functions.get("failures", functions.lit(0))
    failed, read = functions.size("failures") > 0, functions.size("documents") > 0
    cells = {
        "input_id": functions.col("input_id"), "digest": functions.col("digest"), "seconds": functions.col("seconds"),
        "state": functions.when(~failed, "done").when(read, "partial").otherwise("failed"),
        **{name: functions.when(failed, first[name]).otherwise("") for name in ("reason", "message")},
        **{name: functions.size(name) for name in ("documents", "tasks", "failures")},
    }  # fmt: skip
    return extracted.select(*(cells[part.name].cast(spark_type(part.type)).alias(part.name) for part in INPUTS))


def _column(functions: Any, part: pa.Field) -> Any:
    """A column of a table, bearing its description as the comment of a column."""
    source = "input_id" if part.name == "input_id" else f"line.{part.name}"
    said = (part.metadata or {}).get(b"description", b"").decode()
    return functions.col(source).alias(part.name, metadata={"comment": said})
