"""Call Data Action."""

from datetime import timedelta
from typing import Any

from architrave.flows.program import Action, Target
from architrave.interpreter.effects import CallDataAction, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Work, performs
from architrave.interpreter.plain import sent_json, world_value

SUGGESTED_TIMEOUT = 60_000
"""The time-out of an action that sets none, in milliseconds (recorded: one minute in every exported flow)."""


@performs("callData", failure=True)
def call_data(machine: Machine, action: Action) -> Effects:
    """Calls a data action and takes the success, failure or timeout path."""
    fields = action.fields
    category, name = fields["category"], fields["name"]
    inputs: dict[str, Json] = {key: sent_json(machine.evaluate(slot)) for key, slot in fields["inputs"].items()}
    timeout = _timeout(machine, action)
    machine.seen = {"dataAction": f"{category}/{name}", "inputs": inputs}
    reply = yield from ask_data_action(machine, category, name, inputs, timeout)
    if "success" in reply:
        try:
            return _succeed(machine, action, reply["success"])
        except ActionFault as fault:
            reply = {"failure": {"errorCode": fault.type, "status": 400, "userMessage": fault.message}}
    if "failure" in reply:
        return _fail(machine, action, reply["failure"])
    return "timeout"


def ask_data_action(
    machine: Machine, category: str, name: str, inputs: dict[str, Json], timeout: int
) -> Work[dict[str, Any]]:
    """The reply of a data action. Which scripted reply it was is remembered, so that the next one is another."""
    taken = machine.scripted.get((category, name), ())
    reply: dict[str, Any] = machine.take((yield CallDataAction(category, name, inputs, timeout, taken)))
    place = reply.get("scripted")
    if place is not None and place not in taken:
        machine.scripted[category, name] = (*taken, place)
    return reply


def _timeout(machine: Machine, action: Action) -> int:
    slot = action.fields.get("timeout")
    timeout: timedelta | None = None if slot is None else machine.evaluate(slot)
    return SUGGESTED_TIMEOUT if timeout is None else timeout // timedelta(milliseconds=1)


def _succeed(machine: Machine, action: Action, outputs: dict[str, Any]) -> str:
    targets: dict[str, Target | None] = action.fields.get("success_outputs") or {}
    values = [
        (target, world_value(target.type, outputs.get(name), "The output", name))
        for name, target in targets.items()
        if target is not None
    ]
    for target, value in values:
        machine.assign(target, value)
    machine.seen = {**(machine.seen or {}), "outputs": outputs}
    return "success"


def _fail(machine: Machine, action: Action, failure: dict[str, Any]) -> str:
    targets: dict[str, Target | None] = action.fields.get("failure_outputs") or {}
    for name, target in targets.items():
        if target is not None:
            machine.assign(target, world_value(target.type, failure.get(name), "The failure output", name))
    machine.seen = {**(machine.seen or {}), "failure": failure}
    return "failure"
