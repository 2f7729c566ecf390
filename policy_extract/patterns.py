"""Loads, validates, composes and compiles the pattern files: knowledge as data (`patterns/*.yaml`, `*.csv`).

A pattern file has this form; every other key is an error that names file and line::

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

Packs are layered: files of a later folder add definitions, vocabularies and rules; the same name or id replaces the
earlier one, and `disable: [id, …]` at the top of a file switches rules off.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import regex
import yaml

from policy_extract.anchored import Anchored
from policy_extract.errors import PatternError

FILE_KEYS = {"family", "description", "definitions", "vocabularies", "rules", "disable"}
RULE_KEYS = {"id", "description", "pattern", "literals", "fields", "examples", "counter_examples"}
EXAMPLE_KEYS = {"text", "quote"}
REFERENCE = regex.compile(r"<<([a-z_0-9.|]+)>>")


@dataclass(slots=True)
class Example:
    """A text that a rule must match; `quote`, when given, is the exact first match."""

    text: str
    quote: str | None = None


@dataclass(slots=True)
class Rule:
    """One rule of a family (规则): an id, a line of description, a composed pattern and its own test cases."""

    id: str
    description: str
    pattern: str | None
    literals: tuple[str, ...]
    fields: dict[str, Any]
    examples: tuple[Example, ...]
    counter_examples: tuple[str, ...]
    place: str
    """`file:line` of the rule."""
    _compiled: regex.Pattern[str] | None = None
    _quick: Any = None

    @property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled pattern; raises PatternError when the rule has none."""
        if self._compiled is None:
            if self.pattern is None:
                raise PatternError(f"{self.place}: rule {self.id} has no pattern; give it one or read its fields only")
            self._compiled = regex.compile(self.pattern)
        return self._compiled

    @property
    def anchored(self) -> Anchored:
        """The pattern for a match at one place or in few words, tried most of the time in vain."""
        return Anchored(self.pattern or "(?!)")

    @property
    def quick(self) -> re.Pattern[str]:
        """The pattern compiled by `re`, a call of which costs half of one of `regex`; by `regex` when only that can read it."""
        if self._quick is None:
            try:
                self._quick = re.compile(self.pattern or "(?!)")
            except re.error:
                self._quick = self.compiled
        quick: re.Pattern[str] = self._quick
        return quick

    def search(self, text: str) -> regex.Match[str] | None:
        """First match in a text; the literals are looked for first, because most texts hold none of them."""
        if self.literals and not any(literal in text for literal in self.literals):
            return None
        return self.compiled.search(text)


