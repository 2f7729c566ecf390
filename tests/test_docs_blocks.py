"""Every code block of the README and the documentation runs and prints what is shown (文档可运行)."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import docs_blocks
import docs_folder
import pytest

PAGES = [path for path in docs_blocks.pages() if docs_blocks.blocks(path)]
LEFT_OUT = 0.25
"""The largest share of blocks that may be shown without being run."""


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the pages presume it, to be copied for each page."""
    pytest.importorskip("docx", reason="python-docx makes the Word files of the pages")
    folder = tmp_path_factory.mktemp("docs") / "stage"
    folder.mkdir()
    docs_folder.make(folder)
    return folder


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(docs_blocks.ROOT).as_posix())
def test_the_blocks_of_a_page_run(page: Path, stage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(stage, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("PYTHONPATH", str(docs_blocks.ROOT))
    runner = docs_blocks.Runner(tmp_path / "work" / "bin")
    for block in docs_blocks.blocks(page):
        try:
            runner.take(block)
        except (AssertionError, ImportError) as error:
            if "pip install 'policy-extract[" in str(error) and not os.environ.get("CI"):
                pytest.skip(f"{block.place} needs an extra that is not installed: {error}")
            raise


@pytest.mark.parametrize("page", docs_blocks.pages(), ids=lambda path: path.relative_to(docs_blocks.ROOT).as_posix())
def test_nothing_is_left_to_fill_in(page: Path) -> None:
    """A mark such as @@COST@@ in a page was meant to become a figure."""
    assert not re.search(r"@@\w+@@|\bTODO\b|\bFIXME\b", page.read_text(encoding="utf-8"))


def test_few_blocks_are_left_out() -> None:
    counts = docs_blocks.counts()
    assert counts["not run"] <= LEFT_OUT * sum(counts.values()), counts


def test_what_is_shown_must_be_what_is_printed() -> None:
    assert docs_blocks.same("甲 …\n…\n丁\n", "甲 一\n乙\n丙\n丁\n")
    assert not docs_blocks.same("甲\n丁\n", "甲\n乙\n丁\n")
    assert not docs_blocks.same("甲 …\n", "乙 一\n")


def test_a_failing_block_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    block = docs_blocks.Block("page.md", 7, "sh", "policy-extract extract 没有.txt -q\n")
    with pytest.raises(AssertionError, match=r"page\.md:7: exit code 1"):
        docs_blocks.Runner(tmp_path).take(block)
    with pytest.raises(AssertionError, match="no extra wonders"):
        docs_blocks.check_installation("pip install 'policy-extract[wonders]'", "page.md:1")


def test_comments_and_continued_lines() -> None:
    assert docs_blocks.commands("# all\na 1 \\\n  2   # why\n\n$ b x#y 'c'\n") == ["a 1    2", "b x#y 'c'"]
