"""The result of reading a flow: variables, containers, and each action's fields and branches for the interpreter."""

from collections.abc import Mapping
from datetime import timedelta
from textwrap import indent
from typing import Any

import pytest

from architrave.diagnostics import Source
from architrave.expressions.types import BOOLEAN, INTEGER, STRING, type_named
from architrave.flows.actions.control import EndTask
from architrave.flows.actions.shape import Keyed, NamedObject
from architrave.flows.program import AnyAction, Fields, Program, Slot, Target
from architrave.flows.reader import read_flow

VARIABLES = {
    "Flow.text": "string",
    "Flow.count": "integer",
    "Flow.flag": "boolean",
    "Flow.items": "stringCollection",
    "Flow.queue": "queue",
    "Flow.users": "userCollection",
    "Flow.contact": "externalContact",
}

HEAD = """workflow:
  name: Reading
  description: About it.
  division: Home
  startUpRef: "/workflow/states/state[Start_10]"
  defaultLanguage: en-us
  supportedLanguages:
    en-us:
      none: true
  variables:
"""


def flow(actions: str, *, more: str = "", end: bool = True) -> str:
    variables = "".join(
        f"    - {kind}Variable:\n        name: {name}\n        isInput: true\n        isOutput: true\n"
        for name, kind in VARIABLES.items()
    )
    last = "\n- endWorkflow:\n    name: End\n" if end else ""
    states = "  states:\n    - state:\n        name: Start\n        refId: Start_10\n        actions:\n"
    return HEAD + variables + states + indent(actions.strip() + last, " " * 10) + more


def read(text: str) -> Program:
    program, found = read_flow(Source("flow.yaml", text))
    assert [str(one.message) for one in found] == []
    assert program is not None
    return program


def first(actions: str, **more: Any) -> AnyAction:
    return read(flow(actions, **more)).actions[0]


def plain(value: Any) -> Any:
    """Fields as a table can show them: a target by name, a slot by its text or its literal."""
    match value:
        case Target():
            return f"-> {value.name}"
        case Slot() if not value.is_set:
            return None
        case Slot():
            return value.text or value.evaluate({}, lambda question: question.arguments)
        case tuple():
            return tuple(map(plain, value))
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case Keyed(name, item):
            return {name: plain(item)}
        case Fields():
            return plain(value.values())
        case _:
            return value


DONE = {"name": "Done", "value": "Flow.flag", "condition": None, "actions": None}

