"""What words beside a time say of it (时间的左邻右舍): dates of a phase, months of every year, levels, habits not kept to."""

from __future__ import annotations

from policy_extract.mentions.times_assembly import BLANKS, SENTENCE_END
from policy_extract.mentions.times_draft import Draft
from policy_extract.mentions.times_grammar import Grammar
from policy_extract.mentions.times_reviews import LONGEST_TITLE

KEPT_WITHIN = ("控制在", "压缩在", "稳定在", "保持在", "限制在", "限定在")
"""Before a length that is a level to be kept (去化周期控制在20个月以内), no term."""
NOT_DONE = ("未", "不", "没有", "未能")
LONGEST_SENTENCE = 200
"""Characters within which a month goes on about every year."""
SPANS = ("month", "quarter", "half")


def kept_within(text: str, offset: int) -> bool:
    """Whether a length at `offset` is a level to be kept and no term."""
    return text.endswith(KEPT_WITHIN, 0, offset)


def failed(text: str, offset: int) -> bool:
    """Whether a frequency at `offset` is what was not kept to (未按月交纳)."""
    return text.endswith(NOT_DONE, 0, offset)


def each_year_too(draft: Draft, text: str, yearly: int) -> bool:
    """Whether a month without a year goes on about every year (每年11月底前完成建设，12月中旬前完成验收).

    `yearly` is the end of the last month that the text names for every year, -1 for none.
    """
    time = draft.time
    if draft.form != "point" or draft.suffix != "before" or draft.unit == "year":
        return False
    if yearly < 0 or time.start - yearly > LONGEST_SENTENCE:
        return False
    printed = text[time.start : time.end]
    return printed[:1].isdigit() and "年" not in printed and not SENTENCE_END.search(text, yearly, time.start)


def of_phase(draft: Draft, text: str) -> bool:
    """Whether a month or quarter in a bracket says when a phase takes place (动员部署阶段（2024年3月）)."""
    time = draft.time
    if draft.prefix or draft.suffix or draft.edge or draft.first is None or draft.unit not in SPANS:
        return False
    enclosed = text[time.start - 1 : time.start] in ("（", "(") and text[time.end : time.end + 1] in ("）", ")")
    return enclosed and text.endswith("阶段", 0, time.start - 1)


def one_of_routine(text: str, start: int, end: int, checks: tuple[str, ...]) -> bool:
    """每周调度、季度评估、年底考核: the last of the checks of a routine, which comes round every year and is no deadline.

    `checks` are the words of checks that close a routine.
    """
    return text[start - 1 : start] == "、" and text.startswith(checks, end)


def title_line(draft: Draft, text: str, end: int, grammar: Grammar) -> bool:
    """Whether the time stands in a title, or alone on its line as the date of issue."""
    time = draft.time
    start = text.rfind("\n", max(0, time.start - LONGEST_TITLE), time.start)
    if start < 0 and time.start > LONGEST_TITLE:
        return False
    stop = text.find("\n", time.end, time.end + LONGEST_TITLE)
    stop = (end if end - time.end < LONGEST_TITLE else -1) if stop < 0 else stop
    if stop < 0 or stop - start > LONGEST_TITLE:
        return False
    line = text[start + 1 : stop]
    rest = (text[start + 1 : time.start] + text[time.end : stop]).strip(BLANKS + "()（）*-—#|")
    if not rest and (draft.unit == "day" or (draft.form == "range" and line.strip(BLANKS)[:1] in ("（", "("))):
        return True
    if "会议上" in line or ("会议" in line and ("通过" in line or "批准" in line)):
        return True
    return not any(mark in line for mark in "。；;：:") and bool(grammar.title.search(line))
