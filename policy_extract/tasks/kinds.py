"""What a statement is: goal, task, assignment, achievement, problem or background (语句类别), and its modality (情态).

The section's role and the genre give what is usual at a place; cues in the words of the statement overrule it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex

from policy_extract.model import Document, Heading, Statement
from policy_extract.patterns import Pack
from policy_extract.tasks.modality import Modality
from policy_extract.tasks.rectification import item_states

TASK_LIKE = frozenset({"goal", "task", "assignment", "problem"})
FIXED = frozenset({"status", "other"})

USUAL: dict[str, str] = {
    "basis": "background",
    "guidance": "background",
    "principles": "background",
    "goals": "goal",
    "tasks": "task",
    "safeguards": "task",
    "measures": "task",
    "outlook": "task",
    "review": "achievement",
    "problems": "problem",
    "annex": "task",
}
"""What statements of a section role usually are."""

LONGEST = 2000
"""Characters of a statement that are read for its kind; no sentence of a person's making is longer."""

LONGEST_FRAGMENT = 14
GENRE_USUAL = {"progress": "achievement", "work_report": "background", "rectification": "achievement"}
"""What statements are where no section role says anything, by genre; `task` for all others."""


class Cues:
    """The compiled cue rules of the family `kinds`."""

    def __init__(self, pack: Pack) -> None:
        family = pack.family("kinds")
        self.background = [(r.id, r) for i, r in family.rules.items() if i.startswith("kinds.background.")]
        self.review_problem = family.rules["kinds.problem.review"]
        self.achievement = family.rules["kinds.achievement.aspect"]
        self.result = family.rules["kinds.achievement.result"]
        self.goal_head = family.rules["kinds.goal.head"].compiled
        self.until_date = family.rules["kinds.achievement.until_date"].compiled
        self.until_now = family.rules["kinds.achievement.until_now"].compiled
        self.target = family.rules["kinds.goal.target"]
        self.state = family.rules["kinds.goal.state"]
        self.grant = family.rules["kinds.task.grant"].compiled
        self.attained = family.rules["kinds.achievement.attained_count"].compiled
        self.deed = family.rules["kinds.task.deed"].compiled
        self.planned = family.rules["kinds.planned.future"]
        self.goal = family.rules["kinds.goal.opener"]
        self.guidance = family.rules["kinds.guidance.phrases"]
        self.labels = family.compile(r"^[（(【\[]?(?:<<assignment_label>>)[】\]]?\s*[：:]")
        self.finding = family.compile(r"^[（(【\[]?(?:<<finding_label>>)[】\])）]?\s*[：:]")
        self.measure = family.compile(r"^[（(【\[]?(?:<<measure_label>>)[】\])）]?\s*[：:是]?")
        self.outlook = family.compile(r"^(?:<<outlook_label>>)")
        self.modality = Modality(family)
        self.action = pack.family("verbs").compile("<<action|action_short>>")


def classify(text: str, document: Document, pack: Pack) -> None:
    """Set kind and modality of every statement that has none yet."""
    cues: Cues = pack.cached("kinds", Cues)
    genre = document.meta.genre
    states = item_states(text, document, cues.measure) if genre == "rectification" else {}
    frequencies = [t.start for t in document.times if t.kind == "recurring" and t.every]
    due_starts = [t.start for t in document.times if t.kind == "by" and t.deadline]
    charged = _charged(text, document)
    sticky_kind, sticky_paragraph = "", -1
    for index, statement in enumerate(document.statements):
        if statement.kind in FIXED:
            continue
        words = text[statement.start : min(statement.end, statement.start + LONGEST)]
        if statement.paragraph != sticky_paragraph:
            sticky_kind = ""
        if not statement.kind and _fragment(text, statement, words, cues):
            statement.kind = "other"
            statement.rules.append("kinds.other.fragment")
        if not statement.kind:
            usual = _usual(document, statement)
            kind, rule = _decide(words, usual, sticky_kind, cues, genre, _mixed_section(document, statement), document.meta.year)
            if index in states and kind not in ("assignment", "background"):
                kind, rule = states[index], "kinds.rectification.item"
                if (
                    kind == "achievement"
                    and (cues.outlook.match(words) or _due(due_starts, statement))
                    and not _reported(words, cues)
                ):
                    kind = "task"
                elif kind == "task" and (
                    _reported(words, cues) or (cues.attained.search(words) and not _due(due_starts, statement))
                ):
                    kind = "achievement"
            elif kind == "achievement" and usual == "achievement" and not _reported(words, cues):
                at = bisect_left(frequencies, statement.start)
                if genre == "progress" and at < len(frequencies) and frequencies[at] < statement.end:
                    kind, rule = "task", "kinds.task.standing"
            if kind == "task" and index in charged:
                kind, rule = "assignment", "kinds.assignment.charged"
            statement.kind = kind
            statement.rules.append(rule)
            if rule in ("kinds.goal.opener", "kinds.problem.review"):
                sticky_kind, sticky_paragraph = kind, statement.paragraph
        if statement.kind in TASK_LIKE and statement.kind != "problem":
            statement.modality = "require" if statement.kind == "assignment" else cues.modality.of(words)


