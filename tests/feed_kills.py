"""kill -9 inside a push: at files, databases, programs and services, one place after another.

A push counts each of its calls that leave the process, from the moment it begins to write: a statement of a database, bytes sent
or received, a file opened, written, moved or brought to disk, a program started. It is killed before or behind the call whose
turn has come; the turns of the rounds are spread over all the calls. The next rounds amend all tasks and add more, and a last
push runs to the end: every task must be there once, with nothing left to do.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import built_in
from feed_plans import PLAN, killable

from policy_extract.export import make_writer
from policy_extract.extractor import Extractor

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="calls that leave a process are told by their Linux names"
)
WATCHED = """
import json, os, signal, sys
from pathlib import Path

note, stop_at, loaded = Path(sys.argv[1]), 0, False
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
for line in sys.stdin:
    stop_at, *given = json.loads(line)
    if not loaded:
        loaded = main(["push", *given, "--dry-run"]) in (0, 1)
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


def written(path: Path, number: int, first: int) -> int:
    """Write the records of one round: amended numbers and a tenth of `first` more tasks each time; returns how many tasks."""
    count = first + first // 10 * number
    lines = (f"（九）整治地块。整治{place_name(n)}裸土地块{n}处，新建围挡{n * 100 + number}米。\n" for n in range(1, count + 1))
    with path.open("wb") as stream:
        make_writer("jsonl", stream).write(Extractor.with_pack(built_in()).extract_text(PLAN + "".join(lines), "plan.txt"))
    return count + 4


def turns(calls: int, times: int, dice: random.Random) -> list[int]:
    """So many numbers of calls, one in each part of equal length, in any order."""
    found = [1 + int((number + dice.random()) * calls / times) for number in range(times)]
    dice.shuffle(found)
    return found


def with_modules() -> dict[str, str]:
    """The environment with this process's module path for a child."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class Pushes:
    """Pushes, each in a process of its own."""

    def __init__(self, note: Path) -> None:
        """Start the program that forks them; the calls of a push that ended by itself are written into `note`."""
        command = [sys.executable, "-c", WATCHED, str(note)]
        self.note = note
        self._program = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=with_modules()
        )

    def __enter__(self) -> Pushes:
        """Wait to be asked."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the program."""
        self._program.communicate()

    def push(self, given: list[str], stop_at: int = 0) -> tuple[int, str]:
        """Push, killed at the call of this number (0: never); the exit code and what was said."""
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(json.dumps([stop_at, *given]) + "\n")
        self._program.stdin.flush()
        said = []
        for line in self._program.stdout:
            if line.startswith("ENDED "):
                return int(line.split()[1]), "".join(said)
            said.append(line)
        raise RuntimeError(f"the program of the pushes ended: {''.join(said)[-2000:]}")

    def calls(self) -> list[str]:
        """The calls of the last push that ended by itself."""
        return self.note.read_text(encoding="utf-8").split()


def killed_pushes(
    name: str, address: str, place: Path, times: int, count: int, numbered: Callable[[str], tuple[int, int]]
) -> bool:
    """Kill pushes of `count` tasks and more into one target; returns whether all were killed and it then holds each task once."""
    records, killed, rounds = place / "records.jsonl", Counter[str](), itertools.count()
    given = [address, "--from", str(records), "--state", str(place / "state")]
    with Pushes(place / "calls") as pushes:
        for number in itertools.islice(rounds, 2):
            written(records, number, count)
            pushes.push(given)
        calls = pushes.calls()
        for stop_at in turns(len(calls), times, random.Random(20)):
            # A push that found less to do than its turn takes ends by itself: it has another turn, earlier.
            written(records, next(rounds), count)
            while stop_at and pushes.push(given, stop_at)[0] != KILLED:
                stop_at //= 2
                written(records, next(rounds), count)
            killed[calls[stop_at - 1]] += bool(stop_at)
        wanted = written(records, next(rounds), count)
        code, said = pushes.push(given)
        rows, different = numbered(address)
        code_again, said_again = pushes.push(given)
    whole = code == code_again == 0 and rows == different == wanted and "create 0, update 0" in said_again
    well = whole and killed.total() == times
    places = ", ".join(f"{call} {number}" for call, number in killed.most_common())
    counted = f"{killed.total()} of {times} pushes killed at places spread over {len(calls)} calls ({places})"
    print(f"{name:12}{counted}; {rows} rows, {different} of {wanted} tasks: {'well' if well else 'WRONG'}", flush=True)
    if not well:
        print(said[-2000:], said_again[-2000:])
    return well


def whole_after_kills(address: Callable[[int], str], folder: Path, look: Callable[[str], None] = lambda place: None) -> None:
    """Kill the first push of 62 tasks at a quarter, half and three quarters of its calls, each at an address of its own.

    `look` is asked after each kill; then the same command must complete the push. Address 0 is pushed to without a kill.
    """
    records = killable(address(0), folder)[0][-3]
    given = [[address(number), "--from", records, "--state", str(folder / f"state{number}")] for number in range(4)]
    with Pushes(folder / "calls") as pushes:
        assert pushes.push(given[0])[0] == 0
        calls = len(pushes.calls())
        for quarter in (1, 2, 3):
            assert pushes.push(given[quarter], calls * quarter // 4)[0] == KILLED
            look(address(quarter))
            code, said = pushes.push(given[quarter])
            assert code == 0, said
            assert "create 0, update 0, withdraw 0, reinstate 0, unchanged 62" in pushes.push(given[quarter])[1]
