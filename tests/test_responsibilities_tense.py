"""Bodies with a bare verb: charged where a text speaks of what is to be done, never where it looks back."""

from __future__ import annotations

import pytest

from policy_extract.model import Document, Heading, Meta, Responsibility, Statement
from policy_extract.patterns import Pack, load
from policy_extract.tasks.responsibilities import assign


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


def found(text: str, pack: Pack, genre: str = "plan", role: str = "") -> list[Responsibility]:
    """Responsibilities of a text whose sentences stand below one heading of that role."""
    document = Document(0, len(text), Meta(genre=genre))
    document.headings.append(Heading(0, 0, "一、", 1, "", section_end=len(text), role=role))
    start = 0
    for index, mark in enumerate(text):
        if mark in "。；\n" or index == len(text) - 1:
            document.statements.append(Statement(start, index + 1, 0, 0, 0))
            start = index + 1
    assign(text, document, pack)
    return document.responsibilities


def short(text: str, pack: Pack, genre: str = "plan", role: str = "") -> str:
    return ", ".join(f"{item.name} {item.role}" for item in found(text, pack, genre, role) if not item.generic)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业做好自查，县卫生监督所、县市场监管局每季度抽查不少于3次。", "县卫生监督所 responsible, 县市场监管局 responsible"),
        ("各校配齐设备，市审计局三年内对直属学校轮审一遍。", "市审计局 responsible"),
        ("市财政局对达标的驿站每个奖补3万元。", "市财政局 responsible"),
        ("推行并联审批，县档案馆常态化开展业务培训。", "县档案馆 responsible"),
        ("工程部完成线路勘察，人力资源部组织培训。", "工程部 responsible, 人力资源部 responsible"),
        ("对连续落后的街道，由市创建工作领导小组办公室约谈负责人。", "市创建工作领导小组办公室 responsible"),
        ("5月底前市水利局完成方案编制。", "市水利局 responsible"),
        ("市商务局将适时通报进度。", "市商务局 responsible"),
        ("对滞后的村，镇党委每周调度、每月通报。", "镇党委 responsible"),
        ("镇林业办公室、财政所配合，做好核查。", "镇林业办公室 cooperate, 镇财政所 cooperate"),
        ("松岭县、竹溪区人民政府要倒排工期。", "松岭县人民政府 responsible, 竹溪区人民政府 responsible"),
        ("县科技局会同县教育局每年发布1批清单。", "县科技局 lead, 县教育局 cooperate"),
        ("验收由牵头单位会同县财政局、审计局组织。", "县财政局 cooperate, 县审计局 cooperate"),
        ("责任单位：县民政局、医保局，县残联配合。", "县民政局 responsible, 县医保局 responsible, 县残联 cooperate"),
    ],
)
def test_bare_verbs_charge_the_subject_of_a_clause(text: str, expected: str, pack: Pack) -> None:
    assert short(text, pack) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市政府督查室每月督导1次，市审计局负责对经费使用开展监督。", "市政府督查室 supervise, 市审计局 supervise"),
        ("县委督查室、县政府督查室适时开展督导。", "县委督查室 supervise, 县政府督查室 supervise"),
        ("县纪委监委负责监督执纪。", "县纪委监委 supervise"),
        ("市应急局负责安全生产监督管理。", "市应急局 responsible"),
        ("市数据局负责平台的统筹协调和监督指导。", "市数据局 responsible"),
        ("县财政局、县林业局每半年联合检查一次。", "县财政局 responsible, 县林业局 responsible"),
    ],
)
def test_who_watches_over_others_supervises(text: str, expected: str, pack: Pack) -> None:
    assert short(text, pack) == expected


@pytest.mark.parametrize(
    ("genre", "role", "expected"),
    [
        ("plan", "tasks", "市财政局 responsible"),
        ("plan", "review", ""),
        ("work_report", "review", ""),
        ("progress", "", ""),
        ("progress", "outlook", "市财政局 responsible"),
        ("work_report", "tasks", "市财政局 responsible"),
    ],
)
def test_section_and_genre_decide(genre: str, role: str, expected: str, pack: Pack) -> None:
    assert short("市财政局安排奖补资金6亿元。", pack, genre, role) == expected


