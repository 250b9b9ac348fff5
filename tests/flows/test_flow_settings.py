"""The keys of a flow's settings, and the case of its actions."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.reader import read_flow

FLOW = """
{type}:
  name: Example
  startUpRef: "/{type}/{list}/{item}[Start_10]"
  {settings}
  {list}:
    - {item}:
        name: Start
        refId: Start_10
        actions:
          - {action}: {{name: Last}}
"""


def found(kind: str, settings: str, action: str = "") -> list[str]:
    last = action or ("endWorkflow" if kind == "workflow" else "disconnect")
    item = {"inboundCall": "task", "botFlow": "bot"}.get(kind, "state")
    settings = settings or "description: x"
    source = Source("flow.yaml", FLOW.format(type=kind, settings=settings, action=last, list=f"{item}s", item=item))
    _, diagnostics = read_flow(source)
    return [f"{each.rule.slug} {each.message} fix={each.fix is not None}" for each in diagnostics]


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("workflow", "settingsErrorHandling: {errorHandling: {endWorkfow: {none: true}}}", "endWorkfow"),
        ("workflow", "settingsErrorHandling: {errorHandling: {xyz: {none: true}}}", "xyz"),
        ("workflow", "settingsErrorHandling: {errorHandling: {disconnect: {none: true}}}", "disconnect"),
        ("workflow", "settingsErrorHandling: {errorHandlng: {endWorkflow: {none: true}}}", "errorHandlng"),
        ("workflow", "settingsErrorHandling: {xyz: 1}", "xyz"),
        ("inboundCall", "settingsErrorHandling: {errorHandling: {disconect: {none: true}}}", "disconect"),
        ("inboundCall", "settingsErrorHandling: {preHandlingAudo: {tts: Sorry}}", "preHandlingAudo"),
        ("inboundCall", "settingsMenu: {repeatCont: {lit: 1}}", "repeatCont"),
        ("inboundCall", "settingsPrompts: {ensureAudioInPrompt: false}", "ensureAudioInPrompt"),
        ("inboundCall", "settingsSpeechRec: {completeMatchTimeuot: {lit: {ms: 1}}}", "completeMatchTimeuot"),
        ("botFlow", "settingsUserInput: {enableBargIn: {lit: true}}", "enableBargIn"),
        ("inboundCall", "settingsActionDefaults: {colectInput: {}}", "colectInput"),
    ],
)
def test_unknown_keys_of_settings(kind: str, settings: str, said: str) -> None:
    messages = found(kind, settings)
    assert len(messages) == 1, messages
    assert messages[0].startswith("unknown-key ")
    assert f"`{said}`" in messages[0]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("workflow", "settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}"),
        ("workflow", "settingsErrorHandling: {errorHandling: {'{{way}}': {none: true}}}"),
        ("inboundCall", "settingsErrorHandling: {errorHandling: {transferToSomewhere: {none: true}}}"),
        ("inboundCall", "settingsErrorHandling: {errorHandling: {disconnect: {none: true}}, preHandlingAudio: {}}"),
        ("inboundCall", "settingsMenu: {somethingElse: {lit: 1}}"),
        ("inboundCall", "settingsActionDefaults: {callBridge: {processingPrompt: {noValue: true}}}"),
        ("botFlow", "settingsKnowledge: {none: true}"),
    ],
)
def test_keys_that_are_right_or_that_we_do_not_know(kind: str, settings: str) -> None:
    assert not [message for message in found(kind, settings) if message.startswith(("unknown-key", "wrong-shape"))]


@pytest.mark.parametrize("settings", ["settingsErrorHandling: [1]", "settingsErrorHandling: {errorHandling: text}"])
def test_settings_that_are_not_objects(settings: str) -> None:
    assert [message.partition(" ")[0] for message in found("workflow", settings)] == ["wrong-shape"]


@pytest.mark.parametrize("written", ["EndWorkflow", "endworkflow", "ENDWORKFLOW", "endWorkFlow"])
def test_an_action_in_the_wrong_case(written: str) -> None:
    message = f"action-case The action `{written}` is written `endWorkflow` in Archy files. fix=True"
    assert found("workflow", "", written) == [message]


def test_an_action_in_the_right_case() -> None:
    assert found("workflow", "") == []
