"""Which thing a number measures (指标关联): each quantity takes its indicator from the fitting side of its clause.

X达到N, 新增XN个: the name stands before the number; 建成N个X, 给予N元补助: behind it; A、B分别N、M: dealt out in order;
达到N、增长M: the second number inherits the first one's indicator. The rule id on each quantity says which way was taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.both_sides import BothSides
from policy_extract.tasks.bracketed import without_half_brackets
from policy_extract.tasks.carried import carry_place, keep_fresh, name_by_sentence_before, share_predicate
from policy_extract.tasks.charges import subject_ends
from policy_extract.tasks.clauses import REACH, clause_start, clauses
from policy_extract.tasks.dealing import deal, joined, mates
from policy_extract.tasks.earlier import COUNTS
from policy_extract.tasks.frames import BRACKET_ENDS, LENGTHS, around_bracket
from policy_extract.tasks.grants import CHOSEN_FIRST, FUNDED, GIVES, KEPT_MARK, LISTED_GRANTS, LONGEST_GRANT, RATES
from policy_extract.tasks.indicator_phrases import ITEM, Name, Phrases
from policy_extract.tasks.phase import Phases
from policy_extract.tasks.shares import Shares

BEFORE_BY = re.compile(r"按照?|以")
SHARED_BY = re.compile("(?<=..)由(?=[^，,]{2,20}$)")
"""Behind what is shared, before those who share it (补贴资金由市、区两级按比例分担)."""
OTHER_MEASURE = re.compile("(?<=..)(?:利率|费率|年限|期限)$")
"""A measure at the end of a name that another measure takes the place of (贷款利率降低…，额度增加…)."""
NORM_STARTS = frozenset("的标要水")
"""First characters of 的标准, 标准, 要求, 水平 behind a norm."""
PEOPLE = frozenset({"人", "名", "户", "家"})
DEEDS = frozenset({"次", "轮", "期", "人次", "场次"})
BRACKETS = frozenset("（(")
SPENT = ("投入", "投资", "出资", "融资", "筹资")
"""Verbs of spending: the amount behind them is the spending itself, whatever it is for."""
FOUNDING = re.compile("^(?:设立|建立|成立|组建)")
"""What is founded with an amount is named by it (投入3000万元设立基金)."""
TRAILING_AND = re.compile(r"(?:以及|和|(?<!参)与|(?<![普惠])及)$")
FIGURE = re.compile(r"(?:达到?|完成|为|突破|超过?)?[0-9]")
CLAUSE_END = re.compile("[，,。；;\n]")
PLACE_OR_BODY = re.compile(
    r"(?:[县区市州旗省镇乡村盟]|街道|市直|高新区|开发区|学校|医院|单位|部门|企业|公司|社区|个人|职工|各方)$"
)
GIVEN_BEFORE = re.compile(".*(?:给予|予以|享受|对)(?!公)")
LISTED_NEXT = re.compile("(?<=[一-龥]{3})(?:、|以?及|和(?!谐|平))")
"""Where the list of names begins that the next number counts (5个重点实验室和甲、乙等3个平台)."""
NEXT_COUNT = re.compile("、(?=[0-9])")
LEVEL_OF_TITLE = re.compile(r"^(?:国家|世界|自治区|省部|部|省|市|州|县|区|镇|乡|村)级?(?=[一-龥]{2})")
CLASS_OF_SIZE = re.compile(
    "[0-9]*[十百千万]*亿元?级(?:以上)?|(?:年?产值|主营业务收入|营业收入|销售收入|投资|规模|税收)(?:超过?|过|达到?|突破)?[0-9]*[十百千万]*亿元(?:以上)?的?|(?:制造|服务|农|工|建筑|商贸|物流|旅游|文化|种植|养殖|加工)业"
)
"""A class by size or branch that shares its noun with the next count (两个200亿级、三个100亿级产业集群)."""
BEARS = re.compile("各(?:自?(?:承担|负担|分担))?$")
"""Behind those who get or bear the same share each."""
OTHER_PLACES = re.compile("(?:[^，,、的]{1,8}(?:[县区市州旗镇乡]|县（市）|地区)(?:、|和|及)?){1,4}|城镇|农村|城市|乡村")
"""Places alone before a second number of the same kind: it is measured there too."""
ON_BASE = re.compile("(?<=[一-龥])在[^，,在]{0,24}基础上(?=再|上浮|提高|增加|增长|提升|翻|下调|下浮|下降|降低|减少|压减)")
"""From where something is raised (在最高限额基础上上浮10%): no part of what is."""
LIST_ENDS = ("、", "和", "及", "与", "，", ",")
"""Before another share of something (90%的甲、80%的乙)."""
LED_AFRESH = re.compile("(?:^|、|以及|并)[为帮]助?(?:全[省市县区州])?$")
"""A member of a list that opens with whom something is done for (…、为3万名老人免费体检)."""
PART_OF = re.compile("^(?P<whole>.{2,}?)(?<![其高初集])中的?$")
"""The whole behind one number, of which the next one counts a part (20个行业中的19个)."""
REACHES_ALL = re.compile("^(?P<what>.{2,}?)(?:基本|全面|已|均)*实现(?P<where>[^，,、]{1,10})$")
"""社会保障实现制度全覆盖: what is covered and where make the name."""
PACE = re.compile("^(?P<what>.{2,}?)(?:年均|平均)?(?:增速|增幅|增长速度|增长率)[^，,]{0,20}$")
"""地区生产总值增速超过平均水平，力争达到2300亿元: an amount is of the thing, not of its pace."""
KINDS = re.compile("（[一-龥]{1,3}(?:、[一-龥]{1,3}){1,4}）")
"""Kinds of a place behind it (县（市、区）)."""


def link(text: str, document: Document, pack: Pack) -> None:
    """Give every quantity its statement, indicator, scope and phase; statements must have their kinds."""
    phrases: Phrases = pack.cached("phrases", Phrases)
    phases: Phases = pack.cached("phases", Phases)
    sides: BothSides = pack.cached("both_sides", BothSides)
    starts = [s.start for s in document.statements]
    time_starts = [t.start for t in document.times]
    charged = subject_ends(text, document)
    members: dict[int, list[Quantity]] = {}
    for quantity in document.quantities:
        index = bisect_right(starts, quantity.start) - 1
        if index >= 0 and quantity.start < document.statements[index].end:
            quantity.statement = index
            members.setdefault(index, []).append(quantity)
    counted, paragraph = None, -1
    for index, quantities in members.items():
        statement = document.statements[index]
        counted, paragraph = (counted if statement.paragraph == paragraph else None), statement.paragraph
        times = document.times[bisect_left(time_starts, statement.start) : bisect_left(time_starts, statement.end)]
        linker = StatementLinker(text, statement, quantities, times, phrases, sides)
        linker.charged = charged[bisect_left(charged, statement.start) : bisect_left(charged, statement.end)]
        linker.heading = document.headings[statement.section].title if statement.section >= 0 else ""
        linker.run()
        name_by_sentence_before(quantities[0], counted, text, phrases)
        counted = next((q for q in reversed(quantities) if q.unit in COUNTS), None)
        phases.mark(text, document, statement, quantities)
    document.quantities = [q for q in document.quantities if q.statement >= 0 and q.phase != "none"]


def clause_words(text: str, start: int, end: int) -> str:
    """The words from an offset to the end of its clause."""
    return CLAUSE_END.split(text[start:end])[0]


def _closed_up(words: str) -> str:
    """Words without line ends; a list of kinds in a bracket (县（市、区）) is kept from being taken for one of things."""
    words = words.replace("\n", "")
    return KINDS.sub(lambda kinds: kinds[0].replace("、", KEPT_MARK), words) if "（" in words else words


class StatementLinker(Shares):
    """Links the quantities of one statement from left to right."""

    def __init__(
        self, text: str, statement: Statement, quantities: list[Quantity], times: list[Time], phrases: Phrases, sides: BothSides
    ) -> None:
        self.text, self.sides = text, sides
        self.statement = statement
        self.quantities = quantities
        self.times = times
        self.time_starts = [t.start for t in times]
        self.phrases = phrases
        self.clauses = clauses(text, statement, quantities)
        self.clause_starts = [c[0] for c in self.clauses]
        self.names: dict[tuple[str, bool, bool], Name] = {}
        self.charged: list[int] = []
        """Ends of the bodies that the statement charges with what stands behind them."""
        self.previous: Quantity | None = None
        self.listed = self.heading = ""

    def run(self) -> None:
        """Link all quantities of the statement."""
        position = 0
        while position < len(self.quantities):
            quantity = self.quantities[position]
            clause = self.clauses[max(0, bisect_right(self.clause_starts, quantity.start) - 1)]
            listed = mates(self.text, clause[1], self.quantities, position)
            if len(listed) > 1 and self._dealt(clause, listed, position):
                self.previous, self.listed = listed[-1], joined([q.indicator for q in listed])
                position += len(listed)
                continue
            self._link(position, clause)
            self._owned(position, clause)
            if quantity.indicator and not self._is_share_beside(quantity):
                self.listed = self.listed if "linking.inherited" in quantity.rules else ""
                self.previous = quantity
            position += 1
        without_half_brackets(self.quantities)
        keep_fresh(self.text, self.quantities)
        share_predicate(self.text, self.quantities, self.phrases)
        self.sides.reports.rename(self.text, self.statement, self.quantities)
        for quantity in self.quantities:
            if quantity.scope is not None:
                quantity.scope = self.sides.scope(quantity.scope.replace(KEPT_MARK, "、"))
        carry_place(self.text, self.statement, self.quantities, self.phrases)

    def _dealt(self, clause: tuple[int, int], listed: list[Quantity], position: int) -> bool:
        """Whether a list of numbers was dealt out to the members named before it."""
        return deal(self.text, clause, listed, self.quantities, position, self.phrases, self._without_times)

    def _link(self, position: int, clause: tuple[int, int]) -> None:
        """Link one quantity; the first way that gives a name wins."""
        quantity, phrases, previous = self.quantities[position], self.phrases, self.previous
        left, right = self._sides(position, clause)
        left = ON_BASE.sub("", left) if "基础上" in left else left
        left, right = self.sides.frames.sides(quantity, left, right)
        if self._at_once(quantity, clause, left, right):
            return
        points = quantity.unit == "百分点" and phrases.gives(right[:4])
        points = points or (quantity.unit in LISTED_GRANTS and left.endswith(GIVES) and self.text.startswith("、", quantity.end))
        if quantity.unit.startswith(("元", "%", "‰")) or quantity.fraction or points:
            if self._grant(position, clause, left, right):
                return
            base = phrases.base.match(left) if left.endswith("的") else None
            divides = phrases.shared_out.match(base[1] if base else left) is not None
            if divides and previous is not None and any("grant" in rule for rule in previous.rules):
                self._set(quantity, previous.indicator, previous.scope, "linking.same_grant")
                return
        if quantity.measure == "rank":
            if self._ranked(quantity, clause, left):
                return
            heads = previous is not None and phrases.rank_head.match(left) is not None
            left, right = "" if heads else phrases.rank_tail.sub("", left), ""
        if left[:1] in BRACKETS:
            left = phrases.leading_bracket.sub("", left).lstrip("（(")
        right = phrases.unit_bracket.sub("", right)
        if left.endswith(SPENT):
            right = FOUNDING.sub("", right)
        counted = quantity.unit not in RATES and not quantity.implicit and not quantity.fraction
        led = counted and phrases.led.search(left) is not None
        right_name = "" if phrases.right_empty.match(right) else phrases.right(right, counted, led)
        right_name = self._with_noun(position, right_name) if phrases.names(right_name) else ""
        if quantity.implicit and right_name and self.text.startswith("全部", quantity.start):
            self._wholly(quantity, left, right_name)
        elif right_name and self._counts_right(quantity, left, right):
            self._set(quantity, right_name, None, "linking.right")
            if left and not phrases.makes(left):
                quantity.scope = self._left(left)[1]
        elif left.endswith("的") and (share := phrases.share_of.match(left)) is not None and self._share(quantity, share):
            return
        elif previous is not None and phrases.each_of.search(left) and self._shares_out(left):
            self._set(quantity, previous.indicator, BEARS.sub("", left).lstrip("，,、 "), "linking.each_of")
        elif quantity.ratio and (shared := phrases.shared_cost.match(right)) is not None:
            what = shared[2] or SHARED_BY.split(BEFORE_BY.split(left)[0].strip("，, "))[0]
            self._set(quantity, f"{what}{shared[1]}比例", None, "linking.shared_cost")
        else:
            self._from_left(position, clause, left.removesuffix("各"), right_name)

    def _with_noun(self, position: int, name: str) -> str:
        """A bare level with the noun it shares with the next number (5家省级、16家市级技术中心)."""
        if name not in self.phrases.bare_levels and CLASS_OF_SIZE.fullmatch(name) is None:
            return name
        for other in self.quantities[position + 1 : position + 4]:
            end = min(other.end + 40, self.statement.end)
            following = self.phrases.right(clause_words(self.text, other.end, end), counted=True)
            sized = CLASS_OF_SIZE.match(following)
            if sized is not None and sized.end() < len(following):
                return name + following[sized.end() :]
            if following not in self.phrases.bare_levels and LEVEL_OF_TITLE.match(following):
                return name + LEVEL_OF_TITLE.sub("", following)
        return name

    def _shares_out(self, left: str) -> bool:
        """Whether the members before 各 are places or bodies that get a share of what was named before."""
        members = self.phrases.separator.split(BEARS.sub("", left).strip("，,、 "))
        return all(PLACE_OR_BODY.search(member) for member in members if member)

    def _sides(self, position: int, clause: tuple[int, int]) -> tuple[str, str]:
        """The words of the clause that belong to a number, before it (without times) and behind it."""
        quantity, low, high = self.quantities[position], clause[0], clause[1]
        if position:
            low = max(low, self.quantities[position - 1].end)
        following = position + 1 < len(self.quantities) and self.quantities[position + 1].start < high
        if following:
            high = self.quantities[position + 1].start
        low = max([low, *(end for end in self.charged if low < end <= quantity.start)])
        low, high = max(low, quantity.start - REACH), min(high, quantity.end + REACH)
        right = self._without_times(quantity.end, max(high, quantity.end))
        if following:
            right = LISTED_NEXT.split(right)[0] if right.endswith("等") else right
            right = TRAILING_AND.sub("", right[: right.rindex("、")] if "、" in right else right)
        left = self._without_times(min(low, quantity.start), quantity.start)
        return (around_bracket(self.text, clause[0], low, left) if left[:1] in BRACKET_ENDS else left), right

    def _compares(self, time: Time) -> bool:
        """Whether a time only names what is compared with (比2020年, 由2020年的16%) or is part of a name (学前三年毛入园率)."""
        cut = self.text.startswith("长期限", time.start)  # 延长期限: 长期 is no time there
        return cut or self.text[time.start - 1] in "比较由从学" or self.text[time.start] in "比较由从"

    def _without_times(self, start: int, end: int) -> str:
        """The words of a span without line ends and time expressions; the year of a comparison (比2020年) stays."""
        if not self.times:
            return _closed_up(self.text[start:end])
        pieces: list[str] = []
        for time in self.times[bisect_left(self.time_starts, start) : bisect_left(self.time_starts, end)]:
            if start <= time.start and time.end <= end and not self._compares(time):
                pieces.append(self.text[start : time.start])
                start = time.end
        pieces.append(self.text[start:end])
        return _closed_up("".join(pieces))

    def _counts_right(self, quantity: Quantity, left: str, right: str) -> bool:
        """Whether the number counts what stands behind it: a verb of making before it, or nothing that is measured."""
        phrases = self.phrases
        if right.startswith("的") and left.endswith(LIST_ENDS):
            return True
        if LED_AFRESH.search(left) and not quantity.unit.startswith(("元", *RATES)):
            return True
        if left.endswith("为") and quantity.unit in PEOPLE and phrases.helped.match(right):
            return True
        if left.endswith(SPENT) and quantity.unit.endswith("元") and phrases.heads_off.prefix(right):
            return False
        if quantity.unit.endswith("元") and FUNDED.search(left) and phrases.action_opens(right):
            return False
        if not phrases.makes(left) and not right.startswith("的") and phrases.predicate_ends(left):
            return False
        if right[:1] in NORM_STARTS and self.sides.frames.about_norm(self._left(left)[0], right):
            return False
        # 年营业收入达到2000万元的企业: a threshold is of what stands before it.
        threshold = quantity.phase == "condition" and quantity.unit == "元"
        measured = (quantity.unit in RATES or not quantity.unit or threshold) and not quantity.implicit
        named = self._left(left)[0] if measured else ""
        return not named or (named in phrases.areas and right.startswith("的"))

    def _from_left(self, position: int, clause: tuple[int, int], left: str, right_name: str) -> None:
        """The name before the number, or what stands in for it: the side behind, the previous one, the clause before."""
        quantity, previous = self.quantities[position], self._inherited_from(position)
        rate = quantity.unit in RATES or quantity.fraction is not None
        if self.phrases.makes(left) and (shared := self._shared_noun(position)):
            self._set(quantity, shared, self._left(left)[1], "linking.shared_noun")
            return
        name, scope = self._named_left(quantity, left, rate)
        name, scope = self._of_takers(quantity, clause, name, scope)
        name = self._last_measure(name)
        if name and (same := self._measured_before(position, name)) is not None:
            self._set(quantity, same.indicator, name, "linking.same_measure")
            return
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
        elif not name and (shared := self._shared_noun(position)):
            self._set(quantity, shared, scope, "linking.shared_noun")
        elif previous is not None:
            named = self.listed if self.listed and "均" in left else previous.indicator
            indicator = named if named.endswith(name) else OTHER_MEASURE.sub("", named) + name
            if not name and quantity.unit.startswith("元/") and not previous.unit.startswith("元"):
                # 提供800个岗位, 给予补贴, 每人每月N元: an amount for each is of what is given, not of what was counted.
                indicator = self._thing_granted(quantity) or indicator
            indicator = self._other_deed(indicator, left)
            if name in ("户均", "人均"):
                indicator = name + previous.indicator
            self._set(quantity, indicator, scope or previous.scope, "linking.inherited")
        else:
            self._from_earlier_clause(quantity, clause, scope)

    def _named_left(self, quantity: Quantity, left: str, rate: bool) -> tuple[str, str | None]:
        """Name and scope before the number; a relative clause (的企业收取的费率) and a whole (新招聘人员中…) are whose it is."""
        if left.startswith("的") and self.previous is not None and "的" in left[1:-2]:
            whose, _, left = left[1:].rpartition("的") if not left.endswith("的") else ("", "", left)
            quantity.scope = quantity.scope or whose or None
        if self.previous is not None and PART_OF.match(left) is not None and "linking.right" in self.previous.rules:
            return "", None
        if quantity.measure == "coverage" and (all_of := REACHES_ALL.match(left)) is not None:
            left = all_of["what"] + all_of["where"]
        left = self._behind_previous(left)
        if self.previous is not None and (case := self.phrases.case.match(left)) is not None:
            quantity.scope = quantity.scope or case[1]
            return "", None
        if self.previous is not None and quantity.unit in ("百分点", self.previous.unit) and self.phrases.ahead_of.match(left):
            return "", None
        name, scope, _ = self._left(left, rate, quantity.unit in DEEDS)
        name, scope = self.sides.frames.of_class(name, scope)
        if self.previous is not None and name in self.sides.frames.classes and self.previous.scope in self.sides.frames.classes:
            return "", name
        if (rate or quantity.unit in LENGTHS) and self.previous is not None and self.previous.unit == quantity.unit:
            if OTHER_PLACES.fullmatch(name):
                return "", name
            name = self._same_of(name)
        inside = self.phrases.part_among.match(name) if rate and "中" in name else None
        return (inside["part"], scope or inside["whole"]) if inside is not None else (name, scope)

    def _shared_noun(self, position: int) -> str:
        """What the next number counts, when it stands right beside this one (选派7批次49名医生; 1.9万户、9万人的搬迁)."""
        if position + 1 == len(self.quantities):
            return ""
        quantity, other = self.quantities[position : position + 2]
        if other.implicit or quantity.implicit or quantity.unit in RATES:
            return ""
        if self.text[quantity.end : other.start].strip() not in ("", "、") or other.unit == quantity.unit:
            return ""
        end = min(other.end + REACH, self.statement.end)
        behind = NEXT_COUNT.split(clause_words(self.text, other.end, end))[0]
        return (
            ""
            if behind.startswith(("全部", "均", "都", "已")) or self.phrases.right_empty.match(behind)
            else self.phrases.right(behind, counted=True)
        )

    def _last_measure(self, name: str) -> str:
        """A measure listed behind what is done (购买保障性住房、最低首付款比例): the number is of the measure alone."""
        deed, mark, last = name.rpartition("、")
        measures = self.phrases.measure
        if not mark or len(last) < 4 or "等" in last or not measures.search(last) or measures.search(deed):
            return name
        return last if self.phrases.does(deed) else name

    def _from_earlier_clause(self, quantity: Quantity, clause: tuple[int, int], scope: str | None) -> None:
        """Nothing in the own clause names the thing: the object of the clause before does."""
        end = clause[0] - 1
        start = clause_start(self.text, self.statement.start, end, "，,；;。：:\n")
        if 0 < end - start <= 60:
            acted_on = self.phrases.acted_on.search(self.text, start, end)
            words = CHOSEN_FIRST.sub("", FIGURE.split(ITEM.sub("", self.text[start:end].strip(), count=1))[0])
            name, other, _ = (acted_on[1], None, 0) if acted_on else self._left(words)
            name, other = self._of_takers(quantity, (start, end), name, other) if name else (name, other)
            name = name if self.phrases.names(name) else ""
            paced = PACE.match(name) if quantity.unit not in RATES else None
            name = paced["what"] if paced is not None else name
            self._set(quantity, name, scope or other, "linking.earlier_clause")
