"""The objects of an OFD page: characters and ruled lines, placed in points (OFD 图元)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from policy_extract.reading.layout import WIDE, WORD_GAP, Rule, Run, size_of
from policy_extract.reading.ofd_package import Element, child, children, numbers

POINTS = 72 / 25.4
"""Points in a millimetre."""
LONGEST_NAME = 40
DEEPEST = 24
MOST_OBJECTS = 200_000
THIN = 1.6
JUMP = 0.5
BACKWARD = 0.7
LATIN_WIDTH = 0.5
USUAL_SIZE = 3.7

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def product(inner: Matrix, outer: Matrix) -> Matrix:
    """The transformation that does the inner one first."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def matrix_of(element: Element) -> Matrix:
    """Transformation of an object: its CTM, then the place of its boundary."""
    boundary = numbers(element.get("Boundary"))
    ctm = numbers(element.get("CTM"))
    inner: Matrix = (ctm[0], ctm[1], ctm[2], ctm[3], ctm[4], ctm[5]) if len(ctm) == 6 else SAME
    x, y = (boundary[0], boundary[1]) if len(boundary) >= 2 else (0.0, 0.0)
    return product(inner, (1.0, 0.0, 0.0, 1.0, x, y))


@dataclass(slots=True)
class Content:
    """What was found in the layers of a page (页面内容)."""

    page: int
    unit: Callable[[str], Element | None]
    """Gives the content of a composite graphic unit by its id."""
    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictures: int = 0
    seen: int = 0
    names: Counter[str] = field(default_factory=Counter)
    """How often each object number was met: broken writers use one twice."""

    def read(self, element: Element, matrix: Matrix = SAME, path: str = "", depth: int = 0) -> None:
        """Go through the objects below a layer, block or unit."""
        for item in element:
            if not isinstance(item.tag, str):
                continue
            self.seen += 1
            if self.seen > MOST_OBJECTS or item.get("Visible", "").lower() in ("false", "0"):
                continue
            name = etree.QName(item).localname
            number = path + "".join((item.get("ID") or f"-{self.seen}").split())[:LONGEST_NAME].replace("[", "")
            if name == "TextObject":
                self.names[number] += 1
                if self.names[number] > 1:
                    number = f"{number}~{self.names[number]}"
                self._text(item, matrix, number)
            elif name == "PathObject":
                self._path(item, matrix)
            elif name == "ImageObject":
                self.pictures += 1
            elif name in ("Layer", "PageBlock", "Content") and depth < DEEPEST:
                self.read(item, matrix, path, depth + 1)
            elif name == "CompositeObject" and depth < DEEPEST:
                unit = self.unit(item.get("ResourceID") or "")
                if unit is not None:
                    self.read(unit, product(matrix_of(item), matrix), number + "/", depth + 6)

    def _text(self, item: Element, matrix: Matrix, number: str) -> None:
        """The characters of a text object."""
        own = product(matrix_of(item), matrix)
        size = (numbers(item.get("Size")) or [USUAL_SIZE])[0] or USUAL_SIZE
        stretch = (numbers(item.get("HScale")) or [1.0])[0] or 1.0
        wide = abs(own[0]) + abs(own[1]) or 1.0
        high = abs(own[3]) + abs(own[2]) or 1.0
        x = y = 0.0
        counted = 0
        for code in children(item, "TextCode"):
            words = code.text or ""
            x = (numbers(code.get("X")) or [x])[0]
            y = (numbers(code.get("Y")) or [y])[0]
            across, down = steps(code.get("DeltaX"), len(words)), steps(code.get("DeltaY"), len(words))
            places = []
            px, py = x, y
            for index, character in enumerate(words):
                width = size * stretch * (1.0 if ord(character) >= WIDE or ord(character) in WIDE_MARKS else LATIN_WIDTH)
                step = across[index] if index < len(across) else (0.0 if down else width)
                if not down and 0 < step < width:
                    width = step
                left = (own[0] * px + own[2] * py + own[4]) * POINTS
                base = (own[1] * px + own[3] * py + own[5]) * POINTS
                places.append((character, left, left + width * wide * POINTS, base))
                px, py = px + step, py + (down[index] if index < len(down) else 0.0)
            self._runs(places, number, counted, size * high * POINTS)
            counted += len(words)

    def _runs(self, places: list[tuple[str, float, float, float]], number: str, first: int, height: float) -> None:
        """Characters of a text code as runs, cut where they jump."""
        start = 0
        for stop in range(1, len(places) + 1):
            if stop < len(places):
                (before, _, end, base), (after, x0, _, here) = places[stop - 1], places[stop]
                gap = x0 - end
                words = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
                near = -BACKWARD * height <= gap <= JUMP * height and not (words and gap > 2 * WORD_GAP * height)
                if near and abs(here - base) <= 0.12 * height:
                    continue
            piece = places[start:stop]
            text = "".join(" " if each[0] in "\t\r\n" else each[0] for each in piece)
            left, right = [each[1] for each in piece], [each[2] for each in piece]
            size = min(size_of(text, left, right, height / 0.78), 1.05 * height)
            indexes = list(range(first + start, first + stop))
            self.runs.append(Run(self.page, number, text, left, right, indexes, piece[0][3], size))
            start = stop

    def _path(self, item: Element, matrix: Matrix) -> None:
        """The straight sides of a path."""
        data = child(item, "AbbreviatedData")
        if data is None or not data.text:
            return
        own = product(matrix_of(item), matrix)
        stroked = item.get("Stroke", "true").lower() not in ("false", "0")
        for points in figures(data.text):
            placed = [
                ((own[0] * x + own[2] * y + own[4]) * POINTS, (own[1] * x + own[3] * y + own[5]) * POINTS) for x, y in points
            ]
            xs, ys = [p[0] for p in placed], [p[1] for p in placed]
            if max(xs) - min(xs) <= THIN + 1 or max(ys) - min(ys) <= THIN + 1:
                self._rule(min(xs), min(ys), max(xs), max(ys))
            elif stroked:
                for (ax, ay), (bx, by) in itertools.pairwise(placed):
                    if abs(ax - bx) <= THIN or abs(ay - by) <= THIN:
                        self._rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A line along the middle of a thin box."""
        if x1 - x0 >= y1 - y0:
            self.rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        else:
            self.rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


WIDE_MARKS = frozenset(map(ord, "—…“”‘’·×℃①②③④⑤⑥⑦⑧⑨⑩●■◆★※→←↑↓○□△▲"))
"""Characters below the wide ones that Chinese fonts print as wide."""


def steps(value: str | None, most: int) -> list[float]:
    """The distances of a delta list; `g 3 5` stands for 5 5 5."""
    pieces = (value or "").split()
    result: list[float] = []
    index = 0
    while index < len(pieces) and len(result) < most:
        if pieces[index].lower() == "g" and index + 2 < len(pieces):
            count, step = numbers(f"{pieces[index + 1]} {pieces[index + 2]}")
            result += [step] * max(0, min(int(count), most - len(result)))
            index += 3
        else:
            result += numbers(pieces[index])
            index += 1
    return result


def figures(data: str) -> list[list[tuple[float, float]]]:
    """The points of each figure of abbreviated path data; of curves only the end points."""
    counts = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
    result: list[list[tuple[float, float]]] = []
    pieces = data.replace(",", " ").split()[:100_000]
    index = 0
    while index < len(pieces):
        command = pieces[index].upper()
        if command not in counts:
            index += 1
            continue
        values = numbers(" ".join(pieces[index + 1 : index + 1 + counts[command]]))
        index += 1 + counts[command]
        if len(values) < counts[command]:
            break
        if command in "SM":
            result.append([(values[0], values[1])])
        elif command == "C":
            if result:
                result[-1].append(result[-1][0])
        elif command == "L" and result:
            result[-1].append((values[0], values[1]))
        elif result:
            # A curve is no ruled line: what follows it starts a figure of its own.
            result.append([(values[-2], values[-1])])
    return [points for points in result if len(points) > 1]
