"""Puts a page together: its lines in reading order as blocks and tables, with what the page says about itself (页面组装)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from policy_extract.reading import html_facts
from policy_extract.reading.html_labels import item_labels
from policy_extract.reading.html_lines import Line
from policy_extract.reading.html_main import Choice, choose, is_link
from policy_extract.reading.html_tables import Grid, GridCell, find_tables
from policy_extract.reading.html_tree import Node, Tree
from policy_extract.reading.html_words import PageWords, fold, page_words
from policy_extract.text import Block, Cell, Source, Table

FEWEST_DAMAGED, DAMAGED_SHARE = 20, 50
"""More replacement characters than this, and than one in so many Chinese characters, and the text is damaged."""
HAN = re.compile(r"[㐀-鿿]")
SHORTEST_BODY = 300
"""Characters of prose up to which a page that says that its text is gone is believed."""
LONGEST_BOLD, LONGEST_LINK, LONGEST_NOTICE = 60, 60, 80
OPENING_LINES = 15
MOST_MASTHEAD, MOST_BEHIND = 40, 20
LONGEST_PATH = 12


@dataclass(slots=True)
class Page:
    """A page while it is put together."""

    tree: Tree
    lines: list[Line]
    choice: Choice
    words: PageWords
    kinds: dict[int, str] = field(default_factory=dict)
    """Kind of each line that is given out, by its index."""
    pairs: dict[int, int] = field(default_factory=dict)
    """Line of the value by line of its label."""
    title: list[int] = field(default_factory=list)

    def inside(self, number: int) -> bool:
        """Whether a line stands in the main element."""
        return self.choice.node <= self.lines[number].node <= self.tree.nodes[self.choice.node].last


def compose(tree: Tree, lines: list[Line], source: Source) -> None:
    """Fill a source with the lines of a page."""
    words = page_words()
    page = Page(tree, lines, choose(tree, lines, words), words)
    links = html_facts.anchors(tree)
    files = html_facts.find_files(links, words)
    source.attachments = [said for _, said in files]
    _read_facts(page, source)
    _judge(page, source, links)
    grids: list[Grid] = []
    owners: dict[int, GridCell] = {}
    if source.status in ("list", "stub"):
        page.kinds = {number: "furniture" for number in range(len(lines))}
    else:
        _choose_lines(page, source, [node for node, _ in files])
        grids, owners, warnings = find_tables(tree, lines, page.choice.node)
        source.warnings += warnings
        grids = [grid for grid in grids if not _is_head(page, grid, owners)]
    _write(page, source, grids, owners)


def _read_facts(page: Page, source: Source) -> None:
    """Facts with their labels, of the `head`, and the title with the lines that show it."""
    lines, words = page.lines, page.words
    outside = [n for n in range(len(lines)) if not page.inside(n)]
    opening = [n for n in range(len(lines)) if page.inside(n)][: html_facts.HEAD_LINES]
    pairs = html_facts.label_pairs(lines, outside, words)
    within = html_facts.label_pairs(lines, opening, words)
    if len(within) >= 2:
        pairs += within
    page.pairs = dict(pairs)
    singles = [lines[n] for n in [*outside, *opening[:OPENING_LINES]] if html_facts.is_stated(lines[n], words)]
    facts = html_facts.stated_facts([(lines[a], lines[b]) for a, b in pairs], singles, words)
    for name, value in html_facts.head_facts(page.tree, words).items():
        facts.setdefault(name, value)
    title, page.title = html_facts.find_title(page.tree, lines, facts.get("title"), words)
    if title:
        facts["title"] = title
    if "published" not in facts:
        dated = (words.date.search(lines[n].text) for n in _before(page) if _is_masthead(page, n))
        day = next((match for match in dated if match), None)
        if day:
            facts["published"] = day["date"]
    if "date" not in facts and "published" in facts:
        facts["date"] = facts["published"]
    for name in ("date", "published"):
        day = words.date.search(facts[name]) if name in facts else None
        if day:
            facts[name] = day["date"]
    if "doc_number" not in facts:
        near = [n for n in [*_before(page), *opening[:OPENING_LINES]] if len(lines[n].text) <= LONGEST_NOTICE]
        numbers = (words.doc_number.fullmatch(fold(lines[n].text)) for n in near)
        number = next((match["number"] for match in numbers if match), None)
        if number:
            facts["doc_number"] = number
    source.facts = facts


def _before(page: Page) -> list[int]:
    """The lines before the main element."""
    begin = page.tree.nodes[page.choice.node].start
    return [n for n, line in enumerate(page.lines) if line.start < begin and not page.inside(n)]


def _judge(page: Page, source: Source, links: list[tuple[Node, str, str]]) -> None:
    """The status of a page: a list of links, a stub, one page of several, damaged text."""
    choice, lines = page.choice, page.lines
    gone = [line.text for line in lines if len(line.text) <= LONGEST_NOTICE] + page.tree.titles[:1]
    notice = next((text for text in gone if page.words.gone.search(text)), None) if choice.prose < SHORTEST_BODY else None
    han = lost = 0
    for line in lines:
        lost += line.text.count("\ufffd")
        han += len(HAN.findall(line.text)) if lost else 0
    if lost > max(FEWEST_DAMAGED, sum(len(HAN.findall(line.text)) for line in lines) // DAMAGED_SHARE if lost else 0):
        source.status = "damaged"
        source.warnings.append(f"{lost} characters of the text are lost (U+FFFD); get the page again in its own encoding")
    elif notice is not None:
        source.status = "stub"
        source.warnings.append(f"the page says that its text is not here: {notice}")
    elif choice.is_list and not (choice.prose and (choice.known or page.title)):
        source.status = "list"
        source.warnings.append(f"a page of links ({choice.links} lines are links), no document")
    else:
        pages = html_facts.find_pages(page.tree, links, page.words)
        if pages:
            source.status = "partial"
            source.facts["next_pages"] = " ".join(pages)
            source.warnings.append(f"one page of several: the rest of the text stands on {', '.join(pages[:5])}")


def _choose_lines(page: Page, source: Source, files: list[Node]) -> None:
    """Which lines are given out, and as what."""
    lines, choice = page.lines, page.choice
    for number, line in enumerate(lines):
        if page.inside(number) and not line.outer:
            page.kinds[number] = "furniture" if number in choice.noisy else "paragraph"
    for number in page.title:
        if page.kinds.get(number) != "paragraph":
            page.kinds[number] = "heading"
    masthead = [n for n in _before(page) if _is_masthead(page, n)]
    for number in masthead[-MOST_MASTHEAD:]:
        page.kinds.setdefault(number, "furniture")
    for number in choice.outside:
        page.kinds.setdefault(number, "furniture")
    if choice.outside:
        first = lines[choice.outside[0]].text[:30]
        source.warnings.append(f"{len(choice.outside)} lines beside the main text are kept as furniture, the first: {first}")
    copies = sum(1 for number in choice.copies if not page.inside(number))
    if copies:
        source.warnings.append(f"{copies} paragraphs that the page holds twice are given once")
    _choose_after(page, files)
    for label, value in page.pairs.items():
        page.kinds[label] = page.kinds[value] = "furniture"


def _choose_after(page: Page, files: list[Node]) -> None:
    """Behind the main text: linked files, and what stands right beside it and is no link (a signature, a list of annexes)."""
    main = page.tree.nodes[page.choice.node]
    around = page.tree.nodes[page.tree.nodes[main.parent].parent] if page.choice.node else main
    starts, copies = {node.start for node in files}, set(page.choice.copies)
    last = MOST_BEHIND + max(page.kinds, default=0)
    for number, line in enumerate(page.lines):
        if number in page.kinds or line.start < main.end or number in copies:
            continue
        linked = any(node.start in starts for node in _above(page.tree, line.node, 4))
        near = around.index <= line.node <= around.last and number <= last
        if linked or (near and not is_link(line) and not page.words.noise_words.search(line.text)):
            page.kinds[number] = "furniture"


def _above(tree: Tree, index: int, most: int) -> list[Node]:
    """An element and those around it, up to a number of them."""
    found: list[Node] = []
    while index and len(found) < most:
        found.append(tree.nodes[index])
        index = tree.nodes[index].parent
    return found


def _is_masthead(page: Page, number: int) -> bool:
    """Whether a line above the main text says something about the document: a labelled fact, its number, its day."""
    line, words = page.lines[number], page.words
    if line.linked * 2 > len(line.text) or len(line.text) > html_facts.LONGEST_VALUE:
        return False
    if html_facts.is_stated(line, words) or words.doc_number.fullmatch(fold(line.text)):
        return True
    titled = page.title and number > page.title[-1]
    return bool(titled) and words.date.search(line.text) is not None


def _is_head(page: Page, grid: Grid, owners: dict[int, GridCell]) -> bool:
    """Whether a table states the facts of the page; in any other table such labels are cells like all."""
    cells = [number for cell in grid.cells for number in cell.lines]
    paired = [number for number in cells if number in page.pairs]
    if len(paired) * 3 >= len(cells):
        for number in cells:
            page.kinds[number] = "furniture"
            owners.pop(number)
        return True
    for label in paired:
        value = page.pairs.pop(label)
        page.kinds[label] = page.kinds[value] = "paragraph"
    return False


def _write(page: Page, source: Source, grids: list[Grid], owners: dict[int, GridCell]) -> None:
    """The chosen lines as text, blocks and tables."""
    labels = item_labels(page.tree, page.lines, [n for n, kind in page.kinds.items() if kind == "paragraph" and n not in owners])
    paths = Paths(page.tree)
    position = 0
    pieces: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    values = set(page.pairs.values())
    for number in sorted(page.kinds):
        if number in values:
            continue
        line = page.lines[number]
        value = page.lines[page.pairs[number]] if number in page.pairs else None
        label = labels.get(number, "")
        text = label + line.text + (value.text if value else "")
        end = value.end if value else line.end
        block = Block(
            position, position + len(text), *_kind(page, number, owners), f"html[{line.start}:{end}]{paths.of(line.node)}"
        )
        block.level_source = "tag" if block.level else ""
        block.label, block.generated = label.rstrip(), bool(label)
        source.blocks.append(block)
        places[number] = (block.start, block.end)
        pieces.append(text)
        position += len(text) + 1
    source.text = "\n".join(pieces)
    source.tables = [table for grid in grids if (table := _table(grid, places, page.tree, paths)) is not None]


def _kind(page: Page, number: int, owners: dict[int, GridCell]) -> tuple[str, int | None]:
    """Kind and heading level of a line."""
    line, kind = page.lines[number], page.kinds[number]
    if number in owners:
        return "cell", None
    if kind == "furniture":
        return kind, None
    length = len(line.text)
    if is_link(line) and length < LONGEST_LINK:
        return "furniture", None
    if kind == "heading" or line.heading or (line.bold * 10 >= length * 9 and length <= LONGEST_BOLD):
        return "heading", line.heading
    return "item" if page.tree.nodes[line.node].tag == "li" else kind, None


def _table(grid: Grid, places: dict[int, tuple[int, int]], tree: Tree, paths: Paths) -> Table | None:
    """A table of the source; an empty cell stands where its words would begin."""
    shown = [[number for number in cell.lines if number in places] for cell in grid.cells]
    filled = [number for numbers in shown for number in numbers]
    if not filled:
        return None
    start, end = min(places[n][0] for n in filled), max(places[n][1] for n in filled)
    rows = 1 + max(cell.row + cell.row_span - 1 for cell in grid.cells)
    table = Table(start, end, rows, grid.columns, locator=f"html[{grid.node.start}:{grid.node.end}]{paths.of(grid.node.index)}")
    following = end
    for cell, numbers in zip(reversed(grid.cells), reversed(shown), strict=True):
        begin, close = (places[numbers[0]][0], places[numbers[-1]][1]) if numbers else (following, following)
        following = begin
        node = cell.node
        locator = f"html[{node.start}:{node.end}]{paths.of(node.index)}"
        table.cells.append(Cell(cell.row, cell.column, begin, close, cell.row_span, cell.column_span, node.tag == "th", locator))
    table.cells.reverse()
    return table


class Paths:
    """Paths of elements for a reader's eye: from the nearest element with an id, at most LONGEST_PATH steps."""

    def __init__(self, tree: Tree) -> None:
        """Count the elements of a name among their siblings."""
        self.tree = tree
        self.counts = list(_places(tree))
        self.known: dict[int, str] = {}

    def of(self, index: int) -> str:
        """The path of an element, such as `//*[@id='zoom']/p[3]`."""
        if index not in self.known:
            steps: list[str] = []
            here = index
            while here and len(steps) < LONGEST_PATH:
                node = self.tree.nodes[here]
                name = node.attributes.get("id", "") if "id" in node.raw.lower() else ""
                if name and name.isidentifier():
                    steps.append(f"/*[@id='{name[:40]}']")
                    break
                steps.append(f"{node.tag}[{self.counts[here]}]")
                here = node.parent
            anchored = "/" if here == 0 else "//" if not steps[-1].startswith("/") else "/"
            self.known[index] = anchored + "/".join(reversed(steps)) if steps else ""
        return self.known[index]


def _places(tree: Tree) -> Iterable[int]:
    """For every element its number among the children of its parent with the same tag."""
    seen: dict[tuple[int, str], int] = {}
    for node in tree.nodes:
        key = (node.parent, node.tag)
        seen[key] = seen.get(key, 0) + 1
        yield seen[key]
