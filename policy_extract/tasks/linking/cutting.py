"""Cutting the words around a number (左右文的切分): what belongs to the next number, to a bracket or to a base is left out."""

from __future__ import annotations

from policy_extract.model import Time
from policy_extract.patterns import Pack

KEPT_MARK = "､"
"""Stands for 、 in a bracket of kinds (县（市、区）) while names are cut."""
BRACKET_ENDS = frozenset("）)")
BRACKET_OPENS = {"）": "（", ")": "("}
CLAUSE_ENDS = "，,。；;\n"
COMPARING = "比较由从"
"""Characters at the beginning of a time that make it the one compared with."""
BEFORE_COMPARED = COMPARING + "学"
"""Characters right before such a time, or before one that is part of a name."""


class Cutting:
    """The compiled rules of the family `linking` on where the words of a number end; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules."""
        rules = pack.family("linking").rules
        self._listed_next, self._trailing_and = rules["linking.listed_next"].quick, rules["linking.trailing_and"].quick
        self._kinds_of_place, self._on_base = rules["linking.kinds_of_place"].quick, rules["linking.on_base"].quick

    def closed_up(self, words: str) -> str:
        """Words without line ends; a list of kinds in a bracket (县（市、区）) is kept from being taken for one of things."""
        words = words.replace("\n", "")
        return self._kinds_of_place.sub(lambda kinds: kinds[0].replace("、", KEPT_MARK), words) if "（" in words else words

    def before_next(self, words: str) -> str:
        """The words between two numbers without those that the second one counts or is named by."""
        words = self._listed_next.split(words)[0].removesuffix("等") if words.endswith("等") else words
        return self._trailing_and.sub("", words[: words.rindex("、")] if "、" in words else words)

    def without_base(self, words: str) -> str:
        """The words before a number without the level from which something is raised (在最高限额基础上上浮10%)."""
        return self._on_base.sub("", words) if "基础上" in words else words


def compares(text: str, time: Time) -> bool:
    """Whether a time only names what is compared with (比2020年, 由2020年的16%) or is part of a name (学前三年毛入园率)."""
    cut = text.startswith("长期限", time.start)  # 延长期限: 长期 is no time there
    return cut or text[time.start - 1] in BEFORE_COMPARED or text[time.start] in COMPARING


def around_bracket(text: str, start: int, previous_end: int, left: str) -> str:
    """Words before a number with the head in front of a bracket that holds the number before (管网（管径小于600mm）清疏每年)."""
    close = left[:1]
    if close not in BRACKET_ENDS or left[1:2] in ("、", "，", ",", "和", "及", "；", ";", ""):
        return left
    opened = text.rfind(BRACKET_OPENS[close], start, previous_end)
    return text[start:opened].replace("\n", "") + left[1:] if opened > start else left


def clause_words(text: str, start: int, end: int, marks: str = "") -> str:
    """The words from an offset to the end of its clause; `marks` end it too."""
    words = text[start:end]
    return words[: min((at for at in map(words.find, CLAUSE_ENDS + marks) if at >= 0), default=len(words))]
