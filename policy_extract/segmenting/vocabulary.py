"""The vocabularies of a pattern pack as one list of words (词表): bodies, indicators, units, places, status marks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from policy_extract.patterns import Pack

SHORTEST = 2
"""Single characters (元, 个) are no dictionary words: they stand inside too many others."""
PHRASES = "status"


class Entry(NamedTuple):
    """A word with what it is and what it stands for."""

    word: str
    label: str
    """`body`, `indicator`, `unit`, `place` or `status`."""
    id: str
    """Canonical name of the body or unit, id of the indicator, GB/T 2260 code of the place, state of the mark; empty for a word
    that stands for several of them."""


def entries(pack: Pack) -> list[Entry]:
    """The words of a pack, sorted; a word stands once under each label."""
    meant: dict[tuple[str, str], set[str]] = {}
    for source in (_bodies, _indicators, _units, _places, _marks):
        for entry in source(pack):
            if len(entry.word) >= SHORTEST and not entry.word.isspace():
                meant.setdefault((entry.word, entry.label), set()).add(entry.id)
    return [
        Entry(word, label, min(ids) if len(ids) == 1 else "")
        for (word, label), ids in sorted(meant.items(), key=lambda item: (item[0][1], item[0][0]))
    ]


def words(pack: Pack) -> list[str]:
    """A dictionary for segmenters: the words of a pack, each once. Marks (持续推进) are left out: they are phrases."""
    return sorted({entry.word for entry in entries(pack) if entry.label != PHRASES})


def _bodies(pack: Pack) -> Iterator[Entry]:
    """Names of bodies with their short and former names (机构)."""
    for row in pack.table("bodies.csv", ("name", "aliases", "former")):
        former = [part.partition(":")[0] for part in row["former"].split("|")]
        for name in (row["name"], *row["aliases"].split("|"), *former):
            yield Entry(name, "body", row["name"])


def _indicators(pack: Pack) -> Iterator[Entry]:
    """Canonical indicators with their other names (指标)."""
    for rule in pack.family("indicators").rules.values():
        if "name" in rule.fields:
            for name in (rule.fields["name"], *rule.fields.get("aliases", ())):
                yield Entry(str(name), "indicator", rule.id)


def _units(pack: Pack) -> Iterator[Entry]:
    """Units and measure words of two characters or more (计量单位)."""
    for row in pack.table("units.csv", ("canonical", "aliases")):
        for name in (row["canonical"], *row["aliases"].split("|")):
            yield Entry(name, "unit", row["canonical"])


def _places(pack: Pack) -> Iterator[Entry]:
    """Provinces, prefectures and counties, also those of former years (行政区划); a name of today means the place of today."""
    table = pack.table("regions.csv", ("code", "name", "until"))
    today = {row["name"] for row in table if not row["until"]}
    for row in table:
        if not row["until"] or row["name"] not in today:
            yield Entry(row["name"], "place", row["code"])


def _marks(pack: Pack) -> Iterator[Entry]:
    """Progress marks (完成状态)."""
    for word, state in pack.family("statuses").vocabularies["mark"].items():
        yield Entry(str(word), "status", str(state))
