"""Ten thousand executions wait, survive a restart, and wake when they are due."""

import asyncio
from pathlib import Path

import pytest

from architrave.engine.clock import ManualClock
from architrave.engine.embedded import EmbeddedEngine
from architrave.store import open_store
from tests.engine.scripts import RecordingWorld, launch, programs, scripted
from tests.store.counting import counts

__all__ = ["scripted"]

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("scripted")]

WAITING = 10_000
HOUR = 3_600_000


async def until_waiting(engine: EmbeddedEngine, count: int) -> None:
    async with asyncio.timeout(120):
        while engine.health().waiting < count or engine.health().running:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def test_ten_thousand_wait_and_wake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock(1_000_000)

    async def scenario() -> None:
        store, diagnostics = open_store(tmp_path / "test.db")
        assert store is not None, diagnostics
        engine = EmbeddedEngine(store, programs, RecordingWorld(), clock=clock)
        await engine.start()

        async def client() -> None:
            for _ in range(WAITING // 50):
                await engine.launch(launch("waits", delay=HOUR))

        await asyncio.gather(*(client() for _ in range(50)))
        await until_waiting(engine, WAITING)
        await engine.stop()

        engine = EmbeddedEngine(store, programs, RecordingWorld(), clock=clock)
        await engine.start()
        assert engine.health().waiting == WAITING  # ready at once: none of them has been read
        assert (engine.health().ready, engine.health().running) == (0, 0)
        clock.move_to(clock() + HOUR)
        late = launch("plain")
        await engine.launch(late)  # it is accepted and ends while ten thousand are being replayed
        async with asyncio.timeout(120):
            while engine.health().finished < WAITING + 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await engine.stop()
        with store.read() as connection:
            assert counts(connection) == {"COMPLETED": WAITING + 1}
        store.close()

    asyncio.run(scenario())
