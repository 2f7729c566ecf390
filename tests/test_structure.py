"""Structure room: views, documents, headings and statements."""

from __future__ import annotations

import itertools
import time

import pytest
from conftest import SHARED
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import patterns, reading
from policy_extract.model import Document
from policy_extract.structure import analyse, make_view
from policy_extract.text import View

PACK = patterns.load()


def structure(text: str) -> tuple[View, list[Document]]:
    source = reading.read_text(text)
    view = make_view(source, PACK)
    return view, analyse(view, source, PACK)


def outline(text: str) -> list[tuple[str, int, str]]:
    _, documents = structure(text)
    return [(h.number, h.level, h.title) for d in documents for h in d.headings]


def statements(text: str) -> list[str]:
    view, documents = structure(text)
    return [view.text[s.start : s.end] for d in documents for s in d.statements if s.kind != "other"]


PLAN = """云溪市养老服务发展方案

为加快发展养老服务,制定本方案。

一、主要目标
到2026年,新建社区食堂20个。

二、重点任务
(一)完善设施布局。加快建设养老驿站;改造老旧院舍。鼓励社会力量参与。(责任单位:市民政局)
(二)提升服务质量。健全评估制度。
1.开展培训。每年培训护理员500名。
2.强化监管。落实“双随机”检查。

三、保障措施
(三)加强领导。各区要压实责任。
"""


def test_headings_nest_by_order() -> None:
    assert outline(PLAN) == [
        ("", 0, "云溪市养老服务发展方案"),
        ("一、", 1, "主要目标"),
        ("二、", 1, "重点任务"),
        ("(一)", 2, "完善设施布局"),
        ("(二)", 2, "提升服务质量"),
        ("1.", 3, "开展培训"),
        ("2.", 3, "强化监管"),
        ("三、", 1, "保障措施"),
        ("(三)", 2, "加强领导"),
    ]


def test_spans_roles_and_sections() -> None:
    view, documents = structure(PLAN)
    headings = documents[0].headings
    assert view.text[headings[3].start : headings[3].end] == "(一)完善设施布局。"
    assert [h.role for h in headings] == ["", "goals", "tasks", "tasks", "tasks", "tasks", "tasks", "safeguards", "safeguards"]
    assert headings[3].parent == 2 and headings[5].parent == 4
    assert view.text[headings[1].start : headings[1].section_end].strip().endswith("20个。")
    by_text = {view.text[s.start : s.end]: s for s in documents[0].statements}
    assert by_text["每年培训护理员500名。"].section == 5
    assert by_text["鼓励社会力量参与。"].item == by_text["(责任单位:市民政局)"].item


def test_statements_are_cut_at_sentence_marks_and_brackets() -> None:
    found = statements(PLAN)
    assert found[:6] == [
        "为加快发展养老服务,制定本方案。",
        "到2026年,新建社区食堂20个。",
        "加快建设养老驿站;",
        "改造老旧院舍。",
        "鼓励社会力量参与。",
        "(责任单位:市民政局)",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他强调：“要实干。要担当。”各地迅速行动。", ["他强调：“要实干。要担当。”", "各地迅速行动。"]),
        ("落实“应保尽保；应兜尽兜”的要求，扩大覆盖。", ["落实“应保尽保；应兜尽兜”的要求，扩大覆盖。"]),
        ("执行有关规定（含附则。另行通知的除外）后报备。", ["执行有关规定（含附则。另行通知的除外）后报备。"]),
        ("弘扬精神”的好作风。继续前进。", ["弘扬精神”的好作风。", "继续前进。"]),
        ("推进项目；完成验收!", ["推进项目；", "完成验收!"]),
        ("提高补助标准。（市财政局、市民政局）", ["提高补助标准。", "（市财政局、市民政局）"]),
    ],
)
def test_brackets_and_quotes_protect(text: str, expected: list[str]) -> None:
    assert statements(text) == expected


