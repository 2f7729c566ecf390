"""Databases: SQLite always, PostgreSQL and MariaDB on servers of the tests' own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="databases need the extra sql")

import sqlalchemy as sa
from feed_kills import LINUX, whole_after_kills
from feed_plans import AMENDED, PLAN, SHORTENED, WITH_MORE, catalogue, counts, delivery, push
from feed_servers import mariadb, postgresql

from policy_extract.cli import main
from policy_extract.errors import FeedError, UsageError
from policy_extract.feed.model import Options
from policy_extract.feed.sql import PASSWORD, Database

SECRET = "b9-secret"


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/数据.db"
    else:
        with postgresql() if request.param == "postgresql" else mariadb() as address:
            yield address


@pytest.fixture
def address(server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a table of the test's own."""
    if server.startswith("mariadb"):
        monkeypatch.setenv(PASSWORD, SECRET)
    return f"{server}#{request.node.originalname}"


def database(address: str) -> Database:
    """A database as a target."""
    return Database(address, catalogue(), catalogue().profile("任务分解表"))


def ask(address: str, statement: str, **values: Any) -> list[Any]:
    """The rows of a statement, on a connection of the test's own."""
    target = database(address)
    url = target._url if target._url.get_backend_name() != "mariadb" else target._url.set(password=SECRET)
    query = {"charset": "utf8mb4"} if url.get_backend_name() == "mariadb" else {}
    engine = sa.create_engine(url.update_query_dict(query))
    with engine.begin() as connection:
        found = connection.execute(sa.text(statement.replace("TASKS", target._tasks.name)), values)
        rows = list(found) if found.returns_rows else []
    engine.dispose()
    return rows


def test_push_twice_and_amend(address: str, tmp_path: Path) -> None:
    """Exact counts of inserted, updated and unchanged; dates are dates, rare characters survive, history tells all."""
    assert counts(push(database(address), tmp_path, delivery())) == (4, 0, 0, 0, 0)
    assert counts(push(database(address), tmp_path, delivery())) == (0, 0, 0, 0, 4)
    ask(address, "UPDATE TASKS SET progress = '已开工', status = '推进中' WHERE content LIKE '%口袋公园%'")
    assert counts(push(database(address), tmp_path, delivery(AMENDED))) == (0, 1, 0, 0, 3)
    ((content, progress, status, deadline),) = ask(
        address, "SELECT content, progress, status, deadline FROM TASKS WHERE content LIKE '%口袋公园%'"
    )
    assert "15个" in content and (progress, status, str(deadline)) == ("已开工", "推进中", "2025-06-30")
    assert ask(address, "SELECT count(*) FROM TASKS WHERE content LIKE '%𫍽树%'") == [(1,)]
    assert ask(address, "SELECT target_comparator, target_unit FROM TASKS WHERE content LIKE '%绿地率%'") == [("≥", "%")]
    assert counts(push(database(address), tmp_path, delivery(SHORTENED.replace("12个", "15个")))) == (0, 0, 1, 0, 3)
    assert ask(address, "SELECT count(*), max(document_status) FROM TASKS WHERE status = '已终止'") == [(1, "已撤回")]
    actions = [row[0] for row in ask(address, "SELECT action FROM TASKS_history ORDER BY history_id")]
    assert actions == ["create"] * 4 + ["update", "withdraw"]


def test_comments(address: str, tmp_path: Path) -> None:
    """Columns are described in Chinese where the database knows comments."""
    push(database(address), tmp_path, delivery())
    if address.startswith("sqlite"):
        assert "CREATE TABLE" in ask(address, "SELECT sql FROM sqlite_master WHERE name = 'test_comments'")[0][0]
        return
    if address.startswith("postgresql"):
        found = ask(address, "SELECT col_description('TASKS'::regclass, 1)")
    else:
        query = "SELECT column_comment FROM information_schema.columns WHERE table_name='TASKS' AND column_name='task_id'"
        found = ask(address, query)
    assert found == [("任务编号",)]


def test_long_and_odd_texts(address: str, tmp_path: Path) -> None:
    """Texts beyond 64 kB and texts that look like SQL or formulas arrive as they are."""
    wanted = delivery()
    odd = ["长𫍽" * 60_000, "=1+1", "'; DROP TABLE x; --%s :a", "\\r\\n'\"`"]
    for task, text in zip(wanted.tasks, odd, strict=True):
        task.values["content"] = text
    report = push(database(address), tmp_path, wanted)
    assert report.clean and {row[0] for row in ask(address, "SELECT content FROM TASKS")} == set(odd)
    assert counts(push(database(address), tmp_path, wanted)) == (0, 0, 0, 0, 4)