ACTIONS: list[tuple[str, dict[str, Any], list[str]]] = [
    (
        """
- updateData:
    statements:
      - string: {variable: Flow.text, value: {lit: 5}}
      - integer: {variable: Flow.count, value: {exp: Flow.count + 1}}
      - stringCollection: {variable: Flow.items, value: {lit: [{lit: a}, {exp: Flow.text}]}}
""",
        {
            "statements": (
                {"target": "-> Flow.text", "value": "5"},
                {"target": "-> Flow.count", "value": "Flow.count + 1"},
                {"target": "-> Flow.items", "value": ("a", None)},
            )
        },
        [],
    ),
    (
        "- decision: {condition: {exp: Flow.flag}, outputs: {yes: {actions: []}}}",
        {"condition": "Flow.flag"},
        ["yes"],
    ),
    (
        """
- switch:
    evaluate:
      firstTrue:
        default: {actions: []}
        cases:
          - case: {value: {exp: Flow.count == 1}, actions: []}
          - case: {value: {lit: true}}
""",
        {
            "evaluate": {
                "cases": ({"value": "Flow.count == 1", "actions": ()}, {"value": True, "actions": None}),
                "default": {"actions": (), "enabled": None},
            }
        },
        ["case 1", "default"],
    ),
    (
        """
- switch:
    evaluate:
      firstMatch:
        integer:
          value: {exp: Flow.count}
          cases:
            - case: {value: {lit: 1}}
            - case: {value: {lit: 2}, actions: []}
""",
        {
            "evaluate": {
                "value": "Flow.count",
                "cases": ({"value": 1, "actions": None}, {"value": 2, "actions": ()}),
                "default": {"actions": None, "enabled": None},
            }
        },
        ["case 2"],
    ),
    (
        "- loop: {currentIndex: {var: Flow.count}, loopCount: {lit: 3}, outputs: {loop: {actions: [{loopExit: {}}]}}}",
        {"index": "-> Flow.count", "count": 3},
        ["loop"],
    ),
    (
        "- loop: {currentIndex: {noValue: true}, loopCount: {exp: Flow.count}}",
        {"index": None, "count": "Flow.count"},
        [],
    ),
    (
        """
- loopUntil:
    maxLoopCount: {lit: 5}
    untilCases:
      - untilCase: {name: Done, value: {exp: Flow.flag}}
    outputs: {loop: {actions: []}, Done: {actions: []}, maxLoops: {actions: []}}
""",
        {"index": None, "max_count": 5, "cases": (DONE,)},
        ["loop", "done", "maxLoops"],
    ),
    (
        "- wait: {duration: {lit: {minutes: 1, seconds: 30}}, trimDurationNearMaxRunningTime: {lit: true}}",
        {"duration": timedelta(seconds=90), "trim": True},
        [],
    ),
    (
        """
- callData:
    timeout: {lit: {minutes: 1}}
    category:
      Orders:
        dataAction:
          Get Order:
            inputs: {id: {exp: Flow.text}, more: {noValue: true}, fixed: {lit: x}}
            successOutputs: {user.id: {var: Flow.text}, names: {noValue: true}}
            failureOutputs: {errorCode: {var: Flow.text}, details.errorCode: {var: Flow.items}, status: {noValue: true}}
    outputs: {success: {actions: []}, failure: {actions: []}, timeout: {actions: []}}
""",
        {
            "category": {
                "Orders": {
                    "data_action": {
                        "Get Order": {
                            "inputs": {"id": "Flow.text", "more": None, "fixed": "x"},
                            "success_outputs": {"user.id": "-> Flow.text"},
                            "failure_outputs": {"errorCode": "-> Flow.text", "details.errorCode": "-> Flow.items"},
                        }
                    }
                }
            },
            "timeout": timedelta(minutes=1),
            "processing_prompt": None,
        },
        ["success", "failure", "timeout"],
    ),
    (
        """
- callCommonModule:
    commonModule:
      Shared:
        ver_latestPublished:
          inputs: {Common.a: {exp: Flow.text}}
          outputs: {Common.b: {var: Flow.text}, Common.c: {noValue: true}}
""",
        {
            "module": {
                "Shared": {
                    "ver_latestPublished": {
                        "inputs": {"Common.a": "Flow.text"},
                        "outputs": {"Common.b": "-> Flow.text"},
                        "none": None,
                    }
                }
            }
        },
        [],
    ),
    (
        """
- dataTableLookup:
    lookupValue: {exp: Flow.text}
    dataTable:
      Customers:
        foundOutputs: {name: {var: Flow.text}, tier: {noValue: true}}
        failureOutputs: {errorType: {var: Flow.text}, errorMessage: {noValue: true}}
    outputs: {found: {actions: []}, notFound: {actions: []}}
""",
        {
            "key": "Flow.text",
            "table": {
                "Customers": {
                    "found_outputs": {"name": "-> Flow.text"},
                    "failure_outputs": {"errorType": "-> Flow.text"},
                }
            },
        },
        ["found", "notFound"],
    ),
    (
        """
- getConversationData:
    conversationId: {exp: Flow.text}
    participantId: {noValue: true}
    attributes:
      - attribute: {name: {lit: tier}, variable: Flow.text}
""",
        {
            "conversation_id": "Flow.text",
            "participant_id": None,
            "attributes": ({"name": "tier", "target": "-> Flow.text"},),
        },
        [],
    ),
    (
        """
- setConversationData:
    attributes:
      - attribute: {name: {lit: a}, value: {lit: 1}}
      - attribute: {name: {exp: Flow.text}, value: {exp: Flow.text}}
""",
        {
            "conversation_id": None,
            "participant_id": None,
            "attributes": ({"name": "a", "value": "1"}, {"name": "Flow.text", "value": "Flow.text"}),
            "failure_outputs": {},
        },
        [],
    ),
    (
        "- findQueue: {findName: {lit: Support}, findResult: {var: Flow.queue}, outputs: {found: {actions: []}}}",
        {"name": "Support", "result": "-> Flow.queue"},
        ["found"],
    ),
    (
        "- findUserById: {findId: {exp: Flow.text}, findResult: {noValue: true}}",
        {"id": "Flow.text", "result": None},
        [],
    ),
    (
        "- findUsersById: {findIds: {exp: Flow.items}, findResult: {var: Flow.users}}",
        {"ids": "Flow.items", "result": "-> Flow.users"},
        [],
    ),
    (
        "- getExternalContact: {externalId: {exp: Flow.text}, externalResult: {var: Flow.contact}}",
        {"id": "Flow.text", "result": "-> Flow.contact"},
        [],
    ),
    (
        """
- evaluateScheduleGroup:
    inServiceSchedules: {var: Flow.items}
    evaluate: {now: true}
    scheduleGroup: {lit: {name: Office}, name: Office}
    emergencyGroup: {noValue: true}
    outputs: {open: {actions: []}, emergency: {actions: []}}
""",
        {
            "schedule_group": ("scheduleGroup", "name", "Office"),
            "emergency_group": None,
            "in_service_schedules": "-> Flow.items",
            "at": True,
        },
        ["open", "emergency"],
    ),
]


