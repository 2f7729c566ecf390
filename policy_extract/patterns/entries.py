"""Entries of packs (条目): an indicator, unit, body, region, table column or some words in one short mapping.

A file of entries has no `family`; its sections are lists::

    indicators:
      - {id: bed_turnover, name: 病床周转次数, aliases: [床位周转次数], unit: {name: 轮次}, domain: health, examples: [...]}
    units: [{name: 床日, aliases: [住院床日], examples: [{text: 3床日, quote: 3床日}]}]
    bodies: [{name: 护理质控中心, kind: institution, aliases: [护理质量控制中心]}]
    regions: [{code: '999901', name: 云泽市, level: prefecture}]
    columns: [{column: lead, words: [主抓科室]}]
    words: [{vocabulary: roles.subject_verb, add: {主抓: responsible}, remove: [联合]}]
    disable: [themes.growth, units.旦]

An entry with `approved: false` is a draft: it is checked and listed, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from policy_extract.errors import PatternError
from policy_extract.patterns.files import Kinds, checked, child, nearest
from policy_extract.patterns.rules import Example, Rule, examples_of

if TYPE_CHECKING:
    from policy_extract.patterns.pack import Pack

COMMON = {"description": "text", "note": "line", "approved": "flag", "examples": "examples"}
UNIT = {"name": "text", "aliases": "texts", "dimension": "text", "reading": "text", "not_before": "texts", "note": "line"}
KINDS: dict[str, Kinds] = {
    "indicators": {
        **COMMON, "id": "text", "name": "text", "english": "text", "aliases": "texts", "objects": "texts",
        "unit": "text or mapping", "units": "texts", "form": "text", "good": "text", "domain": "text", "series": "text",
        "flow": "flag", "counter_examples": "texts",
    },
    "units": {**COMMON, **UNIT},
    "bodies": {**COMMON, "name": "text", "kind": "text", "aliases": "texts", "former": "texts", "since": "line"},
    "regions": {
        **COMMON, "code": "text", "name": "text", "level": "text", "until": "line", "now": "line", "abbreviation": "line",
        "everyday": "line", "unless": "line",
    },
    "columns": {**COMMON, "column": "text", "words": "texts"},
    "words": {**COMMON, "vocabulary": "text", "add": "words", "remove": "texts"},
}  # fmt: skip
NEEDED = {
    "indicators": ("id",), "units": ("name",), "bodies": ("name",), "regions": ("code", "name", "level"),
    "columns": ("column", "words"), "words": ("vocabulary",),
}  # fmt: skip
FILE_KINDS = {"description": "text", "disable": "texts", **dict.fromkeys(KINDS, "list")}
READINGS = ("free", "counted", "cued", "never")
NEW_INDICATOR = {"form": "level", "good": "none", "domain": "governance"}
"""What an indicator of a pack is unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a pack, for lists and explanations."""

    id: str
    """`units.床日`, `bodies.…`, `columns.lead`, `words.roles.subject_verb`; indicators are rules and have theirs."""
    sort: str
    words: tuple[str, ...]
    """Names that the entry makes known."""
    place: str
    pack: str
    approved: bool
    examples: tuple[Example, ...]


def put_entries(pack: Pack, place: str, node: yaml.MappingNode, data: dict[str, Any], name: str) -> None:
    """Put a file of entries into a pack. Raises PatternError."""
    checked(place, node, data, FILE_KINDS, (), "file")
    for sort, put in SORTS.items():
        section = child(node, sort)
        for item, each in zip(data.get(sort) or (), section.value if section is not None else (), strict=False):
            line = each.start_mark.line + 1
            lines = checked(place, each, item, KINDS[sort], NEEDED[sort], sort.removesuffix("s"))
            examples = examples_of(place, lines.get("examples", line), f"this {sort} entry", item.get("examples") or [])
            put(_Place(pack, f"{place}:{line}", name, {key: f"{place}:{at}" for key, at in lines.items()}, examples), item)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry goes and where it stands."""

    pack: Pack
    place: str
    name: str
    keys: dict[str, str]
    examples: tuple[Example, ...]

    def note(self, identifier: str, sort: str, words: list[str], item: dict[str, Any]) -> bool:
        """List the entry; returns whether it counts. Raises PatternError when its pack has the id already."""
        approved = item.get("approved") is not False
        self.pack.claim(identifier, self.place, self.name)
        self.pack.entries.append(Entry(identifier, sort, tuple(words), self.place, self.name, approved, self.examples))
        return approved

    def choice(self, key: str, value: str, allowed: list[str] | tuple[str, ...]) -> str:
        """A value out of some. Raises PatternError."""
        if value not in allowed:
            hint = nearest(value, allowed)
            raise PatternError(f"{self.keys.get(key, self.place)}: `{key}` {value!r}{hint}; must be one of {', '.join(allowed)}")
        return value

    def column(self, table: str, name: str) -> list[str]:
        """The values that a column of a table has."""
        return sorted({row.cells[name] for row in self.pack.table_of(table).rows.values()})


