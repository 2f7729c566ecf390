"""Segmenters: the same cases on each of them; none touches what the caller may use too."""

from __future__ import annotations

import json
import pickle
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import built_in
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import segmenting
from policy_extract.errors import UsageError
from policy_extract.segmenting import NAMES, Segmenter, open_segmenter

CASES = json.loads((Path(__file__).parent / "data" / "segmenter_texts.json").read_text(encoding="utf-8"))
TEXTS = [pytest.param(case["text"], id=case["name"]) for case in CASES]
LIBRARIES = {"jieba": "jieba", "rjieba": "rjieba", "spacy": "spacy"}
OWN_WORDS = ["云岭高铁新城", "溪谷镇便民服务中心", "溪谷镇"]


@pytest.fixture(scope="module")
def opened() -> dict[str, Segmenter]:
    """Each segmenter, with the vocabulary of the built-in patterns."""
    for library in LIBRARIES.values():
        pytest.importorskip(library, reason=f"{library} is not installed; pip install 'policy-extract[{library}]'")
    return {name: open_segmenter(name, built_in()) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_words_are_the_text(opened: dict[str, Segmenter], name: str, text: str) -> None:
    """Joined, the words are the text; none is empty; offsets begin at 0, end at the end and leave no gap."""
    words = opened[name].cut(text)
    assert "".join(words) == text and all(words)
    spans = opened[name].spans(text)
    assert [text[start:end] for start, end in spans] == words
    assert [start for start, _ in spans] == [0, *(end for _, end in spans)][: len(spans)]
    assert (spans[-1][1] if spans else 0) == len(text)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_same_again(opened: dict[str, Segmenter], name: str, text: str) -> None:
    """A text is cut alike however often, and whatever was cut before it."""
    first = opened[name].cut(text)
    opened[name].cut("到2028年，新建云岭高铁新城。")
    assert opened[name].cut(text) == first


@given(text=st.text(st.sampled_from("到年2027市委，。 \n\t\u3000%A-护理床位護𠮷\u0301"), max_size=40))
def test_any_text(text: str) -> None:
    """Offsets cover any text."""
    for segmenter in (_PLAIN, _JOINING):
        assert "".join(segmenter.cut(text)) == text
        assert segmenter.spans(text) == segmenting.offsets(segmenter.cut(text))


_PLAIN, _JOINING = open_segmenter("char"), open_segmenter("char")
_JOINING.add(["护理床位", "2027年", "床位"])


@pytest.mark.parametrize("name", NAMES)
def test_added_words_come_out_whole(name: str) -> None:
    """Words that were added are whole, in whichever order they came, and twice is as good as once."""
    text = "溪谷镇便民服务中心与云岭高铁新城同步启用，溪谷镇负责。"
    plain, orders = open_segmenter(name), []
    assert "云岭高铁新城" not in plain.cut(text)
    for seed in range(3):
        words = [*OWN_WORDS, "公园"]
        random.Random(seed).shuffle(words)
        segmenter = open_segmenter(name)
        for word in words:
            segmenter.add([word, word, "", " "])
        segmenter.add(words)
        orders.append(segmenter.cut(text))
    assert orders[0] == orders[1] == orders[2]
    assert {"溪谷镇便民服务中心", "云岭高铁新城", "溪谷镇"} <= set(orders[0])
    assert open_segmenter(name).cut(text) == plain.cut(text), "another segmenter must not learn of it"


def test_jieba_and_rjieba_agree(opened: dict[str, Segmenter], corpus_files: list[Path]) -> None:
    """Both cut the sample corpus alike, with the vocabulary: one may stand in for the other."""
    for path in corpus_files:
        text = path.read_text(encoding="utf-8")
        assert opened["rjieba"].cut(text) == opened["jieba"].cut(text), path.name


@pytest.mark.parametrize("name", ["jieba", "rjieba", "char"])
def test_goes_to_another_process(opened: dict[str, Segmenter], name: str) -> None:
    """A segmenter pickles with its words."""
    text = "由市发展改革委牵头，一般公共预算收入增长6%。"
    again = pickle.loads(pickle.dumps(opened[name]))
    assert again.cut(text) == opened[name].cut(text) and "发展改革委" in again.cut(text)


ALONE = """
import pathlib, sys, tempfile
import jieba
{user}
from policy_extract import patterns
from policy_extract.segmenting import open_segmenter
print("/".join(open_segmenter("jieba", patterns.load()).cut("由市发展改革委牵头，云岭高铁新城启用。")))
assert jieba.dt.FREQ.get("由市发展", 0) == {known}, "our words are in the user's dictionary"
assert ("发展改革委" in jieba.dt.FREQ) == False
assert not list(pathlib.Path(tempfile.gettempdir()).iterdir()), "a file was written"
"""
USER = """
jieba.dt.FREQ, jieba.dt.total = dict(), 1
jieba.dt.initialized = True
jieba.add_word("由市发展", 10 ** 9)
jieba.add_word("由", 0)
jieba.finalseg.add_force_split("牵头")
"""


def alone(user: str, known: int, folder: Path) -> str:
    """What a fresh process prints that has used jieba in its own way first."""
    code = ALONE.format(user=user, known=known)
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, encoding="utf-8", timeout=120,
        env={"TMPDIR": str(folder), "PYTHONPATH": str(Path(segmenting.__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stderr == "", "jieba's remarks on its loading are not for our users"
    return run.stdout


def test_the_users_own_jieba(tmp_path: Path) -> None:
    """Words and settings of the user's jieba play no part, ours do not reach it, and no cache file is written."""
    pytest.importorskip("jieba", reason="jieba is not installed; pip install 'policy-extract[jieba]'")
    assert tempfile.gettempdir() != str(tmp_path)
    first = alone("", 0, tmp_path)
    assert first == alone(USER, 10**9, tmp_path)
    assert "市/发展改革委/牵头" in first


def test_unknown_and_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name and a missing library are said with the remedy."""
    with pytest.raises(UsageError, match="no segmenter 'pkuseg'; take one of char, jieba, rjieba, spacy"):
        open_segmenter("pkuseg")
    monkeypatch.setitem(sys.modules, "rjieba", None)
    monkeypatch.delitem(sys.modules, "policy_extract.segmenting.rjieba_words", raising=False)
    with pytest.raises(UsageError, match=r"pip install 'policy-extract\[rjieba\]'"):
        open_segmenter("rjieba")


def test_vocabulary() -> None:
    """Words of the pack with what they stand for; a word that stands for several has no id; no single characters."""
    entries = {(entry.word, entry.label): entry.id for entry in segmenting.entries(built_in())}
    assert entries["发改委", "body"] == "发展和改革委员会"
    assert entries["正在推进", "status"] == "ongoing"
    assert entries["平方公里", "unit"]
    assert entries["人均GDP", "indicator"] == "indicators.gdp_per_head"
    assert entries["鼓楼区", "place"] == "", "four cities have a district of that name"
    assert all(len(word) > 1 for word, _ in entries)
    words = segmenting.words(built_in())
    assert words == sorted(set(words))


def test_jieba_is_the_default() -> None:
    """Who names no segmenter gets jieba, with a dictionary of its own."""
    pytest.importorskip("jieba", reason="jieba is not installed; pip install 'policy-extract[jieba]'")
    first, second = open_segmenter(), open_segmenter()
    assert first.name == "jieba"
    first.add(["云岭高铁新城"])
    assert first.cut("云岭高铁新城") != second.cut("云岭高铁新城")
