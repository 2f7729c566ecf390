"""Cutting the name of an indicator (指标名) out of the words before or behind its number."""

from __future__ import annotations

import regex

from policy_extract.patterns import Family, Pack


def _alternation(words: tuple[str, ...]) -> str:
    return "|".join(regex.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


STANDARD = regex.compile(r"^(?:标准|比例|幅度|限额)(?:依次|分别|予以)?(?:给予|缴纳|发放|收取|扣减|征收)?(?=[一-龥]{2})")
"""元的标准缴纳保洁费: what stands behind the standard is what the amount is for."""


class Phrases:
    """Compiled trimming patterns; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        family: Family = pack.family("linking")
        verbs: Family = pack.family("verbs")
        level, change, making = (verbs.words(n) for n in ("level", "change", "making"))
        action = tuple(w for w in verbs.words("action") if len(w) > 1)
        protected = _alternation(family.words("protected"))
        time = r"(?:到?[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?:期?末|年?底)?(?:之?前|以前)?|[“\"]?[一二三四五六七八九十]{2,3}五[”\"]?(?:时期|期间|期?末)?[，,]?)"
        self.tail = regex.compile(
            rf"(?:{_alternation(level + change)}|[比较](?:上年|去年|上一年度?|[0-9x]{{4}}年|[一二三四五六七八九十]+年前)[^，,]{{0,4}}|在[0-9x]{{4}}年基础上|"
            rf"[由从][^，,]{{0,10}}[0-9一二三四五六七八九十半成][^，,]{{0,6}}|标准为?每[^，,]{{1,4}}|以后每年|每年|年均|(?<=[率比额量数])在|"
            rf"(?<![新净])增|[约近超均已也再又将可仍都共了到至为达以按是占仅就还更须的:：—-])$"
        )
        self.keep_tail = regex.compile(r"(?:增速|涨幅|增幅|降幅|增长率|占比|排名|总计|累计登陆|新增|净增|减排|平均)$")
        guard_end = r"率|额|量|值|业|性|项目|投资"
        guard = r"(?!(?:性|业|率|值|额|量|费|员|者|力|度|强度|时限|时间|事项|能力|进度|情况|比例)(?!量))"
        modal = r"(?:要|先后|已|共|累计|至少|应|须|将|负责|对[^，,]{2,10}|上门)"
        body = r".{1,22}?(?:局|委|办|办公室|中心|部|党委|医院|公司|处|科|科室|队|会|政府|部门|单位|机构|督查室|小组|管家)"
        doing = _alternation(family.words("inner_making") + family.words("doings") + ("组织", "设置", "建立"))
        self.charged = regex.compile(
            rf"^(?!{_alternation(making)})(?:(?:{body}|各[^，,]{{1,12}}){modal}+(?=[一-龥]{{2}})(?:组织|开展)?|{body}(?={doing})(?!..(?:{guard_end})))"
        )
        self.shared_out = regex.compile(r"^(?:每[^，,年季月]{1,4}|单[个户家件项笔][^，,]{0,6}|同一[^，,]{1,6}|最高|标准|其中|累计|补助|补贴|奖励|总额|年度)*$")
        self.verbs = frozenset(making + action) - frozenset(family.words("openers"))
        self.head = regex.compile(rf"^(?!{protected})(?:(?:{_alternation(family.words('openers') + making + action)}){guard}|{time})")
        self.inner = regex.compile(rf"^.{{2,30}}(?<!新)(?!{protected})(?:{_alternation(family.words('inner_making'))})了?{guard}(?=.{{2}})(?!资金|投资额|工作)")
        self.acted_on = regex.compile(r"对(?:全[院市省县区校州])?(.{2,24}?)(?:进行|开展|实施|予以)")
        self.scope = regex.compile(rf"^(?:{_alternation(family.words('scopes'))})(?!级|所有制)")
        self.base = regex.compile(r"^(.*?)(?:不?[低高少多]于|不超过|不得[低高少多]于|达到|占到?|按照?|约占|超过)[^，,]{1,20}的$")
        self.shared_modifier = regex.compile(rf"^(?:{_alternation(family.words('shared_modifiers'))})")
        self.relational = regex.compile(rf"^(?:{_alternation(family.words('relational'))})$")
        self.grant = regex.compile(_alternation(family.words("grant_nouns")))
        funds = _alternation(family.words("fund_nouns"))
        self.grant_end = regex.compile(rf"({_alternation(family.words('grant_nouns'))})((?!{funds})[^，,。；;]{{0,8}})(?<!{funds})$")
        self.each = regex.compile(r"每(?:[^季月年日周天半两三个]|个(?!月|季))")
        self.receiver = regex.compile(r".*(?:给予|予以|发放|提供|的|一次性|分别|者|社|企业|户|家(?!电|庭)|产品|单位|机构|家庭|居民|个人(?!创业))(?=.)")
        self.heads = regex.compile(rf"(?:{_alternation(family.words('heads'))})$")
        self.predicate_end = regex.compile(rf"(?:{_alternation(level + change)})[了约近]?$")
        self.making_end = regex.compile(rf"(?:{_alternation(making)})[了]?$")
        self.named_as = regex.compile(
            r"(?:命名为|评为|评定为|认定为|授予|表彰为|列为|确定为|创建为|创成|担任|入选为|晋升为|升格为)(.{2,40})$"
        )

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
        words = STANDARD.sub("", words)
        for opener in ("一次性", "以上的", "以上", "左右的", "左右", "以内的"):
            words = words.removeprefix(opener).lstrip("的")
        if words.startswith(("以", "在", "由", "集", "面向", "具有", "符合")) and "的" in words[2:-2]:
            words = words[words.rindex("的", 0, len(words) - 2) + 1 :]
        words = regex.split(r"(?:[和及]|以及|、)(?:若干|一批|数量|总量|增速|一系列)", words)[0]
        words = regex.split(r"(?<=..)(?:组成|进行|用于|作为|并(?=[一-龥])|予以)", words)[0]
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
            match = self.scope.match(words)
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
