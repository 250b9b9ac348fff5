"""The distributed engine on a dev server: the same executions, waits, intents, continue-as-new, and lost starts."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from temporalio.client import Client

from architrave.engine import ExecutionRecord, Launch
from architrave.engine.clock import wall_clock
from architrave.engine.identifiers import new_execution_id
from architrave.engine.temporal import engine as engines
from architrave.engine.temporal import workflow as workflows
from architrave.engine.temporal.address import Address, read_address
from architrave.engine.temporal.engine import TemporalEngine
from architrave.engine.temporal.worker import work
from architrave.store import Store, executions, open_store
from tests.engine.scripts import SCRIPTS, RecordingWorld, launch, programs, scripted

__all__ = ["scripted"]

pytestmark = [pytest.mark.temporal, pytest.mark.slow, pytest.mark.usefixtures("scripted")]


@pytest.fixture
def address(temporal_server: str) -> Address:
    return Address(temporal_server)


@pytest.fixture
def queue() -> str:
    return f"queue-{uuid.uuid4().hex}"


def opened(path: Path) -> Store:
    store, diagnostics = open_store(path / "test.db")
    assert store is not None, diagnostics
    return store


@asynccontextmanager
async def serving(store: Store, address: Address, queue: str) -> AsyncIterator[TemporalEngine]:
    engine = TemporalEngine(store, address, task_queue=queue)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


@asynccontextmanager
async def working(store: Store, address: Address, queue: str, world: RecordingWorld) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(work(address, store, programs, world, stop, task_queue=queue))
    try:
        yield
    finally:
        stop.set()
        await worker


async def ended(engine: TemporalEngine, one: Launch) -> ExecutionRecord:
    async with asyncio.timeout(300):
        while True:
            record = await engine.execution(one.id)
            assert record is not None
            if record.status != "RUNNING":
                return record
            await asyncio.sleep(0.05)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.05)


async def nothing_swept(engine: TemporalEngine) -> None:
    """Replaces the sweep in tests that start executions themselves."""


def test_executions_end_as_on_any_engine(tmp_path: Path, address: Address, queue: str) -> None:
    async def scenario() -> None:
        store, world = opened(tmp_path), RecordingWorld()
        async with serving(store, address, queue) as engine, working(store, address, queue, world):
            plain, waits, calls, breaks = (
                launch("plain", batch="B-1"),
                launch("waits", delay=300),
                launch("calls"),
                launch("breaks"),
            )
            for one in (plain, waits, calls, breaks):
                await engine.launch(one)
            record = await ended(engine, plain)
            assert record.output_data == {"Flow.at": True, "Flow.queue": {"name": "Support"}, "batch": "B-1"}
            assert [entry.effect for entry in await engine.journal(plain.id)] == ["ReadClock", "LookUp"]
            record = await ended(engine, waits)
            assert record.output_data is not None
            assert record.output_data["late"] >= 300
            record = await ended(engine, calls)
            assert record.output_data is not None
            assert [reply["success"] for reply in record.output_data["seen"]] == [
                {"key": f"{calls.id}-{turn}", "interrupted": False} for turn in range(3)
            ]
            record = await ended(engine, breaks)
            assert record.status == "ERROR"
        store.close()

    asyncio.run(scenario())


def test_a_long_execution_continues_as_new_from_its_journal(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflows, "EFFECTS_PER_RUN", 7)

    def many(start: Any) -> Any:
        from architrave.interpreter.effects import DrawRandom, LookUp, Outcome

        drawn = []
        for turn in range(20):
            drawn.append((yield DrawRandom()).value)
            yield LookUp("queue", "name", turn)
        return Outcome("COMPLETED", "Success", {"drawn": drawn})

    monkeypatch.setitem(SCRIPTS, "many", many)

    async def scenario() -> None:
        store = opened(tmp_path)
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            one = launch("many")
            await engine.launch(one)
            record = await ended(engine, one)
            entries = await engine.journal(one.id)
            assert [entry.sequence for entry in entries] == list(range(40))
            assert record.output_data == {"drawn": [entry.value for entry in entries[::2]]}
        store.close()

    asyncio.run(scenario())


def test_a_launch_whose_workflow_was_not_started_is_swept_up(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        store, one = opened(tmp_path), launch("plain")
        async with serving(store, Address("127.0.0.1:1"), queue) as engine:  # Temporal is down: the launch is stored
            await engine.launch(one)
            record = await engine.execution(one.id)
            assert record is not None
            assert record.status == "RUNNING"
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            assert (await ended(engine, one)).status == "COMPLETED"
        store.close()

    asyncio.run(scenario())


def test_a_retried_start_is_one_start(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it has started, and after it has ended."""
    monkeypatch.setattr(TemporalEngine, "_sweep", nothing_swept)
    start, started = TemporalEngine._start_workflow, []

    async def noted(engine: TemporalEngine, execution_id: str) -> None:
        await start(engine, execution_id)
        started.append(execution_id)

    monkeypatch.setattr(TemporalEngine, "_start_workflow", noted)

    async def scenario() -> None:
        store, world, one = opened(tmp_path), RecordingWorld(), launch("calls")
        workflow = (await Client.connect(address.target)).get_workflow_handle(one.id)
        async with serving(store, address, queue) as first, serving(store, address, queue) as second:
            await first.launch(one)
            second._starts.put_nowait(one.id)
            first._starts.put_nowait(one.id)
            await until(lambda: len(started) == 3)
            run = (await workflow.describe()).run_id
            async with working(store, address, queue, world):
                await workflow.result()
                second._starts.put_nowait(one.id)
                await until(lambda: len(started) == 4)
        assert (await workflow.describe()).run_id == run
        assert len(world.calls) == 3
        store.close()

    asyncio.run(scenario())


