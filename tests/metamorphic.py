"""Texts changed in ways that must change the records in known ways, or not at all (蜕变测试): changes and comparison."""

from __future__ import annotations

import functools
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from composing.bounds import PARAPHRASES
from composing.numerals import WIDE

from policy_extract.extractor import Extractor
from policy_extract.result import DocumentResult

FOLDED = frozenset("資產業區數達農電網絡壓減標準廠應業醫學車場護補貼項級點處發務會開總額長設備環綠檢測費還維護歲貧")
"""Some characters by one of which a traditional name is known."""
HAN_NUMBERS = "一二三四五六七八九十"
MARKS = str.maketrans("，；：（）％！？", ",;:()%!?")
WIDE_MARKS = {ord(half): full for full, half in zip("，；：（）", ",;:()", strict=True)}
HEADING = re.compile(r"^([ \u3000#*]*)([一二三四五六七八九])(、)", re.M)
LINE_END = re.compile(r"(?<=[^\n，、；：。！？”）)])。(?=\n|\Z)")
WIDTH = 38
"""Wide characters of a printed line."""
LONGEST_WORD = 12
NO_OPENERS = "，。、；：！？）”》%％,;:)"
DIGITS = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)?")
Signature = tuple[Any, ...]


def full_width(text: str) -> str:
    """Digits, points and per cent signs as wide as characters."""
    return text.translate(WIDE)


def half_marks(text: str) -> str:
    """Chinese commas, semicolons, colons and brackets as half-width ones."""
    return text.translate(MARKS)


def blank_lines(text: str) -> str:
    """An empty line behind every line."""
    return text.replace("\n", "\n\n")


def windows(text: str) -> str:
    """Line ends as Windows writes them."""
    return text.replace("\n", "\r\n")


def indented(text: str) -> str:
    """Two wide blanks before every line, as printed paragraphs have."""
    return re.sub("^(?=[^\n#|>-])", "\u3000\u3000", text, flags=re.M)


def wrapped(text: str, width: int = WIDTH) -> str:
    """Paragraphs cut into printed lines of so many wide characters; no mark opens a line, no word or number is cut."""
    lines = []
    for line in text.split("\n"):
        while (cut := line_end(line, 2 * width)) < len(line):
            lines.append(line[:cut])
            line = line[cut:]
        lines.append(line)
    return "\n".join(lines)


def line_end(line: str, columns: int) -> int:
    """Where a printer of so many columns ends a line; a wide character takes two."""
    used = cut = 0
    while cut < len(line) and (used < columns or line[cut] in NO_OPENERS):
        used += 1 if line[cut].isascii() else 2
        cut += 1
    if cut == len(line):
        return cut
    inside = cut
    while inside > cut - LONGEST_WORD and inside > 1 and line[inside - 1].isascii() and line[inside].isascii():
        inside -= 1
    return inside if inside > cut - LONGEST_WORD else cut


def doubled_stops(text: str) -> str:
    """Full stops at line ends typed twice."""
    return LINE_END.sub("。。", text)


def no_stops(text: str) -> str:
    """Full stops at line ends forgotten."""
    return LINE_END.sub("", text)


def renumbered(text: str) -> str:
    """Numbers of the outermost headings moved on by one, as after a section put in before them."""

    def following(match: re.Match[str]) -> str:
        return f"{match[1]}{HAN_NUMBERS[HAN_NUMBERS.index(match[2]) + 1]}{match[3]}"

    return HEADING.sub(following, text)


def paraphrased(text: str) -> str:
    """Words that bound a number replaced by others that mean the same, where a number stands beside them."""
    for words in PARAPHRASES:
        for number, word in enumerate(words[:-1]):
            other = words[(number + 1) % 2] if number < 2 else words[0]
            before = word not in ("以内", "左右", "以上")
            beside = (
                rf"(?<![不未得])(?<!最高){word}(?=\d)"
                if before
                else rf"(?<=[%元人家个张公里亩吨米户倍天]){word}(?=[，。；、）)])"
            )
            text = re.sub(beside, "\0" + other, text)
    return text.replace("\0", "")


@functools.cache
def converter(direction: str) -> Any:
    """OpenCC's converter from simplified to traditional characters (`s2t`) or back (`t2s`). Raises ImportError without it."""
    from opencc import OpenCC

    return OpenCC(direction)


def traditional(text: str) -> str:
    """Traditional characters, one for one. Raises ImportError without OpenCC."""
    found: str = converter("s2t").convert(text)
    return found if len(found) == len(text) else "".join(map(one_for_one, text))


def one_for_one(character: str) -> str:
    """The traditional form of a character where it is a single one."""
    found: str = converter("s2t").convert(character)
    return found if len(found) == 1 else character


