"""The embedded engine: what is on disk before it acknowledges, and what continues after a restart."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from architrave.engine import ExecutionRecord
from architrave.engine.clock import ManualClock
from architrave.engine.embedded import EmbeddedEngine
from architrave.interpreter.effects import Effect, Outcome, ReadClock, Reply, Start
from architrave.interpreter.journal import INTENT, REPLY
from architrave.store import NotKept, Overloaded, Store, executions, open_store
from tests.engine.scripts import SCRIPTS, RecordingWorld, launch, programs, scripted

__all__ = ["scripted"]

pytestmark = pytest.mark.usefixtures("scripted")


def opened(path: Path) -> Store:
    store, diagnostics = open_store(path / "test.db")
    assert store is not None, diagnostics
    return store


@asynccontextmanager
async def running(path: Path, world: RecordingWorld | None = None, **options: Any) -> AsyncIterator[EmbeddedEngine]:
    store = opened(path)
    engine = EmbeddedEngine(store, programs, world or RecordingWorld(), **options)
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop(grace=0)
        store.close()


async def ended(engine: EmbeddedEngine, execution_id: str) -> ExecutionRecord:
    async with asyncio.timeout(60):
        while True:
            record = await engine.execution(execution_id)
            assert record is not None
            if record.status != "RUNNING":
                return record
            await asyncio.sleep(0.005)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.005)


def test_a_launch_is_on_disk_when_it_is_acknowledged_and_ends(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path) as engine:
            one = launch("plain", batch="B-1")
            await engine.launch(one)
            with engine._store.read() as connection:
                assert executions.find(connection, one.id) is not None
            record = await ended(engine, one.id)
            assert record.output_data == {"Flow.at": True, "Flow.queue": {"name": "Support"}, "batch": "B-1"}
            assert (record.status, record.completion_reason, record.error) == ("COMPLETED", "Success", None)
            assert [entry.effect for entry in await engine.journal(one.id)] == ["ReadClock", "LookUp"]
            with engine._store.read() as connection:
                row = executions.find(connection, one.id)
            assert row is not None
            assert row.status == "COMPLETED"

    asyncio.run(scenario())


def test_stored_executions_read_back_as_they_were_seen(tmp_path: Path) -> None:
    async def scenario() -> None:
        one = launch("plain", batch="B-1")
        async with running(tmp_path) as engine:
            await engine.launch(one)
            seen = await ended(engine, one.id)
        async with running(tmp_path) as engine:
            assert await engine.execution(one.id) == seen
            assert await engine.execution("nobody") is None

    asyncio.run(scenario())


def test_every_earlier_reply_and_the_intent_are_on_disk_before_a_data_action_is_called(tmp_path: Path) -> None:
    on_disk: list[list[tuple[int, str]]] = []

    async def scenario() -> None:
        async def during(effect: object, call: Any) -> None:
            entries = await engine.journal(call.launch.id)
            on_disk.append([(entry.sequence, entry.kind) for entry in entries])

        async with running(tmp_path, RecordingWorld(during)) as engine:
            one = launch("calls")
            await engine.launch(one)
            await ended(engine, one.id)

    asyncio.run(scenario())
    assert on_disk == [
        [(0, INTENT)],
        [(0, INTENT), (0, REPLY), (1, INTENT)],
        [(0, INTENT), (0, REPLY), (1, INTENT), (1, REPLY), (2, INTENT)],
    ]


def test_numbers_of_any_size_are_journaled(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path) as engine:
            one = launch("looks_up_numbers")
            await engine.launch(one)
            record = await ended(engine, one.id)
            assert record.output_data == {"same": 2**70}
            assert [entry.value for entry in await engine.journal(one.id)] == [2**70, None]

    asyncio.run(scenario())


def test_a_look_up_that_leaves_the_process_needs_no_intent(tmp_path: Path) -> None:
    async def scenario() -> None:
        world = RecordingWorld()
        async with running(tmp_path, world) as engine:
            one = launch("looks_far")
            await engine.launch(one)
            await ended(engine, one.id)
            assert [entry.kind for entry in await engine.journal(one.id)] == [REPLY]
            assert len(world.calls) == 1

    asyncio.run(scenario())


def test_an_interrupted_call_is_repeated_with_the_same_key_and_marked(tmp_path: Path) -> None:
    async def scenario() -> None:
        async def never(effect: object, call: Any) -> None:
            if effect.inputs["turn"] == 1:  # type: ignore[attr-defined]
                await asyncio.Event().wait()

        one = launch("calls")
        first, second = RecordingWorld(never), RecordingWorld()
        async with running(tmp_path, first) as engine:
            await engine.launch(one)
            await until(lambda: len(first.calls) == 2)
        async with running(tmp_path, second) as engine:
            record = await ended(engine, one.id)
        keys = [call.idempotency_key for _, call in first.calls]
        assert [(call.idempotency_key, call.interrupted) for _, call in second.calls] == [
            (keys[1], True),
            (f"{one.id}-2", False),
        ]
        assert record.output_data is not None
        assert [reply["success"]["key"] for reply in record.output_data["seen"]] == [*keys, f"{one.id}-2"]

    asyncio.run(scenario())


def test_a_short_wait_keeps_its_machine_and_a_long_one_drops_it(tmp_path: Path) -> None:
    clock = ManualClock(1_000_000)

    async def scenario() -> None:
        async with running(tmp_path, clock=clock) as engine:
            short, long = launch("waits", delay=60), launch("waits", delay=3_600_000)
            await engine.launch(short)
            await engine.launch(long)
            await until(lambda: engine.health().waiting == 2 and list(engine._runner._held) == [short.id])
            clock.move_to(clock() + 60)
            record = await ended(engine, short.id)
            assert record.output_data == {"began": 1_000_000, "late": 60}
            assert (engine.health().waiting, engine.health().running) == (1, 0)
            waiting = await engine.execution(long.id)
            assert waiting is not None
            assert waiting.status == "RUNNING"

    asyncio.run(scenario())


def test_a_wait_that_began_before_a_restart_ends_when_it_would_have(tmp_path: Path) -> None:
    clock = ManualClock(1_000_000)

    async def scenario() -> None:
        one = launch("waits", delay=3_600_000)
        async with running(tmp_path, clock=clock) as engine:
            await engine.launch(one)
            await until(lambda: engine.health().running == 0 and engine.health().waiting == 1)
        clock.move_to(clock() + 1_800_000)
        async with running(tmp_path, clock=clock) as engine:
            await until(lambda: engine.health().waiting == 1)
        clock.move_to(clock() + 1_800_000)
        async with running(tmp_path, clock=clock) as engine:
            record = await ended(engine, one.id)
        assert record.output_data == {"began": 1_000_000, "late": 3_600_000}

    asyncio.run(scenario())


@pytest.mark.parametrize("script", ["breaks", "says_the_unsayable"])
def test_an_internal_error_ends_the_execution_and_names_it(tmp_path: Path, script: str) -> None:
    async def scenario() -> None:
        async with running(tmp_path) as engine:
            one = launch(script)
            await engine.launch(one)
            record = await ended(engine, one.id)
            assert record.status == "ERROR"
            assert record.error is not None
            assert record.error["type"] == "InternalError"

    asyncio.run(scenario())


def test_a_missing_program_parks_the_execution_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario() -> None:
        one = launch("waits", delay=5)
        waits = SCRIPTS["waits"]
        monkeypatch.delitem(SCRIPTS, "waits")
        async with running(tmp_path) as engine:
            await engine.launch(one)
            await until(lambda: engine.health().parked == 1)
            record = await engine.execution(one.id)
            assert record is not None
            assert record.status == "RUNNING"
            assert record.parked is not None
            assert record.parked[0]["rule"] == "program-gone"
        monkeypatch.setitem(SCRIPTS, "waits", waits)
        async with running(tmp_path) as engine:
            assert (await ended(engine, one.id)).status == "COMPLETED"

    asyncio.run(scenario())


def test_a_journal_that_does_not_match_parks_the_execution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noticed when it wakes: before that, nothing of it is read."""
    clock = ManualClock(1_000_000)

    async def scenario() -> None:
        one = launch("waits", delay=3_600_000)
        async with running(tmp_path, clock=clock) as engine:
            await engine.launch(one)
            await until(lambda: engine.health().running == 0 and engine.health().waiting == 1)
        monkeypatch.setitem(SCRIPTS, "waits", SCRIPTS["calls"])
        async with running(tmp_path, clock=clock) as engine:
            clock.move_to(clock() + 3_600_000)
            await until(lambda: engine.health().parked == 1)
            record = await engine.execution(one.id)
            assert record is not None
            assert record.parked is not None
            assert record.parked[0]["rule"] == "journal-diverged"

    asyncio.run(scenario())


