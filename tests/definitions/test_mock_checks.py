"""Mocks files that do not fit the data actions."""

import pytest

from architrave.definitions.mock_checks import KnownDataAction, check_mocks
from architrave.diagnostics import Source

KNOWN = {
    "orders/get order": KnownDataAction("Orders", "Get Order", passed={"id"}, kept={"state"}),
    "erp/stock": KnownDataAction(
        "ERP", "Stock", frozenset({"sku", "site"}), frozenset({"count"}), passed={"sku"}, kept={"count"}
    ),
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Orders/Get Order: {success: {state: open}}", []),
        ("get order: {when: {id: 1}, success: {state: open}}", []),
        ("Orders/Get Order: {success: {amount: 5}}", []),  # without a definition, it may have more outputs
        ("ERP/Stock: {when: {site: A}, success: {count: 5}}", []),
        ("ERP/Stock: [{timeout: true}, {failure: {errorCode: X}}]", []),
        ("Orders/Get Ordr: {success: {}}", ["1 mock-action Did you mean “Orders/Get Order”?"]),
        ("Get Ordr: {success: {}}", ["1 mock-action Did you mean “Get Order”?"]),
        ("xyzzy: {success: {}}", ["1 mock-action Data actions that flows call: “Orders/Get Order”, “ERP/Stock”."]),
        ("Get Order:\n  - when: {ID: 1}\n    timeout: true", ["2 mock-name Did you mean `id`?"]),
        ("Get Order:\n  - success: {state: y}\n  - success: {stat: x}", ["3 mock-name Did you mean `state`?"]),
        ("Stock: {when: {xyzzy: 1}, timeout: true}", ["1 mock-name Its inputs: `sku`, `site`."]),
        ("Stock: {success: {xyzzy: 1}}", ["1 mock-name Its outputs: `count`."]),
        ("- a list", []),
        ("Stock: 5", []),
    ],
)  # fmt: skip
def test_warnings(text: str, found: list[str]) -> None:
    warnings = check_mocks(Source("mocks.yaml", text), KNOWN)
    said = [f"{each.start.line if each.start else 0} {each.rule.slug} {each.help}" for each in warnings]
    assert [_unordered(each) for each in said] == [_unordered(each) for each in found]
    assert not any(each.is_error for each in warnings)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("xyzzy: {success: {}}", []),
        ("Erp/Stok: {success: {}}", []),
        ("Get Order: {when: {ID: 1}}", []),
        ("Get Order: {success: {amont: 1}}", []),
        ("Stock: {success: {xyzzy: 1}}", ["mock-name"]),
    ],
)
def test_what_a_flow_that_cannot_be_read_may_use_is_not_reported(text: str, found: list[str]) -> None:
    warnings = check_mocks(Source("mocks.yaml", text), KNOWN, is_complete=False)
    assert [each.rule.slug for each in warnings] == found


def _unordered(text: str) -> list[str]:
    return sorted(text.replace(",", "").replace(".", "").split())
