"""`architrave worker`: its options and its errors."""

import asyncio
import threading
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from architrave.cli.worker import command
from architrave.cli.working import CLIENT_ID, CLIENT_SECRET, _platform
from architrave.local import working
from architrave.store import NotKept

pytest.importorskip("temporalio", reason="temporalio is not installed")

WORK = ["--engine", "temporal://127.0.0.1:1/default", "--database", "postgresql://127.0.0.1:1/none"]


@pytest.mark.parametrize(
    ("options", "environment", "said"),
    [
        (["--platform-url", "api.example.com"], {}, "expected a URL like https://api.example.com"),
        (["--platform-url", "https://api.example.com"], {}, CLIENT_SECRET),
        (["--platform-url", "https://api.example.com"], {CLIENT_ID: "erp"}, CLIENT_SECRET),
        (["--engine", "temporal://host/a/b"], {}, "is not an engine address"),
        (["--database", "sqlite:///worker.db"], {}, "must share a PostgreSQL database: --database postgresql://…"),
    ],
)
def test_wrong_usage_is_reported(options, environment, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    clean = {CLIENT_ID: None, CLIENT_SECRET: None} | environment
    done = CliRunner().invoke(command, [str(tmp_path), *WORK, *options], env=clean)
    assert done.exit_code == 2, done.output
    assert said in done.output


def test_the_servers_are_called_as_the_client_from_the_environment(monkeypatch):
    monkeypatch.setenv(CLIENT_ID, "erp")
    monkeypatch.setenv(CLIENT_SECRET, "dev-only")
    platform = _platform("https://api.example.com")
    assert platform is not None
    assert (platform.url, platform.client_id, platform.secret) == ("https://api.example.com", "erp", "dev-only")
    assert _platform(None) is None


def test_a_worker_sees_new_flows_after_its_database_was_unavailable(monkeypatch, caplog):
    faults = [OperationalError("SELECT", {}, Exception("gone")), NotKept("not asked")]
    seen = threading.Event()

    def refresh():
        if faults:
            raise faults.pop(0)
        seen.set()

    async def scenario():
        refreshing = asyncio.create_task(working._refresh(SimpleNamespace(refresh=refresh)))
        assert await asyncio.to_thread(seen.wait, 60)
        refreshing.cancel()

    monkeypatch.setattr(working, "REFRESH_SECONDS", 0)
    asyncio.run(scenario())
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_worker_whose_service_does_not_respond_can_be_stopped(monkeypatch):
    from architrave.engine.temporal import worker
    from architrave.engine.temporal.address import Address

    async def scenario():
        stop = asyncio.Event()
        monkeypatch.setattr(worker.log, "warning", lambda *_: stop.set())
        async with asyncio.timeout(60):
            await worker.work(Address("127.0.0.1:1"), None, None, None, stop)
        assert stop.is_set()

    asyncio.run(scenario())
