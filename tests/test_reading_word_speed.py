"""DOCX files are read at least as fast as python-docx reads paragraphs and tables, in the same run."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rendering
from rendering import Grid

from policy_extract.reading.docx import read_docx


def seconds(work: Callable[[bytes], Any], files: list[bytes]) -> float:
    """Shortest processor time of five rounds over all files."""
    rounds = []
    for _ in range(5):
        begin = time.process_time()
        for data in files:
            work(data)
        rounds.append(time.process_time() - begin)
    return min(rounds)


@pytest.mark.slow
def test_as_fast_as_python_docx(corpus_files: list[Path]) -> None:
    """Plans of the corpus with automatic numbers, and a ledger of 200 rows."""
    docx = pytest.importorskip("docx", reason="python-docx, which this is measured beside, is not installed")

    def plain(data: bytes) -> int:
        document = docx.Document(io.BytesIO(data))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return sum(map(len, cells)) + sum(len(paragraph.text) for paragraph in document.paragraphs)

    files = [rendering.as_docx(rendering.paragraphs(path), True) for path in corpus_files]
    files.append(rendering.as_docx([Grid([[str(row), "新建管网", "县水利局", "2025年底前"] for row in range(200)])]))
    assert seconds(read_docx, files) <= seconds(plain, files)
