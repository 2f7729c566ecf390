"""The pool (进程池): a process and a thread that serves it per worker, one pipe each way, no lock shared between processes.

Whatever a document does to its worker (raise, hang, exit, crash, eat memory) only that document is marked; a worker that
is killed from outside is replaced and its document tried again. Workers end with this process.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import msgspec

from policy_extract.batch.kernel import Gathered, Given
from policy_extract.batch.limits import kill_tree, memory_of
from policy_extract.batch.messages import LARGEST_FRAME, Done, Orders, Ready, Reply, Request
from policy_extract.batch.schema import FailureLine
from policy_extract.batch.worker_child import GRACE, digest_of
from policy_extract.errors import UsageError
from policy_extract.processes import descendants
from policy_extract.reading.isolation_messages import receive, send

MODULE = "policy_extract.batch.worker_child"
START_SECONDS = 120.0
LOOK_SECONDS = 0.2
"""How often the bounds of time and memory are looked at."""
SLACK = 32 << 20
"""Bytes above the bound at which a process is ended from outside: its own bound, which tells where, is to be met first."""
TRIES_CRASH, TRIES_KILLED = 2, 4
"""How often an input is tried whose process crashed, or was killed from outside, which says little about the input."""
MOST_FAILED_STARTS, MOST_KILLED_STARTS = 3, 20
"""How often a process is started that ends before it is ready: by itself, or killed from outside."""
MOST_WORDS = 8000
"""Characters of what a dead process said that are kept."""
KILLS = frozenset({-getattr(signal, name) for name in ("SIGKILL", "SIGTERM") if hasattr(signal, name)})


@dataclass(slots=True)
class Job:
    """One input on its way, with what the caller wants to find again beside the answer."""

    given: Given
    path: str | None = None
    digest: str = ""
    note: Any = None
    tries: int = 0
    alone: bool = False
    """Whether its rows are asked for at once, because its process died before."""


@dataclass(slots=True)
class Bundle:
    """Inputs that are done, with their tables."""

    jobs: list[Job]
    done: list[Done]
    tables: dict[str, bytes]


class Worker:
    """One process and the pipes to it, as seen by the thread that serves it."""

    def __init__(self, errors: Path, temporary: Path) -> None:
        """Start the process. Raises OSError."""
        self.errors = errors
        self.ready = Ready(problem="the process ended while it started")
        self.allowed = sys.maxsize
        self.deadline: float | None = time.monotonic() + START_SECONDS
        self.ended_for = ""
        self.most_memory = 0
        paths = [os.path.abspath(path or os.curdir) for path in sys.path]
        environment = dict(os.environ)
        environment.update(PYTHONPATH=os.pathsep.join(paths), PYTHONUTF8="1", TMPDIR=str(temporary))
        # One worker is one core's work: pools of threads inside libraries only cost memory.
        environment.update(OMP_NUM_THREADS="1", ARROW_DEFAULT_MEMORY_POOL="system", MALLOC_ARENA_MAX="2")
        with errors.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-s", "-m", MODULE, str(os.getpid())],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stream, env=environment, start_new_session=True,
            )  # fmt: skip

    def wake(self, orders: Orders) -> str:
        """Give the orders and wait until the process is ready; returns what is wrong, if anything is."""
        with contextlib.suppress(OSError):
            send(self._stream("stdin"), msgspec.msgpack.encode(orders))
            if (frame := receive(self._stream("stdout"), LARGEST_FRAME)) is not None:
                self.ready = msgspec.msgpack.decode(frame, type=Ready)
        self.deadline = None
        self.allowed = memory_of(self.process.pid)[1] + orders.memory + SLACK
        return self.ready.problem

    def _stream(self, name: str) -> IO[bytes]:
        """A pipe of the process."""
        stream: IO[bytes] | None = getattr(self.process, name)
        assert stream is not None
        return stream

    def ask(self, request: Request, seconds: float) -> Reply | None:
        """The answer; None when the process died or was ended by the look-out."""
        self.ended_for = ""
        self.deadline = time.monotonic() + seconds + GRACE
        try:
            send(self._stream("stdin"), msgspec.msgpack.encode(request))
            frame = receive(self._stream("stdout"), LARGEST_FRAME)
            return msgspec.msgpack.decode(frame, type=Reply) if frame is not None else None
        except (OSError, msgspec.MsgspecError):
            return None
        finally:
            self.deadline = None

    def look(self) -> None:
        """End the process when it is over its time or memory."""
        deadline = self.deadline
        if deadline is None or self.process.poll() is not None:
            return
        held = memory_of(self.process.pid)[1]
        self.most_memory = max(self.most_memory, held)
        if time.monotonic() > deadline:
            self.end("timeout")
        elif held > self.allowed:
            self.end("memory")

    def end(self, reason: str = "closed") -> None:
        """Kill the process and those that it started."""
        self.ended_for = self.ended_for or reason
        kill_tree(self.process.pid)

    def close(self) -> int:
        """End the process; returns its exit code."""
        for name in ("stdin", "stdout"):
            with contextlib.suppress(OSError, AttributeError):
                getattr(self.process, name).close()
        try:
            return self.process.wait(1.0)
        except subprocess.TimeoutExpired:
            kill_tree(self.process.pid)
            return self.process.wait()

    def last_words(self) -> str:
        """What the process wrote before it died: the traceback of a crash or a time-out."""
        with contextlib.suppress(OSError):
            return self.errors.read_bytes()[:MOST_WORDS].decode("utf-8", "replace")
        return ""


@dataclass(slots=True)
class Pool:
    """Workers that take jobs from one queue and put bundles into another."""

    orders: Orders
    workers: int
    folder: Path
    """For what processes write before they die, and for their temporary files."""
    jobs: queue.SimpleQueue[Job | None] = field(default_factory=queue.SimpleQueue)
    bundles: queue.SimpleQueue[Bundle | BaseException] = field(default_factory=queue.SimpleQueue)
    alive: dict[int, Worker] = field(default_factory=dict)
    threads: list[threading.Thread] = field(default_factory=list)
    pack_hash: str = ""
    """That every worker must have loaded; empty when it does not matter."""
    closing: bool = False
    most_memory: int = 0
    """Most bytes that any worker was seen to hold."""

    def start(self) -> None:
        """Start the threads; each starts its process when the first job comes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in range(self.workers):
            self.threads.append(threading.Thread(target=self._serve, args=(number,), daemon=True))
        self.threads.append(threading.Thread(target=self._look_out, daemon=True))
        for thread in self.threads:
            thread.start()

    def close(self) -> None:
        """End all workers at once; what they have not handed over is lost."""
        self.closing = True
        for _ in range(self.workers):
            self.jobs.put(None)
        for worker in list(self.alive.values()):
            worker.end()
        for thread in self.threads:
            thread.join(5.0)

    def next_bundle(self, patience: float) -> Bundle | None:
        """What came back, if something does within so many seconds. Raises what ended a worker's thread."""
        try:
            bundle = self.bundles.get(timeout=patience) if patience else self.bundles.get_nowait()
        except queue.Empty:
            return None
        if isinstance(bundle, BaseException):
            raise bundle
        return bundle

    def processes(self) -> list[int]:
        """Numbers of the worker processes at this moment, and of those that they started."""
        own = [worker.process.pid for worker in list(self.alive.values())]
        return own + [number for process in own for number in descendants(process)]

    def _look_out(self) -> None:
        """Hold the workers to their bounds."""
        while not self.closing:
            time.sleep(LOOK_SECONDS)
            for worker in list(self.alive.values()):
                worker.look()
                self.most_memory = max(self.most_memory, worker.most_memory)

    def _serve(self, number: int) -> None:
        """The life of one worker's thread; an error of this program ends the run, not the thread alone."""
        try:
            self._serve_jobs(number)
        except BaseException as error:
            if not self.closing:
                self.bundles.put(error)
        finally:
            worker = self.alive.pop(number, None)
            if worker is not None:
                worker.close()

    def _serve_jobs(self, number: int) -> None:
        """Give jobs to a process and hand its answers on."""
        held: list[Job] = []
        while not self.closing:
            job = self._next(held)
            if job is None and not held:
                return
            if held and not self._lives(number):
                # Killed while it had nothing in hand but rows that it held back.
                self._bury(number, None, held)
                held = []
                if job is None:
                    continue
            worker = self._worker(number)
            request = Request(flush=True) if job is None else Request(job.given, job.path, job.alone)
            reply = worker.ask(request, self.orders.timeout)
            if self.closing:
                return
            if job is not None:
                held.append(job)
            if reply is None:
                self._bury(number, job, held)
                held = []
            elif reply.done:
                self.bundles.put(Bundle(held, reply.done, reply.tables))
                held = []
            if reply is not None and reply.last:
                self.alive.pop(number).close()

    def _next(self, held: list[Job]) -> Job | None:
        """The next job; None at the end, or when none is waiting while rows are held back."""
        if not held:
            return self.jobs.get()
        try:
            job = self.jobs.get_nowait()
        except queue.Empty:
            return None
        if job is None:
            self.jobs.put(None)
        return job

    def _lives(self, number: int) -> bool:
        """Whether the process of a thread is there."""
        worker = self.alive.get(number)
        return worker is not None and worker.process.poll() is None

    def _worker(self, number: int) -> Worker:
        """The living process of a thread, or a new one. Raises UsageError when none can be started."""
        if self._lives(number):
            return self.alive[number]
        problem = ""
        failed = killed = 0
        while failed < MOST_FAILED_STARTS and killed < MOST_KILLED_STARTS and not self.closing:
            failed += 1
            try:
                worker = Worker(self.folder / f"worker-{number}.txt", self.folder)
            except OSError as error:
                problem = str(error)
                continue
            self.alive[number] = worker
            if not worker.wake(self.orders):
                if self.pack_hash and worker.ready.pack_hash != self.pack_hash:
                    raise UsageError("the patterns changed while the run went on; run the same command again")
                return worker
            if worker.close() in KILLS and not worker.ended_for:
                failed, killed = failed - 1, killed + 1
            problem = " ".join(f"{worker.ready.problem} {worker.last_words()[-500:]}".split())
        raise UsageError(f"no worker process can be started ({problem}); free memory or mend what is named")

    def _bury(self, number: int, job: Job | None, held: list[Job]) -> None:
        """A process died: blame the job that it had in hand, if it had one, and give the others to the next."""
        worker = self.alive.pop(number)
        reason = worker.ended_for
        for process in descendants(worker.process.pid):
            kill_tree(process)
        code = worker.close()
        words = worker.last_words()
        if not reason and "Timeout (" in words[:200]:
            reason = "timeout"
        for other in held:
            other.alone = True
            if other is not job:
                self.jobs.put(other)
        if job is None:
            return
        job.tries += 1
        if job.tries < (1 if reason else TRIES_KILLED if code in KILLS else TRIES_CRASH):
            self.jobs.put(job)
            return
        self.bundles.put(dead_bundle(job, reason or "crash", code, words, self.orders))


def dead_bundle(job: Job, reason: str, code: int, words: str, orders: Orders) -> Bundle:
    """The bundle of a job that its process did not outlive."""
    label = job.given.input_id
    if reason == "timeout":
        message = f"{label}: takes more than {orders.timeout:g} seconds; split it or give more with --timeout"
    elif reason == "memory":
        message = f"{label}: takes more than {orders.memory // 1024**2} MB of memory; split it or give more with --memory"
    else:
        message = f"{label}: its process ended (exit code {code}); please report the file"
    return failed_bundle(job, reason, message, words)


def failed_bundle(job: Job, reason: str, message: str, words: str = "") -> Bundle:
    """The bundle of a job of which nothing came; `words`: where in the program it happened."""
    given = job.given
    gathered = Gathered()
    gathered.add("failures", (given.input_id, 0), FailureLine(given.name, given.container, reason, message, "", words))
    digest = job.digest or digest_of(given)
    return Bundle([job], [Done(given.input_id, digest, 0.0, 0, 0, 1, reason, message)], gathered.serialized())
