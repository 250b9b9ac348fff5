"""The keys of a flow's settings (`settingsErrorHandling`, `settingsMenu`, …).

Of most settings we know only the keys that public exports have: another key is reported only if it is similar to one
of them. What a workflow does after an error is known: it ends, or goes on in another state or task.
"""

from architrave.flows.actions import ACTIONS
from architrave.flows.expect import as_object, report_unknown_key
from architrave.flows.reading import Reading
from architrave.flows.yaml import Entry, Mapping

_ERRORS = "settingsErrorHandling"
_WAYS = "errorHandling"
_WORKFLOW_WAYS = ("endWorkflow", "changeState", "callTask", "jumpToTask")
_OTHER_WAYS = ("disconnect", "endFlow", "endWorkflow", "exit", "queue", "changeState", "callTask", "jumpToTask")

_KEYS: dict[str, tuple[str, ...]] = {
    "settingsActionDefaults": tuple(ACTIONS),
    "settingsBotFlow": ("intentSettings",),
    "settingsCommonModule": ("compatibleFlowTypes",),
    "settingsInQueueCall": ("holdMusic",),
    "settingsInboundEmailHandling": ("emailHandling",),
    "settingsMenu": (
        "extensionDialingMaxDelay",
        "listenForExtensionDialing",
        "menuSelectionTimeout",
        "repeatCount",
    ),
    "settingsNaturalLanguageUnderstanding": ("nluDomainVersion",),
    "settingsOutboundCall": ("contactList", "wrapupCode"),
    "settingsPrompts": ("ensureAudioInPrompts", "promptMediaToValidate"),
    "settingsSpeechRec": (
        "asrCompanyDir",
        "asrEnabledOnFlow",
        "completeMatchTimeout",
        "incompleteMatchTimeout",
        "maxSpeechLengthTimeout",
        "minConfidenceLevel",
        "suppressRecording",
    ),
    "settingsUserInput": (
        "collectionHighConfidenceThreshold",
        "collectionLowConfidenceThreshold",
        "confirmationLowConfidenceThreshold",
        "confirmationNoInputApology",
        "confirmationNoMatchApology",
        "confirmationRejectionsMax",
        "enableAutomaticQuickReplies",
        "enableBargeIn",
        "noInputApology",
        "noInputsMax",
        "noInputsTimeout",
        "noMatchApology",
        "noMatchesMax",
        "noToConfirmationApology",
    ),
    _ERRORS: (
        _WAYS,
        "agentEscalationConfirmation",
        "agentEscalationHandover",
        "enableAgentEscalation",
        "errorEventHandover",
        "preHandlingAudio",
        "recognitionFailureEventHandling",
        "recognitionFailureEventHandover",
    ),
}


def check_settings(reading: Reading, entry: Entry) -> None:
    """Reports unknown keys in one of the flow's settings."""
    keys = _KEYS.get(entry.name)
    body = None if keys is None else as_object(reading, entry.value, entry.name)
    if keys is None or body is None:
        return
    is_workflow = reading.flow_type.key == "workflow"
    if entry.name == _ERRORS and is_workflow:
        keys = (_WAYS,)
    _check_keys(reading, body, keys, entry.name, is_open=not (entry.name == _ERRORS and is_workflow))
    ways = body.entry(_WAYS) if entry.name == _ERRORS else None
    inner = None if ways is None else as_object(reading, ways.value, _WAYS)
    if inner is not None:
        known = _WORKFLOW_WAYS if is_workflow else _OTHER_WAYS
        _check_keys(reading, inner, known, _WAYS, is_open=not is_workflow)


def _check_keys(reading: Reading, body: Mapping, known: tuple[str, ...], what: str, *, is_open: bool) -> None:
    for entry in body.entries:
        if entry.name not in known:
            report_unknown_key(reading, entry.key, known, what, is_open=is_open, siblings=body)
