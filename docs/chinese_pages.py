"""Write the measured parts of docs/accuracy.zh.md and docs/speed.zh.md from those of the English pages (中文实测页).

usage: python docs/chinese_pages.py [--check]

The English pages are written by docs/measure.py and docs/speed_page.py; here the words of their tables are put into Chinese by
docs/terms.zh.yaml and no figure is touched. With --check nothing is written; the exit code is 1 when a page is not current.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parent
TERMS = DOCS / "terms.zh.yaml"
PAGES = {"accuracy.zh.md": "accuracy.md", "speed.zh.md": "speed.md"}
PART = re.compile(r"(<!-- (?P<name>[a-z]+): begin -->\n)(?P<content>.*?)(?P<end><!-- (?P=name): end -->)", re.DOTALL)


def translated(part: str, terms: dict[str, Any]) -> str:
    """A measured part with its words in Chinese."""
    lines = []
    for line in part.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            lines.append("| " + " | ".join(terms["cells"].get(cell) or _put(cell, terms) for cell in cells) + " |")
        else:
            sentence = _put(line, terms)
            lines.append(sentence.removesuffix(".") + "。" if sentence.endswith(".") else sentence)
    return "".join(f"{line}\n" for line in lines)


def _put(words: str, terms: dict[str, Any]) -> str:
    """Words with what is known of them in Chinese."""
    for english, chinese in terms["sentences"]:
        words = words.replace(english, chinese)
    return words


def page(name: str) -> str:
    """A Chinese page with the parts of the English one. Raises ValueError for a part that the English page lacks."""
    terms = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    english = {found["name"]: found["content"] for found in PART.finditer((DOCS / PAGES[name]).read_text(encoding="utf-8"))}

    def put(found: re.Match[str]) -> str:
        if found["name"] not in english:
            raise ValueError(f"{name}: {PAGES[name]} has no part {found['name']}; take it out")
        return found[1] + translated(english[found["name"]], terms) + found["end"]

    return PART.sub(put, (DOCS / name).read_text(encoding="utf-8"))


def main() -> int:
    """Write or check the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when a page is not current")
    check = parser.parse_args().check
    stale = {name: text for name in PAGES if (text := page(name)) != (DOCS / name).read_text(encoding="utf-8")}
    if check and stale:
        print(f"not current: {', '.join(stale)}; run python docs/chinese_pages.py", file=sys.stderr)
        return 1
    for name, text in stale.items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"written: docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
