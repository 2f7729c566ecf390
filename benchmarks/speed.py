"""Characters a second of the whole line (bytes of files → records as JSON Lines), side by side with bare jieba.lcut.

usage: python benchmarks/speed.py [FOLDER] [--rounds 5] [--characters 500000] [--json FILE]

Both run in the same process over the same texts, in turn in every round, after one warm-up; CPU time of one core counts.
The texts of the folder are repeated, whole files at a time, until they hold the wanted number of characters.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from policy_extract import rows
from policy_extract.extractor import Extractor

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".txt", ".md"}


def load(folder: Path, wanted: int) -> list[tuple[str, bytes, str]]:
    """Name, bytes and text of the files of a folder, repeated until they hold the wanted number of characters."""
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        data = path.read_bytes()
        try:
            files.append((path.name, data, data.decode("utf-8-sig")))
        except UnicodeDecodeError:
            continue
    if not files:
        sys.exit(f"{folder}: no UTF-8 *.txt or *.md file here; give another folder")
    once = sum(len(text) for _, _, text in files)
    return files * max(1, -(-wanted // once))


def measured(work: Callable[[], int], characters: int) -> tuple[float, int]:
    """Characters a second of CPU time, and what the work returned."""
    begin = time.process_time()
    outcome = work()
    return characters / (time.process_time() - begin), outcome


def spread(figures: list[float]) -> dict[str, float]:
    """Median and range over the rounds, in characters a second."""
    return {"median": round(statistics.median(figures)), "low": round(min(figures)), "high": round(max(figures))}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--characters", type=int, default=500_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    arguments = parser.parse_args()
    files = load(arguments.folder, arguments.characters)
    characters = sum(len(text) for _, _, text in files)
    extractor = Extractor()

    def line() -> int:
        size = 0
        for name, data, _ in files:
            for result in extractor.extract_bytes(data, name):
                document, statements = result.rows
                size += len(rows.encode(document)) + sum(len(rows.encode(row)) for row in statements)
        return size

    contenders: dict[str, Callable[[], int]] = {"policy_extract": line}
    try:
        import jieba
    except ImportError:
        print('jieba is not installed: pip install "policy-extract[bench]" for the comparison', file=sys.stderr)
    else:
        jieba.setLogLevel(logging.ERROR)
        jieba.initialize()
        contenders["jieba.lcut"] = lambda: sum(len(jieba.lcut(text)) for _, _, text in files)

    figures: dict[str, list[float]] = {name: [] for name in contenders}
    line()
    for _ in range(arguments.rounds):
        for name, work in contenders.items():
            figures[name].append(measured(work, characters)[0])
    report = {
        "folder": arguments.folder.name,
        "files": len(files),
        "characters": characters,
        "rounds": arguments.rounds,
        "python": platform.python_version(),
        "characters_per_second": {name: spread(found) for name, found in figures.items()},
    }
    if "jieba.lcut" in figures:
        ratios = [a / b for a, b in zip(figures["policy_extract"], figures["jieba.lcut"], strict=True)]
        report["ratio_to_jieba"] = {
            "median": round(statistics.median(ratios), 2), "low": round(min(ratios), 2), "high": round(max(ratios), 2),
        }  # fmt: skip
    shown = json.dumps(report, ensure_ascii=False, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
