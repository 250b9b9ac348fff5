"""Foreruns: executions that a second process runs are the ones that this process would have run."""

import asyncio
import gc
import os
import signal
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from architrave.definitions.files import TextFiles
from architrave.definitions.reader import read_organization
from architrave.diagnostics import Source
from architrave.engine import Launch
from architrave.engine.embedded import EmbeddedEngine
from architrave.engine.embedded.forerun import Foreruns, foreruns, process
from architrave.engine.embedded.forerun.messages import Batch, Fresh, Message, frame, read_message, read_ran
from architrave.engine.embedded.forerun.process import Forerunner
from architrave.engine.handlers import Handlers
from architrave.engine.identifiers import new_execution_id
from architrave.engine.retention import clock
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.organization.directory import Directory
from architrave.store import NotKept, executions, open_store
from tests.engine.scripts import breaks, says_the_unsayable
from tests.engine.test_suite import expected, run_embedded
from tests.interpreter.cases import ALL, FLOWS, Case

pytestmark = pytest.mark.slow

COUNT = 150


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is sent, from the first launch on."""
    monkeypatch.setattr(foreruns, "MANY", 1)
    monkeypatch.setattr(foreruns, "FEW", 0)


# -- what a forerun comes to -------------------------------------------------------------------------------------------


class Here(Foreruns):
    """The process's part in this process, so that its clock can be the case's; messages are encoded all the same."""

    def __init__(self, case: Case) -> None:
        self.forerunner = Forerunner()
        self.ran = 0
        directory = case.handlers()._directory()
        super().__init__(lambda: directory, self._text, processors=2)
        self._process = object()  # type: ignore[assignment]
        self._flow = case.flow

    def _text(self, content_hash: str) -> Source:
        path = FLOWS / f"{self._flow}.yaml"
        return Source(path.name, path.read_text(encoding="utf-8"))

    def _send(self, message: Message) -> None:
        sent = read_message(frame(message)[4:])
        if isinstance(sent, Batch):
            asyncio.get_running_loop().call_soon(self._run, sent)
        else:
            self.forerunner.take(sent)

    def _run(self, batch: Batch) -> None:
        for ran in read_ran(frame([self.forerunner.run(fresh) for fresh in batch.executions])[4:]):
            self.ran += ran.outcome is not None
            self._take(ran)

    async def stop(self) -> None:
        pass


def test_every_flow_comes_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = 0
    monkeypatch.setattr("architrave.engine.embedded.timers.LONGEST_SLEEP", 0.005)
    for number, case in enumerate(ALL):
        monkeypatch.setattr(process, "clock", lambda case=case: case.start.launched_at)
        here = Here(case)
        found = asyncio.run(run_embedded(case, f"sqlite:///{tmp_path / f'{number}.db'}", foreruns=here))
        assert found == expected(case), case
        ahead += here.ran
    assert ahead > len(ALL) // 4  # the others ask for what only the engine has


def test_what_cannot_be_said_is_left_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    for script in (says_the_unsayable, breaks):
        monkeypatch.setattr(process, "run", lambda program, start, modules, script=script: script(start))
        forerunner = Forerunner()
        forerunner._programs["p"] = None  # type: ignore[assignment]
        ran = forerunner.run(Fresh("e-1", "p", "f", "1.0", 1_000, b"{}"))
        assert (ran.journal, ran.outcome) == (b"", None)


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
WAIT = """          - wait:
              name: A moment
              trimDurationNearMaxRunningTime: {lit: true}
              duration: {lit: {seconds: 5}}
