"""Worker processes: they compute the same as this process would, and a long computation blocks nothing else."""

import asyncio
import contextlib
import gc
import json
import os
import pickle
import signal
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.engine import Launch
from architrave.engine.clock import ManualClock, wall_clock
from architrave.engine.drive import Waiting
from architrave.engine.durable import recovery, time_limits
from architrave.engine.durable.running import DurableExecution
from architrave.engine.durable.time_limits import SliceLimit
from architrave.engine.embedded import EmbeddedEngine, in_process, scheduler
from architrave.engine.embedded import engine as engine_module
from architrave.engine.embedded.executor import OverLimit
from architrave.engine.embedded.workers import WorkerPool, classification, conversion, crew, pool, process, worker
from architrave.engine.embedded.workers.messages import Message, Task, TaskResult, frame, read_message, read_results
from architrave.engine.embedded.workers.process import Computer, answer
from architrave.engine.embedded.workers.worker import Worker
from architrave.engine.handlers import Handlers
from architrave.engine.identifiers import new_execution_id
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import ReadClock
from architrave.interpreter.journal import decode, encode
from architrave.organization.directory import Directory
from architrave.store import NotKept, journals, open_store
from tests.engine.scripts import breaks, says_the_unsayable
from tests.engine.test_suite import expected, run_embedded
from tests.interpreter.cases import ALL, FLOWS, Case
from tests.store.counting import counts

pytestmark = pytest.mark.slow

COUNT = 150


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is sent to workers, from the first launch on."""
    monkeypatch.setattr(scheduler, "MANY", 1)
    monkeypatch.setattr(scheduler, "FEW", 0)


# -- a worker's results ------------------------------------------------------------------------------------------------


class WorkerHere(Worker):
    """A worker in this process, so that it can use the case's clock; messages are still encoded."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._computer = Computer(self.budget, lambda: None)
        self._loop = asyncio.get_running_loop()
        self._results: asyncio.Queue[list[TaskResult]] = asyncio.Queue()

    async def start(self) -> None:
        self.process = ThisProcess()  # type: ignore[assignment]

    async def run(self, told: Any) -> None:
        while True:
            self._hear(read_results(frame(await self._results.get())[4:]), told)

    def _heard(self, results: list[TaskResult]) -> None:
        self._loop.call_soon_threadsafe(self._results.put_nowait, results)

    def _send(self, message: Message) -> None:
        answer(read_message(frame(message)[4:]), self._computer, self._heard)


class ThisProcess:
    """Stands for the process of a worker that has none."""

    pid = os.getpid()


class CountingPool(WorkerPool):
    """Counts the results with an outcome; its workers can be sent a signal."""

    ended = 0
    runs_at_once = False

    def start(self, on_result: Any, clock: Any) -> None:
        super().start(on_result, clock)
        if self.runs_at_once:
            here = WorkerHere(is_for_long=bool(self._classes._long))
            here.process = ThisProcess()  # type: ignore[assignment]
            self._crew.add(here)

    def _on_task_result(self, worker: Worker, execution: DurableExecution, done: TaskResult) -> None:
        self.ended += done.kind == "ended"
        super()._on_task_result(worker, execution, done)

    def signal(self, number: int) -> None:
        for one in self._crew.workers:
            assert one.process is not None
            os.kill(one.process.pid, number)


@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_every_flow_gives_the_same_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, long: bool) -> None:
    """As one of many fresh executions, which returns at the first call, and as one that stays with its worker."""
    ended = 0
    monkeypatch.setattr(crew, "Worker", WorkerHere)
    for number, case in enumerate(ALL):
        monkeypatch.setattr(pool, "wall_clock", lambda: 0)
        monkeypatch.setattr(process, "wall_clock", lambda: 0)
        counting = pool_for(case)
        counting.runs_at_once = True
        if long:
            counting._classes._long.add(case.program.hash)
        found = asyncio.run(run_embedded(case, f"sqlite:///{tmp_path / f'{number}.db'}", pool=counting))
        assert found == expected(case), case
        ended += counting.ended
    assert ended > len(ALL) // 4  # the others need something that only the engine has


