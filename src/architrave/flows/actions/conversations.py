"""Data of a conversation's participants: reading and writing attributes."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING
from architrave.flows.actions.declaration import ActionDeclaration, Running, only_in
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import ListOf, Object, Value, VariableName, field, fields
from architrave.flows.flow_groups import CONVERSATIONS, STATEFUL
from architrave.flows.program import Fields, Slot, Target, Targets

_SECURED = "Only secure flows have secured data."


@fields
class ReadAttribute(Fields):
    """An attribute to read."""

    name: Slot[str] = field(Value(STRING), required=True)
    target: Target = field(VariableName(STRING), "variable", required=True)


@fields
class WrittenAttribute(Fields):
    """An attribute to write."""

    name: Slot[str] = field(Value(STRING), required=True)
    value: Slot[str] = field(Value(STRING), required=True)


_READS = ListOf(Object(ReadAttribute), tag="attribute")
_WRITES = ListOf(Object(WrittenAttribute), tag="attribute")
_READS_DOC = "The attributes to read: each name, and the variable for its value."
_WRITES_DOC = "The attributes to write: each name with its value."


@fields
class OfConversation(Fields):
    """Whose data it is: the fields that all these actions have."""

    conversation_id: Slot[str] | None = field(Value(STRING))
    participant_id: Slot[str] | None = field(Value(STRING))


@fields
class GetData(OfConversation):
    """The fields of Get Conversation Data and Get Participant Data."""

    attributes: tuple[ReadAttribute, ...] = field(_READS, doc=_READS_DOC)


@fields
class GetSecuredData(GetData):
    """The fields of Get Secured Data."""

    failure_outputs: Targets = failures()


@fields
class SetData(OfConversation):
    """The fields of Set Conversation Data, Set Participant Data and Set Secured Data."""

    attributes: tuple[WrittenAttribute, ...] = field(_WRITES, doc=_WRITES_DOC)
    failure_outputs: Targets = failures()


_OWN = (
    "The action needs an actual conversation; what it does in a workflow is not public. Here the execution has data of "
    "its own."
)

DECLARATIONS = (
    ActionDeclaration(
        "getConversationData",
        "Get Conversation Data",
        GetData,
        outputs=("found", "notFound"),
        idle_outputs=("failure",),
        running=Running.EXACT,
        page="get-conversation-data-action",
        note="An attribute that is not set gives NOT_SET (assumed). The conversations are those of org.yaml.",
    ),
    ActionDeclaration(
        "setConversationData",
        "Set Conversation Data",
        SetData,
        outputs=("success", "failure"),
        running=Running.APPROXIMATED,
        page="set-conversation-data-action",
        note="What fails is not public: here a conversation or participant that org.yaml does not have.",
    ),
    *only_in(
        CONVERSATIONS,
        ActionDeclaration(
            "getParticipantData",
            "Get Participant Data",
            GetData,
            outputs=("found", "notFound"),
            idle_outputs=("failure",),
            running=Running.APPROXIMATED,
            page="ArchActionGetParticipantData",
            note=_OWN,
        ),
        ActionDeclaration(
            "setParticipantData",
            "Set Participant Data",
            SetData,
            outputs=("success", "failure"),
            running=Running.APPROXIMATED,
            page="set-participant-data-action",
            note=_OWN,
        ),
        perhaps=STATEFUL,
    ),
    ActionDeclaration(
        "getSecuredData",
        "Get Secured Data",
        GetSecuredData,
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note=_SECURED,
    ),
    ActionDeclaration(
        "setSecuredData",
        "Set Secured Data",
        SetData,
        outputs=("success", "failure"),
        is_open=True,
        provenance=Provenance.DOCUMENTED,
        note=_SECURED,
    ),
)
