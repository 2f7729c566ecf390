"""What was composed is found: sentences out of a grammar with known answers, and the share that is found with all attributes.

    python -m benchmarks.composed --count 20000

Prints the rate of quantities and times (the promise is 99.5 %), that of bodies, and the kinds that fail with an example each.
Exit code 1 below the promise. Same seed, same sentences.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from composing import Tally, check, compose  # noqa: E402
from composing.documents import ITEMS  # noqa: E402

from policy_extract.extractor import Extractor  # noqa: E402

PROMISE = 0.995


def main() -> int:
    """Compose, extract, count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000, help="sentences")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=40, help="kinds of failures that are shown")
    parser.add_argument("--examples", type=int, default=1)
    arguments = parser.parse_args()
    dice, tally, extractor = random.Random(arguments.seed), Tally(), Extractor()
    for _ in range(-(-arguments.count // ITEMS)):
        check(extractor, compose(dice), tally)
    for name, number in tally.wrong.most_common(arguments.shown):
        print(f"{number:6} {name}")
        for example in tally.examples[name][: arguments.examples]:
            print(f"       {example}")
    rate = tally.rate("quantity", "time")
    for kind in sorted(tally.wanted):
        print(f"{kind}: {tally.right[kind]} of {tally.wanted[kind]} right ({tally.rate(kind):.2%})")
    print(f"quantities and times with all attributes: {rate:.2%} of {tally.wanted['quantity'] + tally.wanted['time']}")
    return 0 if rate >= PROMISE else 1


if __name__ == "__main__":
    sys.exit(main())