def pool_for(case: Case) -> CountingPool:
    directory = case.handlers()._directory()

    def source(content_hash: str) -> Source | None:
        for name in (case.flow, *case.given.get("modules", ())):
            path = FLOWS / f"{name}.yaml"
            text = Source(path.name, path.read_text(encoding="utf-8"))
            if read_flow(text)[0].hash == content_hash:  # type: ignore[union-attr]
                return text
        return None

    return CountingPool(lambda: directory, source, 1)


@pytest.mark.parametrize("script", [says_the_unsayable, breaks])
def test_a_result_that_a_worker_cannot_send_is_a_failure(monkeypatch: pytest.MonkeyPatch, script: Any) -> None:
    monkeypatch.setattr(recovery, "run", lambda program, start, modules, checkpoint: script(start))
    computer = Computer(60, lambda: None)
    computer._programs["p"] = None  # type: ignore[assignment]
    done = computer.compute(Task("e-1", "p", "f", "1.0", 1_000, b"{}"), SliceLimit(60))
    assert (done.kind, done.journal) == ("failed", b"")


# -- the process -------------------------------------------------------------------------------------------------------

FLOW = """
workflow:
  name: {name}
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - integerVariable: {{name: Flow.number, initialValue: {{noValue: true}}, isInput: true, isOutput: false}}
    - integerVariable: {{name: Flow.twice, initialValue: {{lit: 0}}, isInput: false, isOutput: true}}
    - integerVariable: {{name: Flow.index, initialValue: {{lit: 0}}, isInput: false, isOutput: false}}
    - queueVariable: {{name: Flow.queue, initialValue: {{noValue: true}}, isInput: false, isOutput: false}}
    - stringVariable: {{name: Flow.id, initialValue: {{noValue: true}}, isInput: false, isOutput: true}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - findQueue:
              name: Which queue?
              findName: {{exp: '"support"'}}
              findResult: {{var: Flow.queue}}
          - updateData:
              name: Twice
              statements:
                - integer: {{variable: Flow.twice, value: {{exp: Flow.number * 2}}}}
                - string: {{variable: Flow.id, value: {{exp: Flow.queue.id}}}}
{more}          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""
COMPUTES = """          - loop:
              name: Compute {name}
              currentIndex: {{var: Flow.index}}
              loopCount: {{lit: {passes}}}
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Add {name}
                        statements:
                          - integer: {{variable: Flow.twice, value: {{exp: Flow.twice + 2}}}}
"""
PASSES = 900
TWICE = 2 * 2 * PASSES + 2 * 20
"""The result of the computing flow for the number 20."""
ASKED = ["LookUp", "ReadClock", "Wait"]
WAIT = """          - wait:
              name: A moment
              trimDurationNearMaxRunningTime: {lit: true}
              duration: {lit: {seconds: 5}}
