"""Times that stand between a thing and what becomes of it, aims of a period, years listed for as many numbers, habits."""

from __future__ import annotations

import pytest

from policy_extract import Extractor

OUTLOOK = (
    "政府工作报告\n——2025年1月10日在云溪市第六届人民代表大会第四次会议上\n一、2024年工作回顾\n过去一年，成绩显著。建成学校3所。\n"
    "二、2025年工作安排\n{}\n"
)
PLAN = "云溪市产业发展实施方案（2025年）\n一、重点任务\n（一）加快发展。{}\n"


def found(extractor: Extractor, frame: str, sentence: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]], list[str]]:
    """Times, ends of the times of quantities, and the names of a sentence."""
    (result,) = extractor.extract_text(frame.format(sentence))
    rows = [row for row in result.rows[1] if row.quote in sentence and "成绩" not in row.quote and row.quote != "加快发展。"]
    times = [(t.quote, t.kind, str(t.end_date or t.start_date or "")) for row in rows for t in row.times]
    numbers = [q for row in rows for q in row.quantities]
    return times, [(q.quote, str(q.when.end_date) if q.when else "") for q in numbers], [q.indicator for q in numbers]


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("力争空港物流园区年内建成投入运营。", ("年内", "by", "2025-12-31")),
        ("公共技能实训基地5月开工建设。", ("5月", "by", "2025-05-31")),
        ("市图书新馆5月1日对外开放。", ("5月1日", "by", "2025-05-01")),
        ("市博物馆今年10月建成开放。", ("今年10月", "by", "2025-10-31")),
        ("新机场2026年10月通航。", ("2026年10月", "by", "2026-10-31")),
        ("确保云江大桥2027年主体完工。", ("2027年", "by", "2027-12-31")),
        ("市卫健委3月印发方案。", ("3月", "by", "2025-03-31")),
        ("2025年的主要预期目标是：经济稳定增长。", ("2025年", "by", "2025-12-31")),
        ("初步安排2025年全市经济社会发展的主要预期目标是：经济稳定增长。", ("2025年", "by", "2025-12-31")),
        ("“十五五”时期，我市经济社会发展的主要预期目标是：经济稳定增长。", ("“十五五”时期", "during", "2030-12-31")),
    ],
)
def test_time_without_a_clause_of_its_own(extractor: Extractor, sentence: str, time: tuple[str, str, str]) -> None:
    assert found(extractor, OUTLOOK, sentence)[0] == [time]


@pytest.mark.parametrize(
    "sentence",
    [
        "编制云溪市2026年实施方案。", "做好2026年国有企业改革工作。", "启动2026年度项目申报。", "对接国家2035年远景目标纲要。",
        "落实市政府2025年印发的方案。", "做到春夏秋冬全年无淡季。", "促进农民持续增收。", "空气质量持续改善，群众满意。",
        "关停长期亏损企业。", "完成2025年、2026年年度计划。",
    ],
)  # fmt: skip
def test_no_time_in_a_name_or_a_state(extractor: Extractor, sentence: str) -> None:
    assert found(extractor, OUTLOOK, sentence)[0] == []


def test_last_check_of_a_routine_is_no_deadline(extractor: Extractor) -> None:
    assert found(extractor, OUTLOOK, "实行每周调度、季度评估、年底考核机制。")[0] == [("每周", "recurring", "")]


def test_middle_of_the_year(extractor: Extractor) -> None:
    assert found(extractor, PLAN, "年中前完成招标。")[0] == [("年中前", "by", "2025-06-30")]


@pytest.mark.parametrize(
    ("sentence", "ends"),
    [
        ("重点区域2026年实现全覆盖。", [("全覆盖", "2026-12-31")]),
        ("农村2026年普及率达到90%。", [("90%", "2026-12-31")]),
        ("使2026年达标率达到100%，2028年达到98%以上。", [("100%", "2026-12-31"), ("98%以上", "2028-12-31")]),
        (
            "到2025年、2027年、2030年，覆盖率分别达到60%、80%、95%。",
            [("60%", "2025-12-31"), ("80%", "2027-12-31"), ("95%", "2030-12-31")],
        ),
        (
            "2025年底、2026年底、2027年底覆盖率达到60%、80%、95%。",
            [("60%", "2025-12-31"), ("80%", "2026-12-31"), ("95%", "2027-12-31")],
        ),
        (
            "2025年、2026年新建公园3个、5个，改造道路2条。",
            [("3个", "2025-12-31"), ("5个", "2026-12-31"), ("2条", "2026-12-31")],
        ),
        (
            "到2027年、2030年，收入分别达到30亿元、50亿元，企业分别达到20家、40家。",
            [("30亿元", "2027-12-31"), ("50亿元", "2030-12-31"), ("20家", "2027-12-31"), ("40家", "2030-12-31")],
        ),
    ],
)  # fmt: skip
def test_each_number_has_its_own_year(extractor: Extractor, sentence: str, ends: list[tuple[str, str]]) -> None:
    assert found(extractor, PLAN, sentence)[1] == ends