def _indicator(at: _Place, item: dict[str, Any]) -> None:
    """An indicator: a rule of the family `indicators`; one that is known is added to."""
    identifier = "indicators." + item["id"].removeprefix("indicators.")
    family = at.pack.family_for("indicators")
    old = family.rules.get(identifier)
    if old is None:
        for key in ("name", "unit"):
            if item.get(key) is None:
                hint = nearest(identifier, family.rules)
                raise PatternError(f"{at.place}: indicator {identifier} is new and lacks `{key}`{hint}; give it")
        if not at.examples:
            raise PatternError(f"{at.place}: indicator {identifier} has no examples; add one such as {item['name']!r}")
    unit = item.get("unit")
    fields = {key: item[key] for key in KINDS["indicators"].keys() - COMMON.keys() - {"id", "counter_examples"} if key in item}
    names = [*filter(None, [item.get("name")]), *(item.get("aliases") or ())]
    if not at.note(identifier, "indicators", names, item):
        return
    if isinstance(unit, dict):
        fields["unit"] = _inline_unit(at, unit)
    elif unit:
        at.pack.units_needed.append((unit, at.keys["unit"]))
    fields = {**NEW_INDICATOR, "english": item["name"], **fields} if old is None else _merged(at, old, fields)
    description = item.get("description") or (old.description if old else f"{item['name']} · {fields['english']}")
    examples = (*(old.examples if old else ()), *at.examples)
    counter = (*(old.counter_examples if old else ()), *(item.get("counter_examples") or ()))
    made = Rule(identifier, description, None, (), fields, examples, counter, at.place, at.name, of_entry=True)
    family.rules[identifier] = made
    at.pack.protected += names


