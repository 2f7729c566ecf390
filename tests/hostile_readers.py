"""Readers that misbehave, for the tests of isolation: each is named to the child as `hostile_readers:…`."""

from __future__ import annotations

import ctypes
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

from policy_extract.errors import ReadError
from policy_extract.text import Block, Source, Table


def tell(data: bytes, name: str = "") -> Source:
    """The number of the process, and the data as text."""
    text = f"{os.getpid()} {data[:1000].decode('utf-8', 'replace')}"
    source = Source(text, name, blocks=[Block(0, len(text), "paragraph", locator="x[1]")], tables=[Table(0, 0, 0, 0)])
    source.facts["title"] = "标题"
    return source


def crash(data: bytes, name: str = "") -> Source:
    """Ends the process as a broken library does."""
    ctypes.string_at(0)
    return Source("")


def leave(data: bytes, name: str = "") -> Source:
    """Ends the process by itself."""
    os._exit(3)


def killed(data: bytes, name: str = "") -> Source:
    """Ends as the system ends a process that takes too much memory."""
    signal.raise_signal(signal.SIGKILL)
    return Source("")


def hang(data: bytes, name: str = "") -> Source:
    """Sleeps on."""
    time.sleep(600)
    return Source("")


def spin(data: bytes, name: str = "") -> Source:
    """Works on."""
    while True:
        pass


def swell(data: bytes, name: str = "") -> Source:
    """Takes all memory that it gets."""
    held = []
    while True:
        held.append(bytearray(50_000_000))


def babble(data: bytes, name: str = "") -> Source:
    """Prints where answers go, and answers."""
    print("x" * 100_000)
    os.write(1, b"y" * 1000)
    return tell(data, name)


def flood(data: bytes, name: str = "") -> Source:
    """Answers more than anyone wants to hear."""
    return Source("字" * 100_000_000)


def halves(data: bytes, name: str = "") -> Source:
    """A text with half a character."""
    return Source("甲\ud800乙", name)


def refuse(data: bytes, name: str = "") -> Source:
    """Says no, as readers do."""
    raise ReadError(f"{name}: behind a password", "encrypted", "hostile 1.0")


def stumble(data: bytes, name: str = "") -> Source:
    """A fault of a library."""
    raise KeyError("no such part")


def connect(data: bytes, name: str = "") -> Source:
    """Goes to the network."""
    with socket.create_connection(("127.0.0.1", 9), 1):
        return Source("connected")


def start(data: bytes, name: str = "") -> Source:
    """Starts a program."""
    subprocess.run(["true"], check=False)
    return Source("started")


def system(data: bytes, name: str = "") -> Source:
    """Starts a shell."""
    os.system("true")
    return Source("started")


def write(data: bytes, name: str = "") -> Source:
    """Writes where the data says."""
    pathlib.Path(data.decode()).write_text("written", encoding="utf-8")
    return Source("written")


def remove(data: bytes, name: str = "") -> Source:
    """Removes what the data says."""
    os.unlink(data.decode())
    return Source("removed")


def note(data: bytes, name: str = "") -> Source:
    """Writes into its own folder, which is allowed."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "note.txt")
        path.write_text("written", encoding="utf-8")
        return Source(f"{folder} {path.read_text(encoding='utf-8')}")


def find(data: bytes, locator: str) -> str:
    """The words at a place."""
    return f"{locator} {data.decode()}"
