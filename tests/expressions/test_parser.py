"""Parsing expressions: what is accepted, and every fault at its place."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from architrave.expressions import compile_expression
from architrave.expressions.parser import MAX_LENGTH, parse
from architrave.expressions.syntax_tree import Binary, Broken, Literal, Unary
from tests.shared import SHARED, needs_shared
from tests.steps import steps

ACCEPTED = [
    "1",
    ".5 + 5.",
    '"a\nb"',
    '"\\" \\\\ \\n \\r \\t"',
    "Flow.x AND flow.X Or FLOW.x",
    "5--3",
    "2^-3",
    "-(-5)",
    "!!true",
    "!~-5",
    "1 == 1 == true",
    "(1)[0]",
    "c ? a and b : d",
    "c ? (a or b) : (d ? e : f)",
    "Größe.länge",
    "$a.$b",
    'Flow.json.a."b c"["d"][0].e',
    "If (true, 1, 2)",
    "f()",
    "\t1\n+\r\n2 ",
]


@pytest.mark.parametrize("text", ACCEPTED)
def test_accepted(text: str):
    tree, faults = parse(text)
    assert faults == ()
    assert not isinstance(tree, Broken)


# The text with its faults, each as its rule and the part of the text that it marks.
FAULTS = [
    ("", ("expression-empty", "")),
    ("   ", ("expression-empty", "")),
    ("a && b", ("wrong-operator", "&&")),
    ("a || b", ("wrong-operator", "||")),
    ("a = b", ("wrong-operator", "=")),
    ("a <> b", ("wrong-operator", "<>")),
    ("not a", ("wrong-operator", "not")),
    ("a and NOT b", ("wrong-operator", "NOT")),
    ("'a'", ("wrong-quotes", "'a'")),
    ("“a”", ("wrong-quotes", "“a”")),
    ('"a', ("unterminated-string", '"a')),
    ('"a\\d\\x"', ("bad-escape", "\\d"), ("bad-escape", "\\x")),
    ("1 // one", ("expression-comment", "// one")),
    ("1 /* one */ + 2", ("expression-comment", "/* one */")),
    ("a # b", ("unexpected-character", "#")),
    ("'it''s'", ("wrong-quotes", "'it''s'")),
    ("a === b", ("wrong-operator", "===")),
    ("a is NOT_SET", ("wrong-operator", "is")),
    ("5 mod 2", ("wrong-operator", "mod")),
    ('"a" eq "b"', ("wrong-operator", "eq")),
    ('"a""b"', ("missing-operator", '"b"')),
    ('"""', ("unterminated-string", '"')),
    (")", ("missing-operand", ")")),
    (",", ("missing-operand", ",")),
    ("a !== b", ("wrong-operator", "!==")),
    ("a => b", ("wrong-operator", "=>")),
    ("a =< b", ("wrong-operator", "=<")),
    ("a ** b", ("wrong-operator", "**")),
    ('f("a, b)', ("unterminated-string", '"a, b)')),
    ("1e5", ("missing-operator", "e5")),
    ("5apples", ("missing-operator", "apples")),
    ("1 + * 2", ("adjacent-operators", "*")),
    ("--5", ("adjacent-operators", "-")),
    ("- -5", ("adjacent-operators", "-")),
    ("-!true", ("adjacent-operators", "!")),
    ("+1", ("adjacent-operators", "+")),
    ("a b", ("missing-operator", "b")),
    ('"a" "b"', ("missing-operator", '"b"')),
    ("1 +", ("missing-operand", "")),
    ("or a", ("missing-operand", "or")),
    ("f(1,,2)", ("missing-operand", ",")),
    ("f(,)", ("missing-operand", ","), ("missing-operand", ")")),
    ("a.", ("missing-operand", "")),
    ("a.5", ("missing-operator", ".5")),
    (".a", ("missing-operand", ".")),
    ("(1", ("unbalanced-bracket", "(")),
    ("1)", ("unbalanced-bracket", ")")),
    ("f(1]", ("unbalanced-bracket", "]")),
    ("1, 2, 3", ("unbalanced-bracket", ",")),
    ("f(1), 2)", ("unbalanced-bracket", ",")),
    ("[1, 2]", ("list-literal", "[")),
    ('"abc"[0]', ("index-on-literal", "[")),
    ("5[0]", ("index-on-literal", "[")),
    ("a ? b ? 1 : 2 : 3", ("nested-conditional", "?")),
    ("a ? b : c ? d : e", ("nested-conditional", "?")),
    ("a ? b or c : d", ("nested-conditional", "or")),
    ("a ? b", ("missing-operand", "")),
    ("a : b", ("missing-operand", ":")),
    ("1234567890123456", ("literal-out-of-range", "1234567890123456")),
    (
        "12345678901234567890123456789012345678901.0",
        ("literal-out-of-range", "12345678901234567890123456789012345678901.0"),
    ),
    (
        "a && b || 'c' <> +1",
        *[("wrong-operator", "&&"), ("wrong-operator", "||"), ("wrong-quotes", "'c'")],
        ("wrong-operator", "<>"),
        ("adjacent-operators", "+"),
    ),
    ("(" * 90 + "1" + ")" * 90, ("nesting-too-deep", "(")),
    ("f(" * 61 + "1" + ")" * 61, ("calls-too-deep", "f")),
]


