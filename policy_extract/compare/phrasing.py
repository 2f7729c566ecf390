"""Targets in short words (表述), for cells of tables and labels of pictures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from policy_extract.compare.selection import Cell
from policy_extract.compare.targets import Target

SIGNS = {"eq": "", "ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": ""}
FORMS = {
    "level": "水平", "growth": "增速", "share": "占比", "change": "变动", "multiple": "倍数", "rank": "位次", "ratio": "比例",
    "coverage": "覆盖", "made": "新增",
}  # fmt: skip
"""Forms of a number in Chinese."""
STATES = {
    "stated": "有目标", "conflict": "文内不一", "other_form": "其他口径", "part": "仅局部", "other_time": "其他时期",
    "unnumbered": "提及未量化", "absent": "未提及",
}  # fmt: skip
"""States of a cell in Chinese."""
HORIZONS = {"own": "本期", "average": "年均", "undated": "未注明时间", "recurring": "经常性", "earlier": "更早", "later": "更晚"}
PERIODS = {"P1Y": "年均", "P3M": "每季", "P1M": "每月"}
"""What stands before a rate that is one of each period."""
LARGE = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
MOST_PARTS = 4
"""Numbers of a cell that are not its own."""
LONGEST = 7
"""Digits that a multiplied number may have: 10.3万人, but 103456人 as it is."""


def plain(number: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(number: Decimal, unit: str) -> str:
    """A number with its unit, large ones in 万 and 亿: `45万人`."""
    for size, word in LARGE:
        if abs(number) >= size and unit and unit not in ("%", "‰") and len(plain(number / size)) <= LONGEST:
            return plain(number / size) + word + unit
    return plain(number) + unit


def number_text(target: Target) -> str:
    """The number of a target with its comparator: `≥6%`, `8–8.5%`, `↓3.2%`, `45万人`."""
    if target.ratio:
        said = target.ratio
    elif target.value is not None:
        said = "×" + plain(target.value) if target.form == "multiple" and not target.unit else amount(target.value, target.unit)
    elif target.low is not None and target.high is not None:
        said = f"{plain(target.low)}–{amount(target.high, target.unit)}"
    else:
        said = target.quote
    fall = "↓" if target.direction == "down" and target.form in ("growth", "change") else ""
    period = PERIODS.get(target.per, "") if target.form in ("growth", "change") else ""
    return f"{period}{fall}{SIGNS.get(target.comparator, '')}{said}"


def cell_text(cell: Cell) -> str:
    """A cell in one phrase; a number that is not the plan's own for its own time says so, nothing said is `—`."""
    if cell.chosen is not None:
        first, *others = cell.targets
        marks = [number_text(first)]
        if cell.state == "conflict":
            marks.append("⚠ " + "、".join(number_text(other) for other in others if not other.stretch))
        striven = [number_text(other) for other in others if other.stretch]
        if striven:
            marks.append("力争 " + "、".join(striven))
        return " ".join(marks)
    if cell.targets:
        said = "；".join(f"{_remark(cell.state, target)} {number_text(target)}" for target in cell.targets[:MOST_PARTS])
        return f"（{said}{'；…' if len(cell.targets) > MOST_PARTS else ''}）"
    return "○" if cell.state == "unnumbered" else "—"


def _remark(state: str, target: Target) -> str:
    """Why a number is not the cell's own."""
    if target.horizon == "average":
        return "多年"
    if state == "other_time":
        return str(target.year) + "年" if target.year else HORIZONS[target.horizon]
    return target.scope if state == "part" else FORMS.get(target.form, target.form)


def column_title(name: str, form: str) -> str:
    """An indicator with its form: `地区生产总值 增速`."""
    return f"{name} {FORMS.get(form, form)}"


def cell(value: Any) -> str:
    """A value as a text; nothing is empty, a decimal is written out."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return f"{value:.3f}" if isinstance(value, float) else str(value)
