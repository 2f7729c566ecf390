"""Progress marks (整改、完成状态): 已完成整改, 阶段性完成, 正在推进, 未启动, 已销号 … with the state they say."""

from __future__ import annotations

import re
from typing import Any

from policy_extract.model import Status
from policy_extract.patterns import Pack

# 完, 改, 推 … : every mark holds one of these pairs, so a text without them is left at once.
ANCHOR = re.compile(
    r"整改|完成|推进|销号|办结|启动|落实|进行|坚持|立行|解决|达标|竣工|办理|成效|实施|开[始工展]|在建|建设|序时进度"
)
LINE_PART = re.compile(r"[^。；;：:\n|\t（(【〔\[）)】〕\]]*+")
MARK_BEFORE = frozenset("（(【〔[|\t\n。；;：: \u3000")
LOOSE_NEEDS = 2


class StatusFinder:
    """Compiled rules of the family `statuses`, made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the marks and their states."""
        family = pack.family("statuses")
        self.states: dict[str, str] = family.vocabularies["mark"]
        self.longest = max(map(len, self.states))
        self.standing = family.rules["statuses.standing"].compiled
        self.labelled = family.rules["statuses.labelled"].compiled
        self.said = family.rules["statuses.said"].compiled
        self.loose = family.rules["statuses.loose"].compiled

    def find(self, text: str, start: int, end: int) -> list[Status]:
        """All marks of text[start:end] in order, without overlaps."""
        found: list[Status] = []
        loose: list[Status] = []
        for line_start, line_end in _lines_with_marks(text, start, end):
            found += self._standing(text, line_start, line_end)
            for rule, pattern in (("statuses.labelled", self.labelled), ("statuses.said", self.said)):
                found += [self._status(*m.span("mark"), m["mark"], rule) for m in pattern.finditer(text, line_start, line_end)]
            loose += [self._status(*m.span("mark"), m["mark"], "statuses.loose") for m in self.loose.finditer(text, line_start, line_end)]
        if len(found) >= LOOSE_NEEDS:
            found += loose
        return _apart(found)
