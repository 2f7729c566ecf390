"""Reads Excel files of 1993 to 2003 and WPS tables (.xls, .et) record by record (BIFF5, BIFF8)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from policy_extract.errors import ReadError
from policy_extract.reading.sheets_binary_text import TextReader, byte_text, long_text, short_text
from policy_extract.reading.sheets_grid import MOST_CELLS, Sheet, address
from policy_extract.reading.sheets_numbers import BUILT_IN, printed, text_printed

BOF, EOF, CONTINUE, FILEPASS, CODEPAGE, DATEMODE = 0x809, 0x0A, 0x3C, 0x2F, 0x42, 0x22
BOUNDSHEET, FORMAT, STYLE, SHARED_TEXTS = 0x85, 0x41E, 0xE0, 0xFC
ROW, COLUMNS, MERGES, FILTER = 0x208, 0x7D, 0xE5, 0x9B
SHARED_TEXT, LABEL, RICH_LABEL, SMALL, SMALL_RUN, NUMBER, FORMULA, RESULT, BOOLEAN = (
    0xFD, 0x204, 0xD6, 0x27E, 0xBD, 0x203, 0x06, 0x207, 0x205,
)  # fmt: skip
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
WIDE_VERSION = 0x600
WORKSHEET = 0
MOST_BYTES = 200_000_000
Record = tuple[int, bytes, list[bytes]]
"""Kind, content, and the contents of the records that continue it."""


class BinaryWorkbook:
    """The sheets of a binary Excel file."""

    def __init__(self, data: bytes, label: str, reader: str) -> None:
        """Find the workbook stream and read what holds for all sheets. Raises ReadError."""
        self._label, self._reader = label, reader
        self._data = self._stream(data)
        self._codepage = "gbk"
        self._from_1904 = False
        self._formats: dict[int, str] = {}
        self._styles: list[int] = []
        self._texts: list[str] = []
        self._places: list[tuple[int, str, bool, bool]] = []
        self._cells = 0
        try:
            self._globals()
        except (struct.error, IndexError) as error:
            raise self._damaged("its workbook records are damaged") from error

    def _damaged(self, words: str) -> ReadError:
        """A ReadError for a damaged file."""
        return ReadError(f"{self._label}: {words}; open the file and save it as XLSX", "damaged", self._reader)

    def _stream(self, data: bytes) -> bytes:
        """The bytes of the workbook stream. Raises ReadError."""
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as container:
                for name in ("Workbook", "Book"):
                    if container.exists(name):
                        return bytes(container.openstream(name).read(MOST_BYTES))
        except (OSError, ValueError, IndexError, struct.error, RecursionError, TypeError, AttributeError) as error:
            raise self._damaged(f"the file is damaged ({error})") from error
        raise self._damaged("no workbook in this file")

    def _records(self, place: int) -> Iterator[Record]:
        """The records from a place on, continued ones put together."""
        data, end = self._data, len(self._data)
        while place + 4 <= end:
            kind, size = struct.unpack_from("<HH", data, place)
            content = data[place + 4 : place + 4 + size]
            place += 4 + size
            more = []
            while place + 4 <= end and data[place : place + 2] == b"\x3c\x00":
                (size,) = struct.unpack_from("<H", data, place + 2)
                more.append(data[place + 4 : place + 4 + size])
                place += 4 + size
            yield kind, content, more

    def _globals(self) -> None:
        """Read the records that stand before the sheets. Raises ReadError."""
        version = 0
        for kind, content, more in self._records(0):
            if kind == BOF:
                version = struct.unpack_from("<H", content)[0]
                self._wide = version >= WIDE_VERSION
            elif not version:
                raise self._damaged("its workbook does not begin as one")
            elif kind == FILEPASS:
                raise ReadError(
                    f"{self._label}: the file is encrypted; save it without a password first", "encrypted", self._reader
                )
            elif kind == CODEPAGE:
                self._codepage = f"cp{struct.unpack_from('<H', content)[0]}"
            elif kind == DATEMODE:
                self._from_1904 = content[:1] == b"\x01"
            elif kind == FORMAT:
                number = struct.unpack_from("<H", content)[0]
                self._formats[number] = self._text(content, 2, long=self._wide)
            elif kind == STYLE:
                self._styles.append(struct.unpack_from("<H", content, 2)[0])
            elif kind == SHARED_TEXTS:
                self._texts = TextReader([content, *more]).shared_texts()
            elif kind == BOUNDSHEET:
                place, state, sort = struct.unpack_from("<LBB", content)
                self._places.append((place, self._text(content, 6, long=False), bool(state & 3), sort == WORKSHEET))
            elif kind == EOF:
                return

    def _text(self, content: bytes, place: int, long: bool) -> str:
        """A text within a record, by the version of the file."""
        if not self._wide:
            return byte_text(content, place, long, self._codepage)
        return long_text(content, place) if long else short_text(content, place)

    def sheets(self) -> Iterator[Sheet]:
        """The sheets in their order; a hidden one comes without cells; charts are none. Raises ReadError."""
        for place, name, hidden, tabular in self._places:
            if not tabular:
                continue
            sheet = Sheet(name, hidden=hidden)
            if not hidden:
                try:
                    self._fill(sheet, place)
                except (struct.error, IndexError) as error:
                    raise self._damaged(f"the records of its sheet {name} are damaged") from error
            yield sheet

    def _fill(self, sheet: Sheet, place: int) -> None:
        """Read the records of a sheet."""
        depth = 0
        waiting: tuple[int, int, int] | None = None
        for kind, content, more in self._records(place):
            if kind == BOF:
                depth += 1
            elif kind == EOF:
                depth -= 1
                if depth <= 0:
                    return
            elif depth == 1:
                if kind == RESULT and waiting is not None:
                    text = TextReader([content, *more]).one_text() if self._wide else self._text(content, 0, long=True)
                    self._put(sheet, *waiting[:2], text)
                waiting = self._cell(sheet, kind, content, more) or (waiting if kind not in (RESULT, FORMULA) else None)

    def _cell(self, sheet: Sheet, kind: int, content: bytes, more: list[bytes]) -> tuple[int, int, int] | None:
        """Read one record of a sheet; gives the place of a formula whose text comes in the next record."""
        if kind == ROW:
            if len(content) > 12 and content[12] & 0x20:
                sheet.hidden_rows.add(struct.unpack_from("<H", content)[0])
        elif kind == COLUMNS:
            first, last = struct.unpack_from("<HH", content)
            if content[8] & 1:
                sheet.hidden_columns.append((first, last))
        elif kind == FILTER:
            sheet.filtered = True
        elif kind == MERGES:
            (count,) = struct.unpack_from("<H", content)
            for number in range(min(count, (len(content) - 2) // 8)):
                first, last, left, right = struct.unpack_from("<HHHH", content, 2 + number * 8)
                sheet.merges.append((first, left, last, right))
        elif kind in (SHARED_TEXT, LABEL, RICH_LABEL, SMALL, NUMBER, BOOLEAN, FORMULA):
            row, column, style = struct.unpack_from("<HHH", content)
            return self._value(sheet, kind, content, more, (row, column, style))
        elif kind == SMALL_RUN:
            row, column = struct.unpack_from("<HH", content)
            for number in range((len(content) - 6) // 6):
                style, packed = struct.unpack_from("<HL", content, 4 + number * 6)
                self._number(sheet, row, column + number, style, unpacked(packed))
        return None

    def _value(
        self, sheet: Sheet, kind: int, content: bytes, more: list[bytes], place: tuple[int, int, int]
    ) -> tuple[int, int, int] | None:
        """Read a cell of one value."""
        row, column, style = place
        if kind == SHARED_TEXT:
            (index,) = struct.unpack_from("<L", content, 6)
            if index < len(self._texts):
                self._put(sheet, row, column, text_printed(self._texts[index], self._code(style)))
        elif kind in (LABEL, RICH_LABEL):
            text = TextReader([content[6:], *more]).one_text() if self._wide else self._text(content, 6, long=True)
            self._put(sheet, row, column, text)
        elif kind == SMALL:
            self._number(sheet, row, column, style, unpacked(struct.unpack_from("<L", content, 6)[0]))
        elif kind == NUMBER:
            self._number(sheet, row, column, style, struct.unpack_from("<d", content, 6)[0])
        elif kind == BOOLEAN:
            self._put(sheet, row, column, ERRORS.get(content[6], "#N/A") if content[7] else ("FALSE", "TRUE")[content[6] & 1])
        elif content[12:14] != b"\xff\xff":
            self._number(sheet, row, column, style, struct.unpack_from("<d", content, 6)[0])
        elif content[6] == 0:
            return place
        elif content[6] == 1:
            self._put(sheet, row, column, ("FALSE", "TRUE")[content[8] & 1])
        elif content[6] == 2:
            self._put(sheet, row, column, ERRORS.get(content[8], "#N/A"))
        return None

    def _number(self, sheet: Sheet, row: int, column: int, style: int, value: float) -> None:
        """Put a number as its format prints it."""
        self._put(sheet, row, column, printed(repr(value), self._code(style), self._from_1904))

    def _put(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        """Put the text of a cell. Raises ReadError beyond the limit."""
        self._cells += 1
        if self._cells > MOST_CELLS:
            message = f"{self._label}: more than {MOST_CELLS} filled cells (at {address(row, column)}); split the file"
            raise ReadError(message, "too_large", self._reader)
        sheet.put(row, column, text)

    def _code(self, style: int) -> str:
        """The number format of a style."""
        number = self._styles[style] if style < len(self._styles) else 0
        return self._formats.get(number) or BUILT_IN.get(number, "General")


def unpacked(packed: int) -> float:
    """A number in the short form: 30 bits of a whole number or of a fraction, perhaps a hundredfold."""
    if packed & 2:
        value = float((packed >> 2) - (1 << 30) if packed & 0x80000000 else packed >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value
