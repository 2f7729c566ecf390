"""Makes the View: characters read as others one for one, typographic noise left out (字符清理)."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from dataclasses import dataclass

from policy_extract.errors import PatternError
from policy_extract.patterns import Pack, alternation
from policy_extract.structure.wrapping import soft_line_ends
from policy_extract.text import Source, View

Spans = list[tuple[int, int]]

HAN = "㐀-鿿"
INVISIBLE = re.compile("[{0}][{0}]*".format("\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\ufe0e\ufe0f\x00-\x08\x0e-\x1f"))
"""Written as X X*, not X+, because `re` skips quickly to a first character but not to a repeat."""
STARS = re.compile(r"\*\*+")
UNDERSCORES = re.compile(r"__+")
HEADING_MARK = re.compile(r"#{1,6}[ \t]+")
QUOTE_MARK = re.compile(r">(?! ?\d[\d.,]{0,12}[^\n\d。；，、]{0,6}(?:\n|\Z)) ?")
"""A quoted line; a line that is only a number is the cell of a table (>16)."""
TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>\n]{0,200})?/?>")
COMMENT = re.compile(r"<!--[^<>]{0,4000}-->")
ENTITY = re.compile("&(?:#[0-9]{2,5}|#x[0-9A-Fa-f]{2,5}|[A-Za-z]{2,8});")
"""A character by its name in HTML, left over in a text that was copied from a page."""
PER_MILLE = re.compile("%。(?=以[内下上][，。；、,;]|左右[，。；、,;]|[，；、。的])")
"""A per mille sign (‰) that came apart in copying (9%。以内): no sentence begins with such a bound or mark."""
BLANKS = re.compile("  *")
DIGIT_NEXT = re.compile(rf"\d[\d.,]{{0,20}} ?[{HAN}%～~—－-]")
STRAY_DOT = re.compile(rf"\.(?=[{HAN}])")
SPACED_LINE = re.compile(rf"^[ ]*(?:[{HAN}] {{1,8}}){{1,12}}[{HAN}][ ]*$", re.M)
GEOMETRIC = frozenset({"application/pdf", "application/ofd"})
"""Media types whose reader has joined the printed lines by their places on the page."""
STRAY_REACH = 60
RATE_REACH = 20
"""Characters before a share in which its rate is named."""
MANY_FORMS = 60
TRADITIONAL = "國為個會實進發業區與農產設資經務總點專標準這對開關機場學東車長門見間題時過"
"""Some of the commonest traditional characters (繁体字): a text without any of them is not looked through for the others."""


@dataclass(slots=True)
class _Cleaner:
    """What make_view needs from the pattern pack, compiled once."""

    table: dict[str, str]
    forms: re.Pattern[str]
    """Any character of the table, and all beyond the basic plane: `re` finds these fastest as one range."""
    traditional: dict[int, str]
    """Simplified characters by the code points of the traditional ones."""
    traditional_words: dict[str, str]
    """Readings of words by whose company alone a character is told (答覆 beside 覆蓋), of the same length."""
    stray: re.Pattern[str]
    function_words: frozenset[str]
    per_mille: re.Pattern[str]
    """Rates that are told per mille."""


def _prepare(pack: Pack) -> _Cleaner:
    """Build the character tables: full-width forms, blanks, radicals and compatibility ideographs; traditional characters."""
    wide = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    table = {chr(code): chr(code - 0xFEE0) for code in wide}
    table.update(zip("％．＋＝＃＄＆＊／＠＜＞", "%.+=#$&*/@<>", strict=True))
    table.update({chr(code): " " for code in (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x09, 0x0B, 0x0C)})
    table.update({row["form"]: row["reads_as"] for row in pack.table("variants.csv", ("form", "reads_as"))})
    traditional = {ord(row["form"]): row["reads_as"] for row in pack.table("traditional.csv", ("form", "reads_as"))}
    words = {row["form"]: row["reads_as"] for row in pack.table("traditional_words.csv", ("form", "reads_as"))}
    for form, reading in words.items():
        if len(form) != len(reading):
            raise PatternError(f"traditional_words.csv: {form} and {reading} differ in length; a view replaces one for one")
    family = pack.family("cleaning")
    stray = family.rules["cleaning.stray_mark"].quick
    rates = re.compile(alternation(family.vocabularies["per_mille_rates"]))
    basic = "".join(sorted(form for form in table if form <= "\uffff"))
    forms = re.compile(f"[{re.escape(basic)}\U00010000-\U0010ffff]")
    return _Cleaner(table, forms, traditional, words, stray, frozenset(family.vocabularies["function_words"]), rates)


def make_view(source: Source, pack: Pack) -> View:
    """The cleaned reading of a source that all later rooms work on; nothing is ever put in."""
    cleaner: _Cleaner = pack.cached("structure.cleaner", _prepare)
    text = _replaced(source.text, cleaner)
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    spans = _noise(text)
    text = _joined(text, cleaner, spans)
    spans += _stray_marks(text, cleaner) + _blanks(text)
    spans += _printed_line_ends(text, source)
    spans = _merged(spans)
    return View(source.text, _without(text, spans), spans)


def _printed_line_ends(text: str, source: Source) -> Spans:
    """Line ends that only the printed page made; pages read by their geometry have none left, and tables keep theirs."""
    if source.media_type in GEOMETRIC or source.media_type.startswith("image/"):
        return []
    kept = [(block.start, block.end) for block in source.blocks if block.kind not in ("paragraph", "item", "furniture")]
    starts = [start for start, _ in kept]
    stated = any(block.kind != "furniture" for block in source.blocks)

    def inside(place: int) -> bool:
        index = bisect_right(starts, place) - 1
        return index >= 0 and place < kept[index][1]

    return [(start, end) for start, end in soft_line_ends(text, stated) if not inside(start - 1) and not inside(end)]


def _replaced(text: str, cleaner: _Cleaner) -> str:
    """The text with single characters replaced; a replace pass for each form that occurs beats a table for all."""
    table = cleaner.table
    forms = table.keys() & set(cleaner.forms.findall(text))
    if len(forms) > MANY_FORMS:
        text, forms = text.translate({ord(form): table[form] for form in forms}), set()
    for form in forms:
        text = text.replace(form, table[form])
    if any(character in text for character in TRADITIONAL):
        for form, reading in cleaner.traditional_words.items():
            text = text.replace(form, reading)
        text = text.translate(cleaner.traditional)
    return text


def _joined(text: str, cleaner: _Cleaner, spans: Spans) -> str:
    """Characters that stand in several places (&permil;, ‰ printed as %。) read in one; the others join the spans left out."""
    characters = list(text) if "&" in text or "%。" in text else []
    if "%。" in text:
        for match in PER_MILLE.finditer(text):
            start = match.start()
            if text.startswith("。", match.end()) and not cleaner.per_mille.search(text, max(0, start - RATE_REACH), start):
                continue
            characters[start] = "‰"
            spans.append((match.end() - 1, match.end()))
    if "&" in text:
        for match in ENTITY.finditer(text):
            read = html.unescape(match[0])
            if len(read) == 1:
                characters[match.end() - 1] = cleaner.table.get(read, read)
                spans.append((match.start(), match.end() - 1))
    return "".join(characters) or text


def _noise(text: str) -> Spans:
    """Invisible characters, Markdown marks, comments and inline tags."""
    spans = [match.span() for match in INVISIBLE.finditer(text)]
    if "**" in text:
        spans += [match.span() for match in STARS.finditer(text)]
    if "__" in text:
        spans += [match.span() for match in UNDERSCORES.finditer(text)]
    if "#" in text:
        spans += [m.span() for m in HEADING_MARK.finditer(text) if _begins_line(text, m.start())]
    if "<" in text:
        spans += [match.span() for match in COMMENT.finditer(text)]
        spans += [match.span() for match in TAG.finditer(text)]
    if ">" in text:
        spans += [m.span() for m in QUOTE_MARK.finditer(text) if _begins_line(text, m.start())]
    return spans


def _begins_line(text: str, position: int) -> bool:
    """Whether the position is the first of its line."""
    return position == 0 or text[position - 1] == "\n"


def _stray_marks(text: str, cleaner: _Cleaner) -> Spans:
    """Marks that publishers of copied texts drop into phrases: a lone ' or ` or a dot behind a function word."""
    spans = []
    for match in cleaner.stray.finditer(text):
        here, mark = match.start(), match[0]
        line = text.rfind("\n", max(0, here - STRAY_REACH), here) + 1 or max(0, here - STRAY_REACH)
        stop = text.find("\n", here, here + STRAY_REACH)
        after = text[here + 1 : stop if stop > 0 else here + STRAY_REACH]
        if text[here - 1] in cleaner.function_words or (mark not in text[line:here] and mark not in after):
            spans.append(match.span())
    if "." in text:
        spans += [m.span() for m in STRAY_DOT.finditer(text) if m.start() and text[m.start() - 1] in cleaner.function_words]
    return spans


