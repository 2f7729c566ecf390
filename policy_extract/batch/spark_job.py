"""A job for `spark-submit` (集群作业): texts or files in, the tables of a run out, as Parquet where the cluster can write.

    spark-submit [options] spark_job.py INPUT OUT            # INPUT: Parquet or JSON Lines of texts
    spark-submit [options] spark_job.py --files FOLDER OUT   # a folder of documents of any format

OUT/<table> are the tables of `policy-extract run`, OUT/inputs says how it went with each input. What OUT held before is replaced;
a job that was killed is begun again by the same command. Where Spark writes, OUT/extracted holds a row an input with its lines
of all tables, which `--tables-only` takes as it is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from policy_extract.batch.inputs_tables import ID_COLUMNS, JSON_SUFFIXES, NAME_COLUMNS, TEXT_COLUMNS, TYPE_COLUMNS
from policy_extract.batch.local import Settings
from policy_extract.batch.parts import EXTRACTED
from policy_extract.batch.questions import query
from policy_extract.batch.schema import DATASETS, INPUTS_TABLE
from policy_extract.batch.spark import extract_dataframe, extract_tables, shared_folder, table
from policy_extract.errors import PolicyExtractError, UsageError

CONFIGURATION = {
    # A batch is held whole by the Python worker, and texts are long.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    "spark.sql.files.openCostInBytes": "64k",
}
"""What the job wishes where the user has said nothing."""
PART = "spark.sql.files.maxPartitionBytes"
SMALLEST_PART, LARGEST_PART, MANY_PARTS = 2 << 20, 32 << 20, 2000
"""Bytes of input in a part: small ones, so that the last of them does not keep one worker busy alone, and larger ones where there
would be more than so many, for each becomes a file of every table."""
COUNTS = ("count(*) AS inputs", "count(DISTINCT input_id) AS names", "count_if(failures > 0) AS failed")
"""In words that DuckDB and Spark share."""


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of the job."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="Parquet or JSON Lines of texts; with --files a folder of documents")
    parser.add_argument("out", help="folder for the tables, on any file system of the cluster")
    parser.add_argument("--files", action="store_true", help="INPUT is a folder of documents, not a table of texts")
    parser.add_argument("--text-column", default="", metavar="NAME")
    parser.add_argument("--id-column", default="", metavar="NAME")
    parser.add_argument(
        "--partitions", type=int, default=0, metavar="N", help="parts of the work (default: by size of the input)"
    )
    parser.add_argument(
        "--timeout", type=float, default=120.0, metavar="S", help="seconds that one input may take (default: 120)"
    )
    parser.add_argument("--memory", type=int, default=1024, metavar="MB", help="memory that one input may take (default: 1024)")
    parser.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    parser.add_argument("--ocr", action="store_true", help="read images and pages without text by character recognition")
    parser.add_argument("--standoff", action="store_true", help="keep stand-off objects too")
    parser.add_argument(
        "--writer", choices=("auto", "workers", "spark"), default="auto",
        help="who writes the tables: the workers, which is much quicker, or Spark, to any file system that it knows "
        "(default: the workers where OUT is a folder that machines mount)",
    )  # fmt: skip
    parser.add_argument("--tables-only", action="store_true", help="write the tables from OUT/extracted, work on no document")
    parser.add_argument("--factory", default=Settings().factory, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def read_inputs(session: Any, given: argparse.Namespace) -> Any:
    """The input as a data frame of schema.INPUT. Raises UsageError when a table has no column of texts or of names."""
    from pyspark.sql import functions

    if given.files:
        files = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(given.input)
        name = functions.element_at(functions.split("path", "/"), -1)
        return files.select(functions.col("path").alias("doc_id"), name.alias("name"), "content")
    text_names = (given.text_column,) if given.text_column else TEXT_COLUMNS
    id_names = (given.id_column,) if given.id_column else ID_COLUMNS
    if given.input.lower().rstrip("/").endswith(JSON_SUFFIXES):
        # Without a stated schema Spark would read everything twice; a broken line becomes a row of nothing.
        known = dict.fromkeys((*id_names, *text_names, *NAME_COLUMNS, *TYPE_COLUMNS))
        texts = session.read.schema(", ".join(f"`{column}` string" for column in known)).json(given.input)
    else:
        texts = session.read.parquet(given.input)
    kinds = dict(texts.dtypes)

    def first(names: Sequence[str]) -> Any:
        present = [functions.col(f"`{column}`") for column in names if column in kinds]
        return functions.coalesce(*present) if present else None

    binary = [column for column in text_names if kinds.get(column) == "binary"]
    words = [column for column in text_names if kinds.get(column) == "string"]
    columns = {
        "doc_id": first(id_names), "name": first((*NAME_COLUMNS, *id_names)), "media_type": first(TYPE_COLUMNS),
        "text": first(words), "content": first(binary),
    }  # fmt: skip
    if columns["doc_id"] is None or not (words or binary):
        held = ", ".join(kinds)
        raise UsageError(f"{given.input}: has the columns {held}; name those to take with --text-column and --id-column")
    return texts.select(*(column.alias(name) for name, column in columns.items() if column is not None))


def work(session: Any, given: argparse.Namespace) -> dict[str, int]:
    """Extract and write the tables; returns counts by the names of COUNTS. Raises UsageError, PatternError and RunError."""
    settings = Settings(
        timeout=given.timeout, memory=given.memory, patterns=tuple(given.patterns), ocr=given.ocr, standoff=given.standoff,
        factory=given.factory,
    )  # fmt: skip
    folder = shared_folder(session, given.out)
    mounted = "://" not in folder
    by_workers = given.writer == "workers" or (given.writer == "auto" and mounted)
    if by_workers and not given.tables_only:
        said(session, "extract and write")
        extract_tables(inputs_of(session, given), given.out, settings)
    else:
        through_spark(session, given, settings)
    said(session, "count")
    return counted(folder) if mounted else counted_by_spark(session, given.out)


def counted(folder: str) -> dict[str, int]:
    """How many inputs there are, how many names they have, and how many failed."""
    # Spark would take seconds to get going for this.
    (line,) = query(folder, f"SELECT {', '.join(COUNTS)} FROM {INPUTS_TABLE}").to_pylist()
    return {name: int(number) for name, number in line.items()}


def counted_by_spark(session: Any, out: str) -> dict[str, int]:
    """The same where only Spark can read."""
    inputs = session.read.parquet(f"{out}/{INPUTS_TABLE}")
    return dict(inputs.selectExpr(*COUNTS).first().asDict())


def through_spark(session: Any, given: argparse.Namespace, settings: Settings) -> None:
    """Let Spark write: rows with nested tables first, then each table out of them. Raises UsageError and PatternError."""
    extracted = f"{given.out}/{EXTRACTED}"
    if given.tables_only and not bytes_below(session, extracted):
        raise UsageError(f"{extracted}: is not there; --tables-only takes what a job with --writer spark left, run that first")
    if not given.tables_only:
        said(session, "extract")
        extract_dataframe(inputs_of(session, given), settings).write.mode("overwrite").parquet(extracted)
    # Rows need no more even parts than cores are there, and every part is a file.
    cut(session, LARGEST_PART)
    stored = session.read.parquet(extracted)
    for name in (*DATASETS, INPUTS_TABLE):
        said(session, f"table {name}")
        table(stored, name).write.mode("overwrite").parquet(f"{given.out}/{name}")


def inputs_of(session: Any, given: argparse.Namespace) -> Any:
    """The input in as many parts as were asked for, or in parts of a good size. Raises UsageError."""
    cut(session, part_bytes(bytes_below(session, given.input)))
    inputs = read_inputs(session, given)
    return inputs.repartition(given.partitions) if given.partitions else inputs


def cut(session: Any, size: int) -> None:
    """Have what is read next cut into parts of so many bytes, unless the user said how."""
    if not session.sparkContext.getConf().contains(PART):
        session.conf.set(PART, str(size))


def part_bytes(size: int) -> int:
    """Bytes of input for a part of the work, for so many bytes in all."""
    return min(max(size // MANY_PARTS, SMALLEST_PART), LARGEST_PART)


def bytes_below(session: Any, place: str) -> int:
    """Bytes of a file, of all in a folder, or of what a pattern of names finds; none where nothing is, as Spark will say."""
    path = session.sparkContext._jvm.org.apache.hadoop.fs.Path(place)
    system = path.getFileSystem(session.sparkContext._jsc.hadoopConfiguration())
    return sum(system.getContentSummary(found.getPath()).getLength() for found in system.globStatus(path) or ())


def said(session: Any, step: str) -> None:
    """Name the step at hand, for Spark's pages and logs."""
    session.sparkContext.setJobDescription(f"policy-extract: {step}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job. Exit codes as of `policy-extract run`: 0 all well, 1 some inputs failed, 2 wrong usage."""
    from pyspark.sql import SparkSession

    given = parsed(arguments)
    session = SparkSession.builder.appName("policy-extract").getOrCreate()
    for name, value in CONFIGURATION.items():
        if not session.sparkContext.getConf().contains(name):
            session.conf.set(name, value)
    began = time.monotonic()
    try:
        counts = work(session, given)
    except PolicyExtractError as error:
        print(f"policy-extract: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    finally:
        session.stop()
    took = f"in {time.monotonic() - began:.1f} s"
    print(f"policy-extract: {counts['inputs']} inputs, {counts['failed']} failed, {took}; tables in {given.out}", file=sys.stderr)
    if counts["names"] < counts["inputs"]:
        twice = counts["inputs"] - counts["names"]
        print(f"policy-extract: {twice} inputs bear a name that another has; their rows cannot be told apart", file=sys.stderr)
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
