"""Which tracked task a desired one is, when a document was amended (任务对应).

The id decides, then equal wording, then, within a section, wording that is equal but for its numbers, then likeness: an amended
number is the same task, another object is a question for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

import msgspec

from policy_extract.feed.model import Entry, Task

SURE = 0.9
"""Likeness from which two wordings are one task, if nothing else comes near."""
LEAST_LENGTH = 20
"""Characters of a masked wording below which only equality is sure: in 建成公园2个 one character is another object."""
POSSIBLE = 0.55
MARGIN = 0.08
"""How far the second best must be behind."""
MOST_PAIRS = 10_000
"""Pairs that are compared in one section; beyond that all are left unmatched."""
NUMERALS = re.compile(r"[0-9０-９.．％%一二三四五六七八九十百千万亿两]+")


class Matches(msgspec.Struct, kw_only=True):
    """What belongs together."""

    pairs: dict[str, Entry] = msgspec.field(default_factory=dict)
    """By task_id: the tracked task it is."""
    possible: list[tuple[Task, Entry, float]] = msgspec.field(default_factory=list)
    """Pairs that a person should judge."""


def masked(words: str) -> str:
    """A wording with its numbers masked."""
    return NUMERALS.sub("0", words)


def likeness(one: str, two: str) -> float:
    """How alike two wordings are with numbers masked, from 0 to 1."""
    left, right = masked(one), masked(two)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < POSSIBLE or matcher.quick_ratio() < POSSIBLE:
        return 0.0
    # Both orders: the ratio of difflib hangs on which text comes first.
    return min(matcher.ratio(), SequenceMatcher(None, right, left, autojunk=False).ratio())


def match(tasks: Sequence[Task], entries: Iterable[Entry]) -> Matches:
    """Pair the desired tasks of a document with the tracked ones."""
    found = Matches()
    by_task: dict[str, Entry] = {}
    for entry in entries:
        by_task.setdefault(entry.task_id, entry)
    for task in tasks:
        if task.task_id in by_task:
            found.pairs[task.task_id] = by_task.pop(task.task_id)
    free = [task for task in tasks if task.task_id not in found.pairs]
    left = [entry for entry in by_task.values() if not entry.withdrawn]
    free, left = _equal(free, left, found, lambda words, section: words)
    # Only numbers were amended, and nothing else in the section reads the same without them.
    free, left = _equal(free, left, found, lambda words, section: f"{section}\x1e{masked(words)}")
    sections: dict[str, tuple[list[Task], list[Entry]]] = defaultdict(lambda: ([], []))
    for task in free:
        sections[task.section][0].append(task)
    for entry in left:
        sections[entry.section][1].append(entry)
    for members, known in sections.values():
        if members and known and len(members) * len(known) <= MOST_PAIRS:
            _alike(members, known, found)
    return found


def _equal(free: list[Task], left: list[Entry], found: Matches, key: Callable[[str, str], str]) -> tuple[list[Task], list[Entry]]:
    """Pair tasks whose key, from wording and section, stands once on either side; returns what is left."""
    by_key: dict[str, tuple[list[Task], list[Entry]]] = defaultdict(lambda: ([], []))
    for task in free:
        by_key[key(task.words, task.section)][0].append(task)
    for entry in left:
        by_key[key(entry.words, entry.section)][1].append(entry)
    taken = set()
    for members, known in by_key.values():
        if len(members) == 1 and len(known) == 1:
            found.pairs[members[0].task_id] = known[0]
            taken.add(known[0].external_id)
    return [task for task in free if task.task_id not in found.pairs], [e for e in left if e.external_id not in taken]


def _alike(members: list[Task], known: list[Entry], found: Matches) -> None:
    """Pair alike wordings of one section until nothing is sure any more; what is only possible is noted."""
    scores = [
        (likeness(task.words, entry.words), here, there) for here, task in enumerate(members) for there, entry in enumerate(known)
    ]
    scores = sorted((s for s in scores if s[0] >= POSSIBLE), key=lambda s: (-s[0], s[1], s[2]))
    asking = False
    while scores:
        score, here, there = (0.0, 0, 0) if asking else _surest(scores, members)
        if score:
            found.pairs[members[here].task_id] = known[there]
        else:
            # What is left over by a guess is a guess itself: from here on all are questions.
            asking = True
            score, here, there = scores[0]
            found.possible.append((members[here], known[there], score))
        # A pair that was settled leaves its rivals surer than before: the same push must see that, and not the next.
        scores = [s for s in scores if s[1] != here and s[2] != there]


def _surest(scores: list[tuple[float, int, int]], members: list[Task]) -> tuple[float, int, int]:
    """The best pair that is sure and whose rivals are far behind; zeros when there is none."""
    best: dict[tuple[str, int], list[tuple[float, int, int]]] = defaultdict(list)
    for pair in scores:
        for key in (("task", pair[1]), ("entry", pair[2])):
            if len(best[key]) < 2:
                best[key].append(pair)
    for pair in scores:
        score, here, there = pair
        rows = (best["task", here], best["entry", there])
        alone = all(row[0] is pair and (len(row) == 1 or score - row[1][0] >= MARGIN) for row in rows)
        if alone and _sure(score, members[here]):
            return pair
    return 0.0, 0, 0


def _sure(score: float, task: Task) -> bool:
    """Whether a likeness is enough by itself."""
    return score == 1.0 or (score >= SURE and len(masked(task.words)) >= LEAST_LENGTH)
