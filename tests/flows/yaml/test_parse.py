"""From YAML text to nodes: values, the places of faults, and that nothing raises an exception."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architrave.diagnostics import Source
from architrave.flows.yaml import Mapping, Node, Scalar, parse, plain_value, read_yaml
from architrave.flows.yaml.parse import MAX_CHARACTERS, MAX_DEPTH

VALUES: list[tuple[str, Any]] = [
    ("yes: no", {"yes": "no"}),
    ("on: off", {"on": "off"}),
    ("y: n", {"y": "n"}),
    ("a: true\nb: False\nc: TRUE", {"a": True, "b": False, "c": True}),
    ("a: null\nb: ~\nc:", {"a": None, "b": None, "c": None}),
    ("a: 12\nb: -3\nc: +4\nd: 0x1F\ne: 0o17", {"a": 12, "b": -3, "c": 4, "d": 31, "e": 15}),
    ("a: 017", {"a": 17}),
    ("a: 1_000\nb: 12:30:00\nc: 0b11", {"a": "1_000", "b": "12:30:00", "c": "0b11"}),
    ("a: 1.5\nb: 1e3\nc: .5\nd: 5.", {"a": 1.5, "b": 1000.0, "c": 0.5, "d": 5.0}),
    ("a: .inf\nb: .nan", {"a": ".inf", "b": ".nan"}),
    ("a: 2026-01-31\nb: 1.2.3", {"a": "2026-01-31", "b": "1.2.3"}),
    ("a: '12'\nb: \"true\"", {"a": "12", "b": "true"}),
    ("2445093: x\ntrue: y\n1.5: z", {"2445093": "x", "true": "y", "1.5": "z"}),
    ("a: [1, {b: c}]\nd: {}", {"a": [1, {"b": "c"}], "d": {}}),
    ("a: |\n  x\n  y\nb: >\n  x\n  y\n", {"a": "x\ny\n", "b": "x y\n"}),
    ("a: ${name}", {"a": "${name}"}),
    ("\N{ZERO WIDTH NO-BREAK SPACE}a: 1", {"a": 1}),
    ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
    ("a: " + "9" * 101, {"a": "9" * 101}),
]

FAULTS: list[tuple[str, str, int, int]] = [
    ("a: b: c", "yaml-syntax", 1, 5),
    ("a: 'b\nc: d", "yaml-syntax", 1, 4),
    ("a:\n\t- b", "yaml-syntax", 2, 1),
    ('a: "\\q"', "yaml-syntax", 1, 5),
    ("a: @b", "yaml-syntax", 1, 4),
    ("a: [1, 2\nb: 3", "yaml-syntax", 2, 2),
    ("- a\nb: c", "yaml-syntax", 2, 1),
    (" a: 1\nb: 2", "yaml-syntax", 2, 1),
    ("a: \x01", "yaml-syntax", 1, 4),
    ('a: "x" y', "yaml-syntax", 1, 6),
    ('a: "x\nb: "y"', "yaml-syntax", 1, 4),
    ("a: &x 1", "yaml-feature", 1, 4),
    ("a: *x", "yaml-feature", 1, 4),
    ("<<: {a: 1}", "yaml-feature", 1, 1),
    ("a: !!str 1", "yaml-feature", 1, 4),
    ("a: 1\n---\nb: 2", "yaml-documents", 2, 1),
    ("a: 1\nb: 2\na: 3", "repeated-key", 3, 1),
    ("{a: b}: c", "yaml-key", 1, 1),
    ("äöü: 1\nx: &y 2", "yaml-feature", 2, 4),
    ("😀: [&a 1]", "yaml-feature", 1, 5),
    ("a: 1\r\nb: *x", "yaml-feature", 2, 4),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text: str, value: Any) -> None:
    node, faults = parse(text)
    assert faults == ()
    assert node is not None
    assert plain_value(node) == value


@pytest.mark.parametrize(("text", "rule", "line", "column"), FAULTS)
def test_faults(text: str, rule: str, line: int, column: int) -> None:
    _, found = read_yaml(Source("x", text))
    assert [(one.rule.slug, one.start and (one.start.line, one.start.column)) for one in found] == [
        (rule, (line, column))
    ]


def test_a_number_keeps_its_digits() -> None:
    node, _ = parse("a: 0.10")
    assert isinstance(node, Mapping)
    scalar = node.get("a")
    assert isinstance(scalar, Scalar)
    assert scalar.value == Decimal("0.10")
    assert scalar.text == "0.10"


def test_places() -> None:
    text = "a:\n  - b/c: x\n    d: [1, 2]\n"
    node, _ = parse(text)

    def places(node: Node) -> list[tuple[str, str]]:
        found = [(node.pointer, text[node.start : node.end])]
        if isinstance(node, Mapping):
            for entry in node.entries:
                found += places(entry.value)
        elif not isinstance(node, Scalar):
            for item in node.items:
                found += places(item)
        return found

    assert node is not None
    assert places(node) == [
        ("", text[:-1]),
        ("/a", "- b/c: x\n    d: [1, 2]"),
        ("/a/0", "b/c: x\n    d: [1, 2]"),
        ("/a/0/b~1c", "x"),
        ("/a/0/d", "[1, 2]"),
        ("/a/0/d/0", "1"),
        ("/a/0/d/1", "2"),
    ]


def test_bounds() -> None:
    deep = "[" * (MAX_DEPTH + 1)
    assert [fault.rule.slug for fault in parse(deep)[1]] == ["yaml-too-deep"]
    assert parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)[1] == ()
    assert [fault.rule.slug for fault in parse("a" * (MAX_CHARACTERS + 1))[1]] == ["yaml-too-large"]


def test_aliases_do_not_multiply() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    node, faults = parse("\n".join(lines))
    assert node is not None
    assert {fault.rule.slug for fault in faults} == {"yaml-feature"}


def test_half_a_surrogate_pair() -> None:
    node, (fault,) = parse("name: \ud83d")
    assert node is None
    assert (fault.rule.slug, fault.start) == ("yaml-syntax", 6)


@pytest.mark.parametrize(
    ("text", "pointer"), [("a: {[b]: c}", "/a/"), ("a: {? {b: c} : d}", "/a/"), ("a: {*b : c}", "/a/*")]
)
def test_a_value_below_a_strange_key_has_a_pointer_of_its_own(text: str, pointer: str) -> None:
    node, _ = parse(text)
    assert isinstance(node, Mapping)
    inner = node.get("a")
    assert isinstance(inner, Mapping)
    assert [(entry.key.pointer, entry.value.pointer) for entry in inner.entries] == [(pointer, pointer)]


@pytest.mark.property
@given(st.text(alphabet=st.characters(codec="utf-8")) | st.text(alphabet="a:-[]{}&*!|>'\"\n #%@,?", max_size=60))
def test_nothing_raises(text: str) -> None:
    node, faults = parse(text)
    assert node is None or plain_value(node) is not ...
    assert all(0 <= fault.start <= len(text) + 1 for fault in faults)
