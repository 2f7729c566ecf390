"""What parent and child say to each other (进程间消息): framed MessagePack, never pickle, with a bound on every frame."""

from __future__ import annotations

import struct
from typing import IO

import msgspec

from policy_extract.reading.formats import Format
from policy_extract.text import Source

LARGEST_ANSWER = 256 * 1024 * 1024
"""Bytes of one answer; no document's text comes near."""
HEAD = struct.Struct("<Q")


class Request(msgspec.Struct):
    """Read a document, or the words at a locator when one is given; the bytes of the file follow as a frame of their own."""

    entry: Format
    name: str
    locator: str | None
    ocr: bool
    seconds: float
    """Processor time that the reading may take."""
    memory: int
    """Bytes of memory that the reading may take."""


class Failure(msgspec.Struct):
    """A ReadError on its way to the parent."""

    message: str
    reason: str
    reader: str


class Answer(msgspec.Struct):
    """What came of a request: one of the first three is set."""

    source: Source | None = None
    words: str | None = None
    failure: Failure | None = None
    last: bool = False
    """Whether the child ends after this answer, to give its memory back."""


def send(stream: IO[bytes], frame: bytes) -> None:
    """Write one frame."""
    stream.write(HEAD.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes], largest: int) -> bytes | None:
    """Read one frame; None when the other side has gone or says more than it may."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    (size,) = HEAD.unpack(head)
    if size > largest:
        return None
    frame = stream.read(size)
    return frame if len(frame) == size else None
