"""Where the time of a Spark job goes: phases from its event log, processor time and memory by kind of process."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policy_extract.batch.limits import memory_of
from policy_extract.processes import descendants

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 0.2
KINDS = {
    "CoarseGrainedExecutorBackend": "executor_jvm", "deploy.master.Master": "cluster_jvm", "deploy.worker.Worker": "cluster_jvm",
    "deploy.SparkSubmit": "driver_jvm", "pyspark.daemon": "python_worker", "policy_extract.batch.worker_child": "extraction",
    "spark_job.py": "driver_python", "policy_extract": "run",
}  # fmt: skip
"""A word of the command line of a process, first found first, and what the process is."""
EVENT_LOG = {"spark.eventLog.enabled": "true", "spark.eventLog.compress": "false", "spark.eventLog.rolling.enabled": "false"}
"""Settings that make Spark write what `phases` reads, with `spark.eventLog.dir` beside them."""


class Meter:
    """Adds up the processor time of processes and all that they start, by kind, while the context lasts."""

    def __init__(self, *roots: int) -> None:
        """Begin with what the processes have used so far."""
        self.roots, self.ended = roots, threading.Event()
        self.kinds: dict[int, str] = {}
        self.held: dict[str, int] = {}
        self.before = self._look()
        self.used: dict[int, float] = dict(self.before)
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _look(self) -> dict[int, float]:
        """Seconds used by each process that is there."""
        found = {}
        for number in [*self.roots, *(below for root in self.roots for below in descendants(root))]:
            try:
                fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                command = Path(f"/proc/{number}/cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            held = memory_of(number)[1] >> 20
            found[number] = (int(fields[11]) + int(fields[12])) / TICKS
            # The last look counts: a process is a copy of its parent until it loads its own program, and nameless once it ended.
            if command or number not in self.kinds:
                self.kinds[number] = next((kind for word, kind in KINDS.items() if word in command), "other")
            kind = self.kinds[number]
            self.held[kind] = max(self.held.get(kind, 0), held)
        return found

    def _watch(self) -> None:
        while not self.ended.wait(LOOK_SECONDS):
            self.used.update(self._look())

    def megabytes(self) -> dict[str, int]:
        """The most that a process of each kind was seen to hold."""
        return dict(sorted(self.held.items()))

    def seconds(self) -> dict[str, float]:
        """End; what was used since the beginning, by kind and in `all`."""
        self.ended.set()
        self.thread.join()
        found: Counter[str] = Counter()
        for number, used in self.used.items():
            for kind in (self.kinds[number], "all"):
                found[kind] += used - self.before.get(number, 0.0)
        return {kind: round(seconds, 1) for kind, seconds in sorted(found.items())}


def phases(folder: Path) -> dict[str, float]:
    """Seconds of the phases of the job whose event log lies in a folder; `start` until the last executor was there."""
    (log,) = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "appstatus")))
    found: dict[str, float] = {}
    began = executors = last = 0
    open_jobs: dict[int, tuple[int, str]] = {}
    for event in _events(log):
        kind = event["Event"].rpartition(".")[2]
        if kind == "SparkListenerApplicationStart":
            began = last = event["Timestamp"]
        elif kind == "SparkListenerExecutorAdded":
            executors = event["Timestamp"]
        elif kind == "SparkListenerJobStart":
            said = (event.get("Properties") or {}).get("spark.job.description") or event["Stage Infos"][0]["Stage Name"]
            open_jobs[event["Job ID"]] = event["Submission Time"], said
        elif kind == "SparkListenerJobEnd":
            submitted, said = open_jobs.pop(event["Job ID"])
            found[said] = found.get(said, 0.0) + (event["Completion Time"] - submitted) / 1000
            last = event["Completion Time"]
        elif kind == "SparkListenerApplicationEnd":
            last = event["Timestamp"]
    found = {said: round(seconds, 2) for said, seconds in found.items()}
    return {"start": round((executors - began) / 1000, 2), "application": round((last - began) / 1000, 2), **found}


def _events(log: Path) -> Iterator[dict[str, Any]]:
    """The events of a log."""
    with log.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