def test_numbered_paragraphs_without_titles_are_statements() -> None:
    text = "一、激发消费\n" + "".join(
        f"{n}.对新购置家用设备的居民家庭,按照购置价格的{n}%给予一次性补贴,最高不超过{n}000元。(责任单位:市商务局)\n"
        for n in range(1, 5)
    )
    assert [h[0] for h in outline(text)] == ["一、"]


def test_ordinals_are_headings_only_with_sentences_of_their_own() -> None:
    text = "一、健全机制\n一是规范章程。将党建写入章程，明确职责。二是规范决策。健全议事规则，定期研究。三是请各科室抓紧落实。\n"
    assert outline(text) == [("一、", 1, "健全机制"), ("一是", 2, "规范章程"), ("二是", 2, "规范决策")]


def test_findings_of_a_rectification_report_are_headings_and_statements() -> None:
    text = (
        "某县第二医院关于巡察整改进展情况的通报\n一、反馈问题整改情况\n(一)反馈问题:资产管理薄弱。\n"
        "1.设备台账不完整。\n(已完成整改)\n整改情况:一是强化清查力度,组织财务科逐台核对设备,补登台账三十余条;"
        "二是规范处置流程,制定管理办法并按季度开展抽查,防止反弹。\n2.合同审核不严。\n(阶段性完成整改)\n整改情况:已修订办法。\n"
    )
    view, documents = structure(text)
    headings = {h.number: h for h in documents[0].headings}
    assert documents[0].meta.genre == "rectification"
    assert headings["1."].run_in and headings["1."].level == 3
    assert headings["一是"].run_in and headings["一是"].level == 4
    kinds = {view.text[s.start : s.end]: s.kind for s in documents[0].statements}
    assert kinds["(已完成整改)"] == "status"
    assert "1.设备台账不完整。" in kinds
    assert any(words.startswith("整改情况:一是") for words in kinds)


def test_topic_sentences_and_dashes_are_unnumbered_headings() -> None:
    text = (
        "一、重点工作\n推进医共体建设。完善联动机制，推动资源下沉到基层。\n优化支付方式。实行按病种付费，完善考核。\n"
        "二、主要成效\n——产业结构持续优化。新增高新企业10家。居全省前列。\n——民生福祉不断增进。新建学校3所。\n"
    )
    assert outline(text) == [
        ("一、", 1, "重点工作"),
        ("", 2, "推进医共体建设"),
        ("", 2, "优化支付方式"),
        ("二、", 1, "主要成效"),
        ("", 2, "产业结构持续优化"),
        ("", 2, "民生福祉不断增进"),
    ]


def test_glued_numbers_on_one_line() -> None:
    text = (
        "现提出如下意见。一、提升便利度（一）优化审批流程。健全机制，推动改革。（各地负责）（二）提高效率。全面推行网办，压缩时限。"
        "二、降低成本（三）减免费用。按规定落实政策。"
    )
    assert [(n, level) for n, level, _ in outline(text)] == [
        ("一、", 1),
        ("（一）", 2),
        ("（二）", 2),
        ("二、", 1),
        ("（三）", 2),
    ]


def test_markdown_heads_bold_openings_and_captions() -> None:
    text = (
        "---\ntitle: 云溪市2026年政府工作报告\n---\n\n## 一、2025年工作回顾\n\n**（一）产业向好**\n\n工业增长6%。\n\n"
        "**二、2026年任务**　今年要做好三件事，确保见效。\n"
    )
    _, documents = structure(text)
    headings = [(h.number, h.level, h.title, h.year) for h in documents[0].headings]
    assert headings == [
        ("一、", 1, "2025年工作回顾", 2025),
        ("（一）", 2, "产业向好", None),
        ("二、", 1, "2026年任务", 2026),
    ]


