"""What a run takes: folders, globs, archives, tables of texts, lists; in order, one at a time, and honest about trouble."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pyarrow", reason="runs need the extra batch")

import pyarrow as pa
import pyarrow.parquet as pq

from policy_extract.batch.inputs import SENT_BYTES, Inputs, listed
from policy_extract.batch.worker_child import digest_of

TEXT = "建设公园3个"


def short(inputs: Inputs, root: Path) -> list[str]:
    """The names of all items below a folder."""
    return [item.given.input_id.removeprefix(f"{root}/") for item in inputs.items()]


def test_folders_and_globs(tmp_path: Path) -> None:
    """Documents by suffix, sorted within their folders; hidden files and foreign ones are passed over and counted."""
    for name in ("b.txt", "a.md", ".hidden.txt", "~$open.docx", "photo.psd", "inner/c.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    inputs = Inputs([str(tmp_path)])
    assert short(inputs, tmp_path) == ["a.md", "b.txt", "inner/c.html"]
    assert inputs.left_out == 1 and inputs.complete == [str(tmp_path)] and inputs.count() == 3
    assert short(Inputs([str(tmp_path / "*.txt")]), tmp_path) == ["b.txt"]
    missing = Inputs([str(tmp_path / "none.txt")])
    (item,) = missing.items()
    assert "no" in item.problem or item.problem.endswith("permissions")
    assert missing.complete == []


def test_large_files_are_read_by_the_worker(tmp_path: Path) -> None:
    """A large file is hashed piece by piece and not sent; the hash is the same as that of its content."""
    path = tmp_path / "large.txt"
    path.write_bytes(b"x" * (SENT_BYTES + 1))
    (item,) = Inputs([str(path)]).items()
    assert item.path == path and item.given.content is None
    item.given.content = path.read_bytes()
    assert item.digest == digest_of(item.given)


def jsonl(path: Path) -> Path:
    """A JSON Lines file with a broken line."""
    lines = [
        json.dumps({"id": "甲", "text": TEXT}, ensure_ascii=False),
        "{broken",
        json.dumps({"other": 1}),
        json.dumps({"text": TEXT}),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def csv_file(path: Path) -> Path:
    """A CSV file in GB18030 with line ends inside a cell."""
    path.write_bytes(f'id,正文\r\n甲,"{TEXT}\n第二行"\r\n乙,\r\n'.encode("gb18030"))
    return path


def parquet(path: Path) -> Path:
    """A Parquet file with bytes."""
    pq.write_table(pa.table({"name": ["a.html", "b.txt"], "content": [b"<p>x</p>", None], "size": [1, 2]}), path)
    return path


@pytest.mark.parametrize(
    ("make", "name", "ids", "bad"),
    [
        (jsonl, "t.jsonl", ["甲", "line 2", "row 3", "row 4"], 2),
        (csv_file, "t.csv", ["甲", "乙"], 0),
        (parquet, "t.parquet", ["a.html", "b.txt"], 1),
    ],
)
def test_tables(tmp_path: Path, make: Callable[[Path], Path], name: str, ids: list[str], bad: int) -> None:
    """Rows by their ids; a row without a text is a failure, never left out."""
    items = list(Inputs([str(make(tmp_path / name))]).items())
    assert [item.given.input_id.partition("#")[2] for item in items] == ids
    assert sum(bool(item.problem) for item in items) == bad


def test_csv_without_texts_is_a_document(tmp_path: Path) -> None:
    """A ledger in CSV is one document, as for `extract`; a named column makes it a table of texts."""
    path = tmp_path / "ledger.csv"
    path.write_text("任务,责任单位\n建设公园,市园林局\n", encoding="utf-8")
    assert short(Inputs([str(path)]), tmp_path) == ["ledger.csv"]
    assert short(Inputs([str(path)], text_column="任务"), tmp_path) == ["ledger.csv#row 1"]


def test_list_on_standard_input(tmp_path: Path) -> None:
    """Names a line each, or parted by NUL; a list says nothing about what is missing from it."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    for text in (f"{tmp_path}/a.txt\n\n", f"{tmp_path}/a.txt\0"):
        inputs = Inputs(["-"], lines=listed(io.StringIO(text)))
        assert short(inputs, tmp_path) == ["a.txt"]
        assert inputs.complete == [] and inputs.count() is None
