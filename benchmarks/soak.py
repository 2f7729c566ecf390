"""A long run over many documents: constant memory and exact counts.

    python -m benchmarks.soak --count 20000 --workers 2 --json soak.json

The texts are those of `texts.py`, repeated with changed numbers. Memory of the run and of its largest worker is looked at every
second; the mean of the last quarter must not lie more than 5 % above that of the second one. Then every input must stand in the
tables once, nothing may have failed, the tables must hold as many tasks as the manifest counts, and a sample is extracted again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import texts

from policy_extract.batch.limits import memory_of
from policy_extract.batch.questions import connect
from policy_extract.extractor import Extractor
from policy_extract.processes import descendants

GROWTH = 0.05
SAMPLE = 200


def watched(command: list[str]) -> tuple[list[tuple[int, int]], float]:
    """Run a command; megabytes of it and of its largest worker at every second, and the seconds that it took."""
    began, seen = time.monotonic(), []
    process = subprocess.Popen(command)
    while process.poll() is None:
        time.sleep(1)
        workers = [memory_of(number)[1] >> 20 for number in descendants(process.pid)]
        seen.append((memory_of(process.pid)[1] >> 20, max(workers, default=0)))
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return seen[:-1], time.monotonic() - began


def growth(values: list[int]) -> float:
    """By how much the mean of the last quarter lies above that of the second one."""
    quarter = max(1, len(values) // 4)
    before, after = statistics.mean(values[quarter : 2 * quarter] or [1]), statistics.mean(values[-quarter:] or [1])
    return after / max(before, 1.0) - 1


def counted(out: Path, source: Path, count: int) -> list[str]:
    """What is wrong with the numbers of a run."""
    base = connect(out)

    def number(question: str) -> int:
        return int(base.sql(question).fetchall()[0][0])

    wrong = []
    documents, distinct = number("SELECT count(*) FROM documents"), number("SELECT count(DISTINCT input_id) FROM documents")
    tasks, said = number("SELECT count(*) FROM tasks"), number("SELECT sum(tasks) FROM inputs")
    if distinct != count:
        wrong.append(f"{distinct} of {count} inputs have documents")
    if failures := number("SELECT count(*) FROM failures"):
        wrong.append(f"{failures} failures")
    if tasks != said:
        wrong.append(f"{tasks} tasks in the tables, {said} in the manifest")
    extractor = Extractor()
    with source.open(encoding="utf-8") as stream:
        for place, line in enumerate(stream):
            if place % max(1, count // SAMPLE):
                continue
            entry = json.loads(line)
            own = sum(
                len([row for row in result.rows[1] if hasattr(row, "task_id")])
                for result in extractor.extract_text(entry["text"])
            )
            held = number(f"SELECT count(*) FROM tasks WHERE input_id LIKE '%#{entry['id']}'")
            if own != held:
                wrong.append(f"{entry['id']}: {held} tasks, extracted again {own}")
    print(f"{documents} documents, {tasks} tasks", flush=True)
    return wrong


def main() -> int:
    """Run, watch, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        source, out = Path(place) / "texts.jsonl", Path(place) / "run"
        texts.write(source, arguments.count)
        command = [sys.executable, "-m", "policy_extract", "run", str(source), "-q", "-o", str(out)]
        seen, seconds = watched([*command, "--workers", str(arguments.workers)])
        wrong = counted(out, source, arguments.count)
    report: dict[str, Any] = {"count": arguments.count, "seconds": round(seconds, 1), "wrong": wrong}
    for name, values in (("run", [own for own, _ in seen]), ("worker", [worker for _, worker in seen])):
        report[name] = {"most_mb": max(values, default=0), "growth": round(growth(values), 4)}
        if growth(values) > GROWTH:
            wrong.append(f"memory of the {name} grew by {growth(values):.1%}")
    shown = json.dumps(report, ensure_ascii=False, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
