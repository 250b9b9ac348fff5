"""The word that a person meant: one guess for a message, or a certain one for a fix."""

import pytest

from architrave.diagnostics import certainly_meant, did_you_mean

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


def test_a_suggestion_needs_less_certainty() -> None:
    assert did_you_mean("targetRef", KEYS) is not None
