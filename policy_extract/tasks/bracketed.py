"""Names of indicators at brackets (括号): a name never holds one half of a pair.

A number that opens or fills a bracket is told by what stands before it (示范点（年度任务30间）, 投资65亿元（按老口径为70亿元）),
or by the measure inside (住房（建筑面积不低于50平方米）).
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity

OPENING, CLOSING = "（(", "）)"
EDGES = " ≤≥<>＜＞、，,：:·—-"
REMARK = re.compile("^(?:其中|含|不含|包括|不包括|按|可比|年度|预留|同口径|剔除|扣除|全?市本级|有)")
"""Words that open a remark on the number or thing before the bracket, and name nothing themselves."""


COUNTED_ANEW = re.compile("(?:按|以)?(?:老|新|原|同|可比|不变)(?:口径|价格?)(?:计算|统计)?")
"""The same thing counted in another way."""
MEASURE = re.compile("(?:面积|管径|直径|半径|规模|长度|高度|投资|价款|金额|单价|[^总定限]额|率|容量|产能)$")
"""Ends of words inside a bracket that are names of their own."""


def without_half_brackets(quantities: list[Quantity]) -> None:
    """Mend the names of a statement's quantities, in order."""
    previous: Quantity | None = None
    for quantity in quantities:
        name = quantity.indicator
        if COUNTED_ANEW.fullmatch(name):
            quantity.indicator = _same(quantity, previous) or name
        elif name and (_halved(name) or name[0] in EDGES or name[-1] in EDGES):
            quantity.indicator = _whole(name, quantity, previous)
            quantity.indicator_span = None
            quantity.rules.append("linking.bracketed")
        previous = quantity


def _halved(name: str) -> bool:
    """Whether a name holds one half of a pair of brackets."""
    if "（" not in name and "）" not in name and "(" not in name and ")" not in name:
        return False
    return any(name.count(left) != name.count(right) for left, right in zip(OPENING, CLOSING, strict=True))


def _whole(name: str, quantity: Quantity, previous: Quantity | None) -> str:
    """The part of a name outside its half bracket, else what the number before the bracket measures."""
    opened = max((name.rfind(mark) for mark in OPENING), default=-1)
    closed = max((name.rfind(mark) for mark in CLOSING), default=-1)
    if opened > closed:
        head, inner = name[:opened].strip(EDGES), name[opened + 1 :].strip(EDGES)
        if MEASURE.search(inner) and not REMARK.match(inner):
            return inner
        if head and not _halved(head):
            return head
        return (_same(quantity, previous) if REMARK.match(inner) else "") or inner
    if closed >= 0 and _halved(name):
        return name[closed + 1 :].strip(EDGES) or _same(quantity, previous) or name[:closed].strip(EDGES)
    return name.strip(EDGES)


def _same(quantity: Quantity, previous: Quantity | None) -> str:
    """What the number before measures, when it has the same unit."""
    return previous.indicator if previous is not None and previous.unit == quantity.unit else ""


def closed(words: str) -> str:
    """A phrase without a trailing bracket remark, list mark or unbalanced bracket."""
    words = words.strip(" 　、，,；;。：:")
    if words.endswith(("）", ")")):
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1:
            words = words[:opened]
    else:
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1 and "）" not in words[opened:] and ")" not in words[opened:]:
            words = words[:opened]
    return words.strip(" 　、，,；;。：:")
