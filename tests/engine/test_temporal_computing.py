"""Long computations on the distributed engine: they end, or are parked by name; nothing is retried forever.

Temporal allows two seconds for a workflow's code, and ten for a workflow task. Scripts here exceed both.
"""

import asyncio
import threading
import time
import uuid
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from sqlalchemy.exc import OperationalError
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.worker import Replayer

from architrave.engine import Launch
from architrave.engine.durable import time_limits
from architrave.engine.identifiers import new_execution_id
from architrave.engine.temporal import activation, activities, cpu_budget, execution_store
from architrave.engine.temporal.address import Address
from architrave.engine.temporal.engine import TemporalEngine
from architrave.engine.temporal.workflow import ExecutionWorkflow
from architrave.interpreter.effects import CallDataAction, Effect, Outcome, ReadClock, Reply, Start, Wait
from tests.engine.scripts import SCRIPTS, RecordingWorld, launch, scripted
from tests.engine.test_temporal import ended, nothing_swept, opened, serving, until, working
from tests.engine.test_temporal_long import COMPUTES, COUNTS, FULL, READS_THE_CLOCK, flow

__all__ = ["scripted"]

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

Script = Generator[Effect, Reply, Outcome]

TOO_SLOW = "TMPRL1101"
"""Temporal's mark for workflow code that took two seconds; as it computes nothing, the cause is a slow machine."""


@pytest.fixture
def address(temporal_server: str) -> Address:
    return Address(temporal_server)


@pytest.fixture
def queue() -> str:
    return f"computing-{uuid.uuid4().hex}"


def compute(cpu_seconds: float) -> None:
    end = time.thread_time() + cpu_seconds
    while time.thread_time() < end:
        sum(range(1000))


async def history_of(address: Address, execution_id: str) -> WorkflowHistory:
    client = await Client.connect(address.target)
    return await client.get_workflow_handle(execution_id).fetch_history()


async def status_of(address: Address, execution_id: str) -> WorkflowExecutionStatus | None:
    client = await Client.connect(address.target)
    return (await client.get_workflow_handle(execution_id).describe()).status


def tasks_completed(history: WorkflowHistory) -> int:
    return sum(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in history.events)


def failures(history: WorkflowHistory) -> list[str]:
    """Why workflow tasks failed. On a busy machine, any number of them may just take too long."""
    told = [
        event.workflow_task_failed_event_attributes.failure.message
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
    ]
    return [message for message in told if TOO_SLOW not in message]


