"""Text for people: where lines are broken."""

import pytest

from architrave.diagnostics.renderers.text import wrapped

CASES = [
    ("  help: Write `a: {b: c}` there.", 14, ["  help: Write", "  `a: {b: c}`", "  there."]),
    ("Run `a`, or `b c`.", 10, ["Run `a`,", "  or", "  `b c`."]),
    ("One ` alone and more", 11, ["One ` alone", "  and more"]),
]


@pytest.mark.parametrize(("text", "width", "lines"), CASES)
def test_code_is_never_broken(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width, "  ") == lines
