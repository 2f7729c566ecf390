"""Modality of a task (情态): required, striven for, encouraged, explored, permitted or forbidden."""

from __future__ import annotations

import regex

from policy_extract.patterns import Family

ADVERBIAL = regex.compile(
    r"(?:为|围绕|按照?|根据|依据|依托|结合|聚焦|针对|对(?:于)?|在|以|通过|利用|面向|面对|随着|立足|紧扣|坚持|凡|经|从|自|到|至|每|采取|采用|充分|基于|着眼于?)[^，,；;。]*[，,]"
)
"""An adverbial clause that goes before the main clause."""

OPENING = regex.compile(
    r"^(?:[（(]?[0-9一二三四五六七八九十]+[.、．）)]|[一二三四五六七八九十]+是[：:，,]?|首先[，,]?|整改情况[：:])*+\s*"
    r"(?:重点|积极|大力|优先|进一步|继续|同时[，,]?|并|全力|深入)?"
)


class Modality:
    """The compiled modality rules."""

    def __init__(self, family: Family) -> None:
        self._strive = family.rules["kinds.modality.strive"].compiled
        self._forbid = family.rules["kinds.modality.forbid"].compiled
        self._permit = family.rules["kinds.modality.permit"].compiled
        self._explore = family.rules["kinds.modality.explore"].compiled

    def of(self, words: str) -> str:
        """Modality of a task or goal statement: how its main clause opens decides, 力争/争取/努力 anywhere makes `strive`."""
        clause = main_clause(words)
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


def main_clause(words: str) -> str:
    """The first clause that is not an adverbial one, without list marks and intensifiers before its verb."""
    opening = OPENING.match(words)
    position = opening.end() if opening else 0
    while match := ADVERBIAL.match(words, position):
        position = match.end()
    rest = words[position:]
    opening = OPENING.match(rest)
    rest = rest[opening.end() :] if opening else rest
    cut = min((i for i in (rest.find(c) for c in "，,；;。") if i >= 0), default=len(rest))
    return rest[:cut]