def test_chapters_sections_articles() -> None:
    text = (
        "第一章　总则\n第一条　为规范管理，制定本办法。\n第二条　本办法适用于全市范围内的机构。\n"
        "第二章　职责\n第三条　市民政局负责指导。\n"
    )
    assert outline(text) == [("第一章", 1, "总则"), ("第二章", 1, "职责")]


def test_a_noncanonical_order_nests_by_look_ahead() -> None:
    text = (
        "1.总体安排\n（一）目标。建成示范区，覆盖全县。\n（二）任务。完善体系，提升能力。\n"
        "2.具体措施\n（一）强化培训。每年开展两期培训。\n（二）加强宣传。用好各类媒体。\n"
    )
    assert [(n, level) for n, level, _ in outline(text)] == [
        ("1.", 1),
        ("（一）", 2),
        ("（二）", 2),
        ("2.", 1),
        ("（一）", 2),
        ("（二）", 2),
    ]


def test_several_documents_of_one_page() -> None:
    text = (
        "返回首页\n文秘网 > 范文 > 正文\n\n学校工作方案 篇1\n\n为加强管理，制定本方案。\n一、目标\n建成平安校园。\n\n"
        "学校工作方案 篇2\n\n为做好工作，制定本方案。\n一、任务\n开展排查。\n\n学校工作方案 篇3\n\n一、措施\n健全制度。\n"
    )
    view, documents = structure(text)
    assert [d.meta.title for d in documents] == [f"学校工作方案 篇{n}" for n in (1, 2, 3)]
    assert all(before.end <= after.start for before, after in itertools.pairwise(documents))
    assert "返回首页" not in {view.text[s.start : s.end] for d in documents for s in d.statements}


def test_a_notice_and_its_attached_plan_are_one_document() -> None:
    text = (
        "云溪市人民政府办公室关于印发云溪市托育服务实施方案的通知\n云政办发〔2025〕8号\n各县（区）人民政府，市直各部门：\n"
        "现将《云溪市托育服务实施方案》印发给你们，请认真贯彻执行。\n云溪市人民政府办公室\n2025年3月6日\n"
        "云溪市托育服务实施方案\n为发展托育服务，制定本方案。\n一、目标\n每千人口托位数达到4.6个。\n"
    )
    view, documents = structure(text)
    assert len(documents) == 1
    assert [h.level for h in documents[0].headings] == [0, 0, 1]
    kinds = {view.text[s.start : s.end]: s.kind for s in documents[0].statements}
    assert kinds["2025年3月6日"] == "other" and kinds["云溪市人民政府办公室"] == "other"
    assert kinds["各县（区）人民政府，市直各部门："] == "background"


def test_contents_and_furniture_are_no_headings() -> None:
    text = (
        "云溪市规划\n目  录\n第一章 总则 ........ 1\n第二章 任务 ........ 2\n第一章 总则\n坚持生态优先，建设美丽云溪。\n— 2 —\n"
        "第二章 任务\n实施造林工程，推进增绿。\n联系电话：0000-1234567\n扫一扫在手机打开当前页\n"
    )
    view, documents = structure(text)
    assert [h.number for h in documents[0].headings if h.level] == ["第一章", "第二章"]
    others = [view.text[s.start : s.end] for s in documents[0].statements if s.kind == "other"]
    assert "联系电话：0000-1234567" in others and "扫一扫在手机打开当前页" in others


def test_view_cleans_characters_one_for_one() -> None:
    source = reading.read_text("到２０２６年，增长５．５％，党的'建设和系统的.外部条件；⻄部\u200b地区**重点**。")
    view = make_view(source, PACK)
    assert view.text == "到2026年，增长5.5%，党的建设和系统的外部条件；西部地区重点。"
    start = view.text.index("西部地区")
    assert source.text[slice(*view.span(start, start + 4))] == "⻄部\u200b地区"


