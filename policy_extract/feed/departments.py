"""Bodies in the columns that a ledger has, and their ids in the target (责任单位、单位编号).

A role without a column of its own is written into another column of bodies with its role in brackets: nobody is lost, and nobody
is made a leader who is none. Ids come from a mapping file; a name that it lacks is listed and never guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

from policy_extract.errors import UsageError
from policy_extract.feed.model import Task, Values

JOINT = "、"
HOMES = {
    "lead": ("lead", "responsible", "cooperate"),
    "responsible": ("responsible", "lead", "cooperate"),
    "implement": ("responsible", "lead", "cooperate"),
    "cooperate": ("cooperate", "responsible", "lead"),
    "supervise": ("supervise", "responsible", "lead", "cooperate"),
    "guide": ("supervise", "responsible", "lead", "cooperate"),
    "leaders": ("leaders",),
}
"""For each role the columns that may hold it, best first."""
NAME_COLUMNS = ("name", "单位名称", "单位", "部门", "名称")
ID_COLUMNS = ("id", "单位编号", "编号", "代码")


def columns_of(task: Task, fields: Collection[str], marks: dict[str, str]) -> tuple[Values, list[str]]:
    """The cells of bodies for these columns, and names that found no column."""
    cells: dict[str, list[str]] = {
        name: [] for name in ("lead", "responsible", "cooperate", "supervise", "leaders") if name in fields
    }
    homeless = []
    for role, name in task.bodies:
        home = next((column for column in HOMES.get(role, ("responsible",)) if column in cells), "")
        if not home:
            homeless.append(name)
        else:
            cells[home].append(name if home == role else f"{name}（{marks.get(role, role)}）")
    return {column: JOINT.join(dict.fromkeys(names)) for column, names in cells.items()}, homeless


class Departments:
    """Ids of bodies in the target."""

    def __init__(self, ids: dict[str, str]) -> None:
        """Hold ids by name."""
        self.ids = ids

    @classmethod
    def read(cls, path: Path) -> Departments:
        """Read a CSV file with the columns `name` (单位名称) and `id` (单位编号). Raises UsageError naming line and remedy."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: cannot be read as UTF-8 ({error}); save the file as CSV UTF-8") from error
        reader = csv.DictReader(io.StringIO(text))
        headers = reader.fieldnames or []
        name = next((column for column in NAME_COLUMNS if column in headers), "")
        number = next((column for column in ID_COLUMNS if column in headers), "")
        if not name or not number:
            raise UsageError(
                f"{path}:1: columns {', '.join(headers) or 'none'}; one must be called name (单位名称), one id (单位编号)"
            )
        ids: dict[str, str] = {}
        for line, row in enumerate(reader, 2):
            key, value = (row[name] or "").strip(), (row[number] or "").strip()
            if not key or not value:
                raise UsageError(f"{path}:{line}: name or id is empty; fill both or take the line out")
            if ids.setdefault(key, value) != value:
                raise UsageError(f"{path}:{line}: {key} has two ids, {ids[key]} and {value}; keep one")
        return cls(ids)

    def fill(self, task: Task, fields: Collection[str]) -> tuple[Values, set[str]]:
        """The cells of ids for these columns, ids in the order of the names, and the names without an id."""
        cells: Values = {}
        unmapped: set[str] = set()
        for role in ("lead", "responsible", "cooperate"):
            if f"{role}_ids" not in fields:
                continue
            names = [name for own, name in task.bodies if own == role or (role == "responsible" and own == "implement")]
            unmapped.update(name for name in names if name not in self.ids)
            cells[f"{role}_ids"] = ",".join(dict.fromkeys(self.ids[name] for name in names if name in self.ids))
        return cells, unmapped
