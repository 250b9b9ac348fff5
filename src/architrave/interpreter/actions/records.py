"""Encryption, callbacks, outcomes and milestones, notifications.

They are approximated: their results exist only in the execution's journal and trace.
"""

from architrave.expressions.faults import ExpressionError
from architrave.expressions.values import Json as JsonValue
from architrave.expressions.values import json_text, parse_json
from architrave.flows.actions.records import (
    AddFlowMilestone,
    CreateCallback,
    DecryptData,
    EncryptData,
    InitializeFlowOutcome,
    SendNotification,
    SetFlowOutcome,
)
from architrave.flows.program import Action, AnyAction, Slot
from architrave.interpreter.effects import Change, Cipher, Json
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, Work, performs
from architrave.interpreter.plain import plain_json


@performs(EncryptData)
def encrypt_data(machine: Machine, action: Action[EncryptData]) -> Effects:
    """Encodes JSON as a text that only Decrypt Data reads."""
    value = machine.evaluate(action.fields.data_to_encrypt)
    if value is None:
        return machine.fail(action, "NotSet", "The data to encrypt are NOT_SET.")
    reply = machine.take(asked := Cipher("encrypt", json_text(value.value)), (yield asked))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    machine.assign(action.fields.encrypted_data, reply["success"])
    return "success"


@performs(DecryptData)
def decrypt_data(machine: Machine, action: Action[DecryptData]) -> Effects:
    """Decodes the JSON that Encrypt Data encoded."""
    text = machine.evaluate(action.fields.data_to_decrypt)
    if text is None:
        return machine.fail(action, "NotSet", "The data to decrypt are NOT_SET.")
    reply = machine.take(asked := Cipher("decrypt", text), (yield asked))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    try:
        value = JsonValue(parse_json(reply["success"]))
    except ExpressionError as fault:
        return machine.fail(action, fault.type, fault.message)
    machine.assign(action.fields.decrypted_data, value)
    return "success"


@performs(SetFlowOutcome)
def set_flow_outcome(machine: Machine, action: Action[SetFlowOutcome]) -> Path:
    """Recorded in the trace only; nothing else reads outcomes."""
    fields = action.fields
    machine.seen = _written(flowOutcome=fields.flow_outcome.name, value=fields.flow_outcome_value)
    return None


@performs(InitializeFlowOutcome)
def initialize_flow_outcome(machine: Machine, action: Action[InitializeFlowOutcome]) -> Path:
    """Recorded in the trace only, like Set Flow Outcome."""
    machine.seen = _written(flowOutcome=action.fields.flow_outcome.name)
    return None


@performs(AddFlowMilestone)
def add_flow_milestone(machine: Machine, action: Action[AddFlowMilestone]) -> Path:
    """Recorded in the trace only; nothing else reads milestones."""
    machine.seen = _written(flowOutcome=action.fields.flow_outcome.name, milestone=action.fields.milestone.name)
    return None


@performs(CreateCallback)
def create_callback(machine: Machine, action: Action[CreateCallback]) -> Effects:
    """Creates a callback, which nobody answers. A NOT_SET number is a fault (assumed)."""
    fields = action.fields
    values = _values(machine, callbackNumber=fields.callback_number, calleeName=fields.callee_name, queue=fields.queue)
    if values.get("callbackNumber") is None:
        raise ActionFault("NotSet", f"“{action.name}” has no number to call back: it is NOT_SET.")
    yield from _create(machine, action, "callback", values)
    return None


@performs(SendNotification)
def send_notification(machine: Machine, action: Action[SendNotification]) -> Effects:
    """Takes the success path; nothing is sent."""
    fields = action.fields
    values = _values(
        machine,
        type=fields.notification_type,
        subject=fields.subject,
        body=fields.body,
        users=fields.send_to_users,
    )
    yield from _create(machine, action, "notification", values)
    return "success"


def _create(machine: Machine, action: AnyAction, noun: str, values: dict[str, Json]) -> Work[None]:
    machine.seen = dict(values)
    reply = machine.take(asked := Change(noun, "create", None, values), (yield asked))
    if "failure" in reply:
        failure = reply["failure"]
        raise ActionFault(failure["errorType"], f"“{action.name}”: {failure['errorMessage']}")


def _values(machine: Machine, **slots: Slot[object] | None) -> dict[str, Json]:
    """The values of the slots that are written."""
    return {name: plain_json(machine.evaluate(slot)) for name, slot in slots.items() if slot is not None}


def _written(**names: str | None) -> dict[str, str]:
    """The names that are written."""
    return {shown: name for shown, name in names.items() if name is not None}
