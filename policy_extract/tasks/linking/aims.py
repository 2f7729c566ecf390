"""For whom and where something is done (为…、向…、在…) before the verb: no part of the name of what is done.

为农户放映电影200场: the films are counted; 在沙化地区造林3万亩: the deed names itself.
"""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.linking.nouns import Nouns
from policy_extract.tasks.words import WordSet

FOR = "为"
AIMS = ("在", FOR, "向", "从")
"""Where, for whom or whence something is done, before the verb (在薄弱地区建设…)."""
JOINED = frozenset("和与及、")
"""Behind a verb these join it to another one (专利申请和授权件数): it parts no subject from an object."""
NO_OBJECT = JOINED | {"的"}
"""What no object begins with (为民兴办的工程 is a noun)."""
FURTHEST = 32
"""Characters within which the verb stands."""


class Aims:
    """The verbs behind an aim by what they leave of the name; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the words from the families `linking` and `verbs`."""
        family = pack.family("linking")
        self._nouns: Nouns = pack.cached("linking.nouns", Nouns)
        self._making, self._verbs = WordSet(pack.family("verbs").words("making")), WordSet(family.words("aimed_verbs"))
        self._deeds, self._changes = WordSet(family.words("aimed_deeds")), WordSet(family.words("aimed_changes"))
        self._bare_things = frozenset(family.words("bare_things"))
        self._firsts = self._making.firsts | self._verbs.firsts | self._deeds.firsts | self._changes.firsts

    def behind(self, words: str) -> int:
        """Offset of the name behind an aim and its verb, or of a deed that is a name itself; 0 when nothing is parted."""
        for start in range(2, min(len(words) - 1, FURTHEST)):
            if words[start] not in self._firsts or self._nouns.protected.at(words, start):
                continue
            if words[start:] in self._deeds:
                # 为商户减负: whom it is done for stays with the deed; where, to whom and whence (在、向、从) does not.
                return len(FOR) if words.startswith(FOR) else start
            if (change := self._changes.at(words, start)) and self._has_object(words, start, change):
                return start
            verb = self._verbs.at(words, start) or (self._making.at(words, start) if 2 < start < len(words) - 3 else "")
            if len(verb) > 1 and not self._nouns.made_of(words[start + len(verb) :]):
                rest = words[start + len(verb) :]
                return start + len(verb) if len(rest) > 1 and rest[:1] not in NO_OBJECT and rest not in self._bare_things else 0
        return 0

    def _has_object(self, words: str, start: int, change: str) -> bool:
        """Whether a verb of change has an object behind it and describes no noun."""
        rest = words[start + len(change) :]
        return not rest.startswith("的") and not self._nouns.made_of(rest)
