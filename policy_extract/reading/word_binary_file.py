"""Opens the binary files of Word 97 to 2003 and of WPS: pieces of text, paragraph and character properties, styles (DOC 结构)."""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field

import olefile

from policy_extract.errors import ReadError
from policy_extract.reading.decoding import plausible
from policy_extract.reading.word_numerals import symbol

READER = f"doc (olefile {olefile.__version__})"
LARGEST_STREAM = 128 * 1024 * 1024
MOST_CHARACTERS = 20_000_000
PAGE = 512
CHINESE = frozenset((0x0804, 0x1004, 0x0404, 0x0C04, 0x1404))
"""Language codes of Chinese editions."""
DROPPED = "\x18"
"""Takes the place of a character that is hidden or deleted; places in the text stay as the file counts them."""
DEEPEST_STYLE = 12
"""Styles based on styles; a damaged file may go round in circles."""
FEWEST_WIDE = 8
"""Chinese characters by which GBK is told from the quotation marks of the Western code page."""
LOOKED_FOR = tuple(struct.pack("<H", code) for code in (0x0800, 0x083C, 0x6A09))
STYLE_SHEET, CHARACTER_PAGES, PARAGRAPH_PAGES, FONTS, PIECES, LISTS, LIST_FORMATS = 1, 12, 13, 15, 33, 73, 74
HUGE = (0x6646, 0x6645)
DEFINE_TABLE = 0xD608
SIZES = (1, 1, 2, 4, 2, 2, 0, 3)


@dataclass(slots=True)
class Properties:
    """Properties of a paragraph: its style and the modifiers in force."""

    style: int = 0
    modifiers: dict[int, bytes] = field(default_factory=dict)

    def flag(self, code: int) -> bool:
        """Whether a one-byte modifier is on."""
        value = self.modifiers.get(code)
        return bool(value and value[0] & 1)


@dataclass(slots=True)
class BinaryStyle:
    """A paragraph style: its number among the built-in ones (1 to 9 are headings) and its modifiers with the inherited ones."""

    built_in: int = 0
    modifiers: dict[int, bytes] = field(default_factory=dict)


def modifiers_of(data: bytes) -> dict[int, bytes]:
    """Property modifiers (sprm) by code; later ones win."""
    found: dict[int, bytes] = {}
    place = 0
    while place + 2 <= len(data):
        (code,) = struct.unpack_from("<H", data, place)
        place += 2
        size = SIZES[code >> 13]
        if code == DEFINE_TABLE and place + 2 <= len(data):
            size = struct.unpack_from("<H", data, place)[0] + 1
        elif size == 0 and place < len(data):
            size = data[place] + 1
        found[code] = data[place : place + size]
        place += max(1, size)
    return found


