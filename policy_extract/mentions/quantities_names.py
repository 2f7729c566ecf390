"""Which numbers are quantities and which are names, dates, references or attributes (是指标还是名称)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.mentions.units import AMOUNTS, Unit
from policy_extract.model import Time
from policy_extract.patterns import Pack

GRADES = {"级", "等", "档", "星级", "等次"}
POINTS = frozenset("个项大类种条场张本篇部次件层线道面块片台头手步段")
"""Measure words that also number the points of a programme."""
CLASSES = {"类", "种"}
NO_NUMBER_AFTER = frozenset("届+×＋·/_")
NO_NUMBER_BEFORE = frozenset("+＋×·_")
WEAK_LEVELS = frozenset("为有占设建")
LONG_QUOTE = 14
LEADING = {"reach", "raise_to", "lower_to", "rise", "fall"}
SESSIONS = {"期", "轮", "批", "批次", "期次"}
CHANGES = {"rise", "fall", "fresh", "raise_to", "lower_to"}
BOUND_NOTES = ("(含", "（含", "（不含", "(不含")
GIVING = ("减免", "免除", "免收", "免缴", "延长", "缓缴", "提供")
NUMERALS = "零一二三四五六七八九十百千万两双"
COUNTING = LEADING | {"deed", "fresh", "select", "award"}


class NameJudge:
    """Judges one reading after another; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules that tell names from quantities."""
        rules = pack.family("quantities").rules
        self._sums = frozenset(pack.family("quantities").words("sums"))

        def rule(name: str) -> re.Pattern[str]:
            return re.compile(rules[f"quantities.{name}"].pattern or "")

        self._sums_up, self._circle, self._grade = rule("sums_up"), rule("circle"), rule("grade")
        self._articles, self._campaign = rule("articles"), rule("campaign")
        self._moved = rule("moved_places")
        self._people = rule("threshold_people")
        self._code_digits = rule("code_digits")
        self._threshold, self._abstract = rule("threshold"), rule("abstract")
        self._rank_cue, self._index_noun, self._count_done = rule("rank_cue"), rule("index_noun"), rule("count_done")
        self._link, self._to_level = rule("link"), rule("to_level")
        self._level_subject, self._grade_level = rule("level_subject"), rule("grade_level")
        self._part_of, self._worked, self._worked_name = rule("part_of"), rule("worked_output"), rule("worked_name")
        self._sessions, self._granted_time, self._stock_time = rule("session_verb"), rule("granted_time"), rule("stock_time")
        names = {row["name"] for row in pack.table("regions.csv", ("code", "name", "level")) if row["name"][0] in NUMERALS}
        self._places = tuple(sorted(names | {name[:-1] for name in names if len(name) > 3}))
        self._counted_noun = rule("counted_noun")
        self._each_before = re.compile(r"每(?:新增加?|增加|住宿|超过?|满)?$")

    def is_quantity(self, reading: Reading, context: Context, times: TimeSpans) -> bool:
        """Whether the reading is a quantity of a plan or report; ranks get their measure here."""
        quantity, text = reading.quantity, context.text
        start, end = quantity.start, quantity.end
        if self._named(reading, context):
            return False
        if times.hold(quantity.core_start, quantity.core_end) and not self._measured_time(reading, context):
            return False
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before == "含" and text.endswith(BOUND_NOTES, 0, start):
            return False
        if before in NO_NUMBER_AFTER or after in NO_NUMBER_BEFORE:
            return False
        if reading.number.kind == "chinese" and text.startswith(self._places, reading.number.start):
            return False
        if quantity.ratio is not None:
            return True
        if quantity.implicit:
            return not (text.startswith("全覆盖", start) and (before in "、“" or after in "、的式化”"))
        if reading.ordinal:
            return self._rank(reading, context)
        clause = text[context.clause_start(start) : start]
        if ("每" in clause and self._each_before.search(clause)) or self._sums_up.search(clause[-3:]):
            return False
        if reading.bare:
            return self._bare(reading, context, clause)
        if reading.unit is None:
            return quantity.fraction is None or bool(quantity.comparator != "eq" or after in "的，。；、,;给予" or self._reaches(context, start))
        return self._with_unit(reading, reading.unit, context, clause)

    @staticmethod
    def _named(reading: Reading, context: Context) -> bool:
        """Inside a title or a short quotation; in a long quotation a share or an amount stays one."""
        quantity = reading.quantity
        quote = context.quote_around(quantity.core_start)
        if quote is None:
            return False
        if context.text[quote[0]] in "《〔[" or quote[1] - quote[0] < LONG_QUOTE:
            return True
        return not (quantity.unit in ("%", "元") or quantity.comparator != "eq")

    def _with_unit(self, reading: Reading, unit: Unit, context: Context, clause: str) -> bool:
        """The checks on a number with a unit."""
        quantity, text = reading.quantity, context.text
        tail = text[quantity.end : quantity.end + 24]
        if "中" in tail[:13] and self._part_of.match(tail) and unit.dimension in ("count", "organisation", "person") and quantity.comparator == "eq":
            quantity.phase = "reference"
            return not reading.number.small
        if self._worked.search(clause[-6:]) and self._worked_name.match(tail):
            return False
        if unit.reading == "never":
            return False
        if unit.canonical == "度":
            # 亿度 and 万度 of power; a bare 度 is an angle or a temperature.
            quantity.unit = "千瓦时"
            return reading.number.multiplier >= 10**4
        if unit.canonical == "条" and reading.number.kind == "chinese" and not self._near_verb(context, quantity.start, 0):
            return quantity.comparator != "eq"
        if unit.canonical == "次" and "届" in clause[-10:]:
            return False
        if text[quantity.core_end - 1] == "位" and self._code_digits.match(tail):
            return False
        if unit.dimension == "person" and text[quantity.core_end - 1] == "位" and self._moved.search(clause):
            quantity.unit, quantity.measure, quantity.direction = (
                "名",
                "change",
                "down" if clause.endswith(("后移", "下降")) else "up",
            )
            return True
        if unit.reading == "cued":
            return self._cued(reading, unit, context, clause, tail)
        if self._grade.match(text, quantity.core_end):
            return False
        if reading.number.kind == "bare" and unit.canonical == "元" and reading.number.value <= 10**4 and quantity.comparator == "eq":
            # 万元产值能耗, 百元收入成本: the amount only says by what is counted.
            return False
        counted = quantity.end > quantity.core_end and unit.dimension != "share"
        if (unit.dimension in AMOUNTS or counted) and self._is_threshold(reading, unit, context, tail):
            opened = context.opener(context.sentence(quantity.start)[0], quantity.start) is not None
            quantity.phase = "condition" if opened and tail.startswith("的") else ""
            return bool(quantity.phase)
        if unit.dimension == "person" and quantity.end > quantity.core_end and self._people.match(tail):
            return False
        if (
            reading.number.kind == "bare"
            and unit.dimension != "money"
            and (quantity.comparator == "eq" or unit.canonical == "次")
        ):
            named = tail.startswith(("口", "人才", "均", "拥有", "比")) or self._campaign.match(tail) is not None
            return unit.dimension == "person" and not named and self._near_verb(context, quantity.start, 0)
        if reading.number.small:
            return self._small(reading, unit, context, clause, tail)
        if (unit.canonical in CLASSES and reading.number.value <= 5) or (unit.canonical == "条" and self._articles.match(tail)):
            return self._near_verb(context, quantity.start, 0)
        return not (unit.canonical in POINTS and reading.number.kind == "chinese" and self._abstract.match(tail))

    def _is_threshold(self, reading: Reading, unit: Unit, context: Context, tail: str) -> bool:
        """亿元以上项目, 产值超百亿元企业, 千户以上中心村20个: the amount belongs to the noun behind it."""
        quantity = reading.quantity
        if unit.dimension not in AMOUNTS:
            match = self._threshold.match(tail)
            return match is not None and match[0][-1] not in "业目村县" and any(c.isdecimal() for c in match[0])
        if quantity.comparator in ("eq", "approx") and not tail.startswith(("的", "级")):
            return reading.number.kind == "bare" and bool(self._threshold.match(tail))
        if quantity.comparator in ("eq", "approx"):
            cue = next(iter(context.cues_before(context.clause_start(quantity.start), quantity.start)), None)
            if cue is None or cue.kind != "reach" or cue.end < quantity.start - 1:
                return False
        return bool(self._threshold.match(tail))

    def _small(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """三名, 两个, 一所: a single Chinese numeral is a quantity beside a verb, with a comparator or after 每."""
        quantity = reading.quantity
        if quantity.unit in ("%", "元") or quantity.unit.startswith("元/") or quantity.measure == "multiple":
            return quantity.measure == "multiple" or reading.number.value != 1 or quantity.unit != "%"
        if quantity.comparator != "eq":
            return True
        if reading.number.value == 1:
            if unit.canonical == "次":
                # 每两年调整一次 says how often, whatever the verb.
                return self._regular(context, quantity.start, clause)
            return ("每" in clause or "至少" in clause or "各" in clause[-6:]) and self._near_verb(context, quantity.start, 3)
        if unit.reading == "counted" or unit.canonical == "所":
            return self._near_verb(context, quantity.start, 0) and not self._abstract.match(tail)
        return True

    def _cued(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """Units that make a quantity only behind 达到 and the like, or with a fitting subject."""
        quantity = reading.quantity
        if unit.canonical == "大":
            quantity.unit = "个"
            return any(cue.kind == "select" for cue in context.cues_before(quantity.start - 4, quantity.start))
        reach = self._reaches(context, quantity.start)
        if unit.canonical in GRADES:
            if not self._grade_level.match(tail):
                return False
            return reach or (reading.number.kind == "arabic" and bool(self._level_subject.search(clause)))
        if unit.dimension == "count":
            return self._session(reading, unit, context, clause, tail)
        if self._circle.match(tail):
            return False
        if unit.dimension == "time" and self._time_given(quantity.comparator, clause, tail):
            return True
        strong = (
            (reach or (unit.dimension == "time" and self._measured_time(reading, context)))
            and context.text[quantity.start - 1] not in WEAK_LEVELS
            and context.text[quantity.start - 2 : quantity.start] not in self._sums
        )
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

    def _measured_time(self, reading: Reading, context: Context) -> bool:
        """缩短至8天以内, 增加9天: a length of time right behind a verb of change is a value, no deadline."""
        quantity, unit = reading.quantity, reading.unit
        if unit is None or unit.dimension != "time" or quantity.measure == "rank":
            return False
        place = quantity.start
        cue = next(iter(context.cues_before(context.clause_start(place), place)), None)
        if cue is None or cue.kind not in CHANGES:
            return False
        gap = context.text[cue.end : place]
        return not gap or gap in ("到", "至", "为", "了")

    @staticmethod
    def _regular(context: Context, place: int, clause: str) -> bool:
        """Whether 每 stands in the clause, or in the time that opens it (每年12月底前完成一次)."""
        return "每" in clause and not clause.endswith("每")

    def _session(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool:
        """举办培训班6期, 开展轮训4轮: sittings that are held are counted; 三期工程, 两轮驱动 are names."""
        quantity, number = reading.quantity, reading.number
        if unit.canonical not in SESSIONS or number.small or number.kind == "bare":
            return False
        after = tail[:1]
        named = "\u4e00" <= after <= "\u9fff" and quantity.comparator == "eq" and not context.short_cue(quantity.start)
        return bool(self._sessions.search(clause)) and not named

    def _time_given(self, comparator: str, clause: str, tail: str) -> bool:
        """减免3个月租金, 不超过14天免费住宿, 具备7天供应能力: a length of time that is granted or kept in store."""
        if self._stock_time.match(tail):
            return True
        return bool(self._granted_time.search(clause)) and (comparator != "eq" or clause.endswith(GIVING))

    def _reaches(self, context: Context, place: int) -> bool:
        """Whether a cue of level or growth stands right before, or in the same list."""
        if context.short_cue(place) in LEADING:
            return context.text[place - 1] != "为" or (
                context.clause_start(place) < place - 1 and context.text[place - 2] != "、"
            )
        for cue in context.cues_before(context.clause_start(place), place):
            if cue.kind in LEADING:
                gap = context.text[cue.end : place]
                near = not gap or self._link.match(gap) or (len(gap) <= 6 and self._to_level.match(gap))
                return len(gap) <= 12 and bool(near)
            return False
        return False

    @staticmethod
    def _near_verb(context: Context, place: int, distance: int) -> bool:
        """Whether a verb that counts what is done stands at most `distance` characters before."""
        if place > context.start and context.text[place - 1] in "了出成约":
            place -= 1
        if context.short_cue(place) is not None:
            return context.text[place - 1] != "为"
        cue = next(iter(context.cues_before(place - distance - 6, place)), None)
        known = cue is not None and cue.kind in COUNTING and place - cue.end <= distance
        # 发展 right before a number is a noun far more often (金融发展三项…).
        return known and not context.text.endswith("发展", 0, place)

    def _rank(self, reading: Reading, context: Context) -> bool:
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
        if not (named or share or free) or (after == "的" and reading.ordinal == "第") or not self._rank_cue.search(clause[-18:]):
            return False
        if (share and reading.ordinal == "第") or (named and text.startswith(("的为", "的是", "的单位", "者为"), reading.number.end + 1)):
            return False
        quantity.measure, quantity.direction = "rank", "none"
        quantity.start = mark
        if reading.ordinal == "前":
            quantity.comparator = "le"
        if not share:
            quantity.unit = "名"
            quantity.core_end = quantity.end = reading.number.end + (1 if named or after == "强" else 0)
        quantity.rules.append("quantities.rank_cue")
        return True

    def _bare(self, reading: Reading, context: Context, clause: str) -> bool:
        """A number without a unit: an index value, a reported count, an amount in 亿."""
        quantity, number, text = reading.quantity, reading.number, context.text
        after = text[quantity.end : quantity.end + 1]
        han = "\u4e00" <= after <= "\u9fff"
        if number.kind == "chinese" and number.multiplier == 1:
            return False
        if number.multiplier >= 10**4 and number.kind != "bare" and han:
            noun = self._counted_noun.match(text, quantity.end)
            if noun is not None:
                # 21万农村人口, 最高800万资金支持: the noun behind says what is counted.
                quantity.unit = "人" if noun["people"] else "元"
                return bool(noun["people"]) or quantity.comparator != "eq" or context.award_in(quantity.start - 8, quantity.start)
        if number.multiplier >= 10**8 or (number.multiplier >= 10**4 and number.kind != "bare"):
            level = text.startswith(("大关", "台阶"), quantity.end)
            if not level and (
                han or after.isalnum() or not (quantity.comparator != "eq" or self._reaches(context, quantity.start))
            ):
                return False
            if number.multiplier >= 10**8:
                quantity.unit = "元"
            return True
        if (
            han
            or (after.isascii() and after.isalnum())
            or after in (":", "：", ".", "-", "—", "/", "〕", "]", "%")
            or (1900 <= number.value <= 2100 and "." not in text[number.start : number.end])
        ):
            return False
        if after in (")", "）") and not clause:
            return False
        if self._index_noun.search(clause) and (quantity.comparator != "eq" or self._reaches(context, quantity.start)):
            quantity.rules.append("quantities.index_noun")
            return True
        if number.value == number.value.to_integral_value() and number.value < 10**5 and self._count_done.search(clause):
            quantity.rules.append("quantities.count_done")
            return True
        return False


class TimeSpans:
    """Spans of dates and deadlines; a number inside one is no quantity."""

    def __init__(self, times: Sequence[Time]) -> None:
        """Keep the times that are dates, deadlines or recurring; a bare length (5年) may still be a level."""
        kept = sorted(
            (time.start, time.end)
            for time in times
            if time.deadline or time.start_date or time.end_date or time.every or time.kind == "past"
        )
        self._starts = [span[0] for span in kept]
        self._spans = kept

    def hold(self, start: int, end: int) -> bool:
        """Whether a time covers part of [start, end)."""
        index = bisect_right(self._starts, end - 1) - 1
        return index >= 0 and self._spans[index][1] > start


def name_judge(pack: Pack) -> NameJudge:
    """The judge of a pack, compiled once."""
    judge: NameJudge = pack.cached("quantities.names", NameJudge)
    return judge
