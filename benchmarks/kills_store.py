"""kill -9 inside the writing of a run's tables: at files opened, moved into place and removed, one place after another.

    python benchmarks/kills_store.py --kills 20 --count 60

A run over changed, new and vanished inputs is killed at twenty places spread over all that it does to its folder (`store.py`:
writing aside, committing, moving, taking older rows out, merging). The same command must then leave exactly the rows of an
undisturbed run. Exit code 1 when a row differs. `kills.py` kills at random moments instead.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import texts
from kills import differences

EVENTS = frozenset({"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "shutil.rmtree", "sqlite3.connect"})
WATCHED = """
import os, signal, sys
from pathlib import Path

out, stop_at, note = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
count, own = 0, os.getpid()

def watch(event, arguments):
    global count
    if event not in {events} or os.getpid() != own or not str(arguments[0]).startswith(out):
        return
    count += 1
    if count == stop_at:
        os.kill(own, signal.SIGKILL)

from policy_extract.cli import main
sys.addaudithook(watch)
code = main(["run", *sys.argv[4:], "-q", "-o", out, "--workers", "1"])
stopped, out = count, " "
note.write_text(str(stopped), encoding="utf-8")
raise SystemExit(code)
""".replace("{events}", repr(set(EVENTS)))


def run(source: Path, out: Path, stop_at: int, note: Path) -> int:
    """One run, killed at the event of this number (0: never); returns its exit code."""
    command = [sys.executable, "-c", WATCHED, str(out), str(stop_at), str(note), str(source)]
    return subprocess.run(command, check=False).returncode


def changed(source: Path, target: Path) -> None:
    """A later state of the inputs: every fifth is gone, every third has other numbers, and some are new."""
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    kept = [entry for number, entry in enumerate(lines) if number % 5]
    for entry in kept[::3]:
        entry["text"] += f"\n新建口袋公园{len(entry['text'])}个。\n"
    more = [{"id": f"new{number}", "text": entry["text"]} for number, entry in enumerate(lines[::7])]
    target.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in [*kept, *more]), encoding="utf-8")


def main() -> int:
    """Kill at places spread over a run, go on, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--count", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source, later, note = place / "texts.jsonl", place / "later.jsonl", place / "events"
        texts.write(source, arguments.count)
        changed(source, later)
        if run(source, place / "before", 0, note):
            return 1
        later.replace(source)
        shutil.copytree(place / "before", place / "whole")
        if run(source, place / "whole", 0, note):
            return 1
        events = int(note.read_text(encoding="utf-8"))
        survived = killed = 0
        for number in range(arguments.kills):
            out, stop_at = place / f"run-{number}", 1 + number * (events - 1) // max(1, arguments.kills - 1)
            shutil.copytree(place / "before", out)
            killed += run(source, out, stop_at, note) == -9
            again = run(source, out, 0, note)
            wrong = differences(place / "whole", out)
            survived += again == 0 and not wrong
            print(f"{number + 1}: at {stop_at} of {events}: {wrong or 'same rows'}", file=sys.stderr, flush=True)
        print(f"{killed} of {arguments.kills} runs killed at {events} places, {survived} of {arguments.kills} survived")
    return 0 if survived == arguments.kills == killed else 1


if __name__ == "__main__":
    sys.exit(main())
