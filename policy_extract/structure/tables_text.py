"""Tables in plain text (文本中的表格): Markdown pipes, cells parted by tabs, columns set apart by wide blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy_extract.structure.tables_headers import HeaderReader
from policy_extract.text import Cell, Table

LINE = re.compile(r"[^\r\n]+")
RULE_LINE = re.compile(r"[\s|:+=-]+")
PIPE = re.compile(r"(?<!\\)\|")
TAB = re.compile(r"\t")
WIDE = re.compile(r"[ \u3000\xa0]{2,}")
NARROW = re.compile(r"[ \u3000\xa0\t]+")
HEADED = re.compile(r"(?:序 ?号|指标|任务|事项|项目|问题|内容|措施|类别|领域)[ \u3000\xa0]+\S")
"""What some line of a table with set-apart columns holds: a cheap look before all lines are cut."""
EDGE = " \t\u3000\xa0\r*"
FEWEST_COLUMNS, FEWEST_ROWS = 2, 2
FEWEST_ALIGNED = 3
LONGEST_ALIGNED_HEADER = 16
LONGEST_NARROW_HEADER = 60

Span = tuple[int, int]


def text_tables(text: str, headers: HeaderReader) -> list[Table]:
    """All tables that the text prints row by row, in text order."""
    found: list[Table] = []
    if text.count("|") >= FEWEST_COLUMNS * FEWEST_ROWS:
        found += _of_mark(text, PIPE)
    if "\t" in text:
        found += _of_mark(text, TAB)
    if not found and HEADED.search(text) is not None:
        found += _aligned(text, headers)
    return sorted(found, key=lambda table: table.start)


def _of_mark(text: str, mark: re.Pattern[str]) -> list[Table]:
    """Tables whose rows are lines with their cells parted by a mark."""
    tables: list[Table] = []
    rows: list[list[Span]] = []
    last = -1
    for start, end in _lines(text, mark):
        adjacent = last < 0 or text[last:start].count("\n") <= 2
        if rows and not adjacent:
            tables += _table(rows)
            rows = []
        last = end
        if not RULE_LINE.fullmatch(text, start, end):
            rows.append(_cut(text, start, end, mark))
    return tables + _table(rows)


def _lines(text: str, mark: re.Pattern[str]) -> Iterator[Span]:
    """Lines that hold the mark between other characters, edge blanks taken off."""
    literal = "|" if mark is PIPE else "\t"
    position = text.find(literal)
    while position >= 0:
        start = max(text.rfind("\n", 0, position), text.rfind("\r", 0, position)) + 1
        match = LINE.match(text, start)
        end = match.end() if match else position
        line = text[start:end]
        blanks = " \u3000\r" if literal == "\t" else " \t\u3000\r"
        if literal == "|" and line.count("|") >= FEWEST_COLUMNS:
            yield start + len(line) - len(line.lstrip(blanks)), start + len(line.rstrip(blanks))
        elif literal == "\t" and "\t" in line.strip():
            yield start, start + len(line.rstrip(blanks))
        position = text.find(literal, end)


def _cut(text: str, start: int, end: int, mark: re.Pattern[str]) -> list[Span]:
    """Trimmed spans of the cells of a row; the pipes at its edges part nothing."""
    if mark is PIPE:
        start += text[start] == "|"
        end -= text[end - 1] == "|" and end - 1 > start
    cells: list[Span] = []
    for match in mark.finditer(text, start, end):
        cells.append(_trimmed(text, start, match.start()))
        start = match.end()
    cells.append(_trimmed(text, start, end))
    return cells


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without blanks and bold marks at its edges."""
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def _table(rows: list[list[Span]]) -> list[Table]:
    """The table of some rows; cells that a row leaves out at its end are empty."""
    width = max((len(row) for row in rows), default=0)
    if len(rows) < FEWEST_ROWS or width < FEWEST_COLUMNS:
        return []
    cells = []
    for number, row in enumerate(rows):
        last = row[-1][1]
        padded = row + [(last, last)] * (width - len(row))
        cells += [Cell(number, column, start, end) for column, (start, end) in enumerate(padded)]
    filled = [cell for cell in cells if cell.end > cell.start]
    if not filled:
        return []
    return [Table(min(c.start for c in filled), max(c.end for c in filled), len(rows), width, cells)]


def _aligned(text: str, headers: HeaderReader) -> list[Table]:
    """Tables whose columns are set apart by blanks: a line of known headers, then rows with as many cells.

    Two blanks or more part the cells; a single one does where every word of the header line is a known header.
    """
    tables: list[Table] = []
    rows: list[list[Span]] = []
    mark = WIDE
    for match in LINE.finditer(text):
        start, end = _trimmed(text, *match.span())
        if start == end:
            continue
        if rows:
            cells = _cut(text, start, end, mark)
            if len(cells) == len(rows[0]):
                rows.append(cells)
                continue
            tables += _table(rows)
        mark = WIDE if WIDE.search(text, start, end) else NARROW
        rows = _header(text, start, end, mark, headers)
    return tables + _table(rows)


def _header(text: str, start: int, end: int, mark: re.Pattern[str], headers: HeaderReader) -> list[list[Span]]:
    """The first row of an aligned table when a line is one of headers; else none."""
    if mark is NARROW and (end - start > LONGEST_NARROW_HEADER or not NARROW.search(text, start, end)):
        return []
    cells = _cut(text, start, end, mark)
    words = [text[a:b] for a, b in cells]
    if len(words) < FEWEST_ALIGNED or any(len(word) > LONGEST_ALIGNED_HEADER for word in words):
        return []
    known = sum(map(headers.known, words))
    return [cells] if known * 3 >= 2 * len(words) and (mark is WIDE or known == len(words)) else []
