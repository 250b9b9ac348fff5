"""The word that a person meant: one guess for a message, or a certain one for a fix."""

import pytest

from architrave.diagnostics import certainly_meant, did_you_mean, near_words

KEYS = ("name", "none", "condition", "exitReason", "targetStateRef", "targetTaskRef", "lit", "refId")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Name", "name"),
        ("ref_id", "refId"),
        ("nme", "name"),
        ("nmae", "name"),
        ("namee", "name"),
        ("nane", None),  # as near to `none`
        ("condtion", "condition"),
        ("exitReson", "exitReason"),
        ("exitResn", "exitReason"),
        ("exitRsn", None),  # three slips
        ("targetSateRef", "targetStateRef"),
        ("targetRef", None),
        ("li", None),
        ("unrelated", None),
        ("", None),
    ],
)
def test_what_is_certainly_meant(word: str, meant: str | None) -> None:
    assert certainly_meant(word, KEYS) == meant


def test_two_words_in_the_same_writing_are_uncertain() -> None:
    assert certainly_meant("flow_id", ["flowId", "FlowID"]) is None


NEAR = [
    ("nme", [(1, "name")]),
    ("nane", [(1, "name"), (1, "none")]),
    ("Name", [(1, "name")]),
    ("name", [(0, "name")]),
    ("ref_id", [(1, "refId")]),
    ("exitResn", [(2, "exitReason")]),
    ("exitRsn", []),  # two slips need eight characters
    ("li", []),
    ("", []),
    ("n" * 65, []),
]


@pytest.mark.parametrize(("word", "near"), NEAR)
def test_words_that_differ_by_few_slips(word: str, near: list[tuple[int, str]]) -> None:
    assert near_words(word, KEYS) == near


def test_a_suggestion_needs_less_certainty() -> None:
    assert did_you_mean("targetRef", KEYS) is not None
