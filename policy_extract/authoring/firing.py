"""Where a pack fires (规则包命中): for each of its rules and entries the places in texts where it took part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from policy_extract.compare.catalogue import Catalogue
from policy_extract.errors import RuleTimeout
from policy_extract.mentions.bodies import body_names
from policy_extract.patterns import Pack, Rule
from policy_extract.patterns.entries import Entry
from policy_extract.quoting import Quoter
from policy_extract.result import DocumentResult

IN_RECORDS, IN_TEXT = "record", "text"
"""A rule that made a record, or words that stand in the text and may have taken part."""
PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document."""

    document: str
    start: int
    end: int
    quote: str
    how: str
    """`record` when a record names the rule or has the entry's unit, body or indicator; `text` when the words only stand."""


@dataclass(slots=True)
class Fired:
    """A rule or entry of a pack with the places where it fired."""

    id: str
    sort: str
    pack: str
    defined: str
    """`file:line`."""
    places: list[Place] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """As plain values."""
        keys = ("document", "start", "end", "quote", "how")
        places = [{key: getattr(place, key) for key in keys} for place in self.places]
        return {
            "id": self.id,
            "sort": self.sort,
            "pack": self.pack,
            "defined": self.defined,
            "fired": len(places),
            "places": places,
        }


def firing(results: Iterable[DocumentResult], pack: Pack) -> list[Fired]:
    """Every rule and approved entry of the packs over the built-in patterns, with the places where it fired."""
    rules = [rule for rule in pack.rules() if rule.pack]
    entries = [entry for entry in pack.entries if entry.approved and entry.sort != "indicators"]
    found = {rule.id: Fired(rule.id, "rule", rule.pack, rule.place) for rule in rules}
    listed = [(entry, Fired(entry.id, entry.sort, entry.pack, entry.place)) for entry in entries]
    for result in results:
        quoter = Quoter(result.view, result.source)
        for rule in rules:
            found[rule.id].places += _of_rule(rule, result, quoter, pack)
        for entry, fired in listed:
            fired.places += _of_entry(entry, result, quoter, pack)
    return [*found.values(), *(fired for _, fired in listed)]


def _of_rule(rule: Rule, result: DocumentResult, quoter: Quoter, pack: Pack) -> Iterator[Place]:
    """Records that name the rule; for an indicator the quantities of it; else the matches of its pattern in the text."""
    if rule.id.startswith("indicators."):
        yield from _of_indicator(rule, result, pack)
        return
    places = [place for place in _named(result) if rule.id in place[1]]
    for item, _ in places:
        yield Place(result.name, item.start, item.end, item.quote, IN_RECORDS)
    if not places and rule.pattern is not None:
        document = result.document
        try:
            for match in rule.compiled.finditer(result.view.text, document.start, document.end, timeout=PATIENCE):
                yield _place(result, quoter, match.start(), match.end())
        except (TimeoutError, RuleTimeout):
            return


def _named(result: DocumentResult) -> Iterator[tuple[Any, Sequence[str]]]:
    """Records and their parts with the rules that made them."""
    for row in result.rows[1]:
        yield row, row.rules
        for items in (row.quantities, row.times, row.responsibilities, row.statuses):
            for item in items:
                yield item, item.rules


def _of_indicator(rule: Rule, result: DocumentResult, pack: Pack) -> Iterator[Place]:
    """Quantities whose indicator the catalogue takes for this one."""
    catalogue, own = Catalogue.load(pack), rule.id.partition(".")[2]
    for row in result.rows[1]:
        for quantity in row.quantities:
            match = catalogue.match(quantity.indicator, quantity.unit, quantity.measure, quantity.value)
            if match is not None and match.id == own:
                yield Place(result.name, quantity.start, quantity.end, f"{quantity.indicator} {quantity.quote}", IN_RECORDS)


def _of_entry(entry: Entry, result: DocumentResult, quoter: Quoter, pack: Pack) -> Iterator[Place]:
    """Quantities in the unit, bodies of the name, else the words in the text."""
    if entry.sort == "units":
        for row in result.rows[1]:
            for quantity in row.quantities:
                if quantity.unit == entry.words[0] and any(word in quantity.quote for word in entry.words):
                    yield Place(result.name, quantity.start, quantity.end, quantity.quote, IN_RECORDS)
    elif entry.sort == "bodies":
        names = body_names(pack)
        for row in result.rows[1]:
            for body in row.responsibilities:
                if body.organisation_id and names.known_part(body.name) in entry.words:
                    yield Place(result.name, body.start, body.end, body.quote, IN_RECORDS)
    else:
        for word in entry.words:
            at = result.view.text.find(word, result.document.start, result.document.end)
            while at >= 0:
                yield _place(result, quoter, at, at + len(word))
                at = result.view.text.find(word, at + len(word), result.document.end)


def _place(result: DocumentResult, quoter: Quoter, start: int, end: int) -> Place:
    """A span of the view as a place of the text."""
    first, last = quoter.span(start, end)
    return Place(result.name, first, last, result.text[first:last], IN_TEXT)
