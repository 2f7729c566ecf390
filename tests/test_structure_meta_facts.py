"""Document facts: notice and plan as one family, orders, joint issuers, addressees, bases, validity, facts beside the text."""

from __future__ import annotations

import datetime as dt

import pytest

from policy_extract import Extractor, patterns, reading
from policy_extract.model import Document, Meta
from policy_extract.structure import analyse, make_view

PACK = patterns.load()
BODY = "为促进就业，制定本方案。\n一、目标\n到2027年，新增就业3万人。\n二、任务\n（一）建设平台。建设就业服务平台2个。\n"
JOINT = (
    "云溪市发展和改革委员会\n云溪市财政局\n云溪市商务局\n关于印发《云溪市消费促进行动方案》的通知\n云发改〔2025〕18号\n"
    "各县（区）发展改革局、财政局、商务局：\n现将《云溪市消费促进行动方案》印发给你们，请认真贯彻执行。\n附件：1.重点任务分解表\n2.项目清单\n"
    "云溪市发展和改革委员会 云溪市财政局\n云溪市商务局\n2025年4月8日\n（此件公开发布）\n"
    "抄送：市委办公室，市人大常委会办公室，市政协办公室。\n云溪市发展和改革委员会办公室 2025年4月9日印发\n"
    "云溪市消费促进行动方案\n" + BODY + "附件1\n重点任务分解表\n序号 任务 单位\n1 建平台 市人社局\n附件2\n项目清单\n平台项目。\n"
)


def first(text: str, **beside: str) -> Document:
    source = reading.read_text(text)
    source.facts.update(beside)
    return analyse(make_view(source, PACK), source, PACK)[0]


def meta(text: str, **beside: str) -> Meta:
    return first(text, **beside).meta


def test_notice_and_plan_are_one_family() -> None:
    row = Extractor().extract_text(JOINT)[0].to_dict()["document"]
    family = row["family"]
    assert row["title"] == "云溪市消费促进行动方案" == JOINT[slice(*row["title_span"])]
    assert family["notice_title"] == "云溪市发展和改革委员会云溪市财政局云溪市商务局关于印发《云溪市消费促进行动方案》的通知"
    assert (family["doc_number"], family["issued_on"]) == ("云发改〔2025〕18号", "2025-04-08")
    assert family["issued_title"] == "云溪市消费促进行动方案"
    assert JOINT[slice(*family["issued_text"])].startswith("云溪市消费促进行动方案\n为促进")
    assert [(annex["number"], annex["title"]) for annex in family["annexes"]] == [("1", "重点任务分解表"), ("2", "项目清单")]
    places = [JOINT[slice(*annex["place"])] for annex in family["annexes"]]
    assert [place.split("\n")[0] for place in places] == ["附件1", "附件2"]
    assert "平台项目。" in places[1] and "附件2" not in places[0]


def test_joint_issuers_addressees_and_copies() -> None:
    document = first(JOINT)
    found = document.meta
    assert found.issuers == ["云溪市发展和改革委员会", "云溪市财政局", "云溪市商务局"]
    assert found.issuer == "、".join(found.issuers)
    assert found.addressees == ["各县（区）发展改革局、财政局、商务局"]
    assert found.copied_to == ["市委办公室", "市人大常委会办公室", "市政协办公室"]


def test_a_long_line_of_copies_is_no_statement() -> None:
    bodies = "，".join(f"市第{n}委员会办公室" for n in "一二三四五六七八九")
    document = first(f"云溪市促进消费措施\n{BODY}云溪市人民政府办公室\n2023年8月1日\n抄送：市委各部门，{bodies}。\n")
    assert len(document.meta.copied_to) == 10
    assert document.statements[-1].kind == "other"


def test_a_notice_without_its_plan_keeps_its_title() -> None:
    found = meta(
        "云溪市财政局关于印发《云溪市预算办法》的通知\n云财〔2024〕3号\n各单位：\n现将办法印发给你们。\n云溪市财政局\n2024年3月1日\n"
    )
    assert found.title == "云溪市财政局关于印发《云溪市预算办法》的通知"
    assert found.family is not None and (found.family.issued_title, found.family.issued_text) == ("云溪市预算办法", None)
    assert found.addressees == ["各单位"]