"""


def source(name: str, before: str = "", after: str = "", wait: str = "") -> Source:
    return Source(f"{name}.yaml", FLOW.format(name=name, more=before + (wait or (WAIT if after else "")) + after))


@cache
def program(text: Source) -> Program:
    found, faults = read_flow(text)
    assert found is not None
    assert not [fault for fault in faults if fault.is_error]
    return found


LOCAL, WAITS = source("Local"), source("Waits", wait=WAIT)
LONG = source("Long", *(COMPUTES.format(name=name, passes=PASSES) for name in ("before", "after")))
PROGRAMS = {program(text).hash: (program(text), text) for text in (LOCAL, WAITS, LONG)}


def directory(queue: str = "q-1") -> Directory:
    texts = {"org.yaml": f"name: Test\nqueues: [{{id: {queue}, name: Support}}]"}
    organization, faults = read_organization(TextFiles(texts), environment={})
    assert organization is not None, faults
    return Directory.of(organization)


def launched(text: Source, number: int) -> Launch:
    return Launch(new_execution_id(), program(text).hash, "f", "1.0", "n", wall_clock(), {"Flow.number": number})


Scenario = Callable[[EmbeddedEngine, CountingPool], Any]
Loop = Callable[[], asyncio.AbstractEventLoop] | None
LOOPS: list[Loop] = [None]
with contextlib.suppress(ImportError):
    import uvloop

    LOOPS.append(uvloop.new_event_loop)


def with_engine(
    path: Path,
    scenario: Scenario,
    now: list[Directory] | None = None,
    workers: int = 1,
    loop: Loop = None,
    **options: Any,
) -> None:
    entities = now or [directory()]

    async def run() -> None:
        store, diagnostics = open_store(path / "test.db")
        assert store is not None, diagnostics
        counting = CountingPool(lambda: entities[-1], lambda content_hash: PROGRAMS[content_hash][1], workers)
        engine = EmbeddedEngine(
            store,
            lambda content_hash: PROGRAMS[content_hash][0],
            Handlers(lambda: entities[-1]),
            pool=counting,
            **options,
        )
        await engine.start()
        try:
            await scenario(engine, counting)
        finally:
            await engine.stop(grace=0)
            store.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(run())


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.002)


async def up(counting: CountingPool, engine: EmbeddedEngine) -> None:
    """A worker is running: it is started at the first launch."""
    await engine.launch(launched(LOCAL, 0))
    await until(lambda: counting.running)


async def all_ended(
    engine: EmbeddedEngine, launches: list[Launch], queue: str = "q-1", twice: int | None = None
) -> None:
    async with asyncio.timeout(60):
        for one in launches:
            while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            number: Any = one.inputs["Flow.number"]
            assert record.output_data == {"Flow.twice": str(twice or 2 * number), "Flow.id": queue}, record


async def launch_many(engine: EmbeddedEngine, text: Source) -> list[Launch]:
    launches = [launched(text, number) for number in range(COUNT)]
    await asyncio.gather(*(engine.launch(one) for one in launches))
    return launches


@pytest.mark.parametrize("loop", LOOPS)
def test_a_crowd_is_computed_by_a_worker(tmp_path: Path, loop: Loop) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert counting.ended > 0
        assert counting.away == 0
        health = engine.health()
        assert (health.finished, health.ready, health.running) == (COUNT + 1, 0, 0)

    with_engine(tmp_path, scenario, loop=loop)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_worker_that_is_ending_is_given_nothing(tmp_path: Path, loop: Loop) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        await until(lambda: not counting.away)
        for one in counting._crew.workers:
            one.end()
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert counting.away == 0

    with_engine(tmp_path, scenario, loop=loop)


def test_a_waiting_execution_continues_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock(wall_clock())

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        launches = await launch_many(engine, WAITS)
        await until(lambda: engine.health().waiting == COUNT)
        clock.move_to(clock() + 86_400_000)
        await all_ended(engine, launches)

    with_engine(tmp_path, scenario, clock=clock)


def test_an_organization_that_changes_is_seen(tmp_path: Path) -> None:
    entities = [directory()]

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        entities.append(directory("q-2"))
        ended = counting.ended
        await all_ended(engine, await launch_many(engine, LOCAL), "q-2")
        assert counting.ended > ended

    with_engine(tmp_path, scenario, entities)


def test_an_entity_that_changes_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entities = [directory()]
    pickled = 0
    dumps = pickle.dumps

    def counted(value: Any) -> bytes:
        nonlocal pickled
        pickled += 1
        return dumps(value)

    monkeypatch.setattr(pickle, "dumps", counted)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        before = pickled
        entities[0].apply([("queue", "q-1", None), ("queue", "q-3", {"id": "q-3", "name": "Support"})])
        ended = counting.ended
        await all_ended(engine, await launch_many(engine, LOCAL), "q-3")
        assert counting.ended > ended
        assert pickled == before, "only the edits are sent"

    with_engine(tmp_path, scenario, entities)


def test_a_killed_worker_loses_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        counting.signal(signal.SIGSTOP)  # so that it returns nothing
        launches = [launched(LOCAL, number) for number in range(COUNT)]
        sent = asyncio.gather(*(engine.launch(one) for one in launches))
        await until(lambda: counting.away)
        counting.signal(signal.SIGKILL)
        await sent
        await all_ended(engine, launches)
        await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)
    assert "recomputing its" in caplog.text


def test_executions_with_workers_when_the_engine_stops_continue_at_the_next_start(tmp_path: Path) -> None:
    launches: list[Launch] = []

    async def stopped(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        counting._on_task_result = lambda *told: None  # type: ignore[method-assign]  nothing comes back in time
        counting.signal(signal.SIGSTOP)
        launches.extend(await launch_many(engine, LOCAL))
        await until(lambda: counting.away)

    async def started(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await all_ended(engine, launches)

    with_engine(tmp_path, stopped)
    with_engine(tmp_path, started)
    store, _ = open_store(tmp_path / "test.db")
    assert store is not None
    with store.read() as connection:
        assert counts(connection) == {"COMPLETED": COUNT + 1}
    store.close()


def test_a_database_that_is_down_blocks_nothing(tmp_path: Path) -> None:
    def away(content_hash: str) -> Source:
        raise NotKept("The database is away.")

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._source = away
        await up(counting, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert counting.ended == 0

    with_engine(tmp_path, scenario)


def test_unreadable_answers_block_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await up(counting, engine)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "read_results", lambda data: 1 // 0)
            await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)
    assert "unreadable message" in caplog.text


def test_a_worker_that_cannot_be_started_blocks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refused(*arguments: object, **options: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LOCAL).hash)
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert (counting.ended, counting._crew.is_usable) == (0, False)

    with_engine(tmp_path, scenario)
    assert "running everything in the main process" in caplog.text


@pytest.mark.parametrize("ticks", [0, 5, 100])
def test_an_engine_that_stops_while_a_worker_starts_leaves_nothing(
    tmp_path: Path, recwarn: pytest.WarningsRecorder, ticks: int
) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await launch_many(engine, LOCAL)
        for _ in range(ticks):
            await asyncio.sleep(0.001)

    gc.collect()  # ignore what earlier tests have left
    recwarn.clear()
    with_engine(tmp_path, scenario)
    gc.collect()
    assert not [str(warning.message) for warning in recwarn]


def test_without_workers_everything_is_computed_here(tmp_path: Path) -> None:
    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert (counting.running, counting.ended) == (0, 0)

    with_engine(tmp_path, scenario, workers=0)


def test_a_server_without_work_has_no_worker_and_one_that_is_idle_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "IDLE_SECONDS", 0.05)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        assert not counting._crew.workers
        await up(counting, engine)
        await until(lambda: not counting._crew.workers)
        await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)


# -- long computations -------------------------------------------------------------------------------------------------


def test_a_long_computation_continues_in_a_worker_and_the_loop_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It computes, waits and computes again, and is replayed once: when it moves to a worker."""
    monkeypatch.setattr(in_process, "COMPUTING_SECONDS", 0.0)
    monkeypatch.setattr(scheduler, "MANY", 1_000_000)
    clock = ManualClock(wall_clock())

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        one = launched(LONG, 20)
        await engine.launch(one)
        await until(lambda: engine.health().waiting)
        assert len(counting._crew.workers) == 1
        clock.move_to(clock() + 86_400_000)
        await all_ended(engine, [one], twice=TWICE)
        assert counting.ended == 1
        assert [entry.effect for entry in await engine.journal(one.id)] == ASKED

    with_engine(tmp_path, scenario, clock=clock)


