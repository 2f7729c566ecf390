"""Which statement of a report speaks of which tracked task (任务与报告对应): by indicator, object, section and body.

Numbers pair a goal with a reported number of the same indicator; else the words decide, rare ones counting most. Scores order
pairs and explain them; no number of a record is ever made from them.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from policy_extract import rows
from policy_extract.compare.wording import Vector, Weights, containment, likeness
from policy_extract.feed.model import Entry, Goal
from policy_extract.feed.wording import LEAD_NUMBER
from policy_extract.progress.measures import Measures
from policy_extract.progress.reported import Piece

NAME, WORDS, SECTION, BODIES = 0.6, 0.25, 0.1, 0.05
"""What each part of the score of a pair of numbers is worth."""
GENERAL_WORDS = 0.35
"""How much of the words must be shared where an indicator's name says too little."""
OBJECT, HEADING = 0.85, 0.15
"""What likeness of words and of headings are worth where no number speaks."""
SURE = 0.5
"""Score from which words alone pair a task and a statement."""
MARGIN = 0.08
"""How far a rival must be behind."""
DIGITS = 3
STUCK = frozenset(("not_started", "undone"))
"""States that turn a statement about a task into a problem."""
PARTS = re.compile(r"([东西南北中上下左右前后]|[一二三四五六七八九十0-9]+)(?=([段期区线路侧岸标号楼院片]))")
"""What tells one part of a thing from another: 东段, 二期, 南区."""


class NumberPair(msgspec.Struct, frozen=True):
    """A goal and a reported number of the same thing."""

    task: str
    goal: int
    piece: int
    number: int
    score: float


class WordPair(msgspec.Struct, frozen=True):
    """A task and a statement that are alike."""

    task: str
    piece: int
    score: float
    covered: float
    """How much of the task's words the statement holds, from 0 to 1."""


class Pairing:
    """The tasks of a target beside the pieces of one report."""

    def __init__(self, entries: Mapping[str, Entry], pieces: Sequence[Piece], measures: Measures) -> None:
        """Weigh the words of both sides."""
        self._entries = entries
        self._pieces = pieces
        self._measures = measures
        tasks = {name: LEAD_NUMBER.sub("", entry.words) for name, entry in entries.items()}
        said = [LEAD_NUMBER.sub("", piece.words) for piece in pieces]
        self._weights = Weights([*tasks.values(), *said])
        self._tasks = {name: self._weights.vector(words) for name, words in tasks.items()}
        self._words = [self._weights.vector(words) for words in said]
        self._objects = {piece.number: self._weights.vector(piece.object) for piece in pieces if piece.object}
        self._sections: dict[str, Vector] = {}

    def _section(self, section: str) -> Vector:
        """The words of headings."""
        if section not in self._sections:
            self._sections[section] = self._weights.vector(section.replace("\x1f", "\n"))
        return self._sections[section]

    def numbers(self) -> list[NumberPair]:
        """All pairs of numbers, the best first."""
        found = []
        index = self._index()
        for name, entry in self._entries.items():
            for at, goal in enumerate(self._goals(entry)):
                places = {place for word in self._measures.names(goal) for place in index.get(word, ())}
                found += [
                    NumberPair(name, at, piece, place, round(score, DIGITS))
                    for piece, place in sorted(places)
                    if (score := self._number_score(name, goal, self._pieces[piece], self._pieces[piece].numbers[place]))
                ]
        return sorted(found, key=lambda pair: (-pair.score, pair.task, pair.goal, pair.piece, pair.number))

    def _index(self) -> dict[str, list[tuple[int, int]]]:
        """The reported numbers by the names under which they can be found."""
        index: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for piece in self._pieces:
            for place, number in enumerate(piece.numbers):
                for word in self._measures.names(number):
                    index[word].append((piece.number, place))
        return index

    @staticmethod
    def _goals(entry: Entry) -> list[Goal]:
        """The goals of a task."""
        return entry.promise.goals if entry.promise is not None else []

    def _number_score(self, name: str, goal: Goal, piece: Piece, number: rows.QuantityRow) -> float:
        """How surely a goal and a reported number belong together; 0 when they do not."""
        alike = self._measures.likeness(goal, number)
        if not alike:
            return 0.0
        entry = self._entries[name]
        words = containment(self._tasks[name], self._words[piece.number])
        if self._measures.is_general(goal.indicator) and words < GENERAL_WORDS:
            return 0.0
        headings = likeness(self._section(entry.section), self._section(piece.section))
        bodies = bool(entry.promise is not None and piece.bodies.intersection(entry.promise.bodies))
        return NAME * alike + WORDS * words + SECTION * headings + BODIES * bodies

    def words(self) -> list[WordPair]:
        """Pairs of tasks and statements by words alone, the best first, down to a margin below what is sure."""
        places: dict[str, set[int]] = defaultdict(set)
        for number, vector in enumerate(self._words):
            for gram in vector:
                places[gram].add(number)
        found = []
        for name, vector in self._tasks.items():
            for number in sorted({place for gram in vector for place in places.get(gram, ())}):
                score = self._word_score(name, self._pieces[number])
                if score >= SURE - MARGIN:
                    found.append(WordPair(name, number, round(score, DIGITS), self._covered(vector, self._words[number])))
        return sorted(found, key=lambda pair: (-pair.score, pair.task, pair.piece))

    @staticmethod
    def _covered(own: Vector, other: Vector) -> float:
        """How much of one text's words is in the other."""
        whole = math.fsum(own.values())
        return round(math.fsum(worth for gram, worth in own.items() if gram in other) / whole, DIGITS) if whole else 0.0

    def _word_score(self, name: str, piece: Piece) -> float:
        """How alike a task and a statement are; a finding is only ever held against a finding."""
        entry = self._entries[name]
        finding = entry.promise is not None and entry.promise.kind == "problem"
        if finding != piece.problem and not (piece.object and piece.state in STUCK and not finding):
            return 0.0
        if not same_part(entry.words, piece.words):
            return 0.0
        own, other = self._tasks[name], self._words[piece.number]
        alike = max(likeness(own, other), containment(own, other) if min(len(own), len(other)) >= 6 else 0.0)
        thing = self._objects.get(piece.number)
        if thing is not None:
            # 古城墙东段修缮工程正在推进: all that the mark is said of must be found in the task.
            alike = max(alike, self._covered(thing, own))
        return OBJECT * alike + HEADING * likeness(self._section(entry.section), self._section(piece.section))


def same_part(one: str, other: str) -> bool:
    """Whether two wordings do not name different parts of a thing (城墙东段, 城墙西段)."""
    first, second = ({(match[1], match[2]) for match in PARTS.finditer(words)} for words in (one, other))
    kinds = {kind for _, kind in first} & {kind for _, kind in second}
    return not kinds or any(kind in kinds for _, kind in first & second)
