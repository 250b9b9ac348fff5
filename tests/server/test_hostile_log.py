"""What a server prints and logs while clients send hostile text: nothing acts, is forged, or is a value of a body."""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from architrave.diagnostics.visible import visible
from tests.cli.test_terminal import EXAMPLE, FORGED, HOSTILE, make_names_hostile
from tests.server.conftest import LAUNCHER, ORDER_SYNC
from tests.server.process import ServeProcess, serve_process

pytestmark = pytest.mark.slow

SECRET = "123-45-6789"
LAUNCH = "/api/v2/flows/executions"
RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "org"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns(".architrave"))
    return make_names_hostile(copy)


def attack(served: ServeProcess, folder: Path) -> None:
    """Send hostile text in every part of requests, and save hostile files."""
    names = [f"Flow.{HOSTILE}", "Flow.batchId", HOSTILE]
    bodies = [
        {HOSTILE: SECRET},
        {"flowId": SECRET + HOSTILE, "inputData": {"Flow.batchId": SECRET}},
        {"flowId": ORDER_SYNC, "inputData": {name: [SECRET, HOSTILE] for name in names}, "name": SECRET + HOSTILE},
        {"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": {"ssn": SECRET}}, "flowVersion": SECRET},
        {"flowId": ORDER_SYNC, "inputData": SECRET, "customData": {"ssn": SECRET}},
        [SECRET],
    ]
    with httpx.Client(base_url=served.url, timeout=60) as http:
        form = {"grant_type": "client_credentials", HOSTILE: HOSTILE}
        http.post("/oauth/token", auth=(HOSTILE, HOSTILE), data=form)
        token = http.post("/oauth/token", auth=LAUNCHER, data=form).json()["access_token"]
        for headers in ({}, {"Authorization": f"Bearer {token}"}):
            for body in bodies:
                assert http.post(LAUNCH, json=body, headers=headers).status_code >= 400
            http.post(LAUNCH, content=f'{{"flowId": {SECRET}{HOSTILE}', headers=headers)
            http.post(LAUNCH, content=f"<ssn>{SECRET}{HOSTILE}</ssn>", headers=headers)
            for quote in ('\\"', "'", "“", '""'):  # read as if repaired, values can take the place of keys
                text = f'{{"flowId": "{ORDER_SYNC}", "inputData": {{"Flow.batchId":{quote}{SECRET}{quote}}}}}'
                http.post(LAUNCH, content=text.encode(), headers={**headers, "Content-Type": "application/json"})
            for path in ("/architrave/executions/{}/trace", "/api/v2/flows/{}", "/{}", "/api/v2/flows?name={}"):
                http.get(path.format(httpx.URL("", params={"x": HOSTILE}).query.decode()), headers=headers)
        good = {"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": SECRET, "Flow.sourceSystem": SECRET}}
        headers = {"Authorization": f"Bearer {token}"}
        assert http.post(LAUNCH, json={**good, "name": SECRET + HOSTILE}, headers=headers).status_code == 200
    for line in (
        b"GET /\x1b[2J HTTP/1.1\r\n\r\n",
        b"\x1b[2J\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: \x1b\x9b\r\nHost: \xe2\x80\xae\r\n\r\n",
    ):
        parts = urlsplit(served.url)
        with socket.create_connection((parts.hostname, parts.port), 60) as raw:
            raw.sendall(line)
            raw.settimeout(60)
            raw.recv(10_000)
    (folder / "flows" / "new.yaml").write_text(f"workflow: [{json.dumps(FORGED)}", encoding="utf-8")
    with httpx.Client(base_url=served.url, timeout=60) as http:
        http.get("/architrave/health")


def shown_by(folder: Path, state: Path, *options: str) -> Iterator[str]:
    """What a server prints, and what it logs."""
    with serve_process(folder, state, *options) as served:
        attack(served, folder)
        assert served.stop() == 0
    yield served.output
    yield served.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [(), ("--access-log",)], ids=" ".join)
def test_text(options: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    output, log = shown_by(folder, tmp_path / "state", *options)
    for shown in (output, log):
        assert visible(shown) == shown
        assert [line for line in shown.split("\n") if line.lstrip().startswith(FORGED)] == []
        assert SECRET not in shown
    assert "rejected a launch" in log
    strange = [line for line in log.splitlines() if not (RECORD.match(line) or line.startswith("    ") or not line)]
    begun = next((number for number, line in enumerate(log.splitlines()) if RECORD.match(line)), 0)
    assert [line for line in strange if log.splitlines().index(line) > begun] == []


@pytest.mark.parametrize("options", [(), ("--access-log",)], ids=" ".join)
def test_json(options: tuple[str, ...], folder: Path, tmp_path: Path) -> None:
    output, log = shown_by(folder, tmp_path / "state", "--log-format", "json", *options)
    assert output == ""
    assert visible(log) == log
    assert SECRET not in log
    assert "dev-only" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    rejected = [line for line in lines if line["message"].startswith("rejected a launch")]
    assert len(rejected) > 10
    assert all({"rule", "pointer", "problems", "status", "correlation_id"} <= line.keys() for line in rejected)
    pointers = {problem["pointer"] for line in rejected for problem in line["problems"]}
    assert {f"/{HOSTILE}", "/flowId"} <= pointers
    assert max(len(line["problems"]) for line in rejected) > 1
    accesses = [line for line in lines if line["logger"] == "architrave.access"]
    assert bool(accesses) == bool(options)


def test_values_are_logged_if_asked(folder: Path, tmp_path: Path) -> None:
    _, log = shown_by(folder, tmp_path / "state", "--log-format", "json", "--log-bodies")
    assert visible(log) == log
    assert SECRET in log
    assert all(isinstance(json.loads(line), dict) for line in log.splitlines())
