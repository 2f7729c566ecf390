"""Pattern packs: one entry changes what comes out, every mistake is named with its remedy, packs are data and never code."""

from __future__ import annotations

import importlib
import io
import pickle
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_extract import Extractor, patterns
from policy_extract.compare.catalogue import Catalogue
from policy_extract.errors import PatternError
from policy_extract.mentions.units import unit_table

MANIFEST = "name: mine\nversion: 1.0.0\nlicence: CC0-1.0\n"
TEXT = "安澜市第一医院行动计划\n一、目标\n到2027年，病床周转次数达到45轮次以上，完成手术3000台。\n"
ENTRY = "{id: turnover, name: 床位周转次数, aliases: [病床周转次数], unit: {name: 轮次}, examples: ['病床周转次数|轮次']}"
BASE = {
    "units.csv": "canonical,aliases,dimension,reading,not_before,note\n个,只,count,counted,,\n元,块钱,money,free,,\n",
    "bodies.csv": "name,kind,aliases,former,since\n教育局,government,教委,,\n",
    "regions.csv": "code,name,level,until,now,abbreviation,everyday,unless\n990000,云泽市,prefecture,,,,,\n",
    "roles.yaml": "family: roles\nvocabularies:\n  modal: [要, 须]\n  stem: {牵头: lead, 主办: responsible}\n",
    "tables.yaml": (
        "family: tables\nvocabularies: {words_lead: [牵头单位], words_task: [任务]}\nrules:\n"
        "  - {id: tables.lead, description: 牵头, fields: {words: words_lead}}\n"
        "  - {id: tables.task, description: 任务, fields: {words: words_task}}\n"
    ),
    "indicators.yaml": (
        "family: indicators\nrules:\n"
        "  - {id: indicators.jobs, description: 就业, fields: {name: 就业, unit: 个}, examples: [就业]}\n"
    ),
    "times.yaml": (
        "family: times\ndefinitions: {year: '[0-9]{4}年'}\nrules:\n"
        "  - {id: times.end, description: 年底, pattern: '<<year>>底', examples: [2025年底]}\n"
    ),
}


RULE = "family: times\nrules:\n  - {{{}}}\n"


def layer(files: dict[str, str], manifest: str = MANIFEST) -> patterns.Layer:
    """A pack out of texts."""
    whole = {"pack.yaml": manifest, **files}
    return patterns.Layer("mine", tuple(sorted((name, text.encode()) for name, text in whole.items())))


BASE_LAYER = patterns.Layer("base", tuple(sorted((name, text.encode()) for name, text in BASE.items())))


def small(*layers: patterns.Layer) -> patterns.Pack:
    """Packs over a small base, seen to be safe."""
    return patterns.probed(patterns.Pack((BASE_LAYER, *layers)))


def written(folder: Path, files: dict[str, str], manifest: str = MANIFEST) -> Path:
    """A pack as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"pack.yaml": manifest, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """A pack as an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="module")
def extended() -> Extractor:
    """An extractor with a pack of one entry."""
    return Extractor([layer({"entries.yaml": f"indicators:\n  - {ENTRY}\n"})])


def test_one_entry_changes_what_comes_out(extended: Extractor) -> None:
    plain = Extractor()
    before, after = (each.extract_text(TEXT)[0].tasks[0] for each in (plain, extended))
    assert [q.unit for q in before.quantities] == ["台"]
    first = after.quantities[0]
    assert (first.quote, first.indicator, first.comparator, first.value, first.unit) == (
        "45轮次以上", "病床周转次数", "ge", 45, "轮次",
    )  # fmt: skip
    assert before.pack_hash != after.pack_hash
    found = Catalogue.load(extended.pack).match("病床周转次数", "轮次", "level")
    assert found is not None and found.id == "turnover"
    assert Catalogue.load(plain.pack).match("病床周转次数", "轮次", "level") is None


