"""The patterns of a run (规则快照): copied into the run folder, so that a change in mid-run cannot mix two packs in one result."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
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
        copies = []
        for number, original in enumerate(self.originals):
            if not original.is_dir():
                raise PatternError(f"{original}: no such pattern folder; give a folder with *.yaml or *.csv files")
            copy = aside / str(number)
            copy.mkdir(parents=True)
            for path in _files(original):
                shutil.copyfile(path, copy / path.name)
            copies.append(copy)
        try:
            self.hash = Pack(tuple(copies)).hash
        except PatternError as error:
            said = str(error)
            for copy, original in zip(copies, self.originals, strict=True):
                said = said.replace(str(copy), str(original))
            raise PatternError(said) from error
        place = folder / HOME / self.hash
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            aside.replace(place)
        self.folders = [place / str(number) for number in range(len(copies))]

    def changed(self) -> bool:
        """Whether the folders are no longer as they were copied."""
        for original, copy in zip(self.originals, self.folders, strict=True):
            try:
                if _contents(original) != _contents(copy):
                    return True
            except OSError:
                return True
        return False


def _files(folder: Path) -> list[Path]:
    """The pattern files of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def _contents(folder: Path) -> dict[str, bytes]:
    """The pattern files of a folder with their bytes."""
    return {path.name: path.read_bytes() for path in _files(folder)}
