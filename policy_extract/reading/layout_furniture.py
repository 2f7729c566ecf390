"""Tells page numbers and running heads from the text of a page (页码、页眉页脚)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from policy_extract.reading.layout import Line, Page

EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be furniture."""
EDGE_SHARE = 0.14
"""Share of the page height in which page numbers stand."""
SAME_PLACE = 4.0
FEWEST_PAGES = 3
LEAST_SHARE = 0.3
DASHES = r"[-一—–－―‐─·•~～〜_|/]"
DECORATED = re.compile(
    rf"(?:{DASHES}+\d{{1,4}}{DASHES}+|第\d{{1,4}}页(?:[,，/]?共\d{{1,4}}页)?|\d{{1,4}}/\d{{1,4}}页?|[Pp]age\d{{1,4}}(?:of\d{{1,4}})?)"
)
BARE = re.compile(r"\d{1,4}|[ivxlIVXL]{1,6}")
DIGITS = re.compile(r"\d+")
BLANK = re.compile(r"\s+")


def find_furniture(pages: list[Page], lines: list[list[Line]]) -> tuple[set[int], list[str]]:
    """Identities (`id`) of the lines that are furniture, and the words of the running heads in order of appearance."""
    edges = [_edges(own) for own in lines]
    found = _page_numbers(pages, edges)
    running = _running(pages, edges, found)
    heads: dict[str, None] = {}
    for own in edges:
        for line in own:
            if id(line) in running:
                heads.setdefault(line.text)
    return found | running, list(heads)


def _edges(lines: list[Line]) -> list[Line]:
    """First and last lines of a page."""
    if len(lines) <= 2 * EDGE_LINES:
        return list(lines)
    return lines[:EDGE_LINES] + lines[-EDGE_LINES:]


def _page_numbers(pages: list[Page], edges: list[list[Line]]) -> set[int]:
    """Decorated numbers at the edge of a page, and bare ones that count on from page to page."""
    found: set[int] = set()
    bare: list[tuple[int, int, Line]] = []
    for position, (page, own) in enumerate(zip(pages, edges, strict=True)):
        for line in own:
            words = BLANK.sub("", line.text)
            at_edge = line.y < EDGE_SHARE * page.height or line.y > (1 - EDGE_SHARE) * page.height
            if not at_edge or len(words) > 16:
                continue
            if DECORATED.fullmatch(words):
                found.add(id(line))
            elif BARE.fullmatch(words):
                bare.append((position, int(words) if words.isdecimal() else 0, line))
    steps = Counter(number - position for position, number, _ in bare if number)
    for position, number, line in bare:
        lonely = len(pages) == 1 and number == 1
        if not number or steps[number - position] >= 2 or lonely:
            found.add(id(line))
    return found


def _running(pages: list[Page], edges: list[list[Line]], found: set[int]) -> set[int]:
    """Lines whose words, numbers aside, stand at the same place of many pages."""
    places: dict[str, list[tuple[int, Line]]] = defaultdict(list)
    for position, own in enumerate(edges):
        for line in own:
            if id(line) not in found:
                places[DIGITS.sub("0", BLANK.sub("", line.text))].append((position, line))
    running: set[int] = set()
    fewest = min(FEWEST_PAGES, max(2, len(pages)))
    needed = max(fewest, LEAST_SHARE * len(pages))
    outermost = {id(line) for own in edges for line in (*own[:1], *own[-1:])}
    for group in places.values():
        if len(group) < fewest:
            continue
        for position, line in group:
            near = {place for place, other in group if abs(other.y - line.y) <= SAME_PLACE}
            page = pages[position]
            outside = line.y < EDGE_SHARE * page.height or line.y > (1 - EDGE_SHARE) * page.height
            if len(pages) == 2 and not (outside and id(line) in outermost):
                continue  # two lines alike are a weak sign: only the first or last line of both pages counts
            if len(near) >= needed or (len(near) >= fewest and outside):
                running.add(id(line))
    return running