def test_view_joins_the_lines_of_a_printed_page() -> None:
    paragraph = "统筹推进城乡养老服务体系建设，完善居家社区机构相协调的服务网络，持续扩大普惠性服务供给，不断提高老年人生活质量"
    body = "  " + paragraph * 6 + "。"
    lines = [body[i : i + 28] for i in range(0, len(body), 28)]
    text = "\n".join([*lines[:5], "", "        — 3 —", "", *lines[5:], "  一、总体要求", *lines])
    view = make_view(reading.read_text(text), PACK)
    assert paragraph * 3 in view.text
    assert "\n  一、总体要求\n" in view.text


def test_real_paragraphs_are_not_joined() -> None:
    text = "\n".join(["推进示范县建设，完善配套政策体系，加强监测评估工作" + "。" * (n % 2) for n in range(30)])
    text += "\n" + "统筹各方资源力量，" * 90
    assert make_view(reading.read_text(text), PACK).text.count("\n") == text.count("\n")


def test_stages_with_dates_are_headings() -> None:
    text = "一、安排\n（一）准备阶段（20xx年3月）。完成摸底。\n（二）实施阶段（20xx年4月至9月）。开展巡查，落实整改。\n"
    assert outline(text)[1:] == [("（一）", 2, "准备阶段（20xx年3月）"), ("（二）", 2, "实施阶段（20xx年4月至9月）")]


def test_a_whole_series_of_brief_openings_runs_in() -> None:
    text = "一、成效\n一是供水管网提质，新建管网三百余公里；二是照明设施焕新，更换主次干道路灯两千余盏。\n"
    assert outline(text)[1:] == [("一是", 2, "供水管网提质"), ("二是", 2, "照明设施焕新")]
    counted = "一、成效\n一是新建管网37公里，改善群众用水的条件；二是更换路灯2000盏，改善群众出行的条件。\n"
    assert [h for h in outline(counted) if h[0] == "一是"] == []


def test_slogans_of_a_newspaper_report_are_headings() -> None:
    paragraph = "近年来，医院坚持以病人为中心，持续改善服务流程，先后建成多个临床中心，群众就医体验明显改善。\n"
    text = f"江边医院发展纪实\n{paragraph}服务提速：让群众少跑腿\n{paragraph}人才强院：让科室有后劲\n{paragraph}"
    assert [h[2] for h in outline(text)[1:]] == ["服务提速：让群众少跑腿", "人才强院：让科室有后劲"]
    labelled = f"江边医院发展纪实\n{paragraph}责任单位：县卫生健康局\n{paragraph}完成时间：今年年底之前\n{paragraph}"
    assert outline(labelled)[1:] == []


def test_a_box_stands_below_its_section_and_closes_none() -> None:
    text = (
        "三、任务\n（一）整治河道\n持续开展整治，改善水质。\n专栏1 河道整治工程\n1.清淤疏浚。完成清淤。\n2.生态护岸。建设护岸。\n"
        "（二）改造管网\n加快改造进度，提高质量。\n专栏2 管网改造工程\n1.雨水管网。新建管网。\n2.污水管网。改造管网。\n"
    )
    assert [(number, level) for number, level, _ in outline(text)] == [
        ("三、", 1), ("（一）", 2), ("", 3), ("1.", 4), ("2.", 4), ("（二）", 2), ("", 3), ("1.", 4), ("2.", 4),
    ]  # fmt: skip


def test_roles_of_headings_that_name_several_matters() -> None:
    text = (
        "一、全面完成了上次会议确定的目标和任务\n经济平稳运行。\n二、今年工作的总体要求和主要任务\n（一）营造良好发展环境\n推进改革。\n"
        "（二）夯实农业发展基础\n推进建设。\n三、努力推动民生改善取得新成效\n办好实事。\n四、发展环境\n机遇与挑战并存。\n"
    )
    _, documents = structure(text)
    assert [h.role for h in documents[0].headings] == ["review", "tasks", "tasks", "tasks", "", "basis"]


