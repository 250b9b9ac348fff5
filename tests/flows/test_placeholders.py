"""Placeholders without a value, values without a placeholder, and options files."""

import json
import re

import pytest

from architrave.diagnostics import Source, guarding
from architrave.flows import rules
from architrave.flows.placeholders import open_placeholders, options_text, unused_key, unused_options
from architrave.flows.reader import read_flow
from architrave.flows.substitutions import read_options, substituted
from tests.flows.every_action import flows

FLOW = Source(
    "flows/orders.yaml",
    'workflow:\n  name: {{flow_name}}  # {{comment}}\n  division: "{{ division }}"\n  {{flow_name}}: {{queue}}\n',
)


def test_each_key_without_a_value_once_with_its_first_line() -> None:
    assert open_placeholders(FLOW, {}) == {"flow_name": 2, "division": 3, "queue": 4}
    assert open_placeholders(FLOW, {"division": "Home", "queue": "Q"}) == {"flow_name": 2}
    assert open_placeholders(FLOW, {"division": "", "queue": "", "flow_name": "", "comment": ""}) == {}


def test_keys_of_a_file_that_is_not_yaml() -> None:
    assert open_placeholders(Source("x", "workflow: [ {{b}}\n{{a}}"), {}).keys() == {"a", "b"}


def test_an_options_file_is_read_back_and_empty_keys_have_no_value() -> None:
    text = options_text(FLOW, {"division": "Home: base"})
    assert text is not None
    assert text.splitlines()[1:3] == ["substitutions:", "  flow_name:  # first used in line 2"]
    assert read_options(Source("o", text)) == ({"division": "Home: base"}, ())
    assert options_text(Source("x", "workflow: {}"), {}) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("flow_nme", "Did you mean {{flow_name}}?"),
        ("xyzzy", "Placeholders here: {{division}}, {{flow_name}}."),
    ],
)
def test_a_key_that_no_flow_has(key: str, said: str) -> None:
    assert unused_key(key, {"flow_name", "division"}) == f"No flow here has the placeholder {{{{{key}}}}}. {said}"


def test_unused_options_have_their_place_and_other_options_are_left_alone() -> None:
    source = Source("o", "flowName: X\nsubstitutions:\n  division: Home\n  flow_nme: Y\n")
    (only,) = unused_options(source, {"division", "flow_name"})
    assert (only.start.line if only.start else None, only.severity.value) == (4, "warning")
    assert unused_options(Source("o", "flow_nme: Y\n"), {"flow_name"}) == ()


@pytest.mark.parametrize(
    ("name", "stem"), [("a/b/one.yaml", "one"), ("a\\b\\two.v1.yml", "two.v1"), ("<stdin>", "<stdin>")]
)
def test_the_name_of_the_file_in_a_value(name: str, stem: str) -> None:
    written = substituted(Source(name, "name: {{flow_name}}"), {"flow_name": "Flow {{file}}"})
    assert written.text == f"name: Flow {stem}"


JUDGE_VALUES = (
    rules.BAD_LITERAL,
    rules.CONSTANT_DECISION,
    rules.DUPLICATE_CASE,
    rules.LOOP_TOO_LONG,
    rules.TIMEOUT_OUT_OF_RANGE,
    rules.WAIT_TOO_LONG,
)


@pytest.mark.parametrize("family", list(flows()))
def test_nothing_is_said_about_the_value_of_a_placeholder(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "CAUGHT", ())
    written = json.dumps(flows()[family])
    open_values = re.sub(r'\{"exp": "Flow\.(\w+)"\}', r'{"lit": "{{\1}}"}', written)
    assert open_values != written
    _, found = read_flow(Source("flow.yaml", open_values), allow_placeholders=True)
    assert [fault for fault in found if fault.rule in JUDGE_VALUES] == []
