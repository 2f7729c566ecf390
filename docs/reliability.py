"""The part of docs/accuracy.md on confidence (置信度): how often records that call themselves so sure are right.

Every figure is made by a model that has not seen the document it judges; only documents that no rule was tuned on count.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import confidence as fitting  # noqa: E402

FIGURE = ROOT / "docs" / "images" / "reliability.svg"
BOUNDS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)
FEWEST = 15
"""A bin with fewer cases is joined with the next."""
SHOWN = ("record", "kind", "number", "indicator", "phase", "when", "time", "responsibility")
SIDE, MARGIN, GAP = 150, 34, 26
Judged = list[tuple[float, bool]]


def judged() -> dict[str, Judged]:
    """Probability and outcome by field, over all unseen documents."""
    cases = fitting.load()
    found: dict[str, Judged] = defaultdict(list)
    for group in sorted({case.group for case in cases if case.group.startswith("unseen")}):
        for case, share in fitting.across(cases, group):
            found[case.field].append((share, case.right))
    return found


def bins(items: Judged) -> list[tuple[float, float, int]]:
    """(mean probability, share right, number) of each bin that is large enough, the least sure first."""
    made: list[tuple[float, float, int]] = []
    held: Judged = []
    rest = sorted(items)
    for bound in BOUNDS:
        while rest and rest[0][0] <= bound:
            held.append(rest.pop(0))
        if len(held) >= FEWEST or (bound == BOUNDS[-1] and held):
            made.append((sum(p for p, _ in held) / len(held), sum(r for _, r in held) / len(held), len(held)))
            held = []
    return made


def gap(items: Judged) -> float:
    """Mean distance between probability and share right, weighted by the bins (expected calibration error)."""
    return sum(abs(p - r) * n for p, r, n in bins(items)) / len(items)


def doubtful_share(items: Judged) -> float:
    """Share of all wrong ones that stand in the least sure tenth."""
    tenth = sorted(items)[: max(1, len(items) // 10)]
    wrong = sum(not right for _, right in items)
    return sum(not right for _, right in tenth) / wrong if wrong else 1.0


def table(found: dict[str, Judged]) -> str:
    """A line a field: how sure, how right, how far apart, and what reviewing the least sure tenth finds."""
    lines = [
        "| field | cases | mean confidence | right | mean gap | wrong ones in the least sure tenth |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for field in SHOWN:
        items = found[field]
        mean, right = sum(p for p, _ in items) / len(items), sum(r for _, r in items) / len(items)
        lines.append(f"| {field} | {len(items)} | {mean:.2f} | {right:.2f} | {gap(items):.2f} | {doubtful_share(items):.0%} |")
    return "\n".join(lines)


def figure(found: dict[str, Judged]) -> str:
    """A small diagram a field: confidence to the right, share right upwards, the diagonal as the yardstick."""
    columns = 4
    step = SIDE + MARGIN + GAP
    width, height = columns * step + GAP, ((len(SHOWN) + columns - 1) // columns) * (step + 10)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        "<title>Reliability of the confidence figures</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, field in enumerate(SHOWN):
        left, top = (number % columns) * step + MARGIN, (number // columns) * (step + 10) + GAP
        parts += panel(field, bins(found[field]), left, top)
    return "\n".join([*parts, "</svg>", ""])


def panel(field: str, points: Sequence[tuple[float, float, int]], left: int, top: int) -> list[str]:
    """The diagram of one field from 0 to 1 on both axes."""
    bottom, right = top + SIDE, left + SIDE

    def at(share: float, truth: float) -> tuple[float, float]:
        return left + SIDE * share, bottom - SIDE * truth

    largest = max(count for _, _, count in points)
    parts = [
        f'<text x="{left}" y="{top - 8}" font-weight="bold">{field}</text>',
        f'<rect x="{left}" y="{top}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#888"/>',
        f'<line x1="{left}" y1="{bottom}" x2="{right}" y2="{top}" stroke="#bbb" stroke-dasharray="4 3"/>',
    ]
    for label in (0, 0.5, 1):
        x, y = at(label, label)
        parts.append(f'<text x="{x:.0f}" y="{bottom + 13}" text-anchor="middle" fill="#555">{label:g}</text>')
        parts.append(f'<text x="{left - 5}" y="{y + 4:.0f}" text-anchor="end" fill="#555">{label:g}</text>')
    line = " ".join("{:.1f},{:.1f}".format(*at(share, truth)) for share, truth, _ in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f5fa8"/>')
    for share, truth, count in points:
        x, y = at(share, truth)
        words = f"{count} cases: {share:.2f} sure, {truth:.2f} right"
        radius = 2 + 4 * (count / largest) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#1f5fa8"><title>{words}</title></circle>')
    return parts
