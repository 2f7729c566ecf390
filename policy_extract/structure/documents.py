"""Puts the structure of a source together: documents, title blocks, headings, statements and issues (文件结构)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from policy_extract.anchored import Anchored
from policy_extract.model import Document, Heading, Statement
from policy_extract.patterns import Pack
from policy_extract.structure.findings import labelled_findings
from policy_extract.structure.issues import find_issues
from policy_extract.structure.lines import HOSTS, mark_second_copy, split_lines
from policy_extract.structure.metadata import read_meta
from policy_extract.structure.nesting import BOX, nest
from policy_extract.structure.notes import mark_notes
from policy_extract.structure.outline import REPORTING, decide, outliner
from policy_extract.structure.parts import CAPTION, TITLE_FAMILY, TOPIC, Body, Item, Line
from policy_extract.structure.roles import counted_year, give_roles, mark_review, reported_year, staged_year
from policy_extract.structure.sentences import cut_lines
from policy_extract.structure.tables import find_tables
from policy_extract.structure.tables_lines import lay_lines
from policy_extract.structure.titles import YEARS_PART, find_titles, finders, split_documents
from policy_extract.structure.topics import BOX_TITLE, find_captions, find_topics, part_captions
from policy_extract.text import Source, View

Finders = tuple[Anchored, Anchored, Anchored, Anchored]
ANSWERED_RULE = "statements.finding_answered"
"""Rule of the headings of findings that lines below them answer (整改情况：…)."""
TITLE_TAIL = re.compile(r"[。；;：:，,、 \t]+$")
LONGEST_MARK = 30
LONGEST_ADDRESS = 280
LONGEST_SIGNATURE = 42
LONGEST_OPENING = 40
LONGEST_EDGE = 60
CLOSING_MARKS = frozenset("。！？；：!?;:”")
CLOSING_BRACKETS = frozenset("）)〕]】")
CONTACT_REACH = 10
TOLD = re.compile(
    r"[^：:，,]{6,60}[，,][^：:]{4}|\d[\d.,]{0,12}(?:[%％‰万亿元个家项户人名套张亩座条处所]|公里|平方米|吨)(?![^，,。]{0,8}(?:会议|代表))"
)
"""What a signature, a date or the name of an annex never holds."""
SHORTEST_REPEAT, LONGEST_SECOND, LARGEST_DIFFERENCE = 6, 10, 5
ACCOUNT = re.compile(r"\d|[了已将把由余百千万亿]")

PREAMBLE = 400
"""Characters in which a plan says what year it is for."""


def analyse(view: View, source: Source, pack: Pack) -> list[Document]:
    """The documents of a source with meta data, headings, statements and issues filled, in text order."""
    text = view.text
    lines = split_lines(view, source, pack)
    front = next((block for block in source.blocks if block.locator == "front-matter"), None)
    front_matter = source.text[front.start : front.end] if front else ""
    if not lines:
        return []
    mark_second_copy(text, lines)
    tables = find_tables(view, source, pack)
    lines = lay_lines(text, lines, tables)
    ranges = split_documents(text, lines, pack)
    documents = []
    for number, (first, stop) in enumerate(ranges):
        own = lines[first:stop]
        start = own[0].start if number or first else 0
        end = lines[stop].start if stop < len(lines) else len(text)
        preface = text[: lines[first].start] if number == 0 else ""
        beside = source.facts if len(ranges) == 1 else {}
        document = _document(Body(text, start, end, own), preface, front_matter, pack, len(ranges) > 1, beside)
        document.tables = [table for table in tables if start <= table.start < end]
        if document.tables and document.meta.genre == "other":
            document.meta.genre = "ledger"
        documents.append(document)
    return documents


def _document(body: Body, preface: str, front_matter: str, pack: Pack, collected: bool, beside: Mapping[str, str]) -> Document:
    """The structure of one document; `collected` when the file holds others too."""
    text = body.text
    body.titles = find_titles(text, body.lines, 0, len(body.lines), pack)
    titled = {line: first for first, last in body.titles for line in range(first, last + 1)}
    for index in titled:
        body.lines[index].other, body.lines[index].role = False, "title"
    _mark_repeated_titles(body, pack)
    meta = read_meta(_prose(body), preface, front_matter, pack, collected, beside)
    _mark_ends(body, pack)
    body.units = cut_lines(text, body.lines, pack)
    for unit in body.units:
        line = body.lines[unit.line]
        unit.bold = line.kind == "heading" and unit.first
    _bold_openings(body)
    excluded = set(titled).union(number for number, line in enumerate(body.lines) if line.role == "table")
    captions = find_captions(body, pack, excluded)
    topics = find_topics(body, pack, excluded) | labelled_findings(body, outliner(pack).findings)
    nest(body, captions, topics - captions, titled, part_captions(body, pack, captions))
    decide(body, outliner(pack), meta.genre)
    headings, by_item = _headings(body)
    give_roles(headings, meta.year, pack)
    if meta.year is None and meta.genre == "work_report":
        meta.year = reported_year(headings)
        give_roles(headings, meta.year, pack)
    elif meta.year is None and meta.genre in REPORTING:
        meta.year = counted_year(text, body.start, body.end)
    elif meta.year is None and meta.genre == "plan":
        meta.year = staged_year(headings, text[body.start : min(body.end, body.start + PREAMBLE)], pack)
    document = Document(body.start, body.end, meta, headings)
    document.statements = _statements(body, by_item, titled, pack)
    mark_review(text, document, pack)
    mark_notes(body, document, pack)
    document.issues = sorted(find_issues(body, pack) + meta.issues, key=lambda issue: (issue.start, issue.end, issue.code))
    return document


def _prose(body: Body) -> Body:
    """The body without the cells of its tables, whose dates and names say nothing about the document."""
    if all(line.row == -1 for line in body.lines):
        return body
    places = {id(line): number for number, line in enumerate(line for line in body.lines if line.row == -1)}
    titles = [(places[id(body.lines[first])], places[id(body.lines[last])]) for first, last in body.titles]
    return Body(body.text, body.start, body.end, [line for line in body.lines if line.row == -1], titles=titles)


def _mark_repeated_titles(body: Body, pack: Pack) -> None:
    """A page that prints its title or number again, in pieces too, has no heading and no statement there."""
    number = finders(pack).number
    names = ["".join(body.text[line.start : line.end] for line in body.lines[a : b + 1]) for a, b in body.titles]
    exact = set(names)
    for index, line in enumerate(body.lines):
        if line.role in ("title", "table") or line.other or line.end - line.start > LONGEST_ADDRESS:
            continue
        words = body.text[line.start : line.end]
        if YEARS_PART.fullmatch(words):
            continue  # 2025年工作计划 names a part, though the title holds the same words
        again = len(words) > SHORTEST_REPEAT and (
            words in exact or (index < LONGEST_OPENING and any(words in name for name in names))
        )
        if again or (len(words) <= LONGEST_MARK and words[-1] == "号" and number.fullmatch(words)):
            line.other, line.role = True, "title_again"


def _mark_ends(body: Body, pack: Pack) -> None:
    """Lines with a lost date, and signatures near a date or the end, are no statements."""
    lost, date = pack.cached("structure.end_lines", _compile_ends)
    for index, line in enumerate(body.lines):
        if line.role == "table":
            continue
        words = body.text[line.start : line.end] if line.end - line.start <= LONGEST_SIGNATURE else ""
        if words and lost.match(words):
            line.other, line.role = True, "lost_date"
        elif words and not line.other and line.role != "title" and date.match(words):
            line.other, line.role = True, "date"
        elif line.role == "signature":
            following = body.lines[index + 1] if index + 1 < len(body.lines) else None
            line.other = following is None or following.other or following.role in ("signature", "lost_date", "title")
            if following is not None and lost.match(body.text[following.start : following.end]):
                line.other = True


def _compile_ends(pack: Pack) -> tuple[Any, Any]:
    """Compile the rules for signature dates, damaged and sound."""
    rules = pack.family("titles").rules
    return rules["titles.lost_line"].compiled, rules["titles.date_line"].compiled


def _bold_openings(body: Body) -> None:
    """A unit that the format prints bold at the head of its paragraph reads as a heading."""
    for unit in body.units:
        if unit.bold:
            continue
        line = body.lines[unit.line]
        if unit.first and line.bold_end and unit.end <= line.bold_end + 1:
            unit.bold = True


def _headings(body: Body) -> tuple[list[Heading], dict[int, int]]:
    """Headings of the outline with levels, parents and section ends; also heading index by unit index."""
    headings: list[Heading] = []
    of_item: dict[int, int] = {}
    title_lines = dict(body.titles)
    for number, item in enumerate(body.items):
        if not item.heading:
            continue
        unit = body.units[item.unit]
        parent = item.parent
        while parent >= 0 and not body.items[parent].heading:
            parent = body.items[parent].parent
        above = of_item.get(parent, -1) if parent >= 0 else -1
        if item.family == TITLE_FAMILY:
            end = body.lines[title_lines[unit.line]].end
            headings.append(Heading(unit.start, end, "", 0, _title(body.text, unit.start, end), -1, rule="structure.title"))
        else:
            level = headings[above].level + 1 if above >= 0 else 1
            headings.append(_heading(body, item, level, above))
        of_item[number] = len(headings) - 1
    _close_sections(headings, body.end)
    return headings, {body.items[number].unit: index for number, index in of_item.items()}


def _heading(body: Body, item: Item, level: int, parent: int) -> Heading:
    """One heading below the title; a dash is no part of its span."""
    unit = body.units[item.unit]
    mark = unit.mark
    number = mark.number if mark else ""
    start = unit.start if mark is None else (mark.start if number else mark.end)
    unnumbered = CAPTION if item.family in (CAPTION, BOX) else TOPIC
    rule = f"numbering.{mark.family}" if mark else f"structure.{unnumbered}"
    if item.answered and item.keep:
        rule = ANSWERED_RULE
    title = _title(body.text, unit.text_start, unit.end)
    if item.run_in and item.family == "ordinal":
        title = _named(title)
    return Heading(start, unit.end, number, level, title, parent, run_in=item.run_in or item.keep, rule=rule)


def _title(text: str, start: int, end: int) -> str:
    """The words of a heading without number and closing mark, on one line."""
    return TITLE_TAIL.sub("", re.sub(r"\s*\n\s*", "", text[start:end]))


def _named(sentence: str) -> str:
    """The words of a sentence that name it: its first clause, with a second one of its kind that is no account yet."""
    clauses = re.split("[，,]", sentence)
    if len(clauses) < 2 or ACCOUNT.search(clauses[1]):
        return clauses[0]
    first, second = len(clauses[0]), len(clauses[1])
    parallel = len(clauses) == 2 and abs(first - second) <= LARGEST_DIFFERENCE
    return "，".join(clauses[:2]) if parallel or max(first, second) <= LONGEST_SECOND else clauses[0]


def _close_sections(headings: list[Heading], end: int) -> None:
    """A section ends where the next heading of its level or above begins."""
    open_headings: list[int] = []
    for index, heading in enumerate(headings):
        while open_headings and headings[open_headings[-1]].level >= heading.level:
            headings[open_headings.pop()].section_end = heading.start
        open_headings.append(index)
    for index in open_headings:
        headings[index].section_end = end


def _statements(body: Body, headings: dict[int, int], titled: dict[int, int], pack: Pack) -> list[Statement]:
    """Every unit that is no heading, furniture lines too, with section, paragraph and item numbers."""
    finders: Finders = pack.cached("structure.kinds", _compile_kinds)
    runs_in = {item.unit for item in body.items if item.run_in or item.keep}
    marked = {item.unit for item in body.items if item.first and item.family != "ordinal"}
    statements = [Statement(line.start, line.end, -1, n, 0, kind="other") for n, line in enumerate(body.lines) if line.other]
    section, item, row = -1, 0, -1
    for index, unit in enumerate(body.units):
        own = headings.get(index)
        if own is not None:
            section = own
        if (own is not None and unit.first) or index in marked or body.lines[unit.line].row != row:
            item += 1
            row = body.lines[unit.line].row
        if unit.line in titled or (own is not None and index not in runs_in):
            continue
        start = unit.start
        if unit.mark and unit.mark.family == "dash":
            start = unit.mark.end
        line = unit.line
        column = body.lines[line].column
        kind = "" if column not in ("", "progress") else _kind(body.text, unit.start, unit.end, body.lines[line], finders)
        statements.append(Statement(start, unit.end, section, line, item, kind=kind, column=column))
    statements.sort(key=lambda statement: (statement.start, statement.end))
    _mark_edges(body, statements, outliner(pack).assigning)
    for before, after in itertools.pairwise(statements):
        if after.kind == "other" and after.item == 0:
            after.section, after.item = before.section, before.item
    return statements


def _mark_edges(body: Body, statements: list[Statement], assigning: Any) -> None:
    """Short unclosed lines above the body (speaker, meeting, number) and below it (names, annexes) are no statements."""
    text = body.text
    opening = next((h.unit for h in body.items if h.heading and h.family != TITLE_FAMILY), len(body.units))
    limit = body.units[opening].start if opening < len(body.units) else body.end
    above = itertools.takewhile(lambda statement: statement.start < limit, statements)
    below = reversed(statements)
    for run, marks in ((above, CLOSING_MARKS), (below, CLOSING_MARKS | CLOSING_BRACKETS)):
        for statement in run:
            if statement.kind in ("other", "background"):
                continue
            if statement.column:
                break
            long = statement.end - statement.start > LONGEST_EDGE
            if long or text[statement.end - 1] in marks or assigning.search(text, statement.start, statement.end):
                break
            behind = not marks.isdisjoint(text[body.lines[statement.paragraph].start : statement.start])
            if behind or (run is below and TOLD.search(text, statement.start, statement.end)):
                # A sentence whose full stop was forgotten: behind another one on its line, with clauses or with a figure.
                break
            statement.kind = "other"


def _compile_kinds(pack: Pack) -> Finders:
    """Compile the rules for marks of progress, addressees, contact lines and lists of those who met."""
    rules = pack.family("statements").rules
    return (
        rules["statements.status_mark"].anchored,
        rules["statements.addressee"].anchored,
        pack.family("furniture").rules["furniture.footer"].anchored,
        rules["statements.attendance"].anchored,
    )


def _kind(text: str, start: int, end: int, line: Line, finders: Finders) -> str:
    """Kinds that the structure alone tells: marks of progress, addressees, signatures; empty for the rest."""
    status, addressee, contact, attendance = finders
    length = end - start
    opening = text[start : start + CONTACT_REACH] if length <= LONGEST_EDGE else ""
    charges = line.role != "footer" and opening.startswith(HOSTS)
    if not charges and ("：" in opening or ":" in opening) and contact.match(text[start:end]):
        return "other"
    if length <= LONGEST_EDGE and start == line.start and end == line.end and BOX_TITLE.match(text, start, end):
        return "other"
    if start == line.start and attendance.match(text[start : min(end, start + LONGEST_MARK)]):
        return "other"
    if length <= LONGEST_MARK and text[end - 1] not in "，、：:；" and status.match(text[start:end]):
        return "status"
    if text[end - 1] in "：:！!" and length <= LONGEST_ADDRESS and start == line.start and addressee.match(text[start:end]):
        return "background"
    if line.role == "signature" and length <= LONGEST_SIGNATURE and text[end - 1] not in "。；":
        return "other"
    return ""
