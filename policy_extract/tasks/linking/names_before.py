"""The name before the number (前置的指标名), and what stands in for it: the side behind, the number before, the clause before.

森林覆盖率达到40%: the name ends the words before; 的再提高5%: nothing is named, so what was measured before goes on;
完成水库建设，投资3亿元: the clause before names the thing.
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.context import Neighbourhood, StatementContext
from policy_extract.tasks.linking.counts import Counts
from policy_extract.tasks.linking.earlier import Earlier
from policy_extract.tasks.linking.frames import Frames
from policy_extract.tasks.linking.grants import LONGEST_GRANT
from policy_extract.tasks.linking.phrases import ITEM, Phrases
from policy_extract.tasks.linking.takers import Takers
from policy_extract.tasks.linking.units import RATES, Units

FOR_EACH = ("户均", "人均")
SHORTEST_MEASURE = 4
EARNED, SPENT = "收入", "支出"
"""财政收入70亿元，支出140亿元: the spending is of the same purse."""
PLACES_OFFERED = frozenset({"学位", "床位", "座位", "车位", "泊位", "工位", "托位", "岗位"})
"""Units that name what is counted where nothing else does (新增8个班、400个学位)."""
COMPARED = ("growth", "multiple")
"""Measures that compare what was named before with another level (，比上届增长2%)."""

GRANT_RATES = tuple(f"{noun}比例" for noun in ("补助", "补贴", "奖励", "奖补", "资助", "贴息", "返还", "支持", "配套"))
"""By what share is granted; an amount behind it is of the grant itself."""
EACH_NORM = re.compile("每[人户生](?=[一-龥]{2,12}标准)")
"""For whom a norm is counted, where its unit tells it (每人每年补助标准提高到450元)."""
RATE_OF = re.compile("(?<=..)(?:年均|平均)?(?:增长率|增速|增幅|涨幅)$")
"""A rate of growth at the end of a name."""

ABOUT = ("对", "针对", "将", "把")
"""What opens a clause about things of its own."""


class NamesBefore:
    """Names numbers by the words before them; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._units: Units = pack.cached("linking.units", Units)
        self._frames: Frames = pack.cached("linking.frames", Frames)
        self._takers: Takers = pack.cached("linking.takers", Takers)
        self._counts: Counts = pack.cached("linking.counts", Counts)
        self._earlier: Earlier = pack.cached("linking.earlier", Earlier)
        self._part_of_whole, self._reaches_all = rules["linking.part_of_whole"].anchored, rules["linking.reaches_all"].quick
        self._case, self._ahead_of = rules["linking.case"].anchored, rules["linking.ahead_of"].quick
        self._other_places, self._part_among = rules["linking.other_places"].anchored, rules["linking.part_among"].anchored
        self._other_measure, self._pace = rules["linking.other_measure"].quick, rules["linking.pace"].quick
        self._chosen_first, self._figure = rules["linking.chosen_first"].quick, rules["linking.figure"].quick
        self._went_on = rules["linking.went_on"].quick
        self._other_progress = rules["linking.other_progress"].quick
        self._progress_rates = frozenset(family.words("progress_rates"))
        self._earns, self._sized = rules["linking.earns"].quick, rules["linking.only_sized"].anchored
        self._sized_by = rules["linking.sized_by"].quick
        self._of_size, self._sized_before = rules["linking.of_size"].quick, rules["linking.sized_before"].anchored
        self._grant_step = rules["linking.grant_step"].anchored
        self._goes_on = frozenset({*self._units.lengths, "元"})
        self._acted_on = rules["linking.acted_on"].quick

    def link(self, context: StatementContext, near: Neighbourhood) -> bool:
        """The name before the number, or what stands in for it; always linked, for there is no way behind it."""
        if (each := self._each_made(near.left, context.phrases)) > 0:
            near = near.with_words(near.left[:-each], near.right, near.behind)
        if near.quantity.phase == "condition" and len(also := near.left.rpartition("且")[2]) > 1:
            near = near.with_words(also, near.right, near.behind)  # 库满两年且营业收入增长10%以上的
        if "每" in near.left and near.quantity.unit.startswith("元/"):
            # 低保每人每年保障标准: for whom it is counted is told by the unit.
            near = near.with_words(EACH_NORM.sub("", near.left), near.right, near.behind)
        quantity, phrases, left = near.quantity, context.phrases, near.left
        previous = self._earlier.going_on(context, near.position)
        rate = quantity.unit in RATES or quantity.fraction is not None or quantity.measure == "rank"
        if phrases.makes(left) and (shared := self._counts.shared_noun(context, near.position)):
            context.write(quantity, shared, context.name_before(left)[1], "linking.shared_noun")
            return True
        if quantity.unit in PLACES_OFFERED and (left.endswith(("、", "和")) or phrases.makes(left)):
            context.write(quantity, quantity.unit, None, "linking.left")
            return True
        name, scope = self._named(context, near, rate)
        name, scope = self._takers.parted(context, near, name, scope)
        name = _last_measure(context, name)
        if name and (same := self._earlier.same_measure(context, near, name)) is not None:
            context.write(quantity, same.indicator, name, "linking.same_measure")
            return True
        name = self._completed(context, near, name, previous, rate)
        if name in phrases.bare_levels:
            name += self._counts.noun_of_levels(context, near.position)
        if name and name not in phrases.relational:
            context.write(quantity, name, scope, "linking.left")
        elif name and previous is None:
            self._relation_of_clause_before(context, near, name, scope)
        elif near.behind and not (name and rate and previous is not None and quantity.phase == "condition"):
            context.write(quantity, near.behind, scope, "linking.right")
        elif not name and (shared := self._counts.shared_noun(context, near.position)):
            context.write(quantity, shared, scope, "linking.shared_noun")
        elif previous is not None:
            self._inherit(context, near, name, scope, previous)
        else:
            self._from_clause_before(context, near, scope)
        return True

    def _each_made(self, left: str, phrases: Phrases) -> int:
        """Length of 各 and a verb of making at the end of the words before a number (学校、幼儿园各新建); 0 without 各."""
        verb = phrases.making.suffix(left)
        return len(verb) + 1 if left[: len(left) - len(verb)].endswith("各") else 0

    def _completed(self, context: StatementContext, near: Neighbourhood, name: str, previous: Quantity | None, rate: bool) -> str:
        """A name with what it shares with the number before; empty when it names nothing."""
        left, phrases = near.left, context.phrases
        if left.startswith("、") and previous is not None:
            name = phrases.parallel(previous.indicator, left) or name
        if previous is not None and previous.unit == near.quantity.unit and "元" in left:
            name = self._of_same_size(name, left, previous.indicator)
        if not phrases.names(name):
            return ""
        if previous is not None and name in phrases.bare_levels:
            name = name + self._counts.without_level(previous.indicator)
        elif previous is not None and previous.unit == near.quantity.unit:
            name = self._counts.of_size(name, previous.indicator) or name
        if name == SPENT and previous is not None and previous.indicator.endswith(EARNED):
            name = previous.indicator.removesuffix(EARNED) + SPENT
        share = rate or near.quantity.unit == "百分点"
        if name and left.lstrip("、").startswith("占") and previous is not None and share:
            # 收入…, 年均增速…, 占生产总值比重…: the share is of what grows, not of its growth.
            name = RATE_OF.sub("", previous.indicator) + name
        return name

    def _of_same_size(self, name: str, left: str, earlier: str) -> str:
        """A size alone with what is measured and the thing counted before (产值超1亿元的企业20家、超10亿元的3家)."""
        sized = self._sized.match(name) if name else self._sized_before.match(left)
        whole = self._of_size.match(earlier) if sized is not None else None
        if (
            sized is None
            or whole is None
            or (sized["noun"] and not (whole["measure"] and whole["thing"].endswith(sized["noun"])))
        ):
            return name
        # 开工300万元以上项目90个，储备3000万元以上项目70个: a deed is not shared, unless by a part of those counted.
        shared = "其中" in left or self._sized_by.search(whole["measure"]) is not None
        if sized["noun"] and not shared:
            return name
        return (whole["measure"] if shared else "") + sized["size"] + whole["thing"]

    def _named(self, context: StatementContext, near: Neighbourhood, rate: bool) -> tuple[str, str | None]:
        """Name and scope before the number; a relative clause (的企业收取的费率) and a whole (新招聘人员中…) are whose it is."""
        quantity, left, previous = near.quantity, near.left, context.previous
        if left.startswith("的") and previous is not None and "的" in left[1:-2]:
            whose, _, left = left[1:].rpartition("的") if not left.endswith("的") else ("", "", left)
            quantity.scope = quantity.scope or whose or None
        if previous is not None and self._part_of_whole.match(left) is not None and "linking.right" in previous.rules:
            return "", None
        if quantity.measure == "coverage" and (all_of := self._reaches_all.match(left)) is not None:
            left = all_of["what"] + all_of["where"]
        if quantity.unit.startswith("元") and "每" in left and self._grant_step.match(left):
            return "", None
        left = self._earlier.behind_counted(context, left)
        if previous is not None and (case := self._case.match(left)) is not None:
            quantity.scope = quantity.scope or case[1]
            return "", None
        alike = previous is not None and (quantity.unit in ("百分点", previous.unit) or quantity.measure in COMPARED)
        if alike and self._ahead_of.match(left):
            return "", None
        earns = rate and "实现" in left and quantity.measure == "growth" and self._earns.search(left) is not None
        name, scope, _ = context.name_before(left, rate and not earns, quantity.unit in self._units.deeds)
        return self._parted(context, quantity, *self._frames.of_class(name, scope), rate)

    def _parted(
        self, context: StatementContext, quantity: Quantity, name: str, scope: str | None, rate: bool
    ) -> tuple[str, str | None]:
        """A name parted from the class, the places or the whole that it is of; what is measured may go on for others."""
        previous, classes = context.previous, self._frames.classes
        if previous is not None and name in classes and previous.scope in classes:
            return "", name
        same = previous is not None and previous.unit == quantity.unit and quantity.measure != "coverage"
        if previous is not None and same and (rate or quantity.unit in self._goes_on):
            if self._other_places.match(name):
                return "", name
            name = self._earlier.same_rate(context, name)
        inside = self._part_among.match(name) if rate and "中" in name else None
        return (inside["part"], scope or inside["whole"]) if inside is not None else (name, scope)

    def _inherit(self, context: StatementContext, near: Neighbourhood, name: str, scope: str | None, previous: Quantity) -> None:
        """Nothing but a relation is named here: what was measured before goes on."""
        quantity, left = near.quantity, near.left
        if quantity.implicit and previous.phase == "condition" and previous.end < near.clause[0]:
            # 面积不足15平方米的家庭纳入保障，实现应保尽保: all of those who qualify, not what they qualify by.
            meant = context.phrases.right(context.words(previous.end, near.clause[0] - 1))
            if context.phrases.names(meant):
                context.write(quantity, meant, scope, "linking.inherited")
                return
        if previous.implicit and len(name) > SHORTEST_MEASURE:
            # 项目全部开工，投资完成率达到80%: all of them is no thing that a rate is of.
            context.write(quantity, name, scope or previous.scope, "linking.left")
            return
        named = context.listed if context.listed and "均" in left else previous.indicator
        other = self._other_progress if name in self._progress_rates else self._other_measure
        indicator = named if named.endswith(name) else other.sub("", named) + name
        if not name and quantity.unit.startswith("元/") and not previous.unit.startswith("元"):
            # 提供800个岗位, 给予补贴, 每人每月N元: an amount for each is of what is given, not of what was counted.
            indicator = self._takers.thing_granted(context, quantity) or indicator
        indicator = self._earlier.with_other_verb(context, indicator, left)
        if quantity.unit.startswith("元") and previous.unit == "%" and indicator.endswith(GRANT_RATES):
            indicator = indicator.removesuffix("比例")  # 补助比例提高到12%，上限300万元
        if name in FOR_EACH:
            indicator = name + previous.indicator
        context.write(quantity, indicator, scope or previous.scope, "linking.inherited")

    def _relation_of_clause_before(self, context: StatementContext, near: Neighbourhood, name: str, scope: str | None) -> None:
        """A relation (幅度, 标准) of what the clause before names."""
        self._from_clause_before(context, near, scope)
        earlier = near.quantity.indicator
        if name != "幅度" or not context.phrases.measure.search(earlier):
            owner = earlier if len(earlier) <= LONGEST_GRANT else earlier.rpartition("等")[2]
            near.quantity.indicator = (owner if len(owner) <= LONGEST_GRANT else "") + name

    def _from_clause_before(self, context: StatementContext, near: Neighbourhood, scope: str | None) -> None:
        """Nothing in the own clause names the thing: the object of the clause before does."""
        before = context.short_clause_before(near.clause)
        if before is None or (near.quantity.phase == "condition" and near.left.strip() in ABOUT):
            return  # 对20户以下、缺水的村庄: the clause before is not about them.
        if near.left.startswith(ABOUT) and near.left.endswith("的"):
            # 对已完成的任务…，对未完成的2项任务…: the own clause says which ones, however little their noun tells.
            own = next((word for word in ("任务", "工作", "事项", "问题", "目标") if near.right.startswith(word)), "")
            context.write(near.quantity, near.left.lstrip("针对将把") + own if own else "", scope, "linking.earlier_clause")
            return
        acted_on = self._acted_on.search(context.text, *before)
        words = self._figure.split(ITEM.sub("", context.text[before[0] : before[1]].strip(), count=1))[0]
        words = self._went_on.sub("", self._chosen_first.sub("", words))
        name, other, _ = (acted_on[1], None, 0) if acted_on else context.name_before(words)
        name, other = self._takers.parted(context, near, name, other, before) if name else (name, other)
        name = name if context.phrases.names(name) else ""
        paced = self._pace.match(name) if near.quantity.unit not in RATES else None
        name = paced["what"] if paced is not None else name
        context.write(near.quantity, name, scope or other, "linking.earlier_clause")


def _last_measure(context: StatementContext, name: str) -> str:
    """A measure listed behind what is done (购买保障性住房、最低首付款比例): the number is of the measure alone."""
    deed, mark, last = name.rpartition("、")
    measures = context.phrases.measure
    if not mark or len(last) < SHORTEST_MEASURE or "等" in last or not measures.search(last) or measures.search(deed):
        return name
    return last if context.phrases.does(deed) else name
