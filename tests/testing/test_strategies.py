"""Inputs of a flow for hypothesis."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from architrave.expressions.types import type_named
from architrave.expressions.values import accept_input
from architrave.testing import inputs
from architrave.testing.flows import OpenFlow, flows_of
from architrave.testing.strategies import _literals, _values
from tests.testing.projects import EXAMPLE

pytestmark = pytest.mark.property

KINDS = ["String", "Integer", "Decimal", "Boolean", "DateTime", "Queue", "String[]", "Integer[]"]


@pytest.fixture(scope="module")
def flow() -> Iterator[OpenFlow]:
    with flows_of(EXAMPLE) as opened:
        yield opened


@given(st.data())
def test_any_inputs_run(flow: OpenFlow, data: st.DataObject) -> None:
    lookup = flow("Key lookup")
    assert lookup.run(data.draw(inputs(lookup))).completed


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_values_fit_their_types(name: str, data: st.DataObject) -> None:
    kind = type_named(name)
    value = data.draw(_values(kind, ("erp", 5)))
    assert accept_input(kind, value)[1] is None


def test_literals_of_the_flow_are_tried(flow: OpenFlow) -> None:
    assert {4, 5, 6, "without a name"} <= set(_literals(flow("Order paging").flow.program))
