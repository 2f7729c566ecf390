"""The two sides of a comparison: folders of stand-off files, or the figures of two runs with their differences by document."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policy_extract import reading
from policy_extract.errors import ReadError, UsageError
from policy_extract.evaluation.matching import Item
from policy_extract.evaluation.scorer import FIELDS, Fault
from policy_extract.identity import text_hash


@dataclass(slots=True)
class Found:
    """What one side found in one text."""

    name: str
    source: str = ""
    sha256: str = ""
    items: dict[str, list[Item]] = field(default_factory=lambda: {name: [] for name in FIELDS})

    def add(self, content: Item) -> None:
        """Put a stand-off object in; what another object of the same text says as well is kept once."""
        for name in FIELDS:
            known = {_printed(item) for item in self.items[name]}
            self.items[name] += [item for item in content.get(name) or () if _printed(item) not in known]


@dataclass(slots=True)
class Side:
    """One side: stand-off objects, or differences to gold by document as `evaluate --json --documents` writes them."""

    path: Path
    found: list[Found] = field(default_factory=list)
    faults: dict[str, list[Fault]] | None = None

    def of(self, sha256: str, name: str) -> Found | None:
        """What was found in the text with this hash, else under this name."""
        same = (found for found in self.found if sha256 and found.sha256 == sha256)
        return next(same, None) or next((found for found in self.found if not found.sha256 and found.name == name), None)


def read_side(path: Path) -> Side:
    """Read a folder of stand-off files (*.json, *.jsonl), one such file, or a file of figures. Raises UsageError."""
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in (".json", ".jsonl"))
        if not files:
            raise UsageError(f"{path}: no *.json or *.jsonl here; give a folder of stand-off files")
    else:
        files = [path]
    side = Side(path)
    for file in files:
        for content in _objects(file):
            if isinstance(content.get("documents"), dict) and "headline" in content:
                side.faults = _faults(file, content["documents"])
            else:
                _put(side, file, content)
    return side


def _objects(path: Path) -> list[Item]:
    """The JSON objects of a file: one, or one a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        try:
            found = [json.loads(text)]
        except ValueError:
            found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: not JSON in UTF-8: {error}; give stand-off files or figures in JSON") from error
    if not all(isinstance(content, dict) for content in found):
        raise UsageError(f"{path}: holds something else than JSON objects; give stand-off files or figures in JSON")
    return found


def _put(side: Side, file: Path, content: Item) -> None:
    """Enter a stand-off object; parts of one text come together."""
    if content and not any(isinstance(content.get(name), list) for name in FIELDS) and "failure" not in content:
        raise UsageError(
            f"{file}: neither stand-off nor figures with documents; write them with `extract --format standoff` or "
            "`evaluate --json --documents`"
        )
    sha256 = str(content.get("sha256") or "")
    name = file.stem if file.suffix == ".json" else str(content.get("name") or file.stem)
    found = next((one for one in side.found if (one.sha256 == sha256 if sha256 else one.name == name)), None)
    if found is None:
        found = Found(name, str(content.get("source") or ""), sha256)
        side.found.append(found)
    found.add(content)


def _faults(file: Path, documents: dict[str, Any]) -> dict[str, list[Fault]]:
    """The differences to gold by document."""
    try:
        return {
            name: [Fault(fault["field"], name, fault["what"], fault["item"]) for fault in document["faults"]]
            for name, document in documents.items()
        }
    except (KeyError, TypeError) as error:
        raise UsageError(f"{file}: figures without differences by document; write them with --json --documents") from error


def _printed(item: Item) -> str:
    """An item in a form that compares."""
    return json.dumps(item, ensure_ascii=False, sort_keys=True)


class Texts:
    """The texts that offsets point into, read when first asked for; a text that is gone or has changed is empty."""

    def __init__(self, root: Path | None) -> None:
        """Look below this folder, or take sources as paths."""
        self._root = root
        self._known: dict[tuple[str, str], str] = {}

    def get(self, source: str, sha256: str, path: Path | None = None) -> str:
        """The text of a source, empty when it cannot be had or is another one."""
        key = source, sha256
        if key not in self._known:
            self._known[key] = self._read(path or (self._root or Path()) / source, sha256) if source or path else ""
        return self._known[key]

    @staticmethod
    def _read(path: Path, sha256: str) -> str:
        """The decoded text of a file when its hash is the wanted one."""
        try:
            text = reading.read_file(path).text if path.is_file() else ""
        except (ReadError, OSError):
            return ""
        return text if not sha256 or text_hash(text) == sha256 else ""
