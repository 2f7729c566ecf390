"""Reads spreadsheets (电子表格): XLSX, XLS and ET of Office and WPS, ODS; re-reads any cell of them."""

from __future__ import annotations

from collections.abc import Iterable

import lxml.etree
import olefile

from policy_extract.errors import ReadError
from policy_extract.reading.formats import BY_KEY
from policy_extract.reading.sheets_binary import BinaryWorkbook
from policy_extract.reading.sheets_form import source_of
from policy_extract.reading.sheets_grid import LOCATOR, Sheet, cell_lines, place_of
from policy_extract.reading.sheets_open import open_sheets
from policy_extract.reading.sheets_package import Package
from policy_extract.reading.sheets_xml import Workbook
from policy_extract.reading.sniff import sniff
from policy_extract.text import Source

LXML = f"lxml {'.'.join(map(str, lxml.etree.LXML_VERSION[:3]))}"
READERS = {"xlsx": f"xlsx ({LXML})", "ods": f"ods ({LXML})", "xls": f"xls (olefile {olefile.__version__})"}


def read_xlsx(data: bytes, name: str = "") -> Source:
    """Read an Excel file of today. Raises ReadError."""
    return _read(data, name, "xlsx")


def read_xls(data: bytes, name: str = "") -> Source:
    """Read an Excel file of before 2007 or a WPS table. Raises ReadError."""
    return _read(data, name, "xls")


def read_ods(data: bytes, name: str = "") -> Source:
    """Read an OpenDocument spreadsheet. Raises ReadError."""
    return _read(data, name, "ods")


def reread_sheet(data: bytes, locator: str) -> str:
    """The words of a cell, or of one of its paragraphs, as printed. Raises ReadError when there is no such cell."""
    match = LOCATOR.match(locator)
    place = place_of(match["cell"]) if match else None
    if match is None or place is None:
        raise ReadError(f"{locator}: this is no place in a sheet; write sheet[name!C7]", "missing")
    key = sniff(data)
    for sheet in sheets_of(data, "<data>", key):
        if sheet.name == (match["sheet"] or ""):
            lines = cell_lines(sheet.cells.get(place, ""))
            return lines[int(match["line"]) - 1] if match["line"] else "\n".join(lines)
    raise ReadError(f"{locator}: no such sheet in this file", "missing")


def sheets_of(data: bytes, label: str, key: str) -> Iterable[Sheet]:
    """The sheets of a file of a known format. Raises ReadError."""
    reader = READERS.get(key, key)
    if key == "xls":
        return BinaryWorkbook(data, label, reader).sheets()
    package = Package(data, label, BY_KEY[key].words, reader)
    return open_sheets(package) if key == "ods" else Workbook(package).read()


def _read(data: bytes, name: str, key: str) -> Source:
    """Read a file of a known format. Raises ReadError."""
    return source_of(sheets_of(data, name or "<data>", key), name, BY_KEY[key].media_type, READERS[key])
