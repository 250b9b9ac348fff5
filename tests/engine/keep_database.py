"""Keeps a database in which this version left unfinished executions, for later versions to continue.

`keep_journals` runs it before a release. It writes `databases/VERSION.sql`, the database as SQL, and
`databases/VERSION.json`: each execution as it was when the database was left, and as it ended when this version
continued it. The flows are in `databases/flows`; an execution refers to its flow by content, so they must never
change.
"""

import asyncio
import json
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.engine import Launch
from architrave.engine.clock import ManualClock
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.handlers import Handlers
from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import CallDataAction, Effect, Json
from architrave.interpreter.semantics import SEMANTICS_VERSION
from architrave.organization.conversations import Conversations
from architrave.organization.directory import Directory
from architrave.store import Store, open_store
from tests.interpreter.cases import LAUNCHED_AT, Tables

KEPT = Path(__file__).parent / "databases"
MINUTE = 60_000
LEFT_AT = LAUNCHED_AT + 12 * MINUTE
"""When the database is left: after the first of the loop's waits, before all others."""

RESTARTS = (15, 25, 35, 45, 121, 1441)
"""When the engine is restarted, in minutes after the launches: after each wait of a flow."""

LAUNCHES: dict[str, tuple[str, dict[str, Json]]] = {
    "waits for time": ("waits", {}),
    "waits for a data action in a loop": ("calls", {"Flow.turns": 3}),
    "waits in a loop": ("loops", {}),
    "waits in a common module": ("modules", {}),
    "waits in a task": ("tasks", {"Flow.count": 20}),
    "has completed": ("calls", {"Flow.turns": 1}),
    "was refused by a data action": ("calls", {"Flow.turns": 13}),
    "has completed without anything to do": ("calls", {"Flow.turns": 0}),
    "has a queue that nobody knows": ("modules", {"Flow.queueName": "Nobody"}),
    "has found a name": ("fails", {"Flow.index": 0}),
    "has failed": ("fails", {"Flow.index": 1}),
}
"""The flow and inputs of each execution, by its state when the database is left."""


def read(name: str) -> Program:
    text = (KEPT / "flows" / f"{name}.yaml").read_text(encoding="utf-8")
    program, faults = read_flow(Source(f"{name}.yaml", text))
    assert program is not None, faults
    assert not [fault for fault in faults if fault.is_error], faults
    return program


PROGRAMS = {path.stem: read(path.stem) for path in sorted((KEPT / "flows").glob("*.yaml"))}
BY_HASH = {program.hash: program for program in PROGRAMS.values()}


class World(Handlers):
    """An organization with a queue, a user, a table and a common module, and an ERP that posts orders.

    While it is `slow`, the ERP does not answer the second of three orders; `calls` are the orders that it got.
    """

    def __init__(self, store: Store, *, slow: bool) -> None:
        organization, faults = read_organization(
            TextFiles({"org.yaml": json.dumps({"name": "Kept", "queues": [{"name": "Support"}]})}), environment={}
        )
        assert organization is not None, faults
        directory = Directory.of(organization, _module)
        tables = Tables(directory, {"Prices": {"0": {"price": 5}, "1": {"price": 7}, "3": {"price": 11}}})
        super().__init__(lambda: tables, Conversations(store, lambda: directory))
        self.slow = slow
        self.stuck = 0
        self.calls: list[Call] = []

    def is_local(self, effect: Effect) -> bool:
        return not isinstance(effect, CallDataAction) and super().is_local(effect)

    async def perform(self, effect: Effect, call: Call) -> Any:
        if not isinstance(effect, CallDataAction):
            return await super().perform(effect, call)
        self.calls.append(call)
        turn, turns = effect.inputs["turn"], effect.inputs["turns"]
        if turns == 13:
            return {"failure": {"errorCode": "TOO_MANY", "status": 409, "userMessage": "Thirteen orders are too many."}}
        if self.slow and turn == 1:
            self.stuck += 1
            await asyncio.Event().wait()
        return {"success": {"receipt": f"{turn + 1} of {turns}"}}


def _module(_by: str, value: str, _reference: str | None = None) -> dict[str, Any] | None:
    module = PROGRAMS["greets-later"]
    return {"name": module.name, "hash": module.hash} if value == module.name else None


@asynccontextmanager
async def running(path: Path, now: int, *, slow: bool = False) -> AsyncIterator[tuple[EmbeddedEngine, World]]:
    """The engine on a database, at a given time."""
    store, faults = open_store(path)
    assert store is not None, faults
    world = World(store, slow=slow)
    engine = EmbeddedEngine(store, BY_HASH.__getitem__, world, clock=ManualClock(now))
    await engine.start()
    try:
        yield engine, world
    finally:
        await engine.stop(grace=0)
        store.close()


async def settled(engine: EmbeddedEngine, world: World) -> dict[str, dict[str, Any]]:
    """All executions by name, once each has ended or waits."""
    async with asyncio.timeout(60):
        while True:
            records = [record for name in LAUNCHES if (record := await engine.execution(id_of(name))) is not None]
            left = sum(record.status == "RUNNING" for record in records)
            health = engine.health()
            if left == health.waiting + health.parked + world.stuck and not health.queued:
                return {record.name: asdict(record) for record in records}
            await asyncio.sleep(0.005)


def id_of(name: str) -> str:
    return f"00000000-0000-4000-8000-{list(LAUNCHES).index(name):012}"


async def begin(path: Path) -> dict[str, dict[str, Any]]:
    """Launches all executions, and leaves them unfinished."""
    async with running(path, LAUNCHED_AT, slow=True) as (engine, world):
        for name, (flow, inputs) in LAUNCHES.items():
            program = PROGRAMS[flow]
            await engine.launch(Launch(id_of(name), program.hash, flow, "1.0", name, LAUNCHED_AT, inputs))
        await settled(engine, world)
    async with running(path, LEFT_AT, slow=True) as (engine, world):
        return await settled(engine, world)


async def go_on(path: Path) -> tuple[dict[str, dict[str, Any]], list[Call]]:
    """Continues until all have ended. Returns their ends and the orders that the ERP got."""
    calls: list[Call] = []
    records: dict[str, dict[str, Any]] = {}
    for minutes in RESTARTS:
        async with running(path, LAUNCHED_AT + minutes * MINUTE) as (engine, world):
            records = await settled(engine, world)
            calls += world.calls
    return records, calls


def dumped(path: Path) -> str:
    """A database as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()) + "\n"


def restored(sql: str, path: Path) -> Path:
    """A database from SQL."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    return path


def keep(version: str) -> None:
    """Writes the database of this version, unless it exists."""
    kept = KEPT / f"{version}.sql"
    if kept.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.db"
        left = asyncio.run(begin(path))
        sql = dumped(path)
        ended, _ = asyncio.run(go_on(path))
    kept.write_text(sql, encoding="utf-8")
    said = {"semantics": SEMANTICS_VERSION, "left": left, "ended": ended}
    kept.with_suffix(".json").write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(kept)
