"""A process to kill: an embedded engine whose data actions write lines to a file, so that they can be counted.

Run as `python -m tests.crash.driver DATABASE CALLS COUNT [NAME NUMBER]`. Launches COUNT executions, writes `ack ID` to
its output for each acknowledged one, and ends with `done` when every execution in the database has its outcome; or
kills itself in the middle of call number NUMBER of the data action NAME.
"""

import asyncio
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

from architrave.engine import Launch
from architrave.engine.clock import wall_clock
from architrave.engine.durable import recovery
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.identifiers import new_execution_id
from architrave.engine.world import Call
from architrave.interpreter.effects import CallDataAction, DrawRandom, Effect, Outcome, ReadClock, Reply, Start, Wait
from architrave.store import open_store

PASSES = 3


def cut_off(start: Start) -> Generator[Effect, Reply, Outcome]:
    """A loop with a data action that may be repeated, one that must not, a random number and a wait."""
    posted: list[Any] = []
    once: list[Any] = []
    for turn in range(PASSES):
        reply = yield CallDataAction("ERP", "Post", {"turn": turn}, 1000)
        posted.append(reply.value)
        drawn = yield DrawRandom()
        reply = yield CallDataAction("ERP", "Once", {"turn": turn, "drawn": drawn.value}, 1000)
        once.append(reply.value)
        now = yield ReadClock()
        yield Wait(now.at + 20)
    return Outcome("COMPLETED", "Success", {"posted": posted, "once": once})


class CountedWorld:
    """Writes a line for each call before it takes its time. `last` is the name and number of the call to die in."""

    def __init__(self, calls: Path, last: tuple[str, int]) -> None:
        self._calls = os.open(calls, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._last = last
        self._made: Counter[str] = Counter()

    def is_local(self, effect: Effect) -> bool:
        return False

    def answer(self, effect: Effect, call: Call) -> Any:
        raise AssertionError(effect)

    async def perform(self, effect: Effect, call: Call) -> Any:
        assert isinstance(effect, CallDataAction)
        if effect.name == "Once" and call.interrupted:
            return {"failure": {"errorCode": "interrupted"}}
        os.write(self._calls, f"{effect.name} {call.idempotency_key}\n".encode())
        self._made[effect.name] += 1
        if (effect.name, self._made[effect.name]) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(random.uniform(0, 0.02))
        return {"success": {"key": call.idempotency_key}}


def _run(program: Any, start: Start, modules: object, checkpoint: object = None) -> Generator[Effect, Reply, Outcome]:
    return cut_off(start)


async def main(database: Path, calls: Path, count: int, last: tuple[str, int]) -> None:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    world = CountedWorld(calls, last)
    engine = EmbeddedEngine(store, lambda content_hash: content_hash, world)  # type: ignore[arg-type]
    await engine.start()

    async def launch() -> None:
        one = Launch(new_execution_id(), "cut-off", "flow-1", "1.0", "cut off", wall_clock())
        await engine.launch(one)
        os.write(1, f"ack {one.id}\n".encode())

    await asyncio.gather(*(launch() for _ in range(count)))
    while (health := engine.health()).ready or health.running or health.waiting:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await engine.stop()
    store.close()
    os.write(1, b"done\n")


if __name__ == "__main__":
    recovery.run = _run  # type: ignore[assignment]
    name, number = sys.argv[4:] or ("", "0")
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), (name, int(number))))
