"""Corrections: the fields of a form put into a copy of a record, checked as any record is.

Numbers go through JSON as they were typed, exactly. A form names the fields of an item `quantity.0.unit`; an item with
`drop` goes, one whose number is new is added, and an item's span and quote follow `start` and `end`.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from pydantic import ValidationError

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.records import AchievementRecord, TaskRecord
from policy_extract.version import VERSION

Record = dict[str, Any]
LISTS = {"quantity": "quantities", "body": "responsibilities", "time": "times", "status": "statuses"}
FIELD = re.compile(r"(quantity|body|time|status)\.([0-9]{1,4})\.([a-z_]+)")
RATIO = re.compile(r"[0-9.]+\s*[:：∶]\s*[0-9.]+")
RANGE = re.compile(r"(-?[0-9.]+)\s*[–—~～-]\s*(-?[0-9.]+)")
MOST_ITEMS = 200


def corrected(record: Record, form: Mapping[str, str], text: str | None) -> Record:
    """A copy of a record with the fields of a form. Raises UsageError naming what is wrong."""
    made = copy.deepcopy(record)
    if "kind" in form:
        _kind(made, form["kind"])
    if "modality" in form:
        made["modality"] = form["modality"] or None
    _span(made, form.get("start", ""), form.get("end", ""), text)
    items: dict[tuple[str, int], dict[str, str]] = {}
    for key, value in form.items():
        if found := FIELD.fullmatch(key):
            items.setdefault((found[1], int(found[2])), {})[found[3]] = value.strip()
    for (family, number), fields in sorted(items.items()):
        _item(made, family, number, fields, text)
    for name in LISTS.values():
        made[name] = [item for item in made[name] if item is not None]
    return checked(made)


def checked(record: Record) -> Record:
    """The record, if it is one. Raises UsageError naming the fields that are not as they must be."""
    model: type[TaskRecord | AchievementRecord] = AchievementRecord if record["record"] == "achievement" else TaskRecord
    try:
        model.model_validate_json(rows.encode(record))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise UsageError(f"{place}: {first['msg']}; mend this field") from error
    return record


def light(record: Record) -> rows.TaskRow | rows.AchievementRow:
    """The light row of a record."""
    found: rows.TaskRow | rows.AchievementRow = msgspec.json.decode(rows.encode(record), type=rows.TaskRow | rows.AchievementRow)
    return found


def _kind(record: Record, kind: str) -> None:
    """Set the kind; an achievement is a record of another sort."""
    identifier = record.pop("task_id", None) or record.pop("achievement_id", None)
    record["kind"] = kind
    achieved = kind == "achievement"
    record["record"] = "achievement" if achieved else "task"
    record["achievement_id" if achieved else "task_id"] = identifier


def _span(item: dict[str, Any], start: str, end: str, text: str | None) -> None:
    """Set the span and the words of a record or item. Raises UsageError."""
    if not start or not end or (item.get("start"), item.get("end")) == (_whole(start), _whole(end)):
        return
    first, last = _whole(start), _whole(end)
    if text is None:
        raise UsageError("the text of this document is not at hand, so spans cannot be changed; review the file itself")
    if not 0 <= first < last <= len(text):
        raise UsageError(f"{first}–{last} is no span of the text; select the words again")
    item["start"], item["end"], item["quote"] = first, last, text[first:last]


def _whole(text: str) -> int:
    """A whole number. Raises UsageError."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise UsageError(f"{text[:20]!r} is no place in the text; select the words again")
    return int(text)


def _item(record: Record, family: str, number: int, fields: dict[str, str], text: str | None) -> None:
    """Put the fields of one item in. Raises UsageError."""
    items = record[LISTS[family]]
    if number > MOST_ITEMS:
        raise UsageError(f"more than {MOST_ITEMS} items in a record; split it")
    while len(items) <= number:
        items.append(None)
    if fields.get("drop"):
        items[number] = None
        return
    if items[number] is None:
        if not fields.get("start"):
            return
        items[number] = _new(family, record)
    item = items[number]
    _span(item, fields.get("start", ""), fields.get("end", ""), text)
    {"quantity": _quantity, "body": _body, "time": _time, "status": _status}[family](item, fields)


def _new(family: str, record: Record) -> dict[str, Any]:
    """An item with nothing in it yet."""
    if family == "quantity":
        return {
            "phase": "planned", "indicator": "", "indicator_span": None, "scope": None, "comparator": "eq", "value": None,
            "low": None, "high": None, "ratio": None, "fraction": None, "unit": "", "measure": None, "direction": None,
            "baseline": None, "per": None, "hedge": None, "implicit": False, "when": None, "group": None, "rules": [],
            "confidence": None,
        }  # fmt: skip
    if family == "body":
        return {
            "organisation": None, "organisation_id": None, "person": None, "name": "", "role": "responsible", "shared": False,
            "generic": False, "covers": [record["start"], record["end"]], "rules": [], "confidence": 1.0,
        }  # fmt: skip
    if family == "time":
        return {
            "kind": "by", "start_date": None, "end_date": None, "granularity": None, "every": None, "duration": None,
            "anchor": None, "rules": [], "confidence": 1.0,
        }  # fmt: skip
    return {"state": "done", "as_of": None, "covers": [record["start"], record["end"]], "rules": [], "confidence": 1.0}


