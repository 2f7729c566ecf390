"""Label Studio: tasks with pre-annotations, every attribute a field of its region; and the labelling interface that shows them.

Offsets are code points; on reading, places counted in UTF-16 units are told by their words and turned.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from policy_extract import records, rows
from policy_extract.errors import UsageError
from policy_extract.export.labelling import (
    ATTRIBUTES,
    FLAGS,
    SORTS,
    Item,
    Labelled,
    Span,
    attributes_of,
    decoded,
    texts_of,
)
from policy_extract.version import VERSION

CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("statement", "kind"): (*get_args(records.TaskKind), "achievement", "background", "heading", "other"),
    ("statement", "modality"): get_args(records.Modality),
    ("quantity", "phase"): get_args(records.Phase),
    ("quantity", "comparator"): get_args(records.Comparator),
    ("quantity", "measure"): get_args(records.Measure),
    ("quantity", "direction"): get_args(records.Direction),
    ("time", "kind"): get_args(records.TimeKind),
    ("time", "granularity"): get_args(records.Granularity),
    ("time", "anchor"): get_args(records.Anchor),
    ("responsibility", "role"): get_args(records.Role),
    ("status", "state"): get_args(records.State),
} | {(family, name): ("true", "false") for family, names in ATTRIBUTES.items() for name in names if name in FLAGS}
"""Attributes with fixed values; all others are fields of text."""
COLOURS = {
    "heading": "#57606a", "statement": "#d4a72c", "quantity": "#0072b2", "time": "#e69f00", "responsibility": "#cc79a7",
    "status": "#009e73",
}  # fmt: skip


def write(labelled: Iterable[Labelled]) -> bytes:
    """A file of tasks with pre-annotations, to be imported as JSON."""
    return b"[" + b",\n".join(rows.encode(_task(one)) for one in labelled) + b"]\n"


def _task(one: Labelled) -> Item:
    """A task with one prediction."""
    result: list[Item] = []
    for number, span in enumerate(one.spans):
        result += _regions(span, f"r{number}", one.text)
    about = {f"about_{key}": value for key, value in one.about.items()}
    prediction = {"model_version": f"policy-extract {VERSION}", "result": result}
    return {"data": {"text": one.text, **about}, "predictions": [prediction]}


def _regions(span: Span, identifier: str, text: str) -> list[Item]:
    """The results of one region: its label, then each attribute."""
    place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
    common = {"id": identifier, "to_name": "text"}
    found = [{**common, "from_name": "label", "type": "labels", "value": {**place, "labels": [span.family]}}]
    for name, value in texts_of(span).items():
        kind = "choices" if value in CHOICES.get((span.family, name), ()) else "textarea"
        key = "choices" if kind == "choices" else "text"
        # A field of text keeps its words under the key that the place uses for its own, so the place goes without them.
        bare = {"start": span.start, "end": span.end}
        found.append({**common, "from_name": f"{span.family}_{name}", "type": kind, "value": {**bare, key: [value]}})
    return found


def read(data: bytes, name: str) -> list[Labelled]:
    """Labelled texts out of an export as JSON: of each task the annotation made last, else its prediction. Raises UsageError."""
    tasks = decoded(data, name)
    if not isinstance(tasks, list):
        raise UsageError(f"{name}: no export of Label Studio (a list of tasks); export as JSON, not as JSON-MIN")
    found = []
    for number, task in enumerate(tasks, 1):
        place = f"{name}: task {task.get('id', number) if isinstance(task, dict) else number}"
        if not isinstance(task, dict) or not isinstance(task.get("data", {}).get("text"), str):
            raise UsageError(f"{place} has no text; export as JSON, not as JSON-MIN")
        found.append(_labelled(task, place))
    return found


def _labelled(task: Item, place: str) -> Labelled:
    """The labelled text of one task."""
    made = [one for one in task.get("annotations") or () if not one.get("was_cancelled")]
    made.sort(key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
    chosen = made[-1] if made else next(iter(task.get("predictions") or ()), {"result": []})
    text = task["data"]["text"]
    regions: dict[str, list[Item]] = {}
    for part in chosen.get("result") or ():
        if "id" in part and "value" in part:
            regions.setdefault(part["id"], []).append(part)
    about = {key.removeprefix("about_"): value for key, value in task["data"].items() if key.startswith("about_")}
    spans = [span for parts in regions.values() if (span := _span(parts, text, place)) is not None]
    return Labelled(text, about, spans)


def _span(parts: list[Item], text: str, place: str) -> Span | None:
    """The span of a region; one without a label is none."""
    label = next((part for part in parts if part.get("type") == "labels"), None)
    if label is None:
        return None
    family = (label["value"].get("labels") or [""])[0]
    if family not in SORTS:
        raise UsageError(f"{place}: the label {family!r} is none of {', '.join(SORTS)}; rename it in the tool")
    start, end = _place(label["value"], text, place)
    texts: dict[str, str] = {}
    for part in parts:
        name = str(part.get("from_name", "")).removeprefix(f"{family}_")
        value: Any = part["value"].get("choices") or (part["value"].get("text") if part.get("type") == "textarea" else None)
        if part is not label and value:
            texts[name] = str(value[0] if isinstance(value, list) else value)
    return Span(start, end, family, attributes_of(texts, f"{place}, {start}–{end}"))


def _place(value: Item, text: str, place: str) -> tuple[int, int]:
    """The place of a region in code points; its words tell when it was counted in UTF-16 units. Raises UsageError."""
    start, end, words = int(value["start"]), int(value["end"]), value.get("text")
    if not isinstance(words, str) or text[start:end] == words:
        return start, end
    units = text.encode("utf-16-le")
    if units[2 * start : 2 * end].decode("utf-16-le", "replace") == words:
        first = len(units[: 2 * start].decode("utf-16-le"))
        return first, first + len(words)
    raise UsageError(f"{place}: the words at {start}–{end} are not {words[:40]!r}; was the text changed after the import?")


def setup() -> str:
    """The labelling interface: labels, and the fields of each region."""
    lines = ["<View>", '  <Labels name="label" toName="text">']
    lines += [f'    <Label value="{family}" background="{COLOURS[family]}"/>' for family in ATTRIBUTES]
    lines.append("  </Labels>")
    for family, names in ATTRIBUTES.items():
        for name in names:
            shown = f'perRegion="true" whenTagName="label" whenLabelValue="{family}"'
            common = f'name="{family}_{name}" toName="text" {shown}'
            if (family, name) in CHOICES:
                lines.append(f'  <Choices {common} choice="single" showInline="true">')
                lines += [f"    <Choice value={quoteattr(value)}/>" for value in CHOICES[family, name]]
                lines.append("  </Choices>")
            else:
                hint = quoteattr(f"{family} {name}")
                lines.append(f'  <TextArea {common} rows="1" maxSubmissions="1" editable="true" placeholder={hint}/>')
    lines += ['  <Text name="text" value="$text" granularity="symbol"/>', "</View>"]
    return "\n".join(lines) + "\n"
