"""Figures as text, and the floors that they must not fall below."""

from __future__ import annotations

import json
import math
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
    count = sum(scores.tallies[name].present for name in STRICT)
    lines.append(f"headline (mean of {count} strict F1) {scores.headline:.3f}")
    return "\n".join(lines)


def figures(scores: Scores) -> dict[str, float]:
    """One figure a field: F1 of what is found, share of right attributes, headline and kind macro F1."""
    found = {"headline": scores.headline, "kind macro F1": scores.kind_macro_f1}
    found |= {name: t.f1 for name, t in scores.tallies.items() if t.present and not name.startswith("kind:")}
    found |= {name: a.share for name, a in scores.accuracies.items() if a.share is not None}
    return found


def read_floors(path: Path) -> dict[str, float]:
    """The floors of a file: a mapping of field to the least figure. Raises UsageError naming file and remedy."""
    try:
        floors: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot read the floors: {error}; write them with --write-floors") from error
    if not isinstance(floors, dict) or not all(isinstance(v, (int, float)) for v in floors.values()):
        raise UsageError(f"{path}: floors are a mapping of field to number; write them with --write-floors")
    return {str(name): float(floor) for name, floor in floors.items()}


def below(scores: Scores, floors: dict[str, float]) -> list[str]:
    """One line for each field below its floor; a field that was not measured at all is below it too."""
    measured = figures(scores)
    lines = []
    for name, floor in floors.items():
        got = measured.get(name)
        if got is None or got < floor:
            lines.append(f"{name}: {'not measured' if got is None else f'{got:.4f}'}, floor {floor:.4f}")
    return lines


def write_floors(scores: Scores, path: Path) -> None:
    """Write the present figures, rounded down to hundredths, as floors."""
    floors = {name: math.floor(figure * FLOOR_STEP) / FLOOR_STEP for name, figure in figures(scores).items()}
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
