"""Takes the characters of a PDF page out of pdfium, in as few calls as it allows (PDF 字符)."""

from __future__ import annotations

import ctypes
import math
from typing import Any

import pypdfium2.raw as pdfium

from policy_extract.reading.layout import WIDE, WORD_GAP, Page, Run, size_of

JUMP = 0.5
"""Share of the character height by which the next character may stand off in its run."""
BACKWARD = 0.7
LOST = "\ufffd"
BLANKS = frozenset((0x20, 0xA0, 0x3000, 0x09, 0x0D, 0x0A))
HYPHEN_MARKS = frozenset((0xFFFE, 0x02))
"""What pdfium writes for a hyphen at a line end."""
TILTED = 0.1
"""Radians by which a run may lean; leaning ones are watermarks."""


class PageText:
    """The text layer of one page (文本层)."""

    def __init__(self, handle: Any, number: int, width: float, height: float, placing: Placing) -> None:
        """Open the text of a loaded page; close it with `close`."""
        self.handle = pdfium.FPDFText_LoadPage(handle)
        self.number, self.width, self.height = number, width, height
        self.placing = placing
        self.lost = 0
        """Characters without a meaning: their font says not what they are."""
        self.leaning = 0
        """Runs that lean: watermarks."""
        self.count = max(0, pdfium.FPDFText_CountChars(self.handle)) if self.handle else 0

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
        if 0xD800 <= code < 0xDC00:
            low = pdfium.FPDFText_GetUnicode(self.handle, index + 1) if index + 1 < self.count else 0
            return chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)) if 0xDC00 <= low < 0xE000 else LOST
        if 0xDC00 <= code < 0xE000:
            return ""
        if code in HYPHEN_MARKS:
            return "-"
        if code < 0x20 or code == 0xFFFF or code > 0x10FFFF:
            return LOST if code != 0x09 else " "
        return chr(code)

    def runs(self) -> list[Run]:
        """The characters of the page as runs in the order of the file."""
        text, page = self.handle, self.number
        get_code, get_origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
        get_box, generated = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_IsGenerated
        x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
        at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
        upright = self.placing.upright
        place = self.placing.place
        runs: list[Run] = []
        letters: list[str] = []
        left: list[float] = []
        right: list[float] = []
        index: list[int] = []
        base = tall = end = 0.0
        tallest = 0.0
        starts: list[int] = []
        word = False

        def finish() -> None:
            if letters:
                joined = "".join(letters)
                runs.append(Run(page, "", joined, left, right, index, base, size_of(joined, left, right, tallest)))
                starts.append(index[0])

        for number in range(self.count):
            code = get_code(text, number)
            if code in BLANKS and (code == 0x0D or code == 0x0A or generated(text, number) == 1):
                continue
            if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE:
                letter = chr(code)
                if 0xE000 <= code < 0xF900 or code == 0xFFFD:
                    self.lost += 1
            else:
                letter = self._readable(code, number)
                if not letter:
                    continue
                self.lost += letter == LOST
            get_origin(text, number, at_x, at_y)
            get_box(text, number, at_box)
            if upright:
                x0, x1, here, high = box.left, box.right, self.height - y.value, box.top - box.bottom
                x0, x1, here = x0 - self.placing.left, x1 - self.placing.left, here + self.placing.bottom
            else:
                x0, x1, here, high = place(x.value, y.value, box)
            if high <= 0 or x1 <= x0:
                high = high if high > 0 else tall
                x1 = max(x1, x0)
            wide = x1 - x0 if code >= WIDE and x1 > x0 else high
            solid = code < 128 and letter.isalnum()
            if (
                letters
                and abs(here - base) <= 0.12 * wide
                and -BACKWARD * wide <= x0 - end <= JUMP * wide
                and not (solid and word and x0 - end > WORD_GAP * wide)
                and 0.7 * tall <= high * 1.0 + (0.3 * tall if code < WIDE else 0)
            ):
                letters.append(letter)
                left.append(x0)
                right.append(x1)
                index.append(number)
                tallest = max(tallest, high)
            else:
                finish()
                letters, left, right, index = [letter], [x0], [x1], [number]
                base, tallest = here, high
            tall, end, word = high, x1, solid
        finish()
        return self._straight(runs)

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


class Placing:
    """Turns coordinates of a page into those of the page as it is seen (页面旋转)."""

    def __init__(self, box: tuple[float, float, float, float], turns: int) -> None:
        """`box`: left, bottom, right, top of the visible page; `turns`: quarter turns clockwise."""
        self.left, self.bottom, self.right, self.top = box
        self.turns = turns % 4
        self.upright = self.turns == 0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point from the top left of the page as it is seen."""
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        if self.turns == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def place(self, x: float, y: float, box: Any) -> tuple[float, float, float, float]:
        """Left, right, baseline and height of a character."""
        ax, ay = self.point(box.left, box.bottom)
        bx, by = self.point(box.right, box.top)
        _, base = self.point(x, y)
        return min(ax, bx), max(ax, bx), base, abs(by - ay)


def page_of(number: int, width: float, height: float) -> Page:
    """An empty page."""
    return Page(number, width, height)