def _quantity(item: dict[str, Any], fields: dict[str, str]) -> None:
    """The fields of a quantity; changed words of the indicator are no span of the text any more."""
    if "indicator" in fields and fields["indicator"] != item["indicator"]:
        item["indicator"], item["indicator_span"] = fields["indicator"], None
    for name in ("unit", "comparator", "phase"):
        if name in fields:
            item[name] = fields[name]
    if "number" in fields and fields["number"] != number_of(item):
        _number(item, fields["number"])
    if "when" in fields and fields["when"] != ((item["when"] or {}).get("end_date") or ""):
        if fields["when"]:
            base = item["when"] or {**_new("time", {}), **{key: item[key] for key in ("start", "end", "quote")}}
            item["when"] = {**base, "end_date": fields["when"]}
        else:
            item["when"] = None


def number_of(item: dict[str, Any]) -> str:
    """The number of a quantity as it stands in a form: `180`, `2–3`, `1:2`."""
    if item["ratio"] is not None:
        return str(item["ratio"])
    if item["value"] is not None:
        return format(Decimal(str(item["value"])), "f")
    bounds = ["" if item[name] is None else format(Decimal(str(item[name])), "f") for name in ("low", "high")]
    return "–".join(bounds) if any(bounds) else ""


def _number(item: dict[str, Any], typed: str) -> None:
    """Set the number: a value, a range or a proportion. Raises UsageError."""
    item.update(value=None, low=None, high=None, ratio=None, fraction=None)
    try:
        if RATIO.fullmatch(typed):
            item["ratio"] = re.sub(r"\s*[:：∶]\s*", ":", typed)
        elif found := RANGE.fullmatch(typed):
            item["low"], item["high"] = _plain(found[1]), _plain(found[2])
            item["comparator"] = "range"
        elif typed:
            item["value"] = _plain(typed)
    except InvalidOperation as error:
        raise UsageError(f"{typed[:30]!r} is no number; write 180, 2–3 or 1:2, with 万 and 亿 multiplied in") from error


def _plain(typed: str) -> Decimal | int:
    """An exact number that JSON can hold."""
    value = Decimal(typed.replace(",", "").replace("，", ""))
    if not value.is_finite():
        raise InvalidOperation(typed)
    return int(value) if value == value.to_integral_value() else value


def _body(item: dict[str, Any], fields: dict[str, str]) -> None:
    """The fields of a body; another name is another body, whose canonical one is not known."""
    name = fields.get("name") or item["name"] or item.get("quote", "")
    if name != item["name"]:
        item["name"], item["organisation_id"] = name, None
        item["organisation"] = None if item["person"] else name
    if "role" in fields:
        item["role"] = fields["role"]


def _time(item: dict[str, Any], fields: dict[str, str]) -> None:
    """The fields of a time."""
    if "kind" in fields:
        item["kind"] = fields["kind"]
    for name in ("start_date", "end_date"):
        if name in fields:
            item[name] = fields[name] or None


def _status(item: dict[str, Any], fields: dict[str, str]) -> None:
    """The fields of a status."""
    if "state" in fields:
        item["state"] = fields["state"]


def missed(document: Record, text: str, start: int, end: int, kind: str) -> Record:
    """A record for a span that the extractor passed over. Raises UsageError."""
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise UsageError("no words are selected; select those of the missed task, then add it")
    quote = text[start:end]
    above: list[dict[str, Any]] = []
    for section in document["sections"]:
        if section["start"] <= start < section["section_end"]:
            above = [one for one in above if one["level"] < section["level"]] + [section]
    identifier = hashlib.sha256(f"added {document['doc_id']} {start} {end}".encode()).hexdigest()[:16]
    record: Record = {
        "record": "task", "doc_id": document["doc_id"], "kind": "task", "modality": None, "start": start, "end": end,
        "quote": quote, "locator": None, "section_path": [one["number"] + one["title"] for one in above if one["level"] > 0],
        "section_id": above[-1]["section_id"] if above else None, "item_id": identifier, "parent_id": None, "quantities": [],
        "times": [], "responsibilities": [], "statuses": [], "columns": {}, "rules": [], "confidence": 1.0,
        "kind_confidence": 1.0, "content_hash": hashlib.sha256("".join(quote.split()).encode()).hexdigest()[:16],
        "extractor_version": VERSION, "pack_hash": document["pack_hash"], "task_id": identifier,
    }  # fmt: skip
    _kind(record, kind)
    return checked(record)
