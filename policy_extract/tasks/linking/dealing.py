"""Dealing out (分别): A、B、C分别达到1、2、3 gives each member of the list its number, in order."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH, clause_start
from policy_extract.tasks.linking.completing import Completing
from policy_extract.tasks.linking.context import CLAUSE_MARKS, Span, StatementContext
from policy_extract.tasks.linking.dealt_members import Members
from policy_extract.tasks.linking.units import SHARES

LIST_MARKS = frozenset({"、", "和", "与", "及", "，", ",", "以及"})
PAIR_MARKS = frozenset({"、", "和", "与", "及", "以及"})
JOINTS = frozenset({"和", "与", "及", "以及"})
"""What joins the last of a list of numbers, also one in another unit (吞吐量5亿吨和90万标箱)."""
CLOSING = frozenset("，,。；;：:\n")
CLAUSE_MARK = re.compile("[，,。；;]")
LONGEST_LIST = 40
FURTHEST_DEALING = 16
"""Characters before the first number in which 分别 stands."""
FURTHEST_LED = 48
"""The same when starting values stand between (分别由5亿元、3亿元增加到…)."""
STARTING_FROM = re.compile("[由从][^，,、率量额值度数]{0,8}$")
"""What opens starting values in front of 分别 (排放量由上年分别增长…)."""
SHORTEST_MEASURE = 3
FURTHEST_COUNTED = 24
"""Characters between numbers and a measure of what they count (公路5公里、桥梁3座，总数分别达到…)."""


class Listed(NamedTuple):
    """Numbers in a list and the words that name them."""

    quantities: list[Quantity]
    earlier: list[Quantity]
    """As many numbers of the statement before the list."""
    at: int
    """Where the words that name them end."""
    dealt: bool
    """Whether 分别 stands there."""
    words: str
    behind: str
    """The words between 分别 and the first number."""


class Dealing:
    """Deals lists of members out to lists of numbers; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._completing: Completing = pack.cached("linking.completing", Completing)
        self._turn, self._place = rules["linking.turn"].anchored, rules["linking.dealt_place"].anchored
        self._poor_relief, self._share = rules["linking.poor_relief"].quick, rules["linking.dealt_share"].quick
        self._separator, self._list = rules["linking.separator"].quick, Members(pack)
        self._other_measure = rules["linking.other_measure"].quick
        self._classes, self._base = rules["linking.classes"].quick, rules["linking.dealt_base"].anchored
        self._ahead_of, self._ahead_of_each = rules["linking.ahead_of"].quick, rules["linking.ahead_of_each"].anchored
        self._subject_measured = rules["linking.subject_measured"].anchored
        self._ranked, self._bases = rules["linking.dealt_ranked"].quick, rules["linking.dealt_bases"].anchored

    def link(self, context: StatementContext, position: int, clause: Span) -> list[Quantity]:
        """Link a list of numbers that begins at a place; the numbers that were linked, or none."""
        listed = self._mates(context, clause[1], position)
        return listed if len(listed) > 1 and self._deal(context, clause, listed, position) else []

    def _mates(self, context: StatementContext, clause_end: int, position: int) -> list[Quantity]:
        """The numbers listed from `position` on (A、B和C), when 分别 stands shortly before the first or 和 before the last."""
        text, quantities = context.text, context.quantities
        first = quantities[position]
        if _dealt_at(context, first) < 0:
            return _pair(text, clause_end, quantities, position)
        found = [first]
        for other in quantities[position + 1 : position + LONGEST_LIST]:
            between = text[found[-1].end : other.start].strip()
            if other.start > clause_end or (between not in LIST_MARKS and not self._turn.match(between)):
                break
            if between not in LIST_MARKS and len(found) > 1 and other.unit != found[-1].unit:
                break  # 分别为3万元和1万元、增长8%和9%: the growth is dealt out anew, in the same order.
            found.append(other)
        return found

    def _deal(self, context: StatementContext, clause: Span, quantities: list[Quantity], position: int) -> bool:
        """Deal the members named before 分别 out to the quantities; False when there is nothing to deal.

        较上年分别增加1个、4个 takes the indicators of as many numbers before it.
        """
        phrases = context.phrases
        listed = _listed(context, clause, quantities, position)
        if _given(context, listed):
            return False
        name, scope, _ = phrases.left(listed.words.strip("，,、 "))
        if not listed.dealt and self._ahead_of.match(listed.words) and _dealt_before(listed):
            # 甲县、乙县整改率分别为71%、75%，低于全市平均16个、12个百分点: what was dealt out is compared in the same order.
            return _earlier_indicators(quantities, listed.earlier)
        if self._of_bases(listed):
            return True
        if not listed.dealt and len({quantity.unit for quantity in quantities}) > 1:
            return self._unlike(context, listed, name, scope)
        if listed.dealt and self._compared(context, listed, name):
            return True
        members = self._list.of(name)
        base = self._share_of_each(listed)
        if base and (not listed.dealt or not phrases.names(name)) and _earlier_indicators(quantities, listed.earlier, base):
            return True
        if not phrases.names(name):
            if self._by_place(context, clause, listed):
                return True
            members = self._told_before(context, clause, listed)
            if len(members) != len(quantities):
                return False
        elif listed.dealt and len(members) != len(quantities):
            others = self._list.counted(context, listed.words, len(quantities))
            members, scope = (others, None) if others else (members, scope)
        if len(members) == len(quantities):
            if all(self._place.match(member) for member in members):
                return self._places(context, clause, listed, members)
            if self._in_classes(context, members, quantities):
                return True
        members = self._with_measure(context, listed, members)
        if len(members) != len(quantities):
            if listed.dealt and len(members) == 1 and self._of_one(context, clause, listed, name, scope):
                return True
            return self._undivided(name, scope, quantities, listed.dealt)
        alike = len({quantity.unit for quantity in quantities}) == 1
        return _named(quantities, self._completing.completed(members, phrases, alike), scope)

    def _of_bases(self, listed: Listed) -> bool:
        """占全省生产总值、财政收入的比重达到6%和5%: what as many numbers before it measured, each as a share of its own."""
        shares = self._bases.match(listed.words.strip("，,、 ")) if "占" in listed.words else None
        bases = [base for base in self._separator.split(shares["bases"]) if base] if shares is not None else []
        if shares is None or len(bases) != len(listed.quantities) or len(listed.earlier) != len(bases):
            return False
        names = [f"{other.indicator}占{base}{shares['what']}" for other, base in zip(listed.earlier, bases, strict=True)]
        return all(other.indicator for other in listed.earlier) and _named(listed.quantities, names)

    def _by_place(self, context: StatementContext, clause: Span, listed: Listed) -> bool:
        """A list without a name that takes its names from times, from as many numbers before it or from places ranked before."""
        quantities = listed.quantities
        if listed.dealt and _parts_by_time(context, clause, listed):
            return True
        if listed.dealt and len(self._list.before(context, clause[0])) == len(quantities):
            return False
        if _earlier_indicators(quantities, listed.earlier):
            return True
        return listed.dealt and self._ranked_before(context, clause[0], quantities)

    def _told_before(self, context: StatementContext, clause: Span, listed: Listed) -> list[str]:
        """The members of a list without a name: those of the clause before, or of the name that one number before it has."""
        if not listed.dealt:
            return []
        members = self._list.before(context, clause[0])
        if len(members) == len(listed.quantities) or not listed.earlier:
            return members
        return self._list.of(listed.earlier[-1].indicator)

    def _of_one(self, context: StatementContext, clause: Span, listed: Listed, name: str, scope: str | None) -> bool:
        """One measure before 分别: of places ranked before, of the things of a joint word, or of what was counted before."""
        quantities = listed.quantities
        if self._ranked_before(context, clause[0], quantities, name):
            return True
        earlier = listed.earlier[-1].indicator if listed.earlier else ""
        joint = self._list.joint_before(context, earlier, name, len(quantities))
        if joint:
            return _named(quantities, joint)
        return self._list.bare(context, name) and self._of_earlier(context, listed, name)

    def _unlike(self, context: StatementContext, listed: Listed, name: str, scope: str | None) -> bool:
        """货物、集装箱吞吐量5亿吨和90万标箱: without 分别, numbers in unlike units need as many members in front of them."""
        members = self._list.of(name)
        if len(members) != len(listed.quantities) or not context.phrases.measure.search(name):
            return False
        return _named(listed.quantities, self._completing.completed(members, context.phrases, alike=True), scope)

    def _compared(self, context: StatementContext, listed: Listed, name: str) -> bool:
        """增速分别高于全国、全省5个和3个百分点: what was measured before is compared with several others."""
        previous = context.previous
        if previous is None or not self._ahead_of_each.match(listed.behind) or (name and name not in context.phrases.relational):
            return False
        others = [member for member in self._separator.split(listed.behind) if member]
        if len(others) != len(listed.quantities) or _dealt_before(listed):
            return False
        indicator = previous.indicator if previous.indicator.endswith(name) else previous.indicator + name
        return _whole(indicator, previous.scope, listed.quantities)

    def _of_earlier(self, context: StatementContext, listed: Listed, name: str) -> bool:
        """A measure of the things that as many numbers right before it counted, or of the thing that one number measured."""
        earlier, quantities = listed.earlier, listed.quantities
        if not earlier or listed.at - earlier[-1].end > FURTHEST_COUNTED:
            return False
        named = [self._other_measure.sub("", other.indicator) for other in earlier]
        if len(set(named)) == len(quantities) == len(named) and all(named):
            return _named(quantities, [other if other.endswith(name) else other + name for other in named])
        whole = named[-1] if named[-1].endswith(name) else named[-1] + name
        if not named[-1] or name not in context.phrases.relational:
            return False
        return self._undivided(whole, earlier[-1].scope, quantities, True)

    def _ranked_before(self, context: StatementContext, clause: int, quantities: list[Quantity], name: str = "") -> bool:
        """Places ranked in the clause before (甲县、乙区满意率居前两位，分别为97%、96%): they are whose number it is."""
        start, end = context.short_clause_before((clause, clause)) or (clause, clause)
        words = context.text[start:end].strip()
        ranked = self._ranked.search(words) if "、" in words else None
        places = self._separator.split(ranked["places"]) if ranked is not None else []
        what = name or (ranked["what"] or "" if ranked is not None else "")
        if len(places) != len(quantities) or not what or not all(self._place.match(place) for place in places):
            return False
        for quantity, place in zip(quantities, places, strict=True):
            quantity.indicator, quantity.scope = what, place
            quantity.rules.append("linking.dealt_ranked")
        return True

    def _share_of_each(self, listed: Listed) -> str:
        """Of what the numbers are shares, when the words before them say no more (分别占年度任务的50%和60%); or nothing."""
        if any(quantity.unit not in SHARES for quantity in listed.quantities):
            return ""
        share = self._base.match(listed.behind if listed.dealt else listed.words)
        if share is None:
            return ""
        return share["share"] + ("比重" if share["verb"] == "占" else "")

    def _places(self, context: StatementContext, clause: Span, listed: Listed, places: list[str]) -> bool:
        """Places dealt out (甲县、乙区分别完成年度计划的58%和53%): they are whose number it is, not what is measured."""
        indicator = listed.behind.removesuffix("的").strip()
        if len(indicator) < SHORTEST_MEASURE or context.phrases.predicates.suffix(indicator) == indicator:
            indicator = listed.earlier[-1].indicator if listed.earlier else self._told_of(context, clause[0])
        for quantity, place in zip(listed.quantities, places, strict=True):
            quantity.indicator, quantity.scope = indicator, place
            quantity.rules.append("linking.dealt_places")
        return True

    def _told_of(self, context: StatementContext, clause: int) -> str:
        """What the clause before is about (城镇化率稳步提高，甲县、乙县分别达到70%、76%); or nothing."""
        start, end = context.short_clause_before((clause, clause)) or (clause, clause)
        measured = self._subject_measured.match(context.words(start, end).strip())
        return measured["what"] if measured is not None else ""

    def _in_classes(self, context: StatementContext, members: list[str], quantities: list[Quantity]) -> bool:
        """Classes dealt out behind their measure (补助标准小学、初中分别提高到…): they are whose number it is."""
        classed = self._classes.match(members[0])
        if classed is None:
            return False
        classes = [classed["class"], *members[1:]]
        if any(context.phrases.measure.search(member) for member in classes):
            return False
        for quantity, member in zip(quantities, classes, strict=True):
            quantity.indicator, quantity.scope = classed["what"], member
            quantity.rules.append("linking.dealt_classes")
        return True

    def _with_measure(self, context: StatementContext, listed: Listed, members: list[str]) -> list[str]:
        """The members with the measure that stands between 分别 and the first number."""
        behind, measure = listed.behind, context.phrases.measure
        if behind.startswith("占比"):
            members = [member + "占比" for member in members]
        share = self._share.match(behind)
        if share is not None:
            members = [f"{member}占{share['base']}比重" for member in members]
        noun = "" if behind.startswith("占") or behind.endswith("的") else context.phrases.left(behind)[0]
        done = behind.startswith("完成") and bool(context.phrases.heads.suffix(behind))  # 甲、乙项目分别完成投资…
        if len(noun) > 1 and (done or measure.search(noun)) and not measure.search(members[-1]):
            # 一、二、三产业分别实现增加值: the thing measured stands behind 分别.
            members[-1] += noun
        return members

    def _undivided(self, name: str, scope: str | None, quantities: list[Quantity], dealt: bool) -> bool:
        """More or fewer members than numbers: one word may name two things; else all numbers are of the whole."""
        if len(quantities) == 2 and name.startswith("城乡") and len(name) > 3:
            towns = "城市" if self._poor_relief.search(name) else "城镇"
            return _named(quantities, [group + name[2:] for group in (towns, "农村")])
        if not dealt:
            return False
        joint = self._list.joint(name, len(quantities))
        return _named(quantities, joint, scope) if joint else _whole(name, scope, quantities)


