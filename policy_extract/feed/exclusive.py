"""One push at a time into a place (单写)."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from policy_extract.errors import FeedError
from policy_extract.locking import Lock
from policy_extract.placing import leftovers


@contextlib.contextmanager
def file_writer(path: Path) -> Iterator[None]:
    """Be the only push that writes a file, and clear away what killed ones left. Raises FeedError or UsageError."""
    if not path.parent.is_dir():
        raise FeedError(f"{path}: the folder does not exist; make it first")
    with _held(path.parent / f".{path.name}.lock", str(path)):
        for left in leftovers(path):
            # The lock says that it is nobody's any more.
            left.unlink(missing_ok=True)
        yield


@contextlib.contextmanager
def service_writer(name: str) -> Iterator[None]:
    """Be the only push of this machine into a service. Raises UsageError."""
    key = hashlib.sha256(name.encode()).hexdigest()[:16]
    with _held(Path(tempfile.gettempdir()) / f"policy-extract-{key}.lock", name):
        yield


@contextlib.contextmanager
def learned(name: str, learn: Callable[[], None], close: Callable[[], None]) -> Iterator[None]:
    """Be the only push into a service, learn how its tasks look before the first is read, and leave it closed."""
    try:
        with service_writer(name):
            learn()
            yield
    finally:
        close()


@contextlib.contextmanager
def _held(place: Path, name: str) -> Iterator[None]:
    """Hold a lock file."""
    lock = Lock(place, f"{name}: another push writes it (process {{}}); wait for it")
    try:
        yield
    finally:
        lock.release()
