"""A new ledger workbook: title, headers, frozen rows, filter, drop-down for the state (新建台账)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from policy_extract.feed.profiles import Field, Profile, StatusWords

HEADER_ROW = 2
WIDTHS = {
    "number": 6, "title": 32, "content": 56, "problem": 48, "measure": 56, "target": 40, "deadline": 12, "deadline_words": 18,
    "progress": 36, "status": 11, "document": 32, "section": 32, "change_note": 36, "id": 20, "parent": 20,
}  # fmt: skip
WIDTH = 16
CENTRED = frozenset({"number", "deadline", "status", "issued_on", "completed_on", "document_status"})
LAST_PREPARED = 5000
"""Row down to which the drop-down reaches."""


def new_workbook(profile: Profile, columns: Sequence[Field], words: StatusWords) -> Any:
    """A workbook with an empty table. Data cells are never merged; only the title line above the table is."""
    workbook = openpyxl.Workbook()
    sheet: Any = workbook.active
    sheet.title = profile.title[:31]
    sheet.cell(1, 1, profile.title).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.row_dimensions[1].height = 30
    line = Side(style="thin", color="999999")
    border = Border(left=line, right=line, top=line, bottom=line)
    for number, field in enumerate(columns, 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = WIDTHS.get(field.name, WIDTH)
        head, first = sheet.cell(HEADER_ROW, number, field.title), sheet.cell(HEADER_ROW + 1, number)
        head.font, head.border = Font(bold=True), border
        head.fill = PatternFill("solid", fgColor="FFF2CC" if field.owner == "people" else "DDEBF7")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        first.border = border
        first.alignment = Alignment(vertical="top", wrap_text=True, horizontal="center" if field.name in CENTRED else "left")
        if field.kind == "date":
            first.number_format = "yyyy-mm-dd"
        if field.name == "status":
            choices = DataValidation(type="list", formula1=f'"{",".join(words.written.values())}"', allow_blank=True)
            choices.errorStyle = "warning"
            sheet.add_data_validation(choices)
            choices.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_PREPARED}")
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 3)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(columns))}{HEADER_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    return workbook
