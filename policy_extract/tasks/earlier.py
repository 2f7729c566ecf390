"""What earlier numbers of a sentence say of a later one (承前省略): the name that goes on, a contest, another verb.

项目已开工9个，完成投资3亿元，新开工2个: the last count is of projects again; 在评价中，甲县居第二位: the contest is measured.
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.grants import KEPT_MARK, Grants

COUNTS = frozenset({"个", "家", "所", "处", "座", "项", "条", "件", "户", "名", "人", "栋", "台", "辆", "宗"})
"""Units of things counted one by one."""
FURTHEST_COUNT = 20
"""How many numbers back the last count in the same unit is looked for."""
SAME_MEASURE = re.compile("(?:率|数|额|量|值|收入|支出|比|度|面积|价格|人次|余额|比例|外资|时间|时限|期限|周期|标准)$")
"""A measure that goes on for others of the same kind."""
REACHING = re.compile("(?:[省市县区州旗镇乡村]|）|企业|园区|集群|公司|学校|医院|国家|项目|景区)$")
"""Ends of subjects that reach an amount themselves."""
RANKED_IN = re.compile(r"在?(?P<what>[^，,。；;在]{4,30}(?:考评|考核|评价|评估|排名|评比|测评|竞赛|监测|调查|评定|评选))中[，,]$")
"""The contest in which places are taken (在全省营商环境评价中，…)."""
RANKED_PLACE = re.compile(
    r"^[，,、；;]?(?:其中)?(?P<who>[一-龥]{1,7}?[县区市州旗盟镇乡])(?:位?列|居|排名?)?(?P<kind>[^，,]{0,8})$"
)
"""A place that takes a rank, with the class in which it takes it."""


class Earlier(Grants):
    """Links numbers by what stands at earlier ones; the linker of a statement builds on it."""

    def _other_deed(self, indicator: str, left: str) -> str:
        """权力事项取消72项、下放679项: another verb takes the place of the one that closes the name; 增加 changes it only."""
        verb, verbs = left.strip("、，,和及并 "), self.phrases.verbs
        done = verb.removeprefix("基本")
        if verb in self.phrases.changes or not (done in verbs or done == "建成"):
            return indicator
        return indicator[:-2] + verb if len(indicator) > 3 and indicator[-2:] in verbs else indicator

    def _inherited_from(self, position: int) -> Quantity | None:
        """The number whose name may go on: a count behind money or a rate takes that of the last count in its unit."""
        quantity, previous = self.quantities[position], self.previous
        if previous is not None and previous.phase == "condition" and quantity.phase != "condition":
            # 补贴提高到N元，留用率达到50%的再提高M元: the threshold is not what is raised.
            granted = reversed(self.quantities[max(0, position - FURTHEST_COUNT) : position])
            return next(
                (q for q in granted if q.indicator and q.phase != "condition" and q.unit[:1] == quantity.unit[:1]), previous
            )
        if previous is None or quantity.unit not in COUNTS or previous.unit in COUNTS:
            return previous
        earlier = reversed(self.quantities[max(0, position - FURTHEST_COUNT) : position])
        return next((q for q in earlier if q.unit == quantity.unit and q.indicator), previous)

    def _measured_before(self, position: int, name: str) -> Quantity | None:
        """34个县收入超过10亿元，其中14个县突破20亿元: a subject just counted reaches what the others did."""
        quantity, previous = self.quantities[position], self.previous
        if (
            previous is None
            or name.replace(KEPT_MARK, "、") != previous.indicator
            or "linking.right" not in previous.rules
            or quantity.implicit
        ):
            return None
        if not REACHING.search(name) or quantity.unit in COUNTS:
            return None
        if quantity.unit == previous.unit or quantity.start - previous.end > FURTHEST_COUNT + len(name):
            return None
        earlier = reversed(self.quantities[max(0, position - FURTHEST_COUNT) : position])
        return next((q for q in earlier if q.unit == quantity.unit and q.indicator and q.indicator != name), None)

    def _same_of(self, name: str) -> str:
        """三级医院达标率达到90%，二级医院达到80%: the rate goes on for others of the same kind."""
        previous = self.previous.indicator if self.previous is not None else ""
        at = previous.find(name[-2:]) if len(name) > 2 and not self.phrases.measure.search(name) else -1
        rate = previous[at + 2 :]
        return name + rate if at > 0 and len(rate) > 2 and SAME_MEASURE.search(rate) else name

    def _behind_previous(self, left: str) -> str:
        """The words before a number without what the number before counts (91个X项目、总投资…)."""
        previous = self.previous
        if previous is None or not previous.indicator or "linking.right" not in previous.rules:
            return left
        rest = left.removeprefix(previous.indicator)
        return rest if rest != left and rest[:1] in "、" and len(rest) > 2 else left

    def _ranked(self, quantity: Quantity, clause: tuple[int, int], left: str) -> bool:
        """A place that takes a rank: the contest named before is what is measured."""
        place = RANKED_PLACE.match(left)
        if place is None:
            return False
        start = max(self.statement.start, clause[0] - REACH // 5)
        contest = RANKED_IN.search(self.text[start : clause[0]])
        if contest is not None:
            self._set(quantity, contest["what"], place["who"], "linking.ranked_in")
        elif self.previous is not None and self.previous.measure == "rank":
            self._set(quantity, self.previous.indicator, place["who"], "linking.ranked_in")
        else:
            return False
        return True
