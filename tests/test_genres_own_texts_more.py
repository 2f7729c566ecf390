"""Work points, marking schemes, responsibility letters, inspections and summaries: past and planned, deadlines, bodies, names."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Quantity

EXTRACTOR = Extractor()

PLAN = """云溪市产业发展实施方案（2025年）

一、重点任务
（一）加快发展。{sentence}
"""
SUMMARY = """云溪县人民医院2024年工作总结及2025年工作计划

一、2024年工作总结
（一）主要业务指标稳步增长。全年完成门急诊58万人次，同比增长6.8%。{done}

二、2025年工作计划
{opening}重点做好以下工作：
（一）实施人才强院战略。{sentence}
"""
NOTICE = """云溪区校园食品安全专项整治方案

区教育局决定开展专项整治，现制定本方案。

一、整治重点
（一）严管食材。{sentence}

云溪区食品安全委员会办公室
2024年7月8日
"""
ITEMS = """青川县2022年度民生实事项目目标责任分解表

一、学前教育扩容工程
建设内容：新建公办幼儿园6所，新增学位1620个。
责任单位：县教育体育局
{deadline}

二、农村饮水安全提升工程
建设内容：实施规模化供水工程3处。
责任单位：县水利局
完成时限：10月底前
"""
ARTICLES = """云溪区校园食品安全专项整治实施方案

为切实保障师生安全，现制定本方案。

第一条 整治范围
全区中小学校食堂143家，供餐单位7家。

第二条 整治重点
①压实主体责任。食品安全员配备率达到100%。【区教育局负责】
②净化校园周边。重点品种抽检不少于300批次。【区市场监管局负责】

第三条 工作要求
（一）加大投入。区财政安排专项资金680万元。
（二）强化督导。每月通报整治进度1次。
"""
LETTER = """云溪区2025年度安全生产工作目标管理责任书

一、职责分工
{sentence}

二、考核与奖惩
（一）对优秀单位给予10万元奖励。
（二）2024年度考核中，8个单位获评优秀，较上年增加2个；全区共发生生产安全事故14起、死亡11人。各单位要认真对照，补齐短板。

云溪区人民政府
2025年2月20日
"""
RECTIFIED = """青川县贯彻落实省督察反馈意见整改进展情况报告

一、总体进展
截至2022年10月底，29项整改任务已完成21项。

二、具体问题整改情况
（一）畜禽养殖污染防治不力。
牵头单位：县农业农村局
整改进展：{told}
整改状态：已完成。

三、存在的问题
一是部分任务资金缺口较大，二期工程尚有8700万元资金未落实；二是2个乡镇未按期上报台账。

四、下一步打算
（一）紧盯未完成任务。确保2022年底前再完成4项。
"""
SCHEME = """云溪县项目考核办法

第一条 为确保项目落到实处，制定本办法。
第二条 {sentence}
第三条 每个项目访问受益群众不少于100人。
"""
TOWN = """云溪镇2024年工作要点

