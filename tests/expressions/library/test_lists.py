import pytest

from architrave.expressions.values import Record
from tests.expressions.evaluating import outcome, value_of

LONGEST = f"MakeList({', '.join(['1'] * 2000)})"

TABLE = [
    # Making, counting, searching
    ("Count(MakeList(NOT_SET, 1))", "2"),
    ("GetAt(MakeList(1, 2), 2 - 3)", "fault OutOfRange"),
    ("GetAt(MakeEmptyList(1), 0)", "fault NoSuchItem"),
    ("GetAt(MakeList(1, NOT_SET), 1)", "NOT_SET"),
    ("MakeList(1, 2)[1]", "2"),
    ("MakeList(1, 2)[2]", "fault NoSuchItem"),
    ("MakeList(1, 2)[1 - 2]", "fault NoSuchItem"),
    ("Find(MakeList(1.0, 1.00), 1.000)", "0\n1"),
    ("Count(Find(MakeList(1), 2))", "0"),
    ('FindFirst(MakeList("a", "b"), "B")', "-1"),
    ('FindFirst(MakeList(MakeCurrency(5, "USD"), MakeCurrency(5.0, "EUR")), MakeCurrency(5.00, "EUR"))', "1"),
    # Changing
    (f"Count({LONGEST})", "2000"),
    (f"Count(AddItem({LONGEST}, 1))", "fault OutOfRange"),
    (f"Count(AddItemAt({LONGEST}, 0, 1))", "fault OutOfRange"),
    (f"Count(MakeList({', '.join(['1'] * 2001)}))", "fault OutOfRange"),
    ("AddItemAt(MakeList(1, 2), 1 - 2, 0)", "fault OutOfRange"),
    ("AddItem(MakeList(1), NOT_SET)", "1\n"),
    ("RemoveItemAt(MakeEmptyList(1), 0)", "fault NoSuchItem"),
    ("RemoveItemAt(MakeList(1, 2, 3), 2)", "1\n2"),
    ("ReplaceItemAt(MakeList(1, 2, 3), 0, NOT_SET)", "\n2\n3"),
    ("RemoveItem(MakeList(1, 1), 1) == MakeEmptyList(1)", "true"),
    ('RemoveItem(MakeList("É", "e"), "é", true)', "e"),
    ('RemoveItem(MakeList("a", NOT_SET), NOT_SET, true)', "a"),
    ('RemoveDups(MakeList("a", NOT_SET, "A", NOT_SET), true)', "a\n"),
    ('RemoveDups(MakeList("a", "A"), false)', "a\nA"),
    ("RemoveDups(MakeList(1.0, 1.00, 2.0))", "1.0\n2.0"),
    ('ReplaceItem(MakeList("a", "A"), "a", NOT_SET, true)', "\n"),
    ('ReplaceItemFirst(MakeList("b", "A", "a"), "a", "x", true)', "b\nx\na"),
    ('ReplaceItemFirst(MakeList("b", "A", "a"), "a", "x", false)', "b\nA\nx"),
    ("ReplaceItemFirst(MakeList(1, 2), 3, 4)", "1\n2"),
    ("ReplaceItemFirst(MakeList(1, NOT_SET), NOT_SET, 4)", "1\n4"),
    # Pairs
    ('MakeListAgentScorePair(MakeList("a"), MakeList(1, 2))', "fault Mismatch"),
    ('MakeListAgentScorePair(MakeList("a"), MakeList(101))', "fault OutOfRange"),
    ('MakeListAgentScorePair(FindUsersById(MakeList("a")), MakeList(0 - 1))', "fault OutOfRange"),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_outcome(expression: str, expected: str):
    assert outcome(expression) == expected


def test_a_list_pairs_each_agent_with_a_score():
    assert value_of('MakeListAgentScorePair(MakeList("a", "b"), MakeList(30, 70))') == (
        Record("cpx_agent_score_pair", {"agent": None, "score": 30}),
        Record("cpx_agent_score_pair", {"agent": None, "score": 70}),
    )


def test_the_given_collection_is_not_changed():
    assert outcome("Count(AddItem(MakeList(1, 2), 3)) + Count(RemoveItem(MakeList(1, 2), 1))") == "4"