def test_a_large_journal_is_read_by_a_worker_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LARGE_JOURNAL", 0)
    monkeypatch.setattr(recovery, "decode", lambda chunk: 1 // 0)
    clock = ManualClock(wall_clock())
    one = launched(WAITS, 20)

    async def waits(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await engine.launch(one)
        await until(lambda: engine.health().waiting)

    async def wakes(engine: EmbeddedEngine, counting: CountingPool) -> None:
        clock.move_to(clock() + 86_400_000)
        await all_ended(engine, [one])
        assert counting.ended == 1

    with_engine(tmp_path, waits, clock=clock)
    with_engine(tmp_path, wakes, clock=clock)


def test_an_endless_computation_is_parked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "Worker", WorkerHere)
    monkeypatch.setattr(time_limits.EffectLimit, "used", lambda limit: 1e9)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        one = launched(LONG, 20)
        await engine.launch(one)
        await until(lambda: engine.health().parked)
        await until(lambda: not engine.health().running)
        record = await engine.execution(one.id)
        assert record is not None
        assert record.parked is not None
        assert [fault["rule"] for fault in record.parked] == ["computes-too-long"]

    with_engine(tmp_path, scenario)


class Stopped(Worker):
    """A worker that is suspended as soon as it runs, so that it returns nothing."""

    async def start(self) -> None:
        await super().start()
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)


