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


LINKED = """
import sys
from pathlib import Path

seen, pickled, secret = [], [], sys.argv[1]

def watch(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.", "subprocess.", "os.system")):
        seen.append((event, str(arguments)[:80]))
    if event == "open" and str(arguments[0]).endswith("secret.txt"):
        seen.append((event, arguments[0]))
    if event == "pickle.find_class":
        seen.append((event, str(arguments)))

from policy_extract import reading
from policy_extract.extractor import Extractor
Extractor()
files = [Path(name) for name in sys.argv[2:]]
contents = [(path.read_bytes(), path.name) for path in files]
sys.addaudithook(watch)
for data, name in contents:
    source = reading.read(data, name, options=reading.Options(isolate=False))
    assert "口袋公园" in source.text and "hidden words" not in source.text, (name, source.text)
assert not seen, seen
print(len(contents), "read")
"""
LINKS = (
    '<p>新建口袋公园3个。<a href="{0}">链接</a></p><img src="{0}"><iframe src="{0}"></iframe>'
    '<link rel="stylesheet" href="{0}"><script src="{0}"></script><object data="{0}"></object>'
)


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Pages, mail archives, Markdown and Word files that point to a service and to a file beside them: neither is opened."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", encoding="utf-8")
    places = ("http://127.0.0.1:9/a", secret.as_uri())
    page = "<html><body>" + "".join(LINKS.format(place) for place in places) + "</body></html>"
    mail = "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{malformed.LINKS}/{kind}" Target="{place}" TargetMode="External"/>'
        for number, (kind, place) in enumerate((kind, place) for kind in ("image", "aFChunk") for place in places)
    )
    body = '<w:p><w:r><w:t>新建口袋公园3个。</w:t></w:r></w:p><w:altChunk r:id="r3"/>'
    linked = f'<Relationships xmlns="{malformed.PACKAGE}/relationships">{relations}</Relationships>'
    word = malformed.word(body, more={"word/_rels/document.xml.rels": linked})
    marked = "".join(f"新建口袋公园3个。![图]({place}) [链接]({place})\n" for place in places)
    files = {"page.html": page, "page.mht": mail, "plan.md": marked, "plan.docx": word}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    said = in_process("-c", LINKED, str(secret), *(str(tmp_path / name) for name in files))
    assert said.splitlines()[-1] == "4 read"


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
