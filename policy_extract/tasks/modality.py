"""Modality of a task (情态): required, striven for, encouraged, explored, permitted or forbidden."""

from __future__ import annotations

from policy_extract.patterns import Family


class Modality:
    """The compiled modality rules."""

    def __init__(self, family: Family) -> None:
        self._strive = family.rules["kinds.modality.strive"]
        self._forbid = family.rules["kinds.modality.forbid"]
        self._permit = family.rules["kinds.modality.permit"]
        self._adverbial = family.rules["kinds.modality.adverbial"].compiled
        self._opening = family.rules["kinds.modality.opening"].compiled
        self._explore = family.rules["kinds.modality.explore"]

    def of(self, words: str) -> str:
        """Modality of a task or goal statement: how its main clause opens decides, 力争/争取/努力 anywhere makes `strive`."""
        clause = self.main_clause(words)
        if clause.startswith(("鼓励", "支持", "引导")):
            return "encourage"
        if self._strive.search(words):
            return "strive"
        if clause.startswith(("允许", "可以")):
            return "permit"
        if self._forbid.search(clause):
            return "forbid"
        if self._explore.search(clause):
            return "explore"
        if self._permit.search(words) and not clause.startswith(("加", "推", "建", "完善", "落实", "优化")):
            return "permit"
        return "require"

    def main_clause(self, words: str) -> str:
        """The first clause that is not an adverbial one, without list marks and intensifiers before its verb."""
        opening = self._opening.match(words)
        position = opening.end() if opening else 0
        while match := self._adverbial.match(words, position):
            position = match.end()
        opening = self._opening.match(words, position)
        position = opening.end() if opening else position
        cut = min((i for i in (words.find(c, position) for c in "，,；;。") if i >= 0), default=len(words))
        return words[position:cut]
