import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.expressions.folding import fold


@pytest.mark.parametrize(
    ("one", "other"), [("HELLO", "hello"), ("Élever", "éLEVER"), ("ΣΑΣ", "σας"), ("ẞ", "ß"), ("ЖУК", "жук")]
)
def test_texts_that_differ_only_in_case_fold_to_the_same(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("e", "é"), ("ss", "ß"), ("i", "ı")])
def test_texts_that_differ_in_more_do_not(one: str, other: str):
    assert fold(one) != fold(other)


@pytest.mark.property
@given(st.text())
def test_folding_keeps_every_index(text: str):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
