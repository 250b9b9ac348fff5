"""Tables of cases in CSV files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Source
from architrave.flowtests.tables import read_table


def read(text: str) -> tuple[list[dict[str, object]], list[tuple[str, int]]]:
    """The inputs of each row, and the problems with their lines."""
    rows, faults = read_table(Source("rows.csv", text))
    inputs = [
        {name: each.value.value for name, each in row.value.inputs.value.items()} if row.value.inputs else {}
        for row in rows
    ]
    return inputs, [(each.message, each.start.line if each.start else 0) for each in faults]


def test_a_line_becomes_a_row() -> None:
    text = 'case,number,names,expect.outputs.total,expect.reason\nfirst,3,"[a, b]",7,Done\n\nsecond,,,,\n'
    rows, faults = read_table(Source("rows.csv", text))
    assert faults == ()
    assert [row.value.case.value for row in rows if row.value.case] == ["first", "second"]
    assert [row.line for row in rows] == [2, 4]
    assert read(text)[0] == [{"number": 3, "names": ["a", "b"]}, {}]
    expect = rows[0].value.expect
    assert expect is not None
    assert expect.value.outputs is not None
    assert list(expect.value.outputs.value) == ["total"]
    assert expect.value.reason is not None
    assert rows[1].value.expect is None


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("a,b\n1\n", "This line has 1 cells, but the first line has 2.", 2),
        ("a,a\n", "Two columns are called “a”.", 1),
        ("a,\n1,2\n", "A column has no name.", 1),
        ("expect.outptus.x\n1\n", "The column “expect.outptus.x” is not a key of `expect`.", 1),
        ("expect.status\nDONE\n", "Expected a status, found `DONE`.", 2),
        ('a\n"1\n', "The file is not valid CSV: unexpected end of data.", 2),
    ],
)
def test_each_mistake_is_reported_with_its_line(text: str, problem: str, line: int) -> None:
    assert (problem, line) in read(text)[1]


@pytest.mark.property
@given(st.text(alphabet='case,expt.outs"[]{}:1\n\r\u202e', max_size=80))
def test_any_text_gives_rows_or_problems(text: str) -> None:
    read_table(Source("rows.csv", text))
