"""A file that takes the place of another whole or not at all (原子替换)."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO


def leftovers(path: Path) -> Iterator[Path]:
    """What killed writers of a file left behind."""
    yield from path.parent.glob(f".{_literal(path.name)}.*.part")


def _literal(name: str) -> str:
    """A name whose brackets are no pattern."""
    return "".join(f"[{character}]" if character in "[]*?" else character for character in name)


@contextlib.contextmanager
def placed(path: Path, check: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
    """A stream to a file aside; when the block ends well and `check` raises nothing, it takes the place of `path`.

    Behind a symbolic link the file that it names is replaced; a device or a pipe is written to as it is and never replaced.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        check()
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        check()
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
