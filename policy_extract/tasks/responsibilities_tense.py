"""Which statements speak of what is to be done (待办语境): only there a bare verb charges its subject."""

from __future__ import annotations

from typing import Any

import regex

from policy_extract.model import Document
from policy_extract.patterns import Pack
from policy_extract.tasks.rectification import item_states

LOOKING_BACK = frozenset({"work_report", "progress"})
"""Genres in which a body with a bare verb has done something already, outside the sections that look ahead."""
AHEAD = frozenset({"tasks", "goals", "measures", "safeguards", "outlook"})
BEHIND = frozenset({"review", "basis", "problems"})


def looks_ahead(text: str, document: Document, pack: Pack) -> list[bool]:
    """Whether each statement speaks of what is to be done, by its section and, where that is silent, by the genre.

    In a rectification report (整改通报) the measures of an item count too, its findings never.
    """
    plans = document.meta.genre not in LOOKING_BACK
    by_section = {-1: plans}
    for index, heading in enumerate(document.headings):
        by_section[index] = heading.role in AHEAD or (plans and heading.role not in BEHIND)
    ahead = [by_section.get(statement.section, plans) for statement in document.statements]
    if document.meta.genre == "rectification":
        label: regex.Pattern[str] = pack.cached("roles.measure_label", _measure_label)
        for index, kind in item_states(text, document, label).items():
            ahead[index] = kind != "problem"
    return ahead


def _measure_label(pack: Pack) -> Any:
    """The labels before measures (整改情况：), as the family `kinds` names them."""
    return pack.family("kinds").compile(r"^[（(【\[]?(?:<<measure_label>>)[】\])）]?\s*[：:是]?")
