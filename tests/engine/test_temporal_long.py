"""Long and large executions on the distributed engine: many actions, many calls, replies of any size.

Real flows on the real machine, with the production threshold for continuing as new. The short forms run in CI, the full
ones with `make soak`; they report how long they took (`pytest -rP`).
"""

import asyncio
import os
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from temporalio.client import Client, WorkflowHistory

from architrave.diagnostics import Source
from architrave.engine import ExecutionRecord, Launch
from architrave.engine.identifiers import new_execution_id
from architrave.engine.temporal import workflow as workflows
from architrave.engine.temporal.address import Address
from architrave.engine.temporal.engine import TemporalEngine
from architrave.engine.temporal.worker import work
from architrave.engine.world import Call
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import CallDataAction, Effect, Json
from architrave.interpreter.journal import REPLY, Entry
from architrave.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.temporal, pytest.mark.slow]

FLOW = """
workflow:
  name: Long
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - integerVariable: {name: Flow.index, initialValue: {lit: 0}, isInput: false, isOutput: false}
    - integerVariable: {name: Flow.passes, initialValue: {lit: 0}, isInput: false, isOutput: true}
    - integerVariable: {name: Flow.sum, initialValue: {lit: 0}, isInput: false, isOutput: true}
    - integerVariable: {name: Flow.amount, initialValue: {noValue: true}, isInput: false, isOutput: false}
    - stringVariable: {name: Flow.text, initialValue: {noValue: true}, isInput: false, isOutput: false}
    - dateTimeVariable: {name: Flow.at, initialValue: {noValue: true}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - loop:
              name: Many
              currentIndex: {var: Flow.index}
              loopCount: {lit: COUNT}
              outputs:
                loop:
                  actions:
BODY
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""

COUNTS = """
- updateData:
    name: Count
    statements:
      - integer: {variable: Flow.passes, value: {exp: Flow.passes + 1}}
"""
COMPUTES = """
- updateData:
    name: Add
    statements:
      - integer: {variable: Flow.sum, value: {exp: Flow.sum + Flow.index}}
"""
READS_THE_CLOCK = """
- updateData:
    name: Read the clock
    statements:
      - dateTime: {variable: Flow.at, value: {exp: GetCurrentDateTimeUtc()}}
      - integer: {variable: Flow.sum, value: {exp: Flow.sum + Flow.index}}
"""
CALLS = """
- callData:
    name: Post
    timeout: {lit: {seconds: 20}}
    category:
      ERP:
        dataAction:
          Post:
            inputs:
              turn: {exp: Flow.index}
              before: {exp: Flow.text}
            successOutputs:
              amount: {var: Flow.amount}
              text: {var: Flow.text}
            failureOutputs: {}
    outputs:
      success:
        actions:
          - updateData:
              name: Add
              statements:
                - integer: {variable: Flow.sum, value: {exp: Flow.sum + Flow.amount}}
                - integer: {variable: Flow.passes, value: {exp: Flow.passes + 1}}
