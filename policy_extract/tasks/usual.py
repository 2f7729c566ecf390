"""What a statement usually is at its place (语句所在位置的常态): by genre, section role, section year and, in a work report whose
headings say nothing, by how much of the section is told as done."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from policy_extract.model import Document, Heading, Statement
from policy_extract.tasks.scope_report import period_end

USUAL: dict[str, str] = {
    "basis": "background",
    "guidance": "background",
    "principles": "background",
    "goals": "goal",
    "tasks": "task",
    "safeguards": "task",
    "measures": "task",
    "outlook": "task",
    "review": "achievement",
    "problems": "problem",
    "annex": "task",
    "glossary": "background",
}
"""What statements of a section role usually are."""

GENRE_USUAL = {"progress": "achievement", "work_report": "background", "rectification": "achievement"}
"""What statements are where no section role says anything, by genre; `task` for all others."""

DONE_SHARE = 0.12
"""Share of statements with an aspect mark from which an unnamed section of a work report looks back; plans stay far below."""

OPENING = 10
"""Statements at the beginning of a section among which its opener stands."""

PERIOD_NAME = 14
"""Characters at the beginning of a sentence or heading in which the years it speaks of stand."""

FEWEST = 8
"""A shorter section does not tell."""

AHEAD_TITLES = ("下一步", "下步", "打算", "计划", "今后", "后续", "下一阶段", "工作安排", "工作思路", "工作谋划")
"""Words of a heading about what comes next, in a document that otherwise looks back."""

WORKED = ("tasks", "measures", "safeguards")
"""Roles of parts named after work; in a summary that has not looked back yet they tell what was done."""

DEMAND_TITLES = frozenset({"有关要求", "工作要求", "相关要求", "具体要求", "几点要求", "下步要求", "下一步要求"})
"""Whole titles of parts of a notice or summary that say what is asked of those who read it."""

REPORT_TITLES = ("总结", "小结", "汇报", "述职", "情况", "进展", "成效")
"""Words of the title of a document that reports."""

LEFT_TITLE = re.compile(
    "^(?:目前|当前|现阶段)?(?:尚未|仍未|还未|未)(?:按期)?(?:完成|整改|到位|销号|办结)[^，,。]{0,10}(?:问题|事项)"
    "|^(?:需要?|仍需)(?:长期|持续)(?:坚持)?(?:整改|推进|解决)的?(?:问题|事项)"
    "|^(?:目前|当前|整改(?:工作)?中?)?(?:仍|还|尚)(?:然)?(?:存在|有)[^，,。]{0,12}(?:问题|不足|困难|差距|短板)"
)
"""A heading over findings that are not put right yet, in an account of putting them right."""

MET_TITLE = re.compile(
    "^(?:(?:整改)?工作中?)?(?:存在|面临)的?(?:主要|突出)?(?:问题|不足|困难|差距|短板)(?:[和与及、](?:问题|不足|困难|差距|短板|原因))?$"
)
"""A heading over difficulties that were met; findings that are put right stand below headings like it too."""

DONE_TITLES = ("整改", "进展", "做法", "工作开展", "落实", "成效")
"""Words of a heading over what was done about findings."""

DEED_TITLES = ("实事", "民生工程", "惠民工程", "民生项目")
"""Words of a heading over a list of things to be done, though it calls them goals."""

RESULT_TITLES = ("情况", "回顾", "总结")
"""Words of a heading that reports even below a heading that plans."""


class Places:
    """Usual kinds of the places of one document.

    For a work report `done` says of each statement whether its words report something done, `openers` whether they
    speak of the past year, `turned` whether they open with years that end after the report's own, `aimed` whether they say what
    the aims of such years are; `opened` is where the first
    numbered paragraph above all headings begins: no preamble follows it.
    """

    def __init__(
        self,
        document: Document,
        done: Sequence[bool] = (),
        openers: Sequence[bool] = (),
        opened: int = sys.maxsize,
        turned: Sequence[bool] = (),
        aimed: Sequence[bool] = (),
    ) -> None:
        self.document = document
        self.genre = document.meta.genre
        self.numbered = [h.start for h in document.headings if h.level > 0]
        self.opened = opened
        self.turned_ahead: list[tuple[int, int]] = []
        """Parts of a summary that list what comes next, below no heading of their own (下学年，学校将重点做好以下工作：)."""
        self._sections: dict[int, str] = {}
        self._looking_back = _looking_back(document, done, openers) if done else frozenset()
        self._turns = self._turns_of(turned, aimed)
        self._reviewed = max((h.year for h in document.headings if h.role == "review" and h.year is not None), default=None)

    def usual(self, statement: Statement) -> str:
        """What a statement at this place usually is; behind words that announce what comes next it is something to be done."""
        usual = self._placed(statement)
        return "task" if usual == "achievement" and self.announced(statement) else usual

    def announced(self, statement: Statement) -> bool:
        """Whether a statement stands behind words of a summary that announce what comes next."""
        return any(start <= statement.start < end for start, end in self.turned_ahead)

    def is_ahead(self, statement: Statement) -> bool:
        """Whether a statement of an account stands in its outlook, announced by a heading or by words."""
        outlook = self.genre in ("progress", "rectification") and looks_ahead(self.document, statement.section)
        return outlook or self.announced(statement)

    def is_told(self, statement: Statement, usual: str, holds_number: bool) -> bool:
        """Whether news or a letter may tell what was done here: nothing says that it is yet to come, or it opens with figures."""
        opens = usual == "background" and holds_number and self.before(statement)
        return (usual == "task" or opens) and not (looks_ahead(self.document, statement.section) or self.announced(statement))

    def _placed(self, statement: Statement) -> str:
        """What a statement usually is by its heading."""
        if statement.section < 0 or self.document.headings[statement.section].level == 0:
            return self._outside(statement)
        if statement.section not in self._sections:
            self._sections[statement.section] = self._inside(statement.section)
        usual = self._sections[statement.section]
        if self._turns and usual == "achievement":
            turn = self._turns.get(top_section(self.document, statement.section), sys.maxsize)
            heading = self.document.headings[statement.section]
            if statement.start >= turn and (heading.start < turn or heading.year is None):
                return "task"
        return usual

    def _turns_of(self, turned: Sequence[bool], aimed: Sequence[bool]) -> dict[int, int]:
        """Where a part that looks back turns to the years to come: when named after them too, or when it sets their aims."""
        headings, year = self.document.headings, self.document.meta.year
        tops = {index for index, heading in enumerate(headings) if heading.role == "review"} | self._looking_back
        named = {top for top in tops if names_later_years(headings[top].title, year)}
        turns: dict[int, int] = {}
        for statement, ahead, aims in zip(self.document.statements, turned, aimed, strict=True) if tops and turned else ():
            if ahead and statement.section >= 0:
                top = top_section(self.document, statement.section)
                if top in named or (aims and top in tops):
                    turns.setdefault(top, statement.start)
        return turns

    def _outside(self, statement: Statement) -> str:
        """Before the first heading or in a text without any."""
        ahead = bool(self.numbered) and statement.start < min(self.numbered[-1], self.opened)
        if self.genre == "progress":
            return "background" if ahead else "achievement"
        if self.numbered:
            return "background" if ahead else "task"
        return GENRE_USUAL.get(self.genre, "task")

    def before(self, statement: Statement) -> bool:
        """Whether a statement stands before the first heading of a plan: in its letter or its preamble."""
        outside = statement.section < 0 or self.document.headings[statement.section].level == 0
        return outside and self.genre not in ("progress", "work_report", "rectification")

    def _below_outlook(self, section: int) -> bool:
        """Whether a section stands below one that looks ahead."""
        headings = self.document.headings
        while headings[section].parent >= 0:
            section = headings[section].parent
            if headings[section].role == "outlook":
                return True
        return False

    def basis(self, statement: Statement) -> bool:
        """Whether a statement stands in a section on the basis of a plan (发展基础), which tells what was reached."""
        return statement.section >= 0 and self.document.headings[statement.section].role == "basis"

    def guidance(self, statement: Statement) -> bool:
        """Whether a statement stands among general demands (总体要求), which name levels to be reached here and there."""
        return statement.section >= 0 and self.document.headings[statement.section].role == "guidance"

    def guides_report(self, statement: Statement) -> bool:
        """Whether a work report says at a statement what guides it; aims are announced there in lists."""
        return self.genre == "work_report" and self.guidance(statement)

    def _inside(self, section: int) -> str:
        """Below a heading."""
        heading: Heading = self.document.headings[section]
        role = heading.role
        if (role, self.genre) == ("goals", "progress"):
            return "goal" if looks_ahead(self.document, section) or self._below_outlook(section) else "achievement"
        if self.genre == "rectification" and self._left_over(section):
            return "problem"
        if self.genre == "rectification" and role in ("problems", "measures", "review", "tasks"):
            return "task" if looks_ahead(self.document, section) else "achievement"
        if role == "review" and self._hoped_for(section):
            return USUAL[self.document.headings[heading.parent].role]
        year, own_year = section_year(self.document, section), self.document.meta.year
        past = self.genre == "work_report" and year is not None and own_year is not None and year < own_year
        if past and role != "problems":
            return "achievement"
        if self.genre == "progress" and role in WORKED and not self._yet_to_come(section, year):
            return "achievement"
        if role == "goals" and self.genre in ("work_report", "plan") and self._of_deeds(section):
            return "task"
        if role:
            return USUAL.get(role, "task")
        if self.genre == "progress" and (looks_ahead(self.document, section) or self._after_review(year)):
            return "task"
        if self.genre != "work_report":
            return GENRE_USUAL.get(self.genre, "task")
        return "achievement" if top_section(self.document, section) in self._looking_back else "task"

    def _of_deeds(self, section: int) -> bool:
        """Whether a section of goals or one above it lists things to be done for the people (民生实事目标, 惠民工程目标)."""
        headings = self.document.headings
        while section >= 0:
            if any(word in headings[section].title for word in DEED_TITLES):
                return True
            section = headings[section].parent
        return False

    def _left_over(self, section: int) -> bool:
        """Whether a section or one above it is on findings that are not put right yet (尚未整改到位的问题及原因)."""
        headings, below = self.document.headings, section
        while section >= 0:
            title = headings[section].title
            if LEFT_TITLE.match(title) and section != below and any(word in title for word in AHEAD_TITLES):
                return False  # 尚未整改到位的问题及下一步安排: what stands below headings of its own is what comes next.
            if LEFT_TITLE.match(title) or (MET_TITLE.match(title) and self._between_deeds_and_plans(section)):
                return True
            section = headings[section].parent
        return False

    def _between_deeds_and_plans(self, section: int) -> bool:
        """Whether a section stands behind one that tells what was done and right before one on what comes next."""
        headings = self.document.headings
        level = headings[section].level
        behind = next((h for h in headings[section + 1 :] if h.level <= level), None)
        told = any(h.level == level and any(word in h.title for word in DONE_TITLES) for h in headings[:section])
        return told and behind is not None and any(word in behind.title for word in AHEAD_TITLES)

    def _yet_to_come(self, section: int, year: int | None) -> bool:
        """Whether a part of a summary named after work (主要工作, 工作措施) is about work to come and not the work it reports."""
        headings, own_year = self.document.headings, self.document.meta.year
        if not any(h.level == 0 and any(word in h.title for word in REPORT_TITLES) for h in headings):
            return True
        if looks_ahead(self.document, section) or self._below_outlook(section):
            return True
        if year is not None and (own_year is None or year >= own_year):
            return True
        top = top_section(self.document, section)
        if headings[top].title in DEMAND_TITLES:
            return True
        return any(h.role in ("review", "problems", "outlook") and h.level == headings[top].level for h in headings[:top])

    def _after_review(self, year: int | None) -> bool:
        """Whether the year of a section comes after the year that another section reviews (2025年…完成情况, 2026年…)."""
        return year is not None and self._reviewed is not None and year > self._reviewed

    def _hoped_for(self, section: int) -> bool:
        """Whether a heading that tells a result (…取得新进展) stands below goals or tasks to come: then it names one of them."""
        heading = self.document.headings[section]
        above = self.document.headings[heading.parent] if heading.parent >= 0 else None
        if above is None or above.role not in ("goals", "tasks") or any(word in heading.title for word in RESULT_TITLES):
            return False
        year, own_year = section_year(self.document, section), self.document.meta.year
        return self.genre != "progress" and (year is None or own_year is None or year >= own_year)


def _looking_back(document: Document, done: Sequence[bool], openers: Sequence[bool]) -> frozenset[int]:
    """Top sections of a work report without role or year that open with the past year or are told as done."""
    marks: dict[int, list[tuple[bool, bool]]] = {}
    for statement, mark in zip(document.statements, zip(done, openers, strict=True), strict=True):
        if statement.section >= 0 and statement.kind not in ("other", "status"):
            marks.setdefault(top_section(document, statement.section), []).append(mark)
    return frozenset(top for top, found in marks.items() if not document.headings[top].role and _tells_back(found))


def names_later_years(words: str, year: int | None) -> bool:
    """Whether words open with years that end after the report's own (“十五五”时期…, 今后五年…)."""
    end = period_end(words[:PERIOD_NAME], year)
    return end is not None and year is not None and end.year > year


