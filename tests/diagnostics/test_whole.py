"""Text without halves of surrogate pairs."""

import json

import pytest

from architrave.diagnostics.whole import is_whole, may_have_halves, whole, whole_json

CASES = [
    ("", ""),
    ("plain", "plain"),
    ("Müller 😀 \0 \ue000", "Müller 😀 \0 \ue000"),
    ("\ud800", "?"),
    ("\udfff\ud800", "??"),
    ("a\ud83d\ude00b", "a😀b"),
    ("\ud83d😀\ude00", "?😀?"),
]


@pytest.mark.parametrize(("text", "found"), CASES, ids=ascii)
def test_each_half_becomes_a_question_mark(text: str, found: str) -> None:
    assert whole(text) == found
    assert is_whole(text) is (text == found)
    assert is_whole(found)
    assert whole_json({text: [text, 1, None, {"x": text}]}) == {found: [found, 1, None, {"x": found}]}


@pytest.mark.parametrize(("text", "found"), CASES, ids=ascii)
def test_json_that_has_none_is_known_by_its_text(text: str, found: str) -> None:
    for ascii_only in (True, False):
        written = json.dumps([text], ensure_ascii=ascii_only)
        assert text == found or may_have_halves(written)
    assert not may_have_halves(json.dumps(["Müller \\n"], ensure_ascii=False))
