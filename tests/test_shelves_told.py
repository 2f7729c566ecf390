"""Letters of reply, news copy, minutes, speeches, bulletins and summaries in two parts: what is told, admitted and to come.

Every place and sentence here is invented.
"""

from __future__ import annotations

from policy_extract.extractor import Extractor
from policy_extract.model import Document

LETTER = """对市政协第86号提案的答复

民盟汀平市委：

贵单位提出的关于加强污水治理的提案收悉，现将办理情况答复如下：

一、关于加大资金投入的建议

近年来，我局积极争取上级资金，累计投入3.6亿元，治理率达到61.2%。下一步，我局将拓宽融资渠道，力争治理率达到70%以上。

二、关于强化设施运维的建议

委托第三方运维设施420座。目前设施正常运行率仅为82%，部分设施存在闲置现象。下一步将重点做好以下工作：一是完善考核办法。二是改造停运设施35座。

您提出的建议很有针对性，我局完全采纳。

专此答复。
"""

NEWS = """汀平市公共充电桩增至8650个

来源：汀平日报 2025-09-11

本报讯（记者 林一）记者从汀平市发展和改革委员会获悉，截至8月底，全市新建公共充电桩1120个，完成年度任务的74.7%。

该市还在老旧小区试点统建统营模式，建成示范小区23个。

“以前充电要排队半小时，现在门口就有10个桩。”家住河边的张女士说。

《汀平市充电设施行动方案》提出，2026年新建充电桩2000个。

市发展和改革委员会负责人表示，下一步将力争年底前建成充电站30座。
"""

SUMMARY = """渚阳县农业农村局2025年上半年工作总结和下半年工作计划

2025年7月8日

今年以来，县委高度重视春耕生产，专题调度12次、现场督办6次。

一、上半年工作情况

春播面积完成31.5万亩，超过年度目标的50%。高标准农田已开工4.2万亩，剩余2000亩计划9月底前完成。路基工程完成85%，剩余桥梁工程将于10月完工。

城市低保标准提高到每人每月780元。

存在的主要问题：一是农田水利设施老化。部分灌区完好率不足60%。二是社会化服务水平不高。

下一步，我们将重点抓好以下几项工作：
一是加快项目建设。9月底前完成高标准农田1.6万亩。
二是培育壮大龙头企业，新增龙头企业5家。
"""

MINUTES = """枫陵县人民政府第27次常务会议纪要

2025年7月9日上午，县长何一主持召开第27次常务会议。现将会议主要内容纪要如下：

一、听取经济运行情况汇报

会议听取了县发展和改革局的汇报。会议指出，上半年全县完成投资86.4亿元，同比增长5.6%。

会议强调，要确保固定资产投资增长8%以上。

会议决定，安排资金1200万元，由县财政局负责落实。

会议还研究了其他事项。

列席：县发展和改革局、县财政局主要负责人
"""

SPEECH = """在全县教育大会上的讲话

同志们：

一、正视差距不足，增强忧患意识

一是优质资源不够均衡。乡村教师缺编132人。二是教师队伍结构不优，50岁以上教师占比达到41%。

二、扎实做好2025年工作

今年补充教师220名。

同志们，任务艰巨，使命光荣。
"""

BULLETIN = """渚阳县2024年国民经济和社会发展统计公报

一、综合

全年地区生产总值218.64亿元，比上年增长5.8%。

二、人民生活

城市低保标准提高到每人每月780元。

注：

1.本公报数据均为初步统计数。
"""


def kinds(extractor: Extractor, text: str, *words: str) -> list[str]:
    """Kinds of the statements that hold these words."""
    document = _read(extractor, text)
    places = [text.index(word) for word in words]
    return [next(s.kind for s in document.statements if s.start <= place < s.end) for place in places]


def phase(extractor: Extractor, text: str, number: str) -> str:
    """Phase of the number that stands at these words."""
    place = text.index(number)
    return next(q.phase for q in _read(extractor, text).quantities if q.start <= place < q.end)