def _pair(text: str, clause_end: int, quantities: list[Quantity], position: int) -> list[Quantity]:
    """Numbers in one unit joined by marks alone and closed by 和 (达到3万元和1万元), with nothing counted behind them."""
    found = [quantities[position]]
    mark = ""
    if position and text[quantities[position - 1].end : found[0].start].strip() in LIST_MARKS:
        return []
    for other in quantities[position + 1 : position + LONGEST_LIST]:
        mark = text[found[-1].end : other.start].strip()
        unlike = other.unit != found[0].unit and mark not in JOINTS
        if other.start > clause_end or mark not in PAIR_MARKS or unlike:
            break
        found.append(other)
    last = found[-1].end
    while last < clause_end and text[last] == " ":
        last += 1  # 分别增长 11.1% 、 13.1% 。
    closed = len(found) > 1 and (last >= clause_end or text[last] in CLOSING)
    return found if closed and not found[0].implicit else []


def _listed(context: StatementContext, clause: Span, quantities: list[Quantity], position: int) -> Listed:
    """A list of numbers with the words before it, from the number before on."""
    text, first = context.text, quantities[0]
    earlier = context.quantities[max(0, position - len(quantities)) : position]
    at = _dealt_at(context, first)
    dealt = at >= 0
    at = at if dealt else first.start
    led = dealt and first.start - at > FURTHEST_DEALING
    opening = clause_start(text, context.statement.start, at, CLAUSE_MARKS) if at < clause[0] else clause[0]
    start = max(opening, at - REACH)
    if earlier and start < earlier[-1].end <= at:
        start = earlier[-1].end
    words = STARTING_FROM.sub("", context.words(start, at))
    return Listed(quantities, earlier, at, dealt, words, text[at + 2 : first.start] if dealt and not led else "")


