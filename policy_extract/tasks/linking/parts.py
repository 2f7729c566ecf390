"""Parts of what was counted before (部分计数): 已开工42个，剩余17个计划年底前完工; 存在隐患的413家; 8所已投入使用.

Such a number names nothing itself: what it counts stands at the whole, in its statement or earlier in the paragraph, and what
stands beside it only says which part. A whole is never smaller than its part. Run over the linked numbers of one statement.
"""

from __future__ import annotations

import re
from itertools import chain

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import clause_start
from policy_extract.tasks.linking.context import CLAUSE_MARKS, StatementContext
from policy_extract.tasks.linking.cutting import clause_words
from policy_extract.tasks.linking.units import RATES

LONGEST_THINGS = 20
LONGEST_PREDICATE = 10
"""A longer predicate tells a story; the things alone are named then."""
FURTHEST = 120
"""Characters back, in one statement, to the whole."""
NAMED = frozenset({"linking.right", "linking.left", "linking.shared_noun"})
"""Rules that name the things counted themselves."""
SAID_TWICE = re.compile(r"(?:已|均)(?=[一-龥]{2,4}率$)|([一-龥]{2})(?=\1率$)")
"""A mark of the deed, or the deed itself, once more before its rate (项目已开工率, 兑付兑付率)."""
PLANS = re.compile("^(?:计划|拟|应|需)(?:新建|改建|改造|更新改造|更新|安装|整治|治理|修复|建设|实施|完成|开工|竣工|关闭|淘汰)*")
"""Planning before the name of a whole (计划更新改造管道)."""


class Parts:
    """The compiled rules of the family `linking` on parts; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self._rest, self._opening = rules["linking.part_rest"].anchored, rules["linking.part_opening"].anchored
        self._predicate, self._deed = rules["linking.part_predicate"].anchored, rules["linking.part_deed"].anchored
        self._class, self._share = rules["linking.part_class"].anchored, rules["linking.part_share"].anchored
        self._own_rate = rules["linking.part_rate"].anchored

    def rename(self, context: StatementContext) -> None:
        """Name parts by their whole, and the rates behind them by what they are rates of."""
        before, things = "", ""
        for position, quantity in enumerate(context.quantities):
            if quantity.implicit or quantity.measure == "rank" or quantity.unit.startswith("元"):
                continue
            earlier = quantity.indicator
            if quantity.unit in RATES:
                self._of_part(context, position, before, things)
            elif found := self._part(context, position):
                before, things = earlier, found
            elif before and earlier == before and "linking.inherited" in quantity.rules:
                _name(quantity, things, "linking.part_goes_on")
            else:
                before, things = "", ""

    def _part(self, context: StatementContext, position: int) -> str:
        """Name one count that is of a part; the things of the whole, or nothing when it is none."""
        quantity = context.quantities[position]
        left, right = self._beside(context, position)
        if self._rest.match(left):
            name, rule = ("{}", "linking.part_rest") if not right or self._predicate.match(right) else ("", "")
        elif right and self._opening.match(left) and self._predicate.match(right) and "的" not in right:
            name, rule = _by_predicate(right), "linking.part_predicate"
        elif not right and (deed := self._deed.match(left)) is not None:
            name, rule = deed["deed"] + "的{}", "linking.part_deed"
        elif not right and (kind := self._class.match(left)) is not None:
            name, rule = kind["class"] + "的{}", "linking.part_class"
        else:
            return ""
        things = self._whole(context, position) if name else ""
        if not things or (things in quantity.indicator and rule != "linking.part_class"):
            return ""
        _name(quantity, name.format(things), rule)
        if quantity.measure == "level" and left.startswith("达"):
            # 达到序时进度的52项: what is reached is no number.
            quantity.measure = quantity.direction = None
        return things

    def _beside(self, context: StatementContext, position: int) -> tuple[str, str]:
        """The words of the clause right before a number and right behind it, without times."""
        quantity, statement = context.quantities[position], context.statement
        low = context.quantities[position - 1].end if position else statement.start
        low = max(low, clause_start(context.text, statement.start, quantity.start, CLAUSE_MARKS + "、"))
        high = context.quantities[position + 1].start if position + 1 < len(context.quantities) else statement.end
        behind = clause_words(context.text, quantity.end, high, "、：:")
        right = context.words(quantity.end, quantity.end + len(behind))
        return context.words(low, quantity.start).strip(" ，,、；;。"), right.strip(" \n")

    def _whole(self, context: StatementContext, position: int) -> str:
        """What the nearest count in the same unit names that is no smaller; in the statement, else before it."""
        quantity = context.quantities[position]
        within = (q for q in reversed(context.quantities[:position]) if quantity.start - q.end <= FURTHEST)
        for other in chain(within, reversed(context.counted)):
            if other.unit != quantity.unit or other.implicit or not NAMED & {*other.rules} or _smaller(other, quantity):
                continue
            if any(rule.startswith(("linking.part_", "linking.report")) for rule in other.rules):
                continue
            name = PLANS.sub("", other.indicator)
            if 0 < len(name) <= LONGEST_THINGS and "已" not in name and not (self._predicate.match(name) or self._deed.match(name)):
                return name
        return ""

    def _of_part(self, context: StatementContext, position: int, before: str, things: str) -> None:
        """A rate or a share that goes on about a part: of the things, by its own whole name."""
        quantity = context.quantities[position]
        inherited = "linking.inherited" in quantity.rules or not quantity.indicator
        left, right = self._beside(context, position)
        if things and inherited and self._share.match(left):
            owner = context.quantities[position - 1].indicator
            _name(quantity, owner + "占比", "linking.part_share")
        elif things and inherited and (own := self._own_rate.match(left)) is not None:
            _name(quantity, own["rate"] if own["rate"].startswith(things) else things + own["rate"], "linking.part_rate")
        elif things and inherited and before and quantity.indicator.startswith(before):
            _name(quantity, things + quantity.indicator[len(before) :], "linking.part_rate")
        elif quantity.indicator.endswith("率") and SAID_TWICE.search(quantity.indicator):
            _name(quantity, SAID_TWICE.sub("", quantity.indicator), "linking.part_rate")


def _by_predicate(words: str) -> str:
    """How a part is named by its predicate: what is done follows the things, how far it has come describes them."""
    if len(words) > LONGEST_PREDICATE:
        return "{}"
    return "{}" + words.removeprefix("已经").removeprefix("已") if words.startswith("已") else words + "的{}"


def _smaller(whole: Quantity, part: Quantity) -> bool:
    """Whether a count is too small to hold another one; a range or an open count is taken to hold it."""
    return whole.value is not None and part.value is not None and whole.value < part.value


def _name(quantity: Quantity, name: str, rule: str) -> None:
    """Write a name that need not stand in the text as it is."""
    quantity.indicator, quantity.indicator_span = name, None
    quantity.rules.append(rule)
