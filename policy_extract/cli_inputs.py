"""Inputs and outputs of the command line: files, folders, globs and `-`; a result file appears whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from policy_extract import reading
from policy_extract.errors import UsageError
from policy_extract.placing import placed
from policy_extract.reading.formats import FOLDER_SUFFIXES, IMAGE_SUFFIXES, suffix_of
from policy_extract.text import Source, Unread

STANDARD = "-"


@dataclass(slots=True, frozen=True)
class Input:
    """One file to read, standard input, or something named that cannot be read at all."""

    name: str
    path: Path | None = None
    problem: str | None = None

    def read(self, options: reading.Options) -> Iterator[Source | Unread]:
        """Its documents, those of an archive one by one, and what could not be read."""
        if self.problem is not None:
            yield Unread(self.name, "missing", self.problem)
        elif self.path is None:
            yield from reading.read_all(sys.stdin.buffer.read(), "stdin", options=options)
        else:
            yield from reading.read_files(self.path, options)

    def name_of(self, found: Source | Unread) -> str:
        """The name of one of its documents: its own, or for a member of an archive the way to it."""
        return "/".join([self.name, *found.container[1:], found.name]) if found.container else self.name


def find_inputs(arguments: Sequence[str], images: bool = False) -> list[Input]:
    """The inputs that the arguments name, each file once, in order; folders and globs sorted by name.

    Folders give the files that are documents by their suffix; images among them only when asked for.
    """
    found: list[Input] = []
    seen: set[str] = set()
    for argument in arguments:
        for item in _expand(argument, FOLDER_SUFFIXES + IMAGE_SUFFIXES if images else FOLDER_SUFFIXES):
            key = item.name if item.path is None else str(item.path.resolve())
            if key not in seen:
                seen.add(key)
                found.append(item)
    return found


def left_out(arguments: Sequence[str], inputs: Sequence[Input]) -> Counter[str]:
    """Numbers of files in the folders that were not taken as inputs, by suffix."""
    taken = {item.path for item in inputs}
    folders = [Path(argument) for argument in arguments if argument != STANDARD and Path(argument).is_dir()]
    return Counter(
        suffix_of(file.name) or "without a suffix" for folder in folders for file in _files_below(folder) if file not in taken
    )


def _expand(argument: str, suffixes: tuple[str, ...]) -> list[Input]:
    """The inputs behind one argument."""
    if argument == STANDARD:
        return [Input("stdin")]
    path = Path(argument)
    try:
        if path.is_dir():
            below = (file for file in _files_below(path) if file.name.lower().endswith(suffixes))
            # The order of names as texts is that in which runs are exported.
            inside = sorted(below, key=lambda file: file.as_posix())
            if inside:
                return [Input(str(file), file) for file in inside]
            return [Input(argument, problem=f"{argument}: no document in this folder by its suffix; name the files")]
        if not path.exists() and glob.has_magic(argument):
            matches = [Path(match) for match in sorted(glob.glob(argument, recursive=True))]
            files = [file for file in matches if file.is_file()]
            if files:
                return [Input(str(file), file) for file in files]
            return [Input(argument, problem=f"{argument}: no file matches; check the pattern")]
        if not path.exists():
            return [Input(argument, problem=f"{argument}: no such file; check the path")]
    except (OSError, ValueError) as error:
        return [Input(argument, problem=f"{argument}: not a path that can be read ({error})")]
    return [Input(argument, path)]


def _files_below(folder: Path) -> Iterator[Path]:
    """Files below a folder; hidden ones, those of open editors, and links to folders are passed over."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith((".", "~$")):
                yield Path(place) / name


@contextlib.contextmanager
def output_stream(target: str, inputs: Sequence[Input] = ()) -> Iterator[BinaryIO]:
    """A stream to standard output or to a file that takes its place only when all went well. Raises UsageError."""
    if target == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    if path.is_dir():
        raise UsageError(f"{target}: is a folder; give the name of a file in it")
    if not path.parent.is_dir():
        raise UsageError(f"{target}: the folder {path.parent} does not exist; make it first")
    if any(item.path is not None and path.exists() and path.samefile(item.path) for item in inputs):
        raise UsageError(f"{target}: is an input as well; write the results to another file")
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(placed(path))
        except OSError as error:
            raise UsageError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
        yield stream
