"""The cue rules that decide kinds (语句类别的线索), compiled once for a pack."""

from __future__ import annotations

import re

from policy_extract.patterns import Pack
from policy_extract.tasks.cues import CueBook
from policy_extract.tasks.modality import Modality
from policy_extract.tasks.rectification import ItemLabels
from policy_extract.tasks.words import WordSet

PLACED = frozenset(
    {"kinds.background.equation", "kinds.background.lack", "kinds.background.lesson", "kinds.background.situation"}
)
"""Cues of background that hold at some places only."""


class Cues:
    """The compiled cue rules of the family `kinds`."""

    def __init__(self, pack: Pack) -> None:
        family = pack.family("kinds")
        rules, book = family.rules, CueBook()
        self.book, self._rules = book, rules
        self.background = [
            book.cue(rule) for name, rule in rules.items() if name.startswith("kinds.background.") and name not in PLACED
        ]
        self.background_bits = sum(cue.bit for cue in self.background)
        self.review_problem = book.cue(rules["kinds.problem.review"])
        self.admission = book.cue(rules["kinds.problem.admission"])
        self.excuses = [book.cue(rules[f"kinds.problem.{name}"]) for name in ("concession", "reasons")]
        self.undone = book.cue(rules["kinds.problem.undone"])
        self.unfinished = book.cue(rules["kinds.rectification.unfinished"])
        self.lagging = book.cue(rules["kinds.problem.lagging"])
        self.noticed = book.cue(rules["kinds.problem.noticed"])
        self.fed_back = book.cue(rules["kinds.problem.fed_back"])
        self.deed_of_body = book.cue(rules["kinds.achievement.deed_of_body"])
        self.deficit = book.cue(rules["kinds.problem.deficit"])
        self.achievement = book.cue(rules["kinds.achievement.aspect"], quick=True)
        self.result = book.cue(rules["kinds.achievement.result"])
        self.target = book.cue(rules["kinds.goal.target"])
        self.state = book.cue(rules["kinds.goal.state"])
        self.planned = book.cue(rules["kinds.planned.future"])
        self.surely = book.cue(rules["kinds.planned.surely"])
        self.goal = book.cue(rules["kinds.goal.opener"], quick=True)
        self.guidance = book.cue(rules["kinds.guidance.phrases"], quick=True)
        self.review_opener = book.cue(rules["kinds.review.opener"])
        self.announced = book.cue(rules["kinds.outlook.announced"])
        self.aims = book.cue(rules["kinds.review.aims"])
        self.finding = rules["kinds.problem.finding_title"].compiled
        self.lacking = pack.family("statements").rules["statements.findings"].compiled
        self.past_year = re.compile(r"^([0-9]{4})年")
        self._tasks_and_goals(book)
        self._reports_and_news(book)
        # Most statements open with another character than any label does.
        self.label_openers = frozenset("（(【[［〔0123456789一二三四五六七八九十").union(
            word[0] for word in family.words("assignment_label")
        )
        self.labels = family.compile(
            r"^(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）).、．])?[（(【\[〔]?(?:<<assignment_label>>|<<assignment_stems>>)(?:[】\]]\s*[：:]?|\s*[：:])"
        )
        self.items = ItemLabels(family)
        self.outlook = family.words("outlook_label")
        self.task_lists = family.words("task_lists")
        self.noun_verbs = frozenset(family.words("noun_verbs"))
        self.action = WordSet(pack.family("verbs").words("action") + pack.family("verbs").words("action_short"))
        self.modality = Modality(family, book, self.action)
        book.close()

    def _tasks_and_goals(self, book: CueBook) -> None:
        """The rules that know a task or a goal by its words."""
        rules = self._rules
        self.grant = book.cue(rules["kinds.task.grant"])
        self.goal_head = rules["kinds.goal.head"].quick
        self.attained_state = rules["kinds.goal.attained_state"].anchored
        self.goal_period = rules["kinds.goal.period"].anchored
        self.until_date = rules["kinds.achievement.until_date"].anchored
        self.until_now = rules["kinds.achievement.until_now"].anchored
        self.attained = rules["kinds.achievement.attained_count"].compiled
        self.deed = rules["kinds.task.deed"].quick
        self.outcome = rules["kinds.goal.outcome"].quick
        # 已建成小区要补齐设施: what is done is only whose it is.
        self.demanded = rules["kinds.task.demanded"].quick
        self.demand = book.cue(rules["kinds.task.demand"])
        self.pledge, self.resolve = book.cue(rules["kinds.task.pledge"]), book.cue(rules["kinds.task.resolve"])
        names = ("task.repeated", "achievement.told_behind", "task.repeated_noun", "achievement.share_told")
        self.repeated = [rules[f"kinds.{name}"].compiled for name in names]

    def _reports_and_news(self, book: CueBook) -> None:
        """The rules that know what is told of the past, the present and the news."""
        rules = self._rules
        self.forecast, self.lack = book.cue(rules["kinds.forecast"]), book.cue(rules["kinds.background.lack"])
        self.equation = rules["kinds.background.equation"].quick
        self.situation, self.intent = book.cue(rules["kinds.background.situation"]), rules["kinds.intent"].quick
        self.judged, self.goes_ahead = rules["kinds.judged_year"].anchored, rules["kinds.goes_ahead"].quick
        self.opening, self.lesson = book.cue(rules["kinds.achievement.opening"]), book.cue(rules["kinds.background.lesson"])
        self.counted = book.cue(rules["kinds.achievement.counted"])
        self.present, self.deeds = book.cue(rules["kinds.problem.present"]), book.cue(rules["kinds.achievement.deeds"])
        self.figures = book.cue(rules["kinds.achievement.figures"])
        self.compared = book.cue(rules["kinds.achievement.compared"])
        self.period = book.cue(rules["kinds.achievement.period"])
        self.news_opener, self.news_voice = rules["kinds.news.opener"].quick, rules["kinds.news.voice"].quick
        self.news_plan, self.news_ahead = rules["kinds.news.plan"].quick, rules["kinds.news.ahead"].quick
