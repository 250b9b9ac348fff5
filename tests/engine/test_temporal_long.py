"""Long executions on the distributed engine: as many actions as a flow may perform, and thousands of data actions.

Real flows on the real machine, with the production threshold for continuing as new. The short forms run in CI; the
full ones by `make soak`, and say how long they took (`pytest -rP`).
"""

import asyncio
import os
import time
import uuid
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("temporalio", reason="temporalio is not installed")

from temporalio.client import Client

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
from architrave.interpreter.effects import CallDataAction, Effect, LookUp, Outcome, Reply, Start
from architrave.interpreter.journal import Entry
from architrave.store import open_store

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
    """A loop of so many passes over a body, within a flow that performs two more actions."""
    lines = "\n".join(" " * 20 + line for line in body.strip().splitlines())
    text = FLOW.replace("COUNT", str(count)).replace("BODY", lines.replace("\n\n", "\n"))
    program, faults = read_flow(Source("long.yaml", text))
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return program


class Erp:
    """Answers each call with its turn and a text of a given length, and keeps what it was called with."""

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
    """How an execution went: its record, its journal, how many workflow runs and seconds it took."""

    def __init__(self, record: ExecutionRecord, journal: list[Entry], runs: int, seconds: float) -> None:
        self.record, self.journal, self.runs, self.seconds = record, journal, runs, seconds


async def execute(tmp_path: Path, server: str, program: Program, world: Erp, patience: float) -> Done:
    store, diagnostics = open_store(tmp_path / "test.db")
    assert store is not None, diagnostics
    address, queue, stop = Address(server), f"long-{uuid.uuid4().hex}", asyncio.Event()
    engine = TemporalEngine(store, address, task_queue=queue)
    await engine.start()
    worker = asyncio.create_task(
        work(address, store, {program.hash: program}.__getitem__, world, stop, task_queue=queue)
    )
    one = Launch(new_execution_id(), program.hash, "flow-1", "1.0", "a long run", 1_000)
    began = time.monotonic()
    try:
        await engine.launch(one)
        async with asyncio.timeout(patience):
            while (record := await engine.execution(one.id)) is None or record.status == "RUNNING":
                assert not worker.done(), worker
                await asyncio.sleep(0.05)
        seconds = time.monotonic() - began
        journal = await engine.journal(one.id)
        client = await Client.connect(server)
        runs = [run async for run in client.list_workflows(f"WorkflowId = '{one.id}'")]
        return Done(record, journal, len(runs), seconds)
    finally:
        stop.set()
        await worker
        await engine.stop()
        store.close()


def run(tmp_path: Path, server: str, program: Program, world: Erp | None = None, patience: float = 60) -> Done:
    done = asyncio.run(execute(tmp_path, server, program, world or Erp(), patience))
    print(f"{len(done.journal):,} effects in {done.runs} runs: {done.seconds:.1f} s")
    return done


def test_ten_thousand_actions_that_only_compute(tmp_path: Path, temporal_server: str) -> None:
    passes = (10_000 - 2) // ACTIONS_OF_A_PASS
    done = run(tmp_path, temporal_server, flow(passes, COUNTS + COMPUTES))
    assert done.record.status == "COMPLETED"
    assert done.record.output_data == {"Flow.passes": str(passes), "Flow.sum": str(sum(range(passes)))}


def test_ten_thousand_actions_of_which_half_ask_the_world(tmp_path: Path, temporal_server: str) -> None:
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


def test_large_replies_outgrow_no_message_and_no_history(
    tmp_path: Path, temporal_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is larger than what Temporal takes in one message (4 MiB): a new run must get at it all the same."""
    monkeypatch.setattr(workflows, "EFFECTS_PER_RUN", 20)
    done = run(tmp_path, temporal_server, flow(50, CALLS), Erp(length=400_000))
    assert done.record.status == "COMPLETED"
    assert len(done.journal) == 50


def test_large_answers_that_are_had_within_one_task_outgrow_no_message(
    tmp_path: Path, temporal_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Look-ups are local activities, whose answers Temporal is sent together."""

    def looks_up(program: Program, start: Start, modules: object) -> Generator[Effect, Reply, Outcome]:
        found = 0
        for turn in range(30):
            reply = yield LookUp("user", "id", str(turn))
            found += len(reply.value)  # type: ignore[arg-type]
        return Outcome("COMPLETED", "Success", {"found": found})

    class Directory(Erp):
        async def perform(self, effect: Effect, call: Call) -> Any:
            return self._text

    monkeypatch.setattr(workflows, "run", looks_up)
    done = run(tmp_path, temporal_server, flow(1, CALLS), Directory(length=200_000))
    assert done.record.output_data == {"found": 30 * 200_000}
