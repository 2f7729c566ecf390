"""Texts for benchmarks of runs: real reports, or the sample corpus, repeated with changed numbers."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?![\d.年月日号])")


def folder() -> Path:
    """The shared reports where they are, else the sample corpus."""
    reports = ROOT.parent / "shared" / "corpus" / "reports"
    return reports if reports.is_dir() else ROOT / "corpus"


def texts(count: int) -> Iterator[str]:
    """So many texts; every round through the folder has other numbers."""
    sources = [path.read_text(encoding="utf-8") for path in sorted(folder().iterdir()) if path.suffix in {".txt", ".md"}]
    for number, text in zip(range(count), itertools.cycle(sources), strict=False):
        shift = number // len(sources)
        yield NUMBERS.sub(lambda match, shift=shift: str(int(match[0]) + shift), text)  # type: ignore[misc]


def write(path: Path, count: int) -> int:
    """A JSON Lines file of texts; returns the number of characters."""
    characters = 0
    with path.open("w", encoding="utf-8") as stream:
        for number, text in enumerate(texts(count)):
            characters += len(text)
            stream.write(json.dumps({"id": f"text-{number:06}", "text": text}, ensure_ascii=False) + "\n")
    return characters
