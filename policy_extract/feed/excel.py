"""The Excel ledger as a target: a workbook of people's that is brought up to date in place (Excel 台账).

Rows are found by the task number, wherever people sorted them; only the feed's own columns are written. The workbook is written
aside and takes the old one's place whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from policy_extract.errors import FeedError
from policy_extract.feed import excel_cells, excel_safety
from policy_extract.feed.excel_layout import NEEDED, Layout, anchors_of, choose_sheet, shown
from policy_extract.feed.excel_new import new_workbook
from policy_extract.feed.excel_rows import Rows
from policy_extract.feed.exclusive import file_writer
from policy_extract.feed.model import Change, Index, Outcome, Remote, Values
from policy_extract.feed.profiles import Catalogue, Field, Profile
from policy_extract.feed.target import ALL_AT_ONCE
from policy_extract.placing import placed


class ExcelLedger:
    """A workbook."""

    batch = ALL_AT_ONCE

    def __init__(self, path: Path, catalogue: Catalogue, profile: Profile, sheet: str = "") -> None:
        """A workbook that may not exist yet; the profile says what a new one looks like."""
        self.path = path
        self.name = f"excel:{path.resolve()}{'#' + sheet if sheet else ''}"
        self._catalogue = catalogue
        self._profile = profile
        self._words = catalogue.statuses(profile.statuses)
        self._sheet_name = sheet
        self._workbook: Any = None
        self._sheet: Any = None
        self._digest = ""
        self._layout: Layout | None = None

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Be the only writer."""
        excel_safety.check_place(self.path)
        try:
            with file_writer(self.path):
                yield
        finally:
            self._workbook = None

    def fields(self) -> Mapping[str, Field]:
        """The columns of the sheet that the feed knows."""
        return self._open().fields

    def refusal(self, values: Values) -> str:
        """A text that is too long for a cell."""
        for name, value in values.items():
            if len(value) > excel_cells.LONGEST:
                return f"{name} has {len(value)} characters; a cell holds {excel_cells.LONGEST}"
        return ""

    def index(self) -> Index:
        """All rows with a task number."""
        self._workbook = None
        layout = self._open()
        anchors = anchors_of(self._sheet)
        found: Index = {}
        last = self._sheet.max_row
        for row in range(layout.header + 1, last + 1):
            number = excel_cells.text_of(shown(self._sheet, row, layout.columns["id"], anchors)).strip()
            if number:
                found.setdefault(number, []).append(self._remote(layout, row, anchors))
        return found

    def _remote(self, layout: Layout, row: int, anchors: dict[tuple[int, int], tuple[int, int]]) -> Remote:
        """What a row holds."""
        values = {name: self._read(name, shown(self._sheet, row, column, anchors)) for name, column in layout.columns.items()}
        people = {
            header: excel_cells.text_of(shown(self._sheet, row, column, anchors)) for header, column in layout.others.items()
        }
        return Remote(remote_id=f"row {row}", values=values, people=people)

    def _read(self, name: str, value: Any) -> str:
        """A cell as a field's value."""
        text = "\n".join(line.rstrip() for line in excel_cells.text_of(value).splitlines()).strip()
        return self._words.state(text) if name == "status" and text else text

    def _open(self) -> Layout:
        """Load the workbook, or make a new one in memory, and find its table."""
        if self._workbook is not None and self._layout is not None:
            return self._layout
        columns = self._catalogue.columns(self._profile)
        if self.path.exists():
            excel_safety.check_content(self.path)
            data = self.path.read_bytes()
            self._digest = hashlib.sha256(data).hexdigest()
            self._workbook = self._load()
        else:
            self._digest = ""
            self._workbook = new_workbook(self._profile, columns, self._words)
        self._sheet, layout = choose_sheet(self._workbook, self._sheet_name, self._catalogue, columns, str(self.path))
        for name in NEEDED:
            if name not in layout.columns:
                field = self._catalogue.fields[name]
                column = self._sheet.max_column + 1
                layout.columns[name], layout.fields[name] = column, field
                head = self._sheet.cell(layout.header, column)
                head.value = field.title
                head._style = self._sheet.cell(layout.header, column - 1)._style
        self._layout = layout
        return layout

    def _load(self) -> Any:
        """Load the workbook with rich texts and macros kept. Raises FeedError; a warning of loss is an error."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                return openpyxl.load_workbook(self.path, rich_text=True, keep_vba=self.path.suffix.lower() == ".xlsm")
        except UserWarning as warning:
            raise FeedError(
                f"{self.path}: writing it would lose something ({warning}); keep the ledger in a plain workbook"
            ) from warning
        except (InvalidFileException, KeyError, ValueError, OSError, TypeError) as error:
            raise FeedError(f"{self.path}: no readable workbook ({error}); open and save it in an office program") from error

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Write all changes into the workbook and put it in place."""
        layout = self._open()
        rows = Rows(self._sheet, layout)
        outcomes = [self._write(layout, rows, change) for change in changes]
        try:
            rows.draw_along()
            if any(not outcome.problem for outcome in outcomes):
                self._save()
        except FeedError as error:
            return [Outcome(external_id=change.external_id, problem=str(error)) for change in changes]
        return outcomes

    def _write(self, layout: Layout, rows: Rows, change: Change) -> Outcome:
        """Write one change into the loaded sheet."""
        outcome = Outcome(external_id=change.external_id)
        row = rows.next_row() if change.remote is None else int(change.remote.remote_id.removeprefix("row "))
        outcome.remote_id = f"row {row}"
        cells = {name: self._sheet.cell(row, layout.columns[name]) for name in [*change.after, "change_note"]}
        merged = [cell.coordinate for cell in cells.values() if isinstance(cell, MergedCell)]
        if merged:
            outcome.problem = f"{', '.join(merged)}: merged cells; take the merge apart"
            return outcome
        try:
            for name, value in change.after.items():
                said = self._words.said(value) if name == "status" else value
                excel_cells.put(cells[name], said, layout.fields[name].kind)
            if change.note:
                before = excel_cells.text_of(cells["change_note"].value)
                note = "\n".join(filter(None, (before, change.note)))
                excel_cells.put(cells["change_note"], note[-excel_cells.LONGEST :], "text")
            if change.remote is None:
                rows.fit(row)
        except IllegalCharacterError as error:
            outcome.problem = f"a character that no cell can hold ({error})"
        return outcome

    def _save(self) -> None:
        """Write the workbook aside and let it take the place of the old one. Raises FeedError when that changed meanwhile."""
        try:
            with placed(self.path, self._unchanged) as stream:
                self._workbook.save(stream)
        finally:
            self._workbook = None

    def _unchanged(self) -> None:
        """Raise FeedError when somebody opened or saved the workbook since it was read."""
        excel_safety.check_place(self.path)
        held = hashlib.sha256(self.path.read_bytes()).hexdigest() if self.path.exists() else ""
        if held != self._digest:
            raise FeedError(f"{self.path}: was changed by somebody else meanwhile; run the same command again")
