"""What a run and its worker processes say to each other (进程间消息): framed MessagePack over one pipe each way, never pickle."""

from __future__ import annotations

import msgspec

from policy_extract.batch.kernel import Given

LARGEST_FRAME = 1 << 31
"""Bytes of one message; a worker that says more is out of its mind."""


class Orders(msgspec.Struct):
    """What a worker is told at its start."""

    factory: str
    """`module:function` that makes the kernel out of the next three."""
    folders: list[str]
    ocr: bool
    standoff: bool
    timeout: float
    """Seconds by the clock that one input may take."""
    memory: int
    """Bytes that the process may take beyond what it holds when it is ready."""
    batch: int
    """Inputs whose rows are made into tables together."""


class Ready(msgspec.Struct):
    """A worker has loaded everything, or says why it cannot."""

    pack_hash: str = ""
    problem: str = ""


class Request(msgspec.Struct):
    """One input; none when only the rows at hand are asked for."""

    given: Given | None = None
    path: str | None = None
    """Where the content is to be read from, for a file too large to be sent."""
    flush: bool = False
    """Whether the rows are wanted at once."""


class Done(msgspec.Struct):
    """How it went with one input."""

    input_id: str
    digest: str
    seconds: float
    documents: int
    tasks: int
    failures: int
    reason: str = ""
    """Of the first failure."""
    message: str = ""

    @property
    def state(self) -> str:
        """`done`, `partial` (some members of it failed) or `failed` (nothing came of it)."""
        return "done" if not self.failures else "partial" if self.documents else "failed"


class Reply(msgspec.Struct):
    """The answer to a request: nothing yet, or all inputs since the last time with their tables."""

    done: list[Done] = []
    tables: dict[str, bytes] = {}
    """Serialized record batches of the schemas of `schema`."""
    last: bool = False
    """Whether the worker ends after this, to give its memory back."""
