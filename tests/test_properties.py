"""What must hold for every document: exact quotes, the same bytes on every run, and no traceback for any input."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policy_extract import rows
from policy_extract.cli import main
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult

COMMAND = [sys.executable, "-m", "policy_extract"]
MARKS = [
    "\n",
    "\u3000",
    "\ufeff",
    "\u200b",
    "\x00",
    "\U0001f600",
    "<",
    ">",
    "&",
    "#",
    "|",
    "〔",
    "〕",
    "，",
    "。",
    "；",
    "：",
    "—",
    "%",
]
WORDS = [
    "一、", "（二）", "3.", "到", "2026", "年底前", "建成", "完成", "提高", "以上", "不低于", "左右", "万", "亿元",
    "百分点", "个", "公里", "“十四五”", "期末", "每年", "分别", "由", "市财政局", "牵头",
    "（责任单位：市教育局、各区政府）", "已", "力争", "要", "1", "23.5", "三分之二", "２０", "⻄", "第", "至", "三", "《", "》",
    "整改情况：", "已完成", "篇1",
]  # fmt: skip
PIECES = st.sampled_from(MARKS + WORDS)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Everything in a record that has a span and a quote."""
    if isinstance(value, dict):
        if "quote" in value:
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def check_spans(result: DocumentResult) -> int:
    """Every quote is what stands at its place, every covering span lies in the text; returns how many were looked at."""
    text, count = result.text, 0
    for part in (result.to_dict(), result.to_standoff()):
        for item in spans(part):
            count += 1
            assert 0 <= item["start"] <= item["end"] <= len(text)
            assert text[item["start"] : item["end"]] == item["quote"]
            for key in ("covers", "indicator_span"):
                if item.get(key) is not None:
                    assert 0 <= item[key][0] <= item[key][1] <= len(text)
    return count


def check_identities(results: list[DocumentResult]) -> None:
    """Ids are unique within each document, and every reference leads to a record."""
    assert len({result.doc_id for result in results}) == len(results)
    for result in results:
        document, statements = result.rows
        given_out = [s.task_id if isinstance(s, rows.TaskRow) else s.achievement_id for s in statements]
        items = {item.item_id for item in document.items}
        assert len(set(given_out)) == len(given_out)
        assert {s.item_id for s in statements} == items
        assert {s.parent_id for s in statements} - {None} <= set(given_out)
        sections = {section.section_id for section in document.sections} | {None}
        assert {s.section_id for s in statements} | {s.parent_id for s in document.sections} <= sections


def test_quotes_are_exact_over_the_corpus(corpus_files: list[Path]) -> None:
    extractor = Extractor()
    for path in corpus_files:
        results = extractor.extract_file(path)
        assert results
        check_identities(results)
        assert sum(map(check_spans, results)) > 0


def test_quotes_are_exact_over_other_texts(shared_root: Path) -> None:
    extractor = Extractor()
    suffixes = {".txt", ".md", ".html"}
    files = sorted(path for path in (shared_root / "corpus").rglob("*") if path.suffix in suffixes)
    for path in files[::4]:
        results = extractor.extract_file(path)
        check_identities(results)
        for result in results:
            check_spans(result)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text_is_extracted_with_exact_quotes(text: str) -> None:
    results = Extractor().extract_text(text)
    check_identities(results)
    for result in results:
        assert result.text == text.removeprefix("\ufeff")
        check_spans(result)


def test_two_runs_are_equal_to_the_byte(corpus_files: list[Path], tmp_path: Path) -> None:
    outputs = []
    for seed in ("0", "1", "4242"):
        out = tmp_path / f"{seed}.jsonl"
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": f"UTC+{int(seed) % 12}"}
        command = [*COMMAND, "extract", *map(str, corpus_files), "-o", str(out), "-q"]
        subprocess.run(command, check=True, env=environment)
        outputs.append(out.read_bytes())
    assert outputs[0] and outputs.count(outputs[0]) == 3


def test_an_extractor_serves_threads_and_pickles(corpus_files: list[Path]) -> None:
    extractor = Extractor()

    def run(path: Path, worker: Extractor = extractor) -> bytes:
        return b"\n".join(rows.encode(row) for result in worker.extract_file(path) for row in result.rows[1])

    alone = [run(path) for path in corpus_files]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, corpus_files)) == alone
    copy = pickle.loads(pickle.dumps(extractor))
    assert [run(path, copy) for path in corpus_files[:2]] == alone[:2]


def test_records_do_not_hang_on_the_file_name(corpus_files: list[Path]) -> None:
    data = corpus_files[0].read_bytes()
    first, second = (Extractor().extract_bytes(data, name) for name in ("2031年北山市方案.txt", "x.txt"))
    for left, right in zip(first, second, strict=True):
        assert [rows.encode(row) for row in left.rows[1]] == [rows.encode(row) for row in right.rows[1]]


BAD_INPUTS = {
    "empty": b"",
    "blank": b" \r\n\t\n",
    "binary": bytes(range(256)) * 40,
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 200,
    "zip": b"PK\x03\x04" + b"\x00\x08" * 300,
    "gb18030": "到2027年，建成公园3个。".encode("gb18030"),
    "utf-16": "到2027年，建成公园3个。".encode("utf-16"),
    "cut": "到2027年，建成公园3个。".encode()[:-2],
    "nul": "推进\x00改革。".encode(),
}


@pytest.mark.parametrize("kind", sorted(BAD_INPUTS))
def test_bad_files_are_read_or_named(kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / f"{kind}.txt", tmp_path / "out.jsonl"
    path.write_bytes(BAD_INPUTS[kind])
    code = main(["extract", str(path), "-o", str(out), "-q"])
    error = capfd.readouterr().err
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert "Traceback" not in error and "please report" not in error
    if code == 1:
        assert path.name in error and len(error.strip().splitlines()) == 1
        assert [line["record"] for line in lines] == ["failure"]
    else:
        assert code == 0 and lines[0]["record"] == "document"


@pytest.mark.parametrize("text", ["1" * 20000, "（" * 20000, "一、" * 10000, "不低于" * 8000, "、各区政府" * 5000, "年" * 20000])
def test_hostile_texts_end_soon(text: str) -> None:
    for result in Extractor().extract_text(text + "。\n" + text):
        check_spans(result)


def test_fifty_megabytes_in_one_line(tmp_path: Path, corpus_files: list[Path]) -> None:
    """An endless line is refused by name and remedy; the other files are done."""
    path, out = tmp_path / "long.txt", tmp_path / "out.jsonl"
    sentence = "到2027年，建成公园3个（责任单位：市园林局、各区政府）。"
    path.write_bytes(sentence.encode() * (50_000_000 // len(sentence.encode())))
    command = [*COMMAND, "extract", str(path), str(corpus_files[0]), "-o", str(out), "-q"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "long.txt: line 1 has" in run.stderr and "split it" in run.stderr and "Traceback" not in run.stderr
    kinds = [json.loads(line)["record"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert kinds.count("document") == 1 and kinds.count("failure") == 1
