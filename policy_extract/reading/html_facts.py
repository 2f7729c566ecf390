"""What a page says beside its main text: title, number, issuer, date, address, attached files and further pages (网页要素)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from policy_extract.reading.html_lines import Line
from policy_extract.reading.html_tree import Node, Tree
from policy_extract.reading.html_words import PageWords, fold

SITE = re.compile(r"\s*(?:_|\||｜|－|--|——|\s-\s|-(?=[^-]{2,30}$))\s*")
MARKUP = re.compile(r"<[^<>]{0,4000}>")
LONGEST_ANCHOR = 2000
LONGEST_VALUE = 200
SHORTEST_TITLE = 5
TITLE_START = re.compile(r"<!--\s{0,3}(?:Title|标题)\s{0,3}(?:Start|Begin|开始)\s{0,3}-->", re.I)
NUMERIC = re.compile(r"[\[【(（]?\d{1,3}[\]】)）]?")
MOST_FILES = 500
HEAD_LINES = 40
TITLE_REACH = 3000
"""Lines of a page in which its title is looked for."""


def label_pairs(lines: list[Line], places: Iterable[int], words: PageWords) -> list[tuple[int, int]]:
    """Labels that stand on a line of their own with the line of their value: `索引号：` and what follows it."""
    pairs: list[tuple[int, int]] = []
    order = list(places)
    taken = -1
    for place, number in enumerate(order[:-1]):
        line, following = lines[number], lines[order[place + 1]]
        if number <= taken or len(line.text) > 30 or order[place + 1] != number + 1:
            continue
        if words.label_only.fullmatch(line.text) is None or not _is_value(line, following, words):
            continue
        pairs.append((number, number + 1))
        taken = number + 1
    return pairs


def _is_value(label: Line, value: Line, words: PageWords) -> bool:
    """Whether a line can be the value of the label before it; one without a colon must stand in a cell of its own."""
    if len(value.text) > LONGEST_VALUE or words.label_only.fullmatch(value.text) or label.node == value.node:
        return False
    return label.text.rstrip()[-1] in "：:】]" or len(value.text) <= 80


def stated_facts(pairs: list[tuple[Line, Line]], singles: list[Line], words: PageWords) -> dict[str, str]:
    """Facts that labels state, the first of a kind."""
    facts: dict[str, str] = {}
    for label, value in pairs:
        match = words.label_only.fullmatch(label.text)
        if match:
            facts.setdefault(words.labels[fold(match["label"])], value.text)
    for line in singles:
        for match in words.label_value.finditer(line.text[:500]):
            facts.setdefault(words.labels[fold(match["label"])], match["value"].strip())
    return facts


def is_stated(line: Line, words: PageWords) -> bool:
    """Whether a short line states facts with labels."""
    return len(line.text) <= LONGEST_VALUE and words.label_value.search(line.text) is not None


def head_facts(tree: Tree, words: PageWords) -> dict[str, str]:
    """Facts of the page's `meta` and `link` elements."""
    facts: dict[str, str] = {}
    for node in tree.heads:
        given = node.attributes
        if node.tag == "meta":
            name = (given.get("name") or given.get("property") or "").lower()
            content = " ".join(given.get("content", "").split())
            if content and name in words.meta_names:
                facts.setdefault(words.meta_names[name], content[:1000])
        elif node.tag == "link" and given.get("rel", "").lower() == "canonical" and given.get("href"):
            facts["url"] = given["href"].strip()
    return facts


def find_title(tree: Tree, lines: list[Line], stated: str | None, words: PageWords) -> tuple[str, list[int]]:
    """The title of the page and the lines that show it: as stated, as marked, as its heading, as in the page's `<title>`."""
    named = fold(tree.titles[0]) if tree.titles else ""
    shown = _marked(tree, lines, words, named)
    for title in (stated, "".join(lines[number].text for number in shown)):
        if title and len(fold(title)) >= SHORTEST_TITLE:
            return title, shown if fold("".join(lines[n].text for n in shown)) == fold(title) else _showing(lines, title)
    for given in tree.titles[:1]:
        title = _without_site(given, lines)
        if title:
            return title, _showing(lines, title)
    return "", []


