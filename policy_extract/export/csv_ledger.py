"""CSV: one row a task, as in a task ledger (任务分解表); opens in a spreadsheet without further settings.

Achievements are no tasks and stand in the other forms only. Cells that a spreadsheet would take for a formula are made text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import BinaryIO

from policy_extract import rows
from policy_extract.export import phrasing
from policy_extract.export.writer import Writer
from policy_extract.result import DocumentResult

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet evaluate a cell."""
JOINT = "; "

Cell = Callable[[rows.DocumentRow, rows.TaskRow], str]
COLUMNS: dict[str, Cell] = {
    "任务编号 task_id": lambda document, task: task.task_id,
    "文件编号 doc_id": lambda document, task: document.doc_id,
    "来源 source": lambda document, task: document.source,
    "文件标题 title": lambda document, task: document.title or "",
    "发文机关 issuer": lambda document, task: document.issuer or "",
    "成文日期 issued_on": lambda document, task: document.issued_on.isoformat() if document.issued_on else "",
    "章节 section_path": lambda document, task: " / ".join(task.section_path),
    "类别 kind": lambda document, task: task.kind,
    "语气 modality": lambda document, task: task.modality or "",
    "任务内容 quote": lambda document, task: task.quote,
    "计划指标 planned": lambda document, task: quantities(task, ("planned",)),
    "已有数值 achieved": lambda document, task: quantities(task, ("achieved",)),
    "条件与参照 conditions": lambda document, task: quantities(task, ("condition", "reference")),
    "时间 times": lambda document, task: JOINT.join(map(phrasing.time_text, task.times)),
    "完成期限 deadline": lambda document, task: phrasing.deadline(task),
    "牵头 lead": lambda document, task: JOINT.join(phrasing.names(task.responsibilities, phrasing.LEAD_ROLES)),
    "责任 responsible": lambda document, task: JOINT.join(phrasing.names(task.responsibilities, phrasing.ANSWERING_ROLES)),
    "配合 supporting": lambda document, task: JOINT.join(phrasing.names(task.responsibilities, phrasing.SUPPORTING_ROLES)),
    "状态 status": lambda document, task: JOINT.join(dict.fromkeys(status.state for status in task.statuses)),
    "置信度 confidence": lambda document, task: f"{task.confidence:.3f}",
    "条目编号 item_id": lambda document, task: task.item_id,
    "上级编号 parent_id": lambda document, task: task.parent_id or "",
    "起 start": lambda document, task: str(task.start),
    "止 end": lambda document, task: str(task.end),
    "版本 extractor_version": lambda document, task: task.extractor_version,
    "规则包 pack_hash": lambda document, task: task.pack_hash,
}
"""Column titles (Chinese and English) and what stands in them."""


def quantities(task: rows.TaskRow, phases: tuple[str, ...]) -> str:
    """The quantities of a task in these phases as one cell."""
    return JOINT.join(phrasing.quantity_text(q) for q in task.quantities if q.phase in phases)


def text_safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe makes it text."""
    return "'" + cell if cell.startswith(FORMULA_SIGNS) else cell


class CsvWriter(Writer):
    """Writes a task ledger as CSV in UTF-8 with a byte order mark."""

    def __init__(self, stream: BinaryIO) -> None:
        """Write to this stream."""
        super().__init__(stream)
        self._line = io.StringIO()
        self._cells = csv.writer(self._line, lineterminator="\r\n")

    def begin(self) -> None:
        """Write the byte order mark and the column titles."""
        self.stream.write("\ufeff".encode())
        self._flush([list(COLUMNS)])

    def write(self, results: Sequence[DocumentResult]) -> None:
        """Write the tasks of one file."""
        for result in results:
            document, statements = result.rows
            tasks = (row for row in statements if isinstance(row, rows.TaskRow))
            self._flush([[text_safe(cell(document, task)) for cell in COLUMNS.values()] for task in tasks])

    def _flush(self, lines: Sequence[Sequence[str]]) -> None:
        """Write lines of cells."""
        self._cells.writerows(lines)
        self.stream.write(self._line.getvalue().encode("utf-8", "replace"))
        self._line.seek(0)
        self._line.truncate()
