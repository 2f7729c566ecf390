"""What a statement is: goal, task, assignment, achievement, problem or background (语句类别), and its modality (情态).

The section's role and the genre give what is usual at a place; cues in the words of the statement overrule it.
"""

from __future__ import annotations

from policy_extract.model import Document, Statement
from policy_extract.patterns import Pack
from policy_extract.tasks.ahead import read_ahead, set_deadline, turned_ahead
from policy_extract.tasks.announced import announced_goals
from policy_extract.tasks.charges import charged, closing
from policy_extract.tasks.cues import Reading, readings
from policy_extract.tasks.kinds_cues import Cues
from policy_extract.tasks.kinds_words import (
    EQUATION,
    FIRST_LISTED,
    ITEM,
    ITEM_OPENS,
    LIST_OPENS,
    LISTED,
    claims,
    counted,
    done,
    equates,
    first_point,
    fragment,
    holds,
    intends,
    is_state,
    lacking,
    lists_clauses,
    of_amount,
    only_assigns,
    opened_by_past,
    opens_review,
    planned_finding_kind,
    reported,
    reported_kind,
    said_before_headings,
    tells_year,
    told_before,
    until_past_year,
    until_year,
    worked_sections,
)
from policy_extract.tasks.minutes import Hearing, Minutes, minutes_of
from policy_extract.tasks.news import ToldKinds, form_of
from policy_extract.tasks.rectification import ANSWER, item_kinds, planned_findings, repeated_tasks, reported_lines, targets
from policy_extract.tasks.tables_kinds import cell_kind, row_states
from policy_extract.tasks.usual import Places, is_mixed, names_later_years

TASK_LIKE = frozenset({"goal", "task", "assignment", "problem"})
ANSWERED = "statements.finding_answered"
"""Rule of headings that state a finding, which labelled lines below them answer."""
FIXED = frozenset({"status", "other"})
STICKY = frozenset({"kinds.goal.opener", "kinds.problem.admission", "kinds.problem.review"})
"""Rules whose kind holds for the rest of the paragraph."""
MEETING, BASIS = "kinds.background.meeting", "kinds.achievement.basis"
OUTLOOK = "kinds.task.outlook"
REQUEST, EVALUATION = "kinds.background.review_request", "kinds.background.evaluation_of_year"


def classify(text: str, document: Document, pack: Pack) -> None:
    """Set kind and modality of every statement that has none yet."""
    Classifier(text, document, pack.cached("kinds", Cues), minutes_of(pack)).run()


