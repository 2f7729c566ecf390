"""Chooses the main text of a page: the innermost element that holds its prose, without losing a sentence (正文区域)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policy_extract.reading.html_lines import Line
from policy_extract.reading.html_tables import find_tables
from policy_extract.reading.html_tree import BLOCKS, TABLE_PARTS, Tree
from policy_extract.reading.html_words import PageWords

SHORTEST_PROSE = 25
SENTENCE = re.compile(r"[。；！？]")
PUNCTUATION = re.compile(r"[。；：，、！？]")
SHORTEST_COPIED, LEAST_COPIED = 40, 3
LONGEST_LINK, LONGEST_NOISE = 80, 100
WHOLE, KNOWN = 0.97, 0.8
"""Share of a page's weight that the main element must hold: found by weight alone, and known by its name."""
SPARE = 0.01
"""Share of the heaviest known container below which another one holds no text of its own."""
FEWEST_LINKS = 10
MANY_LINKS = 0.5


@dataclass(slots=True)
class Choice:
    """The main element of a page and what was seen on the way."""

    node: int = 0
    known: bool = False
    """Whether its name is one that content systems use."""
    outside: list[int] = field(default_factory=list)
    """Indexes of lines of prose outside the main element that are no copies of lines inside."""
    noisy: set[int] = field(default_factory=set)
    """Indexes of lines that are no sentences in elements with the names of furniture."""
    copies: list[int] = field(default_factory=list)
    """Indexes of long lines that stand on the page before already."""
    prose: int = 0
    """Characters of prose on the page."""
    links: int = 0
    """Lines that are links."""
    linked: int = 0
    visible: int = 0

    @property
    def is_list(self) -> bool:
        """Whether the page is a page of links."""
        many = self.links >= FEWEST_LINKS and self.linked >= MANY_LINKS * self.visible
        return many and self.prose < max(200, 0.1 * self.visible)


def names(raw: dict[str, str]) -> list[str]:
    """Id and class names of an element, in lower case."""
    return f"{raw.get('id', '')} {raw.get('class', '')}".lower().split()


def choose(tree: Tree, lines: list[Line], words: PageWords) -> Choice:
    """The main element of the page that these lines are all of."""
    noisy, known = _marks(tree, words)
    choice = Choice()
    weights = _weigh(lines, noisy, words, choice)
    if sum(weights) * 2 < choice.prose:  # the names that should mark furniture stand around the text itself
        choice = Choice()
        weights = _weigh(lines, bytearray(len(tree.nodes)), words, choice)
    prose = [weight > 0 and is_prose(line) for line, weight in zip(lines, weights, strict=True)]
    sums, sentences = _sums(tree, lines, weights, prose)
    total = sums[0]
    children = _heaviest(tree, sums)
    choice.node = node = 0
    container = _container(tree, known, sums, total)
    if container:
        choice.node, choice.known = container, True
    else:
        while (child := children.get(node, 0)) and sums[child] >= WHOLE * total and sentences[child] == sentences[0]:
            node = child
        choice.node = _sound(tree, node)
    first, last = choice.node, tree.nodes[choice.node].last
    choice.node = _out_of_data(tree, lines, choice.node)
    choice.outside = [i for i, line in enumerate(lines) if prose[i] and not first <= line.node <= last]
    return choice


