"""Mocks files: how they are read, which reply is chosen, and how errors are reported."""

import pytest

from architrave.definitions.mocks import Mocks, read_mocks
from architrave.diagnostics import Source


def read(text: str) -> Mocks:
    mocks, faults = read_mocks(Source("mocks.yaml", text))
    assert not faults
    return mocks


TWICE = """
Get Order:
  - failure: {errorCode: BUSY, errorMessage: Later}
  - success: {id: 1}
"""
BY_INPUT = """
Orders/Get Order:
  - {when: {id: 1}, success: {n: first of 1}}
  - {when: {id: 1}, success: {n: second of 1}}
  - {when: {id: "2", deep: true}, success: {n: of 2}}
  - {timeout: true}
"""


def chosen(mocks: Mocks, inputs: dict, taken: tuple[int, ...] = (), category: str = "Orders"):
    found = mocks.choose(category, "Get Order", inputs, taken)
    return None if found is None else (found[0], found[1].to_json())


@pytest.mark.parametrize(("taken", "place"), [((), 0), ((0,), 1), ((0, 1), 1)])
def test_replies_are_used_in_turn_and_the_last_one_repeats(taken, place):
    found = read(TWICE).choose("Orders", "Get Order", {}, taken)
    assert found is not None
    assert found[0] == place


def test_a_failure_also_has_a_user_message():
    mocks = read(TWICE)
    failure = {"errorCode": "BUSY", "errorMessage": "Later", "userMessage": "Later"}
    assert chosen(mocks, {}) == (0, {"failure": failure})


@pytest.mark.parametrize(
    ("inputs", "taken", "n"),
    [
        ({"id": "1"}, (), "first of 1"),
        ({"id": 1}, (2, 3), "first of 1"),
        ({"id": 1}, (0,), "second of 1"),
        ({"id": 2, "deep": True}, (), "of 2"),
        ({"id": 2, "deep": "true"}, (), "of 2"),
    ],
)
def test_a_reply_may_be_for_certain_inputs(inputs, taken, n):
    found = chosen(read(BY_INPUT), inputs, taken)
    assert found is not None
    assert found[1] == {"success": {"n": n}}


@pytest.mark.parametrize("inputs", [{"id": 3}, {}, {"id": 2}, {"id": 2, "deep": False}])
def test_inputs_that_match_no_condition_get_the_reply_without_one(inputs):
    assert chosen(read(BY_INPUT), inputs) == (3, {"timeout": True})


def test_the_category_is_optional_and_the_longer_name_takes_precedence():
    mocks = read("{get order: {success: {n: any}}, Orders/Get Order: {success: {n: orders}}}")
    assert chosen(mocks, {}) == (0, {"success": {"n": "orders"}})
    assert chosen(mocks, {}, category="Others") == (0, {"success": {"n": "any"}})
    assert ("Others", "GET ORDER") in mocks
    assert ("Orders", "Put Order") not in mocks


def test_there_is_no_reply_if_none_matches():
    assert chosen(read("Get Order: {when: {id: 1}, timeout: true}"), {"id": 2}) is None
    assert chosen(Mocks(), {}) is None


def test_delays_are_seconds():
    found = read("Get Order: {timeout: true, delay: 1.5}").choose("", "Get Order", {})
    assert found is not None
    assert found[1].delay == 1500


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}"])
def test_an_empty_file_has_no_mocks(text):
    assert read(text) == Mocks()


@pytest.mark.parametrize(
    ("text", "rule", "line", "said"),
    [
        ("- a\n", "mock-shape", 1, "must be a map from data actions"),
        ("A: text\n", "mock-shape", 1, "is not a map"),
        ("A: []\n", "mock-shape", 1, "has no reply"),
        ("A: {delay: 1}\n", "mock-shape", 1, "none of"),
        ("A:\n  success: {}\n  timeout: true\n", "mock-shape", 2, "more than one of"),
        ("A:\n  success: 5\n", "mock-shape", 2, "not a map of names"),
        ("A:\n  timeout: true\n  when: [1]\n", "mock-shape", 3, "`when`"),
        ("A:\n  timeout: true\n  delay: soon\n", "mock-shape", 3, "number of seconds"),
        ("A:\n  timeout: true\n  delay: -1\n", "mock-shape", 3, "number of seconds"),
        ("A:\n  timeout: true\n  dealy: 1\n", "mock-key", 3, "Unknown key `dealy`"),
    ],
)
def test_a_bad_reply_is_reported_at_its_place(text, rule, line, said):
    _, faults = read_mocks(Source("mocks.yaml", text))
    (fault,) = faults
    assert (fault.rule.slug, fault.start and fault.start.line) == (rule, line)
    assert said in fault.message
    assert fault.help


def test_all_errors_are_reported_at_once_and_the_rest_is_read():
    mocks, faults = read_mocks(Source("mocks.yaml", "A: text\nB: {timeout: true, wehn: {}}\nC: {success: {a: 1}}\n"))
    assert [fault.rule.slug for fault in faults] == ["mock-shape", "mock-key"]
    assert ("", "C") in mocks


def test_a_suggestion_is_made_for_a_near_key():
    _, (fault,) = read_mocks(Source("mocks.yaml", "A: {timeout: true, wehn: {}}"))
    assert fault.help == "Did you mean `when`?"
