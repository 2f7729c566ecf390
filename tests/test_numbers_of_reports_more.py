"""Numbers of reports (总结、政府工作报告): whom a count describes, and what is a number of its own."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """云溪市政府工作报告
——2025年1月10日在云溪市第六届人民代表大会第四次会议上
一、2025年重点工作
{task}
"""


def read(extractor: Extractor, task: str) -> list[tuple[str, Quantity]]:
    """The quantities of one task with their quotes, in text order."""
    result = extractor.extract_text(REPORT.format(task=task))[0]
    text = result.view.text
    return [(text[q.start : q.end], q) for q in result.document.quantities]


@pytest.mark.parametrize(
    ("task", "phases"),
    [
        ("全市19个园区规上工业总产值力争突破5200亿元。", ["reference", "planned"]),
        ("36户骨干企业产值增长7.5%。", ["reference", "planned"]),
        ("4个城区规模以上工业增加值达到365亿元。", ["reference", "planned"]),
        ("力争5家企业产值增长20%。", ["planned", "planned"]),
        ("8家企业产值突破10亿元。", ["planned", "planned"]),
        ("培育3个产值超千亿元的园区。", ["planned"]),
        ("新增3家企业，总产值达到20亿元。", ["planned", "planned"]),
    ],
)
def test_those_whose_sum_follows_are_no_target(extractor: Extractor, task: str, phases: list[str]) -> None:
    """17个园区总产值力争突破…: the count only says whose sum it is; what each of them reaches counts them."""
    assert [quantity.phase for _, quantity in read(extractor, task)] == phases


def test_names_with_numbers_keep_them(extractor: Extractor) -> None:
    """6大产业总产值: a name that opens with its number stays whole."""
    assert [quote for quote, _ in read(extractor, "6大产业总产值达到4150亿元。")] == ["4150亿元"]


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("欠费共500万元，已收回180万元，余下320万元正在逐户催缴。", ["欠费", "欠费", "欠费"]),
        ("剩余320万元正在逐户催缴。", [""]),
        ("余下4处因征地原因正在协调。", [""]),
        ("排查隐患16处，整改完成12处，余下4处因征地原因正在协调。", ["隐患", "隐患", "隐患"]),
    ],
)
def test_what_became_of_the_rest_is_no_name(extractor: Extractor, task: str, names: list[str]) -> None:
    """余下320万元正在逐户催缴: the rest is named by its whole, or by nothing; never by its predicate."""
    assert [quantity.indicator for _, quantity in read(extractor, task)] == names


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("帮助企业解决实际困难320件。", {"320件": "实际困难"}),
        ("全市22条黑臭河沟治理初见成效。", {"22条": "黑臭河沟治理"}),
        (
            "街道养老服务中心、社区助餐服务站覆盖率分别达到82%和61%。",
            {"82%": "街道养老服务中心覆盖率", "61%": "社区助餐服务站覆盖率"},
        ),
        ("项目投资、工业用电量分别占全市的50%和75%。", {"50%": "项目投资占全市比重", "75%": "工业用电量占全市比重"}),
        ("抢抓高铁全覆盖机遇，新建公园3个。", {"3个": "公园"}),
    ],
)
def test_deeds_predicates_and_shared_rates_around_names(extractor: Extractor, words: str, names: dict[str, str]) -> None:
    """A verb between helper and thing, a predicate behind it and a rate that closes a list stand where they belong."""
    assert {quote: quantity.indicator for quote, quantity in read(extractor, words)} == names
