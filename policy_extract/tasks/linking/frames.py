"""Frames of measures and notices (政策措施的句式): X不超过同期利率加N, 签订后缴纳X的N%, X由甲放宽至乙N, 按每百平方米N个配建X.

The frame tells which of the words before or behind a number name what is measured; each is a rule of the family `linking`.
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.takers import Takers
from policy_extract.tasks.linking.units import SHARES, Units

POINTS = frozenset({"基点", "百分点"})
NORM_ENDS = (
    "下限",
    "上限",
    "用地",
    "能力",
    "强度",
    "密度",
    "面积",
    "率",
    "比例",
    "标准",
    "容量",
    "数量",
    "规模",
    "浓度",
    "水平",
    "时间",
    "时限",
)
"""A name before 的标准 that ends so is what the norm is about."""
MONEY_NAMES = ("资金", "经费", "基金", "款", "贷款", "债券", "投资", "补助", "补贴", "额度", "规模", "费")
"""Names of money before an amount: they stay its name, whatever the amount is for."""
ALLOTTING = ("安排", "统筹", "拨付", "投入", "下达", "筹集", "新增")
"""Verbs of allotting money: what it is for may stand behind a comma (统筹安排3亿元，支持科学中心建设)."""
DEALT_WITH = ("办结", "办理完毕", "办成", "办好")
NO_THING = ("其", "的", "按照", "以")

Named = tuple[str, str | None, str]
"""Name, scope and the rule that found them."""


class Frames:
    """The compiled frames of a pack; made once."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules of frames from the family `linking`."""
        rules = pack.family("linking").rules
        self._units: Units = pack.cached("linking.units", Units)
        self._takers: Takers = pack.cached("linking.takers", Takers)
        self._priced, self._given_before = rules["linking.priced"].anchored, rules["linking.given_before"].quick
        self._rate_base, self._after = rules["linking.frame_rate_base"], rules["linking.frame_after"]
        self._doing, self._from_to = rules["linking.frame_doing"], rules["linking.frame_from_to"]
        self.classes = pack.family("linking").words("classes_of")
        self._class = rules["linking.frame_class"].anchored
        self._deducted = rules["linking.frame_deducted"]
        self._changed, self._points = rules["linking.frame_changed"], rules["linking.frame_points"]
        self._norm, self._provided = rules["linking.frame_norm"], rules["linking.frame_provided"]
        self._share_given = rules["linking.frame_share_given"]
        self._returned, self._purpose = rules["linking.frame_returned"], rules["linking.frame_purpose"].anchored
        self._fund, self._allotted = rules["linking.frame_fund"].anchored, rules["linking.frame_allotted"].quick
        self._taxes, self._norm_behind = rules["linking.frame_taxes"], rules["linking.frame_norm_behind"]

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """A frame that gives the whole name: no look at other numbers."""
        quantity = near.quantity
        framed = self._name(quantity, near.left, near.right, context.text[quantity.end : quantity.end + REACH // 5])
        if framed is None:
            return False
        name, scope, rule = framed
        context.write(quantity, name, scope or self._takers.told(context, quantity, near.clause), rule)
        return True

    def discounted(self, context: StatementContext, near: Neighbourhood) -> bool:
        """手续费实行九折优惠: the price or fee that is reduced."""
        if near.quantity.unit != "折" or near.right.startswith("的"):
            return False
        priced = self._priced.search(near.left)
        if priced is None:
            return False
        what = self._given_before.sub("", priced["what"])
        context.write(near.quantity, context.name_before(what)[0] or what, None, "linking.priced")
        return True

    def without_frame(self, near: Neighbourhood) -> Neighbourhood:
        """The words before and behind a number without the frame around what is measured."""
        quantity, left, right = near.quantity, near.left, near.right
        if right.startswith(DEALT_WITH) and quantity.unit in self._units.lengths:
            right = ""  # 企业开办1个工作日办结: what is dealt with in that time stands before it
        return near.with_words(*(self._provided_by_norm(quantity, left, right) or (self._left(quantity, left), right)))

    def _left(self, quantity: Quantity, words: str) -> str:
        """The words before a number without the frame around what is measured; as they are when no frame fits."""
        if quantity.unit in POINTS:
            found = self._rate_base.search(words) or self._points.search(words)
        elif quantity.unit in SHARES:
            words = words.removesuffix("的") if self._after.search(words.removesuffix("的")) else words
            found = self._after.search(words)
        elif quantity.unit in self._units.lengths:
            found = self._from_to.search(words)
        else:
            found = self._doing.search(words)
        found = found or self._changed.search(words)
        return found["what"] if found is not None else words

    def _name(self, quantity: Quantity, left: str, right: str, behind: str) -> Named | None:
        """Name, scope and rule of a number whose frame gives the whole name; None for every other number.

        `behind`: the text behind the number, beyond its clause.
        """
        if quantity.unit in SHARES:
            returned = self._returned.search(left)
            if returned is not None:
                return returned["verb"] + returned["what"], None, "linking.frame_returned"
            share = self._share_given.search(left) if left.endswith("的") else None
            if share is not None:
                return share["verb"], None, "linking.frame_share_given"
            money = self._fund.match(right) if right.startswith("的") else None
            if money is not None and self._allotted.search(left) is not None:
                return money["what"], None, "linking.frame_fund"
            taxes = self._taxes.search(right)
            if taxes is not None:
                return taxes["list"], None, "linking.frame_taxes"
        elif quantity.unit.startswith("元") and (deducted := self._deducted.search(right)) is not None:
            return deducted["verb"] + deducted["list"], None, "linking.frame_deducted"
        elif quantity.unit == "元" and not left.endswith(MONEY_NAMES):
            allotted = left.endswith(ALLOTTING) and behind[:1] in ("，", ",")
            purpose = self._purpose.match(behind[1:] if allotted else right)
            if purpose is not None:
                fund = purpose["name"].find("资金")
                return purpose["name"][: fund + 2] if fund > 0 else purpose["name"], None, "linking.frame_purpose"
        return None

    def _provided_by_norm(self, quantity: Quantity, left: str, right: str) -> tuple[str, str] | None:
        """What a norm by area or head provides: the words before the norm, and those behind the number that name it."""
        norm = self._norm.search(left) if "每" in left and not quantity.unit.startswith(("元", "%")) else None
        if norm is None:
            return None
        behind = self._provided.search(right)
        thing = (behind["what"] or "") if behind is not None else ""
        return (norm["what"], "" if behind is not None else right) if norm["what"] else ("", thing or right)

    def of_class(self, name: str, scope: str | None) -> tuple[str, str | None]:
        """A measure parted from the class at its end, which is whose it is (首付比例首套)."""
        found = self._class.match(name) if name.endswith(self.classes) else None
        return (found["what"], scope or found["class"]) if found is not None else (name, scope)

    def about_norm(self, name: str, right: str) -> bool:
        """Whether a number before 的标准 is of the measure named before it, not of what is done by the norm."""
        return name.endswith(NORM_ENDS) and self._norm_behind.search(right) is not None
