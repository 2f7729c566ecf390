"""Layers of patterns: a folder, an archive (zip or wheel), or an installed pack by its name; read as data, never as code.

A layer is the pattern files of one pack with their bytes. An archive is read in memory: nothing is unpacked, and a name that
leads out of it, a link, or too large a content is refused.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from policy_extract.errors import PatternError
from policy_extract.patterns.files import nearest

GROUP = "policy_extract.packs"
"""The entry point group under which a wheel offers its pack; the value is the package that holds pack.yaml."""
MANIFEST = "pack.yaml"
TRIALS = "tests"
"""The folder of a pack with its small texts and expected records."""
SUFFIXES = frozenset({".yaml", ".csv"})
ARCHIVES = frozenset({".zip", ".whl"})
LARGEST_FILE = 2_000_000
LARGEST_PACK = 20_000_000
LARGEST_ARCHIVE = 50_000_000
MOST_FILES = 400


@dataclass(frozen=True, slots=True)
class Layer:
    """The files of one layer."""

    place: str
    """Folder or archive, as messages name it."""
    files: tuple[tuple[str, bytes], ...]
    """Pattern files by name, line ends as they were."""
    trials: tuple[tuple[str, bytes], ...] = ()
    """Files of the folder `tests`; they play no part in the hash."""
    builtin: bool = False

    @classmethod
    def of_folder(cls, folder: Path) -> Layer:
        """The pattern files of a folder. Raises PatternError."""
        if not folder.is_dir():
            raise PatternError(f"{folder}: no such pattern folder; give a folder with *.yaml or *.csv files")
        builtin = folder == builtin_folder()
        trials = () if builtin else _taken(folder / TRIALS, frozenset({".yaml"}))
        return cls(str(folder), _taken(folder, SUFFIXES), trials, builtin)


def _taken(folder: Path, suffixes: frozenset[str]) -> tuple[tuple[str, bytes], ...]:
    """The files of a folder with these suffixes. Raises PatternError for too much of them."""
    if not folder.is_dir():
        return ()
    paths = sorted((path for path in folder.iterdir() if path.suffix in suffixes and path.is_file()), key=lambda path: path.name)
    for path in paths:
        if path.stat().st_size > LARGEST_FILE:
            raise PatternError(f"{path}:1: larger than {LARGEST_FILE} bytes; split it")
    if len(paths) > MOST_FILES:
        raise PatternError(f"{folder}: more than {MOST_FILES} files; give the folder of one pack")
    return tuple((path.name, path.read_bytes()) for path in paths)


def builtin_folder() -> Path:
    """Folder of the built-in patterns: package data in a wheel, the repository's `patterns/` in a checkout."""
    return _data("patterns")


def bundled_folder() -> Path:
    """Folder of the example packs: package data in a wheel, the repository's `packs/` in a checkout."""
    return _data("packs")


def _data(name: str) -> Path:
    """A folder of data."""
    package = Path(__file__).parent.parent
    packaged = package / "data" / name
    return packaged if packaged.is_dir() else package.parent / name


def available() -> dict[str, str]:
    """Packs that can be asked for by name: the bundled examples and those of installed wheels, each with where it lies."""
    bundled = bundled_folder()
    found = {path.parent.name: str(path.parent) for path in sorted(bundled.glob(f"*/{MANIFEST}"))}
    for entry in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda entry: entry.name):
        found.setdefault(entry.name, f"package {entry.value}")
    return found


def find_layer(given: Path | str | Layer) -> Layer:
    """The layer of a folder, an archive, or the name of an available pack. Raises PatternError."""
    if isinstance(given, Layer):
        return given
    path = Path(given)
    if path.suffix in ARCHIVES and path.is_file():
        return _archive(path)
    if path.is_dir():
        return Layer.of_folder(path.resolve())
    name = str(given)
    if (bundled_folder() / name / MANIFEST).is_file() and PurePosixPath(name).name == name:
        return Layer.of_folder(bundled_folder() / name)
    for entry in importlib.metadata.entry_points(group=GROUP, name=name):
        return Layer.of_folder(_package_folder(name, entry.value))
    hint = nearest(name, available())
    raise PatternError(
        f"{name}: no such pattern folder, archive or installed pack{hint}; `policy-extract patterns packs` lists them"
    )


