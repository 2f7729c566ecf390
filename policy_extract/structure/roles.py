"""What a section is about and which year it sets, by the words of its heading (章节性质)."""

from __future__ import annotations

import re
from typing import Any

import regex

from policy_extract.model import Heading
from policy_extract.patterns import Pack

OVERRIDES: dict[str, frozenset[str]] = {
    "review": frozenset({"problems", "outlook", "measures"}),
    "annex": frozenset(),
    "problems": frozenset({"measures", "outlook", "problems"}),
    "measures": frozenset({"problems", "outlook"}),
}
"""Below a heading of such a role only these roles may differ: a past project is no task."""
MANY_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2} ?年?(?:[—－–~-]{1,2}|至|到)(?:19|20)?\d{2}")


def give_roles(headings: list[Heading], year: int | None, pack: Pack) -> None:
    """Set role and year of every heading; a heading that says nothing takes its parent's role."""
    rules: list[tuple[str, str, Any]] = pack.cached("structure.sections", _compile)
    any_role: Any = pack.cached("structure.any_section", _compile_joined)
    for heading in headings:
        if heading.level == 0:
            continue
        above = headings[heading.parent].role if heading.parent >= 0 else ""
        allowed = OVERRIDES.get(above)
        heading.role = above
        for _, role, finder in rules if any_role.search(heading.title) else ():
            if role and (allowed is None or role in allowed) and finder.search(heading.title):
                heading.role = role
                break
        heading.year = _year(heading.title, year, rules)


def _compile(pack: Pack) -> list[tuple[str, str, Any]]:
    """Rules of the sections family: id, role, compiled pattern."""
    rules = pack.family("sections").rules.values()
    return [(rule.id, str(rule.fields.get("role", "")), regex.compile(rule.pattern)) for rule in rules if rule.pattern]


def _compile_joined(pack: Pack) -> Any:
    """All role patterns in one, to pass quickly over the headings that say nothing."""
    rules = pack.family("sections").rules.values()
    return regex.compile("|".join(f"(?:{rule.pattern})" for rule in rules if rule.pattern and rule.fields.get("role")))


def _year(title: str, year: int | None, rules: list[tuple[str, str, Any]]) -> int | None:
    """The single year that a title names; a range or several years set none."""
    if "年" not in title:
        return None
    named = next(finder for identifier, _, finder in rules if identifier == "sections.year")
    this = next(finder for identifier, _, finder in rules if identifier == "sections.this_year")
    if MANY_YEARS.search(title):
        return None
    years = {int(match["year"]) for match in named.finditer(title)}
    if len(years) == 1:
        return years.pop()
    return year if not years and this.search(title) else None
