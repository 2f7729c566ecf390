"""Tables of texts (文本表): JSON Lines, CSV and Parquet files with a text in every row, read row by row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_extract.errors import ReadError

TEXT_COLUMNS = ("text", "content", "正文", "全文", "内容")
ID_COLUMNS = ("doc_id", "id", "name", "文件名", "编号")
NAME_COLUMNS = ("name", "filename", "file", "文件名")
TYPE_COLUMNS = ("media_type", "mime_type")
JSON_SUFFIXES, PARQUET_SUFFIXES, CSV_SUFFIXES = (".jsonl", ".ndjson"), (".parquet",), (".csv", ".tsv")
TABLE_SUFFIXES = frozenset(JSON_SUFFIXES + PARQUET_SUFFIXES + CSV_SUFFIXES)
LONGEST_CELL = 512 * 1024 * 1024
SAMPLE = 1 << 20
ROWS_AT_ONCE = 64
COUNTED_BYTES = 1 << 24


@dataclass(slots=True)
class Row:
    """One row of a table: a text or the bytes of a file, or why there is neither."""

    id: str
    name: str = ""
    text: str | None = None
    content: bytes | None = None
    media_type: str = ""
    problem: str = ""


def kind_of(path: Path) -> tuple[str, ...]:
    """The suffixes of the kind of table that a file is."""
    suffix = path.suffix.lower()
    return next(kind for kind in (JSON_SUFFIXES, PARQUET_SUFFIXES, CSV_SUFFIXES) if suffix in kind)


def has_texts(path: Path, text_column: str) -> bool:
    """Whether a file is a table of texts. Raises ReadError for a CSV file that cannot be opened."""
    if kind_of(path) is not CSV_SUFFIXES:
        return True
    try:
        with path.open(encoding=_encoding(path), newline="", errors="replace") as stream:
            titles = next(csv.reader(stream, dialect=_dialect(path)), [])
    except (OSError, csv.Error):
        return False
    return any(title.strip() in ((text_column,) if text_column else TEXT_COLUMNS) for title in titles)


def count_rows(path: Path) -> int | None:
    """Number of rows when it can be told quickly."""
    kind = kind_of(path)
    if kind is PARQUET_SUFFIXES:
        import pyarrow.parquet as pq

        try:
            return int(pq.ParquetFile(path).metadata.num_rows)
        except (OSError, ValueError):
            return 1
    if kind is CSV_SUFFIXES:
        return None
    count = 0
    with path.open("rb") as stream:
        while piece := stream.read(COUNTED_BYTES):
            count += piece.count(b"\n")
    return count


def read_rows(path: Path, text_column: str = "", id_column: str = "") -> Iterator[Row]:
    """The rows of a table. Raises ReadError when the file cannot be read or has no column of texts."""
    kind = kind_of(path)
    try:
        if kind is JSON_SUFFIXES:
            yield from _json_rows(path, text_column, id_column)
        elif kind is PARQUET_SUFFIXES:
            yield from _parquet_rows(path, text_column, id_column)
        else:
            yield from _csv_rows(path, text_column, id_column)
    except (OSError, csv.Error, UnicodeError) as error:
        raise ReadError(f"{path}: cannot be read as a table of texts ({error}); mend or replace the file") from error


def _json_rows(path: Path, text_column: str, id_column: str) -> Iterator[Row]:
    """The lines of a JSON Lines file; a line that is no object with a text is named."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                cells = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield Row(f"line {number}", problem=f"{path}: line {number} is no JSON ({error}); mend the line")
                continue
            if not isinstance(cells, dict):
                yield Row(f"line {number}", problem=f"{path}: line {number} is no JSON object; mend the line")
                continue
            yield _row(cells, path, number, _choose(cells, text_column, TEXT_COLUMNS), id_column)


def _csv_rows(path: Path, text_column: str, id_column: str) -> Iterator[Row]:
    """The rows of a CSV file."""
    csv.field_size_limit(LONGEST_CELL)
    with path.open(encoding=_encoding(path), newline="", errors="replace") as stream:
        reader = csv.DictReader(stream, dialect=_dialect(path))
        reader.fieldnames = [title.strip() for title in reader.fieldnames or ()]
        column = _choose(reader.fieldnames, text_column, TEXT_COLUMNS)
        for number, cells in enumerate(reader, 1):
            yield _row(cells, path, number, column, id_column)


def _parquet_rows(path: Path, text_column: str, id_column: str) -> Iterator[Row]:
    """The rows of a Parquet file, a few at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        names = file.schema_arrow.names
        column = _choose(names, text_column, TEXT_COLUMNS)
        if column is None:
            raise ReadError(f"{path}: no column of texts ({', '.join(names)}); name it with --text-column", "unsupported")
        wanted = [name for name in names if name in {column, id_column, *ID_COLUMNS, *NAME_COLUMNS, *TYPE_COLUMNS}]
        number = 0
        for batch in file.iter_batches(batch_size=ROWS_AT_ONCE, columns=wanted):
            for cells in batch.to_pylist():
                number += 1
                yield _row(cells, path, number, column, id_column)
    except pa.ArrowException as error:
        raise ReadError(f"{path}: a Parquet file that is damaged ({error}); write it anew") from error


def _row(cells: dict[str, Any], path: Path, number: int, column: str | None, id_column: str) -> Row:
    """A row out of its cells."""
    given = _choose(cells, id_column, ID_COLUMNS)
    identifier = str(cells[given]) if given is not None and cells[given] not in (None, "") else f"row {number}"
    value = cells.get(column) if column is not None else None
    if not isinstance(value, (str, bytes)):
        problem = f"{path}: row {number} has no text; its column is {column or 'missing'}, name it with --text-column"
        return Row(identifier, problem=problem)
    name = next((str(cells[key]) for key in NAME_COLUMNS if cells.get(key)), identifier)
    stated = next((str(cells[key]) for key in TYPE_COLUMNS if cells.get(key)), "")
    if isinstance(value, bytes):
        return Row(identifier, name, None, value, stated)
    return Row(identifier, name, value, None, stated)


def _choose(names: Sequence[str] | dict[str, Any], asked: str, usual: Sequence[str]) -> str | None:
    """The column that is asked for, or the first usual one that is there."""
    return next((name for name in ((asked,) if asked else usual) if name in names), None)


def _encoding(path: Path) -> str:
    """UTF-8, or GB18030 when the beginning of the file is not UTF-8."""
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 3 or len(sample) < SAMPLE:
            return "gb18030"
    return "utf-8-sig"


def _dialect(path: Path) -> type[csv.Dialect]:
    """Comma or tab by the suffix."""
    return csv.excel_tab if path.suffix.lower() == ".tsv" else csv.excel
