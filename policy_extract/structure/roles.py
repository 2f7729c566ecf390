"""What a section is about and which year it sets, by the words of its heading (章节性质)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from policy_extract.anchored import Anchored
from policy_extract.model import Document, Heading
from policy_extract.patterns import Pack, Rule, alternation

OVERRIDES: dict[str, frozenset[str]] = {
    "review": frozenset({"problems", "outlook", "measures"}),
    "annex": frozenset(),
    "glossary": frozenset(),
    "problems": frozenset({"measures", "outlook", "problems"}),
    "measures": frozenset({"problems", "outlook"}),
    "goals": frozenset({"goals", "tasks", "safeguards", "guidance", "principles", "basis", "annex", "glossary"}),
}
"""Below a heading of such a role only these roles may differ: a past project is no task, a goal that speaks of 成效 no review."""
FINDINGS = frozenset({"numbering.finding", "statements.finding_answered"})
"""Rules of headings that state a finding: its year is that of the fault, not of what is done about it."""
TOPIC_RULE, ANYWHERE = "structure.topic", frozenset({"sections.box_of_results", "sections.situation"})
COUNTED = re.compile(
    r"截[至止](?:目前[，,]?)?(?P<year>20[0-9]{2})年"
    r"(?:(?P<last>年?底|年?末|12月(?:底|末|31日))|(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日|底|末)?)[，,]"
)
STAGE = re.compile(r"[（(](20[0-9]{2})年[0-9]{1,2}月")
MANY_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2} ?年?(?:[—－–~-]{1,2}|至|到)(?:19|20)?\d{2}")


NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
NAMED_PERIOD = re.compile('十([一二三四五六七八九]?)五[”"]?(?:时期|期间)')


@dataclass(slots=True)
class _RoleRule:
    """A role and the pattern of the headings that have it; one of the literals must be in the heading."""

    role: str
    hint: re.Pattern[str]
    finder: Any
    anywhere: bool
    """Whether it may stand in any section: boxes (专栏), and the situation beside what was reached."""
    passes_on: bool
    """Whether headings below take the role too when they say nothing."""


@dataclass(slots=True)
class _Sections:
    """The compiled rules of the sections family."""

    rules: list[_RoleRule]
    hint: re.Pattern[str]
    """A literal of any of the rules."""
    named: Any
    this: Any
    reached_by: Anchored
    plan_beside: Any


def give_roles(headings: list[Heading], year: int | None, pack: Pack) -> None:
    """Set role and year of every heading; a heading that says nothing takes its parent's role."""
    made: _Sections = pack.cached("structure.sections", _compile)
    own: dict[int, str] = {}
    for index, heading in enumerate(headings):
        if heading.level == 0:
            continue
        above = own.get(heading.parent, headings[heading.parent].role) if heading.parent >= 0 else ""
        allowed = OVERRIDES.get(above)
        title = heading.title
        heading.role = above
        if heading.rule == TOPIC_RULE:
            continue  # a topic sentence names a matter, never the nature of its section
        for rule in made.rules if made.hint.search(title) else ():
            if not (rule.hint.search(title) and rule.finder.search(title)):
                continue
            if allowed is None or rule.role in allowed or rule.anywhere:
                heading.role = rule.role
                if not rule.passes_on:
                    own[index] = above
                break
            if rule.role == "review" and above == "goals":
                break  # 重大任务圆满收官 below goals: what was reached is no list of tasks
        if "年" in title and heading.rule not in FINDINGS:
            heading.year = _year(title, year, made)


def reported_year(headings: list[Heading]) -> int | None:
    """The year in which an undated report speaks: that of its tasks, else the one behind the year it reviews."""
    planned = {heading.year for heading in headings if heading.year is not None and heading.role in ("tasks", "goals", "outlook")}
    reviewed = {heading.year for heading in headings if heading.year is not None and heading.role == "review"}
    if len(planned) == 1:
        return planned.pop()
    return max(reviewed) + 1 if reviewed else None


def counted_year(text: str, start: int, end: int) -> int | None:
    """The year an undated report speaks in: of the day it counts to (截至2025年6月底，已完成…), the next behind a year's end."""
    return max((int(m["year"]) + (m["last"] is not None) for m in COUNTED.finditer(text, start, end)), default=None)


def staged_year(headings: list[Heading], preamble: str, pack: Pack) -> int | None:
    """The year of an undated plan: of its first stage (动员部署阶段（2026年3月1日—10日）), else the one it is made for."""
    staged = (STAGE.search(heading.title) for heading in headings if heading.level > 0)
    found = next((match for match in staged if match is not None), None) or pack.family("sections").rules[
        "sections.made_for"
    ].anchored.search(preamble)
    return int(found[1]) if found is not None else None


