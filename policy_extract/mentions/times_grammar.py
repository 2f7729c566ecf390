"""Finds the words of time in a text (时间词): points, plan periods, lengths, recurrences and words like 持续 or 立即.

A single pass walks over the characters with which a time can begin and tries the composed token rules of
`patterns/times.yaml` there; what surrounds a token is looked at later, in `times_assembly`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from operator import itemgetter
from typing import Any

import msgspec
import regex

from policy_extract.errors import PatternError
from policy_extract.mentions.times_calendar import (
    Length,
    Point,
    decimal_count,
    edge_of,
    full_year,
    integer,
    length_of,
    unit_iso,
    year_number,
)
from policy_extract.patterns import Family, Pack, Rule, alternation, timed

Match = regex.Match[str]
Finder = tuple[regex.Pattern[str], list[Rule], tuple[str, ...]]


class Token(msgspec.Struct):
    """One word of time with what it says by itself (时间词)."""

    start: int
    end: int
    form: str
    """`point`, `plan`, `length`, `recurring` or `word`."""
    rule: str
    point: Point | None = None
    groups: dict[str, str] = {}
    """What the numerals of a length say; read by `Grammar.length` once its surroundings make it a time."""
    kind: str = ""
    """Kind of time that a word stands for by itself."""
    every: str | None = None
    deadline: bool = True
    whole: str = ""
    """全年, 年内 … as printed."""
    opens: bool = False
    """True for a year without 年 that must be followed by the other end of a range."""


class Scanner:
    """Where a word of time may begin, and which rules to try there.

    The scan begins with a plain set of characters, which `re` searches fastest; what must follow is tried behind it.
    """

    def __init__(self, family: Family, rules: list[Rule]) -> None:
        """Compose the openings and the words that the rules name, with one finder for the rules of each."""
        openings: dict[str, dict[str, str]] = family.vocabularies["openings"]
        calendar = [rule for rule in rules if "opening" in rule.fields]
        names = [name for name in openings if any(name in rule.fields["opening"] for rule in calendar)]
        first = "".join(openings[name]["first"] for name in names)
        branches = "|".join(f"((?<=[{openings[name]['first']}]){openings[name]['rest']})" for name in names)
        self.openings = re.compile(f"[{first}](?={branches})")
        self.finders: list[Finder] = [_finder([])]
        for name in names:
            chosen = [rule for rule in calendar if name in rule.fields["opening"]]
            self.finders.append(_finder(chosen))
        wordy = [rule for rule in rules if "words" in rule.fields]
        self.word_rules: dict[str, Finder] = {}
        for words in dict.fromkeys(str(rule.fields["words"]) for rule in wordy):
            finder = _finder([rule for rule in wordy if rule.fields["words"] == words])
            for word in family.words(words):
                self.word_rules.setdefault(word, finder)
        self.words = re.compile(alternation(self.word_rules))

    def candidates(self, text: str, start: int, end: int) -> list[tuple[int, Finder]]:
        """Places where a word of time may begin, in order, each with the finder to try there."""
        finders, words = self.finders, self.word_rules
        places = [(match.start(), finders[match.lastindex or 0]) for match in self.openings.finditer(text, start, end)]
        places += [(match.start(), words[match[0]]) for match in self.words.finditer(text, start, end)]
        places.sort(key=itemgetter(0))
        return places


class Grammar:
    """The compiled rules of the family: token finders and the patterns for what surrounds them."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of `times`; made once for a pack through `grammar_of`."""
        family = pack.family("times")
        self.family = family
        tokens = [rule for rule in family.rules.values() if "token" in rule.fields]
        everyday = [rule for rule in tokens if not (rule.fields.get("closes") or rule.fields.get("alone"))]
        self._scanners = {"policy": Scanner(family, everyday), "free": Scanner(family, tokens)}
        roles = {str(rule.fields["role"]): rule.compiled for rule in family.rules.values() if "role" in rule.fields}
        self.checks = tuple(family.words("routine_check"))
        self.suffix = roles["suffix"]
        self.suffix_names = group_names(self.suffix)
        self.separator = roles["separator"]
        self.pairing = roles["pairing"]
        self.tail = roles["tail"]
        self.recurring_tail = roles["recurring_tail"]
        self.length_before = roles["length_before"]
        self.length_after = roles["length_after"]
        self.length_after_names = group_names(self.length_after)
        self.done, self.granted_years = roles["done"], roles["granted_years"]
        self.ahead = roles["ahead"]
        self.validity, self.deadline_label = roles["validity"], roles["deadline_label"]
        self.term = roles["term"]
        self.force = roles["force"]
        self.deeds = family.compile("<<year_deeds>>")
        self.in_force = family.compile("<<force_words>>")
        self.whole_names = family.words("whole_names")
        self.about = roles["about"]
        self.intended = roles["intended"]
        self.of_things = roles["things"]
        self.aims, self.year_aims, self.happens = roles["aims"], roles["year_aims"], roles["happens"]
        self.year_of_work = roles["year_of_work"]
        self.year_aimed, self.dealt = roles["year_aimed"], roles["dealt"]
        self.review_words = re.compile("|".join(re.escape(word) for word in family.words("review_words")))
        self.review_heading = roles["review"]
        self.outlook_heading = roles["outlook"]
        self.mask = next(rule for rule in family.rules.values() if rule.fields.get("role") == "mask").quick
        self.prefixes = _prefixes(family)
        self.until_guards = frozenset(family.words("until_guards"))
        self.relative_years: dict[str, int] = dict(family.vocabularies["relative_years"])
        self.following_years: dict[str, int] = dict(family.vocabularies["following_years"])
        self.units: dict[str, str] = dict(family.vocabularies["units"])
        self.recurring_words: dict[str, str] = dict(family.vocabularies["recurring_words"])
        self.opener = family.compile(r"(?:<<clause_openers>>)$")
        self.aiming = family.compile(r"(?:<<aiming_words>>)(?:在|到)?$")
        self.follower = family.compile(r"(?:<<goal_followers>>)(?!<<goal_nouns>>)")
        # 【2024年目标】: the year of a label is until when what stands behind it is to be reached.
        self.target_label = family.compile(r"度?(?:工作|计划|任务)?(?:目标|任务)(?:任务)?[】\]]")
        # “半月一调度、每月一通报”: how often something is done, also where the words of the routine are quoted.
        self.done_once = family.compile("<<done_once>>")
        self.letter = family.compile(r"(?:<<letter_openers>>)$")
        self.naming = family.compile(r"(?:<<naming_verbs>>)$")
        self.title = family.compile(r"(?:<<title_endings>>)[的]?(?:（[^）\n]{0,30}）|\([^)\n]{0,30}\))?[*\s》]*$")

    def tokens(self, text: str, start: int, end: int, mode: str) -> list[Token]:
        """All words of time in text[start:end], in order, not overlapping, those inside names left out.

        `mode` is `policy` for a document's body and `free` for any text, where a bare number may be a year.
        """
        scanner = self._scanners[mode]
        masks = self._masks(text, start, end) if mode == "policy" else []
        found: list[Token] = []
        reached, mask = start, 0
        for position, (finder, rules, names) in scanner.candidates(text, start, end):
            if position < reached:
                continue
            match = finder.match(text, position, end)
            if match is None:
                continue
            while mask < len(masks) and masks[mask][1] <= position:
                mask += 1
            if mask < len(masks) and masks[mask][0] < position and not self.done_once.match(text, match.end()):
                reached = masks[mask][1]
                continue
            token = self._token(text, end, match, rules, names)
            if token is not None:
                found.append(token)
                reached = token.end
            else:
                reached = position + 1
        return found

    def _masks(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Spans of names, document numbers and short quotations."""
        return [match.span() for match in self.mask.finditer(text, start, end)]

    def _token(self, text: str, end: int, match: Match, rules: list[Rule], names: tuple[str, ...]) -> Token | None:
        """Read one match by the form of its rule; None when the numerals say nothing."""
        if len(rules) == 1 and rules[0].fields["token"] == "word":
            fields = rules[0].fields
            deadline = bool(fields.get("deadline", True))
            return Token(match.start(), match.end(), "word", rules[0].id, kind=str(fields["kind"]), deadline=deadline)
        groups = named_groups(match, names)
        rule = rules[next(int(name[1:]) for name in groups if name[0] == "T")]
        form = str(rule.fields["token"])
        token = Token(match.start(), match.end(), form, rule.id)
        if form == "recurring":
            return self._recurring(text, end, token, groups)
        if form == "length":
            token.groups = groups
            return token
        if form == "word":
            token.kind = str(rule.fields["kind"])
            token.deadline = bool(rule.fields.get("deadline", True))
            return token
        token.whole = groups.get("whole", "")
        token.opens = bool(rule.fields.get("opens"))
        token.point = self.point(groups)
        return token if token.point is not None else None

    def _recurring(self, text: str, end: int, token: Token, groups: dict[str, str]) -> Token | None:
        """A recurrence with its period and, in the span, the month and day it names."""
        token.kind = "recurring"
        if "word" in groups:
            token.every = self.recurring_words[groups["word"]] or None
            if groups["word"][0] != "次":
                return token
        else:
            unit = groups["unit"]
            iso = self.units.get(unit) or self.units.get(unit.rstrip("度"))
            count = decimal_count(groups.get("count", "1"))
            if iso is None or count is None or count != int(count) or count == 0:
                return None
            token.every = unit_iso(iso, int(count)) if count != 1 else iso
        tail = self.recurring_tail.match(text, token.end, end)
        if tail is not None:
            token.end = tail.end()
        return token

    def length(self, groups: dict[str, str]) -> Length | None:
        """The length that count, halves and unit make; the upper end of 3—5年."""
        unit = groups["unit"].removeprefix("个")
        iso = self.units.get(unit)
        half = Decimal("0.5") if "half" in groups else Decimal(0)
        counted = groups.get("count", "")
        count = decimal_count(counted) if counted and counted not in ("几", "数") else Decimal(0)
        if iso is None or count is None or (not counted and not half):
            return None
        months = integer(groups["count_months"]) if "count_months" in groups else 0
        if count + half == 0 and not counted:
            return None
        return length_of(count + half, iso, months or 0, unit in ("工作日", "交易日"))

    def point(self, groups: dict[str, str]) -> Point | None:
        """The calendar point that the named groups of a match describe."""
        point = Point(lost="lost" in groups)
        if "plan" in groups:
            return self._plan(point, groups)
        if "year" in groups:
            point.year = year_number(groups["year"])
            if point.year is None:
                return None
        elif "short" in groups:
            point.year = full_year(int(groups["short"]))
        elif "deictic" in groups:
            self._deictic(point, groups["deictic"])
        _narrow(point, groups)
        if "deictic_month" in groups:
            point.unit = "day" if "day" in groups else "month"
            point.month_offset = {"上": -1, "下": 1}.get(groups["deictic_month"][0], 0)
        if "whole" in groups:
            _whole(point, groups["whole"])
        return point

    def _deictic(self, point: Point, word: str) -> None:
        """今年, 去年 count from the document's year; 次年, 当年 from the year named before."""
        if word in self.following_years:
            point.offset, point.following = self.following_years[word], True
        else:
            point.offset = self.relative_years.get(word, 0)

    @staticmethod
    def _plan(point: Point, groups: dict[str, str]) -> Point | None:
        """A plan period and the part of it that its tail names."""
        point.plan, point.unit = integer(groups["plan"]), "plan"
        if point.plan is None or not 1 <= point.plan <= 30:
            return None
        first, last = groups.get("plan_years"), groups.get("plan_years_last")
        if first:
            point.plan_part = (0, (integer(first) or 1) - 1)
        elif last:
            point.plan_part = (5 - (integer(last) or 1), 4)
        elif groups.get("plan_edge", "") in ("期末", "末期", "末年", "末"):
            point.edge = "end"
        elif groups.get("plan_edge") == "以来":
            point.edge = "since"
        return point


def _narrow(point: Point, groups: dict[str, str]) -> None:
    """Put month, day, quarter, half and part of a period into a point."""
    if "month" in groups:
        point.month = 1 if groups["month"] == "首" else integer(groups["month"])
        point.month_to = integer(groups["month_to"]) if "month_to" in groups else point.month
        point.unit = "month"
    elif "quarters" in groups:
        point.month, point.month_to, point.unit = 1, 3 * (integer(groups["quarters"]) or 1), "quarter"
    elif "quarter" in groups:
        number = 1 if groups["quarter"] == "首" else integer(groups["quarter"]) or 1
        point.month, point.month_to, point.unit = 3 * number - 2, 3 * number, "quarter"
    elif "half" in groups:
        first = groups["half"] in "上前"
        point.month, point.month_to, point.unit = (1, 6, "half") if first else (7, 12, "half")
    elif "first_months" in groups:
        point.month, point.month_to, point.unit = 1, integer(groups["first_months"]), "month"
    elif "last_months" in groups:
        point.month, point.month_to, point.unit = 13 - min(integer(groups["last_months"]) or 1, 12), 12, "month"
    if "first_days" in groups or "last_days" in groups:
        point.head_days = integer(groups["first_days"]) if "first_days" in groups else None
        point.tail_days = integer(groups["last_days"]) if "last_days" in groups else None
        point.unit = "day"
    if "day" in groups:
        point.day, point.unit = integer(groups["day"]), "day"
        point.day_to = integer(groups["day_to"]) if "day_to" in groups else None
    if "edge" in groups:
        point.edge = edge_of(groups["edge"])
        if groups["edge"] == "年中":
            point.month, point.edge, point.unit = 6, "end", "month"
        if groups["edge"].startswith("月"):
            point.unit = "month"
            point.month_offset = 0 if point.month is None else None


def _whole(point: Point, word: str) -> None:
    """A whole running period: the year, a quarter or a month."""
    if word.startswith("今"):
        point.offset, point.years = 0, 3 if "三" in word else 2
    elif "季" in word:
        point.unit = "quarter"
        point.month_offset = {"上": -3, "下": 3}.get(word[0], 0)
    elif word.startswith("月"):
        point.unit, point.month_offset = "month", 0


def named_groups(match: Match, names: tuple[str, ...]) -> dict[str, str]:
    """The named groups that took part in a match; by number, which is far faster than `groupdict`."""
    return {name: value for name, value in zip(names, match.groups(), strict=True) if value is not None}


def group_names(pattern: regex.Pattern[str]) -> tuple[str, ...]:
    """Names of the groups of a pattern by number; raises PatternError when one has none."""
    index = pattern.groupindex
    if len(index) != pattern.groups:
        raise PatternError(f"family times: a group without a name in {pattern.pattern[:80]!r}; write (?:…) or (?P<name>…)")
    return tuple(sorted(index, key=lambda name: index[name]))


def _finder(rules: list[Rule]) -> Finder:
    """Token rules as one pattern; the empty group that matched tells the rule by its place in the list."""
    pattern = regex.compile("|".join(f"(?:{rule.pattern})(?P<T{number}>)" for number, rule in enumerate(rules)) or "(?!)")
    return timed(pattern, *rules), rules, group_names(pattern)


def _prefixes(family: Family) -> dict[str, list[tuple[str, str]]]:
    """Prefix words with their class, longest first, by their last character."""
    classes = {"until_prefixes": "until", "from_prefixes": "from", "baseline_prefixes": "baseline"}
    words = {word: name for vocabulary, name in classes.items() for word in family.words(vocabulary)}
    words.update(dict.fromkeys(family.words("through_prefixes"), "through"))
    by_end: dict[str, list[tuple[str, str]]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_end.setdefault(word[-1], []).append((word, words[word]))
    return by_end


def grammar_of(pack: Pack) -> Grammar:
    """The grammar of a pack, compiled once."""
    grammar: Any = pack.cached("times.grammar", Grammar)
    assert isinstance(grammar, Grammar)
    return grammar
