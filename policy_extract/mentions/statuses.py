"""Progress marks (整改、完成状态): 已完成整改, 阶段性完成, 正在推进, 未启动, 已销号 … with the state they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import regex

from policy_extract.model import Status
from policy_extract.patterns import Pack

# A sentence says that a finding was put right only where one of these words stands.
SAID = re.compile(r"整改|销号|办结|立行立改")
SAID_BEFORE, SAID_BEHIND = 26, 40
CLAUSE = 40
WANTED = re.compile(r"力争|争取|确保|务必|[要须将应如若]|预计|计划|到[0-9今明本年]")
BRACKETS = "（(【〔["
OF_ITEM = "statuses.of_item"
"""The rule of marks in running text that speak of a whole item."""
LOOSE_NEEDS = 2
SHORT_LABEL = 2
GOES_ON = ("正在", "仍在", "尚在", "还在")
UNDONE = re.compile(r"尚|仍|还|未")


class StatusFinder:
    """Compiled rules of the family `statuses`, made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Read the marks and their states."""
        family = pack.family("statuses")
        self.states: dict[str, str] = family.vocabularies["mark"]
        self.not_alone = frozenset(family.words("not_alone"))
        self.labels = sorted(family.words("label"), key=lambda word: (-len(word), word))
        self.standing = family.rules["statuses.standing"].quick
        self.labelled = family.rules["statuses.labelled"].quick
        self.said = family.rules["statuses.said"].compiled
        self.running = [family.rules[name] for name in ("statuses.running", "statuses.running_part", OF_ITEM)]
        self.loose = family.rules["statuses.loose"].compiled

    def find(self, text: str, start: int, end: int) -> list[Status]:
        """All marks of text[start:end] in order, without overlaps."""
        standing = (m for m in self.standing.finditer(text, start, end) if m["mark"] not in self.not_alone or m[0][0] in BRACKETS)
        found = self._marks("statuses.standing", standing)
        found += self._first_line(text, start, end)
        candidates = self.labelled.finditer(text, start, end)
        labelled = (match for match in candidates if self._is_label(text[max(start, match.start() - 10) : match.start()]))
        found += self._marks("statuses.labelled", labelled)
        for word in SAID.finditer(text, start, end):
            window = max(start, word.start() - SAID_BEFORE), min(end, word.end() + SAID_BEHIND)
            # The end of the window is no end of the words (已完成整改13个).
            whole = (m for m in self.said.finditer(text, *window) if self.said.match(text, m.start(), end))
            found += self._marks("statuses.said", whole)
        if len(found) >= LOOSE_NEEDS:
            found += self._marks("statuses.loose", self.loose.finditer(text, start, end))
        return apart(found)

    def find_running(self, text: str, start: int, end: int) -> list[Status]:
        """Marks that end a clause of running text and are not wished for (力争…基本完成)."""
        found: list[Status] = []
        for rule in self.running:
            for match in rule.compiled.finditer(text, start, end):
                if WANTED.search(text, _clause_start(text, match.start(), start), match.start()) is None:
                    found += self._marks(rule.id, iter([match]))
        return found

    def _marks(self, rule: str, matches: Iterator[re.Match[str]] | Iterator[regex.Match[str]]) -> list[Status]:
        """The marks of one rule."""
        return [Status(m.start("mark"), m.end("mark"), self._state(m["mark"]), rule=rule) for m in matches]

    def _is_label(self, before: str) -> bool:
        """Whether a label ends here; a short one must stand alone (进度：, but not 时序进度：)."""
        before = before.rstrip()
        label = next((word for word in self.labels if before.endswith(word)), None)
        if label is None:
            return False
        return len(label) > SHORT_LABEL or not "\u4e00" <= before[-len(label) - 1 : -len(label)] <= "\u9fff"

    def _first_line(self, text: str, start: int, end: int) -> list[Status]:
        """A mark that is the whole first line, where no line end stands before it."""
        stop = text.find("\n", start, end)
        line = text[start : end if stop < 0 else stop]
        mark = line.strip(" \t\u3000\r")
        if mark not in self.states or mark in self.not_alone:
            return []
        at = start + line.index(mark)
        return [Status(at, at + len(mark), self.states[mark], rule="statuses.standing")]

    def _state(self, mark: str) -> str:
        """The state of a mark: its entry in the vocabulary, else what its words say."""
        known = self.states.get(mark)
        if known is not None:
            return known
        if mark.startswith(GOES_ON):
            return "ongoing"
        if UNDONE.search(mark):
            return "not_started" if "启动" in mark else "undone"
        if mark.startswith(("按", "进度")):
            return "ongoing"
        return "partial" if "阶段性" in mark or "基本" in mark else "done"


def find_statuses(text: str, start: int, end: int, pack: Pack) -> list[Status]:
    """All progress marks of text[start:end], sorted, not overlapping; `covers` is set by the responsibility room."""
    finder: StatusFinder = pack.cached("statuses.finder", _make)
    return finder.find(text, start, end)


def find_running_statuses(text: str, start: int, end: int, pack: Pack) -> list[Status]:
    """Marks in the running text of a report of progress (某工程基本完成；二期正在推进。); elsewhere these words are no marks."""
    finder: StatusFinder = pack.cached("statuses.finder", _make)
    return finder.find_running(text, start, end)


def _make(pack: Pack) -> Any:
    return StatusFinder(pack)


def _clause_start(text: str, at: int, floor: int) -> int:
    """Start of the clause before a mark."""
    floor = max(floor, at - CLAUSE)
    while at > floor and text[at - 1] not in "，,。；;：:\n":
        at -= 1
    return at


def apart(statuses: list[Status]) -> list[Status]:
    """In text order without overlaps; the longer of two wins."""
    kept: list[Status] = []
    for status in sorted(statuses, key=lambda item: (item.start, -item.end)):
        if not kept or status.start >= kept[-1].end:
            kept.append(status)
    return kept
