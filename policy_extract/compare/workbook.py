"""Comparisons as a workbook (工作簿): the matrix, its lines with source words, ranks and spread, and a key."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec

from policy_extract.compare.ledger import TITLES, Line, lines
from policy_extract.compare.matrix import Matrix, Row
from policy_extract.compare.phrasing import STATES, cell_text, column_title, plain
from policy_extract.compare.sheets import Sheet
from policy_extract.errors import UsageError

FILLS = {
    "conflict": "#F8CBAD", "other_form": "#EDEDED", "part": "#EDEDED", "other_time": "#EDEDED", "unnumbered": "#FFF2CC",
}  # fmt: skip
"""Colours of cells that hold no plain number of the plan's own."""
LONGEST_CELL = 32_000
"""Characters that a spreadsheet takes in a cell, with room to spare."""
MADE = dt.datetime(2000, 1, 1)
"""A fixed date, so that equal comparisons make equal files."""
UNFIT = re.compile(r"[\[\]:*?/\\']")
"""Characters that the name of a sheet may not hold."""
SHEETS = ("矩阵", "明细", "位次与离散", "说明")
NARROW = {"place": 14, "name": 22, "text": 12, "sentence": 60, "section": 30, "source": 30, "title": 30}


def write_workbook(matrix: Matrix, stream: BinaryIO) -> None:
    """Write a matrix as .xlsx. Raises UsageError when XlsxWriter is not installed."""
    buffer = io.BytesIO()
    with _book(buffer, "policy-extract compare") as book:
        sheets = [book.add_worksheet(name) for name in SHEETS]
        # The details come first, because the matrix leads to their rows.
        places = _detail_sheet(book, sheets[1], matrix)
        _matrix_sheet(book, sheets[0], matrix, places)
        _spread_sheet(book, sheets[2], matrix)
        _key_sheet(book, sheets[3], matrix)
    stream.write(buffer.getvalue())


def write_tables(sheets: Sequence[Sheet], stream: BinaryIO, title: str) -> None:
    """Write plain tables as .xlsx, a sheet each. Raises UsageError when XlsxWriter is not installed."""
    buffer = io.BytesIO()
    with _book(buffer, title) as book:
        for number, sheet in enumerate(sheets, 1):
            name = UNFIT.sub(" ", sheet.title)[:26].strip() or "表"
            table_sheet(book, book.add_worksheet(f"{number} {name}"), sheet.columns, sheet.rows)
    stream.write(buffer.getvalue())


