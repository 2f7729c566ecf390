"""kill -9 of a program that decides at a review desk: every decision that it confirmed must be kept, and none be there twice.

    python -m benchmarks.faults --kills 20

Runs are killed by `benchmarks/kills.py`, pushes by `benchmarks/feed.py kills`.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from desk_kills import kill_while_deciding


def main() -> int:
    """Kill and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice, survived = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory() as place:
        for number in range(arguments.kills):
            confirmed, kept = kill_while_deciding(Path(place) / f"desk-{number}.sqlite", dice.randint(1, 300))
            well = confirmed <= kept <= confirmed + 1
            survived += well
            print(f"{number + 1}: {confirmed} decisions confirmed, {kept} kept{'' if well else ' WRONG'}", flush=True)
    print(f"{survived} of {arguments.kills} kills survived")
    return 0 if survived == arguments.kills else 1


if __name__ == "__main__":
    sys.exit(main())
