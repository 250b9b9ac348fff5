"""The debugger: where each movement stops, what a change undoes, and that going back calls no data action again."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import architrave
from architrave.definitions.mocks import Mocks
from architrave.diagnostics import Source
from architrave.engine.handlers import NoDirectory
from architrave.expressions import ExpressionError
from architrave.interpreter.effects import CallDataAction
from architrave.local.blocking_debugger import BlockingDebugger
from architrave.local.debugging import Debugger
from architrave.local.runs import RunnableFlow, run
from tests.interpreter.build import Build
from tests.interpreter.cases import ALL, Case

FLOWS = Path(__file__).parents[1] / "interpreter" / "flows"
CONTROL = FLOWS / "control.yaml"

FORWARD = {"s": Debugger.step, "n": Debugger.over, "o": Debugger.out, "c": Debugger.go_on}
BACK = {"rs": Debugger.back, "rn": Debugger.back_over, "rc": Debugger.back_to_break}
MOVES: dict[str, Callable[[Debugger], Awaitable[None]]] = {**FORWARD, **BACK}


def opened(flow: Path | Source) -> RunnableFlow:
    with architrave.open(flow) as platform:
        return platform.flow()


def debugged(flow: Path | Source = CONTROL, *, at: int = 0, **more: Any) -> Debugger:
    return Debugger(opened(flow), {}, mocks=Mocks(), at=at, **more)


def moved(debugger: Debugger, moves: str) -> list[str]:
    """Make movements; where each of them stopped: the name of the action, or how the run ended."""

    async def move() -> list[str]:
        places: list[str] = []
        for name in moves.split():
            await MOVES[name](debugger)
            places.append(debugger.at.action.name if debugger.at is not None else debugger.run.status)
        return places

    return asyncio.run(move())


def path(places: str) -> list[str]:
    return [place.strip() for place in places.split("|")]


# -- movements ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moves", "places"),
    [
        ("s", "Some times"),
        ("n", "Some times"),
        ("o", "Some times"),
        ("s s s s s", "Some times | First? | Skip it | Some times | First?"),
        ("s n n n n", "Some times | By number | By colour | Do it | Rest"),
        ("s n n n n n n n", "Some times | By number | By colour | Do it | Rest | End | COMPLETED | COMPLETED"),
        ("s s n n n n", "Some times | First? | Some times | First? | Enough? | Note the way"),
        ("s s o", "Some times | First? | By number"),
        ("s s s o o", "Some times | First? | Skip it | Some times | By number"),
        ("s o", "Some times | COMPLETED"),
        ("s n n n s s s n o", "Some times|By number|By colour|Do it|Count|Over two?|Well done|Well|Rest"),
        ("s n n n s o s", "Some times | By number | By colour | Do it | Count | Well | Rest"),
        ("c", "COMPLETED"),
        ("c rs rs", "COMPLETED | End | Rest"),
        ("c rn rn rn rn rn rn rn", "COMPLETED | End | Rest | Do it | By colour | By number | Some times | Some times"),
        ("c rc rs rn rc", "COMPLETED | Some times | Some times | Some times | Some times"),
        ("s n rs rn s rs", "Some times | By number | Leave | Enough? | Leave | Enough?"),
        ("s n rn rs", "Some times | By number | Some times | Some times"),
        ("s s s rn", "Some times | First? | Skip it | First?"),
        ("rs", "Some times"),
    ],
)
def test_where_movements_stop(moves: str, places: str) -> None:
    assert moved(debugged(), moves) == path(places)


@pytest.mark.parametrize(
    ("breaks", "moves", "places"),
    [
        (["Enough?"], "c c c c", "Enough? | Enough? | Enough? | COMPLETED"),
        (["Enough?"], "c c rc rc rc", "Enough? | Enough? | Enough? | Some times | Some times"),
        (["Enough?"], "c c c c rc", "Enough? | Enough? | Enough? | COMPLETED | Enough?"),
        (["Enough?"], "s n o", "Some times | Enough? | Enough?"),
        (["Enough? if Flow.index == 2"], "c c rc", "Enough? | COMPLETED | Enough?"),
        (["5", ":62", "Count"], "c c c c c", "Note the way | Note the way | Few | Count | COMPLETED"),
        (['First? if Flow.way == "1"', "Some times if Flow.index == 2"], "c c c", "First? | Some times | COMPLETED"),
        (["Many"], "c", "COMPLETED"),
        (["Some times"], "c rc", "Some times | Some times"),
        (['"Note the way" if Flow.index == 2'], "c c", "Note the way | COMPLETED"),
    ],
)
def test_where_breaks_stop(breaks: list[str], moves: str, places: str) -> None:
    debugger = debugged()
    for text in breaks:
        debugger.add_break(text)
    assert moved(debugger, moves) == path(places)


def test_a_break_says_that_it_stopped_the_run() -> None:
    debugger = debugged()
    added = debugger.add_break("Count if Task.steps / (Task.steps - 1) > 2")
    moved(debugger, "c")
    assert debugger.hit is not None
    assert (debugger.hit.at, debugger.hit.problem) == (
        added,
        "DivisionByZero: Division by zero: the value after / is zero.",
    )
    moved(debugger, "s")
    assert debugger.hit is None
    assert debugger.delete_break(added.number)
    assert not debugger.delete_break(added.number)
    assert debugger.add_break("Count").number == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Cuont", architrave.NoSuchActionError),
        ("Cuont if true", architrave.NoSuchActionError),
        ("Count if Task.stps == 1", architrave.BadExpressionError),
        ("First? if Task.steps == 1", architrave.BadExpressionError),
        ("Count if", architrave.BadExpressionError),
        ("Count if MakeList(1)", architrave.BadExpressionError),
    ],
)
def test_a_break_is_checked_when_it_is_made(text: str, error: type[Exception]) -> None:
    debugger = debugged()
    with pytest.raises(error):
        debugger.add_break(text)
    assert debugger.breaks == {}


def test_a_common_module_is_stepped_into_over_and_out_of() -> None:
    flow = FLOWS / "module.yaml"
    assert moved(debugged(flow), "s s s s s") == path("Measure | Measure it | Exit | End | COMPLETED")
    assert moved(debugged(flow), "s n rs o") == path("Measure | End | Exit | End")
    assert moved(debugged(flow), "s s o rn") == path("Measure | Measure it | End | Measure")


def test_a_run_under_the_debugger_can_stop_after_an_action() -> None:
    debugger = debugged(until="Note the way")
    assert moved(debugger, "c rs c") == ["RUNNING", "Note the way", "RUNNING"]
    assert debugger.run.path[-1] == "Note the way"
    with pytest.raises(architrave.NoSuchActionError):
        debugged(until="Nothing")


# -- the same run, whatever the way -----------------------------------------------------------------------------------


def flow_of(case: Case) -> RunnableFlow:
    directory: Any = case._directory()
    return RunnableFlow(case.program, (), Source(case.flow, ""), directory, case.modules, {})


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_walk_back_and_forth_shows_the_run_as_it_is(case: Case) -> None:
    async def walk() -> None:
        flow, inputs, at = flow_of(case), case.start.inputs, case.start.launched_at
        whole = (await run(flow, inputs, case.mocks, at, 7, None)).to_json()
        names = [(step["name"], step["at"], step["changes"]) for step in whole["trace"]]
        debugger = Debugger(flow, inputs, mocks=case.mocks, at=at, seed=7)
        chance = random.Random(str(case))
        for _ in range(20 if len(names) < 1000 else 3):
            await chance.choice(list(MOVES.values()))(debugger)
            trace = debugger.run.to_json()["trace"]
            assert [(step["name"], step["at"], step["changes"]) for step in trace] == names[: len(trace)]
            if debugger.at is not None:
                assert debugger.at.steps == len(trace)
                assert (debugger.at.action.name, debugger.at.height) == (
                    whole["trace"][len(trace)]["name"],
                    whole["trace"][len(trace)]["depth"],
                )
                assert debugger.stack()[-1].part in flow.program.containers.values() or not flow.program.containers
            debugger.variables()
        await debugger.go_on()
        assert debugger.run.to_json() == whole

    asyncio.run(walk())


# -- data actions ------------------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """Real data actions that count their calls, and wait."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def call(self, effect: CallDataAction, call: object, watch: object = None) -> dict[str, Any]:
        self.begun.set()
        await asyncio.sleep(0)
        self.calls.append(dict(effect.inputs))
        return {"failure": {"errorCode": "BUSY", "userMessage": f"call {len(self.calls)}"}}


