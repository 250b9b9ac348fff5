"""Conversations of org.yaml: their participants, and the attributes of these."""

import asyncio

from architrave.server.call import Answer, ApiCall
from architrave.server.endpoint import Endpoint, endpoint
from architrave.server.entities.bodies import RejectedBody, body_of
from architrave.server.refusals import Refusal, entity_not_found
from architrave.wire.conversations import Conversation, Participant

_PATH = "/api/v2/conversations/{conversationId}"


async def show(call: ApiCall) -> Conversation | Refusal:
    """One conversation, with the attributes as flows and the API have set them."""
    conversation_id = call.params["conversationId"]
    local = call.services.organization
    entity = local.entities.find("conversation", conversation_id)
    if entity is None:
        return entity_not_found("conversation", conversation_id)
    participants: list[Participant] = []
    for one in entity.properties.get("participants") or ():
        attributes = await asyncio.to_thread(local.conversations.all_of, entity.id, one["id"])
        participants.append(
            Participant(id=one["id"], name=one.get("name"), purpose=one.get("purpose"), attributes=attributes or {})
        )
    return Conversation(id=entity.id, participants=participants, self_uri=f"/api/v2/conversations/{entity.id}")


async def set_attributes(call: ApiCall) -> Answer | Refusal | RejectedBody:
    """Set attributes of a participant; the others stay."""
    conversation_id, participant_id = call.params["conversationId"], call.params["participantId"]
    local = call.services.organization
    entity = local.entities.find("conversation", conversation_id)
    if entity is None:
        return entity_not_found("conversation", conversation_id)
    body = await body_of(call)
    if body.rejected is not None:
        return body.rejected
    attributes: dict[str, str] = body.value.get("attributes") or {}
    done = await asyncio.to_thread(local.conversations.write, entity.id, participant_id, attributes)
    return Answer(None, 202) if done else entity_not_found("participant of the conversation", participant_id)


ENDPOINTS: tuple[Endpoint, ...] = (
    endpoint(
        "GET",
        _PATH,
        show,
        note="Shows the participants and attributes of conversations in org.yaml; there are no calls or messages.",
    ),
    endpoint("PATCH", f"{_PATH}/participants/{{participantId}}/attributes", set_attributes),
)