"""

ACTIONS_OF_A_PASS = 2

FULL = bool(os.environ.get("ARCHITRAVE_SOAK"))


def flow(count: int, body: str) -> Program:
    """A loop with this many passes over a body, in a flow that performs two more actions."""
    lines = "\n".join(" " * 20 + line for line in body.strip().splitlines())
    text = FLOW.replace("COUNT", str(count)).replace("BODY", lines.replace("\n\n", "\n"))
    program, faults = read_flow(Source("long.yaml", text))
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return program


class Erp:
    """Answers each call with its number and a text of a given length, and records the inputs."""

    def __init__(self, length: int = 0) -> None:
        self.calls: list[tuple[int, str]] = []
        self._text = "x" * length

    def is_local(self, effect: Effect) -> bool:
        return False

    def answer(self, effect: Effect, call: Call) -> Any:
        raise AssertionError(effect)

    async def perform(self, effect: Effect, call: Call) -> Any:
        assert isinstance(effect, CallDataAction)
        turn: Any = effect.inputs["turn"]
        self.calls.append((turn, call.idempotency_key))
        return {"success": {"amount": turn, "text": self._text}}


class Done:
    """The result of an execution: its record, its replies, the histories of its workflow runs, its seconds."""

    def __init__(
        self, record: ExecutionRecord, journal: list[Entry], histories: list[WorkflowHistory], seconds: float
    ) -> None:
        self.record, self.histories, self.seconds = record, histories, seconds
        self.journal = [entry for entry in journal if entry.kind == REPLY]

    @property
    def runs(self) -> int:
        return len(self.histories)

    @property
    def history_bytes(self) -> int:
        """The size of the largest history, as JSON."""
        return max(len(history.to_json()) for history in self.histories)


async def execute(
    database: str | Path, server: str, program: Program, world: Erp, patience: float, inputs: dict[str, Json]
) -> Done:
    store, diagnostics = open_store(database)
    assert store is not None, diagnostics
    address, queue, stop = Address(server), f"long-{uuid.uuid4().hex}", asyncio.Event()
    engine = TemporalEngine(store, address, task_queue=queue)
    await engine.start()
    worker = asyncio.create_task(
        work(address, store, {program.hash: program}.__getitem__, world, stop, task_queue=queue)
    )
    one = Launch(new_execution_id(), program.hash, "flow-1", "1.0", "a long run", 1_000, inputs)
    began = time.monotonic()
    try:
        await engine.launch(one)
        async with asyncio.timeout(patience):
            while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":
                assert not worker.done(), worker
                await asyncio.sleep(0.05)
            seconds = time.monotonic() - began
            journal = await engine.journal(one.id)
            return Done(record, journal, await histories(await Client.connect(server), one.id), seconds)
    finally:
        stop.set()
        await worker
        await engine.stop()
        store.close()


async def histories(client: Client, execution_id: str) -> list[WorkflowHistory]:
    """All runs of a workflow that has ended, or is about to: the last one, and each one before it."""
    workflow = client.get_workflow_handle(execution_id)
    await workflow.result()
    found: list[WorkflowHistory] = []
    run_id = (await workflow.describe()).run_id
    while run_id:
        found.append(await client.get_workflow_handle(execution_id, run_id=run_id).fetch_history())
        run_id = found[-1].events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return found


def run(
    database: str | Path,
    server: str,
    program: Program,
    world: Erp | None = None,
    patience: float = 300,
    inputs: dict[str, Json] | None = None,
) -> Done:
    """Run on a database, or on a new one in a folder."""
    at = database / "test.db" if isinstance(database, Path) else database
    done = asyncio.run(execute(at, server, program, world or Erp(), patience, inputs or {}))
    print(
        f"{len(done.journal):,} effects in {done.runs} runs: {done.seconds:.1f} s, {done.history_bytes:,} B of history"
    )
    return done


def test_ten_thousand_actions_that_only_compute(tmp_path: Path, temporal_server: str) -> None:
    passes = (10_000 - 2) // ACTIONS_OF_A_PASS
    done = run(tmp_path, temporal_server, flow(passes, COUNTS + COMPUTES))
    assert done.record.status == "COMPLETED"
    assert done.record.output_data == {"Flow.passes": str(passes), "Flow.sum": str(sum(range(passes)))}


def test_ten_thousand_actions_half_of_which_have_effects(tmp_path: Path, temporal_server: str) -> None:
    passes = (10_000 - 2) // ACTIONS_OF_A_PASS
    done = run(tmp_path, temporal_server, flow(passes, COUNTS + READS_THE_CLOCK))
    assert done.record.status == "COMPLETED"
    assert done.record.output_data == {"Flow.passes": str(passes), "Flow.sum": str(sum(range(passes)))}
    assert [entry.sequence for entry in done.journal] == list(range(passes))


@pytest.mark.parametrize("body", [COMPUTES, READS_THE_CLOCK], ids=["computing", "asking"])
def test_one_action_too_many_fails_as_documented(tmp_path: Path, temporal_server: str, body: str) -> None:
    passes = (10_000 - 2) // ACTIONS_OF_A_PASS + 1
    done = run(tmp_path, temporal_server, flow(passes, COUNTS + body))
    assert done.record.status == "FAILED"
    assert done.record.error is not None
    assert done.record.error["type"] == "ActionLimitExceeded"


@pytest.mark.soak
def test_thousands_of_data_actions(tmp_path: Path, temporal_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not FULL:
        monkeypatch.setattr(workflows, "EFFECTS_PER_RUN", 20)
    erp, calls = Erp(), 3_000 if FULL else 60
    done = run(tmp_path, temporal_server, flow(calls, CALLS), erp, patience=600)
    assert done.record.status == "COMPLETED"
    assert done.record.output_data == {"Flow.passes": str(calls), "Flow.sum": str(sum(range(calls)))}
    assert [turn for turn, _ in erp.calls] == list(range(calls))
    assert len({key for _, key in erp.calls}) == calls
    assert [entry.sequence for entry in done.journal] == list(range(calls))
    assert done.runs >= 3


MIB = 1024 * 1024
HISTORY_BYTES = 100_000
"""The maximum size of a history with a few calls, as JSON: its events, without inputs and replies."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    if request.param == "sqlite":
        return tmp_path
    make: Callable[[], str] = request.getfixturevalue("postgres_database")
    return make()


@pytest.mark.parametrize("length", [2 * MIB - 200, 2 * MIB + 200, 5 * MIB])
def test_a_reply_may_be_larger_than_a_temporal_payload(database: str | Path, temporal_server: str, length: int) -> None:
    """The second call gets the first one's reply as input, so that its input is as large as a reply."""
    erp = Erp(length)
    done = run(database, temporal_server, flow(2, CALLS), erp)
    assert done.record.output_data == {"Flow.passes": "2", "Flow.sum": "1"}
    assert len(erp.calls) == 2
    assert done.history_bytes < HISTORY_BYTES


def test_an_input_may_be_larger_than_a_temporal_payload(tmp_path: Path, temporal_server: str) -> None:
    done = run(tmp_path, temporal_server, flow(1, COMPUTES), inputs={"Flow.given": "x" * 3 * MIB})
    assert done.record.status == "COMPLETED"


def test_a_journal_may_be_larger_than_a_history(
    database: str | Path, temporal_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replies of 1 MiB, over several runs; Temporal warns at 10 MiB of history and ends a workflow at 50."""
    calls = 60 if FULL else 7
    monkeypatch.setattr(workflows, "EFFECTS_PER_RUN", 5)
    done = run(database, temporal_server, flow(calls, CALLS), Erp(MIB), patience=600)
    assert done.record.output_data == {"Flow.passes": str(calls), "Flow.sum": str(sum(range(calls)))}
    assert len(done.journal) == calls
    assert done.runs >= calls // 5
    assert done.history_bytes < HISTORY_BYTES
