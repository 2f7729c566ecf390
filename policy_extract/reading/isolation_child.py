"""The child process in which binary files are read: takes requests on standard input until it closes.

Started as `python -m policy_extract.reading.isolation_child FOLDER` by `isolation`; of no use by itself.
"""

from __future__ import annotations

import shutil
import sys

import msgspec

from policy_extract.errors import ReadError
from policy_extract.processes import own_streams
from policy_extract.reading.isolation_guard import Guard, resident_memory
from policy_extract.reading.isolation_messages import LARGEST_ANSWER, Answer, Failure, Request, receive, send

MOST_FILES = 500
"""Files that one child reads; then another takes its place, so that no leak of a library adds up."""
MOST_MEMORY = 300 * 1024 * 1024
"""Bytes that the child may hold between two files."""
LARGEST_REQUEST = 1024**3
SURROGATES = {code: 0xFFFD for code in range(0xD800, 0xE000)}
"""Halves of characters, which no encoding can carry."""


def main() -> int:
    """Serve requests until the parent goes away or the child has grown."""
    incoming, outgoing = own_streams()
    folder = sys.argv[1]
    guard = Guard(folder)
    served = 0
    while (frame := receive(incoming, LARGEST_REQUEST)) is not None:
        request = msgspec.msgpack.decode(frame, type=Request)
        data = receive(incoming, LARGEST_REQUEST)
        if data is None:
            break
        guard.limit(request.seconds, request.memory)
        answer = serve(request, data)
        served += 1
        del data
        answer.last = answer.last or served >= MOST_FILES or resident_memory() > MOST_MEMORY
        try:
            send(outgoing, _encoded(answer))
        except BrokenPipeError:
            break
        if answer.last:
            break
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def serve(request: Request, data: bytes) -> Answer:
    """Read what is asked for; every fault becomes a failure with its reason."""
    from policy_extract.reading import dispatch

    entry = request.entry
    label = request.name or "<data>"
    try:
        if request.locator is not None:
            return Answer(words=dispatch.reread_here(entry, data, request.locator, request.ocr))
        return Answer(source=dispatch.read_here(entry, data, request.name, request.ocr))
    except ReadError as error:
        return Answer(failure=Failure(str(error), error.reason, error.reader or entry.key))
    except MemoryError:
        megabytes = request.memory // 1024**2
        message = f"{label}: reading it takes more than {megabytes} MB of memory; split it or save it as text first"
        return Answer(failure=Failure(message, "memory", entry.key), last=True)
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        message = f"{label}: {entry.words} that cannot be read ({type(error).__name__}: {said}); open it and save it anew"
        return Answer(failure=Failure(message, "damaged", entry.key))


def _encoded(answer: Answer) -> bytes:
    """The answer as a frame; one that is too large or cannot be carried becomes a failure."""
    try:
        frame = msgspec.msgpack.encode(answer)
    except UnicodeEncodeError:
        frame = msgspec.msgpack.encode(_without_surrogates(answer))
    except MemoryError:
        failure = Failure("the answer takes too much memory; split the file", "memory", "")
        return msgspec.msgpack.encode(Answer(failure=failure, last=True))
    if len(frame) <= LARGEST_ANSWER:
        return frame
    failure = Failure(f"the text of the file takes {len(frame)} bytes (at most {LARGEST_ANSWER}); split it", "too_large", "")
    return msgspec.msgpack.encode(Answer(failure=failure, last=True))


def _without_surrogates(answer: Answer) -> Answer:
    """The answer with halves of characters replaced one for one; all offsets stay."""
    plain = msgspec.to_builtins(answer)
    return msgspec.convert(_mended(plain), Answer)


def _mended(value: object) -> object:
    """A nest of plain values with all texts mended."""
    if isinstance(value, str):
        return value.translate(SURROGATES)
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value


if __name__ == "__main__":
    sys.exit(main())
