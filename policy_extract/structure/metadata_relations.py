"""Reads whom a document addresses, who gets a copy and on which documents it is founded (主送、抄送、依据)."""

from __future__ import annotations

import re

from policy_extract.model import Basis, Meta
from policy_extract.structure.metadata_head import Rules
from policy_extract.structure.parts import Body, Line

LONGEST_ADDRESS = 400
ADDRESS_LINES = 40
BASIS_REACH = 1500
MOST_BASES = 30
TAIL_LINES = 40
CLASSES = re.compile(r"[，,；;]|、(?=各|有关|省|市|县|区|国务院|中央|本|驻)")
LISTED = re.compile(r"[，,；;、。]|\s+")
COMPLETE = re.compile(
    r"(?:政府|部门|单位|机构|[厅局委办署部处院社行校]|中心|公司|团体|企业|集团|办事处|管委会|委员会|兵团|[)）])$"
)


def read_addressees(meta: Meta, body: Body, rules: Rules) -> None:
    """The bodies that the first line with a closing colon names; a greeting names none."""
    for line in body.lines[:ADDRESS_LINES]:
        length = line.end - line.start
        if line.role == "title" or length > LONGEST_ADDRESS or body.text[line.end - 1] not in "：:":
            continue
        words = body.text[line.start : line.end]
        if (rules["addressee"].match(words) or rules["addressees"].match(words)) and not rules["greeting"].match(words):
            meta.addressees = _classes(words[:-1])
            return


def _classes(words: str) -> list[str]:
    """Addressees one by one: cut at commas, and at 、 where the words before it are complete."""
    found: list[str] = []
    start = 0
    for mark in CLASSES.finditer(words):
        piece = words[start : mark.start()].strip()
        if mark[0] == "、" and not COMPLETE.search(piece):
            continue
        if piece:
            found.append(piece)
        start = mark.end()
    last = words[start:].strip()
    return [*found, last] if last else found


def read_copies(meta: Meta, body: Body, rules: Rules) -> None:
    """Who gets a copy; the lines are no part of the body."""
    following: Line | None = None
    for line in reversed(body.lines[-TAIL_LINES:]):
        words = body.text[line.start : line.end] if line.end - line.start <= LONGEST_ADDRESS else ""
        match = rules["copies"].match(words) if words else None
        if match:
            line.other, line.role = True, "copies"
            listed = match["to"]
            if not listed and following is not None:
                following.other, following.role = True, "copies"
                listed = body.text[following.start : following.end]
            meta.copied_to = [piece.strip() for piece in LISTED.split(listed) if piece.strip()] + meta.copied_to
        following = line


def read_bases(meta: Meta, body: Body, rules: Rules) -> None:
    """The documents that the opening of a text, and of the text it issues, says it is founded on."""
    reaches = [body.start, *(body.lines[last].end for _, last in body.titles[1:])]
    known: set[tuple[str | None, str | None]] = set()
    done = body.start
    for start in reaches:
        end = min(body.end, start + BASIS_REACH)
        for clause in rules["basis"].finditer(body.text, max(start, done), end):
            for cited in rules["citation"].finditer(body.text, clause.start("what"), clause.end("what")):
                if body.text[max(0, cited.start() - 3) : cited.start()].rstrip("“").endswith("称"):
                    continue  # （以下简称《意见》）
                title = cited["title"]
                number = re.sub(r"\s+", "", cited["number"] or cited["alone"] or "") or None
                if (title, number) not in known and len(meta.bases) < MOST_BASES:
                    known.add((title, number))
                    meta.bases.append(Basis(cited.start(), cited.end(), title, number))
        done = max(done, end)
