"""Shares of something named beside them or before (占比、完成比例): 占年度计划的55%, X全部Y, 各50%, by what ratio shared."""

from __future__ import annotations

from bisect import bisect_left

from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.phrases import ITEM
from policy_extract.tasks.linking.units import RATES

FURTHEST_COUNT = 3
"""How many numbers back the things are looked for that are all done (项目12个，总投资8亿元，全部开工)."""
LONGEST_PREDICATE = 16
"""A longer predicate behind 全部 is a sentence of its own; the thing before it is name enough."""
SHARE_VERBS = ("占", "约占")
LONGEST_BEARER = 5
"""Characters of a place that gets things counted (市区、高新区各2家)."""
TARGET = "linking.aimed_at"
"""Rule of a number that was the task, beside the share of it that is done."""
FINISHING = ("完成", "实现", "落实")
"""Verbs behind 全部 that say no more than that it is done; all of one length."""


class Shares:
    """Names shares by what they are shares of; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._share_of, self._each_of = rules["linking.share_of"].anchored, rules["linking.each_of"].anchored
        self._aimed_at = rules["linking.aimed_at"].quick
        self._reaches_standard = rules["linking.reaches_standard"].anchored
        self._bears, self._place_or_body = rules["linking.bears"].quick, rules["linking.place_or_body"].anchored
        self._separator, self._shared_cost = rules["linking.separator"].quick, rules["linking.shared_cost"].quick
        self._before_by, self._shared_by = rules["linking.before_by"].quick, rules["linking.shared_by"].quick

    def of_whole(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A share of something: of what stands before it in the clause, else of the thing measured before."""
        share = self._share_of.match(near.left) if near.left.endswith("的") else None
        if share is None:
            return False
        what, previous = context.name_before(share["what"], rate=True)[0], context.previous
        if not what and previous is not None:
            what = previous.indicator
        if what.endswith(("率", "比例", "比重")):
            context.write(near.quantity, what, None, "linking.share_of")
            return True
        told = share["share"].startswith((*SHARE_VERBS, "完成"))
        if not what or not (told or previous is not None):
            return False
        if near.quantity.measure == "multiple" and not told_share(share["share"]):
            # 是上年的1.5倍: a multiple of what it was before is no share of it.
            context.write(near.quantity, what, None, "linking.multiple_of")
            return True
        said = f"占{share['base']}" if share["share"].startswith(("为", "是")) else share["share"]
        name = what + said + ("比重" if said.startswith(SHARE_VERBS) else "")
        context.write(near.quantity, name, None, "linking.share_of")
        return True

    def of_target(self, context: StatementContext, near: Neighbourhood) -> bool:
        """完成年度任务600公里的71%: the task is of what was counted before, and the share is of the task."""
        quantity, position = near.quantity, near.position
        if near.left == "的" and position and TARGET in context.quantities[position - 1].rules:
            whole = context.quantities[position - 1]
            share = self._aimed_at.search(context.text, context.clause_of(whole)[0], whole.start)
            said = share["share"] if share is not None else ""
            said = f"占{said[1:]}" if said.startswith(("为", "是")) else said
            name = whole.indicator + said + ("比重" if said.startswith(SHARE_VERBS) else "")
            context.write(quantity, name, whole.scope, "linking.share_of")
            return True
        previous, following = context.previous, context.quantities[position + 1 : position + 2]
        if previous is None or quantity.unit in RATES or not near.right.startswith("的") or not following:
            return False
        if following[0].unit not in RATES or following[0].start > quantity.end + 2 or previous.unit != quantity.unit:
            return False
        if self._aimed_at.search(near.left) is None:
            return False
        context.write(quantity, previous.indicator, previous.scope, TARGET)
        return True

    def all_of(self, context: StatementContext, near: Neighbourhood) -> bool:
        """X全部Y: the share of X that does Y; X is what stands before, else the thing named last."""
        quantity = near.quantity
        reached = self._reaches_standard.match(near.right) if quantity.implicit else None
        predicate = reached["what"] if reached is not None else near.behind
        if not (quantity.implicit and predicate and context.text.startswith("全部", quantity.start)):
            return False
        left = near.left
        if near.position and context.quantities[near.position - 1].implicit:
            left = left.rpartition("、")[2]  # 贫困县全部摘帽、贫困人口全部脱贫: what the first ones do ends at the mark.
        name, scope, _ = context.name_before(left, rate=True)
        if not name and context.previous is None and predicate.startswith(FINISHING):
            # 全部完成农村厕所改造: what is finished is named, the verb says no more than 全部.
            predicate = predicate[len(FINISHING[0]) :].removeprefix("了")
        if not context.phrases.names(name):
            name = self._done_of(context, near.position)
        if not name.endswith(predicate):
            name = name + predicate if len(predicate) <= LONGEST_PREDICATE or not name else name
        context.write(quantity, name, scope, "linking.wholly")
        return True

    @staticmethod
    def _done_of(context: StatementContext, position: int) -> str:
        """What was named last; money and rates behind a count are of the things (项目12个，总投资8亿元，6月底前全部开工)."""
        earlier = (
            q for q in context.numbers_before(position, FURTHEST_COUNT) if not q.unit.startswith("元") and q.unit not in RATES
        )
        thing = next((q for q in earlier if q.indicator and not q.implicit), context.previous)
        return thing.indicator if thing is not None else ""

    def for_each(self, context: StatementContext, near: Neighbourhood) -> bool:
        """市、县各N%: places or bodies before 各 get or bear a share of what was named before."""
        previous = context.previous
        if previous is None or not self._each_of.search(near.left):
            return False
        who = self._bears.sub("", near.left)
        members = self._separator.split(who.strip("，,、 "))
        if not all(self._place_or_body.search(member) for member in members if member):
            return False
        if not near.quantity.unit.startswith(("元", *RATES)) and any(len(member) > LONGEST_BEARER for member in members):
            # 省级度假区和全域旅游示范区各2家: what is counted, not who gets it.
            return False
        context.write(near.quantity, previous.indicator, who.lstrip("，,、 "), "linking.each_of")
        return True

    def of_cost(self, context: StatementContext, near: Neighbourhood) -> bool:
        """补贴资金由市、区两级按7∶3分担: by what ratio several bear a cost."""
        shared = self._shared_cost.match(near.right) if near.quantity.ratio else None
        if shared is None:
            return False
        named = self._shared_by.split(self._before_by.split(near.left)[0].strip("，, "))[0]
        number = ITEM.match(named)
        what = shared[2] or named[number.end() if number is not None else 0 :]
        context.write(near.quantity, f"{what}{shared[1]}比例", None, "linking.shared_cost")
        return True


def told_share(words: str) -> bool:
    """Whether words say of what something is a share (占全省)."""
    return words.startswith(SHARE_VERBS)


def beside(context: StatementContext, near: Neighbourhood) -> bool:
    """Whether a share stands beside a level (8亿元，完成预算的98%，增长5%): what follows is said of the level again."""
    if "linking.share_of" not in near.quantity.rules or context.previous is None:
        return False
    position = bisect_left(context.clause_starts, near.quantity.end)
    if position == len(context.clause_starts):
        return True
    start = context.clause_starts[position]
    return "百分点" not in context.text[start : start + 12]
