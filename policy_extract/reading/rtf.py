"""Reads RTF files without any office program: paragraphs, printed list numbers, tables (RTF)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policy_extract.errors import ReadError
from policy_extract.reading.word_binary import Piece, Placed, Row, on_grid
from policy_extract.reading.word_binary_file import Properties
from policy_extract.reading.word_source import Draft, Line
from policy_extract.text import Source

MEDIA_TYPE = "application/rtf"
READER = "rtf (own)"
LARGEST = 64 * 1024 * 1024
DEEPEST = 500
TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\")
CODE_PAGES = {
    **{134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 238: "cp1250", 204: "cp1251"},
    **{936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8"},
}
DESTINATIONS = frozenset(
    b"fonttbl colortbl stylesheet listtable listoverridetable rsidtbl info generator pict object themedata datastore "
    b"header headerl headerr headerf footer footerl footerr footerf xmlnstbl mmathPr latentstyles filetbl revtbl fldinst "
    b"bkmkstart bkmkend atnid atnauthor annotation pgdsctbl picprop sp nonshppict upr panose private listpicture "
    b"wgrffmtfilter colorschememapping".split()
)
SPECIAL = {
    **{
        b"tab": "\t",
        b"line": "\n",
        b"page": "\n",
        b"column": "\n",
        b"emdash": "—",
        b"endash": "–",
        b"lquote": "‘",
        b"rquote": "’",
    },
    **{b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": "\u2003", b"enspace": "\u2002"},
}
LOCATOR = re.compile(r"rtf\[(\d{1,6})\](?:~(\d{1,6}))?")
MERGE_DOWN, MERGE_START, JOIN_LEFT = 0x20, 0x60, 2


@dataclass(slots=True)
class Group:
    """State that a brace opens and closes."""

    silent: bool = False
    hidden: bool = False
    unicode_skip: int = 1
    font: int = -1
    number: bool = False
    note: bool = False


@dataclass(slots=True)
class Paragraph:
    """A paragraph: its words, the printed number, outline level, and whether it ends a cell."""

    words: str
    label: str
    level: int
    in_table: bool
    note: bool = False


@dataclass(slots=True)
class Cells:
    """The row that is being read."""

    edges: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    merge: int = 0
    cells: list[list[int]] = field(default_factory=list)
    open: list[int] = field(default_factory=list)


class _Parser:
    """Turns tokens into paragraphs and rows."""

    def __init__(self, data: bytes, label: str) -> None:
        """Parse the whole file. Raises ReadError for nesting without end."""
        self.label = label
        self.paragraphs: list[Paragraph] = []
        self.rows: list[tuple[Cells, int]] = []
        """Rows, each with the number of the paragraph behind it."""
        self.stack = [Group()]
        self.pending = bytearray()
        self.words: list[str] = []
        self.number: list[str] = []
        self.code_page = "gb18030"
        self.fonts: dict[int, str] = {}
        self.skip = 0
        self.level = 0
        self.in_table = False
        self.row = Cells()
        self.pictures = 0
        self.hidden = False
        self._in_fonts = 0
        for match in TOKEN.finditer(data):
            self._token(match)
        self.cut_off = len(self.stack) > 1
        self._end_paragraph(False)

    def _token(self, match: re.Match[bytes]) -> None:
        """One token of the file."""
        word, value, code, sign, brace, text = match.groups()
        group = self.stack[-1]
        if brace == b"{":
            self._flush()
            if len(self.stack) > DEEPEST:
                raise ReadError(f"{self.label}: groups inside groups without end; the file is damaged", "damaged", READER)
            self.stack.append(Group(group.silent, group.hidden, group.unicode_skip, group.font, group.number, group.note))
        elif brace == b"}":
            self._flush()
            if len(self.stack) > 1:
                self.stack.pop()
            self._in_fonts = min(self._in_fonts, len(self.stack))
        elif code is not None:
            if self.skip:
                self.skip -= 1
            else:
                self.pending.append(int(code, 16))
        elif text is not None:
            if self.skip:
                taken = min(self.skip, len(text))
                self.skip -= taken
                text = text[taken:]
            self.pending += text
        elif word is not None:
            self._flush()
            self._control(word, int(value) if value else None, group)
        elif sign is not None:
            self._flush()
            if sign == b"*":
                group.silent = True
            elif sign in b"\r\n":
                self._end_paragraph(False)
            else:
                self._put({b"~": "\xa0", b"_": "-", b"-": ""}.get(sign, sign.decode("latin-1")))

    def _control(self, word: bytes, value: int | None, group: Group) -> None:
        """One control word."""
        if word == b"u" and value is not None:
            self._put(chr(value % 65536))
            self.skip = group.unicode_skip
        elif word in DESTINATIONS:
            group.silent = True
            self.pictures += word == b"pict"
            if word == b"fonttbl":
                self._in_fonts = len(self.stack)
        elif word in (b"listtext", b"pntext"):
            group.silent, group.number = False, True
        elif word in (b"shptxt", b"fldrslt"):
            group.silent = group.hidden
        elif word == b"footnote":
            group.silent = True
            self.paragraphs.append(Paragraph("", "", 0, False, True))
        elif word in (b"par", b"sect"):
            self._end_paragraph(False)
        elif word in (b"cell", b"nestcell"):
            self._end_paragraph(word == b"cell")
        elif word in (b"row",):
            self._end_row()
        elif word in SPECIAL:
            self._put(SPECIAL[word])
        else:
            self._property(word, value, group)

    def _property(self, word: bytes, value: int | None, group: Group) -> None:
        """A control word that sets a property."""
        if word == b"uc":
            group.unicode_skip = max(0, value or 0)
        elif word in (b"v", b"deleted"):
            group.hidden = value != 0
        elif word == b"plain":
            group.hidden = False
        elif word == b"f" and value is not None:
            group.font = value
        elif word == b"fcharset" and self._in_fonts and value in CODE_PAGES:
            self.fonts[group.font] = CODE_PAGES[value]
        elif word == b"ansicpg" and value is not None:
            self.code_page = CODE_PAGES.get(value, f"cp{value}")
        elif word == b"pard":
            self.level, self.in_table = 0, False
        elif word == b"intbl":
            self.in_table = True
        elif word == b"outlinelevel" and value is not None:
            self.level = value + 1 if 0 <= value < 9 else 0
        elif word == b"trowd":
            self.row.edges, self.row.merges, self.row.merge = [], [], 0
        elif word == b"cellx" and value is not None:
            self.row.edges.append(value)
            self.row.merges.append(self.row.merge)
            self.row.merge = 0
        elif word in (b"clvmgf", b"clvmrg", b"clmrg"):
            self.row.merge |= {b"clvmgf": MERGE_START, b"clvmrg": MERGE_DOWN, b"clmrg": JOIN_LEFT}[word]

    def _flush(self) -> None:
        """Decode the bytes that wait."""
        if self.pending:
            page = self.fonts.get(self.stack[-1].font, self.code_page)
            data = bytes(self.pending)
            self.pending.clear()
            try:
                words = data.decode(page, "replace")
            except LookupError:
                words = data.decode("gb18030", "replace")
            self._put(words)

    def _put(self, words: str) -> None:
        """Take words, unless they stand in a silent group."""
        group = self.stack[-1]
        if group.silent:
            return
        if group.hidden:
            self.hidden = self.hidden or bool(words.strip())
        elif group.number:
            self.number.append(words)
        else:
            self.words.append(words)

    def _end_paragraph(self, cell: bool) -> None:
        """Close the paragraph, and with `cell` the table cell."""
        self._flush()
        words = _mended("".join(self.words))
        label = _mended("".join(self.number)).strip()
        self.words, self.number = [], []
        inside = self.in_table or cell
        if inside:
            self.row.open.append(len(self.paragraphs))
        if words.strip() or label or inside:
            self.paragraphs.append(Paragraph(words, label, self.level, inside))
        if cell:
            self.row.cells.append(self.row.open)
            self.row.open = []

    def _end_row(self) -> None:
        """Close the table row."""
        self._flush()
        row = self.row
        if row.cells:
            done = Cells([0 if not row.edges else min(0, row.edges[0] - 1), *row.edges], list(row.merges), 0, row.cells, [])
            self.rows.append((done, len(self.paragraphs)))
        self.row = Cells(row.edges, row.merges)


def _mended(words: str) -> str:
    """Text whose characters beyond the basic plane are whole again."""
    if any("\ud800" <= character <= "\udfff" for character in words):
        return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return words


def read_rtf_text(data: bytes, name: str = "") -> Source:
    """The text, blocks and tables of an RTF file. Raises ReadError: damaged, too_large, empty, needs_ocr."""
    parser = _parse(data, name)
    draft = Draft()
    rows = {end: cells for cells, end in parser.rows}
    firsts = {cells.cells[0][0]: end for end, cells in rows.items()}
    place, count = 0, len(parser.paragraphs)
    while place < count:
        table: list[Cells] = []
        while place in firsts:
            place, table = firsts[place], [*table, rows[firsts[place]]]
        if table:
            _write_table(draft, table, parser.paragraphs)
        else:
            _write(draft, parser.paragraphs[place], place, "paragraph")
            place += 1
    if parser.hidden:
        draft.noticed["hidden or deleted text left out"] += 1
    if any(paragraph.note for paragraph in parser.paragraphs):
        draft.noticed["footnote left out"] += 1
    if parser.cut_off:
        draft.noticed["the file is cut off; its end is missing"] += 1
    source = draft.source(name, MEDIA_TYPE, READER)
    if any(paragraph.note for paragraph in parser.paragraphs):
        source.status = "partial"
    if parser.cut_off:
        source.status = "damaged"
    if not source.text:
        label = name or "<data>"
        if parser.pictures:
            raise ReadError(f"{label}: the document holds pictures only; read it with OCR", "needs_ocr", READER)
        raise ReadError(f"{label}: no text in this file; give a file with the document's text", "empty", READER)
    return source


def _parse(data: bytes, name: str) -> _Parser:
    """The parsed file. Raises ReadError when it is no RTF or too large."""
    label = name or "<data>"
    if len(data) > LARGEST:
        raise ReadError(f"{label}: {len(data)} bytes are too many (at most {LARGEST}); split the document", "too_large", READER)
    if not data.lstrip()[:5].startswith(b"{\\rtf"):
        raise ReadError(f"{label}: this is no RTF file", "damaged", READER)
    return _Parser(data, label)


def _write_table(draft: Draft, table: list[Cells], paragraphs: list[Paragraph]) -> None:
    """Write rows that stand together, as cells or, when they are no data, as paragraphs."""
    rows = []
    for cells in table:
        made = Row([[Piece(number, number, Properties()) for number in cell] for cell in cells.cells], cells.edges, cells.merges)
        rows.append(made)
    placed, columns = on_grid(rows)
    of_data = len(rows) > 1 and columns > 1
    made_cells = []
    for cell in placed:
        begin = draft.place
        for piece in cell.pieces:
            _write(draft, paragraphs[piece.start], piece.start, "cell" if of_data else "paragraph")
        cell.slot.locator = " + ".join(f"rtf[{piece.start}]" for piece in cell.pieces)
        made_cells.append(draft.cell(cell.slot, begin))
    if of_data:
        draft.add_table(made_cells, len(rows), columns, _table_locator(placed))


def _table_locator(placed: list[Placed]) -> str:
    """The locator of a table: its first and last cell."""
    return f"{placed[0].slot.locator} + {placed[-1].slot.locator}"


def _write(draft: Draft, paragraph: Paragraph, number: int, kind: str) -> None:
    """Write the lines of one paragraph; its printed number is part of the file, and stands in front."""
    line = Line("", kind, label=paragraph.label, suffix="tab")
    if kind == "paragraph" and paragraph.level:
        line.kind, line.level, line.level_source = "heading", paragraph.level, "outline"
    elif kind == "paragraph" and paragraph.label:
        line.kind = "item"
    parts = paragraph.words.split("\n")
    for place, part in enumerate(parts, 1):
        if part.strip() or (line.label and len(parts) == 1 and kind == "cell"):
            line.words = part
            line.locator = f"rtf[{number}]~{place}" if len(parts) > 1 else f"rtf[{number}]"
            draft.write(line)
            line.label = ""


def reread_rtf_text(data: bytes, locator: str) -> str:
    """The words at a locator of `read_rtf_text`, without list numbers. Raises ReadError when it leads nowhere."""
    parser = _parse(data, "")
    found = []
    for place in locator.split(" + "):
        match = LOCATOR.fullmatch(place)
        if match is None or int(match[1]) >= len(parser.paragraphs):
            raise ReadError(f"{place!r} is no place in this file", "damaged", READER)
        words = parser.paragraphs[int(match[1])].words
        found.append(words.split("\n")[int(match[2]) - 1] if match[2] else words)
    return "".join(found)
