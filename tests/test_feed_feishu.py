"""Feeding a Feishu Bitable: against a stub of ours on loopback (feishu_stub.py), never against Feishu itself."""

from __future__ import annotations

import datetime as dt
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

pytest.importorskip("urllib3", reason="Feishu needs the extra feishu")

from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, killable, push
from feed_proxy import proxied
from feishu_stub import APP, APPLICATION, SECRET, TABLE, Stub, feishu_stub

from policy_extract.errors import FeedError, UsageError
from policy_extract.feed import feishu
from policy_extract.feed.feishu import Feishu
from policy_extract.feed.model import Options, Task
from policy_extract.feed.target import Target
from policy_extract.feed.targets import Wish, open_target


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    """A running stub, and the secrets of its application."""
    monkeypatch.setenv(feishu.APPLICATION, APPLICATION)
    monkeypatch.setenv(feishu.SECRET, SECRET)
    with feishu_stub() as found:
        yield found


def opened(port: int) -> Target:
    """The stub as a target."""
    address = f"feishu+http://127.0.0.1:{port}/{APP}/{TABLE}"
    return open_target(Wish(address=address, catalogue=catalogue(), profile=catalogue().profile("任务分解表")))


def row(stub: Stub, words: str) -> dict[str, object]:
    """The row of the task with these words."""
    (found,) = [row for row in stub.rows.values() if words in row.get("工作内容", "")]
    return found


