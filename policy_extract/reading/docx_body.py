"""Walks the body of a Word file and writes its paragraphs, tables, text boxes and notes as lines (正文)."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from lxml import etree

from policy_extract.reading.docx_names import ALTERNATE, FALLBACK, PARAGRAPH_PROPERTIES, TABLE, VALUE, WORD, P, local
from policy_extract.reading.docx_numbering import Numbering
from policy_extract.reading.docx_package import Package
from policy_extract.reading.docx_styles import HIDDEN, NUMBER_ID, NUMBER_LEVEL, Style, Styles, switched, whole
from policy_extract.reading.docx_tables import Filled, Grid, grid_of
from policy_extract.reading.docx_words import DELETED, Looks, Words, bold_throughout
from policy_extract.reading.word_source import Draft, Line
from policy_extract.text import Cell

LONGEST_BOLD_HEADING = 60
STYLE, NUMBERING, OUTLINE, MARK = WORD + "pStyle", WORD + "numPr", WORD + "outlineLvl", WORD + "rPr"
CONTROL, CONTROL_PROPERTIES, GALLERY = WORD + "sdt", WORD + "sdtPr", WORD + "docPartGallery"
CHOICE = ALTERNATE + "AlternateContent"
PASSED = frozenset(
    WORD + name
    for name in (
        "sectPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "tcPr",
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "customXmlPr",
    )
)
REMOVED = frozenset((WORD + "del", WORD + "moveFrom", WORD + "moveFromRangeStart"))
PART_INCLUDED = frozenset((WORD + "altChunk", WORD + "subDoc"))


class Body:
    """Writes a part of the package (the body, the footnotes) into a draft."""

    def __init__(self, package: Package, numbering_part: str, styles: Styles, looks: Looks, draft: Draft) -> None:
        """Hold what all parts of a file share; the numbering part is read when the first list item comes."""
        self._package = package
        self._numbering_part = numbering_part
        self.styles = styles
        self.draft = draft
        self._looks = looks
        self._words = Words(styles, looks, draft.noticed)
        self._carried: list[tuple[str, str]] = []
        self.notes: list[tuple[str, str, str]] = []
        """References to notes in text order: kind, id, locator of the paragraph."""
        self._contents = False

    @functools.cached_property
    def _numbering(self) -> Numbering:
        """The lists of the file."""
        part = self._numbering_part
        return Numbering(self._package.tree(part) if part and part in self._package else None, self.styles)

    def walk(
        self, parent: etree._Element, path: str, kind: str = "paragraph", inner: list[tuple[etree._Element, str]] | None = None
    ) -> None:
        """Write what stands inside a block element; in a cell the tables are put on `inner` for later."""
        counts: dict[str, int] = {}
        paragraphs = 0
        for child in parent:
            tag = child.tag
            if tag == P:
                paragraphs += 1
                if len(child) or self._carried:
                    self._paragraph(child, f"{path}/p[{paragraphs}]", kind)
                continue
            name = local(tag)
            counts[name] = number = counts.get(name, 0) + 1
            if tag in PASSED:
                continue
            elif tag == TABLE:
                self._table(child, f"{path}/tbl[{number}]", kind, inner)
            elif tag in REMOVED:
                self.draft.noticed[DELETED] += 1 if tag == WORD + "del" else 0
            elif tag in PART_INCLUDED:
                self.draft.noticed["part of another file that is included and not read"] += 1
            elif tag == CHOICE:
                self._choice(child, f"{path}/{name}[{number}]", kind, inner)
            elif tag == CONTROL:
                gallery = next(child.iterfind(f"{CONTROL_PROPERTIES}//{GALLERY}"), None)
                outer, self._contents = self._contents, self._contents or _is_contents(gallery)
                self.walk(child, f"{path}/{name}[{number}]", kind, inner)
                self._contents = outer
            else:
                self.walk(child, f"{path}/{name}[{number}]", kind, inner)

    def words_of(self, element: etree._Element) -> str:
        """The words of one paragraph with its line breaks, or of a cell without the tables inside it."""
        if element.tag == P:
            named = element.find(f"{PARAGRAPH_PROPERTIES}/{STYLE}")
            style = self.styles.get(named.get(VALUE, "")) if named is not None else self.styles.default
            return self._words.read(element, style.hidden)
        first = len(self.draft.lines)
        self.walk(element, "", "cell", [])
        return "\n".join(self.draft.lines[first:])

    def finish(self) -> None:
        """Write a paragraph whose mark was deleted when none follows that it could join."""
        if self._carried:
            self._emit("", [], Line("", "paragraph"), PLAIN_STYLE, None)

    def _choice(self, element: etree._Element, path: str, kind: str, inner: list[tuple[etree._Element, str]] | None) -> None:
        """Of several forms of the same blocks only the first is read."""
        chosen = next((child for child in element if child.tag != FALLBACK and len(child)), None)
        if chosen is None:
            chosen = next((child for child in element if child.tag == FALLBACK), None)
        if chosen is not None:
            same = [child for child in element if local(child.tag) == local(chosen.tag)]
            self.walk(chosen, f"{path}/{local(chosen.tag)}[{same.index(chosen) + 1}]", kind, inner)

    def _paragraph(self, element: etree._Element, path: str, kind: str) -> None:
        """Write one paragraph and the boxes that are anchored in it."""
        style_id, level, source, numbering, mark_gone, mark_hidden = "", None, "", None, False, False
        properties = element[0] if len(element) and element[0].tag == PARAGRAPH_PROPERTIES else None
        if properties is not None:
            for child in properties:
                tag = child.tag
                if tag == STYLE:
                    style_id = child.get(VALUE, "")
                elif tag == NUMBERING:
                    numbering = child
                elif tag == OUTLINE:
                    outline = whole(child.get(VALUE))
                    level, source = (outline + 1 if outline is not None and 0 <= outline < 9 else 0), "outline"
                elif tag == MARK and len(child):
                    mark_gone = child.find(WORD + "del") is not None or child.find(WORD + "moveFrom") is not None
                    mark_hidden = switched(child, HIDDEN) is True
        style = self.styles.get(style_id) if style_id else self.styles.default
        words = self._words
        read = words.read(element, style.hidden)
        boxes, notes = words.boxes, words.notes
        if notes:
            self.notes += [(name, identity, path) for name, identity in notes]
        if mark_gone:
            self._carried.append((read, path))
        else:
            line = Line(read, kind, locator=path)
            if level is None:
                level, source = style.level, style.level_source
            if level and kind == "paragraph":
                line.kind, line.level, line.level_source = "heading", level, source
            number = None if mark_hidden and not read else self._number(numbering, style)
            self._emit(read, [path], line, style, number, element)
        if boxes:
            wanted = set(boxes)
            for box, place in [found for found in _descendants(element, path) if found[0] in wanted]:
                self._box(box, place, kind)

    def _number(self, numbering: etree._Element | None, style: Style) -> tuple[str, int] | None:
        """List and level of a paragraph; None when it is no list item."""
        number, level = style.number_id, None
        if numbering is not None:
            own, depth = numbering.find(NUMBER_ID), numbering.find(NUMBER_LEVEL)
            number = own.get(VALUE) if own is not None else number
            level = whole(depth.get(VALUE)) if depth is not None else (0 if own is not None else None)
        if number is None or number == "0":
            return None
        if level is None:
            level = style.number_level
        if level is None:
            level = self._numbering.level_of_style(number, style.number_style)
        return number, level

    def _emit(
        self,
        read: str,
        paths: list[str],
        line: Line,
        style: Style,
        number: tuple[str, int] | None,
        element: etree._Element | None = None,
    ) -> None:
        """Write the lines of a paragraph, with the words of paragraphs before it that were joined to it."""
        if self._carried:
            read = "".join(words for words, _ in self._carried) + read
            paths = [path for _, path in self._carried] + paths
            self._carried = []
        bare = not read or read.isspace()
        if number is not None and (not bare or line.kind == "cell"):
            line.label, line.suffix = self._numbering.next(*number)
            if line.label and line.kind == "paragraph":
                line.kind = "item"
        elif number is not None:
            self._numbering.next(*number)
        if bare and not line.label:
            return
        if (style.contents or self._contents) and line.kind != "cell":
            line.kind, line.level, line.level_source = "furniture", None, ""
        line.locator = " + ".join(paths)
        if "\n" in read:
            self._write_parts(read, line)
            return
        short = self._looks.bold and line.kind in ("paragraph", "item") and len(read) <= LONGEST_BOLD_HEADING and len(paths) == 1
        if short and element is not None and bold_throughout(element, style.bold):
            line.kind, line.level_source = "heading", "font"
        line.words = read
        self.draft.write(line)

    def _write_parts(self, read: str, line: Line) -> None:
        """Write a paragraph with line breaks as several lines; its number stands in front of the first."""
        parts = [(place, part) for place, part in enumerate(read.split("\n"), 1) if part.strip()]
        for place, part in parts or [(1, "")]:
            self.draft.write(
                Line(part, line.kind, line.level, line.level_source, f"{line.locator}~{place}", line.label, line.suffix)
            )
            line.label = ""
            if line.kind == "item":
                line.kind = "paragraph"

    def _box(self, box: etree._Element, path: str, kind: str) -> None:
        """Write the paragraphs of a text box, or the words of a WordArt."""
        if len(box) == 0 and box.get("string") is not None:
            self.draft.write(Line(box.get("string", "").replace("\n", " "), kind, locator=f"{path}@string"))
        else:
            self.walk(box, path, kind, [] if kind == "cell" else None)

    def _table(self, element: etree._Element, path: str, kind: str, inner: list[tuple[etree._Element, str]] | None) -> None:
        """Write a table of data as cells, any other as the paragraphs that it holds."""
        grid = grid_of(element, path)
        if grid.removed_rows:
            self.draft.noticed[DELETED] += grid.removed_rows
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
        """Write the cells of a data table one after another; tables inside a cell follow its words."""
        draft = self.draft
        if grid.clipped:
            draft.noticed["table row with more columns than any page holds, cut off"] += 1
        cells: list[Cell] = []
        for place in grid.filled:
            start = draft.place
            inner = self._fill(place)
            place.slot.locator = " + ".join(path for _, path in place.elements)
            cells.append(draft.cell(place.slot, start))
            for element, inner_path in inner:
                self._data_table(grid_of(element, inner_path), inner_path)
        draft.add_table(cells, grid.row_count, grid.column_count, path)

    def _fill(self, place: Filled) -> list[tuple[etree._Element, str]]:
        """Write the words of a cell and give back the tables inside it."""
        inner: list[tuple[etree._Element, str]] = []
        for cell, path in place.elements:
            self.walk(cell, path, "cell", inner)
        return inner


PLAIN_STYLE = Style()


def _is_contents(gallery: etree._Element | None) -> bool:
    """Whether a content control holds a table of contents."""
    return gallery is not None and "contents" in gallery.get(VALUE, "").lower()


def _descendants(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Everything inside an element, in order, with its path."""
    counts: dict[str, int] = {}
    for child in element:
        name = local(child.tag)
        counts[name] = number = counts.get(name, 0) + 1
        place = f"{path}/{name}[{number}]"
        yield child, place
        if len(child):
            yield from _descendants(child, place)
