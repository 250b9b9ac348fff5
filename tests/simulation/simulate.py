"""The embedded engine on a simulated machine: `python -m tests.simulation SEED` runs one seed and prints what happens.

One seed decides everything that can differ from run to run: when launches arrive, how long the called side takes, which
disk operations fail, when the process dies and what the disk then keeps, where the clock jumps. The engine, the store
and SQLite are the real ones.
"""

import ctypes
import hashlib
import json
import logging
import random
import tempfile
from asyncio import CancelledError, sleep
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from architrave.diagnostics import Source
from architrave.engine import Launch
from architrave.engine.clock import WallClock, wall_clock
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.telemetry import NoTelemetry
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.store import Finish, NotKept, Store, Writer, open_store
from architrave.store.schema import metadata
from tests.simulation.disk import Disk
from tests.simulation.loop import THREAD_SECONDS, Died, SimulatedLoop
from tests.simulation.plan import LAST_SECONDS, NOTHING_FAILS, End, Launching, Life, planned
from tests.simulation.rules import Acknowledged, broken
from tests.simulation.times import Times, instead_of_the_machine
from tests.simulation.vfs import on_disk
from tests.simulation.world import CalledSide

LOOKS_SECONDS = 3.0
"""The longest time between two looks of a client at an execution."""


def _flow() -> Program:
    path = Path(__file__).parent / "flow.yaml"
    program, faults = read_flow(Source(path.name, path.read_text(encoding="utf-8")))
    assert program is not None, faults
    assert not faults, faults
    return program


FLOW = _flow()


@dataclass(slots=True)
class Run:
    """What happened under one seed, in order, and the rules that it broke."""

    seed: int
    events: list[str] = field(default_factory=list[str])
    broken: list[str] = field(default_factory=list[str])


def simulate(seed: int, sqlite: ctypes.CDLL) -> Run:
    """Run one seed on a machine of its own."""
    with tempfile.TemporaryDirectory(prefix="architrave-simulation-") as folder:
        return _Simulation(seed, sqlite, Path(folder)).run()