def test_a_government_does_not_charge_itself_in_its_own_report(pack: Pack) -> None:
    assert short("市政府将认真办好各项实事。", pack, "work_report", "tasks") == ""
    assert short("市政府将认真办好各项实事。", pack, "plan", "tasks") == "市政府 responsible"


@pytest.mark.parametrize(
    "text",
    [
        "稳步推进省直管县财政管理制度改革。",
        "扎实做好收尾，全部完成老旧管网改造。",
        "（图片由县融媒体中心提供）",
        "市第九医院完成新院区搬迁。",
        "用好省级政府统筹的建设用地指标。",
        "做到民有所呼，我有所应，发展所需。",
        "2021年6月，市水利局、财政局联合印发了方案。",
        "9.并联审批：指事项由两个以上部门分别办理。",
    ],
)
def test_no_bare_subject(text: str, pack: Pack) -> None:
    assert short(text, pack) == ""


def test_a_sentence_that_only_assigns_covers_the_item_it_closes(pack: Pack) -> None:
    text = "改造小区40个。建设驿站5处。由区民政局牵头负责，区财政局协同配合。"
    items = found(text, pack)
    assert [(item.name, item.role) for item in items] == [("区民政局", "lead"), ("区财政局", "cooperate")]
    assert {text[slice(*item.covers)] for item in items} == {text}
    text = "改造小区40个。由区民政局牵头，区财政局配合做好验收。"
    assert text[slice(*found(text, pack)[0].covers)] == "由区民政局牵头，区财政局配合做好验收。"


@pytest.mark.parametrize(
    "bracket",
    [
        "（市教育局、市财政局、各县（市、区）政府负责，列第一位的为牵头单位，下同）",
        "（责任单位：市教育局、市财政局、各县（市、区）政府，列第一位的为牵头单位，下同）",
    ],
)
def test_how_lists_are_read_is_no_part_of_the_list(bracket: str, pack: Pack) -> None:
    items = found("建设校舍。" + bracket, pack)
    assert [(item.name, item.role) for item in items][:2] == [("市教育局", "lead"), ("市财政局", "responsible")]
    assert items[2].generic and len(items) == 3


def test_a_bracket_may_hold_names_that_nobody_knows(pack: Pack) -> None:
    text = "扩建码头。（市交通运输局牵头，市财政局、江口国际陆港、市总工会按职责分工负责）"
    assert [item.name for item in found(text, pack)] == ["市交通运输局", "市财政局", "江口国际陆港", "市总工会"]
    assert found("统一编号（含已建成的项目，由业主自行负责）。", pack) == []


def test_a_bracket_runs_over_a_printed_line(pack: Pack) -> None:
    text = "建设平台。\n（牵头单位：县应急局；配合单位：县水利局、\n县消防救援大队）\n"
    assert short(text, pack) == "县应急局 lead, 县水利局 cooperate, 县消防救援大队 cooperate"


def test_others_with_the_leader(pack: Pack) -> None:
    text = "支持集群发展。（省科技厅会同有关部门负责）"
    assert [(item.name, item.role) for item in found(text, pack)] == [("省科技厅", "lead"), ("有关部门", "cooperate")]


def test_a_bracket_on_its_own_line_covers_its_item_only(pack: Pack) -> None:
    text = "一、外贸\n（一）参展。补贴展位费。\n（二）通关。压缩时间。\n（市商务局牵头，市财政局配合）\n"
    document = Document(0, len(text), Meta(genre="plan"))
    document.headings.append(Heading(0, 4, "一、", 1, "外贸", section_end=len(text)))
    for number, words in (("（一）", "（一）参展。"), ("（二）", "（二）通关。")):
        start = text.index(words)
        end = text.index("（二）") if number == "（一）" else len(text)
        document.headings.append(Heading(start, start + len(words), number, 2, words, 0, end))
    start = text.index("（市商务局")
    document.statements.append(Statement(start, len(text) - 1, 2, 3, 2))
    assign(text, document, pack)
    assert text[slice(*document.responsibilities[0].covers)].startswith("（二）通关。")


def test_measures_of_a_finding_count_and_the_finding_does_not(pack: Pack) -> None:
    text = "市档案馆管理松散。\n整改进展：健全制度。镇税务所6月底前完成核对。"
    assert short(text, pack, "rectification", "problems") == "镇税务所 responsible"
