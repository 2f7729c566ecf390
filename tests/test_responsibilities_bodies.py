"""Names of bodies: cutting lists, giving back shared prefixes, canonical organisations, generic actors."""

from __future__ import annotations

import pytest

from policy_extract.mentions.bodies import COLUMNS, TABLE, body_names
from policy_extract.mentions.bodies_list import cut_list
from policy_extract.patterns import Pack, load


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市发展改革委、财政局", ["市发展改革委", "市财政局"]),
        ("新城示范区水务局、住房和城乡建设局", ["新城示范区水务局", "新城示范区住房和城乡建设局"]),
        ("省教育厅、人行某某省分行，各市、州、县人民政府", ["省教育厅", "人行某某省分行", "各市、州、县人民政府"]),
        ("省市场监管局（省知识产权局）、税务局", ["省市场监管局（省知识产权局）", "省税务局"]),
        ("市城管委和各县区政府", ["市城管委", "各县区政府"]),
        ("市、县（区）财政", ["市、县（区）财政"]),
        ("各区、市直有关部门", ["各区", "市直有关部门"]),
        ("省住房和城乡建设厅、文化和旅游厅", ["省住房和城乡建设厅", "省文化和旅游厅"]),
        ("市教育局、团市委、妇联", ["市教育局", "团市委", "市妇联"]),
        ("国家发展改革委、财政部", ["国家发展改革委", "财政部"]),
        ("甲山市、乙河市、丙江州人民政府", ["甲山市人民政府", "乙河市人民政府", "丙江州人民政府"]),
        ("市商务局、市文旅局等部门", ["市商务局", "市文旅局"]),
        ("市园林局等市直有关部门和单位", ["市园林局"]),
        ("各区人民政府（含开发区管委会，下同）", ["各区人民政府"]),
    ],
)
def test_lists(text: str, expected: list[str], pack: Pack) -> None:
    bodies, _ = cut_list(text, 0, len(text), body_names(pack))
    assert [body.name for body in bodies] == expected


def test_quotes_are_never_rewritten(pack: Pack) -> None:
    text = "市发展改革委、财政局"
    bodies, prefix = cut_list(text, 0, len(text), body_names(pack))
    assert [text[body.start : body.end] for body in bodies] == ["市发展改革委", "财政局"] and prefix == "市"


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("市卫健委", "市卫生健康委员会"),
        ("市卫生计生委", "市卫生健康委员会"),
        ("市卫生局", "市卫生健康委员会"),
        ("省人社厅", "省人力资源和社会保障局"),
        ("工信部", "工业和信息化部"),
        ("团市委", "市共产主义青年团委员会"),
        ("某某集团", "某某集团"),
    ],
)
def test_canonical_bodies(name: str, canonical: str, pack: Pack) -> None:
    assert body_names(pack).organisation_id(name) == canonical


@pytest.mark.parametrize("name", ["各地", "有关部门", "各级公立医院", "市直相关部门", "我院", "街道办事处", "财政"])
def test_generic_actors(name: str, pack: Pack) -> None:
    assert body_names(pack).is_generic(name)


@pytest.mark.parametrize("name", ["市财政局", "县教育局", "护理部", "人事部门", "某某高新区管委会", "市政府办公室"])
def test_one_body_is_not_generic(name: str, pack: Pack) -> None:
    assert not body_names(pack).is_generic(name)


def test_the_table_of_bodies(pack: Pack) -> None:
    rows = pack.table(TABLE, COLUMNS)
    assert len(rows) >= 120
    assert len({row["name"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} <= {"government", "party", "vertical", "mass", "judicial", "institution"}
    for row in rows:
        assert row["since"] == "" or 1949 <= int(row["since"]) <= 2026
        for entry in filter(None, row["former"].split("|")):
            name, _, years = entry.partition(":")
            assert (name and years.replace("-", "").isdigit()) or years == "-", row
