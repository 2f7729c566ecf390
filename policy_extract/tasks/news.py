"""News copy (新闻稿): what a piece of news tells is done, unless it passes on a plan or says what is to come.

A text of no other genre that opens with 本报讯 or 记者从…获悉 commits nobody by its own words: its figures are achievements,
plans that it quotes and announcements of those who answer for them stay tasks, residents and experts are background.
"""

from __future__ import annotations

from policy_extract.model import Document, Statement
from policy_extract.tasks.cues import Reading
from policy_extract.tasks.kinds_cues import Cues
from policy_extract.tasks.kinds_words import claims

OPENING = 4
"""Statements of the body among which a piece of news says that it is one."""
LONGEST_OPENING = 80
"""Characters of such a statement that are read."""
NOT_BODY = frozenset({"other", "status"})


def is_news(document: Document, read: list[Reading], cues: Cues) -> bool:
    """Whether a document of no other genre is a piece of news."""
    if document.meta.genre != "other":
        return False
    body = (reading for statement, reading in zip(document.statements, read, strict=True) if statement.kind not in NOT_BODY)
    return any(cues.news_opener.search(reading.words[:LONGEST_OPENING]) for _, reading in zip(range(OPENING), body, strict=False))


class NewsKinds:
    """Usual kinds of the sentences of a piece of news, asked for in order."""

    def __init__(self, cues: Cues) -> None:
        """Begin in front of the first paragraph."""
        self.cues = cues
        self.quoted = -1
        """The paragraph in which a plan is being passed on; what follows in it is the plan's."""

    def usual(self, statement: Statement, reading: Reading, holds_number: bool) -> str:
        """What a sentence is that stands where tasks are usual."""
        cues, words = self.cues, reading.words
        if cues.news_voice.search(words):
            return "background"
        if cues.news_plan.search(words):
            self.quoted = statement.paragraph
        if self.quoted == statement.paragraph or (cues.news_ahead.search(words) and not claims(reading, cues)):
            return "task"
        if cues.news_ahead.search(words):
            return "task" if _opens_ahead(words, cues) else "achievement"
        return "achievement" if holds_number or claims(reading, cues) else "background"


def _opens_ahead(words: str, cues: Cues) -> bool:
    """Whether what is to come stands before everything that is said to be done (下一步将…，在已建成…的基础上)."""
    ahead, done = cues.news_ahead.search(words), cues.achievement.pattern.search(words)
    return ahead is not None and (done is None or ahead.start() < done.start())
