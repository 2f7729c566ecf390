"""Prints the numbers of automatic lists in the forms of word processors, the Chinese ones above all (编号格式)."""

from __future__ import annotations

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
LEGAL_JAPANESE = "〇壱弐参四伍六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
LARGEST = 99_999_999
LONGEST_LETTERS = 780
"""Beyond 30 rounds of the alphabet Word prints a plain number."""


def numeral(value: int, form: str) -> str:
    """A number in a form named as in WordprocessingML (`w:numFmt`); an unknown form is printed in digits."""
    if not 0 <= value <= LARGEST:
        return str(value)
    maker = FORMS.get(form)
    return maker(value) if maker else str(value)


def _counted(value: int, digits: str, units: str, one_ten: bool, zeros: bool) -> str:
    """Place-value writing 一千二百三十四.

    `one_ten` prints 一十 for 10, `zeros` puts 零 where a place is left out.
    """
    if value == 0:
        return digits[0]
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        words = _counted(high, digits, units, one_ten, zeros) + units[3]
        if not low:
            return words
        between = digits[0] if zeros and low < 1000 else ""
        return words + between + _counted(low, digits, units, one_ten or zeros, zeros)
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            gap = bool(words)
            continue
        if gap and zeros:
            words += digits[0]
        gap = False
        bare = digit == 1 and power > 0 and not one_ten and (not zeros or (power == 1 and not words))
        words += ("" if bare else digits[digit]) + (units[power - 1] if power else "")
    return words


def _spelled(value: int, digits: str) -> str:
    """Digit by digit: 一〇五."""
    return "".join(digits[int(digit)] for digit in str(value))


def _chinese_counting(value: int) -> str:
    """一 to 九十九 by places, above digit by digit."""
    return _counted(value, DIGITS, "十百千万", False, True) if value < 100 else _spelled(value, DIGITS)


def _chinese_thousand(value: int) -> str:
    """一, 十, 一百零五, with places all the way."""
    return _counted(value, "零" + DIGITS[1:], "十百千万", False, True)


def _japanese_counting(value: int) -> str:
    """一, 十, 百五: no 一 before a place, no zero."""
    return _counted(value, DIGITS, "十百千万", False, False)


def _legal(value: int, digits: str, units: str) -> str:
    """Writing safe against forgery: 壹拾贰."""
    return _counted(value, digits, units, True, True)


def _roman(value: int) -> str:
    """Roman numerals in capitals; plain digits where there are none."""
    if not 0 < value < 32_768:
        return str(value)
    words = ""
    for size, letters in ROMAN:
        count, value = divmod(value, size)
        words += letters * count
    return words


def _letters(value: int, alphabet: str) -> str:
    """a … z, aa, bb … as Word counts."""
    if not 0 < value <= LONGEST_LETTERS:
        return str(value)
    rounds, place = divmod(value - 1, len(alphabet))
    return alphabet[place] * (rounds + 1)


def _enclosed(value: int, first: int, count: int) -> str:
    """A ready-made enclosed number, plain digits beyond the last one."""
    return chr(first + value - 1) if 0 < value <= count else str(value)


def _circled(value: int) -> str:
    """① to ㊿."""
    if 20 < value <= 35:
        return chr(0x3251 + value - 21)
    if 35 < value <= 50:
        return chr(0x32B1 + value - 36)
    return _enclosed(value, 0x2460, 20)


def _cycle(value: int, signs: str) -> str:
    """甲乙丙丁 and their like; plain digits beyond the last one."""
    return signs[value - 1] if 0 < value <= len(signs) else str(value)


def _stem_branch(value: int) -> str:
    """甲子, 乙丑 … sixty pairs."""
    return STEMS[(value - 1) % 10] + BRANCHES[(value - 1) % 12] if 0 < value <= 60 else str(value)


def _ordinal(value: int) -> str:
    """1st, 2nd, 3rd."""
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


def _wide(value: int) -> str:
    """Full-width digits １２."""
    return "".join(chr(0xFF10 + int(digit)) for digit in str(value))


LATIN = "abcdefghijklmnopqrstuvwxyz"
FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: _letters(value, LATIN.upper()),
    "lowerLetter": lambda value: _letters(value, LATIN),
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": _chinese_thousand,
    "taiwaneseCountingThousand": _chinese_thousand,
    "japaneseCounting": _japanese_counting,
    "koreanCounting": str,
    "ideographDigital": lambda value: _spelled(value, DIGITS),
    "japaneseDigitalTenThousand": lambda value: _spelled(value, DIGITS),
    "taiwaneseDigital": lambda value: _spelled(value, DIGITS),
    "chineseLegalSimplified": lambda value: _legal(value, LEGAL_SIMPLIFIED, "拾佰仟万"),
    "ideographLegalTraditional": lambda value: _legal(value, LEGAL_TRADITIONAL, "拾佰仟萬"),
    "japaneseLegal": lambda value: _legal(value, LEGAL_JAPANESE, "拾百阡萬"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda value: _enclosed(value, 0x2488, 20),
    "decimalEnclosedParen": lambda value: _enclosed(value, 0x2474, 20),
    "ideographEnclosedCircle": lambda value: _enclosed(value, 0x3280, 10),
    "ideographParenthesized": lambda value: _enclosed(value, 0x3220, 10),
    "ideographTraditional": lambda value: _cycle(value, STEMS),
    "ideographZodiac": lambda value: _cycle(value, BRANCHES),
    "ideographZodiacTraditional": _stem_branch,
    "none": lambda value: "",
    "bullet": lambda value: "",
}

WINGDINGS = dict(
    zip(
        "\u006c\u006e\u006f\u0071\u0072\u0075\u0076\u009f\u00a1\u00a4\u00a7\u00a8\u00b2\u00d8\u00e0\u00e8\u00fb\u00fc\u00fd\u00fe",
        "●■□❑❒◆❖•○◉▪◻✧➢→➔✗✓☒☑",
        strict=True,
    )
)
WINGDINGS_TWO = dict(zip("\u0050\u0052\u0053\u00a3\u00a2\u0097\u0098", "✓☑☒□■●●", strict=True))
SYMBOL = dict(
    zip(
        "\u00a3\u00ab\u00ae\u00b0\u00b1\u00b2\u00b3\u00b4\u00b7\u00b8\u00b9\u00ba\u00bb\u00bc\u0044\u0057\u0061\u0062\u006d\u0070",
        "≤↔→°±″≥×•÷≠≡≈…ΔΩαβμπ",
        strict=True,
    )
)
UNKNOWN = "\ufffd"


def symbol(character: str, font: str) -> str:
    """The Unicode character for one of a symbol font (private area or below 256); U+FFFD when it is not known."""
    code = ord(character)
    plain = chr(code - 0xF000) if 0xF000 <= code <= 0xF0FF else character
    low = font.lower()
    table = SYMBOL if low == "symbol" else WINGDINGS_TWO if low == "wingdings 2" else WINGDINGS
    if plain in table and (low == "symbol" or low.startswith("wingdings")):
        return table[plain]
    if 0xE000 <= code <= 0xF8FF or low in ("symbol", "webdings") or low.startswith("wingdings"):
        return WINGDINGS.get(plain) or SYMBOL.get(plain) or UNKNOWN
    return character
