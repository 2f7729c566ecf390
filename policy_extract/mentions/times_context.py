"""Judges a time where it stands (时间的语境): a deadline of the plan, the date of something past, or part of a name."""

from __future__ import annotations

import regex

from policy_extract.mentions.times_assembly import BLANKS, ISSUE_DAY, SENTENCE_END
from policy_extract.mentions.times_draft import Draft
from policy_extract.mentions.times_grammar import Grammar
from policy_extract.mentions.times_neighbours import each_year_too, failed, kept_within, of_phase, one_of_routine, title_line
from policy_extract.mentions.times_places import happens_then, reached_later, sets_aims
from policy_extract.mentions.times_reviews import review_zones
from policy_extract.model import Clock, Time

CLAUSE_END = regex.compile(r"[，。；！？;,\n]")
CLAUSE_LENGTH = 40
FEWEST_YEARS = 3
"""In a text without a year, a date that lies further back than this behind the newest one is no aim."""
ITEM_NUMBER = regex.compile(r"(?:^|[。；;：:！\n 　])(?:[0-9]{1,2}[.．、]|[①-⑳])$")
"""The number of an item right before a time (2.2027年5月底, ③2027年)."""
OPENING_MARKS = "，。；：！？、;,:（(—\n*|>“”—-）)】 　"
NUMBERED = regex.compile(r"(?:^|[。；;：:，,！\n 　])[一二三四五六七八九十]{1,2}是$")
"""二是 opens an item; what stands behind it opens a clause."""
SHORT = frozenset({"day", "month", "quarter", "half"})
"""Units of a time that tells of something past when it ended before the document was issued."""
WORK_ON = ("做好", "抓好", "推动")
"""Verbs whose object is the work of a quarter or half (做好第一季度经济工作)."""
RATE = regex.compile(r"(?:每[人户亩家个辆套平张床头吨]|每个?家庭|平均|人均|户均|日均|次)$")
ATTRIBUTE_AFTER_RANGE = regex.compile(r"[）)》”]?(?:[^，。；\n]{0,16})?(?:规划|计划|纲要|行动方案|实施方案|行动计划)(?![期内])")


