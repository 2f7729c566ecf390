"""A sheet as its file holds it (工作表): printed cells by place, merges, what is hidden; all sheet readers make this form."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

LARGEST_ROW, LARGEST_COLUMN = 1 << 20, 1 << 14
MOST_CELLS = 2_000_000
"""Filled cells of a workbook; no ledger comes near, and reading more would take minutes."""
ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})\Z")
BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
LOCATOR = re.compile(r"sheet\[(?:(?P<sheet>.*)!)?(?P<cell>[A-Z]{1,3}[0-9]{1,7})\](?:/p\[(?P<line>\d{1,6})\])?\Z", re.S)


@dataclass(slots=True)
class Sheet:
    """One sheet; rows and columns count from 0."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    """Printed text of every cell that holds any."""
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column of runs."""
    filtered: bool = False
    """Whether a filter is set, which hides rows only for the moment."""
    uncounted: list[str] = field(default_factory=list)
    """Addresses of formulas whose result is not in the file."""

    def put(self, row: int, column: int, text: str) -> None:
        """Set the printed text of a cell; blanks alone are nothing."""
        if text and not text.isspace():
            self.cells[row, column] = text


@functools.lru_cache(maxsize=LARGEST_COLUMN)
def column_name(column: int) -> str:
    """The letters of a column: 0 is A."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell: C7."""
    return f"{column_name(column)}{row + 1}"


def place_of(text: str) -> tuple[int, int] | None:
    """Row and column of an address, None when it is none or lies outside every sheet."""
    match = ADDRESS.match(text)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    return (row - 1, column - 1) if column <= LARGEST_COLUMN and row <= LARGEST_ROW else None


def range_of(text: str) -> tuple[int, int, int, int] | None:
    """First and last row and column of a range (A1:C7)."""
    first, _, last = text.partition(":")
    one, other = place_of(first), place_of(last or first)
    if one is None or other is None:
        return None
    return min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])


def cell_lines(text: str) -> list[str]:
    """The paragraphs of a cell, without trailing blanks and empty lines."""
    if BREAK.search(text) is None:
        return [text.rstrip()] if text and not text.isspace() else []
    return [line.rstrip() for line in BREAK.split(text) if line.strip()]


def locator_of(sheet: str, row: int, column: int) -> str:
    """Where a cell stands: `sheet[任务分解表!C7]`."""
    return f"sheet[{sheet}!{address(row, column)}]" if sheet else f"sheet[{address(row, column)}]"
