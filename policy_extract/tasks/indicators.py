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
from policy_extract.tasks.dealing import LIST_MARKS, deal, joined, mates
from policy_extract.tasks.indicator_phrases import Phrases
from policy_extract.tasks.phase import Phases

BEFORE_BY = re.compile(r"按照?|以")
RATES = frozenset({"%", "百分点", "‰", "倍"})
DEEDS = frozenset({"次", "轮", "期", "人次", "场次"})
LEVEL_ENDS = ("达到", "达", "超过", "增长", "余额", "突破", "完成", "投入", "收入")
BRACKETS = frozenset("（(")
GIVEN_TOGETHER = re.compile(r"(?:的?(?:比例|标准|额度))?(?:给予|予以|奖励|补助|补贴)(?:最高|一次性|不超过)*")
"""Words that tie a share to the amount it is capped by (按30%给予最高50万元奖励)."""
CLASSED = re.compile(
    r"(?:[（(][^（()）]{1,24}[)）])?[、和]?(?:[^，,。；;、0-9]{0,12}|[^，,。；;、0-9]{1,12}[（(][^（()）]{1,24}[)）])"
)
"""Who gets each amount of a list of amounts (3万元(博士)、硕士毕业生1万元)."""
LAST_CLASS = re.compile(r"(?:[（(][^（()）]{1,24}[)）])?的?标准[，,]?(?=给予|发放|予以)")
"""The end of such a list, before what is given."""
FURTHEST_CLAUSE = 4
"""How many clauses back the thing paid is looked for."""
SPENT = ("投入", "投资", "出资", "融资", "筹资")
"""Verbs of spending: the amount behind them is the spending itself, whatever it is for."""
FOUNDING = re.compile("^(?:设立|建立|成立|组建)")
"""What is founded with an amount is named by it (投入3000万元设立基金)."""
TRAILING_AND = re.compile(r"(?:以及|和|(?<!参)与|(?<![普惠])及)$")
FIGURE = re.compile(r"(?:达到?|完成|为|突破|超过?)?[0-9]")
CLAUSE_END = re.compile("[，,。；;\n]")
PLACE_OR_BODY = re.compile(r"(?:[县区市州旗省镇乡村盟]|街道|市直|高新区|开发区|学校|医院|单位|部门|企业|公司|社区)$")
LEVEL_OF_TITLE = re.compile(r"^(?:国家|世界|自治区|省部|部|省|市|州|县|区|镇|乡|村)级?(?=[一-龥]{2})")
LONGEST_PREDICATE = 16
"""A longer predicate behind 全部 is a sentence of its own; the thing before it is name enough."""
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


