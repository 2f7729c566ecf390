"""The start of the command line: what a command imports, and one list of commands however much of it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from policy_extract import cli

HEAVY = (
    "policy_extract.extractor",
    "policy_extract.patterns",
    "yaml",
    "lxml",
    "numpy",
    "pandas",
    "pyarrow",
    "duckdb",
    "pydantic",
)


def imported(*arguments: str) -> set[str]:
    """The modules that a run of the command line has imported when it ends."""
    code = (
        "import sys\nfrom policy_extract.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True, env=here)
    return set(done.stderr.split())


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_options_of_the_program_import_no_room_of_the_line(option: str) -> None:
    assert not imported(option).intersection(HEAVY)


def test_a_command_imports_its_own_module_only() -> None:
    found = imported("read", "--help")
    assert "policy_extract.cli_read" in found
    assert not found.intersection(f"policy_extract.{module}" for module in cli.COMMANDS if module != "cli_read")


def test_the_list_of_commands_is_the_one_that_the_modules_give() -> None:
    assert cli.parser("").format_help() == cli.parser().format_help()


@pytest.mark.parametrize(
    ("arguments", "command"), [(["run", "x"], "run"), (["--version", "run"], "run"), (["--", "read"], "read"), ([], "")]
)
def test_the_command_is_the_first_word_that_is_no_option(arguments: list[str], command: str) -> None:
    assert cli.command_of(arguments) == command


def test_an_unknown_command_names_all(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["extrakt"])
    said = capsys.readouterr().err
    assert left.value.code == cli.EXIT_USAGE
    assert all(name in said for commands in cli.COMMANDS.values() for name in commands)
