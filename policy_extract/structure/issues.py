"""Notes what cannot be trusted: lost characters in dates, unknown years, missing and repeated numbers (疑点)."""

from __future__ import annotations

import re
from typing import Any

from policy_extract.model import Issue
from policy_extract.patterns import Pack
from policy_extract.structure.parts import Body
from policy_extract.text import UNMAPPED

COUNTED = frozenset(
    {"part", "chapter", "section", "chinese", "chinese_bracket", "arabic", "arabic_bracket", "circled", "ordinal"}
)


def find_issues(body: Body, pack: Pack) -> list[Issue]:
    """All issues of a document, in text order."""
    issues = _text_issues(body, pack) + _number_issues(body)
    issues.sort(key=lambda issue: (issue.start, issue.end, issue.code))
    return issues


def _text_issues(body: Body, pack: Pack) -> list[Issue]:
    """Dates that lost characters, years made unknown, and characters that no font told."""
    finders: tuple[Any, Any, Any, tuple[str, ...]] = pack.cached("structure.issues", _compile)
    hint, lost, unknown, signs = finders
    issues = []
    if hint.search(body.text, body.start, body.end):
        issues += [
            Issue(m.start(), m.end(), "lost_characters", f"a date that lost characters: {m[0]}")
            for m in lost.finditer(body.text, body.start, body.end)
        ]
    if any(sign in body.text for sign in signs):
        issues += [
            Issue(m.start(), m.end(), "unknown_year", f"the year is not given: {m[0]}")
            for m in unknown.finditer(body.text, body.start, body.end)
        ]
    if "(cid:" in body.text:
        unmapped = list(UNMAPPED.finditer(body.text, body.start, body.end))
        issues += [
            Issue(first.start(), first.end(), "lost_characters", f"{len(unmapped)} characters stand as (cid:N), unreadable")
            for first in unmapped[:1]
        ]
    for line in body.lines:
        if line.role == "lost_date":
            issues.append(
                Issue(line.start, line.end, "lost_characters", f"a date that lost characters: {body.text[line.start : line.end]}")
            )
    return issues


def _compile(pack: Pack) -> tuple[Any, Any, Any, tuple[str, ...]]:
    """What a text with dates that lost characters holds, the two rules of the titles family, the literals of unknown years."""
    lost, unknown = (pack.family("titles").rules[f"titles.{name}"] for name in ("lost_date", "unknown_year"))
    # The hint of a pack would be searched for without a limit of time.
    hint = "" if lost.limited else lost.fields.get("hint", "")
    return re.compile(hint), lost.compiled, unknown.compiled, unknown.literals or ("",)


def _number_issues(body: Body) -> list[Issue]:
    """Numbers that are missing or stand twice among the members of one series."""
    issues = []
    last: dict[tuple[int, str], tuple[int, int]] = {}
    running: dict[str, int] = {}
    for item in body.items:
        unit = body.units[item.unit]
        if not unit.mark or item.family not in COUNTED or not item.value:
            continue
        key = (item.parent, item.family)
        before, line = last.get(key, (None, -1))
        last[key] = (item.value, unit.line)
        if before is None or not (item.first or line == unit.line):
            # A series inside a paragraph may begin behind a colon, where its head is no unit.
            goes_on = not item.first or item.family == "ordinal" or item.value in (1, running.get(item.family, 0) + 1)
            wanted = running.get(item.family, 0) + 1
        else:
            goes_on = item.value in (1, before + 1)
            wanted = before + 1
        running[item.family] = item.value
        if not goes_on:
            code = "duplicate_number" if before is not None and item.value <= before else "missing_number"
            issues.append(Issue(unit.mark.start, unit.mark.end, code, f"{unit.mark.number} where number {wanted} was expected"))
    return issues
