"""Servers to measure: ours with the benchmarks' organization, and the baseline, in separate processes and folders."""

import json
import re
import select
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ORGANIZATION = Path(__file__).parent / "organization"
TEN_ACTIONS = "00000000-0000-4000-8000-000000000010"
LONG_WAIT = "00000000-0000-4000-8000-000000000020"
START_SECONDS = 30
INPUTS = {"Flow.batchId": "B-1001", "Flow.sourceSystem": "ERP"}


@dataclass(frozen=True)
class Server:
    """A running server: its process, its port, and the headers for a launch."""

    process: subprocess.Popen[str]
    port: int
    headers: dict[str, str]

    def get(self, path: str) -> Any:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=self.headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def launch_body(flow_id: str) -> bytes:
    """The body of the launch that is sent repeatedly."""
    return json.dumps({"flowId": flow_id, "name": "bench", "inputData": INPUTS}).encode()


@contextmanager
def ours(*options: str) -> Iterator[Server]:
    """`architrave serve` with a copy of the benchmarks' organization."""
    with TemporaryDirectory(prefix="architrave-bench-") as folder:
        organization = Path(folder) / "organization"
        shutil.copytree(ORGANIZATION, organization, ignore=shutil.ignore_patterns(".architrave"))
        command = [str(Path(sys.executable).with_name("architrave")), "serve", str(organization), "--port", "0"]
        with running([*command, "--format", "json", *options]) as process:
            port = _port_said_by(process)
            yield Server(process, port, {"Content-Type": "application/json", "Authorization": f"Bearer {_token(port)}"})


@contextmanager
def floor() -> Iterator[Server]:
    """The baseline server."""
    with TemporaryDirectory(prefix="architrave-floor-") as folder:
        port = free_port()
        with running([sys.executable, "-m", "benchmarks.floor", folder, str(port)]) as process:
            wait_for(port)
            yield Server(process, port, {"Content-Type": "application/json", "Authorization": "Bearer none"})


@contextmanager
def running(command: list[str], *, is_quiet: bool = False) -> Iterator[subprocess.Popen[str]]:
    """A process that is terminated at the end of the block. The output of a quiet one is discarded."""
    out, err = (subprocess.DEVNULL, subprocess.DEVNULL) if is_quiet else (subprocess.PIPE, None)
    process = subprocess.Popen(command, stdout=out, stderr=err, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _port_said_by(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    end = time.monotonic() + START_SECONDS
    said = ""
    while time.monotonic() < end:
        if not select.select([process.stdout], [], [], 0.5)[0]:
            continue
        line = process.stdout.readline()
        said += line
        if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):  # one line says all
            return int(found[1])
        if not line:
            break
    raise SystemExit(f"the server did not start: {said}")


def _token(port: int) -> str:
    form = {"grant_type": "client_credentials", "client_id": "bench", "client_secret": "bench-only"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/oauth/token", urllib.parse.urlencode(form).encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        token: str = json.load(answer)["access_token"]
    return token


def free_port() -> int:
    """A port of 127.0.0.1 that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def wait_for(port: int) -> None:
    """Wait until a port accepts connections."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"nothing listens on port {port}")
