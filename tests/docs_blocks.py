"""Finds the code blocks of the documentation and runs them, page by page, in a scratch folder (文档代码块).

A comment right before a block says what is to be done with it:

    <!-- not run: REASON -->   it is shown only; the reason says why
    <!-- file: NAME -->        it is put into the scratch folder under this name, for the blocks that follow
    <!-- output -->            it shows what the block before it printed; … stands for any words, a line of … for any lines

Without a comment, blocks of Python and of the shell are run in order, one process and one scratch folder a page, and JSON, YAML
and TOML must be well formed. `python tests/docs_blocks.py` counts the blocks.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(
    r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w-]*)[^\n]*\n(?P<code>.*?)^(?P=indent)(?P=ticks) *$", re.M | re.S
)
MARK = re.compile(r"<!--\s*(not run|file|output)\s*(?::\s*((?:(?!-->).)*?))?\s*-->\s*\Z", re.S)
SHELL, PYTHON, SHOWN = ("sh", "bash", "console"), ("python", "py"), ("json", "yaml", "toml")
SHELL_SIGNS = re.compile(r"[|&;<>$`]|^[A-Z_]+=")
COMMENT = re.compile(r"(?:^|\s+)#(?:\s.*)?$")
ANY = "…"


@dataclass
class Block:
    """One fenced block of a page."""

    page: str
    line: int
    language: str
    code: str
    mark: str = ""
    said: str = ""

    @property
    def place(self) -> str:
        """Page and line."""
        return f"{self.page}:{self.line}"

    @property
    def kind(self) -> str:
        """What is done with it: run, output, file, checked, shown or not run."""
        if self.mark:
            return self.mark
        return "run" if self.language in SHELL + PYTHON else "checked" if self.language in SHOWN else "shown"


def pages() -> list[Path]:
    """The README and all pages of the documentation."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(path: Path) -> list[Block]:
    """The blocks of a page, in order."""
    text = path.read_text(encoding="utf-8")
    page, found = path.relative_to(ROOT).as_posix(), []
    for match in FENCE.finditer(text):
        mark = MARK.search(text, 0, match.start())
        indent = match["indent"]
        code = "".join(line.removeprefix(indent) for line in match["code"].splitlines(keepends=True))
        line = text.count("\n", 0, match.start()) + 1
        said = (mark[2] or "") if mark else ""
        found.append(Block(page, line, match["language"].lower(), code, mark[1] if mark else "", said))
    return found


def same(shown: str, printed: str) -> bool:
    """Whether what is shown is what was printed, with … for what is left out; blanks at the ends of lines do not count."""
    pattern = ""
    for line in shown.strip("\n").split("\n"):
        if line.strip() == ANY:
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += "[^\n]*".join(re.escape(part) for part in line.rstrip().split(ANY)) + r"[ \t]*\n"
    return re.fullmatch(pattern, printed.strip("\n") + "\n") is not None


@dataclass
class Runner:
    """Runs the blocks of one page; the working folder is the scratch folder."""

    tools: Path
    """A folder with the commands `policy-extract` and `python` for lines that need a shell."""
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "__main__"})
    printed: str = ""

    def take(self, block: Block) -> None:
        """Do what the block asks for. Raises AssertionError with its place."""
        if block.kind == "file":
            Path(block.said).parent.mkdir(parents=True, exist_ok=True)
            Path(block.said).write_text(block.code, encoding="utf-8", newline="\n")
        elif block.kind == "output":
            assert same(block.code, self.printed), f"{block.place}: shown\n{block.code}\nbut printed\n{self.printed}"
        elif block.kind == "not run":
            assert block.said.strip(), f"{block.place}: not run without a reason"
        elif block.kind == "checked":
            _parse(block)
        elif block.kind == "run":
            self.printed = self._python(block) if block.language in PYTHON else self._shell(block)

    def _python(self, block: Block) -> str:
        """Run a block of Python among the names of its page; returns what it prints."""
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile("\n" * block.line + block.code, block.page, "exec"), self.names)
        return out.getvalue()

    def _shell(self, block: Block) -> str:
        """Run the commands of a block one by one; returns what they print."""
        return "".join(self._command(line, block) for line in commands(block.code))

    def _command(self, line: str, block: Block) -> str:
        """Run one command: ours in this process, others by a shell; installations are only checked."""
        if line.startswith("pip install"):
            check_installation(line, block.place)
            return ""
        if line.startswith("policy-extract ") and not SHELL_SIGNS.search(line):
            code, printed, errors = _ours(shlex.split(line)[1:])
        else:
            path = os.pathsep.join([str(self.tools), str(Path(sys.executable).parent), os.environ.get("PATH", "")])
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", line], env={**os.environ, "PATH": path}, capture_output=True, timeout=120
            )
            code, printed, errors = done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        assert code == 0, f"{block.place}: exit code {code} of `{line}`\n{printed[-2000:]}{errors[-2000:]}"
        return printed


def commands(code: str) -> list[str]:
    """The commands of a block of shell, continued lines joined and comments taken off."""
    lines = (COMMENT.sub("", line).strip() for line in code.replace("\\\n", " ").splitlines())
    return [line.removeprefix("$ ") for line in lines if line]


def check_installation(line: str, place: str) -> None:
    """That the extras which a line installs exist. Raises AssertionError."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for word in shlex.split(line)[2:]:
        if match := re.fullmatch(r"(?:policy-extract|\.)\[(.*)\]", word):
            for extra in match[1].split(","):
                assert extra in project["optional-dependencies"], f"{place}: there is no extra {extra}"


def _parse(block: Block) -> None:
    """That data is well formed."""
    parse = {"json": json.loads, "yaml": yaml.safe_load, "toml": tomllib.loads}[block.language]
    try:
        parse(block.code)
    except ValueError as error:
        raise AssertionError(f"{block.place}: {error}") from error


def _ours(arguments: list[str]) -> tuple[int, str, str]:
    """Exit code, output and messages of our command, run in this process."""
    from policy_extract.cli import main

    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    for stream in streams:
        stream.flush()
    out, errors = (stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]
    return code, out, errors


def counts() -> Counter[str]:
    """How many blocks there are of each kind."""
    return Counter(block.kind for path in pages() for block in blocks(path))


if __name__ == "__main__":
    sys.stdout.write("".join(f"{number:4} {kind}\n" for kind, number in counts().most_common()))
    for page in pages():
        for block in blocks(page):
            if block.kind == "not run":
                sys.stdout.write(f"{block.place}: not run: {block.said}\n")
