"""Names outside the catalogue put together: right on labelled pairs, the same in every order, never across a contrast."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_extract import patterns
from policy_extract.compare.clusters import THRESHOLD, cluster, likeness
from policy_extract.errors import UsageError

PACK = patterns.load()
PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "corpus" / "indicator_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
NAMES = {
    "社区老年食堂": 5, "社区老年食堂数量": 2, "全市社区老年食堂": 1, "农村老年食堂": 3,
    "冷链货运量": 4, "冷链货运量增速": 2, "冷链货运量增长率": 2, "城市书房": 3, "“城市书房”": 1,
    "省级研学基地": 2, "市级研学基地": 2, "标准渔港改造": 2, "标准化渔港改造": 1, "里程": 4, "总里程": 3,
}  # fmt: skip


def test_the_labelled_sample_is_large_and_mixed() -> None:
    assert len(PAIRS) >= 200
    assert {row["part"] for row in PAIRS} == {"tuning", "held_out"}
    assert min(sum(row["same"] == same for row in PAIRS) for same in ("yes", "no")) >= 100
    assert len({frozenset((row["first"], row["second"])) for row in PAIRS}) == len(PAIRS)


def test_held_out_pairs_are_judged_rightly() -> None:
    held = [
        (likeness(row["first"], row["second"], PACK) >= THRESHOLD, row["same"] == "yes")
        for row in PAIRS
        if row["part"] == "held_out"
    ]
    joined, same = sum(one for one, _ in held), sum(truth for _, truth in held)
    right = sum(one and truth for one, truth in held)
    assert right / joined >= 0.98
    assert right / same >= 0.7


def test_clusters_of_a_small_list() -> None:
    found = [(each.name, each.members, each.count) for each in cluster(NAMES, PACK)]
    assert found == [
        ("社区老年食堂", ("社区老年食堂", "社区老年食堂数量", "全市社区老年食堂"), 8),
        ("冷链货运量", ("冷链货运量",), 4),
        ("冷链货运量增速", ("冷链货运量增速", "冷链货运量增长率"), 4),
        ("城市书房", ("城市书房", "“城市书房”"), 4),
        ("里程", ("里程",), 4),
        ("农村老年食堂", ("农村老年食堂",), 3),
        ("总里程", ("总里程",), 3),
        ("标准渔港改造", ("标准渔港改造", "标准化渔港改造"), 3),
        ("市级研学基地", ("市级研学基地",), 2),
        ("省级研学基地", ("省级研学基地",), 2),
    ]


@given(st.permutations(sorted(NAMES)))
def test_the_order_of_the_names_plays_no_part(names: list[str]) -> None:
    assert cluster({name: NAMES[name] for name in names}, PACK) == cluster(NAMES, PACK)


@given(st.dictionaries(st.text("城镇农村新增累计率额产量园区道路一二三0123（）“", max_size=9), st.integers(1, 9), max_size=12))
def test_every_name_is_in_one_cluster(names: dict[str, int]) -> None:
    found = cluster(names, PACK)
    assert sorted(name for each in found for name in each.members) == sorted(names)
    assert sum(each.count for each in found) == sum(names.values())


@pytest.mark.parametrize(
    "row", [row for row in PAIRS if row["same"] == "no" and row["kind"] in ("vital", "trade", "grade", "growth", "flow")]
)
def test_contrasts_are_never_joined(row: dict[str, str]) -> None:
    assert len(cluster({row["first"]: 1, row["second"]: 1}, PACK)) == 2


def test_without_rapidfuzz_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    monkeypatch.setitem(sys.modules, "rapidfuzz.fuzz", None)
    with pytest.raises(UsageError, match=r"policy-extract\[compare\]"):
        likeness("夜间公交线路", "夜间公交的线路调整", PACK)
