"""Runs one target for some time: guided by coverage with atheris where it is installed, else by chance (引擎).

Started by `benchmarks.fuzz` as `python -m benchmarks.fuzzing.engine TARGET FOLDER FINDINGS SECONDS SEED ENGINE`. Every
exception but the ones that a target allows is written down once a place in the code, with the input; the run goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.fuzzing.targets import Target

SLOW = 5.0
"""Seconds of processor time that an input of this size may take."""
MOST_MEMORY = 4 * 1024**3
FRESH = 0.02
"""Share of tries that start anew from a seed in place of a changed input (by chance)."""


class Notes:
    """What was run and found; kept in files, since a fuzzing engine may end the process."""

    def __init__(self, target: str, findings: Path) -> None:
        """Findings of one target go into this folder."""
        self.target, self.findings = target, findings
        self.began = time.monotonic()
        self.executions = 0
        self.written = 0.0
        self.slowest = 0.0
        self.processor = 0.0
        """Seconds of the processor inside the target: a busy machine makes the clock run on, and this not."""

    def keep(self, data: bytes, words: str, place: str) -> None:
        """Write an input and what happened, once for each place."""
        self.findings.mkdir(parents=True, exist_ok=True)
        name = self.findings / f"{self.target}-{hashlib.sha256(place.encode()).hexdigest()[:10]}"
        if not name.with_suffix(".bin").exists():
            name.with_suffix(".bin").write_bytes(data)
            name.with_suffix(".txt").write_text(words, encoding="utf-8")

    def count(self, force: bool = False) -> None:
        """Write the numbers so far now and then."""
        now = time.monotonic()
        if force or now - self.written > 2:
            self.written = now
            self.findings.mkdir(parents=True, exist_ok=True)
            numbers = {
                "executions": self.executions,
                "seconds": round(now - self.began, 1),
                "processor": round(self.processor, 1),
                "slowest": round(self.slowest, 2),
            }
            (self.findings / f"{self.target}.json").write_text(json.dumps(numbers), encoding="utf-8")


def place_of(error: BaseException) -> str:
    """What went wrong where: the kind of error and the last lines of our own code."""
    frames = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    own = [frame for frame in frames if "policy_extract" in frame] or frames
    return f"{type(error).__name__} {own[-1] if own else ''}"


def attempt(target: Target, data: bytes, notes: Notes) -> None:
    """Run one input and note what it did."""
    notes.executions += 1
    began = time.process_time()
    try:
        target.run(data)
    except Exception as error:
        notes.keep(data, traceback.format_exc(), place_of(error))
    used = time.process_time() - began
    notes.processor += used
    notes.slowest = max(notes.slowest, used)
    if used > SLOW:
        notes.keep(data, f"{used:.1f} seconds for {len(data)} bytes", f"slow {used:.0f}")
    notes.count()


def by_chance(target: Target, folder: Path, notes: Notes, seconds: float, seed: int, most: int | None = None) -> None:
    """Change inputs at random; without coverage, so changes pile up for a while and start anew."""
    dice = random.Random(seed)
    pool = [path.read_bytes() for path in sorted(folder.iterdir())]
    until = time.monotonic() + seconds
    data = dice.choice(pool)
    while time.monotonic() < until and (most is None or notes.executions < most):
        if dice.random() < FRESH * 10 or len(data) > target.largest:
            data = dice.choice(pool)
        data = target.change(data, dice)[: target.largest]
        attempt(target, data, notes)
    notes.count(force=True)


def load(target: Target, folder: Path) -> None:
    """Run the seeds of a target once, so that what it loads when it is first used is loaded now.

    Coverage is seen only in modules that were loaded under instrumentation. What a seed does is noted when its turn comes.
    """
    for path in sorted(folder.glob("seed-*")):
        with contextlib.suppress(Exception):
            target.run(path.read_bytes())


def guided(name: str, folder: Path, notes: Notes, seconds: float, seed: int) -> None:
    """Let atheris (libFuzzer) choose by coverage which changed inputs are kept in the folder. Does not come back."""
    import atheris

    with atheris.instrument_imports(include=["policy_extract"]):
        from benchmarks.fuzzing.targets import TARGETS

        target = TARGETS[name]
        load(target, folder)

    def mutate(data: bytes, most: int, chance: int) -> bytes:
        return target.change(data, random.Random(chance))[: min(most, target.largest)]

    options = [f"-max_total_time={int(seconds)}", f"-seed={seed}", f"-max_len={target.largest}", "-timeout=300"]
    options += ["-rss_limit_mb=0", f"-artifact_prefix={notes.findings}/{name}-crash-", "-verbosity=0"]
    atheris.Setup([name, *options, str(folder)], lambda data: attempt(target, data, notes), custom_mutator=mutate)
    atheris.Fuzz()


def main() -> None:
    """Run one target."""
    name, folder, findings, seconds, seed, engine = sys.argv[1:]
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    notes = Notes(name, Path(findings))
    notes.findings.mkdir(parents=True, exist_ok=True)
    if engine == "atheris":
        guided(name, Path(folder), notes, float(seconds), int(seed))
        return
    from benchmarks.fuzzing.targets import TARGETS

    by_chance(TARGETS[name], Path(folder), notes, float(seconds), int(seed))


if __name__ == "__main__":
    main()