@pytest.mark.parametrize(("text", "fields", "branches"), ACTIONS, ids=lambda value: str(value).split(":")[0][:24])
def test_action(text: str, fields: dict[str, Any], branches: list[str]) -> None:
    action = first(text)
    # A slot that looks up an entity asks for it; here, the question stands for the entity.
    entity = {name: slot for name, slot in action.fields.slots().items() if "schedule" in name}
    shown = {name: plain(value) for name, value in action.fields.values().items() if name not in entity}
    asked: list[Any] = []
    for slot in entity.values():
        slot.evaluate({}, lambda question: asked.append(question.arguments) or {"id": "1"})
    shown |= dict(zip(entity, asked, strict=True))
    assert shown == fields
    assert list(action.branches) == branches


@pytest.mark.parametrize(
    ("actions", "more", "fields"),
    [
        (
            '- changeState: {targetStateRef: "/workflow/states/state[Next (a) [b]_20]"}',
            """
    - state:
        name: Next
        refId: Next (a) [b]_20
        actions:
          - endWorkflow: {exitReason: {exp: Flow.text}}
""",
            {"state": "Next (a) [b]_20"},
        ),
        (
            '- jumpToTask: {targetTaskRef: "./tasks/task[T_20]"}',
            """
  tasks:
    - task:
        name: T
        refId: T_20
        actions:
          - endWorkflow: {exitReason: {noValue: true}}
""",
            {"task": "T_20", "inputs": {}},
        ),
    ],
)
def test_jump(actions: str, more: str, fields: dict[str, Any]) -> None:
    assert plain(first(actions, more=more, end=False).fields) == fields


def test_call_task() -> None:
    more = """
  tasks:
    - task:
        name: T
        refId: T_20
        variables:
          - stringVariable: {name: Task.in, isInput: true}
          - stringVariable: {name: Task.out, isOutput: true}
        outputPaths:
          - outputPath: {name: Success}
        actions:
          - endTask: {outputPath: {name: Success}}
"""
    program = read(
        flow(
            """
- callTask:
    targetTaskRef: /workflow/tasks/task[T_20]
    taskInputs: {Task.in: {exp: Flow.text}}
    taskOutputs: {Task.out: {var: Flow.text}}
    outputs: {Default: {actions: []}, SUCCESS: {actions: []}}
""",
            more=more,
        )
    )
    call = program.actions[0]
    assert plain(call.fields) == {
        "task": "T_20",
        "inputs": {"Task.in": "Flow.text"},
        "outputs": {"Task.out": "-> Flow.text"},
    }
    assert list(call.branches) == ["default", "success"]
    assert program.actions[2].fields == EndTask(output_path=NamedObject(name="Success"))
    assert [variable.key for variable in program.containers["T_20"].variables] == ["task.in", "task.out"]


def test_program() -> None:
    program = read(flow("- wait: {name: Pause, duration: {lit: {seconds: 1}}}"))
    assert (program.flow_type, program.name, program.description, program.division) == (
        "workflow",
        "Reading",
        "About it.",
        "Home",
    )
    assert (program.default_language, program.supported_languages) == ("en-us", ("en-us",))
    assert {variable.name: variable.type for variable in program.variables} == {
        "Flow.text": STRING,
        "Flow.count": INTEGER,
        "Flow.flag": BOOLEAN,
        "Flow.items": STRING.collection,
        "Flow.queue": type_named("Queue"),
        "Flow.users": type_named("User").collection,
        "Flow.contact": type_named("ExternalContact"),
    }
    assert program.start is program.containers["Start_10"]
    assert [(one.number, one.kind, one.name) for one in program.actions] == [
        (0, "wait", "Pause"),
        (1, "endWorkflow", "End"),
    ]
    assert program.actions[0].pointer == "/workflow/states/0/state/actions/0/wait"
    assert len(program.hash) == 64


