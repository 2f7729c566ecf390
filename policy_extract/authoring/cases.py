"""Corrected texts (更正过的文本): what people decided, as gold annotations with their texts, to learn from and to judge by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_extract import reading
from policy_extract.errors import UsageError
from policy_extract.evaluation.gold import find_text, load_gold
from policy_extract.evaluation.scorer import FIELDS
from policy_extract.identity import text_hash
from policy_extract.text import Source

SQLITE = b"SQLite format 3\0"
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A gold annotation with its text."""

    gold: Item
    source: Source


def cases_of(given: Sequence[Path], root: Path | None) -> list[Case]:
    """The corrected texts of review desks, of their gold exports and of folders of gold files. Raises UsageError."""
    found = [case for path in given for case in _of(path, root)]
    if not found:
        names = ", ".join(map(str, given))
        raise UsageError(f"{names}: no decision on a document whose text is at hand; review files, or give gold with texts")
    return found


def _of(path: Path, root: Path | None) -> Iterator[Case]:
    """The cases of one input."""
    if path.is_dir():
        for gold in load_gold(path):
            yield Case(gold, reading.read_file(find_text(gold, path, root)))
        return
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror}); give a desk, its gold export, or a folder of gold"
        ) from error
    if data.startswith(SQLITE):
        yield from _of_desk(path)
    else:
        for gold in _lines(path, data):
            source = reading.read_file(find_text(gold, path.parent, root))
            if gold.get("sha256", text_hash(source.text)) != text_hash(source.text):
                raise UsageError(f"{gold['source']}: not the text that was reviewed (its hash differs); restore the file")
            yield Case(_filled(gold), source)


def _lines(path: Path, data: bytes) -> list[Item]:
    """The gold objects of a gold export. Raises UsageError."""
    try:
        found = [json.loads(line) for line in data.decode("utf-8-sig").split("\n") if line.strip()]
    except ValueError as error:
        raise UsageError(f"{path}: neither a desk nor JSON Lines in UTF-8: {error}; give the desk or its gold export") from error
    for gold in found:
        if not isinstance(gold, dict) or not isinstance(gold.get("source"), str) or not isinstance(gold.get("windows"), list):
            raise UsageError(f"{path}: not gold: it needs `source` and `windows`; export it with review --export gold")
    return found


def _of_desk(path: Path) -> Iterator[Case]:
    """The decisions on a desk, for the documents whose texts it holds."""
    from policy_extract.review import exports
    from policy_extract.review.desk import Desk

    desk = Desk(path)
    try:
        texts = {}
        for number in desk.documents():
            name, _, document, text = desk.document(number)
            if text is not None:
                texts[name, document["sha256"]] = text
        for line in exports.gold(desk).splitlines():
            gold = _filled(json.loads(line))
            text = texts.get((gold["name"], gold["sha256"]))
            if text is not None:
                yield Case(gold, reading.read_text(text, gold["name"]))
    finally:
        desk.close()


def _filled(gold: Item) -> Item:
    """A gold object with all the lists that scoring needs."""
    return {**{name: [] for name in FIELDS}, **gold}
