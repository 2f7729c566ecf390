"""Promises that hold for the whole program: same in, same out; no network; no code out of data. See docs/reliability.md."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import malformed
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.same import WAYS  # noqa: E402


def in_process(*command: str, **variables: str) -> str:
    """What a Python process prints."""
    environment = os.environ | variables | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    run = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout.strip()


def test_seeds_threads_and_orders_of_import_give_the_same_bytes() -> None:
    """Over the sample corpus; `python -m benchmarks.same FOLDER` does the same over any."""
    found = {name: in_process("-m", "benchmarks.same", "--way", *way, **variables) for name, (variables, way) in WAYS.items()}
    assert len(set(found.values())) == 1, found


WATCHED = """
import sys
from pathlib import Path

seen, started = [], []

def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        seen.append((event, str(arguments)[:80]))
    if event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
        started.append(str(arguments[1] if event == "subprocess.Popen" else arguments))

from policy_extract.cli import main
sys.addaudithook(watch)
out = sys.argv[1]
assert main(["extract", *sys.argv[2:], "-o", out + "/records.jsonl", "-q"]) == 0
assert main(["report", sys.argv[2], "-o", out + "/plan.html"]) == 0
assert main(["explain", sys.argv[2], "--at", "800"]) == 0
assert not seen, seen
assert all("isolation_child" in line for line in started), started
print(len(started), "children")
"""


def test_nothing_goes_over_a_network(corpus_files: list[Path], tmp_path: Path) -> None:
    """Extraction opens no socket and starts nothing but its own reader: no telemetry, no look for updates."""
    files = []
    for name in ("good.docx", "good.xlsx", "good.pdf", "good.ofd"):
        files.append(tmp_path / name)
        files[-1].write_bytes(malformed.sound()[name])
    said = in_process("-c", WATCHED, str(tmp_path), *map(str, [*corpus_files[:4], *files]))
    assert said.splitlines()[-1] == "1 children"


HOSTILE_RULES = {
    "an object of Python": "family: kinds\nx: !!python/object/apply:os.system ['touch {mark}']\n",
    "a module of Python": "family: kinds\nx: !!python/name:os.system\n",
    "many of the same": "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nfamily: *b\n",
}


@pytest.mark.parametrize("case", HOSTILE_RULES)
def test_rules_of_others_run_no_code(case: str, tmp_path: Path) -> None:
    """A pattern folder is data: what YAML could build out of Python is refused with file and line."""
    from policy_extract import patterns
    from policy_extract.errors import PatternError

    mark = tmp_path / "mark"
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "mine.yaml").write_text(HOSTILE_RULES[case].format(mark=mark), encoding="utf-8")
    with pytest.raises(PatternError, match=r"mine\.yaml"):
        patterns.layered(folder)
    assert not mark.exists()