def test_a_forwarded_text() -> None:
    found = meta(
        "云溪市人民政府办公室转发市发展改革委关于优化营商环境若干措施的通知\n云政办〔2023〕22号\n各区人民政府：\n"
        "《关于优化营商环境的若干措施》已经市政府同意，现转发给你们。\n云溪市人民政府办公室\n2023年8月1日\n关于优化营商环境的若干措施\n"
        + BODY
    )
    assert (found.title, found.issuer) == ("关于优化营商环境的若干措施", "云溪市人民政府办公室")


def test_an_order_and_the_rules_it_makes_public() -> None:
    found = meta(
        "云溪市人民政府令\n第 12 号\n《云溪市就业补助办法》已经2025年3月1日市政府常务会议通过，现予公布，自2025年5月1日起施行。\n"
        "市长 张某某\n2025年3月5日\n云溪市就业补助办法\n第一条 根据《中华人民共和国就业促进法》，制定本办法。\n"
        "第二条 本办法自2025年5月1日起施行，有效期5年。《云溪市就业补助暂行办法》（云政发〔2019〕4号）同时废止。\n"
    )
    assert (found.title, found.issuer, found.doc_number) == ("云溪市就业补助办法", "云溪市人民政府", "云溪市人民政府令第12号")
    assert found.family is not None and found.family.notice_title == "云溪市人民政府令"
    assert found.validity is not None
    assert (found.validity.years, found.validity.repealed) == (5, ["云溪市就业补助暂行办法"])
    assert (found.effective_from, found.effective_to) == (dt.date(2025, 5, 1), dt.date(2030, 4, 30))


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("云政发〔2025〕31号", "云政发〔2025〕31号"),
        ("云政发【2025】第 7 号", "云政发【2025】第7号"),
        ("云政发（2025）32号", "云政发（2025）32号"),
        ("云政发［2025］32号", "云政发［2025］32号"),
        ("（云政发[2025] 32 号）", "云政发[2025]32号"),
        ("云 政 发 〔2025〕 8 号", "云政发〔2025〕8号"),
        ("云溪市人民政府公告2025年第3号", "云溪市人民政府公告2025年第3号"),
        ("公告2025年第3号", "公告2025年第3号"),
        ("索引号：0001/2025 发文字号：云政发〔2025〕9号 成文日期：2025年3月5日", "云政发〔2025〕9号"),
        ("云政发〔2024〕5号文件精神宣传提纲", None),
    ],
)
def test_styles_of_numbers(printed: str, number: str | None) -> None:
    text = f"云溪市就业实施意见\n{printed}\n{BODY}"
    found = meta(text)
    assert found.doc_number == number
    if number is not None and found.doc_number_span is not None:
        view = make_view(reading.read_text(text), PACK)
        assert "".join(view.text[slice(*found.doc_number_span)].split()) == number


@pytest.mark.parametrize(
    "title",
    [
        "云溪市人民政府关于印发云溪市数字经济发\n展规划的通知",
        "云溪市人民政府办公室关于进一步促进高校毕业生就业创业工\n作的意见",
        "云溪市人民政府办公室关于进一步促进高校毕业生就业创业工作若干措施的通\n知",
        "云 溪 市 人 民 政 府\n关 于 促 进 就 业 的 实 施 意 见",
        "　　　　云溪市人民政府\n　　关于促进就业的实施意见",
    ],
)
def test_titles_over_several_lines(title: str) -> None:
    found = meta(f"{title}\n云政发〔2025〕3号\n各区人民政府：\n{BODY}")
    assert found.title == "".join(title.split())


