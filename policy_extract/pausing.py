"""The garbage collector at rest (暂停垃圾回收) while one document is worked on: nothing that the line makes is garbage in a ring."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collector for a block, and leave it as it was found: where it is off already, nothing is done."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
