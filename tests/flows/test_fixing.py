"""Fixes of flow files: what is certain is fixed, and everything else stays as it is, byte for byte."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.diagnostics import Diagnostic, Source
from architrave.flows.fixing import FixedFlow, fix_flow, written_fix
from architrave.flows.reader import read_flow

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    path.name: path.read_text(encoding="utf-8")
    for folder in ("tests/interpreter/flows", "examples/order-sync/flows")
    for path in sorted((ROOT / folder).glob("*.yaml"))
    if not path.name.endswith(".cases.yaml")
}
SMALL = {name: text for name, text in GOOD.items() if len(text) < 6000}
KEY = re.compile(r"(?m)^(?P<before>[ ]*(?:- )?)(?P<key>[A-Za-z]{3,}):")

FLOW = """# A flow
workflow:
  name: Orders   # keep
  description: 'it''s'
  startUpRef: "/workflow/states/state[Start_10]"
  variables:
    - integerVariable:
        name: Flow.count
        isInput: true
  states:
    - state:
        name: Start
        refId: Start_10
        actions:
          - decision:
              name: "Any?"
              condition:
                exp: Flow.count == 0
              outputs:
                "yes":
                  actions:
                    - endWorkflow: {name: End}
          - endWorkflow:
              name: "{{flow_end}}"
              exitReason:
                exp: |
                  Append("a",
                         "b")
