"""What is counted behind a number (后置的计数对象): 建成N个X, 为N名老人体检; and nouns that numbers share.

5家省级、16家市级技术中心: the first number counts 技术中心 too; 选派7批次49名医生: both numbers are of the same.
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import CLAUSE_MARKS, Neighbourhood, StatementContext
from policy_extract.tasks.linking.cutting import clause_words
from policy_extract.tasks.linking.frames import Frames
from policy_extract.tasks.linking.units import RATES, Units

BRACKETS = frozenset("（(")
NORM_STARTS = frozenset("的标要水")
"""First characters of 的标准, 标准, 要求, 水平 behind a norm."""
LIST_ENDS = ("、", "和", "及", "与", "，", ",")
"""Before another share of something (90%的甲、80%的乙)."""
MEMBERS = ("和", "以及")
"""What stands between a member of a list and a count."""
JOINS = ("、", "和", "及")
"""What joins two deeds to one thing."""
DISPOSING = ("把", "将")
"""Right before a share of what is put to a use (把80%以上的财力投向民生)."""
NEXT_COUNT = frozenset(("", *"0123456789、和及与，,"))
"""First characters behind a count that another one follows."""
UNITED = tuple(verb + end for verb in ("整合", "合并", "撤并", "归并", "重组", "组合") for end in ("为", "成"))
"""Verbs by which several things become those counted next (44个项目整合为10个综合利用项目)."""
SAID_OF_ALL = ("全部", "均", "都", "已")
FURTHEST_NOUN = 3
"""Numbers behind one that may hold the noun that it shares with them."""
LONGEST_NOUN = 40
LONGEST_BRANCH = 4
FURTHEST_WHOLE = 4
"""Numbers before a part among which the count of the whole stands."""
FIRM_UNITS = frozenset({"家", "户"})
FIRM_ENDS = ("企业", "公司", "机构", "厂", "店", "社", "所", "院", "园", "户", "校", "行", "站", "馆", "场", "单位")
"""Last words of those counted in such units that lack no noun."""


class Counts:
    """Names numbers by what they count; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._frames: Frames = pack.cached("linking.frames", Frames)
        self._units: Units = pack.cached("linking.units", Units)
        self._leading_bracket, self._unit_bracket = rules["linking.leading_bracket"].quick, rules["linking.unit_bracket"].quick
        self._founding, self._led = rules["linking.founding"].anchored, rules["linking.led"].anchored
        self._led_afresh, self._helped = rules["linking.led_afresh"].anchored, rules["linking.helped"].anchored
        self._funded, self._next_count = rules["linking.funded"].anchored, rules["linking.next_count"].quick
        self._class_of_size, self._level_of_title = rules["linking.class_of_size"].quick, rules["linking.level_of_title"].quick
        self._sized_next, self._size_alone = rules["linking.sized_next"].quick, rules["linking.size_alone"].quick
        self._done = rules["linking.right_done"].quick
        self._reaches = rules["linking.only_reaches"].anchored
        self._people, self._doing = rules["linking.people_before"].quick, rules["linking.people_doing"].anchored
        self._firms = rules["linking.branch_of_firms"].anchored
        self._set_by = rules["linking.set_by"].anchored
        self._spending = family.words("spending")

    def read(self, context: StatementContext, near: Neighbourhood) -> Neighbourhood:
        """The neighbourhood without brackets at the number, and with the name that the words behind it give."""
        quantity, phrases, left, right = near.quantity, context.phrases, near.left, near.right
        if left[:1] in BRACKETS:
            left = self._leading_bracket.sub("", left).lstrip("（(")
        right = self._unit_bracket.sub("", right) if right[:1] in BRACKETS else right
        founded = self._founding.match(right) if left.endswith(self._spending) else None
        right = right[founded.end() :] if founded is not None else right
        counted = quantity.unit not in RATES and not quantity.implicit and not quantity.fraction
        led = counted and self._led.search(left) is not None
        empty = phrases.right_empty.match(right) is not None or (counted and self._done.match(right) is not None)
        name = "" if empty else phrases.right(right, counted, led)
        name = self._with_noun(context, near.position, name) if phrases.names(name) else ""
        if name and right.startswith("的") and _next_tier(context, near):
            name = ""
        name = self._with_firms(context, near.position, name) if 0 < len(name) <= LONGEST_BRANCH else name
        return near.with_words(left, right, name)

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """The number counts what stands behind it; before a verb of making stands whose it is."""
        if not near.behind and near.right[:1] in NEXT_COUNT and (noun := self._noun_of_programme(context, near)):
            context.write(near.quantity, noun, None, "linking.shared_noun")
            return True
        if near.behind and (reached := self._reached_by_share(context, near)):
            context.write(near.quantity, reached, None, "linking.right")
            return True
        if not near.behind or not self._counts_behind(context, near):
            return False
        whole = self._whole(context, near)
        if whole is not None:
            context.write(near.quantity, whole.indicator, whole.scope, "linking.part_reaches")
            return True
        level = near.left.lstrip("、和及，, ")
        if level in context.phrases.bare_levels and not near.behind.startswith(level):
            context.write(near.quantity, level + near.behind, None, "linking.right")
            return True  # 市级10家技术中心
        context.write(near.quantity, near.behind, None, "linking.right")
        if near.left and not context.phrases.makes(near.left) and not (near.left.endswith("的") and self._led.search(near.left)):
            if near.left.endswith(MEMBERS) or self._counted_already(context, near):
                return True  # 实施甲工程和3处治理工程: another member of the list is no subject.
            near.quantity.scope = context.name_before(near.left)[1]
        return True

    @staticmethod
    def _reached_by_share(context: StatementContext, near: Neighbourhood) -> str:
        """80%的村集体收入达到10万元以上: what so many of them reach, with the amount; or nothing."""
        following = context.quantities[near.position + 1 : near.position + 2]
        if near.quantity.unit not in RATES or not following or not following[0].unit.startswith("元"):
            return ""
        if near.quantity.measure == "coverage" or context.name_before(near.left)[0]:
            return ""
        amount = following[0]
        between = context.text[near.quantity.end : amount.start]
        words = between.lstrip("的")
        if any(mark in between for mark in CLAUSE_MARKS) or not words.startswith(near.behind):
            return ""
        reached = amount.core_start > amount.start or context.phrases.predicate_ends(words)
        name = words + context.text[amount.start : amount.end]
        return name if reached and len(name) <= LONGEST_NOUN else ""

    def _counted_already(self, context: StatementContext, near: Neighbourhood) -> bool:
        """Whether the words before a number are what the number before counts (5个旧村改造试点村、4个帮扶村): no subject."""
        before = context.quantities[near.position - 1] if near.position else None
        if before is None or "linking.right" not in before.rules or not before.indicator:
            return False
        between = near.left.strip("、，,和及与等 ")
        # 3个卫生院建成示范院、40个卫生室达标: what the first ones do is no subject either.
        return between.startswith(before.indicator) and (between == before.indicator or near.left.endswith("、"))

    def _whole(self, context: StatementContext, near: Neighbourhood) -> Quantity | None:
        """其中10家产值突破1亿元: what a part reaches is no thing; the count of the whole, or None."""
        quantity = near.quantity
        if quantity.unit not in self._units.counts or not self._reaches.match(near.behind):
            return None
        before = context.numbers_before(near.position, FURTHEST_WHOLE)
        return next((q for q in before if q.unit == quantity.unit and q.indicator and not self._reaches.match(q.indicator)), None)

    def _counts_behind(self, context: StatementContext, near: Neighbourhood) -> bool:
        """Whether the number counts what stands behind it: a verb of making before it, or nothing that is measured."""
        phrases, quantity, left, right = context.phrases, near.quantity, near.left, near.right
        if right.startswith("的") and left.endswith(LIST_ENDS + DISPOSING):
            return True
        if left.endswith(UNITED) and near.behind and quantity.unit not in RATES and not quantity.implicit:
            return True
        if self._led_afresh.search(left) and not quantity.unit.startswith(("元", *RATES)):
            return True
        if left.endswith("为") and quantity.unit in self._units.people and self._helped.match(right):
            return True
        if quantity.unit in self._units.people and self._doing.match(right) and self._people.search(left):
            return False  # 保障随迁子女2万人平等接受教育: they stand before their number.
        if quantity.unit.endswith("元") and self._spends(context, left, right):
            return False
        if not phrases.makes(left) and not right.startswith("的") and phrases.predicate_ends(left):
            return False
        if right[:1] in NORM_STARTS and self._frames.about_norm(context.name_before(left)[0], right):
            return False
        # 年营业收入达到2000万元的企业: a threshold is of what stands before it.
        of_things = right.startswith("的") or phrases.measure.search(left) is not None
        threshold = quantity.phase == "condition" and (quantity.unit.endswith("元") or of_things)
        measured = (quantity.unit in RATES or not quantity.unit or threshold) and not quantity.implicit
        named = context.name_before(left)[0] if measured else ""
        if threshold and named[:1] == "新" and named[1:] in phrases.verbs:
            # 新发放10万元以下的贷款: a verb alone measures nothing.
            return True
        return not named or (named in phrases.areas and right.startswith("的"))

    def _spends(self, context: StatementContext, left: str, right: str) -> bool:
        """Whether an amount is the spending or the money named before it, whatever it is for."""
        phrases = context.phrases
        if left.endswith(self._spending) and phrases.heads_off.prefix(right):
            return True
        return self._funded.search(left) is not None and phrases.action_opens(right)

    def _with_noun(self, context: StatementContext, position: int, name: str) -> str:
        """A bare level or class with the noun it shares with the next number (两个200亿级、三个100亿级产业集群).

        Behind a mere measure the thing counted stands behind the amount (60个总投资近150亿元的项目).
        """
        phrases = context.phrases
        if position + 1 < len(context.quantities) and self._sized_next.match(name):
            end = context.quantities[position + 1].end
            things = clause_words(context.text, end, min(end + LONGEST_NOUN, context.statement.end))
            return phrases.right(things, counted=True) or name
        first = name.partition("和")[0]
        if first != name and self._class_of_size.fullmatch(first) is not None:
            name = first  # 智能装备2个万亿级和新材料、生物医药4个千亿级产业集群: behind 和 stand those of the next one.
        if name not in phrases.bare_levels and self._class_of_size.fullmatch(name) is None:
            return name
        for other in context.quantities[position + 1 : position + 1 + FURTHEST_NOUN]:
            end = min(other.end + LONGEST_NOUN, context.statement.end)
            following = phrases.right(clause_words(context.text, other.end, end), counted=True)
            sized = self._class_of_size.match(following)
            if sized is not None and sized.end() < len(following):
                return name + following[sized.end() :]
            if following not in phrases.bare_levels and self._level_of_title.match(following):
                return name + self.without_level(following)
        return name

    def _with_firms(self, context: StatementContext, position: int, name: str) -> str:
        """A branch with the noun of the firms listed behind it in the same unit (3家水泥、2家焦化企业)."""
        quantity = context.quantities[position]
        other = context.quantities[position + 1] if position + 1 < len(context.quantities) else None
        if other is None or other.unit != quantity.unit or quantity.unit not in FIRM_UNITS or name.endswith(FIRM_ENDS):
            return name
        if context.text[quantity.end : other.start] not in (name + "、", name + "和", name + "及"):
            return name
        firms = self._firms.match(context.text[other.end : other.end + LONGEST_NOUN])
        return name + firms["noun"] if firms is not None else name

    def noun_of_levels(self, context: StatementContext, position: int) -> str:
        """What a bare level counts that stands beside another one (省级11家、市级10家技术中心); or nothing."""
        if position + 1 == len(context.quantities):
            return ""
        quantity, other = context.quantities[position : position + 2]
        between = context.text[quantity.end : other.start].strip()
        if other.unit != quantity.unit or between[:1] not in JOINS or between[1:] not in context.phrases.bare_levels:
            return ""
        things = clause_words(context.text, other.end, min(other.end + LONGEST_NOUN, context.statement.end))
        return context.phrases.right(things, counted=True)

    def _noun_of_programme(self, context: StatementContext, near: Neighbourhood) -> str:
        """The noun behind the last count of a list that says who set its members (省上确定的10项和市上确定的8项实事)."""
        text, numbers, last = context.text, context.quantities, near.position
        set_by = self._set_by.match(near.left)
        while last + 1 < len(numbers):
            between = text[numbers[last].end : numbers[last + 1].start].strip()
            told = self._set_by.match(between)
            if between and told is None:
                break
            set_by, last = set_by or told, last + 1
        if set_by is None or last == near.position:
            return ""
        end = min(numbers[last].end + LONGEST_NOUN, context.statement.end)
        noun = context.phrases.right(clause_words(text, numbers[last].end, end), counted=True)
        return context.phrases.bare_levels.suffix(near.left) + noun if noun else ""

    def without_level(self, title: str) -> str:
        """A title without its level (技术中心 of 省级技术中心)."""
        return self._level_of_title.sub("", title)

    def of_size(self, size: str, counted: str) -> str:
        """A size with the noun counted before it (亿元以上项目30个，其中10亿元以上8个); empty for other names."""
        if "元" not in size or self._size_alone.fullmatch(size) is None:
            return ""
        noun = self._size_alone.sub("", counted)
        return size + noun if noun and not noun.startswith("的") else ""

    def shared_noun(self, context: StatementContext, position: int) -> str:
        """What the next number counts, when it stands right beside this one (选派7批次49名医生; 1.9万户、9万人的搬迁)."""
        if position + 1 == len(context.quantities):
            return ""
        quantity, other = context.quantities[position : position + 2]
        between = context.text[quantity.end : other.start].strip()
        made = other.unit == quantity.unit and between[:1] in JOINS and between[1:] in context.phrases.verbs
        if not made and not _beside(context.text, quantity, other):
            return ""  # 新购60辆、更新90辆公交车: of one thing, whatever was done to it
        end = min(other.end + REACH, context.statement.end)
        behind = self._next_count.split(clause_words(context.text, other.end, end))[0]
        if behind.startswith(SAID_OF_ALL) or context.phrases.right_empty.match(behind):
            return ""
        return context.phrases.right(behind, counted=True)


def _next_tier(context: StatementContext, near: Neighbourhood) -> bool:
    """Whether a condition goes on from the one before (产值达到1亿元、5亿元的企业; 产值1亿元以上且同比增长10%以上的企业)."""
    quantity = near.quantity
    if quantity.phase != "condition" or not near.position:
        return False
    before = context.quantities[near.position - 1]
    if before.phase != "condition" or not before.indicator or before.start < near.clause[0]:
        return False
    if before.unit == quantity.unit:
        return near.left.strip() in LIST_ENDS
    return quantity.measure == "growth" and not context.name_before(near.left)[0]


def _beside(text: str, quantity: Quantity, other: Quantity) -> bool:
    """Whether two counts in unlike units stand side by side."""
    if other.implicit or quantity.implicit or quantity.unit in RATES or other.unit == quantity.unit:
        return False
    return text[quantity.end : other.start].strip() in ("", "、")
