"""Names of indicators at brackets (括号): a name never holds one half of a pair.

A number that opens or fills a bracket is told by what stands before it (示范点（年度任务30间）, 投资65亿元（按老口径为70亿元）),
or by the measure inside (住房（建筑面积不低于50平方米）).
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import clause_start
from policy_extract.tasks.linking.context import CLAUSE_MARKS, StatementContext

OPENING, CLOSING = "（(", "）)"
SHARED = ("占", "的占比", "的比", "比重", "比例")
"""What stands behind the bracket of a name that a share is of."""
LONGEST_INSIDE = 30
EDGES = " ≤≥<>＜＞、，,：:·—-"


class Bracketed:
    """Mends names that hold half a bracket; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._remark, self._anew = rules["linking.remark"].anchored, rules["linking.counted_anew"].anchored
        self._measure = rules["linking.measure_in_bracket"].anchored

    def close(self, context: StatementContext) -> None:
        """Mend the names of a statement's quantities, in order."""
        previous: Quantity | None = None
        for quantity in context.quantities:
            name = quantity.indicator
            if self._anew.match(name):
                quantity.indicator = _same(quantity, previous) or name
            elif name and (_halved(name) or name[0] in EDGES or name[-1] in EDGES):
                quantity.indicator = _listed_inside(context, quantity, name) or self._whole(name, quantity, previous)
                quantity.indicator_span = None
                quantity.rules.append("linking.bracketed")
            previous = quantity

    def _whole(self, name: str, quantity: Quantity, previous: Quantity | None) -> str:
        """The part of a name outside its half bracket, else what the number before the bracket measures."""
        opened = max((name.rfind(mark) for mark in OPENING), default=-1)
        closed = max((name.rfind(mark) for mark in CLOSING), default=-1)
        if opened > closed:
            head, inner = name[:opened].strip(EDGES), name[opened + 1 :].strip(EDGES)
            remark = self._remark.match(inner) is not None
            if self._measure.search(inner) and not remark:
                return inner
            if head and not _halved(head):
                return head
            return (_same(quantity, previous) if remark else "") or inner
        if closed >= 0 and _halved(name):
            return name[closed + 1 :].strip(EDGES) or _same(quantity, previous) or name[:closed].strip(EDGES)
        return name.strip(EDGES)


def _listed_inside(context: StatementContext, quantity: Quantity, name: str) -> str:
    """收入（不含药品、耗材收入）占医疗收入的比例: a name whose bracket holds a list, of which the end was taken."""
    tail, text, start = name[name.rfind("）") + 1 :], context.text, context.statement.start
    if "（" in name or "）" not in name or not tail.startswith(SHARED):
        return ""
    closed = text.rfind("）", start, quantity.start)
    opened = text.rfind("（", max(start, closed - LONGEST_INSIDE), closed)
    if opened < 0 or any(character.isdecimal() for character in text[opened:closed]):
        return ""
    head = context.name_before(text[clause_start(text, start, opened, CLAUSE_MARKS) : opened])[0]
    return head + text[opened : closed + 1] + tail if head else ""


def _halved(name: str) -> bool:
    """Whether a name holds one half of a pair of brackets."""
    if "（" not in name and "）" not in name and "(" not in name and ")" not in name:
        return False
    return any(name.count(left) != name.count(right) for left, right in zip(OPENING, CLOSING, strict=True))


def _same(quantity: Quantity, previous: Quantity | None) -> str:
    """What the number before measures, when it has the same unit."""
    return previous.indicator if previous is not None and previous.unit == quantity.unit else ""
