"""Figures as text, and the floors that they must not fall below."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policy_extract.errors import UsageError
from policy_extract.evaluation.scorer import STRICT, Scores

FLOOR_STEP = 100
"""Floors are written in hundredths, rounded down."""


def table(scores: Scores) -> str:
    """The figures of every field as aligned lines."""
    lines = [f"{'':26}{'P':>8}{'R':>8}{'F1':>8}{'right':>7}{'extra':>7}{'missed':>7}"]
    for name, t in scores.tallies.items():
        lines.append(f"{name:26}{t.precision:8.3f}{t.recall:8.3f}{t.f1:8.3f}{t.right:7}{t.extra:7}{t.missed:7}")
    for name, a in scores.accuracies.items():
        lines.append(f"{name:26}{a.share or 0:8.3f}  ({a.right}/{a.total})")
    lines.append(f"statement kinds, macro F1 {scores.kind_macro_f1:.3f}")
    count = len(present(scores))
    for genre, part in scores.genres.items():
        strict = "  ".join(f"{name.removesuffix(' strict')} {part.tallies[name].f1:.3f}" for name in present(part))
        lines.append(f"{genre:16}{part.headline:.3f}  ({strict})")
    lines.append(f"headline (mean of {count} strict F1) {scores.headline:.3f}")
    return "\n".join(lines)


def present(scores: Scores) -> list[str]:
    """The strict figures that the gold holds anything of."""
    return [name for name in STRICT if scores.tallies[name].present]


def figures(scores: Scores) -> dict[str, float]:
    """One figure a field: F1 of what is found, share of right attributes, headline and kind macro F1; then `genre: field`."""
    found = {"headline": scores.headline, "kind macro F1": scores.kind_macro_f1}
    found |= {name: t.f1 for name, t in scores.tallies.items() if t.present and not name.startswith("kind:")}
    found |= {name: a.share for name, a in scores.accuracies.items() if a.share is not None}
    for genre, part in scores.genres.items():
        found |= {f"{genre}: {name}": figure for name, figure in figures(part).items()}
    return found


def as_json(scores: Scores, documents: bool = False) -> dict[str, Any]:
    """All figures, whole and by genre; with `documents` the figures and differences of every document as well."""
    found = scores.to_dict()
    found["genres"] = {genre: part.to_dict() for genre, part in scores.genres.items()}
    found["measured_on"] = scores.measured_on
    if documents:
        found["documents"] = {name: _document(part) for name, part in scores.documents.items()}
    return found


def _document(scores: Scores) -> dict[str, Any]:
    """The figures and differences of one document."""
    faults = [{"field": fault.field, "what": fault.what, "item": fault.item} for fault in scores.faults]
    return {"genres": sorted(scores.genres), **scores.to_dict(), "faults": faults}


class Floors(dict[str, float]):
    """The least figure by field (下限), what they were measured on, and why a floor was lowered."""

    def __init__(self, floors: Mapping[str, float], measured_on: dict[str, Any], lowered: list[dict[str, Any]]) -> None:
        """Hold the three parts of a floors file."""
        super().__init__(floors)
        self.measured_on = measured_on
        self.lowered = lowered


def read_floors(path: Path) -> Floors:
    """The floors of a file; a plain mapping of field to figure is read too. Raises UsageError naming file and remedy."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot read the floors: {error}; write them with --write-floors") from error
    parts = content if isinstance(content, dict) and "floors" in content else {"floors": content}
    floors, measured_on, lowered = parts["floors"], parts.get("measured_on", {}), parts.get("lowered", [])
    right = isinstance(floors, dict) and all(isinstance(v, (int, float)) for v in floors.values())
    pinned = isinstance(measured_on, dict) and all(isinstance(v, dict) for v in measured_on.values())
    if not right or not pinned or not isinstance(lowered, list):
        raise UsageError(f"{path}: floors are a mapping of field to number; write them with --write-floors")
    return Floors({str(name): float(floor) for name, floor in floors.items()}, measured_on, lowered)


def below(scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """One line for each field below its floor; a field that was not measured at all is below it too."""
    measured = figures(scores)
    lines = []
    for name, floor in floors.items():
        got = measured.get(name)
        if got is None or got < floor:
            lines.append(f"{name}: {'not measured' if got is None else f'{got:.4f}'}, floor {floor:.4f}")
    return lines


def changed(scores: Scores, floors: Floors) -> list[str]:
    """One line for each gold file or text that is not the one that the floors were measured on."""
    before, now = floors.measured_on, scores.measured_on
    lines = []
    for name in sorted(before.keys() | now.keys()) if before else ():
        if name not in now or name not in before:
            lines.append(f"{name}: {'gone' if name in before else 'new'} since the floors were written")
        else:
            lines += [f"{name}: its {part} has changed" for part in ("gold", "text") if before[name].get(part) != now[name][part]]
    return lines


def write_floors(scores: Scores, path: Path, reason: str = "") -> None:
    """Write the present figures, rounded down to hundredths, as floors, with the hashes of what they were measured on.

    Lowering or dropping a floor needs a reason, which is kept in the file beside the old figure. Raises UsageError without one.
    """
    floors = {name: math.floor(figure * FLOOR_STEP) / FLOOR_STEP for name, figure in figures(scores).items()}
    before = read_floors(path) if path.exists() else Floors({}, {}, [])
    fallen = [name for name, floor in before.items() if floors.get(name, -1.0) < floor]
    if fallen and not reason.strip():
        shown = "; ".join(f"{name} {before[name]:.2f} → {floors.get(name, 'not measured')}" for name in fallen)
        raise UsageError(f"{path}: floors would be lowered ({shown}); say why with --reason")
    history = [{"field": name, "from": before[name], "to": floors.get(name), "reason": reason.strip()} for name in fallen]
    content = {"floors": floors, "measured_on": scores.measured_on, "lowered": before.lowered + history}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
