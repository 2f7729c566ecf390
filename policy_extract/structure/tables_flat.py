"""Tables flattened to one cell a line (逐格成行的表格): header words one after another, then the cells in row order.

With a running number (序号) the numbers 1, 2, 3 … mark where rows begin, and a cell may run over several lines; without
one every row must have exactly as many lines as there are headers, and the cells must look like what their headers say.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from policy_extract.structure.tables_headers import NUMBERS, SPACE, HeaderReader, plain
from policy_extract.text import Cell, Table

LINE = re.compile(r"[^\r\n]+")
HEADED = re.compile(
    r"^[ \t\u3000*]*(?:序[ \u3000]*号|编号|[一-鿿]{0,6}(?:指标|指标名称|任务|事项|项目|项目名称|类别|领域))[ \t\u3000*]*$", re.M
)
FEWEST_COLUMNS, MOST_COLUMNS = 3, 16
FEWEST_ROWS = 2
LONGEST_HEADER_LINE = 14
MOST_HEADER_LINES = 30
MOST_PIECES = 3
"""Lines over which one header may be broken."""
WINDOWS = (40, 400, 4000, 40000)
"""Lines that are looked at for one table: more only when it reaches the end of those before, or was not found in so few."""
MOST_TRIES = 5000
MOST_LINES = 60
"""Lines of one row."""
LEAST_KNOWN = 0.6
NUMERAL = "[一二三四五六七八九十]{1,3}"
SECTION = re.compile(rf"[（(]{NUMERAL}[）)]|{NUMERAL}、|第{NUMERAL}[章节条]|表 ?\d|专栏|附[件表录]")
MISFIT, JOINED, UNLAID = 8, 2, 40
WORDY = frozenset({"content", "target", "progress", "problem", "remark"})
"""Roles of columns whose cells often have several paragraphs."""
BODY = re.compile(r"[^。\d]{0,400}[局委办厅部院会室府司校站所队行社处科股馆团联盟心区县市镇乡道门位业等、，；）)]|[-－—/无]{1,4}")
"""How the lines of a cell of bodies end."""
SHORT_PIECE = 4


@dataclass(slots=True)
class Token:
    """A line that is a cell or part of one; an empty cell has no words."""

    start: int
    end: int
    words: str


def flat_tables(text: str, headers: HeaderReader) -> list[Table]:
    """All flattened tables of a text, in order."""
    tables: list[Table] = []
    position = tries = 0
    while tries < MOST_TRIES and (match := HEADED.search(text, position)) is not None:
        position, tries = match.end(), tries + 1
        read = _counted if "号" in match[0] else _regular
        for most in WINDOWS:
            tokens = _tokens(text, match.start(), most)
            table = read(tokens, headers)
            if len(tokens) < most or (table is None and any(token.words == tokens[0].words for token in tokens[1:])):
                break
            if (table is None and most > WINDOWS[0]) or (table is not None and table.end < tokens[-2 * MOST_LINES :][0].start):
                break
        if table is not None:
            tables.append(table)
            position = table.end
    return tables


def _tokens(text: str, start: int, most: int) -> list[Token]:
    """Lines from a place on; where cells stand a fixed number of line ends apart, a wider gap holds empty cells."""
    lines: list[tuple[int, int]] = []
    for match in LINE.finditer(text, start):
        stripped = match[0].strip(" \t\u3000*\xa0")
        if stripped:
            first = match.start() + match[0].index(stripped[0])
            lines.append((first, first + len(stripped)))
        if len(lines) >= most or len(stripped) > 2000:
            break
    gaps = [text.count("\n", a[1], b[0]) for a, b in pairwise(lines[:40])]
    step = Counter(gaps).most_common(1)[0][0] if gaps else 1
    tokens: list[Token] = []
    for number, (first, last) in enumerate(lines):
        if number:
            before = lines[number - 1][1]
            empty = text.count("\n", before, first) // max(step, 1) - 1
            tokens += [Token(before, before, "") for _ in range(min(empty, MOST_COLUMNS))]
        tokens.append(Token(first, last, text[first:last]))
    return tokens


def _counted(tokens: list[Token], headers: HeaderReader) -> Table | None:
    """The table whose rows begin with 1, 2, 3 …"""
    first = next((i for i, token in enumerate(tokens[: MOST_HEADER_LINES + 1]) if token.words in ("1", "1.")), -1)
    heads = [token for token in tokens[:first] if token.words]
    if first < FEWEST_COLUMNS or len(heads[-1].words) > 2 * LONGEST_HEADER_LINE:
        return None
    starts = _row_starts(tokens, first, headers)
    if len(starts) < FEWEST_ROWS:
        return None
    rows = [tokens[a:b] for a, b in zip(starts, [*starts[1:], min(len(tokens), starts[-1] + MOST_LINES)], strict=True)]
    sizes = Counter(len(row) for row in rows[:-1])
    best: tuple[int, Table] | None = None
    for width in {sizes.most_common(1)[0][0], min(sizes), len(heads)}:
        columns = _headers(heads, width, headers) if FEWEST_COLUMNS <= width <= MOST_COLUMNS else None
        made = _made(columns, [*rows[:-1], _last_row(rows[-1], width, headers)], headers) if columns is not None else None
        if made is not None and (best is None or made[0] < best[0]):
            best = made
    return best[1] if best is not None else None


def _row_starts(tokens: list[Token], first: int, headers: HeaderReader) -> list[int]:
    """Places of the running numbers; a note, a heading or another header row ends them."""
    starts, number, here = [first], 1, first
    while True:
        number += 1
        stop = min(len(tokens), here + MOST_LINES)
        wanted = (str(number), f"{number}.")
        before = here
        here = next((i for i in range(here + FEWEST_COLUMNS, stop) if tokens[i].words in wanted), -1)
        if here < 0 or any(_ends(tokens[i].words, headers, here - i) for i in range(before + 1, here)):
            return starts
        starts.append(here)


def _ends(words: str, headers: HeaderReader, distance: int) -> bool:
    """Whether no row follows behind a line; a heading right above the next number only names a group of rows."""
    compact = SPACE.sub("", words)
    if compact in headers.totals:
        return False
    return compact == "序号" or (_closes(words, headers) and distance > 2)


def _last_row(row: list[Token], width: int, headers: HeaderReader) -> list[Token]:
    """The last row, whose end no following number shows: up to a note, a sum, a heading, or its own width."""
    for index, token in enumerate(row):
        if index and _closes(token.words, headers):
            return row[: max(index, 1)]
    return row[:width]


def _closes(words: str, headers: HeaderReader) -> bool:
    """Whether a line stands behind the rows: a sum, a note, a heading."""
    compact = SPACE.sub("", words)
    return compact in headers.totals or compact.startswith(tuple(n + m for n in headers.notes for m in "：:")) or (
        SECTION.match(words) is not None and not words.endswith(("；", "。"))
    )  # fmt: skip


def _headers(heads: list[Token], width: int, headers: HeaderReader) -> list[Token] | None:
    """The headers of so many columns out of lines that may be pieces of one; None when too few of them are known."""
    if len(heads) < width or any(len(head.words) > LONGEST_HEADER_LINE for head in heads):
        return None
    # Best division of the first i lines into j headers: most known words first, then fewest joints.
    best: dict[tuple[int, int], tuple[float, list[Token]]] = {(0, 0): (0.0, [])}
    for end in range(1, len(heads) + 1):
        for count in range(1, min(end, width) + 1):
            for start in range(max(0, end - MOST_PIECES), end):
                before = best.get((start, count - 1))
                if before is None:
                    continue
                token = Token(heads[start].start, heads[end - 1].end, "".join(head.words for head in heads[start:end]))
                opens = token.words[0] not in "（([〔"
                score = before[0] + (1 if opens and headers.known(token.words) else 0) - 0.01 * (end - start - 1) - (not opens)
                known = best.get((end, count))
                if known is None or score > known[0]:
                    best[end, count] = score, [*before[1], token]
    found = best.get((len(heads), width))
    return found[1] if found is not None and found[0] >= LEAST_KNOWN * width else None


def _made(columns: list[Token], rows: list[list[Token]], headers: HeaderReader) -> tuple[int, Table] | None:
    """The table of headers and rows, with how badly they fit; a row that cannot be laid under the headers stays as it is."""
    roles = [headers.column([column.words], (0, 0)).role for column in columns]
    cells = [Cell(0, number, column.start, column.end, header=True) for number, column in enumerate(columns)]
    count, misfit = 1, sum(MISFIT for role in roles if not role)
    for row in rows:
        laid = _laid(row, roles, headers)
        if laid is None:
            misfit += UNLAID
            continue
        cells += [Cell(count, column, start, end) for column, (start, end) in enumerate(laid[1])]
        misfit += laid[0]
        count += 1
    if count <= FEWEST_ROWS:
        return None
    return misfit, Table(columns[0].start, max(cell.end for cell in cells), count, len(columns), cells)


def _laid(row: list[Token], roles: list[str], headers: HeaderReader) -> tuple[int, list[tuple[int, int]]] | None:
    """The cost and the lines of a row laid under the columns in order, a cell being one line or several.

    None when there are too few lines, or two ways that are equally good: a value must not get under the wrong header.
    """
    stop = next((i for i, token in enumerate(row) if i >= len(roles) and _closes(token.words, headers)), len(row))
    row = row[:stop]
    if len(row) < len(roles):
        return None
    if len(row) == len(roles):
        cost = sum(0 if _fits(token.words, role, headers) else MISFIT for token, role in zip(row, roles, strict=True))
        return cost, [(token.start, token.end) for token in row]
    # Cheapest way to lay the first lines under the first columns, and whether there is another as cheap.
    best: dict[tuple[int, int], tuple[int, list[int], bool]] = {(0, 0): (0, [], False)}
    for column, role in enumerate(roles):
        for end in range(column + 1, len(row) - (len(roles) - column - 1) + 1):
            for start in range(column, end):
                before = best.get((start, column))
                if before is None:
                    continue
                cost = before[0] + _cost(row[start:end], role, headers)
                known = best.get((end, column + 1))
                if known is None or cost < known[0]:
                    best[end, column + 1] = cost, [*before[1], end], before[2]
                elif cost == known[0]:
                    best[end, column + 1] = cost, known[1], True
    cost, cuts, doubtful = best[len(row), len(roles)]
    if doubtful:
        return None
    return cost, [(row[a].start, row[b - 1].end) for a, b in zip([0, *cuts], cuts, strict=False)]


def _cost(tokens: list[Token], role: str, headers: HeaderReader) -> int:
    """How badly some lines fit a column."""
    cost = sum(0 if _fits(token.words, role, headers) else MISFIT for token in tokens)
    if len(tokens) > 1:
        single = role in ("ordinal", "attribute", "unit", "status")
        cost += (len(tokens) - 1) * (3 * JOINED if single else JOINED // 2 if role in WORDY else JOINED)
        cost += (
            0
            if role in WORDY
            else sum((len(a.words) <= SHORT_PIECE) != (len(b.words) <= SHORT_PIECE) for a, b in pairwise(tokens)) * 2 * JOINED
        )
        # An empty cell is none beside others.
        cost += sum(2 * MISFIT for token in tokens if not token.words)
    return cost


def _fits(words: str, role: str, headers: HeaderReader) -> bool:
    """Whether a line looks like a cell of a column."""
    compact = SPACE.sub("", words)
    if not compact:
        return role not in ("ordinal", "indicator", "task")
    if role == "ordinal":
        return compact.rstrip(".").isdigit()
    if role == "attribute":
        return compact in headers.attributes
    numeric = any(c.isdigit() for c in compact) or set(compact) <= set("-－—–―─/／无")
    if role in NUMBERS:
        return numeric
    if role == "time":
        return numeric or any(word in compact for word in ("长期", "持续", "底", "常态", "立行立改", "立即", "年"))
    if role == "unit":
        return len(compact) <= 8 and not compact.isdigit()
    if role == "bodies":
        return BODY.fullmatch(compact) is not None
    if role == "task" and compact.endswith("。"):
        return False
    return not (compact.replace(".", "").replace(",", "").isdigit() or compact in headers.attributes)


def _regular(tokens: list[Token], headers: HeaderReader) -> Table | None:
    """The table without a running number: known headers on single lines, then rows of exactly as many lines."""
    width = 0
    for token in tokens[:MOST_COLUMNS]:
        if not token.words or len(token.words) > LONGEST_HEADER_LINE or not headers.known(token.words):
            break
        width += 1
    columns = tokens[:width]
    roles = [headers.column([column.words], (0, 0)).role for column in columns]
    checked = [number for number, role in enumerate(roles) if role in NUMBERS or role in ("attribute", "unit", "time")]
    if width < FEWEST_COLUMNS or len(checked) < 2 or len({plain(column.words) for column in columns}) < width:
        return None
    cells = [Cell(0, number, column.start, column.end, header=True) for number, column in enumerate(columns)]
    count, here = 1, width
    while here + width <= len(tokens):
        row = tokens[here : here + width]
        if not all(_fits(token.words, role, headers) for token, role in zip(row, roles, strict=True)):
            break
        cells += [Cell(count, number, token.start, token.end) for number, token in enumerate(row)]
        count, here = count + 1, here + width
    if count <= FEWEST_ROWS:
        return None
    return Table(columns[0].start, max(cell.end for cell in cells), count, width, cells)
