"""Which statements speak of what is to be done (待办语境): only there a bare verb charges its subject."""

from __future__ import annotations

from typing import Any

import regex

from policy_extract.model import Document
from policy_extract.patterns import Pack
from policy_extract.tasks.rectification import item_states

AHEAD = frozenset({"tasks", "goals", "measures", "safeguards", "outlook"})
BEHIND = frozenset({"review", "basis", "problems"})
NOWHERE, AT_OPENING, ANYWHERE = 0, 1, 2
"""Where a bare verb charges its subject: nowhere, at the opening of a statement, at the opening of any clause.

At the opening only it does not charge a government: in its own report (市政府将…) it is the speaker.
"""
SILENT = {"work_report": AT_OPENING, "progress": NOWHERE}
"""Genres in which a body with a bare verb may have done something already, outside the sections that look ahead."""


def tenses(text: str, document: Document, pack: Pack) -> list[int]:
    """Where a bare verb may charge its subject, for each statement: by its section and, where that is silent, by the genre.

    In a rectification report (整改通报) the measures of an item count too, its findings never.
    """
    genre = document.meta.genre
    silent = SILENT.get(genre, ANYWHERE)
    most = AT_OPENING if genre == "work_report" else ANYWHERE
    behind = BEHIND | {"annex", "glossary"} if genre == "work_report" else BEHIND
    by_section = {-1: silent}
    for index, heading in enumerate(document.headings):
        by_section[index] = most if heading.role in AHEAD else NOWHERE if heading.role in behind else silent
    found = [by_section.get(statement.section, silent) for statement in document.statements]
    if genre == "rectification":
        label: regex.Pattern[str] = pack.cached("roles.measure_label", _measure_label)
        _after_labels(text, document, label, found)
        for index, kind in item_states(text, document, label).items():
            found[index] = NOWHERE if kind == "problem" else ANYWHERE
    return found


def _after_labels(text: str, document: Document, label: regex.Pattern[str], found: list[int]) -> None:
    """What follows a label like 整改进展： in its section is measure, up to the next heading that is no 一是."""
    section, measures = -1, False
    for index, statement in enumerate(document.statements):
        if statement.section != section:
            section = statement.section
            number = document.headings[section].number if section >= 0 else ""
            measures = measures and number.endswith("是")
        measures = measures or label.match(text, statement.start, statement.end) is not None
        if measures:
            found[index] = ANYWHERE


def _measure_label(pack: Pack) -> Any:
    """The labels before measures (整改情况：), as the family `kinds` names them."""
    return pack.family("kinds").compile(
        r"[（(【\[]?(?:<<measure_label>>|整改(?:落实|工作)?(?:进展|情况|措施|成效|结果)(?:情况)?)[】\])）]?\s*[：:]"
    )
