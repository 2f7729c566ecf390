"""What a run leaves on the disk: only what was asked for, where it was asked for, open to nobody who was not let in."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import CORPUS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files of POSIX systems")
PLAN = CORPUS / "yunze-hospital-plan-2024.txt"
WATCHED = """
import os, sys

inside, written = tuple(sys.argv[1].split(os.pathsep)), []

def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        mode, flags = arguments[1] or "", arguments[2] or 0
        if set(mode) & set("wxa+") or flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            written.append(os.path.abspath(arguments[0]))
    elif event in ("os.mkdir", "os.remove", "os.rename", "os.truncate", "os.chmod", "os.symlink", "os.link", "sqlite3.connect"):
        if not any(isinstance(part, int) and part > 0 for part in arguments[-2:] if event in ("os.remove", "os.rename")):
            # With the handle of a folder the name is one in a folder that is being removed as a whole.
            written.extend(os.path.abspath(part) for part in arguments[:2] if isinstance(part, str))

os.umask(int(sys.argv[2], 8))
from policy_extract.cli import main
sys.addaudithook(watch)
codes = [main(words.split("\t")) for words in sys.argv[3:]]
outside = sorted({path for path in written if not path.startswith(inside) and path != os.devnull})
assert not outside and not any(codes), (outside, codes)
"""
COMMANDS = (
    "extract {plan} -o {out}/records.jsonl -q",
    "extract {plan} -o {out}/tasks.csv --format csv -q",
    "report {plan} -o {out}/plan.html",
    "review {plan} --desk {out}/desk.sqlite --export ledger",
    "push {out}/tasks.ics --from {plan} --state {out}/state",
    "run {plan} -q -o {out}/run",
)
"""Commands that leave something; the last two need extras."""


def left_behind(folder: Path, mask: str) -> dict[str, int]:
    """Run all commands among empty folders; files and folders that they made, with their modes, by path below `folder`."""
    pytest.importorskip("icalendar", reason="calendars need the extra caldav")
    pytest.importorskip("pyarrow", reason="runs need the extra batch")
    places = {name: folder / name for name in ("out", "home", "temporary", "here")}
    for place in places.values():
        place.mkdir(mode=0o755)
    environment = {
        **os.environ, "HOME": str(places["home"]), "TMPDIR": str(places["temporary"]), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }  # fmt: skip
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "POLICY_EXTRACT_FEED"):
        environment.pop(name, None)
    inside = os.pathsep.join(str(places[name]) for name in ("out", "temporary"))
    words = ["\t".join(part.format(plan=PLAN, out=places["out"]) for part in command.split()) for command in COMMANDS]
    script = [sys.executable, "-c", WATCHED, inside, mask, *words]
    done = subprocess.run(script, cwd=places["here"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}
    return {name: mode for name, mode in found.items() if name not in places}


def test_commands_write_only_where_they_are_told_to(tmp_path: Path) -> None:
    """Nothing in the home folder, the folder they stand in or the temporary one; nothing that others may change or run."""
    made = left_behind(tmp_path, "022")
    assert len(made) > 20 and all(name.startswith("out/") for name in made), made
    for name, mode in made.items():
        assert not mode & 0o022, f"{name}: {mode:o} lets others write"
        assert (tmp_path / name).is_dir() or not mode & 0o111, f"{name}: {mode:o} can be run"


def test_who_keeps_files_to_himself_keeps_these_too(tmp_path: Path) -> None:
    """With the mask 077 nobody else reads what was made, state files included."""
    made = left_behind(tmp_path, "077")
    assert made and not any(mode & 0o077 for mode in made.values()), {name: f"{mode:o}" for name, mode in made.items()}
