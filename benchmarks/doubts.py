"""What looks wrong in documents that nobody annotated: counts of automatic doubts, samples to read, changes between two states.

    python benchmarks/doubts.py FOLDER                                        # a table of doubts; needs jieba
    python benchmarks/doubts.py FOLDER --show "name is a place" --samples 25 --seed 1
    python benchmarks/doubts.py FOLDER --write before.jsonl                   # then change a rule, and:
    python benchmarks/doubts.py FOLDER --against before.jsonl --samples 80    # what came out otherwise, with its words

A doubt is no error: a third to a half of the doubtful records are right as they are. It says where to read, and a count that
falls from one state to the next while samples stay right is progress that no gold is needed for.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policy_extract.errors import PolicyExtractError
from policy_extract.extractor import Extractor

AROUND = 40
DATA = frozenset({".json", ".jsonl", ".yaml", ".yml", ".csv"})
FIELDS = (
    "quote",
    "indicator",
    "comparator",
    "value",
    "low",
    "high",
    "unit",
    "measure",
    "direction",
    "phase",
    "scope",
    "per",
    "end",
)
PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("(", ")"))
ADVERB = re.compile(
    "继续|持续|不断|进一步|已经|正在|力争|努力|加快|深入|大力|积极|着力|切实|稳步|扎实|同比|累计|圆满|双双|始终|分别"
)
WORDS_OF_BOUNDS = re.compile("以上|以下|以内|左右|上下|不低于|不少于|不超过|不高于|至少|至多|超过|突破|低于|高于|力争")
NUMBER = re.compile(r"(?<![\d.第—\-〔])\d+(?:\.\d+)?(?:%|万|亿|个|家|户|人|亩|公里|元|套|项|名|米|吨)")
FROM = re.compile("[由从][^，。；]{0,14}$")
WORKING = frozenset({"task", "goal", "achievement", "measure"})

Record = dict[str, Any]
Tagged = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to look at a record: its name, and whether it holds for a number with the words of its name and its sentence."""

    name: str
    holds: Callable[[Record, Tagged, str], bool]


def _tail(flags: str) -> Callable[[Record, Tagged, str], bool]:
    """The last word of the name is of such a part of speech."""
    return lambda record, words, sentence: (
        len(words) > 1
        and words[-1][1][0] in flags
        and words[-1][1] not in {"vn", "an"}
        and words[-1][0] not in {"比", "占比", "之比"}
    )


def _head(flags: str) -> Callable[[Record, Tagged, str], bool]:
    """The first word of the name is of such a part of speech."""
    return lambda record, words, sentence: len(words) > 1 and words[0][1][0] in flags


def _bound_lost(record: Record, words: Tagged, sentence: str) -> bool:
    """Words of a bound stand at the number, and the record is an equality."""
    place = record["at"]
    near = sentence[max(0, place - 4) : place] + sentence[place : place + len(record["quote"]) + 2]
    return record["comparator"] == "eq" and WORDS_OF_BOUNDS.search(near) is not None


DOUBTS = (
    Doubt("no name", lambda record, words, sentence: not record["indicator"]),
    Doubt("name of one character", lambda record, words, sentence: len(record["indicator"]) == 1),
    Doubt("name is a place", lambda record, words, sentence: len(words) == 1 and words[0][1][:2] in {"ns", "nt"}),
    Doubt("name is long", lambda record, words, sentence: len(record["indicator"]) > 18),
    Doubt("name holds an adverb", lambda record, words, sentence: ADVERB.search(record["indicator"]) is not None),
    Doubt("name holds a mark", lambda record, words, sentence: re.search("[，；。：]|^、|、$", record["indicator"]) is not None),
    Doubt(
        "name cuts a pair",
        lambda record, words, sentence: any(record["indicator"].count(a) != record["indicator"].count(b) for a, b in PAIRS),
    ),
    Doubt("name begins with an adverb or particle", _head("dpcu")),
    Doubt("name ends in an adverb or adjective", _tail("da")),
    Doubt("name ends in a particle or place word", _tail("pcuf")),
    Doubt("name ends in a number or measure word", _tail("mq")),
    Doubt("name is the scope", lambda record, words, sentence: bool(record["scope"]) and record["scope"] == record["indicator"]),
    Doubt("a bound beside an equality", _bound_lost),
)


