"""Proposals as lines, CSV, workbooks or JSON Lines, and an edited sheet read back as decisions (建议清单)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from policy_extract.errors import UsageError
from policy_extract.feed.profiles import StatusWords
from policy_extract.feed.progress import FORMULA_SIGNS, safe
from policy_extract.feed.proposals import Proposal
from policy_extract.progress.deciding import Decision

DECISION, NUMBER, STATUS, PROGRESS = "决定", "建议编号", "建议状态", "建议进展"
TITLES = (
    DECISION, NUMBER, "类型", "任务", "当前状态", STATUS, "当前进展", PROGRESS, "任务原文", "报告原文", "报告位置", "判断",
    "相近度", "存疑原因", "来源文件", "任务位置", "任务编号", "报告", "报告文件", "截至",
)  # fmt: skip
KINDS = {"open": "建议", "ambiguous": "存疑（不予建议）", "accepted": "已采纳", "rejected": "已否决"}
YES = frozenset(("接受", "采纳", "同意", "是", "accept", "accepted", "yes", "y", "1"))
NO = frozenset(("拒绝", "否决", "不采纳", "不同意", "否", "reject", "rejected", "no", "n", "0"))
WIDTHS = {"任务": 40, "当前进展": 30, PROGRESS: 60, "任务原文": 40, "报告原文": 60}
SIGNS = {"open": "?", "ambiguous": "!", "accepted": "+", "rejected": "-"}


def cells(proposal: Proposal, words: StatusWords) -> dict[str, str]:
    """A proposal as cells by title."""
    quotes = proposal.quotes
    return {
        DECISION: {"accepted": "接受", "rejected": "拒绝"}.get(proposal.state, ""), NUMBER: proposal.id,
        "类型": KINDS[proposal.state], "任务": proposal.task, "当前状态": words.said(proposal.current.get("status", "")),
        STATUS: words.said(proposal.status), "当前进展": proposal.current.get("progress", ""), PROGRESS: proposal.progress,
        "任务原文": "\n".join(quote.task for quote in quotes),
        "报告原文": "\n".join(dict.fromkeys(quote.report for quote in quotes)),
        "报告位置": "\n".join(dict.fromkeys(quote.place for quote in quotes)),
        "判断": "\n".join(quote.why for quote in quotes), "相近度": f"{proposal.score:.2f}", "存疑原因": proposal.why,
        "来源文件": proposal.document, "任务位置": proposal.section, "任务编号": proposal.external_id, "报告": proposal.report,
        "报告文件": proposal.source, "截至": proposal.as_of,
    }  # fmt: skip


def lines(proposals: Sequence[Proposal], words: StatusWords) -> Iterator[str]:
    """Proposals for a terminal: the words of both sides, the score and why."""
    for each in proposals:
        now, then = (words.said(state) or "—" for state in (each.current.get("status", ""), each.status))
        yield f"{SIGNS[each.state]} {each.id}  {now} → {then}  ({each.score:.2f})  {each.task}"
        for quote in each.quotes:
            yield f"    {quote.task}  ←  {quote.report}  [{quote.place}]  {quote.why}"
        if each.why:
            yield f"    {each.state}: {each.why}"
        if each.by:
            yield f"    {each.state} by {each.by}"


def write(proposals: Sequence[Proposal], words: StatusWords, stream: BinaryIO, suffix: str) -> None:
    """Write a sheet as .csv, .xlsx or .jsonl. Raises UsageError for another suffix, or without the extra `excel`."""
    rows = [cells(proposal, words) for proposal in proposals]
    if suffix == ".jsonl":
        stream.writelines(msgspec.json.encode(proposal) + b"\n" for proposal in proposals)
    elif suffix == ".csv":
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(TITLES)
        table.writerows([safe(row[title]) for title in TITLES] for row in rows)
        stream.write(("\ufeff" + text.getvalue()).encode("utf-8", "replace"))
    elif suffix == ".xlsx":
        _write_workbook(rows, stream)
    else:
        raise UsageError(f"{suffix or 'no suffix'}: proposals are written as .csv, .xlsx or .jsonl")


def _openpyxl() -> Any:
    """The library of workbooks."""
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise UsageError("a workbook needs the package openpyxl; install policy-extract[excel], or write .csv") from error
    return openpyxl


def _write_workbook(rows: Sequence[Mapping[str, str]], stream: BinaryIO) -> None:
    """A workbook of texts with a drop-down for the decision."""
    openpyxl = _openpyxl()
    from openpyxl.worksheet.datavalidation import DataValidation

    from policy_extract.feed.excel_cells import put

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "进展建议"
    sheet.append(TITLES)
    for at, row in enumerate(rows, 2):
        for column, title in enumerate(TITLES, 1):
            put(sheet.cell(at, column), row[title], "text")
            sheet.cell(at, column).alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
    for column, title in enumerate(TITLES, 1):
        sheet.cell(1, column).font = openpyxl.styles.Font(bold=True)
        sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width = WIDTHS.get(title, 14)
    choice = DataValidation(type="list", formula1='"接受,拒绝"', allow_blank=True)
    choice.add(f"A2:A{max(len(rows) + 1, 2)}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(len(TITLES))}{len(rows) + 1}"
    book.save(stream)


def read(path: Path, words: StatusWords) -> list[Decision]:
    """The decisions of an edited sheet, CSV or workbook; lines without one are left open. Raises UsageError naming the line."""
    decisions = []
    for place, row in _rows(path):
        said = row.get(DECISION, "").strip().lower()
        if not said:
            continue
        number = row.get(NUMBER, "").strip()
        if said not in YES | NO or not number:
            raise UsageError(
                f"{path}:{place}: {DECISION} is {said!r} for {number or 'no proposal'}; write 接受 or 拒绝, or nothing"
            )
        status = words.state(row[STATUS]) if STATUS in row else None
        decisions.append(
            Decision(id=number, verdict="accepted" if said in YES else "rejected", status=status, progress=row.get(PROGRESS))
        )
    return decisions


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a sheet by title, with their line numbers."""
    if path.suffix.lower() == ".xlsx":
        table = _workbook_rows(path)
    else:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: cannot be read as UTF-8 ({error}); save the sheet as CSV UTF-8 or .xlsx") from error
        table = [[_told(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    head = [cell.strip() for cell in table[0]] if table else []
    missing = [title for title in (DECISION, NUMBER) if title not in head]
    if missing:
        raise UsageError(f"{path}:1: no column {'、'.join(missing)}; edit a sheet that policy-extract progress wrote")
    for place, row in enumerate(table[1:], 2):
        yield place, dict(zip(head, row, strict=False))


def _told(cell: str) -> str:
    """A cell of CSV without the mark that kept it a text."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_SIGNS) else cell


def _workbook_rows(path: Path) -> list[list[str]]:
    """The cells of the first sheet. Raises UsageError."""
    try:
        book = _openpyxl().load_workbook(path, read_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise UsageError(f"{path}: no readable workbook ({error}); save it as .xlsx once more") from error