def _book(buffer: io.BytesIO, title: str) -> Any:
    """A new workbook. Raises UsageError when XlsxWriter is not installed."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("workbooks need XlsxWriter; install policy-extract[compare], or write .csv") from error
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": MADE, "title": title})
    return book


def _detail_sheet(book: Any, sheet: Any, matrix: Matrix) -> dict[tuple[str, str, str, str], int]:
    """The lines; returns the sheet row of the first line of every cell by (document, indicator, form, part)."""
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7"})
    names = Line.__struct_fields__
    sheet.write_row(0, 0, [f"{TITLES[name]} {name}" for name in names], head)
    places: dict[tuple[str, str, str, str], int] = {}
    number = 0
    for number, line in enumerate(lines(matrix), 1):
        places.setdefault((line.doc_id, line.indicator, line.form, str(line.start)), number)
        sheet.write_row(number, 0, [_cell(value) for value in msgspec.structs.astuple(line)])
    for position, name in enumerate(names):
        sheet.set_column(position, position, NARROW.get(name, 10))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(number, 1), len(names) - 1)
    return places


def _matrix_sheet(book: Any, sheet: Any, matrix: Matrix, places: dict[tuple[str, str, str, str], int]) -> None:
    """The matrix; every number leads to its line with the source words."""
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top", "border": 1})
    formats = {state: book.add_format({"bg_color": colour, "border": 1}) for state, colour in FILLS.items()}
    usual = book.add_format({"border": 1})
    titles = ["地区", "年份", "文件"] + [column_title(column.name, column.form) for column in matrix.columns]
    sheet.write_row(0, 0, titles, head)
    for index, row in enumerate(matrix.rows, 1):
        sheet.write_row(index, 0, [row.place, row.year or "", _sources(row)], usual)
        for position, cell in enumerate(row.cells, 3):
            target = cell.targets[0] if cell.targets else None
            form = formats.get(cell.state, usual)
            key = (target.doc_id, target.indicator, target.form, str(target.start)) if target else None
            if target is not None and key in places:
                address = f"internal:'{SHEETS[1]}'!A{places[key] + 1}"
                sheet.write_url(index, position, address, form, cell_text(cell), target.sentence[:250])
            else:
                sheet.write_string(index, position, cell_text(cell), form)
    sheet.set_column(0, 0, 14)
    sheet.set_column(2, 2, 26)
    sheet.set_column(3, 3 + len(matrix.columns), 13)
    sheet.freeze_panes(1, 3)


def _sources(row: Row) -> str:
    """The names of the documents of a row."""
    return "; ".join(holding.name for holding in row.holdings)


def _spread_sheet(book: Any, sheet: Any, matrix: Matrix) -> None:
    """How far the targets of one year lie apart."""
    titles = ["指标", "口径", "年份", "可比数", "最低", "中位", "最高", "极差", "单位", "最低地区", "最高地区"]
    found: list[Sequence[Any]] = []
    for spread in matrix.spreads:
        column = matrix.columns[spread.column]
        numbers = (spread.lowest, spread.middle, spread.highest, spread.highest - spread.lowest)
        found.append(
            (column.name, column.form, spread.year or "", spread.count, *map(_cell, numbers), spread.unit,
             "、".join(spread.lowest_places), "、".join(spread.highest_places))
        )  # fmt: skip
    table_sheet(book, sheet, titles, found)


def _key_sheet(book: Any, sheet: Any, matrix: Matrix) -> None:
    """What the signs mean, and what the reader must know."""
    said = {
        "stated": "文件为本期提出的目标值", "conflict": "同一文件（或同地同年文件）对同一指标给出不同数值，全部列出",
        "other_form": "只有其他口径的数值（如只有增速、没有总量）", "part": "只有局部（辖区、行业、单位）的数值",
        "other_time": "只有其他时期的数值（如五年目标）", "unnumbered": "○ 提到该指标但没有数值", "absent": "— 未提及",
    }  # fmt: skip
    rows: list[tuple[str, str, str, int | str]] = [
        (STATES[state], state, text, matrix.count(state)) for state, text in said.items()
    ]
    rows += [("比较符号", "≥ ≤ > < ≈", "以上 以内 超过 低于 左右", ""), ("↓", "", "下降", ""), ("力争", "", "争取值，另列", "")]
    rows += [("注意", "", note, "") for note in matrix.notes]
    if matrix.left_out:
        rows.append(("注意", "", f"另有 {matrix.left_out} 个指标未列", ""))
    table_sheet(book, sheet, ["情形", "state", "含义", "单元格数"], rows)


def table_sheet(book: Any, sheet: Any, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A plain sheet of titles and rows."""
    sheet.write_row(0, 0, titles, book.add_format({"bold": True, "bg_color": "#DDEBF7"}))
    for index, row in enumerate(rows, 1):
        sheet.write_row(index, 0, [_cell(value) for value in row])
    sheet.set_column(0, len(titles), 16)
    sheet.freeze_panes(1, 0)


def _cell(value: Any) -> Any:
    """A value as a spreadsheet takes it: numbers as numbers, everything else as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        # A double holds 15 digits; a longer number is kept as its digits.
        return float(value) if len(plain(value).strip("-").replace(".", "")) <= 15 else plain(value)
    if isinstance(value, int | float):
        return value
    return str(value)[:LONGEST_CELL]
