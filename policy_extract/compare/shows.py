"""The comparisons by name (对比方式): what each needs of the plans, and what it gives to files, pages and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import msgspec

from policy_extract.compare.alignment import align
from policy_extract.compare.cascade import cascade
from policy_extract.compare.coverage import cover
from policy_extract.compare.face import target_matrix
from policy_extract.compare.load import Plan
from policy_extract.compare.matrix import Matrix
from policy_extract.compare.mentions import MentionReader
from policy_extract.compare.pictures import dots, multiples
from policy_extract.compare.pictures_grids import gantt, heat
from policy_extract.compare.results import Reported, ResultReader, report, results
from policy_extract.compare.selection import hold as keep
from policy_extract.compare.sheets import (
    Sheet,
    alignment_sheets,
    cascade_sheets,
    coverage_sheets,
    results_sheets,
    timeline_sheets,
    versions_sheets,
)
from policy_extract.compare.timeline import timeline
from policy_extract.compare.versions import versions
from policy_extract.errors import UsageError
from policy_extract.patterns import Pack

MOST_ALIGNED = 12
"""Plans that are aligned each with each; beyond that the tables are too many to read."""


class Shown(msgspec.Struct):
    """A comparison ready to be written: tables, pictures, and what the reader must know."""

    title: str
    sheets: list[Sheet]
    pictures: list[str] = []
    notes: list[str] = []


def show_align(plans: Iterable[Plan], pack: Pack) -> Shown:
    """Every two plans measure by measure. Raises UsageError for one plan, or too many."""
    kept = _several(plans, MOST_ALIGNED)
    pairs = list(combinations(kept, 2))
    found = [align(left, right, pack, kept if len(kept) > 2 else ()) for left, right in pairs]
    sheets: list[Sheet] = []
    notes = []
    for alignment in found:
        sheets += alignment_sheets(alignment)
        if not alignment.shared:
            notes.append(f"{alignment.left} and {alignment.right}: no measure of the one has a counterpart in the other")
    if len(found) > 1:
        rows = [(each.left, each.right, len(each.shared), len(each.alone("left")), len(each.alone("right"))) for each in found]
        sheets.insert(0, Sheet("两两对照", ("甲", "乙", "有对应", "仅见于甲", "仅见于乙"), list(rows)))
    return Shown("举措对照", sheets, [], notes)


def show_coverage(plans: Iterable[Plan], pack: Pack) -> Shown:
    """Themes across all plans."""
    found = cover(plans, pack)
    notes = ["only one plan: nothing to compare it with; the table shows it alone"] if len(found.rows) == 1 else []
    return Shown("主题覆盖", coverage_sheets(found), [heat(found)], notes)


def show_versions(plans: Iterable[Plan], pack: Pack) -> Shown:
    """The first plan is the old version, the second the new. Raises UsageError unless there are two."""
    kept = _several(plans, 2)
    found = versions(kept[0], kept[1], pack)
    notes = [] if any(change.old and change.new for change in found.changes) else ["nothing in common: are these two versions?"]
    return Shown("版本对照", versions_sheets(found), [], notes)


def show_cascade(plans: Iterable[Plan], pack: Pack, asked: Sequence[str] = (), most: int = 0) -> Shown:
    """Targets of places against those of the places above them."""
    found = cascade(target_matrix(plans, asked, "region", most, pack))
    notes = [] if found.handed else ["no place has another above it with a plan for the same year: nothing is handed down"]
    return Shown("目标分解", cascade_sheets(found), [], notes)


def show_results(plans: Iterable[Plan], pack: Pack) -> Shown:
    """Targets of reports against the reports of the following year."""
    found = results(_reported(plans, pack), pack)
    notes = []
    if len(found.of("no_report")) == len(found.outcomes):
        notes.append("no place has reports of two years in a row: no target can be held against a result")
    return Shown("目标与完成", results_sheets(found), [], notes)


def _reported(plans: Iterable[Plan], pack: Pack) -> Iterator[Reported]:
    """What is kept of every report."""
    reader, mentions = ResultReader(pack), MentionReader(pack)
    for plan in plans:
        targets = reader.targets.read(plan)
        yield report(plan, keep(plan, targets, mentions.read(plan, targets)), reader)


def show_timeline(plans: Iterable[Plan], _pack: Pack) -> Shown:
    """The dated measures of every plan by lead body."""
    found = [timeline(plan) for plan in plans]
    if not found:
        raise UsageError("no plan: none of the inputs gave a document; name files, folders or lines of `extract`")
    drawn = [each for each in found if each.drawable]
    notes = [f"{each.name}: no measure bears a date; it has no picture" for each in found if not each.drawable]
    return Shown("任务时间轴", [s for each in found for s in timeline_sheets(each)], [gantt(each) for each in drawn], notes)


SHOWS: dict[str, Callable[[Iterable[Plan], Pack], Shown]] = {
    "align": show_align, "coverage": show_coverage, "versions": show_versions, "cascade": show_cascade, "results": show_results,
    "timeline": show_timeline,
}  # fmt: skip
"""All but `targets`, which has a form of its own."""


def target_pictures(matrix: Matrix) -> list[str]:
    """A number line for every column that has a number, and small panels where a place has two years."""
    found = []
    for position in range(len(matrix.columns)):
        for draw in (dots, multiples):
            try:
                found.append(draw(matrix, position))
            except UsageError:
                # A column without numbers, or with one year only, has no picture; the table says so.
                continue
    return found


def _several(plans: Iterable[Plan], most: int) -> list[Plan]:
    """Two plans or more, but not too many. Raises UsageError."""
    kept: list[Plan] = []
    for plan in plans:
        kept.append(plan)
        if len(kept) > most:
            raise UsageError(f"more than {most} plans: this comparison takes {'two' if most == 2 else f'2 to {most}'}")
    if len(kept) < 2:
        raise UsageError(f"{len(kept)} plan: nothing to compare it with; name a second one")
    return kept
