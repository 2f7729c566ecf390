"""Broken and hostile files: bounded time and memory, a reason each, and the next good file is read as ever."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import malformed
import pytest
from malformed import SECRET, SENTENCE, Case

from policy_extract import reading
from policy_extract.text import Source, Unread

REASONS = frozenset(
    {"missing", "empty", "damaged", "encrypted", "needs_ocr", "unsupported", "too_large", "timeout", "memory", "missing_tool"}
)
MOST_SECONDS = 20
MOST_MEMORY = 1024**3
HERE = Path(__file__).resolve().parent
PEAK = """
import itertools, resource, malformed
from policy_extract import reading
from policy_extract.reading import isolation
cases = [*itertools.chain(malformed.truncated(), malformed.flipped(12), malformed.bombs(), malformed.wide(), malformed.cyclic())]
for name, data in cases:
    assert list(reading.read_all(data, name)), name
isolation.close_all()
print(len(cases), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""
"""Reads hostile files and prints how many, and the most memory that a child took, in bytes."""


def outcomes(case: Case) -> list[Source | Unread]:
    """What comes of a file, with the bounds checked."""
    name, data = case
    before = resident()
    began = time.monotonic()
    found = list(reading.read_all(data, name))
    assert time.monotonic() - began < MOST_SECONDS, name
    assert found, f"{name}: neither a document nor a reason"
    for item in found:
        if isinstance(item, Unread):
            assert item.reason in REASONS and item.message and "\n" not in item.message, (name, item)
        else:
            check(item, name)
    assert resident() - before < MOST_MEMORY, name
    return found


def check(source: Source, name: str) -> None:
    """All places lie inside the text, in text order."""
    assert source.text.strip(), name
    for block in source.blocks:
        assert 0 <= block.start <= block.end <= len(source.text), name
    for table in source.tables:
        assert all(table.start <= cell.start <= cell.end <= table.end for cell in table.cells), name


def resident() -> int:
    """Memory of this process."""
    try:
        with open("/proc/self/statm", encoding="utf-8") as counts:
            return int(counts.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def reasons(cases: Iterable[Case]) -> dict[str, set[str]]:
    """The reasons for each file, `ok` for documents that were read; a good file is read behind each."""
    found = {}
    good = malformed.good_sheet()
    for case in cases:
        found[case[0]] = {item.reason if isinstance(item, Unread) else "ok" for item in outcomes(case)}
        assert SENTENCE in reading.read(good, "next.xlsx").text, case[0]
    return found


def test_sound_files_are_read() -> None:
    found = reasons(malformed.sound().items())
    assert all(found[name] == {"ok"} for name in ("good.xlsx", "good.xls", "good.ods")), found


def test_truncated_files_have_a_reason() -> None:
    found = reasons(malformed.truncated())
    assert all(said != {"ok"} for name, said in found.items() if name.endswith((".xlsx", ".ods"))), found


def test_flipped_bits_never_go_through_the_roof() -> None:
    cases = list(malformed.flipped(12))
    found = reasons(cases)
    assert len(cases) >= 12 and set(found) == {case[0] for case in cases}
    assert all(said and said <= {"ok", *REASONS} for said in found.values()), found


def test_bombs_are_refused() -> None:
    found = reasons(malformed.bombs())
    for name, said in found.items():
        if name.endswith((".xlsx", ".zip")):
            assert "ok" not in said and said <= {"too_large", "memory", "damaged", "empty"}, (name, said)


def test_no_file_brings_another_into_the_text(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    for case in malformed.spying(str(secret)):
        for item in outcomes(case):
            assert not isinstance(item, Source) or SECRET not in item.text, case[0]


def test_extents_attributes_and_depths_do_not_matter() -> None:
    found = reasons(malformed.wide())
    for name in ("far_cell.xlsx", "merged_all.xlsx", "merges.xlsx", "columns.xlsx", "attributes.html", "divisions.html"):
        assert found[name] == {"ok"}, (name, found[name])
    assert found["nested.zip"] == {"too_large"}


def test_circles_in_ole_files_end() -> None:
    found = reasons(malformed.cyclic())
    assert all(said != {"ok"} or name.endswith(".xls") for name, said in found.items()), found


def test_passwords_are_named() -> None:
    found = reasons(malformed.encrypted())
    for name in ("locked.docx", "locked.xlsx", "locked.xls", "locked.zip"):
        assert found[name] == {"encrypted"}, found


def test_empty_files_are_named() -> None:
    found = reasons(malformed.empty())
    assert all(said <= {"empty", "unsupported", "damaged"} for said in found.values()), found
    assert all(found[name] == {"empty"} for name in found if name.startswith("nothing.")), found


def test_the_suffix_does_not_decide() -> None:
    found = {case[0]: outcomes(case) for case in malformed.misnamed()}
    for name in ("good.xlsx.docx", "good.xls.doc", "good.ods.xls", "page.doc", "plan.xlsx"):
        source = found[name][0]
        assert isinstance(source, Source) and SENTENCE in source.text, name
        assert any("the content is" in warning for warning in source.warnings), name
    picture = found["picture.docx"][0]
    assert isinstance(picture, Unread) and picture.reason == "needs_ocr"


def test_children_never_took_more_than_a_gigabyte() -> None:
    pytest.importorskip("resource")
    # In a process of its own: the peak of children counts what their parent held when it began them, and all tests share one.
    read = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, timeout=300, cwd=HERE, check=False)
    assert read.returncode == 0, read.stderr
    files, peak = map(int, read.stdout.split())
    assert files >= 40
    assert 10 * 1024**2 < peak < 1.1 * MOST_MEMORY
