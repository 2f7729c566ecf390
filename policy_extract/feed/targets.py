"""From an address on the command line to a target (对接地址).

`台账.xlsx` is a workbook; other targets are named by a scheme. Secrets are never part of an address.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.profiles import Catalogue, Profile
from policy_extract.feed.target import Target

EXTRAS = {
    "openpyxl": "excel",
    "sqlalchemy": "sql",
    "psycopg": "sql",
    "pymysql": "sql",
    "icalendar": "caldav",
    "urllib3": "caldav",
}
"""The extra of the package that brings a library."""
DEFAULT_PROFILE = "任务分解表"


class Wish(msgspec.Struct, kw_only=True):
    """What a target is made from."""

    address: str
    catalogue: Catalogue
    profile: Profile
    sheet: str = ""


def _excel(wish: Wish) -> Target:
    """A workbook."""
    module = _load("excel")
    target: Target = module.ExcelLedger(Path(wish.address), wish.catalogue, wish.profile, wish.sheet)
    return target


def _sql(wish: Wish) -> Target:
    """A database."""
    module = _load("sql")
    target: Target = module.Database(wish.address, wish.catalogue, wish.profile)
    return target


def _calendar_file(wish: Wish) -> Target:
    """A file of tasks."""
    module = _load("calendar_file")
    target: Target = module.CalendarFile(Path(wish.address), wish.catalogue, wish.profile)
    return target


def _project(wish: Wish) -> Target:
    """A file of Microsoft Project."""
    module = _load("project_xml")
    target: Target = module.ProjectFile(Path(wish.address), wish.catalogue, wish.profile)
    return target


def _redmine(wish: Wish) -> Target:
    """A project of a Redmine."""
    module = _load("redmine")
    target: Target = module.Redmine(wish.address, wish.catalogue, wish.profile)
    return target


def _taskwarrior(wish: Wish) -> Target:
    """The tasks of this user."""
    module = _load("taskwarrior")
    target: Target = module.Taskwarrior(wish.address, wish.catalogue, wish.profile)
    return target


def _caldav(wish: Wish) -> Target:
    """A calendar on a server."""
    module = _load("caldav")
    target: Target = module.CalDav(wish.address, wish.catalogue, wish.profile)
    return target


SUFFIXES: dict[str, Callable[[Wish], Target]] = {".xlsx": _excel, ".xlsm": _excel, ".ics": _calendar_file, ".xml": _project}
SCHEMES: dict[str, Callable[[Wish], Target]] = {
    "postgresql": _sql,
    "mysql": _sql,
    "mariadb": _sql,
    "sqlite": _sql,
    "caldav": _caldav,
}


def _load(module: str) -> Any:
    """Load a module of a target. Raises UsageError when its libraries are not installed."""
    try:
        return importlib.import_module(f"policy_extract.feed.{module}")
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        raise UsageError(f"this target needs the package {error.name}; install policy-extract[{extra}]") from error


def open_target(wish: Wish) -> Target:
    """The target of an address. Raises UsageError for an unknown one."""
    scheme, separator, _ = wish.address.partition(":")
    if separator and len(scheme) > 1 and not Path(wish.address).exists():
        make = SCHEMES.get(scheme.partition("+")[0])
    else:
        make = SUFFIXES.get(Path(wish.address).suffix.lower())
    if make is None:
        known = ", ".join([f"a file {suffix}" for suffix in SUFFIXES] + [f"{name}:…" for name in SCHEMES])
        raise UsageError(f"{wish.address}: no target; known are {known}")
    if wish.sheet and make is not _excel:
        raise FeedError(f"{wish.address}: --sheet belongs to a workbook; leave it out")
    return make(wish)