def _merged(at: _Place, old: Rule, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a known indicator with those of an entry: lists grow, other values are set, and a change is told."""
    made = dict(old.fields)
    for key, value in fields.items():
        if isinstance(value, list):
            made[key] = list(dict.fromkeys([*(made.get(key) or ()), *value]))
        else:
            if key in made and made[key] != value:
                whose = old.pack or "the built-in patterns"
                at.pack.remarks.append(f"{at.place}: {old.id}: {key} {value} counts, not {made[key]} of {whose}")
            made[key] = value
    return made


def _inline_unit(at: _Place, unit: dict[str, Any]) -> str:
    """The unit that an indicator brings along; returns its name. Raises PatternError."""
    for key in unit:
        if key not in UNIT:
            raise PatternError(f"{at.keys['unit']}: unknown unit key {key!r}{nearest(key, UNIT)}; allowed: {', '.join(UNIT)}")
    if not isinstance(unit.get("name"), str) or not unit["name"]:
        raise PatternError(f"{at.keys['unit']}: `unit` without `name`; write unit: {{name: 床日}}")
    for key in ("aliases", "not_before"):
        if not isinstance(unit.get(key) or [], list):
            raise PatternError(f"{at.keys['unit']}: `{key}` of the unit must be a list of texts; write {key}: […]")
    _unit_row(at, unit)
    return str(unit["name"])


def _unit(at: _Place, item: dict[str, Any]) -> None:
    """A unit: a row of units.csv."""
    if at.note(f"units.{item['name']}", "units", [item["name"], *(item.get("aliases") or ())], item):
        _unit_row(at, item)


def _unit_row(at: _Place, item: dict[str, Any]) -> None:
    """Set or extend the row of a unit."""
    cells = {"canonical": item["name"], **_joined(item, "aliases", "not_before")}
    if item.get("dimension"):
        cells["dimension"] = at.choice("dimension", item["dimension"], at.column("units.csv", "dimension"))
    if item.get("reading"):
        cells["reading"] = at.choice("reading", item["reading"], READINGS)
    at.pack.table_of("units.csv").extend(cells, at.place, at.name, {"dimension": "count", "reading": "counted"})


def _body(at: _Place, item: dict[str, Any]) -> None:
    """A body: a row of bodies.csv."""
    if not at.note(f"bodies.{item['name']}", "bodies", [item["name"], *(item.get("aliases") or ())], item):
        return
    cells = {"name": item["name"], **_joined(item, "aliases", "former"), "since": item.get("since") or ""}
    if item.get("kind"):
        cells["kind"] = at.choice("kind", item["kind"], at.column("bodies.csv", "kind"))
    at.pack.table_of("bodies.csv").extend(cells, at.place, at.name, {"kind": "institution"})


def _region(at: _Place, item: dict[str, Any]) -> None:
    """A place: a row of regions.csv."""
    if at.note(f"regions.{item['code']}", "regions", [item["name"]], item):
        at.choice("level", item["level"], at.column("regions.csv", "level"))
        cells = {key: str(value or "") for key, value in item.items() if key not in COMMON}
        at.pack.table_of("regions.csv").extend(cells, at.place, at.name, {})


def _column(at: _Place, item: dict[str, Any]) -> None:
    """Words of table headers: added to the vocabulary of the column's rule."""
    rules = at.pack.family_for("tables").rules
    known = [rule.id.partition(".")[2] for rule in rules.values() if "words" in rule.fields]
    name = at.choice("column", item["column"].removeprefix("tables."), known)
    if at.note(f"columns.{name}", "columns", item["words"], item):
        _extend(at, "tables", str(rules[f"tables.{name}"].fields["words"]), item["words"], ())
        for other in set(known) - {name}:
            _extend(at, "tables", str(rules[f"tables.{other}"].fields["words"]), [], item["words"])


def _words(at: _Place, item: dict[str, Any]) -> None:
    """Words added to a vocabulary or taken out of it."""
    name, _, vocabulary = item["vocabulary"].rpartition(".")
    key = at.keys["vocabulary"]
    family = at.pack.families.get(name)
    if family is None or not isinstance(family.vocabularies.get(vocabulary), (list, dict)):
        known = [f"{one.name}.{each}" for one in at.pack.families.values() for each in one.vocabularies]
        hint = nearest(item["vocabulary"], known)
        raise PatternError(f"{key}: `vocabulary` {item['vocabulary']!r} does not exist{hint}; write family.vocabulary")
    added = item.get("add") or []
    if at.note(f"words.{item['vocabulary']}", "words", list(added), item):
        _extend(at, name, vocabulary, added, item.get("remove") or ())
        if not family.vocabularies[vocabulary]:
            raise PatternError(f"{at.keys['remove']}: {item['vocabulary']} would be empty; leave a word, or switch off its rules")
        missing = [word for word in item.get("remove") or () if word not in at.pack.removed.get(item["vocabulary"], ())]
        if missing:
            hint = nearest(missing[0], family.words(vocabulary))
            raise PatternError(
                f"{at.keys['remove']}: {missing[0]!r} is not in {item['vocabulary']}{hint}; take it out of `remove`"
            )


def _extend(at: _Place, name: str, vocabulary: str, added: Any, removed: Any) -> None:
    """Change a vocabulary: a copy with words added and others taken out. Raises PatternError for the wrong form."""
    family = at.pack.family_for(name)
    full, old = f"{name}.{vocabulary}", family.vocabularies[vocabulary]
    gone = [word for word in removed if word in old]
    if isinstance(old, dict):
        if added and not isinstance(added, dict):
            raise PatternError(f"{at.keys.get('add', at.place)}: {full} gives each word a value; write add: {{word: value}}")
        made: Any = {**{word: value for word, value in old.items() if word not in gone}, **(added or {})}
        changed = [word for word in added or () if word in old and old[word] != added[word]]
    else:
        if isinstance(added, dict):
            raise PatternError(f"{at.keys.get('add', at.place)}: {full} is a list; write add: [word, word]")
        made, changed = list(dict.fromkeys([*(word for word in old if word not in gone), *added])), []
    for word in changed:
        whose = at.pack.word_owners.get((full, word), "the built-in patterns")
        at.pack.remarks.append(f"{at.place}: {full}: {word} now means {made[word]}, not {old[word]} of {whose}")
    at.pack.word_owners.update({(full, word): at.name for word in added or ()})
    at.pack.removed.setdefault(full, set()).update(gone)
    family.vocabularies[vocabulary] = made


def _joined(item: dict[str, Any], *keys: str) -> dict[str, str]:
    """Lists as cells of a table."""
    return {key: "|".join(item.get(key) or ()) for key in keys}


SORTS: dict[str, Callable[[_Place, dict[str, Any]], None]] = {
    "units": _unit, "indicators": _indicator, "bodies": _body, "regions": _region, "columns": _column, "words": _words,
}  # fmt: skip
"""What puts each sort of entry in; units come first, because indicators may name them."""
