"""What a run costs beside bare extraction, with one worker and two, and how much memory it takes.

    python benchmarks/batch.py --count 500 --rounds 3 --json out.json

Every round does all in random order; ratios are of paired rounds. Processor time says more than the clock on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import texts

BARE = """
import json, sys
from policy_extract import Extractor
extractor = Extractor()
for line in open(sys.argv[1], encoding="utf-8"):
    for result in extractor.extract_text(json.loads(line)["text"]):
        result.rows
"""


def measured(command: list[str]) -> dict[str, Any]:
    """Run a command; its seconds by the clock and of processor, with all processes that it started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(command)
    memory: dict[str, int] = {}
    watch = threading.Thread(target=_watch, args=(process, memory))
    watch.start()
    if process.wait():
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    seconds = time.perf_counter() - began
    watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"clock": seconds, "processor": used, **memory}


def _watch(process: subprocess.Popen[bytes], memory: dict[str, int]) -> None:
    """Note the most megabytes that a process and its children were seen to hold."""
    from policy_extract.batch.limits import memory_of
    from policy_extract.processes import descendants

    memory.update(parent_mb=0, worker_mb=0)
    while process.poll() is None:
        memory["parent_mb"] = max(memory["parent_mb"], memory_of(process.pid)[1] >> 20)
        workers = [memory_of(number)[1] >> 20 for number in descendants(process.pid)]
        memory["worker_mb"] = max([memory["worker_mb"], *workers])
        time.sleep(0.1)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("bare", "one", "two"), action="append")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "texts.jsonl"
        characters = texts.write(source, arguments.count)
        rounds: list[dict[str, dict[str, Any]]] = []
        for number in range(arguments.rounds):
            found = {}
            run = [sys.executable, "-m", "policy_extract", "run", str(source), "-q", "-o"]
            commands = {
                "bare": [sys.executable, "-c", BARE, str(source)],
                "one": [*run, f"{place}/one-{number}", "--workers", "1"],
                "two": [*run, f"{place}/two-{number}", "--workers", "2"],
            }
            names = arguments.only or list(commands)
            random.shuffle(names)
            for name in names:
                found[name] = measured(commands[name])
                print(number, name, {key: round(value, 1) for key, value in found[name].items()}, file=sys.stderr)
            rounds.append(found)
    report: dict[str, Any] = {"documents": arguments.count, "characters": characters, "load": os.getloadavg(), "rounds": rounds}
    pairs = {"overhead_processor": ("one", "bare", "processor"), "overhead_clock": ("one", "bare", "clock")}
    for name, (upper, lower, what) in {**pairs, "two_workers_faster": ("one", "two", "clock")}.items():
        if all(upper in found and lower in found for found in rounds):
            ratios = [found[upper][what] / found[lower][what] for found in rounds]
            report[name] = {
                "median": round(statistics.median(ratios), 3),
                "low": round(min(ratios), 3),
                "high": round(max(ratios), 3),
            }
    shown = json.dumps(report, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