def test_a_title_is_kept_apart_from_the_remark_below_it() -> None:
    found = meta("云溪市政府工作报告（2025年1月10日 张某某）\n各位代表：\n现在，向大会报告工作。\n一、回顾\n经济增长5%。\n")
    assert (found.title, found.issued_on) == ("云溪市政府工作报告", dt.date(2025, 1, 10))
    assert found.addressees == []


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二○二五年三月五日", dt.date(2025, 3, 5)),
        ("二О二四年十月二十日", dt.date(2024, 10, 20)),
        ("二〇二五年 元月 五日", dt.date(2025, 1, 5)),
        ("２０２５年３月５日", dt.date(2025, 3, 5)),
        ("（2025年3月5日）", dt.date(2025, 3, 5)),
    ],
)
def test_signature_dates(line: str, day: dt.date) -> None:
    assert meta(f"北岭县财政局关于做好预算编制的通知\n各单位：\n{BODY}北岭县财政局\n{line}\n").issued_on == day


def test_office_and_date_on_one_line() -> None:
    found = meta(f"关于做好预算编制的通知\n各单位：\n{BODY}北岭县财政局　　2024年5月6日\n")
    assert (found.issuer, found.issued_on) == ("北岭县财政局", dt.date(2024, 5, 6))


def test_the_signature_names_the_departments_that_the_title_counts() -> None:
    found = meta(
        "云溪市人力资源和社会保障局等3部门关于开展就业援助的通知\n云人社发[2025]9号\n各区县有关单位：\n"
        + BODY
        + "云溪市人力资源和社会保障局\n"
        "云溪市财政局\n云溪市民政局\n2025年6月1日\n"
    )
    assert found.issuers == ["云溪市人力资源和社会保障局", "云溪市财政局", "云溪市民政局"]


def test_bases_are_cited_with_their_numbers() -> None:
    text = (
        "云溪市就业方案\n根据《某省就业促进条例》、《关于稳定就业的意见》（某政发〔2021〕4号）和某政办发〔2022〕7号文件精神，结合我市实际，制定本方案。\n"
        "一、目标\n落实《云溪市人才办法》，新增就业3万人。\n"
    )
    found = meta(text)
    assert [(basis.title, basis.doc_number) for basis in found.bases] == [
        ("某省就业促进条例", None),
        ("关于稳定就业的意见", "某政发〔2021〕4号"),
        (None, "某政办发〔2022〕7号"),
    ]
    assert text[found.bases[0].start : found.bases[0].end] == "《某省就业促进条例》"


def test_trial_and_its_length() -> None:
    found = meta(
        f"云溪市防汛预案（试行）\n云政办〔2024〕8号\n{BODY}云溪市人民政府\n2024年5月6日\n本预案自印发之日起施行，试行期2年。\n"
    )
    assert found.trial and found.effective_to == dt.date(2026, 5, 5)


def test_facts_beside_the_text_fill_gaps_and_the_text_wins() -> None:
    beside = {
        "title": "云溪市就业措施_云溪市人民政府网",
        "doc_number": "云政发〔2025〕3号",
        "issuer": "云溪市人民政府",
        "date": "2025-03-05",
    }
    filled = meta("为促进就业，制定如下措施。\n一、目标\n到2027年，新增就业3万人。\n", **beside)
    assert (filled.title, filled.doc_number, filled.issuer) == ("云溪市就业措施", "云政发〔2025〕3号", "云溪市人民政府")
    assert filled.issued_on == dt.date(2025, 3, 5) and filled.title_span is None and not filled.issues
    document = first(JOINT, title="云溪市养老条例", doc_number="云发改〔2025〕19号", issuer="北岭县人民政府", date="2025-04-01")
    assert document.meta.doc_number == "云发改〔2025〕18号"
    notes = [issue for issue in document.issues if issue.code == "fact_mismatch"]
    assert len(notes) == 4
    assert not meta(
        JOINT, title="关于印发《云溪市消费促进行动方案》的通知", doc_number="云发改[2025]18号", published="2025-05-01"
    ).issues


def test_records_quote_their_facts() -> None:
    row = Extractor().extract_text(JOINT)[0].to_dict()["document"]
    text = JOINT
    assert text[slice(*row["doc_number_span"])] == row["doc_number"]
    assert text[slice(*row["issued_on_span"])] == "2025年4月8日"
    assert [text[annex["start"] : annex["end"]] for annex in row["family"]["annexes"]] == ["1.重点任务分解表", "2.项目清单"]
    assert row["region"]["parents"] == [] and row["issuers"] == ["云溪市发展和改革委员会", "云溪市财政局", "云溪市商务局"]
