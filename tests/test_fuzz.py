"""A short run of the fuzzer, always with the same inputs, and what longer runs found."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.fuzzing import seeds  # noqa: E402
from benchmarks.fuzzing.engine import Notes, by_chance  # noqa: E402
from benchmarks.fuzzing.targets import TARGETS  # noqa: E402

NEEDS_OFFICE = frozenset({"doc", "odt"})
"""Targets whose seeds LibreOffice makes."""
TRIES = {"mentions": 60, "extract": 40, "html": 25, "mht": 25}
SENTENCE = "县新闻中心开设节水专栏。"


@pytest.mark.parametrize("name", sorted(set(TARGETS) - NEEDS_OFFICE))
def test_changed_inputs_end_in_a_document_or_a_reason(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m benchmarks.fuzz` goes on with this for hours, guided by coverage."""
    monkeypatch.setattr(seeds, "from_office", lambda kind: [])
    seeds.write(name, tmp_path / "inputs")
    notes = Notes(name, tmp_path / "findings")
    by_chance(TARGETS[name], tmp_path / "inputs", notes, 60.0, 1, TRIES.get(name, 40))
    found = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "findings").glob("*.txt")}
    assert not found and notes.executions == TRIES.get(name, 40)


def test_the_fuzzer_notes_what_it_finds(tmp_path: Path) -> None:
    """A target that fails leaves the input and the words behind, once a place."""

    def broken(data: bytes) -> None:
        raise KeyError("nothing here")

    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "seed").write_bytes(b"x" * 10)
    target = type(TARGETS["text"])("text", broken, TARGETS["text"].change)
    by_chance(target, tmp_path / "inputs", Notes("text", tmp_path / "findings"), 60.0, 1, 20)
    assert len(list((tmp_path / "findings").glob("*.bin"))) == 1
    assert "KeyError" in next((tmp_path / "findings").glob("*.txt")).read_text(encoding="utf-8")


LOADED = """
import sys
from pathlib import Path
from benchmarks.fuzzing.engine import load
from benchmarks.fuzzing.targets import TARGETS

before = set(sys.modules)
load(TARGETS["xlsx"], Path(sys.argv[1]))
later = set(sys.modules)
for path in Path(sys.argv[1]).iterdir():
    TARGETS["xlsx"].run(path.read_bytes())
print("policy_extract.reading.sheets" in later - before, set(sys.modules) == later)
"""


def test_what_a_reader_loads_late_is_loaded_before_fuzzing(tmp_path: Path) -> None:
    """Coverage is seen only in modules that were loaded under instrumentation; readers load theirs when they are first used."""
    seeds.write("xlsx", tmp_path)
    done = subprocess.run([sys.executable, "-c", LOADED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True"], done.stdout + done.stderr[-1000:]


OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FINDINGS = {
    "a title of nothing but a control character": ("html", f"<html><head><title>\0</title>{SENTENCE}".encode()),
    "OLE sectors of one byte": (
        "xls",
        OLE_HEAD + bytes(22) + struct.pack("<H", 0) + bytes(16) + struct.pack("<L", 0) + bytes(600),
    ),
    "places of fields and comments": ("text", f"---\ntitle: 方案\n---\n<!-- 注\n释 -->\n{SENTENCE}\n<!-- 再注 -->\n".encode()),
}


@pytest.mark.parametrize("case", FINDINGS)
def test_findings_stay_mended(case: str) -> None:
    """The target holds what comes out against its promises, and raises `Broken` or what escaped."""
    name, data = FINDINGS[case]
    assert _failure(name, data) == ""


def _failure(name: str, data: bytes) -> str:
    """What a target raises for an input, in words."""
    try:
        TARGETS[name].run(data)
    except Exception as error:
        return repr(error)
    return ""


def test_a_member_without_a_name_is_read_or_named() -> None:
    """An archive may hold a member whose name is empty: it has a document or a reason like any other."""
    import warnings
    from io import BytesIO
    from zipfile import ZipFile, ZipInfo

    from policy_extract import reading

    stream = BytesIO()
    with warnings.catch_warnings(), ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(ZipInfo("?"), SENTENCE)
        archive.writestr("方案.txt", SENTENCE)
    data = stream.getvalue()
    # The length of the first name becomes 0, and its one character an extra field of one byte, in both lists.
    for sign, lengths in ((b"PK\3\4", 26), (b"PK\1\2", 28)):
        at = data.index(sign) + lengths
        data = data[:at] + struct.pack("<HH", 0, 1) + data[at + 4 :]
    found = list(reading.read_all(data, "plans.zip", options=reading.Options(isolate=False)))
    assert len(found) == 2


def test_members_of_a_package_beyond_its_beginning(tmp_path: Path) -> None:
    """A zip whose list leads before the file begins is damaged, and said to be."""
    from malformed import good_ofd, good_word

    from policy_extract import reading
    from policy_extract.errors import ReadError

    for name, data in (("plan.ofd", good_ofd()), ("plan.docx", good_word())):
        broken = bytearray(data)
        place = broken.rindex(b"PK\5\6")
        struct.pack_into("<L", broken, place + 16, struct.unpack_from("<L", broken, place + 16)[0] + 512)
        with pytest.raises(ReadError):
            reading.read(bytes(broken), name, options=reading.Options(isolate=False))
