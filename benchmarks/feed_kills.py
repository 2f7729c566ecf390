"""kill -9 inside a push: at files, databases, programs and services, one place after another (used by `feed.py kills`).

A push counts each of its calls that leave the process, from the moment it begins to write: a statement of a database, bytes sent
or received, a file opened, written, moved or brought to disk, a program started. It is killed before or behind the call whose
turn has come; the turns of the rounds are spread over all the calls. The next rounds amend all tasks and add more, and a last
push runs to the end: every task must be there once, with nothing left to do.
"""

from __future__ import annotations

import functools
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from feed_plans import PLAN

from policy_extract import patterns
from policy_extract.export import make_writer
from policy_extract.extractor import Extractor

WATCHED = """
import os, signal, sys
from pathlib import Path

note, given = Path(sys.argv[1]), sys.argv[2:]
stop_at = 0
FUNCTIONS = {"fsync", "replace", "rename", "unlink", "remove", "open", "truncate", "mkdir", "link", "fork_exec", "waitpid"}
MODULES = {"posix", "_io", "_posixsubprocess"}
METHODS = {"execute", "executemany", "commit", "rollback", "connect", "send", "sendall", "recv", "recv_into"}
OWNERS = {"Connection", "Cursor", "socket", "_SSLSocket"}
WRITERS = {"BufferedWriter", "BufferedRandom", "FileIO"}
IN_PYTHON = {"Connection.wait"}
count, names = 0, []

def leaves(frame, event, called):
    if event in ("c_call", "c_return"):
        name, owner = called.__name__, type(called.__self__).__name__
        whole = name in METHODS and owner in OWNERS or name in FUNCTIONS and called.__module__ in MODULES
        return name if whole or name == "write" and owner in WRITERS else ""
    # What psycopg does is compiled: its statements are told by the method that waits for their answers.
    return frame.f_code.co_name if frame.f_code.co_qualname in IN_PYTHON else ""

def watch(frame, event, called):
    global count
    name = leaves(frame, event, called)
    if name:
        count += 1
        if count == stop_at:
            os.kill(os.getpid(), signal.SIGKILL)
        names.append(name)

from policy_extract.cli import main
from policy_extract.feed.engine import Engine

whole = Engine._carry_out

def watched(*given):
    sys.setprofile(watch)
    try:
        return whole(*given)
    finally:
        sys.setprofile(None)

Engine._carry_out = watched
main(["push", *given, "--dry-run"])
for line in sys.stdin:
    stop_at = int(line)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        code = main(["push", *given])
        note.write_text("\\n".join(names), encoding="utf-8")
        sys.stdout.flush()
        os._exit(code)
    print("ENDED", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""The program of pushes that count their calls and end themselves with SIGKILL at one of them.

What a push loads is loaded once, by one that only looks; each push is then a process of its own, forked from it.
"""
KILLED = -9


def place_name(number: int) -> str:
    """A made-up name of a place that no other number has."""
    signs = "泠浦澪港汀渚沅枫鹿樟苇珑"
    return "".join(signs[(number * factor + number // step) % 12] for factor, step in ((1, 12), (5, 1), (7, 3), (11, 5))) + "村"


@functools.cache
def extractor() -> Extractor:
    """One extractor for all rounds."""
    return Extractor.with_pack(patterns.load())


def written(path: Path, number: int, first: int) -> int:
    """Write the records of one round: amended numbers and a tenth of `first` more tasks each time; returns how many tasks."""
    count = first + first // 10 * number
    lines = (f"（九）整治地块。整治{place_name(n)}裸土地块{n}处，新建围挡{n * 100 + number}米。\n" for n in range(1, count + 1))
    with path.open("wb") as stream:
        make_writer("jsonl", stream).write(extractor().extract_text(PLAN + "".join(lines), "plan.txt"))
    return count + 4


def turns(calls: int, times: int, dice: random.Random) -> list[int]:
    """So many numbers of calls, one in each part of equal length, in any order."""
    found = [1 + int((number + dice.random()) * calls / times) for number in range(times)]
    dice.shuffle(found)
    return found


class Pushes:
    """Pushes of the same records into the same target, each in a process of its own."""

    def __init__(self, note: Path, given: list[str]) -> None:
        """Start the program that forks them."""
        command = [sys.executable, "-c", WATCHED, str(note), *given]
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def __enter__(self) -> Pushes:
        """Wait to be asked."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self._program.communicate()

    def push(self, stop_at: int = 0) -> tuple[int, str]:
        """Push, killed at the call of this number (0: never); the exit code and what was said."""
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(f"{stop_at}\n")
        self._program.stdin.flush()
        said = []
        for line in self._program.stdout:
            if line.startswith("ENDED "):
                return int(line.split()[1]), "".join(said)
            said.append(line)
        raise RuntimeError(f"the program of the pushes ended: {''.join(said)[-2000:]}")


def killed_pushes(
    name: str, address: str, place: Path, times: int, count: int, numbered: Callable[[str], tuple[int, int]]
) -> bool:
    """Kill pushes of `count` tasks and more into one target; returns whether all were killed and it then holds each task once."""
    records, note, killed = place / "records.jsonl", place / "calls", Counter[str]()
    written(records, 0, count)
    with Pushes(note, [address, "--from", str(records), "--state", str(place / "state")]) as pushes:
        pushes.push()
        written(records, 1, count)
        pushes.push()
        calls = note.read_text(encoding="utf-8").split()
        for number, stop_at in enumerate(turns(len(calls), times, random.Random(20))):
            written(records, number + 2, count)
            if pushes.push(stop_at)[0] == KILLED:
                killed[calls[stop_at - 1]] += 1
        wanted = written(records, times + 2, count)
        code, said = pushes.push()
        rows, different = numbered(address)
        code_again, said_again = pushes.push()
    whole = code == code_again == 0 and rows == different == wanted and "create 0, update 0" in said_again
    well = whole and killed.total() == times
    places = ", ".join(f"{call} {count}" for call, count in killed.most_common())
    counted = f"{killed.total()} of {times} pushes killed at places spread over {len(calls)} calls ({places})"
    print(f"{name:12}{counted}; {rows} rows, {different} of {wanted} tasks: {'well' if well else 'WRONG'}", flush=True)
    if not well:
        print(said[-2000:], said_again[-2000:])
    return well
