"""Suggestions for a pack out of corrections (从更正中学习): names of units, bodies and indicators that people had to put right.

A suggestion is a draft: it says how often it was met, with quotes, and nothing uses it before a person approves it.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from policy_extract.authoring.cases import Case
from policy_extract.authoring.difference import found_in
from policy_extract.compare.catalogue import Catalogue
from policy_extract.evaluation.matching import overlap, same_number
from policy_extract.extractor import Extractor
from policy_extract.mentions.bodies import BodyNames, body_names
from policy_extract.mentions.units import UnitTable, unit_table
from policy_extract.patterns import Pack

Item = dict[str, Any]
AROUND = 12
"""Characters of the text around a quote."""
ALIKE = 0.8
"""From this likeness on a name may be another name of a known indicator."""
LONGEST_UNIT = 8
LONGEST_NAME = 30
NUMBER = regex.compile(r".*[0-9０-９零〇一二三四五六七八九十百千万亿两几数半.．％%][余多来]?(?:[十百千万亿]+)?[余多来]?")
TRAILING = regex.compile(r"(?:[（(].*|及?以上|及?以下|以内|之内|左右|上下|不等|之间)$")
GOVERNMENT = regex.compile(r"(?:局|委|厅|办|委员会|办公室|政府|部门|专班|小组|指挥部)$")


@dataclass(slots=True)
class Suggestion:
    """One entry that corrections speak for."""

    sort: str
    """`units`, `bodies` or `indicators`."""
    entry: Item
    """The entry as a pack has it, without `approved`."""
    words: dict[str, int] = field(default_factory=dict)
    """New names with the number of times each was met."""
    quotes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    documents: set[int] = field(default_factory=set)
    """Numbers of the cases that speak for it."""

    @property
    def count(self) -> int:
        """How often it was met."""
        return sum(self.words.values())


def suggestions(cases: Sequence[Case], extractor: Extractor, uncatalogued: bool = False) -> list[Suggestion]:
    """What the corrections speak for, most often met first; `uncatalogued`: also names of indicators that were read rightly but
    stand in no catalogue. Raises ReadError."""
    made: dict[tuple[str, str], Suggestion] = {}
    for number, case in enumerate(cases):
        found = found_in(extractor, case.source, False)
        for sort, entry, word, item, note in _of_case(case, found.items, extractor.pack, uncatalogued):
            key = sort, str(entry.get("id") or entry["name"])
            suggestion = made.setdefault(key, Suggestion(sort, dict(entry)))
            _grow(suggestion, entry, word)
            suggestion.documents.add(number)
            quote = _quote(case.source.text, item)
            if quote not in suggestion.quotes:
                suggestion.quotes.append(quote)
            if note and note not in suggestion.notes:
                suggestion.notes.append(note)
    return sorted(made.values(), key=lambda each: (-each.count, each.sort, str(each.entry.get("name") or each.entry["id"])))


def _grow(suggestion: Suggestion, entry: Item, word: str) -> None:
    """Add another case to a suggestion."""
    suggestion.words[word] = suggestion.words.get(word, 0) + 1
    if entry.get("unit") != suggestion.entry.get("unit"):
        # A new indicator has one usual unit, the one it was first met with.
        return
    for key in ("aliases", "examples"):
        known = suggestion.entry.setdefault(key, [])
        known += [one for one in entry.get(key) or () if one not in known]
        if not known:
            del suggestion.entry[key]


def _quote(text: str, item: Item) -> str:
    """The words of an item with a little around, on one line."""
    around = text[max(0, item["start"] - AROUND) : item["end"] + AROUND]
    return " ".join(around.split())


def _of_case(
    case: Case, found: dict[str, list[Item]], pack: Pack, uncatalogued: bool
) -> Iterator[tuple[str, Item, str, Item, str]]:
    """What one text speaks for: sort, entry, the new name, the gold item, a note."""
    text = case.source.text
    for gold in case.gold["quantities"]:
        own = [item for item in found["quantities"] if overlap(gold, item)]
        yield from _unit(text, gold, own, unit_table(pack))
        if uncatalogued or not any(item.get("indicator") == gold.get("indicator") for item in own):
            yield from _indicator(gold, own, text, pack)
    for gold in case.gold["responsibilities"]:
        if not gold.get("generic") and not gold.get("person"):
            own = [item for item in found["responsibilities"] if overlap(gold, item)]
            yield from _body(gold, own, body_names(pack))


def _unit(text: str, gold: Item, own: Iterable[Item], table: UnitTable) -> Iterator[tuple[str, Item, str, Item, str]]:
    """A unit that was read as another, or not at all."""
    unit, quote = str(gold.get("unit") or ""), text[gold["start"] : gold["end"]]
    if not unit or gold.get("implicit") or any(item.get("unit") == unit and same_number(gold, item) for item in own):
        return
    word = TRAILING.sub("", NUMBER.sub("", quote, count=1)).strip()
    if NUMBER.match(quote) is None or not word or len(word) > LONGEST_UNIT or len(unit) > LONGEST_UNIT or not word[0].isalpha():
        return
    known = table.names.get(word)
    if known is not None and known.canonical == unit:
        return
    note = f"{word} is now a name of {known.canonical}" if known is not None else ""
    entry: Item = {"name": unit, "examples": [{"text": f"达到{quote}", "quote": quote}]}
    if word != unit:
        entry["aliases"] = [word]
    if unit not in table.names:
        entry |= {"dimension": "count", "reading": "counted"}
    yield "units", entry, word, gold, note


def _body(gold: Item, own: Iterable[Item], names: BodyNames) -> Iterator[tuple[str, Item, str, Item, str]]:
    """A body that was not found, or taken for another."""
    name, meant = str(gold.get("name") or ""), str(gold.get("organisation_id") or "")
    if not 2 <= len(name) <= LONGEST_NAME:
        return
    prefix = names.prefix_of(name)
    word = name.removeprefix(prefix)
    if meant and names.organisation_id(name) != meant:
        canonical = meant.removeprefix(prefix)
        if len(word) > 1 and len(canonical) > 1 and word != canonical:
            yield "bodies", {"name": canonical, "kind": _kind(canonical, names), "aliases": [word]}, word, gold, ""
    elif not any(item.get("name") == name for item in own) and len(word) > 1 and word not in names.canonical_names:
        yield "bodies", {"name": word, "kind": _kind(word, names)}, word, gold, ""


def _kind(name: str, names: BodyNames) -> str:
    """What kind of body a name says."""
    known = names.kinds.get(name)
    return known or ("government" if GOVERNMENT.search(name) else "institution")


def _indicator(gold: Item, own: Sequence[Item], text: str, pack: Pack) -> Iterator[tuple[str, Item, str, Item, str]]:
    """An indicator that the catalogue does not know, or whose printed name a person replaced by the canonical one."""
    catalogue = Catalogue.load(pack)
    name, unit, measure = str(gold.get("indicator") or ""), str(gold.get("unit") or ""), gold.get("measure")
    if not 3 <= len(name) <= LONGEST_NAME or "、" in name:
        return
    match = catalogue.match(name, unit, measure)
    if match is not None:
        for item in own:
            said = str(item.get("indicator") or "")
            if len(said) > 2 and said != name and name not in text and catalogue.match(said, unit, measure) is None:
                yield "indicators", {"id": match.id, "aliases": [said], "examples": [f"{said}|{unit}"]}, said, gold, match.name
        return
    like = _alike(name, unit, catalogue)
    if like is not None:
        note = f"resembles {catalogue.indicator(like).name}: make sure that both mean the same"
        yield "indicators", {"id": like, "aliases": [name], "examples": [f"{name}|{unit}"]}, name, gold, note
        return
    identifier = "learned_" + hashlib.sha256(name.encode()).hexdigest()[:8]
    entry = {"id": identifier, "name": name, "unit": _unit_of(unit, pack), "examples": [f"{name}|{unit}"]}
    yield "indicators", entry, name, gold, "a new indicator: give it an id of its own, a domain and a direction (good)"


def _unit_of(unit: str, pack: Pack) -> Any:
    """The unit of a new indicator; one that is not known is brought along."""
    return unit if not unit or unit in unit_table(pack).names else {"name": unit}


def _alike(name: str, unit: str, catalogue: Catalogue) -> str | None:
    """The known indicator in this unit whose name is most alike."""
    best, found = ALIKE, None
    for indicator in catalogue.indicators():
        if unit not in (indicator.unit, *indicator.units):
            continue
        for known in (indicator.name, *indicator.aliases):
            if known in name or name in known:
                # A modifier more or less is another indicator (门诊患者满意度).
                continue
            ratio = difflib.SequenceMatcher(None, name, known).ratio()
            if ratio > best:
                best, found = ratio, indicator.id
    return found
