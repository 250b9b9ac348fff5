"""Restored executions on a Temporal dev server: they begin anew, once, whatever became of their workflows before."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError

from architrave.engine.temporal.activation import Activation, Surroundings
from architrave.engine.temporal.address import Address
from architrave.engine.temporal.engine import TemporalEngine
from architrave.engine.temporal.execution_store import Conflict, ExecutionStore
from architrave.store import Store, executions, open_store, states
from architrave.store.state_reading import read_state
from tests.engine.scripts import RecordingWorld, launch, programs, scripted
from tests.engine.test_temporal import address, ended, nothing_swept, opened, queue, serving, until, working

__all__ = ["address", "queue", "scripted"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("scripted")]


def saved(store: Store) -> bytes:
    with store.read() as connection:
        return states.document(connection, 0)


async def restore(engine: TemporalEngine, store: Store, document: bytes | None) -> None:
    state = None if document is None else read_state(document)
    async with engine.stopped() as along_with:
        with store.write(alone=True) as connection:
            states.replace(connection, state)
            along_with(connection)


def marked(store: Store) -> set[str]:
    with store.read() as connection:
        return executions.restored(connection)


@pytest.mark.temporal
def test_an_execution_that_has_ended_runs_again_once_it_is_restored_as_unfinished(
    tmp_path: Path, address: Address, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And only once: a start that is retried after that attaches to it."""
    monkeypatch.setattr(TemporalEngine, "_sweep", nothing_swept)

    async def scenario() -> None:
        store, world, one = opened(tmp_path), RecordingWorld(), launch("calls")
        async with serving(store, address, queue) as engine:
            await engine.launch(one)
            document = saved(store)
            async with working(store, address, queue, world):
                await ended(engine, one)
                for count in (2, 3):
                    await restore(engine, store, document)
                    assert (await ended(engine, one)).status == "COMPLETED"
                    assert len(world.calls) == 3 * count
                await until(lambda: not marked(store))
                workflow = (await Client.connect(address.target)).get_workflow_handle(one.id)
                await workflow.result()
                run = (await workflow.describe()).run_id
                engine._starts.put_nowait(one.id)
                await until(engine._starts.empty)
                await asyncio.sleep(0.5)
                assert (await workflow.describe()).run_id == run
                assert len(world.calls) == 9
        store.close()

    asyncio.run(scenario())


@pytest.mark.temporal
def test_a_server_that_was_killed_after_the_restore_leaves_the_start_to_the_next(
    tmp_path: Path, address: Address, queue: str
) -> None:
    async def scenario() -> None:
        store, world, one = opened(tmp_path), RecordingWorld(), launch("calls")
        async with working(store, address, queue, world):
            async with serving(store, address, queue) as engine:
                await engine.launch(one)
                document = saved(store)
                await ended(engine, one)
            with store.write() as connection:  # and then it was killed
                states.replace(connection, read_state(document))
                executions.mark_restored(connection)
            async with serving(store, address, queue) as engine:
                engine._take(one.id)  # as its first sweep does, for an execution that is older than this one
                assert (await ended(engine, one)).status == "COMPLETED"
        assert len(world.calls) == 6
        store.close()

    asyncio.run(scenario())


@pytest.mark.temporal
def test_what_waits_is_ended_by_a_reset_and_waits_again_after_a_restore(
    tmp_path: Path, address: Address, queue: str
) -> None:
    async def scenario() -> None:
        store, world, one = opened(tmp_path), RecordingWorld(), launch("waits", delay=600_000)
        workflow = (await Client.connect(address.target)).get_workflow_handle(one.id)

        async def status() -> WorkflowExecutionStatus | None:
            try:
                return (await workflow.describe()).status
            except RPCError:
                return None

        async def becomes(wanted: WorkflowExecutionStatus) -> str:
            async with asyncio.timeout(60):
                while await status() is not wanted:  # noqa: ASYNC110  Temporal has no event for it
                    await asyncio.sleep(0.05)
            return (await workflow.describe()).run_id

        async with serving(store, address, queue) as engine, working(store, address, queue, world):
            await engine.launch(one)
            run = await becomes(WorkflowExecutionStatus.RUNNING)
            document = saved(store)
            await restore(engine, store, None)
            await becomes(WorkflowExecutionStatus.TERMINATED)
            assert await engine.execution(one.id) is None
            await restore(engine, store, document)
            again = await becomes(WorkflowExecutionStatus.RUNNING)
            await restore(engine, store, document)
            assert len({run, again, await becomes(WorkflowExecutionStatus.RUNNING)}) >= 2
            await restore(engine, store, None)
            await becomes(WorkflowExecutionStatus.TERMINATED)
        store.close()

    asyncio.run(scenario())


@pytest.mark.postgres
@pytest.mark.parametrize("script", ["waits", "calls"])
def test_a_worker_cannot_write_what_it_computed_of_a_row_that_was_replaced(
    postgres_database: Callable[[], str], script: str
) -> None:
    """It may still hold a machine in memory, or be in the middle of a call."""

    async def scenario() -> None:
        store, diagnostics = open_store(postgres_database(), owner=False)
        assert store is not None, diagnostics
        one, loop = launch(script, delay=50) if script == "waits" else launch(script), asyncio.get_running_loop()
        engine = TemporalEngine(store, Address("127.0.0.1:1"), task_queue=uuid.uuid4().hex)
        await engine.start()
        await engine.launch(one)
        document = saved(store)
        around = Surroundings(ExecutionStore(store), programs, RecordingWorld(), loop)
        suspension = await asyncio.to_thread(Activation(one.id, 0, around).run)
        held = around.held.take(one.id)
        assert held is not None
        around.held.hold(one.id, held)
        with store.write(alone=True) as connection:
            states.replace(connection, read_state(document))
        before = saved(store)
        with pytest.raises(Conflict):
            around.store.keep((one.id, 7, b""), held.execution.number)
        with pytest.raises(Conflict):
            around.store.park(one.id, None, held.execution.number)
        assert saved(store) == before
        again = await asyncio.to_thread(Activation(one.id, 0, around).run)
        assert (again.kind, again.chunk) == (suspension.kind, suspension.chunk)
        await engine.stop()
        store.close()

    asyncio.run(scenario())
