"""Characters a second of the whole line beside other tools, in the same run.

usage: python benchmarks/speed.py [FOLDER] [--rounds 7] [--characters 400000] [--compiled FOLDER] [--json FILE]

The line is measured twice: bytes of files → records as JSON Lines, and bytes → Parquet tables in memory. The others: bare
`jieba.lcut`, spaCy's blank Chinese pipeline with jieba, JioNLP's times and money, Recognizers' numbers and dates, and a script of
26 patterns a sentence (`naive.py`). All run in one process over the same texts, in turn in every round and beginning with another
one each time, after one warm-up; processor time counts. Slow tools read only the beginning of the texts, as said in the report.
With --compiled the package unpacked in that folder runs in a process of its own, in the same rounds over the same texts.
A tool that is not installed is named as not measured. JioNLP needs a package under GPLv3: install it for the benchmark alone.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import naive

from policy_extract import rows
from policy_extract.extractor import Extractor

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".txt", ".md"}
OWN = "policy_extract"
OURS = f"{OWN}, JSON Lines"
YARDSTICK = "jieba.lcut"
File = tuple[str, bytes, str]


@dataclass(slots=True)
class Contender:
    """One tool: what it does with files, and how many characters of them it gets."""

    name: str
    seconds: Callable[[list[File]], float]
    """Does the work and gives the processor time that it took."""
    most: int
    files: list[File]
    figures: list[float]

    @property
    def characters(self) -> int:
        """Characters of its files."""
        return sum(len(text) for _, _, text in self.files)


def load(folder: Path, wanted: int) -> list[File]:
    """Name, bytes and text of the files of a folder, spread evenly over it, or repeated, until they hold that many characters."""
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES):
        data = path.read_bytes()
        try:
            files.append((path.name, data, data.decode("utf-8-sig")))
        except UnicodeDecodeError:
            continue
    if not files:
        sys.exit(f"{folder}: no UTF-8 *.txt or *.md file here; give another folder")
    once = sum(len(text) for _, _, text in files)
    return files[:: max(1, once // wanted)] if once >= wanted else files * -(-wanted // once)


def beginning(files: Iterable[File], most: int) -> list[File]:
    """The first files up to so many characters, the last one cut."""
    found: list[File] = []
    for name, _, text in files:
        text = text[:most]
        if not text:
            break
        found.append((name, text.encode(), text))
        most -= len(text)
    return found


def our_lines() -> Callable[[list[File]], None]:
    """The whole line to JSON Lines."""
    extractor = Extractor()

    def work(files: list[File]) -> None:
        for name, data, _ in files:
            for result in extractor.extract_bytes(data, name):
                document, statements = result.rows
                rows.encode(document)
                for row in statements:
                    rows.encode(row)

    return work


def our_tables() -> Callable[[list[File]], None]:
    """The whole line to Parquet, a table a kind of rows."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    from policy_extract.batch.kernel import Kernel

    kernel = Kernel()

    def work(files: list[File]) -> None:
        names, contents, _ = zip(*files, strict=True)
        inputs = pa.record_batch({"doc_id": list(map(str, range(len(files)))), "name": names, "content": contents})
        for tables in kernel.process([inputs]):
            for batch in tables.values():
                parquet.write_table(pa.Table.from_batches([batch]), io.BytesIO(), compression="zstd")

    return work


def timed(work: Callable[[list[File]], None]) -> Callable[[list[File]], float]:
    """The work with its processor time."""

    def seconds(files: list[File]) -> float:
        begin = time.process_time()
        work(files)
        return time.process_time() - begin

    return seconds


def elsewhere(name: str, folder: Path, arguments: argparse.Namespace) -> Callable[[list[File]], float]:
    """One of our two lines by the package in another folder: a process that does a round whenever it is told to."""
    command = [sys.executable, __file__, str(arguments.folder), "--characters", str(arguments.characters), "--serve", name]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def seconds(files: list[File]) -> float:
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write("round\n")
        server.stdin.flush()
        return float(server.stdout.readline())

    return seconds


def serve(name: str, files: list[File]) -> None:
    """Do a round for each line of input and tell its processor time; ends with the input."""
    if not is_compiled():
        sys.exit(f"--compiled: the package in {os.environ.get('PYTHONPATH')} is not compiled; unpack a compiled wheel there")
    seconds = timed(MAKERS[name][0]())
    for _ in sys.stdin:
        print(seconds(files), flush=True)


def bare_jieba() -> Callable[[list[File]], None]:
    """Segmentation and nothing else."""
    import jieba

    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    return lambda files: [jieba.lcut(text) for _, _, text in files] and None


