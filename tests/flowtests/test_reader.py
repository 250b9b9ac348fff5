"""Reading test files: every problem has its place, and nothing that is written makes the reader fail."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Diagnostic, Source
from architrave.flows.yaml import plain_value, read_yaml
from architrave.flowtests.cases import cases_of
from architrave.flowtests.document import TestFile
from architrave.flowtests.reader import read_test_file
from architrave.flowtests.rules import FLOWTEST_FAILED
from architrave.flowtests.schema import test_schema as schema_of_tests
from tests.shared import SHARED, needs_shared

EXAMPLE = Path(__file__).parents[2] / "examples" / "order-sync" / "tests" / "order-sync.flowtest.yaml"
HEAD = "flow: F\ntests:\n  - name: a\n"


def no_files(path: str) -> Source | Diagnostic:
    return Diagnostic(FLOWTEST_FAILED, f"File not found: {path}.")


def read(text: str) -> tuple[TestFile | None, tuple[Diagnostic, ...]]:
    return read_test_file(Source("a.flowtest.yaml", text), no_files)


def said(text: str) -> list[tuple[str, int]]:
    """The problems in a text, with their lines."""
    return [(each.message, each.start.line if each.start else 0) for each in read(text)[1]]


WRONG = [
    ("", [("The file is empty.", 0)]),
    ("- a", [("Expected a test file, as a map, found a list.", 1)]),
    ("flow: F", [("`tests` is missing in a test file.", 1)]),
    (f"{HEAD}    input: {{}}", [("Unknown key `input` in a test.", 4)]),
    (f"{HEAD}    inputs: [1]", [("Expected a map by input, found a list.", 4)]),
    (f"{HEAD}    at: tomorrow", [("Expected an ISO 8601 time, found `tomorrow`.", 4)]),
    (f"{HEAD}    expect: {{status: DONE}}", [("Expected a status, found `DONE`.", 4)]),
    (f"{HEAD}    expect: {{within: 3}}", [("Expected a duration of up to a year, found `3`.", 4)]),
    (f"{HEAD}    expect: {{visits: {{A: -1}}}}", [("Expected a whole number from 0 to 1,000,000, found `-1`.", 4)]),
    (f"{HEAD}    expect: {{reaches: A}}", [("Expected a list, found `A`.", 4)]),
    (
        f"{HEAD}    expect: {{outputs: {{a: {{matches: '('}}}}}}",
        [("The pattern is not valid: a group is not closed.", 4)],
    ),
    (
        f"{HEAD}    expect: {{coverage: {{outputs: 101%}}}}",
        [("Expected a percentage from 0% to 100%, found `101%`.", 4)],
    ),
    (f"{HEAD}  - name: a", [("Two tests are called “a”: the other is in line 3.", 4)]),
    (f"{HEAD}    cases: [{{case: b}}, {{case: b}}]", [("Two rows are called “b”.", 4)]),
    (f"{HEAD}    cases: rows.csv", [("File not found: rows.csv.", 4)]),
    (f"{HEAD}    steps: [{{hears: Hello, says: Hi}}]", [("A step has exactly one key.", 4)]),
    (f"{HEAD}    steps: [{{presses: x}}]", [("Expected keys of a telephone: 0 to 9, * and #, found `x`.", 4)]),
    (f"{HEAD}    steps: [{{listens: x}}]", [("Unknown key `listens` in a step.", 4)]),
    (f"{HEAD}    mocks: {{A: {{succes: {{}}}}}}", [("Unknown key `succes` in a reply of “A”.", 4)]),
    (f"{HEAD}    allow: [A]", [("`allow` needs `replay`.", 4)]),
    ("tests: [{name: a}]", [("The test has no flow.", 1)]),
]


@pytest.mark.parametrize(("text", "problems"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_each_mistake_is_reported_with_its_line(text: str, problems: list[tuple[str, int]]) -> None:
    assert said(text) == problems


def test_all_mistakes_are_reported_together() -> None:
    text = f"{HEAD}    input: {{}}\n    expect: {{status: DONE, wihtin: 1 s}}\n"
    assert [line for _, line in said(text)] == [4, 5, 5]


def test_a_step_has_the_words_of_a_conversation() -> None:
    text = f"""{HEAD}    steps:
      - hears: /Welcome to .*/
      - hears: [Hello, {{matches: press . now}}]
      - says: two
      - presses: "12#"
      - presses: {{keys: "1", during: Hello}}
      - sends: Where is my parcel?
      - sends: {{subject: Order 17, body: Where is it?, from: grace@example.com}}
      - after: 30 s
      - hangsUp: true
      - transferred: {{queue: Support}}
"""
    file, faults = read(text)
    assert faults == ()
    assert file is not None
    assert file.tests is not None
    steps = file.tests.value[0].value.steps
    assert steps is not None
    assert len(steps.value) == 10


def test_a_row_is_merged_over_its_test() -> None:
    file, _ = read(
        f"""{HEAD}    inputs: {{x: 1, y: 2}}
    expect: {{reason: r, outputs: {{a: 1, b: 2}}, reaches: [A]}}
    cases:
      - {{inputs: {{y: 3}}, expect: {{outputs: {{b: 4}}, reaches: [B]}}}}
      - {{case: second, at: "2026-02-03T04:05:06Z"}}
"""
    )
    assert file is not None
    first, second = cases_of(file)
    assert {name: given.value.value for name, given in first.inputs.items()} == {"x": 1, "y": 3}
    outputs = first.expect.outputs
    reaches = first.expect.reaches
    assert outputs is not None
    assert reaches is not None
    assert {name: getattr(each.value, "value", None) for name, each in outputs.value.items()} == {"a": 1, "b": 4}
    assert [each.value for each in reaches.value] == ["B"]
    assert (first.full_name, second.full_name) == ("a › y=3", "a › second")
    assert (first.at, second.at) == (1767225600000, 1770091506000)


def test_the_schema_accepts_the_example_and_knows_each_key() -> None:
    validator: Any = jsonschema_rs.validator_for(schema_of_tests())
    assert [str(error) for error in validator.iter_errors({"flow": "F", "tests": [{"name": "a", "input": {}}]})]
    node, _ = read_yaml(Source("example", EXAMPLE.read_text(encoding="utf-8")))
    assert node is not None
    assert [str(error) for error in validator.iter_errors(plain_value(node))] == []


@needs_shared
@pytest.mark.parametrize("name", ["1-cases", "2-faults-and-time", "3-recorded-and-explored"])
def test_the_worked_examples_are_read(name: str) -> None:
    path = SHARED / "reference" / "flow-tests" / f"{name}.flowtest.yaml"
    file, faults = read(path.read_text(encoding="utf-8"))
    assert file is not None
    assert faults == ()


PIECES = st.sampled_from(
    [
        "flow",
        "tests",
        "name",
        "expect",
        "mocks",
        "cases",
        "steps",
        "inputs",
        "a",
        "1",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\n",
        "- ",
        "  ",
    ]
)


@pytest.mark.property
@given(st.lists(PIECES | st.text(max_size=4), max_size=40).map("".join))
def test_any_text_gives_a_file_or_problems(text: str) -> None:
    file, faults = read(text)
    assert file is not None or faults
    assert not any(each.rule.slug == "internal-fault" for each in faults)
    if file is not None:
        list(cases_of(file))