def calling() -> tuple[Debugger, Counted]:
    counted = Counted()
    flow: Any = replace(opened(FLOWS / "data_actions.yaml"), data_actions=counted)
    return Debugger(flow, {}, mocks=Mocks(), at=0), counted


def test_going_back_and_forth_calls_no_data_action_again() -> None:
    debugger, counted = calling()
    moved(debugger, "c rs rs rn rc c rc n c rn rc s s s c")
    assert [call["attempt"] for call in counted.calls] == [0, 1, 2]
    assert debugger.run.output_data["Flow.message"] == "call 3"


def test_a_change_calls_anew_only_what_comes_after_it() -> None:
    debugger, counted = calling()
    debugger.add_break("Get the order if Flow.attempt == 1")
    moved(debugger, "c c rc")
    assert [call["id"] for call in counted.calls] == ["7", "7", "7"]
    value, forgotten = debugger.set("flow.ID", '"8"')
    assert (value.name, value.value, forgotten) == ("Flow.id", "8", 2)
    moved(debugger, "c rc c")
    assert [call["id"] for call in counted.calls] == ["7", "7", "7", "8", "8"]


def test_a_call_that_is_interrupted_is_made_again() -> None:
    debugger, counted = calling()
    moved(debugger, "s s")

    async def interrupted() -> None:
        movement = asyncio.ensure_future(debugger.step())
        await counted.begun.wait()
        movement.cancel()
        with pytest.raises(asyncio.CancelledError):
            await movement
        await debugger.recover()

    asyncio.run(interrupted())
    assert (debugger.at.action.name if debugger.at else None, counted.calls) == ("Get the order", [])
    moved(debugger, "s")
    assert len(counted.calls) == 1


