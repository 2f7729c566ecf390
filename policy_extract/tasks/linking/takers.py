"""Who gets what is given (补助对象), and what the paragraph says is given: the phrase of 对…, a clause closed by 的, a class.

对新认定的企业给予奖励N元; 获得省级称号的，一次性奖励N元; 博士N元、硕士M元: takers, the grant is named elsewhere.
"""

from __future__ import annotations

import re

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import clause_start
from policy_extract.tasks.linking.context import CLAUSE_MARKS, Neighbourhood, Span, StatementContext

CLAUSE = re.compile("[，,。；;：:]")
CLAUSE_ENDS = "，,；;。：:"
FURTHEST_CLAUSE = 4
"""How many clauses back the thing paid is looked for."""
FURTHEST_GRANT = 160
"""How far back in a paragraph the thing granted is looked for."""
FURTHEST_TAKER = 120
"""How far before its clause the phrase of 对… opens."""
FACE_TO_FACE = ("点对点", "面对面", "一对一", "手对手")
"""Adverbs with 对 inside."""
ITEM_NUMBER = re.compile(r"(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、)\s*(?!\d)")
"""The number of an item before the first words of it."""
LONGEST_CASE = 40
LONGEST_TAKER = 8
"""Those who get something are parted from it when they are described at length (符合政策的二孩家庭最高贷款额度)."""


