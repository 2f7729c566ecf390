"""What a quantity measures (水平、变动、增速、倍数…), its direction, period, per-unit, hedge and baseline."""

from __future__ import annotations

import re

from policy_extract.mentions.comparators import ComparatorTable, comparator_table
from policy_extract.mentions.quantities_baselines import Baselines
from policy_extract.mentions.quantities_context import Context, Cue
from policy_extract.mentions.quantities_cues_beside import (
    DIRECTIONS,
    SHARES,
    is_share,
    led,
    listed_with,
    names_what_is_new,
    no_time,
    says_length,
    surpassed,
)
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.mentions.quantities_periods import PERIOD_ENDS, PeriodReader
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

LEVELS = {"reach": "none", "raise_to": "up", "lower_to": "down"}
GRADES = {"级", "分", "档", "星级"}
AT_DISTANCE = frozenset("不最至起未没约近")
"""One of these stands in every comparator that bounds a number from a distance, but for those that 的 closes."""
COMPARED_MORE = frozenset("多少高低快慢")
OFTEN = re.compile("每(?:个?月|年|季度|半年|周|个?学期)|[年月日]均|再|并|同时")
"""How often, before the verb of a clause."""
VERB_OBJECT = re.compile("(?![和与及])[一-龥]")
BY_NAME = frozenset({"增产", "增收", "提标", "提速", "减排", "减量", "减负", "降成本"})
"""Changes that describe a thing; only right before a number they say how it changes."""
CLOSED_BY = frozenset(("", *" ，,。；;：:、和\n（("))
"""Behind a number that closes its clause (标准化基地发展到160个，); before anything else it counts what follows."""
SLOGANS, POINTS = frozenset("稳保促"), frozenset({"条", "项"})
"""What makes 增长 the name of a programme, and units of its points."""
WORKED_ON = frozenset({"公里", "米", "平方米", "个", "处", "座", "条", "所", "家", "块", "栋", "亩", "平方公里", "公顷"})
COUNTS = frozenset({"个", "家", "所", "处", "项", "件", "座", "户", "条", "名", "人"})
NAMED = WORKED_ON | {"项", "字"}
ADDED = re.compile("增加$")
OF_TIME = frozenset({"提前", "推迟", "顺延"})
"""Changes of a date or a length of time."""
MUST = re.compile("应(?=[配当按设建同有达不])|须|需(?=[配按设建])")
"""What somebody who builds something else is bound to (新建小区应配建…)."""
LONGEST_OBJECT = 20
"""Characters of what is changed between a verb of change and 至 (降低…费率至1%)."""


