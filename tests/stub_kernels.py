"""A kernel for tests of runs: quick, without patterns, and obedient to documents that ask it to fail.

`make` is named as the factory of a run; as a program it is a run that can be killed:
`python stub_kernels.py RUN_DIR INPUT… [--workers N] [--seconds S]`.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

import msgspec

from policy_extract import identity, rows
from policy_extract.batch import packs
from policy_extract.batch.kernel import Kernel
from policy_extract.model import Document, Meta
from policy_extract.text import Source, View

if TYPE_CHECKING:
    from policy_extract.result import DocumentResult

Line = TypeVar("Line", bound=msgspec.Struct)
FACTORY = "stub_kernels:make"
SECONDS = "STUB_SECONDS"
PATTERNS = "family: stub\ndescription: nothing\n"


class StubExtractor:
    """Makes a task of every line, unless the text asks for trouble."""

    def extract_source(self, source: Source) -> list[DocumentResult]:
        """The one document of a source."""
        time.sleep(float(os.environ.get(SECONDS, "0")))
        for word in source.text.split():
            if word in TROUBLES:
                TROUBLES[word]()
        return [StubResult(source)]  # type: ignore[list-item]


def filled(row: type[Line], **known: Any) -> Line:
    """A row whose other fields hold nothing, so that a new field of the contract is not a new line here."""
    nothing: dict[str, Any] = {"list": list, "dict": dict, "str": str, "int": int, "float": float, "bool": bool}
    for field in msgspec.structs.fields(row):
        if field.name not in known:
            name = getattr(get_origin(field.type) or field.type, "__name__", "")
            known[field.name] = nothing[name]() if name in nothing else None
    return row(**known)


class StubResult:
    """What the line gives for one document, without the line."""

    def __init__(self, source: Source) -> None:
        """Make the rows."""
        self.source, self.view, self.number, self.count = source, View.plain(source.text), 1, 1
        self.document = Document(0, len(source.text), Meta(), [], [], [], [], [], [], [])
        sha256 = identity.text_hash(source.text)
        doc_id = identity.document_id(sha256, 1, 1)
        book = identity.IdentityBook(doc_id)
        tasks: list[rows.TaskRow | rows.AchievementRow] = []
        place = 0
        for line in source.text.split("\n"):
            if line.strip():
                identifier, content_hash = book.give((), line)
                tasks.append(
                    filled(
                        rows.TaskRow, doc_id=doc_id, kind="task", start=place, end=place + len(line), quote=line,
                        rules=["stub.line"], content_hash=content_hash, pack_hash="stub", task_id=identifier, item_id="item",
                    )
                )  # fmt: skip
            place += len(line) + 1
        document = filled(
            rows.DocumentRow, doc_id=doc_id, source=source.name, sha256=sha256, container=source.container,
            media_type=source.media_type, encoding=source.encoding, reader="stub", status="ok", number=1, count=1,
            end=len(source.text), genre="plan", pack_hash="stub",
        )  # fmt: skip
        self.rows = document, tasks

    def standoff(self) -> dict[str, Any]:
        """A stand-off object that says nothing."""
        return {"name": self.source.name}


def _raise() -> None:
    raise ValueError("asked to raise")


def _hang() -> None:
    time.sleep(600)


def _exit() -> None:
    os._exit(7)


def _segfault() -> None:
    ctypes.string_at(0)


def _swell() -> None:
    held = []
    while True:
        held.append(bytearray(16 << 20))


TROUBLES = {
    "POISON-RAISE": _raise,
    "POISON-HANG": _hang,
    "POISON-EXIT": _exit,
    "POISON-SEGFAULT": _segfault,
    "POISON-MEMORY": _swell,
}


class StubKernel(Kernel):
    """The kernel over the stub; its pack is the folder that it was given."""

    def __init__(self, folders: Sequence[str]) -> None:
        """Load nothing."""
        super().__init__(StubExtractor(), False, False)  # type: ignore[arg-type]
        self.folders = folders

    @property
    def pack_hash(self) -> str:
        """The folder is called by it."""
        return Path(self.folders[0]).parent.name


def make(folders: Sequence[str], ocr: bool, standoff: bool) -> Kernel:
    """The factory that worker processes call."""
    return StubKernel(folders)


def small_patterns(folder: Path) -> Path:
    """A folder with next to no patterns, in place of the built-in ones."""
    folder.mkdir(exist_ok=True)
    (folder / "stub.yaml").write_text(PATTERNS, encoding="utf-8")
    packs.builtin_folder = lambda: folder
    return folder


def main() -> None:
    """Run, and say how much memory it took."""
    from policy_extract.batch.local import Settings, run

    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", default="0")
    arguments = parser.parse_args()
    os.environ[SECONDS] = arguments.seconds
    small_patterns(arguments.out.parent / "stub-patterns")
    run(arguments.inputs, arguments.out, Settings(workers=arguments.workers, timeout=20, memory=256, factory=FACTORY))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
