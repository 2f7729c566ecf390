"""Whose a bare measure is (承前省略的主体): 完成投资, 产值, 产量 alone name nothing until one knows of what.

实施重点项目80个，完成投资90亿元 measures the investment of those projects; 龙头企业30家，产值增长5% that of those firms;
蔬菜种植面积32万亩，产量82万吨 the yield of vegetables; 加快水库工程建设，完成投资3亿元 what the clause before works on.
"""

from __future__ import annotations

from policy_extract.model import Quantity
from policy_extract.patterns import Pack
from policy_extract.tasks.linking.bare_measures import LAST_CHARACTERS, BareMeasures
from policy_extract.tasks.linking.context import CLAUSE_MARKS, Neighbourhood, Span, StatementContext
from policy_extract.tasks.linking.cutting import clause_words
from policy_extract.tasks.linking.units import RATES

COLONS = "：:"
FURTHEST_OWNER = 3
"""Numbers back to which an owner is looked for: investment, growth and share of the same projects stand between."""
LONGEST_OWNER = 24
TOTALS = ("年度计划投资", "计划总投资", "总投资", "计划投资")
"""Investment in those counted right behind its amount (云溪大桥等总投资50亿元的18个项目)."""
PASSED_OVER = RATES - {"倍"} | {""}


class Owners:
    """Gives bare measures their owner; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        self._bare: BareMeasures = pack.cached("bare_measures", BareMeasures)
        self._yearly = family.rules["linking.yearly"].quick
        self._undertaken = family.rules["linking.undertaken_next"].quick
        self._opening_branch = family.rules["linking.opening_branch"].anchored
        self._opening_crop = family.rules["linking.opening_crop"].anchored
        self._deeds = family.words("deed_ends")

    def complete(self, context: StatementContext, near: Neighbourhood) -> None:
        """Complete the name or the scope of a linked number whose name is a bare measure."""
        quantity, bare = near.quantity, self._bare
        name = quantity.indicator
        if quantity.scope is not None or not name or name[-1] not in LAST_CHARACTERS or "linking.right" in quantity.rules:
            return
        if name.endswith(TOTALS) and name not in TOTALS and (owner := self._counted_next(context, near.position)):
            _of_those(quantity, next(total for total in TOTALS if name.endswith(total)), owner)
        elif bare.output.match(name) is not None:
            self._grown(context, near)
        elif (spent := bare.investment.match(name)) is not None:
            self._invested(context, near, spent["measure"])
        elif bare.extent.match(name) is not None:
            owner = self._counted_before(context, near)
            owner = owner or self._fostered_before(context, near.clause)
            if owner and owner[-1] not in LAST_CHARACTERS:
                _name_whole(quantity, owner + name)
        elif bare.earning.match(name) is not None:
            owner = self._counted_before(context, near)
            if bare.earner.search(owner):
                _scope_of(quantity, owner)
            elif not owner and (owner := self._branch_before(context, near.clause) or self._branch_of_sentence(context, near)):
                _name_whole(quantity, owner + name)

    def _invested(self, context: StatementContext, near: Neighbourhood, measure: str) -> None:
        """Investment is of the projects counted beside it, or of what the clause before works on."""
        owner = self._counted_next(context, near.position) or self._counted_before(context, near)
        if not owner:
            owner = self._told_before(context, near.clause)
        elif not self._bare.undertaking.search(owner):
            return
        if owner and "总" in measure and not owner.endswith(self._deeds):
            _scope_of(near.quantity, owner)
        elif owner:
            _name_whole(near.quantity, owner + self._said_before(context, near.quantity) + measure)

    def _said_before(self, context: StatementContext, quantity: Quantity) -> str:
        """年度完成 before 投资, which is taken off a name that stands alone."""
        if quantity.indicator_span is None:
            return ""
        start = quantity.indicator_span[0]
        said = self._yearly.search(context.text, max(start - 6, context.statement.start), start)
        return said[0] if said is not None else ""

    def _counted_next(self, context: StatementContext, position: int) -> str:
        """总投资183亿元的30个项目: what the next number counts, when only 的 stands between; or nothing."""
        text, quantities = context.text, context.quantities
        end = quantities[position].end
        if position + 1 == len(quantities) or text[end : quantities[position + 1].start] != "的":
            return ""
        start = quantities[position + 1].end
        words = clause_words(text, start, min(start + 2 * LONGEST_OWNER, context.statement.end), COLONS)
        found = self._undertaken.match(context.phrases.right(words, counted=True))
        return found[0] if found is not None else ""

    def _counted_before(self, context: StatementContext, near: Neighbourhood) -> str:
        """What was counted last before a number, in its clause or one of the two before it; or nothing."""
        for other in context.numbers_before(near.position, FURTHEST_OWNER):
            if other.unit in PASSED_OVER or other.unit.startswith("元"):
                if "linking.owner" in other.rules and other.indicator_span is None:
                    return self._without_measure(other.indicator)
                continue
            start = context.clause_of(other)[0]
            if context.text.startswith("其中", start) and start < near.clause[0]:
                # 项目80个，其中亿元以上12个，完成投资…: what follows is said of all of them again.
                continue
            between = context.text[other.end : near.clause[0]]
            close = sum(between.count(mark) for mark in CLAUSE_MARKS) <= 2 and "；" not in between
            return other.indicator if close and len(other.indicator) <= LONGEST_OWNER else ""
        return ""

    def _without_measure(self, name: str) -> str:
        """The owner in a name completed before."""
        found = self._bare.owned.search(name)
        return name[: found.start()] if found is not None else ""

    def _grown(self, context: StatementContext, near: Neighbourhood) -> None:
        """产量 behind the area or the capacity of a crop or ware: of the same one."""
        quantity = near.quantity
        previous = context.quantities[near.position - 1] if near.position else None
        grown = self._bare.grown.match(previous.indicator) if previous is not None else None
        if grown is not None and previous is not None and quantity.start - previous.end < LONGEST_OWNER // 2:
            _name_whole(quantity, grown["what"] + quantity.indicator)
            quantity.scope = previous.scope
        elif not near.position and (crop := self._opening_crop.match(context.text, *_opening(context, near))) is not None:
            _name_whole(quantity, crop["what"] + quantity.indicator)

    def _branch_before(self, context: StatementContext, clause: Span) -> str:
        """The branch that the clause before tells of or works on."""
        return self._told_before(context, clause, works=False) or self._fostered_before(context, clause)

    def _branch_of_sentence(self, context: StatementContext, near: Neighbourhood) -> str:
        """The branch that opens a sentence of one number (新材料产业重点发展…，加快…建设，产值增长15%)."""
        found = self._opening_branch.match(context.text, *_opening(context, near)) if not near.position else None
        return found["what"] if found is not None else ""

    def _fostered_before(self, context: StatementContext, clause: Span) -> str:
        """The branch or crop that the clause before works on (布局建设设施农业，面积…); nothing when it holds a number."""
        found = self._bare.fostered.match(context.name_before(_words_before(context, clause))[0])
        return found["what"] if found is not None else ""

    def _told_before(self, context: StatementContext, clause: Span, works: bool = True) -> str:
        """The branch that the clause before tells of (房地产业快速发展，…), or with `works` the undertaking that it works on.

        Nothing when that clause holds a number.
        """
        words = _words_before(context, clause)
        if not words:
            return ""
        found = self._bare.thriving.match(words)
        if found is None and works:
            found = self._bare.worked_on.match(context.name_before(words)[0])
        owner = found["what"] if found is not None else ""
        return owner if len(owner) <= LONGEST_OWNER else ""


def _opening(context: StatementContext, near: Neighbourhood) -> Span:
    """The statement before the clause of a number."""
    return context.statement.start, near.clause[0]


def _words_before(context: StatementContext, clause: Span) -> str:
    """The words of the clause before; empty when that one ends a sentence or holds a number."""
    before = context.short_clause_before(clause)
    if before is None or context.text[before[1] : before[1] + 1] in "。；;":
        return ""
    words = context.text[before[0] : before[1]]
    return "" if any(character.isdigit() for character in words) else words


def _scope_of(quantity: Quantity, owner: str) -> None:
    """Write whose the measure is."""
    quantity.scope = owner
    quantity.rules.append("linking.owner")


def _of_those(quantity: Quantity, measure: str, owner: str) -> None:
    """Write a measure without the words before it, which only give an example of those it is of."""
    span = quantity.indicator_span
    quantity.indicator, quantity.indicator_span = measure, (span[1] - len(measure), span[1]) if span is not None else None
    _scope_of(quantity, owner)


def _name_whole(quantity: Quantity, name: str) -> None:
    """Write a name that no longer stands in the text as it is."""
    quantity.indicator, quantity.indicator_span = name, None
    quantity.rules.append("linking.owner")