def _dealt_at(context: StatementContext, first: Quantity) -> int:
    """Where 分别 stands shortly before a list of numbers, or before the starting values that lead to it; -1 without one."""
    furthest = FURTHEST_DEALING if first.baseline_value is None else FURTHEST_LED
    return context.text.rfind("分别", max(context.statement.start, first.start - furthest), first.start)


def _given(context: StatementContext, listed: Listed) -> bool:
    """Whether the numbers are amounts of a grant, which have ways of their own."""
    text, gives = context.text, context.phrases.gives
    last = listed.quantities[-1].end
    if gives(text[listed.at : listed.quantities[0].start]) or gives(CLAUSE_MARK.split(text[last : last + 12])[0]):
        return True
    return not listed.dealt and gives(listed.words)


def joined(names: list[str]) -> str:
    """The members of a list as one name again, for what is said of all of them (增速均居第一)."""
    shared = next((i for i, characters in enumerate(zip(*names, strict=False)) if len(set(characters)) > 1), 0)
    return "、".join([names[0]] + [name[shared:] for name in names[1:]]) if len(set(names)) > 1 else ""


def _dealt_before(listed: Listed) -> bool:
    """Whether as many numbers right before a list were dealt out to members of their own."""
    alike = len(listed.earlier) == len(listed.quantities)
    return alike and all(any(rule.startswith("linking.dealt") for rule in other.rules) for other in listed.earlier)


