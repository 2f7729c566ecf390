"""The patterns of a run (规则快照): copied into the run folder, so that a change in mid-run cannot mix two packs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_extract.errors import PatternError
from policy_extract.patterns import Pack, builtin_folder

HOME = "patterns"
SUFFIXES = frozenset({".yaml", ".csv"})


class Snapshot:
    """A copy of the pattern folders of a run, by the hash of the pack."""

    def __init__(self, folder: Path, staging: Path, layers: Sequence[Path | str]) -> None:
        """Copy the built-in patterns and the layers over them, and load the copy. Raises PatternError."""
        self.originals = [builtin_folder(), *(Path(layer).resolve() for layer in layers)]
        aside = staging / HOME
        shutil.rmtree(aside, ignore_errors=True)
        copies = [self._copied(original, aside / str(number)) for number, original in enumerate(self.originals)]
        self.hash = hash_of(copies)
        place = folder / HOME / self.hash
        if not place.exists():
            self._check(copies)
            place.parent.mkdir(exist_ok=True)
            aside.replace(place)
        self.folders = [place / str(number) for number in range(len(copies))]

    @staticmethod
    def _copied(original: Path, copy: Path) -> Path:
        """Copy one folder."""
        if not original.is_dir():
            raise PatternError(f"{original}: no such pattern folder; give a folder with *.yaml or *.csv files")
        copy.mkdir(parents=True)
        for path in _files(original):
            shutil.copyfile(path, copy / path.name)
        return copy

    def _check(self, copies: Sequence[Path]) -> None:
        """Load the copies. Raises PatternError that names the originals."""
        try:
            Pack(tuple(copies))
        except PatternError as error:
            said = str(error)
            for copy, original in zip(copies, self.originals, strict=True):
                said = said.replace(str(copy), str(original))
            raise PatternError(said) from error

    def changed(self) -> bool:
        """Whether the folders are no longer as they were copied."""
        for original, copy in zip(self.originals, self.folders, strict=True):
            try:
                if _contents(original) != _contents(copy):
                    return True
            except OSError:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Shipped:
    """Patterns on their way to other machines: the files of each layer with their bytes."""

    layers: tuple[dict[str, bytes], ...]
    hash: str

    @classmethod
    def of(cls, layers: Sequence[Path | str]) -> Shipped:
        """The built-in patterns and the layers over them, seen to load. Raises PatternError."""
        folders = (builtin_folder(), *(Path(layer).resolve() for layer in layers))
        Pack(folders)
        contents = tuple(_contents(folder) for folder in folders)
        return cls(contents, _hash(contents))

    def unpack(self, folder: Path) -> list[str]:
        """Write the files below a folder; returns the layers' folders."""
        found = []
        for number, files in enumerate(self.layers):
            layer = folder / str(number)
            layer.mkdir(parents=True, exist_ok=True)
            for name, content in files.items():
                (layer / name).write_bytes(content)
            found.append(str(layer))
        return found


def hash_of(folders: Sequence[Path]) -> str:
    """The hash of the pack that these folders make, as `patterns.Pack` gives it, without loading it."""
    return _hash([_contents(folder) for folder in folders])


def _hash(layers: Sequence[dict[str, bytes]]) -> str:
    """The hash of the files of some layers."""
    digest = hashlib.sha256()
    for files in layers:
        for name, content in sorted(files.items()):
            digest.update(name.encode() + b"\0" + content.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    """The pattern files of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def _contents(folder: Path) -> dict[str, bytes]:
    """The pattern files of a folder with their bytes."""
    return {path.name: path.read_bytes() for path in _files(folder)}
