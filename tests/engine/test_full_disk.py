"""A disk that fills up under the engine: launches are refused, outcomes wait, and all goes on when there is room."""

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from architrave.engine.embedded import EmbeddedEngine
from architrave.store import NotKept, executions, open_store, sqlite
from tests.engine.scripts import RecordingWorld, launch, programs, scripted

if TYPE_CHECKING:
    from architrave.engine import Launch

__all__ = ["scripted"]

pytestmark = pytest.mark.usefixtures("scripted")


def test_a_full_disk_refuses_launches_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.embedded.keeping.RETRY_SECONDS", 0.02)
    connections: list[sqlite3.Connection] = []
    connect = sqlite.connect

    def remembered(path: Path) -> sqlite3.Connection:
        connections.append(connect(path))
        return connections[-1]

    async def scenario() -> None:
        store, diagnostics = open_store(tmp_path / "test.db")
        assert store is not None, diagnostics
        monkeypatch.setattr(sqlite, "connect", remembered)
        engine = EmbeddedEngine(store, programs, RecordingWorld())
        await engine.start()
        kept = [launch("waits", delay=200)]
        await engine.launch(kept[0])
        writer = connections[-1]
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count={pages + 8}")  # SQLite then answers as on a disk without room

        refused: list[Launch] = []
        said: set[str] = set()
        while len(refused) < 5:
            one = launch("plain", text="x" * 2000)
            try:
                await engine.launch(one)
            except NotKept as fault:
                said.add(str(fault))
                refused.append(one)
            else:
                kept.append(one)
        assert said == {"The disk under the database is full."}
        assert not engine.health().writable
        await asyncio.sleep(0.4)  # the wait is over; its outcome finds no room
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
            assert executions.counts(connection) == {"COMPLETED": len(kept) + 1}
            assert [executions.find(connection, one.id) for one in refused] == [None] * 5
        store.close()

    asyncio.run(scenario())
