"""Puts words of time together (组合): prefix, range and suffix make one dated expression, read against the document's own time."""

from __future__ import annotations

import datetime as dt

import msgspec
import regex

from policy_extract.mentions.times_calendar import (
    Length,
    Point,
    add,
    add_months,
    bounds,
    date_or_none,
    full_year,
    integer,
    month_end,
)
from policy_extract.mentions.times_grammar import Grammar, Token
from policy_extract.model import Clock, Time

SENTENCE_END = regex.compile(r"[。！？；;\n]")
BLANKS = " \xa0\u3000\t"
ISSUE_PREFIX = regex.compile(r"(?:出台|印发|发布|公布|实施|施行)(?:之日)?起?[至到]$")


class Draft(msgspec.Struct):
    """A time with how the text says it, before it is judged in its context."""

    time: Time
    form: str
    """`point`, `range`, `plan`, `length`, `recurring` or `word`."""
    core_start: int
    """Start of the time without its prefix."""
    unit: str = ""
    prefix: str = ""
    """`until`, `through`, `from`, `baseline` or empty."""
    suffix: str = ""
    """`before`, `from`, `after`, `since`, `span`, `stop` or empty."""
    edge: bool = False
    """True when a named part (底, 上旬) ends the period."""
    says_year: bool = False
    relative: bool = False
    """True when the year is told from the document's (今年, 明年)."""
    last: dt.date | None = None
    """Last day of the named period, whatever the kind."""
    first: dt.date | None = None
    whole: str = ""
    condition: bool = False
    """True for a length that runs from somebody's own event (毕业2年内)."""


