"""Get and Set Conversation Data, and Get and Set Participant Data."""

from typing import Any

from architrave.expressions.values import text_of
from architrave.flows.program import Action, Slot, Target
from architrave.interpreter.effects import ReadData, WriteData
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value


@performs("getConversationData", "getParticipantData")
def get_data(machine: Machine, action: Action) -> Effects:
    """Reads attributes into variables.

    Found where one of them is set; the others become NOT_SET. A conversation of NOT_SET is not found (both assumed).
    """
    attributes: tuple[tuple[Slot, Target | None], ...] = action.fields["attributes"]
    conversation, participant = _whose(machine, action)
    names = tuple(machine.evaluate(name) or "" for name, _ in attributes)
    machine.seen = {"conversationId": conversation, "attributes": names}
    if conversation is None:
        return "notFound"
    found: dict[str, Any] | None = machine.take((yield ReadData(conversation, participant, names)))
    if not found:
        return "notFound"
    for name, (_, target) in zip(names, attributes, strict=True):
        if target is not None:
            machine.assign(target, world_value(target.type, found.get(name), "The attribute", name))
    return "found"


@performs("setConversationData", "setParticipantData", failure=True)
def set_data(machine: Machine, action: Action) -> Effects:
    """Writes attributes. A value of NOT_SET is written as an empty text (assumed)."""
    attributes: tuple[tuple[Slot, Slot], ...] = action.fields["attributes"]
    conversation, participant = _whose(machine, action)
    values = {machine.evaluate(name) or "": machine.evaluate(value) for name, value in attributes}
    texts = {name: "" if value is None else text_of(value) for name, value in values.items()}
    machine.seen = {"conversationId": conversation, "attributes": texts}
    if conversation is None:
        return machine.fail(action, "ConversationNotFound", "The conversation id is NOT_SET.")
    if machine.take((yield WriteData(conversation, participant, texts))):
        return "success"
    return machine.fail(action, "ConversationNotFound", f"There is no conversation “{conversation}”.")


def _whose(machine: Machine, action: Action) -> tuple[str | None, str | None]:
    """The conversation and the participant; a workflow without either works on its own execution's (assumed)."""
    conversation, participant = action.fields.get("conversation_id"), action.fields.get("participant_id")
    own = machine.start.execution_id
    return (
        machine.evaluate(conversation) if conversation is not None and conversation.is_set else own,
        machine.evaluate(participant) if participant is not None and participant.is_set else None,
    )
