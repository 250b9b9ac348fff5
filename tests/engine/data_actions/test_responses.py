"""Scripted HTTP responses: every engine runs the templates of the data action with them."""

from pathlib import Path

import pytest

import architrave
from architrave.definitions.mocks import read_mocks
from architrave.diagnostics import Source

EXAMPLE = Path(__file__).parents[3] / "examples" / "order-sync"
INPUTS = {"batchId": "B-1", "sourceSystem": "erp"}
PAGE = {"orders": [{"orderId": "A-1", "amount": 2.5}], "page": {"hasMore": False}}
MOCKS = {
    "Get Orders": [{"respond": {"status": 503}}, {"delay": 0.01, "respond": {"body": PAGE}}],
    "Confirm Batch": {"respond": {"status": 200, "headers": {"X-A": 1}, "body": '{"id": "C-1"}'}},
}


def test_a_run_and_an_execution_get_the_same() -> None:
    with architrave.open(EXAMPLE, mocks=MOCKS, workers=0) as platform:
        run = platform.run("Order sync", INPUTS)
        done = platform.result(platform.launch("Order sync", INPUTS).id)
    assert run.output_data["Flow.orderIds"] == ["A-1"]
    assert run.output_data["Flow.confirmationId"] == "C-1"
    assert done.output_data == run.output_data


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ("respond: {status: 700}", "`status` of “A” is not an HTTP status."),
        ("respond: {status: true}", "`status` of “A” is not an HTTP status."),
        ("respond: {headers: x}", "`headers` of “A” is not a map."),
        ("respond: {stauts: 200}", "Unknown key `stauts` in `respond` of “A”."),
        ("respond: 200", "`respond` of “A” is not a map of names to values."),
        ("{respond: {}, timeout: true}", "A reply of “A” has more than one of success, failure, timeout and respond."),
    ],
)
def test_each_mistake_is_reported(reply: str, said: str) -> None:
    _, faults = read_mocks(Source("mocks.yaml", f"A:\n  {reply}\n"))
    assert [fault.message for fault in faults] == [said]