class Assembler:
    """Reads the tokens of one text in order; keeps the year last named in the running sentence."""

    def __init__(self, grammar: Grammar, text: str, end: int, clock: Clock, free: bool) -> None:
        """`free` reads any text: bare lengths and calendar points are kept with both ends."""
        self.grammar, self.text, self.end, self.clock, self.free = grammar, text, end, clock, free
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
                draft = self._length(token)
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
        draft.says_year = opening.says_year or closing.says_year
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
            name = next(key for key, value in suffix.groupdict().items() if value is not None)
            end = suffix.end()
            if name == "before" and suffix["before"][0] in "或及和":
                name = "or_before"
        time = Time(start, end, "by", granularity=point.unit, anchor=anchor, rule=token.rule)
        return Draft(
            time, token.form, token.start, point.unit, prefix, name, bool(point.edge), point.says_year,
            point.offset is not None, last, first,
        )  # fmt: skip

    def _prefix(self, start: int) -> tuple[str, int]:
        """The class of the word before a time, and where the expression then begins."""
        text = self.text
        at = start
        while at and text[at - 1] in BLANKS:
            at -= 1
        before = text[max(0, at - 5) : at]
        for word, name in self.grammar.prefixes:
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
        elif draft.suffix in ("from", "after", "or_after") or (draft.prefix == "from" and draft.suffix not in ("before", "since")):
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
        elif point.plan is not None and point.edge != "end" and draft.prefix not in ("until", "through"):
            time.kind, time.start_date, time.end_date = "during", first, last
        elif draft.suffix == "span" and draft.prefix != "until" and point.unit != "plan" and self.text[time.end - 1] != "内":
            time.kind, time.start_date, time.end_date = "during", first, last
        elif draft.whole in ("全年", "本季度") or (self.free and not draft.edge and not draft.prefix and not draft.suffix):
            time.kind = "during" if draft.whole or point.day is None else "by"
            time.start_date, time.end_date = first, last
        else:
            time.end_date = last
        if draft.prefix == "through" and not draft.suffix:
            time.kind = "during"
        if self._from_issue(draft):
            time.kind, time.start_date, time.end_date = "during", self.clock.issued_on, last

    def _before(self, draft: Draft, point: Point) -> dt.date | None:
        """Last day of 前: a named end or day counts (年底前, 6月30日前), a whole period does not begin (2025年前).

        Without a year of its own, 一季度前 would end before the document's year: there the period itself counts.
        """
        if draft.first is None or draft.last is None:
            return None
        if draft.edge or point.unit in ("day", "half") or draft.whole:
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

    # -- lengths and words ------------------------------------------------------------------------------------

    def _length(self, token: Token) -> Draft | None:
        """A length that its surroundings make a time (三年内, 通过5年努力, 今后五年, 近三年)."""
        length = token.length
        assert length is not None
        before = self.grammar.length_before.search(self.text, max(0, token.start - 8), token.start)
        after = self.grammar.length_after.match(self.text, token.end, self.end)
        way = before.lastgroup if before is not None else None
        follow = next((name for name, value in after.groupdict().items() if value is not None), None) if after else None
        start = before.start() if before is not None and way not in ("condition", "aim") else token.start
        end = after.end() if after is not None and follow is not None else token.end
        time = Time(start, end, "relative", granularity=_unit(length), duration=length.iso, anchor="document", rule=token.rule)
        draft = Draft(time, "length", token.start, _unit(length))
        known = length.months > 0 or length.days > 0
        if way == "past" and follow not in ("within", "after") or follow == "since":
            self._backward(draft, length, known)
        elif way == "future":
            self._future(draft, length, known, follow)
        elif follow in ("within", "inside") or follow == "time" or way in ("again", "spent"):
            if follow == "time" and way not in ("again", "spent", "aim"):
                return self._bare(token, draft)
            self._within(draft, length, known, way)
            if follow is None and self.text.startswith(("经过", "历经"), time.start):
                time.kind = "past"
        elif follow == "before" or follow == "after":
            self._away(draft, length, known, follow)
        else:
            return self._bare(token, draft)
        return draft

    def _bare(self, token: Token, draft: Draft) -> Draft | None:
        """A length that is only a length: kept in free texts."""
        if not self.free:
            return None
        draft.time.start, draft.time.end, draft.time.anchor = token.start, token.end, None
        return draft

    def _backward(self, draft: Draft, length: Length, known: bool) -> None:
        """近三年, 五年来: a span that ends with the document."""
        time, issued = draft.time, self.clock.issued_on
        time.kind = "past"
        if issued is not None and known:
            time.start_date, time.end_date = add(issued, length, -1), issued

    def _future(self, draft: Draft, length: Length, known: bool, follow: str | None) -> None:
        """今后五年: whole calendar years from the first planned one; months and days run from the document's date."""
        time, issued = draft.time, self.clock.issued_on
        time.kind = "during"
        first_year = self.clock.plan_year or self.clock.year_at(time.start)
        if self.clock.period_start is not None:
            first_year = max(first_year or 0, self.clock.period_start.year)
        if not known:
            return
        if length.months % 12 == 0 and length.months and not length.days and follow != "within":
            if first_year is not None:
                time.start_date = dt.date(first_year, 1, 1)
                time.end_date = dt.date(min(first_year + length.months // 12 - 1, 9999), 12, 31)
        elif issued is not None:
            end = add(issued, length)
            whole = end is not None and length.months
            time.start_date, time.end_date = issued, (end - dt.timedelta(days=1) if whole and end else end)

    def _within(self, draft: Draft, length: Length, known: bool, way: str | None) -> None:
        """三年内, 用时10个月: from the document's date, or from the goal before when it says 再."""
        time, issued = draft.time, self.clock.issued_on
        draft.condition = way == "condition" or (length.working and way is None)
        if not known or (draft.condition and not self.free):
            return
        if way == "again":
            if self.last_goal is not None:
                time.end_date = add(self.last_goal, length)
        elif issued is not None:
            time.start_date, time.end_date = issued, add(issued, length)
            half = length.months % 12 and length.months > 12
            if self.free and half and time.end_date is not None:
                time.end_date = month_end(time.end_date.year, time.end_date.month)

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

    def _word(self, token: Token) -> Draft:
        """A recurrence or a word that is a time by itself."""
        time = Time(token.start, token.end, token.kind, every=token.every, deadline=token.deadline, rule=token.rule)
        return Draft(time, token.form, token.start)


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
