"""Numbers that say who or what qualifies (条件、门槛) rather than what is to be reached."""

from __future__ import annotations

import re

from policy_extract.mentions.quantities_context import Context
from policy_extract.mentions.quantities_cued import GIVING, GIVING_PERIODS
from policy_extract.mentions.quantities_expressions import Reading
from policy_extract.mentions.units import AMOUNTS
from policy_extract.model import Quantity
from policy_extract.patterns import Pack

EACH_ONE = re.compile("[，,](?:每(?![年季月周])|人均|户均)")
"""What each of those counted before gets (招聘80名，每人…; 开行50列，每列…)."""
GIVEN = GIVING + GIVING_PERIODS
"""Verbs right before a length of time that is given."""
RANKING = frozenset("居列在")
AMONG = frozenset({"个", "家", "座"})
"""Units of those among whom a rank is taken."""
FURTHEST_RANK = 48
"""Characters right before the places among which a rank is taken."""
FAMILIES = ("家庭", "之家", "人家", "户")
HAVING = ("仅有", "只有", "拥有", "已有", "持有", "名下有")
"""Verbs before what those have who qualify (名下仅有1套住房且面积较小的，…)."""
MOST = ("最高", "最多", "至多")
"""Words of a cap that open no threshold."""
RAISED_TO = tuple(a + b for a in ("提高", "上调", "提升", "增加", "降低", "下调", "放宽", "调整", "扩大") for b in "到至为")
"""Verbs right before the new level of what is granted."""
CLAUSE_MARKS = frozenset("，,")
WHEN = re.compile("(?:以上|以下|及以上|及以下)?(?:的时候|时(?![间代期段速候限节刻任空常有至下效装尚务事评政装]))")
"""Behind a level at which something has to be done."""
REACHED = re.compile("达到?|超过?|低于|高于|小于|大于|不足|不到|降到|降至|升至|升到|不[低少]于|不超过|不高于")
"""Before such a level, or as the word of its bound."""
BOUNDING = {"ge", "gt", "le", "lt", "range"}
TOWARDS = frozenset({"对", "针对"})
"""Right before a bound these open the description of those who are meant (对超过400万元和…的项目)."""
LEAST = frozenset({"ge", "gt"})
BOUND_STATISTIC = "quantities.bound_statistic"
"""Rule of sizes that open the name of a statistic."""
LONGEST_PAST = 14
"""How far in front of a level the earlier time stands with which it is compared."""


