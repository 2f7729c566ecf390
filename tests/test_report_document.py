"""The report of a document as a file: what is embedded, what protects it, how large it is, and the command."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS, hand_document, hand_result
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import extract
from policy_extract.cli import main
from policy_extract.report import document_page, run
from policy_extract.report.document import SCRIPTS, STYLES
from policy_extract.report.page import ASSETS, asset, embedded, spoken
from policy_extract.report.payload import SHAPES, line, payload

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def data_of(page: str) -> dict[str, Any]:
    """The data that stands in a page, as a browser would find it."""
    found = DATA.search(page)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


@given(
    st.text(alphabet=st.one_of(st.sampled_from("</!-scriptSCRIPT>&\"'\\\u2028\r\n"), st.characters(exclude_categories=("Cs",))))
)
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    page = f'<script type="application/json" id="data">{embedded({"text": text})}</script>'
    assert not re.search(r"<!--|<script|</script", page[1:-9], re.IGNORECASE)
    assert data_of(page) == {"text": text}


@given(st.text(alphabet="<script/!-a山", max_size=200))
def test_escapes_stay_below_the_bound_on_size(text: str) -> None:
    assert len(embedded(text).encode()) <= 3 * len(text.encode()) + 2


def test_policy_allows_the_page_itself_and_nothing_else() -> None:
    page = document_page([extract(CORPUS / "work-points-2025.txt")])
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#x27;", "'").split("; "))
    assert rules["default-src"] == "'none'" and "unsafe" not in policy[1] and "http:" not in policy[1]
    code = page.rsplit("<script>", 1)[1].split("</script>")[0]
    assert rules["script-src"] == f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?https?:""", page.replace(DATA.search(page)[0], ""))  # type: ignore[index]


@pytest.mark.parametrize("name", ["plan-collection.txt", "rectification-2025.txt", "qinglan-work-report-2024.md"])
def test_everything_in_the_payload_is_what_the_records_say(name: str) -> None:
    results = extract(CORPUS / name)
    found = data_of(document_page([results]))
    source = found["sources"][0]
    statements = [row for result in results for row in result.rows[1]]
    assert source["text"] == results[0].text and len(source["documents"]) == len(results)
    assert len(source["rows"]) == len(statements)
    for cells, row in zip(source["rows"], statements, strict=True):
        said = dict(zip(found["shapes"]["row"], cells, strict=False))
        assert (said["start"], said["end"], said["kind"]) == (row.start, row.end, row.kind)
        assert found["words"][said["path"]] == " / ".join(row.section_path)
        bodies = [dict(zip(SHAPES["body"], source["bodies"][number], strict=False)) for number in said.get("bodies") or []]
        assert [body["name"] for body in bodies] == [body.name for body in row.responsibilities]
        for quantity, item in zip(said.get("quantities") or [], row.quantities, strict=True):
            values = dict(zip(SHAPES["quantity"], quantity, strict=False))
            span = values.get("indicator_start"), values.get("indicator_end")
            own = results[0].text[span[0] : span[1]] if span[0] is not None else ""
            assert (values.get("indicator") if values.get("indicator") is not None else own) == item.indicator
            assert results[0].text[values["start"] : values["end"]] == item.quote


def test_lines_lose_only_what_is_empty_at_their_end() -> None:
    assert line(1, None, "", 0, None, [], False) == [1, None, "", 0]


def test_two_makings_are_alike_and_the_size_is_bounded(corpus_files: list[Path]) -> None:
    for file in corpus_files:
        results = extract(file)
        page = document_page([results]).encode()
        assert page == document_page([extract(file)]).encode()
        assert len(page) < 3 * len(results[0].text.encode()) + 400_000, file.name


def test_assets_are_short_and_all_in_use() -> None:
    used = {*SCRIPTS, *STYLES, *run.SCRIPTS, *run.STYLES, "document.html", "run.html", "words.zh.json", "words.en.json"}
    for file in ASSETS.iterdir():
        assert len(asset(file.name).splitlines()) < 400, file.name
    assert used == {file.name for file in ASSETS.iterdir()}


def test_both_languages_have_the_same_words() -> None:
    def names(words: dict[str, Any], above: str = "") -> set[str]:
        return {
            name for key, value in words.items()
            for name in (names(value, f"{above}{key}.") if isinstance(value, dict) else {above + key})
        }  # fmt: skip

    words = spoken("zh")["interface"]
    assert names(words["zh"]) == names(words["en"])
    from policy_extract import records

    for group, kinds in {
        "kinds": records.TaskKind, "modalities": records.Modality, "phases": records.Phase, "roles": records.Role,
        "states": records.State, "time_kinds": records.TimeKind, "measures": records.Measure, "genres": records.Genre,
    }.items():  # fmt: skip
        assert set(kinds.__args__) <= set(words["zh"][group]), group


def test_one_of_everything_is_shown() -> None:
    found = payload([[hand_result(hand_document())]])
    quantities = [cells for row in found["sources"][0]["rows"] for cells in row[SHAPES["row"].index("quantities")]]
    assert any("1:4" in cells for cells in quantities) and found["sources"][0]["issues"]


def test_command_writes_a_page_and_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "页.html"
    assert main(["report", str(CORPUS / "work-points-2025.txt"), "-o", str(target), "--language", "en"]) == 0
    assert data_of(target.read_text(encoding="utf-8"))["language"] == "en"
    assert main(["report", str(tmp_path / "none.txt"), "-o", str(tmp_path / "x.html")]) == 2
    assert "no such file" in capsys.readouterr().err and not (tmp_path / "x.html").exists()
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "x.html")]) == 2
    assert "no run folder" in capsys.readouterr().err
