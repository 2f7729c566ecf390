"""The place a document governs: codes, namesakes, reformed places, zones, and names that are everyday words."""

from __future__ import annotations

import time

import pytest

from policy_extract import patterns
from policy_extract.structure.regions import find_region
from policy_extract.structure.regions_table import gazetteer

PACK = patterns.load()


@pytest.mark.parametrize(
    ("title", "name", "code", "parents"),
    [
        ("徐州市鼓楼区人民政府办公室关于促进就业的意见", "鼓楼区", "320302", ("江苏省", "徐州市")),
        ("江苏徐州鼓楼区行动方案", "鼓楼区", "320302", ("江苏省", "徐州市")),
        ("鼓楼区2024年工作要点", "鼓楼区", None, ()),
        ("北京市朝阳区人民政府关于促进就业的通知", "朝阳区", "110105", ("北京市",)),
        ("河南省济源市工作方案", "济源市", "419001", ("河南省",)),
        ("石柱县人民政府办公室关于就业的意见", "石柱土家族自治县", "500240", ("重庆市",)),
        ("大理州人民政府关于就业的意见", "大理白族自治州", "532900", ("云南省",)),
        ("四川省白岭县人民政府关于就业的意见", "白岭县", None, ("四川省",)),
        ("成都市高新区2024年工作要点", "高新区", None, ("四川省", "成都市")),
        ("永州经济技术开发区2024年工作总结", "永州经济技术开发区", None, ("湖南省", "永州市")),
        ("苏州工业园区管委会关于就业的意见", "苏州工业园区", None, ("江苏省", "苏州市")),
        ("赵县2024年工作报告", "赵县", "130133", ("河北省", "石家庄市")),
        ("石家庄市桥东区2012年工作要点", "桥东区", "130103", ("河北省", "石家庄市")),
        ("国家税务总局云溪市税务局关于办税服务的通告", "云溪市", None, ()),
        ("国务院办公厅关于辽宁省有关问题办理情况的函", "全国", None, ()),
        ("财政部 税务总局关于支持小微企业的通知", "全国", None, ()),
        ("昆明市第一人民医院工作方案", "昆明市第一人民医院", None, ("云南省", "昆明市")),
        ("白岭县人民政府关于支持成都市招商的通知", "白岭县", None, ()),
    ],
)
def test_places_of_titles(title: str, name: str, code: str | None, parents: tuple[str, ...]) -> None:
    found = find_region([title], None, "", "", PACK)
    assert found is not None
    assert (found.name, found.code, found.parents) == (name, code, parents)


@pytest.mark.parametrize(
    "title", ["关于推进新城区建设的意见", "关于市和县协同发展的意见", "关于推进平安建设的意见", "关于维护长治久安的意见"]
)
def test_everyday_words_are_no_places(title: str) -> None:
    assert find_region([title], None, "", "", PACK) is None


def test_a_reformed_place_keeps_its_code_and_names_that_of_today() -> None:
    found = find_region(["郫县人民政府关于就业的意见"], None, "", "", PACK, 2012)
    assert found is not None
    assert (found.name, found.code, found.current_code) == ("郫县", "510124", "510117")


def test_year_and_number_tell_namesakes_apart() -> None:
    made = gazetteer(PACK)
    assert made.one("桥东区", None, 2010).code is None
    assert made.one("桥东区", None, 2022).code == "130702"
    assert made.one("鼓楼区", None, 2024, "徐鼓政办发〔2024〕1号").code == "320302"
    assert made.one("鼓楼区", None, 2024, "鼓政办发〔2024〕1号").code is None


def test_a_district_of_another_city_is_not_taken_for_one_of_the_table() -> None:
    made = gazetteer(PACK)
    found = made.one("福田区", made.full["成都市"][0])
    assert (found.name, found.code, found.parents) == ("福田区", None, ("四川省", "成都市"))


def test_the_issuer_counts_before_a_short_name_in_the_title() -> None:
    found = find_region(["成都经验推广方案"], "云溪市人民政府", "", "", PACK)
    assert found is not None and found.name == "云溪市"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("结合昭通实际，提出如下意见。我市要落实政策，我市要加强管理。", "昭通市"),
        ("结合石棉实际，提出如下措施。我县要落实政策，我县要加强管理。", "石棉县"),
        ("结合工作实际，提出如下措施。我县要落实政策，我县要加强管理。", None),
    ],
)
def test_a_text_names_its_own_place(text: str, name: str | None) -> None:
    found = find_region([], None, "", text, PACK)
    assert (found.name if found else None) == name


def test_the_scan_is_linear_in_the_text() -> None:
    made = gazetteer(PACK)
    short, long = "甲市乙县丙区丁州" * 2_000, "甲市乙县丙区丁州" * 16_000

    def seconds(text: str) -> float:
        best = 9.0
        for _ in range(3):
            begin = time.perf_counter()
            made.names(text)
            made.short_names(text)
            best = min(best, time.perf_counter() - begin)
        return best

    assert seconds(long) < 8 * 4 * max(seconds(short), 0.002)
