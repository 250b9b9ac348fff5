"""Get and Set Conversation Data, and Get and Set Participant Data."""

from architrave.expressions.values import text_of
from architrave.flows.actions.conversations import GetData, OfConversation, SetData
from architrave.flows.program import Action
from architrave.interpreter.effects import ReadData, WriteData
from architrave.interpreter.machine import Machine
from architrave.interpreter.performing import Effects, performs
from architrave.interpreter.plain import world_value


@performs(GetData)
def get_data(machine: Machine, action: Action[GetData]) -> Effects:
    """Reads attributes into variables.

    Takes Found if one of them is set; the others become NOT_SET. A NOT_SET conversation is not found (both assumed).
    """
    attributes = action.fields.attributes
    conversation, participant = _whose(machine, action.fields)
    names = tuple(machine.evaluate(attribute.name) or "" for attribute in attributes)
    machine.seen = {"conversationId": conversation, "attributes": names}
    if conversation is None:
        return "notFound"
    found = machine.take(asked := ReadData(conversation, participant, names), (yield asked))
    if not found:
        return "notFound"
    for name, attribute in zip(names, attributes, strict=True):
        target = attribute.target
        machine.assign(target, world_value(target.type, found.get(name), "The attribute", name))
    return "found"


@performs(SetData)
def set_data(machine: Machine, action: Action[SetData]) -> Effects:
    """Writes attributes. NOT_SET is written as an empty text (assumed)."""
    conversation, participant = _whose(machine, action.fields)
    values = {
        machine.evaluate(attribute.name) or "": machine.evaluate(attribute.value)
        for attribute in action.fields.attributes
    }
    texts = {name: "" if value is None else text_of(value) for name, value in values.items()}
    machine.seen = {"conversationId": conversation, "attributes": texts}
    if conversation is None:
        return machine.fail(action, "ConversationNotFound", "The conversation id is NOT_SET.")
    if machine.take(asked := WriteData(conversation, participant, texts), (yield asked)):
        return "success"
    return machine.fail(action, "ConversationNotFound", f"There is no conversation “{conversation}”.")


def _whose(machine: Machine, fields: OfConversation) -> tuple[str | None, str | None]:
    """The conversation and the participant; without either, the workflow uses its execution's data (assumed)."""
    conversation, participant = fields.conversation_id, fields.participant_id
    own = machine.start.execution_id
    return (
        machine.evaluate(conversation) if conversation is not None and conversation.is_set else own,
        machine.evaluate(participant) if participant is not None and participant.is_set else None,
    )
