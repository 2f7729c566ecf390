"""Problem, measure and status in rectification reports (整改通报): which statements are findings and which are what was done."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

import regex

from policy_extract.model import Document, Heading, Status
from policy_extract.patterns import Family

STATE_KIND = {"done": "achievement", "partial": "task", "ongoing": "task", "not_started": "task", "undone": "task"}
"""Kind of an unmarked measure by the status of its problem (spec: an achievement under 已完成, a task otherwise)."""

OF_FINDING = ("该问题", "此问题", "本问题", "该项问题", "该事项", "该项", "此项")
"""Openers of a sentence that says how far the whole finding has come (该问题已完成整改)."""

LINE_NUMBER = re.compile(
    r"[ \t\u3000]*(?:[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[）)]|\d{1,3}[、.．](?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳])"
    r"[ \t\u3000]*"
)
TOLD_DONE = re.compile(r"(?:目前|现)?[，,]?(?:均|都|全部)?已(?![^，,。；;]{0,8}的)")
"""How a sentence opens that tells what was done about a finding (已拆除10个), not of what it is (已建成的泵站未投用)."""
PLANNED_DEED = re.compile(r"^(?:年度|全年)?(?:计划|拟)")
COUNTED_DONE = re.compile(
    r"(?:(?:目前|现|截至[^，,。；;]{2,12}[，,])[^，,。；;0-9]{0,12}|[，,]?(?:已|实际|分别))(?:已|全部|分别|实际|累计)*"
    r"(?:完成|完工|竣工|开工|建成|投用|办结)[0-9]|[0-9]+[^，,。；;0-9]{1,8}(?:均?已(?:全部)?|全部)(?:完成|完工|竣工|建成|开工)"
)
"""How a sentence opens that counts how much of a task is done (已完工26个)."""
TITLED = re.compile(r"[^。；;\n]{0,8}关于“[^”\n]{2,120}”等?的?问题。?$")
"""A finding that a sentence quotes whole (关于“资金未细化”的问题。); what was done about it stands behind it."""
NAMED = re.compile(r"[^。；;\n]{0,8}关于[^。；;\n]{2,80}问题。$")
"""A title of a finding as a sentence of its own (关于资金未细化的问题。), with what was done on the same line."""
LABEL_ENDS = frozenset("：:】]")
ASSIGNMENT, NONE, ANSWER = "assignment", "", "answer"
FINDINGS = frozenset({"numbering.finding", "statements.finding_answered"})
"""Rules of the headings that state a finding: numbered as one (问题1：), or answered below (整改措施：)."""


class ItemLabels:
    """The labels that divide an item: finding, target, plan, result (问题描述, 整改目标, 整改措施, 整改进展)."""

    def __init__(self, family: Family) -> None:
        self.measure = family.compile(r"[（(【\[]?(?:<<measure_label>>)[】\])）]?\s*[：:是]?")
        self.progress = family.compile(r"[（(【\[]?(?:<<progress_label>>)[】\])）]?\s*[：:]")
        names = ("finding", "target", "plan", "result")
        parts = "|".join(f"(?P<{name}><<{name}_label>>)" for name in names)
        numbered = "(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）).、．] ?)?"
        self._named = family.compile(rf"{numbered}[（(【\[]?(?:20[0-9][0-9]年度?)?(?:{parts})(?:[】\]]\s*[：:]?|[)）]?\s*[：:])")
        number = r"[①-⑳⑴-⒇]|[（(]?[0-9一二三四五六七八九十]{1,2}[）).、．]|[一二三四五六七八九十]{1,2}是"
        self._number = regex.compile(rf"^\s*(?:{number})\s*")

    def behind(self, words: str) -> str:
        """A statement's words without the label and the number before them (整改措施：①已核查… → 已核查…)."""
        match = self._named.match(words)
        return self._number.sub("", words[match.end() if match else 0 :])

    def stands_alone(self, words: str) -> bool:
        """Whether a statement is nothing but a label, with what it announces below it (整改措施：)."""
        return words[-1:] in LABEL_ENDS and self._named.fullmatch(words) is not None

    def zone(self, text: str, start: int, end: int) -> str:
        """What the label that opens a statement announces; empty without a label."""
        match = self._named.match(text, start, end)
        return str(match.lastgroup) if match else NONE

    def opens_line(self, text: str, offset: int) -> bool:
        """Whether the line of an offset opens with a label before it: a heading there is a measure (3.完善机制。)."""
        return bool(self.zone(text, text.rfind("\n", 0, offset) + 1, offset))


def item_states(text: str, document: Document, measure: regex.Pattern[str]) -> dict[int, str]:
    """Kind of the statements of every problem item: index → `problem`, `achievement` or `task`.

    An item is what stands below one heading (run-in headings aside). It has findings only when a status mark of its own
    or a label like 整改情况 stands in it: all before the first of these is finding, all behind it is measure.
    """
    kinds: dict[int, str] = {}
    marks, _ = _marks(text, document)
    for members in _items(document, [h.start for h in document.headings if _makes_item(h)]):
        _sort_item(text, document, members, marks, measure, kinds)
    return kinds


