"""Does the time grow with the length and no faster? Seconds for documents from 1 KB to 10 MB of real and of hostile text.

usage: python benchmarks/linear.py [--largest 10000000] [--only SHAPE ...] [--json FILE]

The shapes are real texts, pieces that no person writes over and over, and for each family of patterns/ the examples of its own
rules over and over, so that no family is without a text that makes it work.

Sizes are bytes in UTF-8. For each kind of text the slope of log(time) over log(size) from 10 KB on is given: 1 is linear, 2 is
quadratic. A size that would take more than `--patience` seconds by what the size before it took, or that the reader refuses, is
left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import texts

from policy_extract import patterns, rows
from policy_extract.errors import ReadError
from policy_extract.extractor import Extractor

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
LEAST_FOR_SLOPE = 10_000
REPEATED = {
    "one line without a mark": "加强城乡建设推进产业发展提高服务能力",
    "one sentence of commas": "加强建设，推进发展，提高能力，",
    "list marks only": "市财政局、市教育局、市公安局、",
    "numbers in one line": "增长5.2%，达到1.5万亿元、",
    "digits only": "1234567890",
    "opening brackets": "（加强",
    "opening quotes": "“加强",
    "numbered headings": "（一）加强建设\n",
    "responsible bodies": "（责任单位：市财政局、市教育局）\n",
    "dates": "2025年6月底前，2026年至2030年，",
    "spaces": "加强   ",
    "short lines": "建\n \n",
    "table cells": "序号|任务|责任单位\n1|建成公园3个|市财政局\n",
    "one particle": "的",
    "tabs": "建\t\t3\t",
    "bars": "||1|",
    "numbers of items in one line": "1.2.3.一、（二）④",
    "items one after another": "1.2027年底前，\n",
    "一是 one after another": "一是二是",
    "full-width digits": "１２，３４５．",
    "thousands": "1,234,567,",
    "shares": "5%、6%—7%、",
    "ratios": "1:2∶3：",
    "Chinese numerals": "一百二十三万四千",
    "fractions": "三分之二之一",
    "ranges": "3—4至5个到",
    "comparators": "不低于超过以上左右不超过",
    "comparators at a distance": "最高不超过总投资的",
    "changes": "由5%提高到6%下降到",
    "dealt": "甲、乙分别增长5%、6%，",
    "every": "每每年每季度每月每个",
    "years in a row": "2025年至2026年到",
    "plan periods": "“十五五”期末“十六五”",
    "roles": "市财政局牵头市教育局会同配合负责",
    "brackets of bodies never closed": "（责任单位：市财政局（",
    "labels": "牵头单位：责任单位：完成时限：",
    "opened by 对": "对达到3万元的企业，对",
    "colons": "目标：任务：",
    "semicolons": "建设；3个；",
    "quotes in quotes": "“‘《〈",
    "closing brackets": "）》”",
    "tags": "<td><p>建设</p>",
    "comments": "<!--建设",
    "Markdown": "**建设__#",
    "traditional characters": "財政局牽頭，增長5%，",
    "indicator names": "基本养老保险参保率建成区绿化覆盖率",
    "verbs": "建设推进改造新增完成",
    "line ends of Macs": "建设公园3个\r",
    "blanks in numbers": "1 2 3 000 ",
    "signs beyond the basic plane": "\U0001f600𠮷",
    "invisible characters": "建\u200b\ufeff",
    "contents": "一、总则……1\n",
    "titles": "《规划》〔2026〕1号",
    "headings that close": "一、重点任务\n（一）推进改革\n",
    "statuses": "已完成整改，正在推进，",
    "glossary": "名词解释：\n1.“四张清单”：指四类清单。\n",
    "remarks": "注：数据按可比价计算。\n[^1]: 三项计划。\n",
}
"""Texts of one piece over and over: what no person writes and a damaged file may hold."""


SHAPES_OF = {
    "bodies": ("responsible bodies", "list marks only", "brackets of bodies never closed"),
    "cleaning": ("blanks in numbers", "invisible characters", "tags", "comments", "Markdown", "traditional characters"),
    "comparators": ("comparators", "comparators at a distance"),
    "furniture": ("short lines", "contents"),
    "genres": ("titles",),
    "indicators": ("indicator names",),
    "kinds": ("one sentence of commas", "semicolons"),
    "linking": ("dealt", "opened by 对", "changes"),
    "naming": ("indicator names",),
    "notes": ("glossary", "remarks"),
    "numbering": ("numbered headings", "numbers of items in one line", "items one after another", "一是 one after another"),
    "numbers": ("Chinese numerals", "fractions", "full-width digits", "thousands", "digits only"),
    "phase": ("statuses",),
    "quantities": ("numbers in one line", "shares", "ratios", "ranges", "changes", "every", "dealt"),
    "roles": ("roles", "responsible bodies", "labels"),
    "scope": ("labels", "dates"),
    "sections": ("headings that close", "numbered headings"),
    "statements": ("opening brackets", "opening quotes", "quotes in quotes", "nested brackets", "closing brackets"),
    "statuses": ("statuses",),
    "tables": ("table cells", "tabs", "bars"),
    "themes": ("verbs",),
    "times": ("dates", "years in a row", "plan periods", "every"),
    "titles": ("titles", "contents"),
    "verbs": ("verbs", "one line without a mark"),
}
"""Shapes that make each family of patterns work, beside the examples of its own rules (`rules of …`)."""
FOLDERS_ONLY = frozenset({"compare", "feed_profiles", "pages"})
"""Families that meet names, headers of ledgers and parts of web pages, and no text of a document."""


def families() -> dict[str, Callable[[int], str]]:
    """For each family of patterns/ a shape: an example of each of its rules, one after another, again and again."""
    found = {}
    for family, rules in sorted(patterns.load().families.items()):
        pieces = [rule.examples[0].text for rule in rules.rules.values() if rule.pattern and rule.examples]
        if pieces and family not in FOLDERS_ONLY:
            found[f"rules of {family}"] = hostile("，".join(pieces) + "\n")
    return found


def nested(size: int) -> str:
    """Brackets in brackets, all closed at the end."""
    return "（建" * (size // 10) + "）" * (size // 10)


def hostile(piece: str) -> Callable[[int], str]:
    """Makes texts of so many bytes out of one piece; a piece that is longer is cut."""
    length = len(piece.encode())
    return lambda size: piece * (size // length) if size >= length else piece[: max(1, size * len(piece) // length)]


def shapes() -> dict[str, Callable[[int], str]]:
    """All hostile shapes by name."""
    return {**{name: hostile(piece) for name, piece in REPEATED.items()}, "nested brackets": nested, **families()}


def real(size: int) -> str:
    """Reports or plans one after another, with changed numbers, up to so many bytes."""
    found: list[str] = []
    held = 0
    for text in texts.texts(10**9):
        found.append(text)
        held += len(text.encode())
        if held >= size:
            break
    return "\n".join(found).encode()[:size].decode("utf-8", "ignore")


def seconds(extractor: Extractor, text: str) -> float:
    """Processor time of the whole line, best of as many runs as fit into half a second."""
    best, spent = math.inf, 0.0
    data = text.encode()
    while spent < 0.5:
        begin = time.process_time()
        for result in extractor.extract_bytes(data, "text.txt"):
            document, statements = result.rows
            rows.encode(document)
            for row in statements:
                rows.encode(row)
        used = time.process_time() - begin
        best, spent = min(best, used), spent + max(used, 1e-6)
    return best


def slope(points: list[tuple[int, float]]) -> float | None:
    """Slope of a straight line through the logarithms of size and time."""
    logs = [(math.log(size), math.log(used)) for size, used in points if size >= LEAST_FOR_SLOPE and used > 0]
    if len(logs) < 2:
        return None
    middle_size, middle_time = (sum(values) / len(logs) for values in zip(*logs, strict=True))
    spread = sum((size - middle_size) ** 2 for size, _ in logs)
    return sum((size - middle_size) * (used - middle_time) for size, used in logs) / spread


def grow(extractor: Extractor, make: Callable[[int], str], largest: int, patience: float) -> dict[str, Any]:
    """Seconds by size of one kind of text."""
    points: list[tuple[int, float]] = []
    left_out = []
    for size in (size for size in SIZES if size <= largest):
        if points and points[-1][1] * size / points[-1][0] > patience:
            left_out.append(size)
            continue
        text = make(size)
        try:
            points.append((len(text.encode()), seconds(extractor, text)))
        except (ReadError, MemoryError):
            # A line of millions of characters is refused by the reader; records of millions of lines need gigabytes.
            left_out.append(size)
    found = slope(points)
    return {
        "seconds": [{"bytes": size, "seconds": round(used, 5)} for size, used in points],
        "slope": None if found is None else round(found, 2),
        "left_out": left_out,
    }


def held(path: Path | None) -> dict[str, Any]:
    """What a file of figures holds already, by shape; nothing when there is none."""
    if path is None or not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["kinds"]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="bytes of the largest text")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds that one size may take")
    parser.add_argument("--only", action="append", metavar="SHAPE", help="this shape alone; may be given again")
    parser.add_argument("--json", type=Path, metavar="FILE", help="put the figures here as well, after each shape; others stay")
    arguments = parser.parse_args()
    extractor = Extractor()
    seconds(extractor, real(100_000))
    kinds = {f"real ({texts.folder().name})": real, **shapes()}
    report = {"python": platform.python_version(), "machine": platform.machine(), "kinds": held(arguments.json)}
    for name in arguments.only or kinds:
        found = report["kinds"][name] = grow(extractor, kinds[name], arguments.largest, arguments.patience)
        last = found["seconds"][-1]
        print(
            f"{name}: slope {found['slope']} up to {last['bytes']} bytes ({last['seconds']:.1f} s)", file=sys.stderr, flush=True
        )
        if arguments.json:
            arguments.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
