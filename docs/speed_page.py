"""Write the measured parts of docs/speed.md and its figure from the results of the benchmarks.

usage: python docs/speed_page.py [--check]

The results are made by benchmarks/speed.py and benchmarks/linear.py with `--json benchmarks/results/NAME.json`. With --check
nothing is written; the exit code is 1 when the page does not hold what the results say.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PAGE, FIGURE = ROOT / "docs" / "speed.md", ROOT / "docs" / "images" / "speed.svg"
RUN = "speed.json"
COMPILED = ", compiled"
YARDSTICK = "jieba.lcut"
LEFT, WIDTH, LINE = 250, 640, 26
SLOWEST, FASTEST = 0.01, 10.0
OURS = "policy_extract"

Report = dict[str, Any]


def results() -> dict[str, Report]:
    """The results by name."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))}


def tools(report: Report, compiled: bool) -> str:
    """Speeds with their ratio to bare jieba in the same rounds: of the pure build and other tools, or of both builds."""
    if compiled and not any(name.endswith(COMPILED) for name in report["tools"]):
        return "Not measured for the present state of the package."
    lines = ["| tool | characters read | characters a second | lowest – highest | × bare jieba | lowest – highest |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, found in report["tools"].items():
        if (not name.startswith(OURS) and name != YARDSTICK) if compiled else name.endswith(COMPILED):
            continue
        speed, ratio = found["characters_per_second"], found.get("ratio_to_jieba")
        shares = f"{ratio['median']:.2f} | {ratio['low']:.2f} – {ratio['high']:.2f}" if ratio else "— | —"
        lines.append(
            f"| {name} | {found['characters']:,} | {speed['median']:,} | {speed['low']:,} – {speed['high']:,} | {shares} |"
        )
    if not compiled:
        lines += [f"| {name} | {reason} | | | | |" for name, reason in report["not_measured"].items()]
    load = ", ".join(map(str, report["load"]))
    lines += [
        "",
        f"{report['files']} files of `{report['folder']}`, {report['rounds']} rounds, Python {report['python']}, "
        f"one core of {report['cores']}; load of the machine at the end {load}.",
    ]
    return "\n".join(lines)


def growth(report: Report) -> str:
    """Seconds by size and the slope of each kind of text."""
    sizes = sorted({round(point["bytes"], -3) for kind in report["kinds"].values() for point in kind["seconds"]})
    shown = [size for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000) if size <= sizes[-1]]
    head = " | ".join(f"{size // 1000:,} KB" for size in shown)
    lines = [f"| text | {head} | slope |", "| --- |" + " ---: |" * (len(shown) + 1)]
    for name, kind in report["kinds"].items():
        cells = [_near(kind["seconds"], size) for size in shown]
        lines.append(f"| {name} | {' | '.join(cells)} | {kind['slope'] if kind['slope'] is not None else '—'} |")
    return "\n".join(lines)


def _near(points: list[dict[str, float]], size: int) -> str:
    """Seconds of the point measured for a size."""
    found = next((point["seconds"] for point in points if 0.8 < point["bytes"] / size < 1.25), None)
    return "not run" if found is None else f"{found:.3g}"


def figure(report: Report) -> str:
    """A bar a tool: its speed in multiples of bare jieba, on a logarithmic scale, with the range over the rounds."""
    bars = [
        (name, found["ratio_to_jieba"], name.startswith(OURS))
        for name, found in report["tools"].items()
        if "ratio_to_jieba" in found
    ]
    bars.sort(key=lambda bar: -bar[1]["median"])
    width, height = LEFT + WIDTH + 60, len(bars) * LINE + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        "<title>Speed in multiples of bare jieba, in the same run</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]

    def at(ratio: float) -> float:
        share = math.log(max(SLOWEST, ratio) / SLOWEST) / math.log(FASTEST / SLOWEST)
        return LEFT + WIDTH * min(1.0, share)

    for mark in (0.01, 0.1, 1, 10):
        x = at(mark)
        parts.append(f'<line x1="{x:.0f}" y1="20" x2="{x:.0f}" y2="{height - 30}" stroke="{"#888" if mark == 1 else "#ddd"}"/>')
        parts.append(f'<text x="{x:.0f}" y="{height - 14}" text-anchor="middle" fill="#555">{mark:g} ×</text>')
    for number, (name, ratio, own) in enumerate(bars):
        y = 24 + number * LINE
        parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{name}</text>')
        colour = "#1f5fa8" if own else "#b0b7c0"
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{at(ratio["median"]) - LEFT:.1f}" height="17" fill="{colour}"/>')
        low, high = at(ratio["low"]), at(ratio["high"])
        parts.append(f'<line x1="{low:.1f}" y1="{y + 8.5}" x2="{high:.1f}" y2="{y + 8.5}" stroke="black"/>')
        parts.append(f'<text x="{high + 6:.1f}" y="{y + 13}">{ratio["median"]:.2f}</text>')
    return "\n".join([*parts, "</svg>", ""])


def pages() -> dict[Path, str]:
    """The page and its figure as the results say."""
    held = results()
    report = held[RUN]
    content = PAGE.read_text(encoding="utf-8")
    parts = {"pure": tools(report, False), "compiled": tools(report, True), "linear": growth(held["linear.json"])}
    for name, measured in parts.items():
        marks = re.compile(rf"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)", re.DOTALL)
        content = marks.sub(lambda match, measured=measured: f"{match[1]}{measured}\n{match[2]}", content)  # type: ignore[misc]
    return {PAGE: content, FIGURE: figure(report)}


def main() -> int:
    """Write or check the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when the page is not current")
    check = parser.parse_args().check
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    if check and stale:
        print(f"not current: {', '.join(path.name for path in stale)}; run python docs/speed_page.py", file=sys.stderr)
        return 1
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
