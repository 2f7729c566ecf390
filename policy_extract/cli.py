"""The command line `policy-extract`: parse arguments, run a command, turn errors into one line and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from policy_extract import (
    cli_compare,
    cli_evaluate,
    cli_explain,
    cli_extract,
    cli_labels,
    cli_learn,
    cli_patterns,
    cli_progress,
    cli_push,
    cli_read,
    cli_report,
    cli_review,
    cli_run,
)
from policy_extract.errors import PolicyExtractError
from policy_extract.version import VERSION

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="policy-extract", description="Turns Chinese government plan texts into structured task records."
    )
    top.add_argument("--version", action="version", version=f"policy-extract {VERSION}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for module in (
        cli_extract,
        cli_compare,
        cli_report,
        cli_review,
        cli_run,
        cli_push,
        cli_progress,
        cli_labels,
        cli_read,
        cli_explain,
        cli_patterns,
        cli_learn,
        cli_evaluate,
    ):
        module.add_parsers(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. Exit codes: 0 well, 1 something failed, 2 wrong usage, 130 interrupted, 141 reader went away."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parsed = parser().parse_args(arguments)
    try:
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
