"""What a job on a Spark cluster costs beside a local run: the same texts, on the same cores, in turn.

    python benchmarks/spark.py --count 400 --rounds 2 --json out.json      # needs the extra spark, and java

A master and two workers of one core each on loopback against `run --workers 2`. `job` is the time from the first document
to the last table, as both programs say it; `clock` holds the start of the programs too. Processor time is sampled.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import texts

sys.path.insert(0, str(texts.ROOT / "tests"))

import spark_cluster

from policy_extract.processes import descendants

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 0.3
JOB = re.compile(r"in (\d+\.\d) s")
RUN = re.compile(r"^time\s+(\d+):(\d+):(\d+)", re.MULTILINE)


class Meter:
    """Adds up the processor time of processes and all that they start, while the context lasts."""

    def __init__(self, *roots: int) -> None:
        """Begin with what the processes have used so far."""
        self.roots, self.ended = roots, threading.Event()
        self.before = self._look()
        self.used: dict[int, float] = dict(self.before)
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def _look(self) -> dict[int, float]:
        """Seconds used by each process that is there."""
        found = {}
        for number in [*self.roots, *(below for root in self.roots for below in descendants(root))]:
            try:
                fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue
            found[number] = (int(fields[11]) + int(fields[12])) / TICKS
        return found

    def _watch(self) -> None:
        while not self.ended.wait(LOOK_SECONDS):
            self.used.update(self._look())

    def seconds(self) -> float:
        """End; what was used since the beginning."""
        self.ended.set()
        self.thread.join()
        return sum(self.used.values()) - sum(self.before.values())


def local(source: Path, out: Path) -> dict[str, float]:
    """A local run."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "policy_extract", "run", str(source), "-o", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    meter = Meter(process.pid)
    _, said = process.communicate()
    clock = time.perf_counter() - began
    if process.returncode or not (found := RUN.search(said)):
        raise SystemExit(said)
    hours, minutes, seconds = map(int, found.groups())
    return {"job": hours * 3600 + minutes * 60 + seconds, "clock": clock, "processor": meter.seconds()}


def cluster(running: spark_cluster.Cluster, source: Path, out: Path, parts: int) -> dict[str, float]:
    """The same on the cluster."""
    began = time.perf_counter()
    job = running.submit(str(source), str(out), "--partitions", str(parts))
    meter = Meter(job.process.pid, *(process.pid for process in running.processes.values()))
    code, said = job.finish()
    clock = time.perf_counter() - began
    if code or not (found := JOB.search(said)):
        raise SystemExit(said[-4000:])
    return {"job": float(found[1]), "clock": clock, "processor": meter.seconds()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if missing := spark_cluster.missing():
        raise SystemExit(missing)
    rounds: list[dict[str, dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as place, spark_cluster.Cluster(Path(place), java="-Xshare:auto") as running:
        source = Path(place) / "texts.jsonl"
        texts.write(source, arguments.count)
        for number in range(arguments.rounds):
            found = {"local": local(source, Path(place) / f"run-{number}")}
            parts = max(4, arguments.count // 50)
            found["spark"] = cluster(running, source, Path(place) / f"out-{number}", parts)
            print(number, found, os.getloadavg(), file=sys.stderr)
            rounds.append(found)
    report: dict[str, Any] = {"documents": arguments.count, "load": os.getloadavg(), "rounds": rounds}
    for name in ("job", "clock", "processor"):
        report[f"spark_over_local_{name}"] = round(
            statistics.median(one["spark"][name] / one["local"][name] for one in rounds), 3
        )
    shown = json.dumps(report, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