@pytest.mark.usefixtures("scripted")
def test_computing_for_longer_than_a_workflow_may_ends(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after a call; others continue meanwhile, and the workflow needs no replay of it."""
    seconds = 15.0 if FULL else 2.2  # the longer one also exceeds a workflow task of the usual length
    begun: list[Start] = []
    overtaken = threading.Event()

    def heavy(start: Start) -> Script:
        begun.append(start)
        compute(seconds)
        while not overtaken.is_set():
            compute(0.05)
        reply = yield CallDataAction("ERP", "Post", {}, 1000)
        compute(seconds)
        return Outcome("COMPLETED", "Success", {"key": reply.value["success"]["key"]})  # type: ignore[index,call-overload]

    monkeypatch.setitem(SCRIPTS, "heavy", heavy)

    async def scenario() -> None:
        store, world = opened(tmp_path), RecordingWorld()
        async with serving(store, address, queue) as engine, working(store, address, queue, world):
            one, other = launch("heavy"), launch("plain")
            try:
                await engine.launch(one)
                await until(lambda: bool(begun))
                await engine.launch(other)
                await ended(engine, other)
            finally:
                overtaken.set()
            record = await ended(engine, one)
            assert record.output_data == {"key": f"{one.id}-0"}
            assert await until_status(address, one.id) == WorkflowExecutionStatus.COMPLETED
        history, times = await history_of(address, one.id), len(begun)
        assert failures(history) == []
        await Replayer(workflows=[ExecutionWorkflow]).replay_workflow(history)
        assert len(begun) == times
        store.close()

    asyncio.run(scenario())


@pytest.mark.usefixtures("scripted")
def test_computing_for_longer_than_a_workflow_task_ends(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a workflow task of two seconds, instead of Temporal's ten: it ends, and another starts, meanwhile."""
    begun, outlasted = threading.Event(), threading.Event()

    def heavy(start: Start) -> Script:
        begun.set()
        compute(2.2)
        outlasted.wait(300)
        yield ReadClock()
        return Outcome("COMPLETED", "Success", {})

    monkeypatch.setitem(SCRIPTS, "heavy", heavy)
    start = Client.start_workflow

    async def impatient(self: Client, *arguments: Any, **options: Any) -> Any:
        return await start(self, *arguments, **options, task_timeout=timedelta(seconds=2))

    monkeypatch.setattr(Client, "start_workflow", impatient)

    async def scenario() -> None:
        store, one = opened(tmp_path), launch("heavy")
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            await engine.launch(one)
            try:
                await until(begun.is_set)
                await until_a_task_is_completed(address, one.id)
                assert (await engine.execution(one.id)).status == "RUNNING"  # type: ignore[union-attr]
            finally:
                outlasted.set()
            assert (await ended(engine, one)).status == "COMPLETED"
            assert await until_status(address, one.id) == WorkflowExecutionStatus.COMPLETED
        assert failures(await history_of(address, one.id)) == []
        store.close()

    asyncio.run(scenario())


@pytest.mark.usefixtures("scripted")
def test_a_worker_that_stops_in_the_middle_of_computing_leaves_it_to_another(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.engine.temporal.worker.GRACE", timedelta(seconds=0))
    computing, let_go = threading.Event(), threading.Event()

    def heavy(start: Start) -> Script:
        yield ReadClock()
        if not computing.is_set():
            computing.set()
            let_go.wait(300)
            raise cpu_budget.Abandoned  # as the budget of a real machine would do
        yield Wait(0)
        return Outcome("COMPLETED", "Success", {})

    monkeypatch.setitem(SCRIPTS, "heavy", heavy)

    async def scenario() -> None:
        store, one = opened(tmp_path), launch("heavy")
        async with serving(store, address, queue) as engine:
            async with working(store, address, queue, RecordingWorld()):
                await engine.launch(one)
                await until(computing.is_set)
            async with working(store, address, queue, RecordingWorld()):
                assert (await ended(engine, one)).status == "COMPLETED"
                assert [entry.effect for entry in await engine.journal(one.id)] == ["ReadClock", "Wait"]
                assert await until_status(address, one.id) == WorkflowExecutionStatus.COMPLETED
        assert failures(await history_of(address, one.id)) == []
        store.close()

    try:
        asyncio.run(scenario())
    finally:
        let_go.set()


def test_endless_computing_is_parked_until_someone_looks(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real flow, stopped between two actions; with more time, it ends as if nothing had happened."""
    program = flow(50, COUNTS + COMPUTES)
    one = Launch(new_execution_id(), program.hash, "flow-1", "1.0", "computes", 1_000)
    known: Any = {program.hash: program}.__getitem__
    monkeypatch.setattr("tests.engine.test_temporal.programs", known)
    monkeypatch.setattr(TemporalEngine, "_sweep", nothing_swept)

    async def scenario() -> None:
        store = opened(tmp_path)
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            with monkeypatch.context() as hurried:
                hurried.setattr(time_limits.EffectLimit, "used", lambda limit: 1e9)
                await engine.launch(one)
                record = await parked(engine, one)
                assert record.parked[0]["rule"] == "computes-too-long"
                assert record.status == "RUNNING"
                assert await until_status(address, one.id) == WorkflowExecutionStatus.FAILED
            engine._starts.put_nowait(one.id)
            record = await ended(engine, one)
            assert (record.output_data, record.parked) == ({"Flow.passes": "50", "Flow.sum": str(sum(range(50)))}, None)
        store.close()

    asyncio.run(scenario())


def test_computing_that_gets_no_turn_is_postponed(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice, in the middle of a real flow; its earlier replies are stored."""
    program = flow(10, COUNTS + READS_THE_CLOCK)
    one = Launch(new_execution_id(), program.hash, "flow-1", "1.0", "computes", 1_000)
    known: Any = {program.hash: program}.__getitem__
    monkeypatch.setattr("tests.engine.test_temporal.programs", known)
    monkeypatch.setattr(activation, "BUSY_MILLISECONDS", 1)
    steps = 0

    def busy(budget: cpu_budget.CpuBudget) -> None:
        nonlocal steps
        steps += 1
        if steps in {8, 20}:
            raise cpu_budget.Busy

    monkeypatch.setattr("architrave.interpreter.machine.CHECKED_ACTIONS", 1)
    monkeypatch.setattr(cpu_budget.CpuBudget, "check", busy)

    async def scenario() -> None:
        store = opened(tmp_path)
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            await engine.launch(one)
            record = await ended(engine, one)
            assert record.output_data == {"Flow.passes": "10", "Flow.sum": str(sum(range(10)))}
            assert [entry.sequence for entry in await engine.journal(one.id)] == list(range(10))
        assert steps > 20
        store.close()

    asyncio.run(scenario())


@pytest.mark.usefixtures("scripted")
def test_an_expression_that_never_ends_is_not_waited_for(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go = threading.Event()

    def endless(start: Start) -> Script:
        let_go.wait(300)
        raise cpu_budget.Abandoned  # as the budget of a real machine would do
        yield ReadClock()

    monkeypatch.setitem(SCRIPTS, "endless", endless)
    monkeypatch.setattr(activities, "PATIENCE_SECONDS", 0.2)

    async def scenario() -> None:
        store, one = opened(tmp_path), launch("endless")
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld()):
            await engine.launch(one)
            record = await parked(engine, one)
            assert record.parked[0]["rule"] == "computes-too-long"
            assert await until_status(address, one.id) == WorkflowExecutionStatus.FAILED
        store.close()

    try:
        asyncio.run(scenario())
    finally:
        let_go.set()


@pytest.mark.usefixtures("scripted")
@pytest.mark.parametrize("script", ["breaks", "breaks_at_once", "says_the_unsayable", "breaks_the_world"])
def test_an_internal_error_ends_an_execution_by_name(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    def breaks_at_once(start: Start) -> Script:
        raise RuntimeError("before any effect")
        yield ReadClock()

    def breaks_the_world(start: Start) -> Script:
        yield CallDataAction("ERP", "Post", {}, 1000)
        return Outcome("COMPLETED", "Success", {})

    async def broken(effect: object, call: object) -> None:
        raise RuntimeError("in a handler")

    monkeypatch.setitem(SCRIPTS, "breaks_at_once", breaks_at_once)
    monkeypatch.setitem(SCRIPTS, "breaks_the_world", breaks_the_world)

    async def scenario() -> None:
        store, one = opened(tmp_path), launch(script)
        async with serving(store, address, queue) as engine, working(store, address, queue, RecordingWorld(broken)):
            await engine.launch(one)
            record = await ended(engine, one)
            assert record.status == "ERROR"
            assert record.error is not None
            assert record.error["type"] == "InternalError"
        store.close()

    asyncio.run(scenario())


@pytest.mark.usefixtures("scripted")
def test_the_engine_waits_for_a_database_that_is_down(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"find": 1, "keep": 1, "finish": 1, "asked": 1}

    def failing(name: str) -> None:
        real = getattr(execution_store.ExecutionStore, name)

        def away(*arguments: Any) -> Any:
            if left[name]:
                left[name] -= 1
                raise OperationalError("", {}, Exception("away"))
            return real(*arguments)

        monkeypatch.setattr(execution_store.ExecutionStore, name, away)

    for name in left:
        failing(name)

    async def scenario() -> None:
        store, one, world = opened(tmp_path), launch("calls"), RecordingWorld()
        async with serving(store, address, queue) as engine, working(store, address, queue, world):
            await engine.launch(one)
            assert (await ended(engine, one)).status == "COMPLETED"
            entries = [entry for entry in await engine.journal(one.id) if entry.kind == "r"]
            assert [entry.sequence for entry in entries] == [0, 1, 2]
        assert set(left.values()) == {0}
        store.close()

    asyncio.run(scenario())


async def parked(engine: Any, one: Launch) -> Any:
    async with asyncio.timeout(60):
        while (record := await engine.execution(one.id)) is None or not record.parked:
            assert record is None or record.status == "RUNNING", record
            await asyncio.sleep(0.05)
        return record


async def until_a_task_is_completed(address: Address, execution_id: str) -> None:
    """A task of a started workflow: one round trip between Temporal and a worker."""
    async with asyncio.timeout(240):
        while not tasks_completed(await history_of(address, execution_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def until_status(address: Address, execution_id: str) -> WorkflowExecutionStatus | None:
    async with asyncio.timeout(60):
        while (status := await status_of(address, execution_id)) == WorkflowExecutionStatus.RUNNING:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        return status
