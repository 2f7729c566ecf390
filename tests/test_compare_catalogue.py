"""The catalogue of indicators: which one a name means, in which form its number is meant, and what is no match."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import patterns
from policy_extract.compare import Catalogue
from policy_extract.compare.catalogue import DOMAINS, check
from policy_extract.errors import PatternError

CATALOGUE = Catalogue.load(patterns.load())
RULE = """family: indicators
rules:
  - id: indicators.tea_gardens
    description: tea gardens
    fields: {name: 茶园面积, english: Tea gardens, aliases: [生态茶园], unit: 亩, form: level, good: up, domain: agriculture}
    examples: [茶园面积|亩|level]
    counter_examples: [茶叶产量|吨]
"""


def layered(tmp_path: Path, content: str) -> Catalogue:
    """The catalogue with one more file layered over it."""
    (tmp_path / "indicators_own.yaml").write_text(content, encoding="utf-8")
    return Catalogue(patterns.Pack((patterns.builtin_folder(), tmp_path)))


def test_every_example_of_the_catalogue_holds() -> None:
    count, complaints = check(patterns.load())
    assert complaints == []
    assert count >= 4 * 250


def test_every_domain_is_covered() -> None:
    domains = Counter(indicator.domain for indicator in CATALOGUE.indicators())
    assert len(CATALOGUE) >= 250
    assert set(domains) == set(DOMAINS)
    assert min(domains.values()) >= 20


def test_every_indicator_is_found_by_its_own_names() -> None:
    for indicator in CATALOGUE.indicators():
        for name in (indicator.name, *indicator.aliases):
            match = CATALOGUE.match(name, indicator.unit, "level")
            assert match is not None and (match.id, match.how) == (indicator.id, "exact"), name


@given(
    st.sampled_from(CATALOGUE.indicators()), st.sampled_from(("全市{}", "“{}”", " {} ", "{}（预期性）", "力争{}", "全市全年{}"))
)
def test_what_stands_around_a_name_changes_nothing(indicator: object, frame: str) -> None:
    name = indicator.name  # type: ignore[attr-defined]
    match = CATALOGUE.match(frame.format(name), None, None)
    assert match is not None and match.name == name


@pytest.mark.parametrize(
    ("name", "unit", "measure", "identifier", "how", "form"),
    [
        ("地区生产总值", "%", "growth", "gdp", "exact", "growth"),
        ("地区生产总值", "元", "level", "gdp", "exact", "level"),
        ("地区生产总值", "%", "level", "gdp", "exact", "share"),
        ("GDP增速", "%", "level", "gdp", "normalised", "growth"),
        ("经济增速", "%", "growth", "gdp", "normalised", "growth"),
        ("全社会固定资产投资增幅", "%", "level", "fixed_asset_investment", "normalised", "growth"),
        ("固定资产投资", "", "multiple", "fixed_asset_investment", "exact", "multiple"),
        ("规模工业增加值", "名", "rank", "industrial_value_added", "exact", "rank"),
        ("城镇就业", "人", "change", "new_urban_jobs", "normalised", "level"),
        ("新增城镇就业人数", "人", "level", "new_urban_jobs", "exact", "level"),
        ("城镇化率", "百分点", "change", "urbanisation_residents", "exact", "change"),
        ("人口自然增长率", "‰", "growth", "population_growth", "exact", "level"),
        ("单位GDP能耗降低率", "%", "change", "energy_intensity", "normalised", "growth"),
        ("全社会研究与试验发展经费支出占GDP的比重", "%", "level", "research_intensity", "normalised", "share"),
        ("研发投入", "元", "level", "research_spending", "exact", "level"),
        ("空气质量优良天数", "天", "level", "good_air_days", "exact", "level"),
        ("空气质量优良天数", "%", "level", "good_air_share", "exact", "level"),
        ("粮食年产量", "斤", "level", "grain_output", "fuzzy", "level"),
        ("净增规上工业企业", "家", "change", "large_industrial_firms", "normalised", "change"),
        ("净增规上工业企业", "家", "level", "large_industrial_firms", "normalised", "level"),
        ("5G基站", "个", None, "base_stations_5g", "exact", "made"),
        ("公路总里程", "公里", None, "roads", "exact", "level"),
        ("造林", "亩", None, "afforestation", "exact", "level"),
    ],
)  # fmt: skip
def test_name_unit_and_measure_tell_indicator_and_form(
    name: str, unit: str, measure: str | None, identifier: str, how: str, form: str
) -> None:
    match = CATALOGUE.match(name, unit, measure)
    assert match is not None
    assert (match.id, match.how, match.form) == (identifier, how, form)


@pytest.mark.parametrize(
    ("name", "unit", "measure"),
    [
        ("粮食产量", "亩", "level"),
        ("床位", "家", "level"),
        ("幼儿园", "学位", "change"),
        ("青榆新区生产总值", "元", "level"),
        ("云岭组团固定资产投资", "%", "growth"),
        ("地方财政总收入和支出", "元", "level"),
        ("贫困人口", "人", "level"),
        ("黑臭水体", "条", "level"),
        ("项目", "个", None),
        ("", "个", None),
        ("！？", "%", "level"),
    ],
)
def test_no_match_where_unit_place_or_measure_speak_against_it(name: str, unit: str, measure: str | None) -> None:
    assert CATALOGUE.match(name, unit, measure) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("城镇居民人均可支配收入", "农村居民人均可支配收入"),
        ("城镇登记失业率", "城镇调查失业率"),
        ("人口出生率", "人口自然增长率"),
        ("国家级临床重点专科", "省级临床重点专科"),
        ("发明专利授权量", "专利授权量"),
        ("出口总额", "进出口总额"),
        ("生猪存栏", "生猪出栏"),
        ("民间投资", "民间投资占比"),
        ("编制床位", "实际开放床位"),
        ("三级医院", "三甲医院"),
        ("城市污水处理率", "农村生活污水治理率"),
        ("农村居民人均纯收入", "农村居民人均可支配收入"),
    ],
)
def test_near_names_are_different_indicators(first: str, second: str) -> None:
    one, other = CATALOGUE.match(first, None, None), CATALOGUE.match(second, None, None)
    assert one is not None and other is not None and one.id != other.id


def test_a_number_dealt_with_means_the_indicator_of_the_deed() -> None:
    match = CATALOGUE.match("贫困人口", "人", "change")
    assert match is not None and (match.id, match.form) == ("poor_people", "level")


def test_a_price_index_is_told_from_a_rise_of_prices() -> None:
    rise = CATALOGUE.match("居民消费价格指数", "%", "level", Decimal("3"))
    index = CATALOGUE.match("居民消费价格指数", "%", "level", Decimal("103.9"))
    assert rise is not None and index is not None
    assert (rise.form, index.form) == ("growth", "level")


def test_old_and_new_series_are_joined_by_id() -> None:
    assert CATALOGUE.indicator("income_rural_net").series == "income_rural"
    assert CATALOGUE.indicator("income_rural").series == "income_rural"
    with pytest.raises(KeyError):
        CATALOGUE.indicator("nothing")


def test_a_layer_adds_an_indicator(tmp_path: Path) -> None:
    match = layered(tmp_path, RULE).match("生态茶园", "公顷", "level")
    assert match is not None and match.id == "tea_gardens"
    assert CATALOGUE.match("生态茶园", "公顷", "level") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("form: level", "form: levels", r"indicators_own\.yaml:3: .*`form` must be one of"),
        ("domain: agriculture", "domain: tea", r"indicators_own\.yaml:3: .*`domain` must be one of"),
        ("unit: 亩, ", "", r"indicators_own\.yaml:3: .*`unit` is missing"),
        ("unit: 亩,", "unit: 亩, colour: green,", r"indicators_own\.yaml:3: .*unknown fields colour"),
        ("name: 茶园面积, ", "", r"indicators_own\.yaml:3: .*`name` is missing"),
        ("aliases: [生态茶园]", "aliases: [造林面积]", r"indicators_own\.yaml:3: tea_gardens and afforestation .*share the name"),
        ("good: up", "good: up, series: coffee", r"indicators_own\.yaml:3: tea_gardens names an unknown series 'coffee'"),
        ("    counter_examples: [茶叶产量|吨]\n", "", r"indicators_own\.yaml:3: .*needs examples and counter_examples"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in RULE
    with pytest.raises(PatternError, match=message):
        layered(tmp_path, RULE.replace(old, new))


def test_a_broken_example_is_a_complaint(tmp_path: Path) -> None:
    broken = RULE.replace("[茶园面积|亩|level]", "[{text: 茶园面积|亩|level, quote: growth}, 茶叶产量]").replace(
        "茶叶产量|吨", "生态茶园|亩"
    )
    (tmp_path / "indicators_own.yaml").write_text(broken, encoding="utf-8")
    _, complaints = check(patterns.Pack((patterns.builtin_folder(), tmp_path)))
    assert [next(word for word in ("is a level", "is nothing", "must not be") if word in line) for line in complaints] == [
        "is a level",
        "is nothing",
        "must not be",
    ]
