"""Same in, same out, over every text of a folder: processes, hash seeds, orders of import and threads give the same bytes.

    python -m benchmarks.same FOLDER         # the sample corpus without one

Each run is a process of its own that prints a hash of all rows; quotes are checked to stand where they are said to stand.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = frozenset({".txt", ".md", ".html"})
WAYS: dict[str, tuple[dict[str, str], list[str]]] = {
    "one thread": ({"PYTHONHASHSEED": "0"}, ["1", ""]),
    "another hash seed, time zone and language": ({"PYTHONHASHSEED": "4242", "TZ": "UTC+11", "LC_ALL": "C"}, ["1", ""]),
    "eight threads": ({"PYTHONHASHSEED": "7"}, ["8", ""]),
    "libraries loaded first, ours backwards": (
        {"PYTHONHASHSEED": "1"},
        ["1", "policy_extract.review.desk,policy_extract.tasks.scope,policy_extract.structure,policy_extract.mentions.times"],
    ),
}


def fingerprint(folder: Path, threads: int, first: str) -> str:
    """A hash of the rows of every text, each quote checked."""
    for name in filter(None, first.split(",")):
        __import__(name)
    from benchmarks.fuzzing.targets import check_result
    from policy_extract import rows
    from policy_extract.extractor import Extractor

    extractor = Extractor()

    def read(path: Path) -> bytes:
        found = hashlib.sha256()
        for result in extractor.extract_file(path):
            check_result(result)
            document, statements = result.rows
            found.update(rows.encode(document))
            for row in statements:
                found.update(rows.encode(row))
        return found.digest()

    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    with ThreadPoolExecutor(threads) as pool:
        digests = list(pool.map(read, files))
    return f"{len(files)} files {hashlib.sha256(b''.join(digests)).hexdigest()}"


def main() -> int:
    """Hash every way and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "corpus")
    parser.add_argument("--way", nargs=2, metavar=("THREADS", "FIRST"), help="print the hash of this way only")
    arguments = parser.parse_args()
    if arguments.way:
        print(fingerprint(arguments.folder, int(arguments.way[0]), arguments.way[1]))
        return 0
    found = []
    for name, (variables, way) in WAYS.items():
        command = [sys.executable, "-m", "benchmarks.same", str(arguments.folder.resolve()), "--way", *way]
        run = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=True)
        found.append(run.stdout.strip())
        print(f"{found[-1]}  {name}", flush=True)
    same = len(set(found)) == 1
    print("the same" if same else "DIFFERENT")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