def _marked(tree: Tree, lines: list[Line], words: PageWords, named: str) -> list[int]:
    """Lines between the marks of a title, in its element, or in the page's only `h1`; what the `<title>` says decides."""
    for begin, end in tree.remarks:
        if TITLE_START.fullmatch(tree.text, begin, end):
            stop = tree.text.find("<!--", end)
            inside = [n for n, line in enumerate(lines) if end <= line.start < stop]
            if inside:
                return inside
    best: list[int] = []
    for number, line in enumerate(lines[:TITLE_REACH]):
        words_here = fold(line.text)
        if len(words_here) < SHORTEST_TITLE or len(words_here) > LONGEST_VALUE or line.linked * 2 > len(words_here):
            continue
        if line.heading == 1 or _is_title_element(tree, line.node, words):
            run = [number]
            while run[-1] + 1 < len(lines) and lines[run[-1] + 1].node == line.node and len(run) < 4:
                run.append(run[-1] + 1)
            joined = fold("".join(lines[n].text for n in run))
            if named and (joined in named or (len(named) >= SHORTEST_TITLE and named in joined)):
                return run
            if line.heading == 1 and not best:
                best = run
    return best


def _is_title_element(tree: Tree, index: int, words: PageWords) -> bool:
    """Whether the innermost elements of a line have the name of a title."""
    for _ in range(3):
        node = tree.nodes[index]
        if node.raw and not words.title_marks.isdisjoint(
            f"{node.attributes.get('id', '')} {node.attributes.get('class', '')}".lower().split()
        ):
            return True
        index = node.parent
    return False


def _showing(lines: list[Line], title: str) -> list[int]:
    """The first line or run of up to four lines that shows a title."""
    wanted = fold(title)
    if not wanted:
        return []
    for number, line in enumerate(lines[:TITLE_REACH]):
        if line.text[:1] != wanted[0]:
            continue
        words = fold(line.text)
        if len(words) < 2 or not wanted.startswith(words):
            continue
        run = [number]
        while words != wanted and len(run) < 4 and run[-1] + 1 < len(lines):
            words += fold(lines[run[-1] + 1].text)
            run.append(run[-1] + 1)
            if not wanted.startswith(words):
                break
        if words == wanted:
            return run
    return []


def _without_site(given: str, lines: list[Line]) -> str:
    """A page title without the names of site and columns behind it: the longest opening that it shows, else the first part."""
    cuts = [match.start() for match in SITE.finditer(given)][:20]
    for cut in [len(given), *reversed(cuts)]:
        if cut >= SHORTEST_TITLE and _showing(lines, given[:cut]):
            return given[:cut].strip()
    first = given[: cuts[0]] if cuts and cuts[0] >= SHORTEST_TITLE else given
    return first.strip()


def anchors(tree: Tree) -> list[tuple[Node, str, str]]:
    """Links with their words and address."""
    found = []
    for node in tree.nodes:
        if node.tag != "a" or "ref" not in node.raw.lower():
            continue
        address = node.attributes.get("href", "").strip()
        if not address or address.startswith("#") or address.lower().startswith(("javascript", "mailto", "data:")):
            continue
        inner = tree.text[node.start : min(node.end, node.start + LONGEST_ANCHOR)]
        found.append((node, " ".join(unescape(MARKUP.sub("", inner)).split()), address))
    return found


def find_files(links: list[tuple[Node, str, str]], words: PageWords) -> list[tuple[Node, str]]:
    """Linked files with `words <address>` of each, once an address."""
    files: dict[str, tuple[Node, str]] = {}
    for node, said, address in links:
        if len(files) < MOST_FILES and address not in files and words.file.search(address[-400:]):
            files[address] = (node, f"{said} <{address}>" if said else address)
    return list(files.values())


def find_pages(tree: Tree, links: list[tuple[Node, str, str]], words: PageWords) -> list[str]:
    """Addresses of the other pages of a notice over several pages, from its links or from the script that writes them."""
    onward = [(node, address) for node, said, address in links if said.strip("[]【】 ") in words.onward_words]
    parents = {node.parent for node, _ in onward}
    pages = [
        address
        for node, said, address in links
        if node.parent in parents and (NUMERIC.fullmatch(said) or said.strip("[]【】 ") in words.next_words)
    ]
    for begin, end in tree.scripts:
        match = words.script_pager.search(tree.text, begin, min(end, begin + 20_000))
        if match and int(match["count"]) > 1:
            count, index = int(match["count"]), int(match["index"])
            suffixes = ["" if number == 0 else f"_{number}" for number in range(min(count, 200))]
            pages += [f"{match['name']}{part}.{match['suffix']}" for number, part in enumerate(suffixes) if number != index]
    return list(dict.fromkeys(pages))
