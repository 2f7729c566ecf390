"""Write the measured parts of docs/accuracy.md: figures by field and genre, and the kinds of differences with their numbers.

usage: python docs/measure.py [--check]

With --check nothing is written; the exit code is 1 when the page does not hold what is measured now.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import reliability
import yaml

from policy_extract.evaluation.gold import evaluate
from policy_extract.evaluation.report import figures, present
from policy_extract.evaluation.scorer import KINDS, Fault, Scores
from policy_extract.extractor import Extractor

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "accuracy.md"
ERROR_KINDS = ROOT / "docs" / "error_kinds.yaml"
NOT_SORTED = "not sorted yet"


def by_field(scores: Scores) -> str:
    """Precision, recall and F1 of what is found, then the shares of right attributes."""
    lines = ["| field | precision | recall | F1 | right | extra | missed |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for name, t in scores.tallies.items():
        if t.present:
            label = f"statement kind: {name.removeprefix('kind:')}" if name.startswith("kind:") else name
            lines.append(f"| {label} | {t.precision:.3f} | {t.recall:.3f} | {t.f1:.3f} | {t.right} | {t.extra} | {t.missed} |")
    lines += ["", "| attribute, where the item was found | right | of | share |", "| --- | --- | --- | --- |"]
    lines += [f"| {name} | {a.right} | {a.total} | {a.share or 0:.3f} |" for name, a in scores.accuracies.items()]
    return "\n".join(lines)


def by_genre(scores: Scores) -> str:
    """The headline and its strict figures by genre."""
    names = present(scores)
    head = " | ".join(name.removesuffix(" strict") for name in names)
    lines = [f"| genre | headline | kinds | {head} |", "| --- " * (len(names) + 3) + "|"]
    rows: dict[str, Scores] = {"all": scores, **scores.genres}
    for genre, part in rows.items():
        held = present(part)
        cells = " | ".join(f"{part.tallies[name].f1:.3f}" if name in held else "—" for name in names)
        lines.append(f"| {genre} | {part.headline:.3f} | {part.kind_macro_f1:.3f} | {cells} |")
    return "\n".join(lines)


def by_kind(faults: list[Fault]) -> str:
    """Number of differences of each kind, the commonest first."""
    kinds: list[dict[str, Any]] = yaml.safe_load(ERROR_KINDS.read_text(encoding="utf-8"))
    counts = Counter(next((kind["kind"] for kind in kinds if _fits(kind, fault)), NOT_SORTED) for fault in faults)
    about = {kind["kind"]: kind["about"] for kind in kinds} | {NOT_SORTED: "differences that nobody has read yet"}
    lines = ["| number | kind | what it is |", "| --- | --- | --- |"]
    for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"| {number} | {name} | {' '.join(about[name].split())} |")
    return "\n".join(lines)


def _fits(kind: dict[str, Any], fault: Fault) -> bool:
    """Whether a difference belongs to a kind."""
    if fault.name in kind.get("documents", ()):
        return True
    place = f"{fault.name}@{fault.item['start']}"
    return fault.field in kind.get("fields", ()) and ("places" not in kind or place in kind["places"])


def size(scores: Scores) -> str:
    """What the gold holds, in one line."""
    documents = len(scores.documents)
    statements = sum(t.right + t.missed for name, t in scores.tallies.items() if name.removeprefix("kind:") in KINDS)
    counted = {
        name: scores.tallies[label].right + scores.tallies[label].missed
        for name, label in (
            ("quantities", "quantity found"), ("times", "time found"), ("responsibilities", "responsibility found"),
            ("progress marks", "status strict"), ("numbered headings", "heading strict"),
        )
    }  # fmt: skip
    held = ", ".join(f"{number} {name}" for name, number in counted.items())
    return f"{documents} texts with {statements} statements, {held}. Headline: **{figures(scores)['headline']:.3f}**."


def pages() -> dict[Path, str]:
    """The page and its figure with what is measured now."""
    scores = evaluate(Extractor(), ROOT / "corpus" / "gold")
    judged = reliability.judged()
    parts = {
        "size": size(scores), "fields": by_field(scores), "genres": by_genre(scores), "errors": by_kind(scores.faults),
        "confidence": reliability.table(judged),
    }  # fmt: skip
    content = PAGE.read_text(encoding="utf-8")
    for name, measured in parts.items():
        marks = re.compile(rf"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)", re.DOTALL)
        content = marks.sub(lambda match, measured=measured: f"{match[1]}{measured}\n{match[2]}", content)  # type: ignore[misc]
    return {PAGE: content, reliability.FIGURE: reliability.figure(judged)}


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when the page is not current")
    check = parser.parse_args().check
    made = pages()
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if check and stale:
        print(f"not current: {', '.join(path.name for path in stale)}; run python docs/measure.py", file=sys.stderr)
        return 1
    for path, text in made.items() if stale else ():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
