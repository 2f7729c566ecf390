"""Gold annotations: reading them, finding their texts, and running the extractor over these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.evaluation.scorer import FIELDS, Scores, score
from policy_extract.extractor import Extractor
from policy_extract.standoff import merge


def load_gold(folder: Path) -> list[dict[str, Any]]:
    """The gold annotations of a folder, by file name. Raises UsageError naming file and remedy."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise UsageError(f"{folder}: no gold files here; give a folder with *.json in the stand-off form")
    return [_read(path) for path in files]


def _read(path: Path) -> dict[str, Any]:
    """One gold file, with all the lists that scoring needs."""
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: not a JSON file in UTF-8: {error}") from error
    if not isinstance(gold, dict) or not isinstance(gold.get("source"), str) or not isinstance(gold.get("windows"), list):
        raise UsageError(f"{path}: not a gold file; it needs `source` and `windows`")
    gold.setdefault("name", path.stem)
    for field in FIELDS:
        gold.setdefault(field, [])
    return gold


def find_text(gold: dict[str, Any], folder: Path, root: Path | None) -> Path:
    """The text of a gold file: below `root`, else below the nearest folder above the gold where it exists."""
    source = str(gold["source"])
    for base in [root] if root is not None else [folder.resolve(), *folder.resolve().parents]:
        if (base / source).is_file():
            return base / source
    raise UsageError(f"{gold['name']}: its text {source} was not found; give the folder that holds it with --texts")


def predictions(extractor: Extractor, folder: Path, root: Path | None) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of a gold annotation and what the extractor finds in its text. Raises UsageError and ReadError."""
    done: dict[Path, dict[str, Any]] = {}
    for gold in load_gold(folder):
        path = find_text(gold, folder, root)
        if path not in done:
            results = extractor.extract_file(path)
            whole = merge((result.standoff() for result in results), path.name)
            done[path] = msgspec.json.decode(rows.encode(whole))
        found = done[path]
        if gold.get("sha256", found.get("sha256")) != found.get("sha256"):
            raise UsageError(f"{path}: not the text that {gold['name']} was made on (its hash differs); restore the file")
        yield gold, found


def evaluate(extractor: Extractor, folder: Path, root: Path | None = None) -> Scores:
    """Run the extractor over the texts of a gold folder and score it."""
    return score(predictions(extractor, folder, root))
