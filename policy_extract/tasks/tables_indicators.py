"""Rows of indicator tables (规划指标表): baseline, target, growth and unit of each indicator out of its columns."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from policy_extract.model import Document, LedgerTable, Quantity, TableCell, TableColumn, TableRow, Time
from policy_extract.patterns import Pack
from policy_extract.tasks.tables_numbers import CellReader, cell_reader

NUMBERING = re.compile(r"^\s*(?:[（(]?\d{1,2}[）).．、]|[一二三四五六七八九十]{1,2}、|[①-⑳]|[#*△▲])\s*")
PARTICULAR = re.compile(r"^其中[：:]?\s*")
BRACKETED = re.compile(r"[（(\[〔]([^（()）]{1,12})[）)\]〕]\s*$")
FOOTNOTE = re.compile(r"[①-⑳*]+$|(?<=[\u4e00-\u9fff])\d$")
SPACE = re.compile(r"\s+")
SHORTEST_NAME = 4
YEARLY = "P1Y"


def read_indicators(text: str, document: Document, table: LedgerTable, statements: dict[int, list[int]], pack: Pack) -> None:
    """Give every row of an indicator table its quantities and its statement its kind."""
    reader = IndicatorReader(text, document, table, pack)
    for row in table.rows:
        row.quantities = reader.row(row)
        phases = {quantity.phase for quantity in row.quantities}
        kind = "goal" if "planned" in phases else "achievement" if "achieved" in phases else "background"
        for index in statements[id(row)]:
            statement = document.statements[index]
            statement.kind = kind
            statement.rules.append("tables.indicator")


class IndicatorReader:
    """Reads the rows of one indicator table from top to bottom."""

    def __init__(self, text: str, document: Document, table: LedgerTable, pack: Pack) -> None:
        """See which columns hold the target, the base and the growth."""
        self.text, self.table = text, table
        self.cells: CellReader = cell_reader(pack)
        family = pack.family("tables")
        self.short, self.aspects = frozenset(family.words("short_modifier")), frozenset(family.words("short_aspect"))
        self.falling = family.words("falling_words")
        self.name_columns = [n for n, column in enumerate(table.columns) if column.role == "indicator"]
        self.unit_column = next((n for n, column in enumerate(table.columns) if column.role == "unit"), -1)
        self.phases = column_phases(document, table.columns)
        self.end = document.meta.period_end
        self.last_name = ""

    def row(self, row: TableRow) -> list[Quantity]:
        """The quantities of one row."""
        cell, name, unit = self._name(row)
        if cell is None:
            return []
        found: list[Quantity] = []
        base = self._base(row, unit)
        targets = [c for c in row.cells if c.own and self.phases.get(c.column) == "planned"]
        for cell_, phase in ((c, self.phases.get(c.column, "")) for c in row.cells if c.own):
            column = self.table.columns[cell_.column]
            if not phase or (phase != "planned" and targets) or column.role == "growth":
                continue
            for quantity in self.cells.read(self.text, cell_.start, cell_.end, column.unit or unit):
                self._say(quantity, cell, name, column, phase)
                if phase == "planned":
                    quantity.when = self._when(column)
                    if base is not None and quantity.measure == "level" and quantity.scope is None:
                        quantity.baseline_value, quantity.baseline_unit, quantity.baseline_date = base
                elif column.year is not None:
                    quantity.rules.append("tables.year")
                found.append(quantity)
        return found + self._growth(row, cell, name, unit, bool(targets))

    def _name(self, row: TableRow) -> tuple[TableCell | None, str, str]:
        """The cell that names the row's indicator, the whole name, and the unit."""
        named = [c for c in row.cells if c.column in self.name_columns]
        named = named or [c for c in row.cells if self.table.columns[c.column].role == "category"]
        if not named:
            return None, "", ""
        cell = named[-1]
        name = FOOTNOTE.sub("", SPACE.sub("", self.text[cell.start : cell.end]))
        name = NUMBERING.sub("", name)
        bracket = BRACKETED.search(name)
        unit = ""
        if bracket is not None and self.cells.unit(bracket[1])[1] in {u.canonical for u in self.cells.units.names.values()}:
            unit, name = bracket[1], name[: bracket.start()]
        own = row.cell(self.unit_column) if self.unit_column >= 0 else None
        if own is not None:
            unit = self.text[own.start : own.end]
        group = self._plain(named[-2]) if len(named) > 1 else ""
        return cell, self._whole(name, group), unit

    def _plain(self, cell: TableCell) -> str:
        """The words of a cell without number and bracket."""
        return BRACKETED.sub("", NUMBERING.sub("", SPACE.sub("", self.text[cell.start : cell.end])))

    def _whole(self, name: str, group: str) -> str:
        """The name with the noun of its group given back: 城镇 below 居民人均可支配收入."""
        part = PARTICULAR.sub("", name)
        above = group or self.last_name
        if above and part in self.aspects:
            return above + part
        if above and (part in self.short or (part != name and len(part) < SHORTEST_NAME)):
            return above if above.startswith(part) else part + above
        self.last_name = part
        return part

    def _base(self, row: TableRow, unit: str) -> tuple[Decimal, str, str | None] | None:
        """Value, unit and year of the latest base column."""
        best: tuple[int, Quantity] | None = None
        for cell in row.cells:
            column = self.table.columns[cell.column]
            if not cell.own or self.phases.get(cell.column) not in ("achieved", "reference") or column.role == "growth":
                continue
            if column.standing == "target":
                continue
            read = self.cells.read(self.text, cell.start, cell.end, column.unit or unit)
            year = column.year or 0
            if len(read) == 1 and read[0].value is not None and (best is None or year >= best[0]):
                best = year, read[0]
        if best is None or best[1].value is None:
            return None
        return best[1].value, best[1].unit, str(best[0]) if best[0] else None

    def _say(self, quantity: Quantity, cell: TableCell, name: str, column: TableColumn, phase: str) -> None:
        """Write what is the same for all quantities of a row."""
        quantity.indicator, quantity.phase = name, phase
        at = self.text.find(name, cell.start, cell.end) if name else -1
        quantity.indicator_span = (at, at + len(name)) if at >= 0 else None
        quantity.rules.append(column.rule)
        if quantity.measure == "change" and quantity.direction == "none":
            quantity.direction = "down" if any(word in name for word in self.falling) else "up"
        elif any(name.endswith((word, word + "率", word + "幅度")) for word in self.falling):
            quantity.measure, quantity.direction = "change", "down"

    def _when(self, column: TableColumn) -> Time | None:
        """The end of the year that a column names."""
        if column.year is None:
            return None
        return Time(column.start, column.end, "by", None, dt.date(column.year, 12, 31), "year", rule="tables.year")

    def _growth(self, row: TableRow, cell: TableCell, name: str, unit: str, planned: bool) -> list[Quantity]:
        """The yearly growth, or in brackets the change over the period, with the target's year."""
        found: list[Quantity] = []
        targets = [self.table.columns[n] for n, phase in self.phases.items() if phase == "planned"]
        when = next((self._when(column) for column in reversed(targets) if column.year is not None), None)
        for own in row.cells:
            column = self.table.columns[own.column]
            if column.role != "growth" or not own.own:
                continue
            phase = "planned" if self.phases.get(own.column) == "planned" or planned else self.phases.get(own.column, "")
            if not phase:
                continue
            for quantity in self.cells.read(self.text, own.start, own.end, "%"):
                cumulative = quantity.measure == "change" and "tables.cumulative" in quantity.rules
                if cumulative:
                    quantity.unit = self.cells.unit(unit)[1] if unit else quantity.unit
                direction = quantity.direction
                self._say(quantity, cell, name, column, phase)
                if not cumulative:
                    quantity.measure, quantity.per = "growth", YEARLY
                    quantity.direction = direction if direction in ("up", "down") else "up"
                quantity.when = when if phase == "planned" else None
                found.append(quantity)
        return found