def test_a_pack_travels_with_its_extractor(extended: Extractor) -> None:
    copy = pickle.loads(pickle.dumps(extended))
    assert copy.pack.hash == extended.pack.hash
    assert "轮次" in unit_table(copy.pack).names


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("e.yaml:2", "units:\n  - {nam: 轮次}\n", r"unknown unit key 'nam'; did you mean 'name'\?; allowed: "),
        ("e.yaml:2", "units:\n  - {aliases: [轮]}\n", r"unit without `name`; give a text"),
        ("e.yaml:3", "units:\n  - name: 轮次\n    aliases: 轮\n", r"`aliases` must be .*; write aliases: \[轮\]"),
        ("e.yaml:3", "units:\n  - name: 轮次\n    aliases: [1]\n", r"`aliases` .* not \[1\]; put it in quotes"),
        ("e.yaml:2", "units:\n  - {name: 轮次, dimension: mony}\n", r"`dimension` 'mony'; did you mean 'money'\?"),
        ("e.yaml:2", "units:\n  - {name: 轮次, reading: always}\n", r"`reading` 'always'; must be one of free, counted"),
        ("e.yaml:3", "units:\n  - {name: 轮}\n  - {name: 轮}\n", r"units\.轮 is given twice, first at mine/e\.yaml:2; keep one"),
        ("e.yaml:2", "units:\n  - {name: 轮, aliases: [元]}\n", r"'元' is units\.元 .* already; choose another name"),
        ("e.yaml:1", "unit:\n  - {name: 轮次}\n", r"unknown file key 'unit'; did you mean 'units'\?"),
        ("e.yaml:1", "units: 轮次\n", r"`units` must be a list, not '轮次'"),
        ("e.yaml:2", "units:\n  - 轮次\n", r"a unit is a mapping with the keys"),
        ("e.yaml:2", "units:\n\t- {name: 轮次}\n", r"not valid YAML: a tab; indent with blanks only"),
        ("e.yaml:3", "units:\n  - {name: 轮次\n", r"not valid YAML: .*put text with"),
        ("e.yaml:1", "units: !!python/object/apply:os.system [ls]\n", r".*tags \(!…\) are refused"),
        ("e.yaml:1", "units: &a [{name: 轮次}]\n", r"anchors and aliases .* are refused"),
        ("e.yaml:1", "units: " + "[" * 40 + "]" * 40, r"nested deeper than"),
        ("e.yaml:1", "- units\n", r"a pattern file is a mapping"),
        ("e.yaml:2", "indicators:\n  - {id: a, unit: 个}\n", r"indicator indicators\.a is new and lacks `name`"),
        ("e.yaml:2", "indicators:\n  - {id: a, name: 新, unit: 个}\n", r".* has no examples; add one such as '新'"),
        ("e.yaml:2", "indicators:\n  - {id: a, name: 新, unit: 轮, examples: [新]}\n", r"`unit` '轮' is not known; give"),
        ("e.yaml:2", "columns:\n  - {column: leed, words: [主抓]}\n", r"`column` 'leed'; did you mean 'lead'\?"),
        ("e.yaml:2", "words:\n  - {vocabulary: roles.modl, add: [必]}\n", r"`vocabulary` .*did you mean 'roles\.modal'"),
        ("e.yaml:2", "words:\n  - {vocabulary: roles.stem, add: [必]}\n", r"roles\.stem gives each word a value"),
        ("e.yaml:2", "words:\n  - {vocabulary: roles.modal, remove: [必]}\n", r"'必' is not in roles\.modal"),
        ("e.yaml:2", "words:\n  - {vocabulary: roles.modal, remove: [要, 须]}\n", r"roles\.modal would be empty; leave a word"),
        ("e.yaml:1", "disable: [indicators.job]\n", r"cannot disable .*did you mean 'indicators\.jobs'"),
        ("r.yaml:2", "family: times\ndisable: [times.ende]\n", r"cannot disable .*did you mean 'times\.end'"),
        ("r.yaml:3", RULE.format("id: times.a, description: a, pattern: '年(底', examples: [a]"), r"rule times\.a: .*no "
         r"regular expression: .* at character \d+, before .*put a backslash"),
        ("r.yaml:3", RULE.format("id: times.a, description: a, pattern: '<<yeer>>', examples: [a]"), r".*did you mean 'year'"),
        ("r.yaml:3", RULE.format("id: times.a, description: a, pattern: 年, exmples: [年]"), r"unknown rule key .*'examples'\?"),
        ("r.yaml:3", RULE.format("id: times.a, description: a, pattern: 年"), r"rule times\.a has a pattern but no examples"),
        ("r.yaml:4", RULE.format("id: times.a, description: a") + "  - {id: times.a, description: a}\n", "times.a is given"),
        ("units.csv:1", "canonical,alias\n轮次,\n", r"columns canonical, alias; expected .*did you mean 'aliases'"),
        ("units.csv:4", BASE["units.csv"] + "元,,money,free,,\n", r"元 is given twice, first in line 3"),
    ],
)  # fmt: skip
def test_every_mistake_names_file_line_and_remedy(file: str, content: str, message: str) -> None:
    with pytest.raises(PatternError, match=f"mine/{re.escape(file)}: {message}"):
        small(layer({file.partition(":")[0]: content}))


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("name: mine\nversion: 1.0\nlicence: a\n", r"mine/pack\.yaml:2: `version` must be a text .*not 1\.0; put it in quotes"),
        ("name: mine\nversion: 1.0.0\n", r"mine/pack\.yaml:1: pack without `licence`"),
        ("name: My Pack\nversion: 1.0.0\nlicence: a\n", r"mine/pack\.yaml:1: `name` 'My Pack'; use small letters"),
        (MANIFEST + "needs: '>=99'\n", r"mine/pack\.yaml:4: the pack needs policy-extract >=99, this is .*install a version"),
        (MANIFEST + "needs: newest\n", r"mine/pack\.yaml:4: `needs` 'newest' is no range"),
        (MANIFEST + "verson: 1\n", r"mine/pack\.yaml:4: unknown pack key 'verson'; did you mean 'version'"),
        (MANIFEST + "disable: [units.圆]\n", r"mine/pack\.yaml:4: cannot disable 'units\.圆'"),
    ],
)
def test_mistakes_of_the_manifest_are_named(manifest: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        small(layer({}, manifest))


def test_a_file_in_another_encoding_is_named_with_its_line() -> None:
    raw = "units:\n  - {name: 轮次}\n".encode("gb18030")
    with pytest.raises(PatternError, match=r"mine/e\.yaml:2: .*save the file with the encoding UTF-8"):
        small(patterns.Layer("mine", (("e.yaml", raw),)))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_makes_more_than_a_pattern_error(raw: bytes) -> None:
    for name in ("e.yaml", "pack.yaml", "units.csv"):
        try:
            pack = small(patterns.Layer("mine", ((name, raw),)))
        except PatternError as error:
            assert str(error).startswith("mine/")
        else:
            assert pack.hash


@pytest.mark.parametrize("pattern", ["(要+)+$", "(?:要|要)*完", r"\s*\s*\s*底", "([一-龥]+、?)+负责", "(?:[0-9]+,?)+年"])
def test_a_pattern_that_runs_away_is_refused_and_named(pattern: str) -> None:
    rule = f"family: times\nrules:\n  - {{id: times.bad, description: a, pattern: '{pattern}', examples: [要]}}\n"
    with pytest.raises(PatternError, match=r"mine/r\.yaml:3: rule times\.bad: runs away: .*possessive"):
        small(layer({"r.yaml": rule}))


def test_a_definition_that_runs_away_is_refused_and_named() -> None:
    with pytest.raises(PatternError, match=r"runs away"):
        small(layer({"r.yaml": "family: times\ndefinitions: {year: '(?:[0-9]+)*(?:[0-9]+)*年'}\n"}))


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ("{year: '<<year>>'}", "made of itself"),
        (str({f"d{n}": f"<<d{n + 1}>>" * 9 for n in range(9)} | {"d9": "年"}), "grows above"),
    ],
)
def test_definitions_in_a_circle_or_without_end_are_refused(definitions: str, message: str) -> None:
    rule = "rules: [{id: times.a, description: a, pattern: '<<d0>>', examples: [a]}]\n" if "d0" in definitions else ""
    with pytest.raises(PatternError, match=message):
        small(layer({"r.yaml": f"family: times\ndefinitions: {definitions}\n{rule}"}))


