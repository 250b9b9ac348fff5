"""Get and Set Conversation Data, and Get and Set Participant Data."""

from architrave.expressions.values import text_of
from architrave.flows.actions.conversations import GetData, OfConversation, SetData
from architrave.flows.program import Action, AnyAction, Slot
from architrave.interpreter.effects import ReadData, WriteData
from architrave.interpreter.faults import not_set
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value

NOT_FOUND = "ConversationNotFound"
"""The error type for a conversation or participant that does not exist (assumed)."""


@performs(GetData)
def get_data(machine: Machine, action: Action[GetData]) -> Effects:
    """Reads attributes into variables.

    Takes Found if the conversation and, if one is named, the participant exist, whatever attributes they have
    (documented). An attribute that is not set gives NOT_SET, and a conversation of NOT_SET is not found (both assumed).
    """
    attributes = action.fields.attributes
    conversation, participant = _whose(machine, action.fields)
    names = tuple(_name(machine, action, attribute.name) for attribute in attributes)
    machine.seen = {"conversationId": conversation, "attributes": names}
    if conversation is None:
        return "notFound"
    found = machine.take(asked := ReadData(conversation, participant, names), (yield asked))
    if found is None:
        return "notFound"
    for name, attribute in zip(names, attributes, strict=True):
        target = attribute.target
        machine.assign(target, world_value(target.type, found.get(name), "The attribute", name))
    return "found"


@performs(SetData)
def set_data(machine: Machine, action: Action[SetData]) -> Effects:
    """Writes attributes. NOT_SET is written as an empty text, and what does not exist is a failure (both assumed)."""
    conversation, participant = _whose(machine, action.fields)
    values = {
        _name(machine, action, attribute.name): machine.evaluate(attribute.value)
        for attribute in action.fields.attributes
    }
    texts = {name: "" if value is None else text_of(value) for name, value in values.items()}
    machine.seen = {"conversationId": conversation, "attributes": texts}
    if conversation is None:
        return machine.fail(action, NOT_FOUND, "The conversation id is NOT_SET.")
    if machine.take(asked := WriteData(conversation, participant, texts), (yield asked)):
        return "success"
    of = f"conversation “{conversation}”"
    what = of if participant is None else f"participant “{participant}” in the {of}, or no such conversation"
    return machine.fail(action, NOT_FOUND, f"There is no {what}.")


def _name(machine: Machine, action: AnyAction, slot: Slot[str]) -> str:
    """The name of an attribute. A blank one is an error (documented for literals, assumed for expressions)."""
    name = machine.evaluate(slot)
    if name is None or not name.strip():
        raise not_set(action, "name for an attribute")
    return name


def _whose(machine: Machine, fields: OfConversation) -> tuple[str | None, str | None]:
    """The conversation and the participant; without either, the workflow uses its execution's data (assumed)."""
    conversation, participant = fields.conversation_id, fields.participant_id
    own = machine.start.execution_id
    return (
        machine.evaluate(conversation) if conversation is not None and conversation.is_set else own,
        machine.evaluate(participant) if participant is not None and participant.is_set else None,
    )
