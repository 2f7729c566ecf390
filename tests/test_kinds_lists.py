"""Lists of things to be done for the people that call them goals (民生实事目标), and labels of deadlines below items."""

from __future__ import annotations

import datetime as dt

from policy_extract.extractor import Extractor

PLAN = """岚洲市2026年稳增长工作方案
岚政办〔2026〕3号
2026年2月10日

一、2026年民生实事工作目标
1.新建口袋公园18个，更换老旧电梯60部。
2.符合条件的学生课后服务参与率达到100%。

二、稳定房地产市场
5.开工改造老旧小区36个。
责任单位:市住房城乡建设局
时序进度:2026年9月底前
6.受让人缴纳不低于出让价款50%的首付款，余款一年内缴清。
"""


def test_deeds_and_labels() -> None:
    """A deed is a task though the list is called goals; a level stays a goal; a label of progress in time dates its item."""
    document = Extractor().extract_text(PLAN)[0].document
    kinds = {PLAN[s.start : s.end]: s.kind for s in document.statements}

    def kind(words: str) -> str:
        return next(kind for quote, kind in kinds.items() if words in quote)

    assert kind("新建口袋公园18个") == "task"
    assert kind("课后服务参与率") == "goal"
    assert kind("时序进度") == "assignment"
    assert kind("受让人缴纳") == "task"
    quantity = next(q for q in document.quantities if PLAN[q.start : q.end] == "36个")
    assert quantity.when is not None
    assert quantity.when.end_date == dt.date(2026, 9, 30)
