"""A server that can be killed and restarted on the same database, and a ledger of what it has acknowledged."""

import asyncio
import contextlib
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from tests.logs import log_file, secret
from tests.processes import held_port

ORGANIZATION = Path(__file__).parent / "organization"
FLOW = "00000000-0000-4000-8000-000000000030"
START_SECONDS = 60.0
PATIENCE_SECONDS = 120.0
"""How long a running server may take to answer."""
CLIENT = ("harness", "test-only")


def copy_of_organization(folder: Path) -> Path:
    """A copy to serve, so that nothing is written next to the tests."""
    copy = folder / "organization"
    shutil.copytree(ORGANIZATION, copy, ignore=shutil.ignore_patterns(".architrave"))
    return copy


class Served:
    """`architrave serve` as a process, on a port reserved until the context is left; then it is killed."""

    def __init__(self, organization: Path, out: Path, *options: str, within: tuple[str, ...] = ()) -> None:
        """`out` takes what the server prints; its log is checked when all tests have ended.

        `within` is a command that executes the command after it, such as `env` or `unshare`.
        """
        self._held = contextlib.ExitStack()
        self.port = self._held.enter_context(held_port())
        self.url = f"http://127.0.0.1:{self.port}"
        self._out = out
        self.log = log_file("serve")
        architrave = Path(sys.executable).with_name("architrave")
        self._command = [*within, str(architrave), "serve", str(organization), "--port", str(self.port), *options]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        with self._held:
            self.kill()

    def start(self) -> str:
        """Start, wait until it answers, and log in. Returns a token."""
        self.start_to_kill()
        assert self._process is not None
        end = time.monotonic() + START_SECONDS
        form = {"grant_type": "client_credentials"}
        with httpx.Client(timeout=5, verify=False) as client:  # reading certificates would take longer than the rest
            while time.monotonic() < end:
                assert self._process.poll() is None, f"the server ended:\n{self.log.read_text()[-4000:]}"
                try:
                    answer = client.post(f"{self.url}/oauth/token", data=form, auth=CLIENT)
                except httpx.TransportError:
                    time.sleep(0.02)
                    continue
                assert answer.status_code == 200, answer.text
                token: str = answer.json()["access_token"]
                return secret(token)
        raise AssertionError(f"the server did not answer:\n{self.log.read_text()[-4000:]}")

    def start_to_kill(self) -> None:
        """Start without waiting for anything."""
        with self._out.open("ab") as out, self.log.open("ab") as log:
            self._process = subprocess.Popen(self._command, stdout=out, stderr=log)

    @property
    def pid(self) -> int:
        """The number of the running process."""
        assert self._process is not None
        return self._process.pid

    def wait(self) -> int:
        """Wait until it ends by itself. Returns its exit code."""
        assert self._process is not None
        return self._process.wait(timeout=START_SECONDS)

    def kill(self) -> None:
        """Kill the process with SIGKILL, as in a power cut."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Stop it with SIGTERM, as an operator would. Returns its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: int) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)  # no effect if it has already exited
        return process.wait(timeout=60)


@dataclass
class Ledger:
    """What a client knows: the acknowledged executions, by id, with the ticket that each was launched with.

    `refused` counts answers other than 200 by their status, `unknown` the launches whose answer was lost.
    """

    acknowledged: dict[str, str] = field(default_factory=dict[str, str])
    outcomes: dict[str, Any] = field(default_factory=dict[str, Any])
    refused: dict[int, int] = field(default_factory=dict[int, int])
    unknown: int = 0
    tickets: int = 0

    def ticket(self) -> str:
        self.tickets += 1
        return f"T-{self.tickets}"

    def summary(self) -> str:
        return (
            f"{self.tickets} launches sent, {len(self.acknowledged)} acknowledged, {self.unknown} without an answer, "
            f"refused {self.refused or 0}, {len(self.outcomes)} outcomes seen"
        )


async def launch_until_it_breaks(served: Served, token: str, ledger: Ledger, *, most: int, clients: int = 50) -> None:
    """Launch from many clients until the server has exited or `most` launches have been sent."""
    sent = 0
    headers = {"Authorization": f"Bearer {token}"}
    limits = httpx.Limits(max_connections=clients)

    async def one(client: httpx.AsyncClient) -> None:
        nonlocal sent
        while sent < most:
            sent += 1
            ticket = ledger.ticket()
            body = {"flowId": FLOW, "inputData": {"Flow.ticket": ticket, "Flow.passes": 1 + sent % 3}}
            try:
                answer = await client.post("/api/v2/flows/executions", json=body)
            except httpx.TransportError:
                ledger.unknown += 1
                return
            if answer.status_code == 200:
                ledger.acknowledged[answer.json()["id"]] = ticket
            else:
                ledger.refused[answer.status_code] = ledger.refused.get(answer.status_code, 0) + 1

    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, limits=limits, timeout=PATIENCE_SECONDS, verify=False
    ) as client:
        await asyncio.gather(*(one(client) for _ in range(clients)))


async def look_at_outcomes(served: Served, token: str, ledger: Ledger, *, most: int) -> None:
    """Query some acknowledged executions, and compare each with the outcome that was seen first."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, timeout=PATIENCE_SECONDS, verify=False
    ) as client:
        for execution_id in list(ledger.acknowledged)[-most:]:
            try:
                answer = await client.get(f"/api/v2/flows/executions/{execution_id}")
            except httpx.TransportError:
                return
            assert answer.status_code == 200, f"{execution_id} was acknowledged and is lost: {answer.text}"
            hold(ledger, answer.json())


def hold(ledger: Ledger, execution: dict[str, Any]) -> None:
    """Check that an outcome never changes once it has been seen."""
    if execution["status"] == "RUNNING":
        return
    outcome = {name: execution.get(name) for name in ("status", "dateCompleted", "completionReason", "outputData")}
    assert ledger.outcomes.setdefault(execution["id"], outcome) == outcome, f"{execution['id']} has two outcomes"


async def wait_for_all(served: Served, token: str, ledger: Ledger, *, seconds: float = 300) -> None:
    """Wait until every acknowledged execution has an outcome, and check each."""
    headers = {"Authorization": f"Bearer {token}"}
    end = time.monotonic() + seconds
    missing = list(ledger.acknowledged)
    async with httpx.AsyncClient(
        base_url=served.url, headers=headers, timeout=PATIENCE_SECONDS, verify=False
    ) as client:
        while missing:
            assert time.monotonic() < end, f"{len(missing)} executions have no outcome, such as {missing[0]}"
            still: list[str] = []
            for execution_id in missing:
                answer = await client.get(f"/api/v2/flows/executions/{execution_id}")
                assert answer.status_code == 200, f"{execution_id} was acknowledged and is lost: {answer.text}"
                execution = answer.json()
                hold(ledger, execution)
                if execution["status"] == "RUNNING":
                    still.append(execution_id)
                    if len(still) > 20:
                        break
            missing = still + missing[missing.index(still[-1]) + 1 :] if still else []
            if missing:
                await asyncio.sleep(0.1)
