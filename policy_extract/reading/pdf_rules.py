"""Takes the ruled lines and pictures of a PDF page out of its drawing objects (PDF 线条与图像)."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from policy_extract.reading.layout import Rule
from policy_extract.reading.pdf_placing import Matrix, Placing

THIN = 1.6
MOST_OBJECTS = 60_000
MOST_SEGMENTS = 40_000
DEEPEST = 4

SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PageDrawing:
    """Lines and pictures of one page (图形)."""

    def __init__(self, placing: Placing) -> None:
        """Nothing found yet; lines are placed on the page as it is seen."""
        self.placing = placing
        self.rules: list[Rule] = []
        self.pictures = 0.0
        """Area of all pictures."""
        self.others = 0
        """Drawn shapes."""
        self.written: list[Matrix] = []
        """Transformations of the forms that hold text."""
        self.seen = 0
        self.segments = 0

    def read(self, page: Any) -> None:
        """Look through the objects of a loaded page."""
        get = pdfium.FPDFPage_GetObject
        self._objects((get(page, number) for number in range(pdfium.FPDFPage_CountObjects(page))), SAME, 0)

    def _objects(self, items: Iterator[Any], matrix: Matrix, depth: int) -> None:
        """Objects of a page or form, the forms among them with what they hold."""
        kind_of = pdfium.FPDFPageObj_GetType
        written = matrix is SAME
        for item in items:
            self.seen += 1
            if self.seen > MOST_OBJECTS:
                return
            kind = kind_of(item)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                if not written:
                    self.written.append(matrix)
                    written = True
            elif kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.others += 1
                self._path(item, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                x0, y0, x1, y1 = self._bounds(item, matrix)
                self.pictures += (x1 - x0) * (y1 - y0)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
                self._objects(inside(item), _product(_matrix(item), matrix), depth + 1)

    def _bounds(self, item: Any, matrix: Matrix) -> tuple[float, float, float, float]:
        """Box of an object on the page as it is seen."""
        a, b, c, d = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPageObj_GetBounds(item, ctypes.byref(a), ctypes.byref(b), ctypes.byref(c), ctypes.byref(d))
        p = self._point(a.value, b.value, matrix)
        q = self._point(c.value, d.value, matrix)
        return min(p[0], q[0]), min(p[1], q[1]), max(p[0], q[0]), max(p[1], q[1])

    def _point(self, x: float, y: float, matrix: Matrix) -> tuple[float, float]:
        """A point of an object on the page as it is seen."""
        a, b, c, d, e, f = matrix
        return self.placing.point(a * x + c * y + e, b * x + d * y + f)

    def _path(self, item: Any, matrix: Matrix) -> None:
        """A thin shape is one line; of others the straight sides count when they are stroked."""
        x0, y0, x1, y1 = self._bounds(item, matrix)
        if x1 - x0 <= THIN + 1 or y1 - y0 <= THIN + 1:
            self._add(x0, y0, x1, y1)
            return
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not stroke.value and not fill.value:
            return
        self._sides(item, _product(_matrix(item), matrix), bool(stroke.value))

    def _sides(self, item: Any, matrix: Matrix, stroked: bool) -> None:
        """Straight sides of a shape; a filled one only gives those of its thin parts."""
        count = pdfium.FPDFPath_CountSegments(item)
        self.segments += count
        if self.segments > MOST_SEGMENTS:
            return
        x, y = ctypes.c_float(), ctypes.c_float()
        figure: list[tuple[float, float]] = []
        figures = []
        for number in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(item, number)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                figure = []
                figures.append(figure)
            figure.append(self._point(x.value, y.value, matrix))
            if pdfium.FPDFPathSegment_GetClose(segment):
                figure.append(figure[0])
        for points in figures:
            wide = max(p[0] for p in points) - min(p[0] for p in points)
            high = max(p[1] for p in points) - min(p[1] for p in points)
            if min(wide, high) <= THIN + 1:
                self._add(
                    min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)
                )
            elif stroked:
                for (ax, ay), (bx, by) in itertools.pairwise(points):
                    if abs(ax - bx) <= THIN or abs(ay - by) <= THIN:
                        self._add(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _add(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line along the middle of a thin box."""
        if x1 - x0 >= y1 - y0:
            middle = (y0 + y1) / 2
            self.rules.append(Rule(x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            self.rules.append(Rule(middle, y0, middle, y1))


def inside(form: Any) -> Iterator[Any]:
    """The objects of a form."""
    get = pdfium.FPDFFormObj_GetObject
    return (get(form, number) for number in range(pdfium.FPDFFormObj_CountObjects(form)))


def text_forms(page: Any) -> dict[int, Matrix]:
    """Transformation of the form that each text object stands in, by address of the object."""
    found: dict[int, Matrix] = {}
    for number in range(pdfium.FPDFPage_CountObjects(page)):
        waiting: list[tuple[Any, Matrix, int]] = [(pdfium.FPDFPage_GetObject(page, number), SAME, 0)]
        while waiting and len(found) < MOST_OBJECTS:
            each, outer, level = waiting.pop()
            kind = pdfium.FPDFPageObj_GetType(each)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT and level:
                found[address(each)] = outer
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and level < DEEPEST:
                inner = _product(_matrix(each), outer)
                waiting += [(one, inner, level + 1) for one in inside(each)]
    return found


def address(item: Any) -> int:
    """Address of an object of pdfium: two handles of one object have the same."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _matrix(item: Any) -> Matrix:
    """The transformation of an object."""
    raw = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(raw)):
        return SAME
    return raw.a, raw.b, raw.c, raw.d, raw.e, raw.f


def _product(inner: Matrix, outer: Matrix) -> Matrix:
    """The transformation that does the inner one first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
