"""Time and memory of comparing many plans after extraction: `python benchmarks/compare.py [FOLDER] [--plans 3000]`.

The documents of the folder (default: the sample corpus) are extracted once and their records written again and again under other
names and ids until there are enough; then one comparison of targets runs in a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from policy_extract import rows
from policy_extract.extractor import Extractor

ROOT = Path(__file__).resolve().parent.parent
INDICATORS = "地区生产总值,居民消费价格,城镇新增就业,一般公共预算收入,固定资产投资,社会消费品零售总额,规模以上工业增加值,粮食产量"
BOUND_SECONDS, BOUND_MEGABYTES = 60, 2000


def main() -> int:
    """Print seconds and megabytes; exit code 1 when a bound is passed. The bound holds for the time of one core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=str(ROOT / "corpus"))
    parser.add_argument("--plans", type=int, default=3000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        lines = Path(place) / "records.jsonl"
        documents = write_lines(Path(arguments.folder), arguments.plans, lines)
        print(f"{documents} documents, {lines.stat().st_size / 1e6:.0f} MB of records")
        failed = 0
        for name, options in {"named indicators": ["--indicator", INDICATORS], "all shared indicators": []}.items():
            command = [sys.executable, "-m", "policy_extract", "compare", str(lines), *options, "-q", "-o", f"{place}/out.csv"]
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            subprocess.run(command, check=True)
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            megabytes = after.ru_maxrss / 1024
            print(f"{name}: {seconds:.1f} s of one core ({wall:.1f} s by the clock), {megabytes:.0f} MB")
            failed |= seconds > BOUND_SECONDS or megabytes > BOUND_MEGABYTES
    return int(failed)


def write_lines(folder: Path, wanted: int, target: Path) -> int:
    """Write the records of `wanted` documents; returns how many there are."""
    extractor = Extractor()
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".md"):
            found += [result.rows for result in extractor.extract_file(path)]
    written = 0
    with target.open("wb") as stream:
        while written < wanted:
            for document, statements in found[: wanted - written]:
                number = f"{document.doc_id}-{written}"
                stream.write(rows.encode(msgspec.structs.replace(document, doc_id=number, source=f"{written}.txt")) + b"\n")
                for row in statements:
                    stream.write(rows.encode(msgspec.structs.replace(row, doc_id=number)) + b"\n")
                written += 1
    return written


if __name__ == "__main__":
    sys.exit(main())
