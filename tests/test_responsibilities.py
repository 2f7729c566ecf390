"""Who answers for what: labels, closing brackets, sentences, tables and what each of them governs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract.extractor import Extractor
from policy_extract.model import Document, Heading, Meta, Responsibility, Statement, Status, Time
from policy_extract.patterns import Pack, load
from policy_extract.tasks.responsibilities import assign

HEADING = re.compile(r"^(?:[一二三四五]、|（[一二三四五]）)[^。\n]{2,20}。?", re.M)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


def document_of(text: str) -> Document:
    """A document with its headings and statements, cut in the simplest way."""
    document = Document(0, len(text), Meta())
    open_headings: list[int] = []
    for match in HEADING.finditer(text):
        number = re.match(r".*?[、）]", match[0])
        assert number is not None
        level = 1 if number[0].endswith("、") else 2
        while open_headings and document.headings[open_headings[-1]].level >= level:
            open_headings.pop()
        parent = open_headings[-1] if open_headings else -1
        document.headings.append(Heading(match.start(), match.end(), number[0], level, match[0], parent))
        open_headings.append(len(document.headings) - 1)
    for index, heading in enumerate(document.headings):
        later = (other.start for other in document.headings[index + 1 :] if other.level <= heading.level)
        heading.section_end = next(later, len(text))
    inside = {place for heading in document.headings for place in range(heading.start, heading.end)}
    for number_, match in enumerate(re.finditer(r"[^。；\n]+[。；]?", text)):
        if match.start() not in inside and match[0].strip():
            document.statements.append(Statement(match.start(), match.end(), -1, number_, number_))
    return document


def found(text: str, pack: Pack) -> list[Responsibility]:
    document = document_of(text)
    assign(text, document, pack)
    return document.responsibilities


def short(text: str, pack: Pack) -> str:
    return ", ".join(f"{item.name} {item.role}" for item in found(text, pack))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（牵头单位：市教育局；配合单位：市财政局）", "市教育局 lead, 市财政局 cooperate"),
        ("(责任单位:县水利局、县林业局,各乡镇人民政府)", "县水利局 responsible, 县林业局 responsible, 各乡镇人民政府 implement"),
        ("牵头责任单位：市民政局", "市民政局 lead"),
        ("牵头单位:市体育局,责任单位:各县区政府,市直相关单位", "市体育局 lead, 各县区政府 implement, 市直相关单位 responsible"),
        ("督导单位：市纪委监委", "市纪委监委 supervise"),
        ("牵头单位：\n市教育局、市体育局\n", "市教育局 lead, 市体育局 lead"),
        ("【责任部门】：总务科", "总务科 responsible"),
        ("责任科室：医务科、护理部  完成时限：2027年底", "医务科 responsible, 护理部 responsible"),
        ("指导单位：省农业农村厅　落实单位：县农业农村局", "省农业农村厅 guide, 县农业农村局 implement"),
    ],
)
def test_labels(text: str, expected: str, pack: Pack) -> None:
    assert short(text, pack) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("推进改造（市住建局牵头，市财政局、市审计局配合）。", "市住建局 lead, 市财政局 cooperate, 市审计局 cooperate"),
        ("加强监管。（市教育局负责）", "市教育局 responsible"),
        ("加强监管。（市教育局会同市公安局、市司法局负责）", "市教育局 lead, 市公安局 cooperate, 市司法局 cooperate"),
        (
            "修建道路（市交通运输局牵头，省公路局指导，各区政府负责落实）。",
            "市交通运输局 lead, 省公路局 guide, 各区政府 implement",
        ),
        ("统一标准（含已建成的项目，由用户自行负责落实）。", ""),
        ("完善名录（以下简称责任单位名录）。", ""),
    ],
)
def test_closing_brackets(text: str, expected: str, pack: Pack) -> None:
    assert short(text, pack) == expected


def test_shared_duty(pack: Pack) -> None:
    items = found("完善制度。（市教育局牵头，市财政局、各区政府按职责分工负责）", pack)
    assert [(item.name, item.role, item.shared) for item in items] == [
        ("市教育局", "lead", False),
        ("市财政局", "responsible", True),
        ("各区政府", "responsible", True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市财政局负责经费保障工作。", "市财政局 responsible"),
        ("市卫健委会同市财政局、市医保局等部门制定办法。", "市卫健委 lead, 市财政局 cooperate, 市医保局 cooperate"),
        ("由市水务局牵头，市财政局配合，做好清淤。", "市水务局 lead, 市财政局 cooperate"),
        ("经费由县财政每年统筹安排。", "县财政 responsible"),
        ("财务部和设备科牵头开展清查。", "财务部 lead, 设备科 lead"),
        ("由医务、药学、院感协同监督。", "医务 supervise, 药学 supervise, 院感 supervise"),
        ("一是施工方用时六个月完成主体工程；二是监理方要配合做好验收。", "施工方 responsible, 监理方 cooperate"),
        ("领导小组办公室设在市商务局，由局长任主任，负责日常工作。", "领导小组办公室 responsible"),
        (
            "市委组织部、宣传部，市教育局、科技局要加强统筹。",
            "市委组织部 responsible, 市委宣传部 responsible, 市教育局 responsible, 市科技局 responsible",
        ),
        ("各医院要落实主体责任。", "各医院 implement"),
        ("卫生健康、教育等部门要加强协作。", "卫生健康部门 responsible, 教育部门 responsible"),
    ],
)
def test_sentences(text: str, expected: str, pack: Pack) -> None:
    assert short(text, pack) == expected


@pytest.mark.parametrize(
    "text",
    [
        "支持三级医院与基层机构开展协作。",
        "本办法报市政府批准后施行。",
        "加大政府采购对新产品的支持力度。",
        "对医院开展年度考核。",
        "优化产业布局加快实施步伐。",
        "企业负责人要带头学习安全知识竞赛手册的内容摘要",
        "行业榜单：由全国某协会联合发布。",
        "推行“米袋子”市长负责制。",
        "市财政局拨付了专项资金。",
        "自由贸易试验区加快建设。",
    ],
)
def test_mentioned_bodies_answer_for_nothing(text: str, pack: Pack) -> None:
    assert [item for item in found(text, pack) if not item.generic] == []


def test_people_and_posts(pack: Pack) -> None:
    items = found("牵头领导：副院长李建明\n责任人：张三、李四（设备科科长）、院长", pack)
    assert [(item.name, item.person, item.generic) for item in items] == [
        ("李建明", True, False), ("张三", True, False), ("李四", True, False), ("院长", True, True),
    ]  # fmt: skip


def test_a_bracket_covers_its_item_with_the_heading(pack: Pack) -> None:
    text = (
        "一、重点任务\n（一）建设学校。新建两所小学。完善设施。（责任单位：市教育局）\n"
        "（二）修建道路。改造一条路。（责任单位：市住建局）\n"
    )
    first, second = found(text, pack)
    assert text[slice(*first.covers)] == "（一）建设学校。新建两所小学。完善设施。（责任单位：市教育局）"
    assert text[slice(*second.covers)] == "（二）修建道路。改造一条路。（责任单位：市住建局）"


def test_a_line_behind_items_without_lines_covers_the_section(pack: Pack) -> None:
    text = (
        "一、教育\n（一）建设学校。新建两所小学。\n（二）配齐教师。招聘教师。\n牵头单位：市教育局\n"
        "二、交通\n（三）修建道路。改造一条路。\n牵头单位：市交通运输局\n尾声。\n"
    )
    first, second = found(text, pack)
    assert text[slice(*first.covers)] == text[: text.index("\n二、")]
    assert text[slice(*second.covers)].startswith("（三）") or text[slice(*second.covers)].startswith("二、")


def test_a_bracket_inside_a_line_covers_its_sentence(pack: Pack) -> None:
    text = "1.新建公园三处（责任单位：市园林局）。2026年改造厕所十座（责任单位：市城管局）。"
    first, second = found(text, pack)
    assert text[slice(*first.covers)] == "1.新建公园三处（责任单位：市园林局）"
    assert text[slice(*second.covers)].startswith("2026年改造厕所十座")


def test_a_numbered_paragraph_is_covered_whole(pack: Pack) -> None:
    text = "（一）消费\n1.发放补贴。补贴到人。（责任单位：市商务局）\n2.举办展会。扩大宣传。\n（责任单位：市文旅局）\n3.其他。\n"
    first, second = found(text, pack)
    assert text[slice(*first.covers)] == "1.发放补贴。补贴到人。（责任单位：市商务局）"
    assert text[slice(*second.covers)] == "2.举办展会。扩大宣传。\n（责任单位：市文旅局）"


def test_lines_that_stand_together_govern_the_same_item(pack: Pack) -> None:
    text = "（一）扩绿。植树。\n牵头单位：市林业局\n配合单位：市水利局\n（二）治水。清淤。\n牵头单位：市水利局\n"
    lead, helper, _ = found(text, pack)
    assert lead.covers == helper.covers
    assert text[slice(*lead.covers)].startswith("（一）扩绿。") and text[slice(*lead.covers)].endswith("市水利局")


def test_a_line_below_the_heading_opens_its_item(pack: Pack) -> None:
    text = "（一）扩绿。\n责任单位：市林业局\n植树五万株。抚育林地。\n（二）治水。清淤。\n"
    (item,) = found(text, pack)
    assert text[slice(*item.covers)] == "（一）扩绿。\n责任单位：市林业局\n植树五万株。抚育林地。"


def test_conventions_said_once(pack: Pack) -> None:
    text = (
        "1.建库。（责任单位：省水利厅、省财政厅。排在首位的为牵头单位，下同。以下均需各市、县政府落实，不再列出）\n"
        "2.修渠。（责任单位：省农业农村厅、省水利厅）\n"
    )
    items = found(text, pack)
    assert [(item.name, item.role) for item in items] == [
        ("省水利厅", "lead"), ("省财政厅", "responsible"), ("各市、县政府", "implement"),
        ("省农业农村厅", "lead"), ("省水利厅", "responsible"),
    ]  # fmt: skip
    assert items[2].covers[1] == len(text) and items[2].generic


def test_a_bracket_of_bare_names_counts_where_other_brackets_assign(pack: Pack) -> None:
    text = "1.修路。（交通运输部负责）\n2.架桥。（水利部负责）\n3.植树。（农业农村部负责）\n4.办学。（教育部）\n"
    assert short(text, pack).endswith("教育部 responsible")
    assert short("4.办学。（教育部）\n", pack) == ""


def test_tables() -> None:
    text = (
        "| 任务 | 牵头单位 | 责任人 |\n| --- | --- | --- |\n"
        "| 建设平台 | 市数据局 | 陈明 |\n| 升级系统 | 市政务办、财政局 | 王芳 |\n"
    )
    items = Extractor().extract_text(text)[0].document.responsibilities
    assert [(item.name, item.role, item.person) for item in items] == [
        ("市数据局", "lead", False), ("陈明", "responsible", True),
        ("市政务办", "lead", False), ("市财政局", "lead", False), ("王芳", "responsible", True),
    ]  # fmt: skip
    assert text[slice(*items[0].covers)] == "建设平台 | 市数据局 | 陈明"


def test_sentence_forms_cover_their_statement_and_know_its_index(pack: Pack) -> None:
    text = "加强领导。市审计局负责审计监督。"
    (item,) = found(text, pack)
    assert text[slice(*item.covers)] == "市审计局负责审计监督。" and item.statement == 1
    assert item.organisation_id == "市审计局" and item.rule == "roles.subject"


def test_page_furniture_is_left_alone(pack: Pack) -> None:
    text = "主办单位：市人民政府办公室"
    document = document_of(text)
    document.statements[0].kind = "other"
    assign(text, document, pack)
    assert document.responsibilities == []


def test_statuses_cover_their_problem_item(pack: Pack) -> None:
    text = "（一）台账不全。未及时登记。（已完成整改）\n整改情况：建立台账。\n（二）制度缺失。"
    document = document_of(text)
    place = text.index("已完成整改")
    document.statuses = [Status(place, place + 5, "done")]
    document.times = [Time(0, 0, "by")]
    assign(text, document, pack)
    assert text[slice(*document.statuses[0].covers)] == text[: text.index("\n（二）")]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="市县各区教育财政局厅委部、，。；：（）()负责牵头配合单位责任由会同要等和\n 1.一、", max_size=120))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    document = document_of(text)
    assign(text, document, load())
    for item in document.responsibilities:
        assert 0 <= item.start < item.end <= len(text)
        assert 0 <= item.covers[0] <= item.covers[1] <= len(text)
        assert item.name and item.role in {"lead", "responsible", "cooperate", "guide", "supervise", "implement"}


@pytest.mark.parametrize("unit", ["责任单位：", "（市财政局负责）", "由", "（", "、", "|\t", "办公室设在", "市财政局牵头，"])
def test_time_grows_with_length_only(unit: str, pack: Pack) -> None:
    import time

    spent = []
    for size in (20_000, 80_000):
        text = unit * (size // len(unit))
        document = Document(0, len(text), Meta(), statements=[Statement(0, len(text), -1, 0, 0)])
        begin = time.process_time()
        assign(text, document, pack)
        spent.append(time.process_time() - begin)
    assert spent[1] < 12 * spent[0] + 0.5
