"""The matrix of targets (指标矩阵): indicators across documents, or across places and years, with ranks and spread."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

import msgspec

from policy_extract.compare.catalogue import Catalogue
from policy_extract.compare.clusters import cluster
from policy_extract.compare.naming import naming
from policy_extract.compare.phrasing import FORMS
from policy_extract.compare.selection import STATES, Cell, Holding, same_number
from policy_extract.compare.targets import OPEN, OWN, Target, open_id
from policy_extract.errors import UsageError
from policy_extract.patterns import Pack, load

BY = ("document", "region", "year")
UNKNOWN = "（地区不明）"
EVERY = "*"
MANY = 10**6
"""More rows than a matrix has."""
FORM_WORDS = {word: form for form, words in {"level": "水平 总量 数值", "growth": "增速 增长 增幅", "share": "占比 比重"}.items()
              for word in words.split()} | {form: form for form in FORMS}  # fmt: skip
"""What a user may write behind the colon of `地区生产总值:增速`."""


class Column(msgspec.Struct, frozen=True):
    """One indicator in one form."""

    indicator: str
    form: str
    name: str
    good: str = "none"
    domain: str = ""


class Row(msgspec.Struct, gc=False):
    """One document, or all documents of a place for one year."""

    place: str
    year: int | None
    holdings: tuple[Holding, ...]
    cells: tuple[Cell, ...] = ()

    @property
    def label(self) -> str:
        """Place and year."""
        return f"{self.place} {self.year}" if self.year else self.place


class Spread(msgspec.Struct, gc=False, frozen=True):
    """How far the targets of one year lie apart (离散情况)."""

    column: int
    year: int | None
    unit: str
    count: int
    lowest: Decimal
    middle: Decimal
    highest: Decimal
    lowest_places: tuple[str, ...]
    highest_places: tuple[str, ...]


class Matrix(msgspec.Struct, gc=False):
    """Rows of documents or places, columns of indicators, and what follows from the numbers."""

    by: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    ranks: dict[tuple[int, int], tuple[int, int]]
    """(row, column) → (rank, of how many), within one year, form, unit and period; equal numbers share a rank."""
    spreads: tuple[Spread, ...]
    left_out: int = 0
    """Indicators that would have had a column."""
    notes: tuple[str, ...] = ()
    """What the reader must know: a single plan, no shared indicator, unknown places."""

    def count(self, state: str) -> int:
        """Number of cells in a state."""
        return sum(cell.state == state for row in self.rows for cell in row.cells)


def build(
    holdings: Iterable[Holding], asked: Sequence[str] = (), by: str = "document", most: int = 0, pack: Pack | None = None
) -> Matrix:
    """The matrix of some plans. `asked`: names of indicators, `name:form` for one form; none means those that two rows share.

    `by`: `document`, or `region` and `year` for places with their years. `most`: columns at the most, 0 for all.
    Raises UsageError for an unknown `by`, no plan, or an indicator that is in neither catalogue nor texts.
    """
    if by not in BY:
        raise UsageError(f"unknown --by {by!r}; choose one of {', '.join(BY)}")
    kept = list(holdings)
    if not kept:
        raise UsageError("no plan to compare: none of the inputs gave a document; name files, folders or lines of `extract`")
    pack = pack or load()
    unclustered = "" if asked else _put_together(kept, pack)
    rows = _document_rows(kept) if by == "document" else _place_rows(kept)
    columns, left_out, notes = _columns(rows, asked, most, pack)
    notes += [unclustered] if unclustered else []
    for row in rows:
        row.cells = tuple(_joined(row.holdings, column) for column in columns)
    unknown = [holding.name for holding in kept if not holding.region]
    if unknown and by != "document":
        notes.append(f"place unknown for {len(unknown)} documents, each in a row of its own: {'; '.join(unknown[:5])}")
    if len(rows) == 1:
        notes.append("only one plan or place: nothing to compare it with; the table shows it alone")
    ranks, spreads = _standings(rows, columns)
    return Matrix(by, tuple(columns), tuple(rows), ranks, tuple(spreads), left_out, tuple(notes))


def _put_together(holdings: Sequence[Holding], pack: Pack) -> str:
    """Give names outside the catalogue that mean one thing one id; returns a remark when that could not be done."""
    counts: Counter[str] = Counter(target.name for each in holdings for target in each.targets if target.how == "open")
    try:
        clusters = cluster(counts, pack)
    except UsageError as error:
        return f"names outside the catalogue are put together only where they are read alike: {error}"
    read = naming(pack)
    ids = {name: (open_id(read.read(each.name)), each.name) for each in clusters for name in each.members}
    for each in holdings:
        for target in each.targets:
            if target.how == "open":
                target.indicator, target.name = ids[target.name]
    return ""


def _document_rows(holdings: Sequence[Holding]) -> list[Row]:
    """One row a document, in the order of places, years and names."""
    ordered = sorted(holdings, key=lambda each: (_place_order(each), each.year or 0, each.name))
    return [Row(each.region or UNKNOWN, each.year, (each,)) for each in ordered]


def _place_rows(holdings: Sequence[Holding]) -> list[Row]:
    """One row a place and year; documents without a place stay apart from each other."""
    groups: dict[tuple[tuple[str, str], int], list[Holding]] = {}
    for each in sorted(holdings, key=lambda each: each.name):
        groups.setdefault((_place_order(each), each.year or 0), []).append(each)
    return [
        Row(group[0].region or f"{UNKNOWN} {group[0].name}", group[0].year, tuple(group)) for _, group in sorted(groups.items())
    ]


def _place_order(holding: Holding) -> tuple[str, str]:
    """By code where there is one, then by name; documents of unknown place last."""
    return holding.region_code or "9", holding.region or f"\uffff{holding.name}\0{holding.doc_id}"


def _columns(rows: Sequence[Row], asked: Sequence[str], most: int, pack: Pack) -> tuple[list[Column], int, list[str]]:
    """The columns: those asked for, else the indicators that two rows state, the most frequent first."""
    catalogue = Catalogue.load(pack)
    counts: Counter[tuple[str, str]] = Counter()
    timely: Counter[tuple[str, str]] = Counter()
    anywhere: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for row in rows:
        own = [target for each in row.holdings for target in each.targets if target.standing == OWN]
        counts.update({target.key for target in own})
        anywhere.update({target.key for each in row.holdings for target in each.targets})
        timely.update({target.key for target in own if target.horizon in ("own", "undated")})
        for each in row.holdings:
            for target in each.targets:
                names.setdefault(target.key, target.name)
    # The form that most plans state for their own time comes first, then for any time, then for a part.
    weighed = Counter({key: timely[key] * MANY * MANY + counts[key] * MANY + anywhere[key] for key in anywhere})
    if asked:
        keys = [key for name in asked for key in _asked(name, weighed, names, catalogue, pack)]
        return [_column(key, names, catalogue) for key in dict.fromkeys(keys)], 0, []
    notes = []
    general = {f"{OPEN}{name}" for name in pack.family("compare").words("too_general")}
    shared = [key for key, count in timely.items() if count >= 2 and key[0] not in general]
    if not shared and len(rows) > 1:
        notes.append("no indicator is stated by two of them: the table shows what each states alone")
    keys = sorted(shared or counts, key=lambda key: (-timely[key], key[0].startswith(OPEN), key))
    taken = keys[:most] if most else keys
    return [_column(key, names, catalogue) for key in taken], len(keys) - len(taken), notes


def _asked(
    text: str, counts: Counter[tuple[str, str]], names: dict[tuple[str, str], str], catalogue: Catalogue, pack: Pack
) -> list[tuple[str, str]]:
    """The columns that a name asks for: the form behind its colon, every form for `*`, else the one most plans state."""
    name, _, said = text.replace("：", ":").partition(":")
    said = said.strip()
    form = FORM_WORDS.get(said)
    if said not in ("", EVERY) and form is None:
        raise UsageError(f"--indicator {text}: unknown form {said!r}; write 水平, 增速, 占比 or * behind the colon")
    match = catalogue.match(name.strip(), None, None)
    identifier = catalogue.indicator(match.id).series if match else open_id(naming(pack).read(name.strip()))
    stated = [key[1] for key, _ in counts.most_common() if key[0] == identifier]
    forms = [form] if form else stated if said == EVERY else stated[:1]
    if match is not None:
        return [(identifier, each) for each in forms or [match.form]]
    if not any(key[0] == identifier for key in counts):
        near = difflib.get_close_matches(name.strip(), sorted(set(names.values())), 5, 0.4)
        hint = f"; the plans have {'、'.join(near)}" if near else ""
        raise UsageError(f"--indicator {name}: neither in the catalogue nor in the plans{hint}")
    return [(identifier, each) for each in forms]


def _column(key: tuple[str, str], names: dict[tuple[str, str], str], catalogue: Catalogue) -> Column:
    """The column of an indicator and form."""
    identifier, form = key
    if identifier.startswith(OPEN):
        return Column(identifier, form, names.get(key, identifier.removeprefix(OPEN)))
    indicator = catalogue.indicator(identifier)
    return Column(identifier, form, indicator.name, indicator.good, indicator.domain)


def _joined(holdings: Sequence[Holding], column: Column) -> Cell:
    """What all documents of a row say: the strongest state; documents that contradict each other are a conflict too."""
    cells = [holding.cell(column.indicator, column.form) for holding in holdings]
    best = min(cells, key=lambda cell: STATES.index(cell.state) if cell.chosen is None else 0)
    chosen = [cell for cell in cells if cell.chosen is not None]
    if len(chosen) < 2:
        return best
    first = chosen[0].targets[0]
    others: list[Target] = [target for cell in chosen for target in cell.targets if not same_number(target, first)]
    conflict = any(not target.stretch for target in others) or any(cell.state == "conflict" for cell in chosen)
    return Cell("conflict" if conflict else "stated", (first, *others))


def _standings(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[dict[tuple[int, int], tuple[int, int]], list[Spread]]:
    """Ranks and spread of every column within each year; only numbers in one unit are set against each other."""
    ranks: dict[tuple[int, int], tuple[int, int]] = {}
    spreads = []
    for position, column in enumerate(columns):
        groups: dict[tuple[int, tuple[str, str]], list[tuple[Decimal, int]]] = {}
        for index, row in enumerate(rows):
            chosen = row.cells[position].chosen
            if chosen is not None and chosen.number is not None:
                groups.setdefault((row.year or 0, chosen.basis), []).append((chosen.number, index))
        for (year, (unit, _)), found in sorted(groups.items()):
            ordered = sorted(found, key=lambda pair: pair[0], reverse=column.good != "down")
            numbers = [number for number, _ in ordered]
            for number, index in ordered:
                ranks[index, position] = numbers.index(number) + 1, len(ordered)
            if len(found) > 1:
                spreads.append(_spread(position, year or None, unit, found, rows))
    return ranks, spreads


def _spread(position: int, year: int | None, unit: str, found: Sequence[tuple[Decimal, int]], rows: Sequence[Row]) -> Spread:
    """The spread of some numbers."""
    numbers = [number for number, _ in found]
    lowest, highest = min(numbers), max(numbers)
    return Spread(
        position, year, unit, len(numbers), lowest, median(numbers), highest,
        tuple(rows[index].place for number, index in found if number == lowest),
        tuple(rows[index].place for number, index in found if number == highest),
    )  # fmt: skip
