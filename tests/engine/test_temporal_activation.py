"""An activation without Temporal: what it does if its execution is parked in the store."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from architrave.engine.durable.recovery import computes_too_long
from architrave.engine.temporal.activation import Activation, Surroundings
from architrave.engine.temporal.execution_store import Conflict, ExecutionStore
from architrave.store import Store, executions
from tests.engine.scripts import RecordingWorld, launch, programs, scripted
from tests.engine.test_embedded import opened, running

__all__ = ["scripted"]

pytestmark = pytest.mark.usefixtures("scripted")


def parked(path: Path) -> str:
    """An execution that waits for a day and is parked."""
    one = launch("waits", delay=86_400_000)

    async def scenario() -> None:
        async with running(path) as engine:
            await engine.launch(one)

    asyncio.run(scenario())
    store = opened(path)
    ExecutionStore(store).park(one.id, computes_too_long(one.id, 180))
    store.close()
    return one.id


def activation_of(store: Store, execution_id: str) -> Activation:
    loop: Any = None
    return Activation(execution_id, 0, Surroundings(ExecutionStore(store), programs, RecordingWorld(), loop))


def is_parked(store: Store, execution_id: str) -> bool:
    with store.read() as connection:
        row = executions.find(connection, execution_id)
    assert row is not None
    return row.parked is not None


def test_an_execution_that_continues_is_no_longer_parked(tmp_path: Path) -> None:
    execution_id = parked(tmp_path)
    store = opened(tmp_path)
    assert activation_of(store, execution_id).run().kind == "wait"
    assert not is_parked(store, execution_id)
    store.close()


def test_an_execution_parked_before_its_thread_started_stays_parked(tmp_path: Path) -> None:
    execution_id = parked(tmp_path)
    store = opened(tmp_path)
    late = activation_of(store, execution_id)
    late.abandon()
    with pytest.raises(Conflict):
        late.run()
    assert is_parked(store, execution_id)
    store.close()
