"""Records before and after changes that must not matter: width of digits, blank lines, wrapped lines, numbering, paraphrases.

    python -m benchmarks.metamorphic FOLDER            # every text of a folder; the sample corpus without one

For each change the share of records (with a quantity, a time or a body) that say the same as before; then the share of numbers
in digits whose record follows a changed digit exactly.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from metamorphic import SAME, alike_but_for_value, other_digits, unchanged  # noqa: E402

from policy_extract.extractor import Extractor  # noqa: E402

SUFFIXES = frozenset({".txt", ".md"})


def main() -> int:
    """Change, extract, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--only", choices=[*SAME, "changed digits"], action="append")
    parser.add_argument("--shown", type=int, default=0, help="files whose records changed that are shown for each change")
    parser.add_argument("--seed", type=int, default=1, help="of the digits that are changed")
    arguments = parser.parse_args()
    files = sorted(path for path in arguments.folder.rglob("*") if path.suffix in SUFFIXES)
    texts = [path.read_text(encoding="utf-8-sig", errors="replace") for path in files]
    extractor = Extractor()
    for name, change in SAME.items():
        if arguments.only and name not in arguments.only:
            continue
        try:
            outcome = unchanged(extractor, texts, change)
        except ImportError:
            print(f"{name}: not tried, OpenCC is not installed")
            continue
        print(f"{name}: {outcome.share:.2%} of {outcome.records} records say the same", flush=True)
        for lost, new in outcome.examples[: arguments.shown]:
            print("   before:", *lost, sep="\n     ")
            print("   after:", *new, sep="\n     ")
    if not arguments.only or "changed digits" in arguments.only:
        dice = random.Random(arguments.seed)
        pairs = [pair for text in texts for pair in other_digits(extractor, text, dice)]
        wrong = [pair for pair in pairs if not alike_but_for_value(*pair)]
        print(f"changed digits: {1 - len(wrong) / max(1, len(pairs)):.2%} of {len(pairs)} numbers follow exactly")
        for before, after, value in wrong[: arguments.shown * 4]:
            print(f"   {before.quote} → {value}: {after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
