"""Shares, multiples, sizes and adverbs in work reports: names cut right, baselines of merged units, amounts for each month."""

from __future__ import annotations

from decimal import Decimal

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Quantity

REPORT = """桐湖市政府工作报告
——2022年1月8日在桐湖市第六届人民代表大会第一次会议上
一、2021年工作回顾
{task}
"""


def read(extractor: Extractor, task: str) -> list[Quantity]:
    """The quantities of one sentence."""
    return extractor.extract_text(REPORT.format(task=task))[0].document.quantities


NAMES = [
    # a multiple of a plan or of an earlier time is no share of it
    ("解决安全饮水问题92万人，是年度计划的1.15倍。", ["安全饮水问题", "安全饮水问题"]),
    ("完成固定资产投资397亿元，是“十五”的2.8倍。", ["固定资产投资", "固定资产投资"]),
    ("完成固定资产投资397亿元，占全省的18%。", ["固定资产投资", "固定资产投资占全省比重"]),
    # adverbs of growth, and levels compared with
    ("外贸进出口逆势增长，总额位居全省第二。", ["外贸进出口总额"]),
    ("市场主体快速增长，总量超过100万户。", ["市场主体总量"]),
    ("税收收入占财政收入的比重比全区平均水平高11个百分点。", ["税收收入占财政收入的比重"]),
    ("地方财政收入必保增长5.5%、力争达到7%。", ["地方财政收入", "地方财政收入"]),
    ("三次产业比重趋近20:30:50。", ["三次产业比重"]),
    # sizes whose thing was counted before
    ("引进亿元以上项目336个，其中10亿元以上14个。", ["亿元以上项目", "10亿元以上项目"]),
    ("营业收入超90亿元的企业14家，其中超180亿元的5家。", ["营业收入超90亿元的企业", "营业收入超180亿元的企业"]),
    # a size in front of what is counted, and a part that reaches a measure
    ("新增1个三千亿元城区、2个千亿元城区。", ["三千亿元城区", "千亿元城区"]),
    ("推动15个投资超100亿元能化项目建设。", ["投资超100亿元能化项目建设"]),
    ("培育规模以上企业120家，其中8家产值超过10亿元。", ["规模以上企业", "规模以上企业", "产值"]),
    # others beside the things counted; 各 behind things that end like places
    ("开工建设3条高速铁路和南桐铁路等一批重大项目。", ["高速铁路"]),
    ("创建3A级景区3家，省级旅游度假区和全域旅游示范区各2家。", ["3A级景区", "省级旅游度假区和全域旅游示范区"]),
    ("来访投资或设立机构的跨国企业达到86家。", ["来访投资或设立机构的跨国企业"]),
    # shares of several wholes, and cuts
    (
        "民营经济增加值达到23亿元、上缴税金4亿元，占全市生产总值、财政收入的比重达到64%和67%。",
        ["民营经济增加值", "上缴税金", "民营经济增加值占全市生产总值的比重", "上缴税金占财政收入的比重"],
    ),
    ("市级行政审批事项精简33%。", ["市级行政审批事项"]),
    # steps, grades and who is helped
    ("经济总量连跨4个千亿元台阶，达到2万亿元。", ["经济总量"]),
    ("空气质量达到二级标准以上的比例达到80%。", ["空气质量达到二级标准以上的比例"]),
    ("为中西部地区375所农村初中建设计算机教室。", ["农村初中"]),
    ("家庭用户带宽达到100兆比特以上。", ["家庭用户带宽"]),
    ("基本实现行政村全覆盖，宽带网络实现行政村全覆盖。", ["行政村", "宽带网络行政村"]),
    # for whom something is done
    ("全年为企业减负12亿元以上。", ["企业减负"]),
    ("为农民放映电影1.2万场次以上。", ["电影"]),
    ("企业职工最低工资标准调高至每月974元。", ["企业职工最低工资标准"]),
    # single characters in a list
    ("区、市最低工资标准分别提高12.7%和15.8%。", ["区最低工资标准", "市最低工资标准"]),
    ("中、高等职业教育在校生分别达到2万人和8万人。", ["中等职业教育在校生", "高等职业教育在校生"]),
    ("省级示范村、镇分别达190个和22个。", ["省级示范村", "省级示范镇"]),
]


@pytest.mark.parametrize(("task", "names"), NAMES)
def test_names(extractor: Extractor, task: str, names: list[str]) -> None:
    """What each number measures."""
    assert [q.indicator for q in read(extractor, task)] == names


def test_who_earns(extractor: Extractor) -> None:
    """骨干企业实现利润增长: the profit grows, it is the enterprises'."""
    (growth,) = read(extractor, "市属骨干企业实现利润年均增长4.4%。")
    assert (growth.indicator, growth.scope) == ("利润", "市属骨干企业")


SCOPES = [
    ("五年全市新增城镇就业51万人。", "全市"),
    ("市级财政五年累计投入民生资金32亿元。", "市级财政"),
    ("按一年计累计意向成交额26亿美元。", None),
    ("新开工棚户区改造住房4035套。", None),
]


@pytest.mark.parametrize(("task", "scope"), SCOPES)
def test_scopes(extractor: Extractor, task: str, scope: str | None) -> None:
    """Whose number it is, without the time for which it holds."""
    assert [q.scope for q in read(extractor, task)] == [scope]


BOUNDS = [("高新技术企业数量是2015年的3倍多。", "3倍多", "gt"), ("出口总额接近翻一番。", "接近翻一番", "approx")]


@pytest.mark.parametrize(("task", "quote", "comparator"), BOUNDS)
def test_bounds_of_multiples(extractor: Extractor, task: str, quote: str, comparator: str) -> None:
    """多 behind 倍 and 接近 before 翻番 belong to the number."""
    result = extractor.extract_text(REPORT.format(task=task))[0]
    (multiple,) = result.document.quantities
    assert (result.view.text[multiple.start : multiple.end], multiple.comparator) == (quote, comparator)


def test_merged(extractor: Extractor) -> None:
    """村由217个合至131个: what was there before is the starting value."""
    found = [(q.indicator, q.value, q.baseline_value) for q in read(extractor, "乡镇由20个调至13个，村由217个合至131个。")]
    assert found == [("乡镇", Decimal(13), Decimal(20)), ("村", Decimal(131), Decimal(217))]


@pytest.mark.parametrize(("task", "per"), [("基本养老金月人均增加120元。", "P1M"), ("农民年人均纯收入达到8000元。", None)])
def test_each_month(extractor: Extractor, task: str, per: str | None) -> None:
    """月人均 right before the change says how often; inside a name it is part of the name."""
    (amount,) = read(extractor, task)
    assert amount.per == per
