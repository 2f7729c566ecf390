"""Shares of something named beside them or before (占比、完成比例): 占年度计划的55%, 完成年度任务的八成, X全部Y."""

from __future__ import annotations

import re
from bisect import bisect_left

from policy_extract.model import Quantity
from policy_extract.tasks.owners import Owners

LONGEST_PREDICATE = 16
"""A longer predicate behind 全部 is a sentence of its own; the thing before it is name enough."""


class Shares(Owners):
    """Links shares; the linker of a statement builds on it."""

    def _share(self, quantity: Quantity, share: re.Match[str]) -> bool:
        """A share of something: of what stands before it in the clause, else of the thing measured before."""
        what = self._left(share["what"], rate=True)[0]
        if not what and self.previous is not None:
            what = self.previous.indicator
        takes_part = share["share"].startswith(("占", "约占"))
        if what.endswith(("率", "比例", "比重")):
            self._set(quantity, what, None, "linking.share_of")
            return True
        done = share["share"].startswith("完成")
        if not what or not (takes_part or done or self.previous is not None):
            return False
        said = f"占{share['base']}" if share["share"].startswith(("为", "是")) else share["share"]
        self._set(quantity, what + said + ("比重" if said.startswith(("占", "约占")) else ""), None, "linking.share_of")
        return True

    def _is_share_beside(self, quantity: Quantity) -> bool:
        """Whether a share stands beside a level (8亿元，完成预算的98%，增长5%): what follows is said of the level again."""
        if "linking.share_of" not in quantity.rules or self.previous is None:
            return False
        position = bisect_left(self.clause_starts, quantity.end)
        if position == len(self.clause_starts):
            return True
        start = self.clause_starts[position]
        return "百分点" not in self.text[start : start + 12]

    def _wholly(self, quantity: Quantity, left: str, predicate: str) -> None:
        """X全部Y: the share of X that does Y; X is what stands before, else the thing named last."""
        name, scope, _ = self._left(left, rate=True)
        if not self.phrases.names(name):
            name = self.previous.indicator if self.previous is not None else ""
        name = name + predicate if len(predicate) <= LONGEST_PREDICATE or not name else name
        self._set(quantity, name, scope, "linking.wholly")
