"""Runs readers of binary formats in child processes, which may crash, hang or swell without harm (读取隔离).

A child is started when the first such file comes and kept for the next ones. Threads use a child each; a process made by
fork starts its own. A child ends with its parent: its standard input closes.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from typing import IO

import msgspec

from policy_extract.errors import ReadError
from policy_extract.processes import descendants
from policy_extract.reading.formats import OCR_PATIENCE, Format
from policy_extract.reading.isolation_messages import LARGEST_ANSWER, Answer, Request, receive, send
from policy_extract.text import Source

BASE_SECONDS, SECONDS_PER_MEGABYTE, MOST_SECONDS = 15.0, 2.0, 300.0
"""Processor time that a file may take: small files, and what a large one gets for each megabyte."""
CLOCK_FACTOR = 4 if os.name == "posix" else 1
"""A busy machine takes longer by the clock; where processor time cannot be bounded, the clock alone counts."""
BASE_MEMORY, MEMORY_PER_BYTE = 1024**3 - 64 * 1024**2, 4
"""Address space of the child: below a gigabyte for all but large files."""
MODULE = "policy_extract.reading.isolation_child"
MOST_IDLE = 4
"""Children that are kept waiting; more are only there while more threads read."""


class Worker:
    """One child process and the pipes to it; used by one thread at a time."""

    def __init__(self) -> None:
        """Start the child. Raises ReadError when this Python cannot start one."""
        self.owner = os.getpid()
        self.timed_out = False
        self.folder = tempfile.mkdtemp(prefix="policy-extract-")
        try:
            self.process = self._start()
        except (OSError, ValueError) as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise ReadError(f"no process for reading could be started ({error}); free memory or processes", "memory") from error

    def _start(self) -> subprocess.Popen[bytes]:
        """The process, with this interpreter's module path and its private folder for temporary files."""
        paths = [os.path.abspath(path or os.curdir) for path in sys.path]
        environment = dict(os.environ)
        environment.update(PYTHONPATH=os.pathsep.join(paths), PYTHONDONTWRITEBYTECODE="1", PYTHONUTF8="1")
        environment.update(TMPDIR=self.folder, TEMP=self.folder, TMP=self.folder)
        return subprocess.Popen(
            [sys.executable, "-s", "-m", MODULE, self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=environment,
            start_new_session=True,
        )

    @property
    def incoming(self) -> IO[bytes]:
        """The pipe on which answers come."""
        assert self.process.stdout is not None
        return self.process.stdout

    @property
    def outgoing(self) -> IO[bytes]:
        """The pipe for requests."""
        assert self.process.stdin is not None
        return self.process.stdin

    def ask(self, request: Request, data: bytes, seconds: float) -> Answer | None:
        """The child's answer; None when it died or had to be killed after so many seconds by the clock."""
        watchdog = threading.Timer(seconds, self._time_out)
        watchdog.daemon = True
        watchdog.start()
        try:
            send(self.outgoing, msgspec.msgpack.encode(request))
            send(self.outgoing, data)
            frame = receive(self.incoming, LARGEST_ANSWER + 1024)
        except OSError:
            return None
        finally:
            watchdog.cancel()
        try:
            return msgspec.msgpack.decode(frame, type=Answer) if frame is not None else None
        except (msgspec.MsgspecError, ValueError):
            return None

    def _time_out(self) -> None:
        """Kill a child that takes too long."""
        self.timed_out = True
        self.kill()

    def kill(self) -> None:
        """End the child and the programs that it started, those in sessions of their own too."""
        for process in descendants(self.process.pid):
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def close(self, patience: float = 0.0) -> int | None:
        """End the child, remove its folder; returns its exit code. It gets some time to end by itself."""
        with contextlib.suppress(OSError):
            self.outgoing.close()
        try:
            code: int | None = self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            code = self.process.wait()
        with contextlib.suppress(OSError):
            self.incoming.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        return code

    def abandon(self) -> None:
        """In a process made by fork: let go of the parent's child without a word to it.

        The pipes are turned to nothing and kept: what a buffer still holds must not reach the child when it is thrown away.
        """
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (self.outgoing, self.incoming):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(nothing, stream.fileno(), inheritable=False)
        os.close(nothing)
        self.process.returncode = 0


_lock = threading.Lock()
_idle: list[Worker] = []
_busy: set[Worker] = set()
_abandoned: list[Worker] = []


def read_isolated(entry: Format, data: bytes, name: str, ocr: bool) -> Source:
    """Read a document in a child process. Raises ReadError."""
    answer = _ask(entry, data, name, None, ocr)
    if answer.source is None:
        raise ReadError(f"{name or '<data>'}: the reading process gave no text; please report the file", "damaged", entry.key)
    return answer.source


def reread_isolated(entry: Format, data: bytes, locator: str, ocr: bool = False) -> str:
    """The words at a locator, read in a child process. Raises ReadError."""
    return _ask(entry, data, "", locator, ocr).words or ""


def close_all() -> None:
    """End the waiting children; the next file starts a new one."""
    with _lock:
        workers = list(_idle)
        _idle.clear()
    for worker in workers:
        worker.close(1.0)


def _ask(entry: Format, data: bytes, name: str, locator: str | None, ocr: bool) -> Answer:
    """Send one request to a child and take its answer apart. Raises ReadError."""
    megabytes = len(data) / 1024**2
    work = min(MOST_SECONDS, BASE_SECONDS + SECONDS_PER_MEGABYTE * megabytes)
    seconds = work * CLOCK_FACTOR + entry.patience + (OCR_PATIENCE if ocr and entry.recogniser else 0)
    memory = BASE_MEMORY + MEMORY_PER_BYTE * len(data)
    request = Request(entry, name, locator, ocr, work, memory)
    worker = _take()
    try:
        answer = worker.ask(request, data, seconds)
    except BaseException:
        _drop(worker)
        worker.kill()
        worker.close()
        raise
    label = name or "<data>"
    if answer is None:
        _drop(worker)
        raise _death(worker, entry, label, seconds if worker.timed_out else work)
    _give_back(worker, answer.last)
    if answer.failure is not None:
        message = answer.failure.message
        if not message.startswith(label):
            message = f"{label}: {message}"
        raise ReadError(message, answer.failure.reason, answer.failure.reader or entry.key)
    return answer


def _death(worker: Worker, entry: Format, label: str, seconds: float) -> ReadError:
    """Why a child gave no answer."""
    # Killed before it is waited for: its number is still its own, and programs that it left behind end with it.
    worker.kill()
    code = worker.close(1.0)
    if worker.timed_out or code == -getattr(signal, "SIGXCPU", 0):
        message = f"{label}: {entry.words} that takes more than {seconds:.0f} seconds to read; split it or save it anew"
        return ReadError(message, "timeout", entry.key)
    if code == -getattr(signal, "SIGKILL", 0):
        message = f"{label}: the system ended the reading of {entry.words}, most likely for lack of memory; split it"
        return ReadError(message, "memory", entry.key)
    message = f"{label}: {entry.words} on which its reader crashed (exit code {code}); open it and save it anew"
    return ReadError(message, "damaged", entry.key)


def _take() -> Worker:
    """A waiting child of this process that still lives, or a new one."""
    while True:
        with _lock:
            worker = _idle.pop() if _idle else None
            if worker is not None:
                _busy.add(worker)
        if worker is None:
            worker = Worker()
            with _lock:
                _busy.add(worker)
            return worker
        if worker.process.poll() is None:
            return worker
        _drop(worker)
        worker.close()


def _drop(worker: Worker) -> None:
    """Forget a child."""
    with _lock:
        _busy.discard(worker)


def _give_back(worker: Worker, last: bool) -> None:
    """Keep a child for the next file, or let it end."""
    with _lock:
        _busy.discard(worker)
        keep = not last and len(_idle) < MOST_IDLE
        if keep:
            _idle.append(worker)
    if not keep:
        worker.close(1.0)


def _after_fork() -> None:
    """A process made by fork has no children of its own yet; the pipes of its parent's are closed here."""
    global _lock
    _lock = threading.Lock()
    for worker in [*_idle, *_busy]:
        worker.abandon()
        _abandoned.append(worker)
    _idle.clear()
    _busy.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
atexit.register(close_all)