def column_phases(document: Document, columns: list[TableColumn]) -> dict[int, str]:
    """`planned`, `achieved` or `reference` for each column of numbers: by its header's words, else by the document's time."""
    meta = document.meta
    first = meta.period_start.year if meta.period_start is not None else None
    attributed = any(column.role == "attribute" for column in columns)
    planning = attributed or (meta.genre in ("plan", "ledger") and meta.year is None)
    years = [column.year for column in columns if column.year is not None and column.role == "year"]
    phases: dict[int, str] = {}
    for number, column in enumerate(columns):
        if column.role not in ("year", "amount"):
            continue
        phase = "achieved" if column.standing == "base" else "planned" if column.standing == "target" else ""
        if column.year is not None:
            past = first is not None and column.year < first
            past = past or (first is None and meta.year is not None and column.year < meta.year)
            if past:
                phase = "reference" if phase == "planned" else "achieved"
            elif not phase and (first is not None or meta.year is not None):
                same = first is None and column.year == meta.year
                phase = "planned" if not same or meta.genre in ("plan", "ledger") else "reference"
            elif not phase:
                later = len(years) > 1 and column.year == max(years)
                phase = "planned" if planning and later else "achieved" if planning and len(years) > 1 else "reference"
        phases[number] = phase or ("planned" if attributed or meta.genre in ("plan", "ledger") else "reference")
    planned = "planned" in phases.values()
    for number, column in enumerate(columns):
        if column.role == "growth":
            phases[number] = "planned" if planned else "achieved" if "achieved" in phases.values() else "reference"
    return phases