def _read(extractor: Extractor, text: str) -> Document:
    (result,) = extractor.extract_text(text)
    return result.document


def test_a_letter_tells_what_was_done_and_what_comes_next(extractor: Extractor) -> None:
    assert kinds(extractor, LETTER, "近年来", "委托第三方", "目前设施", "一是完善", "二是改造", "您提出", "专此") == [
        "achievement", "achievement", "problem", "task", "task", "background", "background",
    ]  # fmt: skip
    assert kinds(extractor, LETTER, "下一步，我局")[0] in ("goal", "task")
    assert phase(extractor, LETTER, "61.2%") == "achieved"
    assert phase(extractor, LETTER, "70%") == "planned"


def test_news_commits_nobody_but_the_plan_it_quotes(extractor: Extractor) -> None:
    assert kinds(extractor, NEWS, "本报讯", "该市还在", "以前充电", "方案》提出", "下一步将") == [
        "achievement", "achievement", "background", "task", "task",
    ]  # fmt: skip
    assert phase(extractor, NEWS, "1120个") == "achieved"
    assert phase(extractor, NEWS, "2000个") == phase(extractor, NEWS, "30座") == "planned"


def test_a_summary_keeps_reached_left_admitted_and_planned_apart(extractor: Extractor) -> None:
    assert kinds(extractor, SUMMARY, "今年以来", "春播面积", "路基工程", "城市低保", "存在的主要", "部分灌区", "二是社会化") == [
        "achievement", "achievement", "achievement", "achievement", "problem", "problem", "problem",
    ]  # fmt: skip
    assert kinds(extractor, SUMMARY, "9月底前完成高标准", "新增龙头企业") == ["task"] * 2
    assert phase(extractor, SUMMARY, "50%") == phase(extractor, SUMMARY, "85%") == "achieved"
    assert phase(extractor, SUMMARY, "2000亩") == phase(extractor, SUMMARY, "1.6万亩") == "planned"


def test_both_parts_of_a_summary_with_a_plan_are_headings(extractor: Extractor) -> None:
    text = "蓬泽市交通局2024年度工作总结和2025年工作计划\n\n2024年工作总结\n\n一、项目建设\n\n改造危桥31座。\n\n"
    text += "2025年工作计划\n\n一、重点工作\n\n更新公交车100辆。\n"
    document = _read(extractor, text)
    assert document.meta.title == "蓬泽市交通局2024年度工作总结和2025年工作计划"
    assert {"2024年工作总结", "2025年工作计划"} <= {h.title for h in document.headings}
    assert kinds(extractor, text, "改造危桥", "更新公交车") == ["achievement", "task"]


def test_minutes_tell_order_and_name_who_met(extractor: Extractor) -> None:
    assert kinds(extractor, MINUTES, "会议听取", "会议指出", "会议强调", "会议决定", "会议还研究", "列席") == [
        "background", "achievement", "task", "task", "background", "other",
    ]  # fmt: skip


def test_a_speech_that_faces_shortcomings_sets_no_targets(extractor: Extractor) -> None:
    assert kinds(extractor, SPEECH, "乡村教师缺编", "二是教师队伍", "今年补充", "同志们，任务") == [
        "problem", "problem", "task", "background",
    ]  # fmt: skip
    assert phase(extractor, SPEECH, "41%") == "reference"


def test_an_amount_by_month_in_a_bulletin_is_no_standing_task(extractor: Extractor) -> None:
    assert kinds(extractor, BULLETIN, "城市低保", "本公报数据") == ["achievement", "background"]
    assert phase(extractor, BULLETIN, "780元") == "achieved"


def test_a_list_that_a_plan_announces_stays_a_list_of_tasks(extractor: Extractor) -> None:
    text = "枫陵县供水改造方案\n\n一、重点任务\n\n上半年，开工率达到90%以上。计划9月底前完成管网30公里。\n"
    assert kinds(extractor, text, "计划9月")[0] == "task"
    assert phase(extractor, text, "90%") == phase(extractor, text, "30公里") == "planned"
