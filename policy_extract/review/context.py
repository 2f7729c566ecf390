"""The words around a record as marked pieces: cut at every edge of a span, each piece with all that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

AROUND = 500
"""Characters shown before and behind a record, to the next line end."""
LONGEST = 20_000


@dataclass(slots=True, frozen=True)
class Piece:
    """A piece of the text with the classes of its marks."""

    text: str
    classes: str


@dataclass(slots=True, frozen=True)
class Context:
    """A part of the text: where it begins, and its pieces."""

    start: int
    pieces: list[Piece]


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a text to show with a span: whole lines where they are near."""
    first = max(0, start - AROUND)
    last = min(len(text), min(end, start + LONGEST) + AROUND)
    line = text.rfind("\n", 0, first)
    behind = text.find("\n", last)
    first = line + 1 if first - line < AROUND else first
    return first, behind if 0 <= behind - last < AROUND else last


def context(text: str, first: int, last: int, spans: Sequence[tuple[int, int, str]]) -> Context:
    """The pieces of a part of a text; a span is its ends and its class."""
    inside = [(max(first, s), min(last, e), name) for s, e, name in spans if s < last and e > first]
    edges = sorted({first, last, *(s for s, _, _ in inside), *(e for _, e, _ in inside)})
    pieces = []
    for start, end in pairwise(edges):
        names = dict.fromkeys(name for s, e, name in inside if s <= start and end <= e)
        pieces.append(Piece(text[start:end], " ".join(names)))
    return Context(first, pieces)


def spans_of(row: dict[str, Any], name: str = "chosen") -> list[tuple[int, int, str]]:
    """The spans of a record: its own, and those of everything in it."""
    found = [(row["start"], row["end"], name)]
    families = {"quantities": "quantity", "responsibilities": "body", "times": "time", "statuses": "status"}
    for key, family in families.items():
        found += [(item["start"], item["end"], family) for item in row[key]]
    return found
