"""The catalogue of canonical indicators (指标目录): which indicator a name means, and whether its number is a level or a growth.

Each indicator is a rule of the family `indicators` (patterns/indicators*.yaml) without a pattern; its `fields` are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from policy_extract.compare.naming import NET, NEW, Name, naming
from policy_extract.compare.units import unit_conversions
from policy_extract.errors import PatternError
from policy_extract.mentions.units import unit_table
from policy_extract.patterns import Pack, Rule

FAMILY = "indicators"
DOMAINS = (
    "economy", "livelihood", "health", "education", "environment", "innovation", "transport", "agriculture", "digital",
    "governance",
)  # fmt: skip
FORMS = ("level", "growth", "share")
"""Usual forms of an indicator in plans; a match can also be `change`, `multiple`, `rank` or `ratio`."""
GOODS = ("up", "down", "none")
SHARES = frozenset(("%", "‰"))
UNCOUNTED = frozenset(("money", "share", "concentration", "rate", "age", "time", "score", "temperature"))
"""Dimensions of levels that nobody builds piece by piece."""
POINTS = frozenset(("百分点", "千分点", "基点"))
INDEX_FROM = 50
"""A price indicator above this is an index (103.9), below it a rise in %."""
Number = tuple[str | None, str | None, Decimal | None]
"""Unit, measure and value of a quantity."""
EXACT, NORMALISED, FUZZY = 100, 95, 90
"""Scores of names found as they are printed, after they were brought to one form, and with light words (总, 化, 类) left out."""
FEWEST = 4
"""Characters that must be left of a name without its light words."""
KEYS = {"name", "english", "aliases", "objects", "unit", "units", "form", "good", "domain", "series", "flow"}


class Indicator(msgspec.Struct, frozen=True):
    """A canonical indicator (规范指标)."""

    id: str
    name: str
    """Chinese name."""
    english: str
    aliases: tuple[str, ...]
    objects: tuple[str, ...]
    """Names of what is acted upon (黑臭水体, 贫困人口): a number dealt with means this indicator, a level does not."""
    unit: str
    """Usual unit of its level, canonical as in units.csv; empty for an index number."""
    units: tuple[str, ...]
    """Further units of the level that cannot be converted into the usual one (美元 beside 元)."""
    form: str
    """Usual form in plans: `level`, `growth`, `share`."""
    good: str
    """Direction of good: `up`, `down`, `none`."""
    domain: str
    series: str
    """Id of the indicator that this one stands for in a longer series (农民人均纯收入 before 2013); its own id otherwise."""
    flow: bool
    """True for what is counted over a period (造林面积, 粮食产量): a number done is its level then."""
    place: str
    """`file:line` of the rule."""


class IndicatorMatch(msgspec.Struct, frozen=True):
    """What a name was found to mean."""

    id: str
    name: str
    """Canonical Chinese name."""
    how: str
    """`exact`, `normalised` or `fuzzy`."""
    score: int
    """100 exact, 95 normalised, 90 fuzzy."""
    form: str
    """Only equal forms may be compared: `level`, `growth`, `share`, `change`, `multiple`, `rank`, `ratio`, or `made`: a bare
    number of things (建成5G基站1000个), which may be the new ones or all."""


class Catalogue:
    """All indicators of a pattern pack, looked up by name."""

    def __init__(self, pack: Pack) -> None:
        """Read and check the indicators. Raises PatternError with file and line for the first mistake."""
        self._naming = naming(pack)
        self._units = unit_conversions(pack)
        self._indicators: dict[str, Indicator] = {}
        self._classes = self._naming.measure_words
        self._own_things = frozenset(pack.family("naming").words("own_things"))
        self._uncounted = frozenset(n for n, each in unit_table(pack).names.items() if each.dimension in UNCOUNTED)
        self._cores: dict[str, list[Indicator]] = {}
        self._objects: set[tuple[str, str]] = set()
        self._exact: dict[str, list[Indicator]] = {}
        self._keys: dict[str, list[Indicator]] = {}
        for rule in pack.family(FAMILY).rules.values():
            indicator = _indicator(rule)
            self._indicators[indicator.id] = indicator
            for name in (indicator.name, *indicator.aliases, *indicator.objects):
                plain = self._naming.plain(name)
                self._enter(self._exact, plain, indicator)
                self._enter(self._keys, self._naming.alike(plain), indicator)
                core = self._naming.core(self._naming.alike(plain))
                if indicator not in self._cores.setdefault(core, []):
                    self._cores[core].append(indicator)
                if name in indicator.objects:
                    self._objects.update((key, indicator.id) for key in (plain, self._naming.alike(plain), core))
        for indicator in self._indicators.values():
            if indicator.series not in self._indicators:
                raise PatternError(f"{indicator.place}: {indicator.id} names an unknown series {indicator.series!r}")

    @classmethod
    def load(cls, pack: Pack) -> Catalogue:
        """The catalogue of a pack, read once."""
        found: Catalogue = pack.cached("compare.catalogue", cls)
        return found

    def __len__(self) -> int:
        return len(self._indicators)

    def indicator(self, identifier: str) -> Indicator:
        """The indicator of that id; raises KeyError for an unknown one."""
        return self._indicators[identifier]

    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in the order of the files."""
        return tuple(self._indicators.values())

    def match(self, name: str, unit: str | None, measure: str | None, value: Decimal | None = None) -> IndicatorMatch | None:
        """The indicator that a name means; None when the catalogue has none or the unit speaks against it.

        `unit` and `measure` are those of the quantity; None for a name without a number. `value` tells a price index (103.9 %)
        from a rise of prices (3 %); without it a share is taken for the rise.
        """
        read = self._naming.read(name)
        found = self._choose(self._exact, read.plain, (unit, measure, value), "level" if read.said == "level" else "")
        if found is not None and not (measure == "change" and NEW + read.keys[0] in self._keys):
            return IndicatorMatch(found[0].id, found[0].name, "exact", EXACT, found[1])
        for key, said in self._tries(read, measure):
            found = self._choose(self._keys, key, (unit, measure, value), said)
            if found is not None:
                return IndicatorMatch(found[0].id, found[0].name, "normalised", NORMALISED, found[1])
        return self._fuzzy(name, read, (unit, measure, value))

    def _fuzzy(self, name: str, read: Name, number: Number) -> IndicatorMatch | None:
        """The one indicator that has a name which differs in light words only and stands on the same side of every contrast."""
        core = self._naming.core(read.shorter or read.keys[-1])
        candidates = self._cores.get(core, ())
        if len(candidates) != 1 or len(core) < FEWEST or any(word in name for word in "、和与及"):
            return None
        marks = self._naming.marks(name) - {("said", read.said)}
        own = (candidates[0].name, *candidates[0].aliases, *candidates[0].objects)
        if not any(self._naming.marks(each) == marks and self._naming.core(self._naming.form(each)) == core for each in own):
            return None
        found = self._choose(self._cores, core, number, read.said)
        return None if found is None else IndicatorMatch(found[0].id, found[0].name, "fuzzy", FUZZY, found[1])

    def _tries(self, read: Name, measure: str | None) -> Iterator[tuple[str, str]]:
        """Keys under which a name may stand, with what they say of the number, the surest first."""
        level = "level" if read.said == "level" else ""
        for key in read.keys:
            if measure == "change" and NEW not in key:
                yield NEW + key, ""
            yield key, level
        if read.shorter:
            yield read.shorter, read.said
        last = read.shorter or read.keys[-1]
        for opening in (NEW, NET):
            if last.startswith(opening):
                # 净增规上企业102家，达到1052家: what was reached is the level.
                yield last.removeprefix(opening), "level" if opening == NET and measure == "level" else "change"
        bare = self._naming.without_making(last)
        if bare != last:
            yield bare, read.said

    def _choose(
        self, table: Mapping[str, Sequence[Indicator]], key: str, number: Number, said: str
    ) -> tuple[Indicator, str] | None:
        """The candidate that the number suits best, with its form: a rate of growth suits an amount, a share a share."""
        unit, measure, value = number
        growing = "growth" in (measure, said)
        candidates: Sequence[Indicator] = table.get(key, ())
        if unit is None:
            candidates = sorted(
                candidates, key=lambda each: key not in (each.name, self._naming.alike(self._naming.plain(each.name)))
            )
        else:
            candidates = sorted(candidates, key=lambda each: (each.unit in SHARES) == growing)
        for indicator in candidates:
            form = self.form(indicator, unit, measure, said, value)
            if (key, indicator.id) in self._objects:
                if measure == "level":
                    continue
                form = "level" if form == "change" else form
            if form is not None:
                return indicator, form
        return None

    def form(
        self, indicator: Indicator, unit: str | None, measure: str | None, said: str = "", value: Decimal | None = None
    ) -> str | None:
        """How a number of the indicator is meant; None when its unit does not fit. `said`: what the name says of itself."""
        if measure in ("rank", "ratio", "multiple"):
            return measure
        if said == "level":
            measure, said = measure or said, ""
        if unit is None:
            return said or measure if measure in ("growth", "change") else said or indicator.form
        fits = self._fits(indicator, unit)
        if unit in POINTS:
            return "change" if indicator.unit in SHARES or indicator.form == "growth" else None
        if unit in SHARES:
            return _form_of_share(indicator, measure, said, fits, value)
        if not fits:
            return None
        if "change" in (measure, said) or "growth" in (measure, said):
            return "level" if NEW in indicator.name else "change"
        if measure is None and not (indicator.flow or unit in self._uncounted or self._naming.per_head(indicator.name)):
            return "made"
        return "share" if indicator.form == "share" else "level"

    def _fits(self, indicator: Indicator, unit: str) -> bool:
        """Whether a unit can be that of the indicator's level; whole things may be counted without a measure word."""
        if not unit and self._units.base(indicator.unit)[0] == "个":
            return True
        if unit in self._own_things and unit not in (indicator.unit, *indicator.units):
            return False
        kind = self._classes.get(unit)
        return any(
            self._units.factor(unit, own) is not None and not (kind and self._classes.get(own, kind) != kind)
            for own in (indicator.unit, *indicator.units)
        )

    def _enter(self, table: dict[str, list[Indicator]], key: str, indicator: Indicator) -> None:
        """Put a name into a table; raises PatternError when an indicator with the same kind of unit has it already."""
        entries = table.setdefault(key, [])
        if indicator in entries:
            return
        for other in entries:
            if self._fits(other, indicator.unit):
                remedy = f"add names to {other.id} with an entry of that id, or take this one out"
                raise PatternError(
                    f"{indicator.place}: {indicator.id} and {other.id} ({other.place}) share the name {key!r}; {remedy}"
                )
        entries.append(indicator)


