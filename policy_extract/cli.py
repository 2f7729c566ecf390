"""The command line `policy-extract`: parse arguments, run a command, turn errors into one line and an exit code."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from policy_extract.errors import PolicyExtractError
from policy_extract.version import VERSION

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141
COMMANDS = {
    "cli_extract": {"extract": "extract task records from files", "demo": "run over the bundled sample corpus"},
    "cli_compare": {"compare": "put plans side by side"},
    "cli_report": {"report": "an HTML page of a file or a run"},
    "cli_review": {"review": "check records in the browser"},
    "cli_run": {
        "run": "extract many documents into a run folder", "watch": "extract what arrives in folders",
        "query": "ask a run folder in SQL", "export": "write a run in a form of extract",
    },
    "cli_push": {
        "push": "bring a tracking system up to date with extracted tasks", "pull": "people's progress beside the extraction",
        "status": "what was pushed where",
    },
    "cli_progress": {"progress": "what later reports propose for tracked tasks, to accept or reject"},
    "cli_labels": {"labels": "labelling tools: export, import, set up"},
    "cli_read": {"read": "show how a file is read"},
    "cli_explain": {"explain": "say why a place was read as it was"},
    "cli_patterns": {"patterns": "make, check and explain pattern packs"},
    "cli_learn": {"learn": "suggest pack entries from corrections"},
    "cli_evaluate": {"evaluate": "measure against gold annotations"},
}  # fmt: skip
"""The commands of each module with the line that the list of commands shows; a module is imported when it is called."""


def parser(wanted: str | None = None) -> argparse.ArgumentParser:
    """The parser of all commands; with `wanted`, only that one knows its arguments and the others are but named."""
    top = argparse.ArgumentParser(
        prog="policy-extract", description="Turns Chinese government plan texts into structured task records."
    )
    top.add_argument("--version", action="version", version=f"policy-extract {VERSION}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module, named in COMMANDS.items():
        if wanted is None or wanted in named:
            importlib.import_module(f"policy_extract.{module}").add_parsers(commands)
        else:
            for name, line in named.items():
                commands.add_parser(name, help=line)
    return top


def command_of(arguments: Sequence[str]) -> str:
    """The command that is called: the first argument that is no option; empty when there is none."""
    return next((argument for argument in arguments if not argument.startswith("-")), "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit codes: 0 well, 1 something failed, 2 wrong usage, 130 interrupted, 141 reader went away."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        parsed = parser(command_of(arguments)).parse_args(arguments)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
        return code
    except PolicyExtractError as error:
        print(f"policy-extract: {' '.join(str(error).split())}", file=sys.stderr)
        return EXIT_USAGE
    except KeyboardInterrupt:
        print("policy-extract: interrupted; an output file is left as it was", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output is gone: give the interpreter something to flush into at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    except OSError as error:
        print(f"policy-extract: {error.filename or 'output'}: {error.strerror or error}; check place and space", file=sys.stderr)
        return EXIT_USAGE
