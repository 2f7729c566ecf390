"""Finds document titles, over several lines when need be, and the borders between documents of one file (标题、多文件)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from policy_extract.patterns import Pack
from policy_extract.structure.numbering import number_value, numbering, read_mark
from policy_extract.structure.parts import Line

OPENING_LINES = 30
NO_END = frozenset("。；，、：；:,;！？")
PIECE_WORDS = ("篇", "例", "范文", "之")
CITATION_REACH = 1500
FARTHEST_END = 12
REPEATED = 10
MOST_OFFICES = 12
SHORTEST_STATED, SHORTEST_TITLE, LONGEST_TITLE, LONGEST_LINE = 3, 5, 100, 60
HAN = re.compile(r"[㐀-鿿]")
SENTENCE = re.compile(r"[。；！？]")
CLAUSE = re.compile(r"[。；！？：:]|[，,].*[，,]|[，,]$")
CITED = re.compile(r"《([^《》]{6,80})》")
SPEAKER = re.compile(r"(?:长|主席|总理|主任|同志).{0,60}作(?:的)?(?:政府)?(?:工作)?报告$")
ISSUING = ("印发", "转发", "批转", "发布", "公布")
ANNEX = re.compile(r"附[件表录][ ]?\d{0,2}[ ]{0,4}[：:.]?[ ]{0,4}")
HEADLINE = re.compile(r"[^：:。；，,！？]{2,30}[：:][^：:。；]{4,40}")
PAGE_DATE = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}")
DATED_SENTENCE = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日[^，,《》]{0,12}[，,]")
"""A sentence that begins with a day and goes on behind a comma is no title, whatever its last word."""
YEARS_PART = re.compile(
    r"(?:(?:19|20)\d{2}年(?:度)?|(?:上|下)半年|今年|去年)(?:主要|重点)?(?:工作)?(?:总结|回顾|情况|计划|安排|打算|要点|思路)"
)
"""The name of a part of a document by its year, which names nobody who made it."""
STOPS = re.compile(r"[\s“”\"《》（）()〔〕\[\]]")


@dataclass(slots=True)
class _Finders:
    """Compiled title rules."""

    line: Any
    several: Any
    number: Any
    date: Any
    never: Any
    organisation: Any
    signed: Any


def _compile(pack: Pack) -> _Finders:
    """Compile the rules that recognise title lines."""
    rules = pack.family("titles").rules
    names = ("line", "several", "document_number", "date_line", "never", "organisation_line", "signed_line")
    return _Finders(*(rules[f"titles.{name}"].compiled for name in names))


def finders(pack: Pack) -> _Finders:
    """The compiled title rules of a pack."""
    made: _Finders = pack.cached("structure.titles", _compile)
    return made


def split_documents(text: str, lines: list[Line], pack: Pack) -> list[tuple[int, int]]:
    """Ranges of lines that are documents of their own: numbered pieces of a page, or texts that each bring a document number."""
    made = finders(pack)
    starts = _numbered_pieces(text, lines, made) or _numbered_documents(text, lines, made, pack)
    if not starts:
        return [(0, len(lines))]
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def _numbered_pieces(text: str, lines: list[Line], made: _Finders) -> list[int]:
    """Lines such as 工作方案 篇1, 工作方案 篇2: the same words with a running number."""
    found: list[tuple[str, int, int]] = []
    for index, line in enumerate(lines):
        if line.end - line.start > LONGEST_LINE + 20:
            continue
        words = text[line.start : line.end]
        match = made.several.match(words) if any(word in words for word in PIECE_WORDS) else None
        if match:
            found.append((match["base"].strip(), number_value(match["number"]), index))
    for base in {entry[0] for entry in found}:
        run = [(number, index) for own, number, index in found if own == base]
        if len(run) > 1 and [number for number, _ in run] == list(range(run[0][0], run[0][0] + len(run))):
            return [index for _, index in run]
    # Titles of the pieces may differ (【篇一】：…): then the numbers alone must run from 1.
    if len(found) > 1 and [number for _, number, _ in found] == list(range(1, len(found) + 1)):
        return [index for _, _, index in found]
    return []


def _numbered_documents(text: str, lines: list[Line], made: _Finders, pack: Pack) -> list[int]:
    """Titles that are each followed by a document number of their own on a line of its own."""
    starts: list[int] = []
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line.end - line.start > 60 or line.other:
            continue
        match = made.number.fullmatch(text, line.start, line.end)
        if not match or match["number"] in seen:
            continue
        block = title_block(text, lines, index - 1, 0, pack)
        if block is not None and (not starts or _ended(text, lines, starts[-1], block[0], made)):
            starts.append(block[0])
            seen.add(match["number"])
    return [0, *starts[1:]] if len(starts) > 1 else []


def _ended(text: str, lines: list[Line], start: int, stop: int, made: _Finders) -> bool:
    """Whether the document before came to its end: there is body text and a line with its date."""
    between = lines[start:stop]
    long = any(line.end - line.start > 80 for line in between)
    return long and any(line.end - line.start < 24 and made.date.match(text[line.start : line.end]) for line in between)


def find_titles(text: str, lines: list[Line], first: int, stop: int, pack: Pack) -> list[tuple[int, int]]:
    """First and last line of each title of a document: its own, and that of a text attached to a notice."""
    made = finders(pack)
    titles: list[tuple[int, int]] = []
    opening = _opening(text, lines, first, stop, pack)
    named = [i for i in range(first, opening) if _is_title(text, lines[i], made, pack)]
    while len(named) > 1 and YEARS_PART.fullmatch(text, lines[named[-1]].start, lines[named[-1]].end):
        named.pop()  # 2024年工作总结 below the title of a summary with a plan names its first part
    main = named[-1] if named else None
    if main is None:
        main = next((i for i in range(first, opening) if lines[i].level == 1 and _plain(text, lines[i], pack)), None)
    if main is None:
        main = next((i for i in range(first, opening + 1) if i < stop and _headline(text, lines, i, pack)), None)
    if main is None and first < stop and _annexed(text, lines[first], made):
        titles.append((first, first))
    elif main is None:
        main = next((i for i in range(first, opening) if _could_be_title(text, lines[i], pack)), None)
        while main is not None and main + 1 < opening and _reads_on(text, lines[main], lines[main + 1], made):
            main += 1
    if main is not None:
        titles.append(title_block(text, lines, main, first, pack) or (main, main))
    cited: set[str] | None = None
    for index in range(titles[0][1] + 1 if titles else opening, stop):
        line = lines[index]
        length = line.end - line.start
        if line.other or not SHORTEST_TITLE + 1 <= length <= LONGEST_TITLE or line.kind == "cell":
            continue
        if not _is_title(text, line, made, pack) or not _follows_end(text, lines, index, first, made):
            continue
        if cited is None:
            head = text[lines[first].start : lines[min(opening + 6, stop) - 1].end]
            cited = {STOPS.sub("", words) for words in CITED.findall(head)}
            cited |= {STOPS.sub("", text[lines[a].start : lines[b].end]) for a, b in titles}
        block = title_block(text, lines, index, (titles[-1][1] if titles else first) + 1, pack) or (index, index)
        block = (block[0], _cited_below(text, lines, block, stop, cited))
        words = STOPS.sub("", text[lines[block[0]].start : lines[block[1]].end])
        cited_so = any(words in other or other in words for other in cited) or _after_annex(text, lines, block[0])
        if cited_so or (len(titles) == 1 and _issued_below(text, lines, titles[0], block[0], made)):
            titles.append(block)
    return titles


def _cited_below(text: str, lines: list[Line], block: tuple[int, int], stop: int, cited: set[str]) -> int:
    """Last line of a title that ends like one on its first line but was cited with the words of the next line too."""
    first, last = block
    below = lines[last + 1] if last + 1 < stop else None
    if below is None or below.other or below.end - below.start > LONGEST_LINE or text[below.end - 1] in NO_END:
        return last
    words = STOPS.sub("", text[lines[first].start : below.end])
    return last + 1 if any(words in other for other in cited) else last


def _issued_below(text: str, lines: list[Line], main: tuple[int, int], index: int, made: _Finders) -> bool:
    """Whether a title stands right below the date of a notice that issues another text, though it words the name otherwise."""
    notice = text[lines[main[0]].start : lines[main[1]].end]
    above = lines[index - 1]
    return any(word in notice for word in ISSUING) and made.date.match(text[above.start : above.end]) is not None


def _annexed(text: str, line: Line, made: _Finders) -> bool:
    """Whether a line is the title of an annex that stands in a file of its own (附表3 …汇总表)."""
    match = ANNEX.match(text, line.start, line.end)
    return match is not None and not line.other and made.line.match(text[match.end() : line.end]) is not None


def _headline(text: str, lines: list[Line], index: int, pack: Pack) -> bool:
    """Whether a line with a colon is a headline: the page prints its date and source right below."""
    line = lines[index]
    words = text[line.start : line.end]
    if line.other or not 8 <= len(words) <= LONGEST_LINE or line.role == "signature" or line.kind == "cell":
        return False
    if HEADLINE.fullmatch(words) is None or finders(pack).never.match(words):
        return False
    return any(PAGE_DATE.search(text, below.start, below.end) for below in lines[index + 1 : index + 3] if below.other)


def _reads_on(text: str, line: Line, below: Line, made: _Finders) -> bool:
    """Whether a title without a title's last word goes on in the line below."""
    words = text[below.start : below.end]
    if below.other or below.kind == "cell" or len(words) > LONGEST_LINE or text[line.end : below.start].count("\n") > 1:
        return False
    if CLAUSE.search(words) or made.date.match(words) or made.number.match(words) or made.never.match(words):
        return False
    return made.line.match(text[line.start : line.end] + words) is not None


