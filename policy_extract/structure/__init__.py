"""Structure room (first, thinnest form)."""

from __future__ import annotations

import re

from policy_extract.model import Document, Heading, Meta, Statement
from policy_extract.patterns import Pack
from policy_extract.text import Source, View

HEAD = re.compile(r"^[ 　]*((?:[一二三四五六七八九十]+、)|[（(][一二三四五六七八九十]+[）)])([^。\n]{2,40}。?)", re.M)


def make_view(source: Source, pack: Pack) -> View:
    """A view that changes nothing yet."""
    return View.plain(source.text)


def analyse(view: View, source: Source, pack: Pack) -> list[Document]:
    """One document with first headings and sentences."""
    text = view.text
    document = Document(0, len(text), Meta())
    for m in HEAD.finditer(text):
        document.headings.append(Heading(m.start(1), m.end(2), m[1], 1 if m[1][-1] == "、" else 2, m[2].rstrip("。"), section_end=len(text)))
    inside = {i for h in document.headings for i in range(h.start, h.end)}
    for number, m in enumerate(re.finditer(r"[^。；\n]+[。；]?", text)):
        if m.start() not in inside and m[0].strip():
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            document.statements.append(Statement(start, m.end(), -1, number, number))
    return [document]
