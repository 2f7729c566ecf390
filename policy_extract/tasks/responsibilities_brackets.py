"""Pairs of brackets (括号), in which closing assignments stand."""

from __future__ import annotations

import re

BRACKETS = re.compile(r"[（(〔\[［【）)〕\]］】\n]")
OPENING = "（(〔[［【"
CLOSING = "）)〕]］】"
LONGEST_LINE = 120
LINE_RUNS_ON = 80


def bracket_pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost bracket pairs that close on their own line or, where a printed line ends inside them, on the next one."""
    pairs: list[tuple[int, int]] = []
    depth, first = 0, 0
    for match in BRACKETS.finditer(text, start, end):
        mark = match[0]
        if mark == "\n":
            depth = 1 if depth == 1 and _runs_on(text, first, match.start(), end) else 0
        elif mark in OPENING:
            if depth == 0:
                first = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                pairs.append((first, match.end()))
    return pairs


def _runs_on(text: str, first: int, line_end: int, limit: int) -> bool:
    """Whether a bracket opened at `first` goes on behind the end of its line: the next line closes it before anything else."""
    if line_end - first > LONGEST_LINE or text[line_end - 1] in "。；;！!？?":
        return False
    mark = BRACKETS.search(text, line_end + 1, min(limit, line_end + LINE_RUNS_ON))
    if mark is None or mark[0] not in CLOSING:
        return False
    return mark.start() - line_end > 4 and text.find("\n", first, line_end) < 0
