"""Data of a conversation's participants: reading and writing attributes."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING
from architrave.flows.actions.declaration import ActionDeclaration, Branches, Fields, Running
from architrave.flows.actions.failures import FAILURE_OUTPUTS
from architrave.flows.actions.shape import Field, ListOf, Object, Value, VariableName, field

_READ = Object(
    {
        "name": field(Value(STRING), "name", required=True),
        "variable": field(VariableName(STRING), "target", required=True),
    }
)
_WRITTEN = Object(
    {
        "name": field(Value(STRING), "name", required=True),
        "value": field(Value(STRING), "value", required=True),
    }
)
_CONVERSATION = {
    "conversationId": field(Value(STRING), "conversation_id"),
    "participantId": field(Value(STRING), "participant_id"),
}
_SECURED = "Secured data belongs to secure flows."


def _attributes(shape: Object, doc: str) -> Field:
    return field(ListOf(shape, tag="attribute"), "attributes", doc=doc)


_READS = _attributes(_READ, "Tuples of (Slot of the name, Target).")
_WRITES = _attributes(_WRITTEN, "Tuples of (Slot of the name, Slot of the value).")


def _build(raw: Fields) -> tuple[Fields, Branches]:
    written: tuple[Fields, ...] = raw.get("attributes") or ()
    pairs = [(item.get("name"), item.get("target") or item.get("value")) for item in written]
    attributes = tuple(pair for pair in pairs if pair[0] is not None and pair[1] is not None)
    defaults: Fields = {"conversation_id": None, "participant_id": None}
    return {**defaults, **raw, "attributes": attributes}, {}


DECLARATIONS = (
    ActionDeclaration(
        "getConversationData",
        "Get Conversation Data",
        {**_CONVERSATION, "attributes": _READS},
        outputs=("found", "notFound"),
        idle_outputs=("failure",),
        running=Running.EXACT,
        build=_build,
    ),
    ActionDeclaration(
        "setConversationData",
        "Set Conversation Data",
        {**_CONVERSATION, "attributes": _WRITES, "failureOutputs": FAILURE_OUTPUTS},
        outputs=("success", "failure"),
        running=Running.EXACT,
        build=_build,
    ),
    ActionDeclaration(
        "getParticipantData",
        "Get Participant Data",
        {**_CONVERSATION, "attributes": _READS},
        outputs=("found", "notFound"),
        idle_outputs=("failure",),
        running=Running.EXACT,
        build=_build,
    ),
    ActionDeclaration(
        "setParticipantData",
        "Set Participant Data",
        {**_CONVERSATION, "attributes": _WRITES, "failureOutputs": FAILURE_OUTPUTS},
        outputs=("success", "failure"),
        running=Running.EXACT,
        build=_build,
    ),
    ActionDeclaration(
        "getSecuredData",
        "Get Secured Data",
        {**_CONVERSATION, "attributes": _READS, "failureOutputs": FAILURE_OUTPUTS},
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note=_SECURED,
        build=_build,
    ),
    ActionDeclaration(
        "setSecuredData",
        "Set Secured Data",
        {**_CONVERSATION, "attributes": _WRITES, "failureOutputs": FAILURE_OUTPUTS},
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note=_SECURED,
        build=_build,
    ),
)
