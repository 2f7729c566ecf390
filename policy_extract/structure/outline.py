"""Decides which numbered units are headings, once they are nested (标题层级)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from policy_extract.patterns import Pack
from policy_extract.structure.findings import (
    FindingWords,
    finding_words,
    keep_findings,
    keep_planned_findings,
    open_answered,
    open_findings,
    open_titled,
    settle_answered,
)
from policy_extract.structure.nesting import INLINE_RANK
from policy_extract.structure.parts import Body, Item, Unit

LONGEST_TITLE, LONGEST_OWN_LINE, LONGEST_INLINE = 50, 80, 36
COUNTED = r"\d[\d.,]{0,12}(?:%|‰|万|亿|元|个|家|项|户|人|名|套|公里|平方米|吨|张|只|亩|台|月|日"
FIGURED = re.compile(COUNTED + ")")
"""A figure in an opening clause; works and places (设施35座) may still name a point."""
MEASURED = re.compile(r"(?<![（(\d.,])" + COUNTED + "|座|处|条|所|辆)")
LIST_OF_DEEDS = re.compile(r"\d[^，,]{0,6}[，,]")
"""A figure in a clause that another one follows."""
RUN_IN_CLAUSE = re.compile(r"[^，,、；;。：:]{4,18}[，,]|[^，,；;。：:]{4,18}[，,]")
NOTE_MARK = re.compile("[①-⑳]")
CLOSING_DATES = re.compile(
    r"[（(][^（()）]{0,8}(?:\d|[xX×]{2})[\d年月日至到底前—－–~～.\-/xX×个上中下旬初末季度 ]{2,30}[）)][。；;]?$"
)
LEAST_ELABORATION, LONGEST_BRIEF = 10, 12
LEAST_OVERALL = 0.55
"""Share of a number's items in the whole document that must read like titles before a section's vote counts."""
LONGEST_LONE_TITLE = 32
LONG_AMONG_TITLES = 0.8
"""Share of titles in a series from which a long opening sentence is one too."""
REPORTING = frozenset({"rectification", "progress"})


@dataclass(slots=True)
class Outliner:
    """Compiled words and limits that heading decisions use."""

    run_in: Any
    never_runs_in: Any
    assigning_line: Any
    status_mark: Any
    normative: Any
    never: Any
    assigning: Any
    findings: FindingWords


def outliner(pack: Pack) -> Outliner:
    """The outliner of a pack, compiled once."""
    made: Outliner = pack.cached("structure.outliner", _compile)
    return made


def _compile(pack: Pack) -> Outliner:
    """Compile the verbs that open a run-in heading."""
    family = pack.family("statements")
    rules = family.rules
    return Outliner(
        family.compile("<<run_in_verbs>>"),
        family.compile("<<not_run_in>>"),
        rules["statements.assigning_line"].compiled,
        rules["statements.status_mark"].compiled,
        rules["statements.normative"].compiled,
        family.compile("<<not_titles>>"),
        family.compile("<<assigning_words>>"),
        finding_words(pack),
    )


def decide(body: Body, made: Outliner, genre: str) -> None:
    """Decide for every numbered item whether it is a heading, a heading run into its sentence, or a statement."""
    open_answered(body, made.findings)
    series: dict[tuple[int, str], list[int]] = defaultdict(list)
    likely: dict[int, float] = {}
    for number, item in enumerate(body.items):
        if not item.heading:
            series[item.parent, item.family].append(number)
            if item.family != "ordinal":
                likely[number] = _likelihood(body, number, made)
    by_family: dict[str, list[float]] = defaultdict(list)
    for number, value in likely.items():
        by_family[body.items[number].family].append(value)
    overall = {family: sum(v >= 0.5 for v in values) / len(values) for family, values in by_family.items()}
    for (parent, family), members in sorted(series.items()):
        if parent >= 0 and not (body.items[parent].heading or _opens_lines(body, parent, members)):
            continue  # what stands below a statement is part of its list
        if family == "ordinal":
            _decide_ordinals(body, members, made)
            continue
        share = sum(likely[m] >= 0.5 for m in members) / len(members)
        titled = any(likely[m] == 1 for m in members) or (share >= 0.5 and overall[family] >= LEAST_OVERALL)
        for member in members:
            _settle(body, member, likely[member], titled, share, made, genre in REPORTING)
    settle_answered(body)
    open_findings(body, made.findings)
    if genre == "rectification":
        open_titled(body, made.findings)
        keep_findings(body, made.findings)
    elif genre == "plan":
        keep_planned_findings(body, made.findings)


LONGEST_ARTICLE = 14
"""Characters of an article that is a title on a line of its own (第三条 整治重点)."""


def _opens_lines(body: Body, parent: int, members: list[int]) -> bool:
    """Whether the measures of a finding open lines of their own (（一）…), behind no label."""
    if not body.items[parent].answered:
        return False
    return all(body.items[member].first and not _labelled(body, member) for member in members)


def _labelled(body: Body, number: int) -> bool:
    """Whether a label stands before an item's number (整改措施：①…)."""
    unit = body.units[body.items[number].unit]
    return unit.body > unit.start


