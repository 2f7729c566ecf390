"""The stand-off form for labelling tools (标注工具): flat spans with attributes out of it, and the form out of spans again.

Every list of a stand-off object is a family of spans; what an item says besides its place are the attributes of its span. Tools
that keep only texts get each attribute as a text (`said`), which is read back by its name (`meant`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from policy_extract.errors import UsageError
from policy_extract.identity import text_hash
from policy_extract.standoff import LISTS

Item = dict[str, Any]

FAMILIES = {
    "headings": "heading", "statements": "statement", "quantities": "quantity", "times": "time",
    "responsibilities": "responsibility", "statuses": "status",
}  # fmt: skip
"""What a span is called, by its list in the stand-off form."""
LIST_OF = {family: name for name, family in FAMILIES.items()}
QUOTED = frozenset({"quantity", "time", "responsibility", "status"})
"""Families whose items hold their own words, which follow from their place."""
SORTS = {
    "heading": "level", "statement": "kind", "quantity": "phase", "time": "kind", "responsibility": "role", "status": "state",
}  # fmt: skip
"""The attribute that a tool with plain labels shows behind the family: `quantity:planned`."""
ATTRIBUTES = {
    "heading": ("number", "level", "title"),
    "statement": ("kind", "modality"),
    "quantity": (
        "phase", "indicator", "comparator", "value", "low", "high", "unit", "fraction", "measure", "direction", "when_end",
        "scope", "per", "hedge", "implicit", "rules", "baseline",
    ),
    "time": ("kind", "start_date", "end_date", "granularity", "every", "duration", "anchor", "rules"),
    "responsibility": ("name", "role", "shared", "generic", "covers", "organisation_id", "person", "rules"),
    "status": ("state", "covers", "as_of", "rules"),
}  # fmt: skip
"""The attributes of each family, in the order of the stand-off form."""
ALWAYS: dict[str, Item] = {
    "time": {"start_date": None, "end_date": None, "granularity": None, "every": None},
    "responsibility": {"shared": False, "generic": False},
}
"""Attributes that are written also when they say nothing."""
NUMBERS = frozenset({"value", "low", "high", "level"})
FLAGS = frozenset({"implicit", "shared", "generic"})
PLACES = frozenset({"covers"})
SEVERAL = frozenset({"rules"})
OBJECTS = frozenset({"baseline"})
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(slots=True)
class Span:
    """A labelled piece of a text; offsets are code points."""

    start: int
    end: int
    family: str
    attributes: Item = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Family and sort in one word: `quantity:planned`."""
        sort = self.attributes.get(SORTS[self.family])
        return self.family if sort is None else f"{self.family}:{sort}"


@dataclass(slots=True)
class Labelled:
    """A text with its spans, and what else the stand-off object says of it (`name`, `source`, `sha256`, `windows`)."""

    text: str
    about: Item
    spans: list[Span] = field(default_factory=list)


def labelled(standoff: Item, text: str) -> Labelled:
    """The spans of a stand-off object. Raises UsageError when the object was made on another text."""
    name = standoff.get("name") or standoff.get("source") or "?"
    if standoff.get("sha256") not in (None, text_hash(text)):
        raise UsageError(f"{name}: made on another text (sha256 differs); give the text that it was made on")
    about = {key: value for key, value in standoff.items() if key not in LISTS}
    spans = []
    for family_list in LISTS:
        for item in standoff.get(family_list, []):
            if not 0 <= item["start"] <= item["end"] <= len(text):
                raise UsageError(f"{name}: {family_list} holds a span {item['start']}–{item['end']} outside the text; mend it")
            attributes = {key: value for key, value in item.items() if key not in ("start", "end", "quote")}
            spans.append(Span(item["start"], item["end"], FAMILIES[family_list], attributes))
    return Labelled(text, about, spans)


