"""The JSON Schema of Archy YAML: it accepts what the reader accepts, and rejects the mistakes that it can see."""

from typing import Any

import jsonschema_rs
import pytest

from architrave.diagnostics import Source
from architrave.flows.actions import ACTIONS
from architrave.flows.reader import read_flow
from architrave.flows.schema import flow_schema
from architrave.flows.yaml import parse, plain_value

FLOW = """workflow:
  name: Example
  startUpRef: /workflow/states/state[Start_10]
  variables:
    - integerVariable:
        name: Flow.count
        initialValue:
          lit: 0
        isOutput: true
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - decision:
              name: Any?
              condition:
                exp: Flow.count > 0
              outputs:
                yes:
                  actions:
                    - endWorkflow:
                        name: Yes
          - endWorkflow:
              name: End
"""


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(flow_schema())


def data(text: str) -> Any:
    node, faults = parse(text)
    assert node is not None
    assert faults == ()
    return plain_value(node)


def test_a_good_flow(validator: jsonschema_rs.Draft202012Validator) -> None:
    assert [fault.message for fault in validator.iter_errors(data(FLOW))] == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("workflow:", "workflo:"),
        ("  name: Example\n", ""),
        ("  states:", "  stats:"),
        ("integerVariable", "intVariable"),
        ("lit: 0", "literal: 0"),
        ("- decision:", "- decison:"),
        ("condition:", "conditions:"),
        ("                exp: Flow.count > 0\n", "                - Flow.count\n"),
        ("                yes:", "                maybe:"),
        ("outputs:", "output:"),
        ("name: End", "reason: End"),
    ],
)
def test_a_slip(validator: jsonschema_rs.Draft202012Validator, right: str, wrong: str) -> None:
    assert right in FLOW
    assert not validator.is_valid(data(FLOW.replace(right, wrong)))


@pytest.mark.parametrize(
    ("kind", "value", "good"),
    [
        ("string", "{lit: null}", True),
        ("string", "{lit: }", True),
        ("string", "{lit: no}", True),
        ("string", "{lit: 1.50}", True),
        ("string", "{lit: []}", False),
        ("string", "{lit: [{lit: one}]}", False),
        ("string", "{lit: {name: one}}", False),
        ("string", "{noValue: true}", True),
        ("string", "{noValue: false}", False),
        ("string", "{}", False),
        ("string", "text", False),
        ("integer", "{lit: [{lit: 1}]}", False),
        ("integer", "{lit: 1.5}", False),
        ("json", "{lit: null}", True),
        ("json", "{lit: {a: 1}}", False),
        ("duration", "{lit: {minutes: 5}}", True),
        ("duration", "{lit: {minutes: {lit: 5}}}", True),
        ("duration", "{lit: 5}", False),
        ("duration", "{lit: {weeks: 5}}", False),
        ("queue", "{lit: {name: Support}}", True),
        ("queue", "{lit: []}", False),
        ("stringCollection", "{lit: [{lit: null}]}", True),
        ("stringCollection", "{lit: [one]}", False),
    ],
)
def test_schema_and_reader_agree_on_a_literal(
    validator: jsonschema_rs.Draft202012Validator, kind: str, value: str, good: bool
) -> None:
    text = FLOW.replace("integerVariable", f"{kind}Variable").replace("Flow.count > 0", "true")
    text = text.replace("initialValue:\n          lit: 0", f"initialValue: {value}")
    _, faults = read_flow(Source("flow.yaml", text))
    assert any(fault.is_error for fault in faults) is not good
    assert validator.is_valid(data(text)) is good


def test_every_action_is_described() -> None:
    definitions = flow_schema()["$defs"]
    assert {f"action.{key}" for key in ACTIONS} <= set(definitions)
    assert set(definitions["action"]["properties"]) == set(ACTIONS)
