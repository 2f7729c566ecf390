"""From an address on the command line to a target (对接地址).

`台账.xlsx` is a workbook; other targets are named by a scheme. Secrets are never part of an address.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import msgspec

from policy_extract.errors import UsageError
from policy_extract.feed.profiles import Catalogue, Profile
from policy_extract.feed.target import Target

EXTRAS = {
    "openpyxl": "excel",
    "sqlalchemy": "sql",
    "psycopg": "sql",
    "pymysql": "sql",
    "icalendar": "caldav",
}
"""The extra of the package that brings a library."""
OWN_EXTRAS = {"caldav": "caldav", "redmine": "redmine", "feishu": "feishu"}
"""The same by module, for a library that several extras bring."""
DEFAULT_PROFILE = "任务分解表"


class Wish(msgspec.Struct, kw_only=True):
    """What a target is made from."""

    address: str
    catalogue: Catalogue
    profile: Profile
    sheet: str = ""


def _load(module: str) -> Any:
    """Load a module of a target. Raises UsageError when its libraries are not installed."""
    try:
        return importlib.import_module(f"policy_extract.feed.{module}")
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        extra = OWN_EXTRAS.get(module) if library == "urllib3" else EXTRAS.get(library)
        if extra is None:
            raise
        raise UsageError(f"this target needs the package {error.name}; install policy-extract[{extra}]") from error


SUFFIXES = {
    ".xlsx": ("excel", "ExcelLedger"), ".xlsm": ("excel", "ExcelLedger"), ".ics": ("calendar_file", "CalendarFile"),
    ".xml": ("project_xml", "ProjectFile"),
}  # fmt: skip
"""Module and class of the targets that are files, by suffix."""
SCHEMES = {
    "postgresql": ("sql", "Database"),
    "mysql": ("sql", "Database"), "mariadb": ("sql", "Database"), "sqlite": ("sql", "Database"),
    "caldav": ("caldav", "CalDav"), "redmine": ("redmine", "Redmine"), "taskwarrior": ("taskwarrior", "Taskwarrior"),
    "feishu": ("feishu", "Feishu"),
}  # fmt: skip
"""The same of those that are named by a scheme."""


def open_target(wish: Wish) -> Target:
    """The target of an address. Raises UsageError for an unknown one."""
    scheme, separator, _ = wish.address.partition(":")
    is_service = bool(separator) and len(scheme) > 1 and not Path(wish.address).exists()
    suffix = Path(wish.address).suffix.lower()
    home = SCHEMES.get(scheme.partition("+")[0]) if is_service else SUFFIXES.get(suffix)
    if home is None:
        known = ", ".join([f"a file {name}" for name in SUFFIXES] + [f"{name}:…" for name in SCHEMES])
        raise UsageError(f"{wish.address.partition('@')[2] or wish.address}: no target; known are {known}")
    if wish.sheet and home[0] != "excel":
        raise UsageError(f"{wish.address}: --sheet belongs to a workbook; leave it out")
    module, name = home
    place: Any = wish.address if is_service else Path(wish.address)
    more = (wish.sheet,) if module == "excel" else ()
    target: Target = getattr(_load(module), name)(place, wish.catalogue, wish.profile, *more)
    return target