def test_types_and_a_second_push(stub: Stub, tmp_path: Path) -> None:
    """Days are midnights of Shanghai in milliseconds, numbers numbers, states choices; the same again writes nothing."""
    assert counts(push(opened(stub.port), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    park, green = row(stub, "口袋公园"), row(stub, "绿地率")
    assert park["完成时限"] == int(dt.datetime(2025, 6, 30, tzinfo=feishu.SHANGHAI).timestamp() * 1000)
    assert (park["完成状态"], park["牵头单位"], park["目标值"]) == ("未启动", "市园林绿化局", None)
    assert (green["目标值"], green["目标要求（比较）"]) == (42, "≥")
    assert "𫍽树" in str(row(stub, "滨河绿道")["工作内容"]) and stub.rows["recblank"] == {}
    calls = list(stub.calls)
    assert counts(push(opened(stub.port), tmp_path, delivery())) == (0, 0, 0, 0, 4)
    assert stub.calls == calls == [("/records/batch_create", 4)]


def test_amended_withdrawn_and_edits_of_people(stub: Stub, tmp_path: Path) -> None:
    """An amended number is one update with a note, a withdrawn task is cancelled and stays, people's cells stay."""
    push(opened(stub.port), tmp_path, delivery())
    row(stub, "口袋公园")["进展情况"] = "已开工5个"
    assert counts(push(opened(stub.port), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    park = row(stub, "口袋公园")
    assert (park["进展情况"], park["文件状态"]) == ("已开工5个", "已修订") and "12个" in str(park["变更说明"])
    assert counts(push(opened(stub.port), tmp_path, delivery(SHORTENED.replace("口袋公园12个", "口袋公园15个")))) == (
        0,
        0,
        1,
        0,
        3,
    )
    assert row(stub, "养护")["完成状态"] == "已终止" and len(stub.rows) == 5


def test_more_than_a_call_takes(stub: Stub, tmp_path: Path) -> None:
    """1,203 tasks go in calls of at most 500, and are read back in pages."""
    wanted = delivery()
    model = wanted.tasks[-1]
    wanted.tasks = [
        Task(task_id=f"t{n}", words=f"{model.words}{n}", section="", position=n, values=dict(model.values)) for n in range(1203)
    ]
    assert counts(push(opened(stub.port), tmp_path, wanted))[0] == 1203
    assert [size for _, size in stub.calls] == [500, 500, 203]


@pytest.mark.parametrize("code", [99991400, 1254290, 1254291, 99991663])
def test_limits_conflicts_and_tokens_that_ran_out(stub: Stub, tmp_path: Path, code: int) -> None:
    """They are waited for or mended: every task is there once."""
    stub.faults = [code]
    began = time.monotonic()
    assert counts(push(opened(stub.port), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    assert len(stub.rows) == 5 and stub.tokens == (2 if code == 99991663 else 1)
    if code == 99991400:
        assert time.monotonic() - began >= 1, "the server said to wait for a second"


@pytest.mark.parametrize("fault", ["500", "429", "drop", "lost", "slow"])
def test_spoiled_requests(stub: Stub, tmp_path: Path, fault: str) -> None:
    """An error, a refusal, a lost request, a lost answer, a slow server: no loss, no duplicate."""
    with proxied(stub.port) as proxy:
        push(opened(stub.port), tmp_path, delivery())
        address = f"feishu+http://127.0.0.1:{proxy.port}/{APP}/{TABLE}"
        for _ in range(2):
            target = Feishu(address, catalogue(), catalogue().profile("任务分解表"), read_seconds=1.0)
            # The ledger must know both addresses as one place.
            target.name = opened(stub.port).name
            with target.hold():
                target.index()
            proxy.faults = [None, fault]
            push(target, tmp_path, delivery(WITH_MORE))
        assert counts(push(opened(stub.port), tmp_path, delivery(WITH_MORE))) == (0, 0, 0, 0, 5)
    assert len([row for row in stub.rows.values() if row.get("任务编号")]) == 5


def test_one_bad_record_stays_alone(stub: Stub, tmp_path: Path) -> None:
    """A call is all or none: the record that is refused is found, the others are written."""
    wanted = delivery()
    wanted.tasks[1].values["target"] = "refuse"
    report = push(opened(stub.port), tmp_path, wanted)
    assert counts(report)[0] == 3 and [finding.kind for finding in report.findings] == ["failed"]
    assert "1254066" in report.findings[0].message


def test_killed_pushes(stub: Stub, tmp_path: Path) -> None:
    """A push that is killed while it writes is finished by the next one."""
    command, environment = killable(f"feishu+http://127.0.0.1:{stub.port}/{APP}/{TABLE}", tmp_path)
    stub.faults = [1254291] * 3
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(stub.faults) == 3 and time.monotonic() < until:
        time.sleep(0.02)
    process.kill()
    process.wait()
    stub.faults = []
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    numbers = [row["任务编号"] for row in stub.rows.values() if row.get("任务编号")]
    assert len(numbers) == len(set(numbers)) == 62


def test_what_the_table_cannot_hold(stub: Stub, tmp_path: Path) -> None:
    """Words of a deadline in a column of days, a missing column for the number, people's types, a wrong secret."""
    del stub.columns["完成时限（原文）"]
    report = push(opened(stub.port), tmp_path, delivery())
    assert [finding.kind for finding in report.findings if finding.kind == "refused"] == ["refused"]
    assert "add a text column" in report.findings[0].message
    del stub.columns["目标要求（比较）"]
    with (target := opened(stub.port)).hold():
        assert not {"person", "target_value"} & set(target.fields()), "users, and a bare number without its comparator"
    del stub.columns["任务编号"]
    with pytest.raises(FeedError, match="no text column 任务编号"):
        push(opened(stub.port), tmp_path, delivery())


def test_secrets_and_addresses(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong or missing secrets and addresses are refused without showing them."""
    monkeypatch.setenv(feishu.SECRET, "falsch-geheim")
    with pytest.raises(FeedError, match="secret of the application") as raised:
        push(opened(stub.port), tmp_path, delivery())
    assert "falsch" not in str(raised.value)
    with pytest.raises(UsageError, match="APP_TOKEN/TABLE_ID"):
        Feishu("feishu:bascn", catalogue(), catalogue().profile("任务分解表"))
    monkeypatch.delenv(feishu.SECRET)
    with pytest.raises(UsageError, match=feishu.SECRET):
        opened(stub.port)


def test_two_pushes_at_once(stub: Stub, tmp_path: Path) -> None:
    """The second push of a machine is refused while the first one holds the table."""
    with opened(stub.port).hold(), pytest.raises(UsageError, match="another push"):
        push(opened(stub.port), tmp_path, delivery())
    assert len(stub.rows) == 1


def test_deleted_rows_can_be_made_again(stub: Stub, tmp_path: Path) -> None:
    """The client token of a first push does not hinder a second creation of the same content."""
    push(opened(stub.port), tmp_path, delivery(PLAN))
    stub.rows = {"recblank": {}}
    report = push(opened(stub.port), tmp_path, delivery(PLAN))
    assert {finding.kind for finding in report.findings} == {"gone"}
    assert counts(push(opened(stub.port), tmp_path, delivery(PLAN), options=Options(recreate=True)))[0] == 4


def test_cells_survive_the_way_there_and_back() -> None:
    """Days, numbers and texts come back as they went; what would not is refused."""
    for text, kind in (("2025-06-30", feishu.DATE), ("1969-12-31", feishu.DATE), ("1.5", feishu.NUMBER), ("=1", feishu.TEXT)):
        value = msgspec.json.decode(msgspec.json.encode(feishu._cell(text, kind)))
        assert feishu._text(value, kind) == text
    assert feishu._number("12345678901234567") is None and feishu._moment("年底") is None
