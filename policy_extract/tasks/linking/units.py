"""Units by what they count (单位的类别), as several ways of linking ask for them."""

from __future__ import annotations

from policy_extract.patterns import Pack

RATES = frozenset({"%", "百分点", "‰", "倍"})
SHARES = frozenset({"%", "‰"})


class Units:
    """The vocabularies of the family `linking` on units; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the words."""
        family = pack.family("linking")
        self.counts = frozenset(family.words("count_units"))
        """Units of things counted one by one."""
        self.people = frozenset(family.words("people_units"))
        self.deeds = frozenset(family.words("deed_units"))
        self.lengths = frozenset(family.words("length_units"))
        """Units of stretches of time."""
        self.granted = frozenset(family.words("granted_units"))
        """Units that stand in a list of what is granted beside an amount (给予1个百分点、最长2年的贴息)."""