# -- variables, expressions, changes -----------------------------------------------------------------------------------


def values(debugger: Debugger) -> dict[str, Any]:
    return {each.name: each.value for each in debugger.variables()}


def test_variables_are_those_in_scope() -> None:
    debugger = debugged()
    debugger.add_break("Over two?")
    moved(debugger, "s")
    assert values(debugger) == {
        "Flow.number": 2,
        "Flow.way": "",
        "Flow.index": 0,
        "Flow.colour": None,
        "State.note": "fresh",
    }
    moved(debugger, "c")
    assert list(values(debugger)) == ["Flow.number", "Flow.way", "Flow.index", "Flow.colour", "Task.steps"]
    assert values(debugger)["Task.steps"] == 3
    moved(debugger, "rs")
    assert values(debugger)["Task.steps"] == 1


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Flow.number + 1", "Integer", 3),
        ("Append(flow.WAY, State.note)", "String", "fresh"),
        ("Flow.IsTest", "Boolean", True),
        ("ToString(GetCurrentDateTimeUtc())", "String", "1970-01-01T00:00:00.000Z"),
        ("Flow.colour", "String", None),
        ("RandomInt(0)", "Integer", 0),
    ],
)
def test_an_expression_is_evaluated_where_the_run_is(text: str, kind: str, value: Any) -> None:
    debugger = debugged()
    moved(debugger, "s")
    found = debugger.evaluate(text)
    assert (str(found.type), found.value) == (kind, value)


def test_an_expression_that_cannot_be_evaluated() -> None:
    debugger = debugged()
    moved(debugger, "s")
    with pytest.raises(architrave.BadExpressionError, match=r"Did you mean Flow\.number\?"):
        debugger.evaluate("Flow.numbr")
    with pytest.raises(architrave.BadExpressionError):
        debugger.evaluate("Task.steps")
    with pytest.raises(ExpressionError):
        debugger.evaluate("1 / (Flow.number - 2)")


