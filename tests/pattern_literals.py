"""The literals of the pattern files: words of vocabularies, and runs of Chinese characters inside patterns and definitions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

HAN = re.compile("[\u4e00-\u9fff]")
SHORTEST_RUN = 3
GROUP_OPENING = re.compile(r"\((?:\?(?:P?<[A-Za-z_][A-Za-z_0-9]*>|P=[A-Za-z_0-9]+|<?[=!]|[:>|]|[a-z-]*:?))?")
REFERENCE = re.compile(r"<<[a-z_0-9.|]+>>")
QUANTIFIER = re.compile(r"[*+?]|\{\d*,?\d*\}")


def runs(pattern: str) -> Iterator[str]:
    """Runs of Chinese characters that a pattern spells out: classes, groups and what may be left out end a run."""
    run: list[str] = []
    position = 0
    while position < len(pattern):
        character = pattern[position]
        skip = REFERENCE.match(pattern, position) or (GROUP_OPENING.match(pattern, position) if character == "(" else None)
        quantifier = QUANTIFIER.match(pattern, position)
        if HAN.match(character):
            run.append(character)
            position += 1
            continue
        if quantifier and run and quantifier[0] != "+" and not quantifier[0].startswith("{1"):
            run.pop()
        yield "".join(run)
        run = []
        if character == "\\":
            position += 2
        elif character == "[":
            position = class_end(pattern, position)
        else:
            position = (skip or quantifier).end() if skip or quantifier else position + 1  # type: ignore[union-attr]
    yield "".join(run)


def class_end(pattern: str, position: int) -> int:
    """Offset behind a character class."""
    position += 2 if pattern.startswith("[^", position) else 1
    first = position
    while position < len(pattern) and (pattern[position] != "]" or position == first):
        position += 2 if pattern[position] == "\\" else 1
    return position + 1


def words(content: Any) -> Iterator[str]:
    """All words of a vocabulary, keys and values of mappings included."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from words(key)
            yield from words(value)
    elif isinstance(content, list):
        for value in content:
            yield from words(value)
    elif isinstance(content, str) and HAN.search(content):
        yield content


def literals(folder: Path) -> dict[str, set[str]]:
    """Every literal of the YAML files with the names of the files that hold it; examples and descriptions are left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for vocabulary in (content.get("vocabularies") or {}).values():
            # A string lists single characters.
            for word in words(vocabulary) if not isinstance(vocabulary, str) else ():
                found[word].add(path.name)
        patterns = list((content.get("definitions") or {}).values())
        patterns += [rule.get("pattern") or "" for rule in content.get("rules") or ()]
        for pattern in patterns:
            for run in runs(pattern):
                if len(run) >= SHORTEST_RUN:
                    found[run].add(path.name)
        for rule in content.get("rules") or ():
            for word in words(rule.get("literals") or []):
                found[word].add(path.name)
    return dict(found)


def rare(found: dict[str, set[str]], texts: list[str], least: int) -> dict[str, int]:
    """Literals that stand in fewer than `least` of the texts, with their number."""
    counts = {}
    for word in found:
        count = 0
        for text in texts:
            count += word in text
            if count == least:
                break
        else:
            counts[word] = count
    return counts
