"""Real servers for the tests of feeding: own data folder, own port on loopback, ended by their id.

Without POLICY_EXTRACT_SERVERS=1 tests of databases and Redmine are skipped, and those of programs that are not installed; with
it, a server that does not start, or is not there, fails its tests.
"""

from __future__ import annotations

import contextlib
import glob
import http.client
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

DEMANDED = os.environ.get("POLICY_EXTRACT_SERVERS") == "1"
PATIENCE = 120.0
"""Seconds that a server may take to come up."""


def absent(reason: str) -> None:
    """Skip with the reason; fail where servers are demanded."""
    if DEMANDED:
        pytest.fail(f"{reason}; POLICY_EXTRACT_SERVERS=1 demands it")
    pytest.skip(f"{reason}; set POLICY_EXTRACT_SERVERS=1 to make that a failure")


def only_when_demanded(name: str) -> None:
    """Skip the tests of a large server unless they are asked for."""
    if not DEMANDED:
        pytest.skip(f"{name} is started with POLICY_EXTRACT_SERVERS=1 only")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        found = shutil.which(name) or next(iter(sorted(glob.glob(name), reverse=True)), "")
        if found:
            return found
    absent(f"{names[0]} is not installed")
    return ""


def lesser_user(*names: str) -> dict[str, Any]:
    """Arguments of a process for the first of these users: servers refuse to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in names:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    absent(f"there is no user {names[0]}")
    return {}


@contextlib.contextmanager
def folder(owner: dict[str, Any]) -> Iterator[Path]:
    """A folder of the server's own, short enough for a socket in it."""
    place = Path(tempfile.mkdtemp(prefix="feed-"))
    try:
        if owner:
            os.chown(place, owner["user"], owner["group"])
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def serving(
    command: list[str], place: Path, ready: Callable[[], bool], stop: signal.Signals = signal.SIGTERM, **given: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    log = place / "server.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=place, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, **given)
    try:
        until = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail(f"{command[0]} did not start: {log.read_text(errors='replace')[-1500:]}")
            time.sleep(0.1)
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def listening(port: int) -> Callable[[], bool]:
    """Whether somebody listens on a port."""

    def ready() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    return ready


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server; gives the address of a database."""
    only_when_demanded("PostgreSQL")
    initdb = program("/usr/lib/postgresql/*/bin/initdb", "initdb")
    owner = lesser_user("postgres", "nobody")
    with folder(owner) as place:
        make = [initdb, "-D", str(place / "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(make, check=True, capture_output=True, cwd=place, timeout=120, **owner)
        port = free_port()
        server = str(Path(initdb).with_name("postgres"))
        command = [server, "-D", str(place / "data"), "-p", str(port), "-k", str(place), "-h", "127.0.0.1"]
        with serving(command, place, _postgresql_ready(port), signal.SIGINT, **owner):
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _postgresql_ready(port: int) -> Callable[[], bool]:
    """Whether PostgreSQL takes connections."""
    import psycopg

    def ready() -> bool:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    return ready


@contextlib.contextmanager
def mariadb() -> Iterator[str]:
    """A MariaDB server whose default character set is the old one; gives the address of a database with a password."""
    only_when_demanded("MariaDB")
    server = program("mariadbd", "/usr/sbin/mariadbd")
    install = program("mariadb-install-db")
    owner = lesser_user("mysql", "nobody")
    with folder(owner) as place:
        data = place / "data"
        make = [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        made = subprocess.run(make, check=False, capture_output=True, cwd=place, timeout=180, **owner)
        assert made.returncode == 0, made.stdout.decode(errors="replace")[-1500:] + made.stderr.decode(errors="replace")
        port = free_port()
        command = [
            server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={place}/s.sock", f"--pid-file={place}/pid", "--character-set-server=utf8mb3",
        ]  # fmt: skip
        with serving(command, place, _mariadb_ready(port, str(place / "s.sock")), **owner):
            yield f"mariadb://feeder@127.0.0.1:{port}/plans"


def _mariadb_ready(port: int, path: str) -> Callable[[], bool]:
    """Whether MariaDB takes connections; makes the database and its user."""
    import pymysql

    def ready() -> bool:
        try:
            connection = pymysql.connect(unix_socket=path, user="root")
        except pymysql.err.OperationalError:
            return False
        with connection, connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE IF NOT EXISTS plans CHARACTER SET utf8mb3")
            cursor.execute("CREATE USER IF NOT EXISTS feeder@'127.0.0.1' IDENTIFIED BY 'b9-secret'")
            cursor.execute("GRANT ALL ON plans.* TO feeder@'127.0.0.1'")
        return listening(port)()

    return ready


@contextlib.contextmanager
def radicale() -> Iterator[int]:
    """A Radicale server; gives its port."""
    if importlib.util.find_spec("radicale") is None:
        absent("radicale is not installed")
    with folder({}) as place:
        port = free_port()
        command = [
            sys.executable, "-m", "radicale", "--config", "", "--hosts", f"127.0.0.1:{port}", "--auth-type", "none",
            "--storage-filesystem-folder", str(place / "collections"),
        ]  # fmt: skip
        with serving(command, place, listening(port)):
            yield port


REDMINE = Path("/usr/share/redmine")
SETUP = """
Setting.rest_api_enabled = 1
Setting.login_required = 1
Setting.default_language = 'zh'
Setting.parent_issue_dates = 'independent'
Setting.parent_issue_priority = 'independent'
Redmine::DefaultData::Loader.load('zh') if Redmine::DefaultData::Loader.no_data?
fields = %w[任务编号 牵头单位].map do |name|
  IssueCustomField.create!(name: name, field_format: 'string', is_for_all: true, is_filter: true, trackers: Tracker.all)
end
role = Role.create!(name: 'robot', permissions: [:view_issues, :add_issues, :edit_issues, :add_issue_notes, :manage_subtasks])
ids = [0] + IssueStatus.pluck(:id)
Tracker.all.each { |tracker| ids.each { |old| ids.each { |new|
  next if old == new || new == 0
  WorkflowTransition.create!(role_id: role.id, tracker_id: tracker.id, old_status_id: old, new_status_id: new) } } }
user = User.new(firstname: 'r', lastname: 'r', mail: 'r@example.net', language: 'zh', status: 1)
user.login = 'robot'
user.password = user.password_confirmation = 'long-enough-9'
user.save!
viewer = Role.create!(name: 'viewer', permissions: [:view_issues, :add_issues])
((1..40).map { |number| "plan#{number}" } + ['viewed']).each do |name|
  project = Project.create!(name: name, identifier: name, is_public: false, trackers: Tracker.all,
                            enabled_module_names: ['issue_tracking'])
  Member.create!(project: project, principal: user, roles: [name == 'viewed' ? viewer : role])
end
puts "READY #{user.api_key} #{fields.map(&:id).join(' ')}"
"""


@contextlib.contextmanager
def redmine() -> Iterator[tuple[int, str, list[int]]]:
    """A real Redmine on a copy of its database; its port, the key of a user who is no administrator, ids of custom fields."""
    only_when_demanded("Redmine")
    source = Path("/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default")
    if not (REDMINE / "config.ru").exists() or not source.exists():
        absent("redmine with SQLite is not installed")
    if os.geteuid() != 0:
        absent("redmine's files belong to www-data: only root can start it as that user")
    owner = lesser_user("www-data")
    webrick = next(iter([*glob.glob("/usr/share/rubygems-integration/all/gems/webrick-*/lib"), "/usr/lib/ruby/vendor_ruby"]))
    with folder(owner) as place:
        database = place / "redmine.sqlite3"
        shutil.copyfile(source, database)
        shutil.chown(database, owner["user"], owner["group"])
        (place / "setup.rb").write_text(SETUP, encoding="utf-8")
        (place / "setup.rb").chmod(0o644)
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(place), "RAILS_ENV": "production", "REDMINE_INSTANCE": "default",
            "LANG": "C.UTF-8", "DATABASE_URL": f"sqlite3:{database}", "RUBYOPT": f"-I{webrick}",
        }  # fmt: skip
        given = {"env": environment, **owner}
        command = ["bin/rails", "runner", str(place / "setup.rb")]
        done = subprocess.run(command, cwd=REDMINE, capture_output=True, text=True, timeout=300, **given)
        ready = [line for line in done.stdout.splitlines() if line.startswith("READY ")]
        assert ready, done.stdout[-1500:] + done.stderr[-1500:]
        _, key, *numbers = ready[0].split()
        port = free_port()
        serve = ["rackup", "-E", "production", "-s", "webrick", "-o", "127.0.0.1", "-p", str(port), str(REDMINE / "config.ru")]
        with serving(serve, place, _answers(port), **given):
            yield port, key, [int(number) for number in numbers]


def _answers(port: int) -> Callable[[], bool]:
    """Whether a web server answers."""

    def ready() -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/login")
            return connection.getresponse().status == 200
        return False

    return ready
