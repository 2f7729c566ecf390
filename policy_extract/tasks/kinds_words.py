"""What the words of a statement say of themselves (句子自身的说法): done, claimed, a state, a deed, a scrap."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left

from policy_extract.model import Document, Statement, Time
from policy_extract.structure.parts import BRACKETS_ONLY
from policy_extract.tasks.clauses import is_year
from policy_extract.tasks.cues import Reading
from policy_extract.tasks.kinds_cues import Cues
from policy_extract.tasks.phase_times import ATTRIBUTES, COUNTED_BY_DEED, OPENERS, has_passed
from policy_extract.text import UNMAPPED

CLAUSE = re.compile("[，,；;。：:]")
POINT = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[、.．](?![0-9](?![0-9]{3}[年至到—–～~－-]|[0-9]?月))|第[一二三四五六七八九十]{1,3}条"
)
MARK = re.compile(r"^\s*(?:[一二三四五六七八九十]+是|[（(]?[0-9一二三四五六七八九十]+[.、．）)]|并|同时|抓好|做好)?")
"""What may stand before the verb of a clause."""
AMOUNT = re.compile(r"\s*[0-9][0-9.,]*(?:万|亿)?元")
EQUATION, EQUATING = "kinds.background.equation", frozenset({"plan", "work_points", "work_report"})
"""Rule of sentences that only say what something is, and the genres in which they set nobody to work."""
LONGEST_FRAGMENT, LONGEST_EQUATION = 14, 160
READABLE, READABLE_LATIN = re.compile("[\u4e00-\u9fff][0-9.，、（(“]{0,8}[\u4e00-\u9fff]"), re.compile("[A-Za-z]{3}|[0-9]")
"""Two characters side by side, or a word or number: without either a statement says nothing."""
LISTED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十][，,]|[①-⑳]|[0-9]{1,2}[.．、](?![0-9]))")
"""How an item of an announced list begins on a line of its own."""
FIRST_LISTED = re.compile(r"\s*(?:一是|第一[，,])")
LIST_OPENS = re.compile("[：:]一是")
ITEM_OPENS = re.compile("(?:一是|首先|目前|截至)|[^，,。]{0,12}[：:]")
ITEM = re.compile("[二三四五六七八九十]{1,2}是")
IMAGES = ("[](", "![")
"""What the mark of a picture begins with in a text of Markdown."""


def first_point(document: Document, read: list[Reading]) -> int:
    """Start of the first numbered paragraph that no heading stands above."""
    for statement, reading in zip(document.statements, read, strict=True):
        if statement.section >= 0 and document.headings[statement.section].level > 0:
            break
        if POINT.match(reading.words):
            return statement.start
    return sys.maxsize


def said_before_headings(reading: Reading, cues: Cues, counts: bool) -> tuple[str, str]:
    """Kind of a sentence in front of all headings of a plan: aims that `counts` numbers, a demand, else background."""
    if counts and cues.aims.search(reading):
        return "goal", cues.aims.id
    if cues.demand.search(reading):
        return "task", cues.demand.id
    return "background", "kinds.background.section"


def fragment(text: str, statement: Statement, words: str, cues: Cues) -> bool:
    """Whether a statement is a picture's mark or a scrap of a table in lines: short, unpunctuated, without a verb to open it."""
    if words.startswith(IMAGES):
        return True
    unreadable = READABLE.search(words) is None and not READABLE_LATIN.search(UNMAPPED.sub("", words))
    if unreadable or words.count("(cid:") > 1:
        return True  # characters that a reader of PDF could not map: the document says so in a warning
    if len(words) > LONGEST_FRAGMENT or words[-1:] in "。；;！!？?：:" or cues.labels.match(words):
        return False
    behind, before = text[statement.end : statement.end + 1], text[statement.start - 1 : statement.start]
    alone = behind in ("", "\n", "\r") and before in ("", "\n")
    return alone and (not cues.action.prefix(words) or len(words) <= 4)


def holds(starts: list[int], statement: Statement) -> bool:
    """Whether one of the sorted offsets lies in the statement."""
    at = bisect_left(starts, statement.start)
    return at < len(starts) and starts[at] < statement.end


def only_assigns(words: str) -> bool:
    """Whether a statement in brackets says nothing but who is responsible; （2）新建公园（市财政局负责） says more."""
    if not BRACKETS_ONLY.fullmatch(words):
        return False
    return "单位" in words[:8] or any(word in words for word in ("负责", "牵头", "配合", "组织实施", "会同"))