def _form_of_share(indicator: Indicator, measure: str | None, said: str, fits: bool, value: Decimal | None) -> str:
    """What a number in % or ‰ means for an indicator.

    A bare share of an amount (占全市的58%) is a share of it; of a price or of what is to be cut back it is a growth.
    """
    if fits:
        if "增长率" in indicator.name:
            return "level"
        if said or measure in ("growth", "change"):
            return said or str(measure)
        return "share" if indicator.form == "share" else "level"
    if said or measure in ("growth", "change"):
        return "growth"
    if not indicator.unit and indicator.form == "growth":
        return "level" if value is not None and value > INDEX_FROM else "growth"
    return "growth" if indicator.form == "growth" and indicator.good == "down" and measure != "coverage" else "share"


def _indicator(rule: Rule) -> Indicator:
    """Check the fields of a rule; raises PatternError with its place."""
    fields: dict[str, Any] = rule.fields
    if set(fields) - KEYS:
        raise PatternError(f"{rule.place}: {rule.id} has unknown fields {', '.join(sorted(set(fields) - KEYS))}")
    for key, allowed in (("form", FORMS), ("good", GOODS), ("domain", DOMAINS)):
        if fields.get(key) not in allowed:
            raise PatternError(f"{rule.place}: {rule.id}: `{key}` must be one of {', '.join(allowed)}")
    for key in ("name", "english"):
        if not isinstance(fields.get(key), str) or not fields[key].strip():
            raise PatternError(f"{rule.place}: {rule.id}: `{key}` is missing")
    if not isinstance(fields.get("unit"), str):
        raise PatternError(f"{rule.place}: {rule.id}: `unit` is missing; give '' for an index number")
    if not rule.examples or not (rule.counter_examples or rule.of_entry):
        raise PatternError(f"{rule.place}: {rule.id} needs examples and counter_examples")
    identifier = rule.id.partition(".")[2]
    return Indicator(
        identifier, fields["name"], fields["english"], tuple(fields.get("aliases") or ()),
        tuple(fields.get("objects") or ()), fields["unit"],
        tuple(fields.get("units") or ()), fields["form"], fields["good"], fields["domain"], fields.get("series") or identifier,
        bool(fields.get("flow")), rule.place,
    )  # fmt: skip


