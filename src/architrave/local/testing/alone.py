"""Tests one data action alone: its request template, translation map and success template really run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from architrave.definitions.known import contract_of
from architrave.definitions.mocks import Mocks
from architrave.definitions.values import DataAction, Organization
from architrave.diagnostics import Diagnostic, did_you_mean
from architrave.engine.execution import Launch
from architrave.engine.handlers import DataActions, NoDirectory
from architrave.engine.world import Call
from architrave.flowtests.cases import Case
from architrave.flowtests.expect import DATA_ACTION_KEYS, Expect
from architrave.flowtests.noted import Noted
from architrave.flowtests.objects import keys_of
from architrave.flowtests.rules import FLOWTEST_NAME, FLOWTEST_SHAPE
from architrave.interpreter.effects import CallDataAction, DataActionReply
from architrave.interpreter.shown import shown
from architrave.local.runs import EXECUTION_ID
from architrave.local.testing.calls import input_failures, request_failures
from architrave.local.testing.failing import failed
from architrave.local.testing.replies import replies_for
from architrave.local.testing.results import Failure
from architrave.local.testing.world import TestWorld, Unforeseen

_TIMEOUT = 60_000
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class DataActionSubject:
    """A data action that is tested alone, with what calls it and the replies of its organization."""

    action: DataAction
    category: str
    organization: Organization
    actions: DataActions
    mocks: Mocks

    def faults(self, case: Case) -> Iterator[Diagnostic]:
        """What a case names and the data action does not have, and what cannot be expected of it."""
        known = contract_of(self.action).inputs
        for name, given in case.inputs.items():
            if known is not None and name not in known:
                near = did_you_mean(name, known)
                advice = f"Did you mean “{near}”?" if near else f"Its inputs: {', '.join(known)}."
                yield given.fault(FLOWTEST_NAME, f"“{self.action.name}” has no input “{name}”.", advice)
        for key in keys_of(Expect):
            noted: Noted[object] | None = getattr(case.expect, key)
            if noted is not None and key not in DATA_ACTION_KEYS:
                advice = f"A data action has {', '.join(DATA_ACTION_KEYS)}."
                yield noted.fault(FLOWTEST_SHAPE, f"`{key}` is for a flow, not for a data action alone.", advice)


def find_data_action(organization: Organization, named: Noted[str]) -> tuple[DataAction, str] | Diagnostic:
    """The data action with this name, `Category/Name` or `Name`, and its category; or that there is none."""
    category, slash, name = named.value.rpartition("/")
    found = [
        action
        for action in organization.data_actions
        if action.is_called(category if slash else action.category or "", name if slash else named.value)
    ]
    if found:
        return found[0], category or found[0].category or ""
    names = [f"{each.category}/{each.name}" if each.category else each.name for each in organization.data_actions]
    near = did_you_mean(named.value, [*names, *(each.name for each in organization.data_actions)])
    advice = f"Did you mean “{near}”?" if near else f"Its data actions: {', '.join(names) or 'none'}."
    return named.fault(FLOWTEST_NAME, f"The organization has no data action “{named.value}”.", advice)


async def alone_failures(case: Case, subject: DataActionSubject, world: TestWorld) -> tuple[Failure, ...]:
    """Call the data action with the inputs of the case, and compare."""
    inputs = {name: given.value.value for name, given in case.inputs.items()}
    effect = CallDataAction(subject.category, subject.action.name, inputs, _TIMEOUT)
    call = Call(Launch(EXECUTION_ID, "", "", "1.0", subject.action.name, case.at), 0)
    try:
        answered = world.answer(effect, call) if world.is_local(effect) else await world.perform_at_once(effect, call)
    except Unforeseen as problem:
        return (failed(case.place, problem.message, advice=problem.advice),)
    return tuple(_failures(case, cast("DataActionReply", answered), world))


def world_of(case: Case, subject: DataActionSubject) -> TestWorld:
    """The world of a case."""
    mocks = replies_for(case, subject.mocks)
    return TestWorld(NoDirectory(), subject.actions, mocks, validate=case.validate, is_strict=case.is_strict)


def _failures(case: Case, reply: DataActionReply, world: TestWorld) -> Iterator[Failure]:
    expect = case.expect
    wanted = next((key for key in ("failure", "timeout", "success") if getattr(expect, key) is not None), "success")
    got = next(key for key in ("success", "failure", "timeout") if key in reply)
    if got != wanted:
        place: Noted[object] = getattr(expect, wanted) or case.place
        why = f": {shown(cast('Any', reply).get(got), _LONGEST)}" if got != "timeout" else ""
        yield failed(place, f"The data action ended with {got}, expected {wanted}{why}.", got, wanted)
    elif wanted != "timeout" and getattr(expect, wanted) is not None:
        outputs = cast("dict[str, Any]", reply)[got]
        yield from input_failures(wanted, getattr(expect, wanted).value, outputs, None)
    if expect.request is not None:
        requests = world.calls[-1].requests if world.calls else []
        if requests:
            yield from request_failures("The request", expect.request.value, requests[-1])
        else:
            yield failed(expect.request, "No request was built: the reply is not `respond`.")
