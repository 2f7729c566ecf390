"""Clauses of a statement (分句): cut at commas, semicolons and colons outside brackets and numbers."""

from __future__ import annotations

import re
from typing import Final

from policy_extract.model import Quantity, Statement, Time

BREAK: Final = re.compile(r"[，,；;。：:！!？?→.](?:(?<!\.)(?![0-9](?<=[0-9][:：][0-9]))|(?<=[%一-龥]\.)(?=[一-龥]))")
"""A full stop of Latin writing between words ends a clause too."""
BRACKET: Final = re.compile(r"[（(【\[）)】\]]")
LABEL: Final = re.compile(r"[【\[][^】\]\n，,。；;]{1,16}[】\]][：:]?")
"""A label in brackets before the words it announces (【项目进展】)."""
REACH: Final = 300
"""Characters within which a clause mark is looked for: longer runs without one are no clauses of a person's making."""

MARKS: Final = "，,；;：:→"
COLONS: Final = "：:"


def clauses(text: str, statement: Statement, quantities: list[Quantity]) -> list[tuple[int, int]]:
    """Clauses of a statement as spans, in order."""
    found: list[tuple[int, int]] = []
    words = text[statement.start : statement.end]
    label = LABEL.match(words) if words[:1] in ("【", "[") else None
    start = statement.start + label.end() if label is not None and label.end() < len(words) else statement.start
    bracketed = "（" in words or "(" in words or "[" in words or "【" in words
    spans = _bracket_spans(text, statement) if bracketed else []
    number = bracket = 0
    for mark in BREAK.finditer(text, statement.start, statement.end):
        at = mark.start()
        while number < len(quantities) and quantities[number].end <= at:
            number += 1
        while bracket < len(spans) and spans[bracket][1] < at:
            bracket += 1
        if number < len(quantities) and quantities[number].start < at:
            continue
        if bracket < len(spans) and spans[bracket][0] < at:
            continue
        found.append((start, at))
        start = at + 1
    if start < statement.end or not found:
        found.append((start, statement.end))
    return found


def _bracket_spans(text: str, statement: Statement) -> list[tuple[int, int]]:
    """Spans of outermost balanced brackets in a statement."""
    spans: list[tuple[int, int]] = []
    depth, opened = 0, 0
    for mark in BRACKET.finditer(text, statement.start, statement.end):
        if mark[0] in "（(【[":
            if depth == 0:
                opened = mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((opened, mark.start()))
    return spans


def clause_start(text: str, first: int, at: int, marks: str = MARKS) -> int:
    """Start of the clause that holds the offset `at`, not before `first`."""
    if at <= first:
        # What ends before the text begins would be read as an offset from its end, and all of the text be searched.
        return first
    start = first if first > at - REACH else at - REACH
    rfind = text.rfind
    for mark in marks:
        # Each mark found shortens the way that the next one is looked for.
        found = rfind(mark, start, at)
        while found >= start and mark in COLONS and text[found - 1 : found].isdigit() and text[found + 1 : found + 2].isdigit():
            found = rfind(mark, start, found)
        if found >= start:
            start = found + 1
    return start


def is_year(text: str, time: Time) -> bool:
    """Whether a time is nothing but a year (2025年)."""
    return time.end - time.start == len("2025年") and text[time.start : time.end - 1].isdecimal()
