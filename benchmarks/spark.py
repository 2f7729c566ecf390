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
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import texts
from spark_phases import EVENT_LOG, Meter, phases

sys.path.insert(0, str(texts.ROOT / "tests"))

import spark_cluster

LONGEST_JOB = 7200.0
JOB = re.compile(r"in (\d+\.\d) s")
JAVA = "-Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""The JVMs only move rows: their second compiler and parallel collectors cost more than they save (docs/scale.md)."""
RATIOS = ("job", "clock", "after_start", "processor")


def local(source: Path, out: Path) -> dict[str, Any]:
    """A local run."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "policy_extract", "run", str(source), "-q", "-o", str(out), "--workers", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    meter = Meter(process.pid)
    try:
        _, said = process.communicate()
    finally:
        process.kill()
    clock = time.perf_counter() - began
    used = meter.seconds()
    if process.returncode:
        raise SystemExit(said)
    base = sqlite3.connect(out / "manifest.sqlite")
    ((started, ended),) = base.execute("SELECT started, ended FROM runs")
    base.close()
    job = (datetime.fromisoformat(ended) - datetime.fromisoformat(started)).total_seconds()
    return {"job": job, "clock": clock, "after_start": clock, "processor": used["all"], "used": used, "held": meter.megabytes()}


def cluster(running: spark_cluster.Cluster, source: Path, out: Path, options: list[str]) -> dict[str, Any]:
    """The same on the cluster."""
    events = out.with_name(out.name + "-events")
    events.mkdir()
    settings = {name.replace(".", "_", 2): value for name, value in {**EVENT_LOG, "spark.eventLog.dir": events.as_uri()}.items()}
    began = time.perf_counter()
    job = running.submit(str(source), str(out), *options, **settings)
    meter = Meter(job.process.pid, *(process.pid for process in running.processes.values()))
    try:
        code, said = job.finish(LONGEST_JOB)
    finally:
        if job.process.poll() is None:
            os.killpg(job.process.pid, signal.SIGKILL)
    clock = time.perf_counter() - began
    used = meter.seconds()
    if code or not (found := JOB.search(said)):
        raise SystemExit(said[-4000:])
    spent = phases(events)
    # The program that sends the job starts before the application does.
    start = clock - spent["application"] + spent["start"]
    return {
        "job": float(found[1]), "clock": clock, "after_start": clock - start, "processor": used["all"], "used": used,
        "held": meter.megabytes(), "phases": spent,
    }  # fmt: skip


def spread(values: list[float]) -> dict[str, float]:
    """Median and ends of some values."""
    return {"median": round(statistics.median(values), 3), "low": round(min(values), 3), "high": round(max(values), 3)}


def compared(rounds: list[dict[str, Any]], writer: str) -> dict[str, dict[str, float]]:
    """How many times the local run a cluster took, by measure."""
    return {name: spread([one[writer][name] / one["local"][name] for one in rounds]) for name in RATIOS}


def one_round(running: spark_cluster.Cluster, place: Path, number: int, writers: list[str], options: list[str]) -> dict[str, Any]:
    """The local run and the jobs once each, in an order that turns from round to round."""
    source, ways = place / "texts.jsonl", ["local", *writers]
    found: dict[str, Any] = {}
    for way in ways if number % 2 == 0 else reversed(ways):
        out = place / f"{way}-{number}"
        found[way] = local(source, out) if way == "local" else cluster(running, source, out, ["--writer", way, *options])
        print(number, way, json.dumps(found[way]), os.getloadavg(), file=sys.stderr, flush=True)
        shutil.rmtree(out)
    return {**found, "load": os.getloadavg()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--writers", nargs="+", choices=("workers", "spark"), default=["workers"], help="as of the job")
    parser.add_argument("--partitions", type=int, default=0, help="as of the job")
    parser.add_argument("--java-options", default=JAVA, help="of all JVMs (default: %(default)s)")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if missing := spark_cluster.missing():
        raise SystemExit(missing)
    # The cluster is ended, too, when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    options = ["--partitions", str(arguments.partitions)]
    with tempfile.TemporaryDirectory() as folder, spark_cluster.Cluster(Path(folder), java=arguments.java_options) as running:
        place = Path(folder)
        texts.write(place / "texts.jsonl", arguments.count)
        rounds = [one_round(running, place, number, arguments.writers, options) for number in range(arguments.rounds)]
    report: dict[str, Any] = {"documents": arguments.count, "partitions": arguments.partitions, "java": arguments.java_options}
    report["rounds"] = rounds
    report |= {f"{writer}_over_local": compared(rounds, writer) for writer in arguments.writers}
    shown = json.dumps(report, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
