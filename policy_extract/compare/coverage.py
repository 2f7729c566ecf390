"""Which themes each plan speaks of, and how much (主题覆盖): measures and targets by theme and plan.

Themes are the rules of the family `themes`. A statement counts for every theme its words name; one that names none takes
the themes of the headings above it.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from policy_extract import rows
from policy_extract.compare.load import Plan
from policy_extract.errors import UsageError
from policy_extract.patterns import Pack, Rule, load

OTHER = "other"
"""Id of what no theme names."""


class ThemeCell(msgspec.Struct, gc=False):
    """What one plan has of one theme."""

    measures: int = 0
    targets: int = 0
    example: str = ""
    """The first statement."""


class ThemeRow(msgspec.Struct, gc=False):
    """One plan across all themes."""

    name: str
    title: str
    place: str
    year: int | None
    measures: int
    """Measures of the plan; one counts once here, whatever its number of themes."""
    cells: dict[str, ThemeCell]

    @property
    def label(self) -> str:
        """Place and year, else the name."""
        place = self.place or self.title or self.name
        return f"{place} {self.year}" if self.year else place


class Coverage(msgspec.Struct, gc=False):
    """Themes across plans."""

    themes: dict[str, str]
    """Id and Chinese name of every theme that some plan speaks of, in the order of the pattern file."""
    rows: tuple[ThemeRow, ...]

    def shared(self) -> list[str]:
        """Themes of all plans."""
        return [theme for theme in self.themes if all(theme in row.cells for row in self.rows)]

    def alone(self) -> dict[str, str]:
        """Themes of a single plan, and which one."""
        found = {theme: [row.name for row in self.rows if theme in row.cells] for theme in self.themes}
        return {theme: names[0] for theme, names in found.items() if len(names) == 1}


class ThemeReader:
    """Finds the themes of statements."""

    def __init__(self, pack: Pack | None = None) -> None:
        """Use the given pack, or the built-in one. Raises PatternError."""
        rules = (pack or load()).family("themes").rules.values()
        self.names: dict[str, str] = {rule.id.partition(".")[2]: str(rule.fields.get("name", rule.id)) for rule in rules}
        self._rules: list[tuple[str, Rule]] = [(rule.id.partition(".")[2], rule) for rule in rules]

    def themes(self, row: rows.StatementRow) -> list[str]:
        """Ids of the themes of a statement; `other` when neither its words nor its headings name one."""
        return self.of_text(row.quote) or self.of_text(" ".join(row.section_path)) or [OTHER]

    def of_text(self, text: str) -> list[str]:
        """Ids of the themes that a text names."""
        return [theme for theme, rule in self._rules if rule.compiled.search(text)]

    def read(self, plan: Plan) -> ThemeRow:
        """The themes of one plan."""
        document = plan.document
        cells: dict[str, ThemeCell] = {}
        measures = [row for row in plan.tasks if row.kind in ("goal", "task")]
        for row in measures:
            targets = sum(quantity.phase == "planned" for quantity in row.quantities)
            for theme in self.themes(row):
                cell = cells.setdefault(theme, ThemeCell(example=row.quote))
                cell.measures += 1
                cell.targets += targets
        place = (document.region.name if document.region else None) or ""
        return ThemeRow(plan.name, document.title or "", place, document.year, len(measures), cells)


def cover(plans: Iterable[Plan], pack: Pack | None = None) -> Coverage:
    """Themes across plans, plans in the order given. Raises UsageError when there is none."""
    reader = ThemeReader(pack)
    found = tuple(reader.read(plan) for plan in plans)
    if not found:
        raise UsageError("no plan to compare: none of the inputs gave a document; name files, folders or lines of `extract`")
    named = {**reader.names, OTHER: "其他"}
    return Coverage({theme: name for theme, name in named.items() if any(theme in row.cells for row in found)}, found)