def test_nested_actions_are_numbered_in_the_order_of_the_file() -> None:
    program = read(
        flow(
            """
- decision:
    name: A
    condition: {exp: Flow.flag}
    outputs:
      "yes":
        actions:
          - updateData: {name: B}
      "no":
        actions:
          - updateData: {name: C}
- updateData: {name: D}
"""
        )
    )
    assert [action.name for action in program.actions] == ["A", "B", "C", "D", "End"]
    assert [action.name for action in program.actions[0].branches["no"]] == ["C"]


def test_a_common_module_starts_with_its_own_actions() -> None:
    text = """commonModule:
  name: Shared
  variables:
    - stringVariable: {name: Common.a, isInput: true}
    - stringVariable: {name: Common.b, isOutput: true}
  settingsCommonModule:
    compatibleFlowTypes:
      - flowType: workflow
  startUpTaskVariables:
    - stringVariable: {name: Task.x}
  startUpTaskActions:
    - updateData:
        statements:
          - string: {variable: Task.x, value: {exp: Common.a}}
          - string: {variable: Common.b, value: {exp: Task.x}}
    - endTask: {name: Exit Common Module}
"""
    program = read(text)
    assert program.start is not None
    assert program.start.kind == "task"
    assert [variable.name for variable in program.inputs] == ["Common.a"]
    assert [variable.name for variable in program.outputs] == ["Common.b"]


def test_a_look_up_of_data_may_have_the_output_failure_that_nothing_takes() -> None:
    attributes = "attributes: [{attribute: {name: {lit: a}, variable: Flow.text}}]"
    end = "{actions: [{endWorkflow: {name: End}}]}"
    action = f"- getConversationData: {{name: Get, {attributes}, outputs: {{found: {end}, notFound: {end}"
    assert list(first(action + "}}", end=False).branches) == ["found", "notFound"]
    assert list(first(action + f", failure: {end}}}}}", end=False).branches) == ["found", "notFound", "failure"]


def test_a_key_that_is_similar_to_a_known_one_is_read_as_that_one() -> None:
    _, found = read_flow(Source("flow.yaml", flow("- wait: {name: Long, durations: {lit: {hours: 80}}}")))
    assert {one.rule.slug for one in found if one.is_error} == {"unknown-key", "wait-too-long"}


def test_error_handling_may_lead_to_a_state() -> None:
    handling = (
        'settingsErrorHandling: {errorHandling: {changeState: {targetStateRef: "/workflow/states/state[Bad_2]"}}}'
    )
    more = "    - state: {name: Bad, refId: Bad_2, actions: [{endWorkflow: {name: Handled}}]}\n"
    program = read(flow("", more=more).replace("  variables:\n", f"  {handling}\n  variables:\n", 1))
    assert program.error_handling is program.containers["Bad_2"]


def test_settings_of_a_type_that_is_not_run_may_be_unknown_but_not_misspelled() -> None:
    text = "inqueueEmail: {name: Mail, settingsInQueueEmail: {none: true}, settingsErorHandling: {none: true}}"
    _, found = read_flow(Source("flow.yaml", text))
    assert [one.message for one in found if one.is_error] == ["`inqueueEmail` has no key `settingsErorHandling`."]


@pytest.mark.parametrize("key", ["inboundCall", "INBOUNDCALL", "inboundcall"])
def test_a_flow_that_is_not_run_is_read_and_has_no_start(key: str) -> None:
    text = f"""{key}:
  name: Calls
  startUpRef: ./tasks/task[Main_10]
  tasks:
    - task:
        name: Main
        refId: Main_10
        actions:
          - playAudio: {{name: Hello, audio: {{tts: Hello}}}}
          - disconnect: {{none: true}}
"""
    program = read(text)
    assert (program.flow_type, program.start) == ("inboundCall", None)
    assert [action.kind for action in program.actions] == ["playAudio", "disconnect"]


def test_an_update_declares_variables_that_are_in_no_list() -> None:
    text = flow(
        """
- updateData:
    statements:
      - integer: {variable: Flow.extra, value: {lit: 1}}
- updateData:
    statements:
      - integer: {variable: Flow.count, value: {exp: Flow.extra + 1}}
"""
    )
    program, found = read_flow(Source("flow.yaml", text))
    assert program is not None
    assert [one.rule.slug for one in found] == ["implicit-variable"]


@pytest.mark.property
@pytest.mark.parametrize("step", [7])
def test_a_file_that_is_cut_anywhere_raises_nothing(step: int) -> None:
    text = flow(ACTIONS[8][0])
    for end in range(0, len(text), step):
        read_flow(Source("flow.yaml", text[:end]))
        read_flow(Source("flow.yaml", text[:end] + "\n" + text[end + 20 :]))
