"""Headings that state a finding (问题): they are statements of their own as well, and open an item of measures (整改事项)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from policy_extract.anchored import Anchored
from policy_extract.patterns import Pack
from policy_extract.structure.parts import CAPTION, TITLE_FAMILY, TOPIC, Body, Item, Unit

NUMBERED_FINDING = "finding"
"""Family of the numbers that say themselves that a finding follows (问题1：)."""
LONGEST_MARK = 24
"""Characters of a unit that may be nothing but a mark of progress."""
LONGEST_LABEL = 30
LABEL_OPENERS = frozenset("问反具突主存")
"""Characters that the label of a finding begins with."""
ANSWERED_WITHIN = 12
"""Lines below a finding among which one answers it, behind those that say who is responsible and what else was found."""


@dataclass(slots=True)
class FindingWords:
    """Compiled rules by which findings are known."""

    titled: Anchored
    """Titles that name a finding (关于…的问题)."""
    stated: Anchored
    """What says of itself that it states a finding (问题：…)."""
    lacking: Any
    """Titles that end in a shortcoming (…不到位)."""
    answered: Anchored
    """Labels of lines that answer the finding above them (整改情况：, 整改时限：)."""
    measures: Anchored
    """Labels of what is done about a finding (整改措施：)."""
    progress: Any
    """Marks of how far a finding has come."""


def finding_words(pack: Pack) -> FindingWords:
    """The rules of a pack, compiled once."""
    rules = pack.family("statements").rules
    names = ("finding_title", "finding_stated")
    titled, stated = (rules[f"statements.{name}"].anchored for name in names)
    answered, measures = (rules[f"statements.{name}"].anchored for name in ("finding_answered", "finding_measures"))
    lacking, progress = rules["statements.findings"].compiled, rules["statements.status_mark"].compiled
    return FindingWords(titled, stated, lacking, answered, measures, progress)


def open_answered(body: Body, words: FindingWords) -> None:
    """Make headings of the numbered items that a labelled line below answers (1.关于…的问题。 / 整改情况：…), before any vote."""
    for number, item in enumerate(body.items):
        unit = body.units[item.unit]
        if unit.mark is None and item.family == TOPIC and words.stated.match(_words(body, unit)):
            item.answered = True  # found by `labelled_findings`
            continue
        if not item.first or unit.mark is None or item.family == "ordinal" or item.heading or unit.body > unit.start:
            continue  # 整改措施：①…: what a label announces is no finding
        if item.parent >= 0 and body.items[item.parent].answered:
            continue  # a measure of the finding above
        item.answered = _answered(body, number, words)


def labelled_findings(body: Body, words: FindingWords) -> set[int]:
    """Units that state one finding each behind a label without a number (问题描述：… / 责任单位：… / 整改措施：…)."""
    stated = [
        index
        for index, unit in enumerate(body.units)
        if unit.first and unit.mark is None and body.text[unit.start] in LABEL_OPENERS and words.stated.match(_words(body, unit))
    ]
    numbered = sum(index > 0 and body.units[index - 1].mark is not None for index in stated)
    if 2 * numbered > len(stated):
        return set()  # 一、管网短板 / 问题描述：…: the numbered line above names the finding
    found = {index for index, stop in pairwise([*stated, len(body.units)]) if _answered_below(body, index, stop, words)}
    return found if len(found) > 1 else set()


def _answered_below(body: Body, index: int, stop: int, words: FindingWords) -> bool:
    """Whether a line between two findings answers the first one."""
    below = (unit for unit in body.units[index + 1 : min(stop, index + 1 + ANSWERED_WITHIN)] if unit.first)
    return any(words.answered.match(body.text[unit.start : min(unit.end, unit.start + LONGEST_LABEL)]) for unit in below)


def settle_answered(body: Body) -> None:
    """What a line answers is a heading of its own and a statement too, where the vote left it a sentence."""
    for item in body.items:
        if item.answered and (item.run_in or not item.heading or item.family == TOPIC):
            item.heading, item.keep, item.run_in = True, True, False


def open_findings(body: Body, words: FindingWords) -> None:
    """Make headings of the numbered findings (问题1：…, （一）问题：…) that open a line with anything below them."""
    for number, item in enumerate(body.items):
        unit = body.units[item.unit]
        if not item.first or unit.mark is None or item.family == "ordinal":
            continue
        named = item.family == NUMBERED_FINDING
        if not (named or words.stated.match(_words(body, unit))):
            continue
        item.heading = item.heading or _holds_more(body, number)
        asked = body.text[unit.end - 1] in "？?"
        item.keep = item.heading and not item.run_in and not asked and (named or not _heads_items(body, number))


def open_titled(body: Body, words: FindingWords) -> None:
    """In a rectification report every line that opens with a finding (2.关于6个项目资金滞留的问题。…) is an item."""
    for item in body.items:
        unit = body.units[item.unit]
        if item.first and unit.mark is not None and not item.heading and _names_finding(body, item.unit, words):
            item.heading, item.run_in = item.family != "ordinal", True


def _answered(body: Body, number: int, words: FindingWords) -> bool:
    """Whether a line right below an item, before the next number that opens a line, answers it (整改情况：…)."""
    own = body.units[body.items[number].unit]
    for index in range(body.items[number].unit + 1, len(body.units)):
        unit = body.units[index]
        if unit.line == own.line or not unit.first:
            continue
        if unit.line - own.line > ANSWERED_WITHIN:
            return False
        if unit.mark is None and words.stated.match(_words(body, unit)):
            return False  # what follows answers that finding
        at = unit.start if unit.mark is None else unit.text_start  # （一）整改目标：… among numbered parts
        if words.answered.match(body.text[at : min(unit.end, at + LONGEST_LABEL)]):
            return True
        if unit.mark is not None:
            return False
    return False


def _heads_items(body: Body, number: int) -> bool:
    """Whether numbered headings of its own stand below an item, which then names what they have in common (反馈问题：…)."""
    for place in range(number + 1, len(body.items)):
        item = body.items[place]
        if item.parent < number:
            return False
        unit = body.units[item.unit]
        if item.parent == number and item.heading and item.first and unit.body == unit.start:
            return True
    return False


def _holds_more(body: Body, number: int) -> bool:
    """Whether anything stands between an item and the next one that is not below it."""
    following = body.items[number + 1] if number + 1 < len(body.items) else None
    index = body.items[number].unit + 1
    if following is not None and following.unit == index:
        return following.parent == number
    return index < len(body.units)


def keep_findings(body: Body, words: FindingWords) -> None:
    """In a rectification report the heading that states a finding is a problem statement too."""
    for item, below in _numbered(body):
        if item.keep or body.items[item.parent].answered:
            continue
        item.keep = _names_finding(body, item.unit, words) or any(_reports(body, unit, words) for unit in below)


def keep_planned_findings(body: Body, words: FindingWords) -> None:
    """In a plan of rectification (整改方案) the heading that ends in a shortcoming is a problem too, with measures below."""
    for item, below in _numbered(body):
        unit = body.units[item.unit]
        if item.keep or not words.lacking.search(_words(body, unit)):
            continue
        item.keep = any(words.measures.match(body.text[u.start : min(u.end, u.start + LONGEST_LABEL)]) for u in below)


def _numbered(body: Body) -> list[tuple[Item, list[Unit]]]:
    """Every numbered heading that opens its line below another one, with the units up to the next numbered heading."""
    unnumbered = (TITLE_FAMILY, TOPIC, CAPTION)
    numbered = [item for item in body.items if item.heading and item.family not in unnumbered]
    found = []
    for place, item in enumerate(numbered):
        stop = numbered[place + 1].unit if place + 1 < len(numbered) else len(body.units)
        if item.first and item.family != "ordinal" and item.parent >= 0:
            found.append((item, body.units[item.unit + 1 : stop + 1]))
    return found


def _names_finding(body: Body, index: int, words: FindingWords) -> bool:
    """Whether a title names a finding (关于…的问题。) and what was done about it follows on its line."""
    unit = body.units[index]
    following = body.units[index + 1] if index + 1 < len(body.units) else None
    if following is None or following.line != unit.line or following.mark is not None:
        return False
    return words.titled.match(_words(body, unit)) is not None


def _reports(body: Body, unit: Unit, words: FindingWords) -> bool:
    """Whether a unit is a mark of progress or is labelled as the report on a finding."""
    if unit.body > unit.start:
        return True
    return unit.end - unit.start <= LONGEST_MARK and words.progress.match(body.text[unit.start : unit.end]) is not None


def _words(body: Body, unit: Unit) -> str:
    """The words of a unit behind its number."""
    return body.text[unit.text_start : unit.end]
