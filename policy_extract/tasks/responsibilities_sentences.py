"""Responsibility said in a sentence (句中责任): 市财政局负责…, 由A会同B制定…, 各医院要…"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

import regex

from policy_extract.mentions.bodies import Body, BodyNames, body_names
from policy_extract.mentions.bodies_list import cut_list
from policy_extract.patterns import Pack
from policy_extract.tasks.responsibilities_lists import Entry

CLAUSE_MARKS = re.compile(r"[。；;，,：:\n！!？?《》<>|]")
STATEMENT_MARKS = "。；;：:\n！!？?|>"
ENUMERATOR = re.compile(
    r"[ \t\u3000*#“”\"]*(?:(?:[一二三四五六七八九十]{1,2}(?:是|、)|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|[①-⑳]|首先|其次|再次|最后"
    r"|[\dx×X]{4}(?:[—-][\dx×X]{4})?年(?:起|底前|[\d]{1,2}月(?:底前|起)?)?)[ \t\u3000]*)*"
)
LONGEST_LIST = 90


class SentenceReader:
    """Finds bodies that a sentence charges with its action; made once for a pattern pack."""

    def __init__(self, pack: Pack) -> None:
        """Compile the sentence rules of the family `roles`."""
        family, bodies = pack.family("roles"), pack.family("bodies")
        self.names: BodyNames = body_names(pack)
        self.subject = family.rules["roles.subject"].compiled
        self.agent = family.rules["roles.agent"].compiled
        self.seated = family.rules["roles.seated_office"].compiled
        self.verbs: dict[str, str] = family.vocabularies["subject_verb"]
        self.past = re.compile("|".join(map(re.escape, family.words("past_mark"))))
        self.not_charged = re.compile("|".join(map(re.escape, family.words("not_charged"))))
        self.definition = re.compile("|".join(map(re.escape, family.words("definition_mark"))))
        self.lead_ins = tuple(sorted(family.words("sentence_lead_in"), key=len, reverse=True))
        first = {word[0] for name in ("subject_verb", "modal", "manner_adverb", "plain_verb") for word in family.words(name)}
        ends = "".join(bodies.words("ending_characters"))
        self.candidate = re.compile(f"[{ends}](?=[{''.join(sorted(first))}等均在 ])")
        self.bare_agent = regex.compile(
            rf"{self.agent.pattern}(?P<list>[^，,。；;\n由]{{2,40}}?){family.compose('<<manner>>')}{{0,2}}+"
            rf"(?P<verb>负责|牵头|会同|协同监督|共同监督|监督(?!管))"
        )
        self.shared = regex.compile(family.compose("<<shared_mark>>"))
        self.party = family.rules["roles.contract_party"].compiled
        self.follower = regex.compile(
            rf"(?P<name>(?:(?!{bodies.compose('<<no_body_contains>>')}){bodies.compose('<<name_character>>')}){{0,14}}?{self.names.ending}"
            rf"(?:[\u4e00-\u9fff]{{1,6}}?(?:分行|支行|监管局|监管分局|分局|分公司|股|科|处|室)(?!学|技|置|理))?(?:[（(][^（()）\n]{{1,16}}[）)])?)"
            rf"(?P<next>、|和|以及|及|与|，(?=[省市县区州]))?"
        )

    def read(self, text: str, start: int, end: int, statements: list[tuple[int, int]]) -> list[Entry]:
        """Entries for text[start:end]; `statements` are the spans of the document's statements in order."""
        marks = [match.start() for match in CLAUSE_MARKS.finditer(text, start, end)]
        starts = [span[0] for span in statements]
        entries: list[Entry] = []
        for match in self.candidate.finditer(text, start, end):
            index = bisect_right(starts, match.start()) - 1
            if index < 0 or match.start() >= statements[index][1]:
                continue
            at = bisect_right(marks, match.start()) - 1
            clause = max(marks[at] + 1 if at >= 0 else start, statements[index][0])
            if match.end() - clause <= LONGEST_LIST:
                entries += self._subject(text, clause, match.end(), statements[index])
        entries += self._parties(text, start, end, marks)
        entries += self._agents(text, start, end, entries)
        entries += self._offices(text, start, end)
        return _once(entries)

    def _subject(self, text: str, clause: int, end: int, statement: tuple[int, int]) -> list[Entry]:
        """The bodies of a clause that ends its subject at `end`, when what follows charges them."""
        cue = self.subject.match(text, end, statement[1])
        if cue is None or cue.end() == end or not (cue["verb"] or cue["modal"] or cue["plain"] or cue["adverb"] or cue["shared"]):
            return []
        first, agent = self._list_start(text, clause, end)
        verb = cue["verb"] or ""
        weak = not cue["modal"] and not cue["shared"] and (not verb or self.verbs[verb] == "supervise")
        if weak and not self._bare_subject(text, clause, cue.end(), statement, agent):
            return []
        if self.not_charged.search(text, end, min(cue.end() + 10, statement[1])) and not cue["modal"]:
            return []
        if self.definition.search(text, *statement):
            return []
        bodies, _ = cut_list(text, first, end, self.names)
        quotes = [text[body.start : body.end] for body in bodies]
        fields = agent and len(quotes) > 1 and all(2 <= len(quote) <= 4 for quote in quotes)
        if not quotes or not fields and not all(self._member(quote, weak) for quote in quotes):
            return []
        role = self._role(verb, bool(cue["modal"]), agent)
        shared = bool(cue["shared"]) or verb == "负责" and self.shared.match(text, cue.end()) is not None
        rule = "roles.agent" if agent else "roles.subject"
        entries = [Entry(b.start, b.end, b, self._own_role(role, b), rule, shared) for b in bodies]
        if self.verbs.get(verb) in {"with", "joint"} or verb == "牵头":
            entries += self._followers(text, cue.end(), statement[1])
        return entries

    def _list_start(self, text: str, clause: int, end: int) -> tuple[int, bool]:
        """Where the list of bodies begins in its clause, and whether 由 stands before it."""
        agent = None
        for agent in self.agent.finditer(text, clause, end):
            pass
        if agent is not None:
            return agent.end(), True
        numbered = ENUMERATOR.match(text, clause, end)
        first = numbered.end() if numbered else clause
        for word in self.lead_ins:
            if text.startswith(word, first, end):
                return first + len(word), False
        return first, False

    def _bare_subject(self, text: str, clause: int, end: int, statement: tuple[int, int], agent: bool) -> bool:
        """Whether a subject without 要 or 负责 may be charged: it opens its statement, or stands behind 由, and nothing is past."""
        if self.past.search(text, end, statement[1]) or text[end : end + 1] in {"的", "、", "，"}:
            return False
        return agent or clause <= statement[0] or text[clause - 1] in STATEMENT_MARKS

    def _member(self, quote: str, weak: bool) -> bool:
        """Whether a member of a subject list is a body; a weak cue asks for a name that is one by itself."""
        if not self.names.looks_like_a_body(quote):
            return False
        return not weak or self.names.is_generic(quote) or self.names.is_definite(quote)

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
        entries: list[Entry] = []
        prefix = ""
        while True:
            match = self.follower.match(text, at, limit)
            if match is None or not self.names.looks_like_a_body(match["name"]):
                return entries
            bodies, prefix = cut_list(text, match.start("name"), match.end("name"), self.names, prefix)
            entries += [Entry(b.start, b.end, b, "cooperate", "roles.subject") for b in bodies]
            if not match["next"]:
                return entries
            at = match.end()

    def _parties(self, text: str, start: int, end: int, marks: list[int]) -> list[Entry]:
        """Contract parties as subjects: 二是监理方增加…"""
        entries = []
        for match in PARTY.finditer(text, start, end):
            at = bisect_right(marks, match.start()) - 1
            clause = marks[at] + 1 if at >= 0 else start
            numbered = ENUMERATOR.match(text, clause, end)
            opens = numbered is not None and numbered.end() == match.start()
            found = self.party.match(text[match.start() : match.end() + 4]) if opens else self.party.match(text, match.start())
            if found is None:
                continue
            role = "cooperate" if found["verb"] else "responsible"
            body = Body(match.start(), match.end(), match[0])
            entries.append(Entry(body.start, body.end, body, role, "roles.contract_party"))
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
            match = self.seated.search(text, max(start, at - 16), min(end, at + 120))
            if match is not None:
                body = Body(*match.span("office"), match["office"])
                entries.append(Entry(body.start, body.end, body, "responsible", "roles.seated_office"))
            at = text.find("办公室设", at + 4, end)
        return entries


PARTY = re.compile(r"(?:造价|工程|项目)?(?:施工|监理|设计|建设|承包|发包|咨询|勘察|运营|投资|供应|供货|承建|代建|检测)方(?![案式法向面便针略位])")


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
