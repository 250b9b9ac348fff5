"""A run on the virtual clock sees the same organization as a launch on a server."""

from pathlib import Path

import pytest

import architrave

ORG = """
name: Same
conversations:
  - id: c-1
    attributes: {topic: billing}
    participants: [{id: p-1, attributes: {language: en-us}}]
users:
  - {id: u-1, name: Ada, email: ada@example.com, status: Busy}
"""

HEAD = """
workflow:
  name: Ask
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.found, initialValue: {lit: nothing}, isInput: false, isOutput: true}
    - userVariable: {name: Flow.user, initialValue: {noValue: true}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
"""

END = """
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""

READ = """
          - getConversationData:
              name: Read
              conversationId: {lit: c-1}
              attributes:
                - attribute: {name: {lit: topic}, variable: Flow.found}
"""

READ_PARTICIPANT = """
          - getParticipantData:
              name: Read
              conversationId: {lit: c-1}
              participantId: {lit: p-1}
              attributes:
                - attribute: {name: {lit: language}, variable: Flow.found}
"""

SET_FIRST = """
          - setConversationData:
              name: Set
              conversationId: {lit: c-1}
              attributes:
                - attribute: {name: {lit: topic}, value: {lit: refunds}}
"""

CALL_MODULE = """
          - callCommonModule:
              name: Call
              commonModule:
                Ask:
                  ver_latestPublished:
                    outputs:
                      Common.answer: {var: Flow.found}
"""

MODULE = """
commonModule:
  name: Ask
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Common.answer, initialValue: {lit: called}, isInput: false, isOutput: true}
  settingsCommonModule:
    compatibleFlowTypes:
      - flowType: workflow
  startUpTaskActions:
    - endTask: {name: Exit}
"""


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        (READ, "billing"),
        (READ_PARTICIPANT, "en-us"),
        (READ.replace("c-1", "c-2"), "nothing"),
        (READ_PARTICIPANT.replace("p-1", "p-2"), "nothing"),
        (SET_FIRST + READ, "refunds"),
        (SET_FIRST + READ_PARTICIPANT, "en-us"),
        (CALL_MODULE, "called"),
    ],
    ids=["conversation", "participant", "unknown", "unknown participant", "set", "other", "module of the same name"],
)
def test_both_engines_see_the_same(tmp_path: Path, actions: str, expected: str) -> None:
    (tmp_path / "org.yaml").write_text(ORG)
    (tmp_path / "ask.yaml").write_text(HEAD + actions + END)
    (tmp_path / "module.yaml").write_text(MODULE)
    with architrave.open(tmp_path, environment={}) as platform:
        assert [fault.message for fault in platform.diagnostics if fault.is_error] == []
        ran = platform.run(tmp_path / "ask.yaml")
        flow = next(each for each in platform.definition.flows if each.program.flow_type == "workflow")
        launched = platform.result(platform.launch(flow.id).id)
    assert ran.output_data["Flow.found"] == expected
    assert launched.output_data is not None
    assert launched.output_data["Flow.found"] == expected
