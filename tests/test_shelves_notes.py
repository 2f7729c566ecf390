"""Glossaries, footnotes, remarks and boxes: parts of a document that explain or tell and commit nobody.

Every place and sentence here is invented.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Statement

REPORT = """岚洲市2025年政府工作报告

各位代表：

现在，我代表市人民政府，向大会报告工作，请予审议。

一、2024年工作回顾

过去一年，地区生产总值增长6.1%，新建公园12个。

二、2025年重点工作

推进产业升级。实施“百企技改”行动，完成技改投资120亿元。

各位代表，让我们携手并进，谱写新篇章！

{name}

{first}“百企技改”行动：到2027年，推动100家企业完成改造，技改投资年均增长10%以上，由市工业和信息化局牵头实施。
{second}一老一小：指养老和托育，要求新建养老服务中心20个。

附件2

2025年民生实事任务清单

1.新建社区食堂50个。
"""


def read(extractor: Extractor, text: str) -> Document:
    """The light document of a text."""
    (result,) = extractor.extract_text(text)
    return result.document


def kind(document: Document, text: str, words: str) -> str:
    """Kind of the statement that holds these words."""
    return holding(document, text, words).kind


def holding(document: Document, text: str, words: str) -> Statement:
    """The statement that holds these words."""
    place = text.index(words)
    return next(s for s in document.statements if s.start <= place < s.end)


def phases(document: Document, text: str, words: str) -> list[str]:
    """Phases of the numbers of the statement that holds these words."""
    statement = holding(document, text, words)
    return [q.phase for q in document.quantities if statement.start <= q.start < statement.end]


@pytest.mark.parametrize("first, second", [("1.", "2."), ("", ""), ("[1] ", "[2] "), ("〔1〕", "〔2〕"), ("[^1]: ", "[^2]: ")])
@pytest.mark.parametrize(
    "name",
    ["名词解释", "附录一：《政府工作报告》名词解释", "附：名词解释", "相关名词注释：", "资料：报告名词解释（按出现顺序排列）"],
)
def test_a_glossary_sets_no_target_and_ends_at_the_next_annex(extractor: Extractor, name: str, first: str, second: str) -> None:
    text = REPORT.format(name=name, first=first, second=second)
    document = read(extractor, text)
    assert kind(document, text, "推动100家") == kind(document, text, "要求新建") == "background"
    assert "planned" not in phases(document, text, "推动100家") + phases(document, text, "要求新建")
    assert kind(document, text, "新建社区食堂50个") == "task"
    assert phases(document, text, "新建社区食堂50个") == ["planned"]
    assert kind(document, text, "完成技改投资") == "task"


PLAN = """枫陵县数字乡村建设行动方案（2025—2027年）

一、重点任务

（一）夯实基础设施。新建5G基站420个。

注：5G基站包括宏基站和微基站，2027年覆盖率达到100%为规划数。

二、名词释义

1.宏基站：覆盖半径在1公里以上的通信基站，单站成本约20万元。
2.新农人：是指从事农业生产经营的新型人才，要求每年接受培训不少于30学时。

三、保障措施

（一）强化资金保障。县财政每年安排专项资金500万元。

①新农人：指懂技术的人才，三年内培育600名。
②指导企业完成培训200人次。
"""


def test_a_numbered_glossary_ends_at_the_next_section(extractor: Extractor) -> None:
    document = read(extractor, PLAN)
    assert kind(document, PLAN, "覆盖半径") == kind(document, PLAN, "不少于30学时") == "background"
    assert kind(document, PLAN, "每年安排专项资金") == "task"


def test_remarks_and_footnotes_explain_but_a_circled_task_does_not(extractor: Extractor) -> None:
    document = read(extractor, PLAN)
    assert kind(document, PLAN, "5G基站包括") == kind(document, PLAN, "三年内培育600名") == "background"
    assert kind(document, PLAN, "新建5G基站420个") == kind(document, PLAN, "完成培训200人次") == "task"


def test_a_list_of_annexes_opens_no_glossary(extractor: Extractor) -> None:
    text = "枫陵县改造方案\n\n附件：1.名词解释\n\n一、重点任务\n\n（一）新建水厂2座：市水利局负责。\n（二）改造管网30公里。\n"
    document = read(extractor, text)
    assert kind(document, text, "改造管网") == "task"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["宏基站", "新农人", "一老一小", "零工驿站"]), min_size=1, max_size=5))
def test_no_entry_of_a_glossary_is_task_like(words: list[str]) -> None:
    entries = "\n".join(f"{number}.{word}：指新建站点{number}0个以上，年均增长5%。" for number, word in enumerate(words, 1))
    text = f"枫陵县行动方案\n\n一、重点任务\n\n改造管网30公里。\n\n名词解释\n\n{entries}\n"
    document = read(Extractor(), text)
    behind = [s for s in document.statements if s.start > text.index("名词解释")]
    assert len(behind) == len(words)
    assert {s.kind for s in behind} == {"background"}
    assert all(q.phase != "planned" for q in document.quantities if q.start > text.index("名词解释"))


BOXES = """岚洲市“十五五”生态环境保护规划

第一章 规划背景

第一节 发展基础

“十四五”以来，空气优良天数比率达到92.1%。

专栏1 “十四五”主要指标实现情况

空气优良天数比例：规划目标90%，实际完成92.1%。

第二节 面临形势

到2030年，老年人口预计达到30万人。我市人均水资源量只有全国平均的三分之一。

第二章 重点任务

第一节 打好蓝天保卫战

淘汰燃煤锅炉45台。

专栏2 大气污染治理重点工程

（1）钢铁行业改造。完成3家钢铁企业改造。

专栏3 “十四五”重大工程建设成效

（1）建成污水处理厂8座。
"""


def test_boxes_of_results_are_achieved_and_boxes_of_projects_planned(extractor: Extractor) -> None:
    document = read(extractor, BOXES)
    assert phases(document, BOXES, "规划目标90%") == ["reference", "achieved"]
    assert kind(document, BOXES, "建成污水处理厂8座") == "achievement"
    assert phases(document, BOXES, "完成3家") == phases(document, BOXES, "淘汰燃煤锅炉") == ["planned"]
    titles = [h.title for h in document.headings if h.title.startswith("专栏")]
    assert len(titles) == 3, titles


def test_forecasts_and_want_in_a_situation_are_no_targets(extractor: Extractor) -> None:
    document = read(extractor, BOXES)
    assert kind(document, BOXES, "老年人口预计") == kind(document, BOXES, "人均水资源量") == "background"
    assert {*phases(document, BOXES, "老年人口预计"), *phases(document, BOXES, "人均水资源量")} <= {"reference"}
