"""Gold annotations: reading them, finding their texts, and running the extractor over these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.evaluation.matching import Item
from policy_extract.evaluation.scorer import FIELDS, Scores, score
from policy_extract.extractor import Extractor
from policy_extract.standoff import merge

FILE_HASH = "file sha256"
"""Key under which a loaded gold annotation carries the hash of its file."""


def load_gold(folder: Path) -> list[Item]:
    """The gold annotations of a folder, by file name. Raises UsageError naming file and remedy."""
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not files:
        raise UsageError(f"{folder}: no gold files here; give a folder with *.json in the stand-off form")
    return [_read(path) for path in files]


def _read(path: Path) -> Item:
    """One gold file, with all the lists that scoring needs."""
    try:
        data = path.read_bytes()
        gold = json.loads(data.decode("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: not a JSON file in UTF-8: {error}") from error
    if not isinstance(gold, dict) or not isinstance(gold.get("source"), str) or not isinstance(gold.get("windows"), list):
        raise UsageError(f"{path}: not a gold file; it needs `source` and `windows`")
    gold.setdefault("name", path.stem)
    gold[FILE_HASH] = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()
    for field in FIELDS:
        gold.setdefault(field, [])
    return gold


def find_text(gold: Item, folder: Path, root: Path | None) -> Path:
    """The text of a gold file: below `root`, else below the nearest folder above the gold where it exists."""
    source = str(gold["source"])
    for base in [root] if root is not None else [folder.resolve(), *folder.resolve().parents]:
        if (base / source).is_file():
            return base / source
    raise UsageError(f"{gold['name']}: its text {source} was not found; give the folder that holds it with --texts")


@dataclass(slots=True, frozen=True)
class Case:
    """A gold annotation, what the extractor found in its text, and the documents that this text holds."""

    gold: Item
    found: Item
    documents: list[tuple[str, int, int]]
    """(genre, start, end) of each document in the file."""
    hashes: dict[str, str]
    """Hashes of gold file and text."""

    def parts(self) -> dict[str, Item]:
        """The gold annotation by genre of the documents; whole when the file holds one genre only."""
        genres = sorted({genre for genre, _, _ in self.documents})
        if len(genres) == 1:
            return {genres[0]: self.gold}
        return {genre: self._part([(a, b) for g, a, b in self.documents if g == genre]) for genre in genres}

    def _part(self, spans: list[tuple[int, int]]) -> Item:
        """The gold annotation inside some documents."""
        part = dict(self.gold)
        windows = self.gold["windows"]
        part["windows"] = [[max(a, c), min(b, d)] for a, b in windows for c, d in spans if max(a, c) < min(b, d)]
        for field in FIELDS:
            part[field] = [item for item in self.gold[field] if any(a <= item["start"] < b for a, b in spans)]
        return part


def cases(extractor: Extractor, folder: Path, root: Path | None) -> Iterator[Case]:
    """Every gold annotation of a folder with what the extractor finds in its text. Raises UsageError and ReadError."""
    done: dict[Path, tuple[Item, list[tuple[str, int, int]]]] = {}
    for gold in load_gold(folder):
        path = find_text(gold, folder, root)
        if path not in done:
            done[path] = _extract(extractor, path)
        found, documents = done[path]
        if gold.get("sha256", found.get("sha256")) != found.get("sha256"):
            raise UsageError(f"{path}: not the text that {gold['name']} was made on (its hash differs); restore the file")
        hashes = {"gold": gold[FILE_HASH], "text": str(found.get("sha256", ""))}
        yield Case(gold, found, documents, hashes)


def _extract(extractor: Extractor, path: Path) -> tuple[Item, list[tuple[str, int, int]]]:
    """What the extractor finds in a file, and the genres and places of the documents in it."""
    results = extractor.extract_file(path)
    whole = merge((result.standoff() for result in results), path.name)
    documents = [(r.document.meta.genre, *r.view.span(r.document.start, r.document.end)) for r in results]
    found: Item = msgspec.json.decode(rows.encode(whole))
    return found, documents


def evaluate(extractor: Extractor, folder: Path, root: Path | None = None) -> Scores:
    """Run the extractor over the texts of a gold folder and score it: whole, by genre and by document."""
    found = list(cases(extractor, folder, root))
    parts = [(case, case.parts()) for case in found]
    scores = score((case.gold, case.found) for case in found)
    scores.measured_on = {case.gold["name"]: case.hashes for case in found}
    for genre in sorted({genre for _, by_genre in parts for genre in by_genre}):
        scores.genres[genre] = score((own[genre], case.found) for case, own in parts if genre in own)
    for case, by_genre in parts:
        document = score([(case.gold, case.found)])
        document.genres = {genre: score([(part, case.found)]) for genre, part in by_genre.items()}
        scores.documents[case.gold["name"]] = document
    return scores
