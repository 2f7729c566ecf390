"""Cutting the name of an indicator (指标名) out of the words before or behind its number."""

from __future__ import annotations

import regex

from policy_extract.patterns import Pack


class Phrases:
    """Compiled trimming patterns of the family `linking`; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        family = pack.family("linking")
        rules = {identifier.removeprefix("linking."): rule.compiled for identifier, rule in family.rules.items()}
        self.tail, self.keep_tail, self.head = rules["tail"], rules["keep_tail"], rules["head"]
        self.charged, self.inner, self.place, self.base = rules["charged"], rules["inner"], rules["place"], rules["base"]
        self.named_as, self.acted_on, self.standard = rules["named_as"], rules["acted_on"], rules["standard"]
        self.grant_end, self.each, self.receiver = rules["grant_end"], rules["each"], rules["receiver"]
        self.shared_out, self.each_of, self.shared_cost = rules["shared_out"], rules["each_of"], rules["shared_cost"]
        self.right_list_end, self.right_predicate = rules["right_list_end"], rules["right_predicate"]
        self.right_empty, self.rank_tail, self.leading_bracket = (
            rules["right_empty"],
            rules["rank_tail"],
            rules["leading_bracket"],
        )
        self.separator, self.rate, self.measure = rules["separator"], rules["rate"], rules["measure"]
        verbs = pack.family("verbs")
        self.verbs = frozenset(verbs.words("making") + verbs.words("action")) - frozenset(family.words("openers"))
        self.relational = family.compile("^<<relational>>$")
        self.shared_modifier = family.compile("^<<shared_modifiers>>")
        self.grant = family.compile("<<grant_nouns>>")
        self.heads = family.compile("<<heads>>$")
        self.predicate_end = family.compile("(?:<<verbs.level>>|<<verbs.change>>)[了约近]?$")
        self.making_end = family.compile("<<verbs.making>>了?$")

    def left(self, words: str, rate: bool = False, deed: bool = False) -> tuple[str, str | None, int]:
        """Name before the number: (name, scope, offset of the name in `words`); the name is empty when nothing is left.

        `rate`: the number is a share, so no subject is parted from its deed; `deed`: it counts deeds (次), so a verb may be the name.
        """
        base = self.base.match(words)
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
        words = self.right_list_end.split(words)[0]
        words = self.right_predicate.split(words)[0]
        named = self.named_as.search(words)
        if named is not None:
            return named[1].strip()
        return _closed(words)

    def _without_tail(self, words: str) -> str:
        """Take predicates, hedges and particles off the end."""
        words = words.rstrip(" 　")
        while words:
            if self.keep_tail.search(words) and not words.endswith("平均"):
                break
            match = self.tail.search(words)
            if match is None:
                break
            words = words[: match.start()].rstrip(" 　、")
        return words

    def _without_head(self, words: str, rate: bool = False, deed: bool = False) -> tuple[str, str | None, int]:
        """Take openers, verbs, times and the place off the beginning."""
        scope: str | None = None
        offset = verbs = 0
        charged = None if rate else self.charged.match(words)
        if charged is not None:
            scope = charged[0]
            words, offset = words[charged.end() :], charged.end()
        while True:
            stripped = words.lstrip(" 　、，,）)")
            offset += len(words) - len(stripped)
            words = stripped
            match = self.place.match(words)
            if match is not None:
                scope = match[0]
            else:
                match = self.head.match(words)
                if match is None:
                    break
                rest = len(words) - len(match[0])
                if match[0] in self.verbs:
                    if 0 < rest < 2 or (verbs and 0 < rest < 4) or (deed and rest < 3):
                        break
                    verbs += 1
            if not match[0]:
                break
            words = words[match.end() :]
            offset += match.end()
        match = None if rate else self.inner.match(words)
        if match is not None and not (deed and len(words) - match.end() < 2):
            scope = scope or _subject(match[0])
            words, offset = words[match.end() :], offset + match.end()
        cut = words.rfind("等")
        if cut > 3 and len(words) - cut > 5 and "、" in words[:cut]:
            words, offset = words[cut + 1 :], offset + cut + 1
        return words.strip(" 　、，,"), scope, offset


def _subject(words: str) -> str | None:
    """The subject before an inner verb, when it is short enough to be one."""
    return None if len(words) > 14 else regex.sub(r"(?:.{2})了?$", "", words) or None


def _closed(words: str) -> str:
    """A phrase without a trailing bracket remark, list mark or unbalanced bracket."""
    words = words.strip(" 　、，,；;。：:")
    match = regex.search(r"[（(][^（()）]{0,60}[）)]?$", words)
    if match is not None and match.start() > 1:
        words = words[: match.start()]
    return words.strip(" 　、，,；;。：:")
