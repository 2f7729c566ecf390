"""Reports beside the work report: budgets, plans' drafts, audits, evaluations, lists of livelihood matters, news, replies."""

from __future__ import annotations

import pytest

from policy_extract import Extractor
from policy_extract.rows import StatementRow

BUDGET = """关于云溪市2030年预算执行情况和2031年预算草案的报告
——2031年1月8日在云溪市第八届人民代表大会第四次会议上
云溪市财政局
一、2030年预算执行情况
（一）一般公共预算
2030年，全市一般公共预算收入完成86.3亿元，增长5.2%。
（二）债务情况
全年发行新增专项债券36.5亿元、再融资债券22.3亿元。
二、2031年预算草案
（一）收入预算
2031年全市一般公共预算收入预期90.6亿元，增长5%左右。
（二）支出预算
市级一般公共预算支出安排73.4亿元，其中教育支出11.6亿元。
"""
AUDIT = """关于2030年度市级预算执行审计查出问题整改情况的报告
——2031年12月26日在云溪市第八届人民代表大会常务委员会第二十次会议上
一、审计查出问题的整改情况
（一）财政管理问题的整改情况
1.关于预算编制不够细化的问题。市财政局修订管理办法，细化到具体项目。已整改到位。
2.关于6个项目1.32亿元专项资金滞留的问题。市财政局已拨付1.05亿元。
3.关于3个县医保基金违规结算的问题。市医保局追回基金423.5万元，约谈医疗机构19家，正在推进智能审核系统建设，预计2032年6月底前上线运行。
二、尚未完成整改的主要原因及下一步安排
截至11月底，仍有21个问题正在整改。主要原因：一是历史遗留问题情况复杂，涉及12个；二是需要多方协调，涉及9个。
下一步，市政府将督促有关单位分类施策。对分阶段整改的9个问题，2032年6月底前完成。
"""
EVALUATION = """云溪市“十五五”规划纲要实施中期评估报告
2028年12月
一、总体进展
（一）经济实力稳步增强。2026—2027年地区生产总值年均增长5.4%，低于规划目标1.1个百分点；预计到2030年地区生产总值可达到1480亿元左右，与1600亿元的目标仍有差距。
（二）创新能力持续提升。2027年研发经费投入强度为1.86%，距2030年2.5%的目标还差0.64个百分点。
二、下一步建议
（一）加大创新投入。力争2030年有研发活动的规上企业占比提高到50%以上。
"""
MATTERS = """2031年云溪市民生实事项目上半年进展情况
今年以来，10件民生实事总体进展顺利。
1.城镇新增就业2.8万人。上半年新增1.62万人，完成年度目标的57.9%。
2.为65岁以上老年人免费体检15万人次。已体检9.8万人次，进度65.3%。
3.新改建农村公路260公里。累计完成投资1.9亿元，建成171公里。
4.培训家政服务员8000人。该项目已提前完成，实际培训8326人。
下半年，各牵头单位要进一步加大推进力度，确保11月底前全部完成，群众满意度达95%以上。
"""
NEWS = """云溪市上半年重点项目开工率达92%
本报讯（记者 李明）7月15日，记者从市发展和改革委员会获悉，今年上半年，全市112个市级重点项目已开工103个。
清河大桥工程完成总工程量的68%，计划明年6月通车。
市发展和改革委员会副主任王强介绍，截至6月底，共协调解决用地等问题76个，为项目争取上级专项资金4.3亿元。
据悉，下半年，我市将聚焦尚未开工的9个项目，确保9月底前全部开工，全年完成投资340亿元以上。
"""
REPLY = """云溪市交通运输局关于市八届人大四次会议第56号建议的答复
张华代表：
您提出的《关于加快农村公路提档升级的建议》收悉。现答复如下：
近年来，我市高度重视农村公路建设，累计投入资金18.6亿元。2030年创建示范县1个，改造危桥36座。
但正如您所指出的，我市部分农村公路等级偏低，管养资金缺口每年约4200万元。
下一步，我们将重点做好以下工作：
一是加快提档升级。2031年计划新改建农村公路280公里。
二是强化资金保障。积极争取上级补助，督促各县按县道每年每公里不低于1万元的标准落实养护经费。
云溪市交通运输局
2031年5月20日
"""
QUARTER = """2031年一季度云溪市经济运行情况
云溪市统计局 2031年4月22日
今年以来，全市经济运行实现良好开局。根据统一核算结果，一季度全市实现地区生产总值312.6亿元，同比增长6.1%。
一、工业生产较快增长。规模以上工业增加值同比增长8.3%。
二、消费稳中有升。社会消费品零售总额128.4亿元，增长5.2%。
"""


