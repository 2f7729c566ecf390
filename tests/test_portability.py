"""What must hold on systems other than this one: no POSIX modules, no encodings or line ends of the system (可移植性)."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "policy_extract"
RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
FORBIDDEN = set('<>:"|?*\\')


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python with the package of this tree."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, *arguments], env=settings, capture_output=True, text=True, encoding="utf-8", timeout=120
    )


def test_every_module_loads_without_posix(tmp_path: Path) -> None:
    done = run(str(ROOT / "tests" / "portable_child.py"), str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("loaded")


def test_no_file_is_opened_in_the_encoding_of_the_system(tmp_path: Path) -> None:
    """The commands that most people use, with a warning of Python made an error wherever the package opens a text file."""
    script = (
        "import sys, warnings\n"
        "warnings.filterwarnings('error', category=EncodingWarning, module=r'policy_extract(\\.|$)')\n"
        "from policy_extract.cli import main\n"
        "folder, plan = sys.argv[1:]\n"
        "codes = [main(['extract', plan, '-q', '-f', form, '-o', f'{folder}/out.{form}'])"
        " for form in ('jsonl', 'csv', 'standoff')]\n"
        "codes.append(main(['read', plan]))\n"
        "codes.append(main(['report', plan, '-o', f'{folder}/out.html']))\n"
        "assert codes == [0] * 5, codes\n"
    )
    plan = ROOT / "corpus" / "yunze-hospital-plan-2024.txt"
    done = run("-X", "warn_default_encoding", "-c", script, str(tmp_path), str(plan))
    assert done.returncode == 0, done.stderr


def test_the_output_is_utf_8_whatever_the_console_speaks() -> None:
    """A console of code page 936 or of plain ASCII gets the same bytes."""
    plan = str(ROOT / "corpus" / "yunze-hospital-plan-2024.txt")
    seen = {run("-m", "policy_extract", "extract", plan, "-q", PYTHONIOENCODING=name).stdout for name in ("gbk", "ascii")}
    assert len(seen) == 1 and "市卫生健康委" in seen.pop()


def writes(tree: ast.AST) -> list[ast.Call]:
    """Calls that write a text file."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        modes = [part.value for part in (*node.args, *(word.value for word in node.keywords)) if isinstance(part, ast.Constant)]
        text = any(isinstance(mode, str) and mode[:1] in ("w", "a", "x") and mode.strip("wax+t") == "" for mode in modes)
        if name == "write_text" or (name in ("open", "fdopen") and text):
            found.append(node)
    return found


@pytest.mark.parametrize(
    "room", sorted(path for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()), ids=lambda p: p.name
)
def test_text_files_are_written_with_line_ends_of_our_own(room: Path) -> None:
    """On Windows a text file without `newline` gets carriage returns: no longer the same bytes."""
    for path in [room] if room.is_file() else sorted(room.rglob("*.py")):
        for call in writes(ast.parse(path.read_text(encoding="utf-8"))):
            assert any(word.arg == "newline" for word in call.keywords), f"{path.name}:{call.lineno}: no newline given"


def test_a_text_file_without_line_ends_of_our_own_is_seen() -> None:
    tree = ast.parse("path.write_text(t)\nopen(p, 'w')\npath.open('a', newline='')\npath.open('wb')\nopen(p)")
    assert [call.lineno for call in writes(tree)] == [1, 2, 3]


def test_file_names_are_good_on_every_system() -> None:
    """No name that Windows reserves or forbids, and no two that differ only in case."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = listed.stdout.decode("utf-8").split("\0")[:-1] if listed.returncode == 0 else []
    names = names or [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if ".venv" not in path.parts]
    for name in names:
        for part in name.split("/"):
            assert part.split(".")[0].lower() not in RESERVED and not FORBIDDEN & set(part) and part[-1] not in " .", name
    assert len({name.lower() for name in names}) == len(set(names))
