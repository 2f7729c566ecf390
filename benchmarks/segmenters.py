"""Segmenters side by side: speed, how often they cut inside a mention, and whether they change a record.

usage: python benchmarks/segmenters.py [--folder DIR] [--every N] [--rounds N] [--json FILE] [--page docs/segmenters.md]

Speed is characters a second over the texts of a folder (without it: the shared reports where they are, else the sample corpus),
every segmenter in turn in every round, median of the rounds. Borders are those of the mentions that the extractor finds: the
share of quantities, times and bodies whose two ends are borders of words, and of bodies that are one word. Records are compared
with those of the extractor.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from texts import folder as usual_folder

import policy_extract
from policy_extract import Extractor, patterns
from policy_extract.segmenting import open_segmenter

GROUPS = ("quantities", "times", "bodies")
MARKS = "<!-- segmenters: begin -->\n", "<!-- segmenters: end -->"
QUADRATIC = "spaCy char (its own)"
LONG = (50_000, 200_000)
"""Lengths at which spaCy's own tokenizer and ours are timed."""


def contenders() -> dict[str, Callable[[str], list[int]]]:
    """Functions that give the borders of words, by name."""
    pack = patterns.load()
    found: dict[str, Any] = {name: open_segmenter(name) for name in ("char", "jieba", "rjieba", "spacy")}
    found |= {f"{name} + vocabulary": open_segmenter(name, pack) for name in ("jieba", "rjieba")}
    names = {"spacy": "spaCy tokenizer `char`"}
    return {names.get(name, name): made.cut for name, made in found.items()}


def speeds(texts: list[str], rounds: int) -> dict[str, dict[str, int]]:
    """Characters a second of each segmenter: median, lowest, highest."""
    size, seconds = sum(map(len, texts)), dict[str, list[float]]()
    functions = contenders()
    for _ in range(rounds):
        for name, cut in functions.items():
            start = time.perf_counter()
            for text in texts:
                cut(text)
            seconds.setdefault(name, []).append(size / (time.perf_counter() - start))
    return {
        name: {"median": round(statistics.median(all_of)), "low": round(min(all_of)), "high": round(max(all_of))}
        for name, all_of in seconds.items()
    }


def borders(texts: list[str]) -> dict[str, dict[str, float]]:
    """Share of mentions whose two ends are borders of words, by segmenter and group."""
    extractor, whole = Extractor(), [[] for _ in texts]
    for text, spans in zip(texts, whole, strict=True):
        for result in extractor.extract_text(text):
            lists = result.to_standoff()
            fields = zip(GROUPS, ("quantities", "times", "responsibilities"), strict=True)
            spans += [(group, item["start"], item["end"]) for group, field in fields for item in lists[field]]
    shares: dict[str, dict[str, float]] = {}
    for name, cut in contenders().items():
        hits, counts, single = dict.fromkeys(GROUPS, 0), dict.fromkeys(GROUPS, 0), 0
        for text, spans in zip(texts, whole, strict=True):
            places, position, words = {0}, 0, set()
            for word in cut(text):
                # A blank behind a token belongs to it in spaCy, and the token ends before it.
                bare = position + len(word) - (word.endswith(" ") and len(word) > 1)
                words.add((position, bare))
                position += len(word)
                places |= {position, bare}
            for group, start, end in spans:
                counts[group] += 1
                hits[group] += start in places and end in places
                single += group == "bodies" and (start, end) in words
        shares[name] = {group: hits[group] / counts[group] for group in GROUPS}
        shares[name] |= {"one word": single / counts["bodies"], "mentions": sum(counts.values())}
    return shares


def changed(texts: list[str]) -> dict[str, int]:
    """How many texts get other records through a pipeline with the tokenizer than from the extractor."""
    extractor, different = Extractor(), {}
    wanted = [[task for result in extractor.extract_text(text) for task in result.tasks] for text in texts]
    for name in ("char", "jieba", "rjieba"):
        nlp = policy_extract.load(name)
        different[name] = sum(nlp(text)._.tasks != tasks for text, tasks in zip(texts, wanted, strict=True))
    return different


def growth(texts: list[str]) -> dict[str, list[float]]:
    """Seconds that a tokenizer alone takes for the two lengths."""
    long = "\n".join(texts)
    long *= LONG[-1] // len(long) + 1
    makers = {QUADRATIC: spacy.blank("zh"), "char": policy_extract.load("char")}
    found: dict[str, list[float]] = {}
    for name, nlp in makers.items():
        for length in LONG:
            start = time.perf_counter()
            nlp.make_doc(long[:length])
            found.setdefault(name, []).append(round(time.perf_counter() - start, 3))
    return found


def page(report: dict[str, Any]) -> str:
    """The tables of the docs page."""
    heads = "quantities | times | bodies | bodies in one word | texts with other records"
    lines = [f"| segmenter | characters a second (lowest – highest) | {heads} |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, speed in report["speed"].items():
        share = report["borders"][name]
        cells = " | ".join(f"{share[group]:.1%}" for group in (*GROUPS, "one word"))
        other = report["changed"].get(name.removesuffix(" + vocabulary") if "+" in name or name == "char" else "", "—")
        lines.append(f"| {name} | {speed['median']:,} ({speed['low']:,} – {speed['high']:,}) | {cells} | {other} |")
    lines += ["", f"Seconds to make a Doc of {LONG[0]:,} and {LONG[1]:,} characters, without components: " + "; ".join(
        f"{name} {small} and {large}" for name, (small, large) in report["growth"].items()) + "."]  # fmt: skip
    lines += ["", f"{report['texts']} texts of `{report['folder']}`, {report['characters']:,} characters, "
        f"{int(report['borders']['char']['mentions']):,} mentions, {report['rounds']} rounds; Python {report['python']}, spaCy "
        f"{report['spacy']}, on a machine that others used at the same time."]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=usual_folder())
    parser.add_argument("--every", type=int, default=1, help="take each Nth text")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.iterdir() if path.suffix in {".txt", ".md"})[:: arguments.every]
    texts = [path.read_text(encoding="utf-8") for path in files]
    report = {
        "folder": arguments.folder.name, "texts": len(texts), "characters": sum(map(len, texts)), "rounds": arguments.rounds,
        "python": platform.python_version(), "spacy": spacy.__version__, "speed": speeds(texts, arguments.rounds),
        "borders": borders(texts), "changed": changed(texts), "growth": growth(texts),
    }  # fmt: skip
    if arguments.json:
        arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if arguments.page:
        text = arguments.page.read_text(encoding="utf-8")
        head, rest = text.split(MARKS[0])
        arguments.page.write_text(head + MARKS[0] + page(report) + MARKS[1] + rest.split(MARKS[1])[1], encoding="utf-8")
    print(page(report))


if __name__ == "__main__":
    main()
