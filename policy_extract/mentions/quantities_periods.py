"""How often a number is due and by what it is counted (频次与分母): 每季度, 年均; 每户, 每新增1家, 按每百平方米."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_baselines import last_match
from policy_extract.mentions.quantities_expressions import times_of
from policy_extract.mentions.units import UnitTable, unit_table
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

PERIODS = {
    "年": (1, "Y"),
    "季": (3, "M"),
    "月": (1, "M"),
    "周": (1, "W"),
    "星": (1, "W"),
    "天": (1, "D"),
    "日": (1, "D"),
    "旬": (10, "D"),
    "学": (1, "Y"),
    "小": (1, "H"),
}
COUNTS = {"": 1, "一": 1, "二": 2, "两": 2, "双": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
HALVES = {(1, "Y"): "P6M", (1, "M"): "P15D"}
BARE_NORM = re.compile("(?:[（(][^（()）]{1,4}[)）])?(?:口|[^，,]{0,3}面积)?(?:不[低少]于|至少)?(?:配备|配置|配建|设置)?")
"""Between what a norm counts by and its number nothing is named (每百平方米建筑面积0.8个)."""
NORM_UNITS = frozenset({"平方米", "公顷", "平方公里", "公里", "套", "户", "床", "间", "人", "千人", "万人"})
"""What a norm of provision counts by."""
OF_CASE, CASE = ("对", "凡"), re.compile("[^，,。；;0-9]*[0-9][^，,。；;]*的")
"""对每月通行30次以上的客车给予八五折优惠: how often something qualifies, and not how often it is granted."""
GROWN = re.compile("[0-9][%％]")
PERIOD_UNITS = frozenset("年月日期季天")
PERIOD_ENDS = frozenset("年季度月周")
"""Last characters of a period that stands right before a number of times (两年一次)."""


class PeriodReader:
    """Reads periods and denominators before a number; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of periods and of what amounts are counted by."""
        rules = pack.family("quantities").rules

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        self._period, self._per_each = rule("period"), rule("per_each")
        self._once_in = rule("once_in")
        self._norm, self._change_verb = rule("norm_by"), rule("change_verb")
        self._units: UnitTable = unit_table(pack)

    def read(self, quantity: Quantity, clause: str) -> None:
        """每季度, 年均: how often; 每户, 每新增1家: by what money is counted."""
        found = last_match(self._period, clause)
        if found is not None and clause.endswith(OF_CASE, 0, found.start()) and CASE.match(clause, found.end()):
            found = None
        if found is not None and found["mean"] and clause.find("、占", found.end()) >= 0:
            found = None  # 年均增长8.8%、占全省比重提高0.3个百分点: the share has risen so much in all.
        if found is not None and not (found["mean"] and quantity.measure == "level" and GROWN.search(clause, found.end())):
            # 年均增长8%、突破50亿元: what is surpassed is no yearly amount.
            quantity.per = _iso_period(found)
            if quantity.per:
                quantity.rules.append("quantities.period")
        if quantity.unit != "元" and not self._by_norm(quantity):
            return
        each = self._counted_each(clause)
        if each is not None and quantity.unit != "元":
            if each["by"] in NORM_UNITS and BARE_NORM.fullmatch(each["rest"]) and self._norm.search(clause, 0, each.start()):
                quantity.unit = f"{quantity.unit}/{times_of(each['times'])}{each['by']}"
                quantity.rules.append("quantities.norm_by")
        elif each is not None:
            if quantity.measure == "change" and not self._change_verb.search(each["rest"]):
                # 每提前1天奖励2万元: the change is what is rewarded.
                quantity.measure = quantity.direction = None
            unit = self._units.names.get(each["by"])
            person = unit is not None and unit.dimension == "person" and unit.canonical == "人"
            quantity.unit = f"元/{times_of(each['times'])}" + ("人" if person else unit.canonical if unit else each["by"])
            quantity.rules.append("quantities.per_each")

    def once_in(self, quantity: Quantity, clause: str) -> None:
        """两年一次, 一年两次: the period stands right before the number of times."""
        found = self._once_in.search(clause)
        if found is not None:
            size, letter = PERIODS[found["unit"].removeprefix("个")[0]]
            half = found["count"] == "半"
            count = int(found["count"]) if found["count"].isdecimal() else COUNTS.get(found["count"], 1)
            if not half or letter == "Y":
                quantity.per = "P6M" if half else f"P{size * count}{letter}"
                quantity.rules.append("quantities.once_in")

    def _by_norm(self, quantity: Quantity) -> bool:
        """Whether a count may be one of a norm by area, dwelling or head (按每百平方米0.8个)."""
        unit = self._units.names.get(quantity.unit)
        return unit is not None and unit.dimension in ("count", "area") and not quantity.per and not quantity.implicit

    def _counted_each(self, clause: str) -> re.Match[str] | None:
        """The last 每 with a measure word that is no period: 每年每人 counts by 人."""
        place = clause.rfind("每")
        while place >= 0:
            each = self._per_each.match(clause, place)
            if each and (each["by"][-1] not in PERIOD_UNITS or each.start("by") - each.start() > 1):
                return each
            place = clause.rfind("每", 0, place)
        return None


def _iso_period(match: re.Match[str]) -> str | None:
    """The ISO 8601 duration of 每两个月, 每半年, 年均."""
    if match["mean"]:
        size, letter = PERIODS[match["mean"]]
        return f"P{size}{letter}"
    size, letter = PERIODS[match["unit"][0]]
    count = match["count"]
    if match["unit"] == "学期":
        size, letter = 6, "M"
    if count == "半":
        return HALVES.get((size, letter))
    if letter == "H":
        return f"PT{count}H" if count.isdecimal() and count.isascii() else f"PT{COUNTS.get(count, 1)}H"
    times = int(count) if count.isdecimal() and count.isascii() else COUNTS.get(count)
    return None if not times else f"P{size * times}{letter}"
