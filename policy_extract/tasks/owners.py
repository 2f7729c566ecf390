"""Whose a bare measure is (承前省略的主体): 完成投资, 产值, 产量 alone name nothing until one knows of what.

实施重点项目80个，完成投资90亿元 measures the investment of those projects; 龙头企业30家，产值增长5% that of those firms;
蔬菜种植面积32万亩，产量82万吨 the yield of vegetables; 加快水库工程建设，完成投资3亿元 what the clause before works on.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from policy_extract.model import Quantity
from policy_extract.tasks.bare_measures import LAST_CHARACTERS
from policy_extract.tasks.clauses import clause_start
from policy_extract.tasks.earlier import Earlier

YEARLY = re.compile("年度(?:完成|计划)*$")
UNDERTAKEN = re.compile("[^，,0-9]*?(?:项目|工程)")
CLAUSE_END = re.compile("[，,。；;：:\n]")
DEEDS = ("建设", "改造", "治理", "修复")
"""Ends of what is done rather than of what is: a deed is no subject."""
CLAUSE_MARKS = "，,；;。：:\n"
FURTHEST_OWNER = 3
"""Numbers back to which an owner is looked for: investment, growth and share of the same projects stand between."""
LONGEST_OWNER = 24
PASSED_OVER = frozenset({"%", "百分点", "‰", ""})


class Owners(Earlier):
    """Gives bare measures their owner; the linker of a statement builds on it."""

    clauses: list[tuple[int, int]]
    clause_starts: list[int]

    def _owned(self, position: int, clause: tuple[int, int]) -> None:
        """Complete the name or the scope of a number whose name is a bare measure."""
        quantity, phrases = self.quantities[position], self.phrases
        name = quantity.indicator
        if quantity.scope is not None or not name or name[-1] not in LAST_CHARACTERS or "linking.right" in quantity.rules:
            return
        if phrases.bare.output.match(name) is not None:
            self._grown(quantity, position)
        elif (spent := phrases.bare.investment.match(name)) is not None:
            owner = self._counted_next(position) or self._counted_before(position, clause)
            owner = owner if phrases.bare.undertaking.search(owner) else "" if owner else self._told_before(clause)
            if owner and "总" in spent["measure"] and not owner.endswith(DEEDS):
                self._scope_of(quantity, owner)
            elif owner:
                self._name_whole(quantity, owner + self._said_before(quantity) + spent["measure"])
        elif phrases.bare.extent.match(name) is not None:
            owner = self._counted_before(position, clause)
            if owner and owner[-1] not in LAST_CHARACTERS:
                self._name_whole(quantity, owner + name)
        elif phrases.bare.earning.match(name) is not None:
            owner = self._counted_before(position, clause)
            if phrases.bare.earner.search(owner):
                self._scope_of(quantity, owner)
            elif not owner and (owner := self._told_before(clause, works=False)):
                self._name_whole(quantity, owner + name)

    def _said_before(self, quantity: Quantity) -> str:
        """年度完成 before 投资, which is taken off a name that stands alone."""
        if quantity.indicator_span is None:
            return ""
        start = quantity.indicator_span[0]
        said = YEARLY.search(self.text, max(start - 6, self.statement.start), start)
        return said[0] if said is not None else ""

    @staticmethod
    def _scope_of(quantity: Quantity, owner: str) -> None:
        """Write whose the measure is."""
        quantity.scope = owner
        quantity.rules.append("linking.owner")

    def _name_whole(self, quantity: Quantity, name: str) -> None:
        """Write a name that no longer stands in the text as it is."""
        quantity.indicator, quantity.indicator_span = name, None
        quantity.rules.append("linking.owner")

    def _counted_next(self, position: int) -> str:
        """总投资183亿元的30个项目: what the next number counts, when only 的 stands between; or nothing."""
        end = self.quantities[position].end
        if position + 1 == len(self.quantities) or self.text[end : self.quantities[position + 1].start] != "的":
            return ""
        start = self.quantities[position + 1].end
        words = CLAUSE_END.split(self.text[start : min(start + 2 * LONGEST_OWNER, self.statement.end)])[0]
        found = UNDERTAKEN.match(self.phrases.right(words, counted=True))
        return found[0] if found is not None else ""

    def _counted_before(self, position: int, clause: tuple[int, int]) -> str:
        """What was counted last before a number, in its clause or one of the two before it; or nothing."""
        for other in reversed(self.quantities[max(0, position - FURTHEST_OWNER) : position]):
            if other.unit in PASSED_OVER or other.unit.startswith("元"):
                if "linking.owner" in other.rules and other.indicator_span is None:
                    return self._without_measure(other.indicator)
                continue
            start = self.clauses[max(0, bisect_right(self.clause_starts, other.start) - 1)][0]
            if self.text.startswith("其中", start) and start < clause[0]:
                # 项目80个，其中亿元以上12个，完成投资…: what follows is said of all of them again.
                continue
            between = self.text[other.end : clause[0]]
            near = sum(between.count(mark) for mark in CLAUSE_MARKS) <= 2 and "；" not in between
            return other.indicator if near and len(other.indicator) <= LONGEST_OWNER else ""
        return ""

    def _without_measure(self, name: str) -> str:
        """The owner in a name completed before."""
        found = self.phrases.bare.owned.search(name)
        return name[: found.start()] if found is not None else ""

    def _grown(self, quantity: Quantity, position: int) -> None:
        """产量 behind the area or the capacity of a crop or ware: of the same one."""
        previous = self.quantities[position - 1] if position else None
        grown = self.phrases.bare.grown.match(previous.indicator) if previous is not None else None
        if grown is not None and previous is not None and quantity.start - previous.end < LONGEST_OWNER // 2:
            self._name_whole(quantity, grown["what"] + quantity.indicator)
            quantity.scope = previous.scope

    def _told_before(self, clause: tuple[int, int], works: bool = True) -> str:
        """The branch that the clause before tells of (房地产业快速发展，…), or with `works` the undertaking that it works on.

        Nothing when that clause holds a number.
        """
        end = clause[0] - 1
        start = clause_start(self.text, self.statement.start, end, CLAUSE_MARKS)
        words = self.text[start:end]
        if not 0 < len(words) <= 60 or self.text[end : end + 1] in "。；;" or any(c.isdigit() for c in words):
            return ""
        found = self.phrases.bare.thriving.match(words)
        if found is None and works:
            found = self.phrases.bare.worked_on.match(self._left(words)[0])
        owner = found["what"] if found is not None else ""
        return owner if len(owner) <= LONGEST_OWNER else ""
