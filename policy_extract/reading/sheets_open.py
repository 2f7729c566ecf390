"""Reads OpenDocument spreadsheets (.ods): each cell holds its printed text already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy_extract.errors import ReadError
from policy_extract.reading.sheets_grid import LARGEST_COLUMN, LARGEST_ROW, MOST_CELLS, Sheet
from policy_extract.reading.sheets_package import Package, local

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = frozenset({"table-cell", "covered-table-cell"})
WITHOUT_TEXT = frozenset({"annotation", "frame", "ruby-text", "note"})
MOST_BLANKS = 1000


def open_sheets(package: Package) -> Iterator[Sheet]:
    """The sheets of the file. Raises ReadError."""
    if package.has("META-INF/manifest.xml") and b"encryption-data" in package.part("META-INF/manifest.xml"):
        message = f"{package.label}: the file is encrypted; save it without a password first"
        raise ReadError(message, "encrypted", package.reader)
    sheet = Sheet("")
    row = column = filled = 0
    unseen: set[str] = set()
    for element in package.rows("content.xml", (f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-column", "{*}style")):
        kind = local(element)
        if kind == "style":
            if any(child.get(f"{TABLE}display") == "false" for child in element):
                unseen.add(element.get(_style_name(element), ""))
        elif kind == "table-column":
            count = _number(element, "number-columns-repeated")
            if element.get(f"{TABLE}visibility", "visible") != "visible":
                sheet.hidden_columns.append((column, column + count - 1))
            column += count
        elif kind == "table-row":
            count = _number(element, "number-rows-repeated")
            filled += _row(sheet, element, row, count)
            if filled > MOST_CELLS:
                raise package.too_large(f"more than {MOST_CELLS} filled cells")
            row += count
        else:
            sheet.name = element.get(f"{TABLE}name", "")
            sheet.hidden = element.get(f"{TABLE}style-name", "") in unseen
            yield sheet
            sheet, row, column = Sheet(""), 0, 0


def _style_name(element: Any) -> str:
    """The attribute that holds a style's name."""
    return f"{element.tag.rpartition('}')[0]}}}name"


def _row(sheet: Sheet, element: Any, row: int, count: int) -> int:
    """Read one row, which may stand for several equal ones; returns how many cells were filled."""
    column = filled = 0
    visibility = element.get(f"{TABLE}visibility", "visible")
    texts: list[tuple[int, str]] = []
    for cell in element:
        if local(cell) not in CELLS:
            continue
        repeated = _number(cell, "number-columns-repeated")
        text = _cell_text(cell)
        if text.strip() and column < LARGEST_COLUMN:
            last = min(column + repeated, LARGEST_COLUMN)
            texts += [(place, text) for place in range(column, last)]
        down, right = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
        if down * right > 1:
            sheet.merges.append((row, column, row + down - 1, column + right - 1))
        column += repeated
    for place in range(row, min(row + count, LARGEST_ROW)) if texts else ():
        if visibility != "visible":
            sheet.hidden_rows.add(place)
            sheet.filtered = sheet.filtered or visibility == "filter"
        for column, text in texts:
            sheet.put(place, column, text)
        filled += len(texts)
        if filled > MOST_CELLS:
            break
    return filled


def _cell_text(cell: Any) -> str:
    """The paragraphs of a cell, one a line."""
    return "\n".join(_words(child) for child in cell if local(child) in ("p", "h"))


def _words(element: Any) -> str:
    """The text of a paragraph with its written blanks, without remarks."""
    pieces = [element.text or ""]
    for child in element:
        kind = local(child)
        if kind == "s":
            pieces.append(" " * min(_blanks(child.get(f"{TEXT}c", "1")), MOST_BLANKS))
        elif kind == "tab":
            pieces.append("\t")
        elif kind == "line-break":
            pieces.append("\n")
        elif kind and kind not in WITHOUT_TEXT:
            pieces.append(_words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _blanks(text: str) -> int:
    """A count of blanks."""
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def _number(element: Any, name: str) -> int:
    """A count of an attribute, 1 when it is missing."""
    return max(1, _blanks(element.get(f"{TABLE}{name}", "1")))
