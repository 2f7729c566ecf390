"""Reads the parts of an XLSX file into sheets (工作簿): values as printed, merges, hidden rows and columns.

Namespaces are not looked at, so that strict files and those of WPS read alike; cells without an address stand behind
their neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from policy_extract.reading.sheets_grid import MOST_CELLS, Sheet, address, place_of, range_of
from policy_extract.reading.sheets_numbers import BUILT_IN, printed, text_printed
from policy_extract.reading.sheets_package import Package, local

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_MERGES = 100_000
TRUE = ("1", "true")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Workbook:
    """The sheets of an XLSX file, read one by one."""

    def __init__(self, package: Package) -> None:
        """Read the list of sheets, the shared texts and the number formats. Raises ReadError."""
        self._package = package
        main = self._main_part()
        root = package.tree(main)
        properties = next(root.iter("{*}workbookPr"), None)
        self._from_1904 = properties is not None and properties.get("date1904", "") in TRUE
        targets = package.targets(main)
        folder = main.rpartition("/")[0]
        self.sheets = [
            (element.get("name", ""), element.get("state", "visible") != "visible", targets.get(_relation(element), ""))
            for element in root.iter("{*}sheet")
        ]
        self._texts = self._shared(f"{folder}/sharedStrings.xml")
        self._codes = self._formats(f"{folder}/styles.xml")
        self._cells = 0

    def _main_part(self) -> str:
        """The workbook part: by the relations of the package, else by its usual name."""
        for place in self._package.targets("").values():
            if place.lower().endswith("workbook.xml") and self._package.has(place):
                return place
        return "xl/workbook.xml"

    def _shared(self, part: str) -> list[str]:
        """The shared texts; readings of characters (拼音) are left out."""
        if not self._package.has(part):
            return []
        return [_rich_text(element) for element in self._package.rows(part, "{*}si")]

    def _formats(self, part: str) -> list[str]:
        """The number format of every cell style."""
        if not self._package.has(part):
            return []
        root = self._package.tree(part)
        own = {int(e.get("numFmtId", "0")): e.get("formatCode", "") for e in root.iter("{*}numFmt")}
        styles = next(root.iter("{*}cellXfs"), None)
        if styles is None:
            return []
        found = []
        for element in styles:
            if local(element) == "xf":
                number = int(element.get("numFmtId", "0"))
                found.append(own.get(number) or BUILT_IN.get(number, "General"))
        return found

    def read(self) -> Iterator[Sheet]:
        """The sheets in their order; a hidden one comes without cells. Raises ReadError."""
        for name, hidden, part in self.sheets:
            sheet = Sheet(name, hidden=hidden)
            if not hidden and part and self._package.has(part):
                self._fill(sheet, part)
                yield sheet
            elif hidden or not part:
                yield sheet
            else:
                raise self._package.damaged(f"the part of its sheet {name} is missing")

    def _fill(self, sheet: Sheet, part: str) -> None:
        """Read the cells of a sheet and what stands beside them."""
        row = -1
        wanted = ("{*}row", "{*}mergeCell", "{*}col", "{*}autoFilter")
        for element in self._package.rows(part, wanted):
            kind = local(element)
            if kind == "row":
                row = self._row(sheet, element, row + 1)
            elif kind == "mergeCell":
                place = range_of(element.get("ref", ""))
                if place is not None and len(sheet.merges) < MOST_MERGES:
                    sheet.merges.append(place)
            elif kind == "col" and element.get("hidden", "") in TRUE:
                first, last = _number(element.get("min"), 1), _number(element.get("max"), 1)
                sheet.hidden_columns.append((first - 1, last - 1))
            elif kind == "autoFilter" and len(element):
                sheet.filtered = True

    def _row(self, sheet: Sheet, element: Any, follows: int) -> int:
        """Read one row; returns its number."""
        row = _number(element.get("r"), follows + 1) - 1
        if element.get("hidden", "") in TRUE:
            sheet.hidden_rows.add(row)
        column = -1
        for cell in element.iterchildren("{*}c"):
            place = place_of(cell.get("r", ""))
            here, column = place if place is not None else (row, column + 1)
            text = self._text(sheet, cell, here, column)
            if text:
                self._cells += 1
                if self._cells > MOST_CELLS:
                    raise self._package.too_large(f"more than {MOST_CELLS} filled cells")
                sheet.put(here, column, text)
        return row

    def _text(self, sheet: Sheet, cell: Any, row: int, column: int) -> str:
        """The printed text of a cell."""
        kind = cell.get("t", "n")
        value = formula = None
        for child in cell:
            name = local(child)
            if name == "v":
                value = child.text or ""
            elif name == "f":
                formula = child
            elif name == "is":
                return _rich_text(child)
        if value is None or (value == "" and kind != "str"):
            if formula is not None:
                sheet.uncounted.append(address(row, column))
            return ""
        code = self._code(cell)
        if kind == "s":
            number = _number(value, -1)
            text = self._texts[number] if 0 <= number < len(self._texts) else ""
            return text_printed(text, code)
        if kind in ("str", "inlineStr"):
            return _unescaped(value)
        if kind == "b":
            return "TRUE" if value in TRUE else "FALSE"
        if kind in ("e", "d"):
            return value
        return printed(value, code, self._from_1904)

    def _code(self, cell: Any) -> str:
        """The number format of a cell."""
        style = _number(cell.get("s"), 0)
        return self._codes[style] if 0 <= style < len(self._codes) else "General"


def _relation(element: Any) -> str:
    """The relation id of a sheet."""
    return element.get(RELATION) or element.get(STRICT_RELATION) or ""


def _rich_text(element: Any) -> str:
    """The text of a shared or inline string: its runs joined, readings of characters left out."""
    pieces = []
    for child in element:
        name = local(child)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in child if local(text) == "t"]
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    """A text with its `_x000D_` read as the characters that they stand for; control characters are dropped."""
    if "_x" not in text:
        return text
    return ESCAPE.sub(lambda match: _character(int(match[1], 16)), text)


def _character(code: int) -> str:
    """The character of an escape."""
    if code in (0x0D, 0x0A):
        return "\n"
    return "" if (code < 0x20 and code != 9) or 0xD800 <= code < 0xE000 else chr(code)


def _number(text: str | None, default: int) -> int:
    """A whole number of an attribute, the default when it is none."""
    try:
        return int(text) if text is not None and len(text) < 10 else default
    except ValueError:
        return default