def _settle(body: Body, number: int, value: float, titled: bool, share: float, made: Outliner, reporting: bool) -> None:
    """Apply the vote of a series to one of its items."""
    item = body.items[number]
    unit = body.units[item.unit]
    length = unit.end - unit.text_start
    if not titled:
        item.heading = value == 1 or (value >= 0.5 and ((length <= 14 and share >= 0.25) or _opens_points(body, item)))
    elif value >= 0.5 or (value > 0 and share >= LONG_AMONG_TITLES):
        item.heading = True
    elif item.first and unit.closed and share >= 0.5 and body.lines[unit.line].kind != "cell":
        # A report numbers its measures as sentences among titles; in a plan a long numbered sentence has no title.
        short = length <= LONGEST_LONE_TITLE and not MEASURED.search(body.text, unit.text_start, unit.end)
        item.heading = short or reporting
        item.run_in = item.heading and (reporting or not _has_content(body, number, made))


def _likelihood(body: Body, number: int, made: Outliner) -> float:
    """1 for a title on a line of its own, 0.75 for a short opening sentence with content behind it, 0.25 for a long one."""
    item = body.items[number]
    unit = body.units[item.unit]
    length = unit.end - unit.text_start
    alone = unit.first and (item.unit + 1 == len(body.units) or body.units[item.unit + 1].line != unit.line)
    last = body.text[unit.end - 1]
    content = _has_content(body, number, made)
    if NOTE_MARK.search(body.text, unit.text_start, unit.end):
        return 0
    if unit.bold and content and length <= LONGEST_OWN_LINE:
        return 1
    if alone and not unit.closed:
        if last in "，,、" or body.lines[unit.line].kind == "cell":
            return 0
        if item.family == "article":
            # 第三条 整治重点 above the points of its own; an article of rules is a sentence.
            return float(content and length <= LONGEST_ARTICLE and last not in "：:")
        told = not content or LIST_OF_DEEDS.search(body.text, unit.text_start, unit.end)
        if told and MEASURED.search(body.text, unit.text_start, _before_dates(body.text, unit)):
            # （五）新增护理型床位620张 with nothing below it, （二）建成…，清理…18公里: the full stop was forgotten.
            return 0
        if length <= LONGEST_TITLE and (content or item.rank <= 5):
            return 1 if last not in "：:" or length <= 20 else 0
        return 0.75 if content and length <= LONGEST_OWN_LINE else 0
    if last in "；;" or not content or length > LONGEST_OWN_LINE:
        return 0
    if MEASURED.search(body.text, unit.text_start, _before_dates(body.text, unit)):
        return 0
    if length > 16 and made.never.match(body.text, unit.text_start, unit.end):
        return 0
    if length > 8 and made.normative.search(body.text, unit.text_start, unit.end):
        return 0
    return 0.75 if length <= LONGEST_TITLE + 14 * alone or (alone and not item.first) else 0.25


def _opens_points(body: Body, item: Item) -> bool:
    """Whether an opening sentence is followed on its line by the points it names (一是…；二是…)."""
    unit, following = body.units[item.unit], body.units[item.unit + 1] if item.unit + 1 < len(body.units) else None
    return (
        following is not None
        and following.line == unit.line
        and following.mark is not None
        and following.mark.family == "ordinal"
    )


