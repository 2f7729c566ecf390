"""The wheel is the same bytes from the same sources, and what stands beside the code agrees with it (打包)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from policy_extract.version import VERSION

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("policy_extract", "patterns", "packs", "corpus", "pyproject.toml", "README.md", "LICENSE")


def built(folder: Path, moment: int, epoch: str | None) -> Path:
    """A wheel built from a copy of the sources whose files bear this time."""
    copy = folder / "sources"
    copy.mkdir(parents=True)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
        else:
            shutil.copy(ROOT / name, copy / name)
    for path in [copy, *copy.rglob("*")]:
        os.utime(path, (moment, moment))
    settings = {name: value for name, value in os.environ.items() if name not in ("SOURCE_DATE_EPOCH", "PYTHONPATH")}
    if epoch is not None:
        settings["SOURCE_DATE_EPOCH"] = epoch
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    done = subprocess.run(command, cwd=copy, env=settings, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "dist").iterdir()
    return wheel


@pytest.mark.parametrize("epoch", [None, "1767225600"], ids=["fixed", "SOURCE_DATE_EPOCH"])
def test_two_builds_are_equal_byte_for_byte(tmp_path: Path, epoch: str | None) -> None:
    pytest.importorskip("hatchling", reason="hatchling builds the wheels")
    first = built(tmp_path / "first", 1_500_000_000, epoch)
    second = built(tmp_path / "a folder with another name", 1_700_000_000, epoch)
    assert first.name == second.name and first.read_bytes() == second.read_bytes()
    names = zipfile.ZipFile(first).namelist()
    assert "policy_extract/data/patterns/times.yaml" in names and "policy_extract/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests/", "docs/"))]


def test_the_citation_agrees_with_the_package() -> None:
    """`.ci/run` holds the file against the schema with cffconvert; here what must be changed with a release."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["version"], cited["license"], cited["title"]) == (VERSION, project["license"], project["name"])


def test_the_navigation_names_the_pages_that_are_there() -> None:
    """Every page stands in the navigation; MkDocs itself finds broken links."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md") if not path.name.endswith(".zh.md")}
    assert {page for page in pages if f": {page}" not in text} == set()
    chinese = {path.name.replace(".zh.md", ".md") for path in (ROOT / "docs").glob("*.zh.md")}
    assert chinese <= pages, "a Chinese page without an English one is shown nowhere on the English side"


def test_the_chinese_pages_hold_the_measured_figures() -> None:
    command = [sys.executable, str(ROOT / "docs" / "chinese_pages.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
