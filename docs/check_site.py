"""Check a built documentation site: nothing from other hosts, both languages, and Chinese that can be searched (站点检查).

usage: python docs/check_site.py SITE_FOLDER

Exit code 1 with a line for each fault.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

LOADED = re.compile(r"<(?:script|img|iframe|source|video|audio)\b[^>]*?\bsrc=\"?((?:https?:)?//[^\"\s>]+)", re.I)
LINKED = re.compile(r"<link\b[^>]*>", re.I)
STYLED = re.compile(r"(?:url\(|@import\s+)[\"']?((?:https?:)?//[^\"')\s]+)", re.I)
KEPT = re.compile(r"rel=\"?(?:canonical|alternate)", re.I)
SEARCHED = {"zh": ("责任范围", "管辖时间", "置信度"), "": ("baseline", "comparator")}
"""Words that the search of a language must find."""
ZERO_WIDTH = "\u200b"
"""What stands between the Chinese words of the index."""


def faults(site: Path) -> list[str]:
    """What is wrong with a site."""
    found = []
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        outside = LOADED.findall(text)
        outside += [link for link in LINKED.findall(text) if re.search(r"href=\"?(?:https?:)?//", link) and not KEPT.search(link)]
        found += [f"{path.relative_to(site)}: loads {address}" for address in outside]
    for path in sorted(site.rglob("*.css")):
        found += [f"{path.relative_to(site)}: loads {address}" for address in STYLED.findall(path.read_text(encoding="utf-8"))]
    for language, home in (("zh", site / "zh" / "index.html"), ("en", site / "index.html")):
        if not home.is_file() or f'lang="{language}"' not in home.read_text(encoding="utf-8"):
            found.append(f"{home.relative_to(site)}: no page in {language}")
    return found + search_faults(site)


def search_faults(site: Path) -> list[str]:
    """What the index of the search lacks."""
    index = site / "search" / "search_index.json"
    if not index.is_file():
        return ["search/search_index.json: missing"]
    held = json.loads(index.read_text(encoding="utf-8"))
    found = []
    for language, words in SEARCHED.items():
        own = [entry for entry in held["docs"] if entry["location"].startswith("zh/") == (language == "zh")]
        text = "\n".join(f"{entry['title']}\n{entry['text']}" for entry in own)
        found += [
            f"search: {word} is in no page of {language or 'en'}" for word in words if word not in text.replace(ZERO_WIDTH, "")
        ]
        if language == "zh" and text.count(ZERO_WIDTH) < 1000:
            found.append("search: Chinese text is not cut into words; is jieba installed?")
    return found


def main() -> int:
    """Print the faults of the site named on the command line."""
    found = faults(Path(sys.argv[1]))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
