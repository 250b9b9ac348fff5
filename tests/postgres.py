"""A PostgreSQL server of the tests' own: in a temporary folder, on a free port of 127.0.0.1, gone when they are."""

import contextlib
import os
import pwd
import shutil
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


@contextlib.contextmanager
def running() -> Iterator[str]:
    """A running server; the URL of its superuser without a database. Skips where there is no server to run."""
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
        made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, **identity)
        assert made.returncode == 0, made.stderr
        with held_port() as port:
            options = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
            options += ["-c", "fsync=off", "-c", "max_connections=60"]
            with (folder / "log").open("wb") as log:
                command = [folder_of_programs / "postgres", "-D", data, *options]
                server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **identity)
            try:
                _wait_for(port, server, folder / "log")
                yield f"postgresql://architrave@127.0.0.1:{port}"
            finally:
                stop(server)
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
def postgres_server() -> Iterator[str]:
    """The URL of a server, without a database."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with running() as url:
        yield url


@pytest.fixture
def postgres_database(postgres_server: str) -> Callable[[], str]:
    """Makes an empty database and returns its URL."""
    import psycopg

    def make() -> str:
        name = f"test_{uuid.uuid4().hex}"
        with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"{postgres_server}/{name}"

    return make
