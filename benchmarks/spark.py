"""What a job on a Spark cluster costs beside a local run: the same texts, on the same cores, in turn.

    python benchmarks/spark.py --count 400 --rounds 3 --json out.json      # needs the extra spark, and java

A master and two workers of one core each on loopback against `run --workers 2`; the two take turns at being first. `job` is the
time from the first document to the last table, `clock` holds the start of the programs too, `after_start` is `clock` without the
seconds until both executors were there. Processor time is sampled and told apart by kind of process.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import texts
from spark_phases import EVENT_LOG, Meter, phases

sys.path.insert(0, str(texts.ROOT / "tests"))

import spark_cluster

JOB = re.compile(r"in (\d+\.\d) s")
RATIOS = ("job", "clock", "after_start", "processor")


def local(source: Path, out: Path) -> dict[str, Any]:
    """A local run."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "policy_extract", "run", str(source), "-q", "-o", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    meter = Meter(process.pid)
    _, said = process.communicate()
    clock = time.perf_counter() - began
    used = meter.seconds()
    if process.returncode:
        raise SystemExit(said)
    base = sqlite3.connect(out / "manifest.sqlite")
    ((started, ended),) = base.execute("SELECT started, ended FROM runs")
    base.close()
    job = (datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()
    return {"job": job, "clock": clock, "after_start": clock, "processor": used["all"], "used": used}


def cluster(running: spark_cluster.Cluster, source: Path, out: Path, options: list[str]) -> dict[str, Any]:
    """The same on the cluster."""
    events = out.with_name(out.name + "-events")
    events.mkdir()
    settings = {name.replace(".", "_", 2): value for name, value in {**EVENT_LOG, "spark.eventLog.dir": events.as_uri()}.items()}
    began = time.perf_counter()
    job = running.submit(str(source), str(out), *options, **settings)
    meter = Meter(job.process.pid, *(process.pid for process in running.processes.values()))
    code, said = job.finish()
    clock = time.perf_counter() - began
    used = meter.seconds()
    if code or not (found := JOB.search(said)):
        raise SystemExit(said[-4000:])
    spent = phases(events)
    # The program that sends the job starts before the application does.
    start = clock - spent["application"] + spent["start"]
    return {
        "job": float(found[1]), "clock": clock, "after_start": clock - start, "processor": used["all"], "used": used,
        "phases": spent,
    }  # fmt: skip


def spread(values: list[float]) -> dict[str, float]:
    """Median and ends of some values."""
    return {"median": round(statistics.median(values), 3), "low": round(min(values), 3), "high": round(max(values), 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--partitions", type=int, default=0, help="parts of the work (default: one for every 50 documents)")
    parser.add_argument("--writer", default="auto", help="as of the job")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if missing := spark_cluster.missing():
        raise SystemExit(missing)
    parts = arguments.partitions or max(4, arguments.count // 50)
    options = ["--partitions", str(parts), "--writer", arguments.writer]
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as place, spark_cluster.Cluster(Path(place), java="-Xshare:auto") as running:
        source = Path(place) / "texts.jsonl"
        texts.write(source, arguments.count)
        for number in range(arguments.rounds):
            ways: dict[str, Callable[[], dict[str, Any]]] = {
                "local": lambda number=number: local(source, Path(place) / f"run-{number}"),  # type: ignore[misc]
                "spark": lambda number=number: cluster(running, source, Path(place) / f"out-{number}", options),  # type: ignore[misc]
            }
            found: dict[str, Any] = {name: ways[name]() for name in (list(ways) if number % 2 == 0 else reversed(ways))}
            found["load"] = os.getloadavg()
            print(number, json.dumps(found), file=sys.stderr)
            rounds.append(found)
    report: dict[str, Any] = {"documents": arguments.count, "partitions": parts, "writer": arguments.writer, "rounds": rounds}
    for name in RATIOS:
        report[f"spark_over_local_{name}"] = spread([one["spark"][name] / one["local"][name] for one in rounds])
    shown = json.dumps(report, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
