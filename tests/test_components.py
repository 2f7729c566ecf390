"""spaCy components: the records of the extractor, spans by character offsets, and what comes through storing and sharing."""

from __future__ import annotations

import importlib
import multiprocessing
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy_plans import PLAN, ROOT, declared, need_entry_points

import policy_extract
from policy_extract.errors import PatternError, ReadError, UsageError

spacy = pytest.importorskip("spacy", reason="spaCy is not installed; pip install 'policy-extract[spacy]'")

from spacy import displacy  # noqa: E402
from spacy.tokens import Doc, DocBin  # noqa: E402

from policy_extract.components import annotation, displacy_options, kept, read_doc, render, tokenizer  # noqa: E402

STEPS = ("policy_structure", "policy_mentions", "policy_tasks")
PIPELINES = ("char", "jieba", "rjieba", "steps", "spacy jieba")


@pytest.fixture(scope="module")
def pipelines() -> dict[str, Any]:
    """Pipelines with each tokenizer, and one with a component for each step."""
    found = {name: policy_extract.load(name) for name in ("char", "jieba", "rjieba")}
    found["steps"] = spacy.blank("zh")
    for step in STEPS:
        found["steps"].add_pipe(step)
    found["spacy jieba"] = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    found["spacy jieba"].add_pipe("policy_extract")
    return found


@pytest.fixture(scope="module")
def extractor() -> policy_extract.Extractor:
    """The extractor that the components are held against."""
    return policy_extract.Extractor()


@pytest.fixture(scope="module")
def corpus(corpus_files: list[Path], extractor: Any) -> list[tuple[str, str, list[Any]]]:
    """Name, text and results of the extractor for each plan of the corpus."""
    texts = [(path.name, path.read_text(encoding="utf-8")) for path in corpus_files]
    return [(name, text, extractor.extract_text(text)) for name, text in texts]


@pytest.mark.parametrize("name", PIPELINES)
def test_records_of_the_extractor(pipelines: dict[str, Any], corpus: list[tuple[str, str, list[Any]]], name: str) -> None:
    """Over all of the corpus the records are those of the extractor, whatever makes the tokens."""
    for file, text, results in corpus:
        doc = pipelines[name](text)
        assert doc.text == text, file
        assert doc._.tasks == doc._.policy_tasks == [task for result in results for task in result.tasks], file
        assert doc._.policy_achievements == [a for result in results for a in result.achievements], file
        assert doc._.policy_documents == [result.record for result in results], file


@pytest.mark.parametrize("name", PIPELINES)
def test_alignment(pipelines: dict[str, Any], corpus: list[tuple[str, str, list[Any]]], name: str) -> None:
    """Each span is the smallest run of tokens that holds its words; offsets and quote are exact; by characters all are."""
    seen = 0
    for file, text, _ in corpus[:3]:
        doc = pipelines[name](text)
        for span in [span for group in doc.spans.values() for span in group]:
            start, end, seen = span._.policy_start, span._.policy_end, seen + 1
            assert text[start:end] == span._.policy_quote, file
            assert doc[span.start].idx <= start < doc[span.start].idx + len(doc[span.start].text_with_ws)
            assert doc[span.end - 1].idx < end <= doc[span.end - 1].idx + len(doc[span.end - 1].text_with_ws)
            assert span._.policy_exact == ((span.start_char, span.end_char) == (start, end))
            assert span._.policy_exact or name != "char", f"{file}: {span.text!r}"
    assert seen > 200


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.data())
def test_token_run(lengths: list[int], data: st.DataObject) -> None:
    """The run holds the characters, and no shorter one does."""
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    start = data.draw(st.integers(0, sum(lengths) - 1))
    end = data.draw(st.integers(start + 1, sum(lengths)))
    first, last = annotation.token_run(starts, start, end)
    ends = [*starts[1:], sum(lengths)]
    assert starts[first] <= start < ends[first] and starts[last - 1] < end <= ends[last - 1]


