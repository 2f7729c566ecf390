"""Rules and families (规则、规则族): composed patterns with their own test cases, and the words that they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import regex
import yaml

from policy_extract.anchored import Anchored
from policy_extract.errors import PatternError
from policy_extract.patterns.files import checked, nearest
from policy_extract.patterns.timed import limited

RULE_KINDS = {
    "id": "text", "description": "text", "pattern": "text", "literals": "texts", "fields": "mapping", "examples": "examples",
    "counter_examples": "texts", "approved": "flag",
}  # fmt: skip
LONGEST = 300_000
"""Characters that a pattern may grow to when its names are put in."""
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
    pack: str = ""
    """The pack that gave the rule; empty for the built-in."""
    limited: bool = False
    """Whether a pack has a hand in the pattern, so that every search is limited in time."""
    of_entry: bool = False
    """Whether the rule is made of an entry, which may do without counter-examples."""
    _compiled: regex.Pattern[str] | None = None
    _quick: Any = None
    _anchored: Anchored | None = None

    @property
    def compiled(self) -> regex.Pattern[str]:
        """The compiled pattern; raises PatternError when the rule has none."""
        if self._compiled is None:
            if self.pattern is None:
                raise PatternError(f"{self.place}: rule {self.id} has no pattern; give it one or read its fields only")
            compiled = regex.compile(self.pattern)
            self._compiled = limited(compiled, f"{self.place}: rule {self.id}") if self.limited else compiled
        return self._compiled

    @property
    def quick(self) -> re.Pattern[str]:
        """The pattern compiled by `re`, a call of which costs half of one of `regex`; by `regex` when only that can read it,
        or when it has to be limited in time."""
        if self._quick is None:
            try:
                self._quick = self.compiled if self.limited else re.compile(self.pattern or "(?!)")
            except re.error:
                self._quick = self.compiled
        quick: re.Pattern[str] = self._quick
        return quick

    @property
    def anchored(self) -> Anchored:
        """The pattern for a match at one place or in few words, tried most of the time in vain; limited in time like `quick`."""
        if self._anchored is None:
            self._anchored = Anchored(self.pattern or "(?!)", self.compiled if self.limited else None)
        return self._anchored

    def search(self, text: str) -> regex.Match[str] | None:
        """First match in a text; the literals are looked for first, because most texts hold none of them."""
        if not self.literals:
            return self.compiled.search(text)
        for literal in self.literals:
            if literal in text:
                return self.compiled.search(text)
        return None


class Rules(dict[str, Rule]):
    """The rules of a family by id, in the order of the files. One that was switched off is not among them, but code that asks
    for it by name gets a rule that matches nothing."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.off: dict[str, Rule] = {}

    def __missing__(self, identifier: str) -> Rule:
        return self.off[identifier]

    def switch_off(self, identifier: str) -> None:
        """Take a rule out. Raises KeyError for an unknown one."""
        rule = self.pop(identifier)
        never = None if rule.pattern is None else "(?!)"
        self.off[identifier] = Rule(rule.id, rule.description, never, (), rule.fields, (), (), rule.place, rule.pack)


