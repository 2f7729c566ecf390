"""Which thing a number measures (指标关联): each quantity takes its indicator from the fitting side of its clause.

X达到N, 新增XN个: the name stands before the number; 建成N个X, 给予N元补助: behind it; A、B分别N、M: dealt out in order;
达到N、增长M: the second number inherits the first one's indicator. The rule id on each quantity says which way was taken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.dealing import deal, mates
from policy_extract.tasks.indicator_phrases import Phrases
from policy_extract.tasks.phase import Phases

BREAK = regex.compile(r"[，,；;。：:！!？?\n]")
BRACKET = regex.compile(r"[（(【\[）)】\]]")
EMPTY_RIGHT = regex.compile(
    r"^(?:[\s、，,；;。：:！!？?（(）)】\]”\"]|由|用于|以上|以内|左右|上下|$|(?:的)?(?:速度|比例|标准|幅度|增速|目标|水平)(?:递增|增长|提高)?(?:[、，,；;。]|$)|(?:和|与|及|以及|并|且|或)[^的]|分别|[为是达占居]|在(?![^，,。]{0,20}的))"
)
RANK_TAIL = regex.compile(r"(?:稳居|位居|跃居|跃升|升至|位列|名列|排名|列|居|排|进入|跻身|保持|在)?(?:全球|世界|全国|全省|全市|全区|同类|副省级|地级|省会|城市|各?市州|沿海|中部|西部|东部|西北|地区|百强|前列|中|的)*$")
LEADING_BRACKET = regex.compile(r"^[（(][^（()）]{0,80}[）)]")
SHARED_COST = regex.compile(r"^的?比例(?:共同)?(分担|承担|配套|负担|分配|分摊)([^，,。；;、]{0,10})")
BEFORE_BY = regex.compile(r"按照?|以")
DEEDS = frozenset({"次", "轮", "期", "人次", "场次"})
EACH_OF = regex.compile(r"[^，,]{2,}各$")


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
        _link_statement(text, statement, quantities, phrases, _times_in(document, time_starts, statement))
        phases.mark(text, document, statement, quantities)
    document.quantities = [q for q in document.quantities if q.statement >= 0 and q.phase != "none"]


def _times_in(document: Document, starts: list[int], statement: Statement) -> list[Time]:
    """The time expressions of a statement."""
    return document.times[bisect_left(starts, statement.start) : bisect_left(starts, statement.end)]


def _without_times(text: str, start: int, end: int, times: list[Time]) -> str:
    """The words of a span without the time expressions in it."""
    pieces: list[str] = []
    for time in times:
        if start <= time.start and time.end <= end:
            pieces.append(text[start : time.start])
            start = time.end
    pieces.append(text[start:end])
    return "".join(pieces)


def _link_statement(text: str, statement: Statement, quantities: list[Quantity], phrases: Phrases, times: list[Time]) -> None:
    """Link the quantities of one statement from left to right."""
    bounds = clauses(text, statement, quantities)
    starts = [b[0] for b in bounds]
    previous: Quantity | None = None
    done: set[int] = set()
    for position, quantity in enumerate(quantities):
        if position in done:
            continue
        clause = bounds[bisect_right(starts, quantity.start) - 1] if quantity.start >= starts[0] else bounds[0]
        listed = mates(text, clause[1], quantities, position)
        if len(listed) > 1 and deal(text, clause, listed, quantities[:position], phrases):
            done.update(range(position, position + len(listed)))
            previous = listed[-1]
            continue
        after = quantities[position + 1] if position + 1 < len(quantities) else None
        before = quantities[position - 1] if position else None
        _link_one(text, statement.start, clause, before, quantity, after, previous, quantities, phrases, times)
        if quantity.indicator:
            previous = quantity


def clauses(text: str, statement: Statement, quantities: list[Quantity]) -> list[tuple[int, int]]:
    """Clauses of a statement: cut at commas, semicolons and colons outside brackets and numbers."""
    found: list[tuple[int, int]] = []
    start = statement.start
    taken = iter([*quantities, None])
    number = next(taken)
    depth_ends = _bracket_spans(text, statement)
    for mark in BREAK.finditer(text, statement.start, statement.end):
        at = mark.start()
        while number is not None and number.end <= at:
            number = next(taken)
        if number is not None and number.start < at:
            continue
        if any(a < at < b for a, b in depth_ends):
            continue
        found.append((start, at))
        start = at + 1
    if start < statement.end or not found:
        found.append((start, statement.end))
    return found


def _bracket_spans(text: str, statement: Statement) -> list[tuple[int, int]]:
    """Spans of outermost balanced brackets in a statement."""
    spans: list[tuple[int, int]] = []
    depth, opened = 0, 0
    for mark in BRACKET.finditer(text, statement.start, statement.end):
        if mark[0] in "（(【[":
            if depth == 0:
                opened = mark.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                spans.append((opened, mark.start()))
    return spans


def _link_one(
    text: str,
    first: int,
    clause: tuple[int, int],
    before: Quantity | None,
    quantity: Quantity,
    after: Quantity | None,
    previous: Quantity | None,
    quantities: list[Quantity],
    phrases: Phrases,
    times: list[Time],
) -> None:
    """Link one quantity; the first way that gives a name wins."""
    left_bound = clause[0]
    if before is not None and before.end > left_bound:
        left_bound = before.end
    right_bound = clause[1]
    if after is not None and after.start < right_bound:
        right_bound = after.start
    left, right = _without_times(text, left_bound, quantity.start, times), text[quantity.end : right_bound]
    if after is not None and right_bound == after.start and "、" in right:
        right = right[: right.rindex("、")]
    if (quantity.unit.startswith(("元", "%", "‰")) or quantity.fraction) and _grant(text, clause, quantity, left, right, quantities, phrases):
        return
    if quantity.measure == "rank":
        left = RANK_TAIL.sub("", left)
        right = ""
    if previous is not None and (quantity.unit.startswith(("元", "%", "‰")) or quantity.fraction) and any("grant" in r for r in previous.rules) and phrases.shared_out.match(left):
        _set(quantity, previous.indicator, previous.scope, "linking.same_grant", -1)
        return
    left = LEADING_BRACKET.sub("", left)
    left_bound = quantity.start - len(left)
    right_name = "" if EMPTY_RIGHT.match(right) else phrases.right(right)
    made = phrases.making_end.search(left) is not None
    if right_name and (made or right.startswith("的") or phrases.predicate_end.search(left) is None) and not _measured(left, quantity, phrases):
        _set(quantity, right_name, None, "linking.right", quantity.end)
        if left and not made:
            quantity.scope = phrases.left(left)[1]
        return
    if previous is not None and EACH_OF.search(left):
        _set(quantity, previous.indicator, left.rstrip("各 ").lstrip("，,、 "), "linking.each_of", -1)
        return
    if quantity.ratio and (shared := SHARED_COST.match(right)) is not None:
        _set(quantity, (shared[2] or BEFORE_BY.split(left)[0].strip("，, ")) + shared[1] + "比例", None, "linking.shared_cost", -1)
        return
    rate = quantity.unit in ("%", "百分点", "‰", "倍") or quantity.fraction is not None
    name, scope, offset = phrases.left(left, rate, quantity.unit in DEEDS)
    if name and not (before is not None and phrases.relational.match(name)):
        _set(quantity, name, scope, "linking.left", left_bound + offset)
    elif right_name:
        _set(quantity, right_name, scope, "linking.right", quantity.end)
    elif previous is not None:
        _set(quantity, joined(previous.indicator, name), scope or previous.scope, "linking.inherited", -1)
    else:
        _from_earlier_clause(text, first, clause, quantity, scope, phrases)


def joined(indicator: str, relation: str) -> str:
    """An inherited indicator with its own relational noun (…企业 + 总数)."""
    return indicator if indicator.endswith(relation) else indicator + relation


def _measured(left: str, quantity: Quantity, phrases: Phrases) -> bool:
    """Whether the words before the number already name a measure, so that what follows is only its base or purpose."""
    if quantity.unit in ("%", "百分点", "‰", "倍", "") and not quantity.implicit:
        return bool(phrases.left(left)[0])
    return False


def _grant(
    text: str, clause: tuple[int, int], quantity: Quantity, left: str, right: str, quantities: list[Quantity], phrases: Phrases
) -> bool:
    """Money or rates given: the noun of giving behind the number or before it names the indicator."""
    tail = right
    if right.lstrip(" ")[:1] in ("", "、"):
        last = quantity
        for other in quantities:
            if other.start >= last.end and other.end <= clause[1] and text[last.end : other.start].strip() in ("、", "和", "及", "，", ","):
                last = other
        if last is not quantity:
            tail = text[last.end : clause[1]]
    tail = tail.split("、")[0]
    match = phrases.grant.search(tail)
    if match is not None and match.start() <= 16 and tail[:1] not in "，,。；;":
        name = phrases.receiver.sub("", phrases.right(tail[: match.end()]))
        if not name or len(name) > 14:
            name = match[0]
        _set(quantity, name, _given_to(text, clause, quantity), "linking.grant_behind", quantity.end)
        return True
    match = phrases.grant_end.search(left)
    if match is not None and not left.rstrip().endswith(("达到", "达", "超过", "增长", "余额", "突破", "完成", "投入", "收入")):
        name = "" if match[2] or phrases.each.search(left) else phrases.given(left[: match.end()])
        if not name or len(name) > 14:
            name = match[1]
        _set(quantity, name, _given_to(text, clause, quantity), "linking.grant_before", -1)
        return True
    return False


def _given_to(text: str, clause: tuple[int, int], quantity: Quantity) -> str | None:
    """To whom: the phrase of 对… before the amount."""
    at = text.rfind("对", max(0, clause[0] - 120), quantity.start)
    if at < 0:
        return None
    end = next((i for i in range(at + 1, quantity.start) if text[i] in "，,；;。"), -1)
    words = text[at + 1 : end] if end > 0 else ""
    return words.removesuffix("的") if 2 <= len(words) <= 60 else None


def _from_earlier_clause(text: str, first: int, clause: tuple[int, int], quantity: Quantity, scope: str | None, phrases: Phrases) -> None:
    """Nothing in the own clause names the thing: the object of the clause before does."""
    end = clause[0] - 1
    start = max((text.rfind(c, max(0, end - 80), end) for c in "，,；;。：:\n"), default=-1) + 1
    start = max(start, first)
    if 0 < end - start <= 60:
        acted_on = phrases.acted_on.search(text, start, end)
        name, other, _ = (acted_on[1], None, 0) if acted_on else phrases.left(text[start:end])
        _set(quantity, name, scope or other, "linking.earlier_clause", start)


def _set(quantity: Quantity, name: str, scope: str | None, rule: str, at: int) -> None:
    """Write a link with the rule that made it."""
    quantity.indicator = name
    quantity.rules.append(rule)
    if scope is not None and quantity.scope is None:
        quantity.scope = scope
    if at >= 0 and name:
        quantity.indicator_span = (at, at + len(name))