DICE = """workflow:
  name: Dice
  startUpRef: /workflow/states/state[Start_1]
  variables:
    - integerVariable: {name: Flow.a, initialValue: {lit: 0}, isOutput: true}
    - dateTimeVariable: {name: Flow.at, initialValue: {noValue: true}, isOutput: true}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - updateData:
              name: Throw
              statements: [{integer: {variable: Flow.a, value: {exp: RandomInt(1000000) + Flow.a}}}]
          - wait: {name: An hour, duration: {lit: {hours: 1}}, trimDurationNearMaxRunningTime: {lit: true}}
          - updateData:
              name: Throw again
              statements:
                - integer: {variable: Flow.a, value: {exp: RandomInt(1000000) + Flow.a}}
                - dateTime: {variable: Flow.at, value: {exp: GetCurrentDateTimeUtc()}}
          - endWorkflow: {name: End}
"""


def test_neither_expressions_nor_conditions_nor_going_back_change_chance_or_time() -> None:
    plain, looked = debugged(Source("dice", DICE)), debugged(Source("dice", DICE))
    moved(plain, "c")
    looked.add_break("Throw again if RandomInt(9) > -1")
    for movement in ["s", "s", "rs", "c", "rc", "s", "rc", "c", "c"]:
        moved(looked, movement)
        first, second = (looked.evaluate("RandomInt(1000000)").value for _ in range(2))
        assert first == second
        looked.evaluate("GetCurrentDateTimeUtc()")
    assert looked.run.to_json() == plain.run.to_json()


def test_random_numbers_after_a_change_are_those_of_the_run() -> None:
    plain, changed = debugged(Source("dice", DICE)), debugged(Source("dice", DICE))
    moved(plain, "c")
    moved(changed, "s s")
    before = changed.evaluate("Flow.a").value
    changed.set("Flow.a", "Flow.a + 5")
    assert changed.evaluate("Flow.a").value == before + 5
    moved(changed, "c rc c")
    assert int(changed.run.output_data["Flow.a"]) == int(plain.run.output_data["Flow.a"]) + 5  # type: ignore[arg-type]
    assert changed.run.output_data["Flow.at"] == plain.run.output_data["Flow.at"]


def test_a_change_belongs_to_its_place_and_a_new_one_discards_what_comes_after_it() -> None:
    debugger = debugged()
    moved(debugger, "s n")
    debugger.set("Flow.number", "5")
    moved(debugger, "n")
    debugger.set("Flow.way", '"later"')
    moved(debugger, "rn rs")
    assert values(debugger)["Flow.number"] == 2
    moved(debugger, "s")
    assert values(debugger)["Flow.number"] == 5
    moved(debugger, "n")
    assert values(debugger)["Flow.way"] == "later"
    moved(debugger, "rn")
    debugger.set("Flow.number", "1")
    moved(debugger, "n")
    assert values(debugger)["Flow.way"] == "12 few"


def test_a_change_before_the_first_action_and_in_a_loop() -> None:
    debugger = debugged()
    moved(debugger, "s")
    debugger.set("Flow.number", "3")
    assert moved(debugger, "n")[-1] == "By number"
    assert debugger.run.path.count("First?") == 4
    moved(debugger, "c rc")
    debugger.set("Flow.number", "0")
    assert moved(debugger, "n")[-1] == "By number"
    assert debugger.run.path.count("First?") == 0


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Flow.numbr", "1", "There is no variable “Flow.numbr” here. Did you mean Flow.number?"),
        ("Task.steps", "1", "There is no variable “Task.steps” here."),
        ("Flow.IsTest", "true", "Flow.IsTest is built in and cannot be set."),
        ("flow.istest", "true", "Flow.IsTest is built in and cannot be set."),
        ("Flow.number", "MakeList(1)", "error"),
        ("Flow.number", "", "error"),
    ],
)
def test_a_change_that_is_not_possible(name: str, text: str, said: str) -> None:
    debugger = debugged()
    moved(debugger, "s")
    with pytest.raises(architrave.BadExpressionError) as problem:
        debugger.set(name, text)
    assert str(problem.value).startswith(said)


