"""Reads plain text and Markdown: the text stays as it is, headings and furniture are marked as blocks (纯文本、Markdown)."""

from __future__ import annotations

import re

from policy_extract.errors import ReadError
from policy_extract.text import Block, Source

FRONT_MATTER = re.compile(r"\A\s{0,20}---[ \t]*\r?\n(?:(?!-{3,}[ \t]*\r?$)[^\n]{0,2000}\n){0,60}?-{3,}[ \t]*(?:\r?\n|\Z)", re.M)
ATX_HEADING = re.compile(r"#{1,6}[ \t]")
FRONT = "front-matter"
"""Locator of the block of fields that opens a Markdown file."""
COMMENT_OPEN, COMMENT_CLOSE = "<!--", "-->"
BOLD_LIMIT = 120
LOCATOR = re.compile(r"text\[([1-9]\d{0,8}):([1-9]\d{0,8})\]\Z")


def read_plain(text: str, name: str = "") -> Source:
    """A source of a decoded text with the blocks that Markdown marks state; none for plain text."""
    source = Source(text, name, media_type="text/plain")
    if text.startswith("\ufeff"):
        source.text = text = text[1:]
    blocks = _front_matter(text)
    blocks += _comments(text)
    blocks += _headings(text, blocks[0].end if blocks and blocks[0].start == 0 else 0)
    if blocks:
        source.media_type = "text/markdown"
        blocks.sort(key=lambda block: (block.start, -block.end))
    source.blocks = blocks
    return source


def line_place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def reread_plain(text: str, locator: str) -> str:
    """The words from a place (`text[line:column]`) to the end of its line, or the block of fields that opens the file.

    Raises ReadError when there is no such place.
    """
    match = LOCATOR.match(locator)
    text = text.removeprefix("\ufeff")
    if locator == FRONT and (front := FRONT_MATTER.match(text)) is not None:
        return front[0]
    lines = text.split("\n")
    if match is None or int(match[1]) > len(lines):
        raise ReadError(f"{locator}: no such place in this text; write text[line:column]", "missing")
    return lines[int(match[1]) - 1][int(match[2]) - 1 :].rstrip("\r")


def _front_matter(text: str) -> list[Block]:
    """The `---` block that opens a file: furniture whose fields are read for the document's meta data."""
    match = FRONT_MATTER.match(text) if "---" in text[:30] else None
    return [Block(0, match.end(), "furniture", locator=FRONT)] if match else []


def _comments(text: str) -> list[Block]:
    """HTML comments in Markdown are notes of the one who collected the text."""
    blocks = []
    line, counted = 1, 0
    start = text.find(COMMENT_OPEN)
    while start >= 0:
        end = text.find(COMMENT_CLOSE, start + len(COMMENT_OPEN))
        if end < 0:
            break
        line, counted = line + text.count("\n", counted, start), start
        place = f"text[{line}:{start - text.rfind(chr(10), 0, start)}]"
        blocks.append(Block(start, end + len(COMMENT_CLOSE), "furniture", locator=place))
        start = text.find(COMMENT_OPEN, end)
    return blocks


def _headings(text: str, begin: int) -> list[Block]:
    """Lines with `#` and bold lines or bold openings of a paragraph (`**…。**…`) are headings."""
    blocks: list[Block] = []
    position = text.find("#", begin)
    while position >= 0:
        if (position == 0 or text[position - 1] == "\n") and (match := ATX_HEADING.match(text, position)):
            end = _line_end(text, position)
            blocks.append(Block(match.end(), end, "heading", level=match.end() - position - 1))
            position = end
        else:
            while position < len(text) and text[position] == "#":
                position += 1
        position = text.find("#", position)
    position = text.find("**", begin)
    while position >= 0:
        close = text.find("**", position + 2, position + 2 + BOLD_LIMIT)
        if _opens_line(text, position) and close > 0 and "\n" not in text[position:close]:
            blocks.append(Block(position + 2, close, "heading"))
            position = close
        position = text.find("**", position + 2)
    return blocks


def _opens_line(text: str, position: int) -> bool:
    """Whether only blanks stand before the position on its line."""
    before = text[max(0, position - 8) : position]
    return not before.rsplit("\n", 1)[-1].strip() and (position <= 8 or "\n" in before)


def _line_end(text: str, position: int) -> int:
    """End of the line that holds the position, without its line end."""
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    return end - 1 if end > position and text[end - 1] == "\r" else end