def clause_words(text: str, start: int, end: int) -> str:
    """The words from an offset to the end of its clause."""
    return CLAUSE_END.split(text[start:end])[0]


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
        self.listed = ""

    def run(self) -> None:
        """Link all quantities of the statement."""
        position = 0
        while position < len(self.quantities):
            quantity = self.quantities[position]
            clause = self.clauses[max(0, bisect_right(self.clause_starts, quantity.start) - 1)]
            listed = mates(self.text, clause[1], self.quantities, position)
            if len(listed) > 1 and deal(self.text, clause, listed, self.quantities, position, self.phrases):
                self.previous, self.listed = listed[-1], joined([q.indicator for q in listed])
                position += len(listed)
                continue
            self._link(position, clause)
            if quantity.indicator and not self._is_share_beside(quantity):
                self.listed = self.listed if "linking.inherited" in quantity.rules else ""
                self.previous = quantity
            position += 1

    def _link(self, position: int, clause: tuple[int, int]) -> None:
        """Link one quantity; the first way that gives a name wins."""
        quantity, phrases, previous = self.quantities[position], self.phrases, self.previous
        left, right = self._sides(position, clause)
        if quantity.unit in RATES and right.startswith("用于"):
            self._set(quantity, phrases.right(right[2:]), None, "linking.purpose")
            return
        if left.endswith("减按") and (reduced := phrases.reduced_rate.match(right)) is not None:
            self._set(quantity, reduced["tax"] + (reduced["rate"] or ""), None, "linking.reduced_rate")
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
        right = phrases.unit_bracket.sub("", right)
        if left.endswith(SPENT):
            right = FOUNDING.sub("", right)
        counted = quantity.unit not in RATES and not quantity.implicit and not quantity.fraction
        right_name = "" if phrases.right_empty.match(right) else phrases.right(right, counted)
        right_name = self._with_noun(position, right_name) if phrases.names(right_name) else ""
        if quantity.implicit and right_name and self.text.startswith("全部", quantity.start):
            self._wholly(quantity, left, right_name)
        elif right_name and self._counts_right(quantity, left, right):
            self._set(quantity, right_name, None, "linking.right")
            if left and not phrases.makes(left):
                quantity.scope = phrases.left(left)[1]
        elif left.endswith("的") and (share := phrases.share_of.match(left)) is not None and self._share(quantity, share):
            return
        elif previous is not None and phrases.each_of.search(left) and self._shares_out(left):
            self._set(quantity, previous.indicator, left.rstrip("各 ").lstrip("，,、 "), "linking.each_of")
        elif quantity.ratio and (shared := phrases.shared_cost.match(right)) is not None:
            what = shared[2] or BEFORE_BY.split(left)[0].strip("，, ")
            self._set(quantity, f"{what}{shared[1]}比例", None, "linking.shared_cost")
        else:
            self._from_left(position, clause, left.removesuffix("各"), right_name)

    def _share(self, quantity: Quantity, share: re.Match[str]) -> bool:
        """A share of something: of what stands before it in the clause, else of the thing measured before."""
        what = self.phrases.left(share["what"], rate=True)[0]
        if not what and self.previous is not None:
            what = self.previous.indicator
        takes_part = share["share"].startswith(("占", "约占"))
        if what.endswith(("率", "比例", "比重")):
            self._set(quantity, what, None, "linking.share_of")
            return True
        if not what or not (takes_part or self.previous is not None):
            return False
        self._set(quantity, what + share["share"] + ("比重" if takes_part else ""), None, "linking.share_of")
        return True

    def _is_share_beside(self, quantity: Quantity) -> bool:
        """Whether a share stands beside a level (8亿元，完成预算的98%，增长5%): what follows is said of the level again."""
        if "linking.share_of" not in quantity.rules or self.previous is None:
            return False
        position = bisect_left(self.clause_starts, quantity.end)
        if position == len(self.clause_starts):
            return True
        start = self.clause_starts[position]
        return "百分点" not in self.text[start : start + 12]

    def _wholly(self, quantity: Quantity, left: str, predicate: str) -> None:
        """X全部Y: the share of X that does Y; X is what stands before, else the thing named last."""
        name, scope, _ = self.phrases.left(left, rate=True)
        if not self.phrases.names(name):
            name = self.previous.indicator if self.previous is not None else ""
        name = name + predicate if len(predicate) <= LONGEST_PREDICATE or not name else name
        self._set(quantity, name, scope, "linking.wholly")

    def _with_noun(self, position: int, name: str) -> str:
        """A bare level with the noun it shares with the next number (5家省级、16家市级技术中心)."""
        if name not in self.phrases.bare_levels:
            return name
        for other in self.quantities[position + 1 : position + 4]:
            end = min(other.end + 40, self.statement.end)
            following = self.phrases.right(clause_words(self.text, other.end, end), counted=True)
            if following not in self.phrases.bare_levels and LEVEL_OF_TITLE.match(following):
                return name + LEVEL_OF_TITLE.sub("", following)
        return name

    def _shares_out(self, left: str) -> bool:
        """Whether the members before 各 are places or bodies that get a share of what was named before."""
        members = self.phrases.separator.split(left.rstrip("各 ").strip("，,、 "))
        return all(PLACE_OR_BODY.search(member) for member in members if member)

    def _of_takers(self, quantity: Quantity, clause: tuple[int, int], name: str, scope: str | None) -> tuple[str, str | None]:
        """Parts who gets an amount from what is paid: X家庭租房提取额度; X家庭最高100万元 takes the thing named before."""
        if not quantity.unit.startswith(("元", "%", "百分点")) or quantity.measure == "growth" or quantity.implicit:
            return name, scope
        provided = self.phrases.provided.match(name)
        if provided is not None:
            return provided["thing"], scope or provided["who"]
        takers = self.phrases.takers.match(name)
        if takers is None:
            return name, scope
        if takers["thing"]:
            several = "、" in name[: takers.start("thing")]
            return (takers["thing"], scope or name[: takers.start("thing")]) if several or "等" in name else (name, scope)
        thing = self.previous.indicator if self.previous is not None else ""
        start = clause[0]
        for _ in range(FURTHEST_CLAUSE):
            if self.phrases.money_name.search(thing):
                return thing, scope or name
            end = start - 1
            start = clause_start(self.text, self.statement.start, end, "，,；;。：:\n")
            thing = self.phrases.left(self.text[start:end])[0] if 0 < end - start <= 60 else ""
        return name, scope

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
        if following:
            right = TRAILING_AND.sub("", right[: right.rindex("、")] if "、" in right else right)
        return self._without_times(min(low, quantity.start), quantity.start), right

    def _compares(self, time: Time) -> bool:
        """Whether a time only names what is compared with (比2020年, 由2020年的16%) or is part of a name (学前三年毛入园率)."""
        return self.text[time.start - 1] in "比较由从学" or self.text[time.start] in "比较由从"

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
        if left.endswith(SPENT) and quantity.unit.endswith("元") and phrases.heads_off.prefix(right):
            return False
        if not phrases.makes(left) and not right.startswith("的") and phrases.predicate_ends(left):
            return False
        measured = (quantity.unit in RATES or not quantity.unit) and not quantity.implicit
        return not (measured and phrases.left(left)[0])

    def _from_left(self, position: int, clause: tuple[int, int], left: str, right_name: str) -> None:
        """The name before the number, or what stands in for it: the side behind, the previous one, the clause before."""
        quantity, previous = self.quantities[position], self.previous
        rate = quantity.unit in RATES or quantity.fraction is not None
        name, scope, _ = self.phrases.left(left, rate, quantity.unit in DEEDS)
        name, scope = self._of_takers(quantity, clause, name, scope)
        if left.startswith("、") and previous is not None:
            name = self.phrases.parallel(previous.indicator, left) or name
        if not self.phrases.names(name):
            name = ""
        elif previous is not None and name in self.phrases.bare_levels:
            name = name + LEVEL_OF_TITLE.sub("", previous.indicator)
        if name and left.startswith("占") and previous is not None and rate:
            name = previous.indicator + name
        if name and name not in self.phrases.relational:
            self._set(quantity, name, scope, "linking.left")
        elif name and previous is None:
            self._from_earlier_clause(quantity, clause, scope)
            earlier = quantity.indicator
            if name != "幅度" or not self.phrases.measure.search(earlier):
                quantity.indicator = (earlier if len(earlier) <= LONGEST_GRANT else "") + name
        elif right_name:
            self._set(quantity, right_name, scope, "linking.right")
        elif previous is not None:
            named = self.listed if self.listed and "均" in left else previous.indicator
            indicator = named if named.endswith(name) else named + name
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
            if match is None or left.rstrip().endswith(LEVEL_ENDS) or phrases.grant_level.search(match[2]):
                return False
            name = "" if match[2] or phrases.each.search(left) else phrases.given(left[: match.end()])
            rule = "linking.grant_before"
        if not name or len(name) > LONGEST_GRANT:
            name = match[0] if rule == "linking.grant_behind" else match[1]
        self._set(quantity, name, self._given_to(quantity, clause), rule)
        return True

    def _behind_list(self, position: int, clause: tuple[int, int], right: str) -> str:
        """What follows a number, or the list of numbers it opens (50万元、20万元奖励)."""
        if right.lstrip(" ")[:1] not in ("", "、", "(", "（") and not GIVEN_TOGETHER.fullmatch(right.strip()):
            return right
        last = position
        for other in range(position + 1, min(position + 12, len(self.quantities))):
            between = self.text[self.quantities[last].end : self.quantities[other].start].strip()
            if self.quantities[other].end > clause[1]:
                break
            if between not in LIST_MARKS and not GIVEN_TOGETHER.fullmatch(between) and not CLASSED.fullmatch(between):
                break
            last = other
        end = self.quantities[last].end
        classed = LAST_CLASS.match(self.text[end : end + REACH // 5])
        if classed is not None:
            return self.text[end + classed.end() : end + REACH]
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
            words = FIGURE.split(self.text[start:end].strip())[0]
            name, other, _ = (acted_on[1], None, 0) if acted_on else self.phrases.left(words)
            name, other = self._of_takers(quantity, (start, end), name, other) if name else (name, other)
            name = name if self.phrases.names(name) else ""
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
