"""How alike two statements are (文字相近程度): rare words in common count more than common ones; equal input, equal score.

Scores are floats between 0 and 1; they order and explain, no number of a plan is ever made from them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import regex

KEPT = regex.compile(r"[\p{Han}A-Za-z]+")
"""Digits, marks and white space say nothing about what a measure is."""
DIGITS = 3
"""Places that scores are rounded to."""

Vector = dict[str, float]


def grams(text: str) -> Counter[str]:
    """The pairs of neighbouring characters of a text, across no mark; a word of Latin letters counts as one."""
    found: Counter[str] = Counter()
    for run in KEPT.findall(text):
        if run.isascii():
            found[run.lower()] += 1
        elif len(run) == 1:
            found[run] += 1
        else:
            found.update(run[place : place + 2] for place in range(len(run) - 1))
    return found


class Weights:
    """What each pair of characters is worth: the rarer in all texts, the more."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count in how many texts each pair stands."""
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            total += 1
            counts.update(grams(text).keys())
        self._worth = {gram: math.log((1 + total) / (0.5 + count)) for gram, count in counts.items()}
        self._unknown = math.log(2 * (1 + total))

    def vector(self, text: str) -> Vector:
        """A text as weighted pairs of length one; empty for a text without words."""
        found = {gram: math.sqrt(count) * self._worth.get(gram, self._unknown) for gram, count in sorted(grams(text).items())}
        length = math.sqrt(math.fsum(worth * worth for worth in found.values()))
        return {gram: worth / length for gram, worth in found.items()} if length else {}


def likeness(one: Vector, other: Vector) -> float:
    """Cosine of two vectors."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return math.fsum(worth * large[gram] for gram, worth in small.items() if gram in large)


def containment(one: Vector, other: Vector) -> float:
    """How much of the lighter text's words is in the other."""
    shared = math.fsum(min(worth, other[gram]) for gram, worth in one.items() if gram in other)
    # Vectors have length one; the sum of their parts says how many words they hold.
    lighter = min(math.fsum(one.values()), math.fsum(other.values()))
    return shared / lighter if lighter else 0.0


def candidates(one: Sequence[Vector], others: Sequence[Vector], floor: float) -> list[tuple[float, int, int]]:
    """Pairs of texts that are alike at least to `floor`: (likeness, index, other index), the most alike first."""
    places: dict[str, list[tuple[int, float]]] = {}
    for index, vector in enumerate(others):
        for gram, worth in vector.items():
            places.setdefault(gram, []).append((index, worth))
    found = []
    for index, vector in enumerate(one):
        sums: dict[int, float] = {}
        for gram, worth in vector.items():
            for other, weight in places.get(gram, ()):
                sums[other] = sums.get(other, 0.0) + worth * weight
        found += [(round(score, DIGITS), index, other) for other, score in sums.items() if score >= floor]
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))
