"""The catalogue of canonical indicators (指标目录): which indicator a name means, and whether its number is a level or a growth.

Each indicator is a rule of the family `indicators` (patterns/indicators*.yaml) without a pattern; its `fields` are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from policy_extract.compare.naming import NEW, Name, naming
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
EXACT, NORMALISED = 100, 95
"""Scores of names found as they are printed, and after they were brought to one form."""
KEYS = {"name", "english", "aliases", "unit", "units", "form", "good", "domain", "series", "flow"}


class Indicator(msgspec.Struct, frozen=True):
    """A canonical indicator (规范指标)."""

    id: str
    name: str
    """Chinese name."""
    english: str
    aliases: tuple[str, ...]
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
    """100 exact, 95 normalised, below that the likeness of a fuzzy match."""
    form: str
    """`level`, `growth`, `share`, `change`, `made` (to be built or dealt with: 建成5G基站1000个), `multiple`, `rank` or `ratio`:
    only equal forms may be compared."""


class Catalogue:
    """All indicators of a pattern pack, looked up by name."""

    def __init__(self, pack: Pack) -> None:
        """Read and check the indicators. Raises PatternError with file and line for the first mistake."""
        self._naming = naming(pack)
        self._units = unit_conversions(pack)
        self._indicators: dict[str, Indicator] = {}
        self._uncounted = frozenset(n for n, each in unit_table(pack).names.items() if each.dimension in UNCOUNTED)
        self._exact: dict[str, list[Indicator]] = {}
        self._keys: dict[str, list[Indicator]] = {}
        for rule in pack.family(FAMILY).rules.values():
            indicator = _indicator(rule)
            self._indicators[indicator.id] = indicator
            for name in (indicator.name, *indicator.aliases):
                self._enter(self._exact, self._naming.plain(name), indicator)
                self._enter(self._keys, self._naming.read(name).key, indicator)
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

    def match(self, name: str, unit: str | None, measure: str | None) -> IndicatorMatch | None:
        """The indicator that a name means; None when the catalogue has none or the unit speaks against it.

        `unit` and `measure` are those of the quantity; None for a name without a number.
        """
        read = self._naming.read(name)
        chosen = self._choose(self._exact.get(read.plain, ()), unit, measure, "level" if read.said == "level" else "")
        if chosen is not None and not (measure == "change" and NEW + read.key in self._keys):
            return IndicatorMatch(chosen[0].id, chosen[0].name, "exact", EXACT, chosen[1])
        for key, said in self._tries(read, measure):
            chosen = self._choose(self._keys.get(key, ()), unit, measure, said)
            if chosen is not None:
                return IndicatorMatch(chosen[0].id, chosen[0].name, "normalised", NORMALISED, chosen[1])
        return None

    def _tries(self, read: Name, measure: str | None) -> Iterator[tuple[str, str]]:
        """Keys under which a name may stand, with what they say of the number, the surest first."""
        if measure == "change" and NEW not in read.key:
            yield NEW + read.key, ""
        yield read.key, read.said
        if read.key.startswith(NEW):
            yield read.key.removeprefix(NEW), "change"
        bare = self._naming.without_making(read.key)
        if bare != read.key:
            yield bare, read.said

    def _choose(
        self, candidates: Sequence[Indicator], unit: str | None, measure: str | None, said: str
    ) -> tuple[Indicator, str] | None:
        """The candidate that the number suits best, with its form: a rate of growth suits an amount, a share a share."""
        growing = "growth" in (measure, said)
        for indicator in sorted(candidates, key=lambda each: (each.unit in SHARES) == growing):
            form = self.form(indicator, unit, measure, said)
            if form is not None:
                return indicator, form
        return None

    def form(self, indicator: Indicator, unit: str | None, measure: str | None, said: str = "") -> str | None:
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
            return _form_of_share(indicator, measure, said, fits)
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
        return any(self._units.factor(unit, own) is not None for own in (indicator.unit, *indicator.units))

    def _enter(self, table: dict[str, list[Indicator]], key: str, indicator: Indicator) -> None:
        """Put a name into a table; raises PatternError when an indicator with the same kind of unit has it already."""
        entries = table.setdefault(key, [])
        if indicator in entries:
            return
        for other in entries:
            if self._fits(other, indicator.unit):
                raise PatternError(f"{indicator.place}: {indicator.id} and {other.id} ({other.place}) share the name {key!r}")
        entries.append(indicator)


def _form_of_share(indicator: Indicator, measure: str | None, said: str, fits: bool) -> str | None:
    """What a number in % or ‰ means for an indicator."""
    if fits:
        if "增长率" in indicator.name:
            return "level"
        if said or measure in ("growth", "change"):
            return said or measure
        return "share" if indicator.form == "share" else "level"
    if said or measure in ("growth", "change") or indicator.form == "growth":
        return "growth"
    return "share"


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
    if not rule.examples or not rule.counter_examples:
        raise PatternError(f"{rule.place}: {rule.id} needs examples and counter_examples")
    identifier = rule.id.partition(".")[2]
    return Indicator(
        identifier, fields["name"], fields["english"], tuple(fields.get("aliases") or ()), fields["unit"],
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