def test_a_second_copy_of_the_page_is_left_out() -> None:
    body = "".join(
        f"{n}、做好第{n}项工作\n各有关单位要加强统筹协调，明确任务分工，健全第{n}项工作的推进机制，确保各项措施落地见效。\n"
        for n in "一二三四五六"
    )
    text = f"云溪市就业工作方案\n{body}发文机关：\n云溪市就业局\n云溪市就业工作方案\n{body}"
    assert [h[0] for h in outline(text)] == ["", *(f"{n}、" for n in "一二三四五六")]


def test_contacts_annex_lists_and_numbers_are_no_statements() -> None:
    text = (
        "云溪市就业工作方案\n云政发〔2025〕3号\n一、目标\n建成就业驿站。\n附件：1.任务分工表\n2.项目清单\n"
        "（联系人：李某，电话：0000）\n通信地址：某路1号\n© 某网站\n（记者 张某）\n"
    )
    assert statements(text) == ["建成就业驿站。"]


def test_numbers_glued_behind_a_colon_and_an_assigning_bracket() -> None:
    text = (
        "结合实际，制定如下措施： 一、扩大就业(一)发放补贴。对企业发放补贴。(责任单位：县财政局)"
        "二、优化服务(二)简化流程。推行网办。(责任单位：县人社局)\n"
    )
    assert [h[:2] for h in outline(text)] == [("一、", 1), ("(一)", 2), ("二、", 1), ("(二)", 2)]


def test_markdown_levels_nest_unnumbered_headings() -> None:
    text = (
        "# 工作方案\n\n## 一、总体要求\n坚持为民。\n\n## 重点任务\n### 加强基层\n新建卫生室。\n### 提升服务\n"
        "#### 人员\n- 开展培训。\n\n"
        "## 保障措施\n加强领导。\n"
    )
    assert outline(text) == [
        ("", 0, "工作方案"), ("一、", 1, "总体要求"), ("", 1, "重点任务"), ("", 2, "加强基层"), ("", 2, "提升服务"),
        ("", 3, "人员"), ("", 1, "保障措施"),
    ]  # fmt: skip
    assert "开展培训。" in statements(text)


@given(st.text(alphabet="一二（）()1.、。；;“”\"'《》 \n#*第章节是要建设2026年%\u200b２", max_size=200))
def test_any_text_keeps_the_invariants(text: str) -> None:
    source = reading.read_text(text)
    view = make_view(source, PACK)
    documents = analyse(view, source, PACK)
    assert documents == analyse(view, source, PACK)
    for document in documents:
        previous = -1
        for index, heading in enumerate(document.headings):
            assert document.start <= heading.start < heading.end <= heading.section_end <= document.end
            assert heading.start >= previous
            assert heading.parent < index
            previous = heading.start
            begin, end = view.span(heading.start, heading.end)
            assert 0 <= begin < end <= len(source.text)
        for before, after in itertools.pairwise(document.statements):
            assert before.end <= after.start
        for statement in document.statements:
            assert statement.start < statement.end and -1 <= statement.section < len(document.headings)


@pytest.mark.parametrize(
    "unit", ["一、", "（", "“", "1.", "**", "第一章 ", "目录\n", "（一）发展。加快\n", "通知\n", "附件1\n", "x\n"]
)
def test_time_is_linear_on_hostile_text(unit: str) -> None:
    def cost(size: int) -> float:
        begin = time.process_time()
        structure(unit * (size // len(unit)))
        return time.process_time() - begin

    small, large = cost(40_000), cost(160_000)
    assert large < small * 12 + 1


def test_the_seed_files_hold_seven_documents() -> None:
    seeds = SHARED / "corpus" / "seeds"
    if not seeds.is_dir():
        pytest.skip("needs the shared corpus beside the repository")
    counts = []
    for path in sorted(seeds.glob("*.txt")):
        source = reading.read_file(path)
        counts.append(len(analyse(make_view(source, PACK), source, PACK)))
    assert counts == [4, 1, 1, 1]