"""


def check(source: Source) -> tuple[Diagnostic, ...]:
    return read_flow(source, allow_placeholders=True)[1]


def fixed(text: str, substitutions: dict[str, str] | None = None) -> FixedFlow:
    def read(source: Source) -> tuple[Diagnostic, ...]:
        return read_flow(source, substitutions=substitutions, allow_placeholders=True)[1]

    source = Source("f.yaml", text)
    return fix_flow(source, read(source), read, substitutions)


FIXED = [
    # right, wrong
    ("  name: Orders", "  nme: Orders"),
    ("  description: ", "  Description: "),
    ("workflow:\n  name", "Worklow:\n  name"),
    ("Start_10]", "start_10]"),
    ('"/workflow/states', '"/inboundCall/states'),
    ("integerVariable:", "integerVariabel:"),
    ("integerVariable:", '"integervariable":'),
    ("isInput: true", "isInput: yes"),
    ("isInput: true", 'isInput: "No"'),
    ("isInput: true", "isinput: true"),
    ("- decision:", "- decison:"),
    ("- decision:", "- 'Decission':"),
    ("condition:", "conditon:"),
    ('"yes":', '"yess":'),
    ("exp: Flow", "Exp: Flow"),
    ("{name: End}", "{nmae: End}"),
    ("{name: End}", "{exitReson: {noValue: true}, name: End}"),
    ("exitReason:", "exit_reason:"),
    ("Flow.count == 0", "Flow.count = 0"),
    ("Flow.count == 0", '"Flow.count === 0"'),
    ("Flow.count == 0", "'Flow.count <> 0 && True'"),
    ("Flow.count == 0", '"true||\'a\' == \\"b\\""'),
    ('"b")', "'b')"),
    ('"b")', "“b”)"),
    ('"b")', "ToString(null))"),
]


@pytest.mark.parametrize(("right", "wrong"), FIXED)
def test_what_is_certain_is_fixed(right: str, wrong: str) -> None:
    assert right in FLOW
    text = FLOW.replace(right, wrong, 1)
    before = check(Source("f.yaml", text))
    result = fixed(text)
    assert result.fixed, [item.message for item in before]
    assert not any(item.is_error for item in result.left), [item.message for item in result.left]
    changed = [line for line in result.source.text.splitlines() if line not in FLOW.splitlines()]
    assert len(changed) <= 1, changed
    assert all(written_fix(item).count("`") >= 2 for item in result.fixed)


def test_line_ends_and_placeholders_are_kept() -> None:
    text = FLOW.replace("name: Orders", "nme: {{flow_name}}").replace("\n", "\r\n")
    result = fixed(text)
    assert result.source.text == text.replace("nme:", "name:")


@pytest.mark.parametrize("values", [{}, {"flow_end": "a longer value than its placeholder"}, {"flow_end": ""}])
def test_fixes_after_a_substituted_value(values: dict[str, str]) -> None:
    text = FLOW.replace("exitReason", "exitReson")
    assert fixed(text, values).source.text == FLOW


def test_a_substituted_value_is_not_fixed() -> None:
    text = FLOW.replace("Flow.count == 0", "{{condition}}")
    result = fixed(text, {"condition": "Flow.count = 0"})
    assert (result.source.text, result.fixed) == (text, ())
    assert any(item.is_error for item in result.left)


def test_several_faults_in_one_expression() -> None:
    text = FLOW.replace("Flow.count == 0", "Flow.count = 0&&'a' == \"b\" || True")
    assert fixed(text).source.text == FLOW.replace("Flow.count == 0", 'Flow.count == 0 and "a" == "b" or true')


NOT_FIXED = [
    ("  name: Orders", "  unrelated: Orders"),
    ("  name: Orders", "  name: Orders\n  nme: Other"),  # the right key is there as well
    ("exp: Flow", "list: Flow"),  # near `lit`, but not certain
    ("Start_10]", "Strat_10]"),
    ("Flow.count == 0", "Flow.cuont == 0"),  # the variable may be missing
    ("Flow.count == 0", "not Flow.count == 0"),  # `!` binds more tightly
    ("Flow.count == 0", "Flow.count is not 0"),
    ('"b")', "'it\"s')"),
    ("- decision:", "- decide:"),
    ('"yes":', "ye:"),  # too short
]


@pytest.mark.parametrize(("right", "wrong"), NOT_FIXED)
def test_what_is_not_certain_is_left(right: str, wrong: str) -> None:
    assert right in FLOW
    text = FLOW.replace(right, wrong, 1)
    result = fixed(text)
    assert (result.source.text, result.fixed) == (text, ())
    assert result.left == check(Source("f.yaml", text))


@pytest.mark.parametrize("broken", ["\t- x: y\n", "a: &b c\n", "---\nb: c\n", "name: a\nname: b\n", "'\n"])
def test_a_file_that_is_not_valid_yaml_is_never_touched(broken: str) -> None:
    text = FLOW.replace("nme", "name").replace("  name: Orders", "  nme: Orders") + broken
    result = fixed(text)
    assert (result.source.text, result.fixed) == (text, ())


def test_a_fix_that_uncovers_more_errors_than_it_fixes_is_left() -> None:
    text = FLOW.replace(
        "condition:\n                exp: Flow.count == 0", "condition:\n                Exp: Nope(1) + Nope(2)"
    )
    result = fixed(text.replace("exitReason", "exitReson"))
    assert "Exp: Nope" in result.source.text
    assert "exitReason:" in result.source.text


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A good flow, and the same with slips in some of its keys."""
    good = SMALL[draw(st.sampled_from(sorted(SMALL)))]
    if draw(st.booleans()):
        good = good.replace("\n", "\r\n")
    keys = list(KEY.finditer(good))
    chosen = draw(st.lists(st.sampled_from(range(len(keys))), min_size=1, max_size=4, unique=True))
    text = good
    for index in sorted(chosen, reverse=True):
        match = keys[index]
        key = match["key"]
        at = draw(st.integers(0, len(key) - 2))
        slip = draw(
            st.sampled_from([key[:at] + key[at + 1 :], key[:at] + key[at + 1] + key[at] + key[at + 2 :], key.upper()])
        )
        text = text[: match.start("key")] + slip + text[match.end("key") :]
    return good, text


@pytest.mark.property
@settings(deadline=None, max_examples=150)
@given(mistyped())
def test_a_fix_changes_nothing_but_the_fault(flows: tuple[str, str]) -> None:
    good, text = flows
    result = fixed(text)
    lines = zip(good.split("\n"), text.split("\n"), result.source.text.split("\n"), strict=True)
    for right, wrong, now in lines:
        assert now in (right, wrong)
    before = sum(item.is_error for item in check(Source("f.yaml", text)))
    assert sum(item.is_error for item in result.left) <= before
    again = fixed(result.source.text)
    assert again.fixed == ()


@pytest.mark.parametrize("name", sorted(GOOD))
def test_good_flows_have_nothing_to_fix(name: str) -> None:
    assert fixed(GOOD[name]).source.text == GOOD[name]
