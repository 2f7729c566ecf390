"""Reads tables in text, one row a line (CSV、TSV): the same form as a sheet."""

from __future__ import annotations

import csv
import io
from collections import Counter

from policy_extract.errors import ReadError
from policy_extract.reading.sheets_form import source_of
from policy_extract.reading.sheets_grid import LARGEST_COLUMN, LOCATOR, MOST_CELLS, Sheet, cell_lines, place_of
from policy_extract.text import Source

SEPARATORS = ",\t;|，"
SAMPLE_LINES = 50
LONGEST_FIELD = 1_000_000
MEDIA_TYPE = "text/csv"


def separator_of(text: str) -> str | None:
    """The character that parts the cells: the one that parts most lines into the same number of them; None when none does."""
    found: list[tuple[int, int, str]] = []
    for separator in SEPARATORS:
        widths = Counter(len(row) for row in _rows(text, separator, SAMPLE_LINES) if row)
        wide = Counter({width: count for width, count in widths.items() if width > 1})
        if wide:
            width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
            if count * 2 >= sum(widths.values()):
                found.append((count, width, separator))
    return max(found, key=lambda item: (item[0], item[1], -SEPARATORS.index(item[2])))[2] if found else None


def read_delimited(text: str, name: str = "") -> Source:
    """Read a table in text. Raises ReadError when no character parts its lines."""
    return source_of([_sheet(text, name or "<data>")], name, MEDIA_TYPE, "csv")


def reread_delimited(text: str, locator: str) -> str:
    """The words of a cell or of one of its paragraphs. Raises ReadError when there is no such place."""
    match = LOCATOR.match(locator)
    place = place_of(match["cell"]) if match else None
    if match is None or place is None:
        raise ReadError(f"{locator}: this is no place in a table; write sheet[C7]", "missing")
    lines = cell_lines(_sheet(text, "<data>").cells.get(place, ""))
    return lines[int(match["line"]) - 1] if match["line"] else "\n".join(lines)


def _sheet(text: str, label: str) -> Sheet:
    """The table as a sheet. Raises ReadError."""
    separator = separator_of(text)
    if separator is None:
        raise ReadError(f"{label}: no character parts the lines into cells; save the table as XLSX", "damaged", "csv")
    sheet = Sheet("")
    for number, row in enumerate(_rows(text, separator, None)):
        for column, words in enumerate(row[:LARGEST_COLUMN]):
            sheet.put(number, column, words)
        if len(sheet.cells) > MOST_CELLS:
            raise ReadError(f"{label}: more than {MOST_CELLS} filled cells; split the file", "too_large", "csv")
    return sheet


def _rows(text: str, separator: str, most: int | None) -> list[list[str]]:
    """The rows of the table; quotes that never close are taken as they stand."""
    csv.field_size_limit(LONGEST_FIELD)
    stream = io.StringIO(text.replace("\0", ""), newline="")
    reader = csv.reader(stream, delimiter=separator)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if most is not None and len(rows) >= most:
                break
    except csv.Error:
        return [line.split(separator) for line in text.splitlines()[:most]]
    return rows
