"""Printed lines are joined to the sentences they were, and paragraphs stay apart (断行)."""

from __future__ import annotations

import pytest
from metamorphic import wrapped

from policy_extract.extractor import Extractor

HEAD = "云泽市2026年工作总结\n云泽市水务局\n2026年12月1日\n"
SENTENCES = (
    "全年新建改造供水管网46公里，更换老旧水表1200块，城区公共供水管网漏损率控制在8%以内，新增供水能力3万吨。",
    "完成中小河流治理27公里，加固水库7座，新建山洪监测站点21处，转移安置群众860人次，没有发生人员伤亡事故。",
)


def said(extractor: Extractor, text: str) -> list[tuple[str, object]]:
    """Indicators and values of a text."""
    return [(quantity.indicator, quantity.value) for quantity in extractor.extract_text(text)[0].document.quantities]


@pytest.mark.parametrize("width", range(20, 60, 3))
def test_a_page_of_few_broken_lines_is_joined(extractor: Extractor, width: int) -> None:
    """Two paragraphs among short lines: lines that no other exceeds and that break off in mid-sentence were ended by a page."""
    notes = [f"（{number}）抓好巡查。" for number in "一二三四五六七八"]
    text = "\n".join([HEAD, "一、完成情况", *SENTENCES, "二、下一步打算", *notes])
    assert said(extractor, wrapped(text, width)) == said(extractor, text)


def test_lines_that_are_all_short_stay_paragraphs(extractor: Extractor) -> None:
    """Nothing is joined where lines of one length are titles or whole items."""
    text = HEAD + "一、完成情况\n" + "\n".join(f"新建第{number}水厂管网{number}公里" for number in range(11, 25))
    assert [value for _, value in said(extractor, text)] == list(range(11, 25))


def test_a_paragraph_that_ends_near_the_edge_is_not_joined_to_the_next(extractor: Extractor) -> None:
    """What would have fitted on the line before opens a paragraph: the assignment is not part of the sentence above."""
    line = "到2027年，建成水厂3座、泵站5座，改造管网46公里，供水普及率达到98%以上，水质合格率达到99%以上，"
    paragraph = (line * 3)[:120]
    body = [
        part
        for number in range(11, 17)
        for part in (f"{paragraph[number:]}漏损率降至{number}%。", f"由市水务局牵头，市财政局配合，每季度调度{number}次。")
    ]
    text = wrapped(HEAD + "一、主要任务\n" + "\n".join(body), 30)
    rows = extractor.extract_text(text)[0].rows[1]
    assert sum(row.quote.startswith("由市水务局牵头") for row in rows) == 6


def test_a_label_begins_anew(extractor: Extractor) -> None:
    """责任单位：… behind a full line is a line of its own."""
    sentence = "新建改造污水管网46公里，改造错混接点180处，完成城北污水厂提标改造工程，出水水质稳定达标排放标准。"
    body = [
        part
        for number in range(1, 9)
        for part in (f"（{'一二三四五六七八'[number - 1]}）{sentence}", "责任单位：市水务局、市财政局")
    ]
    text = wrapped("云泽市2026年治水方案\n2026年3月1日\n一、重点任务\n" + "\n".join(body), 26)
    bodies = extractor.extract_text(text)[0].document.responsibilities
    assert [body.name for body in bodies] == ["市水务局", "市财政局"] * 8


def test_the_last_sentence_may_lack_its_full_stop(extractor: Extractor) -> None:
    """Signatures and dates below the text are no statements; sentences without a full stop are."""
    text = (
        HEAD
        + "一、完成情况\n（一）供水更加安全。新建水厂3座\n（二）建成幸福河湖4条，清理河道18公里"
        + "\n\n云泽市水务局办公室\n2026年12月1日"
    )
    assert [value for _, value in said(extractor, text)] == [3, 4, 18]
    assert "办公室" not in "".join(row.quote for row in extractor.extract_text(text)[0].rows[1])
