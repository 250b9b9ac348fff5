"""The replies of tests are strict: what the test does not foresee fails it."""

from pathlib import Path

import pytest

from tests.local.testing.running import ERP, EXAMPLE, HEAD, messages, run_expect, run_text

NO_REPLY = "The flow called “ERP Data Actions/Get Orders”, which has no reply, with the inputs"
ORDERS = "{success: {orders.orderId: [A-1], hasMore: false}}"


@pytest.mark.parametrize(
    ("mocks", "said"),
    [
        ("Get Orders: {when: {page: 9}, success: {hasMore: false}}", "No reply to “ERP Data Actions/Get Orders” fits"),
        (
            "Get Orders: {success: {hasMore: maybe}}",
            "The reply to “ERP Data Actions/Get Orders” in line 7 does not fit",
        ),
        ("Get Orders: {success: {has_More: true}}", "“Get Orders” has no output `has_More`."),
    ],
)
def test_a_reply_must_fit(tmp_path: Path, mocks: str, said: str) -> None:
    report = run_expect(tmp_path, "{}", f"mocks:\n      {mocks}")
    assert not report.ok
    assert messages(report)[0].startswith(said), messages(report)


def test_a_data_action_without_a_reply_fails_the_test(tmp_path: Path) -> None:
    (tmp_path / "none.yaml").write_text("{}\n", encoding="utf-8")
    text = f"{HEAD}  - name: a\n    {ERP}\n    mocks: none.yaml\n"
    report = run_text(tmp_path, text)
    assert messages(report)[0].startswith(NO_REPLY)
    assert report.results[0].steps[-1].name == "Fetch the page"
    text += "    cases:\n      - mocks: {strict: false}\n        expect: {outputs: {failedPages: 3}}\n"
    assert messages(run_text(tmp_path, text)) == []


def test_contracts_are_compared_as_far_as_the_test_wants(tmp_path: Path) -> None:
    mocks = "mocks: {Get Orders: {success: {hasMore: maybe}}, strict: true}"
    assert "does not fit its contract" in messages(run_expect(tmp_path, "{}", f"validate: present\n    {mocks}"))[0]
    # Without contracts, the reply itself decides: it cannot be assigned to a Boolean, which is the failure path.
    report = run_expect(tmp_path, "{takes: {Get the orders of a page: failure}}", f"validate: none\n    {mocks}")
    assert messages(report) == []


def test_inner_replies_replace_those_outside(tmp_path: Path) -> None:
    text = f"""{HEAD}  - name: a
    {ERP}
    mocks: {{Get Orders: {ORDERS}}}
    cases:
      - {{case: test, expect: {{outputs: {{ordersSynced: 1}}}}}}
      - case: row
        mocks: {{ERP Data Actions/Get Orders: {{success: {{orders.orderId: [A-1, A-2], hasMore: false}}}}}}
        expect: {{outputs: {{ordersSynced: 2, confirmationId: C-4711}}}}
"""
    assert messages(run_text(tmp_path, text)) == []


def test_a_reply_that_no_call_used_is_reported(tmp_path: Path) -> None:
    text = f"""{HEAD}  - name: a
    {ERP}
    mocks:
      Get Orders:
        - {ORDERS}
        - {ORDERS}
"""
    report = run_text(tmp_path, text)
    assert report.ok
    assert [(each.rule.slug, each.start.line if each.start else 0) for each in report.diagnostics] == [
        ("unused-mock", 9)
    ]


COMMON = f"""flow: Order sync
org: {EXAMPLE}
mocks:
  Get Orders: {{success: {{orders.orderId: [], hasMore: false}}}}
  Confirm Batch:
    - when: {{batchId: B-1}}
      success: {{confirmationId: C-1}}
    - when: {{batchId: B-2}}
      success: {{confirmationId: C-2}}
tests:
  - {{name: one, tags: one, inputs: {{batchId: B-1, sourceSystem: erp}}}}
  - {{name: two, inputs: {{batchId: B-1, sourceSystem: erp}}, mocks: {{Get Orders: {{timeout: true}}}}}}
"""


@pytest.mark.parametrize(("tags", "lines"), [(set(), [8]), ({"one"}, [])], ids=["all", "selected"])
def test_a_reply_of_the_file_that_no_test_used_is_reported(tags: set[str], lines: list[int], tmp_path: Path) -> None:
    report = run_text(tmp_path, COMMON, tags=frozenset(tags))
    assert report.ok
    assert [each.start.line for each in report.diagnostics if each.start and each.rule.slug == "unused-mock"] == lines


def test_the_last_reply_repeats(tmp_path: Path) -> None:
    mocks = "mocks: {Get Orders: [{success: {orders.orderId: [A-1], hasMore: true}}]}"
    assert messages(run_expect(tmp_path, "{outputs: {ordersSynced: 3}, calls: {Get Orders: {times: 3}}}", mocks)) == []