def _fragment(text: str, statement: Statement, words: str, cues: Cues) -> bool:
    """Whether a statement is a scrap of a table flattened into lines: short, unpunctuated, without a verb to open it."""
    if len(words) > LONGEST_FRAGMENT or words[-1:] in "。；;！!？?：:" or cues.labels.match(words):
        return False
    alone = text[statement.end : statement.end + 1] in ("", "\n", "\r") and text[statement.start - 1 : statement.start] in ("", "\n")
    return alone and (cues.action.match(words) is None or len(words) <= 4)


def _usual(document: Document, statement: Statement) -> str:
    """What a statement at this place usually is, from section role, section year and genre."""
    genre = document.meta.genre
    if statement.section < 0 or document.headings[statement.section].level == 0:
        if genre == "progress":
            headed = any(h.level and h.start > statement.start for h in document.headings)
            return "background" if headed else "achievement"
        if genre in ("plan", "work_report", "rectification", "other", "ledger") and any(h.level for h in document.headings):
            return "background" if not _after_all(document, statement) else "task"
        return GENRE_USUAL.get(genre, "task")
    heading: Heading = document.headings[statement.section]
    role = heading.role
    if (role, genre) in (("problems", "rectification"), ("goals", "progress")):
        return "achievement"
    if role:
        return USUAL.get(role, "task")
    year = _section_year(document, statement.section)
    if genre == "work_report":
        if year is not None and document.meta.year is not None and year < document.meta.year:
            return "achievement"
        return "task"
    return GENRE_USUAL.get(genre, "task")


def _after_all(document: Document, statement: Statement) -> bool:
    """Whether a statement stands behind every heading (a closing paragraph that belongs to no section)."""
    numbered = [h for h in document.headings if h.level > 0]
    return bool(numbered) and statement.start > numbered[-1].start


def _due(due_starts: list[int], statement: Statement) -> bool:
    """Whether a deadline stands in the statement."""
    at = bisect_left(due_starts, statement.start)
    return at < len(due_starts) and due_starts[at] < statement.end


def _mixed_section(document: Document, statement: Statement) -> bool:
    """Whether the section speaks of goals and tasks at once (发展目标和主要任务)."""
    section = statement.section
    while section >= 0:
        title = document.headings[section].title
        if "目标" in title and ("任务" in title or "举措" in title or "重点" in title):
            return True
        section = document.headings[section].parent
    return False


def _section_year(document: Document, section: int) -> int | None:
    """The year that a section or one of its parents sets."""
    while section >= 0:
        heading = document.headings[section]
        if heading.year is not None:
            return heading.year
        section = heading.parent
    return None