def _tells_back(marks: list[tuple[bool, bool]]) -> bool:
    """Whether the marks of a section's statements say that it looks back."""
    if any(opener for _, opener in marks[:OPENING]):
        return True
    return len(marks) >= FEWEST and sum(done for done, _ in marks) >= DONE_SHARE * len(marks)


def top_section(document: Document, section: int) -> int:
    """The first-level section that holds a section."""
    headings = document.headings
    while headings[section].parent >= 0 and headings[headings[section].parent].level > 0:
        section = headings[section].parent
    return section


def looks_ahead(document: Document, section: int) -> bool:
    """Whether a section or one of its parents is about what comes next (下一步整改工作安排)."""
    while section >= 0:
        title = document.headings[section].title
        if document.headings[section].level > 0 and any(word in title for word in AHEAD_TITLES):
            return True
        section = document.headings[section].parent
    return False


def is_mixed(document: Document, statement: Statement) -> bool:
    """Whether the section speaks of goals and tasks at once (发展目标和主要任务)."""
    section = statement.section
    while section >= 0:
        title = document.headings[section].title
        if "目标" in title and ("任务" in title or "举措" in title or "重点" in title):
            return True
        section = document.headings[section].parent
    return False


def section_year(document: Document, section: int) -> int | None:
    """The year that a section or one of its parents sets."""
    while section >= 0:
        heading = document.headings[section]
        if heading.year is not None:
            return heading.year
        section = heading.parent
    return None
