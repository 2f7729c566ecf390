"""Makes proposals of status and progress out of a report (进展建议): sure ones, and ambiguous ones that are only shown.

Day and place must fit: a report older than the plan, of another place, or of another year than the goal proposes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from policy_extract import rows
from policy_extract.feed.model import Entry, Goal, Promise, Values
from policy_extract.feed.proposals import Proposal, Quote, State, number_of
from policy_extract.patterns import Pack
from policy_extract.progress.measures import Measures
from policy_extract.progress.pairing import MARGIN, SURE, NumberPair, Pairing, WordPair
from policy_extract.progress.reported import Piece, Reported, day_of

LATE = dt.timedelta(days=120)
"""How long after its end a time is still reported on: work reports of January speak of the year before."""
NEXT_YEAR = 11
"""Month from which a document plans for what comes after its year, and reports on its year beside that."""
FINISHED = frozenset(("done", "cancelled"))
WHOLE = 0.4
"""How much of a task's words a statement must hold for its mark to speak of the whole task."""
OF_PART = {"done": "ongoing", "partial": "ongoing", "ongoing": "ongoing"}
"""What the mark of a part says of the whole; that a part was not begun says nothing."""
SOON = dt.timedelta(days=31)
"""How long before its end a time may be reported on as a whole."""
ENDS = tuple("。；;！？!?")
EARLY = "early"
"""Reached, but the time for which it must hold is not over."""
WORDS = {"reached": "达到目标", "below": "未达目标", "open": "不能判断是否达到", EARLY: "已达到，期限未到"}


class Findings(msgspec.Struct, kw_only=True):
    """What one report gives."""

    proposals: list[Proposal] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)
    """What was left out, and why."""


class Reason(msgspec.Struct, kw_only=True):
    """One reason for a proposal."""

    piece: Piece
    score: float
    why: str
    task_words: str
    verdict: str = ""
    goal: int = -1
    state: str = ""
    """What the mark of the statement says of the task."""
    doubt: str = ""
    """Why it is not sure whom or what the statement means; empty when it is."""


