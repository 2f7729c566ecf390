"""Parts of what was counted before (部分计数): 已开工42个，剩余17个计划年底前完工; 存在隐患的413家; 8所已投入使用.

Such a number names nothing itself: what it counts stands at the whole, in its statement or earlier in the paragraph, and what
stands beside it only says which part. A whole is never smaller than its part. Run over the linked numbers of one statement.
"""

from __future__ import annotations

import re
from itertools import chain

from policy_extract.anchored import Anchored
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
OPENED, CLOSED = "（(", ("", "）", ")")
GOES_ON = frozenset({"linking.inherited", "linking.each_of"})
"""Rules of numbers named by what stands before them."""
NAMED = frozenset({"linking.right", "linking.left", "linking.shared_noun", "linking.inherited"})
"""Rules that name the things counted themselves, or go on about them."""
PART_RULES = ("linking.part_", "linking.report")
"""Beginnings of the rules that named a number by its whole."""
SAID_ALREADY = frozenset({"linking.part_deed", "linking.part_predicate"})
"""Rules that leave a name alone which holds its things."""
OF_WHOLE = frozenset({"", "中", "中有", "中的"})
"""Behind a part that its words before tell (抽查的45件中有7件)."""
SAID_TWICE = re.compile(r"已(?:[一-龥]{2})?(?=[一-龥]{2}率$)|([一-龥]{2})(?:到位|完成)?(?=\1率$)")
"""A deed marked as done, or the deed itself, once more before its rate (站点已建成完成率, 项目已开工率, 兑付兑付率)."""
FINDINGS = re.compile("^(?:[一-龥“”]{0,20}(?:反馈|发现|指出|查出)的?|具体|突出|个性|共性)+(?=问题$)")
"""Who found the problems that have parts, and which they are."""
COMES_TO = ("取得", "达到", "完成", "实现")
PLANS = re.compile("^(?:计划|拟|应|需)(?:新建|改建|改造|更新改造|更新|安装|整治|治理|修复|建设|实施|完成|开工|竣工|关闭|淘汰)*")
"""Planning before the name of a whole (计划更新改造管道)."""