def check(pack: Pack) -> tuple[int, list[str]]:
    """Run the examples and counter-examples of all indicators; returns the number of cases and the complaints.

    An example is `name`, `name|unit` or `name|unit|measure`; its quote, when given, is the form of the match.
    """
    catalogue = Catalogue.load(pack)
    count, complaints = 0, []
    for rule in pack.family(FAMILY).rules.values():
        own = rule.id.partition(".")[2]
        for example in rule.examples:
            count += 1
            found = _matched(catalogue, example.text)
            if found is None or found.id != own:
                complaints.append(f"{rule.place}: {example.text!r} is {found.id if found else 'nothing'}, not {own}")
            elif example.quote is not None and example.quote != found.form:
                complaints.append(f"{rule.place}: {example.text!r} is a {found.form}, not a {example.quote}")
        for text in rule.counter_examples:
            count += 1
            found = _matched(catalogue, text)
            if found is not None and found.id == own:
                complaints.append(f"{rule.place}: {text!r} must not be {own}")
    return count, complaints


def _matched(catalogue: Catalogue, text: str) -> IndicatorMatch | None:
    """The match of an example as it is written in the pattern file."""
    name, _, rest = text.partition("|")
    unit, _, measure = rest.partition("|")
    return catalogue.match(name, unit if "|" in text else None, measure or None)
