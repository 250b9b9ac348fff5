"""Where comments can be in YAML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.flows.comments import yaml_lines

TEXT = """a: |
  text # in
  more
# out
b: >-  # out
    x # in
  # out
c: "q # in"
d: plain # out
e: {{x}} # out
f: 'two
  lines # in'
g:
- |2
   k # in

# out
h: [a, # out
  b] # out
"""


def test_what_is_outside_values() -> None:
    lines = yaml_lines(TEXT)
    assert lines is not None
    for offset, character in enumerate(TEXT):
        if character == "#":
            assert lines.is_outside(offset) is TEXT[offset:].startswith("# out"), TEXT[offset - 9 : offset + 5]


def test_where_values_end() -> None:
    lines = yaml_lines(TEXT)
    assert lines is not None
    assert [lines.last_line(number) for number in (1, 2, 5, 8, 11, 14)] == [3, 2, 6, 8, 12, 16]


def test_invalid_yaml_has_no_values() -> None:
    assert yaml_lines("a: b: c") is None


@pytest.mark.property
@given(st.text(alphabet="ab:#-|> \n\"'{}[],"))
def test_any_text(text: str) -> None:
    lines = yaml_lines(text)
    if lines is not None:
        for offset in range(len(text)):
            lines.is_outside(offset)
