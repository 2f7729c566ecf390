"""The command `review`: a desk in the browser, on this machine only, where people check records."""

from __future__ import annotations

import argparse
import getpass
import secrets
import socket
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from policy_extract.cli_inputs import find_inputs, output_stream
from policy_extract.cli_report import extracted
from policy_extract.cli_run import need_extra
from policy_extract.errors import UsageError
from policy_extract.reading import Options
from policy_extract.report.page import LANGUAGES

if TYPE_CHECKING:
    from policy_extract.review.desk import Desk

HOST = "127.0.0.1"


def add_parsers(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the arguments of `review`."""
    review = commands.add_parser("review", help="check records in the browser", description=run_review.__doc__)
    review.add_argument("inputs", nargs="*", metavar="INPUT", help="files, or folders of runs; none to go on with a desk")
    review.add_argument("--desk", type=Path, default=Path("review.sqlite"), metavar="FILE", help="default: review.sqlite")
    review.add_argument("--reviewer", default="", metavar="NAME", help="who decides (default: the user of this machine)")
    review.add_argument("--port", type=int, default=0, help="default: a free one")
    review.add_argument("--sample", type=int, default=100, metavar="N", help="records of the random sample (default: 100)")
    review.add_argument("--passages", type=int, default=30, metavar="N", help="passages to search for missed ones (default: 30)")
    review.add_argument("--language", choices=LANGUAGES, default="zh", help="of the pages (default: zh)")
    review.add_argument("--export", choices=("ledger", "gold", "rules", "decisions"), help="write this and open no desk")
    review.add_argument("-o", "--output", default="-", metavar="OUT", help="file of --export, - for standard output (default)")
    review.add_argument("--no-browser", action="store_true", help="print the address only")
    review.add_argument(
        "--patterns", action="append", default=[], metavar="PACK", help="patterns over the built-in: folder, archive or name"
    )
    review.set_defaults(run=run_review)


def run_review(arguments: argparse.Namespace) -> int:
    """Open a desk at which people accept, correct, reject and add records, the most doubtful first. It listens on 127.0.0.1
    only, with a token in its address; every decision is kept in the file of the desk. Exit codes: 0 well, 2 wrong usage.
    """
    from policy_extract.review.desk import Desk

    if not arguments.inputs and not arguments.desk.is_file():
        raise UsageError(f"{arguments.desk}: no such desk; give files or the folder of a run to begin one")
    desk = Desk(arguments.desk)
    try:
        _fill(desk, arguments)
        if arguments.export:
            from policy_extract.review.exports import EXPORTS

            with output_stream(arguments.output) as stream:
                stream.write(EXPORTS[arguments.export][0](desk))
            return 0
        return _serve(desk, arguments)
    finally:
        desk.close()


def _fill(desk: Desk, arguments: argparse.Namespace) -> None:
    """Put the inputs on the desk."""
    from policy_extract.review.sources import enter_results, enter_run

    files = []
    for name in arguments.inputs:
        if Path(name).is_dir():
            need_extra()
            new, bare = enter_run(desk, Path(name))
            remark = f", {bare} of them without their text (the file is gone or has changed)" if bare else ""
            print(f"policy-extract: {name}: {new} new documents{remark}", file=sys.stderr)
        else:
            files.append(name)
    if files:
        found, unread = extracted(find_inputs(files), tuple(arguments.patterns), Options())
        for item in unread:
            print(f"policy-extract: {' '.join(item.message.split())}", file=sys.stderr)
        new = sum(enter_results(desk, results) for results in found)
        print(f"policy-extract: {new} new documents", file=sys.stderr)
    if not desk.documents():
        raise UsageError("there is nothing on the desk; give files or the folder of a run that hold documents")


def _serve(desk: Desk, arguments: argparse.Namespace) -> int:
    """Serve the desk until interrupted. Raises UsageError when the extra is missing or the port is taken."""
    try:
        import uvicorn

        from policy_extract.review.application import Application
    except ModuleNotFoundError as error:
        raise UsageError(f"this command needs the package {error.name}; install policy-extract[review]") from error
    token = secrets.token_urlsafe(32)
    application = Application(
        desk, arguments.reviewer or getpass.getuser(), token, arguments.sample, arguments.passages, arguments.language
    )
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, arguments.port))
        listening.listen(128)
    except OSError as error:
        raise UsageError(f"port {arguments.port} on {HOST} is taken ({error.strerror}); choose another with --port") from error
    address = f"http://{HOST}:{listening.getsockname()[1]}/{token}/"
    print(address, flush=True)
    if not arguments.no_browser:
        webbrowser.open(address)
    config = uvicorn.Config(application.asgi(), log_level="warning", access_log=False, lifespan="off", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
    return 0
