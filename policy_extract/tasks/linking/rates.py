"""Several rates with one number (办复率、满意率均为100%): a quantity for each of them."""

from __future__ import annotations

import msgspec

from policy_extract.model import Quantity
from policy_extract.patterns import Pack

REACH = 12
"""Characters before a number among which a word says that it holds for each."""
SHORTEST_RATE = 3
"""Characters of the shortest name of a rate (办复率)."""


class EachRate:
    """Parts a number that is said of several rates; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules from the family `linking`."""
        rules = pack.family("linking").rules
        self._said_of_each, self._list_mark = rules["linking.said_of_each"].quick, rules["linking.rate_list"].quick

    def parted(self, text: str, quantities: list[Quantity]) -> list[Quantity]:
        """The quantities with one for each rate where a word between the names and the number says that it holds for all."""
        made: list[Quantity] = []
        for quantity in quantities:
            names = self._rates(quantity)
            if len(names) > 1 and self._said_of_each.search(text, max(0, quantity.start - REACH), quantity.start):
                made += [_of_rate(text, quantity, name) for name in names]
            else:
                made.append(quantity)
        return made

    def _rates(self, quantity: Quantity) -> list[str]:
        """The rates that the name of a share lists; none when it lists anything else."""
        if quantity.unit != "%" or "率" not in quantity.indicator:
            return []
        names: list[str] = [name for name in self._list_mark.split(quantity.indicator) if name]
        return names if all(name.endswith("率") and len(name) >= SHORTEST_RATE for name in names) else []


def _of_rate(text: str, quantity: Quantity, name: str) -> Quantity:
    """The same number said of one rate alone."""
    span = quantity.indicator_span
    at = text.find(name, *span) if span is not None else -1
    own = (at, at + len(name)) if at >= 0 else None
    rules = [*quantity.rules, "linking.said_of_each"]
    return msgspec.structs.replace(quantity, indicator=name, indicator_span=own, rules=rules)
