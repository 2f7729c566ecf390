"""A part of a report that looks back and then sets the aims of the years to come, below the same heading (回顾之后转向展望)."""

from __future__ import annotations

import datetime as dt

from policy_extract.extractor import Extractor

REPORT = """岚洲市人民政府工作报告
——2026年1月12日在岚洲市第八届人民代表大会第六次会议上
市长　林一

各位代表：
现在，我代表市人民政府向大会报告工作，请予审议。

一、2025年和“十四五”时期工作回顾
2025年，全市生产总值增长6.1%，建成农村公路86公里，完成老旧小区改造42个。
“十五五”时期全市经济社会发展的主要目标是：生产总值年均增长6%，森林覆盖率达到45%。到2030年，建成水厂12座。

二、2026年重点工作
据测算，全市小康社会2023年实现程度为81.5%。
（一）加快水利建设
新建水库8座。
"""


def test_turn_to_the_years_to_come() -> None:
    """What follows the aims of the years to come is no achievement, and no year gone by dates it."""
    document = Extractor().extract_text(REPORT)[0].document
    phases = {REPORT[q.start : q.end]: (q.phase, q.when.end_date if q.when else None) for q in document.quantities}
    assert phases["86公里"] == ("achieved", None)
    assert phases["42个"] == ("achieved", None)
    assert phases["6%"][0] == "planned"
    assert phases["45%"][0] == "planned"
    assert all(end is None or end >= dt.date(2026, 12, 31) for phase, end in phases.values() if phase == "planned")
    assert phases["12座"] == ("planned", dt.date(2030, 12, 31))
    assert phases["81.5%"] == ("achieved", None)
    assert phases["8座"] == ("planned", dt.date(2026, 12, 31))
