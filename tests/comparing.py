"""Small work reports of invented places, for the tests of comparisons."""

from __future__ import annotations

import functools

from policy_extract.compare.load import Plan, from_results
from policy_extract.extractor import Extractor

REPORT = """{year}年{place}政府工作报告
——{year}年1月12日在{place}第六届人民代表大会第四次会议上
市长 林某

各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。

一、{before}年工作回顾
{review}

二、今后五年目标
今后五年，地区生产总值年均增长6.5%以上，到{later}年研发投入强度达到3%。

三、{year}年工作安排
全市经济社会发展主要预期目标是：{goals}
{tasks}
"""
GOALS = (
    "地区生产总值增长6%左右、力争6.5%，一般公共预算收入增长5%以上，固定资产投资增长8%，城乡居民人均可支配收入分别增长5%、7%，"
    "城镇新增就业3.2万人以上，居民消费价格指数控制在103左右，粮食产量稳定在24亿斤以上。"
)
REVIEW = "地区生产总值增长5.2%，一般公共预算收入增长4.1%，居民消费价格上涨0.8%，城镇新增就业3.4万人。"
TASKS = "（一）壮大实体经济。社会消费品零售总额稳步增长。"


@functools.cache
def extractor() -> Extractor:
    """One extractor for all tests."""
    return Extractor()


def plan(text: str, name: str = "plan.txt") -> Plan:
    """The plan of a text."""
    return next(from_results(extractor().extract_text(text, name)))


@functools.cache
def report(place: str = "松坞市", year: int = 2024, goals: str = GOALS, review: str = REVIEW, tasks: str = TASKS) -> Plan:
    """The work report of a place for a year."""
    text = REPORT.format(
        place=place, year=year, before=year - 1, later=year + 4, review=review, goals=goals, tasks=tasks
    )  # fmt: skip
    return plan(text, f"{place}-{year}.txt")
