"""YAML files of patterns read with the line of every key, and messages that name file, line, key and remedy.

Safe loading only: a tag such as `!python/object` is refused. Files of packs are looked at before they are built: no anchors, no
deep nesting.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import yaml

from policy_extract.errors import PatternError

DEEPEST = 12
"""Levels of nesting in a file of a pack."""
Kinds = Mapping[str, str]
"""Keys of a mapping with the kind of value each takes: text, line (may be empty), texts, flag, mapping, list, words, examples."""
SAID = {
    "text": "a text that is not empty",
    "line": "a text (may be empty)",
    "texts": "a list of texts",
    "flag": "true or false",
    "mapping": "a mapping",
    "list": "a list",
    "words": "a list of words, or a mapping of words to values",
    "examples": "a list of texts or of {text, quote}",
    "text or mapping": "a text or a mapping",
}


def parsed(place: str, raw: bytes, strict: bool) -> tuple[yaml.MappingNode, dict[str, Any]]:
    """The nodes of a YAML file, for the lines, and the objects made of them. Raises PatternError."""
    text = decoded(place, raw)
    try:
        if strict:
            _refuse_tricks(place, text)
        loader = yaml.CSafeLoader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise PatternError(f"{place}:1: a pattern file is a mapping of keys such as `family` and `rules`; write key: value")
        # One parse serves both: the nodes for the lines, the objects made of them.
        return root, loader.construct_document(root)
    except yaml.YAMLError as error:
        raise PatternError(_yaml_fault(place, text, error)) from error
    except (RecursionError, ValueError, TypeError) as error:
        raise PatternError(f"{place}:1: not valid YAML in UTF-8: {error}; write it as the examples in docs/packs.md") from error


def decoded(place: str, raw: bytes) -> str:
    """The text of a file. Raises PatternError naming the line that is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise PatternError(
            f"{place}:{line}: not valid YAML in UTF-8: byte {raw[error.start]:#04x}; save the file with the encoding UTF-8"
        ) from error


def _refuse_tricks(place: str, text: str) -> None:
    """Refuse anchors, aliases and deep nesting before anything is built. Raises PatternError."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise PatternError(
                f"{place}:{line}: anchors and aliases (&name, *name) are refused; write the words out, or in quotes"
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise PatternError(f"{place}:{line}: nested deeper than {DEEPEST} levels; a pattern file needs four or so")


def _yaml_fault(place: str, text: str, error: yaml.YAMLError) -> str:
    """What is wrong with the YAML, where, and what to do."""
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error).partition("\n")[0]
    if mark is None:
        return f"{place}:1: not valid YAML in UTF-8: {problem}; take such characters out"
    line = text.split("\n")[mark.line] if mark.line < text.count("\n") + 1 else ""
    place = f"{place}:{mark.line + 1}"
    if "\t" in line[: len(line) - len(line.lstrip())] or ("\\t" in problem or "'\t'" in problem or "tab" in problem):
        return f"{place}: not valid YAML: a tab; indent with blanks only"
    if "tag" in problem:
        return f"{place}: {problem}; tags (!…) are refused: a pattern file is data only, write plain text or put it in quotes"
    return f"{place}: not valid YAML: {problem} (column {mark.column + 1}); put text with : # [ {{ or % in quotes"


def nearest(word: object, known: Iterable[str]) -> str:
    """`; did you mean …?` for the known word that is most alike, else nothing."""
    found = difflib.get_close_matches(str(word), list(known), 1, 0.5)
    return f"; did you mean {found[0]!r}?" if found else ""


def keys_of(place: str, node: yaml.MappingNode, allowed: Collection[str], what: str) -> dict[str, int]:
    """Lines of the keys of a mapping; raises PatternError for an unknown or repeated key."""
    lines: dict[str, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if key.value not in allowed:
            hint = nearest(key.value, allowed)
            raise PatternError(f"{place}:{line}: unknown {what} {key.value!r}{hint}; allowed: {', '.join(sorted(allowed))}")
        if key.value in lines:
            raise PatternError(f"{place}:{line}: {what} {key.value!r} is given twice; keep one")
        lines[key.value] = line
    return lines


def checked(place: str, node: yaml.Node, item: Any, kinds: Kinds, needed: Iterable[str], what: str) -> dict[str, int]:
    """See that a mapping has the keys it needs with values of their kinds; returns the lines of the keys. Raises PatternError."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise PatternError(f"{place}:{line}: a {what} is a mapping with the keys {', '.join(sorted(kinds))}; write key: value")
    lines = keys_of(place, node, kinds, f"{what} key")
    for key in needed:
        if key not in lines or item[key] is None:
            raise PatternError(f"{place}:{lines.get(key, line)}: {what} without `{key}`; give {SAID[kinds[key]]}")
    for key, value in item.items():
        if value is not None and not _fits(value, kinds[key]):
            remedy = _remedy(key, value, kinds[key])
            raise PatternError(f"{place}:{lines[key]}: `{key}` must be {SAID[kinds[key]]}, not {_brief(value)}{remedy}")
    return lines


def _fits(value: Any, kind: str) -> bool:
    """Whether a value is of a kind."""
    if kind == "text":
        return isinstance(value, str) and bool(value.strip())
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if kind == "words":
        return isinstance(value, dict) or (isinstance(value, list) and all(isinstance(each, str) for each in value))
    if kind == "examples":
        return isinstance(value, list)
    if kind == "text or mapping":
        return isinstance(value, (str, dict))
    return isinstance(value, {"line": str, "flag": bool, "mapping": dict, "list": list}[kind])


def _remedy(key: str, value: Any, kind: str) -> str:
    """What to write instead: a list for one text, quotes for what was taken for a number, a date or yes and no."""
    if kind in ("texts", "words", "examples", "list") and isinstance(value, str) and value:
        return f"; write {key}: [{value[:30]}]"
    plain = value if isinstance(value, list) else [value]
    if kind in ("text", "line", "texts", "words") and not any(isinstance(each, (dict, list)) or each is None for each in plain):
        return "; put it in quotes"
    return "; see docs/packs.md"


def _brief(value: Any) -> str:
    """A value in a message."""
    said = repr(value)
    return said if len(said) <= 60 else said[:59] + "…"


def child(node: yaml.MappingNode, name: str) -> yaml.Node | None:
    """The value of a key."""
    return next((value for key, value in node.value if key.value == name), None)