def test_an_execution_whose_workers_exit_repeatedly_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "Worker", Stopped)
    monkeypatch.setattr(scheduler, "MANY", 1_000_000)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        one = launched(LONG, 20)
        await engine.launch(one)
        for _ in range(3):
            await until(lambda: any(one.away for one in counting._crew.workers))
            before = list(counting._crew.workers)
            counting.signal(signal.SIGKILL)
            await until(lambda before=before: not counting._crew.workers.keys() & before)
        await until(lambda: not engine.health().running)
        record = await engine.execution(one.id)
        assert record is not None
        assert record.error is not None
        assert (record.status, record.error["type"]) == ("ERROR", "InternalError")

    with_engine(tmp_path, scenario)
    assert "WorkerLost" in caplog.text


def test_a_held_machine_continues_and_another_needs_the_journal() -> None:
    computer = Computer(60, lambda: None)
    content_hash = program(LONG).hash
    computer.take(process.Program(content_hash, LONG.name, LONG.text))
    computer.take(process.Organization(pickle.dumps(directory())))
    fresh = Task("e-1", content_hash, "f", "1.0", wall_clock(), b'{"Flow.number": 20}')
    waiting = computer.compute_long(fresh)
    asked = conversion.result_of(waiting)
    assert isinstance(asked, Waiting)
    execution = DurableExecution(launched(LONG, 20))
    execution.journal, execution.sequence = decode(waiting.journal), waiting.sequence
    execution.reply(asked.effect, None, asked.effect.until)
    reply = replace(fresh, inputs=b"{}", journal=[encode(execution.journal[-1:])], is_long=True, continues=True)
    whole = replace(fresh, journal=[encode(execution.journal)], is_long=True)
    held = computer.compute_long(reply).finish
    assert computer.compute_long(reply).kind == "needs journal"
    replayed = computer.compute_long(whole).finish
    assert held is not None
    assert replayed is not None
    assert held._replace(completed_at=0) == replayed._replace(completed_at=0)
    assert json.loads(held.output_data or "") == {"Flow.twice": str(TWICE), "Flow.id": "q-1"}


def test_a_worker_that_has_lost_a_machine_is_sent_the_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "Worker", WorkerHere)
    monkeypatch.setattr(classification, "QUICK_PROGRAM_SECONDS", 0.0)
    clock = ManualClock(wall_clock())

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        one = launched(LONG, 20)
        await engine.launch(one)
        await until(lambda: engine.health().waiting)
        for here in counting._crew.workers:
            here._computer._held.take(one.id)  # type: ignore[attr-defined]
        clock.move_to(clock() + 86_400_000)
        await all_ended(engine, [one], twice=TWICE)
        assert counting.away == 0

    with_engine(tmp_path, scenario, clock=clock)


def test_a_worker_that_exits_before_it_is_ready_counts_as_one_that_cannot_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(worker.sys, "executable", "/bin/true")

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        one = launched(LONG, 20)
        await engine.launch(one)
        await until(lambda: engine.health().waiting)
        assert not counting._crew.is_usable

    with_engine(tmp_path, scenario)
    assert "it exited before it was ready" in caplog.text