def _parts_by_time(context: StatementContext, clause: Span, listed: Listed) -> bool:
    """其中2024年、2025年分别新建50公里、46公里: parts, dealt out to times, of what was counted before in that unit."""
    quantities, verb = listed.quantities, listed.behind
    times = [time for time in context.times if clause[0] <= time.start and time.end <= listed.at]
    if len(times) != len(quantities) or len({quantity.unit for quantity in quantities}) != 1:
        return False
    first = context.quantities.index(quantities[0])
    wholes = [q for q in reversed(context.quantities[:first]) if q.unit == quantities[0].unit and q.indicator]
    done = [q for q in wholes if verb and context.text.endswith(verb + q.indicator, 0, q.start)]
    total = sum((quantity.value or Decimal(0) for quantity in quantities), Decimal(0))
    whole = next(iter(done), None) or next((q for q in wholes if q.value == total), None) or next(iter(wholes), None)
    return whole is not None and _whole(whole.indicator, whole.scope, quantities)


def _earlier_indicators(quantities: list[Quantity], earlier: list[Quantity], share: str = "") -> bool:
    """As many numbers as the statement has just named things for: each takes the indicator of its place, with its `share`."""
    if len(earlier) < len(quantities):
        return False
    for quantity, other in zip(quantities, earlier[-len(quantities) :], strict=True):
        quantity.indicator, quantity.scope = other.indicator + share, quantity.scope or other.scope
        quantity.rules.append("linking.dealt_earlier")
    return True


def _named(quantities: list[Quantity], names: list[str], scope: str | None = None) -> bool:
    """Each number takes the member of its place in the list before 分别, or its part of a word that names two (城乡, 存贷款)."""
    for quantity, name in zip(quantities, names, strict=True):
        quantity.indicator = name
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt")
    return True


def _whole(name: str, scope: str | None, quantities: list[Quantity]) -> bool:
    """The counts differ: one thing with several numbers, or a list we cannot divide; all get the whole name."""
    if not name:
        return False
    for quantity in quantities:
        quantity.indicator = name
        quantity.scope = quantity.scope or scope
        quantity.rules.append("linking.dealt_whole")
    return True
