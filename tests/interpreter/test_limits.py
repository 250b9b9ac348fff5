"""Flows with unlimited growth end in a fault before memory runs out."""

import pytest

from architrave.diagnostics import Source
from architrave.engine.handlers import Handlers
from architrave.engine.virtual import VirtualEngine, VirtualRun
from architrave.expressions.types import STRING
from architrave.flows.reader import read_flow
from architrave.interpreter.effects import Start
from architrave.interpreter.faults import ActionFault
from architrave.interpreter.plain import world_value
from architrave.interpreter.trace import LONGEST_TEXT

FLOW = """
workflow:
  name: Grow
  startUpRef: /workflow/states/state[Start_1]
  defaultLanguage: en-us
  supportedLanguages: {{en-us: {{none: true}}}}
  variables:
    - stringVariable: {{name: Flow.text, initialValue: {{lit: x}}, isInput: false, isOutput: true}}
    - jsonVariable: {{name: Flow.json, initialValue: {{lit: '{{}}'}}, isInput: false, isOutput: true}}
    - stringCollectionVariable: {{name: Flow.list, initialValue: {{lit: []}}, isInput: false, isOutput: true}}
    - integerVariable: {{name: Flow.index, initialValue: {{lit: 0}}, isInput: false, isOutput: true}}
  settingsErrorHandling: {{errorHandling: {{endWorkflow: {{none: true}}}}}}
  states:
    - state:
        name: Start
        refId: Start_1
        actions:
          - loop:
              name: Many
              currentIndex: {{var: Flow.index}}
              loopCount: {{lit: 3000}}
              outputs:
                loop:
                  actions:
                    - updateData:
                        name: Grow
                        statements:
                          - {kind}: {{variable: Flow.{name}, value: {{exp: '{expression}'}}}}
          - endWorkflow: {{name: End, exitReason: {{noValue: true}}}}
"""


def run(kind: str, name: str, expression: str) -> VirtualRun:
    program, faults = read_flow(Source("grow", FLOW.format(kind=kind, name=name, expression=expression)))
    assert program is not None
    assert not [fault for fault in faults if fault.is_error], faults
    return VirtualEngine(Handlers(), {}.__getitem__).run(program, Start("e"))


@pytest.mark.parametrize(
    ("kind", "name", "expression"),
    [
        ("string", "text", "Flow.text + Flow.text"),
        ("string", "text", "Append(Flow.text, Flow.text)"),
        ("string", "text", 'Replace(Flow.text + "x", "x", Flow.text + "x")'),
        ("json", "json", 'SetJsonObjectProperty(Flow.json, "a", Flow.json)'),
        ("stringCollection", "list", 'AddItem(Flow.list, "x")'),
    ],
)
def test_unlimited_growth_is_a_fault(kind, name, expression):
    done = run(kind, name, expression)
    assert done.outcome is not None
    assert done.outcome.error is not None
    assert (done.outcome.status, done.outcome.error.type) == ("FAILED", "OutOfRange")
    assert done.outcome.error.expression == expression


def test_a_trace_shows_the_beginning_of_a_long_text():
    done = run("string", "text", "Flow.text + Flow.text")
    last = done.trace.to_json()[-3]["changes"][0]["after"]
    assert last.endswith("characters)")
    assert len(last) < LONGEST_TEXT + 40


def test_a_reply_with_too_many_items_is_a_fault():
    with pytest.raises(ActionFault, match="2,001 items"):
        world_value(STRING.collection, ["x"] * 2001, "The output", "ids")
