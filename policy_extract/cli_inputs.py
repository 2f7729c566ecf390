"""Inputs and outputs of the command line: files, folders, globs and `-`; a result file appears whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from policy_extract.errors import ReadError, UsageError
from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult

FOLDER_SUFFIXES = (".txt", ".md", ".html", ".htm")
"""Files that are taken from a folder; a file named itself is read whatever its suffix."""
STANDARD = "-"


@dataclass(slots=True, frozen=True)
class Input:
    """One file to read, standard input, or something named that cannot be read at all."""

    name: str
    path: Path | None = None
    problem: str | None = None

    def extract(self, extractor: Extractor) -> list[DocumentResult]:
        """Read it and extract its documents. Raises ReadError."""
        if self.problem is not None:
            raise ReadError(self.problem)
        if self.path is None:
            return extractor.extract_bytes(sys.stdin.buffer.read(), "stdin")
        return extractor.extract_file(self.path)


def find_inputs(arguments: Sequence[str]) -> list[Input]:
    """The inputs that the arguments name, each file once, in order; folders and globs sorted by name."""
    found: list[Input] = []
    seen: set[str] = set()
    for argument in arguments:
        for item in _expand(argument):
            key = item.name if item.path is None else str(item.path.resolve())
            if key not in seen:
                seen.add(key)
                found.append(item)
    return found


def _expand(argument: str) -> list[Input]:
    """The inputs behind one argument."""
    if argument == STANDARD:
        return [Input("stdin")]
    path = Path(argument)
    try:
        if path.is_dir():
            inside = sorted(_files_below(path))
            if inside:
                return [Input(str(file), file) for file in inside]
            return [Input(argument, problem=f"{argument}: no {', '.join(FOLDER_SUFFIXES)} file in this folder; name the files")]
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
    """Readable files below a folder; hidden folders and links to folders are not entered."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if name.lower().endswith(FOLDER_SUFFIXES) and not name.startswith("."):
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
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