class Takers:
    """Parts those who get something from what is given; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words on takers from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._according, self._given_inside = rules["linking.according"].quick, rules["linking.given_inside"].quick
        self._part_of_case, self._described = rules["linking.part_of_case"].anchored, rules["linking.described_taker"].anchored
        self._graded, self._loose = rules["linking.graded"].quick, rules["linking.loose"].quick
        self._case, self._own_share = rules["linking.case"].anchored, rules["linking.own_share"].anchored
        self._class, self._provided = rules["linking.taker_class"].quick, rules["linking.provided"].quick
        self._taking, self._money = rules["linking.takers"].anchored, rules["linking.money_name"].anchored
        self._granted, self._own_taker = rules["linking.granted"].quick, rules["linking.own_taker"].anchored
        self._goes_on, self._households = family.words("goes_on"), family.words("household_kinds")
        self._no_towards = frozenset(family.words("no_towards"))

    def told(self, context: StatementContext, quantity: Quantity, clause: Span) -> str | None:
        """To whom: the subject of the amount's own clause, the phrase of 对… before it, or a clause closed by 的."""
        text = context.text
        own = self._own_taker.match(text, clause[0], quantity.start)
        if own is not None:
            return ITEM_NUMBER.sub("", own["who"], count=1).removesuffix("的")
        low = max(context.statement.start, clause[0] - FURTHEST_TAKER)
        at = text.rfind("对", low, quantity.start)
        while at > low and (_in_bracket(text, low, at) or text.startswith(FACE_TO_FACE, at - 1)):
            at = text.rfind("对", low, at)  # 点对点; B2B(企业对企业): a 对 inside a bracket opens no phrase of its own.
        if at < 0 or quantity.start - at > 200 or text[at + 1] in self._no_towards:
            return self._closed_by_de(context, clause)
        end = self._end_of_phrase(text, at, quantity.start)
        words = self._according.split(text[at + 1 : end if end > 0 else quantity.start])[0].removeprefix("于")
        opened = max(words.rfind("（"), words.rfind("("))
        words = words[:opened] if opened > max(words.rfind("）"), words.rfind(")")) else words
        given = self._given_inside.search(words)
        if given is not None and (end < 0 or any(character in "0123456789" for character in words[given.end() :])):
            # 对新评为甲级的奖励5万元，乙级奖励3万元: the amount before is of another taker.
            words = words[: given.start()] if end < 0 else ""
        elif end < 0:
            words = ""
        return words.removesuffix("的") if 2 <= len(words) <= 60 else self._closed_by_de(context, clause)

    def _end_of_phrase(self, text: str, at: int, high: int) -> int:
        """Where the phrase that 对 opens ends before an offset, or -1; a description may go on behind a comma."""
        end = _next_mark(text, at, high)
        while end > 0 and text.startswith(self._goes_on, end + 1):
            # 对建设面积1万平方米以上，且年交易额达标的仓库，给予…: the description goes on.
            further = _next_mark(text, end, high)
            if further < 0:
                break
            end = further
        return end

    def _closed_by_de(self, context: StatementContext, clause: Span) -> str | None:
        """获得省级称号的，一次性奖励20万元: a clause before it that 的 closes says who gets it."""
        text, first = context.text, context.statement.start
        end = clause[0] - 2
        if end <= first or text[end + 1] not in "，," or text[end] != "的":
            return None
        words = text[clause_start(text, first, end, CLAUSE_MARKS) : end].strip()
        number = ITEM_NUMBER.match(words)
        words = words[number.end() :] if number is not None else words
        return words.lstrip("对凡") if 2 < len(words) <= LONGEST_CASE and self._part_of_case.match(words) is None else None

    def case(self, left: str) -> str | None:
        """Who gets a further amount, in the clause of the amount itself (完成验收的再给予5万元)."""
        case = self._case.match(left)
        return case[1].removesuffix("的") if case is not None else None

    def graded(self, taker: str) -> bool:
        """Whether a taker is a class by grade, which gets its own amount of a grant (4A级奖励100万元)."""
        return self._graded.match(taker) is not None and self._class.match(taker) is not None

    def parted(
        self, context: StatementContext, near: Neighbourhood, name: str, scope: str | None, clause: Span | None = None
    ) -> tuple[str, str | None]:
        """Parts who gets an amount from what is paid: X家庭租房提取额度; X家庭最高100万元 takes the thing named before.

        `clause`: where the name stands, when that is not the number's own clause.
        """
        quantity = near.quantity
        if not quantity.unit.startswith(("元", "%", "百分点")) or quantity.measure == "growth" or quantity.implicit:
            return name, scope
        name = self._loose.sub("", name) or name
        own = self._own_share.match(name)
        if own is not None:
            return name[own.end() :], scope or own[0]
        if name.endswith("贷款") and quantity.measure == "change":
            return name, scope
        if quantity.unit.startswith("元") and self._class.match(name) and (thing := self.thing_granted(context, quantity)):
            if name in self._households:
                return name + thing[2:] if thing.startswith(self._households) else thing, scope
            return thing, scope or name
        provided = self._provided.match(name)
        if provided is not None:
            return self._loose.sub("", provided["thing"]) or provided["thing"], scope or provided["who"]
        takers = self._taking.match(name)
        if takers is None:
            return name, scope
        if takers["thing"]:
            who = name[: takers.start("thing")]
            parted = "、" in who or "等" in who or (len(who) > LONGEST_TAKER and self._described.match(who) is not None)
            return (takers["thing"], scope or who) if parted else (name, scope)
        thing = self._paid_before(context, clause or near.clause) or self.thing_granted(context, quantity)
        return (thing, scope or name) if thing else (name, scope)

    def _paid_before(self, context: StatementContext, clause: Span) -> str:
        """The name of money of the number or one of the clauses before; or nothing."""
        thing = context.previous.indicator if context.previous is not None else ""
        for _ in range(FURTHEST_CLAUSE):
            if self._money.search(thing):
                return thing
            before = context.clause_before(clause)
            named = 0 < before[1] - before[0] <= 60
            thing = context.name_before(context.text[before[0] : before[1]])[0] if named else ""
            clause = before
        return ""

    def thing_granted(self, context: StatementContext, quantity: Quantity) -> str:
        """What the paragraph says is given, spared or raised, looked for back from an amount, clause by clause."""
        quantities, text = context.quantities, context.text
        for other in reversed(quantities[max(0, quantities.index(quantity) - FURTHEST_CLAUSE) :]):
            if other.start < quantity.start and other.phase != "condition" and self._money.search(other.indicator):
                return other.indicator
        first = max(text.rfind("\n", 0, quantity.start) + 1, quantity.start - FURTHEST_GRANT)
        for clause in reversed(CLAUSE.split(text[first : quantity.start])):
            granted = self._granted.search(clause)
            if granted is not None:
                return self._loose.sub("", context.phrases.receiver.sub("", granted["thing"]))
        granted = self._granted.search(context.heading)
        return self._loose.sub("", granted["thing"]) if granted is not None else ""


def _in_bracket(text: str, low: int, at: int) -> bool:
    """Whether a place stands in a bracket that opens behind an offset."""
    return max(text.rfind("（", low, at), text.rfind("(", low, at)) > max(text.rfind("）", low, at), text.rfind(")", low, at))


def _next_mark(text: str, at: int, high: int) -> int:
    """Offset of the first mark of a clause behind an offset and before another one, or -1."""
    return next((place for place in range(at + 1, high) if text[place] in CLAUSE_ENDS), -1)
