"""Plans and packages of measures (方案、规划、若干措施): steps of grants, times, bodies, tables in lines, the situation."""

from __future__ import annotations

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Quantity

PLAN = """云溪市产业发展实施方案
（2024年3月18日）
一、重点任务
（一）加快发展。{task}
"""
GUIDED = """云溪市老旧小区改造实施方案
（2024年3月18日）
一、总体要求
{task}
二、重点任务
（一）摸清底数。开展普查。
"""


def document(extractor: Extractor, text: str) -> tuple[str, Document]:
    """The text as read and its document."""
    result = extractor.extract_text(text)[0]
    return result.view.text, result.document


def numbers(extractor: Extractor, task: str, frame: str = PLAN) -> dict[str, Quantity]:
    """The quantities of a task by their quotes."""
    text, read = document(extractor, frame.format(task=task))
    return {text[q.start : q.end]: q for q in read.quantities}


def ends(extractor: Extractor, task: str, frame: str = PLAN) -> dict[str, str]:
    """Until when each planned quantity is due."""
    return {
        quote: str(q.when.end_date) if q.when else ""
        for quote, q in numbers(extractor, task, frame).items()
        if q.phase == "planned"
    }


def bodies(extractor: Extractor, task: str) -> list[tuple[str, str]]:
    """Names and roles of those charged in a task."""
    return [(entry.name, entry.role) for entry in document(extractor, PLAN.format(task=task))[1].responsibilities]


# -- grants and their steps ---------------------------------------------------------------------------------------------


def test_a_bound_may_include_its_own_number(extractor: Extractor) -> None:
    found = numbers(extractor, "团购规模超过30套（含）不足100套的，每平方米补贴20元。超过100套（含）的，每平方米补贴30元。")
    assert found["超过30套"].comparator == "ge"
    assert found["不足100套"].comparator == "lt"
    assert (found["超过100套"].comparator, found["超过100套"].indicator) == ("ge", "团购规模")


def test_the_next_step_of_a_grant_keeps_what_it_is_told_by(extractor: Extractor) -> None:
    found = numbers(extractor, "研发投入占比达到3%至5%的，按新增部分的5%给予补助；达到6%以上的，按10%给予补助。")
    assert (found["6%以上"].indicator, found["6%以上"].phase) == ("研发投入占比", "condition")


@pytest.mark.parametrize(
    ("task", "quote", "indicator", "comparator"),
    [
        ("最高补贴实际支出的检测、认证费用的70%。", "70%", "补贴", "le"),
        ("企业购置设备的，一次性补助设备投资额的10%。", "10%", "补助", "eq"),
        ("对企业参展费用实施补助，最高补助90%。", "90%", "补助", "le"),
        ("补助比例提高到12%，上限300万元。", "上限300万元", "补助", "le"),
        ("改造后小区物业服务覆盖率达到90%。", "90%", "小区物业服务覆盖率", "eq"),
        ("发热门诊数量扩充至80个以上。", "80个以上", "发热门诊数量", "ge"),
        ("计划修复水毁路段62处。", "62处", "水毁路段", "eq"),
        ("计划投资3亿元。", "3亿元", "计划投资", "eq"),
        ("选派校长50名。", "50名", "校长", "eq"),
        ("首年租金全免，第二年补贴50%。", "50%", "补贴", "eq"),
        ("对改造投入资金不低于500万元的小区，市级财政按30%配套。", "30%", "配套", "eq"),
        ("发车间隔不超过60分钟。", "不超过60分钟", "发车间隔", "le"),
        ("新建公园14个（含口袋公园6个）。", "6个", "口袋公园", "eq"),
        ("对设备投入300万元以上（含300万元）的项目，按投资额的8%给予补助。", "300万元以上", "设备投入", "ge"),
        ("对营业额达3000万元且增速达12%以上的限上餐饮企业，奖励6万元。", "12%以上", "营业额增速", "ge"),
        ("对满负荷生产且实现营业收入增长10%以上的企业，给予20万元奖励。", "10%以上", "营业收入", "ge"),
        ("对技术合同年成交额达到1000万元的机构，给予50万元奖补。", "1000万元", "技术合同年成交额", "eq"),
    ],
)
def test_names_and_bounds(extractor: Extractor, task: str, quote: str, indicator: str, comparator: str) -> None:
    quantity = numbers(extractor, task)[quote]
    assert (quantity.indicator, quantity.comparator) == (indicator, comparator)


def test_who_is_given_something_may_be_told_in_a_bracket(extractor: Extractor) -> None:
    found = numbers(extractor, "对交易额达到500万元的B2B（企业对企业）企业，给予10万元奖励。")
    assert found["10万元"].scope == "交易额达到500万元的B2B（企业对企业）企业"
    found = numbers(extractor, "对创新医疗器械（通过特别审批获得）给予每项最高300万元奖励，对研发团队的依托单位给予180万元补助。")
    assert [q.scope for q in found.values()] == ["创新医疗器械（通过特别审批获得）", "研发团队的依托单位"]


