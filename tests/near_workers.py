"""A worker that needs no process, for tests of what a run does with answers: starting a process takes a second each time.

Whatever concerns processes themselves (poison, time, memory, kills) is tested with real ones.
"""

from __future__ import annotations

from pathlib import Path

from policy_extract.batch import worker_child
from policy_extract.batch.messages import Orders, Ready, Reply, Request
from policy_extract.batch.workers import Worker


class NearProcess:
    """Looks like a process that lives."""

    pid = -1

    def poll(self) -> None:
        """It has not ended."""


class NearWorker(Worker):
    """Answers in the thread that asks."""

    def __init__(self, errors: Path, temporary: Path) -> None:
        """Start nothing."""
        self.errors, self.ended_for, self.most_memory, self.deadline = errors, "", 0, None
        self.process = NearProcess()  # type: ignore[assignment]

    def wake(self, orders: Orders) -> str:
        """Make the kernel that the orders name."""
        kernel = worker_child._kernel(orders)
        self.ready = Ready(kernel.pack_hash)
        self.server = worker_child.Server(orders, kernel)
        return ""

    def ask(self, request: Request, seconds: float) -> Reply | None:
        """Serve the request."""
        return self.server.answer(request)

    def end(self, reason: str = "closed") -> None:
        """There is nothing to end."""

    def close(self) -> int:
        """There is nothing to close."""
        return 0
