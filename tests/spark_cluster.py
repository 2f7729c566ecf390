"""A Spark cluster on loopback: a master and two workers, each in a process group of its own, and jobs sent to it.

Also a program for benchmarks: `Cluster(folder)` as a context.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from policy_extract.batch import spark_job
from policy_extract.processes import descendants

SECONDS_TO_START = 180.0
SECONDS_OF_A_JOB = 600.0
QUICK_START = "-XX:TieredStopAtLevel=1"
"""For processes that live for seconds: no second compiler."""
LOOPBACK = "127.0.0.1"


def missing() -> str:
    """What is missing for a cluster; empty when nothing is."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (extra spark)"
    return "" if shutil.which("java") else "there is no java on the path"


class Cluster:
    """A running cluster; ends its own processes, by their numbers, when it is left."""

    def __init__(self, folder: Path, workers: int = 2, java: str = QUICK_START) -> None:
        """Prepare; `folder` is for logs and temporary files, `java` are options of all Java processes."""
        self.folder, self.number, self.java = folder, workers, java
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.jobs = 0
        place = importlib.util.find_spec("pyspark")
        assert place is not None and place.origin is not None
        self.home = Path(place.origin).parent
        self.port = free_port()
        self.url = f"spark://{LOOPBACK}:{self.port}"

    def environment(self) -> dict[str, str]:
        """What every process is told: to stay on loopback, and where Python and this package are."""
        local = self.folder / "local"
        local.mkdir(parents=True, exist_ok=True)
        return {
            **os.environ, "SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_NO_DAEMONIZE": "1",
            "SPARK_LOCAL_DIRS": str(local), "SPARK_WORKER_DIR": str(self.folder / "work"), "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_DRIVER_PYTHON": sys.executable, "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
            "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": self.java,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }  # fmt: skip

    def __enter__(self) -> Cluster:
        try:
            common = ["--host", LOOPBACK, "--webui-port", "0"]
            self._start("master", "master.Master", *common, "--port", str(self.port))
            self._wait_for("master", "I have been elected leader", 1)
            for number in range(self.number):
                self._start(f"worker-{number}", "worker.Worker", *common, "--cores", "1", "--memory", "2g", self.url)
            self._wait_for("master", "Registering worker", self.number)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self.processes):
            self.kill(name)

    def _start(self, name: str, kind: str, *arguments: str) -> None:
        """Start one process in a group of its own."""
        command = [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command, env=self.environment(), stdout=log, stderr=log, start_new_session=True, cwd=self.folder
            )

    def _wait_for(self, name: str, words: str, times: int) -> None:
        """Wait until a process has logged some words. Raises RuntimeError with its log."""
        until = time.monotonic() + SECONDS_TO_START
        log = self.folder / f"{name}.log"
        while log.read_text(encoding="utf-8", errors="replace").count(words) < times:
            if time.monotonic() > until or any(process.poll() is not None for process in self.processes.values()):
                said = "\n".join(path.read_text(encoding="utf-8", errors="replace")[-2000:] for path in self.folder.glob("*.log"))
                raise RuntimeError(f"the Spark cluster does not start:\n{said}")
            time.sleep(0.1)

    def kill(self, name: str) -> list[int]:
        """Kill a process and all that it started, executors and their Python workers too; returns their numbers."""
        process = self.processes.pop(name)
        numbers = [*descendants(process.pid), process.pid]
        for number in numbers:
            with contextlib.suppress(OSError):
                os.kill(number, signal.SIGKILL)
        process.wait()
        return numbers

    def submit(self, *arguments: str, **named: str) -> Job:
        """Send the job to the cluster; `named` are settings of Spark with `_` for the dots."""
        settings = {
            "spark.driver.host": LOOPBACK, "spark.driver.bindAddress": LOOPBACK, "spark.ui.enabled": "false",
            "spark.executor.memory": "1g", "spark.executor.cores": "1", "spark.driver.memory": "512m",
            "spark.executor.extraJavaOptions": self.java, "spark.driver.extraJavaOptions": self.java,
            **{name.replace("_", ".", 2): value for name, value in named.items()},
        }  # fmt: skip
        options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
        command = [str(self.home / "bin" / "spark-submit"), "--master", self.url, *options, spark_job.__file__, *arguments]
        self.jobs += 1
        log = self.folder / f"job-{self.jobs}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command, env=self.environment(), stdout=stream, stderr=stream, start_new_session=True, cwd=self.folder
            )
        return Job(process, log)

    def run(self, *arguments: str, **named: str) -> tuple[int, str]:
        """Send the job and wait; its exit code and what it said."""
        return self.submit(*arguments, **named).finish()


@dataclass(slots=True)
class Job:
    """A job on its way."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """What it has logged so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str, times: int) -> None:
        """Wait until it has logged some words. Raises RuntimeError when it ends before."""
        until = time.monotonic() + SECONDS_OF_A_JOB
        while self.said.count(words) < times:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the job never said {words!r}:\n{self.said[-4000:]}")
            time.sleep(0.1)

    def finish(self, seconds: float = SECONDS_OF_A_JOB) -> tuple[int, str]:
        """Wait for its end; its exit code and what it said. A job that takes so many seconds is killed with its group."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return self.process.returncode, self.said


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        return int(listener.getsockname()[1])
