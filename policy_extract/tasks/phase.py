"""Planned or reached (计划与完成): decided for each clause from the statement's kind and the marks around the number."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from policy_extract.anchored import Anchored
from policy_extract.model import Document, Quantity, Statement
from policy_extract.patterns import Pack
from policy_extract.tasks.ahead import REACH, set_deadline
from policy_extract.tasks.clauses import clause_start, is_year
from policy_extract.tasks.phase_times import has_passed, last_time, lies_ahead, time_between

KIND_PHASE = {
    "goal": "planned", "task": "planned", "assignment": "planned", "achievement": "achieved",
    "problem": "reference", "background": "reference", "status": "reference", "other": "none",
}  # fmt: skip
"""Phase of an unmarked number by the kind of its statement."""


SHARES = frozenset({"%", "百分点", "‰"})
PAST_YEAR = Anchored(r"\s*([0-9]{4})年(?![0-9底末前]|[^，,]{0,4}(?:的|前|以前))")
"""A clause that opens with a year (2022年立项18项)."""


MEASURED = Anchored(
    r"\s*[^，,0-9比较以由从对在于自至到与同将按使保争把抓]{2,14}([0-9]{4})年(?![0-9底末前初起]|[^，,]{0,4}(?:的|前|以前))[^，,0-9比较]{0,8}(?:为|达到?|是|占)"
)
"""A clause that says how much something was in a year (全市小康社会2011年实现程度为…)."""


LAST_YEAR = Anchored(r"\s*(?:其中)?(?:去年|上年|上一年|前年)(?![度同的末底]|[^，,]{0,4}(?:的|前|以前|基础|水平))")
"""A clause that opens with the year before (去年建成12处)."""
ITEM_BEFORE_YEAR = re.compile(r"^\s*[（(]?[0-9]{1,2}[.、．）)](?=[0-9]{4}年)")
COUNTED_BY_DONE, CLAUSE_END = re.compile("[^，,。；;0-9]{0,12}的[0-9]"), re.compile("[，,。；;]")
COUNTING = frozenset({"progress", "ledger"})
"""Genres that repeat a task beside how much of it is done."""
DONE = frozenset({"phase.achieved.mark", "linking.part_done"})
"""Rules of numbers that are marked as done in a clause of a plan."""

ACCOUNTS = frozenset({"progress", "rectification"})
"""Genres that tell what was done."""
TURNS = (["kinds.rectification.unfinished"], ["kinds.planned.surely"])
"""Rules of statements that plan only by the words at their end."""

Verdict = tuple[str, str]
"""A phase and the rule that gives it."""


class Before(NamedTuple):
    """What the number before leaves for the next one of its statement."""

    carried: bool
    """It told of a year gone by."""
    done: bool
    """It was marked as done in a clause of a plan."""
    told: int
    """Its end where it told of a span up to the document, else -1."""


class Phases:
    """The compiled marks of the family `phase`."""

    def __init__(self, pack: Pack) -> None:
        family = pack.family("phase")
        self.future = family.rules["phase.planned.mark"].anchored
        self.hedge = family.rules["phase.planned.hedge"].anchored
        self.past = family.rules["phase.achieved.mark"].quick
        self.governs, self.describes = family.rules["phase.governs"].quick, family.rules["phase.describes"].quick
        self.behind = family.rules["phase.planned.behind"].anchored
        self.beside = family.rules["phase.target_beside"].quick
        self.actual = family.rules["phase.planned.actual"].quick
        self.told, self.aimed = family.rules["phase.planned.told"].quick, family.rules["phase.aimed"].quick
        self.goes_on = family.rules["phase.goes_on"].quick
        self.intends = family.rules["phase.intends"].quick
        self.quoted, self.striven = family.rules["phase.quoted_finding"].quick, family.rules["phase.striven"].quick
        self.already = family.rules["phase.already"].quick
        self.gap, self.other_deed = family.rules["phase.gap"].anchored, family.rules["phase.other_deed"].quick
        self.short_of, self.share_done = (family.rules[f"phase.{name}"].anchored for name in ("short_of", "share_done"))
        parts = pack.family("linking").rules
        self.rest, self.bare_deed = parts["linking.part_rest"].anchored, parts["linking.part_done"].anchored
        self.planned_rest = parts["linking.part_planned"].anchored

    def mark(self, text: str, document: Document, statement: Statement, quantities: list[Quantity]) -> None:
        """Set the phase of the quantities of one statement that have none yet."""
        usual = KIND_PHASE.get(statement.kind, "reference")
        accounts = usual == "achieved" and document.meta.genre == "rectification"
        quoted = self.quoted.search(text, statement.start, statement.end) if accounts else None
        lacks = usual != "reference" and text.find("差", statement.start, statement.end) >= 0
        told = self._told_until(text, document, statement) if usual == "planned" and document.meta.genre in ACCOUNTS else -1
        before = Before(False, False, -1)
        for position, quantity in enumerate(quantities):
            if quantity.phase:
                continue
            start = clause_start(text, statement.start, quantity.start)
            while start > statement.start and text.startswith(("并", "且", "同时", "可新增", "可实现", "可带动"), start):
                start = clause_start(text, statement.start, start - 1)
            words = text[start : quantity.start]
            verdict: Verdict | None = None
            if usual == "achieved":
                in_quotes = quoted is not None and quoted.start() < quantity.start < quoted.end()
                verdict = self._among_done(text, document, statement, quantities, position, start, in_quotes)
            elif usual == "planned" and words.lstrip().startswith("对") and self._partly_done(text, quantities, position):
                verdict = ("reference", "phase.describes")
            elif "linking.aimed_at" in quantity.rules:
                verdict = ("reference", "phase.target_beside")
            elif usual == "planned" and (quantity.end <= told or self._share_done(document, quantity, words)):
                verdict = ("achieved", "phase.achieved.told")
            elif usual == "planned":
                verdict = self._among_planned(text, document, statement, quantity, words, before)
            if lacks and self._of_gap(text, statement, quantity, words):
                verdict = ("reference", "phase.gap")
            quantity.phase = usual
            if verdict is not None:
                quantity.phase = verdict[0]
                quantity.rules.append(verdict[1])
            last = quantity.rules[-1:] if quantity.phase == "achieved" else []
            before = Before(
                carried=last == ["phase.achieved.past_year"],
                done=not DONE.isdisjoint(last),
                told=quantity.end if quantity.rules[-1:] == ["phase.achieved.looked_back"] else -1,
            )

    def _of_gap(self, text: str, statement: Statement, quantity: Quantity, words: str) -> bool:
        """Whether a number is the aim from which a distance is told, or that distance (距2.5%的目标还差0.6个百分点)."""
        behind = text[quantity.end : min(statement.end, quantity.end + REACH)]
        return self.gap.match(behind) is not None or self.short_of.search(words) is not None

    def _told_until(self, text: str, document: Document, statement: Statement) -> int:
        """Where an account that closes with what goes on leaves off telling of what was done (追回12万元，正在推进…), else -1."""
        if statement.rules[-1:] not in TURNS:
            return -1
        other = self.other_deed.search(text, statement.start, statement.end)
        return other.start() if other is not None and not self.future.search(text[statement.start : other.start()]) else -1

    def _share_done(self, document: Document, quantity: Quantity, words: str) -> bool:
        """Whether a share of a work or of a year's task is told in an account (完成总工程量的68%，计划明年通车)."""
        told = quantity.unit == "%" and document.meta.genre in ACCOUNTS | {"other"}
        return told and self.share_done.search(words) is not None and not self.future.search(words)

    def _among_done(
        self,
        text: str,
        document: Document,
        statement: Statement,
        quantities: list[Quantity],
        position: int,
        start: int,
        quoted: bool,
    ) -> Verdict | None:
        """Phase of a number in a statement on what was done, whose clause begins at `start`; None for what was done itself.

        `quoted`: it stands in a finding that an account quotes.
        """
        quantity = quantities[position]
        words, behind = text[start : quantity.start], text[quantity.end : min(statement.end, quantity.end + REACH)]
        if self.future.search(words):
            return "planned", "phase.planned.mark"
        if self.behind.match(behind):
            set_deadline(document, quantity.end, statement.end)
            return "planned", "phase.planned.behind"
        if document.meta.genre in COUNTING and self._told(text, quantities, position, words):
            return "planned", "phase.planned.told"
        if self.rest.match(words.strip()) and self._planned_rest(text, statement, quantity):
            set_deadline(document, quantity.end, statement.end)
            return "planned", "linking.part_planned"
        if quoted:
            return "reference", "phase.describes"
        if "力争" in words and self.striven.search(words):
            set_deadline(document, start, statement.end)
            return "planned", "phase.planned.hedge"
        if "linking.aimed_at" in quantity.rules or self.beside.search(words):
            return "reference", "phase.target_beside"
        return ("planned", "phase.planned.deadline") if self._due(text, document, statement, quantity) else None

    def _among_planned(
        self, text: str, document: Document, statement: Statement, quantity: Quantity, words: str, before: Before
    ) -> Verdict | None:
        """Phase of a number in a statement on what is planned, by the words before it in its clause; None for a plan."""
        year, marks = document.meta.year, list(self.past.finditer(words))
        if marks and "的" in words and self._due_of_done(text, document, statement, quantity, marks[-1]):
            return None
        if marks and not quantity.implicit and quantity.unit not in SHARES and self._stands(words, marks):
            return "reference", "phase.describes"
        if marks and self._reached(words, marks) and not (self.future.search(words) or self.hedge.search(words)):
            return "achieved", "phase.achieved.mark"
        if (
            LAST_YEAR.match(words)
            or (year is not None and (_past_year(words, year) or self._measured(words, year)))
            or (before.carried and self.goes_on.match(words) and not self.hedge.search(words))
        ):
            return "achieved", "phase.achieved.past_year"
        if self._looked_back(text, document, statement, quantity, words, before.told):
            return "achieved", "phase.achieved.looked_back"
        if before.done and self.bare_deed.match(words.strip()):
            # 已开工42个，完工25个: the mark before holds for the next deed too.
            return "achieved", "linking.part_done"
        return None

    def _due_of_done(self, text: str, document: Document, statement: Statement, quantity: Quantity, mark: re.Match[str]) -> bool:
        """Whether a deadline in a clause says what becomes of things counted by what is done (已备案的86部6月底前开工)."""
        start = quantity.start - len(mark.string) + mark.end()
        if COUNTED_BY_DONE.match(text, start, quantity.end) is None:
            return False
        times, index = document.times, bisect_left(document.times, start, key=lambda time: time.start)
        end = CLAUSE_END.search(text, quantity.end, statement.end)
        return index < len(times) and times[index].start < (end.start() if end else statement.end) and times[index].deadline

    def _told(self, text: str, quantities: list[Quantity], position: int, words: str) -> bool:
        """Whether a number is of a task of which the next one in its unit tells how much is done (新建80个，已完成65个)."""
        if position + 1 == len(quantities):
            return False
        quantity, other = quantities[position], quantities[position + 1]
        between = text[quantity.end : other.start] if quantity.unit == other.unit else ""
        if "实际" in between and self.actual.match(between):
            return True
        return bool(between) and self.aimed.match(words) is not None and self.told.match(between) is not None

    def _partly_done(self, text: str, quantities: list[Quantity], position: int) -> bool:
        """Whether the next number says how many of the things are done already (对43处水毁工程，已修复29处)."""
        if position + 1 == len(quantities):
            return False
        quantity, other = quantities[position], quantities[position + 1]
        return quantity.unit == other.unit and self.already.search(text, quantity.end, other.start) is not None

    def _measured(self, words: str, year: int) -> bool:
        """Whether a clause measures a year before the document's own and plans nothing."""
        match = MEASURED.match(words)
        return match is not None and int(match[1]) < year and not (self.future.search(words) or self.hedge.search(words))

    def _planned_rest(self, text: str, statement: Statement, quantity: Quantity) -> bool:
        """Whether the rest of the things is planned as a whole in a clause behind it (其余32套正在维修，预计9月底前全部到位)."""
        return self.planned_rest.match(text[quantity.end : min(statement.end, quantity.end + REACH)]) is not None

    def _due(self, text: str, document: Document, statement: Statement, quantity: Quantity) -> bool:
        """Whether a deadline that is still ahead opens the clause of a number, with no mark of what is done behind it."""
        time = last_time(text, document, statement, quantity)
        if time is not None and document.meta.genre == "rectification" and is_year(text, time):
            return False  # 2025年对32个项目开展评价: the year of the account.
        return time is not None and lies_ahead(time, document) and not self.past.search(text[time.end : quantity.start])

    def _looked_back(
        self, text: str, document: Document, statement: Statement, quantity: Quantity, words: str, told: int
    ) -> bool:
        """Whether a span up to the document opens the clause of a number (近三年累计投入8亿元).

        What goes on about it behind a number `told` so goes with it (，新增学位2万个), until a word of planning stands there.
        """
        if self.future.search(words) or self.hedge.search(words):
            return False
        time = last_time(text, document, statement, quantity)
        if time is not None:
            return has_passed(time)
        return told >= 0 and not time_between(document, told, quantity.start) and self.intends.search(words) is None

    def _reached(self, words: str, marks: list[re.Match[str]]) -> bool:
        """Whether an aspect mark says that the number is reached; a mark inside an object's description does not."""
        return any(not self._describes(words, mark) for mark in marks)

    def _stands(self, words: str, past: list[re.Match[str]]) -> bool:
        """Whether the number counts what is there already and is worked on (将现有的30个…, 利用已建成道路19公里)."""
        marks = [mark for mark in past if self._describes(words, mark)]
        return bool(marks) and not any(character.isdigit() for character in words[marks[-1].end() :])

    def _describes(self, words: str, mark: re.Match[str]) -> bool:
        """Whether an aspect mark only describes the object of a verb before it."""
        return bool(self.describes.match(words[mark.start() :]) and self.governs.search(words[: mark.start()]))


def _past_year(words: str, year: int) -> bool:
    """Whether a clause opens with a year before the document's own (2022年立项18项 in a text of 2023)."""
    if "（" in words[-16:] or "(" in words[-16:]:
        words = words[max(words.rfind("（"), words.rfind("(")) + 1 :]  # 达到95%以上（2023年为88.6%）
    match = PAST_YEAR.match(ITEM_BEFORE_YEAR.sub("", words, count=1))
    return match is not None and int(match[1]) < year
