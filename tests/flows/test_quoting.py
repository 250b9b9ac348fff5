"""The place of each character of a scalar in the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.flows.quoting import offsets_of
from architrave.flows.yaml import Mapping, Scalar, parse


def scalar(text: str) -> Scalar:
    node, faults = parse(text)
    assert isinstance(node, Mapping), faults
    value = node.get("a")
    assert isinstance(value, Scalar)
    return value


@pytest.mark.parametrize(
    "written",
    ["plain text", "'it''s'", '"a\\tb \\"c\\" \\u0041\\x41d"', "|\n  one\n    two\n\n  three\n", "|-\n   x\n"],
)
def test_every_character_is_found(written: str) -> None:
    text = f"a: {written}"
    found = scalar(text)
    offsets = offsets_of(found, text)
    assert offsets is not None
    assert len(offsets) == len(found.text) + 1
    for character, offset in zip(found.text, offsets, strict=False):
        assert text[offset] in (character, "\\", "'")
    assert offsets == sorted(offsets)


@pytest.mark.parametrize(
    "written", [">\n  folded\n  text\n", "'two\n  lines'", '"two\n  lines"', "plain on\n  two lines"]
)
def test_folded_text_has_no_sure_places(written: str) -> None:
    text = f"a: {written}"
    assert offsets_of(scalar(text), text) is None


@pytest.mark.property
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30))
def test_double_quotes(value: str) -> None:
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = f"a: {quoted}"
    node, faults = parse(text)
    if faults:
        return
    assert isinstance(node, Mapping)
    found = node.get("a")
    assert isinstance(found, Scalar)
    offsets = offsets_of(found, text)
    assert offsets is None or [text[o] if text[o] != "\\" else text[o + 1] for o in offsets[:-1]] == list(found.text)
