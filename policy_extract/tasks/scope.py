"""Which time governs which number (时间统辖): own expression, clause, sentence, item, section, in that order.

A time in a condition (对年内完成投资…的企业给予…) governs nothing outside it; a deadline line or bracket that closes an item
(完成时限：…) governs the whole item; a section heading's year governs what stands below it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right

from policy_extract.model import Document, Quantity, Statement, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.ahead import silence
from policy_extract.tasks.clauses import REACH, clause_start
from policy_extract.tasks.scope_closing import item_deadlines
from policy_extract.tasks.scope_dealt import dealt_times
from policy_extract.tasks.scope_projects import Deeds, deeds
from policy_extract.tasks.scope_report import BACKWARD, period_end, period_opened, periods_opened, turns_to_year, year_of_turn
from policy_extract.tasks.scope_stages import stage_time
from policy_extract.tasks.scope_steps import CLAUSE_MARKS, OPENERS, closes, last_step, later_year
from policy_extract.tasks.scope_terms import term_at, terms_of_measures
from policy_extract.tasks.scope_years import bare_years, nearer

GOVERNING = frozenset({"by", "during", "from", "relative"})
HALVES = (("下半年", (12, 31)), ("上半年", (6, 30)), ("四季度", (12, 31)))
"""Words of a heading that set the part of the year for what is below it, with its last month and day."""
EXPIRY = ("期限", "期限至", "有效期至", "执行至", "延续至", "延长至", "截止到")
"""Words before a date behind the number that say until when it holds."""
NUMBERING = " 0123456789.．、（）()①②③④⑤⑥⑦⑧⑨⑩一二三四五六七八九十"
"""Characters of a number before the words of an item."""
OCCASIONS = frozenset({"次", "轮", "回"})
"""Units of a frequency (每季度通报1次), which goes on: a deadline of its item or section is not its own."""


class Reach:
    """The compiled rules of the family `scope`."""

    def __init__(self, pack: Pack) -> None:
        rules = pack.family("scope").rules
        self.deeds: Deeds = deeds(pack)
        self.aims_follow = tuple(pack.family("scope").words("aims_follow"))
        self.opening = rules["scope.opening"].compiled
        self.completion = rules["scope.completion"].compiled
        self.thing = rules["scope.thing"].compiled
        self.finished = rules["scope.finished"].compiled
        self.grant_step = rules["scope.grant_step"].compiled
        self.prepares = rules["scope.prepares"].compiled


def govern(text: str, document: Document, pack: Pack) -> None:
    """Set `when` of every planned quantity."""
    reach: Reach = pack.cached("scope", Reach)
    silence(text, document)
    times = [t for t in document.times if t.deadline and t.kind in GOVERNING]
    starts = [t.start for t in times]
    closing = item_deadlines(text, document, pack)
    dealt = dealt_times(text, document, times, starts)
    carried = _carried(text, document, times, starts, reach)
    announced = _announced(text, document, times, starts, reach, carried)
    turns, opened = turns_to_year(text, document, pack), periods_opened(text, document)
    terms = terms_of_measures(text, document, pack)
    bare = bare_years(text, document)
    bare_starts = [t.start for t in bare]
    sections: dict[int, Time | None] = {}
    for quantity in document.quantities:
        if quantity.phase != "planned":
            continue
        statement = document.statements[quantity.statement]
        quantity.when = dealt.get(id(quantity)) or nearer(
            text, statement, quantity, _in_statement(text, document, quantity, times, starts, reach), bare, bare_starts
        )
        often = quantity.per is not None and quantity.unit in OCCASIONS
        if often and quantity.when is not None and quantity.when.start > quantity.end:
            # 每半月调度一次，确保6月底前完成整改: what has to be done by then is another deed.
            quantity.when = None
        begun = _begun_before(text, quantity)
        if begun is not None:
            quantity.when = None
        if quantity.when is None and not often:
            own = closing.get(quantity.statement)
            quantity.when = (
                term_at(terms, quantity.start)
                or carried.get(quantity.statement)
                or announced.get(quantity.statement)
                or reach.deeds.finished_with(text, statement, quantity, times, starts)
                or reach.deeds.within_the_plan(text, document, statement, quantity)
                or _dated(own)
                # 由…负责，长期推进: the item says itself that it has no end, whatever its heading says.
                or (None if own is not None else _of_section(document, statement.section, sections))
                or (None if own is not None else year_of_turn(turns, quantity.start))
                or (None if own is not None else period_opened(opened, turns, quantity.start))
                or begun
            )


def _begun_before(text: str, quantity: Quantity) -> Time | None:
    """The beginning (从4月份起) that governs a number two clauses on, where a deadline of its section says more."""
    time = quantity.when
    if time is None or time.kind != "from" or time.end_date is not None:
        return None
    between = text[time.end : quantity.start]
    return time if sum(between.count(mark) for mark in CLAUSE_MARKS) > 1 else None


def _carried(text: str, document: Document, times: list[Time], starts: list[int], reach: Reach) -> dict[int, Time]:
    """Times carried over from an earlier statement: statement index → time.

    A goal takes the time that opened an earlier goal of its section (到2026年，…。…达到40%。); a clause cut off at a
    semicolon, and the next step of a grant (…户型的，给予…), take the opening time of the statement before. A goal that
    opens with a time right before a list of aims with headings of their own (到2030年，…。——产业…。) gives it to all of them.
    """
    found: dict[int, Time] = {}
    current: Time | None = None
    section, paragraph, opener, introduced, announces = -2, -1, -2, False, False
    for index, statement in enumerate(document.statements):
        if statement.section != section:
            listed = introduced or index - 1 == opener or (index - 1 in found and index - 1 > opener >= 0 and announces)
            introduced = _listed_heading(document, statement.section) and listed
            current, section = current if introduced else None, statement.section
        opening: Time | None = None
        first = bisect_left(starts, statement.start)
        if first < len(starts) and starts[first] < statement.end:
            opening = (
                _opening_time(text, statement, times, starts, reach)
                or _grant_period(text, statement, times, starts, reach)
                or _policy_period(text, statement, times, starts)
            )
        before = document.statements[index - 1] if index else statement
        linked = index - 1 in found or index - 1 == opener
        if opening is not None:
            # 第二步，到2025年…。——…。: the aims of a step follow as a list, some below headings of their own.
            announces = text[statement.start + 2] == "步" or not _listed_heading(document, statement.section)
            current = None if opening.kind == "by" and _dates_twice(statement, times, starts) else opening
            paragraph, opener, introduced = statement.paragraph, index, False
        elif current is not None:
            same = statement.paragraph == paragraph
            if (statement.kind == "goal" and before.kind == "goal") or (
                same
                and (
                    (linked and text[before.end - 1] in "；;" and not _turns_away(text, statement, before, times, starts))
                    or (current.kind == "during" and reach.grant_step.search(text, statement.start, statement.end))
                )
            ):
                found[index] = current
            elif statement.kind != "goal" and not same:
                current = None
    return found


def _turns_away(text: str, statement: Statement, before: Statement, times: list[Time], starts: list[int]) -> bool:
    """Whether a clause behind a semicolon has no part in the time before: it opens a case, or two stood there (6月…，9月…；)."""
    return text.startswith(("对", "凡"), statement.start) or _dates_twice(before, times, starts)


def _dates_twice(statement: Statement, times: list[Time], starts: list[int]) -> bool:
    """Whether two dates stand in a statement (2018年…，2020年…), so that neither goes on behind it."""
    told = times[bisect_left(starts, statement.start) : bisect_left(starts, statement.end)]
    return len({time.end_date for time in told}) > 1


def _listed_heading(document: Document, section: int) -> bool:
    """Whether a section of goals has no number: one of a list of aims (——产业迈向中高端。…)."""
    return section >= 0 and not document.headings[section].number and document.headings[section].level > 1


def _announced(
    text: str, document: Document, times: list[Time], starts: list[int], reach: Reach, carried: dict[int, Time]
) -> dict[int, Time]:
    """Times of goals that a sentence announces (到2028年，…，实现以下目标：), also of those below headings of their own.

    What announces only (具体目标如下：) passes on the time that the goal before it carries.
    """
    found: dict[int, Time] = {}
    lists: dict[int, Time] = {}
    for index, statement in enumerate(document.statements):
        if statement.kind != "goal":
            continue
        if text.endswith(reach.aims_follow, 0, statement.end):
            opening = _announced_for(text, statement, times, starts, reach) or carried.get(index)
            if opening is not None:
                lists[statement.section] = opening
        elif _opens_goals(document, index):
            opening = _opening_time(text, statement, times, starts, reach) or carried.get(index)
            if opening is not None and opening.kind == "by":
                lists[statement.section] = opening
        elif lists:
            section = statement.section
            while section >= 0 and section not in lists:
                section = document.headings[section].parent
            if section in lists:
                found[index] = lists[section]
    return found


def _opens_goals(document: Document, index: int) -> bool:
    """Whether a goal is the last of what stands between the heading of goals and the numbered headings that part them."""
    section = document.statements[index].section
    if section < 0 or document.headings[section].role != "goals" or index + 1 == len(document.statements):
        return False
    below = document.statements[index + 1].section
    return below == section + 1 and document.headings[below].parent == section and bool(document.headings[below].number)


def _announced_for(text: str, statement: Statement, times: list[Time], starts: list[int], reach: Reach) -> Time | None:
    """The time of announced goals: what opens the sentence, or the one time of the clause of 目标 (提出今后五年的主要目标：).

    A time in an earlier clause only describes (与到2020年的目标相衔接，今后五年的主要目标是：).
    """
    opening: Time | None = _opening_time(text, statement, times, starts, reach)
    inside = times[bisect_left(starts, statement.start) : bisect_left(starts, statement.end)]
    if opening is not None or not inside:
        return opening
    goal = text.find("目标", inside[-1].end, statement.end)
    described = len(inside) > 1 and not any(mark in text[inside[-2].end : inside[-1].start] for mark in CLAUSE_MARKS)
    if goal >= 0 and not described and (len(inside) == 1 or not any(c in text[inside[-1].end : goal] for c in CLAUSE_MARKS)):
        return inside[-1] if inside[-1].end_date is not None else None
    return opening


def _grant_period(text: str, statement: Statement, times: list[Time], starts: list[int], reach: Reach) -> Time | None:
    """The period of a grant (…期间，对…的，给予…), which its further steps share."""
    index = bisect_left(starts, statement.start)
    if index < len(times) and times[index].start < statement.end and times[index].kind == "during":
        return times[index] if reach.grant_step.search(text, times[index].end, statement.end) else None
    return None


def _policy_period(text: str, statement: Statement, times: list[Time], starts: list[int]) -> Time | None:
    """The period of days that opens a clause of a statement (落实减免政策,自…至…,对X免征…；Y减按…), for what a semicolon adds."""
    for time in times[bisect_left(starts, statement.start) : bisect_left(starts, statement.end)]:
        if time.kind == "during" and time.start_date and time.end_date and time.granularity == "day":
            return time if text[time.start - 1] in "，,；;。：:\n" and text[time.end : time.end + 1] in ("，", ",") else None
    return None


def _in_statement(
    text: str, document: Document, quantity: Quantity, times: list[Time], starts: list[int], reach: Reach
) -> Time | None:
    """The nearest governing time before the number in its statement, else one behind it in its clause."""
    statement = document.statements[quantity.statement]
    last = bisect_right(starts, quantity.start) - 1
    behind = times[last + 1] if last + 1 < len(times) else None
    for index in range(last, max(-1, last - 8), -1):
        time = times[index]
        if time.start < statement.start:
            break
        joined = behind is not None and text[quantity.end : behind.start] in ("", "于")
        if joined and _clause_ends(text, time.end, quantity.start):
            return behind  # …年底前完成，其余5个2025年6月底前完成: the next words date the number, not the clause before.
        if index == last and closes(text, statement, time, reach.completion):
            # 改造15公里，3月底前完工，新建堤防9公里，11月底前完工: what closes the number before does not date the next one.
            after = _behind(text, document, quantity, times, starts, reach)
            if after is not None:
                return after
            if later_year(document, time):
                continue  # 确保2027年建成通车，开工建设二级公路3条: what is finished in a later year dates nothing else.
        if _in_condition(text, statement, time, quantity) or _of_event(text, statement, time, quantity):
            continue
        if text[time.start - 1] == "为" and reach.prepares.match(text, time.end):
            continue  # 铁路基本建成，为2027年通车创造条件，公路完成七成: what is prepared comes later.
        if not (_of_subject(text, statement, time, quantity, reach) or reach.deeds.dates_a_start(text, time, quantity)):
            return time
    return _behind(text, document, quantity, times, starts, reach)


def _behind(text: str, document: Document, quantity: Quantity, times: list[Time], starts: list[int], reach: Reach) -> Time | None:
    """The time behind a number that dates it: in its clause, or in one that says until when it is completed."""
    statement = document.statements[quantity.statement]
    index = bisect_left(starts, quantity.end)
    if index < len(times) and times[index].start < min(statement.end, quantity.end + REACH):
        time = times[index]
        between = text[quantity.end : time.start]
        if between.endswith(EXPIRY):
            return time
        if not any(mark in between for mark in CLAUSE_MARKS):
            return time
        if reach.deeds.dates_something_else(text, statement, time, quantity):
            return None
        if later_year(document, time) and reach.deeds.progress_told(text, statement, quantity):
            return None
        if between[max(map(between.rfind, CLAUSE_MARKS)) + 1 :].strip() in OPENERS:
            return last_step(text, times[index : index + 4], statement.end, reach.completion)
    return None


def _clause_ends(text: str, start: int, end: int) -> bool:
    """Whether a clause ends between two offsets."""
    return any(mark in text[start:end] for mark in CLAUSE_MARKS)


def _of_event(text: str, statement: Statement, time: Time, quantity: Quantity) -> bool:
    """Whether a length of time belongs to a deed of its own: 合同签订后，一个月内; 需在15年内归还，并按50%给予贴息."""
    if time.kind != "relative":
        return False
    if time.end_date is None and time.anchor is None:
        return True
    if text[max(0, time.start - 2) : time.start].rstrip("，,").endswith("后"):
        return True
    if not any(mark in text[time.end : quantity.start] for mark in CLAUSE_MARKS):
        return False
    if "工作日" in text[time.start : time.end]:
        return True  # 企业开办1个工作日内办结，审批时限压缩至60个工作日: how long a service takes.
    opener = text[clause_start(text, statement.start, time.start, CLAUSE_MARKS) : time.start].strip()
    return opener.endswith("在") and opener not in OPENERS


def _of_subject(text: str, statement: Statement, time: Time, quantity: Quantity, reach: Reach) -> bool:
    """Whether a time says when the subject before it is finished (新馆6月底前开馆，新增座位200个): it dates its own clause."""
    end = next((i for i in range(time.end, min(quantity.start, time.end + REACH)) if text[i] in "，,；;"), -1)
    if end < 0 or time.kind != "by":
        return False
    subject = text[clause_start(text, statement.start, time.start, CLAUSE_MARKS) : time.start].strip()
    return reach.thing.match(subject) is not None and reach.finished.match(text[time.end : end]) is not None


def _in_condition(text: str, statement: Statement, time: Time, quantity: Quantity) -> bool:
    """Whether a time stands inside a 对…的 phrase that ends before the number: it says who qualifies, not until when."""
    if time.kind == "by" and _closed_by_de(text, time, quantity):
        return True
    start = clause_start(text, statement.start, time.start, CLAUSE_MARKS)
    while start > statement.start and text.startswith(("且", "并", "或"), start):
        start = clause_start(text, statement.start, start - 1, CLAUSE_MARKS)  # 对产值1亿元以上、且一季度增长的企业，…
    opener = text[start : time.start].lstrip(NUMBERING)
    if not opener.startswith(("对", "凡", "从")) or text.endswith("期间", time.start, time.end):
        return False  # 对2026年至2027年期间购置的新能源汽车减半征收: the period is that of the measure.
    end = next((i for i in range(time.end, min(quantity.start, time.end + REACH)) if text[i] in CLAUSE_MARKS), -1)
    return end >= 0 and "的" in text[time.end : end]


def _closed_by_de(text: str, time: Time, quantity: Quantity) -> bool:
    """2028年底前缴清契税的，给予N元: a deadline in a clause that 的 closes says who qualifies."""
    end = next((i for i in range(time.end, min(quantity.start, time.end + REACH)) if text[i] in CLAUSE_MARKS), -1)
    return end > time.end and text[end] in "，," and text[end - 1] == "的"


def _opening_time(text: str, statement: Statement, times: list[Time], starts: list[int], reach: Reach) -> Time | None:
    """The time that opens a statement (到2026年，…), if one does."""
    index = bisect_left(starts, statement.start)
    if index >= len(times) or times[index].start >= statement.end:
        return None
    time = times[index]
    match = reach.opening.match(text, statement.start, time.start)
    return time if match is not None and match.end() >= time.start and time.kind != "relative" else None


def _dated(time: Time | None) -> Time | None:
    """A deadline of an item that can date a number: 完成时限：长期坚持 cannot."""
    return time if time is not None and time.kind in GOVERNING else None


def _of_section(document: Document, section: int, known: dict[int, Time | None]) -> Time | None:
    """What the innermost heading with a time sets for a section; `known` holds what was found for sections before."""
    if section not in known:
        known[section] = _set_by_heading(document, section)
    return known[section]


def _set_by_heading(document: Document, section: int) -> Time | None:
    """The year, or half of the document's year, that the innermost heading with a time sets."""
    looks_back = False
    while section >= 0:
        heading = document.headings[section]
        if heading.level > 0:
            stage = stage_time(document, heading)
            if stage is not None:
                return stage
            half = next((end for word, end in HALVES if word in heading.title), None)
            if half is not None and document.meta.year is not None:
                end_of_half = dt.date(heading.year or document.meta.year, *half)
                return Time(heading.start, heading.end, "by", None, end_of_half, "half", rule="scope.section_half")
            # What is planned behind a look back (2025年工作回顾) is not planned for the year gone by.
            looks_back = looks_back or heading.role in BACKWARD
            past = heading.role in BACKWARD and heading.year is not None and heading.year < (document.meta.year or 0)
            if past:
                return None
            if heading.year is not None:
                year = dt.date(heading.year, 12, 31)
                return Time(heading.start, heading.end, "by", None, year, "year", rule="scope.section_year")
            if not looks_back and (end := period_end(heading.title, document.meta.year)) is not None:
                return Time(heading.start, heading.end, "by", None, end, "plan", rule="scope.section_period")
        section = heading.parent
    return None
