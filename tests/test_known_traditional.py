"""Characters that only the word around them tells apart in traditional texts (繁体字): 答覆 beside 覆蓋."""

from __future__ import annotations

import pytest

from policy_extract import Extractor
from policy_extract.errors import PatternError

LETTER = (
    "關於雲澤市第十五屆人大一次會議第12號建議的答覆\n\n李明代表：\n您提出的關於老舊管網改造的建議收悉，現答覆如下：\n\n"
    "一、基本情況\n目前設施正常運行率僅為82%。\n"
)


def test_a_traditional_letter_of_reply_is_known_as_one() -> None:
    """What a letter admits is a problem, and its number no target."""
    (record,) = (row for row in Extractor().extract_text(LETTER)[0].rows[1] if row.quantities)
    assert (record.kind, record.quantities[0].phase) == ("problem", "reference")


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("國家答覆", "国家答复"),
        ("國家覆蓋", "国家覆盖"),
        ("國內乾旱", "国内干旱"),
        ("國內乾縣", "国内乾县"),
        ("國企提昇", "国企提升"),
        ("國企鴻昇", "国企鸿昇"),
        ("國家著力", "国家着力"),
        ("國家著名", "国家著名"),
    ],
)
def test_a_character_is_read_by_its_word(printed: str, read: str) -> None:
    """The view reads the word, the source keeps what is printed."""
    result = Extractor().extract_text(f"雲澤市2026年工作方案\n\n一、重點任務\n{printed}。\n")[0]
    assert read in result.view.text and printed in result.text


def test_a_word_reads_as_long_as_it_is(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A table of a pack whose reading is shorter would shift every quote: it is refused with its remedy."""
    (tmp_path / "traditional_words.csv").write_text("form,reads_as\n答覆,复\n", encoding="utf-8")
    with pytest.raises(PatternError, match=r"traditional_words\.csv: 答覆"):
        Extractor(tmp_path)
