"""Names outside the catalogue put together (开放词表聚类): exact → one form → alike, the same in every run.

Names of one form (`Naming.read`) are one. Of the rest two are compared only when their marks (城镇 or 农村, 新增 or 累计, what
the end measures, numbers) are equal and they share one of their rarest pairs of characters; they are one when the characters
they share make up `THRESHOLD` of both. benchmarks/indicator_pairs.py shows precision and recall by threshold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from policy_extract.compare.naming import Naming, naming
from policy_extract.errors import UsageError
from policy_extract.patterns import Pack

THRESHOLD = 96
"""Likeness from which two names are one, in hundredths; chosen on the tuning part of corpus/indicator_pairs.jsonl."""
TINY = 1e-6
FEWEST = 4
"""Characters that a name must have to be likened to others: shorter ones (里程) name too little."""
RAREST = 4
"""Pairs of characters by which a name is looked up: one change of a name breaks at most three."""


class Cluster(msgspec.Struct, frozen=True):
    """Names that mean one indicator: the most frequent stands for all."""

    name: str
    members: tuple[str, ...]
    """The most frequent first."""
    count: int
    """How often its names stand in the texts."""


class _Group(msgspec.Struct):
    """Names of one form: what they are compared by."""

    names: list[str]
    letters: str
    """The characters of the form in code point order: their likeness does not care for word order (新增X, X新增)."""
    pairs: tuple[str, ...]
    marks: frozenset[tuple[str, str]]


def cluster(names: Mapping[str, int], pack: Pack, threshold: int = THRESHOLD) -> list[Cluster]:
    """Clusters of names with their counts, the most frequent first; the order of the names given plays no part.

    Each name joins the most frequent name that it is like enough, so that no chain of small steps joins what differs. Raises
    UsageError when rapidfuzz is not installed.
    """
    groups = _groups(names, naming(pack))
    frequency = Counter(pair for group in groups for pair in set(group.pairs))
    index: dict[tuple[str, frozenset[tuple[str, str]]], list[int]] = {}
    centres: list[_Group] = []
    for group in groups:
        rare = sorted(set(group.pairs), key=lambda pair: (frequency[pair], pair))[:RAREST]
        near = sorted({number for pair in rare for number in index.get((pair, group.marks), ())})
        centre = _likest(group, [centres[number] for number in near], threshold)
        if centre is not None:
            centre.names.extend(group.names)
            continue
        for pair in set(group.pairs):
            index.setdefault((pair, group.marks), []).append(len(centres))
        centres.append(group)
    made = [Cluster(each.names[0], tuple(each.names), sum(names[name] for name in each.names)) for each in centres]
    return sorted(made, key=lambda each: (-each.count, each.name))


def likeness(first: str, second: str, pack: Pack) -> int:
    """Likeness of two names from 0 to 100: 100 for one form, 0 where their marks differ. Raises UsageError as `cluster` does."""
    read = naming(pack)
    one, other = _groups({first: 1}, read)[0], _groups({second: 1}, read)[0]
    if one.marks != other.marks:
        return 0
    score = _rapidfuzz().fuzz.ratio(one.letters, other.letters)
    enough = min(len(one.letters), len(other.letters)) >= FEWEST or one.letters == other.letters
    return int(score) if enough and _holds(one.letters, other.letters, score) else 0


def _groups(names: Mapping[str, int], read: Naming) -> list[_Group]:
    """Names of one form together, the most frequent first."""
    groups: dict[tuple[str, frozenset[tuple[str, str]]], _Group] = {}
    for name in sorted(names, key=lambda name: (-names[name], len(name), name)):
        form, marks = read.form(name), read.marks(name)
        if (form, marks) in groups:
            groups[form, marks].names.append(name)
            continue
        pairs = tuple(form[at : at + 2] for at in range(len(form) - 1)) or (form,)
        groups[form, marks] = _Group([name], "".join(sorted(read.core(form))), pairs, marks)
    return list(groups.values())


def _likest(group: _Group, centres: list[_Group], threshold: int) -> _Group | None:
    """The centre that a group is most like, at least by the threshold; the earlier one of equals."""
    if not centres or len(group.letters) < FEWEST:
        return None
    found = _rapidfuzz().process.extract(
        group.letters, [centre.letters for centre in centres], scorer=_rapidfuzz().fuzz.ratio, score_cutoff=threshold, limit=None
    )
    fitting = [(-score, at) for letters, score, at in found if _holds(group.letters, letters, score)]
    return centres[min(fitting)[1]] if fitting else None


def _holds(first: str, second: str, score: float) -> bool:
    """Whether one of two names has all characters of the other: one word for another (供水, 排水) is another indicator."""
    return abs(score - 200 * min(len(first), len(second)) / (len(first) + len(second))) < TINY


def _rapidfuzz() -> Any:
    """The library of likeness, needed only here."""
    try:
        import rapidfuzz.fuzz
        import rapidfuzz.process
    except ImportError as error:
        raise UsageError("names outside the catalogue need rapidfuzz: pip install 'policy-extract[compare]'") from error
    return rapidfuzz
