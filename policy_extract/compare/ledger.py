"""The matrix as lines (对比明细): one line a number, and one for every cell without any, with its source words.

The same lines go into CSV, Parquet, the detail sheet of a workbook, and data frames.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from policy_extract.compare.matrix import Column, Matrix, Row
from policy_extract.compare.phrasing import number_text
from policy_extract.compare.selection import Cell
from policy_extract.compare.targets import Target


class Line(msgspec.Struct, gc=False):
    """One line of the comparison."""

    place: str
    """Name of the place; a remark when it is unknown."""
    region_code: str
    year: int | None
    """The year that the documents of the row plan for."""
    indicator: str
    """Id in the catalogue, or `open:` and the reading of a name."""
    name: str
    form: str
    """level, growth, share, change, multiple, rank, ratio or coverage."""
    state: str
    """State of the cell: stated, conflict, other_form, part, other_time, unnumbered or absent."""
    part: str
    """What the line is in its cell: chosen, contradicting, within, stretch, other, mention, or empty for nothing said."""
    rank: int | None
    of: int | None
    text: str
    """The number in short words: ≥6%."""
    comparator: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    direction: str
    per: str
    hedge: str
    target_year: int | None
    deadline: dt.date | None
    horizon: str
    scope: str
    words: str
    """The indicator as the text names it."""
    quote: str
    sentence: str
    section: str
    source: str
    locator: str
    start: int | None
    end: int | None
    doc_id: str
    record_id: str
    title: str
    genre: str
    confidence: float | None


TITLES = {
    "place": "地区", "region_code": "代码", "year": "规划年份", "indicator": "指标编号", "name": "指标", "form": "口径",
    "state": "情形", "part": "取值", "rank": "位次", "of": "可比数", "text": "目标", "comparator": "比较", "value": "数值",
    "low": "下限", "high": "上限", "unit": "单位", "direction": "方向", "per": "周期", "hedge": "缓和词",
    "target_year": "目标年份", "deadline": "期限", "horizon": "时段", "scope": "范围", "words": "原文指标",
    "quote": "原文数值", "sentence": "原文", "section": "章节", "source": "来源", "locator": "位置", "start": "起",
    "end": "止", "doc_id": "文件编号", "record_id": "任务编号", "title": "文件标题", "genre": "文种", "confidence": "置信度",
}  # fmt: skip
"""Chinese titles of the columns."""


def lines(matrix: Matrix) -> Iterator[Line]:
    """All lines of a matrix, row by row and column by column."""
    for index, row in enumerate(matrix.rows):
        for position, column in enumerate(matrix.columns):
            cell = row.cells[position]
            rank, of = matrix.ranks.get((index, position), (None, None))
            if not cell.targets:
                yield _silent(row, column, cell)
            for number, target in enumerate(cell.targets):
                part = part_of(cell, number)
                chosen = part == "chosen"
                yield _line(row, column, cell.state, part, target, (rank, of) if chosen else (None, None))


def part_of(cell: Cell, number: int) -> str:
    """What the n-th target of a cell is in it."""
    target = cell.targets[number]
    if cell.chosen is None:
        return "other"
    if number == 0:
        return "chosen"
    if target.stretch:
        return "stretch"
    return "contradicting" if cell.state == "conflict" else "within"


def _line(row: Row, column: Column, state: str, part: str, target: Target, standing: tuple[int | None, int | None]) -> Line:
    """The line of a number."""
    return Line(
        row.place, target.region_code, row.year, column.indicator, column.name, target.form, state, part, *standing,
        number_text(target), target.comparator, target.value, target.low, target.high, target.unit, target.direction, target.per,
        target.hedge, target.year, target.deadline, target.horizon, target.scope, target.words, target.quote, target.sentence,
        target.section, target.source, target.locator, target.start, target.end, target.doc_id, target.record_id, target.title,
        target.genre, target.confidence,
    )  # fmt: skip


def _silent(row: Row, column: Column, cell: Cell) -> Line:
    """The line of a cell without a number: what the plan says instead, if it says anything."""
    holding, mention = row.holdings[0], cell.mention
    if mention is not None:
        holding = next(each for each in row.holdings if mention in each.mentions.values())
    return Line(
        place=row.place, region_code=holding.region_code, year=row.year, indicator=column.indicator, name=column.name,
        form=column.form, state=cell.state, part="mention" if mention else "", rank=None, of=None, text="", comparator="",
        value=None, low=None, high=None, unit="", direction="", per="", hedge="", target_year=None, deadline=None, horizon="",
        scope="", words=mention.words if mention else "", quote="", sentence=mention.sentence if mention else "",
        section=mention.section if mention else "", source=holding.name, locator=mention.locator if mention else "",
        start=mention.start if mention else None, end=mention.end if mention else None, doc_id=holding.doc_id,
        record_id=mention.record_id if mention else "", title=holding.title, genre=holding.genre, confidence=None,
    )  # fmt: skip
