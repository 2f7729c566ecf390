"""Reads OpenDocument texts (ODT) without any office program (开放文档)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from policy_extract.errors import ReadError
from policy_extract.reading.docx_names import local
from policy_extract.reading.docx_package import Package
from policy_extract.reading.docx_styles import whole
from policy_extract.reading.docx_tables import WIDEST, Filled, Grid, straighten
from policy_extract.reading.odt_styles import TEXT, Counting, Level, Look, OdtStyles, next_label
from policy_extract.reading.word_source import Draft, Line, Slot
from policy_extract.text import Cell, Source

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
READER = f"odt (lxml {etree.__version__})"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
CONTENT = "content.xml"
LONGEST_BOLD_HEADING = 60
MOST_REPEATED = 1000
OPENING = 2000
BLANKS = re.compile(r"[ \t\r\n]+")
STEP = re.compile(r"/([^/\[\]]{1,60})\[(\d{1,9})\]")
LOCATOR = re.compile(r"odt\[content\.xml\]((?:/[^/\[\]~]{1,60}\[\d{1,9}\])+)(?:~(\d{1,6}))?")
SILENT = frozenset(
    (TEXT + "ruby-text", TEXT + "note-citation", OFFICE + "annotation-end", TEXT + "tracked-changes", OFFICE + "forms")
)
SKIPPED = frozenset((TEXT + "tracked-changes", TEXT + "sequence-decls", OFFICE + "forms", TEXT + "variable-decls"))
BOX, IMAGE, OBJECT = DRAW + "text-box", DRAW + "image", DRAW + "object"
PARAGRAPHS = frozenset((TEXT + "p", TEXT + "h"))


class _Writer:
    """Writes the text of one file into a draft."""

    def __init__(self, styles: OdtStyles) -> None:
        """Begin with no list counted."""
        self.styles = styles
        self.draft = Draft()
        self.outline = Counting()
        self._lists: dict[str, Counting] = {}
        self._of_style: dict[str, Counting] = {}
        self._item: tuple[dict[int, Level], Counting, int, int | None] | None = None
        """The list item whose first paragraph is still to come."""
        self._contents = False
        self.notes: list[tuple[etree._Element, str]] = []
        self._boxes: list[tuple[etree._Element, str]] = []

    def walk(self, parent: etree._Element, path: str, kind: str, inner: list[tuple[etree._Element, str]] | None = None) -> None:
        """Write the blocks inside an element."""
        for child, place in _children(parent, path):
            tag = child.tag
            if tag in PARAGRAPHS:
                self._paragraph(child, place, kind)
            elif tag == TEXT + "list":
                self._list(child, place, kind, inner, None)
            elif tag == TABLE + "table":
                self._table(child, place, kind, inner)
            elif tag == TEXT + "table-of-content":
                outer, self._contents = self._contents, True
                self.walk(child, place, kind, inner)
                self._contents = outer
            elif tag not in SKIPPED and not tag.endswith(("-source", "}soft-page-break")):
                self.walk(child, place, kind, inner)

    def _list(
        self,
        element: etree._Element,
        path: str,
        kind: str,
        inner: list[tuple[etree._Element, str]] | None,
        outer: tuple[str, Counting, int] | None,
    ) -> None:
        """Write a list; `outer` is the style, the counting and the level of the list around it."""
        style = element.get(TEXT + "style-name") or (outer[0] if outer else "")
        identity = element.get("{http://www.w3.org/XML/1998/namespace}id", "")
        if outer:
            counting, depth = outer[1], outer[2] + 1
        else:
            depth = 1
            continued = element.get(TEXT + "continue-list", "")
            goes_on = element.get(TEXT + "continue-numbering") == "true"
            counting = self._lists.get(continued) or (self._of_style.get(style) if goes_on else None) or Counting()
        if identity:
            self._lists[identity] = counting
        self._of_style[style] = counting
        for item, place in _children(element, path):
            levels = self.styles.levels(item.get(TEXT + "style-override") or style)
            numbered = item.tag == TEXT + "list-item"
            self._item = (levels, counting, depth, whole(item.get(TEXT + "start-value"))) if numbered else None
            for child, inside in _children(item, place):
                if child.tag == TEXT + "list":
                    self._item = None
                    self._list(child, inside, kind, inner, (style, counting, depth))
                elif child.tag in PARAGRAPHS:
                    self._paragraph(child, inside, kind)
                elif child.tag == TABLE + "table":
                    self._table(child, inside, kind, inner)
                else:
                    self.walk(child, inside, kind, inner)
            self._item = None

    def _paragraph(self, element: etree._Element, path: str, kind: str) -> None:
        """Write one paragraph, then the boxes that are anchored in it."""
        look = self.styles.look("paragraph", element.get(TEXT + "style-name", ""))
        self._boxes = []
        read, bold = self.words(element, path, look)
        boxes, item = self._boxes, self._item
        self._item = None
        line = Line(read, kind, locator=path)
        bare = not read.strip()
        heading = element.tag == TEXT + "h"
        if item is not None and (not bare or kind == "cell"):
            line.label, line.suffix = next_label(*item)
        elif heading and not bare and item is None and element.get(TEXT + "is-list-header") != "true":
            level = whole(element.get(TEXT + "outline-level")) or 1
            line.label, line.suffix = next_label(self.styles.outline, self.outline, level)
        if kind == "paragraph":
            if self._contents or look.contents:
                line.kind = "furniture"
            elif heading:
                line.kind, line.level, line.level_source = "heading", whole(element.get(TEXT + "outline-level")) or 1, "outline"
            elif bold and 0 < len(read) <= LONGEST_BOLD_HEADING and "\n" not in read:
                line.kind, line.level_source = "heading", "font"
            elif line.label:
                line.kind = "item"
        self._write(line, read)
        for box, place in boxes:
            self.walk(box, place, kind, [] if kind == "cell" else None)

    def _write(self, line: Line, read: str) -> None:
        """Write the lines of a paragraph."""
        parts, path = read.split("\n"), line.locator
        for place, part in enumerate(parts, 1):
            if part.strip() or (line.label and len(parts) == 1):
                line.words = part
                line.locator = f"{path}~{place}" if len(parts) > 1 else path
                self.draft.write(line)
                line.label = ""

    def words(self, element: etree._Element, path: str, look: Look) -> tuple[str, bool]:
        """The words of a paragraph with its line breaks, and whether all of them are bold."""
        pieces: list[tuple[str, bool]] = []
        self._collect(element, path, look, pieces)
        kept: list[str] = []
        for words, _ in pieces:
            if words in ("\n", "\t") or (words and not words.strip(" ")):
                kept.append(words)
            else:
                kept.append(BLANKS.sub(" ", words))
        bold = all(strong for words, strong in pieces if words.strip()) and any(words.strip() for words, _ in pieces)
        return "".join(kept).strip(" "), bold

    def _collect(self, element: etree._Element, path: str, look: Look, pieces: list[tuple[str, bool]]) -> None:
        """Collect the words inside an element, each with its weight."""
        bold = bool(look.bold)
        self._put(element.text, look, pieces)
        for child, place in _children(element, path):
            tag = child.tag
            if tag == TEXT + "s":
                pieces.append((" " * min(MOST_REPEATED, whole(child.get(TEXT + "c")) or 1), bold))
            elif tag == TEXT + "tab":
                pieces.append(("\t", bold))
            elif tag == TEXT + "line-break":
                pieces.append(("\n", bold))
            elif tag == TEXT + "span":
                own = self.styles.look("text", child.get(TEXT + "style-name", ""))
                hidden = look.hidden if own.hidden is None else own.hidden
                self._collect(child, place, Look(hidden, look.bold if own.bold is None else own.bold), pieces)
            elif tag == TEXT + "note":
                self.notes += [(body, inside) for body, inside in _children(child, place) if body.tag == TEXT + "note-body"]
            elif tag == BOX:
                self._boxes.append((child, place))
            elif tag == OFFICE + "annotation":
                self.draft.noticed["comment left out"] += 1
            elif tag in (IMAGE, OBJECT):
                known = "picture whose content is not read" if tag == IMAGE else "embedded object that is not read"
                self.draft.noticed[known] += 1
            elif tag not in SILENT:
                self._collect(child, place, look, pieces)
            self._put(child.tail, look, pieces)

    def _put(self, words: str | None, look: Look, pieces: list[tuple[str, bool]]) -> None:
        """Take words unless they are hidden."""
        if words and not look.hidden:
            pieces.append((words if words.strip(" ") else " ", bool(look.bold)))
        elif words and words.strip():
            self.draft.noticed["hidden text left out"] += 1

    def _table(self, element: etree._Element, path: str, kind: str, inner: list[tuple[etree._Element, str]] | None) -> None:
        """Write a table of data as cells, any other as the paragraphs that it holds."""
        grid = _grid(element, path)
        if not grid.filled:
            return
        if not grid.of_data:
            for place in grid.filled:
                for cell, cell_path in place.elements:
                    self.walk(cell, cell_path, kind, inner)
        elif inner is not None:
            inner.append((element, path))
        else:
            self._data_table(grid, path)

    def _data_table(self, grid: Grid, path: str) -> None:
        """Write the cells of a data table; tables inside a cell follow its words."""
        draft = self.draft
        cells: list[Cell] = []
        for place in grid.filled:
            start = draft.place
            within: list[tuple[etree._Element, str]] = []
            for cell, cell_path in place.elements:
                self.walk(cell, cell_path, "cell", within)
            cells.append(draft.cell(place.slot, start))
            for table, table_path in within:
                self._data_table(_grid(table, table_path), table_path)
        draft.add_table(cells, grid.row_count, grid.column_count, path)


def _children(parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Children with their paths."""
    counts: dict[str, int] = {}
    for child in parent:
        name = local(child.tag)
        counts[name] = number = counts.get(name, 0) + 1
        yield child, f"{path}/{name}[{number}]"


