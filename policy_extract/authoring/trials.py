"""Trials of a pack (小样测试): short texts in its folder `tests` with the records that they must give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from policy_extract import rows
from policy_extract.compare.catalogue import Catalogue
from policy_extract.extractor import Extractor
from policy_extract.patterns import Layer, Pack
from policy_extract.patterns.files import checked, parsed
from policy_extract.patterns.layers import TRIALS

KINDS = {"description": "text", "text": "text", "expect": "list", "absent": "list", "document": "mapping"}
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Trial:
    """A text with what it must give and what it must not."""

    place: str
    text: str
    expect: list[Item]
    absent: list[Item]
    document: Item


def trials_of(layer: Layer) -> list[Trial]:
    """The trials of a layer. Raises PatternError."""
    found = []
    for name, raw in layer.trials:
        place = f"{layer.place}/{TRIALS}/{name}"
        node, item = parsed(place, raw.replace(b"\r\n", b"\n"), True)
        checked(place, node, item, KINDS, ("text",), "trial")
        found.append(Trial(place, item["text"], item.get("expect") or [], item.get("absent") or [], item.get("document") or {}))
    return found


def run_trial(trial: Trial, extractor: Extractor) -> tuple[int, list[str]]:
    """Run a trial; returns the number of expectations and the complaints."""
    results = extractor.extract_text(trial.text, "trial")
    documents = [_plain(result.rows[0]) for result in results]
    records = [record for result in results for record in _records(result.rows[1], extractor.pack)]
    complaints = []
    for wanted in trial.expect:
        if not any(_holds(record, wanted) for record in records):
            complaints.append(f"{trial.place}: no record has {_said(wanted)}; found {_nearest(wanted, records)}")
    for unwanted in trial.absent:
        met = next((record for record in records if _holds(record, unwanted)), None)
        if met is not None:
            complaints.append(f"{trial.place}: {_said(unwanted)} must not come out, but does in {met['quote'][:60]!r}")
    if trial.document and not any(_holds(document, trial.document) for document in documents):
        complaints.append(f"{trial.place}: the document is not {_said(trial.document)}")
    return len(trial.expect) + len(trial.absent) + bool(trial.document), complaints


def _records(lines: list[rows.TaskRow | rows.AchievementRow], pack: Pack) -> Iterator[Item]:
    """Records as plain values; quantities with the id of their indicator in the catalogue."""
    catalogue = Catalogue.load(pack)
    for line in lines:
        record = _plain(line)
        for quantity, item in zip(line.quantities, record["quantities"], strict=True):
            match = catalogue.match(quantity.indicator, quantity.unit, quantity.measure, quantity.value)
            item["indicator_id"] = match.id if match is not None else None
        yield record


def _plain(row: Any) -> Item:
    """A row as plain values."""
    found: Item = msgspec.json.decode(rows.encode(row))
    return found


def _holds(found: Any, wanted: Any) -> bool:
    """Whether what was found has all that is wanted: keys of a mapping, members of a list in any order, words of a quote."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(
            (str(value) in str(found.get(key)) if key == "quote" else _holds(found.get(key), value))
            for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and all(any(_holds(each, one) for each in found) for one in wanted)
    if wanted is None or isinstance(wanted, bool):
        return bool(found == wanted) or (not found and not wanted)
    return _same(found, wanted)


def _same(found: Any, wanted: Any) -> bool:
    """Whether two values are equal as numbers, else as text; a date is written as in records."""
    if str(found) == str(wanted):
        return True
    try:
        return found is not None and not isinstance(found, bool) and Decimal(str(found)) == Decimal(str(wanted))
    except InvalidOperation:
        return False


def _said(wanted: Any) -> str:
    """What is wanted, on one line."""
    if isinstance(wanted, dict):
        return "{" + ", ".join(f"{key}: {_said(value)}" for key, value in wanted.items()) + "}"
    return "[" + ", ".join(map(_said, wanted)) + "]" if isinstance(wanted, list) else str(wanted)


def _nearest(wanted: Item, records: list[Item]) -> str:
    """The record that the words belong to, with the fields that were asked for."""
    quote = str(wanted.get("quote") or "")
    record = next((record for record in records if quote in record["quote"]), None)
    if record is None:
        return f"{len(records)} records, none with these words"
    shown: Item = {}
    for key, value in wanted.items():
        have = record.get(key)
        if isinstance(value, list) and isinstance(have, list):
            asked = {name for one in value if isinstance(one, dict) for name in one}
            shown[key] = [{name: each.get(name) for name in asked} for each in have if isinstance(each, dict)]
        elif key != "quote":
            shown[key] = have
    return _said(shown or {"quote": record["quote"][:60]})
