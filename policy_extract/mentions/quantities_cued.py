"""Small numerals and units that make a quantity only beside a fitting word (两个, 三级, 6期, 30天)."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.mentions.quantities_leads import leads
from policy_extract.mentions.quantities_periods import PERIOD_ENDS
from policy_extract.mentions.units import Unit
from policy_extract.patterns import Pack

GRADES = {"级", "等", "档", "星级", "等次"}
WEAK_LEVELS = frozenset("为有占设建")
SESSIONS = {"期", "轮", "批", "批次", "期次"}
GIVING = ("减免", "免除", "免收", "免缴", "延长", "缓缴", "提供")
GIVING_PERIODS = ("设立", "设置", "设定", "给予", "实行", "享受", "享有", "执行", "提供", "落实")
DESCRIBED = ("的老", "老", "儿", "的人", "的企")
"""A length of time before these says how old somebody or something is."""
COUNTED_DAYS = ("天数", "日数")
"""Ends of what is counted in days (优良天数345天)."""


class CuedJudge:
    """Judges the numbers that need a cue; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of cues."""
        family = pack.family("quantities")
        rules = family.rules
        self._leads = leads(pack)
        self._sums = frozenset(family.words("sums"))

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        self._class_before, self._once_in = rule("class_before"), rule("once_in")
        self._circle, self._threshold, self._abstract = rule("circle"), rule("threshold"), rule("abstract")
        self._level_subject, self._grade_level = rule("level_subject"), rule("grade_level")
        self._sessions, self._granted_time, self._stock_time = rule("session_verb"), rule("granted_time"), rule("stock_time")
        self._period_given = rule("period_given")

    def small(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """三名, 两个, 一所: a single Chinese numeral is a quantity beside a verb, with a comparator or after 每."""
        quantity = reading.quantity
        if quantity.unit in ("%", "元") or quantity.unit.startswith("元/") or quantity.measure == "multiple":
            return quantity.measure == "multiple" or reading.number.value != 1 or quantity.unit != "%"
        if quantity.comparator != "eq":
            return True
        if unit.canonical == "次" and "每" in clause and not clause.endswith("每"):
            # 每两年调整一次, 每月开展四次专项检查 say how often, whatever the verb.
            return True
        if unit.canonical == "次" and clause[-1:] in PERIOD_ENDS and self._once_in.search(clause):
            return True  # 两年一次的体检
        if reading.number.value == 1:
            if unit.canonical == "次":
                return False
            return ("每" in clause or "至少" in clause or "各" in clause[-6:]) and self._leads.near_verb(
                context, quantity.start, 3
            )
        if unit.canonical == "个" and self._class_before.search(clause):
            return True
        if unit.reading == "counted" or unit.canonical == "所":
            return self._leads.near_verb(context, quantity.start, 0) and not self._abstract.match(tail)
        return True

    def cued(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """Units that make a quantity only behind 达到 and the like, or with a fitting subject."""
        quantity = reading.quantity
        if unit.canonical == "大":
            quantity.unit = "个"
            return any(cue.kind == "select" for cue in context.cues_before(quantity.start - 4, quantity.start))
        if unit.canonical == "个工作日" and "comparators.le_before" in quantity.rules:
            # 用水报装不超过3个工作日: a promise of service, whatever it is called.
            return True
        reach = self._leads.reaches(context, quantity.start)
        if unit.canonical in GRADES:
            if not self._grade_level.match(tail):
                return False
            return reach or (reading.number.kind == "arabic" and bool(self._level_subject.search(clause)))
        if unit.dimension == "count":
            return self._session(reading, unit, context, clause, tail)
        if self._circle.match(tail):
            return False
        if unit.dimension == "time" and self._time_given(
            quantity.comparator, context.text[quantity.start : quantity.end], clause, tail
        ):
            return True
        strong = (
            (reach or (unit.dimension == "time" and self._leads.measured_time(reading, context)))
            and context.text[quantity.start - 1] not in WEAK_LEVELS
            and context.text[quantity.start - 2 : quantity.start] not in self._sums
        )
        if unit.canonical == "天" and clause.endswith(COUNTED_DAYS):
            return True
        subject = bool(self._level_subject.search(clause))
        if unit.dimension in ("time", "age"):
            if quantity.comparator in ("ge", "le") and self._threshold.match(tail):
                return False
            return (strong or (subject and (reach or quantity.comparator != "eq"))) and not tail.startswith(
                ("的老", "老", "儿", "的人", "的企")
            )
        if unit.dimension == "score":
            return reach or subject or "." in context.text[reading.number.start : reading.number.end] or clause.endswith("以")
        return strong

    def _session(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """举办培训班6期, 开展轮训4轮: sittings that are held are counted; 三期工程, 两轮驱动 are names."""
        quantity, number = reading.quantity, reading.number
        if unit.canonical not in SESSIONS or number.small or number.kind == "bare":
            return False
        after = tail[:1]
        named = "\u4e00" <= after <= "\u9fff" and quantity.comparator == "eq" and not context.short_cue(quantity.start)
        return bool(self._sessions.search(clause)) and not named

    def _time_given(self, comparator: str, said: str, clause: str, tail: str) -> bool:
        """减免3个月租金, 不超过14天免费住宿, 具备7天供应能力: a length of time that is granted or kept in store."""
        if self._period_given.match(tail) and clause.endswith(GIVING_PERIODS):
            return True
        if self._stock_time.match(tail) or said.startswith(("最长", "最短", "最多不超过")):
            return True
        return bool(self._granted_time.search(clause)) and (comparator != "eq" or clause.endswith(GIVING))


def cued_judge(pack: Pack) -> CuedJudge:
    """The judge of a pack, compiled once."""
    judge: CuedJudge = pack.cached("quantities.cued", CuedJudge)
    return judge