"""


def source(name: str, more: str = "") -> Source:
    return Source(f"{name}.yaml", FLOW.format(name=name, more=more))


@cache
def program(text: Source) -> Program:
    found, faults = read_flow(text)
    assert found is not None
    assert not faults, faults
    return found


LOCAL, WAITS = source("Local"), source("Waits", WAIT)
PROGRAMS = {program(text).hash: (program(text), text) for text in (LOCAL, WAITS)}


def directory(queue: str = "q-1") -> Directory:
    texts = {"org.yaml": f"name: Test\nqueues: [{{id: {queue}, name: Support}}]"}
    organization, faults = read_organization(TextFiles(texts), environment={})
    assert organization is not None, faults
    return Directory(organization)


class Counted(Foreruns):
    """Counts what comes back with an outcome; its process can be sent a signal."""

    came = 0

    def _take(self, ran: Any) -> None:
        self.came += ran.outcome is not None
        super()._take(ran)

    def signal(self, number: int) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)


def launched(text: Source, number: int) -> Launch:
    return Launch(new_execution_id(), program(text).hash, "f", "1.0", "n", clock(), {"Flow.number": number})


Scenario = Callable[[EmbeddedEngine, Counted], Any]


def with_engine(
    path: Path, scenario: Scenario, now: list[Directory] | None = None, processors: int = 2, **options: Any
) -> None:
    entities = now or [directory()]

    async def run() -> None:
        store, diagnostics = open_store(path / "test.db")
        assert store is not None, diagnostics
        ahead = Counted(lambda: entities[-1], lambda content_hash: PROGRAMS[content_hash][1], processors=processors)
        engine = EmbeddedEngine(
            store,
            lambda content_hash: PROGRAMS[content_hash][0],
            Handlers(lambda: entities[-1]),
            foreruns=ahead,
            **options,
        )
        await engine.start()
        try:
            await scenario(engine, ahead)
        finally:
            await engine.stop(grace=0)
            store.close()

    asyncio.run(run())


async def up(ahead: Counted, engine: EmbeddedEngine) -> None:
    """The process has started: it does at the first launch."""
    await engine.launch(launched(LOCAL, 0))
    async with asyncio.timeout(60):
        while ahead._process is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def all_ended(engine: EmbeddedEngine, launches: list[Launch], queue: str = "q-1") -> None:
    async with asyncio.timeout(60):
        for one in launches:
            while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            number: Any = one.inputs["Flow.number"]
            assert record.output_data == {"Flow.twice": str(2 * number), "Flow.id": queue}


async def launch_many(engine: EmbeddedEngine, text: Source) -> list[Launch]:
    launches = [launched(text, number) for number in range(COUNT)]
    await asyncio.gather(*(engine.launch(one) for one in launches))
    return launches


def test_a_crowd_is_run_by_the_process(tmp_path: Path) -> None:
    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert ahead.came > 0
        assert ahead.away == 0
        health = engine.health()
        assert (health.finished, health.ready, health.running) == (COUNT + 1, 0, 0)

    with_engine(tmp_path, scenario)


def test_what_must_wait_goes_on_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("architrave.engine.embedded.timers.LONGEST_SLEEP", 0.005)
    now = [clock()]

    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        launches = await launch_many(engine, WAITS)
        async with asyncio.timeout(60):
            while engine.health().waiting < COUNT:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        now[0] += 86_400_000
        await all_ended(engine, launches)

    with_engine(tmp_path, scenario, clock=lambda: now[0])


def test_an_organization_that_changes_is_seen(tmp_path: Path) -> None:
    entities = [directory()]

    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        await all_ended(engine, await launch_many(engine, LOCAL))
        entities.append(directory("q-2"))
        came = ahead.came
        await all_ended(engine, await launch_many(engine, LOCAL), "q-2")
        assert ahead.came > came

    with_engine(tmp_path, scenario, entities)


def test_a_process_that_is_killed_takes_nothing_with_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        ahead.signal(signal.SIGSTOP)  # so that nothing of what it is sent comes back
        launches = [launched(LOCAL, number) for number in range(COUNT)]
        sent = asyncio.gather(*(engine.launch(one) for one in launches))
        async with asyncio.timeout(60):
            while not ahead.away:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        ahead.signal(signal.SIGKILL)
        await sent
        await all_ended(engine, launches)
        await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)
    assert "this one runs everything" in caplog.text


def test_what_is_away_when_the_engine_stops_goes_on_at_the_next_start(tmp_path: Path) -> None:
    launches: list[Launch] = []

    async def stopped(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        ahead._take = lambda ran: None  # type: ignore[method-assign]  nothing comes back in time
        launches.extend(await launch_many(engine, LOCAL))
        assert ahead.away

    async def started(engine: EmbeddedEngine, ahead: Counted) -> None:
        await all_ended(engine, launches)

    with_engine(tmp_path, stopped)
    with_engine(tmp_path, started)
    store, _ = open_store(tmp_path / "test.db")
    assert store is not None
    with store.read() as connection:
        assert executions.counts(connection) == {"COMPLETED": COUNT + 1}
    store.close()


def test_a_database_that_is_away_stops_nothing(tmp_path: Path) -> None:
    def away(content_hash: str) -> Source:
        raise NotKept("The database is away.")

    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        ahead._source, ahead._programs = away, {}
        await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)


def test_answers_that_make_no_sense_stop_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await up(ahead, engine)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(foreruns, "read_ran", lambda data: 1 // 0)
            await all_ended(engine, await launch_many(engine, LOCAL))

    with_engine(tmp_path, scenario)
    assert "cannot be used any more" in caplog.text


@pytest.mark.parametrize("ticks", [0, 5, 100])
def test_an_engine_that_stops_while_the_process_starts_leaves_nothing(
    tmp_path: Path, recwarn: pytest.WarningsRecorder, ticks: int
) -> None:
    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await launch_many(engine, LOCAL)
        for _ in range(ticks):
            await asyncio.sleep(0.001)

    gc.collect()  # what tests before have left is not looked for here
    recwarn.clear()
    with_engine(tmp_path, scenario)
    gc.collect()
    assert not [str(warning.message) for warning in recwarn]


def test_one_processor_has_no_second_process(tmp_path: Path) -> None:
    async def scenario(engine: EmbeddedEngine, ahead: Counted) -> None:
        await all_ended(engine, await launch_many(engine, LOCAL))
        assert (ahead._task, ahead.came) == (None, 0)

    with_engine(tmp_path, scenario, processors=1)