def test_conflicts_between_packs_are_said_aloud(caplog: pytest.LogCaptureFixture) -> None:
    first = layer({"e.yaml": "units: [{name: 轮次, aliases: [轮班]}, {name: 台例, aliases: [人次数]}]\n"})
    second = layer({"e.yaml": "units: [{name: 班轮, aliases: [轮班]}]\n"}, MANIFEST.replace("mine", "other"))
    patterns.layered(first, second)
    assert [record.getMessage().partition(": ")[2] for record in caplog.records] == [
        "mine/e.yaml:1: the name 轮班 now means units.班轮, not units.轮次 of mine 1.0.0"
    ]


def test_ordinary_patterns_are_not_refused() -> None:
    patternslike = [
        "(?:医疗|护理)(?:质量|安全)",
        "[^。，]{0,20}完成",
        "到<<year>>底前",
        r"(?<![0-9])[0-9]+(?:\.[0-9]+)?个",
        "[^。]*负责",
    ]
    lines = "".join(
        f"  - {{id: times.a{number}, description: a, pattern: '{pattern}', examples: [a]}}\n"
        for number, pattern in enumerate(patternslike)
    )
    assert len(small(layer({"r.yaml": f"family: times\nrules:\n{lines}"})).family("times").rules) == 6


def test_packs_add_extend_and_switch_off_by_id() -> None:
    files = {
        "e.yaml": (
            "units: [{name: 个, aliases: [枚]}, {name: 轮次}]\nbodies: [{name: 教育局, aliases: [教体局]}]\n"
            "regions: [{code: '990100', name: 安澜县, level: prefecture}]\ncolumns: [{column: lead, words: [主抓单位, 任务]}]\n"
            "indicators: [{id: jobs, aliases: [新增就业]}]\n"
            "words: [{vocabulary: roles.modal, add: [务必], remove: [须]}, {vocabulary: roles.stem, add: {主抓: lead}}]\n"
            "disable: [units.元, times.end]\n"
        )
    }
    pack = small(layer(files))
    assert set(unit_table(pack).names) == {"个", "只", "枚", "轮次"}
    assert [row["aliases"] for row in pack.table("bodies.csv", ("name",))] == ["教委|教体局"]
    assert [row["name"] for row in pack.table("regions.csv", ("code",))] == ["云泽市", "安澜县"]
    assert pack.family("tables").words("words_lead") == ("牵头单位", "主抓单位", "任务")
    assert pack.family("tables").words("words_task") == ()
    assert pack.family("indicators").rules["indicators.jobs"].fields == {"name": "就业", "unit": "个", "aliases": ["新增就业"]}
    assert pack.family("roles").words("modal") == ("要", "务必")
    assert pack.family("roles").vocabularies["stem"]["主抓"] == "lead"
    assert "times.end" not in pack.family("times").rules
    assert pack.family("times").rules["times.end"].search("2025年底") is None
    assert [identifier for identifier, _ in pack.switched_off] == ["units.元", "times.end"]
    with pytest.raises(KeyError):
        pack.family("times").rules["times.nothing"]
    assert small().family("roles").words("modal") == ("要", "须")


