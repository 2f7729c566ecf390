"""Feeding, without any target system: which tasks, matching of amended ones, field ownership, withdrawal, ledger, journal."""

from __future__ import annotations

import contextlib
import json
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, push
from hypothesis import given
from hypothesis import strategies as st

from policy_extract.errors import PatternError, UsageError
from policy_extract.feed import matching
from policy_extract.feed.departments import Departments
from policy_extract.feed.model import Change, Index, Options, Outcome, Remote, Values
from policy_extract.feed.profiles import Field, bare
from policy_extract.feed.secrets import secret
from policy_extract.feed.wording import short_title


class Shelf:
    """A target in memory, with a person at it."""

    batch = 1

    def __init__(self, *without: str) -> None:
        """Has a place for all fields but these."""
        self.name = "shelf:test"
        self.held: dict[str, list[Remote]] = {}
        self.writes = 0
        self.deaf: set[str] = set()
        self.broken: set[str] = set()
        self.cut_off_after = -1
        self._fields = {name: field for name, field in catalogue().fields.items() if name not in without}

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Nobody else is here."""
        yield

    def fields(self) -> Mapping[str, Field]:
        """All fields."""
        return self._fields

    def index(self) -> Index:
        """Copies of all that is held."""
        return {key: [msgspec.structs.replace(row, values=dict(row.values)) for row in rows] for key, rows in self.held.items()}

    def refusal(self, values: Values) -> str:
        """Takes everything."""
        return ""

    def apply(self, changes: Sequence[Change]) -> list[Outcome]:
        """Store; a deaf field is accepted and dropped."""
        outcomes = []
        for change in changes:
            if self.cut_off_after == self.writes:
                raise KeyboardInterrupt
            if change.external_id in self.broken:
                outcomes.append(Outcome(external_id=change.external_id, problem="no"))
                continue
            self.writes += 1
            if change.remote is None:
                values = dict.fromkeys(self._fields, "")
                self.held.setdefault(change.external_id, []).append(Remote(remote_id=str(self.writes), values=values))
            row = self.held[change.external_id][0]
            row.values.update({name: value for name, value in change.after.items() if name not in self.deaf})
            if change.note:
                row.values["change_note"] += change.note
            outcomes.append(Outcome(external_id=change.external_id, remote_id=row.remote_id))
        return outcomes

    def row(self, words: str) -> Values:
        """The values of the task with these words."""
        (found,) = [rows[0].values for rows in self.held.values() if words in rows[0].values["content"]]
        return found


@pytest.fixture
def shelf() -> Shelf:
    """An empty target."""
    return Shelf()


def test_second_push_writes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    """The same plan again: no write, no line in the journal."""
    assert counts(push(shelf, tmp_path, delivery())) == (4, 0, 0, 0, 0)
    journal = (tmp_path / "journal.jsonl").read_bytes()
    assert counts(push(shelf, tmp_path, delivery())) == (0, 0, 0, 0, 4)
    assert shelf.writes == 4
    assert (tmp_path / "journal.jsonl").read_bytes() == journal
    lines = [json.loads(line) for line in journal.decode().splitlines()]
    assert [line["action"] for line in lines] == ["create"] * 4
    assert all(line["after"]["document"] == "泠浦市公园城市建设三年行动方案（泠政办发〔2024〕8号）" for line in lines)


def test_clock_set_back(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that jumps changes times in the journal and nothing else: no decision hangs on it."""
    push(shelf, tmp_path, delivery())
    for at in ("2001-01-01T00:00:00+00:00", "2199-12-31T23:59:59+00:00"):
        monkeypatch.setattr("policy_extract.feed.engine.now", lambda at=at: at)
        monkeypatch.setattr("policy_extract.feed.journal.now", lambda at=at: at)
        assert counts(push(shelf, tmp_path, delivery())) == (0, 0, 0, 0, 4)
    assert counts(push(shelf, tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    last = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["at"].startswith("2199") and shelf.writes == 5


def test_dry_run_writes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    """A dry run plans the same and leaves target and journal alone."""
    report = push(shelf, tmp_path, delivery(), dry=True)
    assert report.plan.count("create") == 4 and not shelf.held and not (tmp_path / "journal.jsonl").exists()


def test_label_lines_are_no_tasks() -> None:
    """Lines of bodies are no rows; their bodies stand in the rows that they govern, with their roles."""
    park = next(task for task in delivery().tasks if "口袋公园" in task.words)
    assert park.bodies == [("lead", "市园林绿化局"), ("responsible", "市财政局"), ("responsible", "市自然资源和规划局")]
    assert not any("单位：" in task.words for task in delivery().tasks)


def test_deadline_line_of_an_item() -> None:
    """完成时限 on a line of its own holds for the item's tasks that name no day."""
    text = "泠浦市绿化要点\n一、重点任务\n（一）整治裸土。整治裸土地块9处。\n牵头单位：市园林绿化局\n完成时限：2025年11月底前\n"
    (task,) = delivery(text).tasks
    assert (task.values["deadline"], task.values["deadline_words"]) == ("2025-11-30", "2025年11月底前")


def test_units_of_bare_cells() -> None:
    """A number whose unit stands in another cell has it in the ledger, multiplied out, and tabs are gone."""
    text = (
        "泠浦市绿化发展规划（2026—2030年）\n一、主要目标\n"
        "指标\t单位\t2025年\t2030年\n绿化投资\t万元\t1200\t3800\n人均公园面积\t平方米\t14.2\t16.5\n"
    )
    targets = [task.values["target"] for task in delivery(text).tasks]
    assert any("38000000元" in target for target in targets) and any("16.5平方米" in target for target in targets)
    assert not any("\t" in value for task in delivery(text).tasks for value in task.values.values())


def test_amended_number(shelf: Shelf, tmp_path: Path) -> None:
    """An amended number is one update of the same task, with old and new words in the note; people's work stays."""
    push(shelf, tmp_path, delivery())
    row = shelf.row("口袋公园")
    row.update(status="ongoing", progress="已开工5个")
    assert counts(push(shelf, tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    assert row["content"].startswith("2025年6月底前，新建口袋公园15个") and row["document_status"] == "已修订"
    assert (row["status"], row["progress"]) == ("ongoing", "已开工5个")
    assert "新建口袋公园12个" in row["change_note"] and "新建口袋公园15个" in row["change_note"]
    assert counts(push(shelf, tmp_path, delivery(AMENDED))) == (0, 0, 0, 0, 4)
    assert counts(push(shelf, tmp_path, delivery(PLAN))) == (0, 1, 0, 0, 3)


def test_withdrawn_and_back(shelf: Shelf, tmp_path: Path) -> None:
    """A task that is gone is cancelled with a note; when it comes back it has the state that people had set."""
    push(shelf, tmp_path, delivery(), options=Options())
    row = shelf.row("养护检查")
    row["status"] = "ongoing"
    assert counts(push(shelf, tmp_path, delivery(SHORTENED))) == (0, 0, 1, 0, 3)
    assert (row["status"], row["document_status"]) == ("cancelled", "已撤回") and "推进中" in row["change_note"]
    assert counts(push(shelf, tmp_path, delivery(SHORTENED))) == (0, 0, 0, 0, 3)
    assert counts(push(shelf, tmp_path, delivery())) == (0, 0, 0, 1, 3)
    assert (row["status"], row["document_status"]) == ("ongoing", "有效")


def test_finished_stays_finished(shelf: Shelf, tmp_path: Path) -> None:
    """What people finished is not cancelled."""
    push(shelf, tmp_path, delivery())
    shelf.row("养护检查")["status"] = "done"
    push(shelf, tmp_path, delivery(SHORTENED))
    assert shelf.row("养护检查")["status"] == "done" and shelf.row("养护检查")["document_status"] == "已撤回"


def test_no_withdrawal_from_a_part(shelf: Shelf, tmp_path: Path) -> None:
    """A document that was read in part, or is another one, withdraws nothing."""
    push(shelf, tmp_path, delivery())
    part = delivery(SHORTENED)
    part.incomplete = "the document was read as partial"
    report = push(shelf, tmp_path, part)
    assert [finding.kind for finding in report.findings] == ["withheld"] and not report.clean
    other = delivery(SHORTENED.replace("泠浦市", "澪港市"))
    assert counts(push(shelf, tmp_path, other)) == (3, 0, 0, 0, 0)
    assert shelf.row("养护检查")["document_status"] == "有效"


def test_too_many_withdrawals(shelf: Shelf, tmp_path: Path) -> None:
    """A document that lost most of its tasks is a question before it is a withdrawal."""
    push(shelf, tmp_path, delivery())
    empty = PLAN[: PLAN.index("一、主要")] + "一、总体要求\n深入开展绿化工作。\n"
    report = push(shelf, tmp_path, delivery(empty))
    assert "withheld" in [finding.kind for finding in report.findings] and "withdraw" not in report.done
    forced = push(shelf, tmp_path, delivery(empty), options=Options(force_withdraw=True))
    assert forced.done["withdraw"] == 4


def test_edit_of_people(shelf: Shelf, tmp_path: Path) -> None:
    """A moved deadline is people's; a changed text of the document is a conflict that is reported and left, or written over."""
    push(shelf, tmp_path, delivery())
    row = shelf.row("绿道")
    row["deadline"] = "2027-06-30"
    row["lead"] = "市住建局"
    report = push(shelf, tmp_path, delivery())
    assert report.plan.kept == 1 and shelf.writes == 4
    (finding,) = report.findings
    assert finding.kind == "conflict" and finding.fields == {"lead": ("市水利局", "市住建局", "市水利局")}
    push(shelf, tmp_path, delivery(), options=Options(on_conflict="overwrite"))
    assert row["lead"] == "市水利局"


def test_both_changed(shelf: Shelf, tmp_path: Path) -> None:
    """When people and the document changed the same field, nothing is written over and other fields go through."""
    push(shelf, tmp_path, delivery())
    row = shelf.row("口袋公园")
    row["target"] = "口袋公园20个"
    report = push(shelf, tmp_path, delivery(AMENDED))
    assert row["target"] == "口袋公园20个" and "15个" in row["content"]
    assert [finding.kind for finding in report.findings] == ["conflict"]


def test_deleted_by_people(shelf: Shelf, tmp_path: Path) -> None:
    """What people deleted is not made again unless asked for."""
    push(shelf, tmp_path, delivery())
    gone = next(key for key, rows in shelf.held.items() if "绿道" in rows[0].values["content"])
    del shelf.held[gone]
    assert [finding.kind for finding in push(shelf, tmp_path, delivery()).findings] == ["gone"]
    assert counts(push(shelf, tmp_path, delivery(), options=Options(recreate=True))) == (1, 0, 0, 0, 3)


def test_duplicate_in_the_target(shelf: Shelf, tmp_path: Path) -> None:
    """A row that people copied is reported and neither copy is touched."""
    push(shelf, tmp_path, delivery())
    copied = next(rows for rows in shelf.held.values() if "口袋公园" in rows[0].values["content"])
    copied.append(msgspec.structs.replace(copied[0], remote_id="copy"))
    report = push(shelf, tmp_path, delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["duplicate"] and "12个" in copied[0].values["content"]


def test_lost_ledger(shelf: Shelf, tmp_path: Path) -> None:
    """Without the ledger the target's own index keeps the push from making anything twice."""
    push(shelf, tmp_path / "one", delivery())
    assert counts(push(shelf, tmp_path / "two", delivery())) == (0, 0, 0, 0, 4)
    shelf.row("绿道")["lead"] = "市住建局"
    report = push(shelf, tmp_path / "three", delivery())
    assert [finding.kind for finding in report.findings] == ["conflict"] and shelf.writes == 4


@pytest.mark.parametrize("after", [0, 1, 3])
def test_cut_off(shelf: Shelf, tmp_path: Path, after: int) -> None:
    """A push that is cut off is finished by the next: nothing twice, nothing lost."""
    shelf.cut_off_after = after
    with pytest.raises(KeyboardInterrupt):
        push(shelf, tmp_path, delivery())
    shelf.cut_off_after = -1
    assert counts(push(shelf, tmp_path, delivery()))[0] == 4 - after
    assert {len(rows) for rows in shelf.held.values()} == {1} and len(shelf.held) == 4
    assert counts(push(shelf, tmp_path, delivery())) == (0, 0, 0, 0, 4)


def test_cut_off_between_write_and_ledger(shelf: Shelf, tmp_path: Path) -> None:
    """An amendment that arrived before the push was cut off is no edit of people, and its note is not written twice."""
    push(shelf, tmp_path, delivery())
    shelf.cut_off_after = 5
    more = AMENDED + WITH_MORE[len(PLAN) :]
    with pytest.raises(KeyboardInterrupt):
        push(shelf, tmp_path, delivery(more))
    shelf.cut_off_after = -1
    report = push(shelf, tmp_path, delivery(more))
    assert report.clean and report.done == {"create": 1}
    assert shelf.row("口袋公园")["change_note"].count("依据") == 1


def test_cut_off_again_and_again(shelf: Shelf, tmp_path: Path) -> None:
    """Cut off behind a write, then before another write of the same task: what arrived from us is still known to be ours."""
    shelf.cut_off_after = 3
    with pytest.raises(KeyboardInterrupt):
        push(shelf, tmp_path, delivery())
    with pytest.raises(KeyboardInterrupt):
        push(shelf, tmp_path, delivery(AMENDED))
    shelf.cut_off_after = -1
    report = push(shelf, tmp_path, delivery(AMENDED.replace("15个", "18个")))
    assert report.clean and report.done == {"create": 1, "update": 1}
    assert "18个" in shelf.row("口袋公园")["content"]


def test_accepted_is_not_stored(shelf: Shelf, tmp_path: Path) -> None:
    """A field that the target drops in silence is named, and tried again by the next push."""
    shelf.deaf = {"lead"}
    report = push(shelf, tmp_path, delivery())
    assert {finding.kind for finding in report.findings} == {"not_stored"} and not report.clean
    shelf.deaf = set()
    assert push(shelf, tmp_path, delivery()).clean and shelf.row("绿道")["lead"] == "市水利局"


def test_failed_ones_do_not_stop_the_others(shelf: Shelf, tmp_path: Path) -> None:
    """A refused task is named and tried again; the rest goes through."""
    shelf.broken = {task.task_id for task in delivery().tasks if "绿道" in task.words}
    report = push(shelf, tmp_path, delivery())
    assert report.done == {"create": 3} and [finding.kind for finding in report.findings] == ["failed"]
    shelf.broken = set()
    assert counts(push(shelf, tmp_path, delivery())) == (1, 0, 0, 0, 3)


def test_target_that_is_down(shelf: Shelf, tmp_path: Path) -> None:
    """After some failures in a row the push stops and says so."""
    text = PLAN + "".join(
        f"（{number}）第{number}项。新建{kind}2处。\n" for number, kind in zip("四五六", ("亭", "廊", "桥"), strict=True)
    )
    plan = delivery(text)
    shelf.broken = {task.task_id for task in plan.tasks}
    report = push(shelf, tmp_path, plan)
    assert len(plan.tasks) == 7 and len(report.findings) == 6 and "in a row" in report.findings[-1].message


def test_two_texts_of_one_document(shelf: Shelf, tmp_path: Path) -> None:
    """Two texts of one document in a push are refused; the same text twice is taken once."""
    report = push(shelf, tmp_path, delivery(), delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["refused"] and not shelf.held
    assert push(shelf, tmp_path, delivery(), delivery(name="copy.txt")).clean and len(shelf.held) == 4


def test_similar_is_a_question(shelf: Shelf, tmp_path: Path) -> None:
    """Another object in nearly the same words is not taken for the old task without asking."""
    push(shelf, tmp_path, delivery())
    other = PLAN.replace("建成滨河绿道85公里，沿线栽植𫍽树2000株", "建成环山步道85公里，沿线栽植𫍽树2000株")
    report = push(shelf, tmp_path, delivery(other))
    assert [finding.kind for finding in report.findings] == ["question"] and not report.done
    assert push(shelf, tmp_path, delivery(other), options=Options(similar="same")).done == {"update": 1}
    fresh = Shelf()
    push(fresh, tmp_path / "b", delivery())
    assert push(fresh, tmp_path / "b", delivery(other), options=Options(similar="new")).done == {"create": 1, "withdraw": 1}


def test_same_text_read_otherwise(shelf: Shelf, tmp_path: Path) -> None:
    """A newer version that reads another title out of the same text does not make its tasks twice."""
    push(shelf, tmp_path, delivery())
    again = delivery()
    again.scope = "0" * 16
    for task in again.tasks:
        task.task_id = f"f{task.task_id[1:]}"
    again.present = {task.task_id for task in again.tasks}
    assert counts(push(shelf, tmp_path, again)) == (0, 0, 0, 0, 4)


def test_missing_columns_lose_nothing(tmp_path: Path) -> None:
    """Roles, words and comparators without a column of their own go where a reader still sees them."""
    shelf = Shelf("lead", "cooperate", "supervise", "deadline_words", "target_comparator", "content")
    push(shelf, tmp_path, delivery())
    rows = {rows[0].values["title"]: rows[0].values for rows in shelf.held.values()}
    green = rows["2026年底前，建成滨河绿道85公里，沿线栽植𫍽树2000株。"]
    assert green["responsible"] == "市水利局（牵头）、市园林绿化局（配合）"
    assert rows["每季度开展养护检查1次，长期坚持。"]["deadline"] == "每季度；长期"
    assert rows["到2026年底前，建成区绿地率达到42%以上。"]["target_value"] == "≥42"


def test_departments(tmp_path: Path, shelf: Shelf) -> None:
    """Ids come from the file; a name without one is listed and not guessed."""
    path = tmp_path / "map.csv"
    path.write_text("单位名称,单位编号\n市水利局,17\n市财政局,4\n", encoding="utf-8-sig")
    report = push(shelf, tmp_path, delivery(), departments=Departments.read(path))
    assert shelf.row("绿道")["lead_ids"] == "17" and shelf.row("口袋公园")["lead_ids"] == ""
    unmapped = [finding.message for finding in report.findings if finding.kind == "unmapped"]
    assert report.clean and len(unmapped) == 3 and any("市园林绿化局" in message for message in unmapped)
    path.write_text("name,id\n市水利局,17\n市水利局,18\n", encoding="utf-8")
    with pytest.raises(UsageError, match="市水利局 has two ids"):
        Departments.read(path)


def test_profiles() -> None:
    """Headers as people write them, and mistakes in a user's profile, are told."""
    assert bare("完成时限（具体到月）") == "完成时限"
    found = {header: catalogue().field_of(header) for header in ("牵 头\n单位", "完成时限（原文）", "主办单位", "说说看")}
    assert [field and field.name for field in found.values()] == ["lead", "deadline_words", "lead", None]
    with pytest.raises(UsageError, match="choose one of 任务分解表"):
        catalogue().profile("无此模板")


def test_wrong_profile(tmp_path: Path) -> None:
    """A profile with an unknown field names it."""
    path = tmp_path / "own.yaml"
    path.write_text("title: 台账\nkinds: [task]\ncolumns: [title, colour]\n", encoding="utf-8")
    with pytest.raises(PatternError, match="unknown field 'colour'"):
        catalogue().profile(str(path))


def test_many_alike(shelf: Shelf, tmp_path: Path) -> None:
    """Tasks of nearly one wording: amended numbers find their own, and a second push has nothing more to decide."""
    places = ("东苑", "西苑", "南苑", "北苑", "中苑")
    text = PLAN + "".join(
        f"（四）整治裸土。整治{place}街道裸土地块{n}处，新建围挡{n}0米。\n" for n, place in enumerate(places, 2)
    )
    push(shelf, tmp_path, delivery(text))
    amended = text.replace("0米。", "5米。")
    assert counts(push(shelf, tmp_path, delivery(amended))) == (0, 5, 0, 0, 4)
    assert counts(push(shelf, tmp_path, delivery(amended))) == (0, 0, 0, 0, 9)
    same = text.replace("东苑", "某").replace("西苑", "某")
    plain = Shelf()
    push(plain, tmp_path / "b", delivery(same))
    report = push(plain, tmp_path / "b", delivery(same.replace("0米。", "5米。")))
    assert [finding.kind for finding in report.findings] == ["question", "question"] and report.done == {"update": 3}


@given(st.text(alphabet="建成公园12个，。万", max_size=30), st.text(alphabet="建成公园12个，。万", max_size=30))
def test_likeness_has_no_order(one: str, two: str) -> None:
    """Likeness does not hang on which text is the older."""
    assert matching.likeness(one, two) == matching.likeness(two, one)
    assert matching.likeness(one, one) == 1.0


def test_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment first, then the keyring; what is missing is named by its variable."""
    held = {"POLICY_EXTRACT_TEST_KEY": "from-the-ring"}
    errors = types.ModuleType("keyring.errors")
    errors.__dict__["KeyringError"] = RuntimeError
    ring = types.ModuleType("keyring")
    ring.__dict__.update(get_password=lambda service, name: held.get(name), errors=errors)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert secret("POLICY_EXTRACT_TEST_KEY") == "from-the-ring"
    monkeypatch.setenv("POLICY_EXTRACT_TEST_KEY", "from-outside")
    assert secret("POLICY_EXTRACT_TEST_KEY") == "from-outside"
    with pytest.raises(UsageError, match="POLICY_EXTRACT_NONE"):
        secret("POLICY_EXTRACT_NONE", "the test")


@given(st.text(max_size=200))
def test_titles_are_short(text: str) -> None:
    """A title fits, whatever the statement."""
    assert len(short_title(text)) <= 60
