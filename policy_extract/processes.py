"""Processes that work for another one (子进程): their pipes, and who descends from whom."""

from __future__ import annotations

import contextlib
import os
from typing import BinaryIO


def own_streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, moved where no library that prints or reads can touch them."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    os.close(nothing)
    return os.fdopen(incoming, "rb"), os.fdopen(outgoing, "wb")


def descendants(process: int) -> list[int]:
    """The processes that a process started, and theirs; none where the system does not tell."""
    found: list[int] = []
    waiting = [process]
    while waiting:
        parent = waiting.pop()
        with contextlib.suppress(OSError, ValueError):
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children", "rb") as children:
                    numbers = [int(number) for number in children.read().split()]
                found += numbers
                waiting += numbers
    return found
