"""What flows change in the organization is kept."""

from pathlib import Path

import pytest

import architrave

ORG = "externalContacts: [{id: c-1, firstName: Grace}]\nqueues: [{name: Support}]\n"
FLOW = """
workflow:
  name: Promote
  division: Home
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {en-us: {none: true}}
  variables:
    - stringVariable: {name: Flow.id, initialValue: {noValue: true}, isInput: true, isOutput: false}
    - stringVariable: {name: Flow.name, initialValue: {noValue: true}, isInput: false, isOutput: true}
    - externalContactVariable: {name: Flow.contact, initialValue: {noValue: true}, isInput: false, isOutput: false}
  settingsErrorHandling: {errorHandling: {endWorkflow: {none: true}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - promoteExternalContact:
              name: Promote
              externalId: {exp: Flow.id}
              externalResult: {var: Flow.contact}
              failureOutputs: {errorType: {noValue: true}, errorMessage: {var: Flow.name}}
              outputs:
                success:
                  actions:
                    - updateData:
                        name: Remember the name
                        statements:
                          - string: {variable: Flow.name, value: {exp: Flow.contact.firstName}}
          - endWorkflow: {name: End, exitReason: {noValue: true}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows").mkdir()
    (tmp_path / "org.yaml").write_text(ORG, encoding="utf-8")
    (tmp_path / "flows" / "promote.yaml").write_text(FLOW, encoding="utf-8")
    return tmp_path


def test_a_change_is_kept_and_found_by_the_next_execution(folder: Path) -> None:
    database = folder / "kept.db"
    with architrave.open(folder, database=database) as platform:
        ended = platform.result(platform.launch("Promote", {"id": "c-1"}).id)
        assert (ended.status, ended.output_data) == ("COMPLETED", {"Flow.name": "Grace"})
        assert platform.look_up("externalContact", "id", "c-1")["type"] == "Curated"
    with architrave.open(folder, database=database) as platform:
        platform.launch("Promote", {"id": "c-1"})
        assert platform.look_up("externalContact", "id", "c-1")["type"] == "Curated"
    (folder / "org.yaml").write_text(ORG.replace("Grace", "Ada"), encoding="utf-8")
    with architrave.open(folder, database=database) as platform:
        ended = platform.result(platform.launch("Promote", {"id": "c-1"}).id)
        assert ended.output_data == {"Flow.name": "Ada"}, "a changed text counts"


def test_what_is_not_there_cannot_be_changed(folder: Path) -> None:
    with architrave.open(folder) as platform:
        ended = platform.result(platform.launch("Promote", {"id": "nobody"}).id)
        assert ended.output_data == {"Flow.name": "The organization has no externalContact with the id “nobody”."}


def test_a_run_keeps_nothing(folder: Path) -> None:
    with architrave.open(folder) as platform:
        assert platform.run("Promote", {"id": "c-1"}).output_data == {"Flow.name": "Grace"}
        assert "type" not in platform.look_up("externalContact", "id", "c-1")


@pytest.mark.parametrize("noun", ["callback", "notification"])
def test_the_same_effect_makes_the_same_entity_once(folder: Path, noun: str) -> None:
    from architrave.organization.flow_changes import FlowChanges

    with architrave.open(folder) as platform:
        platform.start()
        changes = FlowChanges(platform.organization.entities)
        first = changes.create(noun, "execution-1", {"subject": "x"})
        assert changes.create(noun, "execution-1", {"subject": "x"}) == first
        assert len(platform.organization.entities.all(noun)) == 1
