"""Puts words of time together (组合): prefix, range and suffix make one dated expression in the document's own time."""

from __future__ import annotations

import datetime as dt
import re

import msgspec
import regex

from policy_extract.mentions.times_calendar import Point, add_months, bounds, date_or_none, full_year, integer
from policy_extract.mentions.times_draft import Draft
from policy_extract.mentions.times_grammar import Grammar, Token, named_groups
from policy_extract.mentions.times_lengths import LengthReader
from policy_extract.model import Clock, Time

SENTENCE_END = regex.compile(r"[。！？；;\n]")
BLANKS = " \xa0\u3000\t"
ISSUE_DAY = "times.issue_day"
ISSUE_PREFIX = regex.compile(r"(?:出台|印发|发布|公布|实施|施行)(?:之日)?起?[至到]$")
LONGEST_COUNT_AHEAD = 6
"""Months from the issue of an account to a day that it cannot have counted to in its own year."""
COUNTED_BEHIND = re.compile("[，,][^，,。；;0-9]{0,12}(?:已|累计|共|分别|实际)[^，,。；;0-9]{0,8}[0-9]|[，,](?:已|累计|实际)")
"""What is counted to a day (，分别完成632张)."""


class Assembler:
    """Reads the tokens of one text in order; keeps the year last named in the running sentence."""

    def __init__(self, grammar: Grammar, text: str, end: int, clock: Clock, free: bool) -> None:
        """`free` reads any text: bare lengths and calendar points are kept with both ends."""
        self.grammar, self.text, self.end, self.clock, self.free = grammar, text, end, clock, free
        self.lengths = LengthReader(grammar, text, end, clock, free)
        self.named_year: int | None = None
        self.named_at = -1
        self.last_goal: dt.date | None = None

    def drafts(self, tokens: list[Token]) -> list[Draft]:
        """All expressions that the tokens make, in order."""
        drafts: list[Draft] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            draft, used = None, 1
            if drafts and token.start < drafts[-1].time.end:
                index += 1
                continue
            if token.form in ("point", "plan"):
                draft, used = self._calendar(tokens, index)
            elif token.form == "length":
                draft = self._since_issue(token, drafts) or self.lengths.draft(token, self.last_goal)
            else:
                draft = self._word(token)
            if draft is not None:
                floor = drafts[-1].time.end if drafts else 0
                draft.time.start = max(draft.time.start, floor)
                drafts.append(draft)
                if draft.time.kind == "by" and draft.time.end_date is not None:
                    self.last_goal = draft.time.end_date
            index += used
        return drafts

    # -- calendar ---------------------------------------------------------------------------------------------

    def _calendar(self, tokens: list[Token], index: int) -> tuple[Draft | None, int]:
        """A point or a range with what stands around it; also how many tokens it took."""
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        closing = self._closing(token, following)
        if closing is None:
            return (None if token.opens else self._single(token)), 1
        point, end, used = closing
        return self._range(token, point, end), used

    def _closing(self, token: Token, following: Token | None) -> tuple[Point, int, int] | None:
        """The other end of a range that opens with this token: point, end offset, tokens used."""
        grammar, text = self.grammar, self.text
        near = following is not None and following.form == token.form and following.start - token.end <= 6
        match = grammar.separator.match(text, token.end, self.end)
        if match is not None:
            if near and following is not None and following.start == match.end() and following.point is not None:
                return following.point, following.end, 2
            tail = grammar.tail.match(text, match.end(), self.end)
            if tail is not None and token.point is not None and token.form == "point":
                return self._tail(token.point, tail), tail.end(), 1
            return None
        if not near or following is None or following.point is None:
            return None
        match = grammar.pairing.match(text, token.end, self.end)
        if match is None or match.end() != following.start:
            return None
        after = text[following.end : following.end + 3].lstrip(BLANKS)
        paired = after.startswith(("之间", "间", "期间", "两年"))
        yearly = token.point is not None and token.point.unit == following.point.unit == "year" and token.form == "point"
        if paired or (yearly and after.startswith(("每年", "各", "连续"))):
            return following.point, following.end, 2
        return None

    def _tail(self, opening: Point, tail: regex.Match[str]) -> Point:
        """The point that a short second end means (至28日, —2025)."""
        if tail["day"]:
            point = msgspec.structs.replace(opening, day=integer(tail["day"]), day_to=None, edge="", unit="day")
            point.month = point.month_to = opening.month_to or opening.month
            return point
        year = int(tail["year"]) if tail["year"] else full_year(int(tail["short"]))
        month = integer(tail["month"]) if tail["month"] else None
        return Point(year=year, month=month, month_to=month, unit="month" if month else "year")

    def _year_of(self, point: Point, offset: int) -> tuple[int | None, str | None]:
        """The year of a point and the anchor that tells where it was taken from."""
        if point.lost:
            return None, "unknown"
        if point.year is not None:
            return point.year, None
        base = self.clock.year_at(offset)
        if point.month_offset is not None:
            issued = self.clock.issued_on
            if issued is None:
                return None, "document"
            moved = add_months(issued.replace(day=1), point.month_offset)
            return (moved.year if moved else None), "document"
        named = self._named(offset)
        if point.offset is not None:
            start = named if point.following and named is not None else base
            return (None if start is None else start + point.offset), "document"
        if named is not None and (base is None or named >= base or self.free):
            return named, None
        return base, "document"

    def _named(self, offset: int) -> int | None:
        """The year named before in the same sentence."""
        if self.named_at < 0 or SENTENCE_END.search(self.text, self.named_at, offset):
            return None
        return self.named_year

    def _bounds(self, point: Point, year: int | None) -> tuple[dt.date | None, dt.date | None]:
        """First and last day of a point; months counted from the document's month are put in here."""
        if point.month_offset is not None and self.clock.issued_on is not None and year is not None:
            moved = add_months(self.clock.issued_on.replace(day=1), point.month_offset)
            if moved is not None:
                month = moved.month
                low = (month - 1) // 3 * 3 + 1 if point.unit == "quarter" else month
                high = low + 2 if point.unit == "quarter" else month
                point = msgspec.structs.replace(point, month=low, month_to=high)
                return bounds(point, moved.year)
        if point.month_offset is not None:
            return None, None
        if (
            point.day is not None and point.month == 2 and point.day == 29 and not point.says_year
            and self.free and year is not None and date_or_none(year, 2, 29) is None
        ):  # fmt: skip
            year += -year % 4
        return bounds(point, year)

    def _remember(self, point: Point, year: int | None, offset: int) -> None:
        """Keep the year a text names for what follows in the sentence."""
        if point.says_year and year is not None:
            self.named_year, self.named_at = year, offset

    def _single(self, token: Token) -> Draft | None:
        """One calendar point with prefix and suffix."""
        point = token.point
        assert point is not None
        year, anchor = self._year_of(point, token.start)
        first, last = self._bounds(point, year)
        if point.plan is None:
            self._remember(point, year, token.end)
        draft = self._draft(token, token.end, point, anchor, first, last)
        draft.form = token.form
        draft.whole = token.whole
        self._date(draft, point)
        return draft

    def _range(self, token: Token, closing: Point, end: int) -> Draft | None:
        """A range of two points; what the second end does not say is taken from the first."""
        opening = token.point
        assert opening is not None
        year, anchor = self._year_of(opening, token.start)
        second, second_anchor = (year, anchor)
        if closing.says_year:
            self._remember(opening, year, token.end)
            second, second_anchor = self._year_of(closing, token.end)
        elif year is not None and (closing.month or 13) < (opening.month or 0):
            second = year + 1
        if closing.plan is None:
            self._remember(closing, second, end)
            if not closing.says_year and opening.says_year:
                self.named_at = end
        first = self._bounds(opening, year)[0]
        last = self._bounds(closing, second)[1]
        if first is not None and last is not None and last < first:
            return None if opening.plan is not None else self._single(token)
        draft = self._draft(token, end, closing, anchor or second_anchor, first, last)
        draft.form = "range"
        time = draft.time
        time.kind, time.start_date, time.end_date = "during", first, last
        if draft.suffix == "since" or draft.suffix == "from":
            draft.suffix = ""
        return draft

    def _draft(
        self, token: Token, end: int, point: Point, anchor: str | None, first: dt.date | None, last: dt.date | None
    ) -> Draft:
        """A draft with prefix and suffix read from the text around [token.start, end)."""
        prefix, start = self._prefix(token.start)
        suffix = self.grammar.suffix.match(self.text, end, self.end)
        name = ""
        if suffix is not None:
            name = next(iter(named_groups(suffix, self.grammar.suffix_names)))
            end = suffix.end()
            if name == "before" and suffix["before"][0] in "或及和":
                name = "or_before"
            elif name == "about":
                name = ""
        time = Time(start, end, "by", granularity=point.unit, anchor=anchor, rule=token.rule)
        return Draft(
            time, token.form, token.start, point.unit, prefix, name, bool(point.edge),
            point.offset is not None, last, first,
        )  # fmt: skip

    def _prefix(self, start: int) -> tuple[str, int]:
        """The class of the word before a time, and where the expression then begins."""
        text = self.text
        at = start
        while at and text[at - 1] in BLANKS:
            at -= 1
        before = text[max(0, at - 5) : at]
        for word, name in self.grammar.prefixes.get(before[-1:], ()):
            if before.endswith(word):
                lead = text[at - len(word) - 1 : at - len(word)]
                if len(word) == 1 and name == "until" and lead in self.grammar.until_guards:
                    continue
                return name, (start if name == "baseline" else at - len(word))
        return "", start

    def _date(self, draft: Draft, point: Point) -> None:
        """Kind and dates of a single point from prefix and suffix."""
        time, first, last = draft.time, draft.first, draft.last
        if point.spans and draft.suffix not in ("before", "since", "after") and draft.prefix not in ("until", "through"):
            draft.form = "range"
            time.kind, time.start_date, time.end_date = "during", first, last
        elif draft.suffix in ("from", "after", "or_after") or (
            draft.prefix == "from" and draft.suffix not in ("before", "since")
        ):
            time.kind = "from"
            time.start_date = first
            if draft.suffix == "after" and last is not None:
                time.start_date = last + dt.timedelta(days=1)
        elif draft.suffix == "since" or point.edge == "since":
            time.kind, time.start_date, time.end_date = "past", first, self.clock.issued_on
            draft.suffix = "since"
        elif draft.suffix == "before":
            time.end_date = self._before(draft, point)
        elif draft.suffix == "or_before":
            time.end_date = last
            draft.suffix = "before"
        elif (point.plan is not None and point.edge != "end" and draft.prefix not in ("until", "through")) or (
            draft.suffix == "span" and draft.prefix != "until" and point.unit != "plan" and self.text[time.end - 1] != "内"
        ):
            time.kind, time.start_date, time.end_date = "during", first, last
        elif draft.whole in ("全年", "本季度") or (
            self.free and not draft.edge and draft.prefix in ("", "baseline") and not draft.suffix
        ):
            time.kind = "during" if draft.whole or point.day is None else "by"
            time.start_date, time.end_date = first, last
        else:
            time.end_date = last
            if point.edge == "start" and point.unit == "month" and last is not None and not self.free:
                time.end_date = last.replace(day=10)  # a deadline at the beginning of a month ends like its 上旬
        if draft.prefix == "through" and not draft.suffix:
            time.kind = "during"
            if not point.says_year and last is not None and self._counts_to_last_year(draft, last):
                # 截至12月底，分别完成632张 in an account of January.
                time.end_date = draft.last = last.replace(year=last.year - 1)
        if self._from_issue(draft):
            time.kind, time.start_date, time.end_date = "during", self.clock.issued_on, last
        if time.start_date is not None and time.end_date is not None and time.end_date < time.start_date:
            # The document's own date contradicts the text (2025年以来 in a document of 2021): keep only what is printed.
            time.start_date, time.end_date = (first, None) if draft.suffix == "since" else (None, last)

    def _counts_to_last_year(self, draft: Draft, last: dt.date) -> bool:
        """Whether a day without a year, to which things done are counted, is that of the year before an account of spring."""
        issued = self.clock.issued_on
        if issued is None or last.year != issued.year or last.month - issued.month < LONGEST_COUNT_AHEAD:
            return False
        return COUNTED_BEHIND.match(self.text, draft.time.end) is not None

    def _before(self, draft: Draft, point: Point) -> dt.date | None:
        """Last day of 前: a named end or day counts (年底前, 6月30日前), a whole period does not begin (2025年前).

        Without a year of its own, 一季度前 would end before the document's year: there the period itself counts.
        """
        if draft.first is None or draft.last is None:
            return None
        if draft.edge or point.unit in ("day", "quarter", "half") or draft.whole:
            return draft.last
        if not point.says_year and draft.first.month == 1:
            return draft.last
        return draft.first - dt.timedelta(days=1)

    def _from_issue(self, draft: Draft) -> bool:
        """政策出台至2023年4月30日: the period opens with the document's issue."""
        if draft.prefix != "until":
            return False
        match = ISSUE_PREFIX.search(self.text, max(0, draft.core_start - 8), draft.core_start)
        if match is None:
            return False
        start = match.start()
        while start and start > draft.time.start - 4 and self.text[start - 1] not in "，。；,;、在自从于(（\n":
            start -= 1
        draft.time.start = start
        return True

    def _since_issue(self, token: Token, drafts: list[Draft]) -> Draft | None:
        """自印发之日起1个月内: a length that runs from the document's own issue takes the words of the issue in."""
        if not drafts or drafts[-1].time.rule != ISSUE_DAY or self.text[drafts[-1].time.end : token.start].strip(BLANKS):
            return None
        draft = self.lengths.since_issue(token)
        if draft is not None:
            draft.time.start = drafts.pop().time.start
        return draft

    # -- words ------------------------------------------------------------------------------------------------

    def _word(self, token: Token) -> Draft | None:
        """A recurrence or a word that is a time by itself; 自印发之日起至… is the beginning of the time that follows."""
        if token.rule == ISSUE_DAY and self.text[token.end : token.end + 1] in ("至", "到"):
            return None
        time = Time(token.start, token.end, token.kind, every=token.every, deadline=token.deadline, rule=token.rule)
        if token.rule == ISSUE_DAY:
            time.start_date, time.anchor, time.granularity = self.clock.issued_on, "document", "day"
        return Draft(time, token.form, token.start)
