"""Encryption, callbacks, outcomes and milestones, work items, journeys, notifications and responses."""

from collections.abc import Mapping

from architrave.diagnostics import Provenance
from architrave.expressions.types import JSON, PHONE_NUMBER, QUEUE, STRING, type_named
from architrave.expressions.values import Json, PhoneNumber, Record
from architrave.flows.actions.compact import OnlyFailure, compact
from architrave.flows.actions.declaration import Running, only_in, refused_because
from architrave.flows.actions.failures import failures
from architrave.flows.actions.shape import (
    GIVEN,
    Anything,
    Keyed,
    MapOf,
    Named,
    NamedObject,
    Object,
    Output,
    Text,
    Value,
    field,
    fields,
)
from architrave.flows.flow_groups import CALLS, CONVERSATIONS, STATEFUL, WORKFLOWS, WORKITEMS
from architrave.flows.program import Fields, Slot, Target, Targets


@fields
class ScriptInputs(Fields):
    """The inputs of a script, below its name."""

    inputs: Mapping[str, Slot[str]] = field(MapOf(Value(STRING)))


@fields
class EncryptData(Fields):
    """The fields of Encrypt Data."""

    data_to_encrypt: Slot[Json] | None = field(Value(JSON))
    encrypted_data: Target | None = field(Output(STRING))
    failure_outputs: Targets = failures()


@fields
class DecryptData(Fields):
    """The fields of Decrypt Data."""

    data_to_decrypt: Slot[str] | None = field(Value(STRING))
    decrypted_data: Target | None = field(Output(JSON))
    failure_outputs: Targets = failures()


@fields
class SetFlowOutcome(Fields):
    """The fields of Set Flow Outcome."""

    flow_outcome: NamedObject = field(Object(NamedObject, is_open=True), required=True)
    flow_outcome_value: str | None = field(Text(("SUCCESS", "FAILURE")))


@fields
class InitializeFlowOutcome(Fields):
    """The fields of Initialize Flow Outcome."""

    flow_outcome: NamedObject = field(Object(NamedObject, is_open=True), required=True)


@fields
class AddFlowMilestone(Fields):
    """The fields of Add Flow Milestone."""

    milestone: NamedObject = field(Object(NamedObject, is_open=True), required=True)
    flow_outcome: NamedObject = field(Object(NamedObject, is_open=True))


@fields
class UpdateWorkitem(Fields):
    """The fields of Update Workitem."""

    statements: None = field(Anything())
    failure_outputs: Targets = failures()


@fields
class CreateCallback(Fields):
    """The fields of Create Callback."""

    callback_number: Slot[PhoneNumber] | None = field(Value(PHONE_NUMBER))
    callee_name: Slot[str] | None = field(Value(STRING))
    queue: Slot[Record] | None = field(Value(QUEUE))
    script: Keyed[ScriptInputs] = field(Named(Object(ScriptInputs, is_open=True), "script"), "screenPopScript")


@fields
class SendNotification(Fields):
    """The fields of Send Notification."""

    notification_type: Slot[object] | None = field(Value())
    subject: Slot[str] | None = field(Value(STRING))
    body: Slot[str] | None = field(Value(STRING))
    send_to_users: Slot[tuple[Record | None, ...]] | None = field(Value(type_named("User[]")))
    email_notification_style: Slot[object] | None = field(Value())
    email_from: Slot[Record] | None = field(Value(type_named("EmailAddress")))
    failure_outputs: Targets = failures()


@fields
class SendKnowledgeFeedback(Fields):
    """The fields of Send Knowledge Feedback."""

    knowledge_article: Slot[Record] | None = field(Value(type_named("KnowledgeBaseDocument")))
    knowledge_feedback: Slot[str] | None = field(Value(STRING))
    knowledge_search_id: Slot[str] | None = field(Value(STRING))
    failure_outputs: Targets = failures()