def rows(extractor: Extractor, text: str) -> list[StatementRow]:
    """The records of a text."""
    (result,) = extractor.extract_text(text)
    return list(result.rows[1])


def phases(extractor: Extractor, text: str) -> dict[str, str]:
    """Phases by the quotes of the numbers, the first of each."""
    found: dict[str, str] = {}
    for row in rows(extractor, text):
        for quantity in row.quantities:
            found.setdefault(quantity.quote, quantity.phase)
    return found


def names(extractor: Extractor, text: str) -> dict[str, str]:
    """Indicators by the quotes of the numbers."""
    return {quantity.quote: quantity.indicator for row in rows(extractor, text) for quantity in row.quantities}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            BUDGET,
            {"86.3亿元": "achieved", "36.5亿元": "achieved", "90.6亿元": "planned", "5%左右": "planned", "73.4亿元": "planned"},
        ),
        (AUDIT, {"423.5万元": "achieved", "19家": "achieved", "12个": "reference", "9个": "reference", "6个": "reference"}),
        (EVALUATION, {"5.4%": "achieved", "1480亿元左右": "planned", "1600亿元": "reference", "2.5%": "reference"}),
        (EVALUATION, {"0.64个百分点": "reference", "1.86%": "achieved", "50%以上": "planned"}),
        (
            MATTERS,
            {"2.8万人": "planned", "1.62万人": "achieved", "57.9%": "achieved", "15万人次": "planned", "65.3%": "achieved"},
        ),
        (MATTERS, {"260公里": "planned", "171公里": "achieved", "8000人": "planned", "8326人": "achieved", "95%以上": "planned"}),
        (NEWS, {"103个": "achieved", "68%": "achieved", "76个": "achieved", "4.3亿元": "achieved", "340亿元以上": "planned"}),
        (REPLY, {"18.6亿元": "achieved", "36座": "achieved", "280公里": "planned", "不低于1万元": "planned"}),
        (QUARTER, {"312.6亿元": "achieved", "6.1%": "achieved", "8.3%": "achieved"}),
    ],
)
def test_planned_and_reached(extractor: Extractor, text: str, expected: dict[str, str]) -> None:
    """No draft is told as reached, no deed as planned, and an aim from which a distance is told is neither."""
    found = phases(extractor, text)
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("text", "opening", "kind"),
    [
        (MATTERS, "下半年，各牵头单位要", "task"),
        (MATTERS, "2.为65岁以上", "task"),
        (AUDIT, "主要原因：一是", "problem"),
        (AUDIT, "二是需要多方协调", "problem"),
        (AUDIT, "市财政局修订管理办法", "achievement"),
        (AUDIT, "对分阶段整改的9个问题", "task"),
        (REPLY, "但正如您所指出的", "problem"),
        (REPLY, "积极争取上级补助", "task"),
        (NEWS, "市发展和改革委员会副主任", "achievement"),
    ],
)
def test_kinds(extractor: Extractor, text: str, opening: str, kind: str) -> None:
    """What comes next is a task, what is lacking a problem, what was done an achievement."""
    assert [row.kind for row in rows(extractor, text) if row.quote.startswith(opening)] == [kind]


