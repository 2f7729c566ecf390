"""What README and docs print for spaCy users runs as printed; importing the package stays light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

HEAVY = ("spacy", "jieba", "rjieba", "pandas", "numpy", "lxml", "pyarrow", "pydantic", "regex")
LIMIT = 0.4
"""Seconds that a cold `import policy_extract` may take."""


def blocks(page: Path) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh process of the repository."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=ROOT, timeout=300)


def test_three_lines_of_the_readme() -> None:
    """The README's lines for spaCy give the task of their sentence."""
    pytest.importorskip("spacy", reason="spaCy is not installed; pip install 'policy-extract[spacy]'")
    found = [block for block in blocks(ROOT / "README.md") if "policy_extract.load" in block]
    assert len(found) == 1 and len(found[0].strip().splitlines()) == 3
    run = python(found[0])
    assert run.stdout.strip() == "[('task', '到2027年，建成公园3个。')]", run.stderr


def test_import_is_light() -> None:
    """Importing the package, or the rooms of components and segmenters, loads no heavy library."""
    modules = "policy_extract, policy_extract.components, policy_extract.version"
    run = python(f"import sys, {modules}; print(sorted(set({HEAVY}) & set(sys.modules)))")
    assert run.stdout.strip() == "[]", run.stdout + run.stderr


def test_import_is_quick() -> None:
    """A cold import stays below the limit, in the best of five fresh processes."""
    code = "import time; start = time.perf_counter(); import policy_extract; print(time.perf_counter() - start)"
    seconds = min(float(python(code).stdout) for _ in range(5))
    assert seconds < LIMIT
