"""Call Data Action."""

from datetime import timedelta

from architrave.flows.actions.data_actions import CallData
from architrave.flows.program import Action, Targets
from architrave.interpreter.effects import CallDataAction, DataActionReply, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Work, performs
from architrave.interpreter.plain import sent_json, world_value

SUGGESTED_TIMEOUT = 60_000
"""The default timeout of an action, in milliseconds (recorded: one minute in every exported flow)."""

SHORTEST_TIMEOUT, LONGEST_TIMEOUT = timedelta(seconds=1), timedelta(seconds=60)
"""The limits of the timeout (documented)."""


@performs(CallData)
def call_data(machine: Machine, action: Action[CallData]) -> Effects:
    """Calls a data action and takes the success, failure or timeout path.

    A fault in an input is for the flow's error handling: public pages say so of expressions in general, and nothing
    else of this action (assumed).
    """
    fields = action.fields
    category, name, call = fields.category.name, fields.data_action.name, fields.data_action.item
    inputs = {key: sent_json(machine.evaluate(slot)) for key, slot in call.inputs.items()}
    timeout = _timeout(machine, fields)
    machine.seen = {"dataAction": f"{category}/{name}", "inputs": inputs}
    reply = yield from ask_data_action(machine, category, name, inputs, timeout)
    if "success" in reply:
        try:
            return _succeed(machine, call.success_outputs, reply["success"])
        except ActionFault as fault:
            failure: dict[str, Json] = {"errorCode": fault.type, "status": 400, "userMessage": fault.message}
            return _fail(machine, call.failure_outputs, failure)
    if "failure" in reply:
        return _fail(machine, call.failure_outputs, reply["failure"])
    return "timeout"


def ask_data_action(
    machine: Machine, category: str, name: str, inputs: dict[str, Json], timeout: int
) -> Work[DataActionReply]:
    """The reply of a data action. Remembers which scripted reply it was, so that the next call gets the next one."""
    taken = machine.scripted.get((category, name), ())
    reply = machine.take(asked := CallDataAction(category, name, inputs, timeout, taken), (yield asked))
    place = reply.get("scripted")
    if place is not None and place not in taken:
        machine.scripted[category, name] = (*taken, place)
    return reply


def _timeout(machine: Machine, fields: CallData) -> int:
    """The timeout: 1 to 60 seconds (documented). One outside of these counts as the nearest of them (assumed)."""
    timeout = machine.evaluate(fields.timeout)
    if timeout is None:
        return SUGGESTED_TIMEOUT
    return min(max(timeout, SHORTEST_TIMEOUT), LONGEST_TIMEOUT) // timedelta(milliseconds=1)


def _succeed(machine: Machine, targets: Targets, outputs: dict[str, Json]) -> str:
    values = [
        (target, world_value(target.type, outputs.get(name), "The output", name)) for name, target in targets.items()
    ]
    for target, value in values:
        machine.assign(target, value)
    machine.seen = {**(machine.seen or {}), "outputs": outputs}
    return "success"


def _fail(machine: Machine, targets: Targets, failure: dict[str, Json]) -> str:
    for name, target in targets.items():
        machine.assign(target, world_value(target.type, failure.get(name), "The failure output", name))
    machine.seen = {**(machine.seen or {}), "failure": failure}
    return "failure"