def test_a_mark_speaks_of_its_own_item(extractor: Extractor) -> None:
    """已整改到位 behind the first finding says nothing of the second, whose title holds numbers; a sum of findings marks none."""
    marked = {row.quote[:6]: [status.state for status in row.statuses] for row in rows(extractor, AUDIT)}
    assert marked["1.关于预算"] == ["done"]
    assert marked["2.关于6个"] == marked["3.关于3个"] == marked["下一步，市政"] == []
    assert marked["截至11月底"] == ["ongoing"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BUDGET, {"22.3亿元": "再融资债券"}),
        (AUDIT, {"423.5万元": "基金", "19家": "医疗机构"}),
        (EVALUATION, {"50%以上": "有研发活动的规上企业占比"}),
        (MATTERS, {"1.62万人": "城镇新增就业", "171公里": "农村公路"}),
    ],
)
def test_names(extractor: Extractor, text: str, expected: dict[str, str]) -> None:
    """A count without a noun of its own is of what its item names; a verb is no part of a name, a word with a verb in it is."""
    found = names(extractor, text)
    assert {quote: found[quote] for quote in expected} == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("企业自筹研发经费不低于20万元，财政按30%配套。", {"不低于20万元": "condition", "30%": "planned"}),
        ("到2031年，推动28个乡镇生活污水治理率达到60%。", {"28个": "reference", "60%": "planned"}),
        ("建成一批年产值超2000万元、超亿元的工厂。", {"超2000万元": "condition", "超亿元": "condition"}),
        ("争取年收入过百万元的村社600家以上、过千万元的村社60家以上。", {"600家以上": "planned", "60家以上": "planned"}),
        ("每年安排专项资金不少于500万元，市财政按30%配套。", {"不少于500万元": "planned"}),
    ],
)
def test_who_gets_it_and_what_is_reached(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    """What a payer adds, sizes in a row, and those whose rate follows."""
    found = phases(extractor, f"云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n")
    assert {quote: found.get(quote) for quote in expected} == expected


@pytest.mark.parametrize(
    ("sentence", "name", "scope"),
    [
        ("省财政厅核定我市2030年政府债务限额为298.4亿元。", "政府债务限额", "我市"),
        ("谋划项目，争取到位上级预算内资金3.2亿元。", "上级预算内资金", None),
        ("收入31.2亿元，加上级补助收入42.7亿元。", "上级补助收入", None),
        ("发放低保、五保、临时救助等资金520万元。", "低保、五保、临时救助等资金", None),
        ("通过上缴国库、收回资金等方式整改问题金额7.64亿元。", "整改问题金额", None),
        ("新修梯田1.4万亩。", "梯田", None),
    ],
)
def test_names_of_accounts(extractor: Extractor, sentence: str, name: str, scope: str | None) -> None:
    """Verbs, ways and givers before what is counted are no part of its name."""
    read = rows(extractor, f"云溪县2030年工作总结\n一、工作开展情况\n（一）推进发展。{sentence}\n")
    quantity = [quantity for row in read for quantity in row.quantities][-1]
    assert (quantity.indicator, quantity.scope) == (name, scope)


def test_what_is_all_done_is_the_things(extractor: Extractor) -> None:
    """项目12个，计划总投资8600万元，6月底前全部开工: the projects are begun, not their sum."""
    found = names(
        extractor, "云溪市产业发展实施方案（2031年）\n一、任务\n（一）实施示范项目12个，计划总投资8600万元，6月底前全部开工。\n"
    )
    assert found["全部"] == "示范项目开工"


def test_the_cover_says_in_which_year_an_account_speaks(extractor: Extractor) -> None:
    """An evaluation in the middle of a period does not speak in the period's first year."""
    (result,) = extractor.extract_text(EVALUATION)
    assert result.document.meta.year == 2028


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("对购车的个人，裸车价10万元（含）至20万元的补贴3000元。", {"10万元（含）至20万元": "condition", "3000元": "planned"}),
        (
            "20万元及以上的补贴5000元，全市总额度2000万元。",
            {"20万元及以上": "condition", "5000元": "planned", "2000万元": "planned"},
        ),
        ("给予5000元以上的补贴。", {"5000元以上": "planned"}),
        ("按机具购置款的10%给予最高300万元补助。", {"10%": "planned", "最高300万元": "planned"}),
    ],
)
def test_classes_of_a_grant(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    """A bound right before 的 and a grant with its amount says who gets it; the bound of the grant itself is planned."""
    found = phases(extractor, f"云溪市促进消费若干措施（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n")
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("《措施》共5个方面18条，主要包括以下内容。", []),
        ("本方案分6章32条。", []),
        ("《意见》提出23项举措。", ["举措"]),
        ("每千名老年人配备社会工作者1.2人以上。", ["每千名老年人配备社会工作者"]),
        ("每个县配备社工2名。", ["社工"]),
        ("对4家养殖场下达整改通知书。", ["养殖场"]),
        ("市政府督查室每半月调度一次。", ["调度"]),
    ],
)
def test_names_in_plans(extractor: Extractor, sentence: str, found: list[str]) -> None:
    """A document's own parts are no targets; so many among so many people is one measure; a deed ends a name."""
    read = rows(extractor, f"云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n")
    assert [quantity.indicator for row in read for quantity in row.quantities] == found


