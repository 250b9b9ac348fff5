"""`{{key}}`: what is replaced, how places map back to the file, and what is reported for a key without a value."""

import pytest

from architrave.diagnostics import Source
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import open_keys, read_options, shown, substitute

FLOW = """workflow:
  name: {{name}}
  # {{nobody}} in a comment
  startUpRef: "/workflow/states/state[{{ start }}]"
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - {{action}}:
              name: End
"""
VALUES = {"name": "Orders", "start": "Start_10", "action": "endWorkflow"}


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("a: {{x}}", {"x": "1"}, "a: 1"),
        ("{{x}}: {{ x }}", {"x": "k"}, "k: k"),
        ("{{x}}{{y}}", {"x": "{{y}}", "y": "2"}, "{{y}}2"),
        ("${x} {{{x}}}", {"x": "1"}, "${x} {1}"),
        ('"{\\"a\\": {{x}}}"', {"x": "1"}, '"{\\"a\\": 1}"'),
        ("{{}} {{ }", {}, "{{}} {{ }"),
    ],
)
def test_text(text: str, values: dict[str, str], result: str) -> None:
    assert substitute(text, values).text == result


def test_offsets_lead_back_to_the_text_as_written() -> None:
    written = "ab {{long}} cd {{s}} ef"
    done = substitute(written, {"long": "1", "s": "something longer"})
    for word in ("ab", "cd", "ef"):
        assert done.original(done.text.index(word)) == written.index(word)
    assert done.original(done.text.index("something") + 5) == written.index("{{s}}")
    assert done.original(len(done.text)) == len(written)


def test_a_key_without_a_value_is_shown_as_it_was_written() -> None:
    done = substitute("a {{some key}} b", {})
    assert len(done.text) == len("a {{some key}} b")
    assert open_keys(done.text) == ["some key"]
    assert shown(done.text) == "a {{some key}} b"


def test_a_flow_with_all_values() -> None:
    program, found = read_flow(Source("f", FLOW), substitutions=VALUES)
    assert found == ()
    assert program is not None
    assert program.name == "Orders"
    assert program.start is not None


def test_every_key_without_a_value_is_reported_once_and_nothing_else() -> None:
    _, found = read_flow(Source("f", FLOW))
    assert [(one.rule.slug, one.message.split("`")[1], one.start and one.start.line) for one in found] == [
        ("unresolved-substitution", "{{name}}", 2),
        ("unresolved-substitution", "{{start}}", 4),
        ("unresolved-substitution", "{{action}}", 10),
    ]


def test_placeholders_may_be_allowed() -> None:
    _, found = read_flow(Source("f", FLOW), allow_placeholders=True)
    assert {(one.rule.slug, one.severity.value) for one in found} == {("unresolved-substitution", "warning")}


def test_places_are_those_of_the_file() -> None:
    text = FLOW.replace("name: End", "name: {{long}}\n              exitReasn:\n                lit: x")
    _, found = read_flow(Source("f", text), substitutions={**VALUES, "long": "x" * 500})
    (only,) = found
    assert only.start is not None
    assert text.splitlines()[only.start.line - 1][only.start.column - 1 :].startswith("exitReasn")


@pytest.mark.parametrize(
    ("text", "values", "faults"),
    [
        ("substitutions:\n  a: x\n  b: 12\n  c: true\n  d: 017", {"a": "x", "b": "12", "c": "true", "d": "017"}, 0),
        ("a: x\nb: 1.50", {"a": "x", "b": "1.50"}, 0),
        ("flowName: Orders\nsubstitutions: {a: x}", {"a": "x"}, 0),
        ("substitutions:\n  a: [1]\n  b: x", {"b": "x"}, 1),
        ("- a", {}, 1),
        ("a: 'x", {}, 1),
        ("", {}, 0),
    ],
)
def test_options(text: str, values: dict[str, str], faults: int) -> None:
    found, diagnostics = read_options(Source("o", text))
    assert found == values
    assert len(diagnostics) == faults