@fields
class GetJourney(Fields):
    """The fields of the actions that get part of a journey."""

    find_id: Slot[str] | None = field(Value(STRING))
    find_result: Target | None = field(Output(GIVEN))


_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")
_FOUND = ("found", "notFound")
_SEALED = "The text is encoded, not secret: a local organization has no encryption keys."
_TRACED = "Recorded in the trace; no statistics are kept."
_JOURNEY = "A local organization has no journeys."

_ENCRYPTION = (
    compact(
        "encryptData",
        "Encrypt Data",
        EncryptData,
        _SUCCESS,
        page="encrypt-data-action",
        running=Running.APPROXIMATED,
        note=_SEALED,
    ),
    compact(
        "decryptData",
        "Decrypt Data",
        DecryptData,
        _SUCCESS,
        page="decrypt-data-action",
        running=Running.APPROXIMATED,
        note=_SEALED,
    ),
)

_OUTCOMES = (
    compact(
        "setFlowOutcome",
        "Set Flow Outcome",
        SetFlowOutcome,
        provenance=_RECORDED,
        is_open=False,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
    compact(
        "initializeFlowOutcome",
        "Initialize Flow Outcome",
        InitializeFlowOutcome,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
    compact(
        "addFlowMilestone",
        "Add Flow Milestone",
        AddFlowMilestone,
        provenance=_RECORDED,
        is_open=False,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
)

_WORK_ITEMS = refused_because(
    "Only work item flows have a work item.",
    *only_in(
        WORKITEMS,
        compact("updateWorkitem", "Update Workitem", UpdateWorkitem, _SUCCESS),
        compact("terminateWorkitem", "Terminate Workitem", OnlyFailure, _SUCCESS),
        perhaps=WORKFLOWS,
    ),
    *only_in(
        WORKITEMS,
        compact(
            "disconnectWorkitem", "Disconnect Workitem", OnlyFailure, _SUCCESS, provenance=_RECORDED, is_terminal=True
        ),
        compact("exitWorkitemFlow", "Exit Workitem Flow", provenance=_RECORDED, is_terminal=True),
    ),
)

_JOURNEYS = tuple(
    compact(key, title, GetJourney, _FOUND, given=type_named(result), note=_JOURNEY)
    for key, title, result in (
        ("getJourneyOutcome", "Get Journey Outcome", "JourneyOutcome"),
        ("getJourneyOutcomeScoresBySession", "Get Journey Outcome Scores by Session", "JourneyOutcomeScore[]"),
        ("getJourneySegment", "Get Journey Segment", "JourneySegment"),
        ("getJourneySession", "Get Journey Session", "JourneySession"),
        ("getJourneySessionsByExternalContact", "Get Journey Sessions by External Contact", "JourneySession[]"),
    )
)

DECLARATIONS = (
    *_ENCRYPTION,
    *_OUTCOMES,
    *_WORK_ITEMS,
    *_JOURNEYS,
    *only_in(
        CALLS,
        compact(
            "createCallback",
            "Create Callback",
            CreateCallback,
            provenance=_RECORDED,
            running=Running.APPROXIMATED,
            note="The callback is kept as an entity; nobody is called. It is documented for call flows only.",
        ),
        perhaps=CONVERSATIONS | STATEFUL,
    ),
    compact(
        "sendNotification",
        "Send Notification",
        SendNotification,
        _SUCCESS,
        provenance=_RECORDED,
        running=Running.APPROXIMATED,
        page="send-notification-action",
        note="It is kept as an entity; nothing is sent. More than 50 users is a failure (assumed); else it succeeds.",
    ),
    compact(
        "getResponse",
        "Get Response",
        OnlyFailure,
        _SUCCESS,
        note="A local organization has no response library.",
    ),
    compact(
        "sendKnowledgeFeedback",
        "Send Knowledge Feedback",
        SendKnowledgeFeedback,
        _SUCCESS,
        note="A local organization has no knowledge base.",
    ),
)