def test_attributes(pipelines: dict[str, Any]) -> None:
    """Labels, records and owners of spans, read as a user reads them."""
    doc = pipelines["jieba"](PLAN)
    quantity = doc.spans["policy.quantities"][0]
    assert quantity.label_ == "planned" and quantity._.policy_quote == "2000张以上"
    assert (quantity._.policy_record.indicator, quantity._.policy_record.value) == ("护理床位", 2000)
    assert quantity._.policy_task_ids == [doc._.tasks[0].task_id]
    bodies = [(span.label_, span._.policy_record.name) for span in doc.spans["policy.bodies"]]
    assert bodies == [("responsible", "市民政局"), ("responsible", "市财政局")]
    assert [span.label_ for span in doc.spans["policy.statements"]] == ["goal", "assignment", "achievement"]
    assert [span._.policy_record.kind for span in doc.spans["policy.statements"]] == ["goal", "assignment", "achievement"]
    assert doc.spans["policy.sections"][1]._.policy_record.title == "主要目标"
    assert doc._.policy_document.title == PLAN.split("\n")[0]
    other = doc[0:2]
    assert other._.policy_record is None and other._.policy_start is None and other._.policy_task_ids == []
    assert pipelines["jieba"].make_doc(PLAN)._.tasks == []


def test_steps_one_by_one(pipelines: dict[str, Any]) -> None:
    """Each step can end a pipeline; the next goes on, also when the Doc was stored in between."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("policy_structure")
    doc = nlp(PLAN)
    assert [span.label_ for span in doc.spans["policy.statements"]] == ["statement"] * 3 and not doc._.tasks
    nlp.add_pipe("policy_mentions")
    doc = nlp(PLAN)
    assert [span.label_ for span in doc.spans["policy.quantities"]] == ["quantity", "quantity"] and not doc._.tasks
    stored = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    copied = doc.copy()
    last = spacy.blank("zh").add_pipe("policy_tasks")
    wanted = pipelines["char"](PLAN)._.tasks
    assert last(stored)._.tasks == last(doc)._.tasks == last(copied)._.tasks == last(doc)._.tasks == wanted


def test_storing(pipelines: dict[str, Any], tmp_path: Path) -> None:
    """Bytes and DocBin bring back records, spans and attributes, exact decimals included."""
    nlp = pipelines["jieba"]
    docs = [nlp(PLAN), nlp(PLAN.replace("2000张", "20.10万张")), nlp("")]
    DocBin(docs=docs, store_user_data=True).to_disk(tmp_path / "plans.spacy")
    back = list(DocBin().from_disk(tmp_path / "plans.spacy").get_docs(spacy.blank("zh").vocab))
    back += [Doc(nlp.vocab).from_bytes(doc.to_bytes()) for doc in docs]
    for doc, again in zip(docs * 2, back, strict=True):
        assert again._.tasks == doc._.tasks
        for key, group in doc.spans.items():
            assert [shape(span) for span in again.spans[key]] == [shape(span) for span in group]
    assert str(back[1]._.tasks[0].quantities[0].value) == "201000"


def shape(span: Any) -> tuple[Any, ...]:
    """All that a span says."""
    return (
        span.start,
        span.end,
        span.label_,
        span._.policy_quote,
        span._.policy_exact,
        span._.policy_record,
        span._.policy_task_ids,
    )


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_worker_processes(pipelines: dict[str, Any], method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes give what one gives, in order, however they are started."""
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system cannot start processes by {method}")
    context = multiprocessing.get_context(method)
    monkeypatch.setattr("spacy.language.mp", context)
    texts = [PLAN.replace("35个", f"{number}个") for number in range(10, 16)]
    nlp = pipelines["rjieba"]
    alone = [doc._.tasks + doc._.policy_achievements for doc in nlp.pipe(texts)]
    shared = [doc._.tasks + doc._.policy_achievements for doc in nlp.pipe(texts, n_process=2, batch_size=2)]
    assert shared == alone and len({str(found) for found in alone}) == len(texts)


def own_patterns(folder: Path) -> Path:
    """A pattern folder of the user's own: a unit more."""
    folder.mkdir()
    rows = "canonical,aliases,dimension,reading,not_before,note\n栈,,count,free,,\n"
    (folder / "units.csv").write_text(rows, encoding="utf-8")
    return folder


