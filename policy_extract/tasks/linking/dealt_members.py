"""The members of a list that 分别 deals out (并列成分): A、B和C; of 等 lists, of places, of joint words."""

from __future__ import annotations

from policy_extract.patterns import Pack
from policy_extract.tasks.clauses import REACH
from policy_extract.tasks.linking.context import StatementContext

CLOSING = frozenset("，,。；;：:\n")
REACHED = ("实现", "完成", "达到")
MARKS = "，,、 "
SHORTEST_MEMBER = 2
LONGEST_BARE = 4
"""A measure of so few characters is named by what was measured before (总里程, 满意率)."""


class Members:
    """Reads the members of lists; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Take the rules and words from the family `linking`."""
        family = pack.family("linking")
        rules = family.rules
        self._separator, self._of_indicators = rules["linking.separator"].quick, rules["linking.of_indicators"].anchored
        self._subject, self._such = rules["linking.listed_subject"].anchored, rules["linking.listed_such"].anchored
        self._place_head = rules["linking.dealt_place_head"].anchored
        self._place, self._listed_place = rules["linking.dealt_place"].anchored, rules["linking.dealt_place_listed"].anchored
        self._joint_words: dict[str, list[str]] = family.vocabularies["joint_words"]

    def of(self, name: str) -> list[str]:
        """The members of a list; a measure behind 等指标 is said of all of them."""
        listed = self._of_indicators.search(name) if "指标" in name else None
        if listed is None:
            return [member for member in self._separator.split(name) if member]
        head = listed["head"] or ""
        return [member + head for member in self._separator.split(name[: listed.start()]) if member]

    def counted(self, context: StatementContext, words: str, count: int) -> list[str]:
        """As many members as there are numbers, when the name that was cut out of the words gives more or fewer; or none."""
        words = words.strip(MARKS)
        for members in (self._of_places(context, words), self._uncut(context, words), self._of_such(context, words)):
            if len(members) == count:
                return members
        return []

    def _uncut(self, context: StatementContext, words: str) -> list[str]:
        """Members with a verb inside, which parts no subject here (工业总产值和实现利润; 立案数、查处案件数)."""
        members = self.of(context.name_before(words, rate=True)[0])
        for verb in REACHED:
            members = [m.removeprefix(verb) if len(m) - len(verb) >= SHORTEST_MEMBER else m for m in members]
        return members if any(context.phrases.measure.search(member) for member in members) else []

    def _of_places(self, context: StatementContext, words: str) -> list[str]:
        """Places before what is measured in each (主城区、县（市）和农村污水处理率): the measure is given to all."""
        members = [member for member in self._separator.split(words) if member]
        head = self._place_head.match(members[-1]) if len(members) > 1 else None
        if head is None or not all(self._place.match(member) or self._listed_place.match(member) for member in members[:-1]):
            return []
        return [member + head["what"] for member in members[:-1]] + [members[-1]]

    def _of_such(self, context: StatementContext, words: str) -> list[str]:
        """The members before 等 with the measure behind it (教育、卫生等民生支出)."""
        such = self._such.match(words) if "等" in words else None
        if such is None:
            return []
        members = [member for member in self._separator.split(such["list"]) if member]
        if len(members) < SHORTEST_MEMBER:
            return []
        members[0] = context.name_before(members[0], rate=True)[0] or members[0]
        whole = such["whole"] or ""
        head = max(context.phrases.heads.suffix(such["head"]), such["measure"], key=len) + whole
        return [member if member.endswith(head) else member + head for member in members]

    def before(self, context: StatementContext, clause: int) -> list[str]:
        """The things listed as the subject of the clause before (工业总产值和增加值…得以改变，分别突破…)."""
        text, phrases = context.text, context.phrases
        end = max(clause - 1, 0)
        start = max(text.rfind(mark, max(0, end - REACH // 3), end) for mark in CLOSING) + 1
        if any(start <= quantity.start < end for quantity in context.quantities):
            return []
        words = context.words(start, end)
        subject = self._subject.match(words)
        if subject is not None:
            members = self.of(phrases.left(subject["list"], rate=True)[0])
            if len(members) > 1 and phrases.measure.search(members[-1]):
                return members
        members = [member for member in self._separator.split(phrases.left(words)[0]) if member]
        last = phrases.heads.prefix(members[-1]) if len(members) > 1 else ""
        return [*members[:-1], last] if last else []

    def joint(self, name: str, count: int) -> list[str]:
        """What a word that names several things at once names (存贷款余额, 三次产业增加值), one for each number; or none."""
        if len(self.of(name)) > 1:
            return []
        for word, parts in self._joint_words.items():
            if word in name and len(parts) == count:
                return [name.replace(word, part, 1) for part in parts]
        return []

    def joint_before(self, context: StatementContext, earlier: str, name: str, count: int) -> list[str]:
        """A measure of the things that a joint word before it names (三次产业结构为…，增加值分别增长…); or none."""
        if name not in context.phrases.heads:
            return []
        words = (word for word, parts in self._joint_words.items() if word in earlier and len(parts) == count)
        word = next(words, "")
        return [part + name for part in self._joint_words[word]] if word else []

    def bare(self, context: StatementContext, name: str) -> bool:
        """Whether a name is a measure of something that was named before (总里程, 数量)."""
        phrases = context.phrases
        return (
            name in phrases.relational
            or name.startswith("占")
            or (len(name) <= LONGEST_BARE and name.endswith(("率", "数", "度")) and "、" not in name)
        )
