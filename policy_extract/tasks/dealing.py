"""Dealing out (分别): A、B、C分别达到1、2、3 gives each member of the list its number, in order."""

from __future__ import annotations

import regex

from policy_extract.model import Quantity
from policy_extract.tasks.indicator_phrases import Phrases

SEPARATOR = regex.compile(r"、|和|与|及|以及|，|,")
GRADES = regex.compile(r"(?:国家级?|省级?|市级?|县级?|区级?|[0-9]?[0-9]A级?|[一二三四五甲乙丙]级|[一二三]等)")


def deal(text: str, clause: tuple[int, int], quantities: list[Quantity], phrases: Phrases) -> bool:
    """Deal the members named before 分别 out to the quantities; False when the counts do not fit."""
    first = quantities[0]
    at = text.rfind("分别", max(0, first.start - 24), first.start)
    if at < 0:
        return False
    start = clause[0] if clause[0] <= at else max((text.rfind(c, max(0, at - 120), at) for c in "；;。\n"), default=-1) + 1
    words = text[start:at]
    if not words.strip("，, 、"):
        return False
    if phrases.grant.search(text[at : first.start]) or phrases.grant.search(text[quantities[-1].end : quantities[-1].end + 12]):
        return False
    name, scope, _ = phrases.left(words.rstrip("，, "))
    members = [m for m in SEPARATOR.split(name) if m]
    if len(members) != len(quantities):
        return _whole(name, scope, quantities)
    for quantity, member in zip(quantities, completed(members, phrases), strict=True):
        quantity.indicator = member
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt")
    return True


def _whole(name: str, scope: str | None, quantities: list[Quantity]) -> bool:
    """The counts differ: one thing with several numbers, or a list we cannot divide; all get the whole name."""
    if not name:
        return False
    for quantity in quantities:
        quantity.indicator = name
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt_whole")
    return True


def completed(members: list[str], phrases: Phrases) -> list[str]:
    """Give a shared head noun of the last member back to the others (城镇、农村居民人均可支配收入)."""
    last = members[-1]
    match = phrases.heads.search(last)
    first = members[0]
    if match is None or match.start() == 0:
        return members
    head = last[match.start() :]
    if len(first) < len(last) and len(first) <= 4 and len(last) - len(first) > len(head):
        longer = last[len(first) :]
        if len(longer) <= 12 and not GRADES.match(longer):
            head = longer if longer.endswith(head) and longer.startswith(("居民", "级", "学", "业", "人均")) else head
    return [m if phrases.heads.search(m) else m + head for m in members[:-1]] + [last]