class Proposer:
    """Holds reports against tracked tasks."""

    def __init__(self, pack: Pack, any_place: bool = False) -> None:
        """Use a pattern pack; `any_place` lets a report of another place speak. Raises PatternError."""
        self._measures = Measures(pack)
        self._any_place = any_place

    def propose(
        self,
        entries: Mapping[str, Entry],
        current: Mapping[str, Values],
        report: Reported,
        settled: Mapping[str, str] | None = None,
    ) -> Findings:
        """Proposals of a report for tracked tasks; `current` is what the target holds of `status` and `progress`, `settled` by
        task the day (ISO 8601) of the latest report that was accepted.
        """
        found = Findings()
        day = day_of(report.as_of)
        if day is None:
            found.notes.append(f"{report.source}: the report names no day; give it with --as-of 2025-12-31")
            return found
        open_ones = self._fitting(entries, report, day, found)
        pairing = Pairing(open_ones, report.pieces, self._measures)
        reasons: dict[str, list[Reason]] = defaultdict(list)
        for task, reason in [*self._by_numbers(open_ones, pairing, report, day), *self._by_words(open_ones, pairing, report)]:
            if all(reason.piece is not known.piece for known in reasons[task]) or reason.goal >= 0:
                reasons[task].append(reason)
        for task in open_ones:
            if reasons[task]:
                later = (settled or {}).get(task, "")
                newer = f"a report of {later} was accepted before" if later > report.as_of else ""
                proposal = self._proposal(open_ones[task], reasons[task], current.get(task, {}), report, newer)
                found.proposals += [proposal] if proposal is not None else []
        return found

    def _fitting(self, entries: Mapping[str, Entry], report: Reported, day: dt.date, found: Findings) -> dict[str, Entry]:
        """The tasks that the report can speak of; the others are counted in the notes."""
        fitting: dict[str, Entry] = {}
        left: dict[str, int] = defaultdict(int)
        for name, entry in sorted(entries.items(), key=lambda item: (item[1].scope, item[1].position, item[0])):
            promise = entry.promise
            if entry.withdrawn:
                continue
            if promise is None:
                left["were pushed before promises were kept; push their document again"] += 1
            elif not self._any_place and promise.region and report.region and promise.region != report.region:
                left[f"are of {promise.region}, the report is of {report.region}; --any-place if it may speak of them"] += 1
            elif (issued := day_of(promise.issued)) is None:
                left["are of a plan without a date"] += 1
            elif issued > day:
                left[f"are of a plan that is younger than the report ({report.as_of})"] += 1
            else:
                fitting[name] = entry
        found.notes += [f"{report.source}: {count} tasks {reason}" for reason, count in sorted(left.items())]
        return fitting

    def _by_numbers(
        self, entries: Mapping[str, Entry], pairing: Pairing, report: Reported, day: dt.date
    ) -> Iterator[tuple[str, Reason]]:
        """Reasons by reported numbers, one a goal."""
        yearly = _several_years(entries)
        fitting = [
            pair for pair in pairing.numbers()
            if _time_fits(*_goal_of(entries, pair), report.pieces[pair.piece].numbers[pair.number], day, yearly)
        ]  # fmt: skip
        by_goal: dict[tuple[str, int], list[NumberPair]] = defaultdict(list)
        by_number: dict[tuple[int, int], list[NumberPair]] = defaultdict(list)
        for pair in fitting:
            by_goal[pair.task, pair.goal].append(pair)
            by_number[pair.piece, pair.number].append(pair)
        for (task, at), pairs in by_goal.items():
            best = self._latest(pairs, report)
            goal, promise = _goal_of(entries, best)
            piece = report.pieces[best.piece]
            number = piece.numbers[best.number]
            doubt = self._other_number(best, pairs, report) or self._other_task(best, by_number[best.piece, best.number], entries)
            verdict = str(self._measures.verdict(goal, number))
            if verdict == "reached" and not self._settled(goal, promise, number, day):
                verdict = EARLY
            if doubt and self._is_other(best, by_number[best.piece, best.number]):
                continue
            yield task, Reason(
                piece=piece, score=best.score, verdict=verdict, goal=at, doubt=doubt,
                task_words=f"{goal.indicator} {goal.quote}", why=f"{number.indicator} {' '.join(number.quote.split())}",
            )  # fmt: skip

    @staticmethod
    def _latest(pairs: Sequence[NumberPair], report: Reported) -> NumberPair:
        """The best pair; of those near in score the one whose number speaks of the latest day."""
        near = [pair for pair in pairs if pair.score > pairs[0].score - MARGIN]
        return max(near, key=lambda pair: (_end_of(report.pieces[pair.piece].numbers[pair.number], report.as_of), pair.score))

    def _other_number(self, best: NumberPair, pairs: Sequence[NumberPair], report: Reported) -> str:
        """Another number for the same goal and time that contradicts the best one."""
        chosen = report.pieces[best.piece].numbers[best.number]
        for pair in pairs:
            number = report.pieces[pair.piece].numbers[pair.number]
            same = (number.value, number.unit) == (chosen.value, chosen.unit)
            same_time = _end_of(number, report.as_of) == _end_of(chosen, report.as_of)
            if pair.score > best.score - MARGIN and not same and same_time:
                return f"the report says {' '.join(number.quote.split())} too"
        return ""

    @staticmethod
    def _is_other(best: NumberPair, pairs: Sequence[NumberPair]) -> bool:
        """Whether the number clearly belongs to another task."""
        return any(pair.task != best.task and pair.score >= best.score + MARGIN for pair in pairs)

    @staticmethod
    def _other_task(best: NumberPair, pairs: Sequence[NumberPair], entries: Mapping[str, Entry]) -> str:
        """Another task that the number may mean as well, or better: one with another goal for no other time."""
        own, _ = _goal_of(entries, best)
        for pair in pairs:
            other, _ = _goal_of(entries, pair)
            same = (own.value, own.low, own.unit, own.comparator) == (other.value, other.low, other.unit, other.comparator)
            apart = bool(own.until and other.until and own.until != other.until)
            if pair.task != best.task and pair.score > best.score - MARGIN and not same and not apart:
                return f"may mean another task too: {entries[pair.task].words}"
        return ""

    def _settled(self, goal: Goal, promise: Promise, number: rows.QuantityRow, day: dt.date) -> bool:
        """Whether a goal that is reached cannot be lost again: at once for what is made, else when its time is over."""
        if self._measures.stays(goal):
            return True
        until = day_of(goal.until or promise.deadline or promise.until)
        speaks_of = number.when.end_date if number.when is not None and number.when.end_date is not None else day
        return goal.per is None and until is not None and speaks_of + SOON >= until

    def _by_words(self, entries: Mapping[str, Entry], pairing: Pairing, report: Reported) -> Iterator[tuple[str, Reason]]:
        """Reasons by words alone: the statement that is most like a task, when the task is most like it."""
        pairs = pairing.words()
        of_task: dict[str, list[WordPair]] = defaultdict(list)
        of_piece: dict[int, list[WordPair]] = defaultdict(list)
        for pair in pairs:
            of_task[pair.task].append(pair)
            of_piece[pair.piece].append(pair)
        for task, own in of_task.items():
            best = own[0]
            # Pairs come the best first: the first other one is the nearest rival.
            rival = next((pair for pair in of_piece[best.piece] if pair.task != task), None)
            if best.score < SURE or (rival is not None and rival.score >= best.score + MARGIN):
                continue
            piece = report.pieces[best.piece]
            second = next((report.pieces[pair.piece] for pair in own[1:2] if pair.score > best.score - MARGIN), piece)
            near = rival is not None and rival.score > best.score - MARGIN
            doubt = f"may mean another task too: {entries[rival.task].words}" if rival is not None and near else ""
            if second.state != piece.state:
                doubt = doubt or f"the report also says: {second.words}"
            mark = f"状态标记 {piece.state}" if piece.state else "文字相近"
            state = piece.state if best.covered >= WHOLE else OF_PART.get(piece.state, "")
            yield task, Reason(piece=piece, score=best.score, why=mark, doubt=doubt, task_words=entries[task].words, state=state)

    def _proposal(
        self, entry: Entry, reasons: Sequence[Reason], current: Values, report: Reported, newer: str
    ) -> Proposal | None:
        """Reasons put together; None when the target holds all that already. `newer` says why the report comes too late."""
        promise = entry.promise or Promise()
        status, doubt = _status(reasons, len(promise.goals))
        doubt = doubt or newer
        text = progress_text(reasons, report)
        held = current.get("progress", "")
        if current.get("status") in FINISHED:
            if status in ("", "done"):
                return None
            doubt = doubt or f"the target holds it as {current['status']}"
        if text in held and status in ("", current.get("status")):
            return None
        state: State = "ambiguous" if doubt else "open"
        return Proposal(
            id=number_of(entry.external_id, report.doc_id, status, text, state), state=state, external_id=entry.external_id,
            task=entry.words, section=entry.section.replace("\x1f", " / "), document=promise.document, status=status,
            progress=text if text in held or not held else f"{held}\n{text}",
            current={"status": current.get("status", ""), "progress": held},
            quotes=[_quote(reason) for reason in reasons], score=max(reason.score for reason in reasons), why=doubt,
            report=report.title, report_id=report.doc_id, source=report.source, as_of=report.as_of,
        )  # fmt: skip


