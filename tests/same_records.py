"""Compares the records of one plan read from two kinds of file."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from policy_extract import Extractor
from policy_extract.patterns import load
from policy_extract.reading import read_text
from policy_extract.structure.cleaning import make_view
from policy_extract.text import Source

CORPUS = Path(__file__).parent.parent / "corpus"
ONE_PAGE = 500
"""Characters that may fit on one page, where nothing tells a running head from a first line; longer plans get a head."""
PLACES = {"start", "end", "locator", "doc_id", "id", "parent", "item", "paragraph"}


def plans() -> dict[str, list[str]]:
    """The paragraphs of every plan of the corpus without a table, wrapped lines joined as the text reader joins them."""
    found = {}
    for path in sorted({*CORPUS.glob("*.txt"), *CORPUS.glob("*.md")}):
        if re.search(r"\t|^\|", path.read_text(encoding="utf-8"), re.M):
            continue
        view = make_view(read_text(path.read_text(encoding="utf-8")), load())
        found[path.stem] = [line.strip() for line in view.text.split("\n") if line.strip()]
    return found


def folded(words: str) -> str:
    """Words without blanks."""
    return re.sub(r"\s", "", words)


def records(source: Source, extractor: Extractor) -> Counter[str]:
    """What was found in a source, without the places where it stands."""
    found: Counter[str] = Counter()
    for result in extractor.extract_source(source):
        rows = result.to_dict()
        found.update(repr(_plain(row)) for row in rows["tasks"] + rows["achievements"])
    return found


def _plain(value: Any) -> Any:
    """A record without offsets and ids, its words folded."""
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, dict):
        left_out = ("_id", "_ids", "_start", "_end", "span", "covers")
        return {key: _plain(each) for key, each in value.items() if key not in PLACES and not key.endswith(left_out)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


def paragraphs(source: Source) -> Counter[str]:
    """The folded words of all blocks that are no furniture."""
    return Counter(folded(source.text[block.start : block.end]) for block in source.blocks if block.kind != "furniture")


def compare(sources: dict[str, Source], texts: dict[str, list[str]]) -> tuple[int, int, int, int]:
    """Equal and all paragraphs, equal and all records, over all plans."""
    extractor = Extractor()
    equal_paragraphs = all_paragraphs = equal = total = 0
    for name, source in sources.items():
        wanted = Counter(folded(paragraph) for paragraph in texts[name])
        got = paragraphs(source)
        equal_paragraphs += sum((wanted & got).values())
        all_paragraphs += max(sum(wanted.values()), sum(got.values()))
        known = records(read_text("\n".join(texts[name])), extractor)
        found = records(source, extractor)
        equal += sum((known & found).values())
        total += max(sum(known.values()), sum(found.values()))
    return equal_paragraphs, all_paragraphs, equal, total


def table_rows(source: Source, number: int = 0) -> dict[tuple[int, int], tuple[str, int]]:
    """Words and row span of each cell of a table by row and column."""
    cells = source.tables[number].cells
    return {(cell.row, cell.column): (source.text[cell.start : cell.end], cell.row_span) for cell in cells}


def check_form(source: Source) -> None:
    """What every reader promises of text, blocks and cells."""
    assert source.text == "\n".join(source.text[block.start : block.end] for block in source.blocks)
    for block in source.blocks:
        words = source.text[block.start : block.end]
        assert words == words.strip() != "" and "\n" not in words and block.locator
    for table in source.tables:
        for cell in table.cells:
            assert table.start <= cell.start <= cell.end <= table.end
            assert cell.row + cell.row_span <= table.row_count and cell.column + cell.column_span <= table.column_count
