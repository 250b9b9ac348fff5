"""Encryption, callbacks, outcomes and milestones, work items, journeys, notifications and responses."""

from architrave.diagnostics import Provenance
from architrave.expressions.types import STRING
from architrave.flows.actions.compact import compact, outputs, values
from architrave.flows.actions.declaration import Running, refused_because
from architrave.flows.actions.shape import Anything, Field, MapOf, Named, Object, Text, Value

_RECORDED = Provenance.RECORDED
_SUCCESS = ("success", "failure")
_FOUND = ("found", "notFound")
_NAME = Object({"name": Field(Text(), "name")}, is_open=True)
_OUTCOME = Field(_NAME, "flow_outcome", required=True)
_SCRIPT = Field(Named(Object({"inputs": Field(MapOf(Value(STRING)), "inputs")}, is_open=True), "script"), "script")
_SEALED = "The text is sealed, not secret: a local organization has no keys of its own."
_TRACED = "It stands in the trace; no statistics are kept."
_JOURNEY = "A local organization holds no journeys."

_ENCRYPTION = (
    compact(
        "encryptData",
        "Encrypt Data",
        {**values(dataToEncrypt="JSON"), **outputs(encryptedData="String")},
        _SUCCESS,
        fails=True,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note=_SEALED,
    ),
    compact(
        "decryptData",
        "Decrypt Data",
        {**values(dataToDecrypt="String"), **outputs(decryptedData="JSON")},
        _SUCCESS,
        fails=True,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note=_SEALED,
    ),
)

_OUTCOMES = (
    compact(
        "setFlowOutcome",
        "Set Flow Outcome",
        {"flowOutcome": _OUTCOME, "flowOutcomeValue": Field(Text(("SUCCESS", "FAILURE")), "flow_outcome_value")},
        provenance=_RECORDED,
        is_open=False,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
    compact(
        "initializeFlowOutcome",
        "Initialize Flow Outcome",
        {"flowOutcome": _OUTCOME},
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
    compact(
        "addFlowMilestone",
        "Add Flow Milestone",
        {"milestone": Field(_NAME, "milestone", required=True), "flowOutcome": Field(_NAME, "flow_outcome")},
        provenance=_RECORDED,
        is_open=False,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note=_TRACED,
    ),
)

_WORK_ITEMS = refused_because(
    "Only a work item flow has a work item.",
    compact(
        "updateWorkitem",
        "Update Workitem",
        {"statements": Field(Anything(), "statements")},
        _SUCCESS,
        fails=True,
        needs_interaction=False,
    ),
    compact("terminateWorkitem", "Terminate Workitem", {}, _SUCCESS, fails=True, needs_interaction=False),
    compact(
        "disconnectWorkitem", "Disconnect Workitem", {}, _SUCCESS, fails=True, provenance=_RECORDED, is_terminal=True
    ),
    compact("exitWorkitemFlow", "Exit Workitem Flow", {}, provenance=_RECORDED, is_terminal=True),
)

_JOURNEYS = tuple(
    compact(
        key,
        title,
        {**values(findId="String"), **outputs(findResult=result)},
        _FOUND,
        needs_interaction=False,
        note=_JOURNEY,
    )
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
    compact(
        "createCallback",
        "Create Callback",
        {**values(callbackNumber="PhoneNumber", calleeName="String", queue="Queue"), "screenPopScript": _SCRIPT},
        provenance=_RECORDED,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note="The callback stands in the journal; nobody is called.",
    ),
    compact(
        "sendNotification",
        "Send Notification",
        values(
            notificationType="Any",
            subject="String",
            body="String",
            sendToUsers="User[]",
            emailNotificationStyle="Any",
            emailFrom="EmailAddress",
        ),
        _SUCCESS,
        fails=True,
        provenance=_RECORDED,
        needs_interaction=False,
        running=Running.APPROXIMATED,
        note="Takes the success path; nothing is sent from a local organization.",
    ),
    compact(
        "getResponse",
        "Get Response",
        {},
        _SUCCESS,
        fails=True,
        needs_interaction=False,
        note="A local organization holds no response library.",
    ),
    compact(
        "sendKnowledgeFeedback",
        "Send Knowledge Feedback",
        values(knowledgeArticle="KnowledgeBaseDocument", knowledgeFeedback="String", knowledgeSearchId="String"),
        _SUCCESS,
        fails=True,
        needs_interaction=False,
        note="A local organization holds no knowledge.",
    ),
)