@dataclass(slots=True)
class Family:
    """All rules, definitions and vocabularies of one family (规则族) after layering."""

    name: str
    definitions: dict[str, str] = field(default_factory=dict)
    vocabularies: dict[str, Any] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    """By id, in the order of the files: the order is the priority where a family cares for it."""
    families: dict[str, Family] = field(default_factory=dict, repr=False)
    """All families of the pack, for names of other families."""
    foreign: dict[str, str] = field(default_factory=dict)
    """Definitions that come from a pack, each with its place."""

    def compose(self, pattern: str) -> str:
        """Put the named sub-patterns into a pattern.

        `<<name>>` is a definition, or a vocabulary as an alternation, longest word first, which matches nothing when it is empty;
        `<<family.name>>` is one of another family; `<<one|two|family.three>>` is one alternation over several vocabularies.
        Raises PatternError for an unknown name.
        """

        def put(match: regex.Match[str]) -> str:
            names = match[1].split("|")
            if len(names) == 1:
                owner, name = self._owner(names[0], pattern)
                if name in owner.definitions:
                    return f"(?:{owner.compose(owner.definitions[name])})"
            words = {word for full in names for word in self._vocabulary(full, pattern)}
            if not words:
                return "(?!)"
            return f"(?:{'|'.join(regex.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))})"

        try:
            made = str(REFERENCE.sub(put, pattern))
            if len(made) > LONGEST:
                raise PatternError(
                    f"family {self.name}: {pattern[:80]!r} grows above {LONGEST} characters; use fewer <<names>> in names"
                )
            return made
        except RecursionError as error:
            raise PatternError(f"family {self.name}: {pattern!r} is made of itself; take the circle of <<names>> out") from error

    def foreign_names(self, pattern: str, seen: set[str] | None = None) -> list[str]:
        """Places of the definitions of packs that a pattern is made of; `seen`: definitions that were looked at."""
        found, seen = [], set() if seen is None else seen
        for match in REFERENCE.finditer(pattern):
            for full in match[1].split("|"):
                owner, name = self._owner(full, pattern)
                key = f"{owner.name}.{name}"
                if name in owner.definitions and key not in seen:
                    seen.add(key)
                    found += [f"{owner.foreign[name]}: definition {key}"] if name in owner.foreign else []
                    found += owner.foreign_names(owner.definitions[name], seen)
        return found

    def _owner(self, full: str, pattern: str) -> tuple[Family, str]:
        """The family a name belongs to, and the name within it."""
        prefix, _, name = full.rpartition(".")
        if prefix and prefix not in self.families:
            hint = nearest(prefix, self.families)
            raise PatternError(f"family {self.name}: unknown family in <<{full}>> of {pattern!r}{hint}; name one that exists")
        return (self.families[prefix] if prefix else self), name

    def _vocabulary(self, full: str, pattern: str) -> tuple[str, ...]:
        """The words of a named vocabulary, of this or another family."""
        owner, name = self._owner(full, pattern)
        if not isinstance(owner.vocabularies.get(name), (list, dict)):
            hint = nearest(name, [*owner.definitions, *owner.vocabularies])
            raise PatternError(
                f"family {self.name}: unknown name <<{full}>> in {pattern[:80]!r}{hint}; "
                "define it under definitions or vocabularies"
            )
        return owner.words(name)

    def compile(self, pattern: str) -> regex.Pattern[str]:
        """Compose and compile a pattern with this family's names; limited in time when a pack's definition is in it."""
        compiled = regex.compile(self.compose(pattern))
        if any(family.foreign for family in self.families.values()) and (places := self.foreign_names(pattern)):
            return limited(compiled, " or ".join(places))
        return compiled

    def words(self, name: str) -> tuple[str, ...]:
        """The words of a vocabulary (its keys for a mapping). Raises PatternError when it does not exist."""
        if name not in self.vocabularies:
            raise PatternError(f"family {self.name}: vocabulary {name!r} is missing; add it under vocabularies")
        return tuple(str(w) for w in self.vocabularies[name])


def rule_of(place: str, family: str, item: Any, node: yaml.Node, pack: str) -> Rule:
    """Validate one rule entry. Raises PatternError."""
    line = node.start_mark.line + 1
    lines = checked(place, node, item, RULE_KINDS, (), "rule")
    for key in ("id", "description"):
        if not isinstance(item.get(key), str):
            raise PatternError(f"{place}:{lines.get(key, line)}: rule without `{key}`; every rule has an id and a description")
    if not item["id"].startswith(family + "."):
        raise PatternError(f"{place}:{lines['id']}: rule id {item['id']!r} must begin with {family + '.'!r}; write it so")
    examples = examples_of(place, lines.get("examples", line), item["id"], item.get("examples") or [])
    if item.get("pattern") is not None and not examples:
        raise PatternError(f"{place}:{line}: rule {item['id']} has a pattern but no examples; add at least one")
    if item.get("pattern") is not None and pack:
        # The built-in ones are compiled when first used, and seen to compile by the check.
        _compiles(f"{place}:{lines['pattern']}: rule {item['id']}", item["pattern"])
    return Rule(
        item["id"], item["description"], item.get("pattern"), tuple(item.get("literals") or ()), item.get("fields") or {},
        examples, tuple(item.get("counter_examples") or ()), f"{place}:{line}", pack, bool(pack),
    )  # fmt: skip


def examples_of(place: str, line: int, name: str, items: list[Any]) -> tuple[Example, ...]:
    """Examples as they are written. Raises PatternError."""
    examples = []
    for number, example in enumerate(items, 1):
        if isinstance(example, str):
            examples.append(Example(example))
        elif isinstance(example, dict) and "text" in example and set(example) <= EXAMPLE_KEYS:
            examples.append(Example(str(example["text"]), example.get("quote")))
        else:
            raise PatternError(f"{place}:{line}: example {number} of {name} is a text or {{text, quote}}; put a number in quotes")
    return tuple(examples)


def _compiles(what: str, written: str) -> None:
    """See that a pattern as it is written compiles, with a stand-in of equal length for each name. Raises PatternError."""
    try:
        regex.compile(REFERENCE.sub(lambda match: "a" * len(match[0]), written))
    except regex.error as error:
        at = min(getattr(error, "pos", None) or 0, len(written))
        said = getattr(error, "msg", error)
        raise PatternError(
            f"{what}: `pattern` is no regular expression: {said} at character {at + 1}, before {written[at : at + 12]!r}; "
            "put a backslash before a sign that is meant as itself"
        ) from error


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, grouped by first character so that it fails fast."""
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(groups.items()))
