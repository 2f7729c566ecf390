"""How far a run is (进度): counts, rate and the time that is left."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Progress:
    """Counts of a run; read by whoever watches it."""

    total: int | None = None
    """Inputs to be met, when that is known beforehand."""
    done: int = 0
    """Inputs worked on in this run, those that failed included."""
    skipped: int = 0
    """Inputs that were done before and are unchanged."""
    failed: int = 0
    """Inputs that failed in whole or part in this run."""
    removed: int = 0
    """Inputs of earlier runs that are no longer there."""
    documents: int = 0
    tasks: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Failures by their reason."""
    notes: list[str] = field(default_factory=list)
    """What the user had better know at the end."""
    most_memory: int = 0
    """Most bytes that a worker was seen to hold."""
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """Time since the run began."""
        return (self.ended or time.monotonic()) - self.began

    @property
    def rate(self) -> float:
        """Inputs worked on per second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take at this rate; None when the total is not known or nothing is done yet."""
        if self.total is None or not self.done:
            return None
        return max(0, self.total - self.done - self.skipped) / self.rate

    def line(self) -> str:
        """All of it in one line."""
        met = self.done + self.skipped
        parts = [f"{met} of {self.total}" if self.total is not None else str(met), f"{self.rate:.1f}/s"]
        if (left := self.left) is not None:
            parts.append(f"{clock(left)} left")
        parts.append(f"{self.failed} failed")
        if self.skipped:
            parts.append(f"{self.skipped} unchanged")
        return ", ".join(parts)

    def summary(self) -> str:
        """The counts in one block of lines."""
        counts = {
            "inputs worked on": self.done, "of them failed": self.failed, "unchanged": self.skipped, "removed": self.removed,
            "documents": self.documents, "tasks": self.tasks,
        }  # fmt: skip
        lines = [f"{name:22}{count:10}" for name, count in counts.items()]
        lines += [f"  failed: {reason:12}{count:10}" for reason, count in sorted(self.reasons.items())]
        lines.append(f"{'time':22}{clock(self.seconds):>10}  {self.rate:.1f} inputs a second")
        return "\n".join(lines)


def clock(seconds: float) -> str:
    """A length of time as hours, minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
