"""Names outside the catalogue put together (开放词表聚类)."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from policy_extract.compare.naming import naming
from policy_extract.patterns import Pack


class Cluster(msgspec.Struct, frozen=True):
    """Names that mean one indicator: the most frequent stands for all."""

    name: str
    members: tuple[str, ...]
    count: int
    """How often its names stand in the texts."""


def cluster(names: Mapping[str, int], pack: Pack) -> list[Cluster]:
    """Clusters of names with their counts, the most frequent first; the same input gives the same clusters in any order."""
    read = naming(pack)
    groups: dict[tuple[str, str], list[str]] = {}
    for name in sorted(names, key=lambda name: (-names[name], len(name), name)):
        found = read.read(name)
        groups.setdefault((found.key, found.said), []).append(name)
    made = [Cluster(each[0], tuple(each), sum(names[name] for name in each)) for each in groups.values()]
    return sorted(made, key=lambda each: (-each.count, each.name))
