"""Pages printed in two columns are read column by column (分栏)."""

from __future__ import annotations

from collections import Counter

from policy_extract.reading.layout import Line, Run, make_line

PIECE_GAP = 1.0
FEWEST_ROWS = 8
MIDDLE = (0.3, 0.7)
"""Part of the text width in which the second column may begin."""
FULL_REACH = 1.6
BELOW, LEFT, RIGHT = 0, 1, 2
"""Columns by number: the whole width, the left and the right one."""


def order_lines(lines: list[Line]) -> list[tuple[Line, int]]:
    """Lines in reading order with their column; lines of a one-column page as they are."""
    pieces = [piece for line in lines for piece in _pieces(line)]
    gutter = _gutter(lines, pieces) if len(pieces) >= len(lines) + FEWEST_ROWS // 2 else None
    if gutter is None:
        return [(line, BELOW) for line in lines]
    ordered: list[tuple[Line, int]] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        own = _pieces(line)
        if any(_x0(piece) < gutter < _x1(piece) for piece in own):
            ordered += [(each, LEFT) for each in left] + [(each, RIGHT) for each in right] + [(line, BELOW)]
            left, right = [], []
            continue
        for side, keep in ((left, True), (right, False)):
            runs = [run for piece in own if (_x1(piece) <= gutter) is keep for run in piece]
            made = make_line(runs) if runs else None
            if made is not None:
                side.append(made)
    return ordered + [(each, LEFT) for each in left] + [(each, RIGHT) for each in right]


def _pieces(line: Line) -> list[list[Run]]:
    """The runs of a line cut at its wide gaps."""
    pieces = [[line.runs[0]]]
    for before, after in zip(line.runs, line.runs[1:], strict=False):
        if after.left[0] - before.right[-1] > PIECE_GAP * line.size:
            pieces.append([])
        pieces[-1].append(after)
    return pieces


def _x0(piece: list[Run]) -> float:
    """Left edge."""
    return piece[0].left[0]


def _x1(piece: list[Run]) -> float:
    """Right edge."""
    return piece[-1].right[-1]


def _gutter(lines: list[Line], pieces: list[list[Run]]) -> float | None:
    """Where the second column begins: many pieces start there, few cross it, and the left ones run up to it."""
    first, last = min(map(_x0, pieces)), max(map(_x1, pieces))
    low, high = (first + share * (last - first) for share in MIDDLE)
    starts = Counter(round(_x0(piece) / 2) for piece in pieces if low < _x0(piece) < high)
    if not starts:
        return None
    start, _ = max(starts.items(), key=lambda item: (item[1], -item[0]))
    size = lines[len(lines) // 2].size
    gutter = 2.0 * start - 0.5 * size
    left = [piece for piece in pieces if _x1(piece) <= gutter]
    right = [piece for piece in pieces if _x0(piece) >= gutter]
    crossing = len(pieces) - len(left) - len(right)
    if min(len(left), len(right)) < FEWEST_ROWS or crossing > min(len(left), len(right)):
        return None
    reach = max(map(_x1, left))
    full = sum(1 for piece in left if _x1(piece) >= reach - FULL_REACH * size)
    flush = sum(1 for piece in right if _x0(piece) - 2.0 * start < 0.7 * size)
    if full * 2 < len(left) or flush * 10 < len(right) * 6 or 2.0 * start - reach < 0.8 * size:
        return None
    return gutter
