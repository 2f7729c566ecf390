"""Decides the genre of a document by its title, else by the cues of its text (文种)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from policy_extract.patterns import Pack, Rule

SAMPLE = 6000
LEAST_WEIGHT = 4
MOST_CUES = 12
SHORTEST_TOLD = 200
"""Characters of a text that says how things are; a shorter one may be a scrap."""


def find_genre(titles: list[str], text: str, pack: Pack) -> str:
    """The genre by the last words of a title, else by the text, else by any words of a title; `other` when nothing tells."""
    rules: list[tuple[Rule, Any]] = pack.cached("structure.genres", _compile)
    for title in titles:
        genre = _of_title(title, rules, "title")
        if genre:
            return genre
    weights: Counter[str] = Counter()
    for rule, finder in rules:
        if rule.fields.get("where") == "text":
            found = sum(1 for _ in finder.finditer(text[:SAMPLE]))
            weights[str(rule.fields["genre"])] += min(found, MOST_CUES) * int(rule.fields.get("weight", 1))
    genre, weight = max(weights.items(), key=lambda pair: (pair[1], pair[0]), default=("other", 0))
    if weight >= LEAST_WEIGHT:
        return genre
    by_words = next((genre for genre in (_of_title(title, rules, "title_words") for title in titles) if genre), "")
    return by_words or ("other" if wills(text, rules) else "progress")


def wills(text: str, rules: list[tuple[Rule, Any]]) -> bool:
    """Whether a word of will stands in a text, or so little of it is there that this tells nothing."""
    opening = text[:SAMPLE]
    return len(opening) < SHORTEST_TOLD or any(finder.search(opening) for r, finder in rules if r.fields.get("where") == "will")


def _of_title(title: str, rules: list[tuple[Rule, Any]], where: str) -> str:
    """The genre that the rules of a kind read from a title; empty for none."""
    return next((str(r.fields["genre"]) for r, finder in rules if r.fields.get("where") == where and finder.search(title)), "")


def _compile(pack: Pack) -> list[tuple[Rule, Any]]:
    """Rules with their compiled patterns, in the order of the file."""
    return [(rule, rule.compiled) for rule in pack.family("genres").rules.values() if rule.pattern]