def test_a_call_that_a_worker_left_is_repeated_elsewhere_and_marked(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.engine.temporal.worker.GRACE", workflows.timedelta(seconds=0))

    async def scenario() -> None:
        async def never(effect: object, call: Any) -> None:
            if effect.inputs["turn"] == 1:  # type: ignore[attr-defined]
                await asyncio.Event().wait()

        store, one = opened(tmp_path), launch("calls")
        first, second = RecordingWorld(never), RecordingWorld()
        async with serving(store, address, queue) as engine:
            async with working(store, address, queue, first):
                await engine.launch(one)
                await until(lambda: len(first.calls) == 2)
            async with working(store, address, queue, second):
                record = await ended(engine, one)
        assert [call.interrupted for _, call in second.calls] == [True, False]
        assert second.calls[0][1].idempotency_key == first.calls[1][1].idempotency_key
        assert record.status == "COMPLETED"
        store.close()

    asyncio.run(scenario())


def test_a_missing_program_parks_the_execution_until_it_is_back(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        store, one = opened(tmp_path), launch("plain")
        plain = SCRIPTS["plain"]
        monkeypatch.delitem(SCRIPTS, "plain")
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            await engine.launch(one)
            async with asyncio.timeout(60):
                while (record := await engine.execution(one.id)) is None or not record.parked:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert record.parked[0]["rule"] == "program-gone"
            assert record.status == "RUNNING"
        monkeypatch.setitem(SCRIPTS, "plain", plain)
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            engine._starts.put_nowait(one.id)
            record = await ended(engine, one)
            assert (record.status, record.parked) == ("COMPLETED", None)
        store.close()

    asyncio.run(scenario())


def test_a_sweep_skips_parked_executions(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "YOUNG_MILLISECONDS", 0)
    monkeypatch.setattr(engines, "SWEEP_SECONDS", 0.3)
    unfinished, sweeps = executions.unfinished_between, []

    def noted(*arguments: Any, **options: Any) -> list[str]:
        sweeps.append(unfinished(*arguments, **options))
        return sweeps[-1]

    monkeypatch.setattr(executions, "unfinished_between", noted)

    async def never(execution_id: str) -> None:
        pass

    async def scenario() -> None:
        store = opened(tmp_path)
        gone, lost = (Launch(new_execution_id(), "gone", "flow-1", "1.0", "lately", wall_clock()) for _ in range(2))
        async with serving(store, address, queue) as engine:
            await engine.launch(gone)
            await until(lambda: any(gone.id in found for found in sweeps))
            async with working(store, address, queue, RecordingWorld()):
                await until(lambda: not sweeps[-1])
                record = await engine.execution(gone.id)
                assert record is not None
                assert record.parked
                monkeypatch.setattr(engine, "_start_workflow", never)
                await engine.launch(lost)
                await until(lambda: sweeps[-1] == [lost.id])
        async with serving(store, address, queue) as engine:
            await until(lambda: any(set(found) >= {gone.id, lost.id} for found in sweeps))
        store.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("temporal://127.0.0.1:7233/default", Address("127.0.0.1:7233", "default")),
        ("temporal://temporal.internal", Address("temporal.internal:7233", "default")),
        ("temporal://[::1]:7000/orders/", Address("[::1]:7000", "orders")),
        ("embeded", None),
        ("temporal://:7233/x", None),
        ("temporal://host:port/x", None),
        ("temporal://host/a/b", None),
    ],
)
def test_addresses(text: str, address: Address | None) -> None:
    found, diagnostics = read_address(text)
    assert found == address
    assert [item.rule.slug for item in diagnostics] == ([] if address else ["engine-address"])
