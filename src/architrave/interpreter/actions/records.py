"""Encryption, callbacks, outcomes and milestones, notifications.

A local organization keeps none of what these make beyond the execution's own journal and trace: they are approximated.
"""

from typing import Any, cast

from architrave.expressions.faults import ExpressionError
from architrave.expressions.values import Json as JsonValue
from architrave.expressions.values import json_text, parse_json
from architrave.flows.program import Action, Slot
from architrave.interpreter.effects import Change, Cipher
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, Work, performs
from architrave.interpreter.plain import plain_json


@performs("encryptData", failure=True)
def encrypt_data(machine: Machine, action: Action) -> Effects:
    """Seals JSON into a text that only Decrypt Data reads."""
    value: JsonValue | None = machine.evaluate(action.fields["data_to_encrypt"])
    if value is None:
        return machine.fail(action, "NotSet", "The data to encrypt are NOT_SET.")
    reply = machine.take((yield Cipher("encrypt", json_text(value.value))))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    machine.assign(action.fields.get("encrypted_data"), reply["success"])
    return "success"


@performs("decryptData", failure=True)
def decrypt_data(machine: Machine, action: Action) -> Effects:
    """The JSON that Encrypt Data sealed."""
    text: str | None = machine.evaluate(action.fields["data_to_decrypt"])
    if text is None:
        return machine.fail(action, "NotSet", "The data to decrypt are NOT_SET.")
    reply = machine.take((yield Cipher("decrypt", text)))
    if "failure" in reply:
        return machine.fail(action, reply["failure"]["errorType"], reply["failure"]["errorMessage"])
    try:
        value = JsonValue(parse_json(reply["success"]))
    except ExpressionError as fault:
        return machine.fail(action, fault.type, fault.message)
    machine.assign(action.fields.get("decrypted_data"), value)
    return "success"


@performs("setFlowOutcome", "initializeFlowOutcome", "addFlowMilestone")
def note_outcome(machine: Machine, action: Action) -> Path:
    """Stands in the trace; nothing else reads outcomes and milestones here."""
    fields = action.fields
    names = {"flow_outcome": "flowOutcome", "flow_outcome_value": "value", "milestone": "milestone"}
    machine.seen = {shown: _name(fields[name]) for name, shown in names.items() if fields.get(name)}
    return None


@performs("createCallback")
def create_callback(machine: Machine, action: Action) -> Effects:
    """Makes a callback, which nobody will answer. A number of NOT_SET is a fault (assumed)."""
    names = {"callback_number": "callbackNumber", "callee_name": "calleeName", "queue": "queue"}
    values = _values(machine, action, names)
    if values.get("callbackNumber") is None:
        raise ActionFault("NotSet", f"“{action.name}” has no number to call back: it is NOT_SET.")
    yield from _change(machine, action, "callback", values)
    return None


@performs("sendNotification", failure=True)
def send_notification(machine: Machine, action: Action) -> Effects:
    """Takes the success path; nothing is sent."""
    names = {"notification_type": "type", "subject": "subject", "body": "body", "send_to_users": "users"}
    yield from _change(machine, action, "notification", _values(machine, action, names))
    return "success"


def _change(machine: Machine, action: Action, noun: str, values: dict[str, Any]) -> Work[dict[str, Any]]:
    machine.seen = dict(values)
    reply = machine.take((yield Change(noun, "create", None, values)))
    if "failure" in reply:
        failure = reply["failure"]
        raise ActionFault(failure["errorType"], f"“{action.name}”: {failure['errorMessage']}")
    return reply["success"]


def _values(machine: Machine, action: Action, names: dict[str, str]) -> dict[str, Any]:
    slots: dict[str, Slot | None] = {shown: action.fields.get(name) for name, shown in names.items()}
    return {shown: plain_json(machine.evaluate(slot)) for shown, slot in slots.items() if slot is not None}


def _name(value: Any) -> str:
    return str(cast("dict[str, Any]", value).get("name")) if isinstance(value, dict) else str(value)
