"""Responsibility said in a sentence (句中责任): 市财政局负责…, 由A会同B制定…, 各医院要…"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

import regex

from policy_extract.mentions.bodies import Body, BodyNames, body_names
from policy_extract.mentions.bodies_list import cut_list
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_entries import Entry
from policy_extract.tasks.responsibilities_fields import addresser_end, field_bodies, is_one_noun, tells_a_case
from policy_extract.tasks.responsibilities_tense import ANYWHERE, AT_OPENING, NOWHERE

# A line end inside a statement is the end of a printed line, no mark.
CLAUSE_MARKS = frozenset("。；;，,：:！!？?《》<>|")
STATEMENT_MARKS = "。；;：:\n！!？?|>"
CHARGED_MARKS = STATEMENT_MARKS + "，,"
ENUMERATOR = re.compile(
    r"[ \t\u3000*#“”\"]*(?:(?:[一二三四五六七八九十]{1,2}(?:是|、)|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|第[一二三四五六七八九十百\d]{1,5}[条项款]"
    r"|\d{1,2}[.、．](?!\d(?!\d{3}[年至到—–～~－-]|\d?月))|[①-⑳]|首先|其次|再次|最后"
    r"|[\dx×X]{4}(?:[—-][\dx×X]{4})?年(?:起|底前|[\d]{1,2}月(?:底前|起)?)?)[ \t\u3000]*)*"
)
LONGEST_LIST = 90
DATE_OPENS = frozenset("0123456789")
# Verbs that tell a deed, no charge, where a text looks back (大企业参与…, 市财政统筹…).
SIDE_VERBS = frozenset({"参与", "统筹", "承担", "联合"})
# With these a body is charged whatever it makes known (会同…每年发布清单).
FIRM_VERBS = frozenset({"会同", "牵头", "负责"})
SPEAKERS = ("政府", "省委", "市委", "县委", "区委", "州委")
# How far behind a subject its sentence is read.
SIGHT = 200
# 卫生健康、教育等部门: fields of work that share the head noun 部门.
FIELDS_END = re.compile(r"等(?:有关|相关|职能)?(?:部门|行政部门)$")
CHARGED_BEFORE = ("牵头、", "负责、", "配合、")
"""What ends the charge of one body before that of the next (市教育局牵头、各学校配合)."""


class SentenceReader:
    """Finds bodies that a sentence charges with its action; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the sentence rules of the family `roles`."""
        family, bodies = pack.family("roles"), pack.family("bodies")
        self.names: BodyNames = body_names(pack)
        self.subject = family.rules["roles.subject"].compiled
        self.agent = family.rules["roles.agent"].compiled
        self.seated = family.rules["roles.seated_office"].compiled
        made: dict[str, str] = family.vocabularies["charged_as"]
        self.charged_as = {
            opener + rank + noun: role
            for opener in family.words("charged_opener")
            for rank in ("", "第一", "总", "主要", "项目", "主体")
            for noun, role in made.items()
        }
        self.verbs: dict[str, str] = {**family.vocabularies["subject_verb"], **self.charged_as}
        self.becoming = frozenset(family.words("becoming_verb"))
        self.past = re.compile("|".join(map(re.escape, family.words("past_mark"))))
        self.not_charged = re.compile("|".join(map(re.escape, family.words("not_charged"))))
        self.definition = re.compile("|".join(map(re.escape, family.words("definition_mark"))))
        self.lead_ins = tuple(sorted(family.words("sentence_lead_in"), key=len, reverse=True))
        strong = [*self.charged_as, *(word for name in ("subject_verb", "modal") for word in family.words(name))]
        weak = [word for name in ("manner_adverb", "plain_verb") for word in family.words(name)]
        self.candidate = _candidate("".join(bodies.words("ending_characters")), strong, weak, family.compose("<<between_opens>>"))
        self.supervision = family.rules["roles.supervision"].compiled
        self.bare_rest = family.rules["roles.bare_rest"].compiled
        self.due_tail = family.rules["roles.due_tail"].compiled
        self.credit = family.rules["roles.credit"].compiled
        self.bare_agent = regex.compile(
            rf"{self.agent.pattern}(?P<list>(?:[^，,。；;\n由（(]|[（(][^（()）\n]{{1,12}}[）)]){{2,40}}?){family.compose('<<manner>>')}{{0,2}}+"
            rf"(?P<verb>负责|牵头|会同|协同监督|共同监督|监督(?!管))"
        )
        # 3月底前市财政局完成…: a time that stands before the subject without a comma.
        self.dated = regex.compile(
            r"(?:\d{4}年(?:\d{1,2}月)?|\d{1,2}月)(?:\d{1,2}日|[上中下]旬|[底末初])?(?:[之以]?前|起)?[，,]?"
        )
        self.shared = family.compile("<<shared_mark>>")
        self.party = family.rules["roles.contract_party"].compiled
        self.follower = regex.compile(
            rf"(?P<name>(?:(?!{bodies.compose('<<no_body_contains>>')}){bodies.compose('<<name_character>>')}){{0,14}}?{self.names.ending}"
            rf"(?:[\u4e00-\u9fff]{{1,6}}?(?:分行|支行|监管局|监管分局|分局|分公司|股|科|处|室)(?!学|技|置|理|医))?(?:[（(][^（()）\n]{{1,16}}[）)])?)"
            rf"(?P<next>、|和|以及|及|与|，(?=[省市县区州]))?"
        )

    def read(
        self,
        text: str,
        start: int,
        end: int,
        statements: list[tuple[int, int]],
        taken: list[tuple[int, int]],
        tenses: list[int] | None = None,
    ) -> list[Entry]:
        """Entries for text[start:end] outside the spans `taken`; `statements` and `taken` are in order.

        `tenses` tells of each statement where a bare verb may charge its subject (see `responsibilities_tense`).
        """
        starts = [span[0] for span in statements]
        lefts = [span[0] for span in taken]
        entries: list[Entry] = []
        for match in self.candidate.finditer(text, start, end):
            at = match.end()
            within = bisect_right(lefts, at - 1) - 1
            if within >= 0 and at <= taken[within][1]:
                continue
            index = bisect_right(starts, at - 1) - 1
            if index < 0 or at > statements[index][1]:
                continue
            tense = ANYWHERE if tenses is None else tenses[index]
            if match["strong"] is None and tense == NOWHERE:
                continue
            clause = _clause_start(text, at - 1, statements[index][0])
            if clause >= 0:
                entries += self._subject(text, clause, at, statements[index], tense)
        entries += [entry for entry in self._parties(text, start, end) if self._speaks_ahead(entry.start, starts, tenses)]
        entries += self._agents(text, start, end, entries)
        entries += self._offices(text, start, end)
        return _once(entries)

    def _speaks_ahead(self, at: int, starts: list[int], tenses: list[int] | None) -> bool:
        """Whether the statement at a place speaks of what is to be done."""
        index = bisect_right(starts, at) - 1
        return tenses is None or (index >= 0 and tenses[index] != NOWHERE)

    def only_assigns(self, text: str, statement: tuple[int, int], entries: list[Entry]) -> bool:
        """Whether a statement says who is responsible and not for what: 由A牵头负责，B协同配合。"""
        rest, at = [], statement[0]
        for entry in entries:
            rest.append(text[at : entry.start])
            at = entry.end
        rest.append(text[at : statement[1]])
        left = self.due_tail.sub("", "".join(rest))
        return len(left) <= LONGEST_LIST and self.bare_rest.match(left) is not None

    def _subject(self, text: str, clause: int, end: int, statement: tuple[int, int], tense: int) -> list[Entry]:
        """The bodies of a clause that ends its subject at `end`, when what follows charges them."""
        clause = max(clause, _open_bracket(text, clause, end) + 1)
        cue = self.subject.match(text, end, statement[1])
        if cue is None or cue.end() == end or not (cue["verb"] or cue["modal"] or cue["plain"] or cue["adverb"] or cue["shared"]):
            return []
        if "、" in text[clause:end] and not text.startswith("的", cue.end()):
            for word in CHARGED_BEFORE:
                charged = text.rfind(word, clause, end)
                clause = charged + len(word) if charged >= 0 else clause
        first, agent = self._list_start(text, clause, end)
        joined = not agent and text.startswith("会同", first)
        first += 2 * joined
        if is_one_noun(text, first, end, cue["plain"]) or (
            cue["verb"] in SIDE_VERBS and tells_a_case(text, cue.end(), statement[1])
        ):
            return []
        end = addresser_end(text, first, end, self.names)
        verb = cue["verb"] or ""
        weak = not cue["modal"] and not cue["shared"] and (not verb or self.verbs[verb] == "supervise")
        if self._charges_nobody(text, clause, end, statement, tense, cue, weak, agent):
            return []
        if not agent and first == clause:
            first = self._before_comma(text, clause, statement[0])
        if verb in self.charged_as and text.startswith("以", first):
            first += 1  # 以市水务局为责任主体
        bodies, _ = cut_list(text, first, end, self.names)
        quotes = [_charged_name(text, body) for body in bodies]
        if cue["plain"] in self.becoming and not cue["modal"] and all(map(self.names.is_planned_institution, quotes)):
            return []
        short = len(quotes) > 1 and all(2 <= len(quote) <= 4 for quote in quotes)
        fields = short and (agent or FIELDS_END.search(text, first, cue.start("adverb")) is not None)
        if not quotes or (not fields and not all(self._member(quote, weak) for quote in quotes)):
            return []
        if fields and not agent:
            bodies = [Body(b.start, b.end, b.name + "部门", generic=True) for b in bodies]
        role = self._role(verb, bool(cue["modal"]), agent)
        if role == "responsible" and not cue["modal"] and self._watches(text, end, statement[1]):
            role = "supervise"
        told = self.shared.search(text, end, min(cue.end() + 16, statement[1]))
        shared = told is not None and told.start() <= cue.end()
        role = "cooperate" if joined else role
        rule = "roles.agent" if agent else "roles.subject"
        entries = [Entry(b.start, b.end, b, self._own_role(role, b), rule, shared) for b in bodies]
        if self.verbs.get(verb) in {"with", "joint"} or verb == "牵头":
            also = 2 if text.startswith("会同", cue.end()) else 3 if text.startswith(("，会同", ",会同"), cue.end()) else 0
            entries += self._followers(text, cue.end() + also, statement[1])
        return entries

    def _charges_nobody(
        self,
        text: str,
        clause: int,
        end: int,
        statement: tuple[int, int],
        tense: int,
        cue: regex.Match[str],
        weak: bool,
        agent: bool,
    ) -> bool:
        """Whether a subject and its verb only tell, judge or define: nobody is charged with anything."""
        verb = cue["verb"] or ""
        if tense == NOWHERE and not cue["modal"] and verb in SIDE_VERBS:
            return True
        if weak and not self._bare_subject(text, clause, cue.end(), statement, agent, tense, bool(cue["adverb"])):
            return True
        if weak and not agent and tense == AT_OPENING and text.startswith(SPEAKERS, end - 2):
            return True
        if agent and self.credit.match(text[clause:end]) is not None:
            return True
        if (
            (agent or verb not in FIRM_VERBS)
            and verb not in self.charged_as
            and not cue["modal"]
            and not (cue["adverb"] or "").endswith("按程序")
            and self.not_charged.search(text, end, min(cue.end() + 10, statement[1]))
        ):
            return True
        return bool(self.definition.search(text, max(statement[0], clause - LONGEST_LIST), min(statement[1], end + SIGHT)))

    def _list_start(self, text: str, clause: int, end: int) -> tuple[int, bool]:
        """Where the list of bodies begins in its clause, and whether 由 stands before it."""
        agents = [match.end() for match in self.agent.finditer(text, clause, end)]
        if agents:
            return agents[-1], True
        numbered = ENUMERATOR.match(text, clause, end)
        first = numbered.end() if numbered else clause
        if text.startswith(self.lead_ins, first, end):
            first += len(next(word for word in self.lead_ins if text.startswith(word, first, end)))
        dated = self.dated.match(text, first, end) if text[first : first + 1] in DATE_OPENS else None
        return (dated.end() if dated else first), False

    def _before_comma(self, text: str, clause: int, floor: int) -> int:
        """Start of a list of bodies that goes on over commas: 市教育局、财政局，各区政府要…"""
        while clause > floor + 1 and text[clause - 1] in "，,":
            before = _clause_start(text, clause - 1, floor)
            if before < 0:
                break
            numbered = ENUMERATOR.match(text, before, clause - 1)
            first = numbered.end() if numbered else before
            bodies, _ = cut_list(text, first, clause - 1, self.names)
            if not bodies or not all(self._member(text[body.start : body.end], True) for body in bodies):
                break
            clause = first
        return clause

    def _watches(self, text: str, end: int, limit: int) -> bool:
        """Whether what is charged is to watch over others: 负责对…开展监督, 每季度开展一次督查."""
        return self.supervision.match(text[end : min(limit, end + LONGEST_LIST)]) is not None

    def _bare_subject(
        self, text: str, clause: int, end: int, statement: tuple[int, int], agent: bool, tense: int, timed: bool
    ) -> bool:
        """Whether a subject without 要 or 负责 may be charged: it opens its clause or follows 由, and nothing is past."""
        follows = text[end : end + 1]
        if self.past.search(text, end, min(statement[1], end + SIGHT)) or follows == "的" or (follows in "、，" and not timed):
            return False
        return agent or clause <= statement[0] or text[clause - 1] in (CHARGED_MARKS if tense == ANYWHERE else STATEMENT_MARKS)

    def _member(self, quote: str, weak: bool) -> bool:
        """Whether a member of a subject list is a body; a weak cue asks for a name that is one by itself."""
        if not self.names.looks_like_a_body(quote):
            return not weak and NAMED_PLACE.fullmatch(quote) is not None
        return not weak or self.names.can_act_unmarked(quote)

    def _role(self, verb: str, modal: bool, agent: bool) -> str:
        """The role that a verb gives its subject."""
        role = self.verbs.get(verb, "responsible")
        if role in {"with", "joint"}:
            return "lead"
        if modal and role == "supervise":
            return "responsible"
        return role

    def _own_role(self, role: str, body: Body) -> str:
        """各区县政府, 各医院 carry out what a sentence charges them with."""
        return "implement" if role == "responsible" and self.names.is_local_government(body.name) else role

    def _followers(self, text: str, at: int, limit: int) -> list[Entry]:
        """The bodies behind 会同 or 牵头: they cooperate."""
        fields = field_bodies(text, at, limit, self.names)
        entries = [Entry(b.start, b.end, b, "cooperate", "roles.subject") for b in fields]
        prefix = ""
        while not fields:
            match = self.follower.match(text, at, limit)
            if match is None or not self.names.looks_like_a_body(match["name"]):
                return entries
            bodies, prefix = cut_list(text, match.start("name"), match.end("name"), self.names, prefix)
            entries += [Entry(b.start, b.end, b, "cooperate", "roles.subject") for b in bodies]
            if not match["next"]:
                return entries
            at = match.end()
        return entries

    def _parties(self, text: str, start: int, end: int) -> list[Entry]:
        """Contract parties as subjects: 二是监理方增加…"""
        entries = []
        for hint in PARTY_HINT.finditer(text, start, end):
            clause = _clause_start(text, hint.end() - 1, start)
            numbered = ENUMERATOR.match(text, clause, hint.end()) if clause >= 0 else None
            first = numbered.end() if numbered is not None else clause
            found = self.party.match(text[first : hint.end() + 4]) if first >= 0 else None
            listed = self.party.match(text, hint.end() - 3)
            if found is not None and first + found.end("body") == hint.end():
                first, last, helps = first, first + found.end("body"), found["verb"]
            elif listed is not None:
                first, last, helps = listed.start("body"), listed.end("body"), listed["verb"]
            else:
                continue
            body = Body(first, last, text[first:last])
            entries.append(Entry(first, last, body, "cooperate" if helps else "responsible", "roles.contract_party"))
        return entries

    def _agents(self, text: str, start: int, end: int, known: list[Entry]) -> list[Entry]:
        """Agents whose names have no ending of a body: 由医务、质控协同监督."""
        taken = {entry.end for entry in known}
        entries: list[Entry] = []
        if "由" not in text[start:end]:
            return entries
        for match in self.bare_agent.finditer(text, start, end):
            bodies, _ = cut_list(text, match.start("list"), match.end("list"), self.names)
            if not bodies or any(body.end in taken for body in bodies):
                continue
            names = [text[body.start : body.end] for body in bodies]
            fits = [self.names.looks_like_a_body(name) for name in names]
            short = len(names) > 1 and all(2 <= len(name) <= 4 for name in names)
            if not (all(fits) or short):
                continue
            role = "supervise" if "监督" in match["verb"] else self._role(match["verb"], False, True)
            entries += [Entry(b.start, b.end, b, self._own_role(role, b), "roles.agent") for b in bodies]
        return entries

    def _offices(self, text: str, start: int, end: int) -> list[Entry]:
        """领导小组办公室设在…，负责…: the office answers."""
        entries: list[Entry] = []
        at = text.find("办公室设", start, end)
        while at >= 0:
            clause = max(_clause_start(text, at, start), text.rfind("\n", max(start, at - 16), at) + 1, at - 16, start)
            match = self.seated.match(text, clause, min(end, at + 120))
            if match is not None:
                body = Body(*match.span("office"), match["office"])
                entries.append(Entry(body.start, body.end, body, "responsible", "roles.seated_office"))
            at = text.find("办公室设", at + 4, end)
        return entries


NAMED_PLACE = re.compile(
    "(?![我全本该各贵两此每某其])[一-龥]{1,3}(?<![市县区省州城地景社园片库灾山牧湾新小街校院营港矿林辖郊旗成总教级个乡镇上下发范济能心验作护治住务集老边点困扶贫大强关在目农色重型进岸岛央部股超楼一二三四五六七八九十几多]"
    ")[县区市镇乡]"
)
"""A county, district or town that a sentence charges by its own name (东岭县要倒排工期), no kind of place (老城区, 开发区)."""
PARTY_HINT = re.compile(r"[工理计设包询察营资应货建测]方(?![案式法向面便针略位的、，。；])")


def _charged_name(text: str, body: Body) -> str:
    """A member of a subject list as printed, with the head noun that the last member gives back (某县、某区人民政府)."""
    quote = text[body.start : body.end]
    return body.name if body.name.startswith(quote) else quote


def _candidate(ends: str, strong: list[str], weak: list[str], between: str) -> re.Pattern[str]:
    """Last character of a body followed by a word that may charge it; `strong` words need no further proof."""
    first = "".join(sorted({word[0] for word in [*strong, *weak]}))
    strong_words = "|".join(map(re.escape, sorted(strong, key=lambda word: (-len(word), word))))
    weak_words = "|".join(map(re.escape, sorted(weak, key=lambda word: (-len(word), word))))
    return re.compile(
        f"[{ends}](?=[{first}等均在每于到对从适常长按逐年今明上下一两三四五六半0-9 ])"
        f"(?:(?=(?P<strong>{strong_words}|按|根据|依|均|在各自|等| ))|(?={weak_words}|{between}))"
    )


def _clause_start(text: str, at: int, floor: int) -> int:
    """Start of the clause that ends at `at`, -1 when it is too long for a list of bodies."""
    stop = max(floor, at - LONGEST_LIST)
    while at > stop and text[at - 1] not in CLAUSE_MARKS:
        at -= 1
    return at if at == floor or at > stop else -1


def _open_bracket(text: str, start: int, end: int) -> int:
    """Place of a bracket that is still open at `end`: what stands before it is no part of what it says; -1 without one."""
    opened = max(text.rfind("（", start, end), text.rfind("(", start, end))
    return opened if opened > max(text.rfind("）", start, end), text.rfind(")", start, end)) else -1


def _once(entries: list[Entry]) -> list[Entry]:
    """Entries in text order without overlaps; the first found wins."""
    kept: list[Entry] = []
    for entry in sorted(entries, key=lambda item: (item.start, item.end)):
        if not kept or entry.start >= kept[-1].end:
            kept.append(entry)
    return kept


def sentence_reader(pack: Pack) -> SentenceReader:
    """The reader of a pack, made once."""
    reader: SentenceReader = pack.cached("roles.sentence_reader", _make)
    return reader


def _make(pack: Pack) -> Any:
    return SentenceReader(pack)
