"""What an assignment governs (覆盖范围): the sentence, the item it closes, the section it closes or the item it opens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice

from policy_extract.model import Document, Heading
from policy_extract.tasks.responsibilities_entries import Assignment

NUMBERED_LINE = re.compile(
    r"^[ \t\u3000*#>]*(?=(?:[（(](?:[一二三四五六七八九十百]{1,4}|\d{1,3})[）)]|[一二三四五六七八九十百]{1,4}[、.．]"
    r"|\d{1,3}(?:[、）)]|[.．](?!\d(?!\d{3}[年至到—–～~－-]|\d?月)))"
    r"|\d{1,2}(?:[.．]\d{1,2}){1,3}[ \t、]|[①-⑳]|第[一二三四五六七八九十百\d]{1,4}[条章节项]))",
    re.M,
)
BLANKS = " \t\u3000\n\r"
EDGES = BLANKS + "。；;，,、*|<>"
LINE_BREAK = re.compile("\n")
# What counts as text before an assignment, behind it and between two of them.
OPENED = re.compile(rf"[^{re.escape(EDGES + '-—－（(〔[【')}]")
FOLLOWED = re.compile(rf"[^{re.escape(EDGES + '）)〕]】')}]")
BETWEEN = re.compile(rf"[^{re.escape(EDGES)}]")
SENTENCE_MARKS = "。；;！!？?\n"
RUN_IN = re.compile(r"^(?:[一二三四五六七八九十]{1,2}是|[①-⑳]|首先|其次|再次|最后|第[一二三四五六七八九十]$)")


# An item of its own, not a part of one (一是, ①) nor an unnumbered topic: a bracket governs no more than that.
NUMBERED_ITEM = re.compile(
    r"\d{1,2}(?:[.．]\d{1,2}){1,3}(?=[ \t、])|"
    r"[（(][一二三四五六七八九十百\d]{1,4}[）)]|[一二三四五六七八九十百]{1,4}[、.．]|\d{1,3}[、．.）)]|第[一二三四五六七八九十百\d]{1,4}[条章节项]"
)
DIGITS, CHINESE_DIGITS = re.compile(r"\d+"), re.compile("[一二三四五六七八九十百]+")
CELL_INDENT = " " * 6
FINDINGS = frozenset({"numbering.finding", "statements.finding_answered"})
"""Rules of headings that state a finding (问题1：…): a statement has their span, and an item stands below them."""
NUMERALS = re.compile(r"[\d一二三四五六七八九十百①-⑳]+")
WORDED_LINE = re.compile(r"[^\s][^\n]*")
LEAST_SIBLINGS, MOST_SIBLINGS = 2, 60
MEASURES = re.compile(r"\n[ \t\u3000]*[（(【\[]?(?:整改|整治)(?:措施|举措|目标|任务)[】\])）]?[：:]")
"""The line below the bodies of a finding that says what they have to do; what stands above the label is theirs as well."""
LONGEST_RUN = 60
"""Assignments in a row that govern something together: a longer run, each covering all of it, would never come to an end."""


class Coverage:
    """The ground of a document: headings, numbered paragraphs and the assignments before each place."""

    def __init__(self, text: str, document: Document) -> None:
        """Note where headings and numbered paragraphs begin."""
        self.text = text
        self.document = document
        self.headings = [h for h in document.headings if h.level > 0 and (not h.run_in or h.rule in FINDINGS)]
        self.starts = [heading.start for heading in self.headings]
        self.breaks = [match.start() for match in LINE_BREAK.finditer(text, document.start, document.end)]
        headed = set(self.starts)
        found = (match.end() for match in NUMBERED_LINE.finditer(text, document.start, document.end))
        self.paragraphs = [start for start in found if start not in headed]

    def groups(self, assignments: list[Assignment]) -> list[list[Assignment]]:
        """Runs of assignments with nothing between them: 牵头单位：… and 责任单位：… on lines of their own."""
        groups: list[list[Assignment]] = []
        for assignment in assignments:
            apart = not groups or BETWEEN.search(self.text, groups[-1][-1].end, assignment.start) is not None
            if not apart and len(groups[-1]) < LONGEST_RUN:
                groups[-1].append(assignment)
            else:
                groups.append([assignment])
        return groups

    def of(self, group: list[Assignment], previous: int) -> tuple[int, int]:
        """The span that a run of assignments governs; `previous` is the end of the run before it."""
        text, start, end = self.text, group[0].start, group[-1].end
        line_start, line_end = self._line_start(start), self._line_end(end)
        numbered = self._label_numbered(line_start, start)
        own_line = numbered or OPENED.search(text, line_start, start) is None
        closes = FOLLOWED.search(text, end, line_end) is None
        heading = self._heading_at(start)
        if heading is not None and (self._opens(heading, start, end) or start < heading.end):
            return heading.start, max(end, self._trimmed_end(heading)) if self._has_body(heading, end) else max(end, heading.end)
        if numbered and heading is not None and start > heading.end:
            return heading.start, self._trimmed_end(heading)
        if own_line and heading is not None and self._heads_measures(heading, end, previous):
            return heading.start, self._trimmed_end(heading)
        if not closes:
            return self._inside_line(start, end, line_start, previous), end
        unit = self._unit_start(heading, start, line_start, own_line, previous)
        if previous > unit:
            return self._forward(previous, start), end
        if own_line:
            section = any(assignment.form != "bracket" for assignment in group)
            unit = self._climbed(heading, unit, end, previous, section)
        return unit, end

    def closed_by(self, start: int, end: int, previous: int) -> tuple[int, int]:
        """The item that a sentence closes which only assigns (由A牵头，B配合。); the sentence itself where text follows it."""
        if FOLLOWED.search(self.text, end, self._line_end(end)) is not None or self.text.endswith(CELL_INDENT, 0, start):
            return start, end
        covered = self.of([Assignment(start, end, "line", [], [])], previous)
        return covered if covered[1] <= end else (start, end)

    def _label_numbered(self, line_start: int, start: int) -> bool:
        """Whether only a number stands before a label on its line (（三）责任单位：…): the label is a part of the item above."""
        while line_start < start and self.text[line_start] in BLANKS:
            line_start += 1
        number = NUMBERED_ITEM.match(self.text, line_start, start)
        return number is not None and not self.text[number.end() : start].strip()

    def _line_start(self, at: int) -> int:
        """Start of the line around a place."""
        index = bisect_left(self.breaks, at) - 1
        return self.breaks[index] + 1 if index >= 0 else self.document.start

    def _line_end(self, at: int) -> int:
        """End of the line around a place."""
        index = bisect_left(self.breaks, at)
        return self.breaks[index] if index < len(self.breaks) else self.document.end

    def _heading_at(self, at: int) -> Heading | None:
        """The innermost heading whose section holds this place."""
        index = bisect_right(self.starts, at) - 1
        while index >= 0:
            heading = self.headings[index]
            if at < heading.section_end:
                return heading
            index -= 1
            if index < 0 or bisect_right(self.starts, at) - index > 60:
                return None
        return None

    def _opens(self, heading: Heading, start: int, end: int) -> bool:
        """Whether the run stands right below its heading with the item's text behind it."""
        return OPENED.search(self.text, heading.end, start) is None and self._has_body(heading, end)

    def _has_body(self, heading: Heading, end: int) -> bool:
        """Whether the heading has text or headings of its own behind `end`."""
        return FOLLOWED.search(self.text, end, heading.section_end) is not None

    def _heads_measures(self, heading: Heading, end: int, previous: int) -> bool:
        """Whether the first run of a finding stands above the line that says what has to be done (整改措施：)."""
        if heading.rule not in FINDINGS or previous > heading.start:
            return False
        return MEASURES.search(self.text, end, heading.section_end) is not None

    def _trimmed_end(self, heading: Heading) -> int:
        """End of the section without the blanks behind it."""
        end = min(heading.section_end, self.document.end)
        while end > heading.end and self.text[end - 1] in BLANKS:
            end -= 1
        return end

    def _inside_line(self, start: int, end: int, line_start: int, previous: int) -> int:
        """Start of the sentence (or sentences since the last bracket) that a bracket inside a line follows."""
        at = start
        while at > line_start and self.text[at - 1] in BLANKS:
            at -= 1
        floor = max(line_start, previous)
        if at > floor and self.text[at - 1] in "。；;":
            return self._forward(floor, start)
        while at > floor and self.text[at - 1] not in SENTENCE_MARKS:
            at -= 1
        return self._forward(at, start)

    def _unit_start(self, heading: Heading | None, start: int, line_start: int, own_line: bool, previous: int) -> int:
        """Start of the innermost numbered paragraph or heading that the run closes."""
        index = bisect_right(self.paragraphs, start) - 1
        numbered = self.paragraphs[index] if index >= 0 else -1
        if heading is not None and numbered < heading.start:
            return heading.start
        top = self._listing(heading, index, previous) if own_line else -1
        if top >= 0:
            return top
        if heading is not None or numbered >= max(previous, line_start):
            return numbered
        if not own_line:
            return self._forward(line_start, start)
        if numbered >= previous:
            return numbered
        above = line_start - 1
        while above > 0 and self.text[above - 1] in BLANKS:
            above -= 1
        return self._forward(self._line_start(above), start)

    def _listing(self, heading: Heading | None, last: int, previous: int) -> int:
        """Start of the one numbered paragraph whose parts end here ((三)…： 1.…；2.…); -1 when the parts have no such opener."""
        floor = max(previous, heading.start if heading is not None else self.document.start)
        first = bisect_left(self.paragraphs, floor)
        if first >= last:
            return -1
        forms = [number_form(self.text, start) for start in self.paragraphs[first : last + 1]]
        return self.paragraphs[first] if forms.count(forms[0]) == 1 else -1

    def _climbed(self, heading: Heading | None, unit: int, end: int, previous: int, section: bool) -> int:
        """A line that closes a section whose items have no lines of their own governs the section.

        A bracket (`section` is false) closes an item: it climbs only from the item's parts and unnumbered topics.
        """
        parent = heading if heading is not None and unit > heading.start else self._parent(heading)
        while parent is not None and parent.level > 0 and parent.start >= previous:
            following = bisect_left(self.starts, end)
            if following < len(self.starts) and self.starts[following] < parent.section_end:
                break
            if self._numbered_after(end, parent.section_end) or not self._has_siblings(parent, unit):
                break
            if not section and NUMBERED_ITEM.match(self.text, unit):
                break
            unit = parent.start
            parent = self._parent(parent)
        return unit

    def _has_siblings(self, parent: Heading, unit: int) -> bool:
        """Whether another item stands in the section before this one."""
        index = bisect_right(self.starts, parent.start)
        if index < len(self.starts) and self.starts[index] < unit:
            return True
        index = bisect_right(self.paragraphs, parent.start)
        return index < len(self.paragraphs) and self.paragraphs[index] < unit

    def _numbered_after(self, end: int, limit: int) -> bool:
        """Whether another numbered paragraph follows within the section."""
        index = bisect_right(self.paragraphs, end)
        return index < len(self.paragraphs) and self.paragraphs[index] < limit

    def _parent(self, heading: Heading | None) -> Heading | None:
        """The heading above."""
        if heading is None or heading.parent < 0:
            return None
        parent = self.document.headings[heading.parent]
        return parent if parent.level > 0 else None

    def _forward(self, at: int, limit: int) -> int:
        """The first place behind blanks and stops."""
        while at < limit and self.text[at] in EDGES:
            at += 1
        return at


