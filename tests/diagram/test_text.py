"""Texts fit, whole if they can, and nothing is lost without an ellipsis."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagram.text import shortened, width_of, wrapped

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
SIZES = st.integers(8, 20)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("   ", []),
        ("Settle the inputs", ["Settle the inputs"]),
        ("Go on with an unknown source", ["Go on with an unknown", "source"]),
        ("Flow.systemLabel", ["Flow.systemLabel"]),
        ("Flow.aVeryLongNameOfAVariable", ["Flow.aVeryLongNameO", "fAVariable"]),
        ("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq", ["abcdefghijklmnopqrstuv", "wxyzabcdefghijklmno…"]),
    ],
)
def test_a_text_is_wrapped_between_words(text: str, lines: list[str]) -> None:
    assert wrapped(text, 130, 10, 2) == lines


@pytest.mark.parametrize(("text", "width"), [("iii", 13), ("mmm", 30), ("中", 11), ("é", 8), ("e\u0301", 7)])
def test_widths_differ_by_character(text: str, width: int) -> None:
    assert width_of(text, 10) == width


@given(TEXTS, st.integers(20, 300), SIZES)
def test_what_is_shortened_fits(text: str, width: int, size: int) -> None:
    found = shortened(text, width, size)
    assert found == text or found.endswith("…")
    assert width_of(found, size) <= max(width, width_of("…", size)) + 1


@given(TEXTS, st.integers(40, 300), SIZES, st.integers(1, 4))
def test_wrapping_keeps_the_text_or_ends_with_an_ellipsis(text: str, width: int, size: int, most: int) -> None:
    lines = wrapped(text, width, size, most)
    assert len(lines) <= most
    assert all(width_of(line, size) <= width + 1 for line in lines)
    whole = "".join(text.split())
    assert "".join("".join(lines).split()) == whole or lines[-1].endswith("…")


def test_a_very_long_text_is_not_measured_to_its_end() -> None:
    assert shortened("x" * 10_000_000, 100, 10).endswith("…")