def item_kinds(
    text: str, document: Document, labels: ItemLabels, assigns: regex.Pattern[str]
) -> tuple[dict[int, str], dict[int, str]]:
    """As `item_states`, with what the labels inside an item say: also `goal`; and the label over each statement that has one."""
    kinds: dict[int, str] = {}
    labelled: dict[int, str] = {}
    marks, said = _marks(text, document)
    heads = _heads(text, document, labels)
    for members in _items(document, heads):
        zones = _zones(text, document, members, labels, assigns)
        if {"plan", "result"} <= set(zones):
            _sort_labelled(members, zones, {**marks, **said}, kinds)
            labelled.update(zip(members, zones, strict=True))
        else:
            labelled.update(dict.fromkeys(_sort_item(text, document, members, marks, labels.measure, kinds), ANSWER))
            kinds.update({index: "goal" for index, zone in zip(members, zones, strict=True) if zone == "target"})
            if _tells_progress(text, document, members, labels):
                told = (index for index, zone in zip(members, zones, strict=True) if zone == "result")
                kinds.update({index: "achievement" for index in told if kinds.get(index) == "task"})
    return kinds, labelled


def planned_findings(
    text: str, document: Document, labels: ItemLabels, assigns: regex.Pattern[str], lacking: regex.Pattern[str]
) -> dict[int, str]:
    """What the statements of a plan's items on findings are (整改方案): index → `finding`, `target`, `plan` or `result`.

    An item is one on a finding when its heading states one, or when its labels part what was found from what is to be done.
    """
    found: dict[int, str] = {}
    heads = _heads(text, document, labels)
    stated = {h.start for h in document.headings if h.run_in and (h.rule in FINDINGS or lacking.search(h.title))}
    for members in _items(document, heads):
        zones = _zones(text, document, members, labels, assigns)
        opened = document.statements[members[0]].start in stated
        if not opened and not {"finding", "plan"} <= set(zones):
            continue
        first = next((place for place, zone in enumerate(zones) if zone in ("target", "plan", "result")), 1)
        for place, (index, zone) in enumerate(zip(members, zones, strict=True)):
            if zone in (NONE, "finding") and place < first and (opened or zone):
                found[index] = "finding"
            elif zone not in (NONE, ASSIGNMENT):
                found[index] = zone
    return found


def targets(text: str, document: Document, labels: ItemLabels, assigns: regex.Pattern[str]) -> frozenset[int]:
    """The statements of a progress report behind the label of a target, where items label progress too."""
    found: list[int] = []
    heads = _heads(text, document, labels)
    for members in _items(document, heads):
        zones = _zones(text, document, members, labels, assigns)
        if {"target", "result"} <= set(zones):
            found += [index for index, zone in zip(members, zones, strict=True) if zone == "target"]
    return frozenset(found)


def reported_lines(text: str, document: Document, labels: ItemLabels) -> frozenset[int]:
    """The statements of the lines that a label opens which says how far something has come (进展情况：已完工51个。…)."""
    found: list[int] = []
    paragraph, reports = -1, False
    for index, statement in enumerate(document.statements):
        if statement.paragraph != paragraph:
            paragraph, reports = statement.paragraph, labels.zone(text, statement.start, statement.end) == "result"
        if reports:
            found.append(index)
    return frozenset(found)


def repeated_tasks(
    text: str,
    document: Document,
    repeated: regex.Pattern[str],
    told: regex.Pattern[str],
    named: regex.Pattern[str],
    share: regex.Pattern[str],
) -> frozenset[int]:
    """The first sentences of a progress report's items that repeat the task which the next one tells of.

    Behind a number alone (1.新建泵站5座。目前…) any progress tells; behind a heading (（一）改善交通。…) the word 计划 is needed,
    or a count of what is done (已完工3座). A task `named` without a deed (城镇新增就业2.8万人。) needs the `share` reached.
    """
    found: list[int] = []
    for index, (statement, behind) in enumerate(pairwise(document.statements)):
        if behind.paragraph != statement.paragraph:
            continue
        number = LINE_NUMBER.match(text, text.rfind("\n", 0, statement.start) + 1, statement.end)
        numbered = number is not None and statement.start <= number.end()
        opens = index == 0 or document.statements[index - 1].section != statement.section
        if not numbered and not opens:
            continue
        words = text[number.end() if number is not None and numbered else statement.start : statement.end]
        task = PLANNED_DEED.sub("", words, count=1)
        answer = text[behind.start : behind.end]
        tells = COUNTED_DONE.match(answer) or ((numbered or task != words) and told.match(answer))
        by_name = numbered and share.search(answer) is not None and named.match(words)
        if by_name or (tells and repeated.match(task)):
            found.append(index)
    return frozenset(found)


def _heads(text: str, document: Document, labels: ItemLabels) -> list[int]:
    """Starts of the headings that open items; one below a label of its parent's goes on with it (整改措施：, then （一）…)."""
    labelled: dict[int, int] = {}
    for statement in document.statements:
        if statement.section >= 0 and labels.zone(text, statement.start, statement.end) in ("target", "plan", "result"):
            labelled.setdefault(statement.section, statement.start)
    heads = []
    for heading in document.headings:
        if not _makes_item(heading) or labels.opens_line(text, heading.start):
            continue
        if labelled.get(heading.parent, heading.start) >= heading.start:
            heads.append(heading.start)
    return heads


