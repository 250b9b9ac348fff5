"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port of 127.0.0.1, gone when they are."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.processes import held_port, stop

START_SECONDS = 60.0


def programs() -> Path | None:
    """The folder of the server's programs, None where there is none."""
    found = shutil.which("postgres")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def unprivileged() -> dict[str, Any]:
    """As whom to run: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


class PostgresServer:
    """A server that can be stopped and started. `url` is that of its superuser, without a database."""

    def __init__(self, url: str, start: Callable[[], "subprocess.Popen[bytes]"]) -> None:
        self.url = url
        self._start = start
        self._process = start()

    def new_database(self, options: str = "") -> str:
        """The URL of an empty database."""
        import psycopg

        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" {options}'.encode())
        return f"{self.url}/{name}"

    def freeze(self) -> None:
        """Stop all its processes, as a hanging disk would; they keep their connections."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them continue."""
        self._signal(signal.SIGCONT)

    def restart(self, away_seconds: float = 0.0) -> None:
        """End it like a server that crashes, and start it again after a time."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=START_SECONDS)
        time.sleep(away_seconds)
        self._process = self._start()

    def end(self) -> None:
        """End it."""
        self.thaw()
        stop(self._process)

    def _signal(self, number: int) -> None:
        for pid in (self._process.pid, *_children(self._process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


@contextlib.contextmanager
def running(*initdb_options: str) -> Iterator[PostgresServer]:
    """A running server. Skips where there is none to run."""
    folder_of_programs = programs()
    if folder_of_programs is None:
        pytest.skip("PostgreSQL's server is not installed (apt-get install postgresql)")
    identity = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="architrave-postgres-"))
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        data = folder / "data"
        initdb = [folder_of_programs / "initdb", "-D", data, "-U", "architrave", "-A", "trust", "-E", "UTF8", "-N"]
        initdb += initdb_options
        made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, **identity)
        assert made.returncode == 0, made.stderr
        with held_port() as port:
            options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
            options += ["-c", "fsync=off", "-c", "max_connections=60"]

            def start() -> "subprocess.Popen[bytes]":
                with (folder / "log").open("ab") as log:
                    command = [folder_of_programs / "postgres", "-D", data, *options]
                    process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **identity)
                _wait_for(port, process, folder / "log")
                return process

            server = PostgresServer(f"postgresql://architrave@127.0.0.1:{port}", start)
            try:
                yield server
            finally:
                server.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            psycopg.connect(f"postgresql://architrave@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server for all tests, which none of them may stop."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with running() as server:
        yield server


@pytest.fixture
def own_postgres_server() -> Iterator[PostgresServer]:
    """A server for one test, which may stop it."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with running() as server:
        yield server


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Callable[[], str]:
    """Makes an empty database and returns its URL."""
    return postgres_server.new_database
