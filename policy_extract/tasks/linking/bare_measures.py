"""Names that only say how something is measured (光杆指标: 完成投资, 产值, 产量), and the words that tell whose they are."""

from __future__ import annotations

from policy_extract.patterns import Pack

LAST_CHARACTERS = frozenset("资额模值入润税量产长度程积机容位")
"""Last characters of bare measures: a cheap look before the rules."""


class BareMeasures:
    """The compiled rules of the family `linking` on bare measures and their owners; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self.investment, self.earning = rules["linking.bare_investment"].anchored, rules["linking.bare_earning"].anchored
        self.output, self.grown = rules["linking.bare_yield"].anchored, rules["linking.grown"].anchored
        self.extent, self.thriving = rules["linking.bare_extent"].anchored, rules["linking.thriving"].anchored
        self.undertaking, self.worked_on = rules["linking.undertaking"].anchored, rules["linking.worked_on"].anchored
        self.fostered = rules["linking.fostered"].anchored
        self.earner, self.owned = rules["linking.earner"].anchored, rules["linking.owned_measure"].anchored

    def undertaken_or_earning(self, name: str) -> bool:
        """Whether a name is of projects or of firms."""
        return self.undertaking.search(name) is not None or self.earner.search(name) is not None