def test_an_execution_started_with_other_semantics_is_parked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        one = launch("waits", delay=3_600_000)
        async with running(tmp_path) as engine:
            await engine.launch(one)
        monkeypatch.setattr("architrave.engine.durable.recovery.SEMANTICS_VERSION", "2;tzdata=2031a")
        async with running(tmp_path) as engine:
            await until(lambda: engine.health().parked == 1)
            record = await engine.execution(one.id)
            assert record is not None
            assert record.parked is not None
            assert record.parked[0]["rule"] == "other-semantics"

    asyncio.run(scenario())


def test_a_launch_that_cannot_be_written_is_rejected_and_the_engine_recovers(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with running(tmp_path) as engine:
            with engine._store.write() as connection:
                connection.exec_driver_sql("ALTER TABLE executions RENAME TO elsewhere")
            with pytest.raises(NotKept):
                await engine.launch(launch("plain"))
            assert not engine.health().writable
            with engine._store.write() as connection:
                connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO executions")
            one = launch("plain")
            await engine.launch(one)
            assert engine.health().writable
            assert (await ended(engine, one.id)).status == "COMPLETED"

    asyncio.run(scenario())


def test_an_outcome_is_not_seen_until_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.05)

    clock = ManualClock(1_000)

    async def scenario() -> None:
        async with running(tmp_path, clock=clock) as engine:
            one = launch("waits", delay=100)
            await engine.launch(one)
            with engine._store.write() as connection:
                connection.exec_driver_sql("ALTER TABLE journals RENAME TO elsewhere")
            clock.move_to(clock() + 100)
            await until(lambda: engine.health().write_failures > 1)
            record = await engine.execution(one.id)
            assert record is not None
            assert record.status == "RUNNING"
            with engine._store.write() as connection:
                connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO journals")
            assert (await ended(engine, one.id)).status == "COMPLETED"

    asyncio.run(scenario())


