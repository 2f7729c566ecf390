"""Ranks (第2, 前15名) and numbers without a unit (index values, counts that lost their measure word, amounts in 亿)."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading, times_of
from policy_extract.mentions.quantities_leads import leads
from policy_extract.patterns import Pack

LIST_MARKS = ("、", "和")
COUNTED_BY = {"people": "人", "households": "户", "visits": "人次"}
"""Units that the noun before a bare 万 or 亿 stands for; a number of clicks has none."""


AGED = re.compile(
    r"\d{1,3}(?:周?岁)?(?:[-—－–~～至到]\d{1,3})?周?岁(?:[及（(]?[以]?[上下内][）)]?|[（(]含[^（()）]{0,6}[)）])*的?(?:[^，,。；;、0-9]{0,4}的)?"
)
"""The age of those who are counted, right behind a bare 万 (26万65岁以上老年人)."""


class BareJudge:
    """Judges ranks and bare numbers; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules."""
        rules = pack.family("quantities").rules
        self._leads = leads(pack)

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        self._rank_cue, self._index_noun, self._count_done = rule("rank_cue"), rule("index_noun"), rule("count_done")
        self._counted_noun, self._money_noun = rule("counted_noun"), rule("money_noun")
        self._counted_by_name, self._sum_before = rule("counted_by_name"), rule("sum_before")
        self._per_unit = rule("per_unit_tail")

    def rank(self, reading: Reading, context: Context) -> bool:
        """居全国第2, 前15名: a place in an order; 第三条, 前三季度 are none."""
        quantity, text = reading.quantity, context.text
        after = text[reading.number.end : reading.number.end + 1]
        mark = reading.number.start - 1
        clause = text[context.clause_start(mark) : mark]
        share = quantity.unit == "%"
        named = reading.unit is not None and after in ("名", "位")
        if (reading.unit is not None and not (named or share)) or reading.number.kind == "bare" or reading.number.value > 9999:
            return False
        free = not after or not "\u4e00" <= after <= "\u9fff" or after in ("的", "和", "或", "以", "强")
        if (
            not (named or share or free)
            or (after == "的" and reading.ordinal == "第")
            or not self._rank_cue.search(clause[-18:].rstrip("、和与及，"))
        ):
            return False
        if (share and reading.ordinal == "第") or (
            named and text.startswith(("的为", "的是", "的单位", "者为"), reading.number.end + 1)
        ):
            return False
        quantity.measure, quantity.direction = "rank", "none"
        quantity.start = mark
        if reading.ordinal == "前":
            quantity.comparator = "le"
        if not share:
            quantity.unit = "名"
            quantity.core_end = quantity.end = reading.number.end + (1 if named or after == "强" else 0)
        quantity.rules.append("quantities.rank_cue")
        described = text[quantity.end : quantity.end + 1]
        if reading.ordinal == "前" and named and "\u4e00" <= described <= "\u9fff" and described not in "的和与及或以之强，":
            # 排名前100名高校的毕业生: the place says which ones are meant.
            quantity.phase = "condition"
        return True

    def bare(self, reading: Reading, context: Context, clause: str) -> bool:
        """A number without a unit: an index value, a reported count, an amount in 亿."""
        number = reading.number
        if number.kind == "chinese" and number.multiplier == 1:
            return False
        large = number.multiplier >= 10**4 and number.kind != "bare"
        after = context.text[reading.quantity.end : reading.quantity.end + 1]
        if large and after in ("/", "／") and self._for_each(reading, context, clause):
            return True
        counted = self._things_behind(reading, context, after) if large else None
        if counted is not None:
            return counted
        if large or number.multiplier >= 10**8:
            return self._sum(reading, context, clause, after)
        return self._index(reading, context, clause, after)

    def _for_each(self, reading: Reading, context: Context, clause: str) -> bool:
        """Whether money for each of something stands without 元 (贷款额度调整至80万/户)."""
        quantity = reading.quantity
        each = self._per_unit.match(context.text, quantity.end) if self._money_noun.search(clause) else None
        if each is None:
            return False
        quantity.unit = f"元/{times_of(each['times'])}{each['by']}"
        quantity.core_end = quantity.end = each.end()
        return True

    def _things_behind(self, reading: Reading, context: Context, after: str) -> bool | None:
        """Whether the noun behind says what is counted (21万农村人口, 最高800万资金支持); None when no noun does."""
        quantity, text = reading.quantity, context.text
        aged = AGED.match(text, quantity.end) if after.isdecimal() else None
        if aged is None and not "\u4e00" <= after <= "\u9fff":
            return None
        noun = self._counted_noun.match(text, aged.end() if aged is not None else quantity.end)
        if noun is None:
            return None
        said = bool(noun["people"] or noun["households"])
        quantity.unit = "人" if noun["people"] else "户" if noun["households"] else "元"
        return said or quantity.comparator != "eq" or context.award_in(quantity.start - 8, quantity.start)

    def _sum(self, reading: Reading, context: Context, clause: str, after: str) -> bool:
        """Whether a number in 万 or 亿 is an amount: of money, or of what the noun before counts."""
        quantity, number, text = reading.quantity, reading.number, context.text
        han = "\u4e00" <= after <= "\u9fff"
        level = text.startswith(("大关", "台阶"), quantity.end) and text[number.start - 1 : number.start] != "个"
        counted = self._counted_by_name.search(clause)
        listed = counted is not None and clause[-1:] in LIST_MARKS
        named = not han and not after.isalnum() and (listed or self._sum_before.search(clause) is not None)
        if not level and not named:
            reached = quantity.comparator != "eq" or self._leads.reaches(context, quantity.start)
            if han or after.isalnum() or not reached:
                return False
        if counted is not None:
            quantity.unit = next((unit for group, unit in COUNTED_BY.items() if counted[group]), "")
        elif number.multiplier >= 10**8:
            quantity.unit = "元"
        return True

    def _index(self, reading: Reading, context: Context, clause: str, after: str) -> bool:
        """Whether a plain number is the value of an index or a count that the clause says is done, no year."""
        quantity, number = reading.quantity, reading.number
        if (
            "\u4e00" <= after <= "\u9fff"
            or (after.isascii() and after.isalnum())
            or after in (":", "：", ".", "-", "—", "/", "〕", "]", "%")
            or (1900 <= number.value <= 2100 and "." not in context.text[number.start : number.end])
        ):
            return False
        if after in (")", "）") and not clause:
            return False
        if self._index_noun.search(clause) and (quantity.comparator != "eq" or self._leads.reaches(context, quantity.start)):
            quantity.rules.append("quantities.index_noun")
            return True
        if number.value == number.value.to_integral_value() and number.value < 10**5 and self._count_done.search(clause):
            quantity.rules.append("quantities.count_done")
            return True
        return False


def bare_judge(pack: Pack) -> BareJudge:
    """The judge of a pack, compiled once."""
    judge: BareJudge = pack.cached("quantities.bare", BareJudge)
    return judge
