"""A loaded pattern pack: families of rules, tables and a hash, made of the built-in layer and those of packs over it.

A rule file has this form; every other key is an error that names file and line::

    family: times                     # what the file is about; one or more files may share a family
    description: …
    definitions:                      # named sub-patterns, put into others as <<name>>
      year: '(?:19|20)\\d{2}'
    vocabularies:                     # lists or mappings of words and settings, read by the code of the family
      modal: [要, 必须]
    rules:
      - id: times.by_year_end         # unique in the pack, begins with the family
        description: …
        pattern: '<<year>>年底前'      # `regex` syntax; optional for rules that only carry fields
        literals: [年底]               # optional: one of these must be in the text for the rule to run
        fields: {kind: by}            # optional: payload read by the code of the family
        examples: ['2025年底前完成', {text: 到2025年底前完成, quote: 2025年底前}]
        counter_examples: ['2025年']

A later layer adds definitions, vocabularies and rules; the same name or id replaces the earlier one, and `disable: [id, …]`
switches off. What only adds to a list is an entry (see `entries`). `pack.yaml` says what a pack is (see `manifest`).
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import regex

from policy_extract.errors import PatternError
from policy_extract.patterns.entries import Entry, put_entries
from policy_extract.patterns.files import child, keys_of, nearest, parsed
from policy_extract.patterns.layers import MANIFEST, Layer, builtin_folder, find_layer, hash_of
from policy_extract.patterns.manifest import Manifest, manifest_of
from policy_extract.patterns.rules import Family, Rule, rule_of
from policy_extract.patterns.safety import runaway
from policy_extract.patterns.tables import Cells, Table, rows_of

FILE_KEYS = {"family", "description", "definitions", "vocabularies", "rules", "disable"}
LOG = logging.getLogger("policy_extract")
KINDS = (("definitions", dict), ("vocabularies", dict), ("rules", list), ("disable", list))


class Pack:
    """A loaded pattern pack: families by name, tables by file name, and a hash over all of it."""

    def __init__(self, layers: Sequence[Path | Layer]) -> None:
        """Read and validate the layers in order. Raises PatternError with `file:line` on the first mistake."""
        self.layers = tuple(layer if isinstance(layer, Layer) else Layer.of_folder(layer) for layer in layers)
        self.families: dict[str, Family] = {}
        self.manifests: list[Manifest] = []
        self.entries: list[Entry] = []
        """Entries of packs in the order of the files, drafts too."""
        self.drafts: list[Rule] = []
        """Rules of packs that are not approved."""
        self.remarks: list[str] = []
        """What one layer took from another."""
        self.switched_off: list[tuple[str, str]] = []
        """Ids that are switched off, each with the place that does it."""
        self.protected: list[str] = []
        self.removed: dict[str, set[str]] = {}
        self.word_owners: dict[tuple[str, str], str] = {}
        """The pack that gave each word of a vocabulary that packs added to."""
        self.units_needed: list[tuple[str, str]] = []
        self._claims: dict[tuple[str, str], str] = {}
        self._sources: dict[str, list[tuple[str, bytes, str]]] = {}
        self._tables: dict[str, Table] = {}
        self._cache: dict[str, Any] = {}
        for layer in self.layers:
            self._read(layer, not self.manifests)
        self.hash = hash_of(self.layers)
        for family in self.families.values():
            for rule in family.rules.values():
                self._finish(family, rule)
        self._settle()

    def __reduce__(self) -> tuple[Any, ...]:
        builtin = builtin_folder()
        return load, (tuple(builtin if layer.builtin else layer for layer in self.layers),)

    @property
    def extended(self) -> bool:
        """Whether packs lie over the first layer."""
        return len(self.layers) > 1

    @property
    def conflicts(self) -> list[str]:
        """What one pack took from another; what a pack changes of the built-in patterns is in `remarks` as well."""
        return [remark for remark in self.remarks if "the built-in patterns" not in remark]

    def family(self, name: str) -> Family:
        """The family of that name. Raises PatternError when no file declares it."""
        if name not in self.families:
            raise PatternError(f"pattern family {name!r} is missing in {self._places()}")
        return self.families[name]

    def table(self, name: str, columns: tuple[str, ...]) -> list[Cells]:
        """Rows of a CSV table over all layers; raises PatternError when a file lacks one of the columns."""
        if name not in self._sources:
            raise PatternError(f"pattern table {name!r} is missing in {self._places()}")
        place, raw, _ = self._sources[name][0]
        if name in self._tables:
            have, rows = self._tables[name].columns, [row.cells for row in self._tables[name].rows.values()]
        else:
            have, numbered = rows_of(place, raw)
            rows = [cells for _, cells in numbered]
        if missing := set(columns) - set(have):
            raise PatternError(f"{place}:1: missing column(s) {', '.join(sorted(missing))}; expected {', '.join(columns)}")
        return rows

    def rules(self) -> Iterator[Rule]:
        """All rules of all families."""
        for name in sorted(self.families):
            yield from self.families[name].rules.values()

    def cached(self, key: str, make: Any) -> Any:
        """What `make(self)` gives, made once for this pack (compiled finders live here)."""
        if key not in self._cache:
            self._cache[key] = make(self)
        return self._cache[key]

    # -- for entries ------------------------------------------------------------------------------------------

    def table_of(self, name: str) -> Table:
        """A table that rows can be laid over. Raises PatternError when no layer has it."""
        if name not in self._tables:
            sources = self._sources.get(name)
            if not sources:
                raise PatternError(f"pattern table {name!r} is missing in {self._places()}")
            self._tables[name] = table = Table(name)
            for place, raw, pack in sources:
                table.read(place, raw, pack)
        return self._tables[name]

    def family_for(self, name: str) -> Family:
        """The family that an entry adds to. Raises PatternError."""
        return self.family(name)

    def claim(self, identifier: str, place: str, pack: str) -> None:
        """Note that a pack gives an id. Raises PatternError when it does so twice."""
        first = self._claims.setdefault((pack, identifier), place)
        if first != place and not identifier.startswith(("words.", "columns.")):
            raise PatternError(f"{place}: {identifier} is given twice, first at {first}; keep one")

    # -- reading ----------------------------------------------------------------------------------------------

    def _read(self, layer: Layer, base: bool) -> None:
        """Read one layer: its tables and rule files first, then the entries that add to them. The first one is no pack."""
        manifest = Manifest("") if base else manifest_of(layer)
        name = manifest.label
        self.manifests.append(manifest)
        later = []
        for file, data in layer.files:
            place, raw = f"{layer.place}/{file}", data.replace(b"\r\n", b"\n")
            if file.endswith(".csv"):
                self._sources.setdefault(file, []).append((place, raw, name))
                if file in self._tables or len(self._sources[file]) > 1:
                    self._read_rows(file, place, raw, name)
            elif file != MANIFEST:
                node, item = parsed(place, raw, not base)
                if "family" in item or base:
                    self._load(place, node, item, name)
                else:
                    later.append((place, node, item))
        for place, node, item in later:
            put_entries(self, place, node, item, name)
        for place, node, item in later:
            self._switch_off(None, item.get("disable") or [], f"{place}:{_line_of(node, 'disable')}")
        for identifier, place in manifest.disable:
            self._switch_off(None, [identifier], place)

    def _read_rows(self, file: str, place: str, raw: bytes, name: str) -> None:
        """Lay a later table over the earlier ones."""
        if file in self._tables:
            self._tables[file].read(place, raw, name)
        else:
            self.table_of(file)

    def _load(self, place: str, node: Any, data: dict[str, Any], pack: str) -> None:
        """Put one rule file into its family."""
        lines = keys_of(place, node, FILE_KEYS, "key")
        name = data.get("family")
        if not isinstance(name, str):
            raise PatternError(f"{place}:1: `family` is missing; say what the file is about")
        family = self.families.setdefault(name, Family(name, families=self.families))
        for key, kind in KINDS:
            if not isinstance(data.get(key) or kind(), kind):
                raise PatternError(f"{place}:{lines[key]}: `{key}` must be a {'mapping' if kind is dict else 'list'}")
        for key, value in (data.get("definitions") or {}).items():
            self.claim(f"definition {name}.{key}", f"{place}:{lines['definitions']}", pack)
            family.definitions[str(key)] = str(value)
            if pack:
                family.foreign[str(key)] = f"{place}:{lines['definitions']}"
        for key, value in (data.get("vocabularies") or {}).items():
            self.claim(f"vocabulary {name}.{key}", f"{place}:{lines['vocabularies']}", pack)
            if pack and key in family.vocabularies and type(value) is not type(family.vocabularies[key]):
                remedy = "write it in the same form, or add words with an entry (docs/packs.md)"
                raise PatternError(
                    f"{place}:{lines['vocabularies']}: vocabulary {key!r} is not a {type(value).__name__}; {remedy}"
                )
            family.vocabularies[key] = value
        self._switch_off(family, data.get("disable") or [], f"{place}:{lines.get('disable', 1)}")
        section = child(node, "rules")
        for item, each in zip(data.get("rules") or [], section.value if section is not None else [], strict=True):
            self._put_rule(family, rule_of(place, name, item, each, pack), item)

    def _put_rule(self, family: Family, rule: Rule, item: dict[str, Any]) -> None:
        """Put a rule into its family; a draft is only kept aside. Raises PatternError for an id given twice."""
        self.claim(rule.id, rule.place, rule.pack)
        if item.get("approved") is False:
            self.drafts.append(rule)
            return
        old = family.rules.get(rule.id)
        if old is not None and old.pack:
            self.remarks.append(f"{rule.place}: rule {rule.id} of {rule.pack} counts, not that of {old.pack} ({old.place})")
        family.rules[rule.id] = rule

    def _switch_off(self, family: Family | None, identifiers: Iterable[Any], place: str) -> None:
        """Switch off rules, or rows of tables, by id. Raises PatternError for an unknown one."""
        for identifier in identifiers:
            prefix, _, rest = str(identifier).partition(".")
            owner = family or self.families.get(prefix)
            if owner is not None and identifier in owner.rules:
                owner.rules.switch_off(identifier)
            elif family is not None or f"{prefix}.csv" not in self._sources or not self.table_of(f"{prefix}.csv").drop(rest):
                known = [*(owner.rules if owner else (rule.id for rule in self.rules()))]
                if family is None and f"{prefix}.csv" in self._sources:
                    known += [f"{prefix}.{key[0]}" for key in self.table_of(f"{prefix}.csv").rows]
                where = f" in {family.name}" if family else ""
                hint = nearest(identifier, known)
                raise PatternError(f"{place}: cannot disable {identifier!r}: no such rule{where}{hint}; take it out of `disable`")
            self.switched_off.append((str(identifier), place))

    def _settle(self) -> None:
        """See that entries fit together once all are known, and let names of indicators be names."""
        if self.units_needed:
            known = {name for row in self.table_of("units.csv").rows.values() for name in _names(row.cells)}
            for unit, place in self.units_needed:
                if unit not in known:
                    remedy = f"give unit: {{name: {unit}}} to make it known"
                    raise PatternError(f"{place}: `unit` {unit!r} is not known{nearest(unit, known)}; {remedy}")
        if self.protected and "linking" in self.families:
            words = self.families["linking"].vocabularies
            words["protected"] = list(dict.fromkeys([*words["protected"], *self.protected]))
        for table in self._tables.values():
            self.remarks += table.remarks

    @staticmethod
    def _finish(family: Family, rule: Rule) -> None:
        """Compose the pattern of a rule."""
        if rule.pattern is None:
            return
        try:
            if not rule.limited and any(each.foreign for each in family.families.values()):
                rule.limited = bool(family.foreign_names(rule.pattern))
            rule.pattern = family.compose(rule.pattern)
        except PatternError as error:
            raise PatternError(f"{rule.place}: rule {rule.id}: {error}") from error

    def _places(self) -> str:
        """The layers, for messages."""
        return ", ".join(layer.place for layer in self.layers)


def _line_of(node: Any, key: str) -> int:
    """Line of a key at the top of a file."""
    return next((each.start_mark.line + 1 for each, _ in node.value if each.value == key), 1)


def _names(cells: Cells) -> list[str]:
    """All names of a row of units."""
    return [cells["canonical"], *filter(None, cells["aliases"].split("|"))]


@functools.lru_cache(maxsize=8)
def load(layers: tuple[Path | Layer, ...] = ()) -> Pack:
    """The pack made of these layers in order; none means the built-in one."""
    return Pack(layers or (builtin_folder(),))


def layered(*extra: Path | str | Layer) -> Pack:
    """The built-in pack with packs (folders, archives, names of installed ones) layered over it, seen to be safe.

    What one pack takes from another is logged as a warning. Raises PatternError, also for a pattern that runs away.
    """
    pack = probed(load((builtin_folder(), *map(find_layer, extra))))
    for remark in pack.conflicts:
        LOG.warning("policy-extract: %s", remark)
    return pack


def probed(pack: Pack) -> Pack:
    """The pack, when none of its packs' patterns fails to compile or runs away. Raises PatternError naming the rule."""
    for rule in pack.rules():
        if rule.limited and rule.pattern is not None:
            probe(f"{rule.place}: rule {rule.id}", rule.pattern)
    for family in pack.families.values():
        for name, place in family.foreign.items():
            probe(f"{place}: definition {name}", family.compose(f"<<{name}>>"))
    return pack


def probe(what: str, pattern: str) -> None:
    """See that a composed pattern compiles and does not run away. Raises PatternError."""
    try:
        found = runaway(pattern)
    except regex.error as error:
        at = getattr(error, "pos", None) or 0
        shown = pattern[max(0, at - 6) : at + 12]
        raise PatternError(f"{what}: does not compile once its <<names>> are put in: {error}, at {shown!r}; mend it") from error
    if found:
        raise PatternError(
            f"{what}: runs away: {found}; take out repeats within repeats such as (a+)+, or make them possessive (a++)"
        )