class Reader:
    """Records of files as plain values, with the words of every name."""

    def __init__(self) -> None:
        import jieba
        import jieba.posseg

        jieba.setLogLevel(logging.ERROR)
        self._extractor = Extractor()
        self._tagger = jieba.posseg.POSTokenizer(jieba.Tokenizer())
        self._words: dict[str, Tagged] = {}

    def words(self, name: str) -> Tagged:
        """Words with their parts of speech, kept: names come again and again."""
        if name not in self._words:
            self._words[name] = [(pair.word, pair.flag) for pair in self._tagger.cut(name)]
        return self._words[name]

    def statements(self, path: Path) -> Iterator[Record]:
        """The sentences of a file that have numbers, or digits that no record covers."""
        for result in self._extractor.extract_file(path):
            for row in result.rows[1]:
                sentence = result.source.text[row.start : row.end]
                numbers = [
                    {**{name: _plain(getattr(number, name, None)) for name in FIELDS[:-1]}, "indicator": number.indicator or "",
                     "end": _plain(number.when.end_date if number.when else None), "at": number.start - row.start}
                    for number in row.quantities
                ]  # fmt: skip
                yield {"file": path.name, "start": row.start, "kind": row.kind, "text": sentence, "numbers": numbers}


def _plain(value: object) -> str | int | None:
    """A value as JSON has it."""
    return value if value is None or isinstance(value, str | int) else str(value)


def doubts(reader: Reader, statement: Record) -> Iterator[tuple[str, Record]]:
    """The doubts about the numbers of a sentence, and about numbers in it that have no record (a value of old, 由…, is none)."""
    for number in statement["numbers"]:
        words = reader.words(number["indicator"])
        for doubt in DOUBTS:
            if doubt.holds(number, words, statement["text"]):
                yield doubt.name, number
    if statement["kind"] in WORKING:
        covered = [(number["at"], number["at"] + len(number["quote"])) for number in statement["numbers"]]
        for match in NUMBER.finditer(statement["text"]):
            beginning = FROM.search(statement["text"], max(0, match.start() - 15), match.start())
            if beginning is None and not any(start < match.end() and match.start() < end for start, end in covered):
                yield "a number without record", {"quote": match[0], "indicator": "", "at": match.start()}


def shown(statement: Record, number: Record) -> str:
    """A number with its name and its surroundings, on one line."""
    begin, end = max(0, number["at"] - AROUND), number["at"] + len(number["quote"]) + AROUND
    around = statement["text"][begin:end].replace("\n", "⏎")
    return f"{statement['file'][:16]} | {number['quote']} | {number['indicator']} | {number.get('scope')} | {around}"


def changes(before: list[Record], after: list[Record]) -> Iterator[str]:
    """What a number says otherwise in two states of the same files, or which came and went."""
    old, new = (
        {(row["file"], row["start"] + number["at"]): (row, number) for row in rows for number in row["numbers"]}
        for rows in (before, after)
    )
    files = {row["file"] for row in before} & {row["file"] for row in after}
    for key in sorted(key for key in old.keys() | new.keys() if key[0] in files):
        if key not in old or key not in new:
            yield f"{'gone' if key in old else 'new'}: {shown(*(old.get(key) or new[key]))}"
        else:
            told = [
                f"{name}: {old[key][1][name]} → {new[key][1][name]}" for name in FIELDS if old[key][1][name] != new[key][1][name]
            ]
            if told:
                yield f"{'; '.join(told)} | {shown(*new[key])}"


def read(reader: Reader, folder: Path) -> list[Record]:
    """The sentences of all files of a folder; what cannot be read is named."""
    found: list[Record] = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in DATA):
        try:
            found += reader.statements(path)
        except PolicyExtractError as error:
            print(f"left out: {error}", file=sys.stderr)
    return found


def main() -> int:
    """Read, count, show."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--show", action="append", default=[], choices=[*(doubt.name for doubt in DOUBTS), "a number without record"]
    )
    parser.add_argument("--samples", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1, help="of the samples")
    parser.add_argument("--write", type=Path, help="keep the records here, to compare with later")
    parser.add_argument("--against", type=Path, help="records of an earlier state: show what changed")
    arguments = parser.parse_args()
    reader, dice = Reader(), random.Random(arguments.seed)
    statements = read(reader, arguments.folder)
    if arguments.write:
        arguments.write.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in statements), encoding="utf-8")
    if arguments.against:
        earlier = [json.loads(line) for line in arguments.against.read_text(encoding="utf-8").splitlines()]
        told = list(changes(earlier, statements))
        print(f"{len(told)} changes", *dice.sample(told, min(arguments.samples, len(told))), sep="\n")
        return 0
    found: dict[str, list[tuple[Record, Record]]] = {}
    for statement in statements:
        for name, number in doubts(reader, statement):
            found.setdefault(name, []).append((statement, number))
    total = sum(len(statement["numbers"]) for statement in statements)
    print(f"{total} numbers in {len({statement['file'] for statement in statements})} files")
    for name, cases in sorted(found.items(), key=lambda item: -len(item[1])):
        print(f"{len(cases):6} {len(cases) / max(1, total):7.2%}  {name}")
    for name in arguments.show:
        cases = found.get(name, [])
        print(f"\n{name}", *(shown(*case) for case in dice.sample(cases, min(arguments.samples, len(cases)))), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
