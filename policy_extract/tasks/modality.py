"""Modality of a task (情态): required, striven for, encouraged, explored, permitted or forbidden."""

from __future__ import annotations

import re

from policy_extract.patterns import Family
from policy_extract.tasks.cues import CueBook, Reading

CLAUSE_MARK = re.compile("[，,；;。]")


class Modality:
    """The compiled modality rules."""

    def __init__(self, family: Family, book: CueBook) -> None:
        self._strive = book.cue(family.rules["kinds.modality.strive"])
        self._forbid = book.cue(family.rules["kinds.modality.forbid"])
        self._permit = book.cue(family.rules["kinds.modality.permit"])
        self._explore = book.cue(family.rules["kinds.modality.explore"])
        self._adverbial = family.rules["kinds.modality.adverbial"].anchored
        self._opening = family.rules["kinds.modality.opening"].anchored
        self._encourage = family.words("encourage_verbs")
        self._allow = family.words("permit_verbs")
        self._act = family.words("acting_openers")

    def of(self, reading: Reading) -> str:
        """Modality of a task or goal statement: how its main clause opens decides, 力争/争取/努力 anywhere makes `strive`."""
        clause = self.main_clause(reading.words)
        if clause.startswith(self._encourage):
            return "encourage"
        if self._strive.search(reading):
            return "strive"
        if clause.startswith(self._allow):
            return "permit"
        if reading.mask & self._forbid.bit and self._forbid.pattern.search(clause):
            return "forbid"
        if reading.mask & self._explore.bit and self._explore.pattern.search(clause):
            return "explore"
        if self._permit.search(reading) and not clause.startswith(self._act):
            return "permit"
        return "require"

    def main_clause(self, words: str) -> str:
        """The first clause that is not an adverbial one, without list marks and intensifiers before its verb."""
        position = self._opening.skip(words)
        while match := self._adverbial.match(words, position):
            position = match.end()
        position = self._opening.skip(words, position)
        cut = CLAUSE_MARK.search(words, position)
        return words[position : cut.start()] if cut else words[position:]
