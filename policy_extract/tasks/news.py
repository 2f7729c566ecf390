"""News copy and letters of reply (新闻稿、答复函): what they tell is done, unless it passes on a plan or says what is to come.

Neither commits anybody by its mere words: figures are achievements; plans that are quoted, announcements and what stands behind
下一步 stay tasks; shortcomings are problems; residents, experts and courtesies are background.
"""

from __future__ import annotations

import re

from policy_extract.model import Document, Statement
from policy_extract.tasks.cues import Reading
from policy_extract.tasks.kinds_cues import Cues
from policy_extract.tasks.kinds_words import claims

NEWS, LETTER = "news", "letter"
OPENING = 4
"""Statements of the body among which a piece of news or a letter says that it is one."""
LONGEST_OPENING = 80
"""Characters of such a statement that are read."""
NOT_BODY = frozenset({"other", "status"})
LETTER_TITLE = re.compile("(?:答复|复函|回复|答复函|办理情况的?函)[^，。]{0,12}$")


def form_of(document: Document, read: list[Reading], cues: Cues) -> str:
    """`news`, `letter` or empty; a text that its title calls a plan is news only when its first words say so."""
    genre = document.meta.genre
    if genre not in ("other", "plan"):
        return ""
    pairs = zip(document.statements, read, strict=True)
    body = [reading.words[:LONGEST_OPENING] for statement, reading in pairs if statement.kind not in NOT_BODY][:OPENING]
    if any(cues.news_opener.search(words) for words in body[: OPENING if genre == "other" else 1]):
        return NEWS
    if LETTER_TITLE.search(document.meta.title or "") or (genre == "other" and any("收悉" in words for words in body)):
        return LETTER
    return ""


class ToldKinds:
    """Usual kinds of the sentences of a piece of news or a letter, asked for in order."""

    def __init__(self, cues: Cues, form: str) -> None:
        """Begin in front of the first paragraph; `form` is `news` or `letter`."""
        self.cues = cues
        self.form = form
        self.planned = (-1, -1)
        """Paragraph and section in which a plan is passed on, or what comes next is told."""
        self.told = -1
        """The paragraph of the last sentence that told of something done."""

    def usual(self, statement: Statement, reading: Reading, holds_number: bool) -> str:
        """What a sentence is that stands where tasks are usual."""
        cues, words = self.cues, reading.words
        if self.form == NEWS and cues.news_voice.search(words):
            return "background"
        ahead = cues.news_ahead.search(words)
        if (self.form == NEWS and cues.news_plan.search(words)) or words.startswith(cues.outlook):
            self.planned = (statement.paragraph, statement.section)
        if self._goes_on(statement):
            return "task"
        if cues.present.search(reading) and ahead is None:
            return "problem"
        told = claims(reading, cues) or (holds_number and ahead is None)
        if ahead is not None and (not told or _opens_ahead(words, cues)):
            return "task"
        if told or (self.form == LETTER and self.told == statement.paragraph):
            self.told = statement.paragraph
            return "achievement"
        return "task" if self.form == LETTER and cues.action.prefix(words) else "background"

    def _goes_on(self, statement: Statement) -> bool:
        """Whether a sentence belongs to the plan or outlook before it: its paragraph, in a letter its section."""
        paragraph, section = self.planned
        return statement.paragraph == paragraph or (self.form == LETTER and section >= 0 and statement.section == section)


def _opens_ahead(words: str, cues: Cues) -> bool:
    """Whether what is to come stands before everything that is said to be done (下一步将…，在已建成…的基础上)."""
    ahead, done = cues.news_ahead.search(words), cues.achievement.pattern.search(words)
    return ahead is not None and (done is None or ahead.start() < done.start())