一、重点任务
1.提升集镇品质。新建管网9.5公里。（镇规建办、石桥社区）
2.壮大集体经济。新建厂房2万平方米。（镇农业办、各村）
3.守牢底线。开展检查3次。（镇应急办、镇派出所）
4.发展旅游。打造民宿8家。（含沙坪村）
"""


def read(text: str) -> Document:
    """The document of a text."""
    return EXTRACTOR.extract_text(text)[0].document


def found(text: str) -> dict[str, Quantity]:
    """Quantities by their words."""
    return {text[q.start : q.end]: q for q in read(text).quantities}


def kind_of(text: str, words: str) -> str:
    """The kind of the statement that holds some words."""
    at = text.index(words)
    return next(s.kind for s in read(text).statements if s.start <= at < s.end)


def bodies(sentence: str) -> dict[str, str]:
    """Names and roles of the bodies of a sentence in a plan."""
    return {r.name: r.role for r in read(PLAN.format(sentence=sentence)).responsibilities}


def ends(quantity: Quantity) -> dt.date | None:
    """Until when a quantity holds."""
    return quantity.when.end_date if quantity.when is not None else None


def test_next_years_plan_in_a_summary_looks_ahead() -> None:
    """第二部分 2025年工作计划 of a summary: what is hired and built there is planned, with its year and its quarters."""
    text = SUMMARY.format(done="", opening="", sentence="全年引进博士3名、硕士15名。二季度新建病房20间。")
    quantities = found(text)
    assert quantities["58万人次"].phase == "achieved"
    assert quantities["3名"].phase == quantities["15名"].phase == "planned"
    assert ends(quantities["15名"]) == dt.date(2025, 12, 31)
    assert ends(quantities["20间"]) == dt.date(2025, 6, 30)


def test_a_sentence_that_places_the_year_tells_its_aims_too() -> None:
    """2025年是…之年，总体目标是：… is a goal where it numbers aims; without them it stays background."""
    opening = "2025年是医院创建的攻坚之年，总体目标是：药占比控制在26%以内。"
    text = SUMMARY.format(done="", opening=opening, sentence="全年引进博士3名。")
    assert kind_of(text, "2025年是医院") == "goal" and found(text)["26%以内"].phase == "planned"
    text = SUMMARY.format(done="", opening="2025年是医院创建的攻坚之年。", sentence="全年引进博士3名。")
    assert kind_of(text, "2025年是医院") == "background"


@pytest.mark.parametrize(
    ("sentence", "quote", "phase"),
    [
        ("新楼预计2025年9月投用，届时床位将由650张增加到1000张。", "1000张", "planned"),
        ("二期预计2025年上半年建成，可新增岗位200个。", "200个", "planned"),
        ("建成停车场5处，可新增车位200个。", "200个", "achieved"),
        ("改造厕所364户，剩余36户春节前完工。", "36户", "planned"),
        ("材料支出18.6元，低于控制目标（20元）1.4元。", "20元", "reference"),
        ("新增企业93家，占年度计划240家的38.8%。", "240家", "reference"),
        ("新增企业93家，占年度计划240家的38.8%。", "38.8%", "achieved"),
    ],
)
def test_what_is_ahead_or_aimed_at_in_a_summary(sentence: str, quote: str, phase: str) -> None:
    """What stands behind 届时 and 预计 is planned, a target beside a result is a reference."""
    assert found(SUMMARY.format(done=sentence, opening="", sentence="引进博士3名。"))[quote].phase == phase


def test_the_share_of_a_task_is_of_what_was_counted() -> None:
    """完成年度任务600公里的71%: the task and the share are of what was counted before."""
    text = SUMMARY.format(done="新改建公路426公里，完成年度任务600公里的71%。", opening="", sentence="引进博士3名。")
    quantities = found(text)
    assert quantities["600公里"].indicator == "公路"
    assert quantities["71%"].indicator == "公路完成年度任务"


@pytest.mark.parametrize(
    ("sentence", "quote", "phase"),
    [
        ("今年一季度共检查食堂209家次，整改率98.2%。", "98.2%", "achieved"),
        ("上半年完成投资0.7亿元，占28%。", "28%", "achieved"),
        ("三季度检查食堂30家。", "30家", "planned"),
        ("B级以上食堂占比达到95%以上（2023年为88.6%）。", "88.6%", "achieved"),
        ("B级以上食堂占比达到95%以上（2023年为88.6%）。", "95%以上", "planned"),
    ],
)
def test_a_quarter_gone_by_tells_of_what_was_done(sentence: str, quote: str, phase: str) -> None:
    """A quarter or half that ended before the document, and the level of a past year in brackets, set no target."""
    text = NOTICE.format(sentence=sentence)
    assert found(text)[quote].phase == phase
    if "一季度" in sentence:
        assert kind_of(text, "今年一季度") == "achievement"


@pytest.mark.parametrize(
    ("deadline", "end"),
    [
        ("完成时限：8月底前建成4所，其余2所12月底前主体完工。", dt.date(2022, 12, 31)),
        ("时间进度：一季度完成选址，二季度开工，11月底前投入使用", dt.date(2022, 11, 30)),
        ("完成时限：8月底前", dt.date(2022, 8, 31)),
    ],
)
def test_the_last_step_of_a_deadline_line_closes_its_item(deadline: str, end: dt.date) -> None:
    """An item is due when the last of the steps in its line of deadline is."""
    assert ends(found(ITEMS.format(deadline=deadline))["1620个"]) == end


@pytest.mark.parametrize(
    ("sentence", "quote", "end"),
    [
        ("新建护栏32公里，4月启动，8月底前完成。", "32公里", dt.date(2025, 8, 31)),
        ("改造渠道12公里，3月底前开工，11月底前完工。", "12公里", dt.date(2025, 11, 30)),
        ("改造渠道15公里，3月底前完工，新建堤防9公里，11月底前完工。", "15公里", dt.date(2025, 3, 31)),
        ("改造渠道15公里，3月底前完工，新建堤防9公里，11月底前完工。", "9公里", dt.date(2025, 11, 30)),
    ],
)
def test_steps_behind_a_number(sentence: str, quote: str, end: dt.date) -> None:
    """The last step behind a number is its deadline; what closes the number before does not date the next one."""
    assert ends(found(LETTER.format(sentence=sentence))[quote]) == end


def test_last_years_marking_in_a_responsibility_letter_is_past() -> None:
    """2024年度考核中，… and 共发生事故… in a letter of 2025 report; what is granted and demanded beside them does not."""
    text = LETTER.format(sentence="区水利局：改造渠道12公里。")
    quantities = found(text)
    assert {quantities[quote].phase for quote in ("8个", "2个", "14起", "11人")} == {"achieved"}
    assert quantities["10万元"].phase == "planned" and kind_of(text, "各单位要认真") == "task"


def test_a_body_before_a_colon_with_its_helper_in_brackets() -> None:
    """区交通运输局（区公安分局配合）：整治…: the first one answers, the one in brackets cooperates."""
    roles = {
        r.name: r.role for r in read(LETTER.format(sentence="区交通运输局（区公安分局配合）：整治路口47处。")).responsibilities
    }
    assert roles["区交通运输局"] == "responsible" and roles["区公安分局"] == "cooperate"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("改造茶园8000亩。（土肥站牵头，植保站、经作站配合）", {"土肥站": "lead", "植保站": "cooperate", "经作站": "cooperate"}),
        ("市卫健委要对卫生院项目挂牌督办。", {"市卫健委": "responsible"}),
        ("东岭县要倒排工期，加快施工。", {"东岭县": "responsible"}),
        ("政府应对突发事件的能力得到增强。", {}),
        ("老城区要结合更新改造增加绿地。", {}),
    ],
)
def test_who_is_charged(sentence: str, expected: dict[str, str]) -> None:
    """Stations of a bureau, bodies that 要对 charges, and counties by their own name answer; kinds of places do not."""
    assert bodies(sentence) == expected


def test_brackets_of_a_town_name_offices_and_communities() -> None:
    """（镇规建办、石桥社区） assigns where the document closes its items so; （含沙坪村） does not."""
    names = {r.name for r in read(TOWN).responsibilities}
    assert {"镇规建办", "石桥社区", "各村", "镇派出所"} <= names and not any("沙坪" in name for name in names)


def test_articles_with_titles_are_headings() -> None:
    """第二条 整治重点 on a line of its own is a heading with points below it; its reach promises nothing."""
    document = read(ARTICLES)
    titles = [heading.title for heading in document.headings]
    assert "整治重点" in titles and "压实主体责任" in titles and "加大投入" in titles
    quantities = found(ARTICLES)
    assert "143家" not in quantities or quantities["143家"].phase != "planned"
    assert quantities["不少于300批次"].phase == "planned"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("资金拨付率达不到90%的，每低1个百分点扣0.5分。", "background"),
        ("考核得分90分以上的为优秀，60分以下为不合格。", "background"),
        ("考核实行千分制，其中过程考核占60%、结果考核占40%。", "background"),
        ("县督查室每季度开展一次实地督查，抽查比例不低于30%。", "task"),
    ],
)
def test_a_marking_scheme_promises_nothing(sentence: str, kind: str) -> None:
    """Points, weights and thresholds of marks are background; what has to be done in marking is a task."""
    text = SCHEME.format(sentence=sentence)
    assert kind_of(text, sentence[:6]) == kind
    if kind == "background":
        assert all(q.phase != "planned" for q in read(text).quantities if q.start < text.index("第三条"))


def test_difficulties_between_deeds_and_plans_are_problems() -> None:
    """三、存在的问题 of an account, behind what was put right and before what comes next, lists problems."""
    text = RECTIFIED.format(told="19家养殖场已建成处理设施。")
    assert kind_of(text, "部分任务资金") == kind_of(text, "2个乡镇未按期") == "problem"
    assert found(text)["8700万元"].phase == "reference"
    assert kind_of(text, "19家养殖场") == "achievement"


def test_what_is_striven_for_in_an_account_is_planned() -> None:
    """剩余7个问题已纳入计划，力争…清零: the rest is to come; 全力争取到 tells of a deed."""
    text = RECTIFIED.format(told="剩余7个问题已纳入计划，力争2023年6月底前清零。全力争取资金9亿元。")
    quantities = found(text)
    assert quantities["清零"].phase == "planned" and quantities["9亿元"].phase == "achieved"


@pytest.mark.parametrize(
    ("sentence", "quote", "name"),
    [
        ("市教育局要确保8所公办幼儿园9月1日前投入使用。", "8所", "公办幼儿园"),
        ("市工信局要确保规上工业增加值增速不低于8%。", "不低于8%", "规上工业增加值增速"),
        ("18个项目8月底前全部开工，投资完成率达到80%以上。", "80%以上", "投资完成率"),
        ("波动幅度控制在正负5%以内。", "5%以内", "波动幅度"),
        ("应免畜禽免疫密度达到100%。", "100%", "应免畜禽免疫密度"),
        ("整治排查出的问题厕所312户。", "312户", "问题厕所"),
        ("新开展新技术新项目30项以上。", "30项以上", "新技术新项目"),
        ("三年突破“卡脖子”技术30项。", "30项", "“卡脖子”技术"),
        ("检查检验结果互认项目扩大到150项。", "150项", "检查检验结果互认项目"),
        ("每家给予最高不超过80万元的贷款贴息。", "最高不超过80万元", "贷款贴息"),
        ("完成时限：8月底前建成4所。", "4所", ""),
    ],
)
def test_names(sentence: str, quote: str, name: str) -> None:
    """Names without charged bodies, labels, verbs of finding and bounds; interest subsidies are granted."""
    assert found(PLAN.format(sentence=sentence))[quote].indicator == name


@pytest.mark.parametrize(
    ("sentence", "quote", "name"),
    [
        ("餐厨垃圾处理费暂按每吨240元执行。", "240元", "餐厨垃圾处理费"),
        ("预警信息从制作到发布不超过15分钟。", "不超过15分钟", "预警信息从制作到发布"),
        ("陪餐记录保存6个月以上。", "6个月以上", "陪餐记录保存"),
        ("截至2024年底，已建成基站1.26万个；到2026年累计建成2万个以上。", "2万个以上", "基站"),
    ],
)
def test_charges_lengths_and_totals(sentence: str, quote: str, name: str) -> None:
    """A price by which something is charged, a length that is kept, and the total of what the sentence before counted."""
    assert found(PLAN.format(sentence=sentence))[quote].indicator == name


@pytest.mark.parametrize(
    ("sentence", "quote", "phase"),
    [
        ("对43处水毁工程，已修复29处，剩余14处4月底前修复。", "43处", "reference"),
        ("对43处水毁工程，已修复29处，剩余14处4月底前修复。", "14处", "planned"),
        ("不发生一次死亡3人及以上火灾事故。", "3人及以上", "condition"),
        ("事故死亡人数减少3人。", "3人", "planned"),
    ],
)
def test_wholes_partly_done_and_which_accidents(sentence: str, quote: str, phase: str) -> None:
    """The whole beside what is done of it is a reference; casualties before 事故 only say which accidents are meant."""
    assert found(PLAN.format(sentence=sentence))[quote].phase == phase


def test_a_convention_inside_a_list_holds_from_there_on() -> None:
    """排第一位的为牵头单位 in a line of the second item makes no leaders in the first one, nor of people anywhere."""
    text = ITEMS.format(deadline="完成时限：8月底前").replace(
        "责任单位：县水利局", "责任领导：张春梅\n责任单位：县水利局、县财政局（排第一位的为牵头单位）"
    )
    roles = {body.name: body.role for body in read(text).responsibilities}
    assert roles["县教育体育局"] == "responsible" and roles["张春梅"] == "responsible"
    assert roles["县水利局"] == "lead" and roles["县财政局"] == "responsible"


AUDIT = """云溪县2022年度审计查出问题整改情况的报告

