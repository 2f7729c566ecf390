"""Several rates or ranked things with one number (办复率、满意率均为100%; 总额、数量居第2): a quantity for each of them."""

from __future__ import annotations

import msgspec

from policy_extract.model import Quantity
from policy_extract.patterns import Pack

RANKED = ("率", "额", "量", "数", "增速", "增幅")
"""Ends of names of things that are ranked one by one."""
SHORTEST_RATE = 3
"""Characters of the shortest name of a rate (办复率)."""


class EachRate:
    """Parts a number that is said of several rates; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._rate_list, self._ranked_list = rules["linking.rate_list"].quick, rules["linking.ranked_list"].quick

    def parted(self, text: str, quantities: list[Quantity]) -> list[Quantity]:
        """The quantities with one for each rate or ranked thing: a rate that is said of two cannot be their sum."""
        made: list[Quantity] = []
        for quantity in quantities:
            names = self._members(quantity)
            made += [_of_rate(text, quantity, name) for name in names] if len(names) > 1 else [quantity]
        return made

    def _members(self, quantity: Quantity) -> list[str]:
        """The rates or the ranked things that a name lists; none when it lists anything else."""
        ends: tuple[str, ...] = ("率",)
        if quantity.unit == "%" and "率" in quantity.indicator:
            mark = self._rate_list
        elif quantity.measure == "rank":
            ends, mark = RANKED, self._ranked_list
        else:
            return []
        names: list[str] = [name for name in mark.split(quantity.indicator) if name]
        return names if all(name.endswith(ends) and len(name) >= SHORTEST_RATE for name in names) else []


def _of_rate(text: str, quantity: Quantity, name: str) -> Quantity:
    """The same number said of one rate alone."""
    span = quantity.indicator_span
    at = text.find(name, *span) if span is not None else -1
    own = (at, at + len(name)) if at >= 0 else None
    rules = [*quantity.rules, "linking.rate_list"]
    return msgspec.structs.replace(quantity, indicator=name, indicator_span=own, rules=rules)