def _items(document: Document, heads: list[int]) -> list[list[int]]:
    """The statements of every item, by index, from the offsets of the headings that open one."""
    items: dict[int, list[int]] = {}
    for index, statement in enumerate(document.statements):
        at = bisect_right(heads, statement.start) - 1
        if at >= 0:
            items.setdefault(at, []).append(index)
    return list(items.values())


def _marks(text: str, document: Document) -> tuple[dict[int, str], dict[int, str]]:
    """States of the statements that are marks of progress, and of those that speak of the whole finding."""
    starts = [s.start for s in document.statements]
    marks: dict[int, str] = {}
    said: dict[int, str] = {}
    for status in document.statuses:
        index = bisect_right(starts, status.start) - 1
        if index >= 0 and document.statements[index].kind == "status":
            marks.setdefault(index, status.state)
        elif index >= 0 and _of_finding(text, starts[index], status):
            said[index] = status.state
    return marks, said


def _of_finding(text: str, start: int, status: Status) -> bool:
    """Whether a mark stands in a sentence on the whole finding."""
    return text.startswith(OF_FINDING, start) and status.start - start <= max(map(len, OF_FINDING)) + 4


def _makes_item(heading: Heading) -> bool:
    """Whether a heading opens an item of its own: numbered, and not a list inside an item (一是, ①)."""
    if heading.rule in FINDINGS:
        return heading.level > 0  # 问题描述：… needs no number
    return bool(heading.number) and heading.number[-1] not in "是①②③④⑤⑥⑦⑧⑨⑩" and heading.level > 0


def _opening(text: str, document: Document, index: int) -> int:
    """Where a statement opens, with a run-in heading and the label before it (整改进展：一是全面复核。…)."""
    statement = document.statements[index]
    if statement.section < 0 or (index and document.statements[index - 1].section == statement.section):
        return statement.start
    heading = document.headings[statement.section]
    line = text.rfind("\n", 0, heading.start) + 1
    return line if not _makes_item(heading) and text.find("\n", line, statement.start) < 0 else statement.start


def _zones(text: str, document: Document, members: list[int], labels: ItemLabels, assigns: regex.Pattern[str]) -> list[str]:
    """For every statement of an item what the last label before it announces; a line that assigns closes the item."""
    zone, zones = NONE, []
    for index in members:
        statement = document.statements[index]
        if assigns.match(text[statement.start : statement.start + 20]):
            zone = NONE
            zones.append(ASSIGNMENT)
            continue
        zone = labels.zone(text, _opening(text, document, index), statement.end) or zone
        zones.append(zone)
    return zones


def _tells_progress(text: str, document: Document, members: list[int], labels: ItemLabels) -> bool:
    """Whether a label of an item says that progress is told behind it (整改进展：); 整改情况 tells of what goes on as well."""
    return any(labels.progress.match(text, _opening(text, document, i), document.statements[i].end) for i in members)


def _sort_labelled(members: list[int], zones: list[str], states: dict[int, str], kinds: dict[int, str]) -> None:
    """Kinds of an item with labels of its own for what is planned and what was reached: the plan takes the finding's status."""
    state = next((states[index] for index in reversed(members) if index in states), "undone")
    by_zone = {"finding": "problem", "target": "goal", "plan": STATE_KIND[state], "result": "achievement"}
    first = next(place for place, zone in enumerate(zones) if zone in by_zone)
    for place, (index, zone) in enumerate(zip(members, zones, strict=True)):
        if zone in by_zone:
            kinds[index] = by_zone[zone]
        elif place < first:
            kinds[index] = "problem"


def _sort_item(
    text: str, document: Document, members: list[int], marks: dict[int, str], measure: regex.Pattern[str], kinds: dict[int, str]
) -> list[int]:
    """Divide the statements of one item at its status mark or measure label.

    Returned are those between a title that names the finding (关于…的问题。) and the mark: they answer it or go on with it.
    """
    state = next((marks[i] for i in members if i in marks), None)
    border = next((i for i in members if i in marks), None)
    label = next((i for i in members if measure.match(text, _opening(text, document, i), document.statements[i].end)), None)
    opening = document.statements[members[0]]
    named = label is None and NAMED.match(text, opening.start, opening.end) is not None
    if label is None:
        label = next(
            (i for i in members[1:] if TOLD_DONE.match(text, document.statements[i].start, document.statements[i].end)), None
        )
    if state is None and label is not None and len(members) > 1:
        label = members[1] if TITLED.match(text, opening.start, opening.end) else label
    if border is None or (label is not None and label < border):
        border = label
    if border is None:
        return []
    between = [index for index in members[1:] if named and index < border]
    for index in members:
        if document.statements[index].kind:
            continue
        if index < border and index not in between:
            kinds[index] = "problem"
        elif state is not None:
            kinds[index] = STATE_KIND[state]
    return between
