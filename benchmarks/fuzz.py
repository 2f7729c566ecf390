"""Fuzzing of the readers, the mention finders and the whole line for some minutes.

    python -m benchmarks.fuzz --minutes 60                    # all targets in turn, again and again
    python -m benchmarks.fuzz --minutes 5 --only docx

One process works at a time. With atheris installed inputs are chosen by coverage, else by chance (said in the report). Inputs
that reach new code stay in `--folder` for the next run; findings stand beside them, an input and its words each. Exit code 1
when anything was found. To try one again: `python -m benchmarks.fuzz --again FILE --only TARGET`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.fuzzing import seeds

ROOT = Path(__file__).resolve().parent.parent
TURN = 90.0
"""Seconds of one target before the next has its turn; on a busy machine loading takes most of a short one."""
SHARES = {"extract": 3.0, "mentions": 2.0}
"""Targets that get longer turns: they meet every document."""
COUNTED = ("executions", "seconds", "processor")
"""What is added up for each target: inputs, seconds by the clock, seconds of the processor inside the target."""


def turn(name: str, folder: Path, findings: Path, seconds: float, seed: int, engine: str) -> dict[str, float]:
    """One turn of a target; returns executions, seconds by the clock and seconds of the processor inside the target."""
    place = folder / name
    seeds.write(name, place)
    numbers = findings / f"{name}.json"
    numbers.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "benchmarks.fuzzing.engine",
        name,
        str(place),
        str(findings),
        str(seconds),
        str(seed),
        engine,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        findings.mkdir(parents=True, exist_ok=True)
        (findings / f"{name}-ended-{seed}.txt").write_text(
            f"exit code {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}", encoding="utf-8"
        )
    if not numbers.exists():
        return {}
    said: dict[str, float] = json.loads(numbers.read_text(encoding="utf-8"))
    return said


def total(folder: Path, name: str, said: dict[str, float]) -> dict[str, dict[str, float]]:
    """Add what a turn said to the numbers of all runs so far, kept in a file of the folder."""
    path = folder / "total.json"
    found: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entry = found.setdefault(name, {})
    for number in COUNTED:
        entry[number] = round(entry.get(number, 0) + said.get(number, 0), 1)
    path.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return found


def again(name: str, path: Path) -> int:
    """Run one input of a finding again; its error comes through."""
    from benchmarks.fuzzing.targets import TARGETS

    TARGETS[name].run(path.read_bytes())
    print(f"{path}: nothing wrong with it")
    return 0


def main() -> int:
    """Fuzz for so many minutes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--only", choices=sorted(seeds.MAKERS), action="append")
    parser.add_argument("--folder", type=Path, default=Path(".fuzz"), help="inputs and findings, kept from run to run")
    parser.add_argument("--engine", choices=("atheris", "chance"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turn", type=float, default=TURN, help="seconds of one target before the next has its turn")
    parser.add_argument("--again", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    names = arguments.only or list(seeds.MAKERS)
    if arguments.again:
        return again(names[0], arguments.again)
    engine = arguments.engine or ("atheris" if importlib.util.find_spec("atheris") else "chance")
    folder = arguments.folder.resolve()
    findings = folder / "findings"
    folder.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + arguments.minutes * 60
    seed = arguments.seed
    found: dict[str, dict[str, float]] = {}
    while time.monotonic() < until:
        for name in names:
            left = until - time.monotonic()
            if left <= 1:
                break
            seconds = min(
                arguments.turn * SHARES.get(name, 1.0), left, arguments.minutes * 60 / len(names) * SHARES.get(name, 1.0)
            )
            found = total(folder, name, turn(name, folder, findings, max(2.0, seconds), seed, engine))
        seed += 1
    kept = sorted(path.name for path in findings.glob("*.txt")) if findings.is_dir() else []
    executions = sum(int(entry["executions"]) for entry in found.values())
    clock, effective = (sum(entry[number] for entry in found.values()) / 60 for number in ("seconds", "processor"))
    for name, entry in found.items():
        print(f"{name:10}{int(entry['executions']):8} executions, {entry['processor'] / 60:6.1f} minutes of the processor")
    print(f"{engine}: {executions} executions in {clock:.1f} minutes by the clock, of which the targets had", end=" ")
    print(f"{effective:.1f} minutes of the processor; {len(kept)} findings {kept or ''}")
    return 1 if kept else 0


if __name__ == "__main__":
    sys.exit(main())
