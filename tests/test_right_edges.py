"""Names behind numbers end where the predicate of the counted things begins (后置指标名的右界); ranks are of contests."""

from __future__ import annotations

import pytest

from policy_extract import Extractor


def named(extractor: Extractor, sentence: str) -> list[tuple[str, str, str | None]]:
    """Quote, name and scope of the numbers of a sentence in a work report."""
    text = f"2023年政府工作报告\n一、过去一年的工作\n{sentence}\n"
    rows = [row for result in extractor.extract_text(text) for row in result.rows[1]]
    return [(number.quote, number.indicator, number.scope) for row in rows for number in row.quantities]


@pytest.mark.parametrize(
    ("sentence", "quote", "name"),
    [
        ("27个村成功脱贫。", "27个", "村"),
        ("9.3万农牧民摆脱了贫困。", "9.3万", "农牧民"),
        ("6.1万农民从中受益。", "6.1万", "农民"),
        ("4家企业首发上市。", "4家", "企业"),
        ("6家甲州农商行改制成功。", "6家", "甲州农商行"),
        ("完成12家国有企业改制。", "12家", "国有企业改制"),
        ("52处公园免费开放。", "52处", "公园"),
        ("31个产业项目开工率达到83%。", "31个", "产业项目"),
        ("为城乡7.2万名困难群众发放补贴1300万元。", "7.2万名", "困难群众"),
        ("在现有83个养老服务站基础上，新建甲类中心7个。", "83个", "养老服务站"),
        ("5个县市城区共完成投资21.4亿元。", "5个", "县市城区"),
        ("首批8家联合实验室产出23项成果。", "8家", "联合实验室"),
        ("将1300家重点食品生产经营主体纳入追溯系统。", "1300家", "重点食品生产经营主体"),
        ("整合87亿元涉农资金支持乡村建设。", "87亿元", "涉农资金"),
        ("安排43亿元资金扶持实体经济发展。", "43亿元", "资金"),
        ("新建学校4所，新增3100个学位。", "3100个学位", "学位"),
        ("引进亿元以上项目126个，其中10亿元以上19个。", "19个", "10亿元以上项目"),
        ("企业退休人员养老金人均月增137元。", "137元", "企业退休人员养老金"),
        ("旅游人次和收入双双增长17%。", "17%", "旅游人次和收入"),
        ("市属企业效益在全国城市中居第7位。", "第7位", "市属企业效益"),
        ("营商环境便利度综合排名全省第五。", "第五", "营商环境便利度"),
        ("园区建设评估获得全国第三名。", "第三名", "园区建设评估"),
        ("产业帮扶使3.9万贫困人口直接受益。", "3.9万", "贫困人口"),
        ("4项指标增速位列全省第一。", "4项", "指标增速"),
        ("外贸进出口总额上升至副省级城市第6位。", "第6位", "外贸进出口总额"),
    ],
)
def test_name_ends_before_the_predicate(extractor: Extractor, sentence: str, quote: str, name: str) -> None:
    """What the counted things do, reach or yield is no part of their name; a deed that is counted stays."""
    assert name in [found for words, found, _ in named(extractor, sentence) if words == quote]


@pytest.mark.parametrize(
    ("sentence", "name", "scope"),
    [
        ("甲县在全省督查考评中位居第3。", "全省督查考评", "甲县"),
        ("在全国“创新型城市”绩效评估中名列第一。", "全国“创新型城市”绩效评估", None),
    ],
)
def test_a_rank_is_of_its_contest(extractor: Extractor, sentence: str, name: str, scope: str | None) -> None:
    """Who stands before 在…中 takes the rank; the contest is what it is of."""
    assert [found[1:] for found in named(extractor, sentence)] == [(name, scope)]
