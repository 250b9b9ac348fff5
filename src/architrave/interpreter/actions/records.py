"""Encryption, callbacks, outcomes and milestones, notifications.

They are approximated. Callbacks and notifications become entities of the organization; the results of the others exist
only in the execution's journal and trace.
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
from architrave.interpreter.faults import ActionFault, not_set
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, Path, Work, performs
from architrave.interpreter.plain import plain_json

NO_DATA, TOO_LARGE, GENERAL_ERROR = "NoDataSupplied", "MaximumDataSizeExceeded", "GeneralError"
"""The error types of Encrypt Data and Decrypt Data that can occur here (documented)."""

LONGEST_ENCRYPTED = 32_000
"""The most characters of encrypted data (documented)."""

MOST_RECIPIENTS = 50
"""The most users that one notification can be sent to (documented)."""


@performs(EncryptData)
def encrypt_data(machine: Machine, action: Action[EncryptData]) -> Effects:
    """Encodes JSON as a text that only Decrypt Data reads.

    The error types are a closed list. Failure leaves the variable of the result as it is (both documented).
    """
    value = machine.evaluate(action.fields.data_to_encrypt)
    if value is None:
        return machine.fail(action, NO_DATA, "The data to encrypt are NOT_SET.")
    reply = machine.take(asked := Cipher("encrypt", json_text(value.value)), (yield asked))
    if "failure" in reply:
        return machine.fail(action, GENERAL_ERROR, reply["failure"]["errorMessage"])
    if len(reply["success"]) > LONGEST_ENCRYPTED:
        message = f"The encrypted data have {len(reply['success']):,} characters; at most {LONGEST_ENCRYPTED:,} fit."
        return machine.fail(action, TOO_LARGE, message)
    machine.assign(action.fields.encrypted_data, reply["success"])
    return "success"


@performs(DecryptData)
def decrypt_data(machine: Machine, action: Action[DecryptData]) -> Effects:
    """Decodes the JSON that Encrypt Data encoded.

    The error types are a closed list (documented). That text which cannot be decrypted is a GeneralError is assumed,
    and so is that a text which Encrypt Data cannot have made is too large.
    """
    text = machine.evaluate(action.fields.data_to_decrypt)
    if text is None or not text.strip():
        return machine.fail(action, NO_DATA, "The data to decrypt are NOT_SET or blank.")
    if len(text) > LONGEST_ENCRYPTED:
        message = f"The data to decrypt have {len(text):,} characters; at most {LONGEST_ENCRYPTED:,} fit."
        return machine.fail(action, TOO_LARGE, message)
    reply = machine.take(asked := Cipher("decrypt", text), (yield asked))
    if "failure" in reply:
        return machine.fail(action, GENERAL_ERROR, reply["failure"]["errorMessage"])
    try:
        value = JsonValue(parse_json(reply["success"]))
    except ExpressionError as fault:
        return machine.fail(action, GENERAL_ERROR, fault.message)
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
    """Creates a callback. It is never answered. A NOT_SET number is a fault (assumed)."""
    fields = action.fields
    values = _values(machine, callbackNumber=fields.callback_number, calleeName=fields.callee_name, queue=fields.queue)
    if values.get("callbackNumber") is None:
        raise not_set(action, "number to call back")
    yield from _create(machine, action, "callback", values)
    return None


@performs(SendNotification)
def send_notification(machine: Machine, action: Action[SendNotification]) -> Effects:
    """Takes the success path; nothing is sent.

    A subject of NOT_SET is blank. More than 50 users is too many (both documented); that it is a failure is assumed.
    """
    fields = action.fields
    values = _values(
        machine,
        type=fields.notification_type,
        subject=fields.subject,
        body=fields.body,
        users=fields.send_to_users,
    )
    values["subject"] = values.get("subject") or ""
    users = values.get("users")
    if isinstance(users, list) and len(users) > MOST_RECIPIENTS:
        return machine.fail(action, "TooManyRecipients", f"{len(users)} users are more than {MOST_RECIPIENTS}.")
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