def _out_of_data(tree: Tree, lines: list[Line], index: int) -> int:
    """The element, or the one around the data table that it is part of: a long cell is no document."""
    outermost, node = 0, tree.nodes[index]
    while node.index:
        outermost = node.index if node.tag == "table" else outermost
        node = tree.nodes[node.parent]
    if outermost:
        grids, _, _ = find_tables(tree, lines, tree.nodes[outermost].parent)
        around = next((grid.node for grid in grids if grid.node.index <= index <= grid.node.last), None)
        if around is not None:
            return _sound(tree, around.parent)
    return index


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence of some length and no link."""
    return len(line.text) >= SHORTEST_PROSE and line.linked * 2 < len(line.text) and SENTENCE.search(line.text) is not None


def is_link(line: Line) -> bool:
    """Whether a short line is nearly nothing but links."""
    return line.linked * 10 >= len(line.text) * 7 and len(line.text) < LONGEST_LINK


def _marks(tree: Tree, words: PageWords) -> tuple[bytearray, list[int]]:
    """Which elements stand in furniture by their names, and the outermost elements with a known name of the main text."""
    nodes = tree.nodes
    noisy = bytearray(len(nodes))
    inside = bytearray(len(nodes))
    known: list[int] = []
    for node in nodes[1:]:
        noisy[node.index] = noisy[node.parent]
        inside[node.index] = inside[node.parent]
        if node.tag not in BLOCKS or "=" not in node.raw:
            continue
        called = names(node.attributes)
        if not called:
            continue
        if not inside[node.index] and not words.main_marks.isdisjoint(called):
            known.append(node.index)
            inside[node.index] = 1
        if words.noise_marks.search(" ".join(called)) is not None:
            noisy[node.index] = 1
    return noisy, known


def _weigh(lines: list[Line], noisy: bytearray, words: PageWords, choice: Choice) -> list[float]:
    """What each line says for the element that it stands in; links, furniture and second copies say nothing."""
    choice.copies = _copies(lines)
    seen: set[str] = set()
    weights: list[float] = []
    for line in lines:
        length = len(line.text)
        choice.visible += length
        choice.linked += line.linked
        weights.append(0.0)
        if is_link(line):
            choice.links += 1
            continue
        prose = is_prose(line)
        choice.prose += length if prose else 0
        if noisy[line.node] and not prose:
            choice.noisy.add(len(weights) - 1)
        if line.outer or noisy[line.node] or (length < LONGEST_NOISE and words.noise_words.search(line.text) is not None):
            continue
        if length < LONGEST_NOISE and (words.label_value.match(line.text) or words.label_only.fullmatch(line.text)):
            continue
        if choice.copies:
            if line.text in seen:
                continue
            seen.add(line.text)
        marks = len(PUNCTUATION.findall(line.text))
        weights[-1] = length + 8.0 * marks if marks else length * 0.5
    return weights


def _copies(lines: list[Line]) -> list[int]:
    """Long lines that stand on the page before already; none unless they are so many that the text as a whole is there twice."""
    seen: set[str] = set()
    copies: list[int] = []
    for number, line in enumerate(lines):
        if len(line.text) >= SHORTEST_COPIED and not is_link(line):
            if line.text in seen:
                copies.append(number)
            seen.add(line.text)
    return copies if len(copies) >= LEAST_COPIED and len(copies) * 2 >= len(seen) else []


def _sums(tree: Tree, lines: list[Line], weights: list[float], prose: list[bool]) -> tuple[list[float], list[int]]:
    """Weight and number of sentences of every element with all inside it."""
    sums = [0.0] * len(tree.nodes)
    sentences = [0] * len(tree.nodes)
    for line, weight, sentence in zip(lines, weights, prose, strict=True):
        sums[line.node] += weight
        sentences[line.node] += sentence
    for node in reversed(tree.nodes[1:]):
        sums[node.parent] += sums[node.index]
        sentences[node.parent] += sentences[node.index]
    return sums, sentences


def _heaviest(tree: Tree, sums: list[float]) -> dict[int, int]:
    """The heaviest child of every element that has one with any weight."""
    best: dict[int, int] = {}
    for node in tree.nodes[1:]:
        if sums[node.index] > (sums[best[node.parent]] if node.parent in best else 0.0):
            best[node.parent] = node.index
    return best


def _container(tree: Tree, known: list[int], sums: list[float], total: float) -> int:
    """The element that holds all with a known name, when these hold most of the page's text; 0 for none."""
    most = max((sums[index] for index in known), default=0.0)
    held = [index for index in known if sums[index] > SPARE * most]
    if not held or sum(sums[index] for index in held) < KNOWN * total:
        return 0
    first, last = held[0], held[-1]
    while not first <= last <= tree.nodes[first].last:
        first = tree.nodes[first].parent
    return _sound(tree, first)


def _sound(tree: Tree, index: int) -> int:
    """The element or the one around it that is a block; parts of a table only where they are a cell of a layout."""
    node = tree.nodes[index]
    while node.index and (node.tag in INSIDE or (node.tag not in BLOCKS and ":" not in node.tag)):
        node = tree.nodes[node.parent]
    return node.index


INSIDE = (TABLE_PARTS - {"td"}) | {"p", "li", "ul", "ol", "pre", "h1", "h2", "h3"}
