"""Lengths that are times (时长作时间): 三年内, 通过5年努力, 今后五年, 近三年, 五年后."""

from __future__ import annotations

import datetime as dt

import regex

from policy_extract.mentions.times_calendar import Length, add, month_end
from policy_extract.mentions.times_draft import Draft
from policy_extract.mentions.times_grammar import Grammar, Token, named_groups
from policy_extract.model import Clock, Time

NO_TERM = frozenset(("", *"的，。；、,;"))
"""What follows working days that are no term for somebody to act."""
AFTER_EVENT = ("后，", "后,")
"""What stands before a length that runs from an event (合同签订后，一个月内)."""
OPENING_MARKS = "，。；：！？、;,:\n —> \u3000"
"""What stands before a span of years that opens its clause (五年间)."""
WHOSE = regex.compile("[^，,。；;]*的(?![0-9])")
"""A clause that says who qualifies (退库后两年内重新入库的企业), and not what is to be done (一个月内缴纳价款的50%)."""


class LengthReader:
    """Reads the lengths of one text against the document's own time."""

    def __init__(self, grammar: Grammar, text: str, end: int, clock: Clock, free: bool) -> None:
        """`free` keeps bare lengths and dates what only the text's own event would date."""
        self.grammar, self.text, self.end, self.clock, self.free = grammar, text, end, clock, free

    def draft(self, token: Token, last_goal: dt.date | None) -> Draft | None:
        """A length that its surroundings make a time; None for one that is only a length of something.

        `last_goal` is the end of the goal named before, from which 再奋斗五年 counts.
        """
        before = self.grammar.length_before.search(self.text, max(0, token.start - 8), token.start)
        after = self.grammar.length_after.match(self.text, token.end, self.end)
        way = before.lastgroup if before is not None else None
        follow = next(iter(named_groups(after, self.grammar.length_after_names)), None) if after is not None else None
        if not self.free and (
            way in (None, "aim", "condition") and follow in (None, "time") and (way, follow) != ("aim", "time")
        ):
            return None
        described = self.text.startswith("的", token.end) and before is not None and "为期" in before[0]
        if follow == "span" and way is None and not self._opens_clause(token.start):
            return None
        if way == "past" and not self.free and before is not None and self._granted_for(before[0], token):
            return None
        if way == "spent" and (described or self.text.startswith(("以上", "以下"), token.end)):
            way = None
            if not self.free:
                return None
        length = self.grammar.length(token.groups)
        if length is None:
            return None
        start = before.start() if before is not None and way not in ("condition", "aim") else token.start
        end = after.end() if after is not None and follow is not None else token.end
        time = Time(start, end, "relative", granularity=_unit(length), duration=length.iso, anchor="document", rule=token.rule)
        draft = Draft(time, "length", token.start, _unit(length))
        known = length.months > 0 or length.days > 0
        if (way == "past" and follow not in ("within", "after")) or follow == "since":
            self._backward(draft, length, known, follow)
        elif follow == "span" and way is None:
            self._spanned(draft, length)
        elif way == "future":
            self._future(draft, length, known, follow)
        elif way is None and follow == "within" and self.text[token.start - 2 : token.start] in AFTER_EVENT:
            self._within(draft, length, known, "condition", last_goal)
        elif way in ("again", "spent") or follow in ("within", "inside") or (follow == "time" and way == "aim"):
            self._within(draft, length, known, way, last_goal)
            if follow is None and self.text.startswith(("经过", "历经", "历时"), time.start):
                time.kind = "past"
        elif follow in ("before", "after"):
            self._away(draft, length, known, follow)
        else:
            return self._bare(token, draft)
        return draft

    def _granted_for(self, before: str, token: Token) -> bool:
        """连续三年每年安排…: for how many years something is given, which says nothing of the years gone by."""
        return before.startswith("连续") and self.grammar.granted_years.match(self.text, token.end, self.end) is not None

    def since_issue(self, token: Token) -> Draft | None:
        """A term that runs from the day on which the document is issued; None for one that 内 does not close."""
        after = self.grammar.length_after.match(self.text, token.end, self.end)
        length = self.grammar.length(token.groups)
        if after is None or after["within"] is None or length is None:
            return None
        time = Time(token.start, after.end(), "relative", granularity=_unit(length), duration=length.iso, rule=token.rule)
        time.anchor = "document"
        issued = self.clock.issued_on
        if issued is not None and not length.working:
            time.start_date, time.end_date = issued, add(issued, length)
        return Draft(time, "length", token.start, _unit(length))

    def _bare(self, token: Token, draft: Draft) -> Draft | None:
        """A length that is only a length: kept in free texts."""
        if not self.free:
            return None
        draft.time.start, draft.time.end, draft.time.anchor = token.start, token.end, None
        return draft

    def _backward(self, draft: Draft, length: Length, known: bool, follow: str | None) -> None:
        """近三年, 五年来: a span that ends with the document; 以来 counts from the start of the month or year."""
        time, issued = draft.time, self.clock.issued_on
        time.kind = "past"
        start = add(issued, length, -1) if issued is not None and known else None
        if start is None:
            return
        time.start_date, time.end_date = start, issued
        if follow == "since" and length.months and not length.days:
            time.start_date = start.replace(day=1) if length.months % 12 else start.replace(month=1, day=1)

    def _future(self, draft: Draft, length: Length, known: bool, follow: str | None) -> None:
        """今后五年: whole calendar years from the first planned one; months and days run from the document's date."""
        time, issued = draft.time, self.clock.issued_on
        time.kind = "during"
        if not known:
            return
        if length.months % 12 == 0 and length.months and not length.days and not (self.free and follow == "within"):
            years = [year for year in (self.clock.plan_year, self.clock.year_at(time.start)) if year is not None]
            first_year = max(years, default=None)
            if self.clock.period_start is not None:
                first_year = max(first_year or 0, self.clock.period_start.year)
            if first_year is not None:
                time.start_date = dt.date(first_year, 1, 1)
                time.end_date = dt.date(min(first_year + length.months // 12 - 1, 9999), 12, 31)
        elif issued is not None:
            end = add(issued, length)
            time.start_date, time.end_date = issued, (end - dt.timedelta(days=1) if length.months and end else end)

    def _opens_clause(self, offset: int) -> bool:
        """Whether nothing but the end of another clause stands before an offset."""
        return offset == 0 or self.text[offset - 1] in OPENING_MARKS

    def _spanned(self, draft: Draft, length: Length) -> None:
        """五年间: the years of the plan where they are as many; else undated, whatever year the heading names."""
        time, first, last = draft.time, self.clock.period_start, self.clock.period_end
        time.kind = "during"
        if first is not None and last is not None and length.months == 12 * (last.year - first.year + 1):
            time.start_date, time.end_date = first, last

    def _within(self, draft: Draft, length: Length, known: bool, way: str | None, last_goal: dt.date | None) -> None:
        """三年内, 用时10个月: from the document's date, or from the goal before when it says 再."""
        time, issued = draft.time, self.clock.issued_on
        hours = not length.months and not length.days
        duty = self._duty(draft, way) if length.working else way == "condition" and self._acts(draft)
        working = length.working and way is None and not duty
        draft.condition = (way == "condition" and not duty) or hours or working
        if not known or (draft.condition and not self.free):
            return
        if way == "condition" and not self.free:
            # 自受理之日起5个工作日内答复: a term for somebody, which an event of its own dates.
            time.anchor = None
            return
        if way == "again":
            if last_goal is not None:
                time.end_date = add(last_goal, length)
        elif issued is not None and (self.free or way is not None or not length.working):
            time.start_date, time.end_date = issued, add(issued, length)
            half = length.months % 12 and length.months > 12
            if self.free and half and time.end_date is not None:
                time.end_date = month_end(time.end_date.year, time.end_date.month)

    def _acts(self, draft: Draft) -> bool:
        """Whether something is to be done within a length from an event on (签订后一个月内缴纳), not somebody described."""
        following, before = self.text[draft.time.end : draft.time.end + 1], self.text[draft.time.start - 1 : draft.time.start]
        if before not in ("后", "起", "，", ","):
            return False
        return following not in NO_TERM and WHOSE.match(self.text, draft.time.end, self.end) is None

    def _duty(self, draft: Draft, way: str | None) -> bool:
        """Whether working days are a term for somebody to act (收到申请后5个工作日内答复), and no figure of a service."""
        text, end = self.text, draft.time.end
        if way == "condition" and text[end : end + 1] in ("，", ","):
            return True
        before = text[max(0, draft.time.start - 3) : draft.time.start]
        return text[end : end + 1] not in NO_TERM and not before.endswith(("缩至", "缩短至", "缩到", "减至", "为"))

    def _away(self, draft: Draft, length: Length, known: bool, follow: str) -> None:
        """三年后, 两年前: the named unit so far away; 以后, 以前 open the period."""
        time, issued = draft.time, self.clock.issued_on
        sign = 1 if follow == "after" else -1
        time.kind = "from" if sign > 0 else "past"
        draft.condition = True
        day = add(issued, length, sign) if issued is not None and known else None
        if day is None:
            return
        open_end = self.text[time.end - 2 : time.end] in ("以后", "之后", "以前", "之前")
        low, high = _unit_bounds(day, length)
        if not open_end:
            time.start_date, time.end_date = low, high
        elif sign > 0:
            time.start_date = low
        else:
            time.end_date = high


def _unit(length: Length) -> str:
    """The granularity of a length."""
    if length.days or not length.months:
        return "day"
    return "month" if length.months % 12 else "year"


def _unit_bounds(day: dt.date, length: Length) -> tuple[dt.date, dt.date]:
    """The year, month, week or day in which a date so far away lies, by the unit that was named."""
    if length.iso.endswith("W"):
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if length.days or not length.months:
        return day, day
    if length.months % 12:
        return day.replace(day=1), month_end(day.year, day.month)
    return day.replace(month=1, day=1), day.replace(month=12, day=31)
