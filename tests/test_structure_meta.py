"""Structure room: what is read about a document as a whole, and what cannot be trusted."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract import patterns, reading
from policy_extract.model import Document, Meta
from policy_extract.structure import analyse, make_view
from policy_extract.structure.metadata import parse_date
from policy_extract.structure.numbering import number_value

PACK = patterns.load()


def first(text: str) -> Document:
    source = reading.read_text(text)
    return analyse(make_view(source, PACK), source, PACK)[0]


def meta(text: str) -> Meta:
    return first(text).meta


NOTICE = (
    "云溪市人民政府\n关于印发云溪市数字经济发展规划（2026—2030年）的通知\n云政发〔2025〕31号\n各区人民政府：\n"
    "现将规划印发给你们，请认真贯彻执行。根据《关于做好统计工作的通知》（国统字〔2024〕5号）开展监测。\n"
    "云溪市人民政府\n二〇二五年十二月十九日\n云溪市数字经济发展规划（2026—2030年）\n一、目标\n建成示范区。\n"
    "本规划自印发之日起施行，有效期至2030年12月31日。\n"
)


def test_title_block_signature_and_validity() -> None:
    found = meta(NOTICE)
    assert found.title == "云溪市数字经济发展规划（2026—2030年）"
    assert (
        found.family is not None
        and found.family.notice_title == "云溪市人民政府关于印发云溪市数字经济发展规划（2026—2030年）的通知"
    )
    assert found.doc_number == "云政发〔2025〕31号"
    assert found.issuer == "云溪市人民政府"
    assert found.issued_on == dt.date(2025, 12, 19)
    assert (found.effective_from, found.effective_to) == (dt.date(2025, 12, 19), dt.date(2030, 12, 31))
    assert (found.period_start, found.period_end) == (dt.date(2026, 1, 1), dt.date(2030, 12, 31))
    assert (found.region_name, found.region_code, found.region_level) == ("云溪市", None, "prefecture")
    assert (found.genre, found.year) == ("plan", 2025)


def test_a_number_in_a_citation_is_not_the_documents_own() -> None:
    found = meta("云溪市就业工作方案\n根据《关于稳就业的意见》（国发〔2023〕11号）精神，制定本方案。\n一、目标\n稳定就业。\n")
    assert found.doc_number is None


def test_a_report_is_dated_by_its_meeting() -> None:
    found = meta(
        "政府工作报告\n——2026年1月12日在云溪市第八届人民代表大会第五次会议上\n云溪市市长 张某\n各位代表：\n"
        "现在，我代表市人民政府，向大会报告工作，请予审议。\n一、2025年工作回顾\n经济增长5%。\n"
    )
    assert found.genre == "work_report"
    assert found.issued_on == dt.date(2026, 1, 12)
    assert (found.region_name, found.region_level) == ("云溪市", "prefecture")


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("某省“十四五”水利发展规划", 2021, 2025),
        ("某市国民经济和社会发展第十五个五年规划纲要", 2026, 2030),
        ("某市城市更新行动计划(2024-2026年)", 2024, 2026),
        ("某县教育发展规划（2021年至2035年）", 2021, 2035),
    ],
)
def test_periods_of_titles(title: str, start: int, end: int) -> None:
    found = meta(f"{title}\n一、目标\n建成一批项目，提升能力。\n")
    assert found.period_start == dt.date(start, 1, 1) and found.period_end == dt.date(end, 12, 31)


@pytest.mark.parametrize(
    ("title", "name", "code", "level"),
    [
        ("昆明市呈贡区湿地保护方案", "呈贡区", "530114", "county"),
        ("四川省宜宾市竹产业发展意见", "宜宾市", "511500", "prefecture"),
        ("福建省促进消费若干措施", "福建省", "350000", "province"),
        ("国务院关于加强水库管理的通知", "全国", None, "nation"),
        ("白岭县人民医院关于整改情况的通报", "白岭县人民医院", None, "organisation"),
        ("白岭县人民政府关于稳岗就业的意见", "白岭县", None, "county"),
    ],
)
def test_regions(title: str, name: str, code: str | None, level: str) -> None:
    found = meta(f"{title}\n一、目标\n建成一批项目，提升能力。\n")
    assert (found.region_name, found.region_code, found.region_level) == (name, code, level)


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("某市2026年政府工作报告", "work_report"),
        ("关于巡察反馈意见整改进展情况的通报", "rectification"),
        ("某县卫生健康局年度工作总结", "progress"),
        ("某市重点任务分解表", "ledger"),
        ("某市促进就业若干措施", "plan"),
        ("某局上半年工作总结及下半年工作安排", "progress"),
        ("关于全市燃气安全督查情况的通报", "progress"),
        ("关于人大代表建议办理情况的函", "progress"),
        ("某局局长年度述职报告", "progress"),
        ("某县督察反馈意见整改工作方案", "plan"),
        ("某市研究部署反馈意见整改工作", "other"),
        ("关于推广典型经验的通知", "plan"),
    ],
)
def test_genres(title: str, genre: str) -> None:
    assert meta(f"{title}\n一、情况\n有关工作正在推进中，请知悉。\n").genre == genre


def test_issues_are_noted_and_nothing_is_guessed() -> None:
    document = first(
        "某县医院关于整改进展情况的通报\n20249月开展巡察，2025117日反馈意见，自20xx年3月1日起实施。\n一、总体情况\n已召开会议，完成部署。\n"
        "三、下一步\n持续推进整改，确保到位。\n某县医院\n2025728\n"
    )
    codes = [issue.code for issue in document.issues]
    assert codes.count("lost_characters") == 3
    assert "unknown_year" in codes and "missing_number" in codes
    assert document.meta.issued_on is None


def test_repeated_numbers_are_noted() -> None:
    document = first(
        "一、成效\n一是健全机制。完善制度，压实责任。三是强化培训。组织学习，提升能力。三是抓好宣传。讲好故事，扩大影响。\n"
    )
    assert [issue.code for issue in document.issues] == ["missing_number", "duplicate_number"]


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("二〇二三年一月十九日", dt.date(2023, 1, 19)),
        ("二○○七年十一月二十二日", dt.date(2007, 11, 22)),
        ("2022-11-24", dt.date(2022, 11, 24)),
        ("2025/03/21", dt.date(2025, 3, 21)),
        ("2025年2月30日", None),
        ("2025年", None),
    ],
)
def test_dates(printed: str, day: dt.date | None) -> None:
    assert parse_date(printed) == day


@pytest.mark.parametrize(("printed", "value"), [("十", 10), ("二十一", 21), ("百零五", 105), ("12", 12), ("三", 3), ("b", 2)])
def test_number_values(printed: str, value: int) -> None:
    assert number_value(printed) == value


def test_the_region_table_is_sound() -> None:
    rows = PACK.table("regions.csv", ("code", "name", "level", "until", "now", "abbreviation", "everyday", "unless"))
    codes = [row["code"] for row in rows if not row["until"]]
    assert len(set(codes)) == len(codes) > 3200
    known = set(codes)
    for row in rows:
        assert len(row["code"]) == 6 and row["level"] in {"province", "prefecture", "county"}
        assert row["code"][:2] + "0000" in known
        assert not row["now"] or (row["now"] in known and row["until"])
    assert sum(1 for row in rows if row["level"] == "province") == 34


def test_the_rules_of_this_room_match_their_examples() -> None:
    _, complaints = patterns.check(PACK)
    own = ("numbering.", "statements.", "sections.", "titles.", "genres.", "furniture.", "cleaning.")
    assert not [c for c in complaints if any(f"rule {prefix}" in c for prefix in own)]


def test_joint_issuers_are_all_named() -> None:
    found = meta(
        "各有关单位：\n《云溪市扩大消费若干措施》已经市政府同意，现印发给你们，请认真落实。\n"
        "云溪市商务局 云溪市财政局\n云溪市税务局\n2025年5月6日\n云溪市扩大消费若干措施\n一、促进汽车消费\n发放补贴。\n"
    )
    assert found.issuer == "云溪市商务局、云溪市财政局、云溪市税务局"
    assert found.issued_on == dt.date(2025, 5, 6)


def test_validity_is_read_only_from_a_sentence_about_the_document() -> None:
    found = meta(
        "云溪市纾困若干措施\n云政办发〔2024〕8号\n一、减税\n对小微企业减半征收，自2022年1月1日起执行，有效期至2024年12月31日。\n"
        "二、附则\n本措施自公布之日（2024年3月1日）起施行，有效期两年。\n"
    )
    assert (found.effective_from, found.effective_to) == (dt.date(2024, 3, 1), dt.date(2026, 2, 28))
    assert found.issued_on == dt.date(2024, 3, 1)


def test_an_exception_is_no_validity() -> None:
    found = meta(
        "云溪市购房若干措施\n一、补贴\n发放补贴。\n本措施自印发之日起施行，除第三条有效期至2025年12月31日外，其余有效期5年。\n"
    )
    assert found.effective_to is None


def test_the_year_falls_back_to_number_and_first_day_in_force() -> None:
    assert meta("云溪市购房若干措施\n云政办发〔2024〕8号\n一、补贴\n年底前发放补贴。\n").year == 2024
    assert meta("云溪市购房若干措施\n一、补贴\n发放补贴。\n本措施自2023年6月1日起执行。\n").year == 2023
    report = "政府工作报告\n各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、2022年工作回顾\n增长5%。\n"
    assert meta(report + "二、政府自身建设\n转变作风。\n").year == 2023


def test_the_date_of_a_page_is_not_that_of_its_collected_plans() -> None:
    piece = "卫生院服务提升方案 篇{}\n一、目标\n建成示范科室，服务群众。\n二、任务\n开展培训，提升能力。\n"
    source = reading.read_text("文库\n2025/03/21  方案  阅读：12\n" + piece.format(1) + piece.format(2))
    found = analyse(make_view(source, PACK), source, PACK)
    assert [(d.meta.issued_on, d.meta.year) for d in found] == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "为促进就业，制定以下措施。\n一、稳岗\n我省各市要落实政策。（责任单位：省财政厅、省教育厅）\n合肥市、合肥市、合肥市先行试点。\n",
            "安徽省",
        ),
        (
            "为促进就业，结合我县实际，根据江西省、江西省有关文件，制定以下措施。\n一、稳岗\n我县落实补贴。（责任单位：县财政局）\n",
            None,
        ),
        ("各省、自治区、直辖市人民政府：\n为促进就业，提出以下意见。\n一、稳岗\n上海市、上海市、上海市先行试点。\n", "全国"),
        ("为促进就业，制定以下措施。\n一、稳岗\n我市与南京市、杭州市、合肥市、济南市、武汉市建立协作。南京市先行。\n", None),
    ],
)
def test_the_level_of_the_speaker_rules_the_place(text: str, name: str | None) -> None:
    assert meta(text).region_name == name


def test_a_title_that_was_cited_over_two_lines() -> None:
    found = first(
        "各部门：\n《清理限制消费的不合理措施扩大服务供给行动方案》已经同意，现印发给你们。\n云溪市商务局\n2025年5月6日\n"
        "清理限制消费的不合理措施\n扩大服务供给行动方案\n一、目标\n建成示范区。\n"
    )
    assert found.headings[0].title == "清理限制消费的不合理措施扩大服务供给行动方案"
