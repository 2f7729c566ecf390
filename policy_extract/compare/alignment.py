"""Measures of one plan beside those of another (举措对照): which have a counterpart, and which stand alone.

Two measures are counterparts when they do the same kind of thing to the same object: the object's words count most (rare
ones more than common ones), then the verbs, then the headings above, then a shared indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import regex

from policy_extract import rows
from policy_extract.compare.load import Plan
from policy_extract.compare.targets import OPEN, TargetReader
from policy_extract.compare.wording import DIGITS, Vector, Weights, candidates, containment, likeness
from policy_extract.patterns import Pack, alternation, load

OBJECT, ACTION, HEADING, INDICATOR = 0.7, 0.1, 0.1, 0.1
"""What each part of the score is worth."""
FLOOR = 0.06
"""Likeness of the objects below which no pair is looked at any closer."""
COUNTERPART = 0.14
"""Score from which two measures are counterparts."""
CLOSE = 0.2
"""Score from which they are close ones."""
SHORTEST = 6
"""Characters of the shortest statement that is a measure by itself."""
LEADING = regex.compile(r"^[\s（(]*[一二三四五六七八九十\d]+[是、.．)）]+\s*")


class Measure(msgspec.Struct, gc=False):
    """One measure of a plan (举措)."""

    record_id: str
    section: str
    text: str
    kind: str
    start: int
    end: int
    locator: str
    actions: frozenset[str]
    indicators: frozenset[str]


class Pair(msgspec.Struct, gc=False):
    """Two measures side by side, or one alone (对照)."""

    left: Measure | None
    right: Measure | None
    score: float
    """From 0 to 1; 0 for a measure alone."""
    mutual: bool
    """True when each is the other's best counterpart; False when one has a better one elsewhere."""
    object_score: float = 0.0
    shared: tuple[str, ...] = ()
    """Indicators that both set a target for."""

    @property
    def kind(self) -> str:
        """`counterpart`, `related` for a weaker likeness, or `alone`."""
        if self.left is None or self.right is None:
            return "alone"
        return "counterpart" if self.score >= CLOSE and self.mutual else "related"


class Alignment(msgspec.Struct, gc=False):
    """Two plans measure by measure."""

    left: str
    right: str
    pairs: tuple[Pair, ...]
    """Counterparts in the order of the left plan, then what is alone in either."""

    @property
    def shared(self) -> list[Pair]:
        """Counterparts."""
        return [pair for pair in self.pairs if pair.left is not None and pair.right is not None]

    def alone(self, side: str) -> list[Measure]:
        """Measures without a counterpart on a side, `left` or `right`."""
        found = [pair.left if side == "left" else pair.right for pair in self.pairs if pair.left is None or pair.right is None]
        return [measure for measure in found if measure is not None]


class MeasureReader:
    """Reads the measures of plans with the words of a pattern pack."""

    def __init__(self, pack: Pack | None = None) -> None:
        """Use the given pack, or the built-in one. Raises PatternError."""
        pack = pack or load()
        self._targets = TargetReader(pack)
        self._verbs = regex.compile(alternation(pack.family("verbs").words("action")))

    def read(self, plan: Plan) -> list[Measure]:
        """The goals and tasks of a plan; problems, achievements and mere assignments are no measures."""
        found = []
        for row in plan.tasks:
            text = " ".join(row.quote.split())
            if row.kind in ("goal", "task") and len(text) >= SHORTEST:
                found.append(self._measure(row, text))
        return found

    def _measure(self, row: rows.TaskRow, text: str) -> Measure:
        """A statement as a measure."""
        indicators = frozenset(
            match.id
            for quantity in row.quantities
            if quantity.phase == "planned" and quantity.indicator
            for match in self._targets.matches(quantity.indicator, quantity.unit, quantity.measure)
        )
        return Measure(
            row.task_id, " / ".join(row.section_path), text, row.kind, row.start, row.end, row.locator or "",
            frozenset(self._verbs.findall(text)), indicators,
        )  # fmt: skip

    def object_of(self, text: str) -> str:
        """What a measure is about: its words without verbs and numbers."""
        return str(self._verbs.sub(" ", LEADING.sub("", text)))


def align(left: Plan, right: Plan, pack: Pack | None = None, among: Iterable[Plan] = ()) -> Alignment:
    """The measures of two plans side by side; the same plans give the same pairs.

    `among`: all plans of a comparison; a word that many of them use then counts less than one that only these two share.
    """
    reader = MeasureReader(pack)
    ours, theirs = reader.read(left), reader.read(right)
    others = [measure for plan in among for measure in reader.read(plan)]
    scores = _scores(reader, ours, theirs, others or [*ours, *theirs])
    best_left: dict[int, tuple[float, int]] = {}
    best_right: dict[int, tuple[float, int]] = {}
    for (index, other), (score, _) in sorted(scores.items()):
        if score > best_left.get(index, (0.0, 0))[0]:
            best_left[index] = score, other
        if score > best_right.get(other, (0.0, 0))[0]:
            best_right[other] = score, index
    chosen = {(index, other) for index, (_, other) in best_left.items()}
    # A measure whose best counterpart has a better one stands beside it all the same.
    chosen |= {(index, other) for other, (_, index) in best_right.items()}
    pairs = []
    for index, other in sorted(chosen):
        score, alike = scores[index, other]
        mutual = best_left[index][1] == other and best_right[other][1] == index
        pairs.append(Pair(ours[index], theirs[other], score, mutual, alike, _both(ours[index], theirs[other])))
    pairs += [Pair(measure, None, 0.0, False) for index, measure in enumerate(ours) if index not in best_left]
    pairs += [Pair(None, measure, 0.0, False) for index, measure in enumerate(theirs) if index not in best_right]
    return Alignment(left.label, right.label, tuple(pairs))


def _scores(
    reader: MeasureReader, ours: Sequence[Measure], theirs: Sequence[Measure], everything: Sequence[Measure]
) -> dict[tuple[int, int], tuple[float, float]]:
    """(score, likeness of the objects) of every pair that are counterparts."""
    weights = Weights(reader.object_of(measure.text) for measure in everything)
    headings = Weights(sorted({measure.section for measure in everything}))
    one_side, other_side = ([weights.vector(reader.object_of(measure.text)) for measure in side] for side in (ours, theirs))
    above: dict[str, Vector] = {m.section: headings.vector(m.section) for side in (ours, theirs) for m in side}
    found = {}
    for cosine, index, other in candidates(one_side, other_side, FLOOR):
        one, two = ours[index], theirs[other]
        # A short measure may lie within a long one: how much of the shorter is in the longer counts as much as the cosine.
        alike = (cosine + containment(one_side[index], other_side[other])) / 2
        score = OBJECT * alike + ACTION * _overlap(one.actions, two.actions)
        score += HEADING * likeness(above[one.section], above[two.section]) + INDICATOR * bool(_both(one, two))
        if score >= COUNTERPART:
            found[index, other] = round(score, DIGITS), round(alike, DIGITS)
    return found


def _overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """How much of two sets is common."""
    return len(one & two) / len(one | two) if one or two else 0.0


def _both(one: Measure, two: Measure) -> tuple[str, ...]:
    """Indicators of both."""
    return tuple(sorted(identifier.removeprefix(OPEN) for identifier in one.indicators & two.indicators))