def _before_dates(text: str, unit: Unit) -> int:
    """End of a unit's words before a closing bracket that says when (准备阶段（2025年3月）)."""
    dates = CLOSING_DATES.search(text, unit.text_start, unit.end)
    return dates.start() if dates else unit.end


def _has_content(body: Body, number: int, made: Outliner) -> bool:
    """Whether anything but an assigning bracket stands between an item and the next one that is not below it."""
    item = body.items[number]
    index = item.unit + 1
    following = body.items[number + 1] if number + 1 < len(body.items) else None
    while index < len(body.units):
        unit = body.units[index]
        if following is not None and index == following.unit:
            return following.parent == number
        if not made.assigning_line.match(body.text, unit.start, unit.end) and body.text[unit.start] not in "（(":
            return True
        if made.status_mark.match(body.text[unit.start : min(unit.end, unit.start + 30)]):
            return True
        index += 1
    return False


def _decide_ordinals(body: Body, members: list[int], made: Outliner) -> None:
    """一是X。 with sentences of its own is a heading; 一是X，做了Y。 runs in where most of its series read like titles."""
    lines = [member for member in members if _is_own_line(body, member)]
    if len(lines) * 2 > len(members):
        # 第一，加快产业升级 on a line of its own, with paragraphs below: the parts are numbered so.
        for member in lines:
            body.items[member].heading = True
        return
    run_in, brief = [], []
    for member in members:
        item = body.items[member]
        item.heading = _is_elaborated(body, item.unit, made)
        length = 0 if item.heading else _opening_clause(body, body.units[item.unit])
        if length and made.run_in.match(body.text, body.units[item.unit].text_start):
            run_in.append(item)
        elif 0 < length <= LONGEST_BRIEF and _is_brief(body, item.unit, length, made):
            brief.append(item)
    titled = len(run_in) + sum(body.items[member].heading for member in members)
    if titled + len(brief) == len(members):
        run_in += brief  # a whole series of brief openings names its points, whatever their words
    elif titled * 2 < len(members):
        run_in = []
    for item in run_in:
        item.heading = item.run_in = True


def _is_own_line(body: Body, member: int) -> bool:
    """Whether an item is a line without a full stop that reads like a title, and a paragraph without such a number follows."""
    index = body.items[member].unit
    unit = body.units[index]
    if not unit.first or unit.closed or index + 1 == len(body.units) or body.text[unit.end - 1] in "，,、：:；;":
        return False
    following = body.units[index + 1]
    told = following.closed and following.line != unit.line
    told = told and (following.mark is None or following.mark.family != "ordinal")
    return told and unit.end - unit.text_start <= LONGEST_TITLE and not MEASURED.search(body.text, unit.text_start, unit.end)


def _is_brief(body: Body, index: int, length: int, made: Outliner) -> bool:
    """Whether an opening clause may name its item: no figures, no word that leads into a sentence."""
    start = body.units[index].text_start
    return not made.never_runs_in.match(body.text, start) and not FIGURED.search(body.text, start, start + length)


def _is_elaborated(body: Body, index: int, made: Outliner) -> bool:
    """Whether a short sentence is followed on its line by sentences that elaborate it."""
    unit, text = body.units[index], body.text
    length = unit.end - unit.text_start
    following = body.units[index + 1] if index + 1 < len(body.units) else None
    if following is None or following.line != unit.line or text[unit.end - 1] not in "。！!" or length > LONGEST_INLINE:
        return False
    if following.mark is not None and following.mark.rank >= INLINE_RANK:
        return False
    if made.assigning_line.match(text, following.start, following.end) or text[following.start] in "（(":
        return False
    return length <= 12 or not MEASURED.search(text, unit.text_start, unit.end)


def _opening_clause(body: Body, unit: Unit) -> int:
    """Length of the first clause of an item when the rest elaborates it; 0 when it is no title of the rest."""
    clause = RUN_IN_CLAUSE.match(body.text, unit.text_start, unit.end)
    if clause is None or not unit.closed or unit.mark is None or unit.mark.number[-1:] != "是":
        return 0
    elaborated = unit.end - clause.end() >= LEAST_ELABORATION
    return clause.end() - 1 - unit.text_start if elaborated else 0
