"""Findings whose parts stand behind labels on lines of their own (问题描述：… / 责任单位：…): each keeps its own."""

from __future__ import annotations

import pytest

from policy_extract import Extractor
from policy_extract.result import DocumentResult

REPORT = "云溪市卫生健康局关于督察反馈问题整改落实情况的报告\n2025年6月20日\n一、整改情况\n{}\n二、下一步工作\n加强领导。\n"
PLAN = "云溪市卫生健康局督察反馈问题整改方案\n2025年6月20日\n{}\n"
UNNUMBERED = (
    "{mark}问题描述：台账缺失，登记不全\n责任单位：市疾控中心\n整改措施：补齐台账，每月检查\n整改时限：2025年5月底\n完成情况：完成\n"
    "{mark}问题描述：培训不足\n责任单位：市卫生监督所\n整改措施：开展培训3场\n整改时限：2025年6月底\n完成情况：正在推进"
)
NUMBERED = (
    "一、问题：基层设施薄弱。\n（一）整改目标：2025年底前全部达标。\n（二）整改措施：改造卫生院12家。\n（三）责任单位：市卫健委\n"
    "（四）整改时限：2025年12月底\n二、问题：培训不足。\n（一）整改目标：2025年底前轮训一遍。\n（二）整改措施：开展培训3场。\n"
    "（三）责任单位：市卫生监督所\n（四）整改时限：2025年6月底"
)
NAMED = (
    "问题一：医疗废物处置不规范\n整改责任人：李明\n整改目标：规范处置率达到100%\n整改措施：1.购置设备5台。2.培训人员50人。\n"
    "整改进展：完成，持续推进。\n问题二：培训不足\n整改责任人：王刚\n整改措施：开展培训。\n整改进展：已完成。"
)
LISTED = (
    "一、基层设施薄弱问题\n责任领导：李明\n整改目标：2025年底前全部达标。\n整改措施：\n1.改造卫生院12家。\n2.配备设备30台。\n"
    "整改时限：2025年12月底\n二、培训不足问题\n责任领导：王刚\n整改目标：轮训一遍。\n整改措施：\n1.开展培训3场。\n整改时限：2025年6月底"
)


def extracted(text: str) -> DocumentResult:
    """The one document of a text."""
    (result,) = Extractor().extract_text(text)
    return result


def about(result: DocumentResult) -> dict[str, tuple[str, list[str], list[str]]]:
    """Kind, bodies and states of every record by the words that it opens with."""
    return {
        row.quote[:12]: (row.kind, [body.name for body in row.responsibilities], [status.state for status in row.statuses])
        for row in result.rows[1]
    }


@pytest.mark.parametrize("mark", ["", "序号：1\n"])
def test_labelled_findings_without_numbers(mark: str) -> None:
    found = about(extracted(REPORT.format(UNNUMBERED.format(mark=mark))))
    assert found["问题描述：台账缺失，登记不全"[:12]] == ("problem", ["市疾控中心"], ["done"])
    assert found["整改措施：补齐台账，每月检查"[:12]] == ("task", ["市疾控中心"], ["done"])
    assert found["问题描述：培训不足"] == ("problem", ["市卫生监督所"], ["ongoing"])
    assert found["整改措施：开展培训3场"] == ("task", ["市卫生监督所"], ["ongoing"])


def test_numbered_labels_belong_to_the_finding_above() -> None:
    found = about(extracted(PLAN.format(NUMBERED)))
    assert {opening: kind for opening, (kind, _, _) in found.items() if opening.startswith(("一", "二"))} == {
        "一、问题：基层设施薄弱。": "problem",
        "二、问题：培训不足。": "problem",
    }
    assert found["（二）整改措施：改造卫生"] == ("task", ["市卫健委"], [])
    assert found["（二）整改措施：开展培训"] == ("task", ["市卫生监督所"], [])
    assert found["（一）整改目标：2025"][0] == "goal"


def test_persons_and_names_of_numbered_problems() -> None:
    result = extracted(REPORT.format(NAMED))
    found = about(result)
    assert found["问题一：医疗废物处置不规范"[:12]][:2] == ("problem", ["李明"])
    assert found["问题二：培训不足"][:2] == ("problem", ["王刚"])
    numbers = [(q.indicator, q.quote) for row in result.rows[1] for q in row.quantities]
    assert ("规范处置率", "100%") in numbers


def test_a_single_measure_below_its_label_is_kept() -> None:
    found = about(extracted(PLAN.format(LISTED)))
    assert found["1.改造卫生院12家。"] == ("task", ["李明"], [])
    assert found["1.开展培训3场。"] == ("task", ["王刚"], [])
    assert found["一、基层设施薄弱问题"][0] == found["二、培训不足问题"][0] == "problem"


def test_short_labelled_lines_are_no_printed_page() -> None:
    assert extracted(PLAN.format(NUMBERED)).document.meta.title == "云溪市卫生健康局督察反馈问题整改方案"
