"""Whether a workbook may be written at all: open elsewhere, locked, or holding what would be lost (工作簿安全检查)."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from policy_extract.errors import FeedError

SUFFIXES = (".xlsx", ".xlsm")
LOST_PARTS = {
    "xl/drawings/drawing": "pictures, shapes or charts",
    "xl/charts/": "charts",
    "xl/media/": "pictures",
    "xl/threadedComments/": "threaded comments",
    "xl/ctrlProps/": "form controls",
    "xl/activeX/": "controls",
    "xl/slicers/": "slicers",
    "xl/timelines/": "timelines",
    "xl/queryTables/": "queries",
    "xl/connections.xml": "data connections",
    "xl/model/": "a data model",
}
"""Parts that the library which writes the workbook does not carry over."""
LOST_MARKS = {
    b"x14:conditionalFormatting ": "conditional formats of a newer kind (data bars, icons)",
    b"x14:dataValidation ": "drop-downs fed from another sheet",
    b"x14:sparklineGroup": "sparklines",
}
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def check_place(path: Path) -> None:
    """Raise FeedError when the file has another form, is open in an office program, or its folder does not exist."""
    if path.suffix.lower() not in SUFFIXES:
        raise FeedError(f"{path}: only {' and '.join(SUFFIXES)} workbooks can be kept up to date; save it as .xlsx")
    if not path.parent.is_dir():
        raise FeedError(f"{path}: the folder does not exist; make it first")
    for sign in (path.parent / f"~${path.name}", path.parent / f".~lock.{path.name}#"):
        if sign.exists():
            raise FeedError(
                f"{path}: is open in an office program ({sign.name}); close it, or take that file out if it is left over"
            )


def check_content(path: Path) -> None:
    """Raise FeedError naming all that a rewrite of the workbook would lose."""
    try:
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            lost = {said for part, said in LOST_PARTS.items() if any(name.startswith(part) for name in names)}
            for name in filter(SHEET.fullmatch, names):
                data = package.read(name)
                lost |= {said for mark, said in LOST_MARKS.items() if mark in data}
    except (OSError, zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError) as error:
        raise FeedError(
            f"{path}: no readable workbook ({error}); if it has a password, take that off, else restore it"
        ) from error
    if lost:
        raise FeedError(f"{path}: writing it would lose {', '.join(sorted(lost))}; keep the ledger in a workbook without them")