def test_a_long_execution_whose_program_no_worker_can_get_is_computed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_process, "COMPUTING_SECONDS", 0.0)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._source = lambda content_hash: None
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert (counting.ended, counting.away) == (0, 0)

    with_engine(tmp_path, scenario)


def test_replies_before_an_execution_is_parked_are_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "Worker", WorkerHere)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        one = launched(LONG, 20)
        real = counting._on_result

        def over(execution: DurableExecution, result: Any) -> None:
            execution.reply(ReadClock(), None, wall_clock())
            real(execution, OverLimit())

        counting._on_result = over
        await engine.launch(one)
        await until(lambda: engine.health().parked)
        assert [entry.effect for entry in await engine.journal(one.id)][-1] == "ReadClock"
        assert counting._classes._moved == set()

    with_engine(tmp_path, scenario)


def test_a_long_execution_whose_journal_diverges_is_parked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "Worker", WorkerHere)
    one = launched(LONG, 20)

    async def waits(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await engine.launch(one)
        await until(lambda: engine.health().waiting)

    async def diverged(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await until(lambda: engine.health().parked)
        record = await engine.execution(one.id)
        assert record is not None
        assert [fault["rule"] for fault in record.parked or ()] == ["journal-diverged"]

    with_engine(tmp_path, waits)
    store, _ = open_store(tmp_path / "test.db")
    assert store is not None
    with store.write() as connection:
        entries = [replace(entry, fingerprint=1) for entry in decode(journals.one(connection, one.id, 0))]
        journals.forget(connection, [one.id])
        journals.add(connection, one.id, 0, encode(entries))
    store.close()
    monkeypatch.setattr(CountingPool, "must_take", lambda pool, execution: execution.machine is None)
    with_engine(tmp_path, diverged)


def test_while_a_program_is_classified_its_other_executions_wait_and_are_not_computed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise each would run in the server's thread, and be stopped like the first."""
    monkeypatch.setattr(in_process, "COMPUTING_SECONDS", 0.0)
    monkeypatch.setattr(scheduler, "MANY", 1_000_000)
    monkeypatch.setattr(classification, "LONG_PROGRAM_SECONDS", 0.0)
    monkeypatch.setattr(classification, "QUICK_PROGRAM_SECONDS", 0.0)
    moved: list[str] = []
    real = CountingPool.move

    def move(pool: CountingPool, execution: DurableExecution) -> None:
        moved.append(execution.launch.id)
        real(pool, execution)

    monkeypatch.setattr(CountingPool, "move", move)

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert counting.ended == COUNT
        assert (counting.away, engine.health().ready) == (0, 0)

    with_engine(tmp_path, scenario)
    assert len(moved) == 1


def test_an_execution_that_only_waited_for_a_worker_that_exited_does_not_fail(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many long executions, a worker has one; an execution fails when its worker has exited three times."""
    monkeypatch.setattr(crew, "Worker", Stopped)
    monkeypatch.setattr(scheduler, "MANY", 1_000_000)
    clock = ManualClock(wall_clock())

    async def scenario(engine: EmbeddedEngine, counting: CountingPool) -> None:
        counting._classes._long.add(program(LONG).hash)
        launches = [launched(LONG, number) for number in range(12)]
        for one in launches:
            await engine.launch(one)
        for _ in range(3):
            await until(lambda: len(counting._crew.workers) == 2 and all(one.away for one in counting._crew.workers))
            assert all(len(one.away) <= 1 for one in counting._crew.workers)
            before = list(counting._crew.workers)
            counting.signal(signal.SIGKILL)
            await until(lambda before=before: not counting._crew.workers.keys() & before)
        monkeypatch.setattr(crew, "Worker", Worker)
        await until(lambda: len(counting._crew.workers) == 2 and all(one.away for one in counting._crew.workers))
        counting.signal(signal.SIGKILL)
        await until(lambda: engine.health().waiting + engine.health().finished == len(launches))
        assert engine.health().finished <= crew.LONG_AT_ONCE

    with_engine(tmp_path, scenario, clock=clock)
