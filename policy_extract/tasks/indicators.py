"""Which thing a number measures (指标关联): each quantity takes its indicator from the fitting side of its clause.

X达到N, 新增XN个: the name stands before the number; 建成N个X, 给予N元补助: behind it; A、B分别N、M: dealt out in order;
达到N、增长M: the second number inherits the first one's indicator. The rule id on each quantity says which way was taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH, clause_start, clauses
from policy_extract.tasks.dealing import LIST_MARKS, deal, mates
from policy_extract.tasks.indicator_phrases import Phrases
from policy_extract.tasks.phase import Phases

BEFORE_BY = re.compile(r"按照?|以")
RATES = frozenset({"%", "百分点", "‰", "倍"})
DEEDS = frozenset({"次", "轮", "期", "人次", "场次"})
LEVEL_ENDS = ("达到", "达", "超过", "增长", "余额", "突破", "完成", "投入", "收入")
BRACKETS = frozenset("（(")
LONGEST_GRANT = 14
"""A longer name of a grant holds who receives it; the bare noun is better then."""


def link(text: str, document: Document, pack: Pack) -> None:
    """Give every quantity its statement, indicator, scope and phase; statements must have their kinds."""
    phrases: Phrases = pack.cached("phrases", Phrases)
    phases: Phases = pack.cached("phases", Phases)
    starts = [s.start for s in document.statements]
    time_starts = [t.start for t in document.times]
    members: dict[int, list[Quantity]] = {}
    for quantity in document.quantities:
        index = bisect_right(starts, quantity.start) - 1
        if index >= 0 and quantity.start < document.statements[index].end:
            quantity.statement = index
            members.setdefault(index, []).append(quantity)
    for index, quantities in members.items():
        statement = document.statements[index]
        times = document.times[bisect_left(time_starts, statement.start) : bisect_left(time_starts, statement.end)]
        StatementLinker(text, statement, quantities, times, phrases).run()
        phases.mark(text, document, statement, quantities)
    document.quantities = [q for q in document.quantities if q.statement >= 0 and q.phase != "none"]


class StatementLinker:
    """Links the quantities of one statement from left to right."""

    def __init__(self, text: str, statement: Statement, quantities: list[Quantity], times: list[Time], phrases: Phrases) -> None:
        self.text = text
        self.statement = statement
        self.quantities = quantities
        self.times = times
        self.time_starts = [t.start for t in times]
        self.phrases = phrases
        self.clauses = clauses(text, statement, quantities)
        self.clause_starts = [c[0] for c in self.clauses]
        self.previous: Quantity | None = None

    def run(self) -> None:
        """Link all quantities of the statement."""
        position = 0
        while position < len(self.quantities):
            quantity = self.quantities[position]
            clause = self.clauses[max(0, bisect_right(self.clause_starts, quantity.start) - 1)]
            listed = mates(self.text, clause[1], self.quantities, position)
            if len(listed) > 1 and deal(self.text, clause, listed, self.quantities, position, self.phrases):
                self.previous = listed[-1]
                position += len(listed)
                continue
            self._link(position, clause)
            if quantity.indicator:
                self.previous = quantity
            position += 1

    def _link(self, position: int, clause: tuple[int, int]) -> None:
        """Link one quantity; the first way that gives a name wins."""
        quantity, phrases, previous = self.quantities[position], self.phrases, self.previous
        left, right = self._sides(position, clause)
        if quantity.unit in RATES and right.startswith("用于"):
            self._set(quantity, phrases.right(right[2:]), None, "linking.purpose")
            return
        if quantity.unit.startswith(("元", "%", "‰")) or quantity.fraction:
            if self._grant(position, clause, left, right):
                return
            base = phrases.base.match(left) if left.endswith("的") else None
            divides = phrases.shared_out.match(base[1] if base else left) is not None
            if divides and previous is not None and any("grant" in rule for rule in previous.rules):
                self._set(quantity, previous.indicator, previous.scope, "linking.same_grant")
                return
        if quantity.measure == "rank":
            left, right = phrases.rank_tail.sub("", left), ""
        if left[:1] in BRACKETS:
            left = phrases.leading_bracket.sub("", left)
        right_name = "" if phrases.right_empty.match(right) else phrases.right(right)
        if right_name and self._counts_right(quantity, left, right):
            self._set(quantity, right_name, None, "linking.right")
            if left and not phrases.makes(left):
                quantity.scope = phrases.left(left)[1]
        elif left.endswith("的") and (share := phrases.share_of.match(left)) is not None and self._share(quantity, share):
            return
        elif previous is not None and phrases.each_of.search(left):
            self._set(quantity, previous.indicator, left.rstrip("各 ").lstrip("，,、 "), "linking.each_of")
        elif quantity.ratio and (shared := phrases.shared_cost.match(right)) is not None:
            what = shared[2] or BEFORE_BY.split(left)[0].strip("，, ")
            self._set(quantity, f"{what}{shared[1]}比例", None, "linking.shared_cost")
        else:
            self._from_left(position, clause, left, right_name)

    def _share(self, quantity: Quantity, share: re.Match[str]) -> bool:
        """A share of something: of what stands before it in the clause, else of the thing measured before."""
        what = self.phrases.left(share["what"], rate=True)[0]
        if not what and self.previous is not None:
            what = self.previous.indicator
        takes_part = share["share"].startswith(("占", "约占"))
        if not what or not (takes_part or self.previous is not None):
            return False
        self._set(quantity, what + share["share"] + ("比重" if takes_part else ""), None, "linking.share_of")
        return True

    def _sides(self, position: int, clause: tuple[int, int]) -> tuple[str, str]:
        """The words of the clause that belong to a number, before it (without times) and behind it."""
        quantity, low, high = self.quantities[position], clause[0], clause[1]
        if position:
            low = max(low, self.quantities[position - 1].end)
        following = position + 1 < len(self.quantities) and self.quantities[position + 1].start < high
        if following:
            high = self.quantities[position + 1].start
        low, high = max(low, quantity.start - REACH), min(high, quantity.end + REACH)
        right = self._without_times(quantity.end, max(high, quantity.end))
        if following and "、" in right:
            right = right[: right.rindex("、")]
        return self._without_times(min(low, quantity.start), quantity.start), right

    def _compares(self, time: Time) -> bool:
        """Whether a time only names what is compared with (比2020年, 由2020年的16%)."""
        return self.text[time.start - 1] in "比较由从" or self.text[time.start] in "比较由从"

    def _without_times(self, start: int, end: int) -> str:
        """The words of a span without line ends and time expressions; the year of a comparison (比2020年) stays."""
        pieces: list[str] = []
        for time in self.times[bisect_left(self.time_starts, start) : bisect_left(self.time_starts, end)]:
            if start <= time.start and time.end <= end and not self._compares(time):
                pieces.append(self.text[start : time.start])
                start = time.end
        pieces.append(self.text[start:end])
        return "".join(pieces).replace("\n", "")

    def _counts_right(self, quantity: Quantity, left: str, right: str) -> bool:
        """Whether the number counts what stands behind it: a verb of making before it, or nothing that is measured."""
        phrases = self.phrases
        if not phrases.makes(left) and not right.startswith("的") and phrases.predicate_ends(left):
            return False
        measured = (quantity.unit in RATES or not quantity.unit) and not quantity.implicit
        return not (measured and phrases.left(left)[0])

    def _from_left(self, position: int, clause: tuple[int, int], left: str, right_name: str) -> None:
        """The name before the number, or what stands in for it: the side behind, the previous one, the clause before."""
        quantity, previous = self.quantities[position], self.previous
        rate = quantity.unit in RATES or quantity.fraction is not None
        name, scope, _ = self.phrases.left(left, rate, quantity.unit in DEEDS)
        if name and left.startswith("占") and previous is not None and rate:
            name = previous.indicator + name
        if name and name not in self.phrases.relational:
            self._set(quantity, name, scope, "linking.left")
        elif name and previous is None:
            self._from_earlier_clause(quantity, clause, scope)
            quantity.indicator = (quantity.indicator if len(quantity.indicator) <= LONGEST_GRANT else "") + name
        elif right_name:
            self._set(quantity, right_name, scope, "linking.right")
        elif previous is not None:
            indicator = previous.indicator if previous.indicator.endswith(name) else previous.indicator + name
            if name in ("户均", "人均"):
                indicator = name + previous.indicator
            self._set(quantity, indicator, scope or previous.scope, "linking.inherited")
        else:
            self._from_earlier_clause(quantity, clause, scope)

    def _grant(self, position: int, clause: tuple[int, int], left: str, right: str) -> bool:
        """Money or rates given: the noun of giving behind the number or before it names the indicator."""
        quantity, phrases = self.quantities[position], self.phrases
        tail = self._behind_list(position, clause, right).split("、")[0]
        match = phrases.grant.search(tail, 0, 40) if phrases.gives(tail[:40]) else None
        if match is not None and match.start() <= 16 and tail[:1] not in "，,。；;":
            name = phrases.receiver.sub("", phrases.right(tail[: match.end()]))
            rule = "linking.grant_behind"
        else:
            match = phrases.grant_end.search(left) if phrases.gives(left) else None
            if match is None or left.rstrip().endswith(LEVEL_ENDS):
                return False
            name = "" if match[2] or phrases.each.search(left) else phrases.given(left[: match.end()])
            rule = "linking.grant_before"
        if not name or len(name) > LONGEST_GRANT:
            name = match[0] if rule == "linking.grant_behind" else match[1]
        self._set(quantity, name, self._given_to(quantity, clause), rule)
        return True

    def _behind_list(self, position: int, clause: tuple[int, int], right: str) -> str:
        """What follows a number, or the list of numbers it opens (50万元、20万元奖励)."""
        if right.lstrip(" ")[:1] not in ("", "、"):
            return right
        last = position
        for other in range(position + 1, min(position + 12, len(self.quantities))):
            between = self.text[self.quantities[last].end : self.quantities[other].start].strip()
            if self.quantities[other].end > clause[1] or between not in LIST_MARKS:
                break
            last = other
        end = self.quantities[last].end
        return self.text[end : min(clause[1], end + REACH)] if last != position else right

    def _given_to(self, quantity: Quantity, clause: tuple[int, int]) -> str | None:
        """To whom: the phrase of 对… before the amount."""
        at = self.text.rfind("对", max(self.statement.start, clause[0] - 120), quantity.start)
        if at < 0 or quantity.start - at > 200:
            return None
        end = next((i for i in range(at + 1, quantity.start) if self.text[i] in "，,；;。"), -1)
        words = self.text[at + 1 : end] if end > 0 else ""
        return words.removesuffix("的") if 2 <= len(words) <= 60 else None

    def _from_earlier_clause(self, quantity: Quantity, clause: tuple[int, int], scope: str | None) -> None:
        """Nothing in the own clause names the thing: the object of the clause before does."""
        end = clause[0] - 1
        start = clause_start(self.text, self.statement.start, end, "，,；;。：:\n")
        if 0 < end - start <= 60:
            acted_on = self.phrases.acted_on.search(self.text, start, end)
            name, other, _ = (acted_on[1], None, 0) if acted_on else self.phrases.left(self.text[start:end])
            self._set(quantity, name, scope or other, "linking.earlier_clause")

    def _set(self, quantity: Quantity, name: str, scope: str | None, rule: str) -> None:
        """Write a link with the rule that made it, and where the name stands when it stands in the statement as it is."""
        quantity.indicator = name
        quantity.rules.append(rule)
        if scope is not None and quantity.scope is None:
            quantity.scope = scope
        if not name:
            return
        at = self.text.rfind(name, max(self.statement.start, quantity.start - 200), quantity.start)
        if at < 0:
            at = self.text.find(name, quantity.end, min(self.statement.end, quantity.end + 200))
        if at >= 0:
            quantity.indicator_span = (at, at + len(name))