class Classifier:
    """Decides the kinds of one document's statements, in order."""

    def __init__(self, text: str, document: Document, cues: Cues, minutes: Minutes) -> None:
        self.text, self.document, self.cues = text, document, cues
        self.genre = document.meta.genre
        self.states, self.labelled = dict[int, str](), dict[int, str]()
        self.targets: frozenset[int] = frozenset()
        """Statements of a progress report that repeat what was to be reached (【年度目标】…)."""
        self.repeated: frozenset[int] = frozenset()
        """Statements of a progress report that repeat a task, of which the next sentence tells (1.新建泵站5座。目前已…)."""
        if self.genre == "rectification":
            self.states, self.labelled = item_kinds(text, document, cues.items, cues.labels)
        elif self.genre == "progress":
            self.targets = targets(text, document, cues.items, cues.labels)
            self.repeated = repeated_tasks(text, document, *cues.repeated)
        self.planned: dict[int, str] = {}
        """Of a plan's items on findings (整改方案): what each statement is one of, by index."""
        self.reports: frozenset[int] = frozenset()
        """Of a plan or ledger in words: what lines labelled as progress say (进展情况：…)."""
        if self.genre in ("plan", "ledger"):
            self.reports = reported_lines(text, document, cues.items)
        if self.genre == "plan":
            self.planned = planned_findings(text, document, cues.items, cues.labels, cues.lacking)
        self.row_states = row_states(document)
        self.frequencies = [t.start for t in document.times if t.kind == "recurring" and t.every and not of_amount(text, t)]
        self.due = [t.start for t in document.times if t.kind == "by" and t.deadline and not tells_year(text, document, t)]
        self.numbers = [q.start for q in document.quantities]
        self.findings = frozenset(h.start for h in document.headings if h.run_in and h.rule == ANSWERED)
        """Starts of headings that state a finding, which lines below them answer."""
        self.charged, self.closing = charged(text, document), closing(text, document)
        self.sticky = ""
        """Kind that a paragraph's opener (目标是：) gives to the rest of the paragraph."""
        self.sticky_paragraph = self.situation_paragraph = -1
        """The paragraphs of that opener, and in which the sentence before told of the situation."""
        self.listing = False
        """Whether that opener announces a list, whose items may stand in paragraphs of their own (一是…)."""
        self.listed = ""
        """Kind of a sentence that lists findings or requests (仍面临挑战：一是…；), for the items that follow (二是…)."""
        self.places = Places(document)
        self.told: ToldKinds | None = None
        """Usual kinds of a piece of news or a letter of reply."""
        self.hearing, self.announced = Hearing(minutes), frozenset[int]()
        """Statements below the headings of goals that a sentence announces (主要目标是：——…), by index."""
        self.worked: frozenset[int] = frozenset()
        """Sections below a heading of goals that say what is to be done."""

    def run(self) -> None:
        """Classify all statements."""
        statements = self.document.statements
        masks = self.cues.book.masks(self.text, statements)
        read = readings(self.text, statements, masks)
        self.places.opened = first_point(self.document, read)
        if self.genre == "work_report":
            cue = self.cues.achievement
            done = [bool(reading.mask & cue.bit) and cue.search(reading) is not None for reading in read]
            openers = [opens_review(reading, self.document.meta.year, self.cues) for reading in read]
            turned = [names_later_years(reading.words, self.document.meta.year) for reading in read]
            aimed = [self.cues.aims.search(reading) is not None for reading in read]
            self.places = Places(self.document, done, openers, self.places.opened, turned, aimed)
        form = form_of(self.document, read, self.cues)
        if form or self.genre == "progress":
            self.places.turned_ahead = turned_ahead(self.document, read, self.cues.announced)
        self.told = ToldKinds(self.cues, form) if form else None
        self.announced = announced_goals(self.text, self.document, read, self.cues.goal, self.cues.task_lists)
        self.worked = worked_sections(self.document, read, self.cues)
        for index, (statement, reading) in enumerate(zip(statements, read, strict=True)):
            if statement.kind in FIXED:
                continue
            if statement.paragraph != self.sticky_paragraph:
                self._new_paragraph(statement)
            if not ITEM.match(reading.words):
                self.listed = ""
            if not statement.kind:
                statement.kind, rule = self._kind(index, statement, reading)
                statement.rules.append(rule)
                if rule == OUTLOOK or (statement.kind in ("task", "goal") and self.places.is_ahead(statement)):
                    read_ahead(self.document, statement)
                lists = LIST_OPENS.search(reading.words) is not None or reading.words[-1:] in "：:"
                admits = rule == "kinds.problem.admitted" and (lists or lists_clauses(reading.words))
                if self._opens_outlook(reading) and (lists or statement.kind == "task"):
                    self.sticky, self.sticky_paragraph, self.listing = "task", statement.paragraph, lists
                elif rule in STICKY or admits:
                    self.sticky, self.sticky_paragraph, self.listing = statement.kind, statement.paragraph, lists
            asks = statement.rules[-1:] == ["kinds.background.requested"]
            if (asks or statement.kind == "problem") and LIST_OPENS.search(reading.words):
                self.listed = statement.kind
            if statement.kind == "assignment":
                statement.modality = "require"
            elif statement.kind in ("goal", "task"):
                statement.modality = self.cues.modality.of(reading)

    def _new_paragraph(self, statement: Statement) -> None:
        """What a paragraph's opener gave ends with the paragraph, unless the next one is an item of the list it announced."""
        line = self.text.rfind("\n", 0, statement.start) + 1
        listing = self.listing or (self.sticky == "problem" and FIRST_LISTED.match(self.text, line) is not None)
        if self.sticky in ("problem", "task") and listing and LISTED.match(self.text, line):
            self.listing = True
            self.sticky_paragraph = statement.paragraph
        else:
            self.sticky = ""

    def _opens_outlook(self, reading: Reading) -> bool:
        """Whether a statement of a report turns its paragraph to what comes next (下一步，…)."""
        return self.genre in ("rectification", "progress") and reading.words.startswith(self.cues.outlook)

    def _promises(self, statement: Statement, reading: Reading) -> bool:
        """Whether a sentence among what is not put right yet says by when it will be (力争2026年6月底前整改率达到95%)."""
        planned = self.genre == "rectification" and self.cues.planned.search(reading) is not None
        return planned and holds(self.due, statement) and not lacking(reading, self.cues, self.genre)

    def _kind(self, index: int, statement: Statement, reading: Reading) -> tuple[str, str]:
        """Kind of a statement and the rule that gave it."""
        if statement.column:
            return cell_kind(statement.column, self.row_states.get(index), reading, self.cues)
        states_finding = statement.start in self.findings and self.genre in ("rectification", "plan", "ledger")
        if self.cues.items.stands_alone(reading.words) or (
            not states_finding and fragment(self.text, statement, reading.words, self.cues)
        ):
            return "other", "kinds.other.fragment"
        if states_finding and index not in self.planned and not self.states.get(index):
            return "problem", "kinds.problem.finding_title"
        if index in self.closing:
            return "assignment", "kinds.assignment.closing"
        if index in self.targets:
            return "goal", "kinds.goal.label"
        if index in self.repeated:
            return "task", "kinds.task.repeated"
        if index in self.planned:
            return planned_finding_kind(self.planned[index], reading, self.cues), "kinds.rectification.planned"
        if index in self.reports:
            return reported_kind(reading, self.cues)
        usual = "task" if statement.section in self.worked else self.places.usual(statement)
        if usual == "problem" and (self.sticky == "task" or self._opens_outlook(reading) or self._promises(statement, reading)):
            usual = "task"
        if index in self.announced and (usual == "task" or (usual == "background" and self.places.guides_report(statement))):
            usual = "goal"
        if self.told is not None and self.places.is_told(statement, usual, holds(self.numbers, statement)):
            usual = self.told.usual(statement, reading, holds(self.numbers, statement))
        if self.genre == "rectification" and usual == "achievement" and self.cues.finding.match(reading.words):
            return "problem", "kinds.problem.finding_title"
        met = self.hearing.kind(statement, reading, holds(self.numbers, statement))
        kind, rule = met or self._decide(reading, usual, statement)
        if index in self.states and kind not in ("assignment", "background"):
            return self._item_kind(index, statement, reading), "kinds.rectification.item"
        if kind == "achievement" and self.sticky == "task" and not done(reading, self.cues):
            return "task", OUTLOOK
        if kind == usual == "achievement" and self.genre in ("rectification", "progress"):
            lack = lacking(reading, self.cues, self.genre)
            if lack:
                return "problem", lack
        if kind == usual == "achievement" and self.genre == "rectification":
            if self._states_finding(index, statement, reading):
                return "problem", "kinds.problem.finding_title"
            if self.cues.unfinished.search(reading) and not reported(reading, self.cues):
                return "task", self.cues.unfinished.id
            return self._measure_kind(kind, statement, reading), rule
        if kind == usual == "achievement" and self.genre == "progress" and not reported(reading, self.cues):
            if holds(self.frequencies, statement) and "累计" not in reading.words:
                return "task", "kinds.task.standing"
        elif kind == "task" and index in self.charged and not self._says_when_or_how_much(statement):
            return "assignment", "kinds.assignment.charged"
        return kind, rule

    def _states_finding(self, index: int, statement: Statement, reading: Reading) -> bool:
        """Whether a sentence behind the title of a finding (关于…的问题。) goes on with it: it names no deed and nothing done."""
        before = self.document.statements[index - 1] if index else statement
        if before.kind != "problem" or before.section != statement.section or before.paragraph != statement.paragraph:
            return False
        words = reading.words
        if self.cues.action.prefix(words) or words.startswith(self.cues.outlook) or ITEM_OPENS.match(words):
            return False
        if self.cues.deed_of_body.search(reading):
            return False
        return not reported(reading, self.cues) and not holds(self.due, statement)

    def _says_when_or_how_much(self, statement: Statement) -> bool:
        """Whether a sentence that charges a body gives it a date, a frequency or a number: more than an assignment."""
        return any(holds(starts, statement) for starts in (self.due, self.frequencies, self.numbers))

    def _item_kind(self, index: int, statement: Statement, reading: Reading) -> str:
        """Kind of a statement of a problem item by its label and by how far the problem has come."""
        kind, label = self.states[index], self.labelled.get(index, "")
        if label == ANSWER and self._states_finding(index, statement, reading):
            return "problem"
        if label == "plan" and kind == "task":
            return "achievement" if reported(reading, self.cues) else kind
        if label == "result":
            if lacking(reading, self.cues, self.genre):
                return "problem"
            return "task" if self.cues.planned.search(reading) or reading.words.startswith(self.cues.outlook) else kind
        return kind if kind in ("goal", "problem") else self._measure_kind(kind, statement, reading)

    def _measure_kind(self, kind: str, statement: Statement, reading: Reading) -> str:
        """Kind of a measure below a problem: its problem's, unless its own words say done or to do."""
        if self.cues.compared.search(reading) and not self.cues.planned.search(reading):
            return "achievement"
        ahead = reading.words.startswith(self.cues.outlook) or holds(self.due, statement)
        if kind == "achievement" and ahead and not reported(reading, self.cues):
            return "task"
        attained = self.cues.attained.search(reading.words) is not None and not holds(self.due, statement)
        if kind == "task" and (attained or reported(reading, self.cues)):
            return "achievement"
        return kind

    def _decide(self, reading: Reading, usual: str, statement: Statement) -> tuple[str, str]:
        """Kind from the words of a statement and from what is usual at its place."""
        cues, words, mask = self.cues, reading.words, reading.mask
        if words[:1] in cues.label_openers and (cues.labels.match(words) or only_assigns(words)):
            return "assignment", "kinds.assignment.label"
        if usual in ("background", "achievement") and self._sets_target(reading, statement):
            return "goal", "kinds.goal.target"
        reviews = usual == "achievement" or self.genre == "work_report"
        if mask & cues.admission.bit and reviews and cues.admission.search(reading):
            return "problem", cues.admission.id
        if equates(self.genre, words, cues) and not holds(self.numbers, statement):
            return "background", EQUATION
        if mask & cues.background_bits:
            for cue in cues.background:
                if cue.id == EVALUATION and usual in ("task", "goal") and self._aims_too(reading, statement):
                    return "goal", cues.goal.id
                if cue.search(reading) and not (cue.id == REQUEST and LIST_OPENS.search(words)):
                    told = cue.id == MEETING and holds(self.numbers, statement) and cues.period.search(reading)
                    return ("achievement", cues.period.id) if told else ("background", cue.id)
        if mask & cues.goal.bit and self.genre != "progress" and usual != "achievement" and cues.goal.search(reading):
            return "goal", "kinds.goal.opener"
        if self.listed and ITEM.match(words) and not words.startswith(cues.outlook):
            return self.listed, "kinds.listed"
        if self.sticky == "goal" and not cues.demand.search(reading):
            return "goal", "kinds.goal.paragraph"
        if mask & cues.review_problem.bit and usual not in ("task", "goal") and cues.review_problem.search(reading):
            return "problem", "kinds.problem.review" if self.genre == "work_report" else "kinds.problem.admitted"
        for cue in cues.excuses:
            if cue.search(reading):
                return "problem", cue.id
        if self.sticky == "problem" and usual in ("task", "goal"):
            self.sticky = "" if cues.intent.match(words) or cues.pledge.search(reading) else self.sticky
        if self.sticky == "problem" and not words.startswith(cues.outlook):
            return ("task", cues.pledge.id) if cues.pledge.search(reading) else ("problem", "kinds.problem.paragraph")
        if usual in ("task", "goal") and self._tells_situation(reading, statement):
            return "background", cues.situation.id
        return self._reported_kind(reading, usual, statement) or self._planned_kind(reading, usual, statement)

    def _aims_too(self, reading: Reading, statement: Statement) -> bool:
        """Whether a sentence that places a year goes on to its aims (今年是…之年，总体目标是：…达到95%)."""
        return holds(self.numbers, statement) and self.cues.goal.search(reading) is not None

    def _sets_target(self, reading: Reading, statement: Statement) -> bool:
        """Whether a sentence sets a target where none are usual: it reports nothing, and its year is not over."""
        if not reading.mask & self.cues.target.bit:
            return False
        if self.places.basis(statement) and self.cues.forecast.search(reading):
            return False
        match, year = self.cues.target.search(reading), self.document.meta.year
        if match is None or self.cues.achievement.search(reading):
            return False
        return match["year"] is None or year is None or int(match["year"]) >= year

    def _reported_kind(self, reading: Reading, usual: str, statement: Statement) -> tuple[str, str] | None:
        """`achievement` for what is reported as reached, wherever it stands; None when nothing says so."""
        cues, words = self.cues, reading.words
        if usual == "background" and cues.until_now.match(words):
            return "achievement", "kinds.achievement.until_now"
        if self.genre != "rectification" and usual != "achievement" and until_past_year(words, self.document.meta.year, cues):
            return "achievement", "kinds.achievement.until_past_date"
        if usual == "background" and self.places.basis(statement):
            if (cues.deficit.search(reading) or cues.present.search(reading)) and not reported(reading, self.cues):
                return "problem", "kinds.problem.deficit"
            if holds(self.numbers, statement):
                lacks = cues.lack.search(reading) or cues.forecast.search(reading)
                if "力争" in words and not claims(reading, cues):
                    return "task", cues.surely.id
                return ("background", cues.lack.id) if lacks and not reported(reading, self.cues) else ("achievement", BASIS)
        if usual == "background" and until_year(words, self.document.meta.year, cues):
            return "achievement", "kinds.achievement.until_now"
        if self.genre != "rectification" and holds(self.numbers, statement):
            if usual in ("task", "goal") and cues.opening.search(reading):
                return "achievement", cues.opening.id
            if usual == "task" and (opened_by_past(self.text, self.document, statement, reading, cues) or counted(reading, cues)):
                return "achievement", cues.opening.id
            if usual == "background" and self.genre == "progress":
                for cue in (cues.deeds, cues.figures):
                    if cue.search(reading):
                        return "achievement", cue.id
        reports = usual == "background" and reported(reading, self.cues)
        reports = reports and not (self.places.basis(statement) and cues.situation.search(reading))
        reports = reports and (self.genre != "rectification" or holds(self.numbers, statement))
        if reports and (self.genre in ("progress", "rectification") or cues.achievement.search(reading)):
            return "achievement", "kinds.achievement.aspect"
        if usual == "achievement":
            if words.startswith(cues.outlook):
                return "task", OUTLOOK
            surely = cues.surely.search(reading) if reading.mask & cues.surely.bit else None
            if surely and not claims(reading, cues) and not told_before(self.numbers, statement, words, surely.start()):
                return "task", cues.surely.id
            if self.genre == "work_report" and not claims(reading, cues):
                if cues.resolve.search(reading):
                    return "task", cues.resolve.id
                if cues.lesson.search(reading) and not holds(self.numbers, statement):
                    return "background", cues.lesson.id
            if surely:
                set_deadline(self.document, statement.start + surely.start(), statement.end)
            return "achievement", "kinds.achievement.section"
        if usual in ("task", "goal") and self.genre != "rectification" and done(reading, cues):
            return "achievement", "kinds.achievement.aspect"
        return None

    def _tells_situation(self, reading: Reading, statement: Statement) -> bool:
        """Whether a sentence before the goals says how things stand (形势分析), or goes on about it in the same paragraph."""
        goes_on = statement.paragraph == self.situation_paragraph
        if self.genre in ("rectification", "progress") or not (goes_on or self.cues.situation.search(reading)):
            return False
        found = not holds(self.numbers, statement) and not intends(reading, self.cues)
        self.situation_paragraph = statement.paragraph if found else -1
        return found

    def _planned_kind(self, reading: Reading, usual: str, statement: Statement) -> tuple[str, str]:
        """`goal` or `task` by the shape of the sentence, else what is usual."""
        cues = self.cues
        ahead = usual in ("task", "goal") or (self.places.guidance(statement) and holds(self.numbers, statement))
        dated = usual == "background" and self.genre == "plan" and holds(self.due, statement)
        if ahead and self.genre != "rectification" and (dated or is_state(reading, cues)):
            return "goal", "kinds.goal.state"
        if usual == "goal" and (
            cues.demand.search(reading) or (cues.action.prefix(reading.words) and is_mixed(self.document, statement))
        ):
            return "task", "kinds.task.in_goal_section"
        if usual == "task" and reading.mask & cues.guidance.bit and cues.guidance.search(reading):
            return "background", "kinds.guidance.phrases"
        if usual == "background" and self.places.before(statement):
            return said_before_headings(reading, cues, holds(self.numbers, statement))
        return usual, f"kinds.{usual}.section"
