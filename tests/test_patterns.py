"""Pattern packs: what is wrong is named with file and line; the built-in rules keep their own examples."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from policy_extract import patterns
from policy_extract.cli import main
from policy_extract.errors import PatternError

GOOD = """family: demo
definitions:
  digit: '[0-9]'
vocabularies:
  modal: [要, 必须, 要求]
rules:
  - id: demo.number
    description: a number
    pattern: '<<digit>>+'
    fields: {kind: number}
    examples: [{text: 建成12个, quote: '12'}]
    counter_examples: [建成]
  - id: demo.modal
    description: a modal word
    pattern: '<<modal>>'
    examples: [{text: 要求完成, quote: 要求}]
"""


def folder(tmp_path: Path, content: str = GOOD, name: str = "demo.yaml") -> Path:
    """A pattern folder with one file."""
    (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_every_built_in_example_holds() -> None:
    count, complaints = patterns.check(patterns.load())
    assert complaints == []
    assert count > 0


def test_names_are_composed_longest_word_first(tmp_path: Path) -> None:
    pack = patterns.Pack((folder(tmp_path),))
    assert patterns.check(pack) == (3, [])
    assert pack.family("demo").compile("完成<<digit>>").search("完成3") is not None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("family: demo", "famly: demo", r"demo\.yaml:1: unknown key 'famly'"),
        ("    description: a number", "    note: a number", r"demo\.yaml:8: unknown rule key 'note'"),
        ("    description: a number\n", "", r"demo\.yaml:7: rule without `description`"),
        ("id: demo.number", "id: other.number", r"demo\.yaml:7: rule id 'other\.number' must begin with 'demo\.'"),
        ("<<digit>>", "<<digits>>", r"demo\.yaml:7: rule demo\.number: .*unknown name <<digits>>"),
        ("    examples: [{text: 建成12个, quote: '12'}]\n", "", r"demo\.yaml:7: rule demo\.number has a pattern but no examples"),
        ("[{text: 建成12个, quote: '12'}]", "[[1]]", r"demo\.yaml:11: example 1 of demo\.number"),
        ("definitions:\n  digit: '[0-9]'", "definitions: [a]", r"demo\.yaml:2: `definitions` must be a mapping"),
        ("family: demo", "family: demo\nfamily: demo", r"demo\.yaml:2: key 'family' is given twice"),
        ("family: demo", "family: [", r"demo\.yaml:3: not valid YAML"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        patterns.Pack((folder(tmp_path, GOOD.replace(old, new)),))


@pytest.mark.parametrize(
    ("again", "what"),
    [("vocabularies: {modal: [应]}", "vocabulary demo.modal"), ("definitions: {digit: '[一二]'}", "definition demo.digit")],
)
def test_words_given_in_two_files_of_a_layer_are_refused(tmp_path: Path, again: str, what: str) -> None:
    folder(tmp_path)
    folder(tmp_path, f"family: demo\n{again}\n", "second.yaml")
    with pytest.raises(PatternError, match=rf"second\.yaml:2: {what} is given twice, first at .*demo\.yaml:\d+; keep one"):
        patterns.Pack((tmp_path,))


def test_a_broken_example_is_a_complaint(tmp_path: Path) -> None:
    content = GOOD.replace("建成12个", "建成几个").replace("[建成]", "[建成9个]").replace("quote: 要求", "quote: 要")
    count, complaints = patterns.check(patterns.Pack((folder(tmp_path, content),)))
    assert count == 3
    assert [next(word for word in ("does not match", "counter-example", "not '要'") if word in c) for c in complaints] == [
        "does not match",
        "counter-example",
        "not '要'",
    ]


def test_layers_add_replace_and_disable(tmp_path: Path) -> None:
    base, over = tmp_path / "base", tmp_path / "over"
    base.mkdir()
    over.mkdir()
    folder(base)
    folder(over, "family: demo\ndisable: [demo.modal]\ndefinitions: {digit: '[一二三]'}\n")
    pack = patterns.Pack((base, over))
    assert list(pack.family("demo").rules) == ["demo.number"]
    assert pack.family("demo").rules["demo.number"].compiled.search("二") is not None
    assert pack.hash != patterns.Pack((base,)).hash
    folder(over, "family: demo\ndisable: [demo.nothing]\n")
    with pytest.raises(PatternError, match="cannot disable"):
        patterns.Pack((base, over))


def test_tables_are_checked(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("canonical,alias\n元,块\n", encoding="utf-8-sig")
    pack = patterns.Pack((tmp_path,))
    assert pack.table("units.csv", ("canonical",)) == [{"canonical": "元", "alias": "块"}]
    with pytest.raises(PatternError, match=r"units\.csv:1: missing column\(s\) note"):
        pack.table("units.csv", ("note",))
    with pytest.raises(PatternError, match="missing"):
        pack.table("other.csv", ())


def test_a_pack_pickles_and_hashes_content_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    pack = patterns.load((folder(first),))
    assert pickle.loads(pickle.dumps(pack)).hash == pack.hash == patterns.Pack((folder(second, GOOD.replace("\n", "\r\n")),)).hash


def test_the_commands_check_and_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "check"]) == 0
    assert main(["patterns", "check", "--patterns", str(folder(tmp_path))]) == 0
    assert main(["patterns", "list", "--patterns", str(tmp_path)]) == 0
    assert "demo.modal" in capsys.readouterr().out
    folder(tmp_path, GOOD.replace("建成12个", "建成几个"))
    patterns.load.cache_clear()
    assert main(["patterns", "check", "--patterns", str(tmp_path)]) == 1
    assert main(["patterns", "check", "--patterns", str(tmp_path / "nothing")]) == 2
    assert "no such pattern folder" in capsys.readouterr().err
