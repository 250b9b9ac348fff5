"""The sweep for lost starts: what each server asks of Temporal. Without Temporal: starts are recorded."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from architrave.engine import Launch
from architrave.engine.clock import wall_clock
from architrave.engine.identifiers import new_execution_id
from architrave.engine.temporal import engine as engines
from architrave.engine.temporal.address import Address
from architrave.engine.temporal.engine import TemporalEngine
from architrave.store import Store, open_store


class RecordingEngine(TemporalEngine):
    """A server whose starts are recorded. The first `failing` of them fail; `sweeps` counts its sweeps."""

    def __init__(self, store: Store, failing: int = 0) -> None:
        super().__init__(store, Address("127.0.0.1:1"))
        self.started: list[str] = []
        self.sweeps = 0
        self._failing = failing
        read = self._queries.read

        async def counted(*arguments: object) -> object:
            found = await read(*arguments)  # type: ignore[arg-type]
            self.sweeps += 1
            return found

        self._queries.read = counted  # type: ignore[method-assign,assignment]

    async def _start_workflow(self, execution_id: str) -> None:
        self.started.append(execution_id)
        if len(self.started) <= self._failing:
            raise OSError("Temporal is away")

    async def swept(self, times: int) -> None:
        """Wait for this many more sweeps, and for their starts."""
        wanted = self.sweeps + times
        await until(lambda: self.sweeps >= wanted and self._starts.empty())


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running(*servers: RecordingEngine) -> AsyncIterator[None]:
    for server in servers:
        await server.start()
    try:
        yield
    finally:
        for server in servers:
            await server.stop()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(engines, "YOUNG_MILLISECONDS", 0)
    monkeypatch.setattr(engines, "SWEEP_SECONDS", 0.02)
    opened, diagnostics = open_store(tmp_path / "test.db")
    assert opened is not None, diagnostics
    return opened


def waiting() -> Launch:
    return Launch(new_execution_id(), "plain", "flow-1", "1.0", "waits", wall_clock())


def test_a_waiting_execution_is_started_once_by_each_server(store: Store) -> None:
    async def scenario() -> None:
        one, two = RecordingEngine(store), RecordingEngine(store)
        launches = [waiting() for _ in range(5)]
        async with running(one):
            for launch in launches:
                await one.launch(launch)
            async with running(two):
                await asyncio.gather(one.swept(6), two.swept(6))
        ids = sorted(launch.id for launch in launches)
        assert sorted(one.started) == ids
        assert sorted(two.started) == ids

    asyncio.run(scenario())
    store.close()


def test_a_start_that_another_server_lost_is_repeated(store: Store) -> None:
    async def scenario() -> None:
        one, two, launch = RecordingEngine(store), RecordingEngine(store), waiting()
        one._starts.put_nowait = lambda _: None  # type: ignore[method-assign]
        async with running(two, one):
            await two.swept(2)
            await one.launch(launch)
            await until(lambda: two.started == [launch.id])
        assert not one.started

    asyncio.run(scenario())
    store.close()


def test_a_failed_start_is_retried_and_not_taken_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "AGAIN_SECONDS", 0.05)

    async def scenario() -> None:
        one, launch = RecordingEngine(store, failing=3), waiting()
        async with running(one):
            await one.launch(launch)
            await until(lambda: len(one.started) == 4)
            await one.swept(6)
        assert one.started == [launch.id] * 4

    asyncio.run(scenario())
    assert [record.message for record in caplog.records if "could not start" in record.message] == [
        f"could not start the workflow of execution {launched(caplog)}, and possibly others; retrying: Temporal is away"
    ]
    store.close()


def launched(caplog: pytest.LogCaptureFixture) -> str:
    return next(record.execution for record in caplog.records if hasattr(record, "execution"))


def test_only_unfinished_executions_are_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        one, launch = RecordingEngine(store), waiting()
        async with running(one):
            await one.launch(launch)
            await one.swept(3)
            assert one._taken == {launch.id}
            monkeypatch.setattr(engines.executions, "unfinished_between", lambda *_, **__: [])
            await one.swept(3)
            assert not one._taken

    asyncio.run(scenario())
    store.close()
