"""Names in a flow that the organization does not have; names are case-insensitive."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from tests.flows.organization import KNOWN

FLOW = """{kind}:
  name: Example
  startUpRef: /{kind}/states/state[Start_10]
  defaultLanguage: en-us
  variables:
    - queueVariable: {{name: Flow.queue, initialValue: {{lit: {{name: {queue}}}}}, isOutput: true}}
    - scheduleGroupVariable: {{name: Flow.hours, initialValue: {{lit: {{name: {hours}}}}}, isOutput: true}}
    - skillVariable: {{name: Flow.skill, initialValue: {{lit: {{name: Juggling}}}}, isOutput: true}}
    - stringVariable: {{name: Flow.text, isOutput: true}}
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - callData:
              name: Ask
              category: {{{category}: {{dataAction: {{{action}: {{inputs: {{orderId: {{lit: A-1}}}}}}}}}}}}
          - dataTableLookup:
              name: Look up
              lookupValue: {{lit: A-1}}
              dataTable: {{{table}: {{foundOutputs: {{name: {{var: Flow.text}}}}}}}}
          - callCommonModule:
              name: Tell
              commonModule: {{{module}: {{ver_latestPublished: {{inputs: {{Common.text: {{lit: Hello}}}}}}}}}}
          - {end}: {{name: End}}
"""
NAMES = {
    "kind": "workflow",
    "end": "endWorkflow",
    "queue": "Support",
    "hours": "Opening hours",
    "category": "Orders",
    "action": "Get Order",
    "table": "Customers",
    "module": "Notify",
}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({}, []),
        ({name: text.upper() for name, text in NAMES.items() if name not in ("kind", "end")}, []),
        ({"queue": "Suport"}, ["The organization has no queue `Suport`."]),
        ({"hours": "Closing hours"}, ["The organization has no schedule group `Closing hours`."]),
        ({"category": "Order"}, ["The organization has no data action `Order/Get Order`."]),
        ({"action": "Put Order"}, ["The organization has no data action `Orders/Put Order`."]),
        ({"table": "Clients"}, ["The organization has no data table `Clients`."]),
        ({"module": "Tell"}, ["The organization has no common module `Tell`."]),
        ({"kind": "inboundEmail", "end": "disconnect", "hours": "Closing hours"}, []),
        ({"kind": "inboundEmail", "end": "disconnect", "queue": "Suport"}, ["The organization has no queue `Suport`."]),
        ({"queue": "'{{queue}}'"}, ["`{{queue}}` has no value."]),
    ],
)
def test_names(names: dict[str, str], said: list[str]) -> None:
    source = Source("flow.yaml", FLOW.format(**NAMES | names))
    _, found = read_flow(source, known=KNOWN, allow_placeholders=True)
    assert [each.message for each in found] == said
