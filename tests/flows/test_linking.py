"""References into other files: what is read, where faults are, and that a flow stays whole as one text."""

import pytest

from architrave.diagnostics import Diagnostic, Source
from architrave.flows.parts import MOST_FILES, parts_of, whole, with_parts
from architrave.flows.program import Program
from architrave.flows.reader import read_flow

_GREET, _END = "/tasks/task[greet]", "/states/state[End]"
MAIN = """\
workflow:
  name: Main
  startUpRef: /workflow/states/state[S_1]
  states:
    - state:
        name: S
        refId: S_1
        actions:
          - {first}
          - changeState: {{name: go, targetStateRef: "{state}"}}
"""
TASK = """\
tasks:
  - task:
      name: Greet
      refId: greet
      actions:
        - endTask: {name: Done, outputPath: {name: Default}}
"""
STATES = """\
states:
  - state:
      name: End
      refId: End
      actions:
        - callTask: {name: again, targetTaskRef: "tasks.yaml#/tasks/task[greet]"}
        - changeState: {name: next, targetStateRef: "../../state[Last]"}
  - state:
      name: Last
      refId: Last
      actions:
        - endWorkflow: {name: Bye}
  - state:
      name: Unused
      refId: Unused
      actions:
        - endWorkflow: {name: Bye}
"""


def main(
    task: str = "shared/tasks.yaml#/tasks/task[greet]", state: str = "shared/states.yaml#/states/state[End]"
) -> str:
    call = f'callTask: {{name: Call, targetTaskRef: "{task}"}}'
    return MAIN.format(first=call, state=state)


def read(text: str, **files: str) -> tuple[Program | None, tuple[Diagnostic, ...]]:
    source = with_parts(Source("flows/main.yaml", text), _named(files).get)
    return read_flow(source)


def _named(files: dict[str, str]) -> dict[str, str]:
    return {f"{name.replace('__', '/')}.yaml": text for name, text in files.items()}


def containers(program: Program | None) -> list[str]:
    assert program is not None
    return sorted(each.name for each in program.containers.values())


def test_states_and_tasks_of_other_files_become_parts_of_the_flow() -> None:
    program, found = read(main(), shared__tasks=TASK, shared__states=STATES)
    assert not found
    assert containers(program) == ["End", "Greet", "Last", "S"], "only what is referred to, and each once"


def test_a_flow_with_its_files_is_one_text() -> None:
    source = with_parts(Source("main.yaml", main()), _named({"shared__tasks": TASK, "shared__states": STATES}).get)
    first, _ = read_flow(source)
    again, found = read_flow(Source("main.yaml", whole(source)))
    assert first is not None
    assert again is not None
    assert not found
    assert (again.hash, containers(again)) == (first.hash, containers(first))
    assert [part.path for part in parts_of(whole(source))] == ["", "shared/states.yaml", "shared/tasks.yaml"]


def test_files_may_refer_to_each_other_and_back() -> None:
    one = STATES.replace("../../state[Last]", "../two.yaml#/states/state[Two]")
    two = STATES.replace("../../state[Last]", "shared/states.yaml#/states/state[End]").replace("End", "Two", 2)
    two = two.replace("tasks.yaml#", "shared/tasks.yaml#")
    program, found = read(main(), shared__tasks=TASK, shared__states=one, two=two.replace("state[Two]", "state[End]"))
    assert [fault.message for fault in found if fault.is_error] == []
    assert containers(program) == ["End", "Greet", "S", "Two"]


def test_a_reference_back_into_the_flow() -> None:
    shared = STATES.replace("../../state[Last]", "/workflow/states/state[S_1]")
    program, found = read(main(), shared__tasks=TASK, shared__states=shared)
    assert not found
    assert containers(program) == ["End", "Greet", "S"]


def test_the_same_ref_id_in_two_files() -> None:
    program, found = read(
        main(),
        shared__tasks=TASK,
        shared__states=STATES.replace("refId: End", "refId: S_1").replace("name: End", "name: Other"),
    )
    assert [fault.rule.slug for fault in found] == ["dangling-reference"]
    text = main(state="shared/states.yaml#/states/state[S_1]")
    program, found = read(text, shared__tasks=TASK, shared__states=STATES.replace("refId: End", "refId: S_1"))
    assert not found
    assert containers(program) == ["End", "Greet", "Last", "S"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(main(task="none.yaml#/tasks/task[greet]"), "There is no file `none.yaml`", id="no such file"),
        pytest.param(main(task="../x.yaml#/tasks/task[greet]"), "There is no file `../x.yaml`", id="another folder"),
        pytest.param(main(task="shared/tasks.yaml#/tasks/task[great]"), "no task with the refId `great`", id="no task"),
        pytest.param(main(task="shared/tasks.yaml#nonsense"), "is not a path to a part of a file", id="no path"),
        pytest.param(main(task="shared/states.yaml#/states/state[End]"), "must point to a task", id="another kind"),
    ],
)
def test_a_wrong_reference(text: str, said: str) -> None:
    _, found = read(text, shared__tasks=TASK, shared__states=STATES)
    errors = [fault for fault in found if fault.is_error]
    assert len(errors) == 1
    assert said in errors[0].message
    assert errors[0].file == "flows/main.yaml"
    assert errors[0].start is not None
    assert errors[0].start.line == 9


def test_a_fault_in_another_file_is_reported_there() -> None:
    wrong = TASK.replace("outputPath: {name: Default}", "outputPath: {nome: Default}")
    _, found = read(main(), shared__tasks=wrong, shared__states=STATES)
    assert [(fault.file, fault.start and fault.start.line) for fault in found] == [("flows/shared/tasks.yaml", 6)]


def test_a_syntax_error_in_another_file_is_reported_there() -> None:
    _, found = read(main(), shared__tasks="tasks: [", shared__states=STATES)
    assert "flows/shared/tasks.yaml" in {fault.file for fault in found if fault.rule.slug == "yaml-syntax"}


def test_a_hash_sign_in_a_ref_id_names_no_file() -> None:
    text = MAIN.format(first="endState: {name: E}", state="/workflow/states/state[S_1]").replace("S_1", "S#1")
    _, found = read(text)
    assert [fault.rule.slug for fault in found if fault.is_error] == []


def test_endless_files_end() -> None:
    def endless(path: str) -> str:
        return TASK + f"# Ref: x{path}#/tasks/task[greet]\n# Ref: {path}{path}#/tasks/task[greet]\n"

    source = with_parts(Source("main.yaml", main()), endless)
    assert len(source.parts) <= MOST_FILES


@pytest.mark.parametrize(
    "reference",
    [
        "./tasks/task[b]",
        "./../../../task[b]",
        "../../../task[b]",
        "../../../../tasks/task[b]",
        "../tasks/task[b]",
        "/inboundCall/tasks/task[b]",
    ],
)
def test_relative_references(reference: str) -> None:
    text = f"""\
inboundCall:
  name: x
  startUpRef: ./tasks/task[a]
  tasks:
    - task:
        name: A
        refId: a
        actions:
          - jumpToTask: {{name: J, targetTaskRef: "{reference}"}}
    - task:
        name: B
        refId: b
        actions:
          - disconnect: {{name: Bye}}
"""
    _, found = read(text)
    assert not found
