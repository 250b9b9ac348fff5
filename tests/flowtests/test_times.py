"""Durations and moments as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.flowtests.times import duration_of, moment_of


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("250 ms", 250),
        ("1 s", 1_000),
        ("1.5 s", 1_500),
        ("90s", 90_000),
        ("1 h 30 m", 5_400_000),
        ("2 hours", 7_200_000),
        ("1 d", 86_400_000),
        ("3", None),
        ("", None),
        ("1 fortnight", None),
        ("-1 s", None),
        ("1 s later", None),
        ("367 d", None),
    ],
)
def test_durations(text: str, milliseconds: int | None) -> None:
    assert duration_of(text) == milliseconds


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("1970-01-01T00:00:01Z", 1_000),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-02", 86_400_000),
        ("tomorrow", None),
        ("0001-01-01T00:00:00+14:00", -62135647200000),
    ],
)
def test_moments(text: str, milliseconds: int | None) -> None:
    assert moment_of(text) == milliseconds


@pytest.mark.property
@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert duration_of(text) is None or duration_of(text) is not None
    assert moment_of(text) is None or moment_of(text) is not None