一、整改工作推进情况
县审计局开展现场督查11次。

二、审计查出问题的整改情况
（一）财政管理审计查出问题的整改情况
1.预算编制不够精准方面。关于“部分资金未细化，涉及金额4260万元”的问题。县财政局已将资金3980万元全部细化。
2.关于“存量资金未清理”的问题。已收回1870万元，其余445万元因项目尚未决算，将于2023年12月底前清理完毕。
（二）政府投资项目审计查出问题的整改情况
关于“2个项目超概算10%以上未报批”的问题，建设单位已补办手续3个。

三、尚未整改到位的问题及下一步安排
未整改到位的9个问题中，预算管理方面5个。下一步，县政府将重点抓好以下工作：
（一）压实整改责任。力争2024年3月底前整改到位7个以上。
（二）健全长效机制。2024年6月底前出台制度不少于6项。
"""


def test_findings_that_an_audit_account_quotes() -> None:
    """关于“…”的问题。 is a finding, commas and all; what was done behind it is done, and its numbers are references."""
    assert kind_of(AUDIT, "部分资金未细化") == "problem" and kind_of(AUDIT, "县财政局已将") == "achievement"
    quantities = found(AUDIT)
    assert quantities["4260万元"].phase == quantities["10%以上"].phase == "reference"
    assert quantities["3980万元"].phase == quantities["1870万元"].phase == quantities["3个"].phase == "achieved"
    assert quantities["445万元"].phase == "planned"


def test_what_comes_next_below_a_heading_on_what_is_left() -> None:
    """三、尚未整改到位的问题及下一步安排: the sentence right below it is a problem, its own headings stand over tasks."""
    assert kind_of(AUDIT, "未整改到位的9个") == "problem"
    quantities = found(AUDIT)
    assert quantities["7个以上"].phase == quantities["不少于6项"].phase == "planned"


def test_a_date_parts_a_body_from_its_deed() -> None:
    """城投集团9月底前开工8处: the body is no name of what is counted."""
    assert "集团" not in found(PLAN.format(sentence="城投集团9月底前开工建设不少于8处。"))["不少于8处"].indicator