def test_what_happened_in_a_review_is_no_time_of_a_task(extractor: Extractor) -> None:
    text = OUTLOOK.replace("建成学校3所。", "云江大桥10月通车。")
    (result,) = extractor.extract_text(text.format("加快发展。"))
    assert [row.times for row in result.rows[1] if "大桥" in row.quote] == [[]]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("城镇地区提供500兆比特/秒（Mbps）以上接入服务能力。", ["接入服务能力"]),
        ("清淤河段长约2600米，预计清淤2万立方米。", ["河段长", "清淤"]),
        ("到2027年，五大支柱产业全部迈入万亿级。", ["五大支柱产业"]),
        ("软件业占信息产业比重从2025年的28%增长到2027年的40%。", ["软件业占信息产业比重"]),
        ("收入达到35亿元，年均增速达12%，占地区生产总值比重由5%提高到8%。", ["收入", "收入增速", "收入占地区生产总值比重"]),
        ("推动100亿元、50亿元重特大产业项目取得新突破。", []),
        ("分别给予500万元、300万元企业奖励。", ["奖励", "奖励"]),
        ("全年新开工产业综合体100万平方米，累计投入使用率75%。", ["产业综合体", "产业综合体投入使用率"]),
        ("开发园区亩均开票销售、亩均入库税收分别达200万元、14万元。", ["开发园区亩均开票销售", "亩均入库税收"]),
    ],
)
def test_names(extractor: Extractor, sentence: str, names: list[str]) -> None:
    assert found(extractor, PLAN, sentence)[2] == names


def test_bound_behind_the_sign_of_the_unit(extractor: Extractor) -> None:
    (result,) = extractor.extract_text(PLAN.format("城镇地区提供500兆比特/秒（Mbps）以上接入服务能力。"))
    (quantity,) = [q for row in result.rows[1] for q in row.quantities]
    assert (quantity.quote, quantity.comparator) == ("500兆比特/秒（Mbps）以上", "ge")


@pytest.mark.parametrize(
    "sentence",
    [
        "对单户担保金额300万元以上的小微企业收取的担保费率原则上不超过1.5%。",
        "开发企业凭权属证明及已缴纳不低于50%的土地出让价款票据可先行办理许可证。",
        "对授信额度500万元的企业，给予奖励5万元。",
    ],
)
def test_whom_it_is_for_is_no_target(extractor: Extractor, sentence: str) -> None:
    (result,) = extractor.extract_text(PLAN.format(sentence))
    assert next(q.phase for row in result.rows[1] for q in row.quantities) == "condition"


def test_sayings_are_background(extractor: Extractor) -> None:
    sayings = ["园区兴则产业兴，园区强则经济强。", "抓项目就是抓发展、抓未来。", "实体经济是硬实力，先进制造业是硬支撑。"]
    (result,) = extractor.extract_text(OUTLOOK.format("".join(sayings) + "安全生产是重中之重，各单位要压实责任。"))
    kinds = {result.source.text[s.start : s.end]: s.kind for s in result.document.statements}
    assert [kinds[saying] for saying in sayings] == ["background"] * 3
    assert kinds["安全生产是重中之重，各单位要压实责任。"] == "task"


BODIES = "云溪市产业发展实施方案（2025年）\n一、重点任务\n{}\n二、保障措施\n加强领导。\n"


@pytest.mark.parametrize(
    ("lines", "bodies"),
    [
        ("1.建设公园3个。（市住建局、财政局，各县区人民政府）", ["市住建局", "市财政局", "各县区人民政府"]),
        ("1.建设公园3个。（市卫生健康委（市疾控局）、市医保局）", ["市卫生健康委（市疾控局）", "市医保局"]),
        ("1.建设公园3个。（市住建局会同市财政局、市发改委）", ["市住建局", "市财政局", "市发改委"]),
        ("1.建设公园3个。主办单位：市住建局；协办单位：市财政局", ["市住建局", "市财政局"]),
        ("1.建设公园3个。\n主办：市住建局；协办：市财政局", ["市住建局", "市财政局"]),
        (
            "1.建设公园3个。\n主办单位：市住建局\n协办单位：市财政局\n2.建设学校3所。\n主办单位：市教育局",
            ["市住建局", "市财政局"],
        ),
        ("1.建设公园3个。（牵头：市住建局，配合：市财政局）", ["市住建局", "市财政局"]),
    ],
)
def test_bodies_of_the_item_before(extractor: Extractor, lines: str, bodies: list[str]) -> None:
    (result,) = extractor.extract_text(BODIES.format(lines))
    task = next(row for row in result.rows[1] if row.quote == "1.建设公园3个。")
    assert [body.name for body in task.responsibilities] == bodies


def test_host_of_a_site_answers_for_nothing(extractor: Extractor) -> None:
    foot = "主办：云溪市人民政府办公室   承办：云溪市大数据中心   网站标识码：1234567890"
    (result,) = extractor.extract_text(f"{BODIES.format('1.建设公园3个。')}{foot}")
    assert not [body for row in result.rows[1] for body in row.responsibilities]


def test_aims_of_a_plan_told_in_a_list_of_their_own(extractor: Extractor) -> None:
    text = (
        "云溪市国民经济和社会发展第十五个五年规划纲要\n2026年3月6日\n第一章 发展环境\n发展环境深刻变化。\n第二章 主要目标\n"
        "“十五五”时期经济社会发展要实现以下目标。\n——创新能力大幅提高。全社会研发经费投入年均增长7%以上，创新体系更加完善。\n"
        "——生态环境持续改善。森林覆盖率提高到35%，优良水体比例达到85%。\n"
    )
    (result,) = extractor.extract_text(text)
    numbers = [q for row in result.rows[1] for q in row.quantities]
    assert [(q.quote, str(q.when.end_date) if q.when else "") for q in numbers] == [
        ("7%以上", "2030-12-31"),
        ("35%", "2030-12-31"),
        ("85%", "2030-12-31"),
    ]
