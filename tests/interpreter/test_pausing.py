"""A machine that pauses: before every action, once, and with the same result as one that does not pause."""

import asyncio

import pytest

from architrave.engine.virtual import VirtualEngine
from architrave.interpreter.effects import Outcome, Reply, Start
from architrave.interpreter.machine import ACTION_LIMIT
from architrave.interpreter.pausing import Pause, PausingMachine
from architrave.interpreter.trace import Trace, result_json
from tests.interpreter.build import Build, asking, counted, lit
from tests.interpreter.cases import ALL, Case


@pytest.mark.parametrize("case", ALL, ids=str)
def test_it_pauses_before_each_action_and_runs_as_without_pauses(case: Case) -> None:
    engine = VirtualEngine(case.handlers(), case.modules.__getitem__)
    straight = engine.run(case.program, case.start)
    trace = Trace()
    machine = PausingMachine(case.program, case.start, case.modules.__getitem__, trace)
    execution = VirtualEngine(case.handlers(), case.modules.__getitem__).begin(machine.run(), case.program, case.start)
    before: list[tuple[str, int, int]] = []

    async def drive() -> Outcome:
        while (outcome := await execution.advance()) is None:
            assert len(trace.steps) == len(before)
            before.append((machine.action.name, len(machine.frames), execution.time))
        return outcome

    outcome = asyncio.run(drive())
    assert result_json(outcome, trace) == result_json(straight.outcome, straight.trace)
    assert execution.journal == straight.journal
    assert before == [(step.action.name, step.depth, step.at) for step in straight.trace][: len(before)]
    assert len(before) == len(straight.trace.steps) or len(before) >= ACTION_LIMIT


def paused(build: Build) -> PausingMachine:
    program = build.program()
    return PausingMachine(program, Start("e"), {}.__getitem__)


def test_an_action_that_does_not_run_is_paused_at_too() -> None:
    build = Build()
    build.contain("state", "S", build.act("getJourneySession"))
    machine = paused(build)
    run = machine.run()
    assert isinstance(next(run), Pause)
    with pytest.raises(StopIteration) as stop:
        run.send(Reply(None, 0))
    assert stop.value.value.error.type == "ActionNotSupported"


def test_an_action_that_asks_is_paused_at_once() -> None:
    build = Build()
    build.declare("Flow.a")
    build.contain("state", "S", build.set("Flow.a", asking("findUser", "a")), build.set("Flow.a", lit("b")))
    machine = paused(build)
    run = machine.run()
    asked = [type(next(run)).__name__] + [type(run.send(Reply(None, 0))).__name__ for _ in range(2)]
    assert asked == ["Pause", "LookUp", "Pause"]
    assert machine.action.name == "updateData 1"


def test_the_levels_are_the_actions_and_containers_from_the_inside_out() -> None:
    build = Build()
    build.declare("Flow.i")
    inner = build.set("Flow.i", lit(1))
    call = build.act("callTask", {"task": "T", "inputs": {}, "outputs": {}})
    build.contain("task", "T", counted(build, inner, count=2))
    build.contain("state", "S", build.act("decision", {"condition": lit(True)}, yes=(call,)))
    machine = paused(build)
    run = machine.run()
    next(run)
    seen = []
    while True:
        seen.append([(level.part.name, level.passes) for level in machine.levels()])
        try:
            run.send(Reply(None, 0))
        except StopIteration:
            break
    loop, decision = ("loop 2", None), ("decision 3", None)
    outside = [("T", None), ("callTask 1", None), decision, ("S", None)]
    assert seen == [
        [decision, ("S", None)],
        [("callTask 1", None), decision, ("S", None)],
        [loop, *outside],
        [("updateData 0", None), ("loop 2", 1), *outside],
        [("loop 2", 1), *outside],
        [("updateData 0", None), ("loop 2", 2), *outside],
        [("loop 2", 2), *outside],
    ]