def test_pipeline_with_patterns_moves(tmp_path: Path) -> None:
    """A saved pipeline brings the user's patterns along: on disk and as bytes, when their folder is gone."""
    folder = own_patterns(tmp_path / "mine")
    text = "溪谷镇2026年工作方案\n一、主要目标\n到2026年，云端驿站达到35栈。\n"
    nlp = policy_extract.load("char", patterns=[folder])
    wanted = nlp(text)._.tasks
    assert [q.unit for q in wanted[0].quantities] == ["栈"] and policy_extract.load()(text)._.tasks != wanted
    nlp.to_disk(tmp_path / "pipeline")
    data, config = nlp.to_bytes(), nlp.config
    folder.rename(tmp_path / "elsewhere")
    again = spacy.load(tmp_path / "pipeline")
    assert again(text)._.tasks == wanted
    from_bytes = spacy.util.load_model_from_config(config).from_bytes(data)
    assert from_bytes(text)._.tasks == wanted
    assert spacy.util.load_model_from_config(config).from_bytes(from_bytes.to_bytes())(text)._.tasks == wanted
    lost = spacy.blank("zh").add_pipe("policy_extract", config={"patterns": [str(tmp_path / "lost")]})
    with pytest.raises(PatternError, match="no such pattern folder"):
        lost(nlp.make_doc(text))


def test_other_patterns_are_told(pipelines: dict[str, Any]) -> None:
    """A pipeline that was saved with other patterns warns; what is no saved component is refused."""
    component = pipelines["char"].get_pipe("policy_extract")
    pack = component.extractor.pack.hash
    with pytest.warns(UserWarning, match="records may differ"):
        component.from_bytes(component.to_bytes().replace(pack.encode(), b"0" * len(pack)))
    with pytest.raises(PatternError, match="not a saved component"):
        component.from_bytes(b"nothing")


def test_files_keep_what_the_reader_knows(pipelines: dict[str, Any], tmp_path: Path, extractor: Any) -> None:
    """A table of a page gives the records of the file, also after the Doc was stored."""
    rows = "".join(f"<tr><td>{n}</td><td>新建驿站{n}处</td><td>市民政局</td><td>2026年{n}月底前</td></tr>" for n in (3, 4, 5))
    head = "<tr><th>序号</th><th>工作任务</th><th>责任单位</th><th>完成时限</th></tr>"
    page = tmp_path / "plan.html"
    page.write_text(f"<html><body><h1>松塔市2026年任务分解表</h1><table>{head}{rows}</table></body></html>", encoding="utf-8")
    nlp = pipelines["jieba"]
    wanted = [task for result in extractor.extract_file(page) for task in result.tasks]
    doc = read_doc(nlp, page)
    stored = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert nlp(doc)._.tasks == nlp(stored)._.tasks == wanted and len(wanted) == 3
    assert nlp(doc.text)._.tasks != wanted, "the text alone knows no columns"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff" + PLAN, " a  到2027年，建成公园3个 。  b\r\n", "\x00" + PLAN])
@pytest.mark.parametrize("name", ["char", "jieba", "rjieba"])
def test_odd_texts(pipelines: dict[str, Any], name: str, text: str) -> None:
    """The text comes back as it was, and quotes stand where the offsets say."""
    doc = pipelines[name](text)
    assert doc.text == text
    for span in doc.spans["policy.quantities"]:
        assert text[span._.policy_start : span._.policy_end] == span._.policy_quote == span._.policy_record.quote


def test_one_bad_text_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that cannot be worked on raises; with an error handler it is handed over by itself and the others go on."""
    monkeypatch.setattr("policy_extract.reading.dispatch.LONGEST_LINE", 100)
    nlp = policy_extract.load()
    texts = [PLAN, "长" * 101 + "\n", PLAN]
    with pytest.raises(ReadError, match="has 101 characters"):
        list(nlp.pipe(texts))
    told: list[tuple[str, str, str]] = []
    nlp.set_error_handler(lambda name, _, docs, error: told.append((name, docs[0].text, type(error).__name__)))
    found = [doc.text for doc in nlp.pipe(texts)]
    assert found == [PLAN, PLAN] and told == [("policy_extract", texts[1], "ReadError")]


@given(st.text(st.sampled_from("到年27 \n\t\u3000a，张"), max_size=30))
def test_words_and_spaces_as_in_spacy(text: str) -> None:
    """Tokens of characters are those of spaCy's own tokenizer."""
    words, spaces = tokenizer.words_and_spaces(list(text))
    assert (words, spaces) == spacy.util.get_words_and_spaces(list(text), text)


