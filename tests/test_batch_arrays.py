"""Arrays of columns: what is made without a look at each value equals what Arrow makes of the values."""

from __future__ import annotations

import pytest

pa = pytest.importorskip("pyarrow", reason="tables need pyarrow")

from policy_extract.batch.columns import PAIRS, array_of, fill  # noqa: E402
from policy_extract.batch.schema import DATASETS  # noqa: E402
from policy_extract.rows import TaskRow  # noqa: E402

WORD = "同" * 3


@pytest.mark.parametrize(
    "values",
    [(), (None,), (None, None), (WORD, WORD, WORD), (WORD, None, WORD), (WORD, "异", WORD), (None, WORD), ("甲", "乙"), ("",)],
)
def test_texts(values: tuple[str | None, ...]) -> None:
    found = array_of(values, pa.string())
    found.validate(full=True)
    assert found.type == pa.string()
    assert found.to_pylist() == list(values)


@pytest.mark.parametrize("kind", [pa.int32(), pa.float64(), pa.list_(pa.int32()), PAIRS])
def test_nothing_of_any_type(kind: pa.DataType) -> None:
    found = array_of([None, None], kind)
    assert (found.type, found.to_pylist()) == (kind, [None, None])


@pytest.mark.parametrize("pairs", [[{}, {}], [{}, {"资金来源": "市级财政"}]])
def test_mappings_with_and_without_entries(pairs: list[dict[str, str]]) -> None:
    field = next(field for field in DATASETS["tasks"].fields if field.form == "mapping")
    lists = next(field for field in DATASETS["tasks"].fields if field.form == "structs")
    tasks = [
        TaskRow("d", "task", None, 0, 1, "词", None, [], None, "", None, [], [], [], [], each, [], 0.0, 0.0, "h", "1", "p", "i")
        for each in pairs
    ]
    columns: dict[str, object] = {}
    fill(columns, (field, lists), tasks)
    held = array_of(columns[field.name], PAIRS).to_pylist()
    assert [{pair["name"]: pair["value"] for pair in each} for each in held] == pairs
    assert array_of(columns[lists.name], lists.arrow).to_pylist() == [[], []]