class Parts:
    """The compiled rules of the family `linking` on parts; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self._rest, self._opening = rules["linking.part_rest"].anchored, rules["linking.part_opening"].anchored
        self._predicate, self._deed = rules["linking.part_predicate"].anchored, rules["linking.part_deed"].anchored
        self._counted = rules["linking.part_counted"].anchored
        self._class, self._share = rules["linking.part_class"].anchored, rules["linking.part_share"].anchored
        self._invested = rules["linking.part_invested"].anchored
        self._telling = rules["linking.part_telling"].anchored
        self._deeds_behind, self._places = rules["linking.part_deeds_behind"].quick, rules["linking.part_place"].anchored
        self._own_rate, self._no_whole = rules["linking.part_rate"].anchored, rules["linking.part_no_whole"].quick

    def rename(self, context: StatementContext) -> None:
        """Name parts by their whole, and the rates behind them by what they are rates of."""
        before, things = "", ""
        for position, quantity in enumerate(context.quantities):
            if quantity.implicit or quantity.measure == "rank":
                continue
            if quantity.unit.startswith("元") and not self._is_rest(context, position):
                continue
            earlier = quantity.indicator
            if quantity.unit in RATES:
                self._of_part(context, position, before, things)
            elif self._described(context, position):
                before, things = "", ""
            elif found := self._part(context, position):
                before, things = earlier, found
            elif before and earlier == before and GOES_ON & {*quantity.rules}:
                _name(quantity, things, "linking.part_goes_on")
            else:
                before, things = "", ""

    def _part(self, context: StatementContext, position: int) -> str:
        """Name one count that is of a part; the things of the whole, or nothing when it is none."""
        quantity = context.quantities[position]
        if any(rule.startswith("linking.report_de") for rule in quantity.rules):
            things = self._whole(context, position)
            if things and things in quantity.indicator:
                return things
        left, right = self._beside(context, position)
        closed = right in OF_WHOLE
        if self._rest.match(left):
            name, rule = (_of_rest(right), "linking.part_rest") if not right or self._predicate.match(right) else ("", "")
        elif right and self._opening.match(left) and self._predicate.match(right) and "的" not in right:
            name, rule = self._by_predicate(right), "linking.part_predicate"
        elif closed and (deed := self._said(self._deed, context, position, left)) is not None:
            name, rule = "{}" + deed["deed"] if deed["plain"] else deed["deed"] + "的{}", "linking.part_deed"
        elif closed and (kind := self._said(self._class, context, position, left)) is not None:
            name, rule = kind["class"] + "的{}", "linking.part_class"
        elif closed and (not quantity.indicator or GOES_ON & {*quantity.rules}) and self._tells_deed(context, position, left):
            return self._of_item(context, position)
        elif right in CLOSED and self._places.match(left.lstrip(OPENED)) and self._listed_places(context, position, left):
            name, rule = "{}", "linking.part_place"
        else:
            return ""
        things = self._whole(context, position, rule == "linking.part_place") if name else ""
        if not things and rule == "linking.part_rest" and right.startswith(quantity.indicator):
            # 余下4处因征地原因…: what became of the rest is no name of it.
            _name(quantity, "", rule)
        if not things or (rule in SAID_ALREADY and _holds(quantity.indicator, things)):
            return ""
        if (place := self._places.match(left.lstrip(OPENED))) is not None and rule == "linking.part_place":
            quantity.scope = place["who"]
        elif quantity.scope is not None and quantity.scope in left:
            # 因土地报批滞后未开工的14个: what was taken for a subject is part of the description.
            quantity.scope = None
        _name(quantity, name.format(things), rule)
        # 达到序时进度的52项, 8所已投入使用: how far a part has come is no measure of the number.
        quantity.measure = quantity.direction = None
        return things

    def _tells_deed(self, context: StatementContext, position: int, left: str) -> bool:
        """Whether nothing but a deed stands before a count, or before the list that it goes on with (分别完成632张、43个)."""
        if left or not position:
            return self._counted.match(left) is not None
        before = context.quantities[position - 1]
        joined = context.text[before.end : context.quantities[position].start].strip() in ("、", "和")
        return joined and before.rules[-1:] == ["linking.part_counted"]

    def _of_item(self, context: StatementContext, position: int) -> str:
        """Name a count that only its deed stands beside by what the statements before it, of the same item, count in its unit."""
        quantity = context.quantities[position]
        units = {other.unit for other in context.quantities[:position]}
        whole = next((other for other in reversed(context.counted) if other.unit == quantity.unit), None)
        if (
            whole is None
            or quantity.unit in units
            or not NAMED & {*whole.rules}
            or not 0 < len(whole.indicator) <= LONGEST_THINGS
        ):
            return ""
        _name(quantity, PLANS.sub("", whole.indicator), "linking.part_counted")
        return quantity.indicator

    def _is_rest(self, context: StatementContext, position: int) -> bool:
        """余下320万元正在逐户催缴: an amount that is what is left, with what becomes of it."""
        left, right = self._beside(context, position)
        return bool(right and self._rest.match(left) and self._predicate.match(right))

    def _described(self, context: StatementContext, position: int) -> bool:
        """要求立行立改的61个问题: which of the things are counted, when only that tells them from the others."""
        quantity = context.quantities[position]
        if quantity.rules[-1:] != ["linking.right"] or not context.text.startswith("的", quantity.start - 1):
            return False
        left, _ = self._beside(context, position)
        described = self._said(self._telling, context, position, left)
        if described is None or not self._is_thing(quantity.indicator) or "的" in quantity.indicator:
            return False
        _name(quantity, f"{described['class']}的{quantity.indicator}", "linking.right")
        return True

    def _listed_places(self, context: StatementContext, position: int, left: str) -> bool:
        """Whether a place opens a list of parts by place, or goes on with it; 新建示范区3个 counts what ends like one."""
        before = context.quantities[position - 1] if position else None
        start = context.quantities[position].start - len(left.lstrip(OPENED))
        between = context.text[before.end : start].strip() if before is not None else ""
        among = between.rstrip("，,").endswith("中") or between in ("（", "(")
        return among or left.startswith(("其中", "分别")) or (before is not None and before.rules[-1:] == ["linking.part_place"])

    def _said(self, rule: Anchored, context: StatementContext, position: int, left: str) -> re.Match[str] | None:
        """A rule at the words before a number as they stand (长期坚持的7个), else without their times (2022年已完成3项)."""
        start = context.quantities[position].start
        low = clause_start(context.text, context.statement.start, start, CLAUSE_MARKS + "、")
        return rule.match(context.text[low:start].strip()) or rule.match(left)

    def _by_predicate(self, words: str) -> str:
        """How a part is named by its predicate: what is done follows the things, how far it has come describes them."""
        if len(words) > LONGEST_PREDICATE:
            return "{}"
        deed = self._deed.match(words)
        if words.startswith("已") or (deed is not None and deed["plain"]):
            return "{}" + words.removeprefix("已经").removeprefix("已")
        return words + "的{}"

    def _beside(self, context: StatementContext, position: int) -> tuple[str, str]:
        """The words of the clause right before a number and right behind it, without times."""
        quantity, statement = context.quantities[position], context.statement
        low = context.quantities[position - 1].end if position else statement.start
        low = max(low, clause_start(context.text, statement.start, quantity.start, CLAUSE_MARKS + "、"))
        high = context.quantities[position + 1].start if position + 1 < len(context.quantities) else statement.end
        behind = clause_words(context.text, quantity.end, high, "、：:")
        right = context.words(quantity.end, quantity.end + len(behind))
        return context.words(low, quantity.start).strip(" ，,、；;。"), right.strip(" \n")

    def _whole(self, context: StatementContext, position: int, by_place: bool = False) -> str:
        """What the nearest count in the same unit names that is no smaller; before the statement only when it names nothing.

        `by_place`: the part is that of a place, so what happened may have parts too (工单超期664件，其中甲县217件).
        """
        quantity = context.quantities[position]
        within = (q for q in reversed(context.quantities[:position]) if quantity.start - q.end <= FURTHEST)
        alone = all(q.unit in RATES or any(r.startswith(PART_RULES) for r in q.rules) for q in context.quantities[:position])
        for other in chain(within, reversed(context.counted if alone else [])):
            if other.unit != quantity.unit or other.implicit or not NAMED & {*other.rules} or _smaller(other, quantity):
                continue
            if any(rule.startswith(PART_RULES) for rule in other.rules):
                continue
            name = PLANS.sub("", other.indicator)
            head = name.rpartition("的")[2]
            name = FINDINGS.sub("", self._deeds_behind.sub("", head if len(head) > 1 else name))
            if 0 < len(name) <= LONGEST_THINGS and (by_place or ("已" not in name and self._is_thing(name))):
                return name
        before = context.quantities[position - 1] if position else None
        spent = self._invested.match((before.scope or "") + before.indicator) if before is not None else None
        return spent["what"] if spent is not None else ""

    def _is_thing(self, name: str) -> bool:
        """Whether a name is of things, which may have parts, and not of a deed or a predicate."""
        return not (self._no_whole.search(name) or self._predicate.match(name) or self._deed.match(name))

    def _of_part(self, context: StatementContext, position: int, before: str, things: str) -> None:
        """A rate or a share that goes on about a part: of the things, by its own whole name."""
        quantity = context.quantities[position]
        inherited = "linking.inherited" in quantity.rules or not quantity.indicator
        left = self._beside(context, position)[0]
        if things and inherited and self._share.match(left):
            owner = context.quantities[position - 1].indicator
            _name(quantity, owner + "占比", "linking.part_share")
        elif things and inherited and (own := self._own_rate.match(left)) is not None:
            _name(quantity, own["rate"] if own["rate"].startswith(things) else things + own["rate"], "linking.part_rate")
        elif things and not quantity.indicator and left.startswith("完成"):
            _name(quantity, things + left.removesuffix("的"), "linking.part_share")  # 上半年新增1.6万人，完成年度目标的57.9%
        elif things and inherited and before and quantity.indicator.startswith(before):
            _name(quantity, things + quantity.indicator[len(before) :], "linking.part_rate")
        elif inherited and not things and position and (whole := _uncut(quantity.indicator, context.quantities[position - 1])):
            _name(quantity, whole, "linking.part_rate")
        elif quantity.indicator.endswith("率") and SAID_TWICE.search(quantity.indicator):
            _name(quantity, SAID_TWICE.sub("", quantity.indicator), "linking.part_rate")


def _uncut(rate: str, before: Quantity) -> str:
    """A rate with the beginning of the thing it is of, of which only the end was kept (任务完成率 behind 整改任务已完成)."""
    name = before.indicator if not any(rule.startswith(PART_RULES) for rule in before.rules) else ""
    at = name.find(rate[:2]) if len(rate) > 4 and rate.endswith("率") else -1
    return name[:at] + rate if 0 < at <= LONGEST_PREDICATE else ""


def _of_rest(words: str) -> str:
    """How the rest is named: by its things, and by what it comes to when that is said at once (其余5个取得阶段性成果)."""
    return "{}" + words if words.startswith(COMES_TO) and 2 < len(words) <= LONGEST_PREDICATE else "{}"


def _holds(name: str, things: str) -> bool:
    """Whether a name is of the things already, with what became of them beside (重大隐患 is not of 隐患)."""
    return name.startswith(things) or name.endswith("的" + things)


def _smaller(whole: Quantity, part: Quantity) -> bool:
    """Whether a count is too small to hold another one; a range or an open count is taken to hold it."""
    return whole.value is not None and part.value is not None and whole.value < part.value


def _name(quantity: Quantity, name: str, rule: str) -> None:
    """Write a name that need not stand in the text as it is."""
    quantity.indicator, quantity.indicator_span = name, None
    quantity.rules.append(rule)
