"""What the ways of linking share (语句上下文): one statement with its numbers, times and clauses, and words around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from policy_extract.model import Quantity, Statement, Time
from policy_extract.tasks.clauses import REACH, clause_start, clauses
from policy_extract.tasks.linking.cutting import KEPT_MARK, Cutting, around_bracket, compares
from policy_extract.tasks.linking.phrases import Name, Phrases

CLAUSE_MARKS = "，,；;。：:\n"
LONGEST_CLAUSE = 60
"""Characters of a clause before that still names something; a longer one is a sentence of its own."""
NEAR_NAME = 200
HEDGE_INSIDE = "原则上"
"""A hedge between the parts of a name (实践课时原则上占总课时), which is kept as the hedge of its number."""
"""Characters to each side of a number in which its name is looked for as it stands."""

Span = tuple[int, int]


class Neighbourhood(NamedTuple):
    """One number and the words of its clause that belong to it (数量的左右文)."""

    position: int
    """Place of the number among those of its statement."""
    quantity: Quantity
    clause: Span
    left: str
    """Words before the number, from the number before on, without times."""
    right: str
    """Words behind it, up to the next number."""
    behind: str = ""
    """The name that the words behind give, once they were read as one; empty when they name nothing."""

    def with_words(self, left: str, right: str, behind: str = "") -> Neighbourhood:
        """The same number with other words around it."""
        return Neighbourhood(self.position, self.quantity, self.clause, left, right, behind)


PREPOSITIONS = frozenset("于在")
NO_PREPOSITION_BEHIND = frozenset("高低大小多少优好早晚先后迟快慢关由位处存现正旨源始")
"""Characters that make 于 or 在 the end of another word (低于, 位于, 正在)."""
ENDS_OF_DEADLINES = frozenset("前内末底")
"""How a time ends that 在 can belong to; 在2020年基础上 is another thing."""


class StatementContext:
    """One statement while its numbers are linked from left to right."""

    def __init__(
        self, text: str, statement: Statement, quantities: list[Quantity], times: list[Time], phrases: Phrases, cutting: Cutting
    ) -> None:
        """`quantities` and `times`: those of the statement, in order."""
        self.text = text
        self.statement = statement
        self.quantities = quantities
        self.times = times
        self.phrases = phrases
        self.heading = ""
        """The heading that the statement stands below."""
        self.charged_ends: list[int] = []
        """Ends of the bodies that the statement charges with what stands behind them."""
        self.counted: list[Quantity] = []
        """Counts of earlier statements of the paragraph that name their things, in order."""
        self.previous: Quantity | None = None
        """The number linked last whose name may go on."""
        self.listed = ""
        """The names that were dealt out last, as one name."""
        self.clauses = clauses(text, statement, quantities)
        self.clause_starts = [clause[0] for clause in self.clauses]
        self._time_starts = [time.start for time in times]
        self._names: dict[tuple[str, bool, bool], Name] = {}
        self._cutting = cutting

    def clause_of(self, quantity: Quantity) -> Span:
        """The clause that holds a number."""
        return self.clauses[max(0, bisect_right(self.clause_starts, quantity.start) - 1)]

    def clause_before(self, clause: Span) -> Span:
        """The clause before one, as a span; an empty one at the beginning of the statement."""
        end = max(clause[0] - 1, self.statement.start)
        return clause_start(self.text, self.statement.start, end, CLAUSE_MARKS), end

    def short_clause_before(self, clause: Span) -> Span | None:
        """The clause before one when it can name something; None when there is none or it is too long."""
        start, end = self.clause_before(clause)
        return (start, end) if 0 < end - start <= LONGEST_CLAUSE else None

    def numbers_before(self, position: int, most: int) -> list[Quantity]:
        """At most so many numbers before a place, the nearest first."""
        return self.quantities[max(0, position - most) : position][::-1]

    def name_before(self, words: str, rate: bool = False, deed: bool = False) -> Name:
        """The name that ends some words, as `Phrases.left` reads it; several ways of linking ask for the same."""
        known = self._names.get((words, rate, deed))
        if known is None:
            known = self._names[words, rate, deed] = self.phrases.left(words, rate, deed)
        return known

    def write(self, quantity: Quantity, name: str, scope: str | None, rule: str) -> None:
        """Write a link with the rule that made it, and where the name stands when it stands in the statement as it is."""
        name = name.replace(KEPT_MARK, "、").replace(HEDGE_INSIDE, "")
        quantity.indicator = name
        quantity.rules.append(rule)
        if scope is not None and quantity.scope is None:
            quantity.scope = scope
        if not name:
            return
        at = self.text.rfind(name, max(self.statement.start, quantity.start - NEAR_NAME), quantity.start)
        if at < 0:
            at = self.text.find(name, quantity.end, min(self.statement.end, quantity.end + NEAR_NAME))
        if at >= 0:
            quantity.indicator_span = (at, at + len(name))

    def neighbourhood(self, position: int, clause: Span) -> Neighbourhood:
        """A number with the words of the clause that belong to it: before it without times, and behind it."""
        quantity, low, high = self.quantities[position], clause[0], clause[1]
        if position:
            low = max(low, self.quantities[position - 1].end)
        following = position + 1 < len(self.quantities) and self.quantities[position + 1].start < high
        if following:
            high = self.quantities[position + 1].start
        charged = bisect_right(self.charged_ends, quantity.start)
        if charged:
            low = max(low, self.charged_ends[charged - 1])
        low, high = max(low, quantity.start - REACH), min(high, quantity.end + REACH)
        right = self.words(quantity.end, max(high, quantity.end))
        right = self._cutting.before_next(right) if following else right
        left = around_bracket(self.text, clause[0], low, self.words(min(low, quantity.start), quantity.start))
        return Neighbourhood(position, quantity, clause, self._cutting.without_base(left), right)

    def words(self, start: int, end: int) -> str:
        """The words of a span without line ends and time expressions; the year of a comparison (比2020年) stays."""
        if not self.times:
            return self._cutting.closed_up(self.text[start:end])
        pieces: list[str] = []
        for time in self.times[bisect_left(self._time_starts, start) : bisect_left(self._time_starts, end)]:
            if start <= time.start and time.end <= end and not compares(self.text, time):
                pieces.append(self.text[start : _before_preposition(self.text, start, time)])
                start = time.end
        pieces.append(self.text[start:end])
        return self._cutting.closed_up("".join(pieces))


def _before_preposition(text: str, start: int, time: Time) -> int:
    """Where the words before a time end, without the 于 or 在 that belongs to it (已于8月20日拆除…, 在9月底前…)."""
    end = time.start
    if end <= start or text[end - 1] not in PREPOSITIONS or (end - 1 > start and text[end - 2] in NO_PREPOSITION_BEHIND):
        return end
    return end - 1 if text[end - 1] == "于" or text[time.end - 1] in ENDS_OF_DEADLINES else end


Way = Callable[[StatementContext, Neighbourhood], bool]
"""A way of linking: writes the name of one number and says so, or leaves the number to the next way."""
Pass = Callable[[StatementContext], None]
"""What is mended in a whole statement once all of its numbers are linked."""
