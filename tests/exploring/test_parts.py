"""Parts of JSON values, and changes of cases."""

from typing import Any

import pytest

from architrave.exploring.cases import FAILURE, SUCCESS, Answer, Asked, Case, SetColumn, SetInput, SetOutput, SetReply
from architrave.exploring.parts import PARSED, Path, with_part

ONE, TWO, BUSY = Answer(SUCCESS, {"n": 1}), Answer(SUCCESS, {"n": 2}), Answer(FAILURE, {"status": 503})


@pytest.mark.parametrize(
    ("value", "path", "part", "expected"),
    [
        (None, (), 1, 1),
        (None, ("a", "b"), 1, {"a": {"b": 1}}),
        ({"a": 1, "c": 2}, ("a",), 3, {"a": 3, "c": 2}),
        ([1, 2, 3], (1,), 9, [1, 9, 3]),
        ([1], (3,), 9, [1, 1, 1, 9]),
        (None, (1, "a"), 5, [{"a": 5}, {"a": 5}]),
        (None, (PARSED, "a"), 5, '{"a": 5}'),
        ('{"b": 1}', (PARSED, "a", 0), "x", '{"b": 1, "a": ["x"]}'),
        ("no JSON", (PARSED,), [1], "[1]"),
        ([1], (100_000,), 9, [1]),
    ],
)
def test_a_part_is_set_and_what_leads_to_it_is_made(value: Any, path: Path, part: Any, expected: Any) -> None:
    assert with_part(value, path, part) == expected


@pytest.mark.parametrize(
    ("change", "replies"),
    [
        (SetReply("A", 0, BUSY), (BUSY, ONE)),
        (SetReply("A", 0, BUSY, repeats=True), (BUSY,)),
        (SetReply("A", 2, BUSY), (ONE, ONE, BUSY, ONE)),
        (SetReply("A", 2, BUSY, repeats=True), (ONE, ONE, BUSY)),
        (SetOutput("A", None, "n", (), 2), (TWO,)),
        (SetOutput("A", 1, "n", (), 2), (ONE, TWO, ONE)),
        (SetOutput("A", 0, "status", (), 503, FAILURE), (BUSY, ONE)),
    ],
)
def test_a_reply_is_changed_for_a_call_or_from_it_on(change: SetReply | SetOutput, replies: tuple[Answer, ...]) -> None:
    assert change.apply(Case(replies={"A": (ONE,)})).replies == {"A": replies}


def test_lists_that_come_from_one_array_stay_of_the_same_length() -> None:
    case = Case(replies={"A": (Answer(SUCCESS, {"orders.id": ["a"], "orders.sum": [5], "more": [1]}),)})
    (reply,) = SetOutput("A", None, "orders.id", (), ["a", "b", "c"]).apply(case).replies["A"]
    assert reply.values == {"orders.id": ["a", "b", "c"], "orders.sum": [5, 5, 5], "more": [1]}


def test_a_change_leaves_the_rest_as_it_is() -> None:
    asked = Asked("dataTableRow", "key", "k", "T")
    case = SetColumn(asked, ("open",), True, {"name": "n"}).apply(SetInput("Flow.a", (), 1).apply(Case({"Flow.b": 2})))
    assert case.inputs == {"Flow.a": 1, "Flow.b": 2}
    assert case.found[asked] == Answer("found", {"name": "n", "open": True})
    assert case.answers == 1