class _Simulation:
    def __init__(self, seed: int, sqlite: ctypes.CDLL, folder: Path) -> None:
        self._result = Run(seed)
        self._chance = random.Random(seed)
        self._times = Times()
        self._sqlite = sqlite
        self._path = folder / "simulated.db"
        self._disk = Disk(random.Random(seed + 1), self._note)
        self._disk.on_name = _mirror
        self._called = CalledSide(random.Random(seed + 2), self._note)
        self._acknowledged: dict[str, Acknowledged] = {}
        self._sent: dict[str, Launching] = {}
        self._ids = (f"00000000-0000-7000-8000-{number:012x}" for number in count(1))
        self._callbacks = 0
        self._has_healed = False
        self._dies_at_callback: float | None = None

    def run(self) -> Run:
        lives = planned(self._chance)
        with (
            instead_of_the_machine(self._times, random.Random(self._result.seed + 3)),
            on_disk(self._sqlite, self._disk, self._result.seed) as forget,
            _quiet(),
        ):
            for life in (*lives, NOTHING_FAILS):
                if life is NOTHING_FAILS and self._has_healed:
                    break
                self._live(life)
                forget()
                self._disk.restart(power_failed=life.power_fails)
                self._times.elapsed += self._chance.uniform(0.1, 60)
                if life.power_fails:
                    self._times.boot()
            self._result.broken += self._check()
        return self._result

    def _note(self, event: str) -> None:
        self._result.events.append(f"{self._times.elapsed:.6f} {event}")

    # -- one life --------------------------------------------------------------------------------------------------

    def _live(self, life: Life) -> None:
        self._note(f"life: {life.end} at {life.end_at:.3f}{', power fails' if life.power_fails else ''}")
        began = self._times.elapsed
        loop = SimulatedLoop(self._times, random.Random(self._chance.random()), self._before_each)
        self._disk.fails = _failing(life, random.Random(self._chance.random()), lambda: self._times.elapsed - began)
        self._disk.dies_at = self._disk.operations + int(life.end_at) if life.end is End.DISK else None
        self._dies_at_callback = self._callbacks + life.end_at if life.end is End.CALLBACK else None
        process = _Process(self._path, loop)
        with patch("architrave.store.database.Writer", process.writer):
            try:
                loop.run(self._serve(process, life))
            except Died:
                self._note("died")
            finally:
                self._disk.is_dead = True
                process.end()
        self._result.broken += [f"unhandled: {text}" for text in loop.unexpected]

    def _before_each(self) -> None:
        self._callbacks += 1
        if self._disk.is_dead or self._callbacks == int(self._dies_at_callback or -1):
            raise Died

    async def _serve(self, process: "_Process", life: Life) -> None:
        if not (store := self._opened()):
            return
        process.store = store
        engine = EmbeddedEngine(
            store, {FLOW.hash: FLOW}.__getitem__, self._called, clock=self._clock(), telemetry=_Told(self._see)
        )
        await engine.start()
        self._note("started")
        loop = process.loop
        for launching in life.launches:
            loop.create_task(self._launch(engine, launching))
        for jump in life.jumps:
            loop.call_later(jump[0], self._jump, jump[1])
        looking = loop.create_task(self._look(engine))
        if life.heals is None:
            await sleep(life.end_at if life.end is End.STOPPED else LAST_SECONDS)
        else:
            await sleep(life.heals)
            await self._heal(engine)
        looking.cancel()
        await engine.stop(grace=1.0)
        store.close()
        self._note("stopped")

    async def _heal(self, engine: EmbeddedEngine) -> None:
        """Nothing fails anymore: everything ends, without another restart."""
        self._note("healed")
        self._has_healed = self._called.is_kind = True
        self._disk.fails = lambda _kind: None
        end = self._times.elapsed + LAST_SECONDS
        while not (ended := self._all_ended(engine)) and self._times.elapsed < end:  # noqa: ASYNC110
            await sleep(1.0)
        if not ended:
            self._result.broken.append(f"stuck: {engine.health()}")

    def _opened(self) -> Store | None:
        try:
            store, faults = open_store(self._path)
        except Exception as problem:
            if self._disk.is_dead:
                raise Died from None
            raise AssertionError(f"open_store raised {problem!r}") from problem
        if self._disk.is_dead:
            raise Died
        for fault in faults:
            self._note(f"open: {fault.rule.slug}")
        if store is not None and faults:
            self._result.broken.append(f"untrue: {faults[0].message}")
        return store

    def _clock(self) -> WallClock:
        clock = WallClock()
        vars(clock)["boot"] = str(self._times.boots)
        return clock

    def _jump(self, ahead: float) -> None:
        self._note(f"clock {ahead:+.0f} s")
        self._times.ahead = ahead

    async def _launch(self, engine: EmbeddedEngine, launching: Launching) -> None:
        await sleep(launching.after)
        execution_id = next(self._ids)
        inputs: dict[str, Any] = {"Flow.turns": launching.turns, "Flow.seconds": launching.seconds}
        self._sent[execution_id] = launching
        self._note(f"launch {execution_id[-4:]} {launching.turns} x {launching.seconds} s")
        try:
            await engine.launch(Launch(execution_id, FLOW.hash, "f", "1.0", "simulated", wall_clock(), inputs))
        except NotKept as fault:
            self._note(f"refused {execution_id[-4:]} {fault}")
        else:
            self._acknowledged[execution_id] = Acknowledged(launching.turns)
            self._note(f"acknowledged {execution_id[-4:]}")

    async def _look(self, engine: EmbeddedEngine) -> None:
        while True:
            await sleep(self._chance.uniform(0, LOOKS_SECONDS))
            running = [key for key, one in self._acknowledged.items() if one.seen is None]
            if not running:
                continue
            execution_id = self._chance.choice(running)
            try:
                record = await engine.execution(execution_id)
            except (NotKept, CancelledError):
                continue
            if record is None:
                self._result.broken.append(f"lost: {execution_id} was acknowledged and is not there")
                self._acknowledged[execution_id].seen = "lost"
            elif record.status != "RUNNING":
                self._see(execution_id, f"{record.status} {record.completed_at} {record.output_data}")

    def _see(self, execution_id: str, outcome: str) -> None:
        """A client sees an outcome; the first one that it sees must be the one that is kept."""
        found = self._acknowledged.get(execution_id)
        if found is not None and found.seen is None:
            self._note(f"seen {execution_id[-4:]} {outcome.partition(' ')[0]}")
            found.seen = outcome

    def _all_ended(self, engine: EmbeddedEngine) -> bool:
        health = engine.health()
        return not (health.ready or health.running or health.waiting or health.queued)

    def _check(self) -> list[str]:
        store, faults = open_store(self._path)
        if store is None:
            return [f"cannot be opened: {faults[0].message}"]
        try:
            self._note(f"end {_digest(store)}")
            return broken(store, self._acknowledged, self._sent, self._called)
        finally:
            store.close()