class Judge:
    """Decides kind and deadline of the drafts of one document, in order."""

    def __init__(self, grammar: Grammar, text: str, start: int, end: int, clock: Clock) -> None:
        """Look up the review sections of the document once."""
        self.grammar, self.text, self.end, self.clock = grammar, text, end, clock
        self.reviews = clock.reviews or review_zones(grammar, text, start, end)
        self._zone = 0
        self._floor = self._newest = 0
        self._past_until = -1
        """End of the last time judged past by an aspect mark; later dates of the same sentence follow it."""
        self._yearly_until = -1
        """End of the last month named for every year (每年11月底前)."""

    def learn(self, drafts: list[Draft]) -> None:
        """Without a year of the document, the latest year in which something was done bounds it from below."""
        if self.clock.year is not None or self.clock.issued_on is not None:
            return
        for draft in drafts:
            year = draft.last.year if draft.last is not None and draft.form in ("point", "range") else 0
            self._newest = max(self._newest, year)
            if year > self._floor and draft.prefix != "until" and draft.suffix != "before" and self._done(draft):
                self._floor = year

    def judge(self, draft: Draft) -> None:
        """Set kind and deadline of a draft."""
        time = draft.time
        if draft.form in ("word", "recurring"):
            if time.kind in ("during", "by") and title_line(draft, self.text, self.end, self.grammar):
                time.deadline = False
            if time.kind == "recurring" and (self._rate(draft) or self._reviewed(time.start) or failed(self.text, time.start)):
                time.deadline = False
            if time.kind == "recurring" and time.every == "P1Y" and "月" in self.text[time.start : time.end]:
                self._yearly_until = time.end
            if time.rule == ISSUE_DAY:
                time.deadline = not self.grammar.in_force.match(self.text, time.end)
            return
        if draft.unit == "year" and time.kind == "by" and self._of_target(time):
            return
        if each_year_too(draft, self.text, self._yearly_until):
            time.kind, time.every, time.start_date, time.end_date, time.granularity = "recurring", "P1Y", None, None, None
            return
        if time.kind == "by" and self.grammar.deadline_label.search(self.text, max(0, time.start - 12), time.start):
            return  # 整改时限：2023年底: a deadline that is over stays the deadline of its item.
        if time.kind == "past" or self._past(draft):
            time.kind, time.deadline = "past", False
        elif not self._adverbial(draft):
            time.deadline = False
        elif time.kind == "by" and of_phase(draft, self.text):
            time.kind, time.start_date, time.end_date = "during", draft.first, draft.last

    def _of_target(self, time: Time) -> bool:
        """Whether a year stands in the label of a target (【2024年目标】): until then what stands behind it is to be reached."""
        opened = self.text[time.start - 1 : time.start] in ("【", "[")
        return opened and self.grammar.target_label.match(self.text, time.end, self.end) is not None

    def _rate(self, draft: Draft) -> bool:
        """Whether 每月, 每年 only belongs to an amount (每人每月50元, 由每月580元)."""
        at, end = draft.time.start, draft.time.end
        if RATE.search(self.text, max(0, at - 4), at):
            return draft.time.every != "P1Y"
        amount = self.text[end : end + 1]
        return self.text[at - 1 : at] in ("的", "到", "至", "由", "从") and (amount.isdigit() or amount == "每")

    # -- past -------------------------------------------------------------------------------------------------

    def _past(self, draft: Draft) -> bool:
        """Whether the time belongs to something that has happened."""
        time = draft.time
        if draft.condition:
            return False
        ahead = self._ahead(draft)
        if ahead is True:
            return False
        if ahead is None and self.grammar.intended.match(self.text, time.end):
            return False  # 年内计划改造85个，已开工52个: what is intended stands beside what is done.
        if ahead is None and (self._reviewed(time.start) or self._reported(draft)):
            return True
        before_document = self._before_document(draft) or self._of_old_things(draft)
        if before_document:
            return True
        if draft.prefix == "baseline" and ahead is None and not draft.suffix and not draft.edge:
            return before_document or draft.relative
        if self._done(draft):
            self._past_until = time.end
            return True
        chained = draft.unit in ("month", "day") and not draft.prefix and draft.suffix in ("", "from", "after")
        return (
            chained and draft.form == "point" and self._past_until >= 0
            and not SENTENCE_END.search(self.text, self._past_until, time.start)
            and not self.grammar.ahead.search(self.text, self._past_until, time.end + 4)
        )  # fmt: skip

    def _ahead(self, draft: Draft) -> bool | None:
        """True when the time certainly lies after the document, None when the calendar does not tell."""
        base = self.clock.year_at(draft.time.start)
        issued = self.clock.issued_on
        last = draft.last or draft.time.end_date
        if last is None:
            return None
        if issued is not None and last > issued and (base is None or last.year >= base):
            return True if last.year > issued.year else None
        if base is not None and last.year > base:
            return True
        return None

    def _before_document(self, draft: Draft) -> bool:
        """Whether the time ended before the document's year, or before the day it was issued."""
        clock, time = self.clock, draft.time
        last = draft.first if time.kind == "from" else draft.last
        if time.kind == "from" and draft.first is None:
            return False
        if last is None or (draft.form == "length"):
            return False
        base = clock.year_at(time.start)
        if base is None and last.year < self._floor:
            return True
        firm = draft.prefix == "until" or draft.suffix == "before"
        if clock.period_start is not None and last < clock.period_start and not firm:
            return True
        if base is not None and last.year < base:
            return not firm or clock.issued_on is not None or clock.period_start is not None
        issued = clock.issued_on
        if issued is None or last >= issued or time.kind == "from":
            return False
        return draft.unit in SHORT and (not firm or draft.unit == "day")

    def _of_old_things(self, draft: Draft) -> bool:
        """2000年底前建成的小区: a date before the document's year that only says which ones are meant."""
        base = self.clock.year_at(draft.time.start)
        newest = base if base is not None else self._newest - FEWEST_YEARS
        old = draft.last is not None and draft.last.year < newest and draft.form in ("point", "range")
        return old and self.grammar.of_things.match(self.text, draft.time.end, self.end) is not None

    def _done(self, draft: Draft) -> bool:
        """Whether an aspect mark (已, 了, 获 …) follows in the clause and nothing before it points ahead."""
        start = draft.time.end
        clause = self._clause(start)
        if clause == start and self.text[start : start + 1] in "，,":
            start += 1
            clause = self._clause(start)
        mark = self.grammar.done.search(self.text, start, clause)
        if mark is None:
            return False
        term = draft.form == "length" or draft.suffix == "before"
        if term and mark[0].startswith("取得") and "了" not in mark[0]:
            return False  # 6个月内取得阶段性成效: what is to be reached within a term.
        return not self.grammar.ahead.search(self.text, max(0, draft.time.start - 4), mark.start())

    def _clause(self, start: int) -> int:
        """End of the clause that begins here."""
        stop = min(self.end, start + CLAUSE_LENGTH)
        match = CLAUSE_END.search(self.text, start, stop)
        return match.start() if match is not None else stop

    def _reported(self, draft: Draft) -> bool:
        """Whether a bare date stands in a text that reports what was done, outside its outlook."""
        if not self.clock.looks_back or draft.suffix or draft.prefix or draft.form not in ("point", "range"):
            return False
        if self.grammar.ahead.search(self.text, max(0, draft.time.start - 6), draft.time.end + 6):
            return False
        return not any(start <= draft.time.start < end for start, end in self.clock.ahead)

    def _reviewed(self, offset: int) -> bool:
        """Whether an offset lies in a review section."""
        while self._zone < len(self.reviews) and self.reviews[self._zone][1] <= offset:
            self._zone += 1
        return self._zone < len(self.reviews) and self.reviews[self._zone][0] <= offset

    # -- part of a name or adverb ------------------------------------------------------------------------------

    def _adverbial(self, draft: Draft) -> bool:
        """Whether the time says when, and is no part of a name, a citation or a title."""
        text, time = self.text, draft.time
        if draft.form == "length":
            return self._length(draft)
        if self.grammar.validity.search(text, max(0, time.start - 12), draft.core_start):
            time.kind = "during" if time.kind == "by" else time.kind
            return False
        if draft.prefix in ("until", "through") and self.grammar.term.search(text, max(0, time.start - 12), time.start):
            moved = "延" in text[time.start : draft.core_start]
            time.kind = "during" if time.kind == "by" and not moved else time.kind
            return True
        if (
            draft.prefix == "until"
            and time.kind == "by"
            and draft.unit == "day"
            and text.startswith(("执行", "持续"), time.start)
        ):
            time.kind = "during"
        if time.kind == "from":
            named = draft.prefix != "from" and self._named(draft)
            return not (named or self.grammar.force.match(text, time.end, self.end))
        if draft.prefix == "baseline" and not draft.suffix:
            return False
        firm = draft.prefix in ("until", "through") or draft.suffix in ("before", "stop") or draft.edge
        if firm and draft.form != "range":
            return self._firm(draft)
        if title_line(draft, self.text, self.end, self.grammar):
            return False
        if sets_aims(draft, text, self.end, self.grammar, self.clock):
            return True
        if happens_then(draft, text, self.end, self.grammar):
            return True
        if reached_later(draft, text, self.end, self.grammar, self.clock) and not self._named(draft):
            return True
        if draft.form == "range":
            return self._range(draft)
        if draft.form == "plan":
            return bool(draft.suffix or (draft.unit == "plan" and self._plan_tail(draft))) and not self._about(draft)
        if draft.whole:
            return not text.startswith(self.grammar.whole_names, time.end) and not self._named(draft)
        if draft.suffix == "span":
            return not self._named(draft) and not text.startswith("的", time.end)
        return self._bare(draft)

    def _plan_tail(self, draft: Draft) -> bool:
        """Whether the plan is named as a period (期间, 时期), not as a document."""
        return self.text[draft.time.end - 1] not in '”"」五划'

    def _firm(self, draft: Draft) -> bool:
        """到2025年, 年底前: a deadline, unless the end of a year is only compared with or a plan is named by it."""
        if draft.prefix == "baseline":
            return False
        if self.text[draft.time.end - 1] == "初":
            return draft.unit == "month" and self._opens(draft.time.start)
        if draft.prefix == "through" and not self._still_runs(draft):
            return False
        bare_end = draft.edge and not draft.suffix and not draft.prefix
        if bare_end and self.text.startswith(("的", "水平", "数")[:2], draft.time.end):
            return False
        if one_of_routine(self.text, draft.time.start, draft.time.end, self.grammar.checks):
            return False
        return not (draft.suffix == "before" and draft.unit == "year" and not draft.edge and self._named(draft))

    def _still_runs(self, draft: Draft) -> bool:
        """截至 with a day that lies ahead ends a period; with anything else it dates a report of what has been reached."""
        base, issued, last = self.clock.year_at(draft.time.start), self.clock.issued_on, draft.last
        if last is None or (base is None and issued is None):
            return False
        if issued is not None:
            return last > issued
        return base is not None and (last.year > base or (last.year == base and draft.unit == "day"))

    def _length(self, draft: Draft) -> bool:
        """三年内 and 用三年 set a term; a term that runs from somebody's own event does not."""
        if draft.condition:
            return False
        if self.text.startswith(("未", "无", "没有", "不得", "累计"), draft.time.end):
            return False
        if self.text[draft.time.start - 1 : draft.time.start] in ("为", "到", "至") or kept_within(self.text, draft.time.start):
            return False
        if draft.time.kind == "during":
            return bool(self.grammar.aims.match(self.text, draft.time.end, self.end)) and not self._named(draft)
        return True

    def _range(self, draft: Draft) -> bool:
        """2021—2025年 governs what follows unless it belongs to the name of a plan."""
        text, time = self.text, draft.time
        if draft.form == "range" and self.grammar.term.search(text, max(0, time.start - 12), time.start):
            return True
        if draft.prefix == "baseline":
            return False
        if draft.suffix == "span" and text[time.start - 1 : time.start] == "对":
            return True
        if self._about(draft):
            return False
        left = text[max(0, time.start - 12) : time.start].rstrip(BLANKS)
        if left[-1:] in "（(" and self.grammar.title.search(left[:-1]):
            return False
        if draft.unit in ("year", "plan") and ATTRIBUTE_AFTER_RANGE.match(text, time.end, min(self.end, time.end + 24)):
            return False
        return draft.unit not in ("year", "plan") or not self._named(draft)

    def _about(self, draft: Draft) -> bool:
        """Whether the sentence only talks about the period."""
        return bool(self.grammar.about.match(self.text, draft.time.end, self.end)) or self._named(draft)

    def _named(self, draft: Draft) -> bool:
        """Whether a verb or noun right before makes the time part of its object's name (修订2024年…)."""
        at = draft.time.start
        if NUMBERED.search(self.text, max(0, at - 4), at):
            return False
        return bool(
            self.grammar.naming.search(self.text, max(0, at - 5), at)
            and not self.grammar.opener.search(self.text, max(0, at - 5), at)
        )

    def _bare(self, draft: Draft) -> bool:
        """A point without prefix and suffix: an adverb only where a clause opens and a verb or scope follows."""
        text, time = self.text, draft.time
        if text.startswith(("当月", "本月", "上月", "上个月"), draft.core_start):
            return False
        if draft.relative and draft.unit == "year" and text.startswith("今年", draft.core_start):
            return self.grammar.year_aims.match(text, time.end, self.end) is not None
        at = time.start
        while at and text[at - 1] in BLANKS:
            at -= 1
        bracketed = text[at - 1 : at] in ("（", "(", "：", ":", "|") and at > 0
        if bracketed and (text[at - 2 : at - 1] in ("》", "”", "节") or self.grammar.title.search(text, max(0, at - 9), at - 1)):
            return False
        opens = self._opens(at)
        if draft.unit == "year" and not draft.relative and self.grammar.dealt.match(text, time.end, min(self.end, time.end + 60)):
            return True
        if not opens:
            # 项目上半年开工率达到…: a half or quarter before a predicate says when, wherever it stands.
            named = text[time.end : time.end + 1] in ("的", "是", "为", "份", "") or text.endswith(WORK_ON, 0, time.start)
            return draft.unit in ("quarter", "half") and not named
        follows = time.end
        while follows < self.end and text[follows] in BLANKS:
            follows += 1
        following = text[follows : follows + 1]
        if bracketed and draft.unit != "day" and (follows >= self.end or following in "）)；;，,。、\n|"):
            return True
        if following in "，,":
            return draft.unit != "day" and not self.grammar.about.match(text, follows, self.end)
        if draft.unit == "day":
            return self._later(draft)
        if draft.unit == "year" and self._of_work(at, follows):
            return False
        if self.grammar.aiming.search(text, max(0, at - 4), at):
            return following not in "的是为"
        if draft.unit in ("month", "quarter", "half"):
            return following not in "的是为份\n" and not text.startswith(("以来", "出台", "印发"), follows)
        if following.isdigit() or self.grammar.follower.match(text, follows, self.end):
            return True
        if draft.unit == "year" and self._acts_in_year(draft, follows):
            return True
        return draft.unit == "year" and self._sets_year(draft, follows)

    def _of_work(self, at: int, follows: int) -> bool:
        """Whether a year names the work or the document of a year (现将2025年工作要点…, 2025年全市商务工作要…)."""
        letter = self.grammar.letter.search(self.text, max(0, at - 4), at)
        return letter is not None or self.grammar.year_of_work.match(self.text, follows, self.end) is not None

    def _acts_in_year(self, draft: Draft, follows: int) -> bool:
        """Whether a deed follows a year that is not over, and no name of a document (2025年推动首批体育场馆开放)."""
        base = self.clock.year_at(draft.time.start)
        if base is None or draft.last is None or draft.last.year < base or draft.relative or self.clock.looks_back:
            return False
        stop = self._clause(follows)
        named = self.grammar.title.search(self.text[follows:stop])
        return named is None and self.grammar.deeds.match(self.text, follows, stop) is not None

    def _sets_year(self, draft: Draft, follows: int) -> bool:
        """Whether a year that is not over opens a clause with a number in it (2028年全产业链产值达到50亿元)."""
        base = self.clock.year_at(draft.time.start)
        if draft.last is None or draft.last.year < (base or self._floor) or draft.relative or self.clock.looks_back:
            return False
        aimed = self.grammar.year_aimed.match(self.text, follows, min(self.end, follows + CLAUSE_LENGTH))
        # Without a year of the document, a deadline in the clause (2026年新建项目2月底前…) makes the year part of a name.
        return aimed is not None and (base is not None or not any(mark in aimed[0] for mark in "月日底前"))

    def _opens(self, at: int) -> bool:
        """Whether a clause opens at an offset."""
        text = self.text
        if at == 0 or text[at - 1] in OPENING_MARKS or self.grammar.opener.search(text, max(0, at - 4), at):
            return True
        return NUMBERED.search(text, max(0, at - 4), at) is not None or ITEM_NUMBER.search(text, max(0, at - 5), at) is not None

    def _later(self, draft: Draft) -> bool:
        """A day without 前: only what lies after the document or is announced is a time of the plan."""
        issued = self.clock.issued_on
        if issued is not None and draft.last is not None and draft.last > issued:
            return True
        return bool(self.grammar.ahead.search(self.text, max(0, draft.time.start - 4), self._clause(draft.time.end)))
