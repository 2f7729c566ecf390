"""Words of the pattern files that hardly any document uses: each has a reason, and none names a particular place.

A pattern that spells out one document's words helps that document only. So every literal that stands in fewer than three
documents of the folder of texts beside the repository is listed, by reason, in `data/rare_literals.yaml`.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from conftest import ROOT

PATTERNS = ROOT / "patterns"
ALLOWED = Path(__file__).parent / "data" / "rare_literals.yaml"
SUFFIXES = {".txt", ".md", ".html"}
LEAST_DOCUMENTS = 3
SHORTEST_RUN = 3
HAN = re.compile("[\u4e00-\u9fff]")
REFERENCE = re.compile(r"<<[a-z_0-9.|]+>>")
GROUP_OPENING = re.compile(r"\((?:\?(?:P?<[A-Za-z_][A-Za-z_0-9]*>|P=[A-Za-z_0-9]+|<?[=!]|[:>|]|[a-z-]*:?))?")
QUANTIFIER = re.compile(r"[*+?]|\{\d*,?\d*\}")
PATTERN_MARKS = re.compile(r"[\\\[(?*|]")
LEVEL = re.compile("(?:特别行政区|自治[区州县旗]|地区|林区|特区|[省市县区州盟旗])$")


def runs(pattern: str) -> Iterator[str]:
    """Runs of Chinese characters that a pattern spells out: classes, groups and what may be left out end a run."""
    run: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        if HAN.match(character):
            run.append(character)
            position += 1
            continue
        quantifier = QUANTIFIER.match(pattern, position)
        if quantifier and run and quantifier[0] != "+" and not quantifier[0].startswith("{1"):
            run.pop()
        yield "".join(run)
        run = []
        opening = REFERENCE.match(pattern, position) or (GROUP_OPENING.match(pattern, position) if character == "(" else None)
        skipped = opening or quantifier
        if character == "\\":
            position += 2
        elif character == "[":
            position = class_end(pattern, position)
        else:
            position = skipped.end() if skipped else position + 1
    yield "".join(run)


def class_end(pattern: str, position: int) -> int:
    """Offset behind a character class."""
    position += 2 if pattern.startswith("[^", position) else 1
    first = position
    while position < len(pattern) and (pattern[position] != "]" or position == first):
        position += 2 if pattern[position] == "\\" else 1
    return position + 1


def long_runs(pattern: str) -> Iterator[str]:
    """The runs of a pattern that are long enough to name something."""
    return (run for run in runs(pattern) if len(run) >= SHORTEST_RUN)


def words(content: Any) -> Iterator[str]:
    """The words of a vocabulary: entries of a list, keys of a mapping; what is written as a pattern gives its runs."""
    if isinstance(content, dict):
        yield from words(list(content))
        for value in content.values():
            yield from long_runs(value) if isinstance(value, str) and PATTERN_MARKS.search(value) else ()
            yield from words(value) if isinstance(value, (dict, list)) else ()
    elif isinstance(content, list):
        for word in filter(HAN.search, map(str, content)):
            yield from long_runs(word) if PATTERN_MARKS.search(word) else (word,)


def literals(folder: Path) -> dict[str, set[str]]:
    """Every literal of the YAML files with the files that hold it; examples and descriptions are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = content.get("rules") or []
        patterns = [*(content.get("definitions") or {}).values(), *(rule.get("pattern") or "" for rule in rules)]
        for vocabulary in (content.get("vocabularies") or {}).values():
            for word in words(vocabulary):
                found[word].add(path.name)
        for word in (word for rule in rules for word in words(rule.get("literals") or [])):
            found[word].add(path.name)
        for run in (run for pattern in patterns for run in long_runs(pattern)):
            found[run].add(path.name)
    return dict(found)


def rare(candidates: Iterable[str], texts: list[str]) -> dict[str, int]:
    """The words that stand in too few of the texts, with their number; pairs of characters say where to look."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        for pair in {*map("".join, itertools.pairwise(text)), *text}:
            holders[pair].add(number)
    counts = {}
    for word in candidates:
        pairs = [word[i : i + 2] for i in range(len(word) - 1)] or [word]
        likely = set.intersection(*(holders[pair] for pair in pairs))
        count = len(likely) if len(word) <= 2 else sum(word in texts[number] for number in likely)
        if count < LEAST_DOCUMENTS:
            counts[word] = count
    return counts


def allowed() -> dict[str, dict[str, list[str]]]:
    """The allow-list: rare words by reason, and region names that are words of another sense where they stand."""
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))
    return content


def region_names() -> set[str]:
    """Names of places of the table of regions."""
    with (PATTERNS / "regions.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["name"] for row in csv.DictReader(stream)}


def test_runs_are_what_a_pattern_spells_out() -> None:
    assert list(filter(None, runs("(?<=整改)情况[：:](?:已完成|未?落实)工作要求?"))) == [
        "整改",
        "情况",
        "已完成",
        "落实",
        "工作要",
    ]
    assert list(filter(None, runs(r"<<date>>起施行(?P<tail>[有无]效期){0,2}"))) == ["起施行", "效期"]
    assert list(filter(None, runs("综合评价[^）]值"))) == ["综合评价", "值"]


def test_words_of_mappings_and_patterns() -> None:
    assert list(words({"牵头": "lead", "rest": "(?:本季度内)[年月]"})) == ["牵头", "本季度内"]
    assert list(words(["以上", "(?:五日内)", "abc"])) == ["以上", "五日内"]


def test_rare_words_are_counted() -> None:
    texts = ["改造管网", "改造管网和道路", "改造道路，管网改造"]
    assert rare(["改造", "改造管网", "造路", "管"], texts) == {"改造管网": 2, "造路": 0}


def test_rare_literals_have_a_reason(shared_root: Path) -> None:
    paths = sorted(path for path in (shared_root / "corpus").rglob("*") if path.suffix in SUFFIXES)
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in paths]
    found = literals(PATTERNS)
    known = {word for reason in allowed()["rare"].values() for word in reason}
    unknown = {word: sorted(found[word]) for word in rare(found, texts) if word not in known}
    assert not unknown, (
        f"in fewer than {LEAST_DOCUMENTS} documents; generalise, or list with a reason in {ALLOWED.name}: {unknown}"
    )


def test_the_list_of_reasons_is_in_order() -> None:
    listed = [word for reason in allowed()["rare"].values() for word in reason]
    twice = {word for word in listed if listed.count(word) > 1}
    assert not twice
    places = region_names()
    assert not [word for word in listed if any(place in word for place in places)]


def test_no_pattern_names_a_particular_place() -> None:
    exceptions = {word for reason in allowed()["places"].values() for word in reason}
    places = region_names()
    places |= {LEVEL.sub("", place) for place in places if len(LEVEL.sub("", place)) >= SHORTEST_RUN - 1}
    places -= exceptions
    named = {
        (path.name, place)
        for path in sorted(PATTERNS.iterdir())
        if path.suffix in {".yaml", ".csv"} and path.name != "regions.csv"
        for place in places
        if place in path.read_text(encoding="utf-8")
    }
    assert not named