def _opening(text: str, lines: list[Line], first: int, stop: int, pack: Pack) -> int:
    """Line where the body begins: the first sentence of some length or the first number."""
    made = numbering(pack)
    for index in range(first, min(stop, first + OPENING_LINES)):
        line = lines[index]
        if line.role == "table":
            return index
        if line.other:
            continue
        mark = read_mark(text, line.start, line.end, made)
        if mark is not None and mark.family != "dash" and mark.value == 1:
            return index
        length = line.end - line.start
        if text[line.end - 1] in "。：:" or (length > 30 and SENTENCE.search(text, line.start, line.end)):
            return index
    return min(stop, first + OPENING_LINES)


def _is_title(text: str, line: Line, made: _Finders, pack: Pack) -> bool:
    """Whether a line ends like a title."""
    length = line.end - line.start
    if line.other or line.role == "signature" or not SHORTEST_TITLE <= length <= LONGEST_TITLE or text[line.end - 1] in NO_END:
        return False
    words = text[line.start : line.end]
    if not made.line.match(words) or words[0] in "（(—─" or words.startswith("附") or SPEAKER.search(words):
        return False
    if words[0] in "12" and DATED_SENTENCE.match(words):
        return False
    return length >= 6 and read_mark(text, line.start, line.end, numbering(pack)) is None


