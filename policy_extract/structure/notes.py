"""Parts that explain words and figures: glossaries behind a report, footnotes, remarks under a table (名词解释、附注、注).

What they say commits nobody, whatever task-like words an explanation has: their sentences are background.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy_extract.model import Document, Heading, Statement
from policy_extract.patterns import Pack
from policy_extract.structure.parts import Body, Line

LONGEST_NAME = 60
"""Characters of a line that may name a glossary or an annex."""
OPENING = 100
"""Characters of a paragraph in which an entry says what it explains."""
SAMPLE, LEAST_ENTRIES = 4, 2
"""Paragraphs below a line like 附注 that are looked at, and how many of them must explain something."""
GLOSSARY, NOTE = "notes.glossary", "notes.remark"
OF_WORDS = ("名词", "术语", "用语", "词语", "解释", "释义", "含义", "概念")
"""Words of the header of a table that is a glossary itself."""
PART = re.compile("[（(]?(?:第?[一二三四五六七八九十]{1,3}[、)）章节部条]|[0-9]{1,2}、)")
"""Numbers of the parts of a document, which entries of a glossary do not have unless its first one has."""
NUMBERED = re.compile(r"[（(〔\[［【\^]{0,2}[0-9①-⑳*※]")
NOTE_OPENERS = frozenset("[〔［（(*※①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳注附备")
"""First characters of all footnotes and remarks."""
CONTENTS_ROLES = frozenset({"contents", "contents_line"})


@dataclass(slots=True)
class _Finders:
    """The compiled rules of the family `notes`."""

    glossary: Any
    notes: Any
    explains: Any
    footnote: Any
    remark: Any
    annex: Any


def _compile(pack: Pack) -> _Finders:
    """The rules, compiled once for a pack."""
    rules = pack.family("notes").rules
    return _Finders(
        *(rules[f"notes.{name}"].compiled for name in ("glossary", "notes", "explains", "footnote", "remark", "annex"))
    )


def mark_notes(body: Body, document: Document, pack: Pack) -> None:
    """Make the statements of glossaries, footnotes and remarks background, and their headings the role `glossary`."""
    made: _Finders = pack.cached("structure.notes", _compile)
    lines: dict[int, str] = {}
    names: set[int] = set()
    for first, stop in _glossaries(body, document.headings, made):
        lines.update(dict.fromkeys(range(first, stop), GLOSSARY))
        names.add(first)
        start, end = body.lines[first].start, body.lines[stop - 1].end
        for heading in document.headings:
            if start <= heading.start < end:
                heading.role, heading.year = "glossary", None
    for index, line in enumerate(body.lines):
        if body.text[line.start] not in NOTE_OPENERS or index in lines or line.kind == "cell":
            continue
        words = body.text[line.start : min(line.end, line.start + OPENING)]
        if made.footnote.match(words) or made.remark.match(words):
            lines[index] = NOTE
    for statement in document.statements:
        if statement.paragraph in lines:
            _explain(statement, lines[statement.paragraph], "other" if statement.paragraph in names else "background")


def _explain(statement: Statement, rule: str, kind: str) -> None:
    """Give a statement the kind of an explanation or of its name, unless it is no part of the body."""
    if statement.kind not in ("other", "status"):
        statement.kind, statement.modality, statement.column = kind, None, ""
        statement.rules.append(rule)


def _glossaries(body: Body, headings: list[Heading], made: _Finders) -> Iterator[tuple[int, int]]:
    """First line and the line behind the last one of every glossary and list of footnotes."""
    starts = {heading.start: heading for heading in headings}
    index = 0
    while index < len(body.lines):
        if _opens(body, index, made):
            stop = _stop(body, index, starts, made)
            yield index, stop
            index = stop
        else:
            index += 1


def _opens(body: Body, index: int, made: _Finders) -> bool:
    """Whether a line names a glossary and entries follow it."""
    line = body.lines[index]
    if line.end - line.start > LONGEST_NAME or line.kind == "cell" or line.role in CONTENTS_ROLES:
        return False
    words = body.text[line.start : line.end]
    below = [made.explains.match(opening) is not None for opening in _openings(body, index)]
    if made.glossary.match(words):
        return any(below)
    if not made.notes.match(words) or not below:
        return False
    following = body.lines[index + 1]
    return sum(below) >= min(LEAST_ENTRIES, len(below)) or NUMBERED.match(body.text, following.start, following.end) is not None


def _openings(body: Body, index: int) -> list[str]:
    """The openings of the first paragraphs below a line; those of a table with its header row."""
    below = (line for line in body.lines[index + 1 : index + 1 + SAMPLE * 2] if line.role not in CONTENTS_ROLES)
    return [body.text[line.start : min(line.end, line.start + OPENING)] for line in below][:SAMPLE]


def _stop(body: Body, first: int, starts: dict[int, Heading], made: _Finders) -> int:
    """The line behind a glossary: the next annex, title or table of another kind, or the next section of its own level."""
    own = starts.get(body.lines[first].start)
    following = starts.get(body.lines[first + 1].start) if first + 1 < len(body.lines) else None
    first_number = following.number if following is not None else ""
    weak = made.notes.match(body.text[body.lines[first].start : body.lines[first].end]) is not None
    for index in range(first + 1, len(body.lines)):
        line = body.lines[index]
        words = body.text[line.start : min(line.end, line.start + OPENING)]
        if line.role == "title" or (line.end - line.start <= OPENING and made.annex.match(words) and index > first + 1):
            return index
        if line.kind == "cell" and body.lines[index - 1].kind != "cell" and not _explains_in_table(body, index):
            return index - 1 if index - 1 > first and _names(body, index - 1, starts) else index
        if _begins_part(starts.get(line.start), own, first_number) or (weak and _is_other(words, made)):
            return index
    return len(body.lines)


def _begins_part(heading: Heading | None, own: Heading | None, first_number: str) -> bool:
    """Whether a numbered heading is none of the entries: at the level of the glossary, or 二、 where entries have 1."""
    if heading is None or not heading.number:
        return False
    if own is not None and own.number:
        return heading.level <= own.level
    return PART.match(heading.number) is not None and PART.match(first_number) is None


def _is_other(words: str, made: _Finders) -> bool:
    """Whether a paragraph below 注： is none of the notes: without a number and without anything that it explains."""
    return not NUMBERED.match(words) and not made.explains.match(words)


def _names(body: Body, index: int, starts: dict[int, Heading]) -> bool:
    """Whether a line is the heading or the short name of the table below it."""
    line: Line = body.lines[index]
    return line.start in starts or (line.end - line.start <= LONGEST_NAME and body.text[line.end - 1] not in "。；;")


def _explains_in_table(body: Body, index: int) -> bool:
    """Whether the table that begins at a line has a header of words and what they mean."""
    header = "".join(body.text[line.start : line.end] for line in body.lines[index : index + SAMPLE] if line.kind == "cell")
    return any(word in header[:OPENING] for word in OF_WORDS)