def _rows(parent: etree._Element, path: str, header: bool = False) -> Iterator[tuple[etree._Element, str, bool]]:
    """Rows of a table with their paths, and whether they belong to its head."""
    for child, place in _children(parent, path):
        if child.tag == TABLE + "table-row":
            yield child, place, header
        elif child.tag in (TABLE + "table-rows", TABLE + "table-row-group", TABLE + "table-header-rows"):
            yield from _rows(child, place, header or child.tag.endswith("header-rows"))


def _grid(table: etree._Element, path: str) -> Grid:
    """The grid of a table."""
    grid = Grid()
    for row, row_path, header in _rows(table, path):
        column = 0
        for cell, place in _children(row, row_path):
            repeated = max(1, whole(cell.get(TABLE + "number-columns-repeated")) or 1)
            across = max(1, whole(cell.get(TABLE + "number-columns-spanned")) or 1)
            down = max(1, whole(cell.get(TABLE + "number-rows-spanned")) or 1)
            if cell.tag == TABLE + "table-cell":
                for turn in range(min(repeated, WIDEST - column) if len(cell) else 1):
                    slot = Slot(grid.row_count, column + turn, down, min(across, WIDEST), header, place)
                    grid.filled.append(Filled(slot, [(cell, place)]))
            column = min(WIDEST, column + repeated)
        grid.row_count += 1
    for filled in grid.filled:
        filled.slot.row_span = min(filled.slot.row_span, grid.row_count - filled.slot.row)
    straighten(grid, [])
    return grid


