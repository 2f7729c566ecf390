"""The garbage collector at rest (暂停垃圾回收) while a document is worked on: the line makes no rings."""

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
