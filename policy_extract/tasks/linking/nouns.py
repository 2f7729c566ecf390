"""Verbs that are part of a noun (动词性名词): 办结率, 种植面积, 服务业 - such a verb is neither cut off a name nor ends one."""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.words import WordSet


class Nouns:
    """The compiled rules of the family `linking` on nouns that hold a verb; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and the protected nouns."""
        family = pack.family("linking")
        self.ending, self.made = family.rules["linking.noun_ending"].anchored, family.rules["linking.noun_made"].anchored
        self.protected = WordSet(family.words("protected"))

    def made_of(self, rest: str) -> bool:
        """Whether what follows a verb makes a noun of it (办结率, 建成面积)."""
        return self.ending.match(rest[:4]) is not None or self.made.match(rest) is not None