class _Told(NoTelemetry):
    """Sees each outcome as soon as the engine shows it."""

    def __init__(self, see: Callable[[str, str], None]) -> None:
        self._see = see

    def executed(self, launch: Launch, finish: Finish) -> None:
        data = json.loads(finish.output_data or "{}")
        self._see(launch.id, f"{finish.status} {finish.completed_at} {data}")


class _Process:
    """What ends with the process: its loop, its store and its writer."""

    def __init__(self, path: Path, loop: SimulatedLoop) -> None:
        self.loop = loop
        self.store: Store | None = None
        self._path = path
        self._writers: list[Writer] = []

    def writer(self, *arguments: Any, **options: Any) -> Writer:
        writer = _LoopWriter(self.loop, *arguments, **options)
        self._writers.append(writer)
        return writer

    def end(self) -> None:
        """Free what the process held. The disk is dead: nothing of it is written."""
        for writer in self._writers:
            writer._disconnect()
        if self.store is not None:
            self.store.close()


class _LoopWriter(Writer):
    """The store's writer without its thread: the loop calls it, after a delay that comes from the seed."""

    def __init__(self, loop: SimulatedLoop, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._loop = loop

    def start(self) -> None:
        """There is no thread."""

    def submit(self, write: Any) -> None:
        is_waking = self._wake.is_set()
        super().submit(write)
        if not is_waking:
            self._loop.call_later(self._loop._chance.uniform(0, THREAD_SECONDS), self._write_queued)

    def _write_queued(self) -> None:
        self._wake.clear()
        if group := list(self._take()):
            self._write(group)
        if self._queue and not self._wake.is_set():
            self._wake.set()
            self._loop.call_later(self._loop._chance.uniform(0, THREAD_SECONDS), self._write_queued)

    def close(self) -> None:
        self._closing = True
        while self._queue:
            self._write_queued()
        self._disconnect()


def _digest(store: Store) -> str:
    """A digest of every row of every table. The files themselves have parts that SQLite does not write."""
    digest = hashlib.sha256()
    with store.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _failing(life: Life, chance: random.Random, since: Any) -> Any:
    def fails(kind: str) -> str | None:
        moment = since()
        for begin, end, fault in life.outages:
            if begin <= moment < end and (fault == kind or (fault == "full" and kind == "write")):
                return fault
        for fault, likely in life.faults.items():
            if (fault == kind or (fault == "full" and kind == "write")) and chance.random() < likely:
                return fault
        return None

    return fails


def _mirror(path: str, is_there: bool) -> None:
    """The real folder has an empty file for each simulated one, since the store looks which files there are."""
    if is_there:
        Path(path).touch()
    else:
        Path(path).unlink(missing_ok=True)


@contextmanager
def _quiet() -> Generator[None, None, None]:
    """No log: faults are expected."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