@pytest.mark.parametrize(
    ("text", "faults"), [(text, faults) for text, *faults in FAULTS], ids=lambda part: str(part)[:40]
)
def test_faults(text: str, faults: list[tuple[str, str]]):
    _, found = parse(text)
    assert [(fault.rule.slug, text[fault.start : fault.end]) for fault in found] == faults
    assert all(fault.message.endswith(".") for fault in found)


def test_fifteen_digits_and_forty_are_accepted():
    assert parse("999999999999999")[1] == ()
    assert parse("9" * 40 + ".0")[1] == ()
    assert parse("000000000000000000001")[1] == ()


@pytest.mark.parametrize(
    ("text", "operator"),
    [("1 + 2 * 3", "+"), ("1 * 2 + 3", "+"), ("1 == 2 < 3", "=="), ("a or b and c", "or"), ("1 | 2 & 3", "|"),
     ("1 & 2 == 3", "&"), ("a and 1 | 2", "and"), ("2 * 3 ^ 2", "*"), ("2 ^ 3 ^ 2", "^"), ("1 - 2 - 3", "-")],
)  # fmt: skip
def test_the_operator_with_the_lowest_precedence(text: str, operator: str):
    tree, _ = parse(text)
    assert isinstance(tree, Binary)
    assert tree.operator == operator


def test_power_groups_from_the_right_and_the_others_from_the_left():
    power, _ = parse("2 ^ 3 ^ 4")
    assert isinstance(power, Binary)
    assert isinstance(power.right, Binary)
    minus, _ = parse("2 - 3 - 4")
    assert isinstance(minus, Binary)
    assert isinstance(minus.left, Binary)


def test_a_minus_binds_tighter_than_a_power():
    tree, _ = parse("-2 ^ 2")
    assert isinstance(tree, Binary)
    assert isinstance(tree.left, Literal)
    assert tree.left.value == -2


def test_a_minus_belongs_to_a_number_only():
    assert isinstance(parse("-Flow.x")[0], Unary)
    assert isinstance(parse("-(5)")[0], Unary)
    assert parse("-0.50")[0] == Literal(Decimal("-0.50"), parse("1")[0].span)


def test_too_long():
    _, faults = parse("1" * (MAX_LENGTH + 1))
    assert [fault.rule.slug for fault in faults] == ["expression-too-long"]
    assert [fault.rule.slug for fault in parse('"' + "a" * (MAX_LENGTH - 2) + '"')[1]] == []


HOSTILE = [
    "(", "1+", "f(", "!", "1=", "'", "‘", "“", "/*", "a b ", ") ", "a?", "a:", "-", "a[", "a.", ", ", '"a\n"', "(1",
    "f(]", "not ", "^", "1^", "a or ", "a?b or ", '"\\q', "[", "f(1,", "abc(1)+", "ToInt(", "1/0+", "a.b.c==", "1:",
    "MakeList(1,", "true and ", '"x"+',
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_linearly_with_the_length_of_a_text(piece: str):
    short, long = ((piece * length)[:length] for length in (MAX_LENGTH // 32, MAX_LENGTH // 4))
    assert steps(lambda: compile_expression(long, {})) < 12 * steps(lambda: compile_expression(short, {}))


@pytest.mark.property
@settings(max_examples=300)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("()[]\"'.,?:+-*/=<>!&|^~ aF01\\\n")), max_size=80))
def test_no_text_makes_it_raise(text: str):
    expression, faults = compile_expression(text, {"flow.a": compile_expression("1", {})[0].type})  # type: ignore[union-attr]
    assert (expression is None) is bool(faults)
    assert all(0 <= fault.start <= fault.end <= len(text) for fault in faults)
    assert [fault.start for fault in faults] == sorted(fault.start for fault in faults)


@needs_shared
def test_every_expression_of_the_corpus_parses():
    found = list(_corpus_expressions())
    assert len(found) > 400
    assert [(text, parse(text)[1]) for text in found if parse(text)[1]] == []


def _corpus_expressions() -> Iterator[str]:
    """The value of each key `exp`, with a word in place of every template placeholder."""
    for file in sorted((SHARED / "corpus").rglob("*.yaml")):
        before = ""
        text = re.sub(r"\{\{[^}]*\}\}|\$\{[^}]*\}", "placeholder", file.read_text(encoding="utf-8-sig"))
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            scalar = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if before == "exp" and scalar:
                yield scalar
            before = scalar