def _plain(text: str, line: Line, pack: Pack) -> bool:
    """Whether a heading of the highest level that the format states may be the title: it has no number and is no sentence."""
    words = text[line.start : line.end]
    short = SHORTEST_STATED <= len(words) <= LONGEST_LINE and text[line.end - 1] not in NO_END and not line.other
    return short and not finders(pack).never.match(words) and read_mark(text, line.start, line.end, numbering(pack)) is None


def _could_be_title(text: str, line: Line, pack: Pack) -> bool:
    """Whether an opening line without a title's last word may be one: short, plain, no office, no date."""
    length = line.end - line.start
    if line.other or line.role == "signature" or not 6 <= length <= LONGEST_LINE or line.kind == "cell":
        return False
    words = text[line.start : line.end]
    if CLAUSE.search(words) or finders(pack).never.match(words):
        return False
    if read_mark(text, line.start, line.end, numbering(pack)) is not None:
        return False
    return len(HAN.findall(words)) >= 6 and not any(m.fullmatch(words) for m in (finders(pack).number, finders(pack).date))


def title_block(text: str, lines: list[Line], last: int, first: int, pack: Pack) -> tuple[int, int] | None:
    """Lines of the title that ends on a line: the short lines right above it that run on into it."""
    made = finders(pack)
    if last < first or lines[last].other:
        return None
    begin = last
    first_offset = max(0, lines[last].start - CITATION_REACH)
    offices = 0
    while begin > first and last - begin - offices < 3 and offices < MOST_OFFICES:
        above = lines[begin - 1]
        words = text[above.start : above.end]
        gap = text[above.end : lines[begin].start]
        if (
            (above.other and above.role != "signature")
            or above.end - above.start > LONGEST_LINE
            or gap.count("\n") > 2
            or above.kind == "cell"
        ):
            break
        if (
            CLAUSE.search(words)
            or any(m.match(words) for m in (made.date, made.number, made.never))
            or made.signed.fullmatch(words)
        ):
            break
        below = text[lines[begin].start : lines[begin].start + 3]
        if len(words) > REPEATED and words[:REPEATED] in text[lines[begin].start : lines[begin].end]:
            break  # the head of the page names the title once before
        organisation = made.organisation.fullmatch(words) or above.role == "signature"
        if organisation and not offices and not below.startswith(("关于", "印发", "转发", "批转")):
            break
        if offices and not organisation:
            break
        if not organisation and (_is_title(text, above, made, pack) or above.kind == "furniture"):
            break
        if not organisation and gap.count("\n") > 1 and not _unfinished(text, words, lines[begin], first_offset):
            break
        begin -= 1
        offices += bool(organisation)
    return begin, last


def _unfinished(text: str, words: str, below: Line, since: int) -> bool:
    """Whether a line above a blank one is the head of the title below: it opens like one, or both were cited as one name."""
    if words.startswith(("关于", "中共")) or words.count("《") > words.count("》"):
        return True
    name = STOPS.sub("", words + text[below.start : below.end])
    return name in STOPS.sub("", text[since : below.start]).removesuffix(STOPS.sub("", words))


def _follows_end(text: str, lines: list[Line], index: int, first: int, made: _Finders) -> bool:
    """Whether the text above came to an end: a date, a signature, a remark on the copy, or the word 附件."""
    above = index - 1
    while above >= max(first, index - FARTHEST_END):
        line = lines[above]
        words = text[line.start : line.end]
        if line.role in ("signature", "notes", "page_number") or words.startswith("附件"):
            return True
        if made.date.match(words):
            return True
        if line.other or (line.end - line.start <= LONGEST_LINE and not CLAUSE.search(words) and index - above < 3):
            above -= 1
            continue
        return words.endswith(("通知。", "执行。", "落实。", "实施。", "贯彻。"))
    return False


def _after_annex(text: str, lines: list[Line], index: int) -> bool:
    """Whether the word 附件 stands right above."""
    above = lines[index - 1] if index else None
    return above is not None and text.startswith("附件", above.start) and above.end - above.start <= 8