def test_a_later_pack_counts_and_conflicts_are_told() -> None:
    first = layer({"e.yaml": "units: [{name: 轮次, aliases: [轮]}]\nwords: [{vocabulary: roles.stem, add: {主抓: lead}}]\n"})
    second = layer(
        {"e.yaml": "units: [{name: 班次, aliases: [轮]}]\nwords: [{vocabulary: roles.stem, add: {主抓: responsible}}]\n"},
        MANIFEST.replace("mine", "other"),
    )
    pack = small(first, second)
    assert unit_table(pack).names["轮"].canonical == "班次"
    assert pack.family("roles").vocabularies["stem"]["主抓"] == "responsible"
    assert len(pack.conflicts) == 2 and all("mine 1.0.0" in remark for remark in pack.conflicts)
    assert small(first).hash != pack.hash != small(second, first).hash


def test_drafts_change_nothing() -> None:
    files = {
        "e.yaml": "units: [{name: 轮次, approved: false}]\nindicators: [{id: jobs, aliases: [新增], approved: false}]\n",
        "r.yaml": (
            "family: times\nrules:\n  - {id: times.end, description: a, pattern: '年', examples: [年], approved: false}\n"
        ),
    }
    pack = small(layer(files))
    assert "轮次" not in unit_table(pack).names
    assert pack.family("indicators").rules["indicators.jobs"].fields.get("aliases") is None
    assert pack.family("times").rules["times.end"].search("2025年") is None
    assert [entry.id for entry in pack.entries if not entry.approved] == ["units.轮次", "indicators.jobs"]
    assert [rule.id for rule in pack.drafts] == ["times.end"]


