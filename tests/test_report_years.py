"""Work reports: parts without numbers, what looks back, and the year or years that govern what is ahead."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document
from policy_extract.tasks.scope_report import period_end

HEAD = (
    "云岫市政府工作报告\n\n2031年1月12日在云岫市第八届人民代表大会第六次会议上\n\n市长 林 溪\n\n各位代表：\n\n"
    "现在，我代表市人民政府向大会报告工作，请予审议。\n\n"
)
PAST = "粮食产量达到42万吨，城镇新增就业3.1万人，改造老旧小区46个，群众生活继续改善。"


def phases(document: Document, text: str) -> dict[str, tuple[str, dt.date | None]]:
    """Phase and governing day by the words of each quantity."""
    return {text[q.start : q.end]: (q.phase, q.when.end_date if q.when else None) for q in document.quantities}


def extract(extractor: Extractor, text: str) -> dict[str, tuple[str, dt.date | None]]:
    """Phases of the only document of a text."""
    (result,) = extractor.extract_text(text)
    assert result.document.meta.genre == "work_report"
    return phases(result.document, result.view.text)


def test_numbering_that_begins_anew_belongs_to_the_unnumbered_part(extractor: Extractor) -> None:
    text = HEAD + (
        f"2030年工作回顾\n\n2030年是很不平凡的一年。{PAST}\n\n一、农业稳产增收\n\n{PAST}\n\n二、工业平稳运行\n\n新投产项目28个，技改投资增长9%。\n\n"
        "2031年重点工作\n\n2031年是全面推进振兴的关键一年。\n\n一、做强现代农业\n\n新建高标准农田12万亩。\n\n二、做大先进制造业\n\n新增规上工业企业35家。\n"
    )
    (result,) = extractor.extract_text(text)
    levels = {h.title: h.level for h in result.document.headings}
    assert levels["2030年工作回顾"] == levels["2031年重点工作"] == 1
    assert levels["做强现代农业"] == levels["农业稳产增收"] == 2
    found = phases(result.document, result.view.text)
    assert found["28个"] == ("achieved", None)
    assert found["12万亩"] == found["35家"] == ("planned", dt.date(2031, 12, 31))


def test_a_sentence_that_turns_to_the_year_governs_what_follows(extractor: Extractor) -> None:
    text = HEAD + (
        f"一、经济运行稳中向好\n\n过去一年，全市上下团结奋斗。{PAST}\n\n二、城乡面貌持续改善\n\n新改建公路210公里，绿化造林8万亩。\n\n"
        "三、以务实目标引领发展\n\n今年政府工作的总体要求是：坚持稳中求进。生产总值增长6%以上。\n\n四、加快项目建设\n\n实施重点项目120个。\n"
    )
    found = extract(extractor, text)
    assert found["210公里"] == ("achieved", None)
    assert found["6%以上"] == found["120个"] == ("planned", dt.date(2031, 12, 31))


def test_years_of_a_heading_govern_and_the_glossary_commits_nobody(extractor: Extractor) -> None:
    text = HEAD + (
        f"一、2030年工作回顾\n\n{PAST}\n\n二、今后五年的奋斗目标\n\n全社会研发投入强度达到3.2%。\n\n三、2031年主要任务\n\n建成公园绿地16处。\n\n"
        "名词解释\n\n1.“一刻钟便民圈”：步行15分钟可达、商户不少于30家的生活圈。\n"
    )
    found = extract(extractor, text)
    assert found["3.2%"] == ("planned", dt.date(2035, 12, 31))
    assert found["16处"] == ("planned", dt.date(2031, 12, 31))
    assert "planned" not in {phase for words, (phase, _) in found.items() if "30家" in words}


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("“十五五”时期经济社会发展主要目标", dt.date(2030, 12, 31)),
        ("“十一五”期间的目标", dt.date(2010, 12, 31)),
        ("今后五年的奋斗目标", dt.date(2031, 12, 31)),
        ("未来3年行动安排", dt.date(2029, 12, 31)),
        ("2026—2028年工作目标", dt.date(2028, 12, 31)),
        ("今年重点工作", None),
    ],
)
def test_last_day_of_the_years_in_a_heading(title: str, end: dt.date | None) -> None:
    assert period_end(title, 2027) == end
