"""Runs one data action for a person or a client, and says what each of its steps did.

It gets the same replies as a flow's call: a scripted one if the mocks file has one, else a real one.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from architrave.definitions.flattening import flattened_values, unflattened
from architrave.definitions.mocks import Mocks
from architrave.definitions.values import DataAction
from architrave.engine.data_actions.calling import DEFAULT_TIMEOUT, DataActionCaller
from architrave.engine.data_actions.showing import HIDDEN
from architrave.engine.data_actions.steps import IN_ORDER, LOG_IN, SCRIPTED, VALIDATE_INPUT, VALIDATE_OUTPUT
from architrave.engine.handlers import data_actions as scripting
from architrave.interpreter.effects import CallDataAction, DataActionReply

Failure = Mapping[str, Any]

TIMED_OUT: Failure = {
    "errorCode": "GATEWAY_TIMEOUT",
    "status": 504,
    "userMessage": "The data action got no reply in time.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was done, with its result, or that failed."""

    name: str
    result: Any = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What a data action did. `result` is what its caller gets, unless there is a `failure`: its failure outputs."""

    steps: tuple[Step, ...]
    result: Any = None
    failure: Failure | None = None

    def flat_result(self, action: DataAction) -> dict[str, Any]:
        """The result as a flow sees it."""
        return flattened_values(action.contract["output"]["successSchema"], self.result)


class ActionRuns:
    """Runs data actions. `mocks` returns the current scripted replies."""

    def __init__(self, caller: DataActionCaller, mocks: Callable[[], Mocks]) -> None:
        self._caller = caller
        self._mocks = mocks

    async def run(self, action: DataAction, inputs: Mapping[str, Any], key: str) -> Run:
        """Run an action. `key` identifies the run to the other system."""
        done: dict[str, Any] = {}
        effect = CallDataAction(action.category or "", action.name, dict(inputs), action.timeout or DEFAULT_TIMEOUT)
        mocks = self._mocks()
        chosen = scripting.response(mocks, effect)
        if scripting.is_scripted(mocks, effect):
            await asyncio.sleep(scripting.delay(mocks, effect) / 1000)
        if chosen is None and scripting.is_scripted(mocks, effect):
            return self._scripted(action, effect, mocks, key)
        scripted = None if chosen is None else chosen[1]
        reply = await self._caller.run(action, inputs, key, done.__setitem__, scripted)
        return _run_of(action, reply, done)

    def _scripted(self, action: DataAction, effect: CallDataAction, mocks: Mocks, key: str) -> Run:
        refused = self._caller.refused_run(action, effect.inputs, key)
        if refused is not None:
            return _run_of(action, refused, {})
        reply = self._caller.agreed_run(action, scripting.scripted(mocks, effect), key)
        first = Step(VALIDATE_INPUT, shown_inputs(action, effect.inputs))
        if (failure := _failure(reply)) is not None:
            return Run((first, Step(SCRIPTED, failure=failure)), failure=failure)
        outputs = cast("dict[str, Any]", reply.get("success"))
        result = unflattened(action.contract["output"]["successSchema"], outputs)
        return Run((first, Step(SCRIPTED, outputs), Step(VALIDATE_OUTPUT, result)), result)


def shown_inputs(action: DataAction, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs as a person may see them."""
    return dict.fromkeys(inputs, HIDDEN) if action.secure else dict(inputs)


def _failure(reply: DataActionReply) -> Failure | None:
    if "failure" in reply:
        return cast("Failure", reply["failure"])
    return TIMED_OUT if "timeout" in reply else None


def _run_of(action: DataAction, reply: DataActionReply, done: Mapping[str, Any]) -> Run:
    """A run whose steps were noted in `done`. The first that is missing is the one that failed."""
    failure = _failure(reply)
    steps = [
        Step(name, shown_inputs(action, done[name]) if name == VALIDATE_INPUT else done[name])
        for name in IN_ORDER
        if name in done
    ]
    if failure is None:
        return Run(tuple(steps), done.get(VALIDATE_OUTPUT))
    missing = next((name for name in IN_ORDER if name not in done and name != LOG_IN), VALIDATE_OUTPUT)
    return Run((*steps, Step(missing, failure=failure)), failure=failure)