def _package_folder(name: str, package: str) -> Path:
    """The folder of an installed package; found without running any of its code. Raises PatternError."""
    first, *rest = package.partition(":")[0].strip().split(".")
    spec = importlib.util.find_spec(first)
    for root in spec.submodule_search_locations or () if spec is not None else ():
        folder = Path(root).joinpath(*rest)
        if (folder / MANIFEST).is_file():
            return folder
    raise PatternError(f"pack {name!r}: {package} holds no {MANIFEST}; ask its author, or install it again")


def _archive(path: Path) -> Layer:
    """The one pack in an archive. Raises PatternError."""
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise PatternError(f"{path}: larger than {LARGEST_ARCHIVE} bytes; an archive holds one pack and little else")
    try:
        with zipfile.ZipFile(path) as archive:
            return _pack_in(path, archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise PatternError(f"{path}: not a zip archive that can be read ({error}); pack it again") from error


def _pack_in(path: Path, archive: zipfile.ZipFile) -> Layer:
    """The files of the pack in an archive. Raises PatternError."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_FILES:
        raise PatternError(f"{path}: more than {MOST_FILES} files; a pack holds a few")
    seen: set[str] = set()
    for member in members:
        _refuse_member(path, member, seen)
    names = [PurePosixPath(member.filename) for member in members]
    homes = [name.parent for name in names if name.name == MANIFEST and name.parent.name != TRIALS]
    if len(homes) != 1:
        raise PatternError(f"{path}: holds {len(homes) or 'no'} {MANIFEST}; an archive holds exactly one pack")
    files = _read_below(path, archive, members, homes[0], SUFFIXES)
    trials = _read_below(path, archive, members, homes[0] / TRIALS, frozenset({".yaml"}))
    return Layer(str(path), files, trials)


def _refuse_member(path: Path, member: zipfile.ZipInfo, seen: set[str]) -> None:
    """Refuse a member that could do harm. Raises PatternError."""
    name = PurePosixPath(member.filename)
    said = f"{path}: {member.filename[:80]!r}"
    if name.is_absolute() or ".." in name.parts or "\\" in member.filename or ":" in member.filename or "\0" in member.filename:
        raise PatternError(f"{said} leads out of the archive; pack plain files only")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise PatternError(f"{said} is a link; pack plain files only")
    if member.filename in seen:
        raise PatternError(f"{said} is in the archive twice; pack it again")
    seen.add(member.filename)


def _read_below(
    path: Path, archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], home: PurePosixPath, suffixes: frozenset[str]
) -> tuple[tuple[str, bytes], ...]:
    """The files right below a folder of an archive, within the limits of size whatever its index says. Raises PatternError."""
    found, total = [], 0
    for member in members:
        name = PurePosixPath(member.filename)
        if name.parent != home or name.suffix not in suffixes:
            continue
        with archive.open(member) as stream:
            data = stream.read(LARGEST_FILE + 1)
        total += len(data)
        if len(data) > LARGEST_FILE or total > LARGEST_PACK:
            raise PatternError(f"{path}: {member.filename}: too large; a file of a pack has at most {LARGEST_FILE} bytes")
        found.append((name.name, data))
    return tuple(sorted(found))


def hash_of(layers: Iterable[Layer]) -> str:
    """The hash over the files of some layers (规则包哈希), alike under both sorts of line ends."""
    digest = hashlib.sha256()
    for layer in layers:
        for name, data in layer.files:
            digest.update(name.encode() + b"\0" + data.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]
