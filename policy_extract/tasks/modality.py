"""Modality of a task (情态): required, striven for, encouraged, explored, permitted or forbidden."""

from __future__ import annotations

import re

from policy_extract.patterns import Family
from policy_extract.tasks.cues import CueBook, Reading
from policy_extract.tasks.words import WordSet

CLAUSE_MARK = re.compile("[，,；;。]")


class Modality:
    """The compiled modality rules."""

    def __init__(self, family: Family, book: CueBook, action: WordSet) -> None:
        """`action`: verbs that open a deed; behind one only its own clause can permit something."""
        self._strive = book.cue(family.rules["kinds.modality.strive"], quick=True)
        self._forbid = book.cue(family.rules["kinds.modality.forbid"])
        self._permit = book.cue(family.rules["kinds.modality.permit"])
        self._explore = book.cue(family.rules["kinds.modality.explore"])
        self._in_clause = self._forbid.bit | self._explore.bit | self._permit.bit
        """The cues that count in the main clause alone."""
        self._demanded = family.rules["kinds.task.demanded"].quick
        self._adverbial = family.rules["kinds.modality.adverbial"].anchored
        self._opening = family.rules["kinds.modality.opening"].anchored
        self._encourage = family.words("encourage_verbs")
        self._allow = family.words("permit_verbs")
        self._action = action

    def of(self, reading: Reading) -> str:
        """Modality of a task or goal statement: how its main clause opens decides, 力争/争取/努力 anywhere makes `strive`."""
        start = self.main_start(reading.words)
        if (reading.mask & self._strive.bit and self._strive.search(reading)) or reading.words.startswith("争创", start):
            return "strive"
        if reading.words.startswith(self._encourage, start):
            return "encourage"
        if reading.words.startswith(self._allow, start):
            return "permit"
        clause = self._clause(reading.words, start) if reading.mask & self._in_clause else ""
        if reading.mask & self._forbid.bit and self._forbid.pattern.search(clause):
            return "forbid"
        if reading.mask & self._explore.bit and self._explore.pattern.search(clause):
            return "explore"
        if reading.mask & self._permit.bit and self._permits(reading, clause, start):
            return "permit"
        return "require"

    def _permits(self, reading: Reading, clause: str, start: int) -> bool:
        """Whether the main clause allows something, or a later one where no deed is named first."""
        if self._permit.pattern.search(clause):
            return True
        acts = self._action.prefix(reading.words[start:]) or self._demanded.search(clause)
        return not acts and self._permit.search(reading) is not None

    def main_start(self, words: str) -> int:
        """Where the first clause that is no adverbial begins, behind list marks and intensifiers before its verb."""
        position = self._opening.skip(words)
        while match := self._adverbial.match(words, position):
            position = match.end()
        return self._opening.skip(words, position)

    @staticmethod
    def _clause(words: str, start: int) -> str:
        """The words of the clause that begins at a place."""
        cut = CLAUSE_MARK.search(words, start)
        return words[start : cut.start()] if cut else words[start:]
