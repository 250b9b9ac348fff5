"""Parked executions: what exceeds its CPU budget is parked, listed with its reason, and can be resumed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from architrave.cli.executions import command as executions
from architrave.cli.resume import command as resume
from architrave.engine.embedded.workers import crew
from architrave.local.platform import AsyncLocalPlatform
from tests.server.measured_loop import MeasuredLoop
from tests.server.test_free_loop import served

pytestmark = pytest.mark.slow

BUDGET = 0.3
"""Seconds of CPU: much less than the expression of the flow needs on any machine, and much more than the rest of it."""

Ask = Callable[..., Awaitable[Any]]


async def until_parked(ask: Ask, count: int = 1) -> list[dict[str, Any]]:
    async with asyncio.timeout(120):
        while True:
            listed = (await ask("GET", "/architrave/executions?parked=true")).json()["entities"]
            if len(listed) == count:
                return listed
            await asyncio.sleep(0.05)


def test_what_is_stuck_in_an_expression_is_parked_and_can_be_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its process is killed in the middle of the expression; what computes beside it ends."""
    monkeypatch.setattr(crew, "STUCK_SECONDS", 0.0)
    monkeypatch.setattr(crew, "WATCH_SECONDS", 0.05)

    async def scenario(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
        platform.engine._pool._crew.budget = BUDGET  # type: ignore[attr-defined]
        stuck = await platform.launch("one expression")
        beside = await platform.launch("a giant text", {"text": "[1]"})
        (listed,) = await until_parked(ask)
        assert (listed["id"], listed["status"]) == (stuck.id, "RUNNING")
        assert [reason["rule"] for reason in listed["parked"]] == ["computes-too-long"]
        assert (await platform.result(beside)).status == "COMPLETED"
        refused = await ask("POST", "/architrave/executions/nobody/resume")
        assert refused.status_code == 404
        platform.engine._pool._crew.budget = 3_600.0  # type: ignore[attr-defined]
        resumed = await ask("POST", f"/architrave/executions/{stuck.id}/resume")
        assert (resumed.status_code, resumed.json()["id"]) == (200, stuck.id)
        twice = await ask("POST", f"/architrave/executions/{stuck.id}/resume")
        assert twice.status_code == 409
        assert (await platform.result(stuck.id, timeout=120)).status == "COMPLETED"
        assert (await ask("GET", "/architrave/executions?parked=true")).json()["entities"] == []
        assert (await ask("POST", "/architrave/executions/resume")).json() == {"resumed": 0}

    served(tmp_path, 1, scenario)
    assert "stuck in an expression" in caplog.text


def test_a_restart_leaves_it_parked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "STUCK_SECONDS", 0.0)
    monkeypatch.setattr(crew, "WATCH_SECONDS", 0.05)

    async def parks(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
        platform.engine._pool._crew.budget = BUDGET  # type: ignore[attr-defined]
        await platform.launch("one expression")
        await until_parked(ask)

    async def resumes(platform: AsyncLocalPlatform, loop: MeasuredLoop, ask: Ask) -> None:
        (listed,) = await until_parked(ask)
        assert platform.engine.health().parked == 1
        assert platform.server is not None
        found = await asyncio.to_thread(command, platform, executions, "--parked")
        assert [one["id"] for one in json.loads(found)] == [listed["id"]]
        assert json.loads(await asyncio.to_thread(command, platform, resume, "--all")) == {"resumed": 1}
        assert (await platform.result(listed["id"], timeout=120)).status == "COMPLETED"

    served(tmp_path, 0, parks, database=tmp_path / "kept.db")
    served(tmp_path, 0, resumes, database=tmp_path / "kept.db")


def command(platform: AsyncLocalPlatform, verb: Any, *arguments: str) -> str:
    """What a command prints about the platform's server."""
    server = platform.server
    assert server is not None
    environment = {
        "GENESYSCLOUD_OAUTHCLIENT_ID": server.client.id,
        "GENESYSCLOUD_OAUTHCLIENT_SECRET": server.client.secret,
    }
    done = CliRunner().invoke(verb, [*arguments, "--target", server.url, "--format", "json"], env=environment)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("arguments", [(), ("3f2a", "--all")])
def test_resume_takes_one_execution_or_all(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(resume, arguments)
    assert (done.exit_code, "Name one execution, or use --all." in done.output) == (2, True)
