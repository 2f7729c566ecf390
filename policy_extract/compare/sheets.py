"""Comparisons as plain tables (表格): the same rows go into CSV, Parquet, a workbook or a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from policy_extract.compare.alignment import Alignment
from policy_extract.compare.cascade import RELATIONS, Cascade
from policy_extract.compare.coverage import Coverage
from policy_extract.compare.phrasing import FORMS, cell, number_text
from policy_extract.compare.results import VERDICTS, Results
from policy_extract.compare.targets import Target
from policy_extract.compare.timeline import Timeline
from policy_extract.compare.versions import KINDS, NAMES, Versions


class Sheet(msgspec.Struct):
    """A table with a title (一张表)."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    kinds: list[str] = []
    """A class for each row, for colours on a page: gain, loss, change, quiet."""


def alignment_sheets(found: Alignment) -> list[Sheet]:
    """Counterparts, then what stands alone on either side."""
    shared = [
        (
            pair.score, pair.kind, pair.left.section, pair.left.text, pair.right.section, pair.right.text,
            "；".join(pair.shared), pair.left.start, pair.right.start, pair.left.record_id, pair.right.record_id,
        )
        for pair in found.pairs
        if pair.left is not None and pair.right is not None
    ]  # fmt: skip
    columns = (
        "相近度 score",
        "关系 relation",
        "甲章节",
        "甲举措",
        "乙章节",
        "乙举措",
        "共同指标",
        "甲位置",
        "乙位置",
        "甲编号",
        "乙编号",
    )
    alone = [
        Sheet(
            f"仅见于 {name}", ("章节", "举措", "类别", "位置", "编号"),
            [(each.section, each.text, each.kind, each.start, each.record_id) for each in found.alone(side)],
        )
        for side, name in (("left", found.left), ("right", found.right))
    ]  # fmt: skip
    return [Sheet(f"{found.left} ／ {found.right}", columns, shared), *alone]


def coverage_sheets(found: Coverage) -> list[Sheet]:
    """Measures by theme and plan, with the number of targets behind a stroke."""
    rows: list[tuple[Any, ...]] = []
    for theme, name in found.themes.items():
        cells = [row.cells.get(theme) for row in found.rows]
        rows.append((name, *("" if cell is None else f"{cell.measures}/{cell.targets}" for cell in cells)))
    rows.append(("举措总数", *(row.measures for row in found.rows)))
    return [Sheet("主题覆盖（举措数/目标数）", ("主题", *(row.label for row in found.rows)), rows)]


def versions_sheets(found: Versions) -> list[Sheet]:
    """Every change with both texts, changes of targets first."""
    order = {"target_changed": 0, "reworded": 1, "added": 2, "withdrawn": 3, "renumbered": 4, "unchanged": 5}
    colours = {"target_changed": "change", "reworded": "change", "added": "gain", "withdrawn": "loss"}
    rows, kinds = [], []
    for change in sorted(found.changes, key=lambda change: order[change.kind]):
        old, new = change.old, change.new
        numbers = " → ".join(change.number) if any(change.number) else ""
        rows.append(
            (
                NAMES[change.kind], "；".join(each.text for each in change.targets), numbers, old.quote if old else "",
                new.quote if new else "", round(change.likeness, 3), old.task_id if old else "", new.task_id if new else "",
            )
        )  # fmt: skip
        kinds.append(colours.get(change.kind, "quiet"))
    counts = [(NAMES[kind], len(found.of(kind))) for kind in KINDS]
    columns = ("变化", "目标变化", "编号变化", "旧文", "新文", "相近度", "旧编号", "新编号")
    return [Sheet(f"{found.old} → {found.new}", columns, list(rows), kinds), Sheet("变化统计", ("变化", "条数"), list(counts))]


def cascade_sheets(found: Cascade) -> list[Sheet]:
    """Every pair of levels, and for levels the sums of the parts."""
    rows, kinds = [], []
    for each in found.handed:
        rows.append(
            (
                each.upper_place, each.lower_place, each.year, each.column.name, FORMS.get(each.column.form, each.column.form),
                RELATIONS[each.relation], _number(each.upper), _number(each.lower), each.difference, each.share,
                _sentence(each.upper), _sentence(each.lower),
            )
        )  # fmt: skip
        kinds.append({"raised": "gain", "lowered": "loss", "missing": "loss", "no_number": "change"}.get(each.relation, ""))
    columns = ("上级", "下级", "年份", "指标", "口径", "关系", "上级目标", "下级目标", "差", "占上级 %", "上级原文", "下级原文")
    sums = [
        (place, indicator, year, count, total, whole) for (indicator, place, year), (total, whole, count) in found.sums().items()
    ]
    return [
        Sheet("目标分解", columns, list(rows), kinds),
        Sheet("下级合计", ("上级", "指标", "年份", "下级个数", "下级合计", "上级目标"), list(sums)),
        Sheet("没有上级文件的地区", ("地区",), [(name,) for name in found.orphans]),
    ]


def results_sheets(found: Results) -> list[Sheet]:
    """Every target that a following report could answer, with both quotes, then how many had none."""
    rows, kinds = [], []
    for each in found.outcomes:
        if each.verdict == "no_report":
            continue
        rows.append(
            (
                each.place, each.year, each.column.name, FORMS.get(each.column.form, each.column.form), VERDICTS[each.verdict],
                number_text(each.target), _number(each.result), "；".join(number_text(other) for other in each.others),
                each.target.sentence, _sentence(each.result), each.target.source, each.result.source if each.result else "",
            )
        )  # fmt: skip
        kinds.append({"met": "gain", "near": "change", "missed": "loss"}.get(each.verdict, "quiet"))
    columns = ("地区", "年份", "指标", "口径", "结果", "目标", "完成", "另有数值", "目标原文", "完成原文", "目标出处", "完成出处")
    counts = [(name, len(found.of(verdict))) for verdict, name in VERDICTS.items()]
    return [Sheet("目标与完成", columns, list(rows), kinds), Sheet("统计", ("结果", "目标数"), list(counts))]


def timeline_sheets(found: Timeline) -> list[Sheet]:
    """Every bar by body and date."""
    rows: list[tuple[Any, ...]] = [
        (bar.body, bar.role, bar.start, bar.end, "长期" if bar.lasting else "", bar.words, bar.text, bar.section, bar.record_id)
        for bar in found.bars
    ]
    columns = ("单位", "角色", "开始", "期限", "长期", "原文时间", "任务", "章节", "编号")
    return [Sheet(f"{found.title}（另有 {found.undated} 项没有时间）", columns, rows)]


def _number(target: Target | None) -> str:
    """The number of a target, or nothing."""
    return number_text(target) if target is not None else ""


def _sentence(target: Target | None) -> str:
    """The sentence of a target, or nothing."""
    return target.sentence if target is not None else ""


def as_texts(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """Rows as texts; nothing is empty."""
    return [[cell(value) for value in row] for row in rows]
