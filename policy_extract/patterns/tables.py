"""Tables of patterns (units.csv, bodies.csv, regions.csv …) with the rows of packs laid over them.

A row of a later layer with the key of an earlier one takes its place; an entry of a pack adds to it. A name can belong to one
row only: a later row takes an alias over from an earlier one, which is told; a main name is never taken away.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from policy_extract.errors import PatternError
from policy_extract.patterns.files import decoded, nearest

KEYS = {
    "units.csv": ("canonical",), "bodies.csv": ("name",), "regions.csv": ("code", "name"), "unit_conversions.csv": ("unit",),
    "variants.csv": ("code",), "confidence.csv": ("field", "feature"),
}  # fmt: skip
"""Columns that name a row."""
NAMED = frozenset({"units.csv", "bodies.csv"})
"""Tables whose rows have aliases that no other row may have."""
LISTS = frozenset({"aliases", "former", "not_before"})
"""Columns that hold several texts with | between them."""
Cells = dict[str, str]


@dataclass(slots=True)
class Row:
    """A row with where it comes from."""

    cells: Cells
    place: str
    pack: str


@dataclass(slots=True)
class Table:
    """One table over all layers."""

    name: str
    columns: tuple[str, ...] = ()
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    owners: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Key of the row that each name belongs to."""
    remarks: list[str] = field(default_factory=list)

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that name a row."""
        return KEYS.get(self.name, self.columns)

    def read(self, place: str, raw: bytes, pack: str) -> None:
        """Lay the rows of a CSV file over those that are there. Raises PatternError."""
        columns, rows = rows_of(place, raw)
        if self.columns and set(columns) != set(self.columns):
            hints = "".join(nearest(one, self.columns) for one in columns if one not in self.columns)
            raise PatternError(f"{place}:1: columns {', '.join(columns)}; expected {', '.join(self.columns)}{hints}")
        self.columns = self.columns or columns
        seen: dict[tuple[str, ...], int] = {}
        for number, cells in rows:
            key = tuple(cells[column] for column in self.key_columns)
            if pack and key in seen:
                raise PatternError(f"{place}:{number}: {'/'.join(key)} is given twice, first in line {seen[key]}; keep one row")
            seen[key] = number
            self.put(Row(cells, f"{place}:{number}", pack))

    def put(self, row: Row) -> None:
        """Set a row: a new one, or one in the place of another of the same key. Raises PatternError."""
        key = tuple(row.cells[column] for column in self.key_columns)
        old = self.rows.get(key)
        if old is not None and old.pack and old.pack != row.pack:
            self.remarks.append(f"{row.place}: {self._id(key)} of {row.pack} counts, not that of {old.pack} ({old.place})")
        self.rows[key] = row
        if row.pack and self.name in NAMED:
            self._take_names(key, row)

    def extend(self, cells: Cells, place: str, pack: str, defaults: Cells) -> None:
        """Add to a row, or make it: lists grow, other cells that are given are set. Raises PatternError."""
        key = tuple(cells.get(column, "") for column in self.key_columns)
        old = self.rows.get(key)
        if old is None:
            self.put(Row({column: cells.get(column, defaults.get(column, "")) for column in self.columns}, place, pack))
            return
        made = dict(old.cells)
        for column, cell in cells.items():
            if column in LISTS:
                both = [*filter(None, made[column].split("|")), *filter(None, cell.split("|"))]
                made[column] = "|".join(dict.fromkeys(both))
            elif cell and cell != made[column]:
                if made[column] and column not in self.key_columns:
                    whose = old.pack or "the built-in patterns"
                    self.remarks.append(f"{place}: {self._id(key)}: {column} {cell} counts, not {made[column]} of {whose}")
                made[column] = cell
        self.rows[key] = Row(made, place, pack)
        if self.name in NAMED:
            self._take_names(key, self.rows[key])

    def drop(self, name: str) -> bool:
        """Take out the rows whose first key is `name`; returns whether there were any."""
        keys = [key for key in self.rows if key[0] == name]
        for key in keys:
            del self.rows[key]
        if keys:
            self.owners = {}
        return bool(keys)

    def _take_names(self, key: tuple[str, ...], row: Row) -> None:
        """Give the names of a row to it, taking them from others. Raises PatternError for the main name of another row."""
        self._know_owners()
        for name in filter(None, [key[0], *row.cells["aliases"].split("|")]):
            owner = self.owners.get(name, key)
            if owner != key and owner in self.rows:
                other = self.rows[owner]
                if owner[0] == name:
                    raise PatternError(
                        f"{row.place}: {name!r} is {self._id(owner)} ({other.place}) already; "
                        f"choose another name, or put {self._id(owner)} under `disable`"
                    )
                left = [alias for alias in other.cells["aliases"].split("|") if alias != name]
                self.rows[owner] = Row({**other.cells, "aliases": "|".join(left)}, other.place, other.pack)
                whose = other.pack or "the built-in patterns"
                self.remarks.append(f"{row.place}: the name {name} now means {self._id(key)}, not {self._id(owner)} of {whose}")
            self.owners[name] = key

    def _know_owners(self) -> None:
        """Collect the names of all rows, the first owner of each."""
        if not self.owners:
            for key, row in self.rows.items():
                for name in filter(None, [key[0], *row.cells["aliases"].split("|")]):
                    self.owners.setdefault(name, key)

    def _id(self, key: tuple[str, ...]) -> str:
        """The id of a row."""
        return f"{self.name.removesuffix('.csv')}.{key[0]}"


def rows_of(place: str, raw: bytes) -> tuple[tuple[str, ...], list[tuple[int, Cells]]]:
    """Columns and rows of a CSV file, each row with its line. Raises PatternError."""
    reader = csv.DictReader(io.StringIO(decoded(place, raw)))
    try:
        columns = tuple(reader.fieldnames or ())
        rows: list[tuple[int, Cells]] = []
        for cells in reader:
            if None in cells or None in cells.values():
                raise PatternError(f"{place}:{reader.line_num}: wrong number of cells; expected {len(columns)}")
            rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise PatternError(
            f"{place}:{reader.line_num}: not a table that can be read ({error}); save it as CSV in UTF-8"
        ) from error
    return columns, rows