def _decide(words: str, usual: str, sticky: str, cues: Cues, genre: str, mixed: bool, year: int | None) -> tuple[str, str]:
    """Kind of a statement and the rule that gave it."""
    if cues.labels.match(words) or _only_assigns(words):
        return "assignment", "kinds.assignment.label"
    if usual in ("background", "achievement") and cues.target.search(words) and not cues.achievement.search(words):
        return "goal", "kinds.goal.target"
    for rule, pattern in cues.background:
        if pattern.search(words):
            return "background", rule
    if cues.goal.search(words) and usual != "achievement" and genre != "progress":
        return "goal", "kinds.goal.opener"
    if sticky == "goal":
        return "goal", "kinds.goal.paragraph"
    if genre == "work_report" and usual != "task" and cues.review_problem.search(words):
        return "problem", "kinds.problem.review"
    if sticky == "problem":
        return "problem", "kinds.problem.paragraph"
    if usual == "background" and cues.until_now.match(words):
        return "achievement", "kinds.achievement.until_now"
    if genre != "rectification" and usual != "achievement" and _until_past_year(words, year, cues):
        return "achievement", "kinds.achievement.until_past_date"
    if usual == "background" and _reported(words, cues) and (genre == "progress" or cues.achievement.search(words)):
        return "achievement", "kinds.achievement.aspect"
    if usual == "achievement":
        if cues.outlook.match(words):
            return "task", "kinds.task.outlook"
        return "achievement", "kinds.achievement.section"
    if usual in ("task", "goal") and genre != "rectification" and _done(words, cues):
        return "achievement", "kinds.achievement.aspect"
    if usual in ("task", "goal") and genre != "rectification" and _is_state(words, cues):
        return "goal", "kinds.goal.state"
    if usual == "goal" and mixed and cues.action.match(words):
        return "task", "kinds.task.in_goal_section"
    if usual == "task" and cues.guidance.search(words):
        return "background", "kinds.guidance.phrases"
    return usual, f"kinds.{usual}.section"


def _only_assigns(words: str) -> bool:
    """Whether a statement in brackets says nothing but who is responsible."""
    if words[:1] not in "（(" or words.rstrip("。；;，,")[-1:] not in "）)":
        return False
    return "负责" in words or "牵头" in words or "单位" in words[:8] or "配合" in words


def _done(words: str, cues: Cues) -> bool:
    """Whether a sentence of a plan reports something done: an aspect mark in its main clause, nothing planned in it."""
    match = cues.achievement.search(words)
    if match is None or cues.planned.search(words):
        return False
    clause_end = next((i for i in range(match.end(), len(words)) if words[i] in "，,。；;"), len(words))
    clause_start = max((words.rfind(c, 0, match.start()) for c in "，,；;"), default=-1) + 1
    if "的" in words[match.end() : clause_end]:
        return False
    return cues.action.match(words[clause_start:].lstrip()) is None or "了" in match[0]


def _charged(text: str, document: Document) -> set[int]:
    """Statements that open with bodies and 负责: their whole business is to charge these bodies."""
    found: set[int] = set()
    starts = [s.start for s in document.statements]
    opened = {body.start for body in document.responsibilities}
    for body in document.responsibilities:
        index = bisect_right(starts, body.start) - 1
        if index < 0 or not text.startswith("负责", body.end):
            continue
        if starts[index] in opened or not text[starts[index] : min(body.start, starts[index] + 20)].strip():
            found.add(index)
    return found


def _until_past_year(words: str, year: int | None, cues: Cues) -> bool:
    """Whether a sentence opens with 截至 and a date before the document's year: present state, not a target."""
    match = cues.until_date.match(words)
    return match is not None and (
        int(match[1]) < year if year is not None else "已" in words or "累计" in words or "共有" in words
    )


def _reported(words: str, cues: Cues) -> bool:
    """Whether a measure or an entry of a progress report says that it is done."""
    return bool(cues.achievement.search(words) or cues.result.search(words)) and not cues.planned.search(words)


def _is_state(words: str, cues: Cues) -> bool:
    """Whether a sentence names states to be reached and nothing to be done: a goal, wherever it stands."""
    found = False
    if cues.state.search(words.rstrip("。；;")) is None or cues.grant.search(words):
        return False
    for clause in regex.split(r"[，,；;。：:]", words):
        clause = cues.goal_head.sub("", clause)
        if not clause:
            continue
        if cues.action.match(clause) or cues.deed.search(clause):
            return False
        found = found or cues.state.search(clause) is not None
    return found
