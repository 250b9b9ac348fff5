"""The quick path accepts only what the careful path accepts, and results in the same launch."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.contract import LaunchRequest, Sent, check, quick
from architrave.contract.layout import Layout
from architrave.diagnostics import Source
from tests.contract.organization import DRAFT, KEY_LOOKUP, MAIN_MENU, ORDER_SYNC, Flows, known_entities

FLOWS = Flows()

GOOD = [
    {"flowId": ORDER_SYNC},
    {"flowId": KEY_LOOKUP, "inputData": {"Flow.key": 'with "marks" and \n'}, "name": "x"},
    {"flowId": ORDER_SYNC, "flowVersion": "1.0", "inputData": {"Flow.batchId": "x", "Flow.orderIds": ["a", "b", None]}},
    {
        "flowId": ORDER_SYNC,
        "flowVersion": None,
        "inputData": {"flow.document": {"a": [{"b": "c"}], "d": "e"}},
        "name": None,
    },
    {"flowId": ORDER_SYNC, "inputData": {"Flow.rate": 1.25, "Flow.pages": 3, "Flow.dry": True, "Flow.since": None}},
]

DOUBTFUL = [
    '{"flowId": "ID", "flowId": "ID"}',
    '{"flowId": "ID", "name": "a", "name": null}',
    '{"flowId": "ID", "inputData": {"Flow.pages": 1, "Flow.pages": 2}}',
    '{"flowId": "ID", "inputData": {"Flow.pages": 1, "flow.pages": 2}}',
    '{"flowId": "ID", "inputData": {"Flow.document": {"a": 1, "a": 2}}}',
    '{"flowId": "ID", "inputData": {"Flow.document": [{"a": "\\\\", "a": "\\\\"}]}}',
    '{"flowId": "ID", "inputData": {"Flow.pages": 1e99999}}',
    '{"flowId": "ID", "inputData": {"Flow.rate": 1e99999999999999999999}}',
    '{"flowId": "ID", "inputData": {"Flow.document": ' + "[" * 101 + "]" * 101 + "}}",
    '{"flowId": "DRAFT"}',
    '{"flowId": "MAIN_MENU"}',
    '{"flowId": "ID", "user": 1}',
    '{"flowId": "Order sync"}',
    "{}",
    "",
    "[" * 100_000,
]


def careful(text: str, contract: Any = "platform") -> Any:
    sent = Sent(text.encode(), layout=Layout(Source("x", text)))
    return check(sent, flows=FLOWS, contract=contract, entities=known_entities()).request


@pytest.mark.parametrize("body", GOOD, ids=str)
def test_good_requests_take_it(body: dict[str, Any]) -> None:
    text = json.dumps(body)
    request = quick.accept(text.encode(), FLOWS, "platform")
    assert request is not None
    assert request == careful(text)


@pytest.mark.parametrize("text", DOUBTFUL, ids=lambda text: text[:80])
def test_doubtful_requests_do_not(text: str) -> None:
    for name, flow_id in (("ID", ORDER_SYNC), ("DRAFT", DRAFT), ("MAIN_MENU", MAIN_MENU)):
        text = text.replace(f'"{name}"', f'"{flow_id}"')
    assert quick.accept(text.encode(), FLOWS, "platform") is None
    assert careful(text) is None


def test_under_the_extended_contract_required_inputs_must_be_given() -> None:
    assert quick.accept(json.dumps({"flowId": ORDER_SYNC}).encode(), FLOWS, "extended") is None
    given = quick.accept(
        json.dumps({"flowId": ORDER_SYNC, "inputData": {"Flow.batchId": "b"}}).encode(), FLOWS, "extended"
    )
    assert given == LaunchRequest(ORDER_SYNC, None, {"Flow.batchId": "b"})


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**16), 10**16)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "Flow.batchId",
        "flow.batchid",
        "Flow.pages",
        "Flow.rate",
        "Flow.dry",
        "Flow.since",
        "Flow.patience",
        "Flow.orderIds",
        "Flow.document",
        "batchId",
        "x",
    ]
)
BODIES = st.fixed_dictionaries(
    {"flowId": st.sampled_from([ORDER_SYNC, ORDER_SYNC.upper(), KEY_LOOKUP, "x"])},
    optional={
        "flowVersion": st.sampled_from(["1.0", "", None, "9.0"]),
        "inputData": st.dictionaries(
            NAMES, JSON | st.sampled_from(["1", "true", "PT1H", "2025-06-01T00:00:00Z"]), max_size=4
        ),
        "name": st.none() | st.text(max_size=5),
    },
)


@pytest.mark.property
@settings(max_examples=400)
@given(body=BODIES, ascii_only=st.booleans(), spaced=st.booleans())
def test_both_paths_agree(body: dict[str, Any], ascii_only: bool, spaced: bool) -> None:
    text = json.dumps(body, ensure_ascii=ascii_only, indent=1 if spaced else None)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    request = quick.accept(data, FLOWS, "platform")
    if request is not None:
        assert request == careful(data.decode())