@pytest.mark.parametrize("home", ["", "mine/", "mine-1.0.0.data/purelib/mine/"])
def test_a_folder_a_zip_and_a_wheel_hold_the_same_pack(tmp_path: Path, home: str) -> None:
    files = {"entries.yaml": "units: [{name: 轮次}]\n"}
    folder = patterns.find_layer(written(tmp_path / "mine", files))
    found = patterns.find_layer(
        zipped(
            tmp_path / "mine.whl",
            {home + "pack.yaml": MANIFEST, home + "entries.yaml": files["entries.yaml"], home + "tests/a.yaml": "text: a\n"},
        )
    )
    assert found.files == folder.files
    assert [name for name, _ in found.trials] == ["a.yaml"]


def link(name: str) -> zipfile.ZipInfo:
    """A member that is a symbolic link."""
    made = zipfile.ZipInfo(name)
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return made


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"../pack.yaml": MANIFEST}, "leads out of the archive"),
        ({"/pack.yaml": MANIFEST}, "leads out of the archive"),
        ({"C:/pack.yaml": MANIFEST}, "leads out of the archive"),
        ({"pack.yaml": MANIFEST, "a/pack.yaml": MANIFEST}, "holds 2 pack.yaml"),
        ({"entries.yaml": "units: []"}, "holds no pack.yaml"),
        ({"pack.yaml": MANIFEST, "big.yaml": b"#" * 2_000_001}, "too large"),
        ({"pack.yaml": MANIFEST, **{f"{number}.txt": "" for number in range(400)}}, "more than 400 files"),
    ],
)
def test_an_archive_that_could_do_harm_is_refused(tmp_path: Path, members: dict[str, str | bytes], message: str) -> None:
    with pytest.raises(PatternError, match=message):
        patterns.find_layer(zipped(tmp_path / "bad.zip", members))


def test_links_and_damage_in_an_archive_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(link("pack.yaml"), "/etc/hostname")
    with pytest.raises(PatternError, match="is a link"):
        patterns.find_layer(path)
    path.write_bytes(io.BytesIO(b"PK\x03\x04 nothing").getvalue())
    with pytest.raises(PatternError, match="not a zip archive that can be read"):
        patterns.find_layer(path)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A pack in an installed distribution whose package must not run."""
    package = written(tmp_path / "city_packs" / "water", {"entries.yaml": "units: [{name: 轮次}]\n"})
    (tmp_path / "city_packs" / "__init__.py").write_text("raise RuntimeError('code of a pack ran')\n", encoding="utf-8")
    facts = tmp_path / "city_packs-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: city-packs\nVersion: 1.0\n", encoding="utf-8")
    (facts / "entry_points.txt").write_text("[policy_extract.packs]\nwater = city_packs.water\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    yield package
    importlib.invalidate_caches()


def test_an_installed_pack_is_found_by_name_and_runs_no_code(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(installed.parent)
    monkeypatch.chdir("/")
    assert patterns.available()["water"] == "package city_packs.water"
    assert patterns.find_layer("water").files == patterns.find_layer(installed).files
    with pytest.raises(PatternError, match=r"watr: no such .*did you mean 'water'"):
        patterns.find_layer("watr")


def test_a_pack_that_switches_off_what_the_line_needs_is_refused() -> None:
    pack = patterns.load()
    needed = next(rule.id for rule in pack.family("times").rules.values() if rule.fields.get("role") == "mask")
    off = layer({}, MANIFEST + f"disable: [{needed}]\n")
    with pytest.raises(PatternError, match=rf"leave the patterns incomplete .*switched off: {needed}"):
        Extractor([off])
