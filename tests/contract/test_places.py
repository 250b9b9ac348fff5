"""Where values and keys are in a JSON text."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.contract.places import key_span, value_span

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from paths(inner, (*path, step))


@pytest.mark.property
@given(VALUES, st.sampled_from([None, 0, 3]), st.booleans())
def test_every_value_is_where_its_path_says(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for path, inner in paths(value):
        span = value_span(text, path)
        assert span is not None
        assert json.loads(text[slice(*span)]) == inner
        key = key_span(text, path)
        assert key is not None
        if path and isinstance(path[-1], str):
            assert json.loads(text[slice(*key)]) == path[-1]
        else:
            assert key == span


@pytest.mark.parametrize(
    ("text", "path"),
    [("{}", ("a",)), ("[]", (0,)), ('{"a": 1}', ("a", "b")), ("5", (0,)), ('{"a": ', ("a",)), ("", ()), ("[1", (0, 1))],
)
def test_no_place(text: str, path: tuple[str | int, ...]) -> None:
    assert value_span(text, path) is None
    assert key_span(text, path) is None


def test_the_last_of_two_keys_counts() -> None:
    assert value_span('{"a": 1, "a": 22}', ("a",)) == (14, 16)
