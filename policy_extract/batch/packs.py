"""The patterns of a run (规则快照): copied into the run folder, so that a change in mid-run cannot mix two packs."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policy_extract.errors import PatternError
from policy_extract.patterns import Layer, Pack, builtin_folder, find_layer, hash_of

HOME = "patterns"


class Snapshot:
    """A copy of the patterns of a run, by the hash of the pack."""

    def __init__(self, folder: Path, staging: Path, packs: Sequence[Path | str]) -> None:
        """Copy the built-in patterns and the packs over them, once they are seen to load and to be safe. Raises PatternError."""
        self._asked = tuple(packs)
        self._layers = layers_of(packs)
        aside = staging / HOME
        shutil.rmtree(aside, ignore_errors=True)
        written(self._layers, aside)
        self.hash = hash_of(self._layers)
        place = folder / HOME / self.hash
        if not place.exists():
            usable(self._layers)
            place.parent.mkdir(exist_ok=True)
            aside.replace(place)
        self.folders = [place / str(number) for number in range(len(self._layers))]

    def changed(self) -> bool:
        """Whether the patterns are no longer as they were copied."""
        try:
            return [layer.files for layer in layers_of(self._asked)] != [layer.files for layer in self._layers]
        except (OSError, PatternError):
            return True


@dataclass(frozen=True, slots=True)
class Shipped:
    """Patterns on their way to other machines: the files of each layer with their bytes."""

    layers: tuple[Layer, ...]
    hash: str

    @classmethod
    def of(cls, packs: Sequence[Path | str]) -> Shipped:
        """The built-in patterns and the packs over them, seen to load and to be safe. Raises PatternError."""
        layers = layers_of(packs)
        usable(layers)
        return cls(layers, hash_of(layers))

    def unpack(self, folder: Path) -> list[str]:
        """Write the files below a folder; returns the layers' folders."""
        return written(self.layers, folder)


def layers_of(packs: Sequence[Path | str]) -> tuple[Layer, ...]:
    """The built-in patterns and the packs over them. Raises PatternError."""
    return (Layer.of_folder(builtin_folder()), *map(find_layer, packs))


def usable(layers: tuple[Layer, ...]) -> None:
    """See that the patterns load, do not run away, and leave nothing out that the line needs. Raises PatternError."""
    if len(layers) > 1:
        # Half a second to load, which a process that hands out inputs can do without.
        from policy_extract.extractor import Extractor

        Extractor(layers[1:])
    else:
        Pack(layers)


def written(layers: Sequence[Layer], folder: Path) -> list[str]:
    """Write each layer into a folder of its own below a folder; returns them."""
    found = []
    for number, layer in enumerate(layers):
        place = folder / str(number)
        place.mkdir(parents=True, exist_ok=True)
        for name, content in layer.files:
            (place / name).write_bytes(content)
        found.append(str(place))
    return found
