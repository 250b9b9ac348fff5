"""The virtual engine: its clock, its random numbers, its journal, and where it stops."""

import asyncio

import pytest

from architrave.definitions.mocks import read_mocks
from architrave.diagnostics import Source
from architrave.engine.execution import Launch
from architrave.engine.handlers import Handlers
from architrave.engine.virtual import Replies, VirtualEngine
from architrave.engine.world import Call
from architrave.expressions.types import DURATION, INTEGER
from architrave.flows.actions.data_actions import DataActionCall, Integration
from architrave.flows.actions.shape import Keyed
from architrave.interpreter.effects import CallDataAction, ReadClock, Reply, Start, Wait
from architrave.interpreter.machine import run
from architrave.interpreter.pausing import PausingMachine
from architrave.interpreter.trace import Trace
from tests.interpreter.build import Build, asking, lit


def engine(mocks: str = "", **more) -> VirtualEngine:
    read, faults = read_mocks(Source("mocks", mocks))
    assert not faults
    return VirtualEngine(Handlers(mocks=lambda: read), {}.__getitem__, **more)


def test_a_wait_takes_time_only_on_the_virtual_clock():
    from datetime import timedelta

    build = Build()
    build.contain("state", "S", build.act("wait", {"duration": lit(timedelta(hours=2), DURATION), "trim": None}))
    done = engine().run(build.program(), Start("e", launched_at=1000))
    assert done.ended_at == 1000 + 7_200_000
    assert [entry.effect for entry in done.journal] == [ReadClock.__name__, Wait.__name__]


def dice() -> Build:
    build = Build()
    build.declare("Flow.n", type=INTEGER, is_output=True)
    build.contain("state", "S", build.set("Flow.n", asking("randomInt", 10**9), INTEGER))
    return build


def test_random_numbers_follow_from_the_seed():
    program = dice().program()
    one, same, other = (engine(seed=seed).run(program, Start("e")).outcome for seed in (1, 1, 2))
    assert one == same
    assert one != other


def called(build: Build) -> None:
    fields = {"category": Keyed("C", Integration(data_action=Keyed("N", DataActionCall())))}
    build.contain("state", "S", build.act("callData", fields), build.act("callData", fields))


@pytest.mark.parametrize(
    ("mocks", "paths", "ended_at"),
    [
        ("", ["failure", "failure"], 0),
        ("N: {success: {}}", ["success", "success"], 0),
        ("N: {success: {}, delay: 2}", ["success", "success"], 4000),
        ("N: {timeout: true}", ["timeout", "timeout"], 120_000),
        ("N: {timeout: true, delay: 3}", ["timeout", "timeout"], 6000),
        ("N: {success: {}, delay: 61}", ["timeout", "timeout"], 120_000),
        ("N: [{timeout: true}, {failure: {}}]", ["timeout", "failure"], 60_000),
    ],
)
def test_scripted_replies_pass_time_on_the_clock(mocks, paths, ended_at):
    build = Build()
    called(build)
    done = engine(mocks).run(build.program(), Start("e"))
    assert [step.path for step in done.trace] == paths
    assert done.ended_at == ended_at


def test_a_run_stops_after_an_action():
    build = Build()
    build.contain("state", "S", build.act("decision", {"condition": lit(1)}), build.act("endWorkflow"))
    program = build.program()
    done = engine().run(program, Start("e"), until=[program.actions[0]])
    assert done.outcome is None
    assert [step.action.kind for step in done.trace] == ["decision"]


def test_a_machine_that_pauses_is_driven_from_action_to_action():
    build = Build()
    called(build)
    program = build.program()
    machine = PausingMachine(program, Start("e"), {}.__getitem__)
    replies: Replies = {}
    execution = engine("N: {success: {}, delay: 2}").begin(machine.run(), program, Start("e"), replies)
    paused = []
    while (outcome := asyncio.run(execution.advance())) is None:
        paused.append((machine.action.number, execution.time, execution.sequence))
    assert outcome.status == "COMPLETED"
    assert paused == [(0, 0, 0), (1, 2000, 1)]
    assert replies == {entry.sequence: Reply(entry.value, entry.at) for entry in execution.journal}


def test_a_data_action_with_a_known_reply_is_not_called():
    build = Build()
    called(build)
    program, replies = build.program(), {0: Reply({"failure": {}}, 500)}
    trace = Trace()
    machine = run(program, Start("e"), {}.__getitem__, trace)
    execution = engine("N: {success: {}, delay: 2}").begin(machine, program, Start("e"), replies)
    asyncio.run(execution.advance())
    assert [step.path for step in trace] == ["failure", "success"]
    assert (execution.time, sorted(replies)) == (2500, [0, 1])


CALL = CallDataAction("C", "N", {}, 60_000)
CALLED = Call(Launch("e", "p", "f", "1.0", "Test", 0), 0)


@pytest.mark.parametrize(
    ("mocks", "local"), [("", True), ("N: {timeout: true}", True), ("N: {success: {}, delay: 1}", False)]
)
def test_a_scripted_reply_without_a_delay_is_local(mocks, local):
    read, _ = read_mocks(Source("mocks", mocks))
    assert Handlers(mocks=lambda: read).is_local(CALL) is local


def test_a_data_action_that_is_not_called_says_why():
    handlers = Handlers()
    reply = handlers.answer(CALL, CALLED)
    assert isinstance(reply, dict)
    assert "C/N" in reply["failure"]["userMessage"]
    assert "mocks file" in reply["failure"]["userMessage"]
