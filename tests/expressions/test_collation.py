from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.expressions.collation import compare, sort_key

IN_ORDER = [
    # Documented: digits as text, a prefix first, lower case before upper on a tie.
    ["", "Hel", "Hello"],
    ["10", "2", "20"],
    ["hello", "Hello"],
    # Letters before case, accents before case.
    ["apple", "Banana", "cherry"],
    ["banana", "Banana", "bananas"],
    ["e", "E", "é", "É", "f"],
    ["cote", "coté", "côte", "côté"],
    ["Strasse", "Straße", "Strassen"],
    ["od", "ødegård", "oe"],
    ["ae", "æ", "af"],
    # Space and punctuation, digits, Latin letters, other scripts.
    [" a", "-a", "1a", "a", "α", "б", "中"],
    ["a b", "a-b", "ab"],
    ["a_b", "a-b", "a.b", "a@b", "a$b"],
    ["€5", "5", "five"],
]


@pytest.mark.parametrize("texts", IN_ORDER, ids=lambda texts: "<".join(texts))
def test_order(texts: list[str]):
    for first, second in pairwise(texts):
        assert (compare(first, second), compare(second, first)) == (-1, 1), (first, second)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("hello", "HELLO", 0), ("ÉTÉ", "été", 0), ("été", "ete", 1), ("a", "B", -1), ("A", "b", -1), ("", "", 0)],
)
def test_order_without_case(left: str, right: str, expected: int):
    assert compare(left, right, ignore_case=True) == expected


def test_composed_and_decomposed_letters_are_equal():
    assert compare("caf\u00e9", "cafe\u0301") == 0


@pytest.mark.property
@given(st.lists(st.text(max_size=6) | st.text("aAbB019", max_size=4), max_size=8))
def test_order_is_total_and_agrees_with_the_key(texts: list[str]):
    ordered = sorted(texts, key=sort_key)
    for index, first in enumerate(ordered):
        for second in ordered[index:]:
            assert compare(first, second) <= 0
            assert compare(first, second) == -compare(second, first)


@pytest.mark.property
@given(st.text(max_size=20), st.text(max_size=20))
def test_ignoring_case_distinguishes_no_more_than_case(left: str, right: str):
    if compare(left, right) == 0:
        assert compare(left, right, ignore_case=True) == 0
