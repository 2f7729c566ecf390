"""When a found item is the same as a gold one, and how pairs are made and counted."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]
"""One annotation: `start`, `end` and attributes, as in the stand-off form."""
Same = Callable[[Item, Item], bool]
"""Whether a gold item and a found one agree."""

NAME_LIKENESS = 0.75
"""From this likeness on two names are the same name."""
COVER_LIKENESS = 0.5
"""From this share of common characters on two covering spans are the same span."""


def overlap(gold: Item, found: Item) -> int:
    """Number of characters that two items share."""
    return int(max(0, min(gold["end"], found["end"]) - max(gold["start"], found["start"])))


def same_name(gold: str | None, found: str | None) -> bool:
    """Whether two short names agree: one holds the other (from half its length on), or they are alike enough."""
    left, right = (("".join((name or "").split())).strip("“”\"'《》") for name in (gold, found))
    if left == right:
        return True
    if not left or not right:
        return False
    short, long = sorted((left, right), key=len)
    if short in long and len(short) * 2 >= len(long):
        return True
    return difflib.SequenceMatcher(None, left, right).ratio() >= NAME_LIKENESS


def number_key(quantity: Item) -> tuple[Any, ...]:
    """The number of a quantity in a form that compares: to nine digits, ranges and ratios apart."""

    def rounded(number: Any) -> float | None:
        return None if number is None else float(f"{float(number):.9g}")

    value, low, high = quantity.get("value"), quantity.get("low"), quantity.get("high")
    if isinstance(value, str):
        return "ratio", value.replace("∶", ":").replace("：", ":")
    if value is not None:
        return "number", rounded(value)
    if low is None and high is None:
        return ("none",)
    return "range", rounded(low), rounded(high)


def same_number(gold: Item, found: Item) -> bool:
    """Whether two quantities hold the same number."""
    return number_key(gold) == number_key(found)


def same_attribute(gold: Item, found: Item, key: str) -> bool:
    """Whether two items agree in an attribute; empty and missing are the same."""
    return bool((gold.get(key) or None) == (found.get(key) or None))


def same_cover(gold: Item, found: Item) -> bool:
    """Whether two items cover about the same text; a found item without a cover covers itself."""
    left = gold["covers"]
    right = found.get("covers") or (found["start"], found["end"])
    shared = max(0, min(left[1], right[1]) - max(left[0], right[0]))
    union = max(left[1], right[1]) - min(left[0], right[0])
    return bool(union and shared / union >= COVER_LIKENESS)


def pairs(gold: Sequence[Item], found: Sequence[Item], same: Same) -> list[tuple[int, int]]:
    """One-to-one pairs of overlapping items that agree, best overlap first."""
    candidates = sorted(
        (-shared, i, j)
        for i, wanted in enumerate(gold)
        for j, item in enumerate(found)
        if (shared := overlap(wanted, item)) and same(wanted, item)
    )
    left: set[int] = set()
    right: set[int] = set()
    made = []
    for _, i, j in candidates:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            made.append((i, j))
    return made


@dataclass(slots=True)
class Outcome:
    """What became of the items of one document and field."""

    matched: list[tuple[Item, Item]]
    missed: list[Item]
    extra: list[Item]


@dataclass(slots=True)
class Tally:
    """Counts of one field over all documents, with precision, recall and F1."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    def add(
        self, gold: Sequence[Item], found: Sequence[Item], same: Same, free: Callable[[Item], bool] = lambda item: False
    ) -> Outcome:
        """Count one document. An optional gold item is never missed, what stands on it never extra, nor is a `free` one."""
        required = [item for item in gold if not item.get("optional")]
        optional = [item for item in gold if item.get("optional")]
        made = pairs(required, found, same)
        hit, used = {i for i, _ in made}, {j for _, j in made}
        extra = [
            item
            for j, item in enumerate(found)
            if j not in used and not free(item) and not any(overlap(wanted, item) for wanted in optional)
        ]
        missed = [item for i, item in enumerate(required) if i not in hit]
        self.right += len(made)
        self.extra += len(extra)
        self.missed += len(missed)
        return Outcome([(required[i], found[j]) for i, j in made], missed, extra)

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def present(self) -> bool:
        """Whether the gold holds anything of this field."""
        return self.right + self.missed > 0


@dataclass(slots=True)
class Accuracy:
    """How often an attribute is right where the item itself was found."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> bool:
        """Count one case and pass its outcome on."""
        self.right += right
        self.total += 1
        return right

    @property
    def share(self) -> float | None:
        """Share of right cases; None when there was none."""
        return self.right / self.total if self.total else None
