"""Annotations of public documents without their words: nothing of the texts is in them, and figures do not fall unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, SHARED

from policy_extract.cli import main

UNSEEN = ROOT / "benchmarks" / "unseen"
LONGEST_NAME = 70
FLOORS = {"quantity strict": 0.88, "responsibility strict": 0.97, "heading strict": 0.97, "task-like statement": 0.98}
"""A little below what is measured; those of numbers and headings came down when four harder documents were added."""


def files() -> list[Path]:
    return sorted(UNSEEN.glob("*.json"))


def strings(value: Any) -> list[str]:
    """All strings of a JSON value."""
    if isinstance(value, dict):
        return [word for item in value.values() for word in strings(item)]
    if isinstance(value, list):
        return [word for item in value for word in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_sentence_of_the_texts(path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    assert gold["quantities"] or gold["responsibilities"]
    for name in ("headings", "statements", "quantities", "times", "responsibilities", "statuses"):
        for item in gold[name]:
            assert not {"quote", "title", "scope"} & item.keys()
            assert all(len(word) < LONGEST_NAME and not set(word) & set("。；") for word in strings(item)), item


def test_figures(capsys: pytest.CaptureFixture[str]) -> None:
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the texts are not part of the repository")
    assert main(["evaluate", str(UNSEEN), "--texts", str(SHARED), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["f1"]
    assert {name: found[name]["f"] for name, least in FLOORS.items() if found[name]["f"] < least} == {}