def done(reading: Reading, cues: Cues) -> bool:
    """Whether a sentence of a plan reports something done: an aspect mark in its main clause, nothing planned in it."""
    match = cues.achievement.search(reading) if reading.mask & cues.achievement.bit else None
    if match is None or cues.planned.search(reading):
        return False
    words = reading.words
    clause_end = next((i for i in range(match.end(), len(words)) if words[i] in "，,。；;"), len(words))
    clause_start = max((words.rfind(c, 0, match.start()) for c in "，,；;"), default=-1) + 1
    if "的" in words[match.end() : clause_end] or cues.demanded.search(words, match.end(), clause_end):
        return False
    return not cues.action.prefix(words[clause_start:].lstrip()) or "了" in match[0]


OF_ZONE = {"finding": "problem", "target": "goal", "result": "achievement"}
"""Kind of a statement of an item on a finding by the label over it."""
CLAUSE_END = re.compile("[，,；;]")


def claims(reading: Reading, cues: Cues) -> bool:
    """Whether anything in a sentence says that it is done."""
    return bool(cues.achievement.search(reading) or cues.result.search(reading))


def reported(reading: Reading, cues: Cues) -> bool:
    """Whether a measure or an entry of a progress report says that it is done, before it says what is still to come."""
    planned = cues.planned.search(reading)
    if planned is None:
        return claims(reading, cues)
    return any(
        claim is not None and CLAUSE_END.search(reading.words, claim.end(), planned.start()) is not None
        for claim in (cues.achievement.search(reading), cues.result.search(reading))
    )


def until_past_year(words: str, year: int | None, cues: Cues) -> bool:
    """Whether a sentence opens with 截至 and a date before the document's year: present state, not a target."""
    match = cues.until_date.match(words)
    return match is not None and (
        int(match[1]) < year
        if year is not None
        else any(word in words for word in ("已", "累计", "共有")) and "予以" not in words
    )


def until_year(words: str, year: int | None, cues: Cues) -> bool:
    """Whether a sentence opens with 截至 and a date of no later year than the document's."""
    match = cues.until_date.match(words)
    return match is not None and year is not None and int(match[1]) <= year


def acts(reading: Reading, cues: Cues) -> bool:
    """Whether a clause of a sentence without a target opens with an action and names no state."""
    if cues.goal_period.match(reading.words) or "力争" in reading.words:
        return False
    for clause in CLAUSE.split(reading.words):
        verb = cues.action.prefix(clause)
        if verb and verb not in cues.noun_verbs and cues.state.pattern.search(clause) is None:
            return True
    return False


def opened_by_past(text: str, document: Document, statement: Statement, reading: Reading, cues: Cues) -> bool:
    """Whether a time gone by opens a sentence that wills nothing and sets no deadline (今年一季度共检查食堂209家)."""
    index = bisect_left(document.times, statement.start, key=lambda time: time.start)
    times = [time for time in document.times[index : index + 4] if time.start < statement.end]
    if any(time.deadline for time in times):
        return False
    judged, year = cues.judged.match(reading.words), document.meta.year
    if judged is not None and year is not None and int(judged[1]) < year and not cues.planned.search(reading):
        return cues.intent.search(reading.words) is None
    if not times or not has_passed(times[0]):
        return False
    time = times[0]
    if cues.goes_ahead.search(text, time.end, statement.end):
        return False
    if text[statement.start : time.start].strip() not in OPENERS or text.startswith(ATTRIBUTES, time.end):
        return False
    if COUNTED_BY_DEED.search(text, time.end, statement.end) or cues.planned.search(reading):
        return False
    return cues.intent.search(reading.words) is None


def counted(reading: Reading, cues: Cues) -> bool:
    """Whether a sentence counts up deeds or events and wills nothing (全区共发生事故14起)."""
    if not reading.mask & cues.counted.bit or cues.counted.search(reading) is None:
        return False
    return not (cues.planned.search(reading) or cues.intent.search(reading.words) or "全年" in reading.words)


def intends(reading: Reading, cues: Cues) -> bool:
    """Whether a sentence says what is to be done or to be reached, by a word for it or by a clause that opens with a deed."""
    words = reading.words
    if cues.goal_period.match(words) or cues.intent.search(words):
        return True
    for clause in CLAUSE.split(words):
        verb = cues.action.prefix(MARK.sub("", clause))
        if verb and verb not in cues.noun_verbs:
            return True
    return False


def is_state(reading: Reading, cues: Cues) -> bool:
    """Whether a sentence names states to be reached and nothing to be done: a goal, wherever it stands."""
    opening = cues.goal_period.match(reading.words)
    if opening is not None and cues.attained_state.match(reading.words[opening.end() :]):
        return True
    if not reading.mask & cues.state.bit or cues.grant.search(reading):
        return False
    if (
        opening is not None
        and cues.state.pattern.search(reading.words)
        and not cues.action.prefix(reading.words[opening.end() :])
    ):
        return True
    found = False
    for clause in CLAUSE.split(reading.words):
        clause = cues.goal_head.sub("", clause)
        if not clause:
            continue
        verb, state = cues.action.prefix(clause), cues.state.pattern.search(clause) is not None
        if (verb and not (state and verb in cues.noun_verbs)) or cues.deed.search(clause):
            return False
        found = found or state
    return found


