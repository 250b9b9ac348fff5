"""What a flow type cannot have: actions, functions, parts. Each row is a flow type, what is in it, and the finding."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.actions import ACTIONS
from architrave.flows.flow_types import FLOW_TYPES
from architrave.flows.reader import read_flow

ERROR, WARNING, NOTHING = "error", "warning", ""
_STATES = ("states", "state")
_TASKS = ("tasks", "task")
_BOTS = ("bots", "bot")
_CONTAINERS = {
    **dict.fromkeys(("inboundCall", "outboundCall", "secureCall", "voicemail"), _TASKS),
    **dict.fromkeys(("botFlow", "digitalBot", "voiceSurvey"), _BOTS),
}
_RULES = {"action-not-allowed", "function-not-allowed", "part-not-allowed"}


def flow(kind: str, actions: str, more: str = "") -> str:
    if kind in ("inqueueCall", "commonModule"):
        return f"{kind}:\n  name: x\n{more}  startUpTaskActions:\n    - {actions}\n"
    many, one = _CONTAINERS.get(kind, _STATES)
    return (
        f"{kind}:\n  name: x\n  startUpRef: /{kind}/{many}/{one}[S_1]\n{more}  {many}:\n"
        f"    - {one}:\n        name: S\n        refId: S_1\n        actions:\n          - {actions}\n"
    )


def found(text: str) -> list[tuple[str, str]]:
    _, diagnostics = read_flow(Source("flow.yaml", text))
    return [(each.rule.slug, each.rule.severity.value) for each in diagnostics if each.rule.slug in _RULES]


ACTION_ROWS = """
inboundShortMessage   jumpToTask          error
inboundShortMessage   playAudio           error
inboundShortMessage   transferToVoicemail error
inboundShortMessage   collectInput        error
inboundShortMessage   sendResponse
inboundShortMessage   transferToNumber    warning
inboundEmail          sendAutoReply
inboundEmail          sendResponse        warning
inboundEmail          transferToFlowSecure error
inboundEmail          wait
inboundChat           sendAutoReply       error
inboundChat           holdMusic           error
inqueueShortMessage   jumpToTask          warning
inqueueShortMessage   jumpToMenu          error
digitalBot            askForIntent        error
digitalBot            digitalMenu
digitalBot            jumpToTask
digitalBot            playAudio           error
botFlow               askForIntent
botFlow               waitForInput        warning
botFlow               playAudio           warning
botFlow               holdMusic           error
botFlow               sendResponse        error
inboundCall           sendResponse        error
inboundCall           endWorkflow         error
inboundCall           askForIntent        error
inboundCall           changeState         error
inboundCall           wait                error
inboundCall           holdMusic           error
inboundCall           returnToAgent       error
inboundCall           exitWorkitemFlow    error
inboundCall           askSurveyQuestion   error
inboundCall           createCallback
inqueueCall           holdMusic
inqueueCall           jumpToMenu          error
inqueueCall           callTask            error
secureCall            returnToAgent
secureCall            transferToFlowSecure error
voicemail             clearVoicemailSnippet
voicemail             playAudio           warning
workflow              playAudio           error
workflow              disconnect          error
workflow              sendResponse        error
workflow              communicate         error
workflow              completeSurveyInvite error
workflow              createCallback      warning
workflow              jumpToTask
workflow              endWorkflow
surveyInvite          abortSurveyInvite
surveyInvite          disconnect          error
workitem              exitWorkitemFlow
workitem              transferToAcd
workitem              endWorkflow         error
"""


@pytest.mark.parametrize("row", ACTION_ROWS.strip().splitlines())
def test_actions(row: str) -> None:
    kind, action, *severity = row.split()
    wanted = [("action-not-allowed", severity[0])] if severity else []
    assert found(flow(kind, f"{action}: {{name: A}}")) == wanted


FUNCTION_ROWS = """
workflow              ToAudioTTS("x")                       error
workflow              ToAudioBlank(500)                     error
workflow              ToAudioNumber(5)                      error
workflow              AudioPlaybackOptions(ToAudioTTS("x"), true, true) error
workflow              EmailAddressLocalPart("a@b.c")        error
workflow              "ToAudioTTS"
workflow              ToString(5)
inboundEmail          EmailAddressLocalPart("a@b.c")
inboundCall           MakeEmailAddress("a@b.c", "A")        error
inboundCall           ToAudioTTS("x")
inboundShortMessage   toaudiotts("x")                       error
inqueueEmail          ToAudioTTS("x")                       warning
digitalBot            ToAudioTTS("x")                       error
digitalBot            ToAudioDate(Flow.StartDateTimeUtc)    error
botFlow               ToAudioTTS("x")
"""


@pytest.mark.parametrize("row", FUNCTION_ROWS.strip().splitlines())
def test_functions(row: str) -> None:
    kind, rest = row.split(maxsplit=1)
    expression, _, severity = rest.rpartition("  ") if rest.endswith((ERROR, WARNING)) else (rest, "", "")
    if not expression:
        expression, severity = rest.rsplit(maxsplit=1)
    text = flow(kind, "decision: {name: D, condition: {exp: '" + f"IsSet({expression.strip()})" + "'}}")
    slugs = set(found(text))
    assert slugs == ({("function-not-allowed", severity.strip())} if severity else set())


@pytest.mark.parametrize(
    ("types", "wanted"),
    [
        (["inboundcall", "outboundcall"], NOTHING),
        (["inboundcall", "workflow"], ERROR),
        (["inboundcall", "voicemail"], WARNING),
        ([], NOTHING),
    ],
)
def test_a_common_module_has_what_all_its_flow_types_have(types: list[str], wanted: str) -> None:
    listed = "".join(f"\n      - flowType: {each}" for each in types) or " []"
    more = f"  settingsCommonModule:\n    compatibleFlowTypes:{listed}\n"
    text = flow("commonModule", "playAudio: {name: A}", more)
    assert found(text) == ([("action-not-allowed", wanted)] if wanted else [])


def test_an_unknown_flow_type_of_a_common_module() -> None:
    more = "  settingsCommonModule:\n    compatibleFlowTypes:\n      - flowType: inboundcal\n"
    _, diagnostics = read_flow(Source("flow.yaml", flow("commonModule", "endTask: {name: A}", more)))
    assert [each.help for each in diagnostics if "inboundcal" in each.message] == ["Did you mean `inboundcall`?"]


def test_text_to_speech_in_a_digital_bot() -> None:
    assert found(flow("digitalBot", "communicate: {name: C, communication: {tts: Hello}}")) == [
        ("function-not-allowed", ERROR)
    ]


@pytest.mark.parametrize(
    ("kind", "list_"),
    [("inboundCall", "states"), ("inboundShortMessage", "menus"), ("workflow", "bots"), ("inqueueCall", "tasks")],
)
def test_parts(kind: str, list_: str) -> None:
    more = f"  {list_}:\n    - {list_[:-1]}: {{name: M, refId: M_1}}\n"
    assert ("part-not-allowed", ERROR) in found(flow(kind, "endTask: {name: A}", more))


def test_declared_flow_types_exist() -> None:
    known = {kind.key for kind in FLOW_TYPES.values()}
    for declaration in ACTIONS.values():
        assert (declaration.only_in or set()) | declaration.perhaps_in <= known
        assert not (declaration.only_in or set()) & declaration.perhaps_in