def test_nothing_is_set_at_the_end() -> None:
    debugger = debugged()
    moved(debugger, "c")
    with pytest.raises(architrave.BadExpressionError, match="not before an action"):
        debugger.set("Flow.number", "1")


# -- ends --------------------------------------------------------------------------------------------------------------


def test_a_run_that_fails_can_be_gone_back_in() -> None:
    debugger = debugged(FLOWS / "errors.yaml")
    assert moved(debugger, "c") == ["FAILED"]
    assert debugger.stack() == []
    assert moved(debugger, "rs") == ["First item"]
    debugger.set("Flow.list", 'MakeList("x")')
    assert moved(debugger, "c") == ["COMPLETED"]


@pytest.mark.parametrize("moves", ["s", "n", "o", "c", "c rs rc rn s"])
def test_a_flow_without_actions_ends(moves: str) -> None:
    build = Build()
    build.contain("state", "S")
    flow = RunnableFlow(build.program(), (), Source("empty", ""), NoDirectory(), {}, {})
    debugger = Debugger(flow, {}, mocks=Mocks(), at=0)
    assert set(moved(debugger, moves)) == {"COMPLETED"}
    assert debugger.has_ended


def test_a_platform_makes_debuggers() -> None:
    async def debug() -> Iterator[str]:
        async with architrave.open(CONTROL) as platform:
            debugger = platform.debug(inputs={"number": 1}, at=0)
            await debugger.go_on()
            with pytest.raises(architrave.InputError):
                platform.debug(inputs={"nubmer": 1})
            return iter([debugger.run.status, str(debugger.run.output_data["Flow.number"])])

    assert list(asyncio.run(debug())) == ["COMPLETED", "1"]


# -- without an event loop ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", ["s n n n s s s n o", "s s rs s", "c", "s n n n n rn rc c"])
def test_the_blocking_debugger_makes_the_same_movements(moves) -> None:
    blocking = {
        "s": BlockingDebugger.step,
        "n": BlockingDebugger.over,
        "o": BlockingDebugger.out,
        "c": BlockingDebugger.go_on,
        "rs": BlockingDebugger.back,
        "rn": BlockingDebugger.back_over,
        "rc": BlockingDebugger.back_to_break,
    }
    expected = moved(debugged(), moves)
    with architrave.open(CONTROL) as platform:
        debugger = platform.debug(at=0)
        places: list[str] = []
        for name in moves.split():
            blocking[name](debugger)
            places.append(debugger.at.action.name if debugger.at is not None else debugger.run.status)
    assert places == expected


def test_the_blocking_debugger_looks_and_changes_and_is_short() -> None:
    with architrave.open(CONTROL) as platform:
        debugger = platform.debug(at=0, until="Rest")
        assert repr(debugger) == "<Debugger 'Control flow': not started>"
        number = debugger.add_break("Over two? if Task.steps == 3").number
        debugger.go_on()
        assert debugger.hit is not None
        assert debugger.hit.at is debugger.breaks[number]
        assert debugger.evaluate("Task.steps * 2").value == 6
        assert repr(debugger).startswith("<Debugger 'Control flow': before 'Over two?', <Trace: ")
        value, _ = debugger.set("Task.steps", "2")
        assert value.value == 2
        assert next(level.part.name for level in debugger.stack()) == "Over two?"
        assert "Task.steps" in [variable.name for variable in debugger.variables()]
        assert max(len(repr(each)) for each in (debugger.at, debugger.hit, debugger.stack(), platform.flow())) < 600
        assert debugger.delete_break(number)
        debugger.recover()
        debugger.go_on()
        assert debugger.has_ended
        assert debugger.places is not None
        assert "Control flow': ended, <Trace: " in repr(debugger)
    with pytest.raises(RuntimeError, match="This platform is closed"):
        platform.debug()