def blank_spacy() -> Callable[[list[File]], None]:
    """Tokens of spaCy's blank Chinese pipeline, segmented by jieba."""
    import jieba
    from spacy.lang.zh import Chinese

    jieba.setLogLevel(logging.ERROR)
    pipeline = Chinese.from_config({"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    return lambda files: [None for _ in pipeline.pipe(text for _, _, text in files)] and None


def sentences(files: list[File]) -> Iterable[str]:
    """The sentences of files: the tools for short texts get them one by one."""
    return (match[0] for _, _, text in files for match in naive.SENTENCE.finditer(text))


def jionlp_entities() -> Callable[[list[File]], None]:
    """JioNLP's times and amounts of money."""
    import contextlib

    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp
    logging.disable(logging.ERROR)

    def work(files: list[File]) -> None:
        for sentence in sentences(files):
            jionlp.ner.extract_time(sentence)
            jionlp.ner.extract_money(sentence)

    return work


def recognizers() -> Callable[[list[File]], None]:
    """Recognizers' numbers and dates."""
    from recognizers_date_time import DateTimeRecognizer
    from recognizers_number import NumberRecognizer
    from recognizers_text import Culture

    models = NumberRecognizer(Culture.Chinese).get_number_model(), DateTimeRecognizer(Culture.Chinese).get_datetime_model()

    def work(files: list[File]) -> None:
        for sentence in sentences(files):
            for model in models:
                model.parse(sentence)

    return work


def plain_script() -> Callable[[list[File]], None]:
    """26 patterns on every sentence."""
    return lambda files: [naive.extract(text) for _, _, text in files] and None


MAKERS: dict[str, tuple[Callable[[], Callable[[list[File]], None]], int]] = {
    OURS: (our_lines, 10**9),
    f"{OWN}, Parquet": (our_tables, 10**9),
    YARDSTICK: (bare_jieba, 10**9),
    "spaCy blank zh + jieba": (blank_spacy, 200_000),
    "26 patterns a sentence": (plain_script, 10**9),
    "JioNLP time + money": (jionlp_entities, 40_000),
    "Recognizers number + datetime": (recognizers, 4_000),
}


def contenders(files: list[File], arguments: argparse.Namespace) -> tuple[list[Contender], dict[str, str]]:
    """The tools that are installed, and why the others are not measured."""
    found, missing = [], {}
    for name, (make, most) in MAKERS.items():
        try:
            seconds = timed(make())
        except ImportError as error:
            missing[name] = f"not measured: {error}"
            continue
        found.append(Contender(name, seconds, most, beginning(files, most) if most < 10**9 else files, []))
        if arguments.compiled and name.startswith(OWN):
            found.append(Contender(f"{name}, compiled", elsewhere(name, arguments.compiled, arguments), most, files, []))
    return found, missing


def run(found: list[Contender], rounds: int) -> None:
    """All rounds; the first one only warms up."""
    for number in range(rounds + 1):
        turn = number % len(found)
        for contender in found[turn:] + found[:turn]:
            seconds = contender.seconds(contender.files)
            if number:
                contender.figures.append(contender.characters / seconds)


def spread(figures: list[float], digits: int | None = None) -> dict[str, float]:
    """Median and range over the rounds."""
    return {
        "median": round(statistics.median(figures), digits), "low": round(min(figures), digits),
        "high": round(max(figures), digits),
    }  # fmt: skip


def is_compiled() -> bool:
    """Whether the hot path runs as compiled modules."""
    from policy_extract.tasks import kinds

    return not str(kinds.__file__).endswith(".py")


def report(folder: Path, files: list[File], found: list[Contender], missing: dict[str, str], rounds: int) -> dict[str, Any]:
    """The figures of all tools, with their ratios to bare jieba round by round."""
    yardstick = next((contender for contender in found if contender.name == YARDSTICK), None)
    tools: dict[str, Any] = {}
    for contender in found:
        tools[contender.name] = {"characters": contender.characters, "characters_per_second": spread(contender.figures)}
        if yardstick is not None:
            ratios = [own / theirs for own, theirs in zip(contender.figures, yardstick.figures, strict=True)]
            tools[contender.name]["ratio_to_jieba"] = spread(ratios, 3)
    return {
        "folder": folder.name, "files": len(files), "rounds": rounds, "compiled": is_compiled(),
        "python": platform.python_version(), "cores": os.cpu_count(), "load": [round(load, 1) for load in os.getloadavg()],
        "tools": tools, "not_measured": missing,
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "corpus")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--characters", type=int, default=400_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here as well")
    parser.add_argument("--compiled", type=Path, metavar="FOLDER", help="where a compiled wheel is unpacked, to run beside")
    parser.add_argument("--serve", choices=MAKERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    files = load(arguments.folder, arguments.characters)
    if arguments.serve:
        serve(arguments.serve, files)
        return
    found, missing = contenders(files, arguments)
    run(found, arguments.rounds)
    shown = json.dumps(report(arguments.folder, files, found, missing, arguments.rounds), ensure_ascii=False, indent=1)
    print(shown)
    if arguments.json:
        arguments.json.write_text(shown + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
