"""What earlier numbers of a sentence say of a later one (承前省略): the name that goes on, another verb, the same rate.

项目已开工9个，完成投资3亿元，新开工2个: the last count is of projects again.
34个县收入超过10亿元，其中14个县突破20亿元: both amounts are of income.
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.cutting import KEPT_MARK
from policy_extract.tasks.linking.units import Units

REACHING = ("达到", "达成", "达")
"""Verbs of level, which say how much and not what was done (固定资产投资增长8%，达到20亿元)."""
LONGEST_DEED = 3
"""A longer name that ends in a verb has things before it (保障房建设)."""
RENEWING = ("创新", "更新", "革新", "高新")
"""Words whose 新 is no part of the verb behind them (更新改造)."""
FURTHEST_COUNT = 20
"""How many numbers back the last count in the same unit is looked for; and characters to the number before."""


class Earlier:
    """Carries names from earlier numbers on; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._units: Units = pack.cached("linking.units", Units)
        self._goes_on, self._reaching = rules["linking.measure_goes_on"].anchored, rules["linking.reaching"].anchored
        self._ordinal = rules["linking.ordinal_kind"].anchored

    def with_other_verb(self, context: StatementContext, indicator: str, left: str) -> str:
        """权力事项取消72项、下放679项: another verb takes the place of the one that closes the name; 增加 changes it only."""
        verb, verbs = left.strip("、，,和及并 "), context.phrases.verbs
        done = verb.removeprefix("基本")
        if verb in context.phrases.changes or verb in REACHING or not (done in verbs or done == "建成"):
            return indicator
        if len(indicator) <= LONGEST_DEED or indicator[-2:] not in verbs:
            return indicator
        things = indicator[:-2]
        if things.endswith("新") and not things.endswith(RENEWING):
            things = things[:-1]  # 保障房新开工3万套，建成2万套
        return things + verb

    def going_on(self, context: StatementContext, position: int) -> Quantity | None:
        """The number whose name may go on: a count behind money or a rate takes that of the last count in its unit."""
        quantity, previous = context.quantities[position], context.previous
        if previous is not None and previous.phase == "condition" and quantity.phase != "condition":
            # 补贴提高到N元，留用率达到50%的再提高M元: the threshold is not what is raised.
            granted = context.numbers_before(position, FURTHEST_COUNT)
            return next(
                (q for q in granted if q.indicator and q.phase != "condition" and q.unit[:1] == quantity.unit[:1]), previous
            )
        if previous is not None and context.text.startswith("相比", previous.end):
            # 与2010年的398516人相比，减少…: what was compared with is not what changed.
            earlier = context.numbers_before(position, FURTHEST_COUNT)
            return next((q for q in earlier if q is not previous and q.indicator and q.unit == previous.unit), previous)
        if previous is not None and quantity.measure == "rank" and previous.phase == "reference":
            # 在3个城市中居第一: among how many is no thing that is ranked.
            before = context.numbers_before(position, FURTHEST_COUNT)
            return next((q for q in before if q.indicator and q.phase != "reference"), None)
        counts = self._units.counts
        if previous is None or quantity.unit not in counts or previous.unit in counts or quantity.measure == "rank":
            return previous
        earlier = context.numbers_before(position, FURTHEST_COUNT)
        return next((q for q in earlier if q.unit == quantity.unit and q.indicator), previous)

    def same_measure(self, context: StatementContext, near: Neighbourhood, name: str) -> Quantity | None:
        """34个县收入超过10亿元，其中14个县突破20亿元: a subject just counted reaches what the others did."""
        quantity, previous = near.quantity, context.previous
        if previous is None or name.replace(KEPT_MARK, "、") != previous.indicator:
            return None
        if "linking.right" not in previous.rules or quantity.implicit:
            return None
        if not self._reaching.search(name) or quantity.unit in self._units.counts:
            return None
        if quantity.unit == previous.unit or quantity.start - previous.end > FURTHEST_COUNT + len(name):
            return None
        earlier = context.numbers_before(near.position, FURTHEST_COUNT)
        return next((q for q in earlier if q.unit == quantity.unit and q.indicator and q.indicator != name), None)

    def same_rate(self, context: StatementContext, name: str) -> str:
        """三级医院达标率达到90%，二级医院达到80%; 首套首付比例…，第二套…: the rate goes on for others of the same kind."""
        previous = context.previous.indicator if context.previous is not None else ""
        other, first = self._ordinal.match(name), self._ordinal.match(previous)
        if other is not None and first is not None and other.end() == len(name):
            return name + previous[first.end() :]
        at = previous.find(name[-2:]) if len(name) > 2 and not context.phrases.measure.search(name) else -1
        rate = previous[at + 2 :]
        return name + rate if at > 0 and len(rate) > 2 and self._goes_on.search(rate) else name

    def behind_counted(self, context: StatementContext, left: str) -> str:
        """The words before a number without what the number before counts (91个X项目、总投资…)."""
        previous = context.previous
        if previous is None or not previous.indicator or "linking.right" not in previous.rules:
            return left
        rest = left.removeprefix(previous.indicator)
        return rest if rest != left and rest[:1] in "、" and len(rest) > 2 else left
