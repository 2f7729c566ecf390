"""Which numbers are quantities and which are names, dates, references or attributes (是指标还是名称)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policy_extract.anchored import Anchored
from policy_extract.mentions.quantities_bare import bare_judge
from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_cued import GRADES, cued_judge
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.mentions.quantities_leads import leads
from policy_extract.mentions.quantities_lost import beside_lost
from policy_extract.mentions.units import AMOUNTS, Unit
from policy_extract.model import Quantity, Time
from policy_extract.patterns import Pack

POINTS = frozenset("个项大类种条场张本篇部次件层线道面块片台头手步段")
"""Measure words that also number the points of a programme."""
MAKING = ("deed", "fresh")
LIST_MARKS = ("，", "、")
MOST_POINTS = 20
"""No programme has more points than this: 一千三百张 is a count, whatever stands behind it."""
CLASSES = {"类", "种"}
ORDERED = {"count", "organisation", "person", "money"}
COUNTED = {"count", "organisation", "person"}
NO_NUMBER_AFTER = frozenset("届+×＋·/_")
NO_NUMBER_BEFORE = frozenset("+＋×·_")
CAPACITIES = {"mass", "power", "energy"}
PRODUCING = ("年产", "日产", "年处理", "日处理", "年加工", "年屠宰", "年出栏")
RATED = {"吨/年", "吨/日", "吨/天", "立方米/日"}
LIVESTOCK = frozenset("头只羽")
ANIMALS = {"头", "只", "羽", "台", "辆", "套", "片"}
LONGEST_LISTING = 70
"""Characters within which a list of project names is closed by 等项目."""
ASPECTS = ("方面", "领域", "环节", "层面")
LONG_QUOTE = 14
MILESTONES = ("大关", "台阶")
"""An amount before these that is surpassed (突破3000亿元大关) is reached, and no class of anything."""
MOST_PER_CENT, HOURS_OF_DAY = 10**6, 24
LONGEST_COUNT, LONGEST_STEP = 4, 9
"""Characters before a number that count steps, and behind it up to 台阶."""
ODD_DIGITS = 3
"""Digits that no threshold has (1267亿元)."""
LEAST_CLASS = 10**7
"""Yuan from which on an amount before firms or projects is a class of them (亿元企业)."""
BOUND_NOTES = ("(含", "（含", "（不含", "(不含")
NO_HEADCOUNT = ("口", "人才", "均", "拥有", "比")
"""万人 before these is a measure of something else (万人人才比)."""
STEPS = re.compile("(?:[百千万]亿元?|新)?台阶")
MOST_SESSIONS = 1000
"""Meetings of a row; more are years."""
PER_CENT = frozenset("%％‰")
SHARE_SIGNS = PER_CENT | {"点"}
NUMERALS = "零一二三四五六七八九十百千万两双"


class NameJudge:
    """Judges one reading after another; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules that tell names from quantities."""
        rules = pack.family("quantities").rules

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        def behind(name: str) -> Anchored:
            return rules[f"quantities.{name}"].anchored

        self._leads, self._cued, self._bare = leads(pack), cued_judge(pack), bare_judge(pack)
        self._sums_up, self._grade, self._code_digits = behind("sums_up"), behind("grade"), behind("code_digits")
        self._issued, self._own_articles = rule("issued"), rule("own_articles")
        self._articles, self._campaign, self._moved = behind("articles"), behind("campaign"), rule("moved_places")
        self._sized_class = behind("sized_class")
        self._people, self._threshold, self._abstract = behind("threshold_people"), behind("threshold"), behind("abstract")
        self._denied, self._ordinal_name = rule("denied"), behind("ordinal_name")
        self._round_the_clock, self._by_principle = behind("round_the_clock"), behind("by_principle")
        self._villages, self._radius = behind("threshold_households"), behind("radius")
        self._one_of = behind("one_of")
        self._part_done, self._counted_done = behind("part_done"), rule("counted_done")
        self._part_of, self._worked, self._worked_name = behind("part_of"), behind("worked_output"), behind("worked_name")
        self._level_of_size, self._size_listed = rule("level_of_size"), behind("size_listed")
        self._beside = rule("beside")
        self._size_of_counted, self._size_class = rule("size_of_counted"), behind("size_class")
        self._steps, self._grade_share = rule("steps_climbed"), behind("grade_share")
        self._sizes_then_things, self._things_of_size = behind("sizes_then_things"), behind("things_of_size")
        self._counted_of_size, self._of_such_size = rule("counted_of_size"), behind("of_such_size")
        self._plant, self._plants = behind("plant"), behind("plants")
        self._each_step, self._each_in_turn = rule("each_step"), rule("each_in_turn")
        names = {row["name"] for row in pack.table("regions.csv", ("code", "name", "level")) if row["name"][0] in NUMERALS}
        named = pack.family("quantities").words("named_numerals")
        self._places = (*sorted(names | {name[:-1] for name in names if len(name) > 3}), *named)

    def is_quantity(self, reading: Reading, context: Context, times: TimeSpans) -> bool:
        """Whether the reading is a quantity of a plan or report; ranks get their measure here."""
        quantity, text = reading.quantity, context.text
        start, end = quantity.start, quantity.end
        if self._named(reading, context):
            return False
        if times.hold(quantity.core_start, quantity.core_end) and not self._leads.measured_time(reading, context):
            return False
        if beside_lost(text, reading):
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
        if before.isdecimal() or before in PER_CENT or (after.isdecimal() and text[end - 1 : end] in SHARE_SIGNS):
            # Cells of a flattened table run into each other (-16.6%4144).
            return False
        if quantity.unit == "%" and (quantity.value or 0) >= MOST_PER_CENT:
            # Digits of two cells, read as one.
            return False
        if quantity.implicit:
            if self._denied.search(text, max(context.clause_start(start), start - 8), start):
                return False
            if text.startswith("全部", start) and self._counted_done.search(text, context.clause_start(start), start):
                return False  # 12所学校的改造已全部完成: the count says what is done, 全部 adds nothing to it.
            if self._by_principle.match(text[context.clause_start(start) : end + 24]):
                return False  # 坚持因地制宜、应改尽改: how something is done.
            return not (text.startswith("全覆盖", start) and (before in "、“" or after in "、的式化”等全"))
        if reading.ordinal == "第" and self._ordinal_name.match(text[reading.number.end : reading.number.end + 24]):
            return False
        if reading.ordinal and not times.hold(reading.number.start - 1, reading.number.start):
            # 年底前15个项目全部开工: that 前 belongs to the deadline.
            return self._bare.rank(reading, context)
        clause = text[context.clause_start(start) : start]
        if ("每" in clause and self._each_step.search(clause)) or self._sums_up.search(clause[-3:]):
            return False
        if text.find("台阶", end, end + LONGEST_STEP) >= 0 and self._climbs(reading, text):
            return False
        if reading.bare:
            return self._bare.bare(reading, context, clause)
        if reading.unit is None:
            return quantity.fraction is None or bool(
                quantity.comparator != "eq" or after in "的，。；、,;给予" or self._leads.reaches(context, start)
            )
        return self._with_unit(reading, reading.unit, context, clause)

    def _one_by_one(self, text: str, quantity: Quantity) -> Iterator[re.Match[str]]:
        """The sayings around a number 1 that tell how something is done."""
        return self._each_in_turn.finditer(text, max(quantity.start - LONG_QUOTE, 0), quantity.end + LONG_QUOTE)

    def _climbs(self, reading: Reading, text: str) -> bool:
        """连跨4个千亿元台阶: neither the count of the steps nor their height is a level."""
        low = max(reading.number.start - LONGEST_COUNT, 0)
        steps = self._steps.search(text, low, reading.quantity.end + LONGEST_STEP)
        return steps is not None and steps.start() <= reading.number.start < steps.end()

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
        quantity, text, number = reading.quantity, context.text, reading.number
        tail = text[quantity.end : quantity.end + 24]
        if number.value == 1 and any(at.start() < quantity.start < at.end() for at in self._one_by_one(text, quantity)):
            return False  # 搬迁1户、脱贫1户: one after another, however many there are.
        special = self._special_unit(reading, unit, context, clause, tail)
        if special is not None:
            return special
        if unit.reading == "cued":
            return self._cued.cued(reading, unit, context, clause, tail)
        if self._grade.match(text[quantity.core_end : quantity.core_end + 8]):
            return False
        bounded = quantity.end > quantity.core_end
        if (unit.dimension in AMOUNTS or (bounded and unit.dimension != "share")) and self._is_threshold(
            reading, unit, tail, context
        ):
            opened = context.opener(context.sentence(quantity.start)[0], quantity.start) is not None
            counted = bounded and quantity.comparator == "ge" and tail[1:2].isdecimal()  # 投资6000万元以上的80个项目
            quantity.phase = "condition" if (opened or counted) and tail.startswith("的") else ""
            return bool(quantity.phase)
        if bounded and (self._people if unit.dimension == "person" else self._villages).match(tail):
            return unit.dimension not in ("person", "organisation")
        if unit.dimension == "length" and (self._radius.match(tail) or self._beside.search(clause[-8:])):
            return False
        if number.kind == "bare" and unit.dimension != "money" and (quantity.comparator == "eq" or unit.canonical == "次"):
            named = tail.startswith(NO_HEADCOUNT) or self._campaign.match(tail) is not None
            return unit.dimension == "person" and not named and self._leads.near_verb(context, quantity.start, 0)
        if text[number.start : number.end] == "二" and unit.dimension in ORDERED and unit.canonical not in GRADES:
            # 二套住房, 二元结构, 二孩: counts are 两; 二 says which one.
            return False
        if number.small and unit.canonical == "元" and "每" not in clause:
            # 三元协同, 一元复始: no sum of money is said like that.
            return False
        if tail.startswith("：") and clause.endswith(ASPECTS):
            # 知识产权保护方面5项：…: what follows is the list itself.
            return False
        if unit.canonical in ("条", "项", "章") and self._own_articles.search(clause):
            return False
        if number.small:
            return self._cued.small(reading, unit, context, clause, tail)
        if (unit.canonical in CLASSES and number.value <= 5) or (
            unit.canonical == "条" and self._articles.match(tail) and not clause.endswith("等")
        ):
            # 出台支持企业30条措施: the verb that issues them may open the clause.
            return self._issued.search(clause) is not None or self._leads.near_verb(context, quantity.start, 0)
        points = unit.canonical in POINTS and number.kind == "chinese" and number.value <= MOST_POINTS
        if not points or not self._abstract.match(tail):
            return True
        # 坚持三个导向，… numbers points; 新建公园十二个，… counts what is made.
        made = (cue.kind in MAKING for cue in context.cues_before(context.clause_start(quantity.start), quantity.start))
        return tail[:1] in LIST_MARKS and any(made)

    def _special_unit(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool | None:
        """What single units and their neighbours decide at once; None when the general checks have the word."""
        quantity, number = reading.quantity, reading.number
        exact = quantity.comparator == "eq"
        if (unit.canonical == "届" and number.value > MOST_SESSIONS) or (unit.canonical == "个" and STEPS.match(tail)):
            return False  # 2026届毕业生 is a year, 连跨4个百亿台阶 a manner of speaking.
        if (exact and self._sizes_a_plant(reading, unit, context)) or clause.endswith("海拔"):
            return False
        if unit.canonical == "级" and self._grade_share.match(tail):
            return False
        if unit.dimension in COUNTED and "之一" in tail and self._one_of.match(tail):
            return False
        if unit.dimension in COUNTED and exact and self._whole_of_more(reading, context, tail):
            quantity.phase = "reference"
            return not number.small
        granted = context.award_in(quantity.start - len(clause), quantity.start)
        if unit.canonical == "元" and not granted and self._one_of_sizes(context.text, quantity, tail):
            return False  # 推动100亿元、50亿元重大产业项目: sizes of classes, side by side.
        if exact and unit.dimension == "money" and number.kind == "bare" and self._sized_class.match(tail):
            return False  # 税收千万元楼宇6幢: the size of a class.
        if unit.reading == "never" or (self._worked.search(clause[-6:]) and self._worked_name.match(tail)):
            return False
        return self._unit_of_its_own(reading, unit, context, clause, tail)

    def _whole_of_more(self, reading: Reading, context: Context, tail: str) -> bool:
        """Whether a number counts the whole of which a part or a rate is told next."""
        if "中" in tail[:13] and self._part_of.match(tail):
            return True
        if "已" in tail[:14] and self._part_is_done(reading.quantity, tail, context):
            return True
        return self._leads.has_measure(reading, context)

    def _unit_of_its_own(self, reading: Reading, unit: Unit, context: Context, clause: str, tail: str) -> bool | None:
        """What levels, hours, degrees, times and people decide by themselves; None when the general checks have the word."""
        quantity, number = reading.quantity, reading.number
        exact = quantity.comparator == "eq"
        if unit.canonical == "级" and number.kind == "bare":
            # 达到千亿级规模: an amount reached; 千亿级产业集群 is a name.
            quantity.unit = "元"
            return (
                number.value >= 10**10
                and self._level_of_size.match(tail) is not None
                and self._leads.reaches(context, quantity.start)
            )
        if unit.canonical == "小时" and exact and number.value == HOURS_OF_DAY and self._round_the_clock.match(tail):
            # 24小时热线, 24小时检测能力: always there, no length of time.
            return False
        if unit.canonical == "度":
            # 亿度 and 万度 of power; a bare 度 is an angle or a temperature.
            quantity.unit = "千瓦时"
            return number.multiplier >= 10**4
        if unit.canonical == "条" and number.kind == "chinese" and not self._leads.near_verb(context, quantity.start, 0):
            return not exact
        if number.kind == "bare" and exact and (not "\u4e00" <= clause[-1:] <= "\u9fff" or clause.endswith(("单位", "计量"))):
            # 亿元 in a cell or bracket of its own says in what the others are counted.
            return False
        if unit.canonical == "次" and "届" in clause[-10:]:
            return False
        if unit.dimension == "person" and context.text[quantity.core_end - 1] in "位次":
            if self._code_digits.match(tail):
                return False
            if self._moved.search(clause):
                quantity.unit, quantity.measure = "名", "change"
                quantity.direction = "down" if clause.endswith(("后移", "下降")) else "up"
                return True
        if number.kind == "bare" and (unit.dimension == "data" or (unit.canonical == "元" and number.value <= 10**4 and exact)):
            # 万元产值能耗, 百元收入成本: the amount only says by what is counted; 千兆宽带 is a name.
            return False
        return None

    def _part_is_done(self, quantity: Quantity, tail: str, context: Context) -> bool:
        """26个问题已完成12个: the whole, of which a part counted by the same unit is done next."""
        done = self._part_done.match(tail)
        unit = context.text[quantity.core_end - 1 : quantity.core_end]
        return done is not None and tail.startswith(unit, done.end())

    def _sizes_a_plant(self, reading: Reading, unit: Unit, context: Context) -> bool:
        """20万吨乙烯项目, 某公司15吉瓦时电池等项目: the capacity belongs to a project's name, unless a verb counts it."""
        animals = unit.canonical in ANIMALS and reading.number.multiplier >= 10**4
        rated = unit.canonical in RATED or context.text.endswith(PRODUCING, 0, reading.quantity.start)
        if unit.dimension not in CAPACITIES and not rated and not animals:
            return False
        end = reading.quantity.end
        behind = context.text[end : end + LONGEST_LISTING]
        if self._plants.match(behind):
            return True
        return self._plant.match(behind) is not None and not self._leads.near_verb(context, reading.quantity.start, 0)

    def _is_threshold(self, reading: Reading, unit: Unit, tail: str, context: Context) -> bool:
        """亿元以上项目, 产值超百亿元企业, 千户以上中心村20个: the amount belongs to the noun behind it."""
        quantity = reading.quantity
        if tail.startswith(MILESTONES) and (quantity.comparator != "eq" or context.text[quantity.start - 1] == "上"):
            return False
        if self._sizes_those_counted(reading, unit, tail, context):
            return True
        if unit.dimension not in AMOUNTS and unit.canonical not in LIVESTOCK:
            match = self._threshold.match(tail)
            return match is not None and match[0][-1] not in "业目村县" and any(c.isdecimal() for c in match[0])
        if quantity.comparator == "eq" and context.text[quantity.start - 1] == "或" and self._threshold.match(tail):
            return True
        if quantity.comparator in ("eq", "approx") and not tail.startswith(("的", "级")):
            return reading.number.kind == "bare" and bool(self._threshold.match(tail))
        if quantity.comparator in ("eq", "approx"):
            cue = next(iter(context.cues_before(context.clause_start(quantity.start), quantity.start)), None)
            if cue is None or cue.kind != "reach" or cue.end < quantity.start - 1:
                return False
        if tail[:1] == "的" and tail[1:2].isdecimal() and _odd(reading.number.value):
            return False  # 总投资超1167亿元的163个工程: so odd a sum is of all of them, no class.
        return bool(self._threshold.match(tail))

    def _sizes_those_counted(self, reading: Reading, unit: Unit, tail: str, context: Context) -> bool:
        """淘汰50台7兆瓦以下锅炉, 100亿元企业突破2户: the amount says which ones are counted beside it."""
        quantity = reading.quantity
        if unit.canonical == "元" and reading.number.value >= LEAST_CLASS and self._of_such_size.match(tail):
            start = max(context.clause_start(quantity.start), quantity.start - 14)
            if self._counted_of_size.search(context.text, start, quantity.start):
                return True
        if quantity.comparator == "eq":
            return unit.canonical == "元" and reading.number.value >= LEAST_CLASS and self._size_class.match(tail) is not None
        if self._size_listed.match(tail):
            return True
        bound_behind = quantity.end > quantity.core_end and "\u4e00" <= tail[:1] <= "\u9fff" and tail[0] != "的"
        start = max(context.clause_start(quantity.start), quantity.start - 10)
        return bound_behind and self._size_of_counted.search(context.text, start, quantity.start) is not None

    def _one_of_sizes(self, text: str, quantity: Quantity, tail: str) -> bool:
        """Whether an amount stands in a list of sizes right before the projects or firms that have them."""
        if tail.startswith("、"):
            return self._sizes_then_things.match(tail) is not None
        if text[quantity.core_end - 2 : quantity.core_end - 1] not in ("亿", "万"):
            return False
        listed = text.endswith(("亿元、", "万元、", "元以上、"), 0, quantity.start)
        return listed and self._things_of_size.match(tail) is not None


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


def _odd(value: Decimal) -> bool:
    """Whether a value has more digits than a threshold has."""
    return len(value.normalize().as_tuple().digits) >= ODD_DIGITS


def name_judge(pack: Pack) -> NameJudge:
    """The judge of a pack, compiled once."""
    judge: NameJudge = pack.cached("quantities.names", NameJudge)
    return judge