def standoff_of(one: Labelled) -> Item:
    """The stand-off object of a labelled text: quotes from the text, lists in text order."""
    found: Item = {**one.about, "sha256": one.about.get("sha256") or text_hash(one.text)}
    for name in LISTS:
        family = FAMILIES[name]
        spans = sorted((s for s in one.spans if s.family == family), key=lambda s: (s.start, s.end))
        found[name] = [item_of(span, one.text) for span in spans]
    return found


def item_of(span: Span, text: str) -> Item:
    """The item of a span."""
    item: Item = {"start": span.start, "end": span.end}
    if span.family in QUOTED:
        item["quote"] = text[span.start : span.end]
    known = ALWAYS.get(span.family, {}) | span.attributes
    ordered = [name for name in ATTRIBUTES[span.family] if name in known]
    return item | {name: known[name] for name in ordered} | known


def said(value: Any) -> str:
    """An attribute as a text: numbers plain, places as `12-40`, lists joined by `|`, objects as JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, list | tuple):
        whole = all(isinstance(part, int) for part in value) and len(value) == 2
        return ("-" if whole else "|").join(map(str, value))
    if isinstance(value, dict):
        return json.dumps({key: said(part) for key, part in value.items()}, ensure_ascii=False)
    return str(value)


def meant(name: str, text: str) -> Any:
    """What the text of an attribute means. Raises ValueError when it is none of its kind."""
    if name in NUMBERS:
        return number(text)
    if name in FLAGS:
        return text == "true"
    if name in PLACES:
        start, end = text.split("-")
        return [int(start), int(end)]
    if name in SEVERAL:
        return text.split("|") if text else []
    if name in OBJECTS and text.startswith("{"):
        return {key: number(part) if key == "value" else part for key, part in json.loads(text).items()}
    return text


def number(text: str) -> Decimal | int | str:
    """A number of a text; a proportion (`1:4`) stays a text."""
    if not NUMBER.fullmatch(text):
        return text
    return Decimal(text) if "." in text else int(text)


def texts_of(span: Span) -> dict[str, str]:
    """The attributes of a span as texts; those that say nothing are left out."""
    return {name: said(value) for name, value in span.attributes.items() if value is not None}


def attributes_of(texts: dict[str, str], place: str) -> Item:
    """Attributes out of their texts. Raises UsageError naming the place of one that cannot be read."""
    found = {}
    for name, text in texts.items():
        try:
            found[name] = meant(name, text)
        except ValueError as error:
            raise UsageError(f"{place}: {name} is {text!r}, which cannot be read ({error}); mend it in the tool") from error
    return found


def relabelled(label: str, known: Sequence[Span], start: int, end: int, place: str) -> Span:
    """The span of a plain label: the known one of that place and family with what the label says now, else a new one.

    Raises UsageError for a label of no family.
    """
    family, _, sort = label.partition(":")
    if family not in SORTS:
        raise UsageError(f"{place}: the label {label!r} is none of {', '.join(SORTS)}; rename it in the tool")
    same = [span for span in known if (span.start, span.end, span.family) == (start, end, family)]
    best = next((span for span in same if span.label == label), same[0] if same else None)
    attributes = dict(best.attributes) if best is not None else {}
    if sort:
        attributes[SORTS[family]] = meant(SORTS[family], sort)
    return Span(start, end, family, attributes)


def decoded(data: bytes, name: str) -> Any:
    """JSON with exact numbers. Raises UsageError."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except ValueError as error:
        raise UsageError(f"{name}: not JSON in UTF-8 ({error}); export it from the tool again") from error


def decoded_lines(data: bytes, name: str) -> list[Any]:
    """JSON Lines with exact numbers. Raises UsageError naming the line."""
    lines = data.decode("utf-8-sig", "replace").split("\n")
    return [decoded(line.encode(), f"{name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


@dataclass(slots=True, frozen=True)
class Tool:
    """A labelling tool: how its files are written and read, and what has to be set up in it."""

    write: Callable[[Iterable[Labelled]], bytes]
    read: Callable[[bytes, str], list[Labelled]]
    setup: Callable[[], str]
