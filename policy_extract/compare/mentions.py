"""Indicators that a plan speaks of without a number (只提未量化): 居民收入增长与经济增长同步.

A cell of a table is then not empty because the plan is silent, but because it promises no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
import regex

from policy_extract.compare.catalogue import Catalogue
from policy_extract.compare.load import Plan
from policy_extract.compare.targets import Target
from policy_extract.patterns import Pack, alternation, load

SHORTEST = 3
"""Characters of the shortest name that is looked for: two are too often a part of something else."""
LETTERS = regex.compile(r"[A-Za-z]")


class Mention(msgspec.Struct, gc=False):
    """A statement that names an indicator and gives it no number."""

    indicator: str
    words: str
    sentence: str
    section: str
    locator: str
    start: int
    end: int
    record_id: str


class MentionReader:
    """Finds names of catalogue indicators in the tasks of a plan."""

    def __init__(self, pack: Pack | None = None) -> None:
        """Make the finder from all names of the catalogue. Raises PatternError."""
        pack = pack or load()
        family = pack.family("compare")
        sides: dict[str, str] = {side: pair for pair, words in family.vocabularies["pairs"].items() for side in words}
        self._names: dict[str, list[str]] = {}
        for indicator in Catalogue.load(pack).indicators():
            for name in (indicator.name, *indicator.aliases):
                if len(name) >= SHORTEST or LETTERS.match(name):
                    self._enter(name, indicator.series)
                    # 城乡居民收入 speaks of both sides.
                    for side in (side for side in sides if side in name):
                        self._enter(name.replace(side, sides[side], 1), indicator.series)
        # `re` skips ahead by the first characters of the names, `regex` tries every place.
        self._finder = re.compile(alternation(self._names)) if self._names else None
        rules = family.rules
        self._before = rules["compare.part_before"].compiled
        self._behind = rules["compare.part_behind"].compiled

    def read(self, plan: Plan, targets: Iterable[Target]) -> dict[str, Mention]:
        """By indicator, the first statement that names it without any target for it; goals come before other tasks."""
        numbered = {(target.record_id, target.indicator) for target in targets}
        found: dict[str, Mention] = {}
        for row in sorted(plan.tasks, key=lambda row: row.kind != "goal"):
            if self._finder is None or row.kind == "problem":
                continue
            for match in self._finder.finditer(row.quote):
                if not self._whole(row.quote, match):
                    continue
                for indicator in self._names[match[0]]:
                    if indicator not in found and (row.task_id, indicator) not in numbered:
                        found[indicator] = Mention(
                            indicator, match[0], row.quote, " / ".join(row.section_path), row.locator or "",
                            row.start + match.start(), row.start + match.end(), row.task_id,
                        )  # fmt: skip
        return found

    def _enter(self, name: str, indicator: str) -> None:
        """Let a name stand for an indicator too."""
        known = self._names.setdefault(name, [])
        if indicator not in known:
            known.append(indicator)

    def _whole(self, text: str, match: re.Match[str]) -> bool:
        """Whether a name stands for itself and is no part of another indicator's (万元生产总值能耗)."""
        before, behind = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 6]
        return not self._before.search(before) and not self._behind.search(behind)
