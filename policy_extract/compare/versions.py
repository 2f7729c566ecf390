"""The same plan amended (版本对照): what stayed, was reworded, was renumbered, got another target, came, and went."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import regex

from policy_extract import rows
from policy_extract.compare.load import Plan
from policy_extract.compare.phrasing import number_text
from policy_extract.compare.targets import Target, TargetReader, same_promise
from policy_extract.compare.wording import Weights, candidates
from policy_extract.patterns import Pack

KINDS = ("unchanged", "renumbered", "reworded", "target_changed", "added", "withdrawn")
NAMES = {
    "unchanged": "未变", "renumbered": "编号调整", "reworded": "文字修改", "target_changed": "目标调整", "added": "新增",
    "withdrawn": "删除",
}  # fmt: skip
SAME = 0.45
"""Likeness from which two statements of two versions are one statement reworded."""
NUMBER = regex.compile(r"^[\s（(]*(?:第?[一二三四五六七八九十百\d]+[章节条项是、.．)）]*)+\s*")
MARKS = regex.compile(r"[\W_]+")


class TargetChange(msgspec.Struct, gc=False):
    """One target in both versions; None where a version has none."""

    name: str
    old: Target | None
    new: Target | None

    @property
    def text(self) -> str:
        """`床位 ≥300张 → ≥350张`."""
        sides = [number_text(target) if target else "—" for target in (self.old, self.new)]
        return f"{self.name} {sides[0]} → {sides[1]}"


class Change(msgspec.Struct, gc=False):
    """What became of one statement."""

    kind: str
    old: rows.TaskRow | None
    new: rows.TaskRow | None
    likeness: float
    targets: tuple[TargetChange, ...] = ()
    number: tuple[str, str] = ("", "")
    """Number of the section or item in the old and the new version, when they differ."""


class Versions(msgspec.Struct, gc=False):
    """All changes between two versions: those of the new one in its order, then what was withdrawn."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def of(self, kind: str) -> list[Change]:
        """The changes of a kind."""
        return [change for change in self.changes if change.kind == kind]


def versions(old: Plan, new: Plan, pack: Pack | None = None) -> Versions:
    """What changed from one version of a plan to the next."""
    reader = TargetReader(pack)
    targets = [_by_record(reader.read(plan)) for plan in (old, new)]
    pairs = _matched(old.tasks, new.tasks)
    taken = {index for index, _ in pairs.values()}
    changes = []
    for position, row in enumerate(new.tasks):
        if position not in pairs:
            changes.append(Change("added", None, row, 0.0))
            continue
        index, alike = pairs[position]
        before = old.tasks[index]
        changes.append(_change(before, row, alike, targets[0].get(before.task_id, []), targets[1].get(row.task_id, [])))
    changes += [Change("withdrawn", row, None, 0.0) for index, row in enumerate(old.tasks) if index not in taken]
    return Versions(old.label, new.label, tuple(changes))


def _by_record(targets: Sequence[Target]) -> dict[str, list[Target]]:
    """Targets by their statement."""
    found: dict[str, list[Target]] = {}
    for target in targets:
        found.setdefault(target.record_id, []).append(target)
    return found


def _matched(old: Sequence[rows.TaskRow], new: Sequence[rows.TaskRow]) -> dict[int, tuple[int, float]]:
    """For statements of the new version, the one of the old: equal words first, in order, then the most alike."""
    found: dict[int, tuple[int, float]] = {}
    waiting: dict[str, list[int]] = {}
    for index, row in enumerate(old):
        waiting.setdefault(bare(row.quote), []).append(index)
    for position, row in enumerate(new):
        same = waiting.get(bare(row.quote))
        if same:
            # Of equal statements the one below equal headings is meant.
            index = next((each for each in same if _titles(old[each]) == _titles(row)), same[0])
            same.remove(index)
            found[position] = index, 1.0
    left = [index for index in range(len(old)) if index not in {each for each, _ in found.values()}]
    open_new = [position for position in range(len(new)) if position not in found]
    weights = Weights(row.quote for row in (*old, *new))
    ours = [weights.vector(bare(new[position].quote)) for position in open_new]
    theirs = [weights.vector(bare(old[index].quote)) for index in left]
    used: set[int] = set()
    for alike, place, other in candidates(ours, theirs, SAME):
        if open_new[place] not in found and left[other] not in used:
            used.add(left[other])
            found[open_new[place]] = left[other], alike
    return found


def bare(text: str) -> str:
    """The words of a statement without its number and marks."""
    return str(MARKS.sub("", NUMBER.sub("", text)))


def _titles(row: rows.TaskRow) -> tuple[str, ...]:
    """The headings above a statement without their numbers."""
    return tuple(bare(title) for title in row.section_path)


def _number(row: rows.TaskRow) -> str:
    """The printed numbers of a statement and the headings above it."""
    found = (NUMBER.match(text) for text in (*row.section_path, row.quote))
    return " ".join(match[0].strip() for match in found if match is not None)


def _change(old: rows.TaskRow, new: rows.TaskRow, alike: float, before: Sequence[Target], after: Sequence[Target]) -> Change:
    """What became of a statement that is in both versions."""
    numbers = (_number(old), _number(new))
    moved = numbers if numbers[0] != numbers[1] else ("", "")
    changed = tuple(_target_changes(before, after))
    if changed:
        return Change("target_changed", old, new, alike, changed, moved)
    if bare(old.quote) != bare(new.quote):
        return Change("reworded", old, new, alike, (), moved)
    return Change("renumbered" if moved != ("", "") or _titles(old) != _titles(new) else "unchanged", old, new, alike, (), moved)


def _renamed(old: Target, new: Target) -> bool:
    """Whether the same promise stands under a longer or shorter name outside the catalogue (裸露土地, 裸露土地和闲置地块)."""
    open_names = old.how == new.how == "open" and (old.name in new.name or new.name in old.name)
    return open_names and old.form == new.form and same_promise(old, new)


def _target_changes(before: Sequence[Target], after: Sequence[Target]) -> list[TargetChange]:
    """Targets whose number, comparator or date differs, and those that only one version has."""
    waiting = list(before)
    changes = []
    for target in after:
        alike = [each for each in waiting if each.key == target.key and each.scope == target.scope]
        alike = alike or [each for each in waiting if _renamed(each, target)]
        known = next((each for each in alike if same_promise(each, target)), alike[0] if alike else None)
        if known is not None:
            waiting.remove(known)
        if known is None or not same_promise(known, target):
            changes.append(TargetChange(target.name, known, target))
    return changes + [TargetChange(target.name, target, None) for target in waiting]
