"""Statements whose whole business is to charge bodies with something (责任分工): 由A牵头负责，B协同配合。"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from policy_extract.model import Document

SUBJECT_RULES: Final = frozenset({"roles.subject", "roles.agent"})
"""Rules by which a sentence charges its subject."""
CLOSING_OPENERS: Final = frozenset("（(〔【[［由")
"""How a sentence or bracket begins that closes an item with its bodies."""
NUMBER: Final = re.compile("^(?:第[一二三四五六七八九十百]{1,5}条|[（(]?[一二三四五六七八九十0-9]{1,3}[）).、．])\\s*")
"""The number of an article or item before the bodies that it charges (第六条 市数据局负责…)."""


def charged(text: str, document: Document) -> set[int]:
    """Statements that open with bodies and 负责: their whole business is to charge these bodies."""
    found: set[int] = set()
    starts = [s.start for s in document.statements]
    opened = {body.start for body in document.responsibilities}
    for body in document.responsibilities:
        index = bisect_right(starts, body.start) - 1
        if index < 0 or not text.startswith(("负责", "具体负责"), body.end):
            continue
        lead = NUMBER.sub("", text[starts[index] : min(body.start, starts[index] + 80)])
        if (starts[index] in opened or not lead.strip()) and "，" not in lead and "," not in lead:
            found.add(index)
    found.update(_bodies_only(document, starts))
    return found


def _bodies_only(document: Document, starts: list[int]) -> set[int]:
    """Statements made of little else than bodies and their roles (由A牵头负责，B协同配合。)."""
    held: dict[int, int] = {}
    for body in document.responsibilities:
        index = bisect_right(starts, body.start) - 1
        if index >= 0 and not body.generic:
            held[index] = held.get(index, 0) + body.end - body.start + 1
    statements = document.statements
    return {i for i, size in held.items() if size * 10 >= (statements[i].end - statements[i].start) * 6}


def closing(text: str, document: Document) -> set[int]:
    """Statements that only say who answers for the item that they close: their bodies cover more than the sentence itself."""
    found: set[int] = set()
    more: set[int] = set()
    for body in document.responsibilities:
        if body.statement < 0:
            continue
        statement = document.statements[body.statement]
        wider = body.covers is not None and body.covers[0] < statement.start and body.covers[1] <= statement.end
        closes = text[statement.start] in CLOSING_OPENERS or body.rule in SUBJECT_RULES
        (found if wider and closes else more).add(body.statement)
    return found - more


def subject_ends(text: str, document: Document) -> list[int]:
    """Where a sentence begins to say what the bodies before do, in order: 市甲局会同市乙局|建设…, 由市甲局负责|建设…."""
    ends = []
    dated = {time.start: time.end for time in document.times if time.deadline and time.kind == "by"}
    for body in document.responsibilities:
        verb = text.startswith(("负责", "牵头"), body.end)
        if body.rule in SUBJECT_RULES and (verb or body.role == "cooperate"):
            ends.append(body.end + 2 * verb)
        elif body.rule in SUBJECT_RULES and body.end in dated:
            ends.append(dated[body.end])  # 城投集团9月底前|开工8处
    return sorted(ends)
