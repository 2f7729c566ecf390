"""Writes small OFD files as an office program would: A4 pages, indented paragraphs, running head, page numbers, ruled tables."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 210.0, 297.0, 28.0, 37.0, 262.0
SIZE, PITCH = 5.6, 9.8
NO_START = frozenset("，。、；：！？）》”’%％〕】」』·…,.;:!?)")
NO_END = frozenset("（《“‘〔【「『(")


@dataclass
class Sheet:
    """The objects of one page."""

    objects: list[str] = field(default_factory=list)


class OfdWriter:
    """Places words and lines on pages and packs them."""

    def __init__(self, head: str = "", characters: int = 28) -> None:
        """`characters`: wide characters in a line."""
        self.head, self.characters = head, characters
        self.sheets: list[Sheet] = []
        self.y = BOTTOM + 1
        self.number = 100

    def paragraphs(self, texts: list[str], indent: int = 2) -> None:
        """Write paragraphs, each wrapped and its first line indented."""
        for text in texts:
            room = (self.characters - indent) * SIZE
            x = LEFT + indent * SIZE
            for line in wrapped(text, room, self.characters * SIZE):
                self._next_line()
                self.words(line, x, self.y, SIZE)
                x = LEFT

    def title(self, text: str) -> None:
        """Write one centred line in a larger size."""
        self._next_line()
        size = 7.8
        self.words(text, (WIDTH - sum(width(c) for c in text) * size) / 2, self.y, size)

    def table(self, rows: list[list[str]], widths: list[float], size: float = 3.7) -> None:
        """A ruled table that runs on over the pages, its first row repeated at the head of each."""
        for number, row in enumerate(rows):
            cells = [wrapped(words, wide - 4, wide - 4, size) for words, wide in zip(row, widths, strict=True)]
            tall = max(map(len, cells)) * size * 1.5 + 3
            if self.y + tall + 4 > BOTTOM:
                self._new_sheet()
                if number:
                    self._row(
                        rows[0],
                        [wrapped(w, wide - 4, wide - 4, size) for w, wide in zip(rows[0], widths, strict=True)],
                        widths,
                        size,
                    )
            self._row(row, cells, widths, size)

    def _row(self, row: list[str], cells: list[list[str]], widths: list[float], size: float) -> None:
        """One row with the lines around its cells."""
        tall = max(map(len, cells)) * size * 1.5 + 3
        top = self.y + 3 if self.y < TOP else self.y
        x = LEFT
        for lines, wide in zip(cells, widths, strict=True):
            self.line(x, top, x + wide, top)
            self.line(x, top + tall, x + wide, top + tall)
            self.line(x, top, x, top + tall)
            self.line(x + wide, top, x + wide, top + tall)
            for index, words in enumerate(lines):
                if words:
                    self.words(words, x + 2, top + size * 1.5 * (index + 1), size)
            x += wide
        self.y = top + tall

    def _next_line(self) -> None:
        """Go one line down, to a new page when this one is full."""
        if self.y + PITCH > BOTTOM:
            self._new_sheet()
        self.y += PITCH

    def _new_sheet(self) -> None:
        """Begin a page with its head and number."""
        self.sheets.append(Sheet())
        self.y = TOP
        number = f"— {len(self.sheets)} —"
        self.words(number, 98, 280, 4.9)
        if self.head:
            self.words(self.head, 80, 20, 3.2)

    def words(self, text: str, x: float, y: float, size: float) -> None:
        """A text object with the distances written as repeats."""
        self.number += 1
        steps: list[tuple[float, int]] = []
        for character in text[:-1]:
            step = round(width(character) * size, 3)
            if steps and steps[-1][0] == step:
                steps[-1] = (step, steps[-1][1] + 1)
            else:
                steps.append((step, 1))
        delta = " ".join(f"g {count} {step}" if count > 1 else f"{step}" for step, count in steps)
        self.sheets[-1].objects.append(
            f'<ofd:TextObject ID="{self.number}" Boundary="{x} {y - size} {WIDTH} {size * 1.3}" Font="1" Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="{delta}">{escape(text)}</ofd:TextCode></ofd:TextObject>'
        )

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A drawn line."""
        self.number += 1
        self.sheets[-1].objects.append(
            f'<ofd:PathObject ID="{self.number}" Boundary="{x0} {y0} {max(x1 - x0, 0.1)} {max(y1 - y0, 0.1)}" LineWidth="0.2">'
            f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def data(self, parts: dict[str, str] | None = None) -> bytes:
        """The packed file; `parts` replaces or adds parts."""
        pages = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages\\Page_{n}\\content.xml"/>' for n in range(len(self.sheets)))
        files = {
            "OFD.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {SPACE} Version="1.0"><ofd:DocBody><ofd:DocInfo>'
            "<ofd:Title>测试文件</ofd:Title></ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea>'
            f"<ofd:PhysicalBox>0 0 {WIDTH} {HEIGHT}</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
            f"<ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        }
        for number, sheet in enumerate(self.sheets):
            files[f"Doc_0/Pages/Page_{number}/Content.xml"] = (
                f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {SPACE}><ofd:Content><ofd:Layer ID="9{number}">'
                f"{''.join(sheet.objects)}</ofd:Layer></ofd:Content></ofd:Page>"
            )
        files.update(parts or {})
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), content)
        return buffer.getvalue()


def width(character: str) -> float:
    """Width of a character in shares of the font size."""
    return 1.0 if ord(character) >= 0x2E80 or character in "—…“”‘’·×①②③④⑤℃" else 0.5


def wrapped(text: str, first: float, others: float, size: float = SIZE) -> list[str]:
    """Lines of a paragraph: numbers and Latin words kept whole, no closing mark at a line's start."""
    pieces: list[str] = []
    for character in text:
        solid = character.isascii() and (character.isalnum() or character in ".%-")
        glued = pieces and (
            character in NO_START
            or pieces[-1][-1] in NO_END
            or (solid and pieces[-1][-1].isascii() and (pieces[-1][-1].isalnum() or pieces[-1][-1] in ".%-"))
            or (character == "—" and pieces[-1][-1] == "—")
        )
        if glued:
            pieces[-1] += character
        else:
            pieces.append(character)
    lines, room = [""], first
    for piece in pieces:
        need = sum(map(width, piece)) * size
        if lines[-1] and need > room + 1e-6:
            lines.append("")
            room = others
        lines[-1] += piece
        room -= need
    return [line.rstrip() for line in lines]