class MeasureReader:
    """Reads the words around a quantity; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of measure, period and baseline."""
        rules = pack.family("quantities").rules
        self._adverbs = pack.family("comparators").words("adverbs")
        self.baselines, self._periods = Baselines(pack), PeriodReader(pack)

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        self._link, self._to_level, self._share_noun = rule("link"), rule("to_level"), rule("share_noun")
        self._growth_behind, self._rate_behind, self._covered = (
            rule("growth_behind"),
            rule("growth_rate_behind"),
            rule("covered_behind"),
        )
        self._hedge, self._verb_break = rules["quantities.hedge"].anchored, rule("verb_break")
        self._treated = pack.family("quantities").words("treated")
        self._actions = frozenset(pack.family("verbs").words("action"))
        self._more, self._rate_noun = rule("compared_more"), rule("rate_noun")
        self._times_of = rule("times_of")
        self._measured_noun, self._below = rule("measured_noun"), rule("below_others")
        self._verb_head, self._second = rule("verb_head"), rule("second_value")
        self._comparators: ComparatorTable = comparator_table(pack)

    def describe(self, reading: Reading, previous: Reading | None, context: Context) -> None:
        """Fill comparator at a distance, measure, direction, period, per-unit, hedge and baseline date."""
        quantity, text = reading.quantity, context.text
        clause_start = context.clause_start(quantity.start)
        clause = text[clause_start : quantity.start]
        tail = text[quantity.end : quantity.end + 16]
        self._verb_or_bound(reading, tail)
        self._bound_at_distance(quantity, clause)
        self._measure(reading, previous, context, clause_start, tail)
        if "每" in clause or "均" in clause:
            self._periods.read(quantity, clause)
        if quantity.unit == "次" and quantity.per is None and clause[-1:] in PERIOD_ENDS:
            self._periods.once_in(quantity, clause)
        if quantity.hedge is None:
            found = self._hedge.last(clause)
            quantity.hedge = found[0] if found else None
        if "比" in clause or "较" in clause or "年" in clause or quantity.measure == "multiple":
            self.baselines.date(quantity, clause)

    def _verb_or_bound(self, reading: Reading, tail: str) -> None:
        """突破20项关键技术: 突破 is the verb, not a comparator."""
        quantity = reading.quantity
        if quantity.unit not in ("项", "个", "种") or not surpassed(quantity) or not self._verb_break.match(tail):
            return
        if quantity.comparator == "gt":
            quantity.comparator = "gt" if reading.number.more else "eq"
        quantity.start = quantity.core_start
        quantity.rules.remove("comparators.gt_before")

    def _bound_at_distance(self, quantity: Quantity, clause: str) -> None:
        """至少建成1所, 不低于年收入的2%, 最高补助50万元."""
        if quantity.comparator != "eq" or (AT_DISTANCE.isdisjoint(clause) and not clause.endswith("的")):
            return
        if quantity.unit == "百分点" or quantity.measure in ("rank", "ratio"):
            return
        found = self._comparators.at_distance(clause)
        if found is None:
            return
        # 不低于 at a distance bounds shares and money only; the adverbs bound any count.
        if is_share(quantity) or quantity.unit.startswith(("元", "基点")) or any(word in clause for word in self._adverbs):
            quantity.comparator = found[0]
            quantity.rules.append(found[1])

    def _measure(self, reading: Reading, previous: Reading | None, context: Context, clause_start: int, tail: str) -> None:
        """Decide measure and direction from the nearest cue."""
        quantity = reading.quantity
        if quantity.measure in ("rank", "coverage") or quantity.implicit or quantity.unit == "名":
            return
        if quantity.unit == "基点" and context.text.endswith(("加", "加点"), 0, quantity.start):
            # 不超过同期利率加20个基点: so much on top of the base.
            quantity.measure, quantity.direction = "change", "up"
            return
        cue = self._compared_more(context, clause_start, quantity.start) or self._nearest(context, clause_start, quantity.start)
        if cue is not None and says_length(reading, cue, context):
            cue = None
        gap = context.text[cue.end : quantity.start] if cue else ""
        if quantity.ratio is not None:
            quantity.direction = "none"
            if cue is not None:
                to_level = cue.kind in DIRECTIONS and self._to_level.match(gap)
                quantity.direction = DIRECTIONS[cue.kind] if to_level else LEVELS.get(cue.kind, "none")
        elif quantity.measure == "multiple":
            self._multiple(quantity, cue, gap, context.text[clause_start : quantity.start])
        elif is_share(quantity) and not led(cue, gap, self._link) and self._growth_after(quantity, tail):
            return
        elif cue is None:
            granted = is_share(quantity) and context.award_in(clause_start, context.clause_end(quantity.start))
            granted = granted and not self._share_noun.search(context.text[clause_start : quantity.start])
            if not granted and (surpassed(quantity) or not self._continue(quantity, previous, context)):
                self._without_cue(quantity, context.text[clause_start : quantity.start])
        elif previous is not None and listed_with(previous, quantity, cue, context):
            quantity.measure, quantity.direction = previous.quantity.measure, previous.quantity.direction
            quantity.rules.append(f"quantities.{cue.kind}")
        elif not self._second_value(quantity, cue, previous, context):
            self._by_cue(reading, cue, gap, context, clause_start)

    def _compared_more(self, context: Context, clause_start: int, place: int) -> Cue | None:
        """比去年多8600万元, 较上年少3个: 多 and 少 say a change behind a comparison only."""
        if context.text[place - 1 : place] not in COMPARED_MORE:
            return None
        match = self._more.search(context.text[clause_start:place])
        return Cue(place - 1, place, "rise" if match["more"] else "fall") if match else None

    def _nearest(self, context: Context, clause_start: int, place: int) -> Cue | None:
        """The nearest cue that governs a number: a verb in the middle of a noun (重点建设学科) governs none."""
        short = context.short_cue(place)
        cues = [cue for cue in context.cues_before(clause_start, place) if cue.kind not in ("deal", "each")]
        if short is None and not cues:
            return None
        if short is not None and not (cues and cues[0].end == place):
            cues.insert(0, Cue(place - 1, place, short))
        head = max(context.member_start(clause_start, place), clause_start)
        for cue in cues:
            single = cue.end - cue.start == 1
            if cue.kind == "deed" and cue.end == place and names_what_is_new(cues, cue, context.text):
                continue
            if cue.kind == "fresh" and "按照" in context.text[cue.end : place]:
                continue  # 新建居住区按照人均用地0.3平方米标准: the norm is no rise.
            if cue.kind in ("deed", "select"):
                near = cue.end == place and not single
                governs = near or self._verb_head.fullmatch(context.text, head, cue.start) is not None
            elif single and cue.kind == "reach" and context.text[cue.start] == "为":
                # 为 at the head of a clause is a preposition: 为300名职工….
                governs = self._verb_head.fullmatch(context.text, head, cue.start) is None
            else:
                governs = True
            if governs:
                return cue
        return None

    def _by_cue(self, reading: Reading, cue: Cue, gap: str, context: Context, clause_start: int) -> None:
        """Measure and direction by one cue and the words between it and the number."""
        quantity = reading.quantity
        quantity.rules.append(f"quantities.{cue.kind}")
        share = is_share(quantity)
        if context.text[cue.start : cue.end] in OF_TIME and no_time(reading):
            # 提前一年实现人均生产总值800美元: what comes earlier is no rise of the amount.
            self._without_cue(quantity, context.text[clause_start : quantity.start])
            return
        named = context.text[cue.start : cue.end] in BY_NAME or (cue.kind == "rise" and context.text[cue.start - 1] in SLOGANS)
        if named and ((gap and quantity.unit in NAMED) or quantity.unit in POINTS):
            return  # 创建绿色增产示范点20个, 出台稳增长20条: part of the name of what is counted.
        if cue.kind in ("rise", "fall", "fresh"):
            self._by_change(quantity, cue, gap, context)
            return
        if context.text.startswith("突破", cue.start) and not surpassed(quantity):
            if share:
                quantity.measure, quantity.direction = "level", "none"  # 突破年度目标的50%
            return  # 突破关键技术20项: a verb with its object.
        if cue.kind in LEVELS:
            self._reach(quantity, cue, context, clause_start)
        elif cue.kind == "stock":
            if gap and not "\u4e00" <= context.text[quantity.end : quantity.end + 1] <= "\u9fff":
                quantity.measure, quantity.direction = "level", "none"
        elif (
            cue.kind == "award"
            and share
            and (gap in ("至", "到") or self._share_noun.search(gap) or self._rate_noun.match(context.text, quantity.end))
        ):
            quantity.measure, quantity.direction = "level", "none"
        elif cue.kind in ("deed", "select"):
            worked_on = gap[:-2], context.text[cue.start : cue.end]
            if gap.endswith("面积") and any(words.endswith(self._treated) for words in worked_on):
                return  # 治理水土流失面积60平方公里: so much is treated, the area is no level.
            # 固定资产投资253亿元, 生产总值实现750亿元: what is measured stands before the verb, or the verb is its last word.
            noun = context.text[clause_start : quantity.start if cue.end - cue.start > 1 else cue.start]
            noun = noun if self._measured_noun.search(noun) else context.text[clause_start : cue.start].removesuffix("分别")
            self._without_cue(quantity, gap if gap or context.text.startswith("覆盖", cue.start) else noun)

    def _by_change(self, quantity: Quantity, cue: Cue, gap: str, context: Context) -> None:
        """Measure and direction by a verb of rising, falling or adding."""
        share = is_share(quantity)
        direction = DIRECTIONS[cue.kind]
        if cue.kind == "fresh" and not quantity.unit and not share:
            quantity.measure, quantity.direction = "level", "none"
            return
        reached = gap.endswith(("至", "到")) and len(gap) <= LONGEST_OBJECT
        # 降低失业保险费率至1%: what is changed stands between the verb and 至.
        if cue.kind == "fresh" and MUST.search(gap):
            self._without_cue(quantity, gap)  # 新建小区应配建面积不少于300平方米: what is new is another thing.
        elif (self._to_level.match(gap) and (len(gap) <= 14 or gap.endswith("的"))) or reached:
            quantity.measure, quantity.direction = "level", direction
        elif not share and surpassed(quantity) and any(letter.isdigit() for letter in gap):
            # 增长8%左右、突破5000亿元: the rise is told by the number before.
            quantity.measure, quantity.direction = "level", "none"
        elif share and (
            (cue.kind == "fresh" and not (ADDED.search(context.text, cue.start, cue.end) and not gap))
            or (self._share_noun.search(gap) and not self._link.match(gap))
        ):
            quantity.measure, quantity.direction = "level", "none"
        elif share:
            quantity.measure, quantity.direction = "growth", direction
        elif gap and context.text.startswith("提升", cue.start) and quantity.unit in WORKED_ON:
            pass  # 改善提升公路路面1000公里: the verb works on what is measured.
        elif cue.kind == "rise" and not gap and VERB_OBJECT.match(context.text, quantity.end):
            pass  # 提升26个示范区: the verb works on what is counted.
        elif quantity.unit == "百分点" or cue.kind == "fresh" or (len(gap) <= 16 and not gap.endswith("等")):
            quantity.measure, quantity.direction = "change", direction

    def _second_value(self, quantity: Quantity, cue: Cue, previous: Reading | None, context: Context) -> bool:
        """增长7%以上、力争达到8%: a second value of the same growth."""
        if previous is None or quantity.unit not in SHARES or previous.quantity.measure != "growth":
            return False
        last = previous.quantity
        # 增长6%至7%，争取8%: what is striven for may be the verb itself.
        said = cue.start if cue.kind == "reach" else cue.end if cue.end == quantity.start else -1
        if not 0 <= said - last.end <= 6 or not self._second.fullmatch(context.text, last.end, said):
            return False
        quantity.measure, quantity.direction = last.measure, last.direction
        return True

    def _reach(self, quantity: Quantity, cue: Cue, context: Context, clause_start: int) -> None:
        """达到 after a growth noun (增速达到8%) is growth, else a level."""
        if quantity.unit == "百分点":
            quantity.measure, quantity.direction = "change", "up"
        for earlier in context.cues_before(clause_start, cue.start):
            if earlier.kind == "deal":
                continue
            between = context.text[earlier.end : cue.start]
            if earlier.kind == "fresh" and context.text[cue.start : cue.end] == "为" and not is_share(quantity):
                # 新增床位分别为600张、350张
                quantity.measure, quantity.direction = "change", "up"
                return
            if earlier.kind in ("rise", "fall") and self._link.match(between):
                if quantity.unit == "百分点":
                    quantity.direction = DIRECTIONS[earlier.kind]  # 降幅控制在3个百分点以内
                elif is_share(quantity):
                    quantity.measure, quantity.direction = "growth", DIRECTIONS[earlier.kind]
                    return
            break
        if quantity.unit in ("", "%") and context.text.endswith("之比", clause_start, cue.start):
            quantity.measure, quantity.direction = "ratio", "none"
        elif quantity.unit != "百分点":
            quantity.measure, quantity.direction = "level", LEVELS[cue.kind]

    def _growth_after(self, quantity: Quantity, tail: str) -> bool:
        """10%的比例递增, 6%的增速, 100%覆盖."""
        match = self._growth_behind.match(tail) or self._rate_behind.match(tail)
        if match:
            quantity.measure, quantity.direction = "growth", "up" if match["up"] else "down"
            quantity.rules.append("quantities.growth_behind")
            return True
        if quantity.value == 100 and self._covered.match(tail):
            quantity.measure, quantity.direction = "coverage", "none"
            return True
        return False

    def _without_cue(self, quantity: Quantity, words: str) -> None:
        """No cue: a share is a level, 百分点 a change; 突破 and a measured noun (面积, 时间) state a level."""
        if quantity.unit == "百分点":
            quantity.measure, quantity.direction = "change", "down" if self._below.search(words) else "up"
        elif (
            is_share(quantity)
            or quantity.unit in GRADES
            or self._measured_noun.search(words)
            or ("comparators.gt_before" in quantity.rules and quantity.core_start - quantity.start == 2)
        ):
            quantity.measure, quantity.direction = "level", "none"

    def _continue(self, quantity: Quantity, previous: Reading | None, context: Context) -> bool:
        """新增甲5家、乙3家: a number without a cue of its own goes on as the one before."""
        if previous is None:
            return False
        last = previous.quantity
        start, _ = context.sentence(quantity.start)
        if last.end <= start or quantity.start - last.end > 40 or last.measure not in ("level", "change", "growth"):
            return False
        if last.implicit:
            return False  # 零就业家庭动态清零，实名制就业20万人: nothing was cleared to zero twice.
        if self._nearest(context, last.end, quantity.start) is not None:
            return False
        if is_share(last) != is_share(quantity) or quantity.unit == "百分点" != last.unit:
            return False
        between = context.text[last.end : quantity.start]
        apart = "、" not in between or ("，" in between and not (last.unit in COUNTS and quantity.unit in COUNTS))
        if last.measure == "change" and last.unit != quantity.unit and apart:
            return False  # 新增6家企业在甲板、乙板挂牌，直接融资30亿元
        piece = max(between.rfind("，"), between.rfind(",")) + 1
        counted = quantity.unit in COUNTS and last.measure == "level" and last.unit.startswith("元")
        if counted and (piece or between == "的") and _counts_on(context, quantity):
            return False  # 完成投资80亿元，18个项目建成; 投资5000万元以上的80个项目
        if piece and context.text.endswith(tuple(BY_NAME), 0, last.start):
            return False  # 为企业减负5亿元，国债3亿元直达基层
        if last.measure == "change" and piece and between.startswith(("总", "累计"), piece):
            return False  # 新增企业97户，总户数708户
        if between.startswith("占", piece):
            # 增长16%，占预算收入80%: a share of something else.
            return False
        if last.measure in ("change", "level") and piece and self._acts(between[piece:]):
            # 新建70个，加强30个; 里程达到80公里，更新车辆30辆: another verb, another count.
            return False
        clause = context.clause_start(quantity.start) >= last.end
        if clause and last.measure == "growth" and self._share_noun.search(between):
            # 能耗下降2%，优良率不低于90%: a rate of its own.
            return False
        # 航线增至100条，通达40座城市: what another unit counts did not rise with it.
        own = clause and last.measure == "level" and (quantity.comparator != "eq" or quantity.unit != last.unit)
        quantity.measure, quantity.direction = last.measure, "none" if own else last.direction
        return True

    def _acts(self, clause: str) -> bool:
        """Whether a clause opens with an action, how often it is done put aside (每月更新…, 年均培育…)."""
        often = OFTEN.match(clause)
        start = often.end() if often is not None else 0
        # 规划床位2500张: the verb is part of what is measured.
        return clause[start : start + 2] in self._actions and not clause.startswith(("规划", "设计"), start)

    def _multiple(self, quantity: Quantity, cue: Cue | None, gap: str, clause: str) -> None:
        """增长两倍 is 3, 提高到1.5倍 and 是…的2倍 are as printed; more than an earlier year is a rise."""
        of_earlier = gap and self._times_of.search(gap) is not None  # 净增贷款128亿元、为上年的2倍
        if cue is not None and cue.kind in ("rise", "fresh") and not self._to_level.match(gap) and not of_earlier:
            quantity.direction = "up"
            if quantity.value is not None:
                quantity.value += 1
            if quantity.low is not None and quantity.high is not None:
                quantity.low, quantity.high = quantity.low + 1, quantity.high + 1
        else:
            risen = quantity.value is not None and quantity.value > 1 and self._times_of.search(clause) is not None
            quantity.direction = "up" if risen or (cue is not None and cue.kind == "rise") else "none"


def _counts_on(context: Context, quantity: Quantity) -> bool:
    """Whether what is counted stands behind its number."""
    return context.text[quantity.end : quantity.end + 1] not in CLOSED_BY


def measure_reader(pack: Pack) -> MeasureReader:
    """The reader of a pack, compiled once."""
    reader: MeasureReader = pack.cached("quantities.measure", MeasureReader)
    return reader