def _quote(reason: Reason) -> Quote:
    """A reason in the words of both sides."""
    verdict = WORDS.get(reason.verdict, "")
    return Quote(
        task=reason.task_words, report="".join((reason.piece.words, *reason.piece.said)), score=reason.score,
        place=reason.piece.section.replace("\x1f", " / "), why="，".join(filter(None, (reason.why, verdict))),
    )  # fmt: skip


def progress_text(reasons: Sequence[Reason], report: Reported) -> str:
    """The report's own words, with its day and title."""
    said = dict.fromkeys(words for reason in reasons for words in (reason.piece.said or (reason.piece.words,)))
    whole = "".join(words if words.endswith(ENDS) else f"{words}；" for words in said)
    return f"截至{report.as_of}：{whole}（《{report.title}》）"


def _status(reasons: Sequence[Reason], goals: int) -> tuple[str, str]:
    """The state that reasons add up to, and why it is in doubt."""
    doubt = next((reason.doubt for reason in reasons if reason.doubt), "")
    marks = {reason.state for reason in reasons if reason.state}
    verdicts = {reason.goal: reason.verdict for reason in reasons if reason.goal >= 0}
    if len(marks) > 1:
        return "", doubt or "marks of the report contradict each other"
    mark = marks.pop() if marks else ""
    if not verdicts or set(verdicts.values()) == {"open"}:
        return mark, doubt
    if "below" in verdicts.values() and mark == "done":
        return "", doubt or "the report marks it as done, but its number does not reach the goal"
    whole = len(verdicts) == goals and set(verdicts.values()) == {"reached"}
    return ("done" if whole and mark in ("", "done") else mark if mark not in ("", "done") else "ongoing"), doubt


def _goal_of(entries: Mapping[str, Entry], pair: NumberPair) -> tuple[Goal, Promise]:
    """The goal of a pair and the promise that it is part of."""
    promise = entries[pair.task].promise or Promise()
    return promise.goals[pair.goal], promise


def _several_years(entries: Mapping[str, Entry]) -> set[tuple[str, str, str]]:
    """Document, indicator and unit of goals that a plan sets for several years: each year's number is for itself."""
    ends: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for entry in entries.values():
        for goal in entry.promise.goals if entry.promise is not None else ():
            if goal.until:
                ends[entry.scope, goal.indicator, goal.unit].add(goal.until[:4])
    return {(document, indicator, unit) for (document, indicator, unit), years in ends.items() if len(years) > 1}


def _time_fits(goal: Goal, promise: Promise, number: rows.QuantityRow, day: dt.date, yearly: set[tuple[str, str, str]]) -> bool:
    """Whether a reported number speaks of the time of a goal, and of none before the plan."""
    when = number.when
    end = when.end_date if when is not None and when.end_date is not None else day
    begin = when.start_date if when is not None else None
    issued, since, until = day_of(promise.issued), day_of(goal.since), day_of(goal.until or promise.deadline or promise.until)
    if issued is not None and end < (dt.date(issued.year + 1, 1, 1) if issued.month >= NEXT_YEAR else issued):
        return False
    if until is not None and any(goal.indicator == indicator for _, indicator, _ in yearly):
        since = max(since or dt.date.min, dt.date(until.year, 1, 1))
    if since is not None and end < since:
        return False
    return until is None or (end <= until + LATE and (begin is None or begin <= until))


def _end_of(number: rows.QuantityRow, as_of: str) -> str:
    """The last day that a number can speak of, ISO 8601: that of its own time, but never later than the report."""
    own = number.when.end_date.isoformat() if number.when is not None and number.when.end_date is not None else as_of
    return min(own, as_of)
