"""The history of an execution as a file: its head, and an item for each thing that happened."""

from architrave.organization.execution_history import Ran, history

RAN = Ran(
    execution_id="e-1",
    flow_id="f-1",
    flow_name="Order sync",
    flow_type="workflow",
    flow_version="2.0",
    division_id="d-1",
    started="2026-03-01T10:00:00.000Z",
    ended="2026-03-01T10:00:02.000Z",
    inputs={"Flow.id": "A"},
    outputs={"Flow.n": 2},
    reason=None,
    error={"type": "Timeout", "message": "It took too long."},
)


def step(number: int, kind: str, flow: str = "Order sync", **more):
    return {
        "action": number,
        "name": f"Action {number}",
        "type": kind,
        "output": "yes",
        "flow": flow,
        "at": "2026-03-01T10:00:01.000Z",
        "inputs": {"condition": True},
        "changes": [{"variable": "Flow.n", "before": 1, "after": 2}],
        "error": None,
    } | more


def test_the_head():
    flow = history(RAN, [], "en-us")["flow"]
    assert flow["executionId"] == "e-1"
    assert flow["division"] == {"id": "d-1"}
    assert (flow["startDateTime"], flow["endDateTime"]) == (RAN.started, RAN.ended)
    assert flow["errors"] == [{"reason": "Timeout", "message": "It took too long."}]


def test_an_item_for_each_thing_that_happened():
    steps = [step(3, "decision"), step(4, "callData", "Paging", error={"type": "T", "message": "m"})]
    items = history(RAN, steps, "de-at")["flow"]["execution"]
    assert [name for item in items for name in item] == ["startedFlow", "actionDecision", "actionCallData", "endedFlow"]
    started, decision, call, ended = [value for item in items for value in item.values()]
    assert started["languageTag"] == "de-at"
    assert started["variables"] == [{"name": "Flow.id", "value": "A"}]
    assert decision["trackingId"] == 3
    assert decision["outputPathId"] == "yes"
    assert decision["inputs"] == [{"name": "condition", "value": True}]
    assert decision["outputVariables"] == [{"name": "Flow.n", "value": 2}]
    assert "flowName" not in decision
    assert (call["flowName"], call["error"]) == ("Paging", {"reason": "T", "message": "m"})
    assert ended["variables"] == [{"name": "Flow.n", "value": 2}]
