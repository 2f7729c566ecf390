"""Cutting the name of an indicator (指标名) out of the words before or behind its number."""

from __future__ import annotations

import re

from policy_extract.patterns import Pack, alternation
from policy_extract.tasks.words import WordSet

TRAILING = ("全部实现", "均实现", "实现", "达到", "全部", "均达到", "均")
"""What may be left behind a counted thing when its predicate has been read as another number."""
NAMING = re.compile("[为予任成]")
"""Characters without which no naming verb stands in a phrase: a cheap look before the rule."""


class Phrases:
    """Compiled trimming patterns of the family `linking`; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        family = pack.family("linking")
        rules = {identifier.removeprefix("linking."): rule.quick for identifier, rule in family.rules.items()}
        self.tail, self.leading_time, self.noun_ending = rules["tail"], rules["leading_time"], rules["noun_ending"]
        self.charged, self.base, self.share_of = rules["charged"], rules["base"], rules["share_of"]
        self.named_as, self.acted_on, self.standard = rules["named_as"], rules["acted_on"], rules["standard"]
        self.grant_end, self.each, self.receiver = rules["grant_end"], rules["each"], rules["receiver"]
        self.shared_out, self.each_of, self.shared_cost = rules["shared_out"], rules["each_of"], rules["shared_cost"]
        self.right_list_end, self.right_predicate = rules["right_list_end"], rules["right_predicate"]
        self.right_empty, self.rank_tail = rules["right_empty"], rules["rank_tail"]
        self.leading_bracket = rules["leading_bracket"]
        self.separator, self.rate, self.measure = rules["separator"], rules["rate"], rules["measure"]
        self.grant = re.compile(family.compose("<<grant_nouns>>"))
        verbs = pack.family("verbs")
        making, action, openers = verbs.words("making"), verbs.words("action"), family.words("openers")
        self.predicates = WordSet(verbs.words("level") + verbs.words("change"))
        self.making = WordSet(making)
        self.verbs = frozenset(making + action) - frozenset(openers)
        self.heads_off = WordSet(openers + making + action)
        self.inner_making = WordSet(family.words("inner_making"))
        self.protected = family.words("protected")
        self.keep_tail = family.words("keep_tail")
        self.places = WordSet(family.words("scopes"))
        self.relational = frozenset(family.words("relational"))
        self.shared_modifiers = WordSet(family.words("shared_modifiers"))
        self.heads = WordSet(family.words("heads"))
        self.deed_names = frozenset(family.words("deed_names"))
        self.grant_noun = re.compile(alternation(family.words("grant_nouns")))
        self.charged_hint = re.compile(alternation(family.rules["linking.charged"].literals))

    def predicate_ends(self, words: str) -> bool:
        """Whether words end with a predicate of level or change."""
        return bool(self.predicates.suffix(words.rstrip("了约近")))

    def makes(self, words: str) -> bool:
        """Whether words end with a verb of making or winning."""
        return bool(self.making.suffix(words.rstrip("了")))

    def gives(self, words: str) -> bool:
        """Whether a noun of giving stands in the words."""
        return self.grant_noun.search(words) is not None

    def left(self, words: str, rate: bool = False, deed: bool = False) -> tuple[str, str | None, int]:
        """Name before the number: (name, scope, offset of the name in `words`); the name is empty when nothing is left.

        `rate`: the number is a share, so no subject is parted from its deed; `deed`: it counts deeds (次), so a verb is a name.
        """
        base = self.base.match(words) if words.endswith("的") else None
        if base is not None:
            if base[1].strip():
                words = base[1]
        else:
            words = self._without_tail(words)
        return self._without_head(words, rate, deed)

    def given(self, words: str) -> str:
        """Name of what is given, from words that end with a noun of giving: without who receives it."""
        return self.receiver.sub("", self._without_head(words)[0])

    def right(self, words: str) -> str:
        """Name behind the number: up to where another predicate begins, without 的 and 一次性."""
        words = words.lstrip(" 的")
        words = self.standard.sub("", words)
        for opener in ("一次性", "以上的", "以上", "左右的", "左右", "以内的"):
            words = words.removeprefix(opener).lstrip("的")
        if words.startswith(("以", "在", "由", "集", "面向", "具有", "符合")) and "的" in words[2:-2]:
            words = words[words.rindex("的", 0, len(words) - 2) + 1 :]
        named = self.named_as.search(words) if NAMING.search(words) else None
        if named is not None:
            return _closed(named[1])
        words = self.right_list_end.split(words)[0]
        words = self.right_predicate.split(words)[0]
        words = _closed(words)
        trailing = next((t for t in TRAILING if words.endswith(t) and len(words) > len(t) + 1), "")
        return words[: len(words) - len(trailing)]

    def _without_tail(self, words: str) -> str:
        """Take predicates, hedges and particles off the end."""
        words = words.rstrip(" 　")
        while words and not words.endswith(self.keep_tail):
            predicate = self.predicates.suffix(words)
            if predicate:
                words = words[: -len(predicate)]
            else:
                match = self.tail.search(words, max(0, len(words) - 24))
                if match is None:
                    break
                words = words[: match.start()]
            words = words.rstrip(" 　、")
        return words

    def _without_head(self, words: str, rate: bool = False, deed: bool = False) -> tuple[str, str | None, int]:
        """Take openers, verbs, times and the place off the beginning."""
        scope: str | None = None
        offset = verbs = 0
        deed_name = ""
        total = words.find("累计")
        if total >= 3 and not rate:
            scope = words[:total]
            words, offset = words[total + 2 :], total + 2
        charged = self.charged.match(words) if not rate and self.charged_hint.search(words) else None
        if charged is not None:
            scope = charged[0]
            words, offset = words[charged.end() :], offset + charged.end()
        while True:
            stripped = words.lstrip(" 　、，,）)")
            offset += len(words) - len(stripped)
            words = stripped
            place = self.places.prefix(words)
            if place and not words.startswith(("级", "所有制"), len(place)):
                taken = scope = place
            else:
                taken = self._opener(words)
                rest = len(words) - len(taken)
                if not taken:
                    break
                if taken in self.verbs:
                    if 0 < rest < 2 or (verbs and 0 < rest < 4) or (deed and rest < 3):
                        break
                    verbs += 1
                    deed_name = taken if taken in self.deed_names else deed_name
            words = words[len(taken) :]
            offset += len(taken)
        if not words:
            return deed_name, scope, offset
        if not rate:
            inner = self._inner(words)
            if inner and not (deed and len(words) - inner < 2):
                scope = scope or _subject(words[:inner])
                words, offset = words[inner:], offset + inner
        cut = words.rfind("等")
        if cut > 3 and len(words) - cut > 5 and "、" in words[:cut]:
            words, offset = words[cut + 1 :], offset + cut + 1
        return words.strip(" 　、，,"), scope, offset

    def _opener(self, words: str) -> str:
        """An opener, verb or time at the beginning that is no part of a noun."""
        if words.startswith(self.protected):
            return ""
        taken = self.heads_off.prefix(words)
        if taken and not self.noun_ending.match(words[len(taken) : len(taken) + 4]):
            return taken
        time = self.leading_time.match(words) if words[:1] in '到0123456789“"一二三四五六七八九十' else None
        return time[0] if time is not None else ""

    def _inner(self, words: str) -> int:
        """Offset behind the last verb inside the words that parts a subject from the thing counted, or 0."""
        for start in range(min(len(words) - 4, 32), 1, -1):
            verb = self.inner_making.at(words, start)
            if not verb or words[start - 1] == "新" or words.startswith(self.protected, start):
                continue
            end = start + len(verb)
            if words[end : end + 1] == "了":
                end += 1
            rest = words[end:]
            if len(rest) >= 2 and not rest.startswith(("资金", "投资额", "工作")) and not self.noun_ending.match(rest[:4]):
                return end
        return 0


def _subject(words: str) -> str | None:
    """The subject before an inner verb, when it is short enough to be one."""
    subject = words.removesuffix("了")[:-2]
    return subject if 0 < len(subject) <= 12 else None


def _closed(words: str) -> str:
    """A phrase without a trailing bracket remark, list mark or unbalanced bracket."""
    words = words.strip(" 　、，,；;。：:")
    if words.endswith(("）", ")")):
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1:
            words = words[:opened]
    else:
        opened = max(words.rfind("（"), words.rfind("("))
        if opened > 1 and "）" not in words[opened:] and ")" not in words[opened:]:
            words = words[:opened]
    return words.strip(" 　、，,；;。：:")
