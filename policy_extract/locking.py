"""One worker at a time on a thing: a lock that the system takes back when its process ends, however it ends (互斥)."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from policy_extract.errors import BusyError

LOCKED_BYTE = 1 << 30
"""Windows locks bytes, not files: one that is never written, so that the holder's number can be read and replaced."""


class Lock:
    """Holds a folder or another thing for this process until it is let go."""

    def __init__(self, path: Path, held: str = "") -> None:
        """Take the lock file. Raises BusyError when another process holds it; `held` says what is in use, else a run folder."""
        self._stream = path.open("a+b")
        try:
            _take(self._stream.fileno())
        except OSError as error:
            self._stream.seek(0)
            holder = self._stream.read(100).decode("utf-8", "replace").strip() or "unknown"
            self._stream.close()
            held = held or f"{path.parent}: another run works in this folder (process {{}}); wait for it or give another folder"
            raise BusyError(held.format(holder)) from error
        with contextlib.suppress(OSError):
            self._stream.truncate(0)
            self._stream.write(str(os.getpid()).encode())
            self._stream.flush()

    def release(self) -> None:
        """Let the folder go."""
        self._stream.close()


def _take(handle: int) -> None:
    """Lock an open file without waiting. Raises OSError."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        return
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
