"""The fixture `flow`: runs with strict replies and plain results."""

from collections.abc import Iterator

import pytest

from architrave import InputError
from architrave.testing.flows import OpenFlow, flows_of
from tests.testing.projects import EXAMPLE


@pytest.fixture(scope="module")
def flow() -> Iterator[OpenFlow]:
    with flows_of(EXAMPLE) as opened:
        yield opened


def test_a_run_is_plain_values(flow: OpenFlow) -> None:
    run = flow("Order sync").run(batchId="B-1", sourceSystem="erp")
    assert run.completed
    assert (run.status, run.reason, run.error, run.seconds) == ("COMPLETED", "Batch synced", None, 0.4)
    assert run.outputs["ordersSynced"] == 5
    assert run.outputs["orderIds"] == ["A-1001", "A-1002", "A-1003", "A-1004", "A-1005"]
    assert run.outputs["errorMessage"] is None
    assert run.path[:2] == ["Settle the inputs", "Look up the source system"]
    assert ("Look up the source system", "found") in run.takes
    assert run.calls("Confirm Batch") == [{"batchId": "B-1", "count": 5, "failedPages": 0}]
    assert run.calls("ERP Data Actions/Confirm Batch") == run.calls("confirm batch")
    assert run.trace[0].name == "Settle the inputs"
    assert repr(run).startswith("<FlowRun COMPLETED, Batch synced: 59 actions")


def test_runs_are_compared_by_their_values(flow: OpenFlow) -> None:
    one, two = (flow("Key lookup").run(key="erp") for _ in range(2))
    assert one == two
    assert one != flow("Key lookup").run(key="legacy")


def test_replies_stand_before_those_of_the_organization(flow: OpenFlow) -> None:
    mocks = {"Get Orders": [{"failure": {"status": 503}}, {"timeout": True}, {"success": {"hasMore": False}}]}
    run = flow("Order sync").run({"batchId": "B-1"}, mocks=mocks, validate="present")
    assert (run.outputs["failedPages"], run.outputs["confirmationId"]) == (1, "C-4711")


def test_a_call_that_is_not_foreseen_fails(flow: OpenFlow) -> None:
    mocks = {"Get Orders": {"when": {"page": 7}, "timeout": True}}
    with pytest.raises(AssertionError, match="No reply to “ERP Data Actions/Get Orders” fits"):
        flow("Order sync").run(batchId="B-1", mocks=mocks)
    assert flow("Order sync").run(batchId="B-1", mocks=mocks, strict=False).outputs["failedPages"] == 3


def test_a_reply_that_does_not_fit_the_contract_fails(flow: OpenFlow) -> None:
    with pytest.raises(AssertionError, match="does not fit its contract"):
        flow("Order sync").run(batchId="B-1", mocks={"Get Orders": {"success": {"hasMoar": True}}})


def test_a_wrong_input_is_named(flow: OpenFlow) -> None:
    with pytest.raises(InputError, match=r"Did you mean Flow\.batchId"):
        flow("Order sync").run(bachId="B-1")


def test_a_flow_is_read_once(flow: OpenFlow) -> None:
    assert flow("Order sync") is flow("Order sync")
    assert repr(flow("Order sync")) == "<FlowUnderTest 'Order sync'>"
