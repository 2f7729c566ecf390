"""Progress marks (整改、完成状态): 已完成整改, 阶段性完成, 正在推进, 未启动, 已销号 … with the state they say."""

from __future__ import annotations

import re
from typing import Any

import regex

from policy_extract.model import Status
from policy_extract.patterns import Pack

# A sentence says that a finding was put right only where one of these words stands.
SAID_WORDS = ("整改", "销号", "办结", "立行立改")
LABEL_WORDS = ("情况", "状态", "进度", "进展", "结果", "成效")
LOOSE_NEEDS = 2
UNDONE = re.compile(r"尚|仍|还|未")


class StatusFinder:
    """Compiled rules of the family `statuses`, made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the marks and their states."""
        family = pack.family("statuses")
        self.states: dict[str, str] = family.vocabularies["mark"]
        self.standing = family.rules["statuses.standing"].compiled
        self.labelled = family.rules["statuses.labelled"].compiled
        self.said = family.rules["statuses.said"].compiled
        self.loose = family.rules["statuses.loose"].compiled

    def find(self, text: str, start: int, end: int) -> list[Status]:
        """All marks of text[start:end] in order, without overlaps; the earlier rule wins."""
        found = self._matches("statuses.standing", self.standing, text, start, end)
        if start == 0 or text[start - 1] != "\n":
            found += self._first_line(text, start, end)
        if any(text.find(word, start, end) >= 0 for word in LABEL_WORDS):
            found += self._matches("statuses.labelled", self.labelled, text, start, end)
        if any(text.find(word, start, end) >= 0 for word in SAID_WORDS):
            found += self._matches("statuses.said", self.said, text, start, end)
        if len(found) >= LOOSE_NEEDS:
            found += self._matches("statuses.loose", self.loose, text, start, end)
        return _apart(found)

    def _matches(self, rule: str, pattern: regex.Pattern[str], text: str, start: int, end: int) -> list[Status]:
        """The marks of one rule."""
        return [
            Status(match.start("mark"), match.end("mark"), self._state(match["mark"]), rule=rule)
            for match in pattern.finditer(text, start, end)
        ]

    def _first_line(self, text: str, start: int, end: int) -> list[Status]:
        """A mark that is the whole first line, where no line end stands before it."""
        stop = text.find("\n", start, end)
        line = text[start : end if stop < 0 else stop]
        mark = line.strip(" \t\u3000\r")
        if mark not in self.states:
            return []
        at = start + line.index(mark)
        return [Status(at, at + len(mark), self.states[mark], rule="statuses.standing")]

    def _state(self, mark: str) -> str:
        """The state of a mark: its entry in the vocabulary, else what its words say."""
        known = self.states.get(mark)
        if known is not None:
            return known
        if UNDONE.search(mark):
            return "not_started" if "启动" in mark else "undone"
        if mark.startswith("正在"):
            return "ongoing"
        return "partial" if "阶段性" in mark or "基本" in mark else "done"


def find_statuses(text: str, start: int, end: int, pack: Pack) -> list[Status]:
    """All progress marks of text[start:end], sorted, not overlapping; `covers` is set by the responsibility room."""
    finder: StatusFinder = pack.cached("statuses.finder", _make)
    return finder.find(text, start, end)


def _make(pack: Pack) -> Any:
    return StatusFinder(pack)


def _apart(statuses: list[Status]) -> list[Status]:
    """In text order without overlaps; the longer of two wins."""
    kept: list[Status] = []
    for status in sorted(statuses, key=lambda item: (item.start, -item.end)):
        if not kept or status.start >= kept[-1].end:
            kept.append(status)
    return kept
