"""One suite for every engine: the same flows give the same traces on each, computed from the journal that each stored.

The expected trace is the virtual engine's, which `tests/interpreter/test_flows.py` compares with the files. Times
differ with a real clock, so they are left out; everything else must be equal.
"""

import asyncio
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from architrave.engine import Engine, ExecutionRecord, Launch
from architrave.engine.clock import ManualClock
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.identifiers import new_execution_id
from architrave.engine.virtual import VirtualEngine
from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.interpreter.effects import Effect, Json, Start
from architrave.interpreter.trace import result_json, traced
from architrave.store import open_store
from tests.interpreter.cases import ALL, Case

if TYPE_CHECKING:
    from architrave.engine.handlers import Handlers


class AtOnce:
    """The handlers of each case, by execution; scripted delays take no time."""

    def __init__(self) -> None:
        self.handlers: dict[str, Handlers] = {}

    def is_local(self, effect: Effect) -> bool:
        return False

    def answer(self, effect: Effect, call: Call) -> Json:
        raise AssertionError(effect)

    async def perform(self, effect: Effect, call: Call) -> Json:
        handlers = self.handlers[call.launch.id]
        if handlers.is_local(effect) or handlers.delay(effect):
            return handlers.answer(effect, call)
        return await handlers.perform(effect, call)


class Programs:
    """The programs of all cases by their hashes."""

    def __init__(self) -> None:
        self._known: dict[str, Program] = {}
        for case in ALL:
            self._known |= {case.program.hash: case.program, **case.modules}

    def __call__(self, content_hash: str) -> Program:
        return self._known[content_hash]


def launch_of(case: Case, world: AtOnce) -> Launch:
    one = Launch(
        new_execution_id(), case.program.hash, "", "1.0", case.program.name, case.start.launched_at, case.start.inputs
    )
    world.handlers[one.id] = case.handlers()
    return one


def expected(case: Case) -> Any:
    done = VirtualEngine(case.handlers(), case.modules.__getitem__).run(case.program, case.start)
    return json.loads(json.dumps(without_moments(result_json(done.outcome, done.trace))))


async def found(case: Case, engine: Engine, record: ExecutionRecord) -> Any:
    """What the engine stored: its outcome, and the trace from its journal."""
    start = Start(record.id, dict(record.inputs), record.launched_at, record.flow_id, record.flow_version)
    trace, replayed, _ = traced(case.program, start, case.modules.__getitem__, await engine.journal(record.id))
    result = result_json(replayed.outcome, trace)
    assert result["status"] == record.status
    assert result["completionReason"] == record.completion_reason
    assert result["outputData"] == record.output_data
    return json.loads(json.dumps(without_moments(result)).replace(record.id, "e-1"))


def without_moments(value: Any) -> Any:
    match value:
        case dict():
            return {name: without_moments(item) for name, item in value.items() if name != "at"}
        case list():
            return [without_moments(item) for item in value]
        case _:
            return value


async def leap(clock: ManualClock, engine: EmbeddedEngine) -> None:
    """Move the clock to the end of the next wait, once there is nothing else to do."""
    await asyncio.sleep(0.005)
    if clock.next_alarm is not None and engine.is_at_rest(clock.sleeping):
        clock.move_to(clock.next_alarm)


async def run_embedded(case: Case, database: str, **options: Any) -> dict[str, Any]:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    world, clock = AtOnce(), ManualClock(case.start.launched_at)
    engine = EmbeddedEngine(store, Programs(), world, clock=clock, **options)
    await engine.start()
    one = launch_of(case, world)
    try:
        await engine.launch(one)
        async with asyncio.timeout(60):
            while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":
                await leap(clock, engine)
        return await found(case, engine, record)
    finally:
        await engine.stop(grace=0)
        store.close()


@pytest.mark.parametrize("case", ALL, ids=str)
def test_embedded_on_sqlite(case: Case, tmp_path: Path) -> None:
    assert asyncio.run(run_embedded(case, f"sqlite:///{tmp_path / 'test.db'}")) == expected(case)


@pytest.mark.postgres
def test_embedded_on_postgresql(postgres_database: Callable[[], str]) -> None:
    database = postgres_database()
    for case in ALL:
        assert asyncio.run(run_embedded(case, database)) == expected(case), case


@pytest.mark.temporal
@pytest.mark.slow
def test_temporal(tmp_path: Path, temporal_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All cases at once. Temporal's clock cannot be set: workflows use the case's time, and do not sleep."""
    import temporalio.workflow

    from architrave.engine.temporal import activation, activities, workflow
    from architrave.engine.temporal.address import Address
    from architrave.engine.temporal.engine import TemporalEngine
    from architrave.engine.temporal.worker import work

    launched: dict[str, int] = {}

    async def at_once(duration: object) -> None:
        pass

    monkeypatch.setattr(workflow, "_now", lambda: launched[temporalio.workflow.info().workflow_id])
    monkeypatch.setattr(temporalio.workflow, "sleep", at_once)
    monkeypatch.setattr(activation, "wall_clock", lambda: 0)
    monkeypatch.setattr(activities, "wall_clock", lambda: 0)

    async def scenario() -> list[tuple[Case, dict[str, Any]]]:
        store, diagnostics = open_store(tmp_path / "test.db")
        assert store is not None, diagnostics
        world, queue, stop = AtOnce(), f"suite-{uuid.uuid4().hex}", asyncio.Event()
        address = Address(temporal_server)
        engine = TemporalEngine(store, address, task_queue=queue)
        await engine.start()
        worker = asyncio.create_task(work(address, store, Programs(), world, stop, task_queue=queue))
        launches = [(case, launch_of(case, world)) for case in ALL]
        launched.update({one.id: one.launched_at for _, one in launches})
        results: list[tuple[Case, dict[str, Any]]] = []
        for _, one in launches:
            await engine.launch(one)
        async with asyncio.timeout(120):
            for case, one in launches:
                while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
                results.append((case, await found(case, engine, record)))
        stop.set()
        await worker
        await engine.stop()
        store.close()
        return results

    for case, result in asyncio.run(scenario()):
        assert result == expected(case), case
