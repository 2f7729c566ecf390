"""Prints the number of a cell as its number format shows it (数字格式): 0.853 as 85.3%, 46022 as 2025年12月31日.

Formats are read as Excel and WPS in Chinese show them; a format that is not understood gives the plain number.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from policy_extract.reading.sheets_dates import date_text

YEAR_MONTH, MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
NOON = '上午/下午h"时"mm"分"'
BUILT_IN: dict[int, str] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: YEAR_MONTH, 28: MONTH_DAY, 29: MONTH_DAY, 30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: NOON, 35: NOON + 'ss"秒"', 36: YEAR_MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-",
    42: '"¥"#,##0;-"¥"#,##0;"¥"-', 43: "#,##0.00;-#,##0.00;-", 44: '"¥"#,##0.00;-"¥"#,##0.00;"¥"-', 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: YEAR_MONTH, 51: MONTH_DAY, 52: YEAR_MONTH, 53: MONTH_DAY,
    54: MONTH_DAY, 55: NOON, 56: NOON + 'ss"秒"', 57: YEAR_MONTH, 58: MONTH_DAY,
}  # fmt: skip
"""Formats that files name by number only, as they show in Chinese."""
LONGEST_CODE = 255
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<blank>[_*].)|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e+)|(?P<place>[0#?])"
    r"|(?P<mark>[.,%/@])|(?P<other>.)",
    re.I | re.S,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\Z")
ELAPSED = re.compile(r"(?:h+|m+|s+)\Z", re.I)
GENERAL_DIGITS = 10
"""Digits that the format General shows of a number with a fraction."""
COMPARISONS = {
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "=": lambda a, b: a == b,
    "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b, "<>": lambda a, b: a != b,
}  # fmt: skip


@dataclass(slots=True)
class Section:
    """One of the up to four parts of a format: for positive, negative, zero and text."""

    tokens: list[tuple[str, str]]
    """Kind and text: `literal`, `place`, `mark`, `date`, `noon`, `elapsed`, `exponent`, `general`."""
    condition: tuple[str, Decimal] | None = None
    numerals: int = 0
    """1 for Chinese numerals, 2 for those of banking (DBNum)."""

    def has(self, *kinds: str) -> bool:
        """Whether tokens of one of these kinds stand in it."""
        return any(kind in kinds for kind, _text in self.tokens)


def printed(stored: str, code: str, from_1904: bool = False) -> str:
    """The stored number as its format prints it; the stored text itself when it is no number."""
    if code == "General" and stored.isdecimal() and stored.isascii() and stored[0] != "0":
        return stored
    try:
        number = Decimal(stored.strip())
    except (InvalidOperation, ValueError):
        return stored
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return stored
    sections = compiled(code)
    section, negative = _choose(sections, number)
    if section is None or section.has("general") or (not section.tokens and len(sections) == 1):
        words = general(number)
        return _around(section, words) if section is not None and section.has("general") else words
    if section.has("date", "elapsed"):
        shown = date_text(number, section.tokens, section.numerals, from_1904)
        return shown if shown is not None else general(number)
    if section.has("exponent"):
        places = sum(1 for kind, _ in section.tokens[_dot(section) :] if kind == "place")
        return f"{number:.{max(0, min(places - 2, 15))}E}"
    words = _digits(section, abs(number))
    return "-" + words if negative and any(letter in "123456789" for letter in words) else words


def text_printed(text: str, code: str) -> str:
    """A text cell as its format prints it: some formats put words around the text (@"人")."""
    if "@" not in code or code == "@":
        return text
    section = compiled(code)[-1]
    if ("mark", "@") not in section.tokens or section.has("place", "date"):
        return text
    return "".join(text if token == ("mark", "@") else token[1] for token in section.tokens if token[0] in ("mark", "literal"))


def general(number: Decimal) -> str:
    """A number in the format General; whole numbers keep all their digits."""
    if number == number.to_integral_value():
        return str(int(number))
    whole = len(str(abs(int(number))))
    places = max(GENERAL_DIGITS - whole, 0) if abs(number) >= Decimal("0.0001") else 15
    shown = format(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


@functools.lru_cache(maxsize=512)
def compiled(code: str) -> list[Section]:
    """The sections of a format."""
    if "[$-F800]" in code.upper():
        code = 'yyyy"年"m"月"d"日"'
    sections = [Section([])]
    for match in TOKEN.finditer(code[:LONGEST_CODE]):
        kind = match.lastgroup or "other"
        text = match[kind]
        if kind == "other" and text == ";":
            if len(sections) == 4:
                break
            sections.append(Section([]))
        elif kind == "bracket":
            _bracket(sections[-1], text)
        elif kind in ("quoted", "escaped", "other"):
            sections[-1].tokens.append(("literal", text))
        elif kind != "blank":
            sections[-1].tokens.append((kind, text))
    return sections


def _bracket(section: Section, text: str) -> None:
    """What stands in square brackets: elapsed time, a currency, Chinese numerals, a condition or a colour."""
    if ELAPSED.match(text):
        section.tokens.append(("elapsed", text.lower()))
    elif text.startswith("$"):
        if sign := text[1:].partition("-")[0]:
            section.tokens.append(("literal", sign))
    elif text.upper().startswith("DBNUM") and text[5:6] in ("1", "2"):
        section.numerals = int(text[5])
    elif match := CONDITION.match(text):
        section.condition = match[1], Decimal(match[2])


def _choose(sections: list[Section], number: Decimal) -> tuple[Section | None, bool]:
    """The section for a number, and whether a minus sign is still to be put before it."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or COMPARISONS[section.condition[0]](number, section.condition[1]):
                return section, number < 0
        return None, number < 0
    if number < 0 and len(sections) > 1:
        return sections[1], False
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], number < 0