def test_narrow_column(address: str, tmp_path: Path) -> None:
    """A table that somebody narrowed refuses or cuts long texts: those tasks are named, the others arrive."""
    if address.startswith("sqlite"):
        pytest.skip("SQLite has no bounded texts")
    push(database(address), tmp_path, delivery(PLAN[: PLAN.index("二、")]))
    kind = "ALTER COLUMN content TYPE varchar(24)" if address.startswith("postgresql") else (
        "MODIFY content varchar(24) CHARACTER SET utf8mb3")  # fmt: skip
    ask(address, f"ALTER TABLE TASKS {kind}")
    report = push(database(address), tmp_path, delivery())
    assert report.done == {"create": 1} and [finding.kind for finding in report.findings] == ["failed"] * 2
    assert ask(address, "SELECT count(*) FROM TASKS") == [(2,)]


def test_edit_between_reading_and_writing(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that somebody changes after it was read is not written over."""
    push(database(address), tmp_path, delivery())
    target = database(address)
    apply = target.apply

    def slow(changes: Any) -> Any:
        ask(address, "UPDATE TASKS SET content = '改' WHERE content LIKE '%口袋公园%'")
        return apply(changes)

    monkeypatch.setattr(target, "apply", slow)
    report = push(target, tmp_path, delivery(AMENDED))
    assert [finding.kind for finding in report.findings] == ["failed"]
    assert ask(address, "SELECT count(*) FROM TASKS WHERE content = '改'") == [(1,)]


def test_two_pushes_at_once(address: str, tmp_path: Path) -> None:
    """The second of two pushes refuses, from another state folder too, and says why."""
    first = database(address)
    with first.hold():
        errors: list[Exception] = []

        def second() -> None:
            try:
                push(database(address), tmp_path / "other", delivery())
            except (FeedError, UsageError) as error:
                errors.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert len(errors) == 1 and "another push" in str(errors[0])
    assert counts(push(database(address), tmp_path, delivery())) == (4, 0, 0, 0, 0)


def test_columns_of_people(address: str, tmp_path: Path) -> None:
    """A column that people added is left alone and comes back with a pull; one that is missing is done without."""
    push(database(address), tmp_path, delivery())
    ask(address, "ALTER TABLE TASKS ADD COLUMN phone varchar(20)")
    ask(address, "ALTER TABLE TASKS DROP COLUMN leaders")
    ask(address, "UPDATE TASKS SET phone = '00123'")
    assert counts(push(database(address), tmp_path, delivery(WITH_MORE))) == (1, 0, 0, 0, 4)
    target = database(address)
    with target.hold():
        assert sorted(rows[0].people["phone"] for rows in target.index().values()) == ["", *["00123"] * 4]


def test_many(address: str, tmp_path: Path) -> None:
    """Thousands of tasks go in batches; an interrupted transaction leaves nothing of its batch."""
    wanted = delivery()
    (model,) = [task for task in wanted.tasks if "绿道" in task.words]
    wanted.tasks = []
    for number in range(2500):
        copy = type(model)(
            task_id=f"t{number}",
            words=f"{model.words}{number}",
            section="",
            position=number,
            values=dict(model.values),
            bodies=[],
        )
        wanted.tasks.append(copy)
    report = push(database(address), tmp_path, wanted)
    assert counts(report) == (2500, 0, 0, 0, 0) and ask(address, "SELECT count(*) FROM TASKS_history") == [(2500,)]
    assert counts(push(database(address), tmp_path, wanted)) == (0, 0, 0, 0, 2500)


@LINUX
def test_killed(address: str, tmp_path: Path) -> None:
    """kill -9 inside the writing: a last push leaves every task and every line of history once."""
    whole_after_kills(lambda number: f"{address}{number}", tmp_path)
    for number in range(4):
        assert ask(f"{address}{number}", "SELECT count(*), count(DISTINCT task_id) FROM TASKS_history") == [(62, 62)]
        assert ask(f"{address}{number}", "SELECT count(*) FROM TASKS") == [(62,)]


def test_recreate(address: str, tmp_path: Path) -> None:
    """A row that people deleted is reported, and made again when asked for."""
    push(database(address), tmp_path, delivery())
    ask(address, "DELETE FROM TASKS WHERE content LIKE '%绿道%'")
    assert [finding.kind for finding in push(database(address), tmp_path, delivery()).findings] == ["gone"]
    assert push(database(address), tmp_path, delivery(), options=Options(recreate=True)).done == {"create": 1}


def test_no_password_in_the_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A password in the address is refused and not repeated; a server that is not there is named without secrets."""
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    arguments = ["--from", str(plan), "--state", str(tmp_path / "state")]
    assert main(["push", "postgresql://me:hunter2@127.0.0.1/x", *arguments]) == 2
    said = capsys.readouterr().err
    assert PASSWORD in said and "hunter2" not in said
    assert main(["push", "postgresql://me@127.0.0.1:1/x", *arguments]) == 2
    assert "see that the server runs" in capsys.readouterr().err
    assert main(["push", "oracle://me@127.0.0.1/x", *arguments]) == 2
    assert "no target; known are" in capsys.readouterr().err
