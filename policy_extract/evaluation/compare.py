"""What two runs say differently: gains and losses against gold, or a plain list of differences, by document and field."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policy_extract.errors import UsageError
from policy_extract.evaluation.gold import find_text, load_gold
from policy_extract.evaluation.matching import Item, pairs
from policy_extract.evaluation.scorer import FIELDS, Fault, score
from policy_extract.evaluation.sides import Found, Side, Texts

JUDGED = ("gain", "loss", "otherwise")
"""Verdicts against gold; `otherwise` is wrong on both sides, but not in the same way."""
PLAIN = ("added", "removed", "changed")
"""Verdicts without gold."""
SINGULAR = {
    "headings": "heading", "statements": "statement", "quantities": "quantity", "times": "time",
    "responsibilities": "responsibility", "statuses": "status",
}  # fmt: skip
SILENT = frozenset({"start", "end", "quote", "rules"})
"""Keys that are no attribute: the span is compared by itself, rules say how and not what."""
OWN_ATTRIBUTE = {"time": "time.value", "statement": "statement.kind"}
"""What is wrong where the scorer names only the family."""
PLACE = "place"


@dataclass(slots=True, frozen=True)
class Change:
    """One difference between the two sides."""

    document: str
    field: str
    verdict: str
    start: int
    end: int
    quote: str
    old: str
    new: str


@dataclass(slots=True)
class Comparison:
    """All differences, with the remarks on documents that could not be compared."""

    verdicts: tuple[str, ...]
    changes: list[Change] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """Texts by document, where they are at hand."""
    compared: int = 0

    def counts(self) -> dict[tuple[str, str], Counter[str]]:
        """Number of changes of each verdict by document and field."""
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for change in self.changes:
            found[change.document, change.field][change.verdict] += 1
        return dict(sorted(found.items()))

    def totals(self) -> dict[str, Counter[str]]:
        """The same by field over all documents."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for change in self.changes:
            found[change.field][change.verdict] += 1
        return dict(sorted(found.items()))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain JSON-able objects."""
        keys = ("document", "field", "verdict", "start", "end", "quote", "old", "new")
        return {
            "compared": self.compared,
            "totals": {name: dict(counts) for name, counts in self.totals().items()},
            "changes": [{key: getattr(change, key) for key in keys} for change in self.changes],
            "remarks": self.remarks,
        }


def compare(old: Side, new: Side, gold: Path | None = None, root: Path | None = None) -> Comparison:
    """Compare two sides; with a gold folder each change is judged. Raises UsageError when they do not fit together."""
    if (old.faults is None) != (new.faults is None):
        raise UsageError(f"{old.path}, {new.path}: one holds figures, the other stand-off files; give two of a kind")
    if old.faults is not None and new.faults is not None:
        return _compare_figures(old.faults, new.faults, _golds(gold, root) if gold else {})
    if gold is not None:
        return _compare_judged(old, new, _golds(gold, root))
    return _compare_plain(old, new, Texts(root))


def _golds(folder: Path, root: Path | None) -> dict[str, tuple[Item, str]]:
    """The gold annotations of a folder by name, each with its text when that is unchanged."""
    texts = Texts(root)
    found = {}
    for gold in load_gold(folder):
        path = find_text(gold, folder, root)
        found[str(gold["name"])] = gold, texts.get(str(gold["source"]), str(gold.get("sha256") or ""), path)
    return found


def _compare_figures(old: dict[str, list[Fault]], new: dict[str, list[Fault]], golds: dict[str, tuple[Item, str]]) -> Comparison:
    """Gains and losses between the differences to gold of two runs."""
    found = Comparison(JUDGED)
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            found.remarks.append(f"{name}: only on the {'new' if name in new else 'old'} side; not compared")
            continue
        text = golds[name][1] if name in golds else ""
        _enter(found, name, text, judged(name, old[name], new[name], text))
    return found


def _compare_judged(old: Side, new: Side, golds: dict[str, tuple[Item, str]]) -> Comparison:
    """Gains and losses of two runs against gold annotations."""
    found = Comparison(JUDGED)
    for name, (gold, text) in golds.items():
        sides = [side.of(str(gold.get("sha256") or ""), name) for side in (old, new)]
        if sides[0] is None or sides[1] is None:
            missing = " and ".join(label for label, side in zip(("old", "new"), sides, strict=True) if side is None)
            found.remarks.append(f"{name}: not on the {missing} side; not compared")
            continue
        before, after = (score([(gold, side.items)]).faults for side in sides if side is not None)
        _enter(found, name, text, judged(name, before, after, text))
    return found


def _compare_plain(old: Side, new: Side, texts: Texts) -> Comparison:
    """What the new side says otherwise than the old one."""
    found = Comparison(PLAIN)
    taken: list[Found] = []
    for one in old.found:
        other = new.of(one.sha256, one.name)
        if other is None:
            renamed = any(two.name == one.name or (one.source and two.source == one.source) for two in new.found)
            found.remarks.append(f"{one.name}: {'made on another text' if renamed else 'not'} on the new side; not compared")
            continue
        taken.append(other)
        text = texts.get(one.source, one.sha256)
        _enter(found, one.name, text, plain(one.name, one, other, text))
    for other in new.found:
        if not any(other is known for known in taken):
            found.remarks.append(f"{other.name}: not on the old side; not compared")
    return found


def _enter(found: Comparison, name: str, text: str, changes: Iterator[Change]) -> None:
    """Put the changes of one document in, in text order."""
    found.compared += 1
    found.changes += sorted(changes, key=lambda change: (change.start, change.end, change.field, change.verdict))
    if text:
        found.texts[name] = text


def judged(name: str, old: Sequence[Fault], new: Sequence[Fault], text: str) -> Iterator[Change]:
    """Gains and losses between two lists of differences to the same gold annotation."""
    before, after = _by_key(old), _by_key(new)
    missed_before, missed_after = _missed(old), _missed(new)
    for key in before.keys() | after.keys():
        lost, kept = list(after.get(key, ())), []
        for fault in before.get(key, ()):
            same = next((other for other in lost if (other.what, other.item) == (fault.what, fault.item)), None)
            if same is not None:
                lost.remove(same)
            else:
                kept.append(fault)
        for one, other in zip(kept, lost, strict=False):
            yield _change(name, "otherwise", one, _said(one), _said(other), text)
        for fault in kept[len(lost) :]:
            # Right no longer asked for: the item itself is missed now, which is a loss of its own.
            if not (_is_attribute(fault) and _place(fault) in missed_after):
                yield _change(name, "gain", fault, _said(fault), "right", text)
        for fault in lost[len(kept) :]:
            partly = _is_attribute(fault) and _place(fault) in missed_before
            yield _change(name, "otherwise" if partly else "loss", fault, "missed" if partly else "right", _said(fault), text)


def _is_attribute(fault: Fault) -> bool:
    """Whether the item was found and only something about it is wrong."""
    return fault.what not in ("missed", "extra")


def _place(fault: Fault) -> tuple[str, int, int]:
    """The item that a difference is about: its family and span."""
    return fault.field.split(".")[0].split(" ")[0], fault.item["start"], fault.item["end"]


def _missed(faults: Sequence[Fault]) -> set[tuple[str, int, int]]:
    """The gold items that were not found."""
    return {_place(fault) for fault in faults if fault.what == "missed"}


def _by_key(faults: Sequence[Fault]) -> dict[tuple[Any, ...], list[Fault]]:
    """Differences by what they are about: field, sort and place, and for gold items the item itself."""
    found: dict[tuple[Any, ...], list[Fault]] = defaultdict(list)
    for fault in faults:
        sort = fault.what if not _is_attribute(fault) else "wrong"
        item = "" if sort == "extra" else json.dumps(fault.item, ensure_ascii=False, sort_keys=True)
        found[fault.field, sort, fault.item["start"], fault.item["end"], item].append(fault)
    return found


def _said(fault: Fault) -> str:
    """A difference in words."""
    if fault.what == "extra":
        return f"extra: {_brief(fault.item)}"
    return f"missed: {_brief(fault.item)}" if fault.what == "missed" else fault.what


def _change(name: str, verdict: str, fault: Fault, old: str, new: str, text: str) -> Change:
    """The change of one difference."""
    start, end = int(fault.item["start"]), int(fault.item["end"])
    label = OWN_ATTRIBUTE.get(fault.field, fault.field) if _is_attribute(fault) else fault.field
    return Change(name, label, verdict, start, end, _quote(fault.item, text), old, new)


def plain(name: str, old: Found, new: Found, text: str) -> Iterator[Change]:
    """Every difference between two results on one text."""
    for family in FIELDS:
        label = SINGULAR[family]
        matched, gone, fresh = _align(old.items[family], new.items[family])
        for item in gone:
            yield Change(name, label, "removed", item["start"], item["end"], _quote(item, text), _brief(item), "")
        for item in fresh:
            yield Change(name, label, "added", item["start"], item["end"], _quote(item, text), "", _brief(item))
        for one, other in matched:
            yield from _changed(name, label, one, other, text)


def _changed(name: str, label: str, old: Item, new: Item, text: str) -> Iterator[Change]:
    """The attributes in which two items of one place differ."""
    start, end, quote = new["start"], new["end"], _quote(new, text)
    if (old["start"], old["end"]) != (start, end):
        before = f"{_quote(old, text)} [{old['start']}:{old['end']}]"
        yield Change(name, f"{label}.{PLACE}", "changed", start, end, quote, before, f"{quote} [{start}:{end}]")
    for key in sorted((old.keys() | new.keys()) - SILENT):
        said = old.get(key), new.get(key)
        if _plain_value(said[0]) != _plain_value(said[1]):
            yield Change(name, f"{label}.{key}", "changed", start, end, quote, _shown(said[0]), _shown(said[1]))


def _align(old: Sequence[Item], new: Sequence[Item]) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Pairs of items of one place, what is gone and what is fresh: equal ones first, then equal spans, then overlaps."""
    matched: list[tuple[Item, Item]] = []
    gone, fresh = list(old), list(new)
    sames: tuple[Callable[[Item], Any], ...] = (_brief_with_place, lambda item: (item["start"], item["end"]))
    for same in sames:
        waiting: dict[Any, list[Item]] = defaultdict(list)
        for item in fresh:
            waiting[same(item)].append(item)
        rest = []
        for item in gone:
            if waiting.get(same(item)):
                matched.append((item, waiting[same(item)].pop(0)))
            else:
                rest.append(item)
        gone, fresh = rest, [item for items in waiting.values() for item in items]
    made = pairs(gone, fresh, lambda one, other: True)
    matched += [(gone[i], fresh[j]) for i, j in made]
    left, right = {i for i, _ in made}, {j for _, j in made}
    return matched, [x for i, x in enumerate(gone) if i not in left], [x for j, x in enumerate(fresh) if j not in right]


def _brief_with_place(item: Item) -> tuple[int, int, str]:
    """Span and attributes of an item."""
    return item["start"], item["end"], _brief(item)


def _brief(item: Item) -> str:
    """The attributes of an item in one line."""
    said = {key: item[key] for key in sorted(item.keys() - SILENT) if _plain_value(item[key]) is not None}
    return ", ".join(f"{key} {_shown(value)}" for key, value in said.items())


def _plain_value(value: Any) -> Any:
    """A value as it compares: what says nothing is None."""
    return None if value is None or value is False or value == "" or value == [] else value


def _shown(value: Any) -> str:
    """A value as it is read."""
    if _plain_value(value) is None:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _quote(item: Item, text: str) -> str:
    """The words of an item: from the text, else as it quotes them itself."""
    return text[item["start"] : item["end"]] or str(item.get("quote") or item.get("title") or "")