def test_pictures(pipelines: dict[str, Any]) -> None:
    """displaCy draws one group with its colours, and all groups line by line."""
    doc = pipelines["char"](PLAN)
    html = displacy.render(doc, style="span", options=displacy_options("quantities"), jupyter=False)
    assert "planned" in html and "#ffda6a" in html
    page = render(doc, page=True)
    assert page.startswith("<!DOCTYPE html>") and page.count('<div class="spans"') == PLAN.count("\n")
    found = set(re.findall(r"goal|assignment|achievement|planned|achieved|responsible", page))
    assert found == {"goal", "assignment", "achievement", "planned", "achieved", "responsible"}
    for call in (lambda: displacy_options("numbers"), lambda: render(doc, ["numbers"])):
        refused(call)


def refused(call: Callable[[], Any]) -> None:
    """An unknown group is refused with the known ones."""
    with pytest.raises(UsageError, match=r"take some of sections, statements"):
        call()


def test_vocabularies_for_a_ruler(tmp_path: Path) -> None:
    """The exported lines are patterns of a SpanRuler."""
    srsly = importlib.import_module("srsly")
    command = [sys.executable, "-m", "policy_extract", "patterns", "export-spacy", str(tmp_path / "words.jsonl")]
    subprocess.run([*command, "--label", "body", "--label", "status"], check=True, cwd=ROOT, timeout=120)
    lines = list(srsly.read_jsonl(tmp_path / "words.jsonl"))
    assert {line["label"] for line in lines} == {"policy.body", "policy.status"} and len(lines) > 1000
    nlp = spacy.blank("zh")
    nlp.add_pipe("span_ruler", config={"spans_key": "words"}).add_patterns(lines)
    doc = nlp("由市发改委牵头，正在推进。")
    assert {(s.text, s.label_, s.id_) for s in doc.spans["words"]} == {
        ("发改委", "policy.body", "发展和改革委员会"), ("正在推进", "policy.status", "ongoing")
    }  # fmt: skip


def test_entry_points() -> None:
    """What pyproject.toml declares exists, and spaCy finds it by itself where the package is installed."""
    for group, names in declared().items():
        for target in names.values():
            module, _, name = target.partition(":")
            assert hasattr(importlib.import_module(module), name), f"{group}: {target}"
    need_entry_points()
    code = (
        "import spacy, sys; n = spacy.blank('zh'); print('policy_extract.extractor' in sys.modules)\n"
        "n.add_pipe('policy_extract'); print(len(n('到2027年，建成公园3个。')._.tasks))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=120)
    assert run.stdout.split() == ["False", "1"], run.stderr


def test_without_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spaCy `load` says what to install, and the rest of the package works."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UsageError, match=r"pip install 'policy-extract\[spacy\]'"):
        policy_extract.load()
    assert policy_extract.find_mentions("建成公园3个")


def test_wrong_settings(tmp_path: Path) -> None:
    """A wrong segmenter and a missing folder are named."""
    with pytest.raises(UsageError, match="no segmenter 'pkuseg' for a tokenizer; take one of char, jieba, rjieba"):
        policy_extract.load("pkuseg")
    with pytest.raises(UsageError, match="no such pattern folder"):
        policy_extract.load(patterns=[tmp_path / "none"])


def test_kept_text_is_plain(pipelines: dict[str, Any]) -> None:
    """What lies in user_data is one JSON text under our key."""
    doc = pipelines["char"](PLAN)
    assert list(doc.user_data) == [annotation.KEY]
    assert kept.decode(str(doc.user_data[annotation.KEY])) == doc.user_data[annotation.KEY].kept
