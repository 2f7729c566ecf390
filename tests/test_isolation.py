"""The guarded child process: whatever a reader does, the parent gets a document or a reason and goes on."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import malformed
import pytest
from conftest import ROOT

from policy_extract import reading
from policy_extract.errors import ReadError
from policy_extract.extractor import Extractor
from policy_extract.reading import isolation, isolation_child, isolation_messages
from policy_extract.reading.formats import Format
from policy_extract.reading.isolation_guard import Guard
from policy_extract.text import Source

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits of processes are there on POSIX systems only")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Each test begins and ends without children."""
    isolation.close_all()
    yield
    isolation.close_all()


def ask(reader: str, data: bytes = b"plan", name: str = "plan.bin") -> Source:
    """Read with one of the readers that misbehave."""
    entry = Format("hostile", "application/x-hostile", "a hostile file", (), f"hostile_readers:{reader}")
    return isolation.read_isolated(entry, data, name, False)


def reason(reader: str, data: bytes = b"plan") -> str:
    """Why nothing came of it; the next file is read as ever."""
    with pytest.raises(ReadError) as caught:
        ask(reader, data)
    assert str(caught.value).startswith("plan.bin: ") and "\n" not in str(caught.value)
    assert caught.value.reader
    assert ask("tell").text.endswith(" plan")
    return caught.value.reason


def test_a_source_comes_back_whole() -> None:
    source = ask("tell", "云溪市".encode())
    assert source.text.endswith("云溪市") and source.name == "plan.bin"
    assert source.blocks[0].locator == "x[1]" and source.tables[0].cells == [] and source.facts == {"title": "标题"}
    entry = Format("hostile", "", "", (), "", "hostile_readers:find")
    assert isolation.reread_isolated(entry, b"plan", "x[1]") == "x[1] plan"


def test_one_child_serves_many_files_and_is_another_process() -> None:
    children = {ask("tell").text for _ in range(5)}
    assert len(children) == 1 and f"{os.getpid()} plan" not in children


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("refuse", "encrypted"), ("stumble", "damaged"), ("leave", "damaged"), ("connect", "damaged"), ("start", "damaged"),
        ("system", "damaged"), ("flood", "too_large"),
    ],
)  # fmt: skip
def test_faults_are_reasons(reader: str, expected: str) -> None:
    assert reason(reader) == expected


@POSIX
@pytest.mark.parametrize(("reader", "expected"), [("crash", "damaged"), ("killed", "memory"), ("swell", "memory")])
def test_deaths_are_reasons(reader: str, expected: str) -> None:
    assert reason(reader) == expected


@pytest.mark.parametrize("reader", ["hang", "spin"])
def test_what_takes_too_long_is_ended(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "BASE_SECONDS", 1.0)
    began = time.monotonic()
    with pytest.raises(ReadError) as caught:
        ask(reader)
    assert caught.value.reason == "timeout" and time.monotonic() - began < 8
    monkeypatch.undo()
    assert ask("tell").text


def test_a_reader_writes_nowhere_but_in_its_own_folder(tmp_path: Path) -> None:
    path = tmp_path / "left.txt"
    assert reason("write", str(path).encode()) == "damaged" and not path.exists()
    path.write_text("kept")
    assert reason("remove", str(path).encode()) == "damaged" and path.read_text() == "kept"
    folder, words = ask("note").text.split()
    assert words == "written" and not Path(folder).exists()


def test_the_null_device_may_be_written_to_but_not_removed(tmp_path: Path) -> None:
    """Asked of the guard alone: a test that fails here must not take the device away."""
    guard = object.__new__(Guard)
    guard._folder = str(tmp_path)
    guard._audit("open", (os.devnull, "w", 0))
    for event, arguments in (("os.remove", (os.devnull, -1)), ("os.rename", (str(tmp_path / "a"), os.devnull, -1, -1))):
        with pytest.raises(PermissionError):
            guard._audit(event, arguments)


def test_what_a_library_prints_is_no_answer() -> None:
    assert ask("babble").text.endswith(" plan")


def test_halves_of_characters_are_replaced_in_place() -> None:
    assert ask("halves").text == "甲\ufffd乙"


def test_a_child_is_replaced_after_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask("tell").text
    for _ in range(isolation_child.MOST_FILES):
        last = ask("tell").text
    assert first != last


def test_a_dead_child_is_replaced_unseen() -> None:
    first = ask("tell").text
    worker = isolation._idle[-1]
    worker.kill()
    worker.process.wait()
    assert ask("tell").text != first


def test_threads_have_children_of_their_own() -> None:
    barrier = threading.Barrier(3)

    def together(_: int) -> list[str]:
        barrier.wait()
        return [ask("tell", str(n).encode()).text for n in range(20)]

    with ThreadPoolExecutor(3) as pool:
        for texts in pool.map(together, range(3)):
            assert [text.split()[1] for text in texts] == [str(n) for n in range(20)]


def _in_fork(queue: multiprocessing.Queue[str]) -> None:
    """What a process made by fork reads."""
    queue.put(ask("tell").text)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_process_made_by_fork_starts_its_own() -> None:
    first = ask("tell").text
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=_in_fork, args=(queue,))
    process.start()
    other = queue.get(timeout=60)
    process.join(60)
    assert process.exitcode == 0 and other != first
    assert ask("tell").text == first


def test_an_extractor_travels_to_other_processes() -> None:
    data = malformed.good_sheet()
    extractor = Extractor()
    assert extractor.extract_bytes(data, "a.xlsx")
    copy = pickle.loads(pickle.dumps(extractor))
    assert copy.extract_bytes(data, "a.xlsx")[0].doc_id == extractor.extract_bytes(data, "a.xlsx")[0].doc_id


ORPHAN = """
import sys
sys.path.insert(0, {tests!r})
from test_isolation import ask
print(ask("tell").text, flush=True)
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_programs_in_sessions_of_their_own_are_found() -> None:
    program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
            pytest.skip("this system does not tell the children of a process")
        assert program.pid in isolation.descendants(os.getpid())
    finally:
        program.kill()
        program.wait()


@POSIX
def test_no_child_outlives_its_parent() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    code = ORPHAN.format(tests=str(ROOT / "tests"))
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    child = int(run.stdout.split()[0])
    for _ in range(100):
        if not is_alive(child):
            return
        time.sleep(0.1)
    pytest.fail("the child is still there ten seconds after its parent")


def is_alive(process: int) -> bool:
    """Whether a process runs; one that only waits to be buried does not."""
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as state:
            return state.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_interrupt_ends_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = isolation._take()
    isolation._give_back(worker, False)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(isolation_messages, "receive", interrupted)
    monkeypatch.setattr(isolation, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ask("tell")
    assert worker.process.poll() is not None and not Path(worker.folder).exists()


def test_the_way_through_the_child_is_short() -> None:
    data = malformed.good_sheet()
    ask("tell", data)
    began = time.perf_counter()
    for _ in range(50):
        ask("tell", data)
    assert (time.perf_counter() - began) / 50 < 0.02


def test_in_process_reading_gives_the_same() -> None:
    data = malformed.good_sheet()
    assert reading.read(data, "a.xlsx") == reading.read(data, "a.xlsx", options=reading.Options(isolate=False))
