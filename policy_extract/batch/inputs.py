"""What a run is given (输入): folders, globs, archives, tables of texts, lists; one item at a time, never all at once.

An item is named by its absolute path, `archive.zip/member` or `texts.jsonl#id`. Its origin is the argument behind it: when
an origin was read to its end, items of it that are no longer there can be told.
"""

from __future__ import annotations

import glob
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from policy_extract.batch.inputs_tables import TABLE_SUFFIXES, count_rows, has_texts, read_rows
from policy_extract.batch.kernel import Given
from policy_extract.batch.shards import Shard
from policy_extract.batch.worker_child import digest_of
from policy_extract.errors import ReadError, UsageError
from policy_extract.reading.archives import Budget, is_left_by_system, member_content, member_name
from policy_extract.reading.formats import FOLDER_SUFFIXES, IMAGE_SUFFIXES

STANDARD = "-"
SENT_BYTES = 1_000_000
"""Files up to this size are sent to a worker; it reads larger ones itself."""
PIECE = 1 << 20
PACKED = ".zip"
DAMAGED = (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


@dataclass(slots=True)
class Item:
    """One input of a run: where it came from, and either its content, its path, or why there is none."""

    given: Given
    origin: str
    path: Path | None = None
    problem: str = ""
    reason: str = "missing"
    digest: str = ""
    row: bool = False
    """Whether it is a row of a table: two of the same name are two texts, not one met twice."""


@dataclass(slots=True)
class Inputs:
    """The inputs that some arguments name."""

    arguments: Sequence[str]
    images: bool = False
    """Whether images are taken from folders."""
    text_column: str = ""
    id_column: str = ""
    lines: Iterable[str] = ()
    """The names that `-` stands for."""
    complete: list[str] = field(default_factory=list)
    """Origins that were read to their end without trouble."""
    left_out: int = 0
    """Files in folders that are no documents by their suffix."""
    shard: Shard | None = None
    """The part of all items that is given; the others are passed over."""
    left_alone: frozenset[str] = frozenset()
    """Paths that are passed over for now; what is known of them stays."""
    may_be_empty: bool = False
    """Whether a folder without documents is as it should be."""
    told: list[str] = field(default_factory=list)
    """Paths below which everything that is there was given, though not all of their origin."""
    _trouble: bool = False

    def items(self) -> Iterator[Item]:
        """All items in order; what cannot be read at all comes as an item with a problem."""
        return (item for item in self._all() if self._holds(item.given.input_id))

    def files(self) -> Iterator[Path]:
        """The files that the arguments name, whatever is in them."""
        for argument in self.arguments:
            yield from self._paths(argument)

    def keeps(self, name: str) -> bool:
        """Whether an input was passed over for now, itself or the archive that it is in."""
        return any(name == path or name.startswith((path + "/", path + os.sep)) for path in self.left_alone)

    def _holds(self, name: str) -> bool:
        """Whether an item belongs to the part that is asked for."""
        return self.shard is None or self.shard.holds(name)

    def _all(self) -> Iterator[Item]:
        """The items of all parts, except that files and members of other parts are not read at all."""
        self.left_out = 0
        self.complete.clear()
        for argument in self.arguments:
            if argument == STANDARD:
                for line in self.lines:
                    if name := line.rstrip("\r\n"):
                        yield from self._named(Path(name), "-")
                continue
            self._trouble = False
            origin = os.path.abspath(argument)
            yield from self._argument(argument, origin)
            if not self._trouble:
                self.complete.append(origin)

    def count(self) -> int | None:
        """How many items there are, when that can be told without reading documents; a list on standard input cannot."""
        if STANDARD in self.arguments:
            return None
        total = 0
        for argument in self.arguments:
            for path in self._paths(argument):
                number = self._count_in(path)
                if number is None:
                    return None
                total += number
        return total

    def _paths(self, argument: str) -> Iterator[Path]:
        """The files behind an argument."""
        path = Path(argument)
        if path.is_dir():
            yield from self._files_below(path, lambda error: None)
        elif not path.exists() and glob.has_magic(argument):
            for match in sorted(glob.glob(argument, recursive=True)):
                if os.path.isfile(match):
                    yield Path(match)
        else:
            yield path

    def _count_in(self, path: Path) -> int | None:
        """Number of items in one file."""
        try:
            if self._is_table(path):
                return count_rows(path) if self.shard is None else None
            if path.suffix.lower() == PACKED:
                with zipfile.ZipFile(path) as archive:
                    members = [member_name(member) for member in archive.infolist() if not member.is_dir()]
                name = os.path.abspath(path)
                return sum(not is_left_by_system(own) and self._holds(f"{name}/{own}") for own in members)
        except (*DAMAGED, ReadError):
            return 1
        return int(self._holds(os.path.abspath(path)))

    def _argument(self, argument: str, origin: str) -> Iterator[Item]:
        """The items behind one argument."""
        path = Path(argument)
        found = False
        problems: list[Item] = []
        try:
            if path.is_dir():
                for file in self._files_below(path, lambda error: problems.append(self._problem(error, origin))):
                    found = True
                    yield from self._file(file, origin)
                yield from problems
                if not (found or problems or self.may_be_empty):
                    message = f"{argument}: no document in this folder by its suffix; name the files"
                    yield self._bad(origin, origin, message, "empty")
            elif not path.exists() and glob.has_magic(argument):
                for file in self._paths(argument):
                    found = True
                    yield from self._named(file, origin)
                if not found:
                    yield self._bad(origin, origin, f"{argument}: no file matches; check the pattern")
            else:
                yield from self._named(path, origin)
        except (OSError, ValueError) as error:
            yield self._bad(origin, origin, f"{argument}: not a path that can be read ({error})")

    def _named(self, path: Path, origin: str) -> Iterator[Item]:
        """The items of a file named by itself: a table of texts gives its rows."""
        try:
            table = self._is_table(path)
        except ReadError as error:
            yield self._bad(os.path.abspath(path), origin, str(error), error.reason)
            return
        if table:
            yield from self._rows(path, origin)
        elif path.is_dir():
            yield self._bad(os.path.abspath(path), origin, f"{path}: a folder in a list of files; give it as an argument")
        else:
            yield from self._file(path, origin)

    def _is_table(self, path: Path) -> bool:
        """Whether a file is a table of texts; a CSV file is one when it has a column of texts."""
        return path.suffix.lower() in TABLE_SUFFIXES and path.is_file() and has_texts(path, self.text_column)

    def _file(self, path: Path, origin: str) -> Iterator[Item]:
        """The items of one file: itself, or the members of an archive."""
        name = os.path.abspath(path)
        if path.suffix.lower() == PACKED and name not in self.left_alone and path.is_file() and zipfile.is_zipfile(path):
            yield from self._members(path, name, origin)
            return
        if not self._holds(name) or name in self.left_alone:
            return
        given = Given(name, path.name)
        try:
            size = path.stat().st_size
            if size > SENT_BYTES:
                yield Item(given, origin, path, digest=file_digest(path))
                return
            given.content = path.read_bytes()
        except OSError as error:
            yield self._problem(error, origin, name)
            return
        yield Item(given, origin, digest=digest_of(given))

    def _members(self, path: Path, name: str, origin: str) -> Iterator[Item]:
        """The members of a zip archive, each an item of its own; archives inside it stay whole."""
        try:
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    own = member_name(member)
                    if member.is_dir() or is_left_by_system(own):
                        continue
                    label = f"{name}/{own}"
                    if not self._holds(label):
                        continue
                    try:
                        content = member_content(archive, member, label, Budget())
                    except ReadError as error:
                        yield self._bad(label, origin, str(error), error.reason)
                        continue
                    given = Given(label, own, content, container=[path.name])
                    yield Item(given, origin, digest=digest_of(given))
        except DAMAGED as error:
            yield self._bad(name, origin, f"{path}: a zip archive that is damaged ({error}); pack it anew", "damaged")

    def _rows(self, path: Path, origin: str) -> Iterator[Item]:
        """The rows of a table of texts."""
        name = os.path.abspath(path)
        try:
            for number, row in enumerate(read_rows(path, self.text_column, self.id_column), 1):
                if row.problem:
                    yield self._bad(f"{name}#{row.id or number}", origin, row.problem, "damaged")
                    continue
                given = Given(f"{name}#{row.id or number}", row.name, row.content, row.text, row.media_type or None)
                yield Item(given, origin, digest=digest_of(given), row=True)
        except ReadError as error:
            yield self._bad(name, origin, str(error), error.reason)

    def _files_below(self, folder: Path, trouble: Callable[[OSError], None]) -> Iterator[Path]:
        """Files below a folder that are documents by their suffix, sorted within each folder."""
        for place, folders, files in os.walk(folder, onerror=trouble):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if name.startswith((".", "~$")):
                    continue
                if self._is_document(name):
                    yield Path(place) / name
                else:
                    self.left_out += 1

    def _is_document(self, name: str) -> bool:
        """Whether a file in a folder is a document by its suffix."""
        return name.lower().endswith(FOLDER_SUFFIXES + IMAGE_SUFFIXES if self.images else FOLDER_SUFFIXES)

    def _problem(self, error: OSError, origin: str, name: str = "") -> Item:
        """The item of something that the system does not let us read."""
        place = name or os.path.abspath(str(error.filename or origin))
        return self._bad(place, origin, f"{place}: cannot be read ({error.strerror or error}); check path and permissions")

    def _bad(self, name: str, origin: str, message: str, reason: str = "missing") -> Item:
        """An item that holds only a problem; its origin counts as read in part."""
        self._trouble = True
        digest = hashlib.sha256(f"{reason}\0{message}".encode("utf-8", "surrogatepass")).hexdigest()
        return Item(Given(name, os.path.basename(name) or name), origin, None, message, reason, digest)


def file_digest(path: Path) -> str:
    """The digest of a file's content, as `digest_of` gives it, read piece by piece. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def listed(stream: TextIO) -> Iterator[str]:
    """The names in a list: one a line, or parted by NUL as `find -print0` writes them."""
    for line in stream:
        yield from line.split("\0") if "\0" in line else (line,)


def check_arguments(arguments: Sequence[str]) -> None:
    """Raise UsageError when there is nothing to do."""
    if not arguments:
        raise UsageError("no input; give a folder, files, an archive, a table of texts or - for a list")
