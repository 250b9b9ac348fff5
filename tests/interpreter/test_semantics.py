"""What has changed since an execution started, for a flow that uses it and for one that does not."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.program import Program
from architrave.flows.reader import read_flow
from architrave.interpreter.semantics import CHANGES, OURS, SEMANTICS_VERSION, changed_since

FLOW = """
workflow:
  name: Changes
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - stringVariable: {{name: Flow.text, initialValue: {{noValue: true}}, isInput: true, isOutput: true}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - {action}
          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""

SET = "updateData: {{name: Set, statements: [{{string: {{variable: Flow.text, value: {{exp: '{}'}}}}}}]}}"
CALL = (
    "callData: {{name: Call, category: {{ERP: {{dataAction: {{Echo: {{inputs: {{id: {{exp: '{}'}}}}, "
    "successOutputs: {{}}, failureOutputs: {{}}}}}}}}}}}}"
)
TABLE = "dataTableLookup: {{name: Look, lookupValue: {{{}}}, dataTable: {{T: {{foundOutputs: {{}}}}}}}}"
SCHEDULE = (
    "evaluateSchedule: {{name: Sched, evaluationType: {{schedule: {{selectedSchedule: {{lit: {{name: S}}}}, name: S, "
    "scheduleTimeZone: {{{}}}, evaluate: {{now: true}}}}}}}}"
)
OLD = {"architrave": "1"}


def flow(action: str) -> Program:
    program, faults = read_flow(Source("f.yaml", FLOW.format(action=action)))
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return program


def semantics(**versions: str) -> str:
    """The semantics of today, with other versions of some parts."""
    parts = dict(part.split(" ") for part in SEMANTICS_VERSION.split("; "))
    return "; ".join(f"{name} {value}" for name, value in (parts | versions).items())


@pytest.mark.parametrize(
    ("action", "versions", "what"),
    [
        (SET.format('"a"'), {"architrave": "1", "tzdata": "1", "phonenumbers": "1", "babel": "1"}, None),
        (CALL.format("Flow.text"), OLD, None),
        (CALL.format("Upper(Flow.text)"), OLD, "a fault in an input of an action that has a failure path (“Call”)"),
        (TABLE.format("lit: red"), OLD, None),
        (TABLE.format("exp: Flow.text"), OLD, "a key of NOT_SET"),
        (TABLE.format("noValue: true"), OLD, "a key of NOT_SET"),
        (SCHEDULE.format("lit: Europe/Vienna"), OLD, None),
        (SCHEDULE.format("exp: Flow.text"), OLD, "a time zone of NOT_SET"),
        (SCHEDULE.format("lit: Europe/Vienna"), {"tzdata": "2020.1"}, "the data of tzdata, 2020.1 then"),
        (SET.format("ToDisplayString(1)"), {"tzdata": "2020.1", "phonenumbers": "1"}, None),
        (SET.format("ToDisplayString(1)"), {"babel": "1"}, "the data of babel"),
        (SET.format('ToString(ToPhoneNumber("+1"))'), {"phonenumbers": "1"}, "the data of phonenumbers"),
        (SET.format('"a"'), {"architrave": str(OURS + 1)}, "everything"),
        (SET.format('"a"'), {"architrave": "?"}, "everything"),
    ],
)
def test_only_what_a_flow_uses_counts(action, versions, what):
    found = changed_since(semantics(**versions), flow(action))
    assert bool(found) == (what is not None), found
    assert what is None or what in found[0]


def test_a_change_belongs_to_a_version_up_to_ours():
    assert {change.version for change in CHANGES} <= set(range(2, OURS + 1))
    assert changed_since(SEMANTICS_VERSION, flow(TABLE.format("exp: Flow.text"))) == ()