def number_form(text: str, at: int) -> str:
    """The form of a paragraph's number: its bracket or stop, and whether its digits are Chinese (（一） and 1、 differ)."""
    found = NUMBERED_ITEM.match(text, at)
    if found is None:
        return "sign"
    return DIGITS.sub("1", CHINESE_DIGITS.sub("一", found[0])).replace("（", "(").replace("）", ")").replace("．", ".")


class ItemSpans:
    """The numbered items of a document, to be asked for the one around a place."""

    def __init__(self, text: str, document: Document) -> None:
        """Note where headings begin."""
        self._text, self._document = text, document
        self._starts = [heading.start for heading in document.headings]
        self._ends: dict[int, int] = {}

    def around(self, at: int) -> tuple[int, int] | None:
        """The item around a place: its numbered paragraph, or from its heading to its end, above run-in parts like 一是."""
        text, document = self._text, self._document
        index = bisect_right(self._starts, at) - 1
        paragraph = self._numbered_paragraph(at)
        if paragraph is not None and (index < 0 or self._starts[index] < paragraph[0]):
            return paragraph
        while index >= 0:
            heading = document.headings[index]
            named = heading.number or heading.rule in FINDINGS
            if heading.level > 0 and at < heading.section_end and not RUN_IN.match(heading.number) and named:
                above = document.headings[heading.parent] if heading.parent >= 0 else heading
                item = above if above.rule in FINDINGS else heading
                end = self._end(index, at) if item is heading else min(item.section_end, document.end)
                while end > item.end and text[end - 1] in BLANKS:
                    end -= 1
                return item.start, end
            index = heading.parent
        return None

    def _numbered_paragraph(self, at: int) -> tuple[int, int] | None:
        """The line of a place, if it opens with a number: an item without a title (3. 新增床位90张。进度滞后。)."""
        document = self._document
        number = NUMBERED_LINE.match(self._text, max(document.start, self._text.rfind("\n", document.start, at) + 1), at)
        if number is None:
            return None
        end = self._text.find("\n", at, document.end)
        return number.end(), end if end >= 0 else document.end

    def _end(self, index: int, at: int) -> int:
        """The end of the item of a heading, behind the place asked for."""
        if index not in self._ends:
            self._ends[index] = self._end_of_last(index)
        return max(at, self._ends[index])

    def _end_of_last(self, index: int) -> int:
        """The end of an item; the last of a series has no more lines than the longest before it: the rest closes the section."""
        headings = self._document.headings
        heading = headings[index]
        end = min(heading.section_end, self._document.end)
        follows = next((other for other in islice(headings, index + 1, None) if other.level <= heading.level), None)
        if follows is not None and follows.level == heading.level and follows.parent == heading.parent:
            return end
        family = NUMERALS.sub("", heading.number)
        before = [
            other
            for other in headings[max(0, index - MOST_SIBLINGS) : index]
            if (other.parent, other.level) == (heading.parent, heading.level) and NUMERALS.sub("", other.number) == family
        ]
        if len(before) < LEAST_SIBLINGS:
            return end
        longest = max(len(self._lines(other.start, min(other.section_end, self._document.end))) for other in before)
        own = self._lines(heading.start, end)
        return own[longest - 1][1] if len(own) > longest else end

    def _lines(self, start: int, end: int) -> list[tuple[int, int]]:
        """The lines of a stretch that have words."""
        return [match.span() for match in WORDED_LINE.finditer(self._text, start, end)]
