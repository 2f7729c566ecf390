"""The report of a run: its figures against the records, and the page in a browser."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from browsing import WIDTHS, Visit, pictures, serious
from conftest import CORPUS

from policy_extract import batch, rows
from policy_extract.cli import main
from policy_extract.export import phrasing
from policy_extract.extractor import Extractor
from policy_extract.report.run import answers

FILES = ("work-points-2025.txt", "rectification-2025.txt", "plan-collection.txt", "damaged-scan-plan.txt")


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over some documents, one of them hostile by name and one empty."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "in").mkdir()
    for name in FILES:
        shutil.copy(CORPUS / name, folder / "in" / name)
    (folder / "in" / "empty.docx").write_bytes(b"")
    text = "<img src=x onerror=window.owned=1>方案\n到2027年，<script>window.owned=1</script>建成公园3个。\n"
    (folder / "in" / "<b onclick=1>.txt").write_text(text, encoding="utf-8")
    batch.run([str(folder / "in")], folder / "out", batch.Settings(workers=1))
    return folder


def test_figures_are_those_of_the_records(run_folder: Path) -> None:
    extractor = Extractor()
    results = [r for file in sorted((run_folder / "in").glob("*.txt")) for r in extractor.extract_file(file)]
    statements = [row for result in results for row in result.rows[1]]
    tasks = [row for row in statements if isinstance(row, rows.TaskRow)]
    found = answers(run_folder / "out")
    counts = found["counts"][0]
    assert (counts["inputs"], counts["documents"], counts["failures"]) == (6, len(results), 1)
    assert (counts["tasks"], counts["achievements"]) == (len(tasks), len(statements) - len(tasks))
    days = Counter(phrasing.deadline(task)[:4] for task in tasks)
    assert {str(line["year"] or ""): line["tasks"] for line in found["deadlines"]} == dict(days)
    assert {line["kind"]: line["records"] for line in found["kinds"]} == dict(Counter(row.kind for row in statements))
    lowest = sorted(row.confidence for row in statements)[:300]
    assert [line["confidence"] for line in found["doubtful"]] == lowest
    places = Counter(result.rows[0].region.name if result.rows[0].region else "" for result in results)
    assert {line["place"]: line["documents"] for line in found["places"]} == {place or "": n for place, n in places.items()}
    assert found["failures"][0]["reason"] == "empty" and found["failures"][0]["input"].endswith("empty.docx")
    seconds = [line["seconds"] for line in found["slowest"]]
    assert seconds == sorted(seconds, reverse=True) and len(seconds) == 6


@pytest.mark.parametrize("width", WIDTHS)
def test_page_of_a_run_in_a_browser(browser: Any, run_folder: Path, tmp_path: Path, width: int) -> None:
    target = tmp_path / "run.html"
    assert main(["report", str(run_folder / "out"), "-o", str(target)]) == 0
    with Visit(browser, target.as_uri(), width) as view:
        view.page.screenshot(path=pictures(tmp_path) / f"run-{width}.png", full_page=width > 1000)
        assert serious(view.page) == [] and view.value("document.documentElement.scrollWidth") <= width
        view.page.click("#doubtful th button >> nth=0")
        view.page.click("#doubtful th button >> nth=0")
        shown = [float(text) for text in view.page.locator("#doubtful td.confidence").all_inner_texts()]
        assert shown == sorted(shown, reverse=True) and len(shown) > 50
        view.page.fill("#search", "整改")
        rows_left = view.page.locator("#documents tbody tr").count()
        assert 0 < rows_left < 8 and view.text("#documents-count").startswith(f"显示 {rows_left} / ")
        view.page.click("#language")
        assert "Lowest confidence first" in view.text("#run-main") and "missing" not in view.text("#reasons")
        assert "the file is empty" in view.text("#failures")
        assert view.value("window.owned") is None and view.faults == [] and view.asked == [target.as_uri()]


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "x.html")]) == 2
    assert "no run folder" in capsys.readouterr().err
