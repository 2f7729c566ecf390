"""A comparison as aligned lines for a terminal."""

from __future__ import annotations

import unicodedata
from collections import Counter

from policy_extract.evaluation.compare import Comparison

WIDE = "WF"
LONGEST_NAME = 40


def table(comparison: Comparison) -> str:
    """Number of changes by document and field, totals by field, then the remarks."""
    verdicts = comparison.verdicts
    judged = "gain" in verdicts
    counts = comparison.counts()
    width = max([_width(_short(name)) for name, _ in counts] + [len("all documents")])
    head = "".join(f"{verdict:>11}" for verdict in verdicts) + (f"{'net':>7}" if judged else "")
    lines = [f"{'document':{width}}  {'field':26}{head}"]
    for (name, field), found in counts.items():
        lines.append(f"{_padded(_short(name), width)}  {field:26}{_numbers(found, verdicts, judged)}")
    for field, found in comparison.totals().items():
        lines.append(f"{'all documents':{width}}  {field:26}{_numbers(found, verdicts, judged)}")
    every = Counter(change.verdict for change in comparison.changes)
    lines.append(f"{'all documents':{width}}  {'all fields':26}{_numbers(every, verdicts, judged)}")
    lines.append(f"{comparison.compared} documents compared")
    return "\n".join([line.rstrip() for line in lines] + comparison.remarks)


def _numbers(found: Counter[str], verdicts: tuple[str, ...], judged: bool) -> str:
    """The counts of one line."""
    shown = "".join(f"{found[verdict] or '':>11}" for verdict in verdicts)
    return shown + (f"{found['gain'] - found['loss']:>+7}" if judged else "")


def _short(name: str) -> str:
    """A name that fits its column."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _width(words: str) -> int:
    """Columns that words take in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in WIDE else 1 for character in words)


def _padded(words: str, width: int) -> str:
    """Words filled up with blanks."""
    return words + " " * max(0, width - _width(words))