def period_of_headings(headings: list[Heading]) -> int | None:
    """The latest five-year plan (五年规划期, 15 for 十五五) that a heading names as its time; None when none does."""
    named = (NAMED_PERIOD.search(heading.title) for heading in headings if heading.level > 0 and heading.rule != TOPIC_RULE)
    return max((NUMERALS.index(match[1]) + 10 for match in named if match is not None), default=None)


AHEAD = frozenset({"tasks", "goals", "outlook", "guidance"})
OPENING, FIRST = 160, 60
"""Characters of a statement that are read, and statements among which a report says that it looks back."""


def mark_review(text: str, document: Document, pack: Pack) -> None:
    """In a work report what comes before it turns to the year or years ahead looks back, unless a heading wills something."""
    year, headings = document.meta.year, document.headings
    if document.meta.genre != "work_report" or year is None:
        return
    rules = pack.family("sections").rules
    other_period, willed = rules["sections.other_period"].compiled, rules["sections.willed"].compiled
    turn = document.end
    for heading in headings:
        stated = heading.role in AHEAD or (not heading.role and other_period.search(heading.title))
        if stated and (heading.level == 1 or heading.year == year) and not _past(headings, heading, year):
            turn = heading.start
            break
    turn = _told_turn(text, document, turn, rules["sections.report_year"].anchored)
    told = rules["sections.past_told"].compiled
    openings = (text[s.start : min(s.end, s.start + OPENING)] for s in document.statements[:FIRST] if s.start < turn)
    if turn >= document.end or not any(told.search(words) or f"{year - 1}年" in words for words in openings):
        return
    part = ""
    for heading in headings:
        if heading.start >= turn:
            break
        if heading.level == 1:
            part = "" if heading.role not in ("", "review") or willed.match(heading.title) else "review"
        if heading.level > 0 and part and heading.role in ("", "tasks"):
            heading.role = part


def _told_turn(text: str, document: Document, turn: int, report_year: Anchored) -> int:
    """The start of the part in which a sentence before `turn` turns to the report's year, else `turn`."""
    headings, year = document.headings, document.meta.year
    for statement in document.statements:
        if statement.start >= turn:
            break
        match = report_year.match(text[statement.start : min(statement.end, statement.start + OPENING)])
        if match is None or match["year"] not in (None, str(year)):
            continue
        place, section = statement.start, statement.section
        while section >= 0 and headings[section].level > 0:
            place, section = headings[section].start, headings[section].parent
        return place
    return turn


def _past(headings: list[Heading], heading: Heading, year: int) -> bool:
    """Whether a heading stands below one that looks back or sets a past year."""
    if heading.year is not None and heading.year < year:
        return True
    index = heading.parent
    while index >= 0:
        if headings[index].role == "review":
            return True
        index = headings[index].parent
    return False


def _role_rule(rule: Rule) -> _RoleRule:
    """A rule of the family that gives a role."""
    hint = re.compile(alternation(rule.literals) or "(?!)")
    return _RoleRule(str(rule.fields["role"]), hint, rule.compiled, rule.id in ANYWHERE, rule.fields.get("passes_on") != "no")


def _compile(pack: Pack) -> _Sections:
    """Rules of the sections family in the order of the file."""
    rules = pack.family("sections").rules
    roles = [_role_rule(rule) for rule in rules.values() if rule.pattern and rule.fields.get("role")]
    named, this, beside = (rules[f"sections.{name}"].compiled for name in ("year", "this_year", "plan_beside"))
    literals = {word for rule in rules.values() if rule.pattern and rule.fields.get("role") for word in rule.literals}
    return _Sections(
        roles, re.compile(alternation(literals) or "(?!)"), named, this, rules["sections.reached_by"].anchored, beside
    )


def _year(title: str, year: int | None, made: _Sections) -> int | None:
    """The single year that a title names; a range or several years set none."""
    if MANY_YEARS.search(title) or made.reached_by.search(title):
        return None
    years = {int(match["year"]) for match in made.named.finditer(title)}
    if len(years) == 1:
        named = years.pop()
        # “十四五”规划和2035年远景目标: two periods, of which the further one dates nothing below the heading.
        return None if year is not None and named > year + 1 and made.plan_beside.search(title) else named
    return year if not years and made.this.search(title) else None