@dataclass(slots=True)
class Family:
    """All rules, definitions and vocabularies of one family (规则族) after layering."""

    name: str
    definitions: dict[str, str] = field(default_factory=dict)
    vocabularies: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    """By id, in the order of the files: the order is the priority where a family cares for it."""
    families: dict[str, Family] = field(default_factory=dict, repr=False)
    """All families of the pack, for names of other families."""

    def compose(self, pattern: str) -> str:
        """Put the named sub-patterns into a pattern.

        `<<name>>` is a definition, or a vocabulary as an alternation, longest word first; `<<family.name>>` is one of another
        family; `<<one|two|family.three>>` is one alternation over several vocabularies. Raises PatternError for an unknown name.
        """

        def put(match: regex.Match[str]) -> str:
            names = match[1].split("|")
            if len(names) == 1:
                owner, name = self._owner(names[0], pattern)
                if name in owner.definitions:
                    return f"(?:{owner.compose(owner.definitions[name])})"
            words = {word for full in names for word in self._vocabulary(full, pattern)}
            return f"(?:{'|'.join(regex.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))})"

        return str(REFERENCE.sub(put, pattern))

    def _owner(self, full: str, pattern: str) -> tuple[Family, str]:
        """The family a name belongs to, and the name within it."""
        prefix, _, name = full.rpartition(".")
        if prefix and prefix not in self.families:
            raise PatternError(f"family {self.name}: unknown family in <<{full}>> of {pattern!r}")
        return (self.families[prefix] if prefix else self), name

    def _vocabulary(self, full: str, pattern: str) -> tuple[str, ...]:
        """The words of a named vocabulary, of this or another family."""
        owner, name = self._owner(full, pattern)
        if not isinstance(owner.vocabularies.get(name), (list, dict)):
            raise PatternError(
                f"family {self.name}: unknown name <<{full}>> in {pattern!r}; define it under definitions or vocabularies"
            )
        return owner.words(name)

    def compile(self, pattern: str) -> regex.Pattern[str]:
        """Compose and compile a pattern with this family's names."""
        return regex.compile(self.compose(pattern))

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a vocabulary (its keys for a mapping). Raises PatternError when it does not exist."""
        if name not in self.vocabularies:
            raise PatternError(f"family {self.name}: vocabulary {name!r} is missing; add it under vocabularies")
        return tuple(str(w) for w in self.vocabularies[name])


class Pack:
    """A loaded pattern pack: families by name, tables by file name, and a hash over all of it."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Read and validate the folders in order. Raises PatternError with `file:line` on the first mistake."""
        self.folders = folders
        self.families: dict[str, Family] = {}
        self._tables: dict[str, list[Path]] = {}
        self._cache: dict[str, Any] = {}
        digest = hashlib.sha256()
        for folder in folders:
            if not folder.is_dir():
                raise PatternError(f"{folder}: no such pattern folder; give a folder with *.yaml or *.csv files")
            for path in sorted(folder.iterdir(), key=lambda p: p.name):
                if path.suffix not in {".yaml", ".csv"}:
                    continue
                raw = path.read_bytes().replace(b"\r\n", b"\n")
                digest.update(path.name.encode() + b"\0" + raw + b"\0")
                if path.suffix == ".yaml":
                    self._load(path, raw)
                else:
                    self._tables.setdefault(path.name, []).append(path)
        self.hash = digest.hexdigest()[:16]
        for family in self.families.values():
            for rule in family.rules.values():
                self._finish(family, rule)

    def __reduce__(self) -> tuple[Any, ...]:
        return (load, (self.folders,))

    def family(self, name: str) -> Family:
        """The family of that name. Raises PatternError when no file declares it."""
        if name not in self.families:
            raise PatternError(f"pattern family {name!r} is missing in {', '.join(map(str, self.folders))}")
        return self.families[name]

    def table(self, name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
        """Rows of a CSV table over all layers; raises PatternError when a file lacks one of the columns."""
        rows: list[dict[str, str]] = []
        for path in self._tables.get(name, []):
            reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
            missing = set(columns) - set(reader.fieldnames or ())
            if missing:
                raise PatternError(f"{path}:1: missing column(s) {', '.join(sorted(missing))}; expected {', '.join(columns)}")
            for number, row in enumerate(reader, 2):
                if None in row or None in row.values():
                    raise PatternError(f"{path}:{number}: wrong number of cells; expected {len(reader.fieldnames or ())}")
                rows.append(row)
        if name not in self._tables:
            raise PatternError(f"pattern table {name!r} is missing in {', '.join(map(str, self.folders))}")
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

    def _load(self, path: Path, raw: bytes) -> None:
        """Read one YAML file into its family."""
        try:
            loader = yaml.CSafeLoader(raw.decode("utf-8"))
            root = loader.get_single_node()
            if not isinstance(root, yaml.MappingNode):
                raise PatternError(f"{path}:1: a pattern file is a mapping with the keys {', '.join(sorted(FILE_KEYS))}")
            lines = _check_keys(path, root, FILE_KEYS, "key")
            # One parse serves both: the nodes for the lines, the objects made of them.
            data = loader.construct_document(root)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise PatternError(f"{path}: not valid YAML in UTF-8: {error}") from error
        name = data.get("family")
        if not isinstance(name, str):
            raise PatternError(f"{path}:1: `family` is missing; say what the file is about")
        family = self.families.setdefault(name, Family(name, families=self.families))
        for key, kind in (("definitions", dict), ("vocabularies", dict), ("rules", list), ("disable", list)):
            if not isinstance(data.get(key) or kind(), kind):
                raise PatternError(f"{path}:{lines[key]}: `{key}` must be a {'mapping' if kind is dict else 'list'}")
        family.definitions.update({k: str(v) for k, v in (data.get("definitions") or {}).items()})
        family.vocabularies.update(data.get("vocabularies") or {})
        for identifier in data.get("disable") or []:
            if family.rules.pop(identifier, None) is None:
                raise PatternError(f"{path}:{lines['disable']}: cannot disable {identifier!r}: no such rule in {name}")
        nodes = next((value for key, value in root.value if key.value == "rules"), None)
        for item, node in zip(data.get("rules") or [], nodes.value if nodes is not None else [], strict=True):
            rule = _rule(path, name, item, node)
            family.rules[rule.id] = rule

    @staticmethod
    def _finish(family: Family, rule: Rule) -> None:
        """Compose the pattern of a rule and see that it compiles."""
        if rule.pattern is None:
            return
        try:
            rule.pattern = family.compose(rule.pattern)
        except PatternError as error:
            raise PatternError(f"{rule.place}: rule {rule.id}: {error}") from error


def _check_keys(path: Path, node: yaml.MappingNode, allowed: set[str], what: str) -> dict[str, int]:
    """Lines of the keys of a mapping; raises PatternError for an unknown or repeated key."""
    lines: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.value not in allowed:
            raise PatternError(f"{path}:{line}: unknown {what} {key.value!r}; allowed: {', '.join(sorted(allowed))}")
        if key.value in lines:
            raise PatternError(f"{path}:{line}: {what} {key.value!r} is given twice")
        lines[key.value] = line
    return lines


def _rule(path: Path, family: str, item: Any, node: yaml.Node) -> Rule:
    """Validate one rule entry."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise PatternError(f"{path}:{line}: a rule is a mapping with the keys {', '.join(sorted(RULE_KEYS))}")
    lines = _check_keys(path, node, RULE_KEYS, "rule key")
    for key in ("id", "description"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            raise PatternError(f"{path}:{lines.get(key, line)}: rule without `{key}`; every rule has an id and a description")
    if not item["id"].startswith(family + "."):
        raise PatternError(f"{path}:{lines['id']}: rule id {item['id']!r} must begin with {family + '.'!r}")
    examples = []
    for number, example in enumerate(item.get("examples") or []):
        if isinstance(example, str):
            examples.append(Example(example))
        elif isinstance(example, dict) and "text" in example and set(example) <= EXAMPLE_KEYS:
            examples.append(Example(str(example["text"]), example.get("quote")))
        else:
            raise PatternError(f"{path}:{lines['examples']}: example {number + 1} of {item['id']} is a text or {{text, quote}}")
    if item.get("pattern") is not None and not examples:
        raise PatternError(f"{path}:{line}: rule {item['id']} has a pattern but no examples; add at least one")
    return Rule(
        item["id"], item["description"], item.get("pattern"), tuple(item.get("literals") or ()), item.get("fields") or {},
        tuple(examples), tuple(item.get("counter_examples") or ()), f"{path}:{line}",
    )  # fmt: skip


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, grouped by first character so that it fails fast."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(groups.items()))


def builtin_folder() -> Path:
    """Folder of the built-in patterns: package data in a wheel, the repository's `patterns/` in a checkout."""
    packaged = Path(__file__).parent / "data" / "patterns"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "patterns"


@functools.lru_cache(maxsize=8)
def load(folders: tuple[Path, ...] = ()) -> Pack:
    """The pack made of these folders in order; none means the built-in one."""
    return Pack(folders or (builtin_folder(),))


def layered(*extra: Path | str) -> Pack:
    """The built-in pack with a user's folders layered over it."""
    return load((builtin_folder(), *(Path(folder).resolve() for folder in extra)))


def check(pack: Pack) -> tuple[int, list[str]]:
    """Run every rule's examples and counter-examples; returns the number of cases and the complaints."""
    count, complaints = 0, []
    for rule in pack.rules():
        if rule.pattern is None:
            continue
        try:
            compiled = rule.compiled
        except regex.error as error:
            complaints.append(f"{rule.place}: rule {rule.id} does not compile: {error}")
            continue
        for example in rule.examples:
            count += 1
            match = compiled.search(example.text, timeout=2)
            if match is None:
                complaints.append(f"{rule.place}: rule {rule.id} does not match its example {example.text!r}")
            elif example.quote is not None and match[0] != example.quote:
                complaints.append(f"{rule.place}: rule {rule.id} finds {match[0]!r} in {example.text!r}, not {example.quote!r}")
        for text in rule.counter_examples:
            count += 1
            match = compiled.search(text, timeout=2)
            if match is not None:
                complaints.append(f"{rule.place}: rule {rule.id} matches its counter-example {text!r} at {match[0]!r}")
    return count, complaints