def test_parts_by_place_in_a_bracket(extractor: Extractor) -> None:
    _, read = document(extractor, PLAN.format(task="建设服务站14个（白石镇2个、河口镇3个，其他乡镇各1个）。"))
    assert [(q.scope, q.indicator) for q in read.quantities][1:] == [
        ("白石镇", "服务站"),
        ("河口镇", "服务站"),
        ("其他乡镇", "服务站"),
    ]


def test_how_often_something_qualifies_is_not_how_often_it_is_granted(extractor: Extractor) -> None:
    found = numbers(extractor, "对每月通行次数在30次以上的客运班车给予通行费八五折优惠。")
    assert (found["30次以上"].per, found["八五折"].per) == ("P1M", None)


# -- times --------------------------------------------------------------------------------------------------------------


def test_a_time_of_who_qualifies_does_not_date_the_grant(extractor: Extractor) -> None:
    assert ends(extractor, "1.对2024年第二季度满负荷生产的工业企业，给予10万元奖励。") == {"10万元": ""}
    assert ends(extractor, "对产值1.5亿元以上，且二季度增速不低于全市水平的企业，给予最高100万元补助。") == {"最高100万元": ""}


def test_how_long_a_service_takes_is_no_deadline(extractor: Extractor) -> None:
    found = ends(extractor, "2024年9月底前实现企业开办1个工作日内办结，审批时限压缩至60个工作日以内。")
    assert found == {"60个工作日以内": "2024-09-30"}


def test_a_date_of_the_things_meant_does_not_make_a_goal_past(extractor: Extractor) -> None:
    found = numbers(extractor, "到2025年底，2000年底前建成的需改造小区应改尽改，养老设施覆盖率达到95%以上。", GUIDED)
    assert {q.phase for q in found.values()} == {"planned"}
    assert found["95%以上"].when is not None and str(found["95%以上"].when.end_date) == "2025-12-31"


def test_a_deadline_among_general_demands_sets_a_goal(extractor: Extractor) -> None:
    _, read = document(extractor, GUIDED.format(task="坚持分批实施、压茬推进。2024年完成改造小区126个、涉及居民3.8万户。"))
    assert [s.kind for s in read.statements][1:3] == ["background", "goal"]


def test_things_counted_by_what_is_done_are_planned_where_a_deadline_follows(extractor: Extractor) -> None:
    task = "2024年计划加装电梯200部，已完成备案的86部于6月底前全部开工，剩余114部正在办理审批手续，确保年底前投入使用。"
    found = ends(extractor, task)
    assert (found["86部"], found["114部"]) == ("2024-06-30", "2024-12-31")
    assert numbers(extractor, "已完成改造的12个小区交付使用。")["12个"].phase == "achieved"


def test_a_bare_year_inside_a_sentence_goes_on_to_its_end(extractor: Extractor) -> None:
    found = ends(extractor, "加强师资建设，2024年公开招聘教师300名，培训骨干教师1500人次。")
    assert found == {"300名": "2024-12-31", "1500人次": "2024-12-31"}


def test_an_item_number_before_a_past_year_hides_nothing(extractor: Extractor) -> None:
    assert numbers(extractor, "1.2023年暴雨冲毁桥梁8座，今年9月底前全部修复。")["8座"].phase == "achieved"


@pytest.mark.parametrize(
    ("task", "quote", "kind", "every"),
    [
        ("国庆期间组织集中督查。", "国庆期间", "during", None),
        ("五一假期发放消费券100万元。", "五一假期", "during", None),
        ("春节前后组织专场招聘会。", "春节前后", "vague", None),
        ("街道党工委书记任期内至少完成2个小区改造。", "任期内", "during", None),
        ("普查结果于次月10日前报市住房城乡建设局。", "次月10日前", "recurring", "P1M"),
        ("各县区于次季度首月15日前通报进展。", "次季度首月15日前", "recurring", "P3M"),
    ],
)
def test_times_that_recur_or_have_no_date(extractor: Extractor, task: str, quote: str, kind: str, every: str | None) -> None:
    text, read = document(extractor, PLAN.format(task=task))
    assert [(text[t.start : t.end], t.kind, t.every) for t in read.times if t.deadline] == [(quote, kind, every)]


@pytest.mark.parametrize("task", ["达产后年产值达到5亿元。", "全部投产后年销售收入突破10亿元。", "12次月度考核后公布。"])
def test_words_that_only_look_like_times(extractor: Extractor, task: str) -> None:
    assert [t for t in document(extractor, PLAN.format(task=task))[1].times if t.deadline] == []