def _blanks(text: str) -> Spans:
    """Blanks between a Chinese character and a number or inside a date, and words printed with wide spacing."""
    spans = []
    for match in BLANKS.finditer(text):
        start, end = match.span()
        if end - start > 2 or start == 0 or end == len(text):
            continue
        before, after = text[start - 1], text[end]
        if before.isdigit() and "㐀" <= after <= "鿿":
            if not _opens_item(text, start):
                spans.append((start, end))
        elif (
            before not in "篇章节条"
            and ("㐀" <= before <= "鿿" or before in "，、（(至到—-")
            and after.isdigit()
            and DIGIT_NEXT.match(text, end)
        ):
            spans.append((start, end))
    if " " in text:
        for match in SPACED_LINE.finditer(text):
            line = match[0]
            begin = match.start() + len(line) - len(line.lstrip())
            inner = line.strip()
            if len(inner.replace(" ", "")) * 2 <= len(inner) + 1:
                spans += [(begin + m.start(), begin + m.end()) for m in BLANKS.finditer(inner)]
    return spans


def _opens_item(text: str, blank: int) -> bool:
    """Whether the number before a blank opens its line (1 建设内容): there the blank divides."""
    begin = blank
    while begin and blank - begin < 6 and (text[begin - 1].isdigit() or text[begin - 1] in ".、"):
        begin -= 1
    while begin and text[begin - 1] == " " and blank - begin < 40:
        begin -= 1
    return (begin == 0 or text[begin - 1] == "\n") and text[blank + 1 : blank + 2] not in ("年", "月", "日")


def _merged(spans: Spans) -> Spans:
    """Sorted and disjoint spans."""
    merged: Spans = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        elif end > start:
            merged.append((start, end))
    return merged


def _without(text: str, spans: Spans) -> str:
    """The text with the spans taken out."""
    if not spans:
        return text
    pieces, position = [], 0
    for start, end in spans:
        pieces.append(text[position:start])
        position = end
    pieces.append(text[position:])
    return "".join(pieces)
