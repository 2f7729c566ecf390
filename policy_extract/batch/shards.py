"""Shards of a run (分片): the same command on many machines, each with its part of the inputs and a run folder of its own.

Which shard an input belongs to follows from its name alone, so that no machine has to ask another one. The shards of a run
stand side by side in one folder and are read together.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_extract.batch.manifest import FILE
from policy_extract.errors import UsageError

NAME = re.compile(r"shard-(\d+)-of-(\d+)")


@dataclass(frozen=True, slots=True)
class Shard:
    """One part of a run: `number` of `count`, from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """A shard written as `3/16`. Raises ValueError."""
        number, _, count = text.partition("/")
        shard = cls(int(number), int(count))
        if not 1 <= shard.number <= shard.count:
            raise ValueError(text)
        return shard

    def holds(self, name: str) -> bool:
        """Whether an input of this name belongs to this part."""
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.number - 1

    def folder(self, out: Path) -> Path:
        """The run folder of this part. Raises UsageError when the folder of all holds something else."""
        if (out / FILE).exists():
            raise UsageError(f"{out}: holds a run without shards; give another folder or leave --shard out")
        if other := next((path for path, count in _found(out) if count != self.count), None):
            raise UsageError(f"{out}: holds {other.name}; give all shards of a run the same number, or another folder")
        return out / f"shard-{self.number:05}-of-{self.count:05}"


def _found(out: Path) -> list[tuple[Path, int]]:
    """The shards in a folder, in order, each with the number of all."""
    if not out.is_dir():
        return []
    found = [(path, NAME.fullmatch(path.name)) for path in sorted(out.iterdir())]
    return [(path, int(match[2])) for path, match in found if match and (path / FILE).is_file()]


def run_folders(folder: Path) -> list[Path]:
    """The run folders behind a folder: itself, or all shards in it. Raises UsageError when a shard is missing, or made with
    other patterns or another version than the others."""
    found = [] if (folder / FILE).exists() else _found(folder)
    if not found:
        return [folder]
    counts = {count for _, count in found}
    if len(counts) > 1 or len(found) < max(counts):
        there = ", ".join(path.name for path, _ in found[:5])
        raise UsageError(f"{folder}: holds {len(found)} of {max(counts)} shards ({there} …); run the others, or ask one alone")
    folders = [path for path, _ in found]
    _check_alike(folder, folders)
    return folders


def _check_alike(folder: Path, shards: Sequence[Path]) -> None:
    """Raise UsageError when shards were made with different patterns or versions."""
    made = {}
    for shard in shards:
        base = sqlite3.connect(f"file:{shard / FILE}?mode=ro", uri=True)
        try:
            last = base.execute("SELECT pack_hash, extractor_version FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{shard / FILE}: not a manifest that can be read ({error}); run this shard anew") from error
        finally:
            base.close()
        made[last] = shard.name
    if len(made) > 1:
        apart = ", ".join(made.values())
        raise UsageError(f"{folder}: shards made with different patterns or versions ({apart}); run the same command for all")
