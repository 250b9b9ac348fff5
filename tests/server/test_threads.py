"""The launches of five public threads: rejected for the true cause, and completed once that is fixed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from architrave import check_launch
from architrave.contract.reading import read_request
from tests.server.conftest import EXAMPLE, Served

THREADS = Path(__file__).parents[2] / "examples" / "threads"
LAUNCH = "/api/v2/flows/executions"


def without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A decision: remove fields that the body cannot have."""
    return lambda body: {name: value for name, value in body.items() if name not in names}


def with_id(flow_id: str, *names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A decision: choose the flow, and remove fields."""
    return lambda body: without(*names)(body) | {"flowId": flow_id}


CUSTOMER_REQUEST = "a1b2c3d4-e5f6-7890-abcd-ef1234567890"

# file, what the platform's contract says, what a person decides
CASES = [
    ("1-java-okhttp.http", 400, [("unknown-field", "user"), ("unknown-field", "customData")], without("user")),
    (
        "2-go-no-content-type.http",
        415,
        [
            ("content-type", None),
            ("misnamed-field", "parameters"),
            ("unscoped-input", "parameters.batchId"),
            ("unscoped-input", "parameters.sourceSystem"),
        ],
        without(),
    ),
    ("3-electron.json", 400, [("unknown-field", "context")], without()),
    (
        "3-electron-answer-initiator.json",
        400,
        [("unknown-field", "initiator"), ("unknown-field", "context")],
        without("initiator", "context"),
    ),
    (
        "3-electron-answer-truncated.json",
        400,
        [
            ("bad-flow-id", "flowId"),
            ("unknown-field", "type"),
            ("unknown-field", "initiator"),
            ("unknown-field", "context"),
        ],
        with_id(CUSTOMER_REQUEST, "type", "initiator"),
    ),
    (
        "4-node-inputs.json",
        400,
        [("unknown-field", "executionConfig"), ("misnamed-field", "inputs"), ("unscoped-input", "inputs.callerNumber")],
        without("executionConfig"),
    ),
    (
        "4-node-answer-curl.sh",
        400,
        [
            ("unknown-field", "executionConfig"),
            ("misnamed-field", "inputs"),
            ("unscoped-input", "inputs.customer_id"),
            ("unscoped-input", "inputs.issue_type"),
        ],
        without("executionConfig"),
    ),
    (
        "5-node-parameters.json",
        400,
        [("misnamed-field", "parameters"), ("unscoped-input", "parameters.key")],
        without(),
    ),
    (
        "5-node-answer-curly.json",
        400,
        [
            ("curly-quotes", None),
            ("unknown-field", "routingData"),
            ("misnamed-field", "parameters"),
            ("unscoped-input", "parameters.key"),
        ],
        without("routingData"),
    ),
    (
        "5-node-answer-address.json",
        400,
        [("unknown-field", "routingData"), ("misnamed-field", "parameters"), ("unscoped-input", "parameters.key")],
        without("routingData"),
    ),
]
IDS = [case[0] for case in CASES]


def send(served: Served, name: str):
    """The request as its author sent it, with a valid token."""
    sent = read_request((THREADS / name).read_bytes(), name)
    kind = "application/json" if sent.headers is None else sent.header("content-type")
    assert sent.body is not None
    return served.http.post(LAUNCH, content=sent.body, headers={"Content-Type": kind} if kind else {})


@pytest.mark.parametrize(("name", "status", "problems", "decide"), CASES, ids=IDS)
def test_the_server_names_the_true_cause(served, name, status, problems, decide):
    response = send(served, name)
    body = response.json()
    assert response.status_code == body["status"] == status
    assert [(detail["errorCode"], detail.get("fieldName")) for detail in body["details"]] == problems
    assert len(body["errors"]) == len(problems)
    assert body["contextId"] == response.headers["ININ-Correlation-Id"]


@pytest.mark.parametrize(("name", "status", "problems", "decide"), CASES, ids=IDS)
def test_the_corrected_launch_completes(served, name, status, problems, decide):
    checked = check_launch(THREADS / name, org=EXAMPLE)
    sent = read_request((THREADS / name).read_bytes(), name)
    body = checked.corrected
    if body is None:
        import json

        body = json.loads(sent.body or b"")
    response = served.http.post(LAUNCH, json=decide(body))
    assert response.status_code == 200, response.text
    assert served.ended(response.json()["id"])["status"] == "COMPLETED"


AS_THEY_ARE = [
    ("1-java-okhttp.http", {"Flow.batchId": "sync-2023-10-27"}),
    ("3-electron.json", {}),
    ("3-electron-answer-initiator.json", {}),
    ("4-node-inputs.json", {}),
    ("4-node-answer-curl.sh", {}),
    ("5-node-parameters.json", {}),
    ("5-node-answer-address.json", {}),
]


@pytest.mark.parametrize("name", [case[0] for case in AS_THEY_ARE])
def test_under_the_extended_contract_they_launch_as_they_are(serve, name):
    served = serve(contract="extended").log_in()
    response = send(served, name)
    assert response.status_code == 200, response.text
    assert response.json()["executionId"] == response.json()["id"]
    assert served.ended(response.json()["id"])["status"] == "COMPLETED"


ONE_THING_WRONG = [
    ("3-electron-answer-truncated.json", "bad-flow-id"),
    ("5-node-answer-curly.json", "curly-quotes"),
    ("2-go-no-content-type.http", "content-type"),
]


@pytest.mark.parametrize(("name", "slug"), ONE_THING_WRONG)
def test_or_are_rejected_for_the_one_real_problem(serve, name, slug):
    served = serve(contract="extended").log_in()
    assert [detail["errorCode"] for detail in send(served, name).json()["details"]] == [slug]


def test_the_context_is_stored_returned_and_found(serve):
    served = serve(contract="extended").log_in()
    launched = send(served, "3-electron.json").json()
    found = served.http.get("/architrave/executions?context.source=desktop_app").json()
    assert [item["id"] for item in found["entities"]] == [launched["id"]]