class ConditionJudge:
    """Tells thresholds from grants; compiled once for a pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of conditions."""
        rules = pack.family("quantities").rules

        def rule(name: str) -> re.Pattern[str]:
            return rules[f"quantities.{name}"].quick

        self._tail, self._amount, self._object = rule("condition_tail"), rule("award_amount"), rule("award_object")
        self._reached = rule("reached_objects")
        self._casualties, self._accident = pack.family("quantities").words("casualties"), rule("accident_behind")
        self._part_beyond, self._papers_shown, self._money_provided = (
            rule("part_beyond"),
            rule("papers_shown"),
            rule("money_provided"),
        )
        self._matched_by, self._sizes_in_row, self._class_granted = (
            rules[f"quantities.{name}"].anchored for name in ("matched_by", "sizes_in_row", "class_granted")
        )
        self._described, self._by, self._scoring = rule("described_before_grant"), rule("grant_by"), rule("scoring")
        self._towards, self._standard = rule("towards"), rule("standard_behind")
        self._base, self._made_with = rule("base_of_change"), rule("made_with")
        self._ranked_among, self._taken_as = rules["quantities.ranked_among"].anchored, rules["quantities.taken_as"].anchored
        self._placed_among = rules["quantities.placed_among"].anchored
        self._level_before, self._change_behind = rule("level_before"), rules["quantities.change_behind"].anchored
        self._employer, self._cap_noun = rule("employer"), rules["quantities.cap_noun"].anchored
        self._bound_statistic = rules["quantities.bound_statistic"].anchored
        self._class_charged = rules["quantities.class_charged"].anchored
        self._openers = pack.family("quantities").words("opener")
        self._spent = rules["quantities.spent_for"].anchored
        self._lies_in = rule("lies_in")
        self._goal, self._target, self._applied = rule("goal_opening"), rule("target_noun"), rule("applied_rate")

    def is_condition(self, reading: Reading, context: Context) -> bool:
        """Whether the number describes who qualifies for what the sentence grants or asks."""
        quantity, text = reading.quantity, context.text
        if reading.unit is not None and reading.unit.dimension == "time" and text.endswith(GIVEN, 0, quantity.start):
            return False
        if quantity.implicit or (quantity.unit.startswith("元/") and quantity.comparator == "eq"):
            return False
        if self._told_beside(reading, context):
            return True
        if quantity.comparator in BOUNDING and self._class_granted.match(text, quantity.end):
            return True
        if quantity.comparator in BOUNDING and self._described.match(text[quantity.end : quantity.end + 48]):
            return not self._object.match(text[quantity.end : quantity.end + 48])
        sentence_start, sentence_end = context.sentence(quantity.start)
        opening = context.opener(sentence_start, quantity.start)
        if context.award_in(sentence_start if opening is None else opening, quantity.core_start):
            return False
        rest = text[quantity.end : min(sentence_end, quantity.end + 160)]
        award_behind = context.award_in(quantity.end, sentence_end)
        if award_behind and (self._object.match(rest) or self._granted_by(reading, context)):
            return False
        clause = text[context.clause_start(quantity.start) : quantity.start]
        of_whom = rest.startswith("的") and (quantity.comparator in LEAST or (opening is not None and award_behind))
        if (not of_whom and self._cap_noun.search(clause)) or context.text.startswith(MOST, quantity.start):
            # 借款金额不得超过20万元，…给予贴息; 最高150万元: the cap of what is given, no threshold (担保金额500万元以上的企业).
            return False
        below = _is_share(quantity) and (quantity.comparator == "lt" or context.text.startswith("高于", quantity.start))
        if below and rest.startswith("的") and not self._target.match(rest):
            return True
        if opening is not None:
            return self._addressed(reading, context, opening, rest, award_behind)
        return self._unaddressed(reading, context, clause, rest, award_behind)

    def _told_beside(self, reading: Reading, context: Context) -> bool:
        """Whether the words right beside the number say already that it tells whom or which case is meant."""
        quantity, text = reading.quantity, context.text
        sentence_start = context.sentence(quantity.start)[0]
        if self._spent.match(text, quantity.end) and text[quantity.start - 1] == "满":
            return True
        if quantity.unit == "口" and quantity.end > quantity.core_end and text.startswith(FAMILIES, quantity.end):
            return True
        if WHEN.match(text, quantity.end) and REACHED.search(text, max(sentence_start, quantity.start - 4), quantity.core_start):
            return True  # 积水深度达到27厘米时自动封闭: when something has to be done.
        if quantity.unit == "名" and text.endswith("后", sentence_start, quantity.core_start):
            return True  # 连续2次排名后3位的: whom it meets.
        if (
            quantity.unit == "人"
            and text.endswith(self._casualties, 0, quantity.start)
            and self._accident.match(text[quantity.end : quantity.end + 16])
        ):
            return True  # 不发生一次死亡3人以上的火灾事故: which accidents are meant.
        if self._upper_bound(reading, context) or self._closed_by_de(reading, context):
            return True
        if quantity.comparator in BOUNDING and text.startswith("的", quantity.end) and self._ranges(quantity, context):
            return True
        if quantity.measure == "rank" and text.startswith("的", quantity.end) and not self._target.match(text, quantity.end):
            return True  # 对排名前三位的给予奖励: which ones are meant.
        if quantity.comparator == "ge" and self._bound_statistic.match(text[quantity.end : quantity.end + 40]):
            quantity.rules.append(BOUND_STATISTIC)
            return True
        if quantity.comparator in BOUNDING and self._class_charged.match(text[quantity.end : quantity.end + 32]):
            return True
        return quantity.comparator in LEAST and (
            self._part_beyond.match(text, quantity.end) is not None
            or (quantity.unit == "元" and self._sizes_in_row.match(text, quantity.end) is not None)
            or self._shown(quantity, context)
        )

    def _addressed(self, reading: Reading, context: Context, opening: int, rest: str, award_behind: bool) -> bool:
        """Whether a number in a clause that opens with whom it is for (对…) tells who they are."""
        quantity, text = reading.quantity, context.text
        if self._raised_to(quantity, context, opening):
            return False
        amount = reading.unit is not None and reading.unit.dimension in AMOUNTS
        counts = quantity.comparator == "eq" or (quantity.comparator == "gt" and not amount)
        if counts and self._reached.search(text, opening, quantity.start):
            # 对300名职工…: the number counts those who are reached.
            return False
        if award_behind or self._bounds_a_class(reading, context, opening):
            return True
        return (
            opening == context.clause_start(quantity.start)
            and "的" in text[quantity.end : context.clause_end(quantity.end - 1)]
            and not (quantity.comparator == "eq" and self._target.match(rest))
        )

    def _unaddressed(self, reading: Reading, context: Context, clause: str, rest: str, award_behind: bool) -> bool:
        """Whether a number of a sentence that names nobody at its head tells who gets what it grants."""
        quantity = reading.quantity
        if self._describes(reading, rest, context):
            return True
        if quantity.comparator in BOUNDING and (clause in TOWARDS or self._towards.search(clause)):
            return rest.startswith(("的", "和", "且", "、"))
        if quantity.comparator in LEAST and "配套" in rest and self._matched_by.match(rest) and not self._goal.match(clause):
            return not self._money_provided.search(clause)
        if not award_behind or not (quantity.comparator in BOUNDING or quantity.measure == "rank"):
            return False
        if EACH_ONE.match(rest) and any(
            cue.kind == "deed" for cue in context.cues_before(quantity.start - len(clause), quantity.start)
        ):
            # 招聘不少于80名，每人给予…: something to be done, then what each one gets.
            return False
        if rest[:1] in CLAUSE_MARKS and rest.startswith(self._openers, 1):
            # 预留份额不低于40%，对小微企业报价给予…: a level of its own; the grant says anew whom it is for.
            return False
        if self._money_provided.search(clause):
            return False  # 每年安排专项资金不少于500万元，按每生200元补助: money that is set aside.
        return not self._goal.match(clause) and bool(self._tail.match(rest)) and bool(self._amount.search(rest))

    def _ranges(self, quantity: Quantity, context: Context) -> bool:
        """床位规模在500张以上的综合医院: a noun of measure and 在 before the bound say which ones are meant."""
        clause = context.text[context.clause_start(quantity.start) : quantity.start]
        rest = context.text[quantity.end : quantity.end + 16]
        return self._lies_in.search(clause) is not None and self._target.match(rest) is None

    def _shown(self, quantity: Quantity, context: Context) -> bool:
        """凭已缴纳不低于50%的价款票据: how much was paid by those who show papers for it."""
        text = context.text
        return (
            text.startswith("的", quantity.end)
            and self._papers_shown.search(text[context.clause_start(quantity.start) : quantity.start]) is not None
        )

    def is_reference(self, reading: Reading, context: Context) -> bool:
        """适用3%征收率的: a rate that applies already; 满分100分: points and weights of a scoring formula; 在N基础上: a base."""
        quantity = reading.quantity
        if self._base.match(context.text, quantity.end) or self._sets_the_frame(quantity, context):
            return True
        if context.text.startswith("相比", quantity.end):
            return True  # 与2010年的398516人相比，减少…
        if context.text.endswith("的", 0, quantity.start) and self._compared_from(quantity, context):
            return True
        if quantity.unit in ("分", "%") and not quantity.implicit:
            start, end = context.sentence(quantity.start)
            aimed = context.text.startswith(("确保", "力争"), context.clause_start(quantity.start))
            if not aimed and self._scoring.search(context.text, max(start, quantity.start - 60), min(end, quantity.end + 20)):
                return True
        if quantity.unit not in ("%", "‰") or quantity.implicit:
            return False
        return bool(self._applied.search(context.text[context.clause_start(quantity.start) : quantity.start]))

    def _compared_from(self, quantity: Quantity, context: Context) -> bool:
        """比上年末的235个增加八成: the level of an earlier time, from which a change is told."""
        before = context.text[max(context.start, quantity.start - LONGEST_PAST) : quantity.start]
        return self._level_before.search(before) is not None and self._change_behind.match(context.text, quantity.end) is not None

    def _sets_the_frame(self, quantity: Quantity, context: Context) -> bool:
        """居30个省会城市第七位; 以100个重点项目为抓手: among how many, and by what something is done."""
        text, before = context.text, context.text[max(quantity.start - 1, 0) : quantity.start]
        if before in RANKING and self._ranked_among.match(text, quantity.end):
            return True
        if (
            quantity.unit in AMONG
            and "第" in text[quantity.end : quantity.end + FURTHEST_RANK]
            and text.rfind("在", context.clause_start(quantity.start), quantity.start) >= 0
            and self._placed_among.match(text, quantity.end)
        ):
            return True
        return before == "以" and self._taken_as.match(text, quantity.end) is not None

    def _closed_by_de(self, reading: Reading, context: Context) -> bool:
        """去化周期超过36个月的，… 超过36个月时，…: a bounded number in a clause that 的 or 时 closes says which case is meant."""
        quantity, text = reading.quantity, context.text
        end = context.clause_end(quantity.end - 1)
        if text[end - 1 : end] not in ("，", ","):
            return False
        if text.endswith(HAVING, 0, quantity.start) and text[end - 2] == "的":
            return True
        if quantity.comparator not in BOUNDING and "达到" not in text[context.clause_start(quantity.start) : quantity.start]:
            return False
        if text[end - 2] != "的" and not (text[end - 2] == "时" and end - 2 == quantity.end):
            return False
        start = context.clause_start(quantity.start)
        return not context.award_in(start, end) and self._by.match(text, start, quantity.start) is None

    def _upper_bound(self, reading: Reading, context: Context) -> bool:
        """1000万元以下的融资担保业务, 50人以上的企业: a bound behind the amount and 的 say which ones are meant."""
        quantity, unit, text = reading.quantity, reading.unit, context.text
        if unit is None or not text.startswith("的", quantity.end):
            return False
        rest = text[quantity.end : quantity.end + 24]
        if unit.dimension == "person" and quantity.core_end < quantity.end:
            return self._employer.match(rest) is not None
        if "comparators.le_after" not in quantity.rules or unit.dimension not in AMOUNTS or rest[1:2] in "，,。；;、":
            return False
        granted = context.award_in(quantity.start - 6, quantity.core_start) and text[quantity.start - 1] != "的"
        return not granted and not rest.startswith(("的目标", "的水平", "的标准", "的比例", "的幅度", "的奖", "的补", "的资助"))

    @staticmethod
    def _bounds_a_class(reading: Reading, context: Context, opening: int) -> bool:
        """对单户500万元及以下业务费率不超过1%: a bound behind an amount, a noun and a number name the class meant."""
        quantity, text = reading.quantity, context.text
        if quantity.core_end == quantity.end or opening != context.clause_start(quantity.start):
            return False
        behind = text[quantity.end : context.clause_end(quantity.end - 1)]
        return "\u4e00" <= behind[:1] <= "\u9fff" and any(character.isdecimal() for character in behind)

    def _granted_by(self, reading: Reading, context: Context) -> bool:
        """按照甲类10万元、乙类5万元的标准给予: every amount of a clause that opens with 按 is granted."""
        quantity = reading.quantity
        if quantity.comparator != "eq" or not quantity.unit.startswith(("元", "%")):
            return False
        text, start = context.text, context.clause_start(quantity.start)
        clause = text[start : quantity.start]
        if self._by.match(clause) is not None:
            return True
        return "按" in clause and self._standard.search(text, quantity.end, context.clause_end(quantity.end)) is not None

    @staticmethod
    def _raised_to(quantity: Quantity, context: Context, opening: int) -> bool:
        """对创业的企业，额度由300万元提高到400万元，财政给予贴息: a new level in a clause of its own is granted too."""
        text, start = context.text, context.clause_start(quantity.start)
        if start <= opening or not text.endswith(RAISED_TO, start, quantity.start):
            return False
        return text.find("的", quantity.end, context.clause_end(quantity.end - 1)) < 0

    def _to_be_made(self, quantity: Quantity, context: Context) -> bool:
        """建设不小于1.2万立方米的应急池: the size is asked for, unless what has it is counted too (…的水库3座)."""
        text = context.text
        behind = text[quantity.end : context.clause_end(quantity.end - 1)]
        if any(character.isdecimal() for character in behind):
            return False
        return self._made_with.search(text[context.clause_start(quantity.start) : quantity.start]) is not None

    def _describes(self, reading: Reading, rest: str, context: Context) -> bool:
        """人均面积不足12平方米的住户: a bounded amount before 的 and a noun says which ones are meant."""
        unit = reading.unit
        if unit is None or unit.dimension not in AMOUNTS or reading.quantity.comparator not in BOUNDING:
            return False
        if "comparators.ge_before" in reading.quantity.rules and self._to_be_made(reading.quantity, context):
            return False
        if "comparators.le_before" in reading.quantity.rules and self._object.match(rest):
            # 申请最高不超过300万元的创业贷款
            return False
        return len(rest) > 1 and rest[0] == "的" and "\u4e00" <= rest[1] <= "\u9fff" and not self._target.match(rest)


def _is_share(quantity: Quantity) -> bool:
    """Whether a number is a share of something."""
    return quantity.unit in ("%", "‰") or quantity.fraction is not None


def condition_judge(pack: Pack) -> ConditionJudge:
    """The judge of a pack, compiled once."""
    judge: ConditionJudge = pack.cached("quantities.conditions", ConditionJudge)
    return judge