def _around(section: Section, words: str) -> str:
    """The words of General with the literals around it (General"项")."""
    return "".join(words if kind == "general" else text for kind, text in section.tokens if kind in ("general", "literal"))


def _dot(section: Section) -> int:
    """Index of the decimal point, the number of tokens when there is none."""
    return section.tokens.index(("mark", ".")) if ("mark", ".") in section.tokens else len(section.tokens)


def _digits(section: Section, number: Decimal) -> str:
    """A number without sign in the digits and words of its section."""
    tokens = section.tokens
    if ("mark", "/") in tokens and section.has("place"):
        return _fraction(section, number)
    dot = _dot(section)
    places = [index for index, (kind, _text) in enumerate(tokens) if kind == "place"]
    whole = [index for index in places if index < dot]
    behind = [index for index in places if index > dot]
    commas = [index for index, token in enumerate(tokens) if token == ("mark", ",")]
    scale = sum(1 for index in commas if (places and index > places[-1]) or (whole and whole[-1] < index < dot))
    grouped = any(whole and whole[0] < index < whole[-1] for index in commas)
    percent = sum(1 for token in tokens if token == ("mark", "%"))
    number = number.scaleb(2 * percent - 3 * scale)
    try:
        shown = format(number.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP), "f")
    except InvalidOperation:
        return general(number)
    head, _, tail = shown.partition(".")
    needed = len(tail)
    while needed and tail[needed - 1] == "0" and tokens[behind[needed - 1]][1] != "0":
        needed -= 1
    return _fill(tokens, whole, behind, _grouped(head, whole, tokens, grouped), tail[:needed], dot)


def _grouped(head: str, whole: list[int], tokens: list[tuple[str, str]], grouped: bool) -> str:
    """The digits before the point with leading zeros and separators."""
    least = sum(1 for index in whole if tokens[index][1] == "0")
    head = head.zfill(least) if least or int(head) else ""
    return f"{int(head):,}" if grouped and head and not head.startswith("0") else head


def _fill(tokens: list[tuple[str, str]], whole: list[int], behind: list[int], head: str, tail: str, dot: int) -> str:
    """Digits put in the places of a format and its literals around them."""
    pieces: list[str] = []
    spread = len(whole) > 1 and any(tokens[index][0] == "literal" for index in range(whole[0], whole[-1]))
    first = len(head) - len(whole) + 1 if spread else len(head)
    position = 0
    for index, (kind, text) in enumerate(tokens):
        if kind == "literal" or (kind, text) == ("mark", "%") or (kind, text) == ("mark", "/"):
            pieces.append(text)
        elif kind == "place" and index in whole:
            width = max(0, first) if index == whole[0] else 1 if spread else 0
            pieces.append(head[position : position + width])
            position += width
        elif index == dot and tail:
            pieces.append((head if not whole else "" if head else "0") + "." + tail)
    return "".join(pieces).strip(" ")


def _fraction(section: Section, number: Decimal) -> str:
    """A number as whole and fraction (1 1/2)."""
    slash = section.tokens.index(("mark", "/"))
    width = sum(1 for kind, _ in section.tokens[slash:] if kind == "place") or 1
    fraction = Fraction(number).limit_denominator(10 ** min(width, 3) - 1)
    whole, rest = divmod(fraction, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)
