"""Comparisons as files (导出): CSV, Parquet, a workbook, a page; the suffix of the name says which."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from policy_extract.compare.ledger import TITLES, Line, lines
from policy_extract.compare.matrix import Matrix
from policy_extract.compare.phrasing import cell, plain
from policy_extract.compare.sheets import Sheet
from policy_extract.errors import UsageError

SUFFIXES = (".csv", ".parquet", ".xlsx", ".html")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet evaluate a cell."""


def write(matrix: Matrix, stream: BinaryIO, name: str, pictures: Sequence[str] = ()) -> None:
    """Write a matrix in the form that the suffix of `name` says; a page shows the pictures below the table.

    Raises UsageError for an unknown suffix or a missing extra.
    """
    form = Path(name).suffix.lower()
    if form == ".csv":
        write_csv(matrix, stream)
    elif form == ".parquet":
        write_parquet(matrix, stream)
    elif form == ".xlsx":
        from policy_extract.compare.workbook import write_workbook

        write_workbook(matrix, stream)
    elif form == ".html":
        from policy_extract.compare.page import matrix_page

        stream.write(matrix_page(matrix, pictures).encode("utf-8", "replace"))
    else:
        raise UsageError(f"{name}: unknown form {form!r}; give a name that ends in one of {', '.join(SUFFIXES)}")


def write_csv(matrix: Matrix, stream: BinaryIO) -> None:
    """Write the lines as CSV in UTF-8 with a byte order mark, titles in Chinese and English."""
    write_cells(stream, [f"{TITLES[name]} {name}" for name in Line.__struct_fields__], (cells(line) for line in lines(matrix)))


def write_cells(stream: BinaryIO, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows of cells as CSV that a spreadsheet opens without further settings."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    stream.write("\ufeff".encode())
    writer.writerow(titles)
    for row in rows:
        writer.writerow([text_safe(cell) for cell in row])
        if buffer.tell() > 1 << 20:
            _flush(buffer, stream)
    _flush(buffer, stream)


def _flush(buffer: io.StringIO, stream: BinaryIO) -> None:
    """Move what was written on to the stream."""
    stream.write(buffer.getvalue().encode("utf-8", "replace"))
    buffer.seek(0)
    buffer.truncate()


def cells(line: Line) -> list[str]:
    """A line as texts."""
    return [cell(value) for value in msgspec.structs.astuple(line)]


def text_safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula; numbers stay numbers."""
    if not text.startswith(FORMULA_SIGNS):
        return text
    try:
        Decimal(text)
    except ArithmeticError:
        return "'" + text
    return text


def columns_of(matrix: Matrix) -> dict[str, list[Any]]:
    """The lines column by column; decimals as doubles to reckon with, beside `value_exact` with the digits."""
    found: dict[str, list[Any]] = {name: [] for name in Line.__struct_fields__}
    for line in lines(matrix):
        for name, value in zip(found, msgspec.structs.astuple(line), strict=True):
            found[name].append(value)
    exact = [None if number is None else plain(number) for number in found["value"]]
    for name in ("value", "low", "high"):
        found[name] = [None if number is None else float(number) for number in found[name]]
    return found | {"value_exact": exact}


def write_parquet(matrix: Matrix, stream: BinaryIO) -> None:
    """Write the lines as Parquet. Raises UsageError when pyarrow is not installed."""
    types = dict.fromkeys(("year", "rank", "of", "target_year", "start", "end"), "int32")
    types |= dict.fromkeys(("value", "low", "high", "confidence"), "float64") | {"deadline": "date32"}
    _write_parquet_table(columns_of(matrix), types, stream)


def _write_parquet_table(columns: dict[str, list[Any]], types: dict[str, str], stream: BinaryIO) -> None:
    """Write columns as Parquet; a column without a type is text. Raises UsageError when pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow; install policy-extract[batch], or write .csv") from error
    arrays = {name: pa.array(values, getattr(pa, types.get(name, "string"))()) for name, values in columns.items()}
    pq.write_table(pa.table(arrays), stream)


def write_sheets(sheets: Sequence[Sheet], stream: BinaryIO, name: str, title: str, pictures: Sequence[str] = ()) -> None:
    """Write tables in the form that the suffix of `name` says; CSV and Parquet hold the first of them.

    `pictures`: SVG that a page shows above the tables. Raises UsageError for an unknown suffix or a missing extra.
    """
    form = Path(name).suffix.lower()
    first = sheets[0]
    if form == ".csv":
        write_cells(stream, first.columns, ([cell(value) for value in row] for row in first.rows))
    elif form == ".parquet":
        _write_parquet_table(
            {column: [cell(row[place]) for row in first.rows] for place, column in enumerate(first.columns)}, {}, stream
        )
    elif form == ".xlsx":
        from policy_extract.compare.workbook import write_tables

        write_tables(sheets, stream, title)
    elif form == ".html":
        from policy_extract.compare.page import sheets_page

        stream.write(sheets_page(title, sheets, pictures).encode("utf-8", "replace"))
    else:
        raise UsageError(f"{name}: unknown form {form!r}; give a name that ends in one of {', '.join(SUFFIXES)}")
