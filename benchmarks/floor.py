"""The baseline (`floor` in bench.json): the least that a durable launch can cost in Python.

A bare ASGI application on uvicorn. It decodes the body, writes the same row to disk with the same guarantee (SQLite,
WAL, synchronous=FULL, many requests per commit, many rows per statement), and responds. It checks nothing, routes
nothing and runs nothing.
"""

import asyncio
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

from architrave.engine.identifiers import new_execution_id
from architrave.store.statements import groups, insert_launches

_TABLE = """
CREATE TABLE executions (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, flow_id TEXT NOT NULL, flow_version TEXT NOT NULL,
    program TEXT NOT NULL, semantics TEXT NOT NULL, name TEXT NOT NULL, launched_at INTEGER NOT NULL,
    inputs TEXT NOT NULL, caller TEXT, status TEXT, completed_at INTEGER, completion_reason TEXT, output_data TEXT,
    error TEXT, parked TEXT
);
CREATE INDEX ix_executions_unfinished ON executions (number) WHERE completed_at IS NULL;
CREATE INDEX ix_executions_completed_at ON executions (completed_at);
"""

_PROGRAM = "f" * 64
_SEMANTICS = "1;babel=2.16.0;phonenumbers=8.13.50;python-dateutil=2.9.0;tzdata=2025.2"


class GroupCommit:
    """One thread that commits all queued rows."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._path = path
        self._loop = loop
        self._queue: list[tuple[tuple[Any, ...], asyncio.Future[None]]] = []
        self._wake = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def keep(self, row: tuple[Any, ...]) -> asyncio.Future[None]:
        done = self._loop.create_future()
        self._queue.append((row, done))
        self._wake.set()
        return done

    def _run(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=4000")
        connection.executescript(_TABLE)
        while True:
            self._wake.wait()
            self._wake.clear()
            count = len(self._queue)
            group = self._queue[:count]
            del self._queue[:count]
            connection.execute("BEGIN IMMEDIATE")
            for size, values in groups([row for row, _ in group]):
                connection.execute(insert_launches("?", size), values)
            connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_settle, group)


def _settle(group: list[tuple[tuple[Any, ...], asyncio.Future[None]]]) -> None:
    for _, done in group:
        done.set_result(None)


class Floor:
    """The ASGI application."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._commits: GroupCommit | None = None
        self._decode = msgspec.json.Decoder().decode
        self._encode = msgspec.json.Encoder().encode

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self._commits = GroupCommit(self._path, asyncio.get_running_loop())
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        message = await receive()
        body = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        asked = self._decode(body)
        execution_id = new_execution_id()
        inputs = self._encode(asked["inputData"]).decode()
        now = time.time_ns() // 1_000_000
        row = (execution_id, asked["flowId"], "1.0", _PROGRAM, _SEMANTICS, asked["name"], now, inputs, None)
        assert self._commits is not None
        await self._commits.keep(row)
        answer = {
            "id": execution_id,
            "name": asked["name"],
            "flowVersion": {"id": "1.0", "name": "1.0", "selfUri": f"/api/v2/flows/{asked['flowId']}/versions/1.0"},
            "selfUri": f"/api/v2/flows/executions/{execution_id}",
        }
        payload = self._encode(answer)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(payload))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": payload})


if __name__ == "__main__":
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    uvicorn.run(Floor(folder / "floor.db"), host="127.0.0.1", port=port, log_level="warning", access_log=False)
