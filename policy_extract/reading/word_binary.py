"""Reads binary Word and WPS files (DOC, WPS) without any office program (旧版 Word 文档)."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from policy_extract.reading.docx_tables import SLIVER
from policy_extract.reading.word_binary_file import DROPPED, READER, Properties, WordFile, mended
from policy_extract.reading.word_binary_lists import BinaryNumbering
from policy_extract.reading.word_source import Draft, Line, Slot
from policy_extract.text import Cell, Source

MEDIA_TYPE = "application/msword"
PARAGRAPH = re.compile("[^\r\x07\x0c]*(?:[\r\x07\x0c]|\\Z)")
FIELD = re.compile("[\x13\x14\x15]")
BREAKS = re.compile("[\x0b\x0c\x0e]")
SILENT = re.compile("[\x00-\x08\x0d\x0f-\x12\x16-\x1d\x1f]")
IN_TABLE, ROW_END, DEPTH, OUTLINE, LIST_LEVEL, LIST = 0x2416, 0x2417, 0x6649, 0x2640, 0x260A, 0x460B
DEFINE_TABLE = 0xD608
CONTENTS = range(19, 28)
LOCATOR = re.compile(r"doc\[(\d{1,9}):(\d{1,9})\](?:~(\d{1,6}))?")


@dataclass(slots=True)
class Piece:
    """A paragraph of the file: its place in the text, without the mark that ends it."""

    start: int
    end: int
    properties: Properties


@dataclass(slots=True)
class Row:
    """A row of a table: paragraphs of each cell, with the lines between the cells when they are known."""

    cells: list[list[Piece]] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Placed:
    """A cell on the grid with its paragraphs."""

    slot: Slot
    pieces: list[Piece]


class _Writer:
    """Writes the text of one file into a draft."""

    def __init__(self, file: WordFile) -> None:
        """Begin with the body."""
        self.file = file
        self.draft = Draft()
        self.lists = BinaryNumbering(file)
        self.rows: list[Row] = []
        self.cell: list[Piece] = []
        self.row = Row()
        if self.lists.damaged:
            self.draft.noticed["automatic numbers could not be restored"] += 1

    def story(self, start: int, end: int, kind: str) -> None:
        """Write the paragraphs of a part of the text: body, text boxes or notes."""
        text = self.file.text
        place = start
        while place < end:
            match = PARAGRAPH.match(text, place, end)
            if match is None or match.end() == place:
                break
            closed = match.end() - (1 if match[0][-1:] in "\r\x07\x0c" else 0)
            piece = Piece(place, closed, self.file.properties(min(match.end() - 1, end - 1)))
            place = match.end()
            if piece.properties.flag(IN_TABLE):
                self._in_table(piece, match[0][-1:] == "\x07")
            else:
                self._end_table(kind)
                self._write(piece, kind)
        self._end_table(kind)

    def _in_table(self, piece: Piece, mark: bool) -> None:
        """Add a paragraph to the open row."""
        properties = piece.properties
        if properties.flag(ROW_END) and _depth(properties) <= 1:
            if self.cell and any(words_of(self.file.text[p.start : p.end]).strip() for p in self.cell):
                self.row.cells.append(self.cell)
            self._define(self.row, properties.modifiers.get(DEFINE_TABLE, b""))
            self.rows.append(self.row)
            self.row, self.cell = Row(), []
            return
        if _depth(properties) > 1:
            self.draft.noticed["table inside a table written as lines of its cell"] = 1
            mark = False
        self.cell.append(piece)
        if mark:
            self.row.cells.append(self.cell)
            self.cell = []

    @staticmethod
    def _define(row: Row, data: bytes) -> None:
        """Edges and merges of the cells of a row."""
        if len(data) < 3:
            return
        count = data[2]
        if len(data) < 3 + 2 * (count + 1):
            return
        row.edges = list(struct.unpack_from(f"<{count + 1}h", data, 3))
        begin = 3 + 2 * (count + 1)
        cells = range(begin, min(len(data) - 1, begin + 20 * count), 20)
        row.merges = [struct.unpack_from("<H", data, place)[0] for place in cells]

    def _end_table(self, kind: str) -> None:
        """Write the table whose rows were collected."""
        if self.cell:
            self.row.cells.append(self.cell)
        if self.row.cells:
            self.rows.append(self.row)
        rows, self.rows, self.row, self.cell = self.rows, [], Row(), []
        if not rows:
            return
        placed, columns = on_grid(rows)
        if len(rows) < 2 or columns < 2:
            for place in placed:
                for piece in place.pieces:
                    self._write(piece, kind)
            return
        cells: list[Cell] = []
        for place in placed:
            begin = self.draft.place
            for piece in place.pieces:
                self._write(piece, "cell")
            place.slot.locator = " + ".join(f"doc[{piece.start}:{piece.end}]" for piece in place.pieces)
            cells.append(self.draft.cell(place.slot, begin))
        self.draft.add_table(cells, len(rows), columns, f"doc[{placed[0].pieces[0].start}:{placed[-1].pieces[-1].end}]")

    def _write(self, piece: Piece, kind: str) -> None:
        """Write one paragraph with its number."""
        words = words_of(self.file.text[piece.start : piece.end])
        properties = piece.properties
        styles = self.file.styles
        style = styles[properties.style] if properties.style < len(styles) else None
        modifiers = (style.modifiers if style else {}) | properties.modifiers
        line = Line(words, kind, locator=f"doc[{piece.start}:{piece.end}]")
        bare = not words.strip()
        number = modifiers.get(LIST, b"\0\0")
        level = modifiers.get(LIST_LEVEL, b"\0")[0]
        if style is not None and 1 <= style.built_in <= 9 and LIST in style.modifiers and LIST_LEVEL not in modifiers:
            level = style.built_in - 1
        identity = struct.unpack("<H", number)[0] if len(number) == 2 else 0
        if identity and identity < 0x7FFF and (not bare or kind == "cell"):
            line.label, line.suffix = self.lists.next(str(identity), level)
        if kind == "paragraph":
            _give_kind(line, style.built_in if style else 0, modifiers)
        parts = words.split("\n")
        for place, part in enumerate(parts, 1):
            if part.strip() or (line.label and len(parts) == 1):
                line.words = part
                where = line.locator
                line.locator = f"{where}~{place}" if len(parts) > 1 else where
                self.draft.write(line)
                line.locator, line.label = where, ""


def _give_kind(line: Line, built_in: int, modifiers: dict[int, bytes]) -> None:
    """Heading, item, entry of a table of contents or paragraph."""
    outline = modifiers.get(OUTLINE)
    if built_in in CONTENTS:
        line.kind = "furniture"
    elif 1 <= built_in <= 9:
        line.kind, line.level, line.level_source = "heading", built_in, "style"
    elif outline and outline[0] < 9:
        line.kind, line.level, line.level_source = "heading", outline[0] + 1, "outline"
    elif line.label:
        line.kind = "item"


def _depth(properties: Properties) -> int:
    """How deep a paragraph stands in tables inside tables."""
    value = properties.modifiers.get(DEPTH, b"")
    return struct.unpack("<i", value)[0] if len(value) == 4 else 1


def on_grid(rows: list[Row]) -> tuple[list[Placed], int]:
    """The cells of all rows on one grid, and the number of its columns."""
    edges = sorted({edge for row in rows for edge in row.edges})
    lines: dict[int, int] = {}
    number, last = 0, None
    for edge in edges:
        if last is not None and edge - last >= SLIVER:
            number += 1
        lines[edge] = number
        last = edge if last is None or edge - last >= SLIVER else last
    placed: list[Placed] = []
    above: dict[int, Placed] = {}
    for row_number, row in enumerate(rows):
        reached: dict[int, Placed] = {}
        known = len(row.edges) == len(row.cells) + 1 and len(set(lines[edge] for edge in row.edges)) == len(row.edges)
        for index, pieces in enumerate(row.cells):
            start, end = (lines[row.edges[index]], lines[row.edges[index + 1]]) if known else (index, index + 1)
            merge = row.merges[index] if index < len(row.merges) else 0
            if merge & 2 and index and placed:
                placed[-1].slot.column_span = end - placed[-1].slot.column
                placed[-1].pieces += pieces
                continue
            if merge & 0x20 and not merge & 0x40 and start in above:
                reached[start] = above[start]
                above[start].slot.row_span = row_number - above[start].slot.row + 1
                above[start].pieces += pieces
                continue
            placed.append(Placed(Slot(row_number, start, 1, end - start), list(pieces)))
            if merge & 0x20:
                reached[start] = placed[-1]
        above = reached
    return _narrowed(placed)


def _narrowed(placed: list[Placed]) -> tuple[list[Placed], int]:
    """Leave out grid lines at which no cell begins."""
    starts = sorted({place.slot.column for place in placed})
    last = max((place.slot.column + place.slot.column_span for place in placed), default=0)
    mapped = {start: number for number, start in enumerate(starts)}
    count = len(starts)
    for place in placed:
        slot = place.slot
        end = slot.column + slot.column_span
        stop = count if end >= last else next((mapped[start] for start in starts if start >= end), count)
        slot.column = mapped[slot.column]
        slot.column_span = max(1, stop - slot.column)
    return placed, count


def words_of(raw: str) -> str:
    """The words of a paragraph: field codes dropped, results kept, line breaks as "\\n"."""
    if FIELD.search(raw):
        kept: list[str] = []
        coded = [False]
        for piece in re.split("([\x13\x14\x15])", raw):
            if piece == "\x13":
                coded.append(True)
            elif piece == "\x14" and len(coded) > 1:
                coded[-1] = False
            elif piece == "\x15" and len(coded) > 1:
                coded.pop()
            elif piece not in ("\x14", "\x15") and not any(coded):
                kept.append(piece)
        raw = "".join(kept)
    raw = BREAKS.sub("\n", raw).replace("\x1e", "-")
    return mended(SILENT.sub("", raw))


def read_word_binary(data: bytes, name: str = "") -> Source:
    """The text, blocks and tables of a binary Word file. Raises ReadError: damaged, encrypted, unsupported, too_large, empty."""
    file = WordFile(data, name or "<data>")
    try:
        writer = _written(file)
    except (struct.error, IndexError, ValueError) as error:
        raise file.error(f"its properties are damaged ({error}); ask for an intact copy", "damaged") from error
    draft = writer.draft
    source = draft.source(name, MEDIA_TYPE, READER)
    if not source.text:
        pictures = "\x01" in file.text or "\x08" in file.text
        if pictures:
            raise file.error("the document holds pictures only; read it with OCR", "needs_ocr")
        raise file.error("no text in this file; give a file with the document's text", "empty")
    return source


def _written(file: WordFile) -> _Writer:
    """Write body, text boxes and notes of a file."""
    writer = _Writer(file)
    body, footnotes, headers, _, comments, endnotes, boxes, _ = (max(0, count) for count in file.counts)
    places = {"body": 0, "footnotes": body}
    places["endnotes"] = body + footnotes + headers + comments
    places["boxes"] = places["endnotes"] + endnotes
    writer.story(0, min(body, len(file.text)), "paragraph")
    for part, size, kind in (("boxes", boxes, "paragraph"), ("footnotes", footnotes, "note"), ("endnotes", endnotes, "note")):
        writer.story(places[part], min(places[part] + size, len(file.text)), kind)
    if file.text.count(DROPPED, 0, body):
        writer.draft.noticed["hidden or deleted text left out"] += 1
    if comments:
        writer.draft.noticed["comment left out"] += 1
    return writer


def reread_word_binary(data: bytes, locator: str) -> str:
    """The words at a locator of `read_word_binary`, without counted numbers. Raises ReadError when it leads nowhere."""
    file = WordFile(data, "<data>")
    found = []
    for place in locator.split(" + "):
        match = LOCATOR.fullmatch(place)
        if match is None or int(match[2]) > len(file.text):
            raise file.error(f"{place!r} is no place in this file", "damaged")
        words = words_of(file.text[int(match[1]) : int(match[2])])
        found.append(words.split("\n")[int(match[3]) - 1] if match[3] else words)
    return "".join(found)
