"""Takes the characters of a PDF page out of pdfium, in as few calls as it allows (PDF 字符)."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

from policy_extract.reading.layout import WIDE, WORD_GAP, Run, size_of
from policy_extract.reading.pdf_placing import Matrix, Placing
from policy_extract.reading.pdf_rules import address, text_forms

JUMP = 0.5
"""Share of the character height by which the next character may stand off in its run."""
BACKWARD = 0.7
LOST = "\ufffd"
BLANKS = frozenset((0x20, 0xA0, 0x3000, 0x09, 0x0D, 0x0A))
HYPHEN_MARKS = frozenset((0xFFFE, 0x02))
"""What pdfium writes for a hyphen at a line end."""
TILTED = 0.1
"""Radians by which a run may lean; leaning ones are watermarks."""
SAME_LEVEL = 0.12
SMALLER = 0.7


def by_address(function: Any, *arguments: Any) -> Any:
    """A function of pdfium that takes addresses as numbers: a call costs half of one that checks the types of pointers."""
    return ctypes.CFUNCTYPE(ctypes.c_int, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


get_unicode = by_address(pdfium.FPDFText_GetUnicode, ctypes.c_void_p, ctypes.c_int)
is_generated = by_address(pdfium.FPDFText_IsGenerated, ctypes.c_void_p, ctypes.c_int)
get_char_origin = by_address(pdfium.FPDFText_GetCharOrigin, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
get_loose_box = by_address(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class PageText:
    """The text layer of one page (文本层)."""

    def __init__(self, page: Any, number: int, placing: Placing, written: list[Matrix]) -> None:
        """Open the text of a loaded page; close it with `close`. `written`: see `PageDrawing.written`."""
        self.handle = pdfium.FPDFText_LoadPage(page)
        self.page, self.number, self.placing, self.written = page, number, placing, written
        self.forms: dict[int, Matrix] | None = None
        self.lost = 0
        """Characters without a meaning: their font says not what they are."""
        self.leaning = 0
        """Runs that lean: watermarks."""
        self.count = max(0, pdfium.FPDFText_CountChars(self.handle)) if self.handle else 0
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()

    def close(self) -> None:
        """Give the memory back."""
        if self.handle:
            pdfium.FPDFText_ClosePage(self.handle)
            self.handle = None

    def character(self, index: int) -> str:
        """The character at an index; empty for those that pdfium put in or that are half of one."""
        code = pdfium.FPDFText_GetUnicode(self.handle, index)
        if code in BLANKS and (code in (0x0D, 0x0A) or pdfium.FPDFText_IsGenerated(self.handle, index) == 1):
            return ""
        return self._readable(code, index)

    def _readable(self, code: int, index: int) -> str:
        """A character for a code of pdfium."""
        if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE:
            return chr(code)
        if 0xD800 <= code < 0xDC00:
            low = pdfium.FPDFText_GetUnicode(self.handle, index + 1) if index + 1 < self.count else 0
            return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else LOST
        if 0xDC00 <= code < 0xE000:
            return ""
        if code in HYPHEN_MARKS:
            return "-"
        if 0x10000 <= code <= 0x10FFFF:
            return chr(code)
        return " " if code == 0x09 else LOST

    def runs(self) -> list[Run]:
        """The characters of the page as runs in the order of the file."""
        text = address(self.handle)
        get_code, generated, measure = get_unicode, is_generated, self._measure()
        runs: list[Run] = []
        letters: list[str] = []
        left: list[float] = []
        right: list[float] = []
        index: list[int] = []
        base = tall = tallest = end = 0.0
        word = False
        for number in range(self.count):
            code = get_code(text, number)
            if code in BLANKS and (code == 0x0D or code == 0x0A or generated(text, number) == 1):
                continue
            letter = chr(code) if 0x20 <= code < 0xD800 else self._readable(code, number)
            if not letter:
                continue
            if letter == LOST or 0xE000 <= code < 0xF900:
                self.lost += 1
            x0, x1, here, high = measure(number)
            wide = x1 - x0 if code >= WIDE and x1 > x0 else high
            solid = code < 128 and letter.isalnum()
            for attempt in range(2):
                joined = (
                    letters
                    and abs(here - base) <= SAME_LEVEL * wide
                    and -BACKWARD * wide <= x0 - end <= JUMP * wide
                    and not (solid and word and x0 - end > WORD_GAP * wide)
                    and SMALLER * tall <= high + (0.3 * tall if code < WIDE else 0)
                )
                if joined or attempt or not self.written or (moved := self._moved(number)) is None:
                    break
                x0, x1, here, high = moved
                wide = x1 - x0 if code >= WIDE and x1 > x0 else high
            if not joined:
                if letters:
                    runs.append(self._run(letters, left, right, index, base, tallest))
                letters, left, right, index = [], [], [], []
                base, tallest = here, 0.0
            letters.append(letter)
            left.append(x0)
            right.append(x1)
            index.append(number)
            if high > tallest:
                tallest = high
            tall, end, word = high, x1, solid
        if letters:
            runs.append(self._run(letters, left, right, index, base, tallest))
        return self._straight(runs)

    def _run(
        self, letters: list[str], left: list[float], right: list[float], index: list[int], base: float, height: float
    ) -> Run:
        """Characters as a run."""
        joined = "".join(letters)
        return Run(self.number, "", joined, left, right, index, base, size_of(joined, left, right, height))

    def _measure(self) -> Any:
        """A function that gives left, right, baseline and height of a character, made for the way the page lies."""
        x, y, box = self._x, self._y, self._box
        at_x, at_y, at_box = ctypes.addressof(x), ctypes.addressof(y), ctypes.addressof(box)
        get_origin, get_box, text = get_char_origin, get_loose_box, address(self.handle)
        placing = self.placing
        west, north = placing.left, placing.top

        def upright(number: int) -> tuple[float, float, float, float]:
            get_origin(text, number, at_x, at_y)
            get_box(text, number, at_box)
            x0 = box.left - west
            return x0, max(x0, box.right - west), north - y.value, box.top - box.bottom

        def turned(number: int) -> tuple[float, float, float, float]:
            get_origin(text, number, at_x, at_y)
            get_box(text, number, at_box)
            return placing.place(x.value, y.value, box.left, box.bottom, box.right, box.top)

        return upright if placing.upright else turned

    def _moved(self, number: int) -> tuple[float, float, float, float] | None:
        """The true place of a character that pdfium left in the coordinates of its form (it does so with those it decomposes).

        None when the character is where its text object is.
        """
        item = pdfium.FPDFText_GetTextObject(self.handle, number)
        matrix = self._form(item) if item else None
        if matrix is None:
            return None
        west, south, east, north = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(west), ctypes.byref(south), ctypes.byref(east), ctypes.byref(north))
        pdfium.FPDFText_GetCharOrigin(self.handle, number, ctypes.byref(self._x), ctypes.byref(self._y))
        x, y, box = self._x.value, self._y.value, self._box
        a, b, c, d, e, f = matrix

        def point(px: float, py: float) -> tuple[float, float]:
            return a * px + c * py + e, b * px + d * py + f

        near = _distance(x, y, (west.value, south.value), (east.value, north.value)) * max(abs(a) + abs(c), 0.001)
        if near >= _distance(x, y, point(west.value, south.value), point(east.value, north.value)):
            return None
        pdfium.FPDFText_GetLooseCharBox(self.handle, number, ctypes.byref(box))
        tx, ty = point(x, y)
        return self.placing.place(tx, ty, *point(box.left, box.bottom), *point(box.right, box.top))

    def _form(self, item: Any) -> Matrix | None:
        """Transformation of the form that a text object stands in."""
        if len(self.written) == 1:
            return self.written[0]
        if self.forms is None:
            self.forms = text_forms(self.page)
        return self.forms.get(address(item))

    def _straight(self, runs: list[Run]) -> list[Run]:
        """Runs without those that lean (watermarks); only runs of one or two characters can lean."""
        kept = []
        for run in runs:
            if len(run.text) <= 2 and not run.text.isspace():
                angle = pdfium.FPDFText_GetCharAngle(self.handle, run.index[0])
                quarter = angle % (math.pi / 2)
                if angle >= 0 and min(quarter, math.pi / 2 - quarter) > TILTED:
                    self.leaning += 1
                    continue
            kept.append(run)
        return kept


def _distance(x: float, y: float, corner: tuple[float, float], opposite: tuple[float, float]) -> float:
    """Distance of a point from a box."""
    low, high = min(corner[0], opposite[0]), max(corner[0], opposite[0])
    below, above = min(corner[1], opposite[1]), max(corner[1], opposite[1])
    return max(low - x, 0.0, x - high) + max(below - y, 0.0, y - above)
