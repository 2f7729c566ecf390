"""The worker process (工作进程): takes inputs from its pipe one by one, gives tables back; may die at any of them.

Started as `python -m policy_extract.batch.worker_child PARENT` by `workers`; of no use by itself.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import hashlib
import importlib
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import IO

import msgspec
import pyarrow as pa

from policy_extract.batch.kernel import Gathered, Given, Kernel
from policy_extract.batch.limits import die_with, limit_address_space, memory_of
from policy_extract.batch.messages import LARGEST_FRAME, Done, Orders, Ready, Reply, Request
from policy_extract.batch.schema import FailureLine
from policy_extract.errors import ReadError
from policy_extract.processes import own_streams
from policy_extract.reading import file_bytes
from policy_extract.reading.isolation_messages import receive, send

MOST_INPUTS = 2000
"""Inputs after which another process takes over, so that no leak of a library adds up."""
MOST_GROWTH = 250 * 1024 * 1024
"""Bytes that the process may hold between two inputs beyond what it held when it was ready."""
HELD_BYTES, HELD_SECONDS = 2_000_000, 1.0
"""Input or time after which rows are handed over, however few."""
GRACE = 1.0
"""Seconds that the parent waits longer than the worker's own alarm."""


class Server:
    """Runs the kernel over requests and holds rows until a batch is full."""

    def __init__(self, orders: Orders, kernel: Kernel) -> None:
        """Begin with nothing held."""
        self.orders = orders
        self.kernel = kernel
        self.gathered = Gathered()
        self.done: list[Done] = []
        self.served = self.bytes = 0
        self.since = time.monotonic()
        self.ready_memory = memory_of()[1]

    def answer(self, request: Request) -> Reply:
        """Serve one request."""
        last = False
        if request.given is not None:
            if not self.done:
                self.since = time.monotonic()
            last = self.serve(request.given, request.path)
        full = len(self.done) >= self.orders.batch or self.bytes > HELD_BYTES or time.monotonic() - self.since > HELD_SECONDS
        grown = self.served >= MOST_INPUTS or memory_of()[1] - self.ready_memory > MOST_GROWTH
        return self.flush(last or grown) if request.flush or full or last or grown else Reply()

    def flush(self, last: bool) -> Reply:
        """Hand over what is held."""
        reply = Reply(self.done, self.gathered.serialized(), last)
        self.gathered, self.done, self.bytes = Gathered(), [], 0
        gc.collect(1)
        return reply

    def serve(self, given: Given, path: str | None) -> bool:
        """Run the kernel over one input; returns whether the process had better end after it."""
        began = time.perf_counter()
        faulthandler.dump_traceback_later(self.orders.timeout, exit=True)
        gathered, last = Gathered(), False
        try:
            if path is not None:
                given.content = file_bytes(Path(path))
            self.kernel.gather(given, gathered)
        except ReadError as error:
            gathered.add("failures", (given.input_id, 0), FailureLine(given.name, given.container, error.reason, str(error)))
        except (MemoryError, SystemExit) as error:
            gathered, last = Gathered(), True
            gathered.add("failures", (given.input_id, 0), self._grave(given, error))
        finally:
            faulthandler.cancel_dump_traceback_later()
        self.served += 1
        self.bytes += len(given.content or given.text or "")
        failures = gathered.lines["failures"]
        done = Done(
            given.input_id, digest_of(given), time.perf_counter() - began, len(gathered.lines["documents"]),
            len(gathered.lines["tasks"]), len(failures),
        )  # fmt: skip
        if failures:
            done.reason, done.message = failures[0].reason, failures[0].message
        self.gathered.take(gathered)
        self.done.append(done)
        return last

    def _grave(self, given: Given, error: BaseException) -> FailureLine:
        """The failure row of an error after which the process is no longer trusted."""
        where = "".join(traceback.format_exception(error, limit=-10))
        if isinstance(error, MemoryError):
            megabytes = self.orders.memory // 1024**2
            message = f"{given.input_id}: takes more than {megabytes} MB of memory; split it or give more with --memory"
            return FailureLine(given.name, given.container, "memory", message, "", where)
        message = f"{given.input_id}: ended the process ({type(error).__name__}: {error}); please report the file"
        return FailureLine(given.name, given.container, "crash", message, "", where)


def digest_of(given: Given) -> str:
    """Hash of all that the kernel sees of an input beside its name."""
    digest = hashlib.sha256()
    if given.text is not None:
        digest.update(b"text\0" + given.text.encode("utf-8", "surrogatepass"))
    else:
        digest.update(given.content or b"")
    for value in (given.media_type or "", *(f"{key}={value}" for key, value in sorted(given.hints.items()))):
        if value:
            digest.update(b"\0" + value.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def main() -> int:
    """Serve requests until the parent goes away or the process has grown."""
    incoming, outgoing = own_streams()
    faulthandler.enable()
    die_with(int(sys.argv[1]))
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    frame = receive(incoming, LARGEST_FRAME)
    if frame is None:
        return 1
    orders = msgspec.msgpack.decode(frame, type=Orders)
    spare_pandas()
    try:
        kernel = _kernel(orders)
    except Exception as error:
        send(outgoing, msgspec.msgpack.encode(Ready(problem=f"{type(error).__name__}: {error}")))
        return 1
    gc.collect()
    gc.freeze()
    # Rows make no cycles to speak of: what there is of them is collected between two batches.
    gc.disable()
    server = Server(orders, kernel)
    limit_address_space(orders.memory)
    send(outgoing, msgspec.msgpack.encode(Ready(kernel.pack_hash)))
    with contextlib.suppress(BrokenPipeError):
        _serve(server, incoming, outgoing)
    return 0


class NoPandas:
    """A finder of modules that refuses one."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for pandas, leave all others to the finders behind this one."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def spare_pandas() -> None:
    """Let pyarrow look for pandas now and not find it: a third of a second and 50 MB for a library that no row needs."""
    sys.meta_path.insert(0, NoPandas)
    try:
        pa.array([0])
    finally:
        sys.meta_path.remove(NoPandas)


def _serve(server: Server, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer requests."""
    decoder = msgspec.msgpack.Decoder(Request)
    while (frame := receive(incoming, LARGEST_FRAME)) is not None:
        request = decoder.decode(frame)
        del frame
        reply = server.answer(request)
        send(outgoing, msgspec.msgpack.encode(reply))
        if reply.last:
            break


def _kernel(orders: Orders) -> Kernel:
    """The kernel that the orders name."""
    module, _, function = orders.factory.partition(":")
    kernel: Kernel = getattr(importlib.import_module(module), function)(orders.folders, orders.ocr, orders.standoff)
    return kernel


if __name__ == "__main__":
    sys.exit(main())