def reported_kind(reading: Reading, cues: Cues) -> tuple[str, str]:
    """Kind of a sentence in a line that tells how far something has come: done, unless it says what is still to be done."""
    surely = cues.surely.search(reading) is not None and not cues.achievement.search(reading)
    ahead = reading.words.startswith(cues.outlook) or (cues.planned.search(reading) and not claims(reading, cues)) or surely
    return ("task", "kinds.task.outlook") if ahead else ("achievement", "kinds.achievement.section")


def lacking(reading: Reading, cues: Cues, genre: str) -> str:
    """The rule by which a sentence among what was done tells what was not, or what was found; empty when none does."""
    if cues.undone.search(reading):
        return "kinds.problem.undone"
    if cues.noticed.search(reading):
        return cues.noticed.id
    if genre == "rectification" and cues.fed_back.search(reading):
        return cues.fed_back.id
    late = cues.lagging if cues.lagging.search(reading) else cues.present
    return late.id if late.search(reading) and not cues.achievement.search(reading) else ""


def told_before(numbers: list[int], statement: Statement, words: str, place: int) -> bool:
    """Whether a sentence gives a figure in a clause before the one that looks ahead (完成85%，剩余工程将于6月完工)."""
    clause = max(words.rfind(mark, 0, place) for mark in "，,；;")
    at = bisect_left(numbers, statement.start)
    return at < len(numbers) and numbers[at] < statement.start + clause


def lists_clauses(words: str) -> bool:
    """Whether a sentence announces a list whose clauses are statements of their own (面临一些问题：带动力不强；…)."""
    return words[-1:] in "；;" and ("：" in words or ":" in words)


def of_amount(text: str, time: Time) -> bool:
    """Whether 每月 belongs to an amount (每人每月780元), which nothing has to be done for each month."""
    return AMOUNT.match(text, time.end) is not None


def tells_year(text: str, document: Document, time: Time) -> bool:
    """Whether a time is the bare year of an account of what was put right (2025年对32个项目开展评价)."""
    if document.meta.genre != "rectification" or not is_year(text, time):
        return False
    return int(text[time.start : time.start + 4]) == document.meta.year


def planned_finding_kind(zone: str, reading: Reading, cues: Cues) -> str:
    """Kind of a statement of an item on a finding in a plan: what is to be done is a task unless it says that it is done."""
    if zone != "plan":
        return OF_ZONE[zone]
    told = done(Reading(cues.items.behind(reading.words), reading.mask), cues)
    return "achievement" if told else "task"


def opens_review(reading: Reading, year: int | None, cues: Cues) -> bool:
    """Whether a statement speaks of the time before the document's year: 2011年是… in a report of 2012, 一年来."""
    words = reading.words
    if year is not None and words[4:5] == "年":
        match = cues.past_year.match(words)
        if match is not None and int(match[1]) < year:
            return True
    opener = cues.review_opener
    return bool(reading.mask & opener.bit) and opener.search(reading) is not None


def equates(genre: str, words: str, cues: Cues) -> bool:
    """Whether a sentence is nothing but an equation (X是Y。), in a genre where it sets nobody to work."""
    return (
        genre in EQUATING
        and words[-1:] in "。！!"
        and len(words) < LONGEST_EQUATION
        and "是" in words
        and cues.equation.match(words) is not None
    )


def worked_sections(document: Document, read: list[Reading], cues: Cues) -> frozenset[int]:
    """Sections below a heading of goals whose own headings name an action and most of whose sentences do too.

    In a work report also below one of guidance (总体要求), behind the goals that stand there.
    """
    headings = document.headings
    aims = ("goals", "guidance") if document.meta.genre == "work_report" else ("goals",)
    below: dict[int, bool] = {}
    marks: dict[int, list[bool]] = {}
    for statement, reading in zip(document.statements, read, strict=True):
        section = statement.section
        if section < 0 or headings[section].role not in aims:
            continue
        if section not in below:
            above, title = headings[section].parent, headings[section].title
            verb = cues.action.prefix(title)
            below[section] = above >= 0 and headings[above].role in aims and bool(verb) and verb not in cues.noun_verbs
            below[section] = below[section] and not (cues.state.pattern.search(title) or cues.outcome.search(title))
        if below[section]:
            marks.setdefault(section, []).append(acts(reading, cues))
    return frozenset(section for section, found in marks.items() if sum(found) * 2 >= len(found))