def test_too_many_ready_executions_reject_a_launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.embedded.engine.READY_LIMIT", 0)

    async def scenario() -> None:
        async with running(tmp_path) as engine:
            with pytest.raises(Overloaded):
                await engine.launch(launch("plain"))

    asyncio.run(scenario())


def test_completed_executions_are_deleted_after_their_retention(tmp_path: Path) -> None:
    clock = ManualClock(1_000_000)

    async def scenario() -> None:
        old, waiting = launch("plain"), launch("waits", delay=86_400_000 * 30)
        async with running(tmp_path, clock=clock) as engine:
            await engine.launch(old)
            await engine.launch(waiting)
            await ended(engine, old.id)
        clock.move_to(clock() + 86_400_000 * 10 + 1)
        async with running(tmp_path, clock=clock) as engine:
            await engine._sweeper.sweep()
            assert await engine.execution(old.id) is None
            assert await engine.journal(old.id) == []
            assert await engine.execution(waiting.id) is not None

    asyncio.run(scenario())


def test_hundreds_at_once_share_commits(tmp_path: Path) -> None:
    """Launches that arrive during a write form the next group: here, writing starts when all have arrived."""

    async def scenario() -> None:
        answer = asyncio.Event()

        async def during(effect: object, call: Any) -> None:
            await answer.wait()

        async with running(tmp_path, RecordingWorld(during)) as engine:
            launches = [launch("looks_far") for _ in range(400)]
            with engine._store._turn:
                sent = asyncio.gather(*(engine.launch(one) for one in launches))
                await until(lambda: engine._journal.arriving == 400)
            await sent
            assert engine.health().commits <= 2  # the writer may already have taken some
            with engine._store._turn:
                answer.set()
                await until(lambda: all(live.writing for live in engine._runner._held.values()))
            for one in launches:
                await ended(engine, one.id)
            health = engine.health()
            assert (health.launched, health.finished) == (400, 400)
            assert health.commits <= 4

    asyncio.run(scenario())


def test_a_program_that_cannot_be_read_now_is_read_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the start, and in the middle: there the machine is lost, and recovered from its journal."""
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.01)
    refusals = ["at the beginning", "in the middle"]

    def needs_a_module(start: Start) -> Generator[Effect, Reply, Outcome]:
        reply = yield ReadClock()
        found("in the middle")
        return Outcome("COMPLETED", "Success", {"at": reply.at > 0})

    def found(when: str) -> Any:
        if when in refusals:
            refusals.remove(when)
            raise NotKept("The database is away.")
        return needs_a_module

    async def scenario() -> None:
        store = opened(tmp_path)
        engine = EmbeddedEngine(store, lambda content_hash: found("at the beginning"), RecordingWorld())
        await engine.start()
        one = launch("plain")
        await engine.launch(one)
        record = await ended(engine, one.id)
        assert (record.status, record.output_data) == ("COMPLETED", {"at": True})
        assert [entry.effect for entry in await engine.journal(one.id)] == ["ReadClock"]
        assert refusals == []
        await engine.stop(grace=0)
        store.close()

    asyncio.run(scenario())
