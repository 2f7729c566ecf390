"""What stands left of a name and is no part of it: for whom, where, adverbs, contests."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor

REPORT = "云泽市2026年政府工作报告\n2026年1月8日\n一、2025年工作回顾\n{}\n"
CASES = [
    ("全年为山区农户放映电影320场。", "320场", "电影"),
    ("向县人大常委会提请审议条例草案4件。", "4件", "条例草案"),
    ("在北部沙化地区造林3.2万亩。", "3.2万亩", "造林"),
    ("全年为商户减负6.5亿元。", "6.5亿元", "商户减负"),
    ("为商户节约成本6.5亿元。", "6.5亿元", "节约成本"),
    ("新建或改造图书室21个。", "21个", "图书室"),
    ("全年城镇登记失业率始终控制在3.2%以内。", "3.2%以内", "城镇登记失业率"),
    ("旅游人次和旅游收入双双增长12%。", "12%", "旅游人次和旅游收入"),
    ("城镇累计新增就业3.1万人。", "3.1万人", "城镇新增就业"),
    ("五年累计新增就业3.1万人。", "3.1万人", "新增就业"),
    ("累计减税降费5.2亿元。", "5.2亿元", "减税降费"),
    ("在全省年度目标责任考核中名列第一。", "第一", "全省年度目标责任考核"),
    ("空气优良率达到88%，在全国省会城市位居第六。", "第六", "空气优良率"),
    ("全县21个中心村规划建设全面启动。", "21个", "中心村规划建设"),
    ("全县12个重大项目取得积极进展。", "12个", "重大项目"),
    ("全县16条重点河道水质进一步改善。", "16条", "重点河道水质"),
    ("在全县26个乡村学校开展营养改善试点。", "26个", "乡村学校"),
    ("全县18个在云项目获省级奖励。", "18个", "在云项目获省级奖励"),
    ("有16部地方条例草案向社会公开征求意见。", "16部", "地方条例草案"),
    ("市场主体快速增长，总量超过26万户。", "超过26万户", "市场主体总量"),
    ("中心城区公厕数量提高到每平方公里6座以上。", "6座以上", "公厕数量"),
    ("有意愿的特困人员集中供养率达到100%。", "100%", "有意愿的特困人员集中供养率"),
]


@pytest.mark.parametrize(("sentence", "quote", "name"), CASES)
def test_name_begins_behind_what_is_no_part_of_it(extractor: Extractor, sentence: str, quote: str, name: str) -> None:
    """The name is the thing measured alone."""
    [result] = extractor.extract_text(REPORT.format(sentence))
    assert (quote, name) in [(number.quote, number.indicator) for row in result.rows[1] for number in row.quantities]
