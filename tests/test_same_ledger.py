"""One ledger as spreadsheet, CSV, Word file, web page, DOC, ODT, RTF and PDF: the same rows from each; so do plans."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import rendering
from conftest import CORPUS
from rendering import Grid, Paragraph, as_docx, as_html, converted
from test_tables import BODY, HEAD, SPANS, TITLE, said

from policy_extract import reading
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult

GRID = Grid([list(row) for row in HEAD + BODY], dict(SPANS))
BINARY = ("doc", "odt", "rtf", "pdf")


def spreadsheet() -> bytes:
    """The ledger as a workbook with merged cells and a title row over all columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.cell(1, 1, TITLE)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD[0]))
    for row, cells in enumerate(GRID.rows):
        for column, words in enumerate(cells):
            if words:
                sheet.cell(row + 2, column + 1, words)
    for (row, column), (down, across) in GRID.spans.items():
        sheet.merge_cells(start_row=row + 2, start_column=column + 1, end_row=row + 1 + down, end_column=column + across)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def separated() -> bytes:
    """The ledger as CSV, merged cells filled in once."""
    stream = io.StringIO()
    csv.writer(stream).writerows([[TITLE], *([words or "" for words in row] for row in GRID.rows)])
    return stream.getvalue().encode("gb18030")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The ledger in every format."""
    pieces = [Paragraph([(TITLE, False)]), GRID]
    word = as_docx(pieces)
    folder = tmp_path_factory.mktemp("ledger")
    path = folder / "ledger.docx"
    path.write_bytes(word)
    made: dict[str, bytes] = {"docx": word, "html": as_html(pieces).encode(), "xlsx": spreadsheet(), "csv": separated()}
    for kind in BINARY:
        (file,) = converted([path], kind, folder / kind)
        made[kind] = file.read_bytes()
    return made


def rows_of(data: bytes, kind: str) -> list[tuple[Any, ...]]:
    """What the records of the file say."""
    results: list[DocumentResult] = Extractor().extract_source(reading.read(data, f"ledger.{kind}"))
    return [row for result in results for row in said(result)]


@pytest.mark.parametrize("kind", ["docx", "html", "csv", *BINARY])
def test_the_same_rows_as_the_spreadsheet(kind: str, forms: dict[str, bytes], tmp_path: Path) -> None:
    expected = rows_of(forms["xlsx"], "xlsx")
    assert len(expected) == 10
    assert rows_of(forms[kind], kind) == expected


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """The plans of the corpus that hold a table, in every format."""
    folder = tmp_path_factory.mktemp("plans")
    found: dict[str, dict[str, bytes]] = {}
    words = []
    for path in sorted(CORPUS.glob("*.txt")):
        if rendering.has_table(path):
            pieces = rendering.pieces(path)
            words.append(folder / f"{path.stem}.docx")
            words[-1].write_bytes(as_docx(pieces))
            found[path.name] = {"docx": words[-1].read_bytes(), "html": as_html(pieces).encode()}
    for kind in BINARY:
        for name, file in zip(found, converted(words, kind, folder / kind), strict=True):
            found[name][kind] = file.read_bytes()
    return found


@pytest.mark.parametrize("kind", ["docx", "html", *BINARY])
def test_a_plan_with_a_table_gives_the_records_of_its_text(kind: str, plans: dict[str, dict[str, bytes]]) -> None:
    assert plans
    for name, forms in plans.items():
        found = rendering.records(reading.read(forms[kind], f"plan.{kind}"))
        for family, (equal, total) in rendering.shares(rendering.plan_records(CORPUS / name), found).items():
            assert equal >= 0.99 * total, f"{name} as {kind}: {family} {equal} of {total}"