# -- bodies -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("各县（市、区）政府向市发展改革委报送进展情况。", [("各县（市、区）政府", "implement")]),
        ("每季度首月10日前，各县（市、区）向领导小组办公室报送进展情况。", [("各县（市、区）", "implement")]),
        ("市向阳街道办事处负责摸排。", [("市向阳街道办事处", "responsible")]),
        (
            "由市住房城乡建设局会同市发展改革、自然资源等部门组织验收。",
            [("市住房城乡建设局", "lead"), ("市发展改革部门", "cooperate"), ("自然资源部门", "cooperate")],
        ),
        (
            "市教育局牵头，会同财政、人社等部门开展检查。",
            [("市教育局", "lead"), ("财政部门", "cooperate"), ("人社部门", "cooperate")],
        ),
        ("验收结果由领导小组按程序印发。", [("领导小组", "responsible")]),
        ("验收结果由领导小组印发。", []),
        ("因灾造成的应急抢修费用，由市财政局从预备费中列支。", [("市财政局", "responsible")]),
        (
            "市发展改革委应在15个工作日内完成审核，市财政局在10个工作日内拨付到位。",
            [("市发展改革委", "responsible"), ("市财政局", "responsible")],
        ),
        ("企业参与制定国家标准的，每项奖励50万元。", []),
        ("政府采购工程要落实扶助小微企业的政策。", []),
    ],
)
def test_who_is_charged(extractor: Extractor, task: str, expected: list[tuple[str, str]]) -> None:
    assert bodies(extractor, task) == expected


# -- tables whose cells one blank parts ---------------------------------------------------------------------------------

SHARED_WORK = """云溪市老旧小区改造实施方案
（2024年3月18日）
一、任务分工
序号 工作任务 牵头单位 责任单位 完成时限
1 新建供水管网210公里 市水务局 市财政局、市供水集团 2024年12月底
2 加装电梯200部 市住房城乡建设局 各区政府 2025年6月底
二、保障措施
加强组织领导。
"""
INDICATORS = """白石市“十四五”生态环境保护规划
一、主要目标
专栏1 “十四五”生态环境保护主要指标
类别 序号 指标 单位 2020年 2025年 属性
环境治理 1 空气质量优良天数比例 % 88.2 90.5 约束性
环境治理 2 PM2.5平均浓度 微克/立方米 35 31.5 约束性
生态保护 3 生态保护红线面积 平方公里 3250 ≥3250 预期性
二、重点任务
推进治理。
"""


def test_a_table_of_shared_work_in_lines(extractor: Extractor) -> None:
    text, read = document(extractor, SHARED_WORK)
    assert [(text[q.start : q.end], q.indicator) for q in read.quantities] == [("210公里", "供水管网"), ("200部", "电梯")]
    assert [(e.name, e.role) for e in read.responsibilities] == [
        ("市水务局", "lead"),
        ("市财政局", "responsible"),
        ("市供水集团", "responsible"),
        ("市住房城乡建设局", "lead"),
        ("各区政府", "implement"),
    ]


def test_a_table_of_indicators_in_lines(extractor: Extractor) -> None:
    read = document(extractor, INDICATORS)[1]
    assert [(q.indicator, str(q.value), q.comparator) for q in read.quantities] == [
        ("空气质量优良天数比例", "90.5", "eq"),
        ("PM2.5平均浓度", "31.5", "eq"),
        ("生态保护红线面积", "3250", "ge"),
    ]


def test_words_with_blanks_between_them_are_no_table(extractor: Extractor) -> None:
    _, read = document(extractor, PLAN.format(task="推进治理。\n任务 目标 责任 到位\n新建 公园 3个 市局"))
    assert read.tables == []


# -- the situation of a plan --------------------------------------------------------------------------------------------

SITUATION = """云溪市“十五五”文化旅游发展规划
一、发展现状和形势
（一）发展现状。
2025年，全市接待游客1860万人次。
我市文旅发展也面临一些问题和挑战：龙头企业带动力不强；不同区域之间发展差距未有效弥合；管理体制需进一步完善。
（二）面临形势。
各地纷纷出台扶持政策，打造竞争新优势。从国际看，产业变革加速突破。
二、重点任务
改扩建文化馆6个。
"""


def test_problems_in_one_sentence_and_the_situation_beside_what_was_reached(extractor: Extractor) -> None:
    _, read = document(extractor, SITUATION)
    kinds = ["achievement", "problem", "problem", "problem", "background", "background", "task"]
    assert [s.kind for s in read.statements] == kinds


def test_what_is_still_wanting_is_a_problem(extractor: Extractor) -> None:
    text = "青川县农村公路提升行动计划\n一、基本情况\n仍有36个自然村未通硬化路。\n二、工作任务\n新建公路60公里。\n"
    assert [s.kind for s in document(extractor, text)[1].statements] == ["problem", "task"]


def test_what_announces_the_measures_is_background(extractor: Extractor) -> None:
    _, read = document(
        extractor, "云溪市提振消费若干措施\n为提振消费、扩大内需，制定如下政策措施。\n一、促进消费\n发放消费券。\n"
    )
    assert [s.kind for s in read.statements] == ["background", "task"]
