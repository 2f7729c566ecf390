"""Targets of one plan (目标值): every planned quantity with its canonical indicator, its own year and whose number it is.

Three things are settled here, because a table of targets is wrong without them: which indicator and form (`catalogue`), whether
the number is the place's own or that of a part of it (`standing`), and whether it is for the plan's own time or for another one
(`horizon`): the year that a work report plans for, the end of the period of a plan.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec import structs

from policy_extract import rows
from policy_extract.compare.catalogue import Catalogue, IndicatorMatch
from policy_extract.compare.load import Plan, Statement
from policy_extract.compare.naming import Name, naming
from policy_extract.compare.units import unit_conversions
from policy_extract.patterns import Pack, load

OWN, PART = "own", "part"
"""Standing: a number of the whole place, or of a part of it (an area, a sector, an institution)."""
HORIZONS = ("own", "average", "undated", "recurring", "earlier", "later")
"""Own time of the plan first, then what can be put in its place with a remark."""
OPEN = "open:"
"""Begins the id of an indicator that the catalogue does not have."""
INDEX_BASE = 100
"""What a price index makes of the year before."""
SHORTEST = 2
"""Characters that a name keeps when its qualifiers are taken off."""

Numbers = tuple[Decimal | None, Decimal | None, Decimal | None, str]
"""Value, lower and upper end, and their unit."""


class Target(msgspec.Struct, gc=False):
    """One target of one document (一个目标值)."""

    doc_id: str
    source: str
    title: str
    genre: str
    region: str
    region_code: str
    region_level: str
    parents: str
    """Names of the places above, the province first, joined by a blank."""
    document_year: int | None
    """The year that the document plans for, or in which its period ends."""
    indicator: str
    """Id in the catalogue (of the series that an indicator belongs to), or `open:` and a key."""
    name: str
    """Canonical Chinese name; the name as printed for an open one."""
    form: str
    """level, growth, share, change, multiple, rank, ratio or coverage: only equal forms are compared."""
    words: str
    """The indicator as the text names it."""
    how: str
    """How the indicator was found: exact, normalised, fuzzy or open."""
    standing: str
    scope: str
    horizon: str
    year: int | None
    """The year that the target is for."""
    deadline: dt.date | None
    per: str
    comparator: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    ratio: str
    direction: str
    hedge: str
    stretch: bool
    """True for the number to strive for that stands beside the promised one (力争)."""
    quote: str
    """The number as printed."""
    sentence: str
    section: str
    locator: str
    start: int
    """Offsets of the quote in the source text."""
    end: int
    record_id: str
    item_id: str
    kind: str
    confidence: float

    @property
    def key(self) -> tuple[str, str]:
        """What may be compared with it: equal indicators in equal forms."""
        return self.indicator, self.form

    @property
    def basis(self) -> tuple[str, str]:
        """Unit and, for a rate, its period: an average a year is never set against a change over several years."""
        return self.unit, self.per if self.form in ("growth", "change") else ""

    @property
    def number(self) -> Decimal | None:
        """A number to order by: the value, the middle of a range; a fall counts below nought."""
        value = self.value
        if value is None and self.low is not None and self.high is not None:
            value = (self.low + self.high) / 2
        if value is not None and self.form in ("growth", "change") and self.direction == "down":
            return -value
        return value


class TargetReader:
    """Reads the targets of plans with the catalogue and the words of a pattern pack."""

    def __init__(self, pack: Pack | None = None) -> None:
        """Use the given pack, or the built-in one. Raises PatternError."""
        pack = pack or load()
        self.catalogue = Catalogue.load(pack)
        self._naming = naming(pack)
        self._units = unit_conversions(pack)
        family = pack.family("compare")
        rules = family.rules
        self._own_scope = rules["compare.own_scope"]
        self._stretch = rules["compare.stretch"]
        self._subject = rules["compare.subject"].compiled
        self._index = rules["compare.index"].compiled
        self._tail = rules["compare.qualifier_tail"].compiled
        self._repeated = rules["compare.repeated"].compiled
        self._head = rules["compare.qualifier_head"].compiled
        self._paired = rules["compare.pair_ratio"].compiled
        self._pairs: dict[str, list[str]] = family.vocabularies["pairs"]
        self._joint = rules["compare.joint"].compiled
        self._matched: dict[tuple[str, str, str | None], tuple[IndicatorMatch, ...]] = {}

    def read(self, plan: Plan) -> list[Target]:
        """All targets of a plan in text order: planned quantities that have a number."""
        own_year = year_of(plan)
        found = []
        for row in plan.tasks:
            for quantity in row.quantities:
                if quantity.phase == "planned" and quantity.indicator:
                    found += self.of(plan.document, row, quantity, own_year)
        return found

    def of(self, document: rows.DocumentRow, row: Statement, quantity: rows.QuantityRow, own_year: int | None) -> list[Target]:
        """One quantity as a target of every indicator that it is for."""
        return [
            self._target(document, row, quantity, own_year, match)
            for name in self._dealt(quantity, row.quantities)
            for match in self.matches(name, quantity.unit, quantity.measure)
        ]

    def _dealt(self, quantity: rows.QuantityRow, beside: Sequence[rows.QuantityRow]) -> list[str]:
        """The names that a number belongs to: 城乡居民收入 is two, which take two numbers in turn or share a single one."""
        name = quantity.indicator
        pair = next((word for word in self._pairs if word in name), None)
        if pair is None or self._paired.search(name):
            return [name]
        names = [name.replace(pair, word, 1) for word in self._pairs[pair]]
        alike = [
            other for other in beside if (other.indicator, other.group, other.phase) == (name, quantity.group, quantity.phase)
        ]
        if len(alike) == len(names) and len({(other.value, other.low) for other in alike}) > 1:
            return [names[alike.index(quantity)]]
        return names if self._known(names[0], quantity.unit, quantity.measure) else [name]

    def matches(self, name: str, unit: str, measure: str | None) -> tuple[IndicatorMatch, ...]:
        """The indicators of a name: several for indicators that share a number, an open one when the catalogue has none."""
        key = (name, unit, measure)
        found = self._matched.get(key)
        if found is None:
            found = self._matched[key] = self._known(name, unit, measure) or (self._open(name, unit, measure),)
        return found

    def _known(self, name: str, unit: str, measure: str | None) -> tuple[IndicatorMatch, ...]:
        """The indicators of the catalogue that a name means: as it stands, without its qualifiers, or part by part."""
        whole = self.catalogue.match(name, unit, measure)
        if whole is not None:
            return (whole,)
        bare = self._bare(name)
        whole = self.catalogue.match(bare, unit, measure) if bare != name else None
        if whole is not None:
            return (whole,)
        parts = [part for part in self._joint.split(bare) if part]
        if len(parts) < 2:
            return ()
        each = [self.catalogue.match(self._bare(part), unit, measure) for part in parts]
        known = tuple(match for match in each if match is not None)
        # A joint that is part of a name (研究与试验发展) leaves parts that mean nothing: all are known, or the first of a list.
        return known if len(known) == len(parts) or ("、" in bare and each[0] is not None) else ()

    def _bare(self, name: str) -> str:
        """A name without the words that say how it is reckoned or proposed."""
        bare = self._repeated.sub(r"\1", self._head.sub("", name))
        while (match := self._tail.search(bare)) is not None and match[0]:
            bare = bare[: match.start()]
        return bare if len(bare) >= SHORTEST else name

    def _open(self, name: str, unit: str, measure: str | None) -> IndicatorMatch:
        """The match of a name outside the catalogue: names with one reading are one indicator."""
        read = self._naming.read(name)
        form = read.said or measure or "level"
        if form == "change" and unit not in ("百分点", "千分点"):
            form = "level"
        return IndicatorMatch(open_id(read), name, "open", 0, form)

    def _target(
        self,
        document: rows.DocumentRow,
        row: Statement,
        quantity: rows.QuantityRow,
        own_year: int | None,
        match: IndicatorMatch,
    ) -> Target:
        """One quantity as a target of one indicator."""
        if match.form == "change" and unit_counts(quantity):
            # 新增2个 and 建成2个 are both so many more.
            match = structs.replace(match, form="made")
        match, (value, low, high, unit) = self._as_growth(match, quantity) or (match, self._numbers(quantity, match))
        horizon, year = horizon_of(quantity, own_year, document)
        region = document.region
        scope = quantity.scope or self._subject_of(row)
        identifier = row.task_id if isinstance(row, rows.TaskRow) else row.achievement_id
        return Target(
            document.doc_id, document.source, document.title or "", document.genre,
            (region.name if region else None) or "", (region.code if region else None) or "",
            (region.level if region else None) or "", " ".join(region.parents) if region else "", own_year,
            *self._series(match), match.form, quantity.indicator, match.how,
            self._standing(scope, region), scope, horizon, year,
            quantity.when.end_date if quantity.when else None, quantity.per or "", quantity.comparator, value, low, high, unit,
            quantity.ratio or "", quantity.direction or "", quantity.hedge or "",
            bool(quantity.hedge and self._stretch.search(quantity.hedge)), quantity.quote, row.quote,
            " / ".join(row.section_path), row.locator or "", quantity.start, quantity.end, identifier, row.item_id, row.kind,
            quantity.confidence.number if quantity.confidence else row.confidence,
        )  # fmt: skip

    def _series(self, match: IndicatorMatch) -> tuple[str, str]:
        """Id and name under which a number is compared: those of the longer series that its indicator belongs to."""
        if match.how == "open":
            return match.id, match.name
        series = self.catalogue.indicator(self.catalogue.indicator(match.id).series)
        return series.id, series.name

    def _subject_of(self, row: Statement) -> str:
        """The institution or part of the place that opens a statement; empty when there is none."""
        match = self._subject.search(row.quote)
        return match[0] if match is not None else ""

    def _numbers(self, quantity: rows.QuantityRow, match: IndicatorMatch) -> Numbers:
        """The number in the usual unit of its indicator where that measures the same."""
        if match.how != "open" and match.form in ("level", "share"):
            usual = self.catalogue.indicator(match.id).unit
            converted = self._units.converted(quantity, usual) if usual and usual != quantity.unit else None
            if converted is not None:
                return converted.value, converted.low, converted.high, converted.unit
        return quantity.value, quantity.low, quantity.high, quantity.unit

    def _as_growth(self, match: IndicatorMatch, quantity: rows.QuantityRow) -> tuple[IndicatorMatch, Numbers] | None:
        """A price index on the year before as the growth that it means: 价格指数控制在104%左右 is 4 %."""
        value = quantity.value
        if match.how == "open" or value is None or quantity.unit not in ("", "%") or not self._index.search(quantity.indicator):
            return None
        if self.catalogue.indicator(match.id).form != "growth" or not INDEX_BASE - 10 < value < INDEX_BASE + 30:
            return None
        return structs.replace(match, form="growth"), (value - INDEX_BASE, None, None, "%")

    def _standing(self, scope: str | None, region: rows.RegionRow | None) -> str:
        """Whether a scope is the whole place of the document."""
        if not scope or self._own_scope.search(scope):
            return OWN
        place = region.name if region else None
        return OWN if place and (scope == place or place.startswith(scope)) else PART


def open_id(read: Name) -> str:
    """Id of an indicator outside the catalogue: names that are read alike share it."""
    return OPEN + (read.shorter or read.keys[-1])


def unit_counts(quantity: rows.QuantityRow) -> bool:
    """Whether a difference is a number of new things, not points of a rate or a fall."""
    return quantity.direction != "down" and quantity.unit not in ("%", "‰", "百分点", "千分点", "")


def year_of(plan: Plan) -> int | None:
    """The year that a document plans for: that of most of its dated targets in a work report, else the end of its period.

    A report held in December plans for the next year, though its own date is in the old one.
    """
    document = plan.document
    if document.genre != "work_report" and document.period is not None and document.period.end_date is not None:
        return document.period.end_date.year
    if document.year is None or document.genre != "work_report":
        return document.year
    counts = Counter(end.year for row in plan.tasks for quantity in row.quantities if (end := _year_end(quantity)) is not None)
    near = (document.year, document.year + 1)
    return max(near, key=lambda year: (counts[year], -year))


def _year_end(quantity: rows.QuantityRow) -> dt.date | None:
    """Last day of the time of a planned quantity that lies within one calendar year."""
    when = quantity.when
    if quantity.phase != "planned" or when is None or when.end_date is None:
        return None
    return when.end_date if when.start_date is None or when.start_date.year == when.end_date.year else None


def horizon_of(quantity: rows.QuantityRow, own_year: int | None, document: rows.DocumentRow) -> tuple[str, int | None]:
    """For which time a target is, seen from its document, and the year in which that time ends."""
    when = quantity.when
    if when is None or when.end_date is None:
        return ("recurring" if when is not None and when.kind == "recurring" else "undated"), None
    year = when.end_date.year
    if own_year is None:
        return "own", year
    if year != own_year:
        return ("later" if year > own_year else "earlier"), year
    if document.genre == "work_report" and quantity.per and quantity.measure == "growth":
        # 年均增长 is a rate over several years, also below a heading that names but one.
        return "average", year
    several = when.start_date is not None and when.start_date.year != year
    # A report for one year that names a span ending in it speaks of the span (今后五年), not of the year.
    return ("later" if several and document.genre == "work_report" else "own"), year


def headline_counts(targets: Sequence[Target], any_time: bool = False) -> Counter[str]:
    """For every item (paragraph), how many indicators of the catalogue it sets for the plan's own time, or for any (目标段).

    The paragraph of the main targets sets many; a number that stands alone further down gives way to it.
    """
    seen = {(t.item_id, t.key) for t in targets if (any_time or t.horizon == "own") and t.standing == OWN and t.how != "open"}
    return Counter(item for item, _ in seen)


def same_promise(one: Target, other: Target) -> bool:
    """Whether two targets promise the same: number, comparator and date."""
    return (one.number, one.low, one.high, one.ratio, one.unit, one.comparator, one.deadline, one.per) == (
        other.number, other.low, other.high, other.ratio, other.unit, other.comparator, other.deadline, other.per,
    )  # fmt: skip