def test_questions_commit_nobody(extractor: Extractor) -> None:
    """A guide to a policy asks before it answers."""
    text = "《云溪市促进消费若干措施》政策解读\n一、政策问答\n问：个人如何申领补贴？\n答：审核通过后15个工作日内发放到位。\n"
    assert [row.quote[:2] for row in rows(extractor, text)] == ["答："]


PROFILE = """建强党组织引领医院稳步发展
——云溪市第一人民医院党委工作纪实
云溪市第一人民医院始建于1952年，编制床位1800张，现有职工2436人。
强化政治引领，把准发展方向
医院党委落实院长负责制，2030年召开党委会46次，研究事项189项。学科带头人中党员占比达78.9%，较三年前提高15个百分点。
深化改革创新，提升服务能力
近年来，医院先后建成省级重点专科14个。2030年，门急诊量达186.5万人次，同比增长9.3%；平均住院日降至6.9天。
医院党委书记表示，“十六五”末，医院将力争进入全省前列，新建国家级临床重点专科2个，新增床位1000张。
"""
INSPECTION = """中共青川县中医院委员会巡察整改情况通报
一、组织落实情况
（一）细化整改责任。针对反馈的15个问题，制定整改措施63条。截至目前，已完成整改13个，正在推进2个。
二、整改落实情况
1.公立医院改革推进缓慢，平均住院日偏高。
整改情况：成立工作专班，病案首页合格率由86.3%提升至95.1%；平均住院日由9.2天下降至8.1天，药占比下降2.4个百分点。下一步，力争2031年底降至7.5天以内。
整改状态：阶段性完成
2.医用耗材采购管理不规范。
整改情况：对采购的186个品种全面清查，退回违规费用3.18万元，处罚科室5个。
整改状态：已完成
三、下一步工作打算
（一）持续深化整改。对已完成的整改任务开展“回头看”，对未完成的2项任务明确专人负责，确保12月底前全部整改到位。
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PROFILE, {"46次": "achieved", "78.9%": "achieved", "14个": "achieved", "9.3%": "achieved"}),
        (PROFILE, {"6.9天": "achieved", "2个": "planned", "1000张": "planned"}),
        (
            INSPECTION,
            {"13个": "achieved", "95.1%": "achieved", "8.1天": "achieved", "2.4个百分点": "achieved", "7.5天以内": "planned"},
        ),
    ],
)
def test_profiles_and_inspections(extractor: Extractor, text: str, expected: dict[str, str]) -> None:
    """A portrait of a hospital says by its subtitle and words that it looks back; levels that changed are reached."""
    found = phases(extractor, text)
    assert {quote: found.get(quote) for quote in expected} == expected


def test_lines_of_two_halves_are_headings(extractor: Extractor) -> None:
    """Several short lines of two halves between long paragraphs name what follows."""
    (result,) = extractor.extract_text(PROFILE)
    titles = [heading.title for heading in result.document.headings]
    assert titles[1:] == ["强化政治引领，把准发展方向", "深化改革创新，提升服务能力"]


def test_a_count_of_what_is_put_right_marks_no_item(extractor: Extractor) -> None:
    """已完成整改13个 sums up."""
    assert all(not row.statuses for row in rows(extractor, INSPECTION) if "63条" in row.quote or "13个" in row.quote)


def test_names_of_inspections(extractor: Extractor) -> None:
    """What was done with things is no part of their name; which ones are meant is."""
    found = names(extractor, INSPECTION)
    assert (found["186个"], found["3.18万元"], found["5个"]) == ("品种", "违规费用", "科室")
    assert [q.indicator for row in rows(extractor, INSPECTION) for q in row.quantities if q.quote == "2项"] == ["未完成的任务"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("技术服务收入（不含设备、材料收入）占经营收入的比例达到35%以上。", "技术服务收入（不含设备、材料收入）占经营收入的比例"),
        ("落实编制动态调整机制，编制使用率达到90%以上。", "编制使用率"),
    ],
)
def test_whole_names(extractor: Extractor, sentence: str, name: str) -> None:
    """A bracket with a list inside belongs to the name; 编制 may be a noun."""
    text = f"青川县公立医院高质量发展行动方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n"
    assert list(names(extractor, text).values()) == [name]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("建成和美乡村42个。", "和美乡村"),
        ("创建和谐社区12个。", "和谐社区"),
        ("关闭到期矿山15家。", "到期矿山"),
        ("要素保障率达到95%。", "要素保障率"),
        ("新增再生水利用设施42座。", "再生水利用设施"),
        ("建成共富工坊20个。", "共富工坊"),
        ("建设还建房1200套。", "还建房"),
        ("对20个单位党组织开展巡察。", "单位党组织"),
        ("出院人次增长，三、四级手术占比达到75%。", "三、四级手术占比"),
        ("日间手术占择期手术比例提升至25%。", "日间手术占择期手术比例"),
        ("选派干部30名组成工作队。", "干部"),
    ],
)
def test_words_that_begin_like_a_particle(extractor: Extractor, sentence: str, name: str) -> None:
    """和, 到, 要, 再, 共, 还 open words as well; a numeral before 、 may be a grade."""
    text = f"云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n"
    assert list(names(extractor, text).values()) == [name]


def test_offices_of_a_body_close_its_items(extractor: Extractor) -> None:
    """In the plan of a hospital or a bureau the brackets behind the items name offices that no list knows."""
    text = (
        "云溪市第一人民医院2031年工作计划\n一、提升质量\n（一）加强专科建设。新增省级重点专科3个。（医务部、科教部）\n"
        "（二）加强护理。优质护理覆盖率达到100%。（护理部）\n（三）加强院感。手卫生依从率达到95%。（院感科、各临床科室）\n"
    )
    found = {row.quote: [body.name for body in row.responsibilities] for row in rows(extractor, text)}
    assert found["新增省级重点专科3个。"] == ["医务部", "科教部"]
    assert found["优质护理覆盖率达到100%。"] == ["护理部"]
    assert found["手卫生依从率达到95%。"] == ["院感科", "各临床科室"]


def test_lessons_commit_nobody(extractor: Extractor) -> None:
    """What was learnt stands behind what was done."""
    text = (
        "推行积分制的做法与成效\n一、主要做法\n（一）建强组织。建成站点14个。\n二、经验启示\n推行积分制，关键在坚持党建引领。\n"
    )
    assert [row.quote for row in rows(extractor, text)] == ["建成站点14个。"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("农村自来水普及率达93%，卫生厕所普及率提高到85.6%。", {"93%": None, "85.6%": None}),
        ("从业人员达到1200人，技术人员增加到300人。", {"1200人": None, "300人": None}),
        ("森林覆盖率由60%提高到65%。", {"65%": "60"}),
        ("床位从1200张增加到2000张。", {"2000张": "1200"}),
    ],
)
def test_starting_values(extractor: Extractor, sentence: str, expected: dict[str, str | None]) -> None:
    """自来水 and 从业 open no starting value: no number is lost to the next one as what it was before."""
    read = rows(extractor, f"云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n")
    found = {q.quote: q.baseline and str(q.baseline.value) for row in read for q in row.quantities}
    assert found == expected


RESULTS = """关于云溪市2030年度民生实事完成情况的公示
现将2030年度民生实事完成情况予以公示。
一、就业促进工程。计划城镇新增就业3万人，实际完成3.26万人，完成率108.7%。
二、学前教育工程。计划新建公办幼儿园10所，新增学位2700个。10所幼儿园已全部完工并投入使用，新增学位2880个。
三、健康守护工程。为6.5万名农村妇女开展免费筛查，任务已超额完成，实际筛查6.72万人。
四、养老服务工程。新增护理型床位600张，建成社区食堂40个。截至12月底，分别完成632张、43个。
五、安居保障工程。改造老旧小区62个。目前老旧小区改造完工58个，其余4个预计2031年3月底前完工。
云溪市人民政府办公室
2031年1月6日
"""


def test_what_was_planned_and_what_it_came_to(extractor: Extractor) -> None:
    """A list of results repeats each task before it says how far it has come; 截至12月底 in January is last December."""
    expected = {"3万人": "planned", "3.26万人": "achieved", "10所": "planned", "2700个": "planned", "2880个": "achieved"}
    expected |= {"6.5万名": "planned", "6.72万人": "achieved", "600张": "planned", "632张": "achieved", "43个": "achieved"}
    expected |= {"62个": "planned", "58个": "achieved", "4个": "planned"}
    found = phases(extractor, RESULTS)
    assert {quote: found.get(quote) for quote in expected} == expected
    told = names(extractor, RESULTS)
    assert (told["3.26万人"], told["632张"], told["43个"]) == ("城镇新增就业", "护理型床位", "社区食堂")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("集成电路产业规模突破千亿元。", "集成电路产业规模"),
        ("取消行政许可18项。", "行政许可"),
        ("新建气象雷达3部。", "气象雷达"),
        ("新开发公益性就业岗位1.5万个。", "公益性就业岗位"),
        ("新创办小微企业5.4万户。", "小微企业"),
        ("充分就业社区达100个。", "充分就业社区"),
    ],
)
def test_names_are_not_cut_inside_a_word(extractor: Extractor, sentence: str, name: str) -> None:
    """集成, 可, 达, 新开 and 充分 are parts of words here."""
    text = f"云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{sentence}\n"
    assert list(names(extractor, text).values()) == [name]


CAMPAIGN = """青川县2031年“春风行动”就业服务活动总结
我县于1月15日至3月31日组织开展了“春风行动”。现将活动情况总结如下：
一、主要做法
（一）精准帮扶。“点对点”输送务工人员1260人，兑现一次性交通补贴63万元。目前，全县专职人员仍有缺口，每万人仅有3名。
二、下步打算
持续开展活动，4月至6月组织专场招聘不少于20场，全年城镇新增就业3200人以上。年底前建成就业帮扶车间12个。
"""


def test_what_an_account_without_a_date_plans(extractor: Extractor) -> None:
    """Months of the year it speaks of are still to come below 下步打算; what it lacks is no achievement."""
    ends = {q.quote: str(q.when.end_date) if q.when else None for row in rows(extractor, CAMPAIGN) for q in row.quantities}
    assert {quote: phase for quote, phase in phases(extractor, CAMPAIGN).items() if "不" in quote or "以上" in quote} == {
        "不少于20场": "planned",
        "3200人以上": "planned",
    }
    assert (ends["不少于20场"], ends["3200人以上"], ends["12个"]) == ("2031-06-30", "2031-12-31", "2031-12-31")
    assert names(extractor, CAMPAIGN)["12个"] == "就业帮扶车间"
    assert [row.kind for row in rows(extractor, CAMPAIGN) if row.quote.startswith("目前")] == ["problem"]
    assert not any(q.scope for row in rows(extractor, CAMPAIGN) for q in row.quantities if q.quote == "63万元")


def test_firms_above_a_rate(extractor: Extractor) -> None:
    """高于70%的企业 says which firms are meant; 超过85%的企业实现盈利 is an aim."""
    frame = "云溪市产业发展实施方案（2031年）\n一、重点任务\n（一）加快发展。{}\n"
    assert phases(extractor, frame.format("高于70%的企业三年内降至警戒线以下。")) == {"高于70%": "condition"}
    assert phases(extractor, frame.format("超过85%的企业实现盈利。")) == {"超过85%": "planned"}


CENSUS = """青川县第七次全国人口普查{}
青川县统计局
2031年6月15日
根据国务院决定，我国以2030年11月1日零时为标准时点进行了第七次全国人口普查。现将主要数据公布如下：
一、常住人口
全县常住人口为356842人，与2020年普查的398516人相比，减少41674人，下降10.46%。
二、户别人口
全县共有家庭户128436户，平均每个家庭户的人口为2.63人，比2020年减少0.42人。
三、年龄构成
60岁及以上人口为91683人，占25.69%。文盲率由5.21%下降为3.47%，下降1.74个百分点。
四、受教育程度
每10万人中具有大学文化程度的由3862人上升为8247人。居住在城镇的人口为171284人，占48.00%；居住在乡村的人口为185558人，占52.00%。
"""


@pytest.mark.parametrize("title", ["公报", "主要数据"])
def test_a_text_that_wills_nothing_tells_how_things_are(extractor: Extractor, title: str) -> None:
    """A census is no plan, whatever its title is called; what it compares with is no level of its own."""
    found = phases(extractor, CENSUS.format(title))
    assert found.pop("398516人") == "reference"
    assert set(found.values()) == {"achieved"}
    assert names(extractor, CENSUS.format(title))["41674人"] == "常住人口"


EVALUATED = """云溪市第一人民医院2030年度绩效自评报告
一、绩效目标完成情况
（一）数量指标。门急诊人次年度目标值180万人次，实际完成186.5万人次，完成率103.6%；甲级病案率目标值≥95%，实际96.3%。
（二）质量指标。医院感染发生率目标值≤1.5%，实际0.92%；出院患者随访率目标值100%，实际99.1%，未完成目标。
"""


def test_targets_beside_what_was_reached(extractor: Extractor) -> None:
    """目标值≥95%，实际96.3%: one number each of what was aimed at and what was reached, with one name."""
    found = phases(extractor, EVALUATED)
    aimed = ["180万人次", "≥95%", "≤1.5%", "100%"]
    reached = ["186.5万人次", "103.6%", "96.3%", "0.92%", "99.1%"]
    assert [found[quote] for quote in aimed + reached] == ["planned"] * 4 + ["achieved"] * 5
    told = names(extractor, EVALUATED)
    assert told["≥95%"] == told["96.3%"] == "甲级病案率"


@pytest.mark.parametrize(
    "sentence",
    [
        "满意度达到95%以上的得20分，低于90%的不得分。",
        "指标排名前3位的得满分，第4至6位的得35分。",
        "季度调度成绩占20%，年终考核占50%。",
    ],
)
def test_marks_are_no_targets(extractor: Extractor, sentence: str) -> None:
    """How work is marked promises nothing."""
    text = f"云溪市2031年度优化营商环境工作考核办法\n一、考核内容\n（一）指标评价。{sentence}\n"
    assert "planned" not in phases(extractor, text).values()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("新增市政消火栓420具、完好率98%。", {"420具": "市政消火栓", "98%": "完好率"}),
        ("督促整改隐患1.8万处，下发责令改正通知书3260份。", {"1.8万处": "隐患", "3260份": "责令改正通知书"}),
        ("9个未开工项目8月底前必须全部开工。", {"9个": "未开工项目", "全部": "未开工项目开工"}),
    ],
)
def test_names_of_inspected_things(extractor: Extractor, sentence: str, expected: dict[str, str]) -> None:
    """A unit of its own, verbs of supervision and 必须 are no part of a name."""
    found = names(extractor, f"云溪县2030年工作总结\n一、工作开展情况\n（一）推进发展。{sentence}\n")
    assert found == expected


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("确保清河水库6月底前下闸蓄水，农村自来水普及率提高到95.5%。", "2031-12-31"),
        ("二期项目8月试生产，全年产值达到12亿元。", "2031-12-31"),
        ("6月底前新馆开馆，新增座位200个。", "2031-06-30"),
    ],
)
def test_what_is_finished_by_then_dates_its_own_clause(extractor: Extractor, sentence: str, end: str) -> None:
    """A deadline between a thing and what becomes of it says nothing of the next clause; one that opens the sentence does."""
    read = rows(extractor, f"云溪市2030年总结和2031年工作思路\n一、2031年工作思路\n（一）聚焦发展。{sentence}\n")
    assert [str(q.when.end_date) for row in read for q in row.quantities if q.when] == [end]


@pytest.mark.parametrize(
    ("sentence", "phase"), [("每年累计外请专家指导437人次。", "achieved"), ("每季度开展检查1次。", "planned")]
)
def test_what_adds_up_every_year_is_told(extractor: Extractor, sentence: str, phase: str) -> None:
    """A frequency in a summary sets a standing rule, unless it says how much came together."""
    text = f"云溪县中医院工作总结\n一、工作开展情况\n（一）提升能力。医院与上级医院合作。{sentence}\n"
    assert set(phases(extractor, text).values()) == {phase}
