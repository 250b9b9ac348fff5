"""A data action alone, and replies that are HTTP responses."""

import shutil
from pathlib import Path

import pytest

from tests.local.testing.running import ERP, EXAMPLE, messages, run_expect, run_text

ALONE = f"org: {EXAMPLE}\ndataAction: Get Orders\ntests:\n"
INPUTS = "inputs: {batchId: B-1, page: 2}"
PAGE = "respond: {body: {orders: [{orderId: A-1, amount: 2.5}], page: {hasMore: true}}}"

CASES = [
    (PAGE, "{success: {orders.orderId: [A-1], orders.amount: [2.5], hasMore: true}}", []),
    (PAGE, "{request: {method: GET, url: {matches: 'page=2$'}, headers: {accept: application/json}}}", []),
    (PAGE, "{request: {method: PUT}}", ['The request: `method` is "GET", expected "PUT".']),
    (
        PAGE,
        "{request: {headers: {Accept: text/html}}}",
        ['The request: header: `accept` is "application/json", expected "text/html".'],
    ),
    (PAGE, "{success: {hasMore: false}}", ["success: `hasMore` is true, expected false."]),
    ("respond: {status: 503}", "{failure: {status: 503}}", []),
    ("respond: {status: 503}", "{}", None),
    ("respond: {body: {orders: 7}}", "{failure: {errorMessage: {matches: does not match the output contract}}}", []),
    ("timeout: true", "{timeout: true}", []),
    ("timeout: true", "{}", ["The data action ended with timeout, expected success."]),
    ("success: {hasMore: true}", "{request: {method: GET}}", ["No request was built: the reply is not `respond`."]),
    (PAGE, "{reason: Done}", ["`reason` is for a flow, not for a data action alone."]),
]


@pytest.mark.parametrize(("reply", "expect", "said"), CASES)
def test_a_data_action_alone(tmp_path: Path, reply: str, expect: str, said: list[str] | None) -> None:
    text = f"{ALONE}  - name: a\n    {INPUTS}\n    mocks: {{Get Orders: {{{reply}}}}}\n    expect: {expect}\n"
    found = messages(run_text(tmp_path, text))
    if said is None:
        assert found[0].startswith("The data action ended with failure, expected success: {")
    else:
        assert found == said


def test_what_does_not_exist_or_does_not_fit(tmp_path: Path) -> None:
    text = f"{ALONE}  - {{name: a, {INPUTS}}}\n".replace("mocks.yaml", "")
    assert messages(run_text(tmp_path, text.replace("Get Orders", "Get Ordrs"))) == [
        "The organization has no data action “Get Ordrs”."
    ]
    assert messages(run_text(tmp_path, text.replace("page: 2", "pge: 2"))) == ["“Get Orders” has no input “pge”."]
    (said,) = messages(run_text(tmp_path, text.replace(", page: 2", "")))
    assert said.startswith("A call of “ERP Data Actions/Get Orders” does not fit its contract.") or "fits" in said


def test_a_response_answers_a_flow_and_its_requests_are_compared(tmp_path: Path) -> None:
    mocks = "mocks: {Confirm Batch: {delay: 2, respond: {body: {id: C-9, accepted: true}}}}"
    url = "https://erp.example/api/batches/B-1/confirmation"
    requests = f"[{{url: '{url}', body: {{count: 5}}}}]"
    expect = f"{{outputs: {{confirmationId: C-9}}, calls: {{Confirm Batch: {{requests: {requests}}}}}}}"
    assert messages(run_expect(tmp_path, expect, mocks)) == []
    wrong = expect.replace("count: 5", "count: 6").replace("]", ", {method: POST}]")
    assert messages(run_expect(tmp_path, wrong, mocks)) == [
        'Request 1 of “Confirm Batch”: `body` is {"count": 5, "failedPages": 0}, expected {"count": 6}.',
        "“Confirm Batch” built 1 request, but `requests` has 2.",
    ]


def test_a_response_needs_the_definition(tmp_path: Path) -> None:
    for name in ("order-sync.yaml", "paging.yaml"):
        shutil.copy(EXAMPLE / "flows" / name, tmp_path)
    text = f"flow: order-sync.yaml\nsubstitutions: {{division: Home}}\ntests:\n  - name: a\n    {ERP}\n"
    text += f"    mocks: {{Get Orders: {{{PAGE}}}}}\n"
    found = messages(run_text(tmp_path, text))
    assert any(
        "is an HTTP response, but the organization does not define the data action." in each for each in found
    ), found