class WordFile:
    """One binary Word file."""

    def __init__(self, data: bytes, label: str) -> None:
        """Open the file. Raises ReadError: damaged, encrypted, unsupported, too_large."""
        self.label = label
        self._streams = self._open(data)
        self.document = self._streams["WordDocument"]
        self._check_head()
        which = "1Table" if self.document[0x0B] & 0x02 else "0Table"
        self.table = self._streams.get(which) or self._streams.get("0Table") or self._streams.get("1Table") or b""
        if not self.table:
            raise self.error("the table of its pieces is missing; save the document anew as DOCX", "damaged")
        try:
            self._pieces = self._read_pieces()
            self._marked = self._marked_characters()
            self.text = "".join(self._piece_text(*piece) for piece in self._pieces)
            self._paragraph_pages = self._pages(PARAGRAPH_PAGES)
            self.styles = self._read_styles()
        except (struct.error, IndexError, ValueError, OverflowError) as error:
            raise self.error(f"its structure is damaged ({error}); ask for an intact copy", "damaged") from error
        self._runs: dict[int, tuple[list[int], bytes]] = {}

    def error(self, message: str, reason: str) -> ReadError:
        """An error that names the file and this reader."""
        return ReadError(f"{self.label}: {message}", reason, READER)

    def _open(self, data: bytes) -> dict[str, bytes]:
        """The streams of the OLE file that matter."""
        streams = {}
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as ole:
                if ole.exists("EncryptedPackage"):
                    raise self.error("the file is protected by a password; save it without one", "encrypted")
                if not ole.exists("WordDocument"):
                    raise self.error("this OLE file holds no Word document; save it as DOCX or PDF", "unsupported")
                for name in ("WordDocument", "0Table", "1Table", "Data"):
                    if ole.exists(name):
                        if ole.get_size(name) > LARGEST_STREAM:
                            raise self.error(f"the stream {name} is too large (at most {LARGEST_STREAM} bytes)", "too_large")
                        streams[name] = ole.openstream(name).read()
        except ReadError:
            raise
        except Exception as error:  # olefile raises many kinds on damaged files
            raise self.error(f"the file is damaged ({error}); ask for an intact copy", "damaged") from error
        return streams

    def _check_head(self) -> None:
        """Refuse what is encrypted or older than Word 97."""
        head = self.document
        if len(head) < 0x1AA:
            raise self.error("the file is cut off; ask for an intact copy", "damaged")
        identity, version = struct.unpack_from("<HH", head)
        flags, self.language = struct.unpack_from("<H", head, 0x0A)[0], struct.unpack_from("<H", head, 6)[0]
        if identity != 0xA5EC or version < 0xC1:
            raise self.error("this is a document of Word 95 or older; open it in WPS or Word and save it as DOCX", "unsupported")
        if flags & 0x0100:
            raise self.error("the file is protected by a password; save it without one", "encrypted")
        self.counts = struct.unpack_from("<8i", head, 0x4C)
        """Characters of: body, footnotes, headers, (unused), comments, endnotes, text boxes, boxes of headers."""

    def structure(self, index: int) -> bytes:
        """A structure of the table stream, by its place in the list of the head; the rest of the stream for lists follows it."""
        place, size = self._place(index)
        return self.table[place : place + size]

    def behind(self, index: int) -> bytes:
        """The table stream behind a structure."""
        place, size = self._place(index)
        return self.table[place + size :]

    def _place(self, index: int) -> tuple[int, int]:
        """Offset and size of a structure in the table stream."""
        place = 154 + 8 * index
        if place + 8 > len(self.document):
            return 0, 0
        offset, size = struct.unpack_from("<II", self.document, place)
        return (offset, size) if offset <= len(self.table) else (0, 0)

    def _read_pieces(self) -> list[tuple[int, int, int, bool]]:
        """Pieces of the text: first and last place, file offset, whether one byte a character."""
        data = self.structure(PIECES)
        place = 0
        while place < len(data) and data[place] == 1:
            place += 3 + struct.unpack_from("<H", data, place + 1)[0]
        if place >= len(data) or data[place] != 2:
            raise ValueError("no table of pieces")
        count = (struct.unpack_from("<I", data, place + 1)[0] - 4) // 12
        places = struct.unpack_from(f"<{count + 1}I", data, place + 5)
        pieces, total = [], 0
        for number in range(count):
            offset = struct.unpack_from("<I", data, place + 5 + 4 * (count + 1) + 8 * number + 2)[0]
            narrow = bool(offset & 0x40000000)
            offset &= 0x3FFFFFFF
            start, end = places[number], places[number + 1]
            if end < start:
                raise ValueError("pieces out of order")
            total += end - start
            if total > MOST_CHARACTERS or total > 4 * len(self.document):
                raise self.error("more text than the file can hold", "damaged")
            pieces.append((start, end, offset // 2 if narrow else offset, narrow))
        return pieces

    def _piece_text(self, start: int, end: int, offset: int, narrow: bool) -> str:
        """Characters of one piece, one for each place of the file's own counting."""
        size = end - start
        data = self.document[offset : offset + (size if narrow else 2 * size)]
        if len(data) < (size if narrow else 2 * size):
            raise ValueError("text beyond the end of the file")
        if narrow:
            text = _narrow_text(data, self.language in CHINESE)
        else:
            text = data.decode("utf-16-le", "surrogatepass")
            if len(text) * 2 != len(data):
                text = "".join(map(chr, struct.unpack(f"<{len(data) // 2}H", data[: len(data) // 2 * 2])))
        width = 1 if narrow else 2
        marks = [mark for mark in self._marked if mark[0] < offset + size * width and mark[1] > offset]
        if marks:
            characters = list(text)
            for first, last, put in marks:
                for place in range(max(0, (first - offset) // width), min(size, (last - offset) // width)):
                    if characters[place] != "\x07":
                        characters[place] = put
            text = "".join(characters)
        return text

    def _pages(self, index: int) -> tuple[list[int], list[int]]:
        """First file offsets and page numbers of the property pages."""
        data = self.structure(index)
        count = (len(data) - 4) // 8
        if count <= 0:
            return [], []
        offsets = list(struct.unpack_from(f"<{count + 1}I", data))
        numbers = [number & 0x3FFFFF for number in struct.unpack_from(f"<{count}I", data, 4 * (count + 1))]
        return offsets, numbers

    def _marked_characters(self) -> list[tuple[int, int, str]]:
        """File ranges of characters that are deleted, hidden or symbols, with what stands in their place."""
        found: list[tuple[int, int, str]] = []
        fonts = self._fonts()
        for number in self._pages(CHARACTER_PAGES)[1]:
            page = self.document[number * PAGE : (number + 1) * PAGE]
            if len(page) < PAGE or not any(code in page for code in LOOKED_FOR):
                continue
            count = page[-1]
            offsets = struct.unpack_from(f"<{count + 1}I", page)
            for run in range(count):
                place = page[4 * (count + 1) + run] * 2
                modifiers = modifiers_of(page[place + 1 : place + 1 + page[place]]) if place else {}
                if any(modifiers.get(code, b"\0")[:1] in (b"\1", b"\x81") for code in (0x0800, 0x083C)):
                    found.append((offsets[run], offsets[run + 1], DROPPED))
                elif len(modifiers.get(0x6A09, b"")) == 4:
                    font, character = struct.unpack("<HH", modifiers[0x6A09])
                    put = symbol(chr(character), fonts[font] if font < len(fonts) else "")
                    found.append((offsets[run], offsets[run + 1], put))
        return found

    def _fonts(self) -> list[str]:
        """Names of the fonts by number."""
        data = self.structure(FONTS)
        names, place = [], 4
        while place + 40 < len(data):
            size = data[place] + 1
            names.append(data[place + 40 : place + size].decode("utf-16-le", "replace").split("\0")[0])
            place += size
        return names

    def properties(self, place: int) -> Properties:
        """Properties of the paragraph whose mark stands at a place of the text."""
        number = bisect_right(self._pieces, place, key=lambda piece: piece[0]) - 1
        if number < 0:
            return Properties()
        start, _, offset, narrow = self._pieces[number]
        offset += (place - start) * (1 if narrow else 2)
        offsets, pages = self._paragraph_pages
        index = bisect_right(offsets, offset) - 1
        if not 0 <= index < len(pages):
            return Properties()
        page = self.document[pages[index] * PAGE : (pages[index] + 1) * PAGE]
        if len(page) < PAGE:
            return Properties()
        if index not in self._runs:
            self._runs[index] = (list(struct.unpack_from(f"<{page[-1] + 1}I", page)), page)
        first, page = self._runs[index]
        run = bisect_right(first, offset) - 1
        if not 0 <= run < page[-1]:
            return Properties()
        return self._own(page, page[4 * len(first) + 13 * run] * 2)

    def _own(self, page: bytes, place: int) -> Properties:
        """Properties at a place of a page; long ones stand in the data stream."""
        if not place or place + 2 > PAGE:
            return Properties()
        size, begin = 2 * page[place] - 1, place + 1
        if page[place] == 0:
            size, begin = 2 * page[place + 1], place + 2
        data = page[begin : begin + size]
        if len(data) < 2:
            return Properties()
        modifiers = modifiers_of(data[2:])
        for code in HUGE:
            if len(modifiers.get(code, b"")) == 4:
                far = struct.unpack("<I", modifiers[code])[0]
                stream = self._streams.get("Data", b"")
                if far + 2 <= len(stream):
                    length = struct.unpack_from("<H", stream, far)[0]
                    modifiers |= modifiers_of(stream[far + 2 : far + 2 + length])
        return Properties(struct.unpack_from("<H", data)[0], modifiers)

    def _read_styles(self) -> list[BinaryStyle]:
        """Styles by number."""
        data = self.structure(STYLE_SHEET)
        if len(data) < 6:
            return []
        head, count, base_size = struct.unpack_from("<HHH", data)
        raw: list[tuple[int, int, dict[int, bytes]]] = []
        place = 2 + head
        while len(raw) < count and place + 2 <= len(data):
            (size,) = struct.unpack_from("<H", data, place)
            raw.append(_style(data[place + 2 : place + 2 + size], base_size))
            place += 2 + size
        styles = []
        for built_in, base, modifiers in raw:
            chain = [modifiers]
            while base < len(raw) and len(chain) < DEEPEST_STYLE:
                chain.append(raw[base][2])
                base = raw[base][1]
            merged: dict[int, bytes] = {}
            for own in reversed(chain):
                merged |= own
            styles.append(BinaryStyle(built_in, merged))
        return styles


def _narrow_text(data: bytes, chinese: bool) -> str:
    """One-byte text, one character a byte; old Chinese editions put GBK there, whose second bytes are marked as dropped."""
    if chinese and not data.isascii():
        text = data.decode("gbk", "replace")
        wide = sum(1 for character in text if character > "\x7f")
        if wide >= FEWEST_WIDE and text.count("\ufffd") * 50 <= wide and plausible(text):
            return "".join(
                character if len(character.encode("gbk", "replace")) == 1 else character + DROPPED for character in text
            )
    return data.decode("cp1252", "replace")


def _style(data: bytes, base_size: int) -> tuple[int, int, dict[int, bytes]]:
    """Built-in number, base style and modifiers of one style."""
    if len(data) < base_size + 2 or base_size < 10:
        return 0, 0xFFF, {}
    built_in, base = struct.unpack_from("<HH", data)
    (length,) = struct.unpack_from("<H", data, base_size)
    place = base_size + 2 + 2 * length + 2
    modifiers: dict[int, bytes] = {}
    if base & 0xF == 1 and place + 4 <= len(data):
        (size,) = struct.unpack_from("<H", data, place)
        modifiers = modifiers_of(data[place + 4 : place + 2 + size])
    return built_in & 0xFFF, base >> 4, modifiers


SURROGATES = re.compile("[\ud800-\udfff]")


def mended(text: str) -> str:
    """Text whose characters beyond the basic plane are whole again."""
    if SURROGATES.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
