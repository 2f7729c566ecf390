"""Decides the genre of a document by its title, else by the cues of its text (文种)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import regex

from policy_extract.patterns import Pack, Rule

SAMPLE = 6000
LEAST_WEIGHT = 4


def find_genre(title: str, text: str, pack: Pack) -> str:
    """`plan`, `work_report`, `progress`, `rectification`, `ledger` or `other`."""
    rules: list[tuple[Rule, Any]] = pack.cached("structure.genres", _compile)
    for rule, finder in rules:
        if rule.fields.get("where") == "title" and title and finder.search(title):
            return str(rule.fields["genre"])
    weights: Counter[str] = Counter()
    for rule, finder in rules:
        if rule.fields.get("where") == "text":
            found = sum(1 for _ in finder.finditer(text[:SAMPLE]))
            weights[str(rule.fields["genre"])] += min(found, 12) * int(rule.fields.get("weight", 1))
    genre, weight = max(weights.items(), key=lambda pair: (pair[1], pair[0]), default=("other", 0))
    return genre if weight >= LEAST_WEIGHT else "other"


def _compile(pack: Pack) -> list[tuple[Rule, Any]]:
    """Rules with their compiled patterns, in the order of the file."""
    return [(rule, regex.compile(rule.pattern)) for rule in pack.family("genres").rules.values() if rule.pattern]