def _open(data: bytes, name: str) -> tuple[Package, etree._Element, OdtStyles]:
    """The package, the root of its content and its styles."""
    package = Package(data, name or "<data>", READER)
    if "META-INF/manifest.xml" in package and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise package.error("the file is protected by a password; save it without one", "encrypted")
    root = package.tree(CONTENT)
    parts = [package.tree("styles.xml")] if "styles.xml" in package else []
    return package, root, OdtStyles([*parts, root])


def read_odt(data: bytes, name: str = "") -> Source:
    """The text, blocks and tables of an OpenDocument text. Raises ReadError: damaged, encrypted, too_large, empty, needs_ocr."""
    package, root, styles = _open(data, name)
    writer = _Writer(styles)
    draft = writer.draft
    for number, body in enumerate(root.iterfind(f"{OFFICE}body"), 1):
        if body.find(OFFICE + "text") is None:
            raise package.error("this OpenDocument file holds no text document", "unsupported")
        writer.walk(body, f"odt[{CONTENT}]/body[{number}]", "paragraph")
    notes, writer.notes = writer.notes, []
    for element, path in notes:
        writer.walk(element, path, "note")
    source = draft.source(name, MEDIA_TYPE, READER)
    if not source.text:
        if any(message.startswith("picture") for message in draft.noticed):
            raise package.error("the document holds pictures only; read it with OCR", "needs_ocr")
        raise package.error("no text in this file; give a file with the document's text", "empty")
    if any(message.startswith("embedded") for message in draft.noticed):
        source.status = "partial"
    title = _title(package)
    if title:
        opening = "".join(source.text[:OPENING].split())
        source.facts["title" if "".join(title.split()) in opening else "properties_title"] = title
    return source


def _title(package: Package) -> str:
    """The title of the file's properties."""
    try:
        found = next(package.tree("meta.xml").iter(TITLE), None) if "meta.xml" in package else None
    except ReadError:
        return ""
    return " ".join((found.text or "").split()) if found is not None else ""


def reread_odt(data: bytes, locator: str) -> str:
    """The words of a block or cell, read again from its place. Raises ReadError when the locator leads nowhere."""
    package, element, styles = _open(data, "")
    match = LOCATOR.fullmatch(locator)
    if match is None:
        raise package.error(f"{locator!r} is no locator of an OpenDocument text", "damaged")
    for name, number in STEP.findall(match[1]):
        same = [child for child in element if local(child.tag) == name]
        if not 0 < int(number) <= len(same):
            raise package.error(f"nothing at {locator}", "damaged")
        element = same[int(number) - 1]
    writer = _Writer(styles)
    if element.tag in PARAGRAPHS:
        look = styles.look("paragraph", element.get(TEXT + "style-name", ""))
        words, _ = writer.words(element, "", look)
        return words.split("\n")[int(match[2]) - 1] if match[2] else words
    writer.walk(element, "", "cell", [])
    return "\n".join(line[len(block.label) :] for line, block in zip(writer.draft.lines, writer.draft.blocks, strict=True))
