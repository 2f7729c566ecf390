"""doccano and Prodigy: JSON Lines with plain labels (`quantity:planned`); attributes travel beside the spans.

Neither tool edits attributes. doccano keeps columns that it does not know as they are, so all spans stand in one of them;
Prodigy keeps unknown keys of a span. A label changed in the tool changes its attribute, a span moved or added is a bare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from policy_extract import rows
from policy_extract.errors import UsageError
from policy_extract.export.labelling import Item, Labelled, Span, decoded_lines, relabelled

KEPT = "policy_extract"
"""The column or key that carries what the tool has no place for."""


def _packed(span: Span) -> list[Any]:
    """A span in one value."""
    return [span.start, span.end, span.family, span.attributes]


def _unpacked(values: Sequence[Any]) -> list[Span]:
    """Spans out of their values."""
    return [Span(start, end, family, attributes) for start, end, family, attributes in values]


def _lines(objects: Iterable[Item]) -> bytes:
    """Objects as lines."""
    return b"".join(rows.encode(item) + b"\n" for item in objects)


def write_doccano(labelled: Iterable[Labelled]) -> bytes:
    """Lines for doccano (sequence labelling with overlapping spans, or relation extraction)."""
    return _lines(
        {
            "text": one.text,
            "entities": [
                {"id": number, "label": span.label, "start_offset": span.start, "end_offset": span.end}
                for number, span in enumerate(one.spans)
            ],
            "relations": [],
            KEPT: {"about": one.about, "spans": [_packed(span) for span in one.spans]},
        }
        for one in labelled
    )


def read_doccano(data: bytes, name: str) -> list[Labelled]:
    """Labelled texts out of lines of doccano, with `entities` or with `label`. Raises UsageError."""
    found = []
    for number, line in enumerate(decoded_lines(data, name), 1):
        place = f"{name}:{number}"
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise UsageError(f"{place}: no line of doccano (it needs a text); export as JSONL")
        kept = line.get(KEPT) or {}
        known = _unpacked(kept.get("spans", ()))
        if "entities" in line:
            marks = [(mark["start_offset"], mark["end_offset"], mark["label"]) for mark in line["entities"]]
        else:
            marks = [tuple(mark) for mark in line.get("label") or line.get("labels") or ()]
        found.append(Labelled(line["text"], kept.get("about", {}), matched(marks, known, place)))
    return found


def matched(marks: Sequence[tuple[int, int, str]], known: list[Span], place: str) -> list[Span]:
    """The spans of marks, each known one used once. Raises UsageError."""
    left = list(known)
    found = []
    for start, end, label in marks:
        span = relabelled(label, left, start, end, place)
        used = next((other for other in left if (other.start, other.end, other.label) == (start, end, label)), None)
        used = used or next((o for o in left if (o.start, o.end, o.family) == (start, end, span.family)), None)
        if used is not None:
            left.remove(used)
        found.append(span)
    return found


def write_prodigy(labelled: Iterable[Labelled]) -> bytes:
    """Lines for Prodigy (`spans.manual` with characters highlighted)."""
    return _lines(
        {
            "text": one.text,
            "spans": [
                {"start": span.start, "end": span.end, "label": span.label, KEPT: [span.family, span.attributes]}
                for span in one.spans
            ],
            "meta": {"name": one.about.get("name", ""), "source": one.about.get("source", "")},
            KEPT: one.about,
        }
        for one in labelled
    )


def read_prodigy(data: bytes, name: str) -> list[Labelled]:
    """Labelled texts out of lines of Prodigy; only accepted ones count. Raises UsageError."""
    found = []
    for number, line in enumerate(decoded_lines(data, name), 1):
        place = f"{name}:{number}"
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            raise UsageError(f"{place}: no line of Prodigy (it needs a text); export with db-out")
        if line.get("answer", "accept") != "accept":
            continue
        spans = []
        for mark in line.get("spans") or ():
            start, end = mark["start"], mark["end"]
            known = [Span(start, end, *mark[KEPT])] if KEPT in mark else []
            spans.append(relabelled(mark["label"], known, start, end, place))
        found.append(Labelled(line["text"], line.get(KEPT) or dict(line.get("meta") or {}), spans))
    return found


def labels() -> list[str]:
    """All labels that the extractor gives, for setting up a tool."""
    from typing import get_args

    from policy_extract import records

    sorts: dict[str, tuple[str, ...]] = {
        "heading": ("0", "1", "2", "3", "4", "5"),
        "statement": (*get_args(records.TaskKind), "achievement", "background", "heading", "other"),
        "quantity": get_args(records.Phase),
        "time": get_args(records.TimeKind),
        "responsibility": get_args(records.Role),
        "status": get_args(records.State),
    }
    return [f"{family}:{sort}" for family, names in sorts.items() for sort in names]


def setup_doccano() -> str:
    """The labels as doccano imports them."""
    return rows.encode({"": [{"text": label} for label in labels()]}).decode()[4:-1] + "\n"


def setup_prodigy() -> str:
    """The labels as Prodigy takes them behind `--label`."""
    return ",".join(labels()) + "\n"