SAME: dict[str, Callable[[str], str]] = {
    "full-width digits": full_width,
    "half-width marks": half_marks,
    "blank lines": blank_lines,
    "line ends of Windows": windows,
    "indented paragraphs": indented,
    "doubled full stops": doubled_stops,
    "missing full stops": no_stops,
    "renumbered headings": renumbered,
    "paraphrased comparators": paraphrased,
    "traditional characters": traditional,
    "wrapped lines": wrapped,
}
"""Changes behind which every record must say the same."""


def amount(quantity: Any) -> Signature:
    """What a quantity says, without where and in which words."""
    due = (quantity.when.start_date, quantity.when.end_date) if quantity.when is not None else None
    baseline = quantity.baseline.value if quantity.baseline is not None else None
    return (
        plain(quantity.indicator), quantity.comparator, quantity.value, quantity.low, quantity.high, quantity.ratio,
        quantity.unit, quantity.measure, quantity.direction, quantity.per, quantity.phase, baseline, due,
    )  # fmt: skip


def plain(words: str | None) -> str:
    """Words without the marks and blanks that a change of form may touch."""
    words = re.sub(r"[\s，；：（）,;:()。]", "", (words or "").translate(MARKS))
    return words if FOLDED.isdisjoint(words) else simplified(words)


def simplified(words: str) -> str:
    """Simplified characters again."""
    found: str = converter("t2s").convert(words)
    return found


def signature(row: Any) -> Signature:
    """What a record says: kind, quantities, times and bodies."""
    times = sorted((t.kind, str(t.start_date), str(t.end_date), str(t.every)) for t in row.times)
    bodies = sorted((plain(b.name), b.role) for b in row.responsibilities)
    return row.kind, row.modality, tuple(amount(q) for q in row.quantities), tuple(times), tuple(bodies)


def signatures(results: list[DocumentResult]) -> Counter[Signature]:
    """All records of a file that hold more than words."""
    rows = [row for result in results for row in result.rows[1]]
    return Counter(signature(row) for row in rows if row.quantities or row.times or row.responsibilities)


@dataclass
class Outcome:
    """Records that a change should have left alone, and those that it changed."""

    records: int = 0
    changed: int = 0
    examples: list[tuple[Signature, ...]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Share of the records that stayed the same."""
        return 1 - self.changed / self.records if self.records else 1.0

    def add(self, before: Counter[Signature], after: Counter[Signature]) -> None:
        """Count the records of one file."""
        lost, new = before - after, after - before
        self.records += before.total()
        self.changed += max(lost.total(), new.total())
        if lost or new:
            self.examples.append((tuple(lost), tuple(new)))


def unchanged(extractor: Extractor, texts: list[str], change: Callable[[str], str]) -> Outcome:
    """How many records of some texts a change leaves as they are."""
    outcome = Outcome()
    for text in texts:
        outcome.add(signatures(extractor.extract_text(text)), signatures(extractor.extract_text(change(text))))
    return outcome


def other_digits(extractor: Extractor, text: str, dice: random.Random) -> Iterator[tuple[Any, Any, Decimal]]:
    """Each quantity in Arabic digits with another first digit: the quantity before, the one found there now, its new value."""
    (first, *_) = extractor.extract_text(text)
    quantities = [q for row in first.rows[1] for q in row.quantities]
    edits: list[tuple[int, str]] = []
    wanted = []
    for quantity in quantities:
        digits = DIGITS.search(quantity.quote)
        if quantity.value is None or digits is None or len(DIGITS.findall(quantity.quote)) != 1 or quantity.measure == "multiple":
            continue
        old = Decimal(digits[0].replace(",", "").replace("，", ""))
        head = digits[0][0]
        if head == "0" or not digits[0].isascii() or quantity.value == 100 or old * 10 == quantity.value * 10 - 1:
            continue
        new = dice.choice([digit for digit in "123456789" if digit != head])
        if len(digits[0]) == 1 and "." not in digits[0]:
            new = dice.choice([digit for digit in "23456789" if digit != head])
        place = quantity.start + digits.start()
        edits.append((place, new))
        changed = Decimal((new + digits[0][1:]).replace(",", "").replace("，", ""))
        wanted.append((quantity, quantity.value / old * changed))
    characters = list(first.text)
    for place, new in edits:
        characters[place] = new
    found = {
        q.start: q for result in extractor.extract_text("".join(characters)) for row in result.rows[1] for q in row.quantities
    }
    for quantity, value in wanted:
        yield quantity, found.get(quantity.start), value


def alike_but_for_value(before: Any, after: Any, value: Decimal) -> bool:
    """Whether a quantity says the same as before with another value."""
    if after is None or after.value is None or abs(after.value - value) > Decimal("1e-9") * abs(value):
        return False
    unlike_value = [i for i in range(len(amount(before))) if i != 2 and amount(before)[i] != amount(after)[i]]
    return not unlike_value
