"""A disk that fills up or fails under the engine: launches are rejected, outcomes wait, and all continues later."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from architrave.engine.clock import ManualClock
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.world import Call
from architrave.interpreter.effects import Effect, Outcome, ReadClock, Reply, Start, Wait
from architrave.store import NotKept, Store, executions, open_store, sqlite
from tests.engine.scripts import SCRIPTS, RecordingWorld, launch, programs, scripted
from tests.store.breaking import breakable, sqlite_fault
from tests.store.counting import counts

if TYPE_CHECKING:
    from architrave.engine import Launch

__all__ = ["scripted"]

pytestmark = pytest.mark.usefixtures("scripted")


def test_a_full_disk_rejects_launches_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)
    connections: list[sqlite3.Connection] = []
    connect, clock = sqlite.connect, ManualClock(1_000)

    def remembered(path: Path) -> sqlite3.Connection:
        connections.append(connect(path))
        return connections[-1]

    def echoes(start: Start) -> Generator[Effect, Reply, Outcome]:
        began = yield ReadClock()
        yield Wait(began.at + 200)
        return Outcome("COMPLETED", "Success", dict(start.inputs))

    monkeypatch.setitem(SCRIPTS, "echoes", echoes)

    async def scenario() -> None:
        store, diagnostics = open_store(tmp_path / "test.db")
        assert store is not None, diagnostics
        monkeypatch.setattr(sqlite.connections, "connect", remembered)
        engine = EmbeddedEngine(store, programs, RecordingWorld(), clock=clock)
        await engine.start()
        kept = [launch("echoes", text="x" * 20_000)]
        await engine.launch(kept[0])
        writer = connections[-1]
        with store._turn:
            (pages,) = writer.execute("PRAGMA page_count").fetchone()
            writer.execute(f"PRAGMA max_page_count={pages + 8}")  # SQLite then behaves as on a full disk

        refused: list[Launch] = []
        said: set[str] = set()
        while len(refused) < 5:
            one = launch("echoes", text="x" * 2000)
            try:
                await engine.launch(one)
            except NotKept as fault:
                said.add(str(fault))
                refused.append(one)
            else:
                kept.append(one)
        assert said == {"The database's disk is full."}
        assert not engine.health().writable
        failures = engine.health().write_failures
        clock.move_to(clock() + 200)  # the waits are over; the first one's outcome finds no room
        async with asyncio.timeout(60):
            while engine.health().write_failures < failures + 2:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        record = await engine.execution(kept[0].id)
        assert record is not None
        assert record.status == "RUNNING"
        with store._turn:
            writer.execute("PRAGMA max_page_count=1000000")

        again = launch("plain")
        await engine.launch(again)
        async with asyncio.timeout(60):
            for one in (*kept, again):
                while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        assert engine.health().writable
        await engine.stop()
        with store.read() as connection:
            assert counts(connection) == {"COMPLETED": len(kept) + 1}
            assert [executions.find(connection, one.id) for one in refused] == [None] * 5
        store.close()

    asyncio.run(scenario())


async def opened(path: Path, world: RecordingWorld) -> tuple[EmbeddedEngine, Store]:
    store, diagnostics = open_store(path / "test.db")
    assert store is not None, diagnostics
    engine = EmbeddedEngine(store, programs, world)
    await engine.start()
    return engine, store


async def closed(engine: EmbeddedEngine, store: Store) -> None:
    await engine.stop(grace=0)
    store.close()


async def ended(engine: EmbeddedEngine, execution_id: str) -> str:
    async with asyncio.timeout(60):
        while (record := await engine.execution(execution_id)) is None or record.status == "RUNNING":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return record.status


def test_parking_that_cannot_be_recorded_blocks_nothing_and_is_recorded_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)
    disk = breakable(monkeypatch)

    async def scenario() -> None:
        monkeypatch.setitem(SCRIPTS, "looks_stuck", SCRIPTS["calls"])
        engine, store = await opened(tmp_path, RecordingWorld(never))
        long = [launch("looks_stuck") for _ in range(3)]
        for one in long:
            await engine.launch(one)
        await closed(engine, store)
        monkeypatch.delitem(SCRIPTS, "looks_stuck")
        disk.break_("UPDATE executions SET parked", sqlite_fault("SQLITE_FULL", "database or disk is full"))
        engine, store = await opened(tmp_path, RecordingWorld())
        other = launch("plain")
        await engine.launch(other)
        assert await ended(engine, other.id) == "COMPLETED"
        assert engine.health().parked == 3
        disk.repair()
        async with asyncio.timeout(60):
            for one in long:
                while not (record := await engine.execution(one.id)) or not record.parked:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                assert record.parked[0]["rule"] == "program-gone"
        await closed(engine, store)

    asyncio.run(scenario())


async def never(_effect: object, _call: object) -> None:
    await asyncio.Event().wait()


class Refusing(RecordingWorld):
    """A world whose disk fails `times` times for each effect."""

    def __init__(self, times: int) -> None:
        super().__init__(self._refuse)
        self._times = times
        self.refused: Counter[tuple[str, int]] = Counter()

    def answer(self, effect: Effect, call: Call) -> Any:
        self._check(effect, call)
        return super().answer(effect, call)

    async def _refuse(self, effect: Effect, call: Call) -> None:
        self._check(effect, call)

    def _check(self, effect: Effect, call: Call) -> None:
        key = (type(effect).__name__, call.sequence)
        if self.refused[key] < self._times:
            self.refused[key] += 1
            raise NotKept("The database's disk is full.")


@pytest.mark.parametrize(("script", "effects"), [("plain", 1), ("calls", 3)])
def test_database_effects_of_an_execution_wait_until_the_database_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, effects: int
) -> None:
    monkeypatch.setattr("architrave.engine.durable.journal_writer.RETRY_SECONDS", 0.02)

    async def scenario() -> None:
        world = Refusing(2)
        engine, store = await opened(tmp_path, world)
        one = launch(script)
        await engine.launch(one)
        assert await ended(engine, one.id) == "COMPLETED"
        assert engine.health().writable
        assert list(world.refused.values()) == [2] * effects
        await closed(engine, store)

    asyncio.run(scenario())
