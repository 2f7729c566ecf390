"""Assignments that only assign (责任分工): labels 牵头单位：…, own lines and closing brackets （A牵头，B配合）."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

import regex

from policy_extract.mentions.bodies import body_names
from policy_extract.mentions.bodies_list import cut_list, cut_people
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_brackets import CLOSING, LONGEST_LINE, bracket_pairs
from policy_extract.tasks.responsibilities_entries import Assignment, Entry

LONGEST_BRACKET = 900
LONGEST_LABEL = 30
LONGEST_NAME = 40
LONGEST_REGION = 3000
LONGEST_BARE = 200
BARE_NEEDS = 3
BARE = "bare"
"""Form of a bracket with nothing but bodies, until it is known whether the document closes its items so."""
COLON = re.compile(r"[:：]")
LABEL_END = re.compile(r"[:：]|[】\]](?![ \t\u3000]{0,8}[:：])")
"""What closes a label: a colon, or the bracket around it (【责任单位】区教育局)."""
LONGEST_OFFICE, LEAST_COMMUNITY = 8, 2
"""An office within a bureau (基建科, 招生办), whose names nobody can list; a community or village in the lists of a town."""
TOGETHER = "会同"
LIST_FOLLOWS = "、，,；;。：: \t\n）)〕]】"
CONVENTION_MARKS = "，,；;。（(〔[【\n"
SENTENCE_END = re.compile(r"。")
BEFORE_LABEL = "\n。；;，,、：:（(〔[【 \t\u3000*>|<－-—.．)）】"


class ListReader:
    """Reads labels and role verbs of assignments; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the rules of the family `roles`."""
        family = pack.family("roles")
        self.names = body_names(pack)
        self.label = family.rules["roles.label"].compiled
        self.verb = family.rules["roles.bracket_verb"].compiled
        self.bracket_end = family.rules["roles.bracket_end"].compiled
        self.owner = family.rules["roles.owner"].compiled
        self.body_ends = frozenset(family.words("body_end"))
        self.offices, self.communities = tuple(family.words("office_end")), tuple(family.words("community_end"))
        self.no_offices = frozenset(family.words("no_office"))
        self.due_name = family.rules["roles.due_name"].anchored
        self.due_tail = family.rules["roles.due_tail"].anchored
        self.inherited = family.rules["roles.inherited"].compiled
        self.verb_roles: dict[str, str] = family.vocabularies["bracket_verb"]
        self.stems: dict[str, str] = family.vocabularies["label_stem"]
        self._noted_roles = {"责任": "responsible", **{w: role for w, role in self.verb_roles.items() if role != "with"}}
        words = "|".join(map(re.escape, sorted(self._noted_roles, key=lambda word: (-len(word), word))))
        self._noted = re.compile(f"[（(](?P<verb>{words})(?:单位|部门|科室)?[）)]")
        self._verb_ends = frozenset(verb[-1] for verb in self.verb_roles)
        self.label_ends = frozenset(word[-1] for word in family.words("label_noun") + family.words("bare_label"))
        self._verb_hint = re.compile("|".join(map(re.escape, self.verb_roles)))
        self._stem = family.compile("<<label_stem>>")
        self._person = regex.compile(f"{family.compose('<<label_person_noun>>')}[:：（(]")
        self._place_noun = regex.compile(r"单位|部门|科室|处室|股室|机构|主体|地区|区县|县区")
        self._first_is_lead = re.compile("|".join(map(re.escape, family.words("first_is_lead"))))

    def label_role(self, label: str) -> tuple[str, bool]:
        """Role of a label and whether it names people: 牵头责任单位 → lead, 责任人 → responsible, people."""
        roles = [self.stems[match[0]] for match in self._stem.finditer(label)]
        first = roles[:2]
        # 牵头督导单位 leads those who supervise, not the work.
        role = "supervise" if "supervise" in first else "lead" if "lead" in first else roles[0]
        compact = "".join(label.split())
        return role, self._person.search(compact) is not None and self._place_noun.search(compact) is None

    def first_leads_from(self, text: str, start: int, end: int) -> int:
        """Where the text says that the first body of each list leads (列第一位的为牵头单位); -1 where it does not."""
        said = self._first_is_lead.search(text, start, end)
        return said.start() if said is not None else -1

    def _before_convention(self, text: str, start: int, end: int) -> int:
        """Where a list ends because the words that follow say how lists are to be read (…负责，列第一位的为牵头单位，下同)."""
        said = self._first_is_lead.search(text, start, end)
        if said is None:
            return end
        at = said.start()
        while at > start and text[at - 1] not in CONVENTION_MARKS:
            at -= 1
        while at > start and text[at - 1] in CONVENTION_MARKS:
            at -= 1
        return at

    def read(self, text: str, start: int, end: int) -> list[Assignment]:
        """All assignments of text[start:end] in order."""
        pairs = bracket_pairs(text, start, end)
        starts = [pair[0] for pair in pairs]
        found: list[Assignment] = []
        taken = start
        for colon in LABEL_END.finditer(text, start, end):
            match = self.label_before(text, max(taken, colon.end() - LONGEST_LABEL), colon.end())
            at = match.start() if match else -1
            if at < taken or (at > start and text[at - 1] not in BEFORE_LABEL):
                continue
            index = bisect_right(starts, at) - 1
            around = pairs[index] if index >= 0 and pairs[index][1] > colon.end() else None
            assignment = self._labelled(text, at, colon.end(), end, around)
            # What was read without a body is not read again from its next label.
            taken = assignment.end
            if assignment.entries or assignment.inherited:
                found.append(assignment)
        used = [(item.start, item.end) for item in found]
        bare: list[Assignment] = []
        for pair in pairs:
            if any(first < pair[1] and pair[0] < last for first, last in _near(used, pair[0])):
                continue
            closing = self._bracket(text, *pair)
            if closing is not None:
                found.append(closing)
            elif pair[1] - pair[0] <= LONGEST_BARE and (listed := self._bare_bracket(text, *pair)) is not None:
                # （市水利局；9月底前）: what says when it is due, or how to read the list, needs no other bracket beside it.
                (found if listed.form == "bracket" else bare).append(listed)
        if len(found) + sum(text[item.end : item.end + 1] in {"\n", ""} for item in bare) >= BARE_NEEDS:
            found += bare
        for item in found:
            item.form = "bracket" if item.form == BARE else item.form
        return sorted(found, key=lambda item: item.start)

    def _bare_bracket(self, text: str, start: int, end: int) -> Assignment | None:
        """A bracket with nothing but bodies, most of them known, behind a sentence (…。（财政部）); its form is `BARE` where
        nothing in it says what they are there for."""
        if text[start - 1 : start] not in {"。", "；", ";"} and text[end : end + 1] not in {"。", "；", ";", "\n", ""}:
            return None
        last = self._before_convention(text, start + 1, end - 1)
        due = self.due_tail.search(text[start + 1 : last])
        last = start + 1 + due.start() if due is not None else last
        joint = text.find(TOGETHER, start, last) >= 0
        if joint:
            # （市住建局会同市财政局）: who leads and who takes part, without a word behind them.
            entries, _ = self.parse(text, start + 1, last, None)
        else:
            entries = self._each_due(text, start + 1, last)
        names = [entry.body.name for entry in entries]
        known = [self.names.is_generic(name) or bool(self.names.known_part(name.partition("（")[0])) for name in names]
        own = [self._own_office(name) for name in names]
        if not names or 3 * sum(map(max, known, own)) < 2 * len(known) or not all(map(self._plausible, names)):
            return None
        kinds = names == [text[start + 1 : last]] and self.names.group_head.match(names[0])  # 各乡镇（街道）。
        if kinds or (not any(known) and all(name.endswith(self.communities) for name in names)):
            return None
        apart = text[start - 1 : start] in {"。", "；", ";"} and text[end : end + 1] in {"\n", ""}
        telling = joint or last < end - 1 or (apart and len(names) > 1 and all(known))
        return Assignment(start, end, "bracket" if telling else BARE, entries, [])

    def _own_office(self, name: str) -> bool:
        """Whether a name nobody knows ends like an office of the body whose plan it is (护理部, 基建科) or like a community."""
        return len(name) <= LONGEST_OFFICE and name.endswith(self.offices + self.communities) and name not in self.no_offices

    def _each_due(self, text: str, start: int, last: int) -> list[Entry]:
        """The bodies of a region, each of which may be followed by its own deadline (市住建局，6月底前；市财政局，9月底前)."""
        entries: list[Entry] = []
        while start < last:
            marks = [mark for mark in (text.find("；", start, last), text.find(";", start, last)) if mark >= 0]
            end = min(marks, default=last)
            due = self.due_tail.search(text[start:end])
            until = end if due is None else start + due.start()
            entries += self._listed(text, start, until, "responsible", False, "", "roles.bracket_end")[0]
            start = end + 1
        return entries

    def label_before(self, text: str, start: int, colon_end: int) -> regex.Match[str] | None:
        """The label whose colon ends at `colon_end`."""
        before = text[colon_end - 2 : colon_end - 1]
        if before not in self.label_ends and before not in " \t\u3000）)】]":
            return None
        for match in self.label.finditer(text, start, colon_end):
            if match.end() == colon_end:
                return match
        return None

    def _labelled(self, text: str, at: int, value: int, limit: int, pair: tuple[int, int] | None) -> Assignment:
        """An assignment whose label is text[at:value], inside the bracket `pair` or up to the end of its line."""
        if pair is not None and text[pair[0] : at].strip("（(〔[【 \t") == "":
            start, inner_end, end, form = pair[0], pair[1] - 1, pair[1], "bracket"
        else:
            line_start = max(text.rfind("\n", max(0, at - LONGEST_LABEL), at) + 1, at - LONGEST_LABEL, 0)
            line_end = text.find("\n", at, min(limit, at + LONGEST_REGION))
            line_end = min(limit, at + LONGEST_REGION) if line_end < 0 else line_end
            form = "line" if not text[line_start:at].strip(" \t\u3000*>|-—－（(〔[【") else "inline"
            stop = _sentence_end(text, at, line_end)
            if form == "line" and (self.label.search(text, stop, line_end) or self.inherited.search(text, stop, line_end)):
                stop = line_end
            start, inner_end, end = at, stop, stop
            if pair is not None and pair[1] <= end:
                inner_end = end = pair[1] - 1
        if text[value:inner_end].strip():
            entries, inherited = self.parse(text, at, inner_end, None)
        else:
            end, entries = self._below(text, at, value, limit)
            inherited = []
        while end > start and text[end - 1] in " \t\u3000\n":
            end -= 1
        return Assignment(start, end, form, entries, inherited)

    def _below(self, text: str, at: int, value: int, limit: int) -> tuple[int, list[Entry]]:
        """The bodies on the line below a label that stands alone, and the end of that line."""
        start = value
        while start < limit and text[start] in " \t\u3000\r\n":
            start += 1
        limit = min(limit, start + LONGEST_REGION)
        end = text.find("\n", start, limit)
        end = limit if end < 0 else end
        role, people = self.label_role(text[at:value])
        if end - start > LONGEST_LINE or self.label.search(text, start, end):
            return value, []
        if people:
            return end, [Entry(b.start, b.end, b, role, "roles.label") for b in cut_people(text, start, end, self.names)]
        entries, _ = self._clauses(text, start, end, role, "")
        return (end, entries) if all(self._plausible(entry.body.name) for entry in entries) else (value, [])

    def _bracket(self, text: str, start: int, end: int) -> Assignment | None:
        """A bracket without a label that ends in a role verb: （A牵头，B、C按职责分工负责）."""
        if end - start > LONGEST_BRACKET or end - start < 6:
            return None
        inner_end = self._before_convention(text, start + 1, end - 1)
        content = text[start + 1 : inner_end]
        if (due := self.due_tail.search(content)) is not None:
            content, inner_end = content[: due.start()], start + 1 + due.start()
        ending = content.rstrip("。；; ")
        noted = ending[-1:] in CLOSING and any(note.end() == len(ending) for note in self._noted.finditer(ending))
        if not noted and ending[-1:] not in self._verb_ends and "。" not in content:
            return None
        last_sentence = content.split("。")[0] if "。" in content else content
        if not noted and not self.bracket_end.search(last_sentence.rstrip()):
            return None
        entries, inherited = self.parse(text, start + 1, inner_end, None)
        if not entries or not self._all_plausible([entry.body.name for entry in entries]):
            return None
        return Assignment(start, end, "bracket", entries, inherited)

    def _all_plausible(self, names: list[str]) -> bool:
        """Whether the names of a bracket are bodies; beside plain ones some may be names that nobody knows (…国际铁路港)."""
        unknown = [name for name in names if not self._plausible(name)]
        return 3 * len(unknown) <= len(names) and all(map(self.names.could_be_a_body, unknown))

    def _plausible(self, name: str) -> bool:
        """Whether the name can stand in a closing bracket without a label."""
        return (
            self.names.looks_like_a_body(name)
            or self.names.is_generic(name)
            or (len(name) > LEAST_COMMUNITY and name.endswith(self.communities))
            or name.endswith(("地方", "地区", "省份", "城市", "各地", "各市", "各区", "各县"))
        )

    def parse(self, text: str, start: int, end: int, default: str | None) -> tuple[list[Entry], list[Entry]]:
        """Entries of a region, sentence by sentence, and the bodies that the rest of the document inherits."""
        entries: list[Entry] = []
        inherited: list[Entry] = []
        prefix = ""
        at = start
        for stop in [*(m.start() for m in SENTENCE_END.finditer(text, start, end)), end]:
            said_once = self.inherited.search(text, at, stop) if text.find("以", at, stop) >= 0 else None
            last = stop
            if said_once:
                last = said_once.start()
                bodies, _ = cut_list(text, said_once.start("list"), said_once.end("list"), self.names)
                inherited += [Entry(b.start, b.end, b, "implement", "roles.inherited") for b in bodies]
            last = self._before_convention(text, at, last)
            if at < last:
                added, prefix = self._sentence(text, at, last, default, prefix)
                entries += added
            at = stop + 1
        return entries, inherited

    def _sentence(self, text: str, start: int, end: int, default: str | None, prefix: str) -> tuple[list[Entry], str]:
        """Entries of one run of labels."""
        entries: list[Entry] = []
        labels = list(self.label.finditer(text, start, end))
        people = False
        at = start
        for index in range(len(labels) + 1):
            stop = labels[index].start() if index < len(labels) else end
            value_end = _before_other_label(text, at, stop)
            if people:
                entries += [
                    Entry(b.start, b.end, b, default or "responsible", "roles.label")
                    for b in cut_people(text, at, value_end, self.names)
                ]
            elif stop > at:
                added, prefix = self._clauses(text, at, value_end, default, prefix)
                entries += added
            if index < len(labels):
                default, people = self.label_role(labels[index][0])
                at = labels[index].end()
        return entries, prefix

    def _clauses(self, text: str, start: int, end: int, default: str | None, prefix: str) -> tuple[list[Entry], str]:
        """Lists and the verbs behind them: A牵头，B、C按职责分工负责."""
        entries, at, prefix = self._noted_members(text, start, end, default, prefix)
        default = default or ("responsible" if entries else None)
        following = None
        for match in self.verb.finditer(text, at, end) if self._verb_hint.search(text, at, end) else ():
            verb = match["verb"]
            role = self.verb_roles[verb]
            after = match.end()
            ends_clause = after >= end or text[after] in LIST_FOLLOWS
            if not ends_clause and not (role in {"lead", "with"} and match.start() > at):
                continue
            given = "lead" if role == "with" else following or role
            if default is not None and given == "responsible":
                given = default
            if default is not None and given != default:
                # 责任单位：A、B，C配合: only what stands behind the last comma has the verb's role.
                comma = max(text.rfind(mark, at, match.start()) for mark in "，,；;")
                if comma > at:
                    added, prefix = self._listed(text, at, comma, default, False, prefix, "roles.label")
                    entries += added
                    at = comma + 1
            added, prefix = self._listed(text, at, match.start(), given, bool(match["shared"]), prefix, "roles.bracket_verb")
            entries += added
            at = after
            following = "cooperate" if role == "with" or (role == "lead" and not ends_clause) else None
        left = following or default
        if left is not None and at < end:
            rule = "roles.label" if default else "roles.bracket_verb"
            added, prefix = self._listed(text, at, end, left, False, prefix, rule)
            entries += added
        return entries, prefix

    def _noted_members(self, text: str, start: int, end: int, default: str | None, prefix: str) -> tuple[list[Entry], int, str]:
        """Entries up to the last role that a bracket gives (A（牵头）、B（配合）), and where that ends."""
        # It is that of one member, or of a group: one that commas part, or that cooperates with a leader named so before.
        entries: list[Entry] = []
        at = start
        notes = list(self._noted.finditer(text, start, end))
        parted = any(text.startswith(("，", ",", "；", ";"), note.end()) for note in notes)
        for note in notes:
            role = self._noted_roles[note["verb"]]
            whole = parted or (role == "cooperate" and bool(entries))
            last = max(text.rfind(mark, at, note.start()) for mark in ("，,；;" if whole else "、，,；; "))
            member = max(at, last + 1)
            if last > at:
                before, prefix = self._listed(text, at, last, default or "responsible", False, prefix, "roles.label")
                entries += before
            named, prefix = self._listed(text, member, note.start(), role, False, prefix, "roles.label")
            entries += named
            at = note.end()
        return entries, at, prefix

    def listed(self, text: str, start: int, end: int, rule: str) -> list[Entry]:
        """The bodies of one list as those who are responsible; a single text that is no body gives none."""
        return self._listed(text, start, end, "responsible", False, "", rule)[0]

    def _listed(
        self, text: str, start: int, end: int, role: str, shared: bool, prefix: str, rule: str
    ) -> tuple[list[Entry], str]:
        """Entries of one list; generic local governments among the responsible carry out (implement)."""
        if rule == "roles.bracket_verb":
            agent = text.rfind("由", start, end)
            start = agent + 1 if agent >= 0 and text[agent - 1] not in "自理" else start
        bodies, prefix = cut_list(text, start, end, self.names, prefix)
        entries = []
        for body in bodies:
            if len(body.name) > LONGEST_NAME or ("的" in body.name and not body.generic) or self.due_name.match(body.name):
                continue
            own = "implement" if role == "responsible" and not shared and self.names.is_local_government(body.name) else role
            entries.append(Entry(body.start, body.end, body, own, rule, shared))
        return entries, prefix


def list_reader(pack: Pack) -> ListReader:
    """The reader of a pack, made once."""
    reader: ListReader = pack.cached("roles.list_reader", _make)
    return reader


def _make(pack: Pack) -> Any:
    return ListReader(pack)


def _near(used: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The spans of a sorted list that can touch a bracket beginning at `at`."""
    index = bisect_right(used, (at, at))
    return used[max(0, index - 1) : index + 1]


def _sentence_end(text: str, start: int, end: int) -> int:
    """The next 。 or the end."""
    stop = text.find("。", start, end)
    return end if stop < 0 else stop


def _before_other_label(text: str, start: int, end: int) -> int:
    """Where a list ends because a label of another kind follows on the line (… 完成时限：…)."""
    colon = COLON.search(text, start, end)
    if colon is None:
        return end
    at = colon.start()
    while at > start and text[at - 1] not in " \t\u3000，,；;。":
        at -= 1
    return at
